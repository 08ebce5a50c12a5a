// @ts-check
/**
 * A chart's SVG document as elements of the page, which print as vectors in the page's fonts. The browser's own parser
 * is a sink that Trusted Types close, and an image of the document would not have the fonts. What is read is what the
 * module writes, no other XML: elements and attributes of a drawing, and text.
 */

import { svg } from "./dom.js";

const ELEMENTS = new Set([
  ...["svg", "g", "title", "desc", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text", "tspan"],
  ...["defs", "pattern", "clipPath", "mask", "linearGradient", "stop"],
]);

/** Opening or closing tag, or the text between tags. */
const TOKEN = /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** @param {string} text */
function plain(text) {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}

/**
 * @param {string} text of the document
 * @param {string} prefix before every id, so that two charts on a page do not share any
 * @returns {SVGElement}
 * @throws {Error} at anything that a drawing does not have
 */
export function tree(text, prefix) {
  const root = svg("g", {});
  /** @type {SVGElement[]} */
  const open = [root];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const [, closing, name = "", attributes = "", empty, words] = TOKEN.exec(source) ?? [];
    const parent = open.at(-1);
    if (!parent || (words === undefined && !ELEMENTS.has(name))) throw new Error(`not a drawing, at character ${at}`);
    if (words !== undefined) {
      // plotters puts line breaks around a text; SVG shows them as blanks.
      parent.append(plain(words.trim()));
    } else if (closing) {
      open.pop();
    } else {
      const made = svg(name, attributesOf(attributes, prefix));
      parent.append(made);
      if (!empty) open.push(made);
    }
  }
  const [drawing] = root.children;
  if (!(drawing instanceof SVGElement) || open.length !== 1) throw new Error("not a drawing");
  return drawing;
}

/**
 * Those of a drawing: none that runs anything, refers outside, or is a style.
 *
 * @param {string} text
 * @param {string} prefix
 */
function attributesOf(text, prefix) {
  /** @type {Record<string, string>} */
  const attributes = {};
  for (const [, name = "", value = ""] of text.matchAll(ATTRIBUTE)) {
    if (/^(on|style$|xmlns|href$|xlink:)/.test(name)) continue;
    const own = plain(value);
    attributes[name] = name === "id" ? prefix + own : own.replace(/url\(#/g, `url(#${prefix}`);
  }
  return attributes;
}
