/** Addresses: what a link says comes back as it was, old links keep working, and nonsense changes nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as route from "../../www/js/route.js";

const fields = {
  places: route.places("place", 4),
  level: route.word("level", ["bachelors_or_higher", "some_college_or_higher"]),
  period: route.period("period"),
  need: route.number("need", 0, 100),
};
const first = { places: ["06037"], level: "bachelors_or_higher", period: "2019", need: /** @type {number | null} */ (null) };

/** @param {string} search */
const stateOf = (search) => route.stateOf(route.read(search).asked, fields, first);

test("an address is short, readable, and comes back as it was", () => {
  const state = { places: ["06037", "06"], level: "some_college_or_higher", period: "2019-2023", need: 67.5 };
  const address = route.write("gap", fields, state, { language: "es" });
  assert.equal(address, "?view=gap&place=06037,06&level=some_college_or_higher&period=2019-2023&need=67.5&lang=es");
  assert.deepEqual(stateOf(address), state);
  const { view, language } = route.read(address);
  assert.deepEqual([view, language], ["gap", "es"]);
});

test("the opening has no query", () => {
  assert.equal(route.write("", {}, {}), "./");
  assert.equal(route.read("").view, "");
});

test("what cannot be taken leaves the first value", () => {
  for (const search of ["?place=<script>", "?place=%00", "?place=,,", "?level=wizard", "?period=soon", "?need=101", "?need=", "?need=NaN", "?__proto__=1&constructor=2", "?place=" + "9".repeat(99)]) {
    assert.deepEqual(stateOf(search), first, search);
  }
});

test("no more places than a view can show, and none twice", () => {
  assert.deepEqual(stateOf("?place=06037,06059,06037,06,00,01,02").places, ["06037", "06059", "06", "00"]);
});

test("a link of an older version goes through every step up to this one", () => {
  route.NEWER[0] = (asked) => asked.set("level", String(asked.get("education")));
  route.NEWER[1] = (asked) => asked.set("period", "2019-2023");
  try {
    const state = stateOf("?v=-1&education=some_college_or_higher");
    assert.equal(state.level, "some_college_or_higher");
    assert.equal(state.period, "2019-2023");
    assert.equal(stateOf("?education=some_college_or_higher").level, first.level, "this version needs no step");
  } finally {
    delete route.NEWER[0];
    delete route.NEWER[1];
  }
});

test("an address of a later version is read as far as it is known", () => {
  assert.deepEqual(stateOf("?v=99&place=06059&novelty=1").places, ["06059"]);
});
