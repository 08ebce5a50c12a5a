// @ts-check
/**
 * An indicator's figures in little: a line over the years, each figure with its margin, and the way to the target. All
 * that it shows stands in words beside it.
 */

import { svg } from "./dom.js";

/** @typedef {import("../../src/wasm/types.js").Progress} Progress */

const WIDTH = 260;
const HEIGHT = 90;
const TOP = 10;
const FOOT = 64;
const SIDE = 14;

/** Where a period stands on an axis of years: at its middle. @param {string} period */
const middle = (period) => {
  const [first = 0, last = first] = period.split("-").map(Number);
  return (first + last) / 2;
};

/**
 * @param {Progress} progress
 * @returns {SVGElement | null} null where one figure alone would stand there
 */
export function picture({ points, baseline, target }) {
  const figures = points.flatMap(({ period, value: { value, moe } }) =>
    value === null ? [] : [{ x: middle(period), y: value, moe: moe ?? 0 }],
  );
  const [first] = figures;
  const last = figures.at(-1);
  if (!first || !last || (figures.length < 2 && !target)) return null;
  const ends = [first.x, target?.year ?? last.x, last.x];
  const [left, right] = [Math.min(...ends), Math.max(...ends)];
  const heights = [...figures.flatMap(({ y, moe }) => [y - moe, y + moe]), ...(target ? [target.value] : [])];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const x = (/** @type {number} */ year) => SIDE + ((year - left) / (right - left || 1)) * (WIDTH - 2 * SIDE);
  const y = (/** @type {number} */ value) => FOOT - ((value - low) / (high - low || 1)) * (FOOT - TOP);
  const text = (/** @type {number} */ n) => n.toFixed(1);
  const line = (/** @type {string} */ kind, /** @type {number[][]} */ corners) =>
    svg("polyline", { class: kind, points: corners.map(([a = 0, b = 0]) => `${text(x(a))},${text(y(b))}`).join(" ") });
  const start = baseline && baseline.value.value !== null ? [middle(baseline.period), baseline.value.value] : null;
  const year = (/** @type {number} */ at, /** @type {string} */ anchor) => {
    const made = svg("text", { x: text(x(at)), y: String(HEIGHT - 4), "text-anchor": anchor });
    made.append(String(Math.floor(at)));
    return made;
  };
  return svg(
    "svg",
    { class: "agenda-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: String(WIDTH), height: String(HEIGHT), "aria-hidden": "true", focusable: "false" },
    ...(target && start ? [line("way", [start, [target.year, target.value]])] : []),
    ...figures.filter(({ moe }) => moe > 0).map((f) => line("margin", [[f.x, f.y - f.moe], [f.x, f.y + f.moe]])),
    line("course", figures.map((f) => [f.x, f.y])),
    ...figures.map((f) => svg("circle", { class: f === last ? "newest" : "figure", cx: text(x(f.x)), cy: text(y(f.y)), r: f === last ? "5" : "2.5" })),
    ...(target ? [svg("circle", { class: "target", cx: text(x(target.year)), cy: text(y(target.value)), r: "5" })] : []),
    year(left, "start"),
    year(right, "end"),
  );
}
