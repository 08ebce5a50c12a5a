// @ts-check
/**
 * The engine off the page's own thread: a catalog whose calls come as messages. The first call hands over the compiled
 * module, which page and worker share.
 */

import { Clerk } from "./clerk.js";
import { script } from "./site.js";

/** @typedef {{ id: number, call: string, given: any[] }} Call */

/** @type {Clerk | null} */
let clerk = null;

/**
 * @param {string} glue
 * @param {WebAssembly.Module} module
 * @param {string} descriptor
 */
async function open(glue, module, descriptor) {
  const wasm = await script(glue);
  await wasm.default({ module_or_path: module });
  clerk = new Clerk(new wasm.Catalog(descriptor));
}

/** An error keeps its code on the way; one of the machine itself says that the module cannot be used again. */
function plain(/** @type {any} */ error) {
  const trapped = error instanceof WebAssembly.RuntimeError;
  return { message: String(error?.message ?? error), code: trapped ? "trapped" : error?.code, details: error?.details };
}

addEventListener("message", async (/** @type {MessageEvent<Call>} */ { data: { id, call, given } }) => {
  try {
    const value = call === "open" ? await open(.../** @type {[any, any, any]} */ (given)) : clerk?.do(call, given);
    postMessage({ id, value });
  } catch (error) {
    postMessage({ id, error: plain(error) });
  }
});
