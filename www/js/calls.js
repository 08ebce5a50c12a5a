// @ts-check
/** What a catalog is asked, and a loader of it, wherever they are. A catalog's `loader` gives the latter. */

export const CALLS = /** @type {const} */ ([
  "agenda", "load", "preview", "unload", "measure", "explain", "places", "periods",
]);
export const LOADER_CALLS = /** @type {const} */ (["push", "report", "finish", "cancel", "free"]);
