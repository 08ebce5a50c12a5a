/** A partner's own tables through the headless surface. Figures are made up. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readFile } from "node:fs/promises";
import * as wasm from "../../pkg/common_measure.js";
import { rehearse } from "../../www/js/rehearsal.js";

const { Catalog, initSync } = wasm;

/** @typedef {import("../../pkg/common_measure.js").LoadOptions} LoadOptions */
/** @typedef {import("../../pkg/common_measure.js").Spec} Spec */

before(async () => {
  initSync({ module: await readFile(new URL("../../pkg/common_measure_bg.wasm", import.meta.url)) });
});

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

const FILE = bytes("My GEOID,Year,Schooling,Adults,MOE\n6037,2020,BA+,400,12\n6037,2020,Everyone,1000,0\n");
/** @type {LoadOptions} */
const OPTIONS = {
  source: { name: "mine", title: "My own count", vintage: "2020" },
  columns: {
    place: "My GEOID",
    period: "Year",
    level: { column: "Schooling", words: { "BA+": "bachelors_or_higher", Everyone: "total" } },
    value: "Adults",
    moe: "MOE",
  },
};
/** @type {Spec} */
const SPEC = { measure: "attainment", place: "06037" };

/** @param {() => unknown} call @param {string} code @param {RegExp} words */
function refused(call, code, words) {
  assert.throws(call, (/** @type {any} */ error) => error.code === code && words.test(error.message));
}

test("columns that are named by hand are measured and cited", () => {
  const catalog = new Catalog();
  const report = catalog.load("own", FILE, OPTIONS);
  assert.deepEqual([report.format, report.rows, report.warnings.map((w) => w.code)], ["columns", 2, ["leading-zero"]]);
  const answer = catalog.measure(SPEC);
  const [figure] = answer.items[0]?.atOrAbove ?? [];
  assert.equal(figure?.level, "bachelors_or_higher");
  assert.equal(figure?.share.value, 0.4);
  assert.deepEqual(answer.sources, [{ name: "mine", title: "My own count", vintage: "2020" }]);
});

test("a loader reports before its table is used", () => {
  const catalog = new Catalog();
  const loader = catalog.loader("own", OPTIONS);
  for (const byte of FILE) loader.push(Uint8Array.of(byte));
  assert.equal(loader.report().rows, 2);
  refused(() => catalog.measure(SPEC), "no-data", /06037/);
  assert.equal(loader.finish().rows, 2);
  assert.equal(catalog.measure(SPEC).items.length, 1);
  refused(() => loader.finish(), "loader-closed", /finished/);
  const other = catalog.loader("other", OPTIONS);
  other.push(FILE);
  other.report();
  other.cancel();
  refused(() => other.finish(), "loader-closed", /finished/);
});

test("a preview guesses and loads nothing", () => {
  const catalog = new Catalog();
  const seen = catalog.preview(FILE);
  assert.equal(seen.format, null);
  assert.deepEqual(seen.header, ["My GEOID", "Year", "Schooling", "Adults", "MOE"]);
  assert.deepEqual(seen.rows[0], ["6037", "2020", "BA+", "400", "12"]);
  const { place, period, level, value, moe } = seen.guesses;
  assert.deepEqual([place, period, level, value, moe], ["My GEOID", "Year", "Schooling", "Adults", "MOE"]);
  const part = catalog.preview(FILE.subarray(0, 60), FILE.length);
  assert.deepEqual([part.counted, part.rows.length], [false, 1]);
  assert.equal(catalog.places().length, 0);
  refused(() => catalog.preview(new Uint8Array()), "empty-file", /empty/);
});

test("options that do not do are named", () => {
  const catalog = new Catalog();
  /** @param {unknown} options */
  const load = (options) => () => catalog.load("own", FILE, /** @type {LoadOptions} */ (options));
  refused(load({ ...OPTIONS, columns: { ...OPTIONS.columns, place: "FIPS" } }), "bad-spec", /“FIPS”/);
  refused(load({ ...OPTIONS, columns: { ...OPTIONS.columns, where: "FIPS" } }), "bad-spec", /“where”/);
  refused(load({ column: {} }), "bad-spec", /“column”/);
  refused(load({ ...OPTIONS, columns: { place: "My GEOID" } }), "bad-spec", /value/);
  assert.equal(catalog.places().length, 0);
});

test("the Census API's array of arrays is a table", () => {
  const catalog = new Catalog();
  const answer = [
    ["GEO_ID", "NAME", "B15003_001E", "B15003_001M", "B15003_022E", "B15003_022M", "state", "county"],
    ["0500000US06037", "Los Angeles County, California", "1000", "-555555555", "200", "30", "06", "037"],
  ];
  const report = catalog.load("api", bytes(JSON.stringify(answer)), { period: "2019-2023", source: "acs" });
  assert.deepEqual([report.format, report.rows, report.warningCount], ["census-api-json", 1, 0]);
  assert.equal(catalog.places()[0]?.name, "Los Angeles County, California");
  refused(() => catalog.load("api", bytes("error: unknown variable 'X'")), "not-a-table", /unknown variable 'X'/);
  refused(() => catalog.load("api", bytes("<html><title>Invalid Key</title></html>")), "not-a-table", /web page/);
});

test("a rehearsal reads its rows and answers, to the end", () => {
  const answers = [...rehearse(/** @type {any} */ (wasm))];
  assert.deepEqual(new Set(answers.map(({ items }) => items.length)), new Set([24]));
});
