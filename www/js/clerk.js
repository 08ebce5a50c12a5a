// @ts-check
/**
 * Carries out what is asked of a catalog, call by call, so that it does not matter where the catalog is: in a worker
 * (`worker.js`) or on the page itself.
 */

/** @typedef {import("./types.js").Wasm} Wasm */
/** @typedef {import("./types.js").TableLoader} TableLoader */

const CALLS = /** @type {const} */ (["agenda", "load", "preview", "unload", "measure", "explain", "places", "periods"]);
const LOADER_CALLS = /** @type {const} */ (["push", "report", "finish", "cancel", "free"]);

export class Clerk {
  /** @param {import("./types.js").Catalog} catalog */
  constructor(catalog) {
    this.catalog = catalog;
    /** Files on their way in. @type {Map<number, TableLoader>} */
    this.loaders = new Map();
    this.last = 0;
  }

  /**
   * @param {string} call a method of the catalog, or `loader.` and a method of a loader
   * @param {any[]} given its arguments; of a loader's method the loader's number comes first
   * @returns {unknown} what the method returns; for `loader`, its number
   */
  do(call, given) {
    if (call === "loader") {
      const [name, options] = given;
      this.loaders.set((this.last += 1), this.catalog.loader(name, options));
      return this.last;
    }
    const known = CALLS.find((name) => name === call);
    if (known) return /** @type {Function} */ (this.catalog[known]).apply(this.catalog, given);
    const [id, ...rest] = given;
    const loader = this.loaders.get(id);
    const method = LOADER_CALLS.find((name) => `loader.${name}` === call);
    if (!loader || !method) throw new Error(`no such call: ${call}`);
    if (method === "free") this.loaders.delete(id);
    return /** @type {Function} */ (loader[method]).apply(loader, rest);
  }
}
