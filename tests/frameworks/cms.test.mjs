/** The builder's snippets after a CMS has taken out of them what its editors may not write. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "../browser/browser.mjs";
import { partner } from "../browser/hosts.mjs";

/** @typedef {(html: string, options?: object) => string} Sanitize */

const root = mkdtempSync(join(tmpdir(), "common-measure-"));
/** @type {Browser} */
let browser;
/** @type {Sanitize & { defaults: { allowedTags: string[], allowedAttributes: Record<string, string[]> } }} */
let sanitize;
before(async () => {
  cpSync(fileURLToPath(new URL("cms", import.meta.url)), root, { recursive: true });
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: root, stdio: "inherit" });
  sanitize = createRequire(join(root, "package.json"))("sanitize-html");
  browser = await Browser.start();
});
after(async () => {
  await browser?.close();
  rmSync(root, { recursive: true });
});

/** What the explorer's builder makes. @param {"element" | "frame"} form */
async function snippet(form) {
  let code = "";
  await browser.visit({ path: "?view=gap&place=06&by=sex&lang=en" }, async (page) => {
    const figure = page.locator("#gap figure.chart");
    await figure.locator('[data-take="embed"]').click();
    await figure.locator('select[name="form"]').selectOption(form);
    await figure.getByText(form === "frame" ? /<iframe/ : /^<script/).waitFor();
    code = await figure.locator(".take-code").innerText();
  });
  return code;
}

/**
 * A partner's page with this in its text.
 *
 * @param {string} html
 * @param {(page: import("playwright-core").Page) => Promise<void>} use
 */
async function published(html, use) {
  const page = `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${html}`;
  const { address, stop } = await partner(browser.address, { files: { "page.html": page } });
  try {
    await new Browser(address, browser.browser, stop).visit({ path: "page.html" }, use);
  } finally {
    stop();
  }
}

test("where scripts and unknown elements are taken out, the figures remain with source, date and link", async () => {
  const code = await snippet("element");
  const kept = sanitize(code);
  assert.match(code, /<svg /);
  assert.doesNotMatch(kept, /<script|<common-measure|<svg/);
  await published(kept, async (page) => {
    // Of a drawing that is taken out no labels are left.
    assert.match(await page.locator("figure").innerText(), /^34 of 100 men/);
    assert.match(await page.locator("figcaption").innerText(), /of 100 .*Source: U\.S\. Census Bureau.*Figures as of/s);
    assert((await page.locator("tbody tr").count()) >= 3);
    assert.match(await page.locator("tbody").innerText(), /\d\d\.\d%/);
    const link = await page.locator("figcaption a").getAttribute("href");
    assert.match(link ?? "", /view=gap&place=06/);
  });
});

test("where frames of a trusted site stay, the chart does", async () => {
  const code = await snippet("frame");
  const { allowedTags, allowedAttributes } = sanitize.defaults;
  const frames = (/** @type {string[]} */ hosts) =>
    sanitize(code, {
      allowedTags: [...allowedTags, "iframe"],
      allowedAttributes: { ...allowedAttributes, iframe: ["src", "width", "height", "title"] },
      allowedIframeHostnames: hosts,
    });
  assert.doesNotMatch(frames(["elsewhere.example"]), /embed\.html/);
  // Where none stay, a reader has the answer and the way to it.
  await published(sanitize(code), async (page) => {
    assert.match(await page.locator("table").innerText(), /\d\d\.\d%/);
    const link = page.getByRole("link", { name: /of 100 / });
    assert.match((await link.getAttribute("href")) ?? "", /view=gap&place=06/);
  });
  await published(frames([new URL(browser.address).hostname]), async (page) => {
    await page.frameLocator("iframe").locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
  });
});

test("what WordPress leaves of the oEmbed of a site that it does not know draws", async () => {
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  const made = join(root, "published");
  execFileSync("node", [join(repository, "xtask/src/published.mjs"), repository, made, browser.address]);
  const { html, title } = JSON.parse(readFileSync(join(made, "oembed/jobs.es.json"), "utf8"));
  // The list of wp_filter_oembed_result(), which then closes the frame in.
  const attributes = ["src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"];
  const kept = sanitize(html, {
    allowedTags: ["a", "blockquote", "iframe"],
    allowedAttributes: { a: ["href"], iframe: [...attributes, "sandbox"] },
    transformTags: {
      iframe: (/** @type {string} */ tagName, /** @type {object} */ attribs) => ({
        tagName,
        attribs: { ...attribs, sandbox: "allow-scripts" },
      }),
    },
  });
  assert.match(kept, /^<iframe [^>]*sandbox="allow-scripts"[^>]*><\/iframe>$/);
  await published(kept, async (page) => {
    const frame = page.frameLocator("iframe");
    await frame.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    assert.equal(await frame.locator('[aria-busy="false"] .chart-title').innerText(), title);
  });
});
