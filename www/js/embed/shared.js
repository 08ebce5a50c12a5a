// @ts-check
/// <reference path="./built.d.ts" />
/* global EMBED_FILES, EMBED_STYLE, EMBED_WORDS */
/**
 * What all elements of a page have in common: one instance of the module, one copy of each data package, one style
 * sheet, one watch on what comes near the window. Everything is made when the first element needs it, so that this file
 * can be read where there is no document.
 */

import { instance } from "common-measure";
import { beside, ended } from "../catalog.js";
import { Data } from "../data.js";
import { Loader } from "../loader.js";
import { Messages } from "../messages.js";
import { LoadError } from "../site.js";

/** @typedef {import("../types.js").Wasm} Wasm */
/**
 * What a question is asked with; `place` is the package's own.
 *
 * @typedef {{ wasm: Pick<Wasm, "Catalog" | "Chart">, data: Data, place: string }} Ready
 */

/** The folder of this file as it is built, `embed/1/`, and the site around it. */
const HERE = new URL("./", import.meta.url);
export const SITE = new URL("../../", HERE);

/** The package of the site itself. */
export const PACKAGE = new URL("data/datapackage.json", SITE).href;

const FONT = "Public Sans";

/** How far from the window an element begins to load. */
const MARGIN = "600px 0px";

/**
 * Without cookies and without the host's address: nothing here is about a visitor.
 *
 * @param {string | URL} address
 * @param {string} [integrity]
 * @param {boolean} [anew] past the browser's cache
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function bytes(address, integrity = "", anew = false) {
  const path = String(address);
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      integrity,
      cache: anew ? "reload" : "default",
    });
  } catch (cause) {
    throw new LoadError(path, 0, cause);
  }
  if (!response.ok) throw new LoadError(path, response.status);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {string} name of a file in this folder */
export const text = async (name) => new TextDecoder().decode(await bytes(new URL(name, HERE)));

/**
 * Makes something once; after a failure, anew.
 *
 * @template Made
 * @param {Map<string, Promise<Made>>} made
 * @param {string} key
 * @param {() => Promise<Made>} make
 */
function once(made, key, make) {
  const there = made.get(key);
  if (there) return there;
  const making = make();
  made.set(key, making);
  making.catch(() => made.get(key) === making && made.delete(key));
  return making;
}

/** @param {"module" | "font"} name of a file that belongs to this one */
function own(name) {
  const { file, integrity } = EMBED_FILES[name];
  return bytes(new URL(file, HERE), integrity);
}

/** @type {Map<string, Promise<Ready["wasm"]>>} */
const modules = new Map();

/** @type {Ready["wasm"] | undefined} */
let serving;

/** The module on this thread: no page may start a worker from another origin. */
const wasm = () =>
  once(modules, "", async () => {
    const [bytes] = await Promise.all([own("module"), font()]);
    const { init, Catalog, Chart } = instance();
    await init({ module_or_path: bytes });
    return (serving = { Catalog, Chart });
  });

/**
 * An instance has come to its end: who asks next gets another, with the tables read again from the browser's cache. Each of
 * its elements may say so, once it finds out.
 *
 * @param {Pick<Wasm, "Chart"> | null} gone
 * @returns whether it is the first to say so
 */
export function renew(gone) {
  if (!gone || serving !== gone) return false;
  serving = undefined;
  modules.clear();
  packages.clear();
  return true;
}

/**
 * The font of a chart's labels, whose widths the module knows. The words around the chart are in the host's. Made from
 * bytes, it needs no leave of the host's policy; where it cannot be had, the system's has to do.
 */
async function font() {
  try {
    if ((await document.fonts.load(`1em "${FONT}"`)).length > 0) return;
    document.fonts.add(await new FontFace(FONT, await own("font"), { weight: "100 900" }).load());
  } catch {
    // Labels may then be a little wider than their places.
  }
}

/** @type {Map<string, Promise<Ready>>} */
const packages = new Map();

/**
 * The module and the tables of a data package.
 *
 * @param {string} address of its descriptor
 */
export function ready(address) {
  return once(packages, address, async () => {
    const folder = new URL("./", address).href;
    const read = async (/** @type {string} */ path, /** @type {boolean} */ anew) => {
      const file = new URL(path.replace(/^data\//, ""), address).href;
      // A package's files are beside it: who wrote it does not choose what else a reader's browser asks for.
      if (!file.startsWith(folder)) throw new LoadError(path, 0);
      return bytes(file, "", anew);
    };
    const loader = new Loader({ read });
    const [, descriptor] = await Promise.all([wasm(), bytes(address)]);
    const words = new TextDecoder().decode(descriptor);
    // The one that serves now: that of before may have come to its end meanwhile.
    const module = await wasm();
    let catalog;
    try {
      catalog = new module.Catalog(words);
    } catch (error) {
      if (ended(error)) renew(module);
      throw error;
    }
    const data = new Data(loader, beside(catalog), words);
    return { wasm: module, data, place: JSON.parse(words).commonMeasure?.place ?? "" };
  });
}

/** @type {Map<string, Promise<string>>} */
const agendas = new Map();

/** The text of an agenda, one copy for all elements. @param {string} address */
export const agenda = (address) =>
  once(agendas, address, async () => new TextDecoder().decode(await bytes(address)));

/** @type {Map<string, Messages>} */
const spoken = new Map();

/** The words of a language; English for one that there is none of. @param {string} tag */
export function messages(tag) {
  const language = tag.toLowerCase().startsWith("es") ? "es" : "en";
  const there = spoken.get(language) ?? new Messages(language, EMBED_WORDS[language] ?? {});
  spoken.set(language, there);
  return there;
}

/** @type {CSSStyleSheet | null} */
let sheet = null;

/** A constructed sheet: it needs no leave of the host's policy. */
export function style() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(EMBED_STYLE);
  }
  return sheet;
}

/** @type {IntersectionObserver | null} */
let nearness = null;
/** What to do when an element comes near, once. @type {Map<Element, () => void>} */
const awaited = new Map();

/**
 * @param {Element} element
 * @param {() => void} act when it is near the window
 */
export function whenNear(element, act) {
  nearness ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        const act = awaited.get(target);
        forget(target);
        act?.();
      }
    },
    { rootMargin: MARGIN },
  );
  awaited.set(element, act);
  nearness.observe(element);
}

/** @param {Element} element */
export function forget(element) {
  awaited.delete(element);
  nearness?.unobserve(element);
}
