/** The single file: the same bytes from the same site, and every table comes out of it as it went in. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { columns, table } from "../../www/js/single/columns.js";

const DATA = new URL("../../www/data/", import.meta.url);

test("every bundled table comes back byte for byte, nearly all of them column by column", async () => {
  const paths = (await readdir(DATA, { recursive: true })).filter((path) => path.endsWith(".csv"));
  assert(paths.length > 100);
  let turned = 0;
  for (const path of paths) {
    const text = await readFile(new URL(path, DATA), "utf8");
    const packed = columns(text);
    turned += Number(packed !== text);
    assert.equal(table(packed), text, path);
  }
  assert(turned > 0.9 * paths.length, `${turned} of ${paths.length}`);
});

test("a table whose lines differ stays as it is, and so does one without an end", () => {
  assert.equal(columns("a,b\n1,2\n"), "a\n1\n\fb\n2");
  for (const text of ['a,b\n"1,5",2\n', "a,b\n1\n", "a,b\n1,2", "", "\n"]) {
    assert.equal(columns(text), text);
    assert.equal(table(columns(text)), text);
  }
  assert.throws(() => columns("a,b\n1,\f\n"), /form feed/);
});

test("the file is made again to the byte", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "common-measure-single-"));
  try {
    const again = join(folder, "again.html");
    await promisify(execFile)(process.execPath, [join(root, "xtask/src/single.mjs"), root, again]);
    const [one, two] = await Promise.all([join(root, "dist/common-measure.html"), again].map((path) => readFile(path)));
    assert(one?.equals(two ?? Buffer.of()), "two builds differ");
  } finally {
    await rm(folder, { recursive: true });
  }
});
