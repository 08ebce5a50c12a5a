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

import { Catalog, LostError, Worked, beside, ended } from "./catalog.js";
import { Data } from "./data.js";
import { arrived } from "./site.js";

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
    /** The build of that module. @type {Build | null} */
    this.held = null;
  }

  /**
   * @param {Build} build
   * @returns {Promise<Ready>} the whole, once anything has asked for it
   */
  ready(build) {
    const there = this.builds.get("whole") ?? this.builds.get(build);
    if (there) return there;
    // What the whole has read, the first one may not be able to read.
    if (this.held === "whole") build = "whole";
    const opening = this.open(build);
    this.builds.set(build, opening);
    // A failure is forgotten, so that it can be tried again.
    opening.catch(() => this.builds.get(build) === opening && this.builds.delete(build));
    return opening;
  }

  /**
   * Does a piece of work. Where the engine ends under it, another takes its place and does it once more; should the work
   * itself be what ends an engine, then once is enough.
   *
   * @template Done
   * @param {Build} build
   * @param {(ready: Ready) => Promise<Done>} work
   * @returns {Promise<Done>}
   */
  async work(build, work) {
    try {
      return await work(await this.ready(build));
    } catch (error) {
      if (!this.replaces(error)) throw error;
      return work(await this.ready(build));
    }
  }

  /**
   * Whether an error means that an engine has come to its end; if so the next one that is asked for is another.
   *
   * @param {unknown} error
   */
  replaces(error) {
    if (!ended(error)) return false;
    // The worker has told already that it is lost; the page's own instance cannot.
    if (!(error instanceof LostError)) {
      this.loader.turn += 1;
      this.builds.clear();
    }
    return true;
  }

  /**
   * @param {Build} build
   * @returns {Promise<Ready>}
   */
  async open(build) {
    this.descriptor ??= this.loader.descriptor();
    this.descriptor.catch(() => {
      this.descriptor = null;
    });
    // The page's own instance is to be replaced, the worker's is as it was.
    if (this.data?.catalog.office && !this.data.catalog.office.gone && this.held === build) {
      return { wasm: (await this.loader.compiled(build)).wasm, data: this.data };
    }
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
    this.held = build;
    return { wasm: compiled.wasm, data: this.data };
  }

  /**
   * Has another engine take over all that was loaded.
   *
   * @param {Worked | Catalog | null} gone
   */
  lost(gone) {
    if (!this.data || !this.held || ![this.data.catalog, this.data.catalog.office].includes(/** @type {any} */ (gone))) return;
    this.builds.clear();
    // Who needs it next is told where that fails.
    this.ready(this.held).catch(() => {});
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
      if (office) await arrived("worker.js", office.ask("open", [glue, module, descriptor]));
    } catch {
      office?.close();
      office = null;
    }
    if (office) return new Catalog(office);
    const catalog = beside(new wasm.Catalog(descriptor), () => {
      this.loader.turn += 1;
      this.lost(catalog);
    });
    return catalog;
  }
}
