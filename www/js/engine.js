// @ts-check
/**
 * The WebAssembly module and the catalog in it. There are two builds of the module: a small one with what the opening
 * and the first charts need, and the whole. A view that needs the whole has it fetched, and everything that was loaded
 * is loaded into it again, from the browser's own cache; what was drawn before stays as it is.
 */

import { Data } from "./data.js";

/** @typedef {import("./loader.js").Loader} Loader */
/** @typedef {import("./types.js").Wasm} Wasm */
/** @typedef {"first" | "whole"} Build */
/** What a view works with. @typedef {{ wasm: Wasm, data: Data }} Ready */

export class Engine {
  /** @param {Loader} loader */
  constructor(loader) {
    this.loader = loader;
    /** @type {Promise<string> | null} */
    this.descriptor = null;
    /** @type {Map<Build, Promise<Ready>>} */
    this.builds = new Map();
  }

  /**
   * @param {Build} build
   * @returns {Promise<Ready>} the whole, once anything has asked for it
   */
  ready(build) {
    const there = this.builds.get("whole") ?? this.builds.get(build);
    if (there) return there;
    const opening = this.open(build);
    this.builds.set(build, opening);
    // A failure is forgotten, so that it can be tried again.
    opening.catch(() => this.builds.delete(build));
    return opening;
  }

  /**
   * @param {Build} build
   * @returns {Promise<Ready>}
   */
  async open(build) {
    this.descriptor ??= this.loader.text("data/datapackage.json");
    this.descriptor.catch(() => {
      this.descriptor = null;
    });
    const before = this.builds.get("first");
    const [wasm, descriptor] = await Promise.all([this.loader.wasm(build), this.descriptor]);
    const data = new Data(this.loader, new wasm.Catalog(descriptor), descriptor);
    const loaded = (await before?.catch(() => null))?.data.loaded() ?? [];
    await data.need(loaded);
    return { wasm, data };
  }
}
