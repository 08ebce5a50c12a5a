/** The search over places, with the names that the page carries. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Messages, parts } from "../../www/js/messages.js";
import { Places } from "../../www/js/places.js";

const read = (/** @type {string} */ path) => readFileSync(new URL(`../../www/${path}`, import.meta.url), "utf8");
const words = (/** @type {string} */ language) =>
  new Messages(language, JSON.parse(read(`messages/${language}.json`)));
const english = words("en");
const spanish = words("es");
const places = await Places.of([read("data/places/core.csv"), read("data/places/counties.csv")], [english, spanish]);

/** Codes found, best first. @param {string} text @param {Parameters<Places["search"]>[1]} [options] */
const codes = (text, options) => places.search(text, options).map(({ code }) => code);

/** @param {Record<string, string>} expected what is typed, and the code that must come first */
function first(expected) {
  for (const [text, code] of Object.entries(expected)) assert.equal(codes(text)[0], code, `“${text}”`);
}

test("every row of the table of names is a place", () => {
  const rows = ["core", "counties"].flatMap((file) => read(`data/places/${file}.csv`).trim().split("\n").slice(1));
  assert.equal(places.all.size, rows.length);
  assert(rows.length > 3200, `${rows.length}`);
});

test("the first letters of a name find it, whatever accents and capitals", () => {
  first({
    "los ang": "06037",
    "LOS ÁNGELES": "06037",
    "L.A. County": "06037",
    "carson city": "32510",
    "dona ana": "35013",
    "Doña Ana": "35013",
    mayaguez: "72097",
    "st. louis county mo": "29189",
    "saint louis county, missouri": "29189",
    "de kalb illinois": "17037",
    losangeles: "06037",
    brooklyn: "36047",
    "saint louis city": "29510",
    "prince georges": "24033",
    "Prince George’s County": "24033",
    "miami dade": "12086",
    "washington d.c.": "11",
    "baltimore city": "24510",
    "orleans parish": "22071",
  });
});

test("a code finds its place, with and without its first zero", () => {
  for (const code of ["06037", "6037"]) assert.deepEqual(codes(code), ["06037"], code);
  first({ "06": "06", 6: "06", "00": "00", "06-037": "06037", 36: "36", 36061: "36061" });
  // The beginning of a code: New York's counties, and none of another state.
  assert(codes("3606").includes("36061"));
  assert(codes("3606").every((code) => code.startsWith("3606")));
  assert.deepEqual(codes("99999"), []);
});

test("a state narrows a name down, in any order, in full or by its postal code", () => {
  first({
    orange: "06059",
    "orange ca": "06059",
    "orange florida": "12095",
    "orange, fl": "12095",
    "Orange County, FL": "12095",
    "fl orange": "12095",
    "florida orange": "12095",
    "county of orange in florida": "12095",
    "orange cal": "06059",
    "kings ny": "36047",
    "washington oregon": "41067",
    "new york ny": "36061",
  });
  assert(!codes("orange ca").includes("12095"));
});

test("words are found in any order", () => {
  first({ "angeles los": "06037", "beach virginia": "51810", "obispo san luis": "06079" });
});

test("states are found by name and postal code, and before their counties", () => {
  first({ california: "06", CA: "06", ny: "36", "new york": "36", virginia: "51", usa: "00", "united states": "00" });
  const found = codes("california");
  assert.equal(found[1], "06037");
  assert.equal(found.filter((code) => code.startsWith("06")).length, 59);
});

test("Spanish names are found, and English ones beside them, in any language of the page", () => {
  first({
    "condado de los ángeles": "06037",
    "el condado de los angeles": "06037",
    "condado de orange": "06059",
    "condado de orange, florida": "12095",
    "nueva york": "36",
    "carolina del norte": "37",
    "estados unidos": "00",
    "EE. UU.": "00",
    "virginia occidental": "54",
    "north carolina": "37",
    "municipio de ponce": "72113",
    "parroquia de orleans": "22071",
    "condado de cook illinois": "17031",
  });
});

test("of names alike, home and its neighbors come first, then the larger, then by the alphabet", () => {
  assert.deepEqual(codes("san", { limit: 1 }), ["06071"]);
  const washington = places.search("washington county");
  assert.equal(washington[0]?.name, "Washington County, Alabama");
  const adults = new Map([
    ["41067", 400_000],
    ["48477", 25_000],
  ]);
  assert.deepEqual(codes("washington county", { adults, limit: 3 }), ["41067", "48477", "01129"]);
  // The whole name goes before a longer one, however large that is.
  const lakes = codes("lake", { adults: new Map([["27077", 1_000_000]]) });
  // Lake of the Woods County after Lake County, Tennessee.
  assert(lakes.indexOf("27077") > lakes.indexOf("47095") && lakes.includes("47095"));
});

test("letters within a word come after first letters", () => {
  const found = codes("geles");
  assert.deepEqual(found.slice(0, 1), ["06037"]);
  const ange = codes("ange");
  // Angelina County, Texas, and Orange County, California.
  assert(ange.includes("48005") && ange.indexOf("06059") > ange.indexOf("48005"));
});

test("one slip in a longer word is let pass where nothing else fits", () => {
  first({
    "los angelse": "06037",
    "los angelos": "06037",
    sacremento: "06067",
    sacrmento: "06067",
    californai: "06",
    "san bernadino": "06071",
    "nueva jersei": "34",
  });
  assert(places.search("sacremento").every(({ misspelt }) => misspelt));
  assert(places.search("orange").every(({ misspelt }) => !misspelt));
  // Too short to guess at, or two slips.
  assert.deepEqual(codes("yolp"), []);
  assert.deepEqual(codes("xyzzyx"), []);
  assert.deepEqual(codes("sacrimanto"), []);
});

test("nothing typed is nothing found, and no sign breaks the search", () => {
  for (const text of ["", "  ", "¿?", "()[]*+\\", "%"]) assert.deepEqual(codes(text), [], text);
});

test("only places that suit are found", () => {
  const suits = (/** @type {string} */ code) => code.length === 2;
  assert.deepEqual(codes("new york", { suits }), ["36"]);
});

/** Made-up numbers of adults. */
const ADULTS = new Map([
  ["00", 230_000],
  ["06", 27_000],
  ["48", 19_000],
  ["12", 16_000],
  ["36", 14_000],
  ["56", 400],
  ["06037", 6_900],
  ["06073", 2_300],
  ["06059", 2_200],
  ["06065", 1_600],
  ["06001", 1_200],
  ["48201", 3_000],
  ["31080", 9_100],
]);

test("a county's peers are the counties of its state nearest in adults, its state and the nation", () => {
  assert.deepEqual(places.peers("06065", ADULTS), [
    { code: "06001", why: "size" },
    { code: "06059", why: "size" },
    { code: "06073", why: "size" },
    { code: "06", why: "wider" },
    { code: "00", why: "wider" },
  ]);
  assert.equal(places.peers("06065", ADULTS, 1).length, 3);
});

test("a state's peers are the states nearest in adults, and the nation", () => {
  assert.deepEqual(places.peers("12", ADULTS, 2), [
    { code: "36", why: "size" },
    { code: "48", why: "size" },
    { code: "00", why: "wider" },
  ]);
});

test("without a number of adults no place is said to be near in size", () => {
  const wider = [
    { code: "06", why: "wider" },
    { code: "00", why: "wider" },
  ];
  assert.deepEqual(places.peers("06115", ADULTS), wider);
  assert.deepEqual(places.peers("06037", new Map()), wider);
  assert.deepEqual(places.peers("00", ADULTS), []);
  assert.deepEqual(places.peers("99999", ADULTS), []);
});

test("a name is cut into what a place is called and what it is", () => {
  assert.deepEqual(parts("Juneau City and Borough, Alaska"), { bare: "Juneau", kind: "city_borough" });
  assert.deepEqual(parts("Carson City, Nevada"), { bare: "Carson City", kind: "" });
  assert.deepEqual(parts("Baltimore city, Maryland"), { bare: "Baltimore", kind: "city" });
  assert.deepEqual(parts("County"), { bare: "County", kind: "" });
});

test("a place has its name in a sentence and in a list, in both languages", () => {
  const name = (/** @type {Messages} */ messages, /** @type {string} */ code) => [
    messages.place(code, places.get(code)?.name),
    messages.listed(code, places.get(code)?.name),
  ];
  assert.deepEqual(name(english, "00"), ["the United States", "United States"]);
  assert.deepEqual(name(english, "06"), ["California", "California"]);
  assert.deepEqual(name(english, "06059"), ["Orange County", "Orange County"]);
  assert.deepEqual(name(english, "35028"), ["Los Alamos County", "Los Alamos County"]);
  assert.deepEqual(name(spanish, "36"), ["Nueva York", "Nueva York"]);
  assert.deepEqual(name(spanish, "06037"), ["el condado de Los Ángeles", "Condado de Los Ángeles"]);
  assert.deepEqual(name(spanish, "22071"), ["la parroquia de Orleans", "Parroquia de Orleans"]);
  assert.deepEqual(name(spanish, "24510"), ["la ciudad de Baltimore", "Ciudad de Baltimore"]);
  // Every state has a name of its own in every language, and no place is left with its code.
  for (const place of places.all.values()) {
    for (const messages of [english, spanish]) {
      const names = [`chart.place.${place.code}`, `page.state.${place.code}`];
      if (place.code.length === 2 && place.code !== "00") assert(names.some((name) => messages.has(name)), place.code);
      assert.doesNotMatch(messages.place(place.code, place.name), /page\.|\d|\{/, place.code);
    }
  }
});
