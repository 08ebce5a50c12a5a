// @ts-check
/**
 * The engine off the page's own thread: a catalog whose calls come as messages (`catalog.js` is the other end). The first
 * call hands over the compiled module, which page and worker share.
 */

import { breath } from "./breath.js";
import { CALLS, LOADER_CALLS, isTrap } from "./calls.js";
import { formulasOf } from "./formulas.js";
import { rehearse } from "./rehearsal.js";
import { script } from "./site.js";

/** @typedef {{ id: number, call: string, given: any[] }} Call */
/** @typedef {import("./types.js").TableLoader} TableLoader */

/** @type {import("./types.js").Wasm | null} */
let module = null;
/** @type {import("./types.js").Catalog | null} */
let catalog = null;

/** Files on their way in, by number. @type {Map<number, TableLoader>} */
const loaders = new Map();
let last = 0;

/**
 * @param {string} glue
 * @param {WebAssembly.Module} compiled
 * @param {string} descriptor
 */
async function open(glue, compiled, descriptor) {
  const wasm = await script(glue);
  await wasm.default({ module_or_path: compiled });
  catalog = new wasm.Catalog(descriptor);
  module = wasm;
}

/**
 * The shapes of a file, for the page's own instance.
 *
 * @param {import("./types.js").Wasm} wasm
 * @param {Uint8Array} bytes
 */
function packed(wasm, bytes) {
  const shapes = new wasm.Shapes(bytes);
  try {
    return shapes.pack();
  } finally {
    shapes.free();
  }
}

/** @type {Iterator<unknown> | null} */
let rounds = null;
let calls = 0;

/** Until something is asked; so many rounds were made. @param {import("./types.js").Wasm} wasm */
async function rehearsed(wasm) {
  rounds ??= rehearse(wasm);
  let made = 0;
  for (const before = calls; calls === before && !rounds.next().done; made += 1) await breath();
  return made;
}

/**
 * @param {string} call a method of the catalog, `formulas`, `shapes`, `rehearse`, or `loader.` and a method of a loader
 * @param {any[]} given its arguments; of a loader's method the loader's number comes first
 * @returns {unknown} what the method returns; for `loader`, its number
 */
function answer(call, given) {
  if (!catalog || !module) throw new Error("the catalog is not open");
  if (call === "shapes") return packed(module, given[0]);
  if (call === "formulas") return formulasOf(catalog, given[0]);
  if (call === "rehearse") return rehearsed(module);
  if (call === "loader") {
    const [name, options] = given;
    loaders.set((last += 1), catalog.loader(name, options));
    return last;
  }
  const known = CALLS.find((name) => name === call);
  if (known) return /** @type {Function} */ (catalog[known]).apply(catalog, given);
  const [id, ...rest] = given;
  const loader = loaders.get(id);
  const method = LOADER_CALLS.find((name) => `loader.${name}` === call);
  if (!loader || !method) throw new Error(`no such call: ${call}`);
  if (method === "free") loaders.delete(id);
  return /** @type {Function} */ (loader[method]).apply(loader, rest);
}

/** So many items go at once: the page takes a message apart in one task. */
const PIECE = 500;

/** @param {number} id @param {any} value bytes are given away */
function tell(id, value) {
  if (value instanceof Uint8Array) return postMessage({ id, value }, { transfer: [value.buffer] });
  const { items } = value ?? {};
  if (!Array.isArray(items) || items.length <= PIECE) return postMessage({ id, value });
  for (let at = 0; at < items.length; at += PIECE) postMessage({ id, items: items.slice(at, at + PIECE) });
  postMessage({ id, value: { ...value, items: null } });
}

/** An error keeps its code on the way; one of the machine itself says that the module cannot be used again. */
function plain(/** @type {any} */ error) {
  return { message: String(error?.message ?? error), code: isTrap(error) ? "trapped" : error?.code, details: error?.details };
}

addEventListener("message", async (/** @type {MessageEvent<Call>} */ { data: { id, call, given } }) => {
  calls += 1;
  try {
    const value = call === "open" ? await open(.../** @type {[any, any, any]} */ (given)) : await answer(call, given);
    tell(id, value);
  } catch (error) {
    postMessage({ id, error: plain(error) });
  }
});
