// @ts-check
/**
 * Everything that the page fetches comes through here: the WebAssembly module, data, messages and fonts. A page that
 * carries its parts inside itself gives a `read` of its own.
 */

import * as site from "./site.js";

/** @typedef {import("./types.js").Wasm} Wasm */

/** Each build's glue and module. Not literals in `import()`: they are built later than this file is type-checked. */
const BUILDS = {
  first: { glue: "first/common_measure.js", binary: "first/common_measure_bg.wasm" },
  whole: { glue: "pkg/common_measure.js", binary: "pkg/common_measure_bg.wasm" },
};

/** A compiled module and what uses it. @typedef {{ wasm: Wasm, module: WebAssembly.Module, glue: string }} Compiled */

/** The least module with an instruction on vectors, as ours has them: `(func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)`. */
const VECTORS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** Whether this page can run the module: its browser knows what ours needs, and no policy forbids it. */
export function runs() {
  try {
    return Boolean(new WebAssembly.Module(VECTORS));
  } catch {
    return false;
  }
}

/** @type {{ family: string, path: string, weight: string }[]} */
const FONTS = [
  { family: "Public Sans", path: "fonts/public-sans.woff2", weight: "100 900" },
  { family: "Newsreader", path: "fonts/newsreader-display.woff2", weight: "400 700" },
];

/** A file that came, but is not what it should be. */
class DamagedError extends Error {
  /**
   * @param {string} path
   * @param {unknown} cause
   */
  constructor(path, cause) {
    super(path, { cause });
    this.name = "DamagedError";
    this.code = "load-damaged";
  }
}

export class Loader {
  /** @param {{ read?: (path: string, anew: boolean) => Promise<Uint8Array<ArrayBuffer>> }} [options] */
  constructor({ read = site.bytes } = {}) {
    this.read = read;
    /** Files that came damaged: the browser's cache may have them so. @type {Set<string>} */
    this.bad = new Set();
    /** Which instance of a module this page is at: one that has come to an end leaves its glue behind. */
    this.turn = 0;
  }

  /** @param {string} path */
  async bytes(path) {
    const bytes = await this.read(path, this.bad.has(path));
    this.bad.delete(path);
    return bytes;
  }

  /** Says that a file came damaged; the next time it is fetched past all caches. @param {string} path @param {unknown} cause */
  damaged(path, cause) {
    this.bad.add(path);
    return new DamagedError(path, cause);
  }

  /** @param {string} path @returns {Promise<any>} */
  async json(path) {
    return this.parsed(path, await this.text(path));
  }

  /** @param {string} path @param {string} text @returns {any} */
  parsed(path, text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.damaged(path, error);
    }
  }

  /** @param {string} path */
  async text(path) {
    return new TextDecoder().decode(await this.bytes(path));
  }

  /** What the data package is made of, as text. */
  async descriptor() {
    const path = "data/datapackage.json";
    const text = await this.text(path);
    if (!Array.isArray(this.parsed(path, text)?.resources)) throw this.damaged(path, "resources");
    return text;
  }

  /**
   * A build, ready to be used.
   *
   * @param {keyof typeof BUILDS} build
   * @returns {Promise<Compiled>}
   */
  async compiled(build) {
    const { glue: path, binary } = BUILDS[build];
    if (!runs()) throw Object.assign(new Error("WebAssembly"), { code: "no-wasm" });
    const glue = this.turn ? `${path}?${this.turn}` : path;
    try {
      const [module, wasm] = await Promise.all([site.compiled(binary, this.bad.has(binary)), site.script(glue)]);
      this.bad.delete(binary);
      await wasm.default({ module_or_path: module });
      return { wasm, module, glue };
    } catch (error) {
      // Browsers remember what became of a script.
      this.turn += 1;
      if (error instanceof site.LoadError) throw error;
      // Their word for memory that they do not give.
      if (error instanceof RangeError) throw Object.assign(new Error(error.message), { code: "no-memory" });
      throw this.damaged(binary, error);
    }
  }

  /**
   * @param {keyof typeof BUILDS} build
   * @returns {Promise<Wasm>}
   */
  async wasm(build) {
    return (await this.compiled(build)).wasm;
  }

  /** A worker for the engine; null where this page cannot have one. */
  worker() {
    return site.worker();
  }

  /**
   * @param {string} language
   * @returns {Promise<Record<string, string>>}
   */
  messages(language) {
    return this.json(`messages/${language}.json`);
  }

  /** The page's fonts: the style sheet's, else from their bytes. What fails to load is left to the fallbacks. */
  async fonts() {
    await Promise.allSettled(
      FONTS.map(async ({ family, path, weight }) => {
        if ((await document.fonts.load(`1em "${family}"`)).length > 0) return;
        const face = new FontFace(family, await this.bytes(path), { weight, display: "swap" });
        document.fonts.add(await face.load());
      }),
    );
  }
}
