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
    for (let tenth = 0; tenth < 10; tenth += 1) {
      // At the narrow one the way to other views is folded away.
      for (const width of [1280, 800]) {
        await page.setViewportSize({ width, height: 800 });
        done = await page.evaluate((turns) => /** @type {any} */ (globalThis).visitor.act(turns), TURNS / 20);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      counts.push(await count());
    }
    t.diagnostic(JSON.stringify({ done, counts }));
    assert.deepEqual(complaints.filter((complaint) => !LET_GO.test(complaint)), []);
    for (const [name, times] of Object.entries(done)) assert(times > TURNS / 1000, `${name}: ${times}`);
    // An engine learns the shapes of objects as long as code runs: some bytes a step, less than the least that a step could hold.
    // A module's memory grows when no hole in it is large enough: less than half a kilobyte a step is no answer that stayed.
    stays(counts, { heap: 100 * TURNS, wasm: 2 ** 22 });
  } finally {
    await context.close();
  }
});
