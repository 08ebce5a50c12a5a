// @ts-check
/**
 * A chart's SVG document as a part of somebody else's page: short, in need of no sheet, no image and no leave of a
 * policy, and no wider than its place. What is read is what the module writes, whose texts are escaped. Pure.
 */

import { escape } from "./export.js";

const ELEMENT = /<(rect|polyline|circle|path|text)((?: [\w-]+="[^"]*")*)(?:\/>|>([^<]*)<\/text>)/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;

/** What is so without being said. */
const DEFAULTS = /** @type {Record<string, string>} */ ({ opacity: "1", stroke: "none", "text-anchor": "start" });

/** What most labels have in common is said once, by the root. */
const SHARED = ["font-family", "font-size", "fill"];

/** @typedef {Record<string, string>} Attributes */

/** @param {Attributes} attributes */
const written = (attributes) =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");

/**
 * The same as a part of a path, and its paint; null for what is none.
 *
 * @param {string} tag
 * @param {Attributes} attributes
 */
function outline(tag, { x, y, width, height, points = "", ...paint }) {
  if (tag === "rect") return { d: `M${x} ${y}h${width}v${height}h-${width}z`, paint };
  if (tag === "polyline") return { d: `M${points.trim().replaceAll(",", " ")}`, paint };
  return null;
}

/**
 * A text as a host's filter takes it out together with the drawing, instead of leaving loose labels on the page: to
 * filters that know no SVG it is a comment, which within SVG it is not. What is escaped stays so.
 *
 * @param {string} words
 */
const label = (words) => (/[<>&\]]/.test(words) ? words : `<![CDATA[${words}]]>`);

/**
 * It shrinks with its place, and is never larger than it was laid out: labels stay as large as they were meant.
 *
 * @param {string} text of the document
 * @param {string} title for readers who do not see it
 */
export function inlineDrawing(text, title) {
  const [, width, height] = /^<svg width="(\d+)" height="(\d+)"/.exec(text) ?? [];
  /** @type {Attributes} */
  const shared = {};
  /** @type {string[]} */
  const lines = [];
  // Dashes and bars of one colour are one path.
  let [open, last] = ["", ""];
  const close = () => {
    if (open) lines.push(`<path d="${open}"${last}/>`);
    [open, last] = ["", ""];
  };
  for (const [, tag = "", given = "", words] of text.matchAll(ELEMENT)) {
    const attributes = Object.fromEntries(
      [...given.matchAll(ATTRIBUTE)].flatMap(([, name = "", value = ""]) =>
        DEFAULTS[name] === value ? [] : [[name, value]],
      ),
    );
    const part = outline(tag, attributes);
    if (part) {
      const paint = written(part.paint);
      if (paint !== last) close();
      [open, last] = [open + part.d, paint];
      continue;
    }
    close();
    if (words === undefined) {
      lines.push(`<${tag}${written(attributes)}/>`);
      continue;
    }
    for (const name of SHARED) {
      shared[name] ??= attributes[name] ?? "";
      if (attributes[name] === shared[name]) delete attributes[name];
    }
    lines.push(`<text${written(attributes)}>${label(words)}</text>`);
  }
  close();
  const size = `width="100%" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMid"`;
  return [`<svg ${size} role="img" aria-label="${escape(title)}"${written(shared)}>`, ...lines, "</svg>"].join("\n");
}
