// @ts-check
/** What a catalog is asked, and a loader of it, wherever they are. A catalog's `loader` gives the latter. */

export const CALLS = /** @type {const} */ ([
  "agenda", "load", "preview", "unload", "measure", "explain", "places", "periods",
]);

/** Whether an error is of the machine itself: its module cannot be used again. By name: there are browsers without WebAssembly. */
export const isTrap = (/** @type {unknown} */ error) =>
  error instanceof Error &&
  // A stack that is full has a name of its own in each browser.
  (["RuntimeError", "InternalError"].includes(error.name) || (error.name === "RangeError" && error.message.includes("call stack")));

export const LOADER_CALLS = /** @type {const} */ (["push", "report", "finish", "cancel", "free"]);
