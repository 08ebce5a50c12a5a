/** Which years and addresses the page asks the Census Bureau for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, address, geography, newestYear, years } from "../../www/js/census-api.js";

test("the newest years are those that are out", () => {
  const at = (/** @type {string} */ day) => new Date(`${day}T12:00:00`);
  assert.deepEqual(["2026-01-10", "2026-12-10", "2026-12-20"].map((d) => newestYear("acs5", at(d))), [2024, 2024, 2025]);
  assert.deepEqual(["2026-08-30", "2026-09-20"].map((d) => newestYear("acs1", at(d))), [2024, 2025]);
  // The 1-year survey of 2020 was not published as such.
  assert.equal(newestYear("acs1", at("2021-10-01")), 2019);
  assert(!years("acs1", at("2026-01-10")).includes(2020));
  assert.equal(years("acs5", at("2026-01-10")).at(-1), 2012);
});

test("every kind of place has the API's own words", () => {
  const of = (/** @type {string} */ place) => address({ base: BASE, survey: "acs5", year: 2023, table: "B15003", place });
  const start = "https://api.census.gov/data/2023/acs/acs5?get=group(B15003)&";
  assert.equal(of("00"), `${start}for=us:1`);
  assert.equal(of("06"), `${start}for=state:06`);
  assert.equal(of("06037"), `${start}for=county:037&in=state:06`);
  assert.equal(of("31080"), `${start}for=metropolitan%20statistical%20area/micropolitan%20statistical%20area:31080`);
  assert.equal(of("0603701"), `${start}for=public%20use%20microdata%20area:03701&in=state:06`);
  assert.equal(of("06037670413"), `${start}for=tract:670413&in=state:06%20county:037`);
  assert.equal(geography("19647330000000"), null);
  assert.equal(geography("my town"), null);
});
