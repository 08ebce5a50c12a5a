/** A visitor's microdata in a real browser: groups, groups within groups, and areas. The persons are made up. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

const REPLICATES = Array.from({ length: 80 }, (_, r) => r + 1);

/**
 * Persons of two areas of Wyoming, ten each of a kind; those of a degree are so many. Of 40 adults each weighs 10.
 *
 * @returns {string}
 */
function persons() {
  const rows = [["SERIALNO", "ST", "PUMA", "AGEP", "SEX", "SCHL", "RAC1P", "HISP", "NATIVITY", "ESR", "PWGTP", ...REPLICATES.map((r) => `PWGTP${r}`)]];
  const kinds = [
    { puma: "00100", sex: 1, degrees: 2 },
    { puma: "00100", sex: 2, degrees: 4 },
    { puma: "00200", sex: 1, degrees: 6 },
    { puma: "00200", sex: 2, degrees: 7 },
  ];
  for (const [k, { puma, sex, degrees }] of kinds.entries()) {
    for (let i = 0; i < 10; i += 1) {
      // Weights that vary a little, so that there is a margin.
      const weights = REPLICATES.map((r) => String(10 + ((r + i + k) % 3) - 1));
      const [age, nativity, work] = [30 + i, i % 2 ? "1" : "2", i % 5 ? "1" : "6"];
      rows.push([`2018HU00000${k}${i}`, "56", puma, String(age), String(sex), i < degrees ? "21" : "16", "1", "01", nativity, work, "10", ...weights]);
    }
  }
  return rows.map((row) => row.join(",")).join("\n") + "\n";
}

/** @param {Page} page @param {string} name @param {RegExp} words */
const answered = (page, name, words) =>
  page.locator(`#${name} figure[data-ready]:not([aria-busy=true]) .chart-table table`, { hasText: words }).waitFor({ state: "attached" });

/** @param {Page} page @param {string} name */
const table = async (page, name) => (await page.locator(`#${name} .chart-table table`).textContent()) ?? "";

/**
 * Gives the page a file and opens a view.
 *
 * @param {Page} page
 * @param {Buffer} body
 * @param {string} view
 */
async function use(page, body, view) {
  const own = page.locator("#data .own");
  await own.locator('input[type="file"]').setInputFiles({ name: "psam_p56.csv", mimeType: "text/csv", buffer: body });
  await own.getByRole("button", { name: /Use/ }).click();
  await own.locator("[data-table]").waitFor();
  await page.locator(`.views [data-view="${view}"]`).evaluate((link) => /** @type {HTMLElement} */ (link).click());
}

test("gaps of a visitor's microdata by every dimension, among one sex, and by area", async () => {
  const body = process.env.PUMS ? await readFile(process.env.PUMS) : Buffer.from(persons());
  await browser.visit({ path: "?view=data" }, async (page) => {
    await use(page, body, "gap");
    const ask = page.locator("#gap .ask");
    await ask.getByLabel("Table", { exact: true }).selectOption({ index: 1 });
    await ask.getByLabel("Groups", { exact: true }).selectOption("sex");
    await answered(page, "gap", /Women/);
    if (process.env.PUMS) console.log(await table(page, "gap"));
    else assert.match(await table(page, "gap"), /55\.0%.*40\.0%/s);
    const open = await ask.getByLabel("Groups", { exact: true }).locator("option:not([disabled])").evaluateAll((options) =>
      options.map((option) => /** @type {HTMLOptionElement} */ (option).value),
    );
    assert.deepEqual(open, ["race", "sex", "age", "nativity", "employment", "puma"]);
    await ask.getByLabel("Groups", { exact: true }).selectOption("puma");
    await answered(page, "gap", /PUMA 00100/);
    if (process.env.PUMS) console.log(await table(page, "gap"));
    else assert.match(await table(page, "gap"), /65\.0%.*30\.0%/s);
    // An area has no others: it is no group of people.
    assert.deepEqual(await ask.getByLabel("Compared with").locator("option").allTextContents(), ["the highest share"]);
    await ask.getByLabel("Among whom").selectOption("female");
    await answered(page, "gap", process.env.PUMS ? /PUMA/ : /70\.0%/);
    if (process.env.PUMS) console.log(await table(page, "gap"));
    else assert.match(await table(page, "gap"), /70\.0%.*40\.0%/s);
    await ask.getByLabel("Groups", { exact: true }).selectOption("nativity");
    await answered(page, "gap", /[Ff]oreign/);
    assert.match(page.url(), /by=nativity.*among=female/);
    // Among women there is no telling women apart: everyone is meant then.
    await ask.getByLabel("Groups", { exact: true }).selectOption("sex");
    await answered(page, "gap", /Men/);
    assert.equal(await ask.getByLabel("Among whom").inputValue(), "all");
  });
});

test("the education of groups of a visitor's microdata, bar by bar", async () => {
  const body = process.env.PUMS ? await readFile(process.env.PUMS) : Buffer.from(persons());
  await browser.visit({ path: "?view=data" }, async (page) => {
    await use(page, body, "trend");
    await page.locator("#attainment").scrollIntoViewIfNeeded();
    const ask = page.locator("#attainment .ask");
    await ask.getByLabel("Groups", { exact: true }).first().check();
    await ask.getByLabel("Table", { exact: true }).selectOption({ index: 1 });
    await ask.locator('select[aria-label="Groups"]').selectOption("employment");
    await answered(page, "attainment", /[Ee]mployed/);
    await ask.locator('select[aria-label="Groups"]').selectOption("puma");
    await answered(page, "attainment", /PUMA 00100/);
    if (!process.env.PUMS) assert.match(await table(page, "attainment"), /PUMA 00100.*30\.0%.*PUMA 00200.*65\.0%/s);
  });
});
