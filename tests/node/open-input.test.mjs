/** Whatever stands in an address, a story or an archive: it is read, or refused with a reason, and soon. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { deflateRawSync, crc32, gzipSync } from "node:zlib";
import fc from "fast-check";
import { Catalog, initSync } from "../../pkg/common_measure.js";
import { messageIn } from "../../www/js/deck/channel.js";
import { StoryError, parse } from "../../www/js/deck/story.js";
import { FileError, open } from "../../www/js/files.js";
import * as route from "../../www/js/route.js";
import { views } from "../../www/js/views/all.js";
import { zip } from "../browser/own-page.mjs";

before(async () => {
  initSync({ module: await readFile(new URL("../../pkg/common_measure_bg.wasm", import.meta.url)) });
});

/** Any text at all, halves of characters too. */
const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
);

/** @param {string} search @param {keyof typeof views} view */
function stateIn(search, view) {
  const fields = /** @type {any} */ (views[view].fields);
  return route.stateOf(route.read(search).asked, fields, views[view].initial());
}

/** @param {object} state @param {keyof typeof views} view */
const written = (state, view) => route.write(view, /** @type {any} */ (views[view].fields), state);

const NAMES = [
  ...new Set(Object.values(views).flatMap(({ fields }) => Object.values(fields).map(({ name }) => name))),
  "view",
  "v",
  "lang",
  "__proto__",
  "constructor",
];
const WORDS = [
  "06037",
  "06037,06",
  "2019",
  "2019-2023",
  "race",
  "none",
  "-1",
  "1e3",
  "Infinity",
  "graduation~3~1~5~2026~2032~A%20name",
  "returning~0~0~0~0~0~%F0%9F%98",
  "~~~~~~",
  "%",
  "%2C",
  "__proto__",
];

test("what an address says of a view, written again, says the same", () => {
  const value = fc.oneof(
    fc.constantFrom(...WORDS),
    anything,
    fc.tuple(fc.constantFrom(...WORDS), anything).map((parts) => parts.join("")),
  );
  const parameter = fc.tuple(fc.constantFrom(...NAMES), value).map(([name, text]) => `${name}=${text}`);
  const search = fc.oneof(
    fc.array(parameter, { maxLength: 6 }).map((all) => `?${all.join("&")}`),
    anything,
  );
  fc.assert(
    fc.property(
      search,
      fc.constantFrom(.../** @type {(keyof typeof views)[]} */ (Object.keys(views))),
      (search, view) => {
        const state = stateIn(search, view);
        assert.deepEqual(Object.keys(state), Object.keys(views[view].initial()));
        const address = written(state, view);
        assert.equal(JSON.stringify(stateIn(address, view)), JSON.stringify(state), address);
        assert.equal(written(stateIn(address, view), view), address);
      },
    ),
    { numRuns: 16000 },
  );
  assert.equal(Object.prototype.toString.call(Object.prototype), "[object Object]");
  assert.deepEqual(Object.keys(Object.prototype), []);
});

test("a name in an address that is cut in the middle of a character can be written again", () => {
  const name = `${"a".repeat(59)}😀😀`;
  const state = /** @type {{ contributions: { name: string }[] }} */ (
    stateIn(`?add=${encodeURIComponent(`graduation~3~1~5~2026~2032~${encodeURIComponent(name)}`)}`, "what-if")
  );
  assert.equal(state.contributions[0]?.name, `${"a".repeat(59)}😀`);
  assert.deepEqual(stateIn(written(state, "what-if"), "what-if"), state);
});

const known = { views, pictures: ["jobs"], sources: ["made-up"] };
const FRONT = "---\ntitle: A story\nlanguage: en\n---\n";

test("any text is a story or a mistake in one of its lines", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "---\n",
      "# One\n",
      "\n",
      "- a\n",
      "1. a\n",
      "```chart\n",
      "```picture\n",
      "```\n",
      "jobs\n",
      "?view=trend&place=06037\n",
      "Notes:\n",
      "Source: made-up\n",
    ),
    fc.constantFrom(
      "**",
      "*",
      "[",
      "](",
      ")",
      "{{",
      "}}",
      "title",
      "?view=trend",
      "https://example.org/",
      "`",
      "<b>",
      "\r",
      "\r\n",
      "\u2028",
      "\0",
    ),
    anything,
  );
  const text = fc
    .tuple(fc.constantFrom(FRONT, `${FRONT}# One\n`, `\uFEFF${FRONT}`, ""), fc.array(piece, { maxLength: 30 }))
    .map(([front, pieces]) => front + pieces.join(""));
  fc.assert(
    fc.property(text, (text) => {
      try {
        assert(parse(text, known).slides.length > 0);
      } catch (error) {
        if (!(error instanceof StoryError)) throw error;
        assert(
          error.line >= 1 && error.line <= text.split("\n").length,
          `line ${error.line} of ${JSON.stringify(text)}`,
        );
      }
    }),
    { numRuns: 12000 },
  );
});

test("a line of beginnings without an end is looked through once, not from each", () => {
  for (const beginning of ["[", "{{", "[a](b", "*a**"]) {
    const text = `${FRONT}# One\n\n${beginning.repeat(400_000)}`;
    try {
      parse(text, known);
    } catch (error) {
      assert(error instanceof StoryError, String(error));
    }
  }
});

test("whatever another window sends is a message of the agreed shape or none", () => {
  const kind = "common-measure-deck";
  const message = fc.record(
    {
      kind: fc.constantFrom(kind, "other"),
      type: fc.constantFrom("at", "go", "hello", "blank", "__proto__"),
      slide: fc.anything(),
      step: fc.anything(),
      query: fc.anything(),
      blank: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(message, fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true })),
      (data) => {
        const read = messageIn(data);
        if (read === null) return;
        assert(["at", "go", "hello", "blank"].includes(read.type));
        if ("slide" in read)
          assert(Number.isInteger(read.slide) && read.slide >= 0 && Number.isInteger(read.step) && read.step >= 0);
        if ("query" in read) assert(typeof read.query === "string" && read.query.length < 5000);
      },
    ),
    { numRuns: 16000 },
  );
});

test("an archive with any of its bytes changed gives what was packed or a reason", async () => {
  const body = Buffer.from("place,period,level,value\n" + "06037,2020,total,10\n".repeat(50));
  const entry = { name: "a.csv", body, method: /** @type {8} */ (8), crc: crc32(body), packed: deflateRawSync(body) };
  const archives = [
    gzipSync(body),
    Buffer.from(zip([entry])),
    Buffer.from(zip([entry, { ...entry, name: "b/c.txt", method: 0, packed: body }])),
  ];
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(change, { maxLength: 4 }),
      fc.nat(),
      fc.boolean(),
      async (archive, changes, end, cut) => {
        const bytes = Uint8Array.from(archive);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          for (const part of await open(new File([cut ? bytes.subarray(0, end % bytes.length) : bytes], "a.zip")))
            for await (const piece of part.read({})) assert(piece.length > 0);
        } catch (error) {
          assert(error instanceof FileError && error.code !== "", String(error));
        }
      },
    ),
    { numRuns: 800 },
  );
});

/** Plain rows are cut 64 bytes at a time, rows with quotation marks by the csv crate. */
test("a table reads the same with and without quotation marks, in one piece and in many", () => {
  const cell = fc.constantFrom(
    "06037",
    "06059",
    "2019",
    "2014-18",
    "total",
    "bachelors_or_higher",
    "10",
    "-1.5",
    "1e3",
    "1,000",
    "1;0^0\t0",
    "suppressed",
    "",
    " 7 ",
    "soon",
    "ñ",
    "x".repeat(70),
  );
  const cells = fc.oneof(
    fc.tuple(
      fc.constantFrom("06037", "06059"),
      fc.constantFrom("2019", "2020"),
      fc.constantFrom("total", "bachelors_or_higher"),
      fc.integer({ min: 0, max: 1e9 }).map(String),
      fc.constantFrom("made-up", "other"),
    ),
    fc.array(cell, { minLength: 1, maxLength: 6 }),
  );
  const ends = fc.constantFrom(["\n"], ["\r\n"], ["\r"], ["\n", "\n", "\n", "\r\n", "\r\n", "\r\n", "\r"]);
  const rows = ends.chain((ends) => {
    const row = fc.tuple(cells, fc.constantFrom(...ends));
    const head = fc.tuple(fc.constant(["place", "period", "level", "value", "source"]), fc.constantFrom(...ends));
    return fc.tuple(head, fc.array(row, { minLength: 1, maxLength: 30 })).map(([head, rows]) => [head, ...rows]);
  });
  /** @param {string} text @param {number} [piece] */
  const answers = (text, piece) => {
    const catalog = new Catalog();
    const bytes = Buffer.from(text);
    try {
      let report;
      if (piece === undefined) report = catalog.load("made-up", bytes);
      else {
        const loader = catalog.loader("made-up");
        for (let from = 0; from < bytes.length; from += piece) loader.push(bytes.subarray(from, from + piece));
        report = loader.finish();
      }
      return [report, catalog.places(), catalog.measure({ measure: "published", place: "06037", indicator: "adults" })];
    } catch (error) {
      const { code, line, column, message } = /** @type {Record<string, unknown>} */ (error);
      return [code, line, column, message];
    } finally {
      catalog.free();
    }
  };
  // A file with a zero byte is refused, but for the rows before it: seldom, or no other would be read.
  const zero = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() });
  const delimiter = fc.constantFrom(",", "\t", "^");
  const piece = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(rows, delimiter, zero, piece, fc.boolean(), (rows, delimiter, zero, piece, open) => {
      // Up to the first line feed the delimiter is what there is most of.
      const odd = rows[0]?.[1] === "\r" ? /[,\t^]/g : delimiter;
      const table = rows.map(([cells, end], row) => ({
        cells: cells.map((cell) => cell.replaceAll(odd, "")),
        end: open && row === rows.length - 1 ? "" : end,
      }));
      const hit = zero === null ? undefined : table[1 + (zero % (table.length - 1))]?.cells;
      if (hit) hit[(zero ?? 0) % hit.length] += "\0";
      const text = (/** @type {(cell: string) => string} */ written) =>
        table.map(({ cells, end }) => cells.map(written).join(delimiter) + end).join("");
      const plain = text((cell) => cell);
      const quoted = text((cell) => (cell ? `"${cell}"` : ""));
      const expected = answers(plain);
      assert.deepEqual(answers(quoted), expected);
      assert.deepEqual(answers(plain, piece), expected);
      assert.deepEqual(answers(quoted, piece), expected);
    }),
    { numRuns: 400 },
  );
});
