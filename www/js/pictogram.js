// @ts-check
/** Small pictures of few numbers: of 100 people, so many; and a range of answers on one line. */

import { element, svg } from "./dom.js";

/** @typedef {import("./messages.js").Messages} Messages */

/**
 * What a picture shows.
 *
 * @typedef {{ hundreds: { label: string, share: number }[] }
 *   | { range: { value: number, label: string }[], quoted: { value: number, label: string }[] }} Figures
 */

/** @param {Figures} figures @param {Messages} messages */
export const pictogram = (figures, messages) =>
  "hundreds" in figures ? hundreds(figures.hundreds) : range(figures.range, figures.quoted, messages);

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
 * Ten by ten squares for each share, with its name and number below.
 *
 * @param {{ label: string, share: number }[]} shares 0 to 1
 * @returns {HTMLElement}
 */
function hundreds(shares) {
  return element(
    "div",
    { class: "hundreds" },
    ...shares.map(({ label, share }) =>
      element(
        "figure",
        {},
        squares(share),
        element("figcaption", {}, element("span", {}, label), element("b", {}, String(Math.round(share * 100)))),
      ),
    ),
  );
}

/**
 * Answers to one question on one line through nought, and quoted ones as rings.
 *
 * @param {{ value: number, label: string }[]} answers
 * @param {{ value: number, label: string }[]} quoted
 * @param {Messages} messages
 * @returns {HTMLElement}
 */
function range(answers, quoted, messages) {
  const all = [...answers, ...quoted];
  const values = [0, ...all.map(({ value }) => value)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.04 || 1;
  const at = (/** @type {number} */ value) => ((value - low + room) / (high - low + 2 * room)) * 100;
  const mark = (/** @type {string} */ name, /** @type {number} */ value) => {
    const node = element("i", { class: name });
    node.style.setProperty("inset-inline-start", `${at(value)}%`);
    return node;
  };
  const rows = all.map(({ value, label }) =>
    element(
      "li",
      { class: quoted.some((quote) => quote.value === value && quote.label === label) ? "is-quoted" : "" },
      element("span", { class: "range-label" }, label),
      element("b", {}, messages.people(value)),
      element("span", { class: "range-line", "aria-hidden": "true" }, mark("range-nought", 0), mark("range-dot", value)),
    ),
  );
  return element("ul", { class: "range" }, ...rows);
}
