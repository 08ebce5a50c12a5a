// @ts-check
/**
 * Everything that the page fetches comes through here: the WebAssembly module, data, messages and fonts. A page that
 * carries its parts inside itself gives a `read` of its own.
 */

/** @typedef {import("./types.js").Wasm} Wasm */

/** The site's root, seen from this file. */
const ROOT = new URL("../", import.meta.url);

/** Each build's glue and module. Not literals in `import()`: they are built later than this file is type-checked. */
const BUILDS = {
  first: { glue: "first/common_measure.js", binary: "first/common_measure_bg.wasm" },
  whole: { glue: "pkg/common_measure.js", binary: "pkg/common_measure_bg.wasm" },
};

/** The only script that a worker is made of. */
const WORKER = new URL("worker.js", import.meta.url).href;

/**
 * Its address as Trusted Types want it; made when a worker is, since another page's policy may not allow it.
 *
 * @returns {string}
 */
function workerAddress() {
  const types = /** @type {{ trustedTypes?: { createPolicy: (name: string, rules: object) => any } }} */ (globalThis).trustedTypes;
  policy ??= types?.createPolicy("common-measure", { createScriptURL: () => WORKER });
  return policy?.createScriptURL("") ?? WORKER;
}

/** @type {{ createScriptURL: (url: string) => string } | undefined} */
let policy;

/** A compiled module and what uses it. @typedef {{ wasm: Wasm, module: WebAssembly.Module, glue: string }} Compiled */

/** @type {{ family: string, path: string, weight: string }[]} */
const FONTS = [
  { family: "Public Sans", path: "fonts/public-sans.woff2", weight: "100 900" },
  { family: "Newsreader", path: "fonts/newsreader-display.woff2", weight: "400 700" },
];

/** A file that could not be had, with its path and the server's status (0 where there was no answer). */
export class LoadError extends Error {
  /**
   * @param {string} path
   * @param {number} status
   * @param {unknown} [cause]
   */
  constructor(path, status, cause) {
    super(`${path}: ${status || "no answer"}`, { cause });
    this.name = "LoadError";
    this.code = "load-failed";
    this.path = path;
    this.status = status;
  }
}

/**
 * @param {string} path from the site's root
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function fetchBytes(path) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(new URL(path, ROOT));
  } catch (cause) {
    throw new LoadError(path, 0, cause);
  }
  if (!response.ok) throw new LoadError(path, response.status);
  return new Uint8Array(await response.arrayBuffer());
}

export class Loader {
  /** @param {{ read?: (path: string) => Promise<Uint8Array<ArrayBuffer>> }} [options] */
  constructor({ read = fetchBytes } = {}) {
    this.bytes = read;
  }

  /** @param {string} path */
  async text(path) {
    return new TextDecoder().decode(await this.bytes(path));
  }

  /**
   * The module, compiled from its bytes: a server that sends it with a wrong type does no harm.
   *
   * @param {keyof typeof BUILDS} build
   * @returns {Promise<Compiled>}
   */
  async compiled(build) {
    const { glue, binary } = BUILDS[build];
    const { href } = new URL(glue, ROOT);
    const imported = import(href).catch((/** @type {unknown} */ cause) => {
      throw new LoadError(glue, 0, cause);
    });
    const [module, wasm] = await Promise.all([this.bytes(binary).then((bytes) => WebAssembly.compile(bytes)), imported]);
    await wasm.default({ module_or_path: module });
    return { wasm, module, glue: href };
  }

  /**
   * @param {keyof typeof BUILDS} build
   * @returns {Promise<Wasm>}
   */
  async wasm(build) {
    return (await this.compiled(build)).wasm;
  }

  /** A worker for the engine; null where this page cannot have one. @returns {Worker | null} */
  worker() {
    try {
      return new Worker(workerAddress(), { type: "module", name: "common-measure" });
    } catch {
      return null;
    }
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
