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
const PAGES = ["", "trend", "gap", "jobs", "pipeline", "earnings", "map", "what-if", "agenda", "data", "how"];
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
  if (view === "agenda") return page.locator(".agenda-picture").first().waitFor();
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
      // The one rule of WCAG 2.2 is off unless it is asked for.
      { resultTypes: ["violations"], ...(runOnly.length > 0 ? { runOnly } : { rules: { "target-size": { enabled: true } } }) },
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

test("by name and role alone: how many Latino adults hold a bachelor’s degree, and how sure that is", async () => {
  await browser.visit({}, async (page) => {
    await page.getByRole("navigation", { name: "Go on asking" }).getByRole("link", { name: /^Gaps/ }).press("Enter");
    // Reading goes on at the name of the page that opened.
    await page.locator("h1:focus").filter({ hasText: "Between groups" }).waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    const figure = page.getByRole("figure", { name: /Latino adults in Los Angeles County/ });
    await page.getByRole("status").filter({ hasText: /14 of 100 Latino adults/ }).waitFor({ state: "attached" });
    assert.match(await page.title(), /14 of 100 Latino adults/);
    const points = figure.getByRole("listbox", { name: /arrow keys/ });
    await points.focus();
    const said = async () => {
      const id = await points.getAttribute("aria-activedescendant");
      return (id && (await page.locator(`[id="${id}"]`).getAttribute("aria-label"))) || "";
    };
    for (let step = 0; step < 9 && !/Latino or Hispanic/.test(await said()); step += 1) await page.keyboard.press("ArrowDown");
    assert.match(await said(), /Latino or Hispanic, 2019: 13\.6%, give or take 0\.3 percentage points\. Source: U\.S\. Census Bureau/);
    const row = figure.getByRole("row", { name: /Latino or Hispanic/ });
    await figure.getByText("The figures as a table").click();
    assert.equal(await row.getByRole("cell").nth(2).innerText(), "13.6%");
    assert.equal(await row.getByRole("cell").nth(3).innerText(), "±0.3 points");
  });
});

test("the keys reach everything in a page, in sight and with a ring, and get out again", async () => {
  for (const [view, width] of /** @type {const} */ ([["gap", 1280], ["map", 360], ["what-if", 1280]])) {
    await browser.visit({ path: `?view=${view}`, viewport: { width, height: 800 } }, async (page) => {
      await ready(page, view);
      /** @type {Set<string>} */
      const reached = new Set();
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const now = document.activeElement;
          if (!now || now === document.body) return null;
          const shown = now.matches(".map-file") ? (now.nextElementSibling ?? now) : now;
          const { top, bottom, left, right } = shown.getBoundingClientRect();
          const { outlineStyle, outlineWidth } = getComputedStyle(shown);
          return {
            name: `${now.tagName} ${now.className} ${now.getAttribute("aria-label") ?? now.textContent?.slice(0, 40)}`,
            place: now.closest(".views, .ask, .chart, .map-ranks, .foot, .masthead")?.className ?? "",
            seen: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
            ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
          };
        });
        if (!at) break;
        assert(at.seen, `${view}: ${at.name} is in sight`);
        assert(at.ring, `${view}: ${at.name} has a ring`);
        reached.add(at.place);
        assert(step < 119, `${view}: the keys get out`);
      }
      for (const place of ["ask", "chart", "foot", ...(view === "map" ? ["map-ranks"] : ["views"])]) {
        assert(reached.has(place), `${view}: ${place} is reached: ${[...reached].join()}`);
      }
    });
  }
});

/** Adds up how far what is on a page moves, from its first paint. @param {Page} page */
const watchShifts = (page) =>
  page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of /** @type {any[]} */ (list.getEntries())) if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });

for (const language of LANGUAGES) {
  test(`nothing that is on the page moves while the rest arrives: ${language}`, async () => {
    for (const width of [320, 768, 1280]) {
      for (const view of PAGES) {
        const options = { viewport: { width, height: 800 }, locale: `${language}-US`, before: watchShifts };
        await browser.visit({ path: view && `?view=${view}`, ...options }, async (page) => {
          const first = page.locator("figure.chart:visible");
          if (["", "agenda", "data", "how"].includes(view)) await ready(page, view);
          else await first.and(page.locator('[data-ready="true"]')).first().waitFor();
          await page.evaluate(() => document.fonts.ready);
          await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
          const sum = await page.evaluate(() => /** @type {any} */ (window).shifts.sum);
          assert(sum < 0.02, `${view || "opening"} at ${width} px: ${sum}`);
        });
      }
    }
  });
}

test("enlarged to 400 percent, and with text spaced out, nothing is lost at the side", async () => {
  // Spanish: its words are the longer ones.
  for (const view of PAGES) {
    await browser.visit({ path: view && `?view=${view}`, viewport: { width: 320, height: 256 }, locale: "es-US" }, async (page) => {
      await ready(page, view);
      for (const spaced of [false, true]) {
        if (spaced) {
          // https://www.w3.org/TR/WCAG22/#text-spacing
          await page.evaluate(() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }");
            document.adoptedStyleSheets = [sheet];
          });
        }
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(needed <= 320, `${view || "opening"}${spaced ? ", spaced out" : ""}: ${needed} px`);
      }
    });
  }
});
