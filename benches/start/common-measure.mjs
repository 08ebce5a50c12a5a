/** The first chart of this project's page: its first module, the tables that it needs, a trend on a canvas. */

import init, { Catalog, Chart } from "/first/common_measure.js";

const file = (name) => fetch(`/data/first/${name}`);
const bytes = async (name) => new Uint8Array(await (await file(name)).arrayBuffer());
const [, descriptor, places, figures] = await Promise.all([
  init({ module_or_path: "/first/common_measure_bg.wasm" }), file("datapackage.json").then((answer) => answer.json()),
  bytes("core.csv"), bytes("06.csv"),
]);
const catalog = new Catalog(descriptor);
catalog.load("places", places);
catalog.load("attainment", figures);
const answer = catalog.measure({ measure: "trend", place: "06037" });
const canvas = document.querySelector("canvas");
const view = new Chart(answer, { chart: "trend" }).layout({ width: 800, height: 400, pixelRatio: 1, locale: "en-US", theme: "screen" });
view.draw(canvas);
window.done = performance.now();
