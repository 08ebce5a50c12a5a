/** Agendas: the core and the schema refuse the same, the surface tells where, the feeds are Atom. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { DOMParser } from "@xmldom/xmldom";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Catalog, initSync } from "../../pkg/common_measure.js";
import { askAt, indicatorOf, indicators, viewOf } from "../../www/js/agenda.js";

const file = (/** @type {string} */ path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** @type {string} */
let text;
/** @type {import("ajv").ValidateFunction} */
let fits;

before(async () => {
  initSync({ module: await readFile(new URL("../../pkg/common_measure_bg.wasm", import.meta.url)) });
  text = await file("www/data/agenda.json");
  // Strict: a schema that says nothing by a slip is refused. Types of nullable enums are named where they are.
  fits = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile(JSON.parse(await file("www/data/agenda.schema.json")));
});

/** The bundled agenda with every field that there is. @returns {any} */
function full() {
  const agenda = JSON.parse(text);
  const [indicator] = agenda.goals[2].indicators.slice(1);
  indicator.target = { value: 0.5, year: 2040, source: "la2050" };
  indicator.contributions = [{ partner: "unite-la", text: { en: "Convenes", es: "Convoca" }, source: "unite-la-2021" }];
  indicator.contact = "mailto:ask@example.org";
  agenda.goals[2].indicators[2].spec.sex = "female";
  agenda.goals[1].indicators[0].spec.group = "RH";
  agenda.changes[0].indicator = "bachelors";
  return agenda;
}

/** What the core says of an agenda: null where it takes it. @param {unknown} agenda */
function fault(agenda) {
  try {
    new Catalog().agenda(typeof agenda === "string" ? agenda : JSON.stringify(agenda, null, 1));
    return null;
  } catch (error) {
    const { code, details, message } = /** @type {import("../../pkg/common_measure.js").CommonMeasureError} */ (error);
    assert.equal(code, "bad-agenda", message);
    return details;
  }
}

test("the bundled agenda fits the schema, and so does one with every field", () => {
  for (const agenda of [JSON.parse(text), full()]) {
    assert.ok(fits(agenda), JSON.stringify(fits.errors));
    assert.equal(fault(agenda), null);
    assert.doesNotThrow(() => new Catalog().agenda(agenda), "as an object too");
  }
});

/**
 * The ways to every value of a tree.
 *
 * @param {any} value
 * @param {(string | number)[]} way
 * @returns {(string | number)[][]}
 */
const ways = (value, way = []) =>
  value !== null && typeof value === "object"
    ? [way, ...Object.entries(value).flatMap(([key, inner]) => ways(inner, [...way, Array.isArray(value) ? Number(key) : key]))]
    : [way];

/** A way as an error writes it. @param {(string | number)[]} way */
const written = (way) => way.map((step, at) => (typeof step === "number" ? `[${step}]` : `${at ? "." : ""}${step}`)).join("");

test("whatever is put in the place of a value, or left out, core and schema refuse the same", () => {
  const instead = [null, "", "x", "Ünïcode", "javascript:alert(1)", " https://example.org", "https://", "06", "2019", "2019-2023", "2020-13-01", 7, -1, 0.5, 1.5, 2030, true, [], {}, [1], { en: "a", es: "b" }, "pipeline", "gap", "lower"];
  // References and what hangs together beyond one indicator is the core's alone.
  const beyond = /there is no (source|partner|indicator)|another one has|two indicators|not after the baseline|span of years is needed/;
  let refused = 0;
  const compare = (/** @type {any} */ agenda, /** @type {string} */ what) => {
    let message = "";
    try {
      new Catalog().agenda(JSON.stringify(agenda));
    } catch (error) {
      message = /** @type {Error} */ (error).message;
    }
    const schema = fits(agenda);
    if (!schema) refused += 1;
    if (schema && beyond.test(message)) return;
    assert.equal(message === "", schema, `${what}: ${message || JSON.stringify(fits.errors)}`);
  };
  for (const way of ways(full())) {
    const last = way.at(-1);
    if (last === undefined) continue;
    for (const value of [...instead, undefined]) {
      const agenda = full();
      const parent = way.slice(0, -1).reduce((inner, step) => inner[step], agenda);
      if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
      else if (value === undefined) delete parent[last];
      else parent[last] = value;
      compare(agenda, `${written(way)} = ${JSON.stringify(value)}`);
    }
    const agenda = full();
    const inner = way.reduce((found, step) => found[step], agenda);
    if (inner !== null && typeof inner === "object" && !Array.isArray(inner)) {
      inner.colour = "red";
      compare(agenda, `${written(way)}.colour`);
    }
  }
  assert(refused > 1000, `${refused}`);
});

test("every fault is at its own line and field", () => {
  // One value a line: the line of a fault can be counted from the text.
  let found = 0;
  for (const way of ways(full()).filter((way) => way.length > 0)) {
    const agenda = full();
    const parent = way.slice(0, -1).reduce((inner, step) => inner[step], agenda);
    // No field takes a list of lists.
    parent[/** @type {string} */ (way.at(-1))] = [["here"]];
    const json = JSON.stringify(agenda, null, 1);
    const at = fault(json);
    assert(at?.field?.startsWith(written(way)), `${written(way)}: ${at?.field}`);
    const lines = json.split("\n");
    const marked = lines.findIndex((line) => line.includes('"here"')) + 1;
    // The list, or the element of a list that is at fault, begins one or two lines above.
    assert([0, 1, 2].includes(marked - (at?.line ?? 0)), `${written(way)}: line ${at?.line}, not ${marked}`);
    found += 1;
  }
  assert(found > 100, `${found}`);
  assert.deepEqual(fault('{\n "id": "a",\n "id" }'), { line: 3, column: 7 });
});

test("progress says where an indicator stands", () => {
  const catalog = new Catalog();
  const rows = ["place,period,level,unit,value,moe,source", "06037,2010,bachelors_or_higher,share,0.2,0.01,made-up", "06037,2019,bachelors_or_higher,share,0.4,0.01,made-up"];
  catalog.load("mine", new TextEncoder().encode(rows.join("\n") + "\n"));
  assert.throws(() => catalog.measure({ measure: "progress" }), { code: "no-data" });
  const words = { en: "a", es: "b" };
  /** @type {import("../../pkg/common_measure.js").AgendaIndicator} */
  const degrees = { id: "degrees", title: words, definition: words, better: "higher", spec: { measure: "trend", place: "06037" }, baseline: { period: "2010" }, target: { value: 0.5, year: 2030 } };
  catalog.agenda({ id: "ours", title: words, goals: [{ id: "g", title: words, indicators: [degrees] }] });
  const [row] = catalog.measure({ measure: "progress", indicator: "degrees" }).progress ?? [];
  assert.deepEqual([row?.verdict, row?.latest?.period, row?.baseline?.value.value, row?.target?.year], ["on-track", "2019", 0.2, 2030]);
  const { figures } = catalog.explain({ measure: "progress" }, "en");
  assert.match(figures[0]?.label ?? "", /^Ahead of the path to the target/);
});

test("an indicator leads to the view that shows exactly its figure, or to none", () => {
  const of = (/** @type {object} */ spec) => viewOf(/** @type {any} */ ({ spec }), "2019");
  assert.deepEqual(of({ measure: "trend", place: "06" }), { view: "trend", state: { places: ["06"], level: "bachelors_or_higher" } });
  assert.deepEqual(of({ measure: "pipeline", place: "06059", group: "RH" }), { view: "pipeline", state: { place: "06059", groups: ["RH"] } });
  const gap = of({ measure: "gap", race: "hispanic", reference: { others: true } });
  assert.deepEqual(gap, { view: "gap", state: { place: "06037", by: "race", within: "all", against: "others", level: "bachelors_or_higher", period: "2019" } });
  assert.equal(of({ measure: "gap", race: "hispanic", reference: { race: "white_nh" } }), null);
  assert.equal(of({ measure: "trend", level: "graduate" }), null);
  assert.equal(viewOf(/** @type {any} */ ({ waiting: { en: "a", es: "b" } })), null);
});

test("an embed finds its indicator by its id", () => {
  const agenda = full();
  const found = indicatorOf(agenda, "bachelors");
  assert.deepEqual([found?.view?.view, found?.target?.year, found?.contact], ["trend", 2040, "mailto:ask@example.org"]);
  assert.equal(indicatorOf(agenda, "graduation")?.contact, "https://www.lacompact.org/");
  assert.equal(indicatorOf(agenda, "nothing"), null);
  assert.equal(new Set(indicators(agenda).map(({ id }) => id)).size, 12);
});

test("a mail names the figure and its view", () => {
  const about = { subject: "Degrees & more", body: "https://example.org/?view=trend&place=06" };
  const url = new URL(askAt("mailto:ask@example.org", about));
  assert.deepEqual([url.pathname, url.searchParams.get("subject"), url.searchParams.get("body")], ["ask@example.org", about.subject, about.body]);
  assert.equal(new URL(askAt("mailto:a@example.org?cc=b@example.org", about)).searchParams.get("cc"), "b@example.org");
  assert.equal(askAt("https://example.org/ask", about), "https://example.org/ask");
});

test("the feeds are Atom: each change an entry with an id of its own, the newest first", async () => {
  const changes = JSON.parse(text).changes.toSorted((/** @type {any} */ a, /** @type {any} */ b) => b.date.localeCompare(a.date));
  /** @type {string[]} */
  const ids = [];
  for (const [language, path] of /** @type {const} */ ([["en", "agenda.atom"], ["es", "agenda.es.atom"]])) {
    const xml = new DOMParser({ onError: (_, message) => assert.fail(message) }).parseFromString(await file(`dist/${path}`), "application/xml"); // eslint-disable-line no-restricted-syntax -- a parser of XML, no page
    const feed = xml.documentElement;
    assert.deepEqual([feed?.localName, feed?.namespaceURI, feed?.getAttribute("xml:lang")], ["feed", "http://www.w3.org/2005/Atom", language]);
    const child = (/** @type {any} */ of, /** @type {string} */ name) =>
      [...of.childNodes].filter((/** @type {any} */ node) => node.localName === name);
    const one = (/** @type {any} */ of, /** @type {string} */ name) => {
      const [found, ...others] = child(of, name);
      assert(found && others.length === 0, `${path}: one ${name}`);
      return /** @type {string} */ (found.textContent.trim());
    };
    for (const of of [feed, ...child(feed, "entry")]) {
      ids.push(one(of, "id"));
      assert.match(one(of, "id"), /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.notEqual(one(of, "title"), "");
      assert(child(of, "link").some((/** @type {any} */ link) => link.getAttribute("rel") === "alternate"));
    }
    assert.notEqual(one(feed, "author"), "");
    const entries = child(feed, "entry").map((entry) => [one(entry, "updated"), one(entry, "title")]);
    const expected = changes.map((/** @type {any} */ { date, text }) => [`${date}T00:00:00Z`, text[language]]);
    assert.deepEqual(entries, expected);
    assert.equal(one(feed, "updated"), expected[0]?.[0]);
  }
  assert.equal(new Set(ids).size, ids.length);
});
