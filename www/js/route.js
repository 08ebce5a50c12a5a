// @ts-check
/**
 * The address: which view is open and what is asked in it. `?view=gap&place=06037&by=race&period=2019` says all that a
 * link needs; what a view was not asked for is at its first value.
 *
 * Links outlive the page. The version that an address was written in stands in `v`, and is left out while it is 1; an
 * address of an older version goes through the steps of `NEWER` up to this one's.
 */

/** The version that this page writes. */
const VERSION = 1;

/**
 * What each version changed, as a step from the one before: `NEWER[2]` makes an address of version 1 one of version 2.
 *
 * @type {Record<number, (asked: URLSearchParams) => void>}
 */
export const NEWER = {};

/**
 * A value of a view's state as it stands in an address. `read` gives undefined for what it cannot take: the view then
 * keeps its first value.
 *
 * @template Value
 * @typedef {object} Field
 * @property {string} name of the parameter
 * @property {(value: Value) => string} write "" leaves it out
 * @property {(text: string) => Value | undefined} read
 */

/**
 * One of some words.
 *
 * @template {string} Word
 * @param {string} name
 * @param {readonly Word[]} words
 * @returns {Field<Word>}
 */
export const word = (name, words) => ({
  name,
  write: (value) => value,
  read: (text) => words.find((known) => known === text),
});

/** FIPS and GEOID codes; a number sign has no place in them, and nothing else has either. */
const PLACE = /^\d{2,14}$/;
/** A year or a span of years. */
const PERIOD = /^\d{4}(-\d{4})?$/;

/** @param {string} name @returns {Field<string>} */
export const place = (name) => ({ name, write: (code) => code, read: (text) => (PLACE.test(text) ? text : undefined) });

/**
 * Several places, at most so many.
 *
 * @param {string} name
 * @param {number} most
 * @returns {Field<string[]>}
 */
export const places = (name, most) => ({
  name,
  write: (codes) => codes.join(","),
  read(text) {
    const codes = [...new Set(text.split(",").filter((code) => PLACE.test(code)))].slice(0, most);
    return codes.length ? codes : undefined;
  },
});

/** @param {string} name @returns {Field<string>} */
export const period = (name) => ({ name, write: (value) => value, read: (text) => (PERIOD.test(text) ? text : undefined) });

/**
 * A number within bounds, or null.
 *
 * @param {string} name
 * @param {number} least
 * @param {number} most
 * @returns {Field<number | null>}
 */
export const number = (name, least, most) => ({
  name,
  write: (value) => (value === null ? "" : String(value)),
  read(text) {
    const value = Number(text);
    return text !== "" && value >= least && value <= most ? value : undefined;
  },
});

/**
 * @param {string} search of an address, with or without its question mark
 * @returns {{ view: string, language: string, theme: string, framed: boolean, asked: URLSearchParams }} `framed`: the chart
 *   alone, for another page's frame
 */
export function read(search) {
  const asked = new URLSearchParams(search);
  const written = Number(asked.get("v") ?? "1");
  for (let version = written + 1; version <= VERSION; version += 1) NEWER[version]?.(asked);
  return { view: asked.get("view") ?? "", language: asked.get("lang") ?? "", theme: asked.get("theme") ?? "", framed: asked.get("frame") === "1", asked };
}

/**
 * A view's state out of an address.
 *
 * @template {object} State
 * @param {URLSearchParams} asked
 * @param {{ [Key in keyof State]?: Field<any> }} fields
 * @param {State} first
 * @returns {State}
 */
export function stateOf(asked, fields, first) {
  const found = Object.entries(fields).flatMap(([key, field]) => {
    const text = asked.get(/** @type {Field<unknown>} */ (field).name);
    const value = text === null ? undefined : /** @type {Field<unknown>} */ (field).read(text);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...first, ...Object.fromEntries(found) };
}

/**
 * The address of a view and its state. Commas and colons stay as they are: they are what a reader would type.
 *
 * @template {object} State
 * @param {string} view "" is the opening
 * @param {{ [Key in keyof State]?: Field<any> }} fields
 * @param {State} state
 * @param {{ language?: string }} [chosen]
 * @returns {string} beginning with "?", or "./" for the opening
 */
export function write(view, fields, state, { language = "" } = {}) {
  /** @type {[string, string][]} */
  const pairs = [];
  if (VERSION > 1) pairs.push(["v", String(VERSION)]);
  if (view) pairs.push(["view", view]);
  for (const [key, field] of Object.entries(fields)) {
    const { name, write: words } = /** @type {Field<unknown>} */ (field);
    const text = words(state[/** @type {keyof State} */ (key)]);
    if (text) pairs.push([name, text]);
  }
  if (language) pairs.push(["lang", language]);
  const plain = (/** @type {string} */ text) => encodeURIComponent(text).replace(/%(?:2C|3A|2F)/g, decodeURIComponent);
  const query = pairs.map(([name, text]) => `${name}=${plain(text)}`).join("&");
  return query ? `?${query}` : "./";
}
