/** A real Firefox on the built site, by WebDriver BiDi. `cargo xtask test` gives the program (FIREFOX) and the site (SITE). */

import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { listen, program, site, tellViolations, withoutComplaint, withoutServiceWorkers } from "../browser/site.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

const NAMES = ["firefox-esr", "firefox"];

/** How long a test waits for what it is to see, in milliseconds. */
const PATIENCE = 20_000;

/** One browser and one site for a test file. */
export class Firefox {
  /** @param {Record<string, unknown>} [preferences] */
  static async start(preferences = {}) {
    const downloads = await mkdtemp(join(tmpdir(), "common-measure-firefox-"));
    const [{ address, stop }, browser] = await Promise.all([
      site(),
      puppeteer.launch({
        browser: "firefox",
        executablePath: program("FIREFOX", NAMES),
        extraPrefsFirefox: {
          "browser.download.dir": downloads,
          // A folder of one's own, and no question.
          "browser.download.folderList": 2,
          "browser.download.always_ask_before_handling_new_types": false,
          "intl.accept_languages": "en-US",
          ...preferences,
        },
      }),
    ]);
    return new Firefox(address, browser, downloads, stop);
  }

  /**
   * @param {string} address
   * @param {import("puppeteer-core").Browser} browser
   * @param {string} folder downloads go there
   * @param {() => void} stop
   */
  constructor(address, browser, folder, stop) {
    this.address = address;
    this.browser = browser;
    this.folder = folder;
    this.stop = stop;
  }

  async close() {
    await this.browser.close();
    this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * Opens a page in a profile of its own and hands it to a test. After that, whatever the page complained about is an
   * error.
   *
   * @param {{ path?: string, width?: number, serviceWorkers?: "allow" | "block" }} options
   * @param {(page: Page) => Promise<void>} use
   */
  async visit({ path = "", width = 1280, serviceWorkers = "block" }, use) {
    const context = await this.browser.createBrowserContext();
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const complaints = listen(page);
      await page.evaluateOnNewDocument(tellViolations);
      if (serviceWorkers === "block") await page.evaluateOnNewDocument(withoutServiceWorkers);
      await page.setViewport({ width, height: 900 });
      await page.goto(new URL(path, this.address).href);
      await withoutComplaint(complaints, () => use(page));
    } finally {
      await context.close();
    }
  }

  /**
   * A file that the page hands to the visitor, whole.
   *
   * @param {string} name
   * @returns {Promise<Buffer>}
   */
  async downloaded(name) {
    const path = join(this.folder, name);
    const end = Date.now() + PATIENCE;
    // Until it is whole, the file is empty or has a neighbour.
    const size = async (/** @type {string} */ of) => (await stat(of).catch(() => null))?.size ?? 0;
    while (!(await size(path)) || (await size(`${path}.part`))) {
      if (Date.now() > end) throw new Error(`${name} was not downloaded`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return readFile(path);
  }
}

/**
 * What is seen at a selector, once it is.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {RegExp} [words] that it shows
 * @returns {Promise<string>}
 */
export async function see(page, selector, words = /\S/) {
  const seen = page.waitForFunction(
    (selector, source, flags) =>
      [...document.querySelectorAll(selector)]
        .filter((node) => node.checkVisibility())
        .map((node) => /** @type {HTMLElement} */ (node).innerText)
        .find((text) => new RegExp(source, flags).test(text)),
    {},
    selector,
    words.source,
    words.flags,
  );
  try {
    return /** @type {string} */ (await (await seen).jsonValue());
  } catch (cause) {
    const now = await page.$$eval(selector, (all) => all.map((node) => node.textContent)).catch(() => "nothing");
    throw new Error(`${selector} does not show ${words}; it has ${JSON.stringify(now)}`, { cause });
  }
}

/**
 * The title of a view's chart, once it has an answer.
 *
 * @param {Page} page
 * @param {string} view
 * @param {RegExp} [words]
 */
export const answered = (page, view, words) => see(page, `#${view} figure.chart[aria-busy="false"] .chart-title`, words);

/** @param {Page} page @param {string} selector */
export const click = (page, selector) => page.locator(selector).click();

/** How many colours a view's canvas shows. @param {Page} page @param {string} view */
export const colours = (page, view) =>
  page.$eval(`#${view} figure.chart canvas`, (element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
  });
