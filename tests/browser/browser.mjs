/**
 * A real Chromium on the built site. `cargo xtask test` gives the program (CHROME) and the site (SITE); without them
 * this looks on the PATH and starts `cargo xtask serve`.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Page} Page */

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Root wants no sandbox; the rest keeps Chromium's own requests out of the log. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

function program() {
  if (process.env.CHROME) return process.env.CHROME;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium on the PATH: install one, or set CHROME to its program");
  return found;
}

/** @returns {Promise<{ address: string, stop: () => void }>} */
async function site() {
  if (process.env.SITE) return { address: process.env.SITE, stop: () => {} };
  const server = spawn("cargo", ["xtask", "serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    const [address] = /http:\/\/localhost:\d+\//.exec(line) ?? [];
    if (address) return { address, stop: () => void server.kill() };
  }
  throw new Error("cargo xtask serve ended before it served");
}

/** One browser and one site for a test file. */
export class Browser {
  static async start() {
    const [{ address, stop }, browser] = await Promise.all([
      site(),
      chromium.launch({ executablePath: program(), args: FLAGS }),
    ]);
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
   * error: its console, exceptions, violations of its policy, requests that failed.
   *
   * @param {import("playwright-core").BrowserContextOptions & { path?: string, before?: (page: Page) => void }} options
   *   `before` is given the page when it is still empty
   * @param {(page: Page) => Promise<void>} use
   */
  async visit({ path = "", before = () => {}, ...options }, use) {
    const context = await this.browser.newContext({ locale: "en-US", ...options });
    try {
      const page = await context.newPage();
      const complaints = listen(page);
      await page.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sourceFile ?? ""}`);
        });
      });
      before(page);
      await page.goto(new URL(path, this.address).href);
      try {
        await use(page);
      } catch (error) {
        // What the page complained about is often why.
        if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`, { cause: error });
        throw error;
      }
      if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
    } finally {
      await context.close();
    }
  }
}

/** @param {Page} page */
function listen(page) {
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning", "assert"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
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
