/** What is left of ten thousand steps through the explorer. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Browser } from "../browser/browser.mjs";
import { OWN, listen, withoutServiceWorkers } from "../browser/site.mjs";
import { Counters, stays } from "./counters.mjs";
import { visitor } from "./visitor.mjs";

/** Fewer for a first look: TURNS=1000. */
const TURNS = Number(process.env.TURNS ?? 10_000);

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** A frame that is closed while it loads lets its requests go; the browser says so, of its module without a reason. */
const LET_GO = /^failed:|^error: Fetch API cannot load \S+\.wasm\. $/;

test("ten thousand steps through the explorer leave nothing", { timeout: 3_600_000 }, async (t) => {
  const table = await readFile(OWN, "utf8");
  const shapes = await readFile(new URL("../data/06-counties.json", import.meta.url), "utf8");
  const context = await browser.browser.newContext({ locale: "en-US", acceptDownloads: false });
  try {
    const page = await context.newPage();
    const counters = await Counters.of(page);
    const complaints = listen(page);
    await page.addInitScript(withoutServiceWorkers);
    await page.goto(browser.address);
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
    await page.evaluate(visitor, { seed: 8, table, shapes });
    await page.evaluate(() => /** @type {any} */ (globalThis).visitor.tour());
    const count = async () => {
      await page.evaluate(() => /** @type {any} */ (globalThis).visitor.rest());
      return counters.count();
    };
    /** @type {import("./counters.mjs").Counts[]} */
    const counts = [];
    /** @type {Record<string, number>} */
    let done = {};
    // Each tenth takes the same steps, half of them where the way to other views is folded away: whatever they need is there
    // after the first.
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (const width of [1280, 800]) {
        await page.setViewportSize({ width, height: 800 });
        done = await page.evaluate(([turns, walk]) => /** @type {any} */ (globalThis).visitor.act(turns, walk), [TURNS / 20, width]);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      counts.push(await count());
    }
    t.diagnostic(JSON.stringify({ done, counts }));
    assert.deepEqual(complaints.filter((complaint) => !LET_GO.test(complaint)), []);
    for (const [name, times] of Object.entries(done)) assert(times > TURNS / 1000, `${name}: ${times}`);
    // The same steps meet the same code and data: what is held is level, but for an answer that is on its way. A module's
    // memory is never given back, and what overlaps in it is a matter of moments: less than one map of the nation takes.
    stays(counts, { heap: 2 ** 18, wasm: 3 * 2 ** 20 });
  } finally {
    await context.close();
  }
});
