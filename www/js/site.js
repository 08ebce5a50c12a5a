// @ts-check
/**
 * Where the site's parts come from: its server. In the single file `single/site.js` has this module's place and answers
 * the same out of the page itself (`xtask/src/single.mjs`).
 */

/** The site's root, seen from this file. */
const ROOT = new URL("../", import.meta.url);

/** The only scripts that a browser is given an address of; Trusted Types would refuse a plain string. */
const SCRIPTS = { engine: new URL("worker.js", import.meta.url).href, offline: new URL("sw.js", ROOT).href };

/** @typedef {{ createScriptURL: (name: string) => string }} Policy */
/** Made when first needed: a page that needs none may not allow it. @type {Policy | undefined} */
let policy;

/** @param {keyof typeof SCRIPTS} name */
function trusted(name) {
  const { trustedTypes } = /** @type {{ trustedTypes?: { createPolicy: (name: string, rules: object) => Policy } }} */ (
    globalThis
  );
  const createScriptURL = (/** @type {keyof typeof SCRIPTS} */ of) => {
    if (!Object.hasOwn(SCRIPTS, of)) throw new TypeError(of);
    return SCRIPTS[of];
  };
  policy ??= trustedTypes?.createPolicy("common-measure", { createScriptURL });
  return policy?.createScriptURL(name) ?? SCRIPTS[name];
}

/** How long the server may be silent, and how long a file may take, in milliseconds: a slow network is waited for, a dead one is not. */
const SILENCE = 30_000;
const PATIENCE = 120_000;

/** A file that could not be had, with its path and the server's status (0 where there was no answer). */
export class LoadError extends Error {
  /**
   * @param {string} path
   * @param {number} status
   * @param {unknown} [cause]
   */
  constructor(path, status, cause) {
    super(status ? `${path}: ${status}` : path, { cause });
    this.name = "LoadError";
    this.code = status ? "load-refused" : "load-failed";
    this.path = path;
    this.status = status;
  }
}

/**
 * Fetches a file and reads it; a server that falls silent is given up.
 *
 * @template Read
 * @param {string} path from the site's root
 * @param {boolean} anew past the browser's cache
 * @param {(response: Response) => Promise<Read>} read
 * @returns {Promise<Read>}
 */
async function fetched(path, anew, read) {
  const gone = new AbortController();
  const give = (/** @type {number} */ up) => setTimeout(() => gone.abort(), up);
  let waiting = give(SILENCE);
  try {
    const response = await fetch(new URL(path, ROOT), { signal: gone.signal, cache: anew ? "reload" : "default" });
    if (!response.ok) throw new LoadError(path, response.status);
    clearTimeout(waiting);
    waiting = give(PATIENCE);
    return await read(response);
  } catch (cause) {
    // Of a module that came whole and cannot be used, the browser's own word is kept.
    const own = cause instanceof Error && ["LoadError", "CompileError", "RangeError"].includes(cause.name);
    throw own ? cause : new LoadError(path, 0, cause);
  } finally {
    clearTimeout(waiting);
  }
}

/**
 * @param {string} path from the site's root
 * @param {boolean} [anew] past the browser's cache
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export const bytes = (path, anew = false) =>
  fetched(path, anew, async (response) => new Uint8Array(await response.arrayBuffer()));

/** Where a picture is to be had. @param {string} path from the site's root */
export const picture = async (path) => path;

/**
 * A WebAssembly module, compiled while it comes, which also lets a browser keep the compiled code; once it is there where
 * the server sends it with a wrong type.
 *
 * @param {string} path from the site's root
 * @param {boolean} [anew] past the browser's cache
 * @returns {Promise<WebAssembly.Module>}
 */
export const compiled = (path, anew = false) =>
  fetched(path, anew, async (response) => {
    if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  });

/**
 * Code that is fetched when it is wanted, or why there is none.
 *
 * @template Code
 * @param {string} name
 * @param {Promise<Code>} coming
 * @returns {Promise<Code>}
 */
export function arrived(name, coming) {
  return new Promise((resolve, reject) => {
    const lost = (/** @type {unknown} */ cause) => reject(new LoadError(name, 0, cause));
    const patience = setTimeout(lost, PATIENCE);
    coming.then(resolve, lost).finally(() => clearTimeout(patience));
  });
}

/**
 * A module that is built later than this file is type-checked.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
export const script = (path) => arrived(path, import(new URL(path, ROOT).href));

/** Whether the server has another version of the site by now than that of the page. @returns {Promise<boolean>} */
export async function renewed() {
  const version = (/** @type {string} */ page) => /<meta name="version" content="([^"]+)">/.exec(page)?.[1];
  const open = document.querySelector('meta[name="version"]')?.getAttribute("content");
  const now = await bytes("", true).then((page) => version(new TextDecoder().decode(page)), () => undefined);
  return Boolean(open && now && open !== now);
}

/** A worker for the engine; null where this page cannot have one. @returns {Worker | null} */
export function worker() {
  try {
    return new Worker(trusted("engine"), { type: "module", name: "common-measure" });
  } catch {
    return null;
  }
}

/**
 * What answers without a network; null where there can be nothing of the kind, and in another site's page.
 *
 * @returns {Promise<ServiceWorkerRegistration | null>}
 */
export async function registered() {
  if (!("serviceWorker" in navigator) || window !== window.top) return null;
  return navigator.serviceWorker.register(trusted("offline"), { updateViaCache: "none" }).catch(() => null);
}

/**
 * Adds a style sheet once, and waits until it is there.
 *
 * @param {string} path
 */
export function style(path) {
  if (document.querySelector(`link[href="${CSS.escape(path)}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  const ready = new Promise((resolve) => {
    // A page without it is still better than none.
    for (const event of ["load", "error"]) link.addEventListener(event, resolve, { once: true });
  });
  link.rel = "stylesheet";
  link.setAttribute("href", path);
  document.head.append(link);
  return ready;
}

/**
 * The paths of the site's files that the page has fetched so far, and as it fetches them.
 *
 * @param {(paths: string[]) => void} told
 */
export function watch(told) {
  const observer = new PerformanceObserver((list) => {
    const own = list.getEntries().filter(({ name }) => name.startsWith(ROOT.href));
    told(own.map(({ name }) => name.slice(ROOT.href.length).split(/[?#]/)[0] ?? ""));
  });
  observer.observe({ type: "resource", buffered: true });
}

/**
 * An address of the site, as this page can go to it.
 *
 * @param {string} address from the site's root: "?view=gap", "./"
 */
export const here = (address) => address;

/**
 * The same for others to open; "" where the page has none that is of use to them.
 *
 * @param {string} address
 */
export const shared = (address) => new URL(address, location.href).href;
