// @ts-check
/** Of 100 adults, so many: ten by ten squares for the first and the newest figure of a trend. */

import { element, svg } from "./dom.js";

/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Mark} Mark */

const SIZE = 10;
const STEP = 10;

/**
 * @param {number} share 0 to 1
 * @returns {SVGElement}
 */
function squares(share) {
  const has = Math.round(share * SIZE * SIZE);
  const side = String(STEP - 1.6);
  const all = Array.from({ length: SIZE * SIZE }, (_, i) => {
    // Filled row by row from the bottom, as a glass is.
    const row = SIZE - 1 - Math.floor(i / SIZE);
    return svg("rect", {
      class: i < has ? "has" : "has-not",
      x: String((i % SIZE) * STEP),
      y: String(row * STEP),
      width: side,
      height: side,
    });
  });
  const edge = SIZE * STEP - 1.6;
  return svg("svg", { viewBox: `0 0 ${edge} ${edge}`, "aria-hidden": "true" }, ...all);
}

/**
 * @param {string} period
 * @param {string} value
 * @param {number} share
 */
function picture(period, value, share) {
  const caption = element("figcaption", {}, element("span", {}, period), element("b", {}, value));
  return element("figure", {}, squares(share), caption);
}

/**
 * Draws the first and the newest figure of the result's first place into `host`. What stands below the squares comes
 * from the chart's own marks; before there is a result, the squares are empty.
 *
 * @param {HTMLElement} host
 * @param {string} title
 * @param {Result | null} result
 * @param {Mark[]} marks of the trend, in reading order
 * @param {(period: string) => string} name a period in words
 */
export function hundreds(host, title, result, marks, name) {
  const place = result?.items[0]?.place.code;
  const known = (result?.items ?? []).filter(
    (item) => item.place.code === place && item.atOrAbove[0]?.share.value != null,
  );
  const pictures = [known[0], known.at(-1)].map((item) => {
    if (!item) return picture("", "", 0);
    const period = name(item.period);
    // A trend's marks are in the order of its items; those of the first place come first.
    const mark = marks[item === known[0] ? 0 : known.length - 1];
    return picture(period, mark?.value ?? "", item.atOrAbove[0]?.share.value ?? 0);
  });
  host.replaceChildren(
    element("p", { class: "hundreds-title" }, title),
    element("div", { class: "hundreds-pictures" }, ...pictures),
  );
}
