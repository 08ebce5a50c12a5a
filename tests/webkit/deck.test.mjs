/** The story on stage in WebKit: slides, the chart changed live, the presenter's window in step. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KEYS, WebKit } from "./webkit.mjs";

/** @type {WebKit} */
let webkit;
before(async () => {
  webkit = await WebKit.start();
});
after(() => webkit?.close());

test("slides go on by the clicker, a chart changes live, and the presenter's window goes in step", async () => {
  await webkit.visit({ path: "present.html?lang=en" }, async (page) => {
    await page.see("#deck .slide-heading", /How well is Los Angeles County’s workforce prepared/);
    for (const step of [2, 3]) {
      await page.press(KEYS.PageDown);
      await page.see(`#deck[data-shown="${step}.1"] .slide-heading`);
    }
    await page.see("#deck .slide-heading", /^60 of 100 adults in Los Angeles County/);

    await page.press("c");
    await page.see("#ask .ask");
    await page.choose('#ask select[aria-label="Level of education"]', "bachelors_or_higher");
    await page.see("#deck .slide-heading", /bachelor’s degree/);

    await page.click("#deck .slide-heading");
    const stage = await page.send("window");
    await page.press("p");
    /** @type {string[]} */
    let windows = [];
    for (const end = Date.now() + 20_000; windows.length < 2; ) {
      windows = await page.send("window/handles");
      assert(Date.now() < end, "no window was opened");
    }
    const second = windows.find((one) => one !== stage);
    await page.send("window", { handle: second });
    await page.see(".presenter-now .slide-heading", /bachelor’s degree/);
    await page.see(".presenter-notes", /First the county alone/);
    await page.press(KEYS.PageDown);
    await page.see('.presenter-now .stage[data-shown="3.2"] .slide-heading');
    await page.send("window", { handle: stage });
    await page.see('#deck[data-shown="3.2"] .slide-heading');
  });
});
