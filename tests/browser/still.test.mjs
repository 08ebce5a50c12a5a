/** Browsers that cannot run the module: none at all, or one without instructions on vectors. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** What such a browser lacks; runs in the page before its own code. */
const LACKS = {
  "WebAssembly": () => Reflect.deleteProperty(globalThis, "WebAssembly"),
  "vectors": () => {
    const refused = () => new WebAssembly.CompileError("invalid opcode 0xfd");
    const refuse = () => Promise.reject(refused());
    const Module = function () {
      throw refused();
    };
    Object.assign(WebAssembly, { Module, compile: refuse, compileStreaming: refuse, instantiate: refuse });
  },
};

/** The site, and the same as one file from a disk. */
const PLACES = { page: "", file: new URL("../../dist/common-measure.html", import.meta.url).href };

const cases = Object.entries(LACKS).flatMap(([what, lack]) =>
  Object.entries(PLACES).map(([where, at]) => /** @type {const} */ ({ what, lack, where, at })),
);
for (const { what, lack, where, at } of cases) {
  test(`without ${what} the ${where} says so and shows its first figures in words and as tables, in both languages`, async () => {
    await browser.visit({ path: `${at}?view=gap`, before: (page) => page.addInitScript(lack) }, async (page) => {
      const [told, title, table] = ["#still", "#gap .chart-title", "#gap table"].map((selector) => page.locator(selector));
      await title?.filter({ hasText: /a gap of 40\.1 points/ }).waitFor();
      assert.match((await told?.innerText()) ?? "", /cannot run WebAssembly/);
      assert.match((await table?.innerText()) ?? "", /\d\.\d%/);
      const drawn = async (/** @type {string} */ view) => {
        const drawing = page.locator(`#${view} img.chart-still`);
        await drawing.evaluate((img) => /** @type {HTMLImageElement} */ (img).decode());
        return ((await drawing.boundingBox())?.height ?? 0) > 150;
      };
      assert(await drawn("gap"));
      assert.match(await page.locator("#gap .chart-source").innerText(), /^Source: U\.S\. Census Bureau/);
      await page.locator('[data-language="es"]').click();
      await title?.filter({ hasText: /brecha/ }).waitFor();
      assert.match((await told?.innerText()) ?? "", /no puede ejecutar WebAssembly/);
      assert.match((await table?.innerText()) ?? "", /\d\u00a0%/);

      for (const view of ["trend", "jobs", "pipeline", "earnings", "what-if"]) {
        await page.locator(`.views [data-view="${view}"]`).click();
        await page.locator(`#${view} table tbody tr`).first().waitFor();
      }
      await page.locator('.views [data-view="map"]').click();
      await page.locator("#map table tbody tr").nth(57).waitFor();
      assert(await drawn("map"));
      await page.locator(".nameplate").click();
      await page.locator('[data-answer="adults"] .answer-source').filter({ hasText: /^Fuente: / }).waitFor();
    });
  });
}

for (const { what, lack, where, at } of cases) {
  const deck = (/** @type {Record<string, string>} */ asked) =>
    `${at}${at ? "?page=present.html&" : "present.html?"}${new URLSearchParams(asked)}`;
  test(`without ${what} the story of the ${where} is told with the build's drawings and tables, in both languages`, async () => {
    const before = (/** @type {import("playwright-core").Page} */ page) => page.addInitScript(lack);
    await browser.visit({ path: deck({ lang: "en" }), before }, async (page) => {
      const shown = (/** @type {string} */ place) => page.locator(`#deck[data-shown="${place}"] .slide`).waitFor();
      await shown("1.1");
      assert.match(await page.locator("#still").innerText(), /cannot run WebAssembly/);
      await page.keyboard.press("ArrowRight");
      await shown("2.1");
      assert.match(await page.locator(".slide-heading").innerText(), /^68 of 100 jobs/);
      assert.equal(await page.locator(".slide-picture .hundreds svg").count(), 2);
      await page.keyboard.press("ArrowRight");
      await shown("3.1");
      assert.match(await page.locator(".slide-heading").innerText(), /^60 of 100 adults in Los Angeles County/);
      assert(((await page.locator(".slide-chart svg").boundingBox())?.height ?? 0) > 200);
      assert.match(await page.locator(".slide-source").innerText(), /^Source: .*U\.S\. Census Bureau/);
      await page.locator(".slide-table summary").click();
      assert.match(await page.locator(".slide-table table").innerText(), /60\.\d%/);
      // Nothing can be asked, neither by a button nor by a key.
      assert(await page.locator('[data-do="ask"]').isHidden());
      await page.keyboard.press("c");
      assert(await page.locator("#ask").isHidden());
      // An open table is scrolled by the keys, which else go on.
      await page.locator(".slide-table .table-frame").press("ArrowDown");
      await page.locator(".slide-table summary").click();
      // Every chart of the story was made.
      for (const place of ["3.2", "4.1", "5.1", "6.1", "6.2", "7.1", "8.1", "8.2", "9.1", "9.2", "9.3", "10.1", "11.1"]) {
        await page.keyboard.press("PageDown");
        await shown(place);
      }
      assert.equal(await page.locator(".deck-fault").count(), 0);
    });
    await browser.visit({ path: deck({ lang: "es", print: "1" }), before }, async (page) => {
      await page.locator('#deck[data-shown="all"]').waitFor();
      assert.match(await page.locator("#still").innerText(), /no puede ejecutar WebAssembly/);
      assert.equal(await page.locator(".paper").count(), 11);
      assert.equal(await page.locator(".paper .slide-chart svg").count(), 5);
      await page.emulateMedia({ media: "print" });
      const tables = page.locator(".paper > .chart-table table");
      assert.match(await tables.first().innerText(), /60\.\d\u00a0%/);
      const wide = await tables.evaluateAll((all) => all.filter((table) => table.scrollWidth > (table.closest(".paper")?.clientWidth ?? 0)).length);
      assert.equal(wide, 0, "tables wider than the paper");
      // All of the last one's figures, which name no source.
      assert.match(await tables.last().innerText(), /Franja con los aportes/);
      assert(await page.locator("#still").isHidden());
    });
  });
}
