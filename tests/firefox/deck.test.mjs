/** The story on stage in Firefox: slides, the chart changed live, the presenter's window in step. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listen } from "../browser/site.mjs";
import { Firefox, see } from "./firefox.mjs";

/** @type {Firefox} */
let firefox;
before(async () => {
  firefox = await Firefox.start();
});
after(() => firefox?.close());

test("slides go on by the clicker, a chart changes live, and the presenter's window goes in step", async () => {
  await firefox.visit({ path: "present.html?lang=en", width: 1024 }, async (page) => {
    await see(page, "#deck .slide-heading", /How well is Los Angeles County’s workforce prepared/);
    for (let step = 0; step < 2; step += 1) {
      await page.keyboard.press("PageDown");
      await page.waitForSelector(`#deck[data-shown="${step + 2}.1"]`);
    }
    await see(page, "#deck .slide-heading", /^60 of 100 adults in Los Angeles County/);
    const small = await page.$$eval(
      "#deck svg text",
      (all) =>
        all.filter((text) => {
          const drawing = /** @type {SVGSVGElement} */ (/** @type {SVGTextElement} */ (text).ownerSVGElement);
          const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
          const slide = /** @type {Element} */ (drawing.closest(".slide"));
          return (
            parseFloat(getComputedStyle(text).fontSize) * scale <
            Math.min(slide.clientHeight / 24, slide.clientWidth / 32) - 0.05
          );
        }).length,
    );
    assert.equal(small, 0);

    await page.keyboard.press("c");
    await page.waitForSelector("#ask select");
    await page.select('#ask select[aria-label="Level of education"]', "bachelors_or_higher");
    await see(page, "#deck .slide-heading", /bachelor’s degree/);
    await page.keyboard.press("Tab");

    const opened = new Promise((resolve) => page.once("popup", resolve));
    await page.click("#deck");
    await page.keyboard.press("p");
    const second = /** @type {import("puppeteer-core").Page} */ (await opened);
    const complaints = listen(second);
    await see(second, ".presenter-now .slide-heading", /bachelor’s degree/);
    await see(second, ".presenter-notes", /First the county alone/);
    await second.keyboard.press("PageDown");
    await page.waitForSelector('#deck[data-shown="3.2"]');
    await second.waitForSelector('.presenter-now .stage[data-shown="3.2"]');
    assert.deepEqual(complaints, []);
  });
});
