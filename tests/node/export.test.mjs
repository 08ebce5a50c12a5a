/** What a visitor takes away as text: CSV, JSON, citations, embed code, QR code. All answers here are made up. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import jsQR from "jsqr";
import Papa from "papaparse";
import * as uqr from "uqr";
import { apa, bibtex, works } from "../../www/js/citation.js";
import { compose, svgDocument, wrap } from "../../www/js/composition.js";
import { cell, csvFile, elementCode, embedCode, fileName, hash, jsonFile, metadata } from "../../www/js/export.js";
import { figures } from "../../www/js/figures.js";
import { inlineDrawing } from "../../www/js/inline-drawing.js";
import { Messages } from "../../www/js/messages.js";
import { modules, qrFile } from "../../www/js/qr.js";

/** @typedef {import("../../src/wasm/types.js").Answer} Answer */
/** @typedef {import("../../src/wasm/types.js").Estimate} Estimate */

const LINK = "https://example.org/common-measure/?v=gap&place=06037&by=race#gap";

/** @param {string} language */
const messages = async (language) =>
  new Messages(language, JSON.parse(await readFile(new URL(`../../www/messages/${language}.json`, import.meta.url), "utf8")));

/** @param {number | null} value @param {Partial<Estimate>} [rest] @returns {Estimate} */
const estimate = (value, rest = {}) => ({ value, moe: null, reliability: null, source: "made-up", ...rest });

/** @type {import("../../src/wasm/types.js").Source} */
const SOURCE = {
  name: "acs1-2019-s1501",
  title: "American Community Survey, 1-year estimates",
  agency: "U.S. Census Bureau",
  table: "S1501",
  vintage: "2019",
  path: "https://data.census.gov/",
};

/** @param {Partial<Answer>} parts @returns {Answer} */
const answer = (parts) => ({
  measure: "gap",
  universe: "adults_25_and_over",
  level: "bachelors_or_higher",
  items: [],
  sources: [SOURCE],
  notes: [],
  ...parts,
});

/** @param {string} name @param {Estimate} share @returns {import("../../src/wasm/types.js").Item} */
const item = (name, share) => ({
  place: { code: "06037", name, kind: "county" },
  period: "2019",
  group: { sex: null, race: "hispanic" },
  total: estimate(1000),
  levels: [],
  atOrAbove: [{ level: "bachelors_or_higher", share, people: estimate(123) }],
});

const FORMULA = { formula: "p = X / Y", margin: "M = sqrt(Mx^2 - p^2 My^2) / Y", source: "made up" };

/** @param {Answer} of @param {string} [title] */
const meta = (of, title = "14 of 100, against 54 of 100") =>
  metadata(of, {
    title,
    notes: ["A note.\nOn two lines; =1+1,@SUM(A1)"],
    formulas: [FORMULA],
    link: LINK,
    made: new Date("2025-11-24T18:30:00.123Z"),
    license: "Public domain.",
  });

/** A CSV file as a program reads it. @param {string} file */
function read(file) {
  assert.equal(file[0], "\uFEFF");
  const comments = file.slice(1).split("\r\n").filter((line) => line.startsWith("#"));
  const { data, errors, meta } = Papa.parse(file, { header: true, comments: "#", dynamicTyping: true, skipEmptyLines: true });
  assert.deepEqual(errors, []);
  assert.deepEqual([meta.delimiter, meta.linebreak], [",", "\r\n"]);
  return { comments, rows: /** @type {Record<string, unknown>[]} */ (data), columns: meta.fields };
}

test("a cell that a spreadsheet would run is made harmless; a number stays one", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-", "=HYPERLINK(\"x\",\"y\")"]) {
    const { data } = Papa.parse(cell(text), { delimiter: "," });
    assert.deepEqual(data, [[`'${text}`]], JSON.stringify(text));
  }
  // Where cells are cut at semicolons, a quotation mark within one holds nothing together.
  for (const sign of [";", "; ", "|", "\t", "\r\n"]) {
    assert.deepEqual(Papa.parse(cell(`a${sign}=1+1`), { delimiter: "," }).data, [[`a${sign}'=1+1`]], JSON.stringify(sign));
  }
  const cut = (/** @type {string} */ text) => Papa.parse(cell(text), { delimiter: "," }).data;
  assert.deepEqual(cut(";=1+1;@SUM(A1)"), [[";'=1+1;'@SUM(A1)"]]);
  assert.deepEqual(cut(' |"=1+1"'), [[` |"'=1+1"`]]);
  assert.equal(cell(-0.172), "-0.172");
  assert.equal(cell(1 / 3), "0.3333333333333333");
  assert.equal(cell(0), "0");
  assert.equal(cell(null), "");
  for (const text of ["plain", "a,b", 'a "b"', "a\r\nb", "Ñuñoa", "−1", "a=b"]) {
    assert.deepEqual(Papa.parse(cell(text), { delimiter: "," }).data, [[text]]);
  }
});

test("a CSV file has the figures unrounded, their margins or why there are none, and their source", async () => {
  const of = answer({
    measure: "trend",
    items: [
      item('Doña "Ana", =1+1', estimate(0.1234567890123, { moe: 0.0033, reliability: "high" })),
      item("=cmd|' /C calc'!A0", estimate(null, { reason: "suppressed" })),
      item("Los Angeles County", estimate(0.3547, { moeReason: "not-published" })),
    ],
  });
  const { rows, columns } = read(await csvFile(of, meta(of)));
  assert.deepEqual(columns, [
    ...["place", "place_name", "period", "race", "level", "figure", "value", "moe", "moe_reason", "reason"],
    ...["reliability", "unit", "source"],
  ]);
  const shares = rows.filter(({ figure }) => figure === "share");
  assert.deepEqual(shares.map(({ value, moe, moe_reason, reason }) => [value, moe, moe_reason, reason]), [
    [0.1234567890123, 0.0033, null, null],
    [null, null, null, "suppressed"],
    [0.3547, null, "not-published", null],
  ]);
  assert.deepEqual(shares.map((row) => row.place_name), ['Doña "Ana", =1+1', "'=cmd|' /C calc'!A0", "Los Angeles County"]);
  assert.equal(rows.length, 6);
});

test("before the figures stand title, sources with table and vintage, formulas, link, date, hash and terms", async () => {
  const of = answer({ measure: "trend", items: [item("Made up", estimate(0.5))] });
  const file = await csvFile(of, meta(of, "Half, ＝or so;@x,-y"));
  const { comments } = read(file);
  const at = (/** @type {string} */ key) => comments.filter((line) => line.startsWith(`# ${key}: `));
  assert.match(at("source").join(), /acs1-2019-s1501.*U\.S\. Census Bureau.*table S1501; vintage 2019; https:\/\/data\.census\.gov\//);
  assert.equal(at("formula").length, 1, "each formula once, published cells none");
  assert.match(at("formula").join(), /p = X \/ Y; margin: M = sqrt/);
  assert.deepEqual(at("link"), [`# link: ${LINK}`]);
  assert.deepEqual(at("made"), ["# made: 2025-11-24T18:30:00Z"]);
  assert.equal(at("license").length, 1);
  // The hash is of what follows the last of these lines.
  const data = file.slice(file.indexOf("\r\nplace,") + 2);
  assert.equal(at("sha256")[0]?.slice(10, 74), createHash("sha256").update(data).digest("hex"));
  // No piece that a spreadsheet splits off at a comma or semicolon begins like a formula.
  for (const line of comments) {
    for (const piece of line.split(/[,;]/)) assert.doesNotMatch(piece, /^\s*[=+\-@＝＋－＠]/, line);
  }
});

test("without a safe connection there is no hash, and the reason is said", async () => {
  assert.deepEqual(await hash("x", /** @type {any} */ ({})), { sha256: null, reason: "no-secure-context" });
  assert.equal((await hash("x")).sha256, createHash("sha256").update("x").digest("hex"));
});

test("a JSON file is the answer itself with the same metadata", async () => {
  const of = answer({ items: [item("Made up", estimate(0.5))] });
  const file = JSON.parse(await jsonFile(of, meta(of)));
  assert.deepEqual(file.answer, of);
  assert.equal(file.meta.link, LINK);
  assert.deepEqual(file.meta.sources, [SOURCE]);
  assert.equal(file.meta.sha256, createHash("sha256").update(JSON.stringify(of)).digest("hex"));
  // However many there are, each on lines of its own.
  for (const many of [0, 1, 1200]) {
    const of = answer({ items: Array.from({ length: many }, (_, at) => item(`Place ${at}`, estimate(at))) });
    const text = await jsonFile(of, meta(of));
    assert.deepEqual(JSON.parse(text).answer, of);
    assert.equal(text, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  }
});

test("every measure's figures come out once, with what tells them apart", () => {
  const place = { code: "06037", name: "Los Angeles County, California", kind: /** @type {const} */ ("county") };
  /** @param {Partial<Answer>} parts */
  const flat = (parts) => {
    const { columns, rows } = figures(answer(parts));
    const own = columns.filter((name) => !["place_name", "moe", "moe_reason", "reason", "reliability", "source"].includes(name));
    return rows.map((row) => own.map((name) => row[name] ?? "").join(" "));
  };
  const adults = item("Made up", estimate(0.5));
  assert.deepEqual(
    flat({
      measure: "jobs",
      jobs: {
        place, adults, period: "2020", education: [], atOrAbove: [],
        bands: [{ level: "high_school", jobs: estimate(0.38), adults: estimate(0.2) }],
        coverage: { counted: 1, publishedTotal: null, occupations: 1, suppressed: 0, unmatched: 0 },
      },
    }),
    ["06037 2020  high_school jobs_share 0.38 share", "06037 2019 hispanic high_school adults_share 0.2 share"],
  );
  assert.deepEqual(
    flat({
      measure: "earnings",
      earnings: [
        { place, period: "2019", indicator: "median_weekly_earnings", level: "bachelors", earnings: estimate(1248),
          stepFrom: "high_school", difference: estimate(502), ratio: estimate(1.5) },
      ],
    }),
    [
      "06037 2019 high_school bachelors median_weekly_earnings 1248 dollars_a_week",
      "06037 2019 high_school bachelors difference 502 dollars_a_week",
      "06037 2019 high_school bachelors ratio 1.5 ratio",
    ],
  );
  assert.deepEqual(
    flat({
      measure: "pipeline",
      pipeline: [
        { place, group: "", stage: "met_a_g", period: "2021-2022", share: estimate(0.58), of: "graduates", multiplied: true,
          ofHundred: estimate(50.1), hundred: "cohort", base: estimate(115462) },
      ],
    }),
    [
      "06037 2021-2022 everyone met_a_g graduates  share 0.58 share",
      "06037 2021-2022 everyone met_a_g cohort  of_hundred 50.1 of_hundred",
      "06037 2021-2022 everyone met_a_g cohort  base 115462 people",
    ],
  );
  assert.deepEqual(
    flat({
      measure: "skills_gap",
      skillsGap: {
        place, period: "2019", assumptions: {}, claim: estimate(600000),
        readings: [
          { reading: "entry", period: "2020", requiredShare: estimate(0.42), supplyShare: estimate(0.59),
            gapShare: estimate(-0.17), gapPeople: estimate(-1199284), base: estimate(6961614) },
        ],
      },
    }),
    [
      "06037 2020 entry bachelors_or_higher required_share 0.42 share",
      "06037 2019 entry bachelors_or_higher supply_share 0.59 share",
      "06037 2020 entry bachelors_or_higher gap_share -0.17 share",
      "06037 2020 entry bachelors_or_higher gap_people -1199284 people",
      "06037 2019 entry bachelors_or_higher base 6961614 people",
      "06037 2019  bachelors_or_higher claim 600000 people",
    ],
  );
  assert.deepEqual(
    flat(
      /** @type {any} */ ({
        measure: "scenario",
        scenario: {
          place, target: { level: "bachelors_or_higher", year: 2040 }, base: { share: estimate(0.3) },
          rows: [{ year: 2030, baseline: { value: 0.3, low: 0.29, high: 0.31 }, with: { value: 0.35, low: 0.34, high: 0.36 } }],
          contributions: [{ name: "-A college", kind: "completion", people: { value: 9000, low: 8000, high: 9500 } }],
        },
      }),
    ),
    [
      "06037 2030 0.29 0.31   bachelors_or_higher baseline 0.3 share",
      "06037 2030 0.34 0.36   bachelors_or_higher with_contributions 0.35 share",
      "06037 2040 8000 9500 -A college completion bachelors_or_higher people_added 9000 people",
    ],
  );
  // A measure that is not known here: what is around a figure tells what it is of.
  assert.deepEqual(
    flat(/** @type {any} */ ({ measure: "made_up", madeUp: { place, rows: [{ year: 2030, baseline: estimate(0.3), withPlan: estimate(0.35) }] } })),
    ["06037  2030 bachelors_or_higher baseline 0.3 ", "06037  2030 bachelors_or_higher with_plan 0.35 "],
  );
});

test("a file's name says what is in it, and is short", () => {
  const named = (/** @type {Partial<Answer>} */ parts) => fileName(answer({ measure: "trend", ...parts }), "csv");
  const one = item("x", estimate(0.5));
  const at = (/** @type {string} */ code, period = "2019") => ({ ...one, period, place: { ...one.place, code } });
  assert.equal(named({ items: [at("06037")] }), "common-measure_trend_06037_2019.csv");
  assert.equal(named({ items: [at("06037", "1970"), at("06", "2019-2023")] }), "common-measure_trend_06037-06_1970-2023.csv");
  assert.equal(named({ items: ["01", "02", "04", "05", "06"].map((code) => at(code)) }), "common-measure_trend_01-02-04-and-2_2019.csv");
  assert.equal(named({ items: [at("../a b")] }), "common-measure_trend_-a-b_2019.csv");
});

test("references in APA style say who, when, what and where, in both languages", async () => {
  const view = { sources: [{ ...SOURCE, name: "usda", agency: "U.S. Department of Agriculture", title: "Education", table: "", vintage: "2025 release" }, SOURCE], title: "35 of 100 adults", link: LINK, made: new Date(2025, 10, 24) };
  const cited = async (/** @type {string} */ language) => {
    const words = await messages(language);
    return works(view, words).map((work) => Object.values(apa(work, words)).join(""));
  };
  assert.deepEqual(await cited("en"), [
    `Common Measure. (2025). 35 of 100 adults [Interactive chart]. Retrieved November 24, 2025, from ${LINK}`,
    "U.S. Census Bureau. (2019). American Community Survey, 1-year estimates: Table S1501 [Data set]. https://data.census.gov/",
    "U.S. Department of Agriculture. (2025). Education (2025 release) [Data set]. https://data.census.gov/",
  ]);
  const [chart, census] = await cited("es");
  assert.match(chart ?? "", /\[Gráfica interactiva\]\. Recuperado el 24 de noviembre de 2025, de https/);
  assert.match(census ?? "", /: Tabla S1501 \[Conjunto de datos\]/);
  const words = await messages("en");
  const [, undated] = works({ ...view, sources: [{ ...SOURCE, vintage: "" }] }, words);
  assert.match(undated ? apa(undated, words).before : "", /\(n\.d\.\)/);
});

test("BibTeX entries have their special characters escaped and their braces in balance", async () => {
  const words = await messages("en");
  const hard = { ...SOURCE, name: "a&b_c", agency: "R&D {Dept", title: "100% of $5 #1 ~ ^ \\ a_b", path: "https://e.org/a_b%20c?x={y}&z", vintage: "2015-2019" };
  const entries = works({ sources: [hard], title: "x", link: LINK, made: new Date(2025, 10, 24) }, words).map((work) => bibtex(work, words));
  for (const entry of entries) {
    assert.equal(entry.split("{").length, entry.split("}").length, entry);
    assert.match(entry, /^@misc\{common-measure-[A-Za-z0-9-]+,\n/);
  }
  const [chart = "", source = ""] = entries;
  assert.match(chart, /author = \{\{Common Measure\}\},/);
  assert.match(chart, /urldate = \{2025-11-24\}/);
  assert(chart.includes(`url = {${LINK}}`), chart);
  assert(source.includes("author = {{R\\&D \\textbraceleft{}Dept}}"), source);
  assert(source.includes("100\\% of \\$5 \\#1 \\textasciitilde{} \\textasciicircum{} \\textbackslash{} a\\_b: Table S1501"), source);
  assert(source.includes("year = {2015--2019}"), source);
  assert(source.includes("url = {https://e.org/a_b%20c?x=%7By%7D&z}"), source);
});

test("the embed code cannot be broken out of", () => {
  const code = embedCode({ src: 'https://e.org/?a=1&b="><script>', title: 'A "title" <b>', height: 401.2 });
  assert.equal(
    code,
    '<iframe src="https://e.org/?a=1&amp;b=&quot;&gt;&lt;script&gt;" title="A &quot;title&quot; &lt;b&gt;" width="100%" height="402" loading="lazy"></iframe>',
  );
  const linked = embedCode({ src: "https://e.org/", title: "</iframe><script>", height: 9, link: 'https://e.org/"><b>' });
  assert.match(linked, /loading="lazy"><a href="https:\/\/e\.org\/&quot;&gt;&lt;b&gt;">&lt;\/iframe&gt;&lt;script&gt;<\/a><\/iframe>$/);
});

test("in a snippet's figures a text is never markup", () => {
  const evil = '</noscript></figure><script>alert("1")</script> & ]]>';
  const escaped = "&lt;/noscript&gt;&lt;/figure&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ]]&gt;";
  // As the module writes it.
  const file = `<svg width="9" height="9" viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped}">
<title>${escaped}</title>
<desc>${escaped}</desc>
<text x="1" y="2" text-anchor="start" font-size="13" fill="#000000">${escaped}</text>
<text x="1" y="4" text-anchor="start" font-size="13" fill="#000000">]]a</text>
<text x="1" y="6" text-anchor="start" font-size="13" fill="#000000">plain</text>
</svg>
`;
  const picture = inlineDrawing(file, evil);
  const table = { caption: evil, head: [evil], rows: [[evil, evil]] };
  const link = { href: 'https://e.org/"><script>', words: evil };
  const figures = { picture, title: evil, source: evil, asOf: [evil, evil], day: "2026-11-29", date: evil, link, table };
  const frame = embedCode({ src: "https://e.org/", title: evil, height: 9, link: "https://e.org/", figures });
  const element = elementCode({ script: { src: "https://e.org/" }, attributes: [["place", evil]], figures });
  assert.equal(frame.match(/<\/noscript>/g)?.length, 1);
  for (const code of [frame, element]) {
    const tags = [...code.matchAll(/<\/?([\w-]+)/g)].map(([, tag]) => tag);
    const known = ["noscript", "figure", "svg", "text", "figcaption", "br", "time", "a", "table", "tr", "th", "td", "iframe"];
    const own = code === element ? ["script", "common-measure"] : [];
    assert.deepEqual(tags.filter((tag) => ![...known, ...own].includes(tag ?? "")), []);
    assert.equal(tags.filter((tag) => tag === "script").length, code === element ? 2 : 0);
    assert.doesNotMatch(code, / style=|<style/);
  }
  assert.match(picture, />]]a<.*\n.*<!\[CDATA\[plain\]\]></);
});

/** What a camera would read, by a decoder that is not ours. @param {boolean[][]} rows */
function decoded(rows) {
  const scale = 4;
  const size = rows.length * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let i = 0; i < scale * scale; i += 1) {
        const at = ((y * scale + Math.floor(i / scale)) * size + x * scale + (i % scale)) * 4;
        pixels.fill(0, at, at + 3);
      }
    }),
  );
  return /** @type {any} */ (jsQR)(pixels, size, size)?.data;
}

test("a QR code reads as its link, has its quiet zone, and says when a link is too long", () => {
  for (const link of [LINK, `https://example.org/?q=${"a1-".repeat(300)}`, "https://example.org/%C3%B1?x=ñ"]) {
    const rows = modules(uqr, link);
    assert(rows);
    assert.equal(decoded(rows), link);
    const edge = rows.length - 4;
    rows.forEach((row, y) => row.forEach((dark, x) => assert(!dark || (x >= 4 && x < edge && y >= 4 && y < edge))));
  }
  assert(modules(uqr, "x".repeat(2331)));
  assert.equal(modules(uqr, "x".repeat(2332)), null);
  assert.match(qrFile(modules(uqr, LINK) ?? [], 'a "b" <c>'), /^<svg xmlns[^>]*><title>a &quot;b&quot; &lt;c&gt;<\/title><rect/);
});

test("words are wrapped within the picture and none is lost", () => {
  const width = (/** @type {string} */ text) => text.length;
  assert.deepEqual(wrap("one two three", 7, width), ["one two", "three"]);
  assert.deepEqual(wrap("a 60.0\u00a0% b", 6, width), ["a", "60.0\u00a0%", "b"]);
  const link = `see ${"https://example.org/".repeat(5)} end`;
  const lines = wrap(link, 30, width);
  assert(lines.every((line) => line.length <= 30));
  assert.equal(lines.join("").replaceAll(" ", ""), link.replaceAll(" ", ""));
  assert.deepEqual(wrap("", 30, width), []);
  const long = { title: "word ".repeat(80), axis: "axis", below: ["note ".repeat(200)], small: [LINK.repeat(9)] };
  const composition = compose(long, { width: 960, height: 400 }, { serif: "s", sans: "s" }, (text, { size }) => text.length * size * 0.5);
  let last = 0;
  for (const { text, font, x, y } of composition.lines) {
    assert(x + text.length * font.size * 0.5 <= composition.width, text);
    assert(y > last && y < composition.height);
    assert(y - font.size > composition.chart.y + 400 || y < composition.chart.y, "no word on the chart");
    last = y;
  }
});

test("the drawing is one document with the words as text, and fetches nothing", () => {
  const words = { title: 'A <"title"> & more\u0001', axis: "axis", below: [], small: [LINK] };
  const composition = compose(words, { width: 960, height: 400 }, { serif: '"N", serif', sans: "s" }, (text) => text.length);
  const chart = '<svg width="960" xmlns="x" role="img">\n<title>t</title>\n<desc>d</desc>\n<rect x="1"/>\n</svg>\n';
  const colours = { paper: "#fff", ink: "#000", muted: "#333", rule: "#ccc" };
  const svg = svgDocument(composition, chart, colours, { title: words.title, description: "d", language: "en" });
  assert.match(svg, /<title id="title">A &lt;&quot;title&quot;&gt; &amp; more<\/title>/);
  assert.match(svg, /<g transform="translate\(32 \d+\)">\s*<rect x="1"\/>\s*<\/g>/);
  assert.equal(svg.match(/<svg/g)?.length, 1);
  assert.equal(svg.match(/<title/g)?.length, 1);
  assert.doesNotMatch(svg, /href|url\(|@import/);
});
