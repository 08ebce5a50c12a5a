/** The headless surface, as a partner uses it from Node. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { Catalog, Chart, ResultReader, Shapes, initSync } from "../../pkg/common_measure.js";

/** Made-up counts: 1000 adults in each place, so that shares can be read off. */
const ROWS = [
  "place,period,level,value,source",
  "06037,2019,less_than_high_school,200,made-up",
  "06037,2019,high_school,300,made-up",
  "06037,2019,some_college_or_associate,100,made-up",
  "06037,2019,bachelors_or_higher,400,made-up",
  "06059,2019,less_than_high_school,50,made-up",
  "06059,2019,high_school,150,made-up",
  "06059,2019,some_college_or_associate,200,made-up",
  "06059,2019,bachelors_or_higher,600,made-up",
];

/** @param {string[]} rows */
const file = (rows) => new TextEncoder().encode(rows.join("\n") + "\n");
const FILE = file(ROWS);

/** @type {import("../../pkg/common_measure.js").Spec} */
const ATTAINMENT = { measure: "attainment", place: ["06037", "06059"], period: "2019" };

/** A data package that declares no tables: every file is recognised by its header. */
const PACKAGE = { name: "made-up", resources: [] };

function loaded() {
  const catalog = new Catalog(PACKAGE);
  catalog.load("mine", FILE);
  return catalog;
}

function layout(options = {}) {
  const result = loaded().measure(ATTAINMENT);
  return new Chart(result, { chart: "attainment" }).layout({
    width: 800,
    pixelRatio: 2,
    locale: "en",
    theme: "screen",
    ...options,
  });
}

/**
 * What a call throws, with the code and details that every error has.
 *
 * @param {() => unknown} call
 */
function thrown(call) {
  try {
    call();
  } catch (error) {
    assert(error instanceof Error, `${error} is an Error`);
    const { code, details } = /** @type {import("../../pkg/common_measure.js").CommonMeasureError} */ (error);
    assert.equal(typeof code, "string");
    assert.equal(typeof details, "object");
    assert.notEqual(error.message, "");
    return { code, details };
  }
  return assert.fail("nothing was thrown");
}

before(async () => {
  initSync({ module: await readFile(new URL("../../pkg/common_measure_bg.wasm", import.meta.url)) });
});

test("a catalog takes its data package as an object or as JSON text", () => {
  const report = (/** @type {object | string} */ descriptor) => new Catalog(descriptor).load("mine", FILE);
  assert.deepEqual(report(JSON.stringify(PACKAGE)), report(PACKAGE));
});

/** Cells in quotation marks are parsed by another reader than plain ones. A preview shows what was read. */
test("plain cells are read as the same cells in quotation marks are", () => {
  const catalog = new Catalog(PACKAGE);
  // Of any length: each end of a cell comes at each place of the bytes that are looked at together.
  const rows = Array.from({ length: 150 }, (_, row) => [`${row}`, "x".repeat(row), "", "é".repeat(row % 7), "end"]);
  for (const lineBreak of ["\n", "\r\n"]) {
    const preview = (/** @type {(cell: string) => string} */ written) => {
      const lines = [["a", "b", "c", "d", "e"], ...rows].map((row) => row.map(written).join(",") + lineBreak);
      return catalog.preview(new TextEncoder().encode(lines.join("")));
    };
    const plain = preview((cell) => cell);
    assert.deepEqual(plain, preview((cell) => `"${cell}"`));
    assert.equal(plain.rowCount, rows.length);
    assert.deepEqual(plain.rows, rows.slice(0, plain.rows.length));
  }
});

test("a file gives a report of its rows", () => {
  const report = new Catalog(PACKAGE).load("mine", FILE);
  assert.equal(report.rows, 8);
  assert.equal(report.refused, 0);
  assert.deepEqual(report.warnings, []);
  assert.equal(typeof report.format, "string");
});

test("a refused row is a warning with its code, line and column", () => {
  const report = new Catalog(PACKAGE).load("mine", file([...ROWS, "06037,2019,high_school,many,made-up"]));
  assert.equal(report.rows, 8);
  assert.equal(report.refused, 1);
  assert.equal(report.warningCount, 1);
  const [warning] = report.warnings;
  assert.deepEqual([warning?.line, warning?.column], [10, 4]);
  assert.match(warning?.code ?? "", /^[a-z-]+$/);
});

test("a file in pieces gives the report and the figures of the whole", () => {
  for (const size of [1, 7, 64, FILE.length]) {
    const catalog = new Catalog(PACKAGE);
    const loader = catalog.loader("mine");
    for (let at = 0; at < FILE.length; at += size) loader.push(FILE.subarray(at, at + size));
    assert.deepEqual(loader.finish(), new Catalog(PACKAGE).load("mine", FILE), `pieces of ${size}`);
    assert.deepEqual(catalog.measure(ATTAINMENT), loaded().measure(ATTAINMENT), `pieces of ${size}`);
  }
});

test("a loader that is cancelled leaves the catalog as it was and takes no more", () => {
  const catalog = loaded();
  const loader = catalog.loader("mine");
  loader.push(file(["place,period,level,value", "06037,2019,high_school,1"]));
  loader.cancel();
  assert.deepEqual(catalog.measure(ATTAINMENT), loaded().measure(ATTAINMENT));
  thrown(() => loader.push(FILE));
  thrown(() => loader.finish());
});

test("attainment is shares and people, level by level and at or above", () => {
  const result = loaded().measure(ATTAINMENT);
  assert.equal(result.measure, "attainment");
  assert.equal(result.universe, "adults_25_and_over");
  assert.equal(result.level, "bachelors_or_higher");
  assert.deepEqual(result.items.map((item) => [item.place.code, item.period, item.total.value]), [
    ["06037", "2019", 1000],
    ["06059", "2019", 1000],
  ]);
  const figures = (/** @type {import("../../pkg/common_measure.js").LevelFigure[]} */ levels) =>
    levels.map(({ level, share, people }) => [level, share.value, people.value]);
  const angeles = result.items[0] ?? assert.fail();
  assert.deepEqual(angeles.group, { sex: null, race: null });
  assert.deepEqual(figures(angeles.levels), [
    ["less_than_high_school", 0.2, 200],
    ["high_school", 0.3, 300],
    ["some_college_or_associate", 0.1, 100],
    ["bachelors_or_higher", 0.4, 400],
  ]);
  assert.deepEqual(figures(angeles.atOrAbove), [
    ["high_school_or_higher", 0.8, 800],
    ["some_college_or_higher", 0.5, 500],
    ["bachelors_or_higher", 0.4, 400],
  ]);
  // The file publishes no margins: none is made up.
  const share = angeles.levels[0]?.share;
  assert.equal(share?.moe, null);
  assert.equal(share?.moeReason, "not-published");
  assert.equal(share?.source, "made-up");
  assert.deepEqual(result.sources.map((source) => source.name), ["made-up"]);
});

test("what the file does not hold is missing, with the reason", () => {
  const catalog = new Catalog(PACKAGE);
  catalog.load("mine", file(ROWS.slice(0, 4)));
  const [item] = catalog.measure({ ...ATTAINMENT, place: "06037" }).items;
  assert.equal(item?.total.value, null);
  assert.equal(item?.total.reason, "not-available");
  assert(!item?.atOrAbove.some(({ level, share }) => level === "bachelors_or_higher" && share.value !== null));
});

test("results are plain JSON: a chart made from a copy is the same chart", () => {
  const result = loaded().measure(ATTAINMENT);
  const copy = JSON.parse(JSON.stringify(result));
  assert.deepEqual(copy, result);
  const options = { width: 800, pixelRatio: 1, locale: "en", theme: "screen" };
  const svg = (/** @type {typeof result} */ from) => new Chart(from, { chart: "attainment" }).layout(options).svg();
  assert.equal(svg(copy), svg(result));
});

test("a catalog lists its places and periods", () => {
  const catalog = loaded();
  assert.deepEqual(catalog.places().map((place) => place.code), ["06037", "06059"]);
  assert.deepEqual(catalog.periods({ measure: "attainment", place: "06037" }), ["2019"]);
});

test("a view has the size that was asked for, and an SVG of it", () => {
  const view = layout();
  assert.equal(view.width, 800);
  assert(view.height > 50, `${view.height}`);
  const svg = view.svg();
  assert.match(svg, /^<svg [^>]*width="800"/);
  assert.match(svg, /<\/svg>\s*$/);
  assert(!svg.includes("NaN"), svg);
  assert.equal(layout({ width: 320 }).width, 320);
});

test("a chart is told in words, in the reader's language", () => {
  const english = layout().describe();
  assert.match(english.title, /Los Angeles County/);
  assert.match(english.summary, /60\.0%/);
  assert.deepEqual(english.sources, ["made-up"]);
  const spanish = layout({ locale: "es-US" }).describe();
  assert.notEqual(spanish.title, english.title);
  assert.match(spanish.summary, /60\.0\s%/);
});

test("a chart is a table with its figures and their source", () => {
  const { head, rows } = layout().table();
  assert(rows.length >= 8, `${rows.length} rows`);
  for (const row of rows) assert.equal(row.length, head.length);
  assert(rows.some((row) => row.includes("Los Angeles County") && row.includes("40.0%") && row.includes("made-up")));
});

test("a point on a mark gives that mark, a point beside the chart none", () => {
  const view = layout();
  const marks = view.marks();
  assert(marks.length > 0);
  for (const mark of marks) {
    for (const key of /** @type {const} */ (["label", "value", "source", "text"])) assert.notEqual(mark[key], "", key);
    assert(mark.x > 0 && mark.x < view.width && mark.y > 0 && mark.y < view.height, JSON.stringify(mark));
    assert.deepEqual(view.hitTest(mark.x, mark.y), mark);
  }
  assert.equal(view.hitTest(-100, -100), null);
});

test("marks and a map in pieces are what they are in one", () => {
  const marks = layout().marks();
  assert(marks.length > 3);
  assert.deepEqual([...layout().marks(0, 3), ...layout().marks(3)], marks);
  assert.deepEqual(layout().marks(marks.length, marks.length + 5), []);

  const square = (/** @type {string} */ id, /** @type {number} */ west) => {
    const [south, north, east] = [33, 34, west + 1];
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    return { type: "Feature", id, properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
  };
  const features = [square("06037", -119), square("06059", -118)];
  const shapes = new Shapes(JSON.stringify({ type: "FeatureCollection", features }));
  const answer = loaded().measure({ ...ATTAINMENT, level: "bachelors_or_higher" });
  const { items } = answer;
  const reader = new ResultReader({ ...answer, items: [] });
  for (const item of items) reader.push([item]);
  const draw = (/** @type {import("../../pkg/common_measure.js").Chart} */ chart) => chart.layout({ width: 400 });
  const whole = draw(shapes.chart(answer, { chart: "map" }));
  assert.match(whole.marks()[0]?.text ?? "", /^06059: 60\.0%/);
  for (let again = 0; again < 2; again += 1) {
    const pieces = draw(shapes.chartOf(reader, { chart: "map" }));
    assert.deepEqual(pieces.marks(), whole.marks());
    assert.equal(pieces.svg(), whole.svg());
  }
  const packed = shapes.pack();
  assert.equal(draw(Shapes.unpack(packed).chart(answer, { chart: "map" })).svg(), whole.svg());
  assert.equal(thrown(() => Shapes.unpack(packed.subarray(1))).code, "bad-geometry");
  const chart = shapes.chartOf(reader, { chart: "map" });
  assert.equal(thrown(() => reader.push(items)).code, "bad-spec");
  chart.free();
  const other = new ResultReader({ ...answer, items: [] }, items.length);
  assert.equal(thrown(() => other.push(/** @type {any} */ ([{ place: 1 }]))).code, "bad-spec");
  other.push(items);
  assert.deepEqual(draw(shapes.chartOf(other, { chart: "map" })).marks(), whole.marks());
});

test("every failure has a stable code, and where it was", () => {
  const catalog = loaded();
  const load = (/** @type {string[]} */ ...rows) => thrown(() => catalog.load("other", file(rows)));
  assert.deepEqual(thrown(() => catalog.load("other", new Uint8Array())), {
    code: "empty-file",
    details: { line: 1, column: 1 },
  });
  assert.deepEqual(load("a,b", "1,2"), { code: "unknown-format", details: { line: 1, column: 1 } });
  assert.deepEqual(load("place,period,level,value", '06037,2019,high_school,"5'), {
    code: "truncated-file",
    details: { line: 2, column: 4 },
  });
  assert.equal(thrown(() => catalog.measure({ measure: "attainment", place: "99999" })).code, "no-data");
  assert.equal(thrown(() => catalog.measure({ measure: "attainment" })).details.field, "place");
  // @ts-expect-error no such measure
  assert.equal(thrown(() => catalog.measure({ measure: "height" })).code, "bad-spec");
  assert.equal(thrown(() => new Catalog("{")).code, "bad-descriptor");
  assert.deepEqual(catalog.measure(ATTAINMENT), loaded().measure(ATTAINMENT), "what was loaded is still there");
});

test("a wrong argument is an error with its field, not a trap", () => {
  const catalog = new Catalog();
  /** @type {any} */
  const wrong = catalog;
  const fails = (/** @type {() => unknown} */ call, /** @type {string} */ field) =>
    assert.throws(call, (/** @type {any} */ error) => {
      assert.equal(error.code, "bad-spec");
      assert.equal(error.details.field, field);
      return true;
    });
  fails(() => wrong.load(5, new Uint8Array()), "name");
  fails(() => wrong.load("a", null), "bytes");
  fails(() => wrong.load("a", "place,period"), "bytes");
  fails(() => wrong.loader(5), "name");
  fails(() => wrong.unload({}), "name");
  fails(() => wrong.places(4), "indicator");
  fails(() => wrong.measure(null), "spec");
  fails(() => wrong.measure({ measure: "attainment", place: 6037 }), "place");
  fails(() => wrong.measure({ measure: "attainment", place: "06037", period: 2019 }), "period");
  fails(() => wrong.measure({ measure: "attainment", plaice: "06037" }), "spec");
  fails(() => wrong.measure({ measure: "gap", place: "06037", reference: { gender: "male" } }), "reference");
  // What JSON has no word for is not taken for what was left out.
  fails(() => wrong.measure({ measure: "attainment", place: () => "06037" }), "spec");
  // Nor is what has no end followed, whether it crosses a value at a time or as JSON.
  /** @type {unknown[]} */
  let deep = [];
  for (let more = 0; more < 60; more += 1) deep = [deep];
  /** @type {any} */
  const result = { measure: "attainment", items: deep };
  fails(() => wrong.measure({ measure: deep }), "spec");
  fails(() => new Chart(result, {}), "result");
  assert.throws(() => new Chart(result, {}), /within each other/);
  /** @type {any} */
  const chart = new Chart(loaded().measure(ATTAINMENT), {});
  for (const width of [Number.NaN, Number.POSITIVE_INFINITY]) fails(() => chart.layout({ width }), "width");
  for (const width of [10n, "wide"]) fails(() => chart.layout({ width }), "layout");
});

test("figures in columns are those of an answer", () => {
  const catalog = loaded();
  const { items } = catalog.measure(ATTAINMENT);
  const figures = catalog.figures({ place: ["06037", "06059"], period: "2019" });
  assert.equal(figures.length, items.length);
  items.forEach((item, row) => {
    const share = item.atOrAbove.find(({ level }) => level === figures.level)?.share;
    const word = (/** @type {{ values: string[], codes: Uint32Array }} */ column) => column.values[column.codes[row] ?? -1];
    assert.equal(word(figures.place), item.place.code);
    assert.equal(figures.place.names[figures.place.codes[row] ?? -1], item.place.name);
    assert.deepEqual([word(figures.period), word(figures.sex), word(figures.race)], [item.period, "total", "total"]);
    assert.equal(figures.share.value[row], share?.value);
    assert.equal(figures.total.value[row], item.total.value);
    // Made-up counts have no margin.
    assert(Number.isNaN(figures.share.moe[row]));
    assert.equal(word(figures.share.reason), share?.moeReason);
    assert.equal(word(figures.share.source), "made-up");
  });
  assert.deepEqual(figures.sources, [{ name: "made-up", title: "made-up" }]);
  assert.deepEqual(thrown(() => catalog.figures({ by: ["county", "tract"], place: "06" })), { code: "bad-spec", details: { field: "by" } });
});

test("names cross as they are written, on one line or several", () => {
  for (const names of [["Los Angeles", "Orange"], ["Los\nAngeles", ""], ["Condado de “Los Ángeles”", "a, b"]]) {
    const catalog = new Catalog(PACKAGE);
    const rows = ["06037", "06059"].map((place, at) => `${place},2019,bachelors_or_higher,${at},"${names[at]}"`);
    catalog.load("made-up", file(["place,period,level,value,name", ...rows]));
    const { place } = catalog.figures({ place: ["06037", "06059"], period: "2019" });
    assert.deepEqual(place.values, ["06037", "06059"]);
    assert.deepEqual(place.names, names.map((name, at) => name || ["06037", "06059"][at]));
    catalog.free();
  }
});
