/** The same question and chart for ever more places: a map of one county to a map of all that the shapes have. */

import { Chart } from "/pkg/common_measure.js";
import { SHAPES, WIDTH, bytesOf, catalog } from "./figures.mjs";

const SIZES = [1, 10, 100, 1000, 3143];
const DATA = "attainment-newest";

const tables = await catalog();
const shapes = await bytesOf(SHAPES);
// Connecticut's planning regions have no shape.
const codes = tables.places("adults", DATA).map(({ code }) => code).filter((code) => !code.startsWith("091"));

const rows = [];
for (const places of SIZES) {
  const begun = performance.now();
  const answer = tables.measure({ measure: "attainment", place: codes.slice(0, places), data: DATA });
  const answered = performance.now();
  const chart = new Chart(answer, { chart: "map" }, shapes);
  const view = chart.layout({ width: WIDTH, pixelRatio: devicePixelRatio, locale: "en-US", theme: "light" });
  const laidOut = performance.now();
  const canvas = document.createElement("canvas");
  document.body.replaceChildren(canvas);
  view.draw(canvas);
  canvas.getContext("2d").getImageData(0, 0, 1, 1);
  rows.push({ places, ask: answered - begun, chart: laidOut - answered, draw: performance.now() - laidOut });
  view.free();
  chart.free();
}
window.done = rows;
