// @ts-check
/**
 * The WebAssembly module and the catalog in it. There are two builds of the module: a small one with what the opening
 * and the first charts need, and the whole. A view that needs the whole has it fetched; the tables then move into its
 * catalog, from the browser's own cache, and what was drawn before stays as it is. The same happens where an engine is
 * lost.
 *
 * The catalog is in a worker, so that no file and no question keeps the page from answering its visitor; charts are made
 * on the page, by a second instance of the same compiled module.
 */

import { Catalog, Worked, beside } from "./catalog.js";
import { Data } from "./data.js";

/** @typedef {import("./loader.js").Compiled} Compiled */
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
    /** The tables, whichever module holds them. @type {Data | null} */
    this.data = null;
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
    const worker = this.loader.worker();
    // Heard from its first moment.
    /** @type {Worked | null} */
    const office = worker && new Worked(worker, () => this.lost(office));
    const [compiled, descriptor] = await Promise.all([this.loader.compiled(build), this.descriptor]).catch((error) => {
      office?.close();
      throw error;
    });
    const catalog = await this.catalog(office, compiled, descriptor);
    await before?.catch(() => null);
    try {
      await this.data?.move(catalog);
    } catch (error) {
      catalog.close();
      throw error;
    }
    this.data ??= new Data(this.loader, catalog, descriptor);
    return { wasm: compiled.wasm, data: this.data };
  }

  /** What is opened next takes over all that was loaded. @param {Worked | null} office */
  lost(office) {
    if (this.data && this.data.catalog.office === office) this.builds.clear();
  }

  /**
   * A catalog in the worker, else on the page.
   *
   * @param {Worked | null} office
   * @param {Compiled} compiled
   * @param {string} descriptor
   */
  async catalog(office, { wasm, module, glue }, descriptor) {
    try {
      await office?.ask("open", [glue, module, descriptor]);
    } catch {
      office?.close();
      office = null;
    }
    return office ? new Catalog(office) : beside(new wasm.Catalog(descriptor));
  }
}
