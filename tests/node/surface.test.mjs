/**
 * The headless surface keeps its promise (docs/api.md): its types are compared with those that were accepted. After a
 * change that is meant: `GOLDEN=accept node --test tests/node/surface.test.mjs`.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const GOLDEN = new URL("../golden/common_measure.d.ts", import.meta.url);

test("the types are those that were accepted", () => {
  const built = readFileSync(new URL("../../pkg/common_measure.d.ts", import.meta.url), "utf8");
  // The module's own exports are wasm-bindgen's business.
  const types = built.replace(/(?<=export interface InitOutput \{\n).*?(?=\n\})/s, "    // …");
  assert.notEqual(types, built);
  if (process.env.GOLDEN === "accept") writeFileSync(GOLDEN, types);
  assert.equal(types, readFileSync(GOLDEN, "utf8"));
});
