/** A visitor's own file in a real browser. The figures are made up. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { Browser } from "./browser.mjs";
import { PAGE, prepare, ready, zip } from "./own-page.mjs";

/** @typedef {import("playwright-core").Page} Page */

const KNOWN =
  "place,period,level,value,moe,source\n" +
  "06037,2031,total,1000,0,usda-ers-education\n06037,2031,bachelors_or_higher,400,12,usda-ers-education\n" +
  "06059,2031,total,oops,0,usda-ers-education\n";
const UNKNOWN =
  "Where,When,Schooling,People,Plus minus\n" +
  "Los Angeles County,2031,BA+,400,12\nLos Angeles County,2031,All,1000,0\nNowhere,2031,All,10,1\n";

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

const SCRIPT = 'main.append(new OwnData({ messages, data, ready: () => engine.ready("whole"), loaded }).node);';

/**
 * Opens the page and keeps the log of its requests.
 *
 * @param {(page: Page, requests: import("playwright-core").Request[]) => Promise<void>} use
 * @param {{ language?: string } & import("playwright-core").BrowserContextOptions} [options]
 */
async function visit(use, { language = "en", ...options } = {}) {
  const before = (/** @type {Page} */ page) => void prepare(page, { script: SCRIPT, language });
  await browser.visit({ path: PAGE, before, ...options }, async (page) => {
    await ready(page);
    /** @type {import("playwright-core").Request[]} */
    const requests = [];
    page.on("request", (request) => requests.push(request));
    await use(page, requests);
  });
}

/** @param {Page} page @param {string} name @param {string | Buffer} body */
const give = (page, name, body) =>
  page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(body) });

/** @param {Page} page @param {string} [period] */
const share = (page, period = "2031") =>
  page.evaluate(async (period) => {
    const { data } = /** @type {{ data: import("../../www/js/data.js").Data }} */ (/** @type {unknown} */ (globalThis));
    const answer = await data.catalog.measure({ measure: "attainment", place: "06037", period });
    return {
      value: answer.items[0]?.atOrAbove.at(-1)?.share.value,
      sources: /** @type {{ sources?: { title: string }[] }} */ (answer).sources?.map((s) => s.title),
    };
  }, period);

const packed = (/** @type {string} */ name, /** @type {string} */ text) => {
  const body = Buffer.from(text);
  return { name, body, packed: deflateRawSync(body), method: /** @type {const} */ (8), crc: crc32(body) };
};

test("a file, its gzip and its archive are read, shown, used and taken away; no request carries them", async () => {
  /** @type {[string, string | Buffer][]} */
  const files = [
    ["mine.csv", KNOWN],
    ["mine.csv.gz", gzipSync(KNOWN)],
    ["mine.zip", zip([packed("mine.csv", KNOWN)])],
  ];
  for (const [name, body] of files) {
    await visit(async (page, requests) => {
      await give(page, name, body);
      const stage = page.locator(".own-stage");
      await stage.locator(".own-counts").waitFor();
      assert.match(await stage.innerText(), /Rows read: 2\. Rows that could not be read: 1\./);
      assert.match(await stage.locator(".own-warnings").innerText(), /Line 4, column 4\. “oops” is not a number\./);
      assert.equal(await page.locator(".own-tables-list li").count(), 0, "nothing is loaded unasked");
      await stage.getByText("The first rows").click();
      assert.equal(await stage.locator("tbody tr").count(), 3);
      await page.getByRole("button", { name: "Use this table" }).click();
      // Cited as the visitor's file, although it says that it is an agency's.
      assert.deepEqual(await share(page), { value: 0.4, sources: ["mine.csv"] });
      await page.getByRole("button", { name: /Remove mine\.csv/ }).click();
      await page.locator(".own-tables").waitFor({ state: "hidden" });
      assert.equal(await page.evaluate(() => Reflect.get(globalThis, "calls").length), 2);
      await assert.rejects(share(page), /no attainment figures/);
      assert.deepEqual(requests.map((r) => r.url()), [], name);
    });
  }
});

test("a table of the visitor's own outlives the engine that held it", async () => {
  await visit(async (page) => {
    await give(page, "mine.csv", KNOWN);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator(".own-tables-list [data-table]").first().waitFor();
    const before = await share(page);
    await page.evaluate(async () => {
      Reflect.get(globalThis, "data").catalog.office.lose("for this test");
      await Reflect.get(globalThis, "engine").ready("whole");
    });
    assert.deepEqual(await share(page), before);
  });
});

test("a table whose file is gone from the disk takes nothing else with it when the engine is replaced", async () => {
  const folder = await mkdtemp(join(tmpdir(), "common-measure-own-"));
  const path = join(folder, "mine.csv");
  await writeFile(path, KNOWN);
  await visit(async (page) => {
    await page.locator("input[type=file]").setInputFiles(path);
    await page.getByRole("button", { name: "Use this table" }).click();
    const table = page.locator(".own-tables-list [data-table]");
    await table.first().waitFor();
    await rm(folder, { recursive: true });
    const { value, offered } = await page.evaluate(async () => {
      Reflect.get(globalThis, "data").catalog.office.lose("for this test");
      await Reflect.get(globalThis, "engine").ready("whole");
      const { data } = /** @type {{ data: import("../../www/js/data.js").Data }} */ (/** @type {unknown} */ (globalThis));
      await data.states();
      const { items } = await data.catalog.measure({ measure: "attainment", place: "06" });
      return { value: items[0]?.total.value, offered: [...data.own.keys()] };
    });
    assert.deepEqual(offered, [], "to the views");
    assert((value ?? 0) > 1e7);
    await table.getByText("could not be read again").waitFor();
    await table.getByRole("button").click();
    await page.waitForFunction(() => !document.querySelector(".own-tables-list [data-table]"));
  });
});

test("a dropped file is read like a chosen one", async () => {
  await visit(async (page) => {
    await page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.csv"));
      document.querySelector(".own-drop")?.dispatchEvent(
        new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    }, KNOWN);
    await page.getByRole("button", { name: "Use this table" }).click();
    assert.equal((await share(page)).value, 0.4);
  });
});

test("of an archive with several tables the visitor chooses", async () => {
  await visit(async (page) => {
    await give(page, "all.zip", zip([packed("readme.txt", "read me"), packed("mine.csv", KNOWN)]));
    await page.getByRole("button", { name: "mine.csv" }).click();
    await page.getByRole("button", { name: "Use this table" }).click();
    assert.equal((await share(page)).value, 0.4);
  });
});

test("an unknown header is mapped by hand, place by name", async () => {
  await visit(async (page, requests) => {
    await give(page, "other.csv", UNKNOWN);
    const read = page.getByRole("button", { name: "Read with these columns" });
    await read.waitFor();
    const form = page.locator(".own-map");
    assert.equal(await form.getByLabel("Year or years").inputValue(), "When", "guessed");
    await form.getByLabel("Place").selectOption("");
    assert(await read.isDisabled(), "a place is needed");
    assert.match(await page.locator(".own-check").innerText(), /the column with the place/);
    await form.getByLabel("Place").selectOption("Where");
    await form.getByLabel("Level of education").selectOption("Schooling");
    await form.getByLabel("BA+").selectOption("bachelors_or_higher");
    assert.equal(await form.getByLabel("All", { exact: true }).inputValue(), "total", "plain words are known");
    await form.getByLabel("Figure", { exact: true }).selectOption("People");
    await form.getByLabel("Margin of error (90%)").selectOption("Plus minus");
    assert.match(await page.locator(".own-check").innerText(), /2 can be read and 1 cannot/);
    await read.click();
    assert.match(await page.locator(".own-warnings").innerText(), /“Los Angeles County” was matched by its name/);
    await page.getByRole("button", { name: "Use this table" }).click();
    assert.equal((await share(page)).value, 0.4);
    assert.deepEqual(requests, []);
  });
});

test("broken files are told in words, and what was loaded stays", async () => {
  await visit(async (page) => {
    const { value } = await share(page, "2019-2023");
    assert.equal(typeof value, "number");
    /** @type {[string, string | Buffer, RegExp][]} */
    const cases = [
      ["a.csv", "", /The file is empty/],
      ["a.xlsx", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(200)]), /archive is damaged/],
      ["a.csv.gz", gzipSync(KNOWN.repeat(50)).subarray(0, 60), /archive is damaged/],
      ["a.csv.gz", gzipSync(Buffer.alloc(20 << 20)), /200 times|not text/],
      ["a.pdf", "%PDF-1.7 xxxx", /not text/],
      ["a.html", "<!doctype html><p>no", /web page/],
      ["a.json", '[["NAME","B15003_001E","us"],["x",{"a":1},"1"]]', /not a JSON array.*Line 2, column 2/],
      ["a.csv", KNOWN.split("\n").slice(0, 2).join("\n") + '\n06037,2031,"tot', /middle of a row/],
    ];
    for (const [name, body, words] of cases) {
      await give(page, name, body);
      await page.locator(".own-error").waitFor();
      const said = await page.locator(".own-stage").innerText();
      assert.match(said, words, name);
      assert.match(said, /Nothing that was loaded before has changed/);
      await page.evaluate(() => document.querySelector(".own-stage")?.replaceChildren());
    }
    assert.equal((await share(page, "2019-2023")).value, value);
  });
});

test("a large file leaves the page free to cancel it, and it stays cancelled", async () => {
  await visit(async (page) => {
    // 40 MB, made in the page: rows of places that there are not.
    await page.evaluate(() => {
      const rows = Array.from({ length: 100_000 }, (_, i) => `06${String(i % 999).padStart(3, "0")},2031,total,${i},made-up\n`);
      const block = new Blob(rows);
      const file = new File(["place,period,level,value,source\n", ...Array(14).fill(block)], "large.csv");
      const transfer = new DataTransfer();
      transfer.items.add(file);
      const input = /** @type {HTMLInputElement} */ (document.querySelector("input[type=file]"));
      input.files = transfer.files;
      input.dispatchEvent(new Event("change"));
    });
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await page.locator(".own-stage").innerText(), "");
    await give(page, "small.csv", KNOWN);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator(".own-tables-list [data-table]").first().waitFor();
    assert.deepEqual(await page.locator(".own-tables-list [data-table]").evaluateAll((all) => all.map((one) => one.getAttribute("data-table"))), ["own/small.csv"]);
  });
});

test("the page says in both languages that the file stays, and fits a small screen", async () => {
  for (const [language, words] of /** @type {const} */ ([["en", /stays in this browser/], ["es", /se queda en este navegador/]])) {
    await visit(
      async (page) => {
        assert.match(await page.locator(".own-private").innerText(), words);
        await give(page, "other.csv", UNKNOWN);
        await page.locator(".own-map").waitFor();
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(needed <= 320, `${needed} px`);
      },
      { language, viewport: { width: 320, height: 700 } },
    );
  }
});
