/** `<common-measure>` and its frame on pages of partners, in WebKit. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { documentedPolicy, partner } from "../browser/hosts.mjs";
import { WebKit } from "./webkit.mjs";

/** @typedef {import("./webkit.mjs").Page} Page */

/** @type {WebKit} */
let webkit;
before(async () => {
  webkit = await WebKit.start();
});
after(() => webkit?.close());

/**
 * Opens a partner's page.
 *
 * @param {string} name
 * @param {Parameters<typeof partner>[1]} options
 * @param {(page: Page) => Promise<void>} use
 */
async function open(name, options, use) {
  const { address, stop } = await partner(webkit.address, options);
  try {
    await webkit.visit({ path: address + name }, use);
  } finally {
    stop();
  }
}

test("the element draws on a strict host with the documented policy and nothing more", async () => {
  const policy = `${await documentedPolicy(webkit.address)}; img-src data:`;
  await open("element.html", { policy }, async (page) => {
    await page.see("common-measure >>> .chart-title", /of 100 (men|women) in California/);
    assert((await page.colours("common-measure >>> canvas")) > 3);
    await page.evaluate(() => document.querySelector("common-measure")?.setAttribute("locale", "es"));
    await page.see("common-measure >>> .chart-title", /de cada 100/);
  });
});

test("where wasm is not allowed, the snippet's own figures stand", async () => {
  const policy = `${await documentedPolicy(webkit.address)}; img-src data: ${new URL(webkit.address).origin}`;
  await open("fallback.html", { policy: policy.replace(" 'wasm-unsafe-eval'", "") }, async (page) => {
    await page.see("common-measure >>> .notice", /could not be loaded.*November 24, 2026/s);
    await page.see("common-measure > figure");
  });
});

test("the documented frame draws and fits", async () => {
  const text = await readFile(new URL("../../docs/embed.md", import.meta.url), "utf8");
  const [written = ""] = /<iframe [^]*?<\/iframe>/.exec(text) ?? [];
  const frame = written.replace("https://measure.example/", "{site}").replace("<iframe", '<iframe id="fixed"');
  const files = { "page.html": `<!doctype html><html lang="en"><title>x</title><script src="{site}embed/1/fit.js" defer></script>${frame}` };
  const [, first = ""] = /height="(\d+)"/.exec(frame) ?? [];
  await open("page.html", { files }, async (page) => {
    // Until it has told a height, the frame may still hold the empty document that it begins with.
    await page.evaluate(async (first) => {
      while (document.querySelector("#fixed")?.getAttribute("height") === first) await new Promise(requestAnimationFrame);
    }, first);
    await page.send("frame", { id: 0 });
    await page.see("common-measure >>> .chart-title", /Los\s+Angeles\s+County/);
    await page.see('common-measure >>> figure.chart[aria-busy="false"] .chart-foot');
    const inner = await page.evaluate(() => document.querySelector("common-measure")?.getBoundingClientRect().height ?? 0);
    await page.send("frame", { id: null });
    await page.evaluate(async (height) => {
      while (document.querySelector("#fixed")?.clientHeight !== height) await new Promise(requestAnimationFrame);
    }, Math.ceil(inner));
  });
});
