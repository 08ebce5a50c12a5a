/**
 * A page that took the element with subresource integrity keeps it for years, while the site around it goes on. In
 * `tests/data/embed/` is such a file as it was once built (at 81f373a, before the first release), with the module and the font
 * that it names: what `docs/embed.md` says is never removed. All else comes from the present site.
 */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { Browser } from "./browser.mjs";
import { partner } from "./hosts.mjs";
import { listen } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const PAST = new URL("../data/embed/", import.meta.url);
const TYPES = /** @type {Record<string, string>} */ ({ js: "text/javascript", wasm: "application/wasm", woff2: "font/woff2" });
const CHARTS = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "what-if"];

/** @type {Browser} */
let browser;
/** The address of the past file in the site, and its hash as it was published. */
let past = { path: "", integrity: "" };
before(async () => {
  browser = await Browser.start();
  const [[name = "", integrity = ""] = []] = Object.entries(JSON.parse(await readFile(new URL("integrity.json", PAST), "utf8")));
  past = { path: `embed/1/${name}`, integrity };
});
after(() => browser?.close());

/**
 * Puts the past files where they would still be.
 *
 * @param {import("playwright-core").BrowserContext} context
 */
async function keep(context) {
  for (const file of await readdir(PAST)) {
    const [, name = "", type = "", packed] = /^(.*\.[0-9a-f]{16}\.(\w+?))(\.br)?$/.exec(file) ?? [];
    if (!name) continue;
    const bytes = await readFile(new URL(file, PAST));
    const answer = {
      body: packed ? brotliDecompressSync(bytes) : bytes,
      headers: { "Content-Type": TYPES[type] ?? "", "Access-Control-Allow-Origin": "*" },
    };
    await context.route(`**/embed/1/${name}`, (route) => route.fulfill(answer));
  }
}

const pinned = () => `<script type="module" crossorigin src="{site}${past.path}" integrity="${past.integrity}"></script>`;
const PRESENT = '<script type="module" crossorigin src="{site}embed/1/common-measure.js"></script>';

/**
 * Opens a partner's page of today.
 *
 * @param {string} body
 * @param {(page: Page) => Promise<void>} use
 * @param {(page: Page) => unknown} [before]
 */
async function open(body, use, before = () => {}) {
  const files = { "page.html": `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${body}` };
  const { address, stop } = await partner(browser.address, { files });
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    await keep(context);
    const page = await context.newPage();
    const complaints = listen(page);
    await before(page);
    await page.goto(`${address}page.html`);
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
    stop();
  }
}

/** What each chart of a page shows, once all are drawn. @param {Page} page */
async function shown(page) {
  /** @type {{ chart: string, title: string, rows: number, last: string[] }[]} */
  const all = [];
  for (const chart of CHARTS) {
    const element = page.locator(`common-measure[chart="${chart}"]`);
    await element.scrollIntoViewIfNeeded();
    await element.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    all.push({
      chart,
      title: await element.locator(".chart-title").innerText(),
      ...(await element.locator(".chart-table table").evaluate((table) => ({
        rows: table.querySelectorAll("tbody tr").length,
        last: [...table.querySelectorAll("tbody tr:last-child > *")].map(({ textContent }) => textContent ?? ""),
      }))),
    });
  }
  return all;
}

const every = CHARTS.map((chart) => `<common-measure chart="${chart}"></common-measure>`).join("");

test("a past file draws every chart from the present tables, as many figures as the present one", async () => {
  const each = /** @type {Awaited<ReturnType<typeof shown>>[]} */ ([]);
  for (const script of [pinned(), PRESENT]) await open(script + every, async (page) => void each.push(await shown(page)));
  const [then = [], now = []] = each;
  // Words may have changed since, and figures for a reason; what there are figures of has not.
  for (const [at, { chart, title, rows }] of then.entries()) {
    assert.notEqual(title, "", chart);
    assert.equal(rows, now[at]?.rows, chart);
  }
  // A published share is the same in both.
  assert.match(then[0]?.last.join(" ") ?? "", /2019.2023.*\d\.\d%/);
  assert.deepEqual(then[0]?.last, now[0]?.last);
});

test("where it cannot compile its module it shows the drawing and the table of the present site", async () => {
  const before = (/** @type {Page} */ page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await open(
    `${pinned()}<common-measure chart="gap"></common-measure>`,
    async (page) => {
      await page.locator("common-measure .still svg").waitFor();
      assert((await page.locator("common-measure .table-frame tbody tr").count()) > 1);
    },
    before,
  );
});

test("of a past and a present file on one page the first makes the element, and a frame beside it is the present one", async () => {
  const frame = '<iframe src="{site}embed.html?view=gap&lang=en" title="Gaps" width="800" height="900"></iframe>';
  for (const scripts of [pinned() + PRESENT, PRESENT + pinned()]) {
    await open(`${scripts}<common-measure chart="gap"></common-measure>${frame}`, async (page) => {
      await page.locator('common-measure figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
      // Under the element it may be out of sight, and waits until it is not.
      await page.locator("iframe").scrollIntoViewIfNeeded();
      await page.frameLocator("iframe").locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
      const addresses = [past.path, "embed/1/common-measure.js"].map((path) => new URL(path, browser.address).href);
      const [ofPast, ofPresent] = await page.evaluate(async (addresses) => {
        const made = customElements.get("common-measure");
        return Promise.all(addresses.map(async (address) => (await import(address)).CommonMeasure === made));
      }, addresses);
      assert.deepEqual([ofPast, ofPresent], scripts.startsWith(pinned()) ? [true, false] : [false, true]);
    });
  }
});

test("a byte more in it, and the browser refuses it", async () => {
  const { address, stop } = await partner(browser.address, {
    files: { "page.html": `<!doctype html><html lang="en"><title>x</title>${pinned()}<common-measure><p>Kept</p></common-measure>` },
  });
  const context = await browser.browser.newContext();
  try {
    await keep(context);
    const page = await context.newPage();
    await page.route(`**/${past.path}`, async (route) => {
      const answer = await context.request.get(new URL("embed/1/common-measure.js", browser.address).href);
      await route.fulfill({ body: `${await answer.text()}\n`, headers: { "Content-Type": TYPES.js ?? "", "Access-Control-Allow-Origin": "*" } });
    });
    const refused = page.waitForEvent("console", (message) => /integrity/.test(message.text()));
    await page.goto(`${address}page.html`);
    await refused;
    assert.equal(await page.evaluate(() => customElements.get("common-measure") === undefined), true);
    assert.equal(await page.locator("common-measure p").innerText(), "Kept");
  } finally {
    await context.close();
    stop();
  }
});
