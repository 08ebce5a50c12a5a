/** A real Chromium on the built site. `cargo xtask test` gives the program (CHROME) and the site (SITE). */

import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { FLAGS } from "./flags.mjs";
import { listen, program, site, tellViolations, withoutComplaint, withoutServiceWorkers } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @param {string[]} [flags] further ones */
export const launch = (flags = []) =>
  chromium.launch({ executablePath: program("CHROME", NAMES), args: [...FLAGS, ...flags] });

/** One browser and one site for a test file. */
/** Names of messages: what a page shows where it has no words. */
const KEYS = Object.keys(JSON.parse(await readFile(new URL("../../www/messages/en.json", import.meta.url), "utf8")));

/** Runs in the page. @param {string[]} keys */
function namesShown(keys) {
  const known = new Set(keys);
  /** @param {Document | ShadowRoot} root @returns {string[]} */
  const within = (root) =>
    [...root.querySelectorAll("*:not(script, style)")].flatMap((node) => [
      ...[...node.childNodes].filter((child) => child instanceof Text).map(({ data }) => data),
      ...["aria-label", "title", "alt", "placeholder"].map((name) => node.getAttribute(name) ?? ""),
      ...(node.shadowRoot ? within(node.shadowRoot) : []),
    ]);
  const found = within(document).flatMap((text) => text.match(/[a-z]\w*(?:\.[\w+-]+)+/g) ?? []);
  return [...new Set(found.filter((name) => known.has(name)))].map((name) => `no words: ${name}`);
}

export class Browser {
  static async start() {
    const [{ address, stop }, browser] = await Promise.all([site(), launch()]);
    return new Browser(address, browser, stop);
  }

  /**
   * @param {string} address
   * @param {import("playwright-core").Browser} browser
   * @param {() => void} stop
   */
  constructor(address, browser, stop) {
    this.address = address;
    this.browser = browser;
    this.stop = stop;
  }

  async close() {
    await this.browser.close();
    this.stop();
  }

  /**
   * Opens a page in a profile of its own and hands it to a test. After that, whatever the page complained about is an
   * error.
   *
   * @param {import("playwright-core").BrowserContextOptions & { path?: string, before?: (page: Page) => unknown }} options
   *   `before` is given the page when it is still empty; there are service workers where a test asks for them
   * @param {(page: Page) => Promise<void>} use
   */
  async visit({ path = "", before = () => {}, serviceWorkers, ...options }, use) {
    const context = await this.browser.newContext({ locale: "en-US", ...options });
    try {
      const page = await context.newPage();
      const complaints = listen(page);
      await page.addInitScript(tellViolations);
      if (serviceWorkers !== "allow") await page.addInitScript(withoutServiceWorkers);
      await before(page);
      await page.goto(new URL(path, this.address).href);
      await withoutComplaint(complaints, async () => {
        await use(page);
        if (!page.isClosed()) complaints.push(...(await page.evaluate(namesShown, KEYS)));
      });
    } finally {
      await context.close();
    }
  }
}

/** The views of the explorer, each with the kind of its chart. */
export const VIEWS = /** @type {const} */ ({
  trend: "trend",
  attainment: "attainment",
  gap: "gap",
  jobs: "jobs",
  "skills-gap": "skills_gap",
  pipeline: "pipeline",
  earnings: "earnings",
  map: "map",
  "what-if": "scenario",
});

/** The page that a view is on, by the name of its first view. */
const PAGE = /** @type {Record<string, string>} */ ({ attainment: "trend", "skills-gap": "jobs" });

/**
 * The chart of a view, once it is drawn; if the page shows another, by the link to it.
 *
 * @param {Page} page
 * @param {keyof typeof VIEWS} view
 */
export async function chart(page, view) {
  const figure = page.locator(`#${view} figure.chart`);
  if (!(await page.locator(`#${view}`).isVisible())) {
    // Before the page listens, a link would load it anew.
    await page.locator("html[data-started]").waitFor();
    // Not by a pointer: on a phone the link is behind a button.
    await page.locator(`.views [data-view="${PAGE[view] ?? view}"]`).evaluate((link) => /** @type {HTMLElement} */ (link).click());
  }
  await figure.scrollIntoViewIfNeeded();
  await page.locator(`#${view} figure.chart[data-ready="true"]`).waitFor();
  return figure;
}

/**
 * How many colours a chart's canvas shows.
 *
 * @param {import("playwright-core").Locator} figure
 * @returns {Promise<number>}
 */
export function colours(figure) {
  return figure.locator("canvas").first().evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("the canvas has no 2d context");
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}
