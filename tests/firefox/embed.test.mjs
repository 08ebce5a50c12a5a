/** `<common-measure>` and its frame on pages of partners, in Firefox. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { documentedPolicy, partner } from "../browser/hosts.mjs";
import { listen } from "../browser/site.mjs";
import { Firefox, click, see } from "./firefox.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

/** @type {Firefox} */
let firefox;
before(async () => {
  firefox = await Firefox.start();
});
after(() => firefox?.close());

/**
 * Opens a partner's page.
 *
 * @param {string} name
 * @param {Parameters<typeof partner>[1]} options
 * @param {(page: Page, complaints: string[]) => Promise<void>} use
 */
async function open(name, options, use) {
  const { address, stop } = await partner(firefox.address, options);
  const context = await firefox.browser.createBrowserContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints = listen(page);
    await page.goto(address + name);
    await use(page, complaints);
  } finally {
    await context.close();
    stop();
  }
}

/**
 * The words of a part of an element's shadow, once they are there.
 *
 * @param {import("puppeteer-core").Page | import("puppeteer-core").Frame} page
 * @param {string} selector
 * @param {string} [host]
 */
async function shown(page, selector, host = "common-measure") {
  const words = await page.waitForFunction(
    (selector, host) => {
      const part = document.querySelector(host)?.shadowRoot?.querySelector(selector);
      return part?.checkVisibility() && part.textContent ? part.textContent : null;
    },
    {},
    selector,
    host,
  );
  return /** @type {string} */ (await words.jsonValue());
}

const fallback = (/** @type {Page} */ page) =>
  page.$eval("common-measure > figure", (figure) => figure.checkVisibility());

test("the element draws on a strict host with the documented policy and nothing more", async () => {
  const policy = `${await documentedPolicy(firefox.address)}; img-src data:`;
  await open("element.html", { policy }, async (page, complaints) => {
    assert.match(await shown(page, ".chart-title"), /of 100 (men|women) in California/);
    const colours = await page.$eval("common-measure", (element) => {
      const canvas = element.shadowRoot?.querySelector("canvas");
      const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
    });
    assert(colours > 3, `${colours} colours`);
    assert.deepEqual(complaints, []);
    await page.$eval("common-measure", (element) => element.setAttribute("locale", "es"));
    await page.waitForFunction(() =>
      /de cada 100/.test(
        document.querySelector("common-measure")?.shadowRoot?.querySelector(".chart-title")?.textContent ?? "",
      ),
    );
  });
});

test("keys walk through the figures", async () => {
  await open("element.html", {}, async (page) => {
    await shown(page, ".chart-title");
    await page.$eval("common-measure", (element) => {
      const marks = element.shadowRoot?.querySelector(".chart-marks");
      if (marks instanceof HTMLElement) marks.focus();
    });
    await page.keyboard.press("ArrowDown");
    assert.match(await shown(page, ".chart-tip"), /\d\d\.\d%/);
  });
});

test("where wasm, the network or scripts are missing, the snippet's own figures stand", async () => {
  const site = new URL(firefox.address).origin;
  const documented = `${await documentedPolicy(firefox.address)}; img-src data: ${site}`;
  for (const policy of [
    documented.replace(" 'wasm-unsafe-eval'", ""),
    documented.replace(/connect-src \S+;/, "connect-src 'none';"),
  ]) {
    await open("fallback.html", { policy }, async (page) => {
      assert.match(await shown(page, ".notice"), /could not be loaded.*November 24, 2026/s, policy);
      assert(await fallback(page), policy);
    });
  }
  await open("fallback.html", { policy: documented.replace(/script-src [^;]+/, "script-src 'none'") }, async (page) => {
    assert.equal(await page.$eval("common-measure", (element) => element.shadowRoot), null);
    assert(await fallback(page));
  });
});

test("a frame without an origin of its own draws and fits", async () => {
  await open("frame.html", {}, async (page) => {
    const frame = await page.waitForFrame((frame) => frame.url().includes("embed.html"));
    assert.match(await shown(frame, ".chart-title"), /empleos/);
    await page.waitForFunction(() => document.querySelector("#fixed")?.getAttribute("height") !== "500");
    const inner = await frame.$eval("common-measure", (element) => element.getBoundingClientRect().height);
    assert.equal(await page.$eval("#fixed", (frame) => frame.clientHeight), Math.ceil(inner));
  });
});

test("several on a page share module and data, in the host's look, and a change is told", async () => {
  const integrity = JSON.parse(await (await fetch(new URL("embed/1/integrity.json", firefox.address))).text());
  const [[kept = "", value = ""] = []] = /** @type {[string, string][]} */ (Object.entries(integrity));
  await open("several.html", { words: { kept, integrity: value } }, async (page, complaints) => {
    await shown(page, ".chart-title", "#one");
    assert.match(await shown(page, ".chart-title", "#two"), /de cada 100/);
    const font = await page.$eval("#one", (element) => {
      const title = element.shadowRoot?.querySelector(".chart-title");
      return title ? getComputedStyle(title).fontFamily : "";
    });
    assert.equal(font, "Georgia, serif");
    const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    for (const file of [".wasm", "datapackage.json", "attainment/06.csv"]) {
      assert.equal(fetched.filter((url) => url.endsWith(file)).length, 1, file);
    }
    assert(!fetched.some((url) => url.endsWith("earnings.csv")), "what is far away loads nothing");
    const told = await page.$eval("#one", async (element) => {
      const heard = new Promise((resolve) => element.addEventListener("cm-change", resolve, { once: true }));
      Object.assign(element, { place: "06" });
      const { detail } = /** @type {CustomEvent} */ (await heard);
      return [element.getAttribute("place"), detail.description.title];
    });
    assert.equal(told[0], "06");
    assert.match(told[1], /California/);
    assert.deepEqual(complaints, []);
  });
});

test("an agenda's indicator comes with its target and its definition as text", async () => {
  const indicator = {
    id: "ours",
    better: "higher",
    title: { en: "Adults with a degree", es: "Adultos con licenciatura" },
    definition: { en: "Of adults <b>in</b> 06.", es: "De los adultos." },
    spec: { measure: "trend", place: "06", level: "bachelors_or_higher" },
    target: { value: 0.4155, year: 2030 },
  };
  const goal = { id: "goal", title: { en: "Goal", es: "Meta" }, indicators: [indicator] };
  const element = '<common-measure agenda="{here}agenda.json" indicator="ours"></common-measure>';
  const files = {
    "agenda.json": JSON.stringify({ id: "ours", title: { en: "Ours", es: "La nuestra" }, goals: [goal] }),
    "page.html":
      '<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">' +
      `<script type="module" src="{site}embed/1/common-measure.js"></script>${element}`,
  };
  await open("page.html", { files }, async (page, complaints) => {
    assert.match(await shown(page, ".chart-title"), /California/);
    assert.match(await shown(page, ".agenda"), /41\.6% by 2030.*Of adults <b>in<\/b> 06\./s);
    assert.deepEqual(complaints, []);
  });
});

test("a published view has its living chart", async () => {
  await firefox.visit({ path: "view/gap.es.html" }, async (page) => {
    assert.equal(await shown(page, ".chart-title"), await page.title());
    assert.equal(await fallback(page), false);
  });
});

/** What the element in a frame says its chart shows, once the frame's address and the words are these. */
const previewed = async (/** @type {Page} */ page, /** @type {RegExp} */ address, /** @type {RegExp} */ words) => {
  const frame = await page.waitForFrame((frame) => address.test(frame.url()));
  const said = await shown(frame, ".chart-title");
  assert.match(said, words);
  return said;
};

test("the builder previews what it makes, whatever is chosen, and the snippet draws the same", async () => {
  let [code, framed, said] = ["", "", ""];
  await firefox.visit({ path: "?view=gap&place=06&by=sex&lang=en" }, async (page) => {
    await see(page, '#gap figure.chart[aria-busy="false"] .chart-title');
    await click(page, '#gap [data-take="embed"]');
    await previewed(page, /embed\.html\?view=gap.*lang=en$/, /of 100 .* in California/);
    const before = await page.evaluate(() => history.length);
    await page.select('#gap select[name="language"]', "es");
    await previewed(page, /embed\.html\?view=gap.*lang=es$/, /de cada 100/);
    await page.select('#gap select[name="theme"]', "dark");
    said = await previewed(page, /embed\.html\?view=gap.*lang=es&theme=dark$/, /de cada 100/);
    assert.equal(await page.evaluate(() => history.length), before, "the way back does not go through previews");
    for (const width of ["320", "960"]) {
      await click(page, `#gap input[value="${width}"]`);
      await page.waitForFunction((width) => document.querySelector(".builder-frame")?.getAttribute("width") === width, {}, width);
    }
    code = await see(page, "#gap .take-code", /locale="es" theme="dark"/);
    await page.select('#gap select[name="form"]', "frame");
    framed = await see(page, "#gap .take-code", /<iframe/);
  });
  const small = (/** @type {string} */ body) => `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${body}`;
  await open("page.html", { files: { "page.html": small(code) } }, async (page, complaints) => {
    assert.equal(await shown(page, ".chart-title"), said);
    assert.deepEqual(complaints, []);
  });
  // In a frame that may run no scripts a page stands as where there are none.
  const outer = small('<iframe sandbox="" src="inner.html" width="800" height="900"></iframe>');
  for (const snippet of [code, framed]) {
    await open("page.html", { files: { "page.html": outer, "inner.html": small(snippet) } }, async (page) => {
      const inner = await page.waitForFrame((frame) => frame.url().endsWith("/inner.html"));
      const seen = await inner.evaluate(() => ({
        height: document.querySelector("figure svg")?.getBoundingClientRect().height ?? 0,
        words: document.querySelector("figcaption")?.innerText ?? "",
        cells: document.querySelector("table")?.innerText ?? "",
      }));
      assert(seen.height > 100, `${seen.height} px`);
      assert(seen.words.startsWith(said) && /Cifras al \d+ de /.test(seen.words), seen.words);
      assert.match(seen.cells, /\d\d\.\d\u00a0%/);
    });
  }
});

test("a strict host shows what oEmbed gives it, also in WordPress's sandbox", async () => {
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  const made = await mkdtemp(join(tmpdir(), "common-measure-firefox-"));
  try {
    execFileSync("node", [join(repository, "xtask/src/published.mjs"), repository, made, firefox.address]);
    const { html, title } = JSON.parse(await readFile(join(made, "oembed/jobs.es.json"), "utf8"));
    const policy = `default-src 'none'; img-src data:; frame-src ${new URL(firefox.address).origin}`;
    for (const frame of [html, html.replace("<iframe", '<iframe sandbox="allow-scripts"')]) {
      const page = `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${frame}`;
      await open("page.html", { policy, files: { "page.html": page } }, async (page, complaints) => {
        const inner = await page.waitForFrame((frame) => frame.url().includes("/embed/1/frames/jobs."));
        assert.equal(await shown(inner, '[aria-busy="false"] .chart-title'), title);
        assert.equal(await inner.$eval("common-measure > figure", (figure) => figure.checkVisibility()), false);
        assert.deepEqual(complaints, []);
      });
    }
  } finally {
    await rm(made, { recursive: true });
  }
});

test("a frame that may run no scripts has picture and figures", async () => {
  const { frame } = await (await fetch(new URL("embed/1/charts/jobs.es.json", firefox.address))).json();
  const page =
    '<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">' +
    `<iframe src="{site}embed/1/${frame}" sandbox="" width="800" height="900"></iframe>`;
  await open("page.html", { files: { "page.html": page } }, async (page) => {
    const inner = await page.waitForFrame((frame) => frame.url().includes("/embed/1/frames/jobs."));
    const { height, rows, living } = await inner.evaluate(async () => {
      const picture = document.querySelector("img");
      await picture?.decode();
      const rows = document.querySelectorAll("figure tbody tr").length;
      const living = document.querySelector("common-measure")?.shadowRoot ?? null;
      return { height: picture?.getBoundingClientRect().height ?? 0, rows, living };
    });
    assert(height > 150, `${height} px`);
    assert(rows > 3, `${rows} rows`);
    assert.equal(living, null);
  });
});
