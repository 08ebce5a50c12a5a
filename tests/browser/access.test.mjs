/**
 * What a visitor meets who sees little or nothing, uses no mouse, or enlarges the page: axe-core in every view, language
 * and theme, and what no checker can tell.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Every page that an address can name, but for the second parts, which are on the pages of the first. */
const PAGES = ["", "trend", "gap", "jobs", "pipeline", "earnings", "map", "what-if", "data", "how"];
const WIDTHS = [1280, 360];
const LANGUAGES = ["en", "es"];
const THEMES = /** @type {const} */ (["light", "dark"]);

/** @type {Browser} */
let browser;
/** @type {string} */
let axe;
before(async () => {
  [browser, axe] = await Promise.all([
    Browser.start(),
    readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"),
  ]);
});
after(() => browser?.close());

/** Waits until a page and all of its parts are there. @param {Page} page @param {string} view */
async function ready(page, view) {
  if (view === "") return page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
  if (view === "data") return page.locator(".own input, .own button").first().waitFor({ state: "attached" });
  if (view === "how") return page.locator(".how h1").waitFor();
  // The second part is drawn when it comes near the window.
  for (const figure of await page.locator("figure.chart:visible").all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.and(page.locator('[data-ready="true"][aria-busy="false"]')).waitFor();
  }
  await page.locator(".take-list:visible").first().waitFor();
}

/**
 * Opens whatever can be opened in a page.
 *
 * @param {Page} page
 * @param {number} panel which of those of what can be taken away
 */
async function unfold(page, panel) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = details.checkVisibility();
  });
  for (const how of await page.locator(".chart-how[open] .how-text").all()) await how.locator("section, p").first().waitFor();
  for (const take of await page.locator(".take-list:visible").all()) {
    await take.locator("button[aria-expanded]").nth(panel).click();
  }
  await page.locator('.take[aria-busy="true"]').first().waitFor({ state: "detached" });
}

/** Opens what lies above the page: the list of places, else the menu. @param {Page} page */
async function above(page) {
  const trigger = page.locator(".place-trigger:visible").first();
  if (await trigger.count()) {
    await trigger.click();
    await page.locator(".place-popover:visible [role=option]").first().waitFor();
  } else if (await page.locator(".menu-button").isVisible()) {
    await page.locator(".menu-button").click();
  }
}

/**
 * What axe-core finds, a line an element.
 *
 * @param {Page} page
 * @param {string[]} rules all where none is named
 * @returns {Promise<string[]>}
 */
function violations(page, ...rules) {
  return page.evaluate(async (runOnly) => {
    const { axe } = /** @type {any} */ (window);
    const { violations } = await axe.run(
      // Rows of a table, and figures of an explanation, are all alike: some of them do.
      { exclude: ["tbody tr:nth-child(n + 6)", ".how-text section:nth-child(n + 3)"] },
      { resultTypes: ["violations"], ...(runOnly.length > 0 ? { runOnly } : {}) },
    );
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
  }, rules);
}

test("axe-core finds nothing in any view, language and theme, on a phone and on a desk", { timeout: 180_000 }, async () => {
  /** @type {string[]} */
  const found = [];
  let runs = 0;
  const look = async (/** @type {Page} */ page, /** @type {string} */ where, /** @type {string[]} */ ...rules) => {
    runs += 1;
    for (const line of await violations(page, ...rules)) found.push(`${where}: ${line}`);
  };
  const visit = (/** @type {string} */ view) =>
    browser.visit({ path: view && `?view=${view}`, colorScheme: "light" }, async (page) => {
      await ready(page, view);
      await page.evaluate(axe);
      await look(page, `${view || "opening"}, closed`);
      for (const [panel, language] of LANGUAGES.entries()) {
        await page.locator(`[data-language="${language}"]`).click();
        await page.locator(`html[lang="${language}"]`).waitFor();
        await unfold(page, panel);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 });
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme });
            // A theme changes nothing but colors.
            const rules = colorScheme === "dark" ? ["color-contrast", "link-in-text-block"] : [];
            await look(page, `${view || "opening"}, ${language}, ${width} px, ${colorScheme}`, ...rules);
          }
        }
        await above(page);
        await look(page, `${view || "opening"}, ${language}, with a list open`);
        await page.keyboard.press("Escape");
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: "light" });
      }
    });
  // Two at a time: most of it is work of the browser's.
  const waiting = [...PAGES];
  const worker = async () => {
    for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) await visit(view);
  };
  await Promise.all([worker(), worker()]);
  assert.equal(runs, PAGES.length * (1 + LANGUAGES.length * (WIDTHS.length * THEMES.length + 1)));
  assert.deepEqual(found, []);
});
