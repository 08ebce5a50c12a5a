/** The main journey through the explorer, in Firefox. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import Papa from "papaparse";
import { zip } from "../browser/own-page.mjs";
import { OWN } from "../browser/site.mjs";
import { Firefox, answered, click, colours, see } from "./firefox.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

/** @type {Firefox} */
let firefox;
before(async () => {
  firefox = await Firefox.start();
});
after(() => firefox?.close());

/** Goes back (-1) or forward (1). @param {Page} page @param {number} steps */
const travel = (page, steps) => page.evaluate((steps) => history.go(steps), steps);

/** What stands for the picture that a view shows. @param {Page} page @param {string} view */
async function picture(page, view) {
  const drawn = await page.$$eval(`#${view} canvas`, (all) =>
    all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()).join(),
  );
  return createHash("sha256").update(drawn).digest("hex");
}

test("the opening answers with figures, and a door opens the skills gap", async () => {
  await firefox.visit({}, async (page) => {
    const answer = (/** @type {string} */ name) => `[data-answer="${name}"][data-ready="true"]`;
    await see(page, answer("jobs"), /68 of 100 jobs .* 2021.*1973.* 28/s);
    await see(page, answer("adults"), /60 of 100 adults in Los Angeles County/);
    await see(page, answer("gap"), /from 1\.2 million more to 610,000 fewer/);
    for (const name of ["jobs", "adults", "gap"]) await see(page, `${answer(name)} .answer-source`, /^Source: \S/);
    await click(page, `${answer("gap")} .door`);
    await answered(page, "skills-gap", /Depending on how need is counted/);
    assert.match(page.url(), /\?view=skills-gap/);
    assert((await colours(page, "skills-gap")) > 3);
  });
});

test("every page draws its charts and is no wider than a phone", async () => {
  await firefox.visit({ width: 360 }, async (page) => {
    const pages = { trend: ["trend", "attainment"], gap: ["gap"], jobs: ["jobs", "skills-gap"], pipeline: ["pipeline"], earnings: ["earnings"], map: ["map"], "what-if": ["what-if"] };
    for (const [name, views] of Object.entries(pages)) {
      await click(page, ".menu-button");
      await click(page, `.views [data-view="${name}"]`);
      for (const view of views) {
        await page.$eval(`#${view}`, (part) => part.scrollIntoView());
        await answered(page, view);
        assert((await colours(page, view)) > 3, view);
      }
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(needed <= 360, `${name}: ${needed} px`);
    }
  });
});

test("the gap is asked in another way, of another place, by keys, as a table, in Spanish, in the dark", async () => {
  await firefox.visit({ path: "?view=gap" }, async (page) => {
    await answered(page, "gap", /a gap of 40\.1 points/);
    await page.select('#gap select[aria-label="How the gap is measured"]', "ratio");
    await answered(page, "gap", /times that of Asian/);

    await click(page, "#gap .place-trigger");
    await page.locator("#gap .place-field").fill("california");
    await page.waitForSelector('#gap .place-rows [role="option"]', { visible: true });
    await page.keyboard.press("Enter");
    const title = await answered(page, "gap", /California/);
    const link = page.url();
    assert.match(link, /place=06\b.*measure=ratio/);

    await page.focus("#gap .chart-marks");
    await page.keyboard.press("End");
    const last = await see(page, "#gap .tip-value");
    await page.keyboard.press("ArrowUp");
    assert.notEqual(await see(page, "#gap .tip-value"), last);
    await page.keyboard.press("Escape");

    await click(page, "#gap .chart-table summary");
    await see(page, "#gap .chart-table tbody tr", /\d\.\d%/);
    await click(page, "#gap .chart-how summary");
    await see(page, "#gap .how-text", /table \S+, line \d+/);

    const light = await picture(page, "gap");
    await click(page, "#theme");
    await page.waitForSelector('#theme[aria-pressed="true"]');
    assert.notEqual(await picture(page, "gap"), light);
    await click(page, '[data-language="es"]');
    await page.waitForSelector('html[lang="es"]');
    await answered(page, "gap", /veces .*California|California.* veces/s);
    await see(page, "#gap .chart-table tbody", /\d\u00a0%/);

    await travel(page, -1);
    await answered(page, "gap", /condado de Los\s+Ángeles/);
    await travel(page, 1);
    await answered(page, "gap", /California/);

    await page.goto(link);
    assert.equal(await answered(page, "gap"), title);
  });
});

test("the map is drawn, and its list marks a county", async () => {
  await firefox.visit({ path: "?view=map" }, async (page) => {
    await answered(page, "map", /58 California counties/);
    assert((await colours(page, "map")) > 6);
    const plain = await picture(page, "map");
    await page.focus('#map .map-ranks [role="listbox"]');
    await page.keyboard.press("ArrowDown");
    const first = await see(page, '#map .map-row[aria-selected="true"]', /Marin County/);
    assert.match(first, /^1\b.*\d\.\d%/s);
    await see(page, "#map .tip-label", /Marin County/);
    assert.notEqual(await picture(page, "map"), plain);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.search.includes("mark=06041"));
    await click(page, "#map .map-door a");
    await answered(page, "trend", /Marin County/);
  });
});

test("a contribution is added to what if, and every field shows all of its number", async () => {
  await firefox.visit({ path: "?view=what-if" }, async (page) => {
    await answered(page, "what-if", /With these 3 contributions/);
    await click(page, "#what-if .adds + button");
    await answered(page, "what-if", /With these 4 contributions/);
    await page.locator('#what-if .adds li:last-child [name="name"]').fill("Employers of the west");
    await page.waitForSelector('#what-if .chart-marks [role="option"][aria-label*="Employers of the west"]');
    const cut = await page.$$eval('#what-if .adds input[type="number"]', (fields) =>
      fields.filter((field) => field.scrollWidth > field.clientWidth).map((field) => /** @type {HTMLInputElement} */ (field).value),
    );
    assert.deepEqual(cut, []);
  });
});

test("a visitor's file is read, also from an archive, and asked like the page's own", async () => {
  await firefox.visit({ path: "?view=data" }, async (page) => {
    const body = await readFile(OWN);
    const archive = join(firefox.folder, "made-up.zip");
    const packed = deflateRawSync(body);
    await writeFile(archive, zip([{ name: "made-up.csv", body, packed, method: 8, crc: crc32(body) }]));
    for (const file of [archive, OWN]) {
      const input = await page.waitForSelector('#data input[type="file"]');
      await /** @type {import("puppeteer-core").ElementHandle<HTMLInputElement>} */ (input).uploadFile(file);
      await see(page, "#data .own-counts", /Rows read: 8\b/);
    }
    await click(page, "#data ::-p-aria(Use this table)");
    await page.waitForSelector("#data [data-table]", { visible: true });
    await click(page, '.views [data-view="gap"]');
    await answered(page, "gap", /a gap of/);
    const table = '#gap select[aria-label="Table"]';
    await page.select(table, await page.$eval(table, (select) => /** @type {HTMLSelectElement} */ (select).options[1]?.value ?? ""));
    await answered(page, "gap", /Alameda County/);
    await click(page, "#gap .chart-table summary");
    await see(page, "#gap .chart-table table", /42\.8%.*40\.0%/s);
  });
});

test("the table is taken away as CSV, the chart as a picture and on paper", async () => {
  await firefox.visit({ path: "?view=gap" }, async (page) => {
    await answered(page, "gap", /a gap of 40\.1 points/);
    await click(page, '#gap [data-take="table"]');
    const csv = (await firefox.downloaded("common-measure_gap_06037_2019.csv")).toString("utf8");
    const { data, errors } = Papa.parse(csv, { header: true, comments: "#", skipEmptyLines: true });
    assert.deepEqual(errors, []);
    const gaps = /** @type {Record<string, string>[]} */ (data).filter(({ figure }) => figure === "gap");
    assert.equal(gaps.length, 9);
    assert.equal(Math.max(...gaps.map(({ value }) => Number(value))).toFixed(3), "0.424");

    await click(page, '#gap [data-take="picture"]');
    const png = await firefox.downloaded("common-measure_gap_06037_2019.png");
    assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from("PNG")]);
    const { width, inks } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context?.drawImage(bitmap, 0, 0);
      const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer;
      return { width: bitmap.width, inks: new Set(new Uint32Array(data ?? new ArrayBuffer(0))).size };
    }, png.toString("base64"));
    assert.equal(width % 2, 0, "twice the size");
    assert(width >= 1920 && inks > 6, `${width} px wide, ${inks} colours`);

    await page.evaluate(() => {
      addEventListener("beforeprint", () => Object.assign(window, { printed: document.querySelectorAll("#gap svg.take-printed").length }));
    });
    await page.pdf({ format: "letter" });
    assert.equal(await page.evaluate(() => Reflect.get(window, "printed")), 1, "a drawing stands where the canvas is");
  });
});
