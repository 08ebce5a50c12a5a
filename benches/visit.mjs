/**
 * What visits ask of a server: requests, and bytes of answers as they cross the network. Writes the table of
 * `docs/scaling.md`. `cargo xtask visit` calls it.
 *
 *     node benches/visit.mjs DIST
 */

import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { FLAGS } from "../tests/browser/flags.mjs";

const DIST = process.argv[2];
if (!DIST) throw new Error("usage: node benches/visit.mjs DIST");
const REPORT = new URL("../docs/scaling.md", import.meta.url);
const [BEGIN, END] = ["<!-- visits: written by cargo xtask visit -->", "<!-- end of visits -->"];

const TYPES = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".csv": "text/csv", ".json": "application/json",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".md": "text/plain", ".woff2": "font/woff2", ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
const PACKED = new Set([".woff2", ".png"]);

/** A partner's page; on the same server for once. */
const HOST = `<!doctype html><script type="module" src="embed/1/common-measure.js"></script>
<common-measure chart="gap"></common-measure>`;

/** A server as `docs/hosting.md` has it, that counts. */
class Counted {
  constructor() {
    this.requests = 0;
    this.bytes = 0;
    this.server = createServer((asked, answer) => {
      this.requests += 1;
      const path = normalize(new URL(asked.url ?? "/", "http://localhost").pathname);
      const file = join(DIST, path.endsWith("/") ? `${path}index.html` : path);
      const kind = extname(file);
      const known = path === "/host.html" ? Buffer.from(HOST) : statSync(file, { throwIfNoEntry: false })?.isFile() && readFileSync(file);
      if (!known) return void answer.writeHead(404).end();
      const etag = `"${createHash("sha256").update(known).digest("base64url")}"`;
      const cache = /\.[0-9a-f]{16}\.\w+$|-[0-9A-Z]{8}\.js$/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";
      const head = { "content-type": TYPES[kind] ?? "application/octet-stream", "cache-control": cache, etag };
      if (asked.headers["if-none-match"] === etag) return void answer.writeHead(304, head).end();
      const body = PACKED.has(kind) ? known : gzipSync(known, { level: 6 });
      this.bytes += body.length;
      answer.writeHead(200, PACKED.has(kind) ? head : { ...head, "content-encoding": "gzip" }).end(body);
    });
  }

  /** @returns {Promise<string>} */
  listen() {
    return new Promise((resolve) => {
      this.server.listen(0, "localhost", () => {
        const { port } = /** @type {import("node:net").AddressInfo} */ (this.server.address());
        resolve(`http://localhost:${port}/`);
      });
    });
  }

  /** What went by since this was asked last. */
  take() {
    const { requests, bytes } = this;
    Object.assign(this, { requests: 0, bytes: 0 });
    return { requests, bytes };
  }
}

/** @typedef {import("playwright-core").Page} Page */

const answers = (/** @type {Page} */ page) =>
  page.waitForFunction(() => document.querySelectorAll('[data-answer][data-ready="true"]').length === 3);
const chart = (/** @type {string} */ view) => (/** @type {Page} */ page) => page.locator(`#${view} figure.chart[data-ready="true"][aria-busy="false"]`).waitFor();
/** With what is kept for without a network. @param {Page} page */
const kept = async (page) => {
  await answers(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
};

/**
 * What is done, one after another: a name, an address, how it is known to be there; `first`: in a browser that was never
 * here, `keeps`: and that may keep the site for without a network.
 *
 * @type {{ name: string, path: string, there: (page: Page) => Promise<unknown>, first?: boolean, keeps?: boolean }[]}
 */
const STEPS = [
  { name: "the opening, all three answers", path: "", there: answers, first: true },
  { name: "the same, and all that a first visit keeps for without a network", path: "", there: kept, first: true, keeps: true },
  { name: "then the opening again, any time later", path: "", there: answers },
  { name: "then gaps between groups", path: "?view=gap", there: chart("gap") },
  { name: "then the map of California", path: "?view=map", there: chart("map") },
  { name: "then the map of the nation’s 3,143 counties", path: "?view=map&place=00", there: chart("map") },
  { name: "then Texas over time, for the first time", path: "?view=trend&place=48", there: chart("trend") },
  { name: "the story, by itself", path: "present.html", there: (page) => page.locator("#deck[data-shown] .slide").waitFor(), first: true },
  { name: "one chart in a partner’s page", path: "host.html", there: (page) => page.locator('common-measure figure[data-ready="true"]').waitFor(), first: true },
];

const server = new Counted();
const address = await server.listen();
const browser = await chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS });
const rows = [];
try {
  /** @type {Page | undefined} */
  let page;
  for (const { name, path, there, first, keeps } of STEPS) {
    if (first || !page) {
      await page?.context().close();
      page = await (await browser.newContext()).newPage();
      if (!keeps) await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
    }
    server.take();
    await page.goto(new URL(path, address).href);
    await there(page);
    // What a page fetches beside is counted with it.
    await page.waitForLoadState("networkidle");
    const { requests, bytes } = server.take();
    rows.push(`| ${name} | ${requests} | ${Math.round(bytes / 1000).toLocaleString("en-US")} |`);
  }
} finally {
  await browser.close();
  server.server.close();
}
const table = ["| | requests | kB in gzip |", "| --- | ---: | ---: |", ...rows].join("\n");
process.stdout.write(`${table}\n`);
const report = readFileSync(REPORT, "utf8");
const [head, rest] = report.split(BEGIN);
const tail = rest?.split(END)[1];
if (tail === undefined) throw new Error(`${REPORT.pathname} has no place for the table`);
writeFileSync(REPORT, `${head}${BEGIN}\n\n${table}\n\n${END}${tail}`);
