/** The published views: pages that need no script, and what other sites make of them by oEmbed. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DOMParser } from "@xmldom/xmldom";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { Browser, VIEWS } from "./browser.mjs";
import { partner } from "./hosts.mjs";

/** @typedef {import("playwright-core").Page} Page */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every view and the agenda, in both languages. */
const PUBLISHED = [...Object.keys(VIEWS), "agenda"].flatMap((view) => [`${view}.en`, `${view}.es`]);

/** What is below it is removed at the end. @type {string} */
let work;
/** @type {Browser} */
let browser;
before(async () => {
  [work, browser] = await Promise.all([mkdtemp(join(tmpdir(), "common-measure-published-")), Browser.start()]);
  make("here", browser.address);
});
after(async () => {
  await browser?.close();
  if (work) await rm(work, { recursive: true });
});

/** As `cargo xtask build --site` does for a site at this address. @param {string} folder @param {string[]} address */
const make = (folder, ...address) =>
  execFileSync("node", [join(ROOT, "xtask/src/published.mjs"), ROOT, join(work, folder), ...address]);

/** The site answers with what was made for its address. @param {Page} page */
const published = (page) =>
  page.route(/\/(view|oembed)\//, (route) =>
    route.fulfill({ path: join(work, "here", new URL(route.request().url()).pathname) }),
  );

/** @param {string} name @returns {Promise<{ title: string, html: string, width: number, height: number }>} */
const oembed = async (name) => JSON.parse(await readFile(join(work, "here/oembed", `${name}.json`), "utf8"));

/** Section 2.3.4 of the specification (oembed.com, version 1.0) for the type "rich". */
const SPECIFIED = {
  type: "object",
  required: ["type", "version", "html", "width", "height"],
  properties: {
    type: { const: "rich" },
    version: { const: "1.0" },
    title: { type: "string", minLength: 1 },
    author_name: { type: "string" },
    author_url: { type: "string", format: "uri" },
    provider_name: { type: "string" },
    provider_url: { type: "string", format: "uri" },
    cache_age: { type: "integer", minimum: 0 },
    thumbnail_url: { type: "string", format: "uri" },
    thumbnail_width: { type: "integer", minimum: 1 },
    thumbnail_height: { type: "integer", minimum: 1 },
    html: { type: "string", minLength: 1 },
    width: { type: "integer", minimum: 1 },
    height: { type: "integer", minimum: 1 },
  },
  dependentRequired: {
    thumbnail_url: ["thumbnail_width", "thumbnail_height"],
    thumbnail_width: ["thumbnail_url"],
    thumbnail_height: ["thumbnail_url"],
  },
  additionalProperties: false,
};

test("each published view leads to its oEmbed, which is as the specification has it", async () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const valid = ajv.compile(SPECIFIED);
  await browser.visit({ path: "view/gap.en.html", before: published }, async (page) => {
    for (const name of PUBLISHED) {
      const address = new URL(`view/${name}.html`, browser.address).href;
      const found = await page.evaluate(async (address) => {
        const html = await (await fetch(address)).text();
        // As a consumer does: by what stands in the text, whatever address it was fetched from.
        const [, tag = ""] = /(<link [^>]*type="application\/json\+oembed"[^>]*>)/.exec(html) ?? [];
        const [, href = ""] = /href="([^"]+)"/.exec(tag) ?? [];
        return { href, told: await (await fetch(href)).json(), title: /<title>([^<]+)</.exec(html)?.[1] };
      }, address);
      assert.equal(valid(found.told), true, `${name}: ${JSON.stringify(valid.errors)}`);
      assert.equal(found.told.title, found.title);
      // "The markup should be valid XHTML 1.0 Basic": at least it is well-formed, one frame of this site.
      const parser = new DOMParser({ onError: (_, message) => assert.fail(message) });
      const frame = parser.parseFromString(found.told.html, "text/xml").documentElement; // eslint-disable-line no-restricted-syntax -- a parser of XML, no page
      assert.equal(frame?.nodeName, "iframe");
      const source = new URL(frame?.getAttribute("src") ?? "");
      assert.equal(source.origin, new URL(browser.address).origin);
      const [, view, language] = /\/embed\/1\/frames\/([\w-]+)\.[0-9a-f]{8}\.(\w+)\.html$/.exec(source.pathname) ?? [];
      const asked = view ? [view, language] : ["view", "lang"].map((key) => source.searchParams.get(key));
      assert.equal(asked.join("."), name);
      assert.equal((await fetch(source)).status, 200);
      assert.equal(frame?.getAttribute("title"), found.title);
      if (found.told.thumbnail_url) assert.equal((await fetch(found.told.thumbnail_url)).status, 200);
    }
  });
});

test("a strict host shows what oEmbed gives it, whole", async () => {
  const policy = `default-src 'none'; style-src 'self'; img-src data:; frame-src ${new URL(browser.address).origin}`;
  for (const language of ["en", "es"]) {
    const names = PUBLISHED.filter((name) => name.endsWith(language));
    const told = await Promise.all(names.map(oembed));
    const files = {
      "page.html":
        `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">` +
        `<link rel="stylesheet" href="wide.css">${told.map(({ html }) => `<div>${html}</div>`).join("")}`,
      "wide.css": `div { width: ${told[0]?.width}px }`,
    };
    const { address, stop } = await partner(browser.address, { policy, files });
    try {
      await new Browser(address, browser.browser, stop).visit({ path: "page.html" }, async (page) => {
        for (const [at, { title, height }] of told.entries()) {
          const name = names[at] ?? "";
          await page.locator("iframe").nth(at).scrollIntoViewIfNeeded();
          const frame = page.frameLocator("iframe").nth(at);
          if (name.startsWith("agenda")) {
            await frame.getByRole("heading", { name: title }).waitFor();
            continue;
          }
          const figure = frame.locator('figure.chart[data-ready="true"][aria-busy="false"]');
          await figure.locator("canvas").first().waitFor();
          assert.equal(await figure.locator(".chart-title").innerText(), title);
          const needed = await frame.locator("html").evaluate((root) => root.scrollHeight);
          assert(needed <= height, `${name}: ${needed} px in ${height}`);
          // Below a map is the ranking of its places.
          if (name.startsWith("map")) continue;
          const bottom = await figure.evaluate((node) => node.getBoundingClientRect().bottom);
          assert(height - bottom < 250, `${name}: ${bottom} px in ${height}`);
        }
      });
    } finally {
      stop();
    }
  }
});

test("without scripts a published view is picture, table and a way on", async () => {
  // Not by visit(): what the explorer fetches ahead for its scripts is refused.
  const context = await browser.browser.newContext({ javaScriptEnabled: false });
  const explorer = await context.newPage();
  await published(explorer);
  for (const page of ["", "embed.html?view=gap"]) {
    await explorer.goto(new URL(page, browser.address).href);
    const way = explorer.locator('noscript a[href$=".en.html"]');
    // Out of a frame it is another window.
    const opened = (await way.getAttribute("target")) ? context.waitForEvent("page") : Promise.resolve(explorer);
    await way.click();
    const still = await opened;
    await published(still);
    await still.reload();
    await still.locator("main img").waitFor();
  }
  await context.close();
  for (const name of ["gap.en", "map.es", "agenda.es"]) {
    const options = { path: `view/${name}.html`, javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
    await browser.visit({ ...options, before: published }, async (page) => {
      const { title } = await oembed(name);
      assert.equal(await page.title(), title);
      assert(await page.getByRole("heading", { name: title }).isVisible());
      assert.equal(await page.locator("main .door").isVisible(), true);
      if (name.startsWith("agenda")) return assert((await page.locator("main li").count()) > 5);
      const picture = await page.locator("main img").boundingBox();
      assert(picture && picture.height > 100 && picture.width <= 320, JSON.stringify(picture));
      // Drawn for a phone: labels are as large as they were meant.
      const source = await page.locator("main img").evaluate((img) => /** @type {HTMLImageElement} */ (img).currentSrc);
      const [, drawn] = /^<svg width="(\d+)"/.exec(await (await fetch(source)).text()) ?? [];
      assert(picture.width / Number(drawn) > 0.8, `${picture.width} px of ${drawn}`);
      await page.locator("summary").click();
      assert((await page.locator("tbody tr:visible").count()) > 3);
      assert((await page.locator("body").boundingBox())?.width === 320, "nothing scrolls sideways");
    });
  }
});

test("with scripts its chart lives, and axe finds no barrier either way", async () => {
  const axe = await readFile(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
  for (const [name, colorScheme] of /** @type {const} */ ([
    ["gap.en", "light"],
    ["what-if.es", "dark"],
    ["map.en", "dark"],
    ["agenda.es", "light"],
  ])) {
    for (const still of [true, false]) {
      const before = async (/** @type {Page} */ page) => {
        await published(page);
        const empty = { contentType: "text/javascript", body: "" };
        if (still) await page.route(/common-measure\.js$/, (route) => route.fulfill(empty));
      };
      await browser.visit({ path: `view/${name}.html`, colorScheme, before }, async (page) => {
        const element = page.locator("common-measure");
        if (!still && (await element.count())) {
          await element.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
          assert.equal(await element.locator('[aria-busy="false"] .chart-title').innerText(), await page.title());
          assert.equal(await page.locator("main img").isVisible(), false);
        }
        await page.evaluate(axe);
        const found = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
        const told = found.violations.map(
          (/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" ")}`,
        );
        assert.deepEqual(told, [], name);
      });
    }
  }
});

test("a site whose address is not known promises none", async () => {
  make("anywhere");
  assert.deepEqual(await readdir(join(work, "anywhere")), ["embed", "view"]);
  const page = await readFile(join(work, "anywhere/view/gap.en.html"), "utf8");
  assert.doesNotMatch(page, /oembed|canonical|og:|https?:/);
});
