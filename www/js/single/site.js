// @ts-check
/** In the place of `site.js` in the single file: everything comes out of the page itself (`xtask/src/single.mjs`). */

import * as uqr from "uqr";
import * as glue from "../../../pkg/common_measure.js";
import { table } from "./columns.js";

/** The site's address on the web, "" where none is known. */
const HOME = document.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? "";

/** The page of the site that is asked for, "" for the explorer: all are in this file. */
export const page = new URLSearchParams(location.search).get("page") ?? "";

/** What the site has as modules of their own. @type {Record<string, unknown>} */
const MODULES = { "first/common_measure.js": glue, "pkg/common_measure.js": glue, "vendor/uqr.js": uqr };

/** The whole module does what the first one does. @type {Record<string, string>} */
const INSTEAD = { "first/common_measure_bg.wasm": "pkg/common_measure_bg.wasm" };

/** Files by their paths, in base 64. @type {Record<string, string>} */
const packed = JSON.parse(document.getElementById("parts")?.textContent ?? "{}");

/** What the engine's worker runs. */
let engine = "";
/** @typedef {{ createScriptURL: (name: string) => string }} Policy */
const { trustedTypes } = /** @type {{ trustedTypes?: { createPolicy: (name: string, rules: object) => Policy } }} */ (
  globalThis
);
const policy = trustedTypes?.createPolicy("common-measure", { createScriptURL: () => engine });

/** To be called before a page starts. */
export async function prepare() {
  engine = URL.createObjectURL(new Blob([await bytes("engine.js")], { type: "text/javascript" }));
}

/** What the file does not carry. */
export class LoadError extends Error {
  /** @param {string} path */
  constructor(path) {
    super(path);
    this.name = "LoadError";
    this.code = "load-failed";
  }
}

/**
 * @param {string} path
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function bytes(path) {
  const text = packed[INSTEAD[path] ?? path];
  if (text === undefined) throw new LoadError(path);
  const deflated = new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))]);
  const whole = new Response(deflated.stream().pipeThrough(new DecompressionStream("deflate-raw")));
  if (!path.endsWith(".csv")) return new Uint8Array(await whole.arrayBuffer());
  return new TextEncoder().encode(table(await whole.text()));
}

/** @param {string} path of a drawing */
export const picture = async (path) => URL.createObjectURL(new Blob([await bytes(path)], { type: "image/svg+xml" }));

/** @param {string} path */
export const compiled = async (path) => WebAssembly.compile(await bytes(path));

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function script(path) {
  const module = MODULES[path.split("?")[0] ?? ""];
  if (!module) throw new LoadError(path);
  return module;
}

/**
 * Code is here from the beginning.
 *
 * @template Code
 * @param {string} _
 * @param {Promise<Code>} coming
 */
export const arrived = (_, coming) => coming;

/** A file on a disk stays what it is. */
export const renewed = async () => false;

/** A page that was opened from a disk can have a classic worker, and no other. @returns {Worker | null} */
export function worker() {
  try {
    return new Worker(policy?.createScriptURL("") ?? engine, { name: "common-measure" });
  } catch {
    return null;
  }
}

/** The file is all there is. */
export const registered = async () => null;
export const watch = () => {};

/** @param {string} path */
export async function style(path) {
  document.querySelector(`style[data-path="${CSS.escape(path)}"]`)?.removeAttribute("media");
}

/** A file of the site that is in this one. @param {string} path */
export const carries = (path) => Object.hasOwn(packed, path);

/** @param {string} address as from the page that is open */
export function here(address) {
  const { pathname, search, hash } = new URL(address, `https://site/${page}`);
  const asked = search.slice(1).split("&").filter((part) => part && !part.startsWith("page="));
  const query = [...(pathname === "/" ? [] : [`page=${pathname.slice(1)}`]), ...asked].join("&");
  return `${location.pathname}${query && `?${query}`}${hash}`;
}

/** Where the file lies is no use to others. @param {string} address */
export const shared = (address) => HOME && new URL(address, HOME).href;
