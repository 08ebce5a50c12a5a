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

/** @type {{ family: string, path: string, weight: string }[]} */
const FONTS = [
  { family: "Public Sans", path: "fonts/public-sans.woff2", weight: "100 900" },
  { family: "Newsreader", path: "fonts/newsreader-display.woff2", weight: "400 700" },
];

export class Loader {
  /** @param {{ read?: (path: string) => Promise<Uint8Array<ArrayBuffer>> }} [options] */
  constructor({ read = site.bytes } = {}) {
    this.bytes = read;
  }

  /** @param {string} path */
  async text(path) {
    return new TextDecoder().decode(await this.bytes(path));
  }

  /**
   * A build, ready to be used.
   *
   * @param {keyof typeof BUILDS} build
   * @returns {Promise<Compiled>}
   */
  async compiled(build) {
    const { glue, binary } = BUILDS[build];
    const [module, wasm] = await Promise.all([site.compiled(binary), site.script(glue)]);
    await wasm.default({ module_or_path: module });
    return { wasm, module, glue };
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
  async messages(language) {
    return JSON.parse(await this.text(`messages/${language}.json`));
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
