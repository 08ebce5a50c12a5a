/** The main journeys through the explorer, in WebKit. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OWN } from "../browser/site.mjs";
import { KEYS, WebKit } from "./webkit.mjs";

/** @type {WebKit} */
let webkit;
before(async () => {
  webkit = await WebKit.start();
});
after(() => webkit?.close());

test("the opening answers with figures, and a door opens the skills gap; the engine is in a worker", async () => {
  await webkit.visit({ path: "?lang=en" }, async (page) => {
    const answer = (/** @type {string} */ name) => `[data-answer="${name}"][data-ready="true"]`;
    await page.see(answer("jobs"), /68 of 100 jobs .* 2021.*1973.* 28/s);
    await page.see(answer("adults"), /60 of 100 adults in Los Angeles County/);
    await page.see(answer("gap"), /from 1\.2 million more to 610,000 fewer/);
    // Tables that the worker fetched would be in its own list: what the page fetched it gave away.
    const worker = await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("worker.js")));
    assert(worker, "no worker was fetched");
    await page.click(`${answer("gap")} .door`);
    await page.answered("skills-gap", /Depending on how need is counted/);
    assert.match(await page.url(), /\?view=skills-gap/);
  });
});

test("every page draws its charts and is no wider than its window", async () => {
  await webkit.visit({ path: "?lang=en", width: 480 }, async (page) => {
    const pages = { trend: ["trend", "attainment"], gap: ["gap"], jobs: ["jobs", "skills-gap"], pipeline: ["pipeline"], earnings: ["earnings"], map: ["map"], "what-if": ["what-if"] };
    await page.see('[data-answer="gap"][data-ready="true"]');
    for (const [name, views] of Object.entries(pages)) {
      await page.click(".menu-button");
      await page.click(`.views [data-view="${name}"]`);
      for (const view of views) {
        await page.evaluate((view) => document.getElementById(view)?.scrollIntoView(), view);
        await page.answered(view);
        assert((await page.colours(`#${view} figure.chart canvas`)) > 3, view);
      }
      const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert((needed ?? 0) <= (given ?? 0), `${name}: ${needed} of ${given} px`);
    }
  });
});

test("the gap is asked in another way, of another place, by keys, as a table, in Spanish, in the dark", async () => {
  await webkit.visit({ path: "?view=gap&lang=en" }, async (page) => {
    await page.answered("gap", /a gap of 40\.1 points/);
    await page.choose('#gap select[aria-label="How the gap is measured"]', "ratio");
    await page.answered("gap", /times that of Asian/);

    await page.click("#gap .place-trigger");
    await page.type("#gap .place-field", "california");
    await page.see('#gap .place-rows [role="option"]', /California/);
    await page.press(KEYS.Enter);
    const title = await page.answered("gap", /California/);
    const link = await page.url();
    assert.match(link, /place=06\b.*measure=ratio/);

    await page.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector("#gap .chart-marks"))?.focus());
    await page.press(KEYS.End);
    const last = await page.see("#gap .tip-value");
    await page.press(KEYS.ArrowUp);
    assert.notEqual(await page.see("#gap .tip-value"), last);
    await page.press(KEYS.Escape);

    await page.click("#gap .chart-table summary");
    await page.see("#gap .chart-table tbody tr", /\d\.\d%/);
    await page.click("#gap .chart-how summary");
    await page.see("#gap .how-text", /table \S+, line \d+/);

    const picture = () => page.evaluate(() => document.querySelector(/** @type {"canvas"} */ ("#gap canvas"))?.toDataURL());
    const light = await picture();
    await page.click("#theme");
    await page.see('#theme[aria-pressed="true"]');
    assert.notEqual(await picture(), light);
    await page.click('[data-language="es"]');
    await page.answered("gap", /veces .*California|California.* veces/s);
    await page.see("#gap .chart-table tbody", /\d\u00a0%/);

    await page.evaluate(() => history.back());
    await page.answered("gap", /condado de Los\s+Ángeles/);
    await page.evaluate(() => history.forward());
    await page.answered("gap", /California/);
    await page.goto(link);
    assert.equal(await page.answered("gap"), title);
  });
});

test("a visitor's file is read and asked like the page's own", async () => {
  await webkit.visit({ path: "?view=data&lang=en" }, async (page) => {
    await page.see("#data .own-drop");
    await page.type('#data input[type="file"]', OWN);
    await page.see("#data .own-counts", /Rows read: 8\b/);
    await page.click("#data .own-use");
    await page.see("#data [data-table]");
    await page.click('.views [data-view="gap"]');
    await page.answered("gap", /a gap of/);
    const table = '#gap select[aria-label="Table"]';
    const own = await page.evaluate((table) => /** @type {HTMLSelectElement} */ (document.querySelector(table)).options[1]?.value ?? "", table);
    await page.choose(table, own);
    await page.answered("gap", /Alameda County/);
  });
});
