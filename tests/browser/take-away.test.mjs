/** What a visitor takes from a chart, in a real browser: every file is downloaded and read. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";
import jsQR from "jsqr";
import Papa from "papaparse";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

const LOS_ANGELES = [
  ["places", "places/core.csv"],
  ["attainment", "attainment/us.csv"],
  ["attainment", "attainment/06.csv"],
  ["attainment-margins", "attainment-margins/06.csv"],
];

const VIEWS = {
  trend: { spec: { measure: "trend", place: "06037" }, files: LOS_ANGELES },
  attainment: { spec: { measure: "attainment", place: ["06037", "06"], period: "2019-2023" }, files: LOS_ANGELES },
  gap: { spec: { measure: "gap", place: "06037", by: "race", period: "2019" }, files: [["places", "places/core.csv"], ["la-race", "la-race.csv"]] },
  jobs: { spec: { measure: "jobs", place: "06037" }, files: [...LOS_ANGELES, ["jobs-la", "jobs-la.csv"]] },
};

/** @typedef {keyof typeof VIEWS} Kind */

/**
 * A figure of its own before all others, with the line under it.
 *
 * @param {Page} page
 * @param {Kind} kind
 * @param {{ language?: string, embed?: boolean, link?: string }} [options]
 */
async function mount(page, kind, { language = "en", embed = false, link = "" } = {}) {
  await page.evaluate(
    async ({ kind, spec, files, language, embed, link }) => {
      const module = (/** @type {string} */ name) => import(new URL(`js/${name}.js`, document.baseURI).href);
      const [{ TakeAway }, { Loader }, { Messages }, { Theme }, { element }, { formulasOf }] = await Promise.all(
        ["take-away", "loader", "messages", "theme", "dom", "formulas"].map(module),
      );
      const loader = new Loader();
      await loader.fonts();
      const wasm = await loader.wasm("whole");
      const catalog = new wasm.Catalog(await loader.text("data/datapackage.json"));
      for (const [name, path] of files) catalog.load(name, await loader.bytes(`data/${path}`));
      const messages = new Messages(language, await loader.messages(language));
      const answer = catalog.measure(spec);
      const chart = new wasm.Chart(answer, { chart: kind });
      const theme = new Theme(document.documentElement).tokens();
      const canvas = element("canvas", {});
      const figure = element("figure", { class: "chart", "data-taken": kind });
      const frame = element("div", { class: "sheet" }, figure);
      document.querySelector("main")?.prepend(frame);
      const width = Math.floor(figure.getBoundingClientRect().width);
      const view = chart.layout({ width, pixelRatio: devicePixelRatio, locale: messages.locale, theme });
      view.draw(canvas);
      canvas.style.setProperty("width", `${view.width}px`);
      figure.append(
        element("h2", { class: "chart-title" }, view.describe().title),
        element("div", { class: "chart-plot" }, canvas),
      );
      const take = new TakeAway({
        messages,
        current: () => ({
          ...{ wasm, chart, view, answer, spec, kind, theme },
          formulas: async () => formulasOf(catalog, spec),
          link: link || new URL("?view=made-up&place=06037#x", document.baseURI).href,
          locale: messages.locale,
          ...(embed ? { embed: () => new URL("embed.html?view=gap&place=06037&by=race&lang=en", document.baseURI).href } : {}),
        }),
      });
      figure.append(take.node);
      await new Promise((resolve) => {
        const sheet = element("link", { rel: "stylesheet", href: "css/take-away.css" });
        sheet.addEventListener("load", resolve);
        document.head.append(sheet);
      });
      Object.assign(window, { taken: { take, view } });
    },
    { kind, ...VIEWS[kind], language, embed, link },
  );
  return page.locator(`figure[data-taken="${kind}"] .take`);
}

/**
 * @param {Page} page
 * @param {import("playwright-core").Locator} take
 * @param {string} what
 * @returns {Promise<{ name: string, bytes: Buffer }>}
 */
async function download(page, take, what) {
  const [file] = await Promise.all([page.waitForEvent("download"), take.locator(`[data-take="${what}"]`).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** @param {Page} page @returns {Promise<{ head: string[], rows: string[][] }>} */
const shown = (page) => page.evaluate(() => /** @type {any} */ (window).taken.view.table());

/** A cell as the tables write it. */
const percent = (/** @type {unknown} */ value) => `${(Number(value) * 100).toFixed(1)}%`;
const count = (/** @type {unknown} */ value) => Math.round(Number(value)).toLocaleString("en-US");

test("the CSV has the figures of the table, no more and no fewer", async () => {
  /** What each column of the table is in the file. @type {Record<Kind, [head: string, figure: string, as: (value: unknown) => string][]>} */
  const columns = {
    trend: [["Share", "share", percent], ["People", "people", count]],
    attainment: [["Share", "share", percent], ["People", "people", count]],
    gap: [
      ["Share", "share", percent],
      ["Gap, percentage points", "gap", (value) => (Number(value) * 100).toFixed(1)],
      ["Ratio", "ratio", (value) => Number(value).toFixed(2)],
      ["People to parity", "people_to_parity", count],
    ],
    jobs: [["Jobs", "jobs_share", percent], ["Adults", "adults_share", percent]],
  };
  for (const kind of /** @type {Kind[]} */ (Object.keys(VIEWS))) {
    await browser.visit({ acceptDownloads: true }, async (page) => {
      const take = await mount(page, kind);
      const { name, bytes } = await download(page, take, "table");
      assert.match(name, new RegExp(`^common-measure_${kind}_06037[-\\w]*_\\d{4}(-\\d{4})?\\.csv$`));
      const text = bytes.toString("utf8");
      const { data, errors } = Papa.parse(text, { header: true, comments: "#", skipEmptyLines: true });
      assert.deepEqual(errors, []);
      const rows = /** @type {Record<string, string>[]} */ (data);
      const table = await shown(page);
      let figures = 0;
      for (const [head, figure, as] of columns[kind]) {
        const column = table.head.indexOf(head);
        assert(column >= 0, head);
        const own = rows.filter((row) => row.figure === figure);
        const cells = table.rows.map((row) => row[column] ?? "");
        assert.equal(own.length, cells.length, `${kind}: ${head}`);
        own.forEach(({ value, reason }, at) => {
          if (value) return assert.equal(as(value), cells[at], `${kind}: ${head}`);
          // What is missing has a reason here and is words there.
          assert.match(reason ?? "", /^[a-z-]+$/);
          assert.match(cells[at] ?? "", /^\D+$/);
        });
        figures += own.length;
      }
      assert.equal(rows.length, figures, `${kind}: nothing besides`);
      for (const row of rows) assert(row.moe !== "" || row.moe_reason || row.reason || row.figure === "gap", JSON.stringify(row));
      const body = text.slice(text.indexOf("\r\nplace,") + 2);
      assert(text.includes(createHash("sha256").update(body).digest("hex")), "the hash is of the rows");
      assert.match(text, /\r\n# link: http.*view=made-up/);
    });
  }
});

test("the JSON is the answer", async () => {
  await browser.visit({ acceptDownloads: true }, async (page) => {
    const take = await mount(page, "gap");
    const { name, bytes } = await download(page, take, "data");
    assert.equal(name, "common-measure_gap_06037_2019.json");
    const { meta, answer } = JSON.parse(bytes.toString("utf8"));
    assert.equal(answer.items.length, 9);
    assert.equal(meta.sha256, createHash("sha256").update(JSON.stringify(answer)).digest("hex"));
    assert(meta.formulas.some((/** @type {any} */ one) => one.formula === "p = X / Y" || /M/.test(one.margin)));
    assert.match(await take.locator(".take-status").innerText(), /common-measure_gap_06037_2019\.json/);
  });
});

/** Rows of pixels that show more than one colour, by tenths of the picture. @param {Page} page @param {Buffer} png */
function inked(page, png) {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no context");
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = new Uint32Array(data.buffer);
    const ground = pixels[0];
    const rows = Array.from({ length: height }, (_, y) => pixels.subarray(y * width, (y + 1) * width).some((p) => p !== ground));
    // Nothing may touch the edges: what is cut off there would.
    const sides = [0, 1, 2, 3].every((x) =>
      rows.every((_, y) => pixels[y * width + x] === ground && pixels[(y + 1) * width - 1 - x] === ground),
    );
    return { width, height, rows, sides };
  }, png.toString("base64"));
}

test("the picture is twice the size, with title above and source, notes and date below, nothing cut", async () => {
  for (const [colorScheme, language] of /** @type {const} */ ([["light", "en"], ["dark", "es"]])) {
    await browser.visit({ acceptDownloads: true, colorScheme, viewport: { width: 320, height: 800 } }, async (page) => {
      // A link that no line holds.
      const take = await mount(page, "gap", { language, link: `https://example.org/?${"place=06037&".repeat(40)}` });
      const { name, bytes } = await download(page, take, "picture");
      assert.equal(name, "common-measure_gap_06037_2019.png");
      const { width, height, rows, sides } = await inked(page, bytes);
      assert.equal(width, 2 * (960 + 64));
      assert(sides, "nothing at the edges");
      assert(!rows.slice(0, 40).includes(true) && !rows.slice(-40).includes(true), "a margin above and below");
      // Two lines of the title: ink, at twice 30 px, within the margin's reach.
      assert(rows.slice(64, 64 + 130).filter(Boolean).length > 50, "title");
      // The foot has at least a source, a note, the date and three lines of the link.
      const foot = rows.slice(-480, -40);
      const lines = foot.filter((inked, y) => inked && !foot[y - 1]).length;
      assert(lines >= 6, `${lines} lines in the foot of ${height}`);
    });
  }
});

test("the drawing is valid XML with its words as text and nothing from elsewhere", async () => {
  await browser.visit({ acceptDownloads: true }, async (page) => {
    const take = await mount(page, "trend");
    const { name, bytes } = await download(page, take, "drawing");
    assert.equal(name, "common-measure_trend_06037_1970-2023.svg");
    const text = bytes.toString("utf8");
    // A page without the policy, whose parser may be used.
    const empty = await page.context().newPage();
    const read = await empty.evaluate((source) => {
      // eslint-disable-next-line no-restricted-syntax -- parsed to be looked at, in a page of its own
      const document = new DOMParser().parseFromString(source, "image/svg+xml");
      // Shown without the page's fonts, as on another machine.
      const shown = globalThis.document.body.appendChild(globalThis.document.importNode(document.documentElement, true));
      const left = shown.getBoundingClientRect().left;
      return {
        right: Math.max(...Array.from(shown.querySelectorAll("text"), (one) => one.getBoundingClientRect().right - left)),
        error: document.querySelector("parsererror")?.textContent ?? "",
        root: document.documentElement.localName,
        title: document.querySelector("title")?.textContent ?? "",
        words: Array.from(document.querySelectorAll("text"), (one) => one.textContent?.trim()).join(" "),
        outside: document.querySelectorAll("image, use, script, style, foreignObject, [href]").length,
      };
    }, text);
    assert.equal(read.error, "");
    assert.deepEqual([read.root, read.outside], ["svg", 0]);
    assert(read.right > 500 && read.right <= 1024 - 30, `words as far as ${read.right} of 1024`);
    assert.match(read.title, /adults in Los Angeles County/);
    assert(read.words.startsWith(read.title), "the title is on the picture");
    for (const part of [/Source: U\.S\./, /Made on /, /view=made-up/, /35\.5%/]) assert.match(read.words, part);
    await empty.close();
  });
});

test("the QR code of the link can be read, in the dark too, and saved", async () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await browser.visit({ acceptDownloads: true, colorScheme, viewport: { width: 320, height: 900 } }, async (page) => {
      const take = await mount(page, "gap");
      const fetched = () => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("vendor/")));
      assert.equal(await fetched(), false, "the library waits until it is asked for");
      await take.locator('[data-take="link"]').click();
      const code = take.locator(".take-qr");
      await code.waitFor();
      const image = await code.screenshot();
      const pixels = await page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
        return { data: Array.from(data), width: bitmap.width, height: bitmap.height };
      }, image.toString("base64"));
      const read = /** @type {any} */ (jsQR)(Uint8ClampedArray.from(pixels.data), pixels.width, pixels.height);
      const link = await take.locator(".take-link").innerText();
      assert.match(link, /^http.*\?view=made-up&place=06037#x$/);
      assert.equal(read?.data, link);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        take.locator(".take-code-place button").click(),
      ]);
      assert.equal(file.suggestedFilename(), "common-measure_gap_06037_2019_qr.svg");
    });
  }
});

test("citations and links are copied; where that is refused they are selected", async () => {
  for (const permissions of [["clipboard-read", "clipboard-write"], []]) {
    await browser.visit({ permissions }, async (page) => {
      if (!permissions.length) {
        await page.evaluate(() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
        });
      }
      const take = await mount(page, "gap");
      await take.locator('[data-take="citation"]').click();
      const panel = take.locator(".take-panel");
      assert.match(await panel.innerText(), /U\.S\. Census Bureau\. \(2019\)\. American Community Survey/);
      await panel.locator("button").last().click();
      const status = take.locator(".take-status");
      if (permissions.length) {
        await page.waitForFunction(() => document.querySelector(".take-status")?.textContent === "Copied.");
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.match(copied, /^@misc\{common-measure-chart,\n {2}author = \{\{Common Measure\}\}/);
      } else {
        await page.waitForFunction(() => document.querySelector(".take-status")?.textContent);
        assert.match(await status.innerText(), /selected/);
        assert.match(await page.evaluate(() => String(getSelection())), /^@misc\{common-measure-chart/);
      }
    });
  }
});

test("panels open one at a time, close with Escape and give the focus back", async () => {
  await browser.visit({}, async (page) => {
    const take = await mount(page, "gap", { embed: true });
    const state = () => take.locator("[aria-expanded]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-expanded")).join());
    assert.equal(await state(), "false,false,false");
    await take.locator('[data-take="citation"]').focus();
    await page.keyboard.press("Enter");
    assert.equal(await state(), "true,false,false");
    await take.locator('[data-take="embed"]').click();
    assert.equal(await state(), "false,false,true");
    await take.locator('select[name="form"]').selectOption("frame");
    await take.getByText(/<iframe/).waitFor();
    await page.frameLocator(".builder-frame").locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    assert.match(
      await take.locator(".take-code").innerText(),
      /^<noscript>\n {2}<figure>\n[^]+<\/figure>\n<\/noscript>\n<iframe src="http:\S+\/embed\.html\?view=gap&amp;place=06037&amp;by=race&amp;lang=en" title="14 of 100[^"]*" width="100%" height="\d+" loading="lazy"><a href="http[^"]+">14 of 100[^<]*<\/a><\/iframe>$/,
    );
    await page.keyboard.press("Escape");
    assert.equal(await state(), "false,false,false");
    assert.equal(await take.locator(".take-panel").isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-take")), "embed");
    // Without an address to embed, none is offered.
    const other = await mount(page, "trend");
    assert.equal(await other.locator('[data-take="embed"]').count(), 0);
  });
});

test("before there is a chart, a button says so", async () => {
  await browser.visit({}, async (page) => {
    const take = await mount(page, "gap");
    await page.evaluate(() => {
      /** @type {any} */ (window).taken.take.current = () => null;
    });
    for (const what of ["picture", "drawing", "table", "data", "citation", "link", "print"]) {
      await take.locator(`[data-take="${what}"]`).click();
      assert.match(await take.locator(".take-status").innerText(), /not drawn yet/, what);
      assert.equal(await take.locator(".take-panel").isVisible(), false, what);
    }
  });
});

test("the line and its panels fit a narrow screen in both languages; buttons are big enough to hit", async () => {
  for (const language of ["en", "es"]) {
    await browser.visit({ viewport: { width: 320, height: 800 } }, async (page) => {
      const take = await mount(page, "gap", { language, embed: true });
      for (const what of ["citation", "link", "embed"]) {
        await take.locator(`[data-take="${what}"]`).click();
        await take.locator(".take-panel").waitFor();
        await take.locator(".take-panel [aria-busy]").waitFor({ state: "detached" });
        const wide = await take.evaluate((node) => [node, ...node.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > 320).map((one) => one.outerHTML.slice(0, 80)));
        assert.deepEqual(wide, [], `${language}: ${what}`);
      }
      for (const box of await take.locator("button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) {
        assert(box.height >= 24 && box.width >= 24, JSON.stringify(box));
      }
    });
  }
});

/**
 * What a PDF shows: how many images, and its text as the fonts' own maps have it.
 *
 * @param {Buffer} pdf
 */
function inPdf(pdf) {
  const source = pdf.toString("latin1");
  /** @type {Map<string, { head: string, body: string }>} */
  const objects = new Map();
  for (const [, id = "", head = ""] of source.matchAll(/(\d+) 0 obj\s*([\s\S]*?)endobj/g)) {
    const stream = head.indexOf("stream");
    const at = source.indexOf(head) + stream;
    let body = "";
    if (stream >= 0) {
      const from = source.indexOf("\n", at) + 1;
      const bytes = pdf.subarray(from, source.indexOf("endstream", from));
      body = /FlateDecode/.test(head.slice(0, stream)) ? inflateSync(bytes).toString("latin1") : bytes.toString("latin1");
    }
    objects.set(id, { head: stream >= 0 ? head.slice(0, stream) : head, body });
  }
  /** By font object: hexadecimal digits a code, codes and what they stand for. @type {Map<string, { digits: number, map: Map<number, string> }>} */
  const maps = new Map();
  const text = (/** @type {string} */ hex) => (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(parseInt(unit, 16))).join("");
  for (const [id, { head }] of objects) {
    const [, unicode = ""] = /\/ToUnicode (\d+) 0 R/.exec(head) ?? [];
    if (!unicode) continue;
    /** @type {Map<number, string>} */
    const map = new Map();
    let digits = 4;
    const cmap = objects.get(unicode)?.body ?? "";
    for (const [, part = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
      for (const [, code = "", to = ""] of part.matchAll(/<(\w+)>\s*<(\w+)>/g)) {
        digits = code.length;
        map.set(parseInt(code, 16), text(to));
      }
    }
    for (const [, part = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
      for (const [, from = "", last = "", to = ""] of part.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
        digits = from.length;
        for (let code = parseInt(from, 16); code <= parseInt(last, 16); code += 1) {
          map.set(code, String.fromCharCode(parseInt(to, 16) + code - parseInt(from, 16)));
        }
      }
    }
    maps.set(id, { digits, map });
  }
  /** The same by the fonts' names in pages. @type {typeof maps} */
  const named = new Map();
  for (const [, name = "", id = ""] of source.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = maps.get(id);
    if (font) named.set(name, font);
  }
  let words = "";
  let fills = 0;
  for (const { body } of objects.values()) {
    /** @type {{ digits: number, map: Map<number, string> } | undefined} */
    let font;
    for (const [, name, hex, fill] of body.matchAll(/\/(F\d+) [\d.]+ Tf|<([\dA-Fa-f]+)>(?= ?T[jJ]|[^\]]*\] ?TJ)|(\bre\nf\b|\nf\n|\nS\n)/g)) {
      if (name) font = named.get(name);
      else if (hex && font) {
        for (let at = 0; at < hex.length; at += font.digits) {
          words += font.map.get(parseInt(hex.slice(at, at + font.digits), 16)) ?? "";
        }
      }
      else if (fill) fills += 1;
    }
  }
  return { images: source.match(/\/Subtype\s*\/Image/g)?.length ?? 0, words, fills };
}

test("on paper a chart is a drawing: no image, words as text, this chart alone, in the colours of print", async () => {
  await browser.visit({ colorScheme: "dark" }, async (page) => {
    const take = await mount(page, "gap");
    await page.evaluate(() => {
      // The dialog would wait for a person; the browser prints below.
      window.print = () => {};
    });
    await take.locator('[data-take="print"]').click();
    const pdf = await page.pdf({ format: "Letter", printBackground: false });
    const { images, words, fills } = inPdf(pdf);
    assert.equal(images, 0, "no image");
    assert(fills > 20, `${fills} shapes`);
    assert.match(words, /14 of 100 Latino adults in Los Angeles County/, "the title");
    assert.match(words, /53\.6%/, "a label of the chart");
    assert.match(words, /Made on .* with Common Measure/);
    assert.match(words, /view=made-up/);
    assert.doesNotMatch(words, /Three answers/, "nothing else of the page");
    // Afterwards the page is as it was.
    await page.locator(".take-printed").waitFor({ state: "detached" });
    assert.equal(await page.locator(".take-screen, .take-only, .take-one").count(), 0);
    assert.equal(await page.locator('figure[data-taken="gap"] canvas').isVisible(), true);
  });
});
