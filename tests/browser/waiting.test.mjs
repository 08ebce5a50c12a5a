/** A slow network: what is waited for says so, in sight and to a screen reader, until it is there. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/**
 * Holds back what a page asks for until the gate is opened.
 *
 * @param {Page} page
 * @param {RegExp} files
 */
async function gate(page, files) {
  let open = () => {};
  const opened = new Promise((resolve) => (open = () => resolve(null)));
  await page.route(files, async (route) => {
    await opened;
    await route.continue();
  });
  return () => open();
}

/**
 * @param {Page} page
 * @param {Locator} part
 */
async function waits(page, part) {
  await part.and(page.locator('[aria-busy="true"]')).waitFor();
  const words = part.getByText("Reading the tables…");
  await words.waitFor();
  // The words fade in, so that what is quick shows none.
  await words.evaluate((node) => Promise.all(node.getAnimations().map(({ finished }) => finished)));
  assert.equal(await words.evaluate((node) => getComputedStyle(node).opacity), "1");
}

/** What is waited for, where it is shown, and what it is then. */
const CASES = /** @type {const} */ ([
  ["the opening's module", "", /first\/.*\.wasm$/, '[data-answer="adults"]', '[data-ready="true"]'],
  ["the opening's tables", "", /data\/attainment\//, '[data-answer="adults"]', '[data-ready="true"]'],
  ["a view's code", "?view=trend", /app\/explorer-\w+\.js$/, "#trend figure.chart", '[data-ready="true"]'],
  ["a view's tables", "?view=gap", /data\/.*\.csv$/, "#gap figure.chart", '[data-ready="true"]'],
  ["the map's code", "?view=map", /app\/map-section-\w+\.js$/, "#map .map-host", ":has([data-ready])"],
  ["the map's shapes", "?view=map", /map\/.*\.json$/, "#map figure.chart", '[data-ready="true"]'],
  ["the module for own data", "?view=data", /pkg\/.*\.wasm$/, "#data .own", ":has(input)"],
]);
for (const [what, path, files, part, there] of CASES) {
  test(`${what}: the wait is told, and its end`, async () => {
    let open = () => {};
    const before = async (/** @type {Page} */ page) => {
      open = await gate(page, files);
    };
    await browser.visit({ path, before }, async (page) => {
      await waits(page, page.locator(part));
      open();
      await page.locator(part).and(page.locator(there)).waitFor();
      assert.notEqual(await page.locator(part).getAttribute("aria-busy"), "true");
      assert.equal(await page.locator(part).getByText("Reading the tables…").isVisible(), false);
    });
  });
}

test("another question: the chart on the page fades until its answer is there", async () => {
  await browser.visit({ path: "?view=map" }, async (page) => {
    const figure = page.locator("#map figure.chart");
    await figure.and(page.locator('[data-ready="true"][aria-busy="false"]')).waitFor();
    const open = await gate(page, /data\/attainment-newest\.csv$/);
    await page.locator("#map .ask select").first().selectOption("00");
    await figure.and(page.locator('[aria-busy="true"].is-busy')).waitFor();
    open();
    await page.locator("#map .chart-title").filter({ hasText: "U.S. counties" }).waitFor();
    // Its words come first, thousands of shapes after.
    await figure.and(page.locator('[aria-busy="false"]:not(.is-busy)')).waitFor();
  });
});

test("who goes on before the opening stands is told the answer all the same, and nothing more when it stands", async () => {
  let open = () => {};
  const before = async (/** @type {Page} */ page) => {
    open = await gate(page, /data\/jobs.*\.csv$/);
  };
  await browser.visit({ before }, async (page) => {
    await page.locator('[data-answer="adults"][data-ready="true"]').waitFor({ state: "attached" });
    await page.getByRole("navigation", { name: "Go on asking" }).getByRole("link", { name: /^Gaps/ }).press("Enter");
    const said = page.locator("#live").filter({ hasText: /14 of 100 Latino adults/ });
    await said.waitFor({ state: "attached" });
    open();
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor({ state: "attached" });
    assert.equal(await said.count(), 1);
  });
});

test("the other language chosen while an answer is on its way: it comes, in that language", async () => {
  // From the first table on, what the sentence may offer is held back until it is let go.
  const hold = () => {
    /** @type {(() => void)[] | null} */
    let held = null;
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {any[]} */ ...given) {
      const send = () => Reflect.apply(postMessage, this, given);
      const { call } = given[0];
      if (held && call === "periods") return void held.push(send);
      if (call === "load" && !("letGo" in globalThis)) {
        held = [];
        Object.assign(globalThis, {
          letGo: () => {
            const sends = held ?? [];
            held = null;
            for (const send of sends) send();
          },
          holds: () => (held ?? []).length > 0,
        });
      }
      send();
    };
  };
  await browser.visit({ path: "?view=gap", before: (page) => page.addInitScript(hold) }, async (page) => {
    await page.waitForFunction(() => Reflect.get(globalThis, "holds")?.());
    await page.locator('[data-language="es"]').click();
    await page.locator("html[lang=es]").waitFor();
    await page.evaluate(() => Reflect.get(globalThis, "letGo")());
    const figure = page.locator('#gap figure.chart[data-ready="true"][aria-busy="false"]');
    await figure.getByText("de cada 100").first().waitFor();
  });
});
