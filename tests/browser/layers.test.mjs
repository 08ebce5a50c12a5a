/** The picture of a chart is painted once: what is pointed at is marked on a layer above it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, VIEWS, chart } from "./browser.mjs";

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** Runs in the page before its own code: counts what is called on each canvas's context. */
function countCalls() {
  /** @type {Map<HTMLCanvasElement, number>} */
  const calls = new Map();
  Object.assign(window, { callsOn: (/** @type {HTMLCanvasElement} */ canvas) => calls.get(canvas) ?? 0 });
  const own = CanvasRenderingContext2D.prototype;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(own))) {
    if (typeof value !== "function" || name === "constructor") continue;
    Object.defineProperty(own, name, {
      value(/** @type {unknown[]} */ ...given) {
        calls.set(this.canvas, (calls.get(this.canvas) ?? 0) + 1);
        return value.apply(this, given);
      },
    });
  }
}

/** Calls on a canvas so far. @param {import("playwright-core").Locator} canvas */
const callsOn = (canvas) => canvas.evaluate((it) => /** @type {any} */ (window).callsOn(it));

for (const view of /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS))) {
  test(`pointing at ${view} leaves its picture as it is`, async () => {
    await browser.visit({ viewport: { width: 1280, height: 900 }, before: (page) => page.addInitScript(countCalls) }, async (page) => {
      const figure = await chart(page, view);
      // A font that comes late paints all anew.
      await page.evaluate(() => document.fonts.ready);
      await page.locator(`#${view} figure.chart[aria-busy="false"]`).waitFor();
      const [picture, layer] = [figure.locator("canvas").first(), figure.locator(".chart-layer")];
      const [painted, marked] = [await callsOn(picture), await callsOn(layer)];
      assert(painted > 10, `${painted} calls painted it`);

      const box = await picture.boundingBox();
      assert(box);
      const tip = figure.locator(".chart-tip");
      const seen = new Set();
      // Across the middle and down it: some of these points are at a mark.
      for (let step = 1; step < 20; step += 1) {
        const part = step / 20;
        for (const at of [{ x: part, y: 0.5 }, { x: 0.5, y: part }, { x: part, y: part }]) {
          await page.mouse.move(box.x + box.width * at.x, box.y + box.height * at.y);
          seen.add(await tip.textContent());
        }
      }
      assert(seen.size > 1, "some mark was pointed at");
      await page.mouse.move(1, 1);
      await tip.filter({ hasText: /^$/ }).waitFor({ state: "attached" });
      assert(await layer.isHidden(), "nothing is marked any more");

      assert((await callsOn(layer)) > marked, "the layer was drawn on");
      assert.equal(await callsOn(picture), painted);
    });
  });
}

test("a map that is painted in parts is the same picture", async () => {
  await browser.visit({}, async (page) => {
    const { whole, first, all, parts } = await page.evaluate(async () => {
      const wasm = await import(new URL("pkg/common_measure.js", document.baseURI).href);
      await wasm.default();
      const commonMeasure = { format: "common-measure", indicator: "adults", unit: "count", source: "made-up" };
      const catalog = new wasm.Catalog(JSON.stringify({ resources: [{ name: "made-up", commonMeasure }] }));
      // Made-up figures of squares side by side.
      const codes = Array.from({ length: 29 }, (_, at) => `06${String(2 * at + 1).padStart(3, "0")}`);
      const rows = codes.map((code, at) => `${code},2020,total,100\n${code},2020,bachelors_or_higher,${3 * at}\n`);
      catalog.load("made-up", new TextEncoder().encode(`place,period,level,value\n${rows.join("")}`));
      const square = (/** @type {string} */ id, /** @type {number} */ at) => {
        const [west, south] = [-120 + (at % 6), 33 + Math.floor(at / 6)];
        const ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]].map(([x = 0, y = 0]) => [west + x, south + y]);
        return { type: "Feature", id, properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
      };
      const shapes = new wasm.Shapes(JSON.stringify({ type: "FeatureCollection", features: codes.map(square) }));
      const answer = catalog.measure({ measure: "attainment", place: "06", by: "county", level: "bachelors_or_higher" });
      const view = shapes.chart(answer, { chart: "map" }).layout({ width: 500, pixelRatio: 2 });
      const [once, sheet] = [document.createElement("canvas"), document.createElement("canvas")];
      view.draw(once);
      let parts = 1;
      let more = view.drawPart(sheet, 0, 7);
      const first = sheet.toDataURL();
      for (let from = 7; more; from += 7, parts += 1) more = view.drawPart(sheet, from, from + 7);
      return { whole: once.toDataURL(), first, all: sheet.toDataURL(), parts };
    });
    assert(parts > 4, `${parts} parts`);
    assert.notEqual(first, whole);
    assert.equal(all, whole);
  });
});
