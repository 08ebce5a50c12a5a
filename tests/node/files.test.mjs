/** Files and archives to pieces of plain bytes: the same code runs in browsers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { LIMITS, open } from "../../www/js/files.js";
import { zip } from "../browser/own-page.mjs";

const TABLE = Buffer.from("place,period,level,value\n" + "06037,2020,total,10\n".repeat(20_000));

/**
 * @param {Buffer} bytes
 * @param {string} name
 */
const file = (bytes, name) => new File([new Uint8Array(bytes)], name);

/**
 * @param {import("../../www/js/files.js").Entry} entry
 * @param {import("../../www/js/files.js").ReadOptions} [options]
 */
async function all(entry, options = {}) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  for await (const piece of entry.read(options)) pieces.push(Uint8Array.from(piece));
  return { bytes: Buffer.concat(pieces), largest: Math.max(...pieces.map((p) => p.length)) };
}

/** @param {string} name @param {Buffer} body @param {0 | 8} method */
const packed = (name, body, method) => ({
  name,
  body,
  method,
  crc: crc32(body),
  packed: method === 8 ? deflateRawSync(body) : body,
});

/** @param {string} code */
const coded = (code) => (/** @type {Error} */ error) => /** @type {{ code?: string }} */ (error).code === code;

test("a plain file, gzip and zip give the same bytes in small pieces", async () => {
  const forms = {
    "a.csv": TABLE,
    "a.csv.gz": gzipSync(TABLE),
    "a.zip": zip([packed("data/a.csv", TABLE, 8)]),
    "stored.zip": zip([packed("a.csv", TABLE, 0)]),
  };
  for (const [name, bytes] of Object.entries(forms)) {
    const [entry, ...others] = await open(file(bytes, name));
    assert(entry && others.length === 0, name);
    assert.equal(entry.name, "a.csv", name);
    let done = 0;
    const read = await all(entry, { progress: (now, of) => (done = now / of) });
    assert(read.bytes.equals(TABLE), name);
    assert(read.largest <= 64 << 10, `${name}: ${read.largest}`);
    assert.equal(done, 1, name);
  }
});

test("an archive lists its tables and nothing else", async () => {
  const names = ["one.csv", "two.tsv", "readme.pdf", "__MACOSX/one.csv", "folder/"];
  const entries = await open(file(zip(names.map((name) => packed(name, Buffer.from("x"), 0))), "a.zip"));
  assert.deepEqual(entries.map(({ name }) => name), ["one.csv", "two.tsv"]);
  await assert.rejects(open(file(zip([packed("a.pdf", TABLE, 0)]), "a.zip")), coded("no-entries"));
});

test("damaged, locked and dense archives are refused", async () => {
  const good = packed("a.csv", TABLE, 8);
  const bomb = Buffer.alloc(LIMITS.free + 1);
  /** @type {[string, Buffer][]} */
  const cases = [
    ["broken-archive", gzipSync(TABLE).subarray(0, 500)],
    ["broken-archive", zip([{ ...good, crc: 1 }])],
    ["broken-archive", zip([{ ...good, size: TABLE.length - 1 }])],
    ["broken-archive", zip([good]).subarray(0, 300)],
    ["broken-archive", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(100)])],
    ["encrypted", zip([{ ...good, flags: 1 }])],
    ["unsupported-archive", zip([{ ...good, method: /** @type {8} */ (/** @type {number} */ (12)) }])],
    ["too-dense", gzipSync(bomb)],
    ["too-dense", zip([packed("a.csv", bomb, 8)])],
    // One that says less than it holds.
    ["broken-archive", zip([{ ...packed("a.csv", bomb, 8), size: 1000 }])],
  ];
  for (const [code, bytes] of cases) {
    await assert.rejects(async () => {
      const [entry] = await open(file(bytes, "a.zip"));
      assert(entry);
      await all(entry);
    }, coded(code));
  }
  const small = { ...LIMITS, bytes: 1000 };
  await assert.rejects(open(file(TABLE, "a.csv"), small), coded("too-large"));
  const [entry] = await open(file(gzipSync(TABLE), "a.csv.gz"), small);
  assert(entry);
  await assert.rejects(all(entry), coded("too-large"));
});

test("an archive of too many files, or with too long a list of them, is refused before any is looked at", async () => {
  const entry = packed("a.csv", Buffer.from("x"), 0);
  assert.equal((await open(file(zip(Array(2000).fill(entry)), "a.zip"))).length, 2000);
  await assert.rejects(open(file(zip(Array(2001).fill(entry)), "a.zip")), coded("too-large"));
  // A line of the list is 46 bytes and the name: 64 of these are 4 MiB.
  const long = { ...entry, name: `${"a".repeat((1 << 16) - 46 - 4)}.csv` };
  assert.equal((await open(file(zip(Array(64).fill(long)), "a.zip"))).length, 64);
  await assert.rejects(open(file(zip(Array(65).fill(long)), "a.zip")), coded("too-large"));
});

test("reading stops when it is told to", async () => {
  for (const [name, bytes] of Object.entries({ "a.csv": TABLE, "a.csv.gz": gzipSync(TABLE) })) {
    const stop = new AbortController();
    const [entry] = await open(file(bytes, name));
    assert(entry);
    let pieces = 0;
    await assert.rejects(async () => {
      for await (const piece of entry.read({ signal: stop.signal })) {
        assert(piece.length > 0);
        pieces += 1;
        stop.abort();
      }
    }, coded("cancelled"));
    assert.equal(pieces, 1, name);
  }
});
