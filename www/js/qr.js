// @ts-check
/** A link as a QR code: error correction M, a quiet zone of four modules, dark on light in every theme. */

import { svg } from "./dom.js";
import { escape } from "./export.js";
import { script } from "./site.js";

/** Rows of modules, true where dark, the quiet zone included. @typedef {boolean[][]} Modules */

/** The part of the library that is used. @typedef {{ encode: (text: string, options: object) => { data: Modules } }} Encoder */

/** Fetched when a code is first asked for. @returns {Promise<Encoder>} */
export const library = () => script("vendor/uqr.js");

/** Bytes that the largest code holds at error correction M. */
const MOST = 2331;

/**
 * @param {Encoder} encoder
 * @param {string} link
 * @returns {Modules | null} null where it is too long for a code
 */
export function modules({ encode }, link) {
  if (new TextEncoder().encode(link).length > MOST) return null;
  return encode(link, { ecc: "M", boostEcc: false, border: 4 }).data;
}

/** One path for all dark modules, a rectangle a run. @param {Modules} rows */
function path(rows) {
  return rows
    .flatMap((row, y) =>
      [...row.map((dark) => (dark ? "1" : "0")).join("").matchAll(/1+/g)].map(
        ({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`,
      ),
    )
    .join("");
}

/**
 * @param {Modules} rows
 * @param {string} label
 */
export function qrElement(rows, label) {
  const size = String(rows.length);
  return svg(
    "svg",
    { class: "take-qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: size, height: size, fill: "#fff" }),
    svg("path", { d: path(rows), fill: "#000" }),
  );
}

/**
 * The same as a file, eight CSS pixels a module.
 *
 * @param {Modules} rows
 * @param {string} label
 */
export function qrFile(rows, label) {
  const size = rows.length;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size * 8}" height="${size * 8}" viewBox="0 0 ${size} ${size}" ` +
    `role="img" shape-rendering="crispEdges"><title>${escape(label)}</title>` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path(rows)}" fill="#000"/></svg>\n`
  );
}
