// @ts-check
/** Files of what a chart shows: CSV and JSON with where they came from, names for them, and the embed code. Pure. */

import { breath } from "./breath.js";
import { figures } from "./figures.js";

/** @typedef {import("../../src/wasm/types.js").Answer} Answer */
/** @typedef {import("../../src/wasm/types.js").Source} Source */
/** @typedef {import("./figures.js").Cell} Cell */

/** @typedef {import("./formulas.js").Formula} Formula */

/**
 * What a file says of itself. Keys are English in every language, for programs; words are the reader's.
 *
 * @typedef {object} Meta
 * @property {string} title
 * @property {string} measure
 * @property {Source[]} sources each with its table and vintage
 * @property {Formula[]} formulas
 * @property {string[]} notes
 * @property {string} link of the view, "" where it has none for others
 * @property {string} made ISO 8601, UTC
 * @property {string} license
 */

/**
 * @param {Answer} answer
 * @param {object} about
 * @param {string} about.title
 * @param {string[]} about.notes
 * @param {Formula[]} about.formulas
 * @param {string} about.link
 * @param {Date} about.made
 * @param {string} about.license
 * @returns {Meta}
 */
export function metadata(answer, { title, notes, formulas, link, made, license }) {
  return {
    title,
    measure: answer.measure,
    sources: answer.sources,
    formulas,
    notes,
    link,
    made: made.toISOString().replace(/\.\d+Z$/, "Z"),
    license,
  };
}

/** What makes a spreadsheet take a text for a formula, also behind blanks and in full width. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r]/;
/** Where a spreadsheet that cuts at other signs than commas, as in much of the world, would begin a cell with a formula. */
const CUT = /((?:^\s*[;|]|\S\s*[;|\t\r\n])[\s"]*)(?=[=+\-@＝＋－＠])/g;

/**
 * A cell of RFC 4180. Texts that a spreadsheet would run get an apostrophe before them; numbers stay numbers.
 *
 * @param {Cell} value
 */
export function cell(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = String(value ?? "");
  const harmless = `${FORMULA.test(text) ? "'" : ""}${text.replace(CUT, "$1'")}`;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * A line before the rows. A program that does not know `#` splits it at commas or semicolons: no piece of it may be run.
 *
 * @param {string} key
 * @param {string} value
 */
function comment(key, value) {
  const line = value.replace(/\s+/g, " ").replace(/([,;|"'] ?)(?=[=+\-@＝＋－＠])/g, "$1'");
  return `# ${key}: ${line}`;
}

/** Agency, title, table, vintage and address of a source, behind its name. @param {Source} source */
const told = ({ name, agency, title, table, vintage, path }) =>
  [`${name}: ${[agency, title].filter(Boolean).join(", ")}`, table && `table ${table}`, vintage && `vintage ${vintage}`, path]
    .filter(Boolean)
    .join("; ");

/**
 * SHA-256 in hexadecimal, or why there is none: browsers have it only on pages that came over a safe connection.
 *
 * @param {string} text
 * @param {Crypto} [from]
 * @returns {Promise<{ sha256: string | null, reason?: string }>}
 */
export async function hash(text, from = globalThis.crypto) {
  if (!from?.subtle) return { sha256: null, reason: "no-secure-context" };
  const digest = await from.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

/** Rows that are written in a task: of thousands of places a page must not stand still. */
const PIECE = 500;

/**
 * The figures as CSV: `#` lines that say where they come from, then head and rows. UTF-8 with a byte order mark, without
 * which spreadsheets misread Spanish; lines end in CRLF (RFC 4180). The hash is of the bytes from the head on.
 *
 * @param {Answer} answer
 * @param {Meta} meta
 */
export async function csvFile(answer, meta) {
  const { columns, rows } = figures(answer);
  const lines = [columns.map(cell)];
  for (const [at, row] of rows.entries()) {
    if (at % PIECE === 0) await breath();
    lines.push(columns.map((column) => cell(row[column])));
  }
  await breath();
  const data = lines.map((line) => `${line.join(",")}\r\n`).join("");
  const { sha256, reason } = await hash(data);
  const head = [
    comment("title", meta.title),
    comment("measure", meta.measure),
    ...meta.sources.map((source) => comment("source", told(source))),
    ...meta.formulas.map(({ formula, margin, source }) =>
      comment("formula", `${formula}; margin: ${margin}; from: ${source}`),
    ),
    ...meta.notes.map((note) => comment("note", note)),
    ...(meta.link ? [comment("link", meta.link)] : []),
    comment("made", meta.made),
    comment("sha256", sha256 ? `${sha256} (of all after the last # line)` : `none (${reason})`),
    comment("license", meta.license),
  ];
  return `\uFEFF${head.map((line) => `${line}\r\n`).join("")}${data}`;
}

/** Where the items of an answer begin. */
const ITEMS = '\n    "items": [';

/**
 * The answer as JSON, `{ meta, answer }`. The hash is of `JSON.stringify(answer)`.
 *
 * @param {Answer} answer
 * @param {Meta} meta
 */
export async function jsonFile(answer, meta) {
  const hashed = JSON.stringify(answer);
  await breath();
  const { sha256, reason } = await hash(hashed);
  await breath();
  const signed = { ...meta, sha256, ...(reason ? { sha256Reason: reason } : { sha256Of: "JSON.stringify(answer)" }) };
  // As one text, but for the items, which are written piece by piece.
  const whole = JSON.stringify({ meta: signed, answer: { ...answer, items: [] } }, null, 2);
  const at = whole.indexOf(ITEMS) + ITEMS.length;
  if (at < ITEMS.length || answer.items.length === 0) return `${whole}\n`;
  const pieces = [];
  for (let from = 0; from < answer.items.length; from += PIECE) {
    const piece = JSON.stringify(answer.items.slice(from, from + PIECE), null, 2);
    pieces.push(piece.slice(1, -2).replaceAll("\n", "\n    "));
    await breath();
  }
  return `${whole.slice(0, at)}${pieces.join(",")}\n    ${whole.slice(at)}\n`;
}

/** Places of a file's name; of more, how many. */
const MOST_PLACES = 3;

/**
 * `common-measure_gap_06037_2019.csv`
 *
 * @param {Answer} answer
 * @param {string} extension
 */
export function fileName(answer, extension) {
  const { rows } = figures(answer);
  const places = [...new Set(rows.map(({ place }) => String(place ?? "")))].filter(Boolean);
  const periods = [...new Set(rows.map(({ period }) => String(period ?? "")))].filter(Boolean);
  const years = periods.flatMap((period) => period.match(/\d{4}/g) ?? []).sort();
  const span = periods.length > 1 && years.length > 1 ? `${years[0]}-${years.at(-1)}` : (periods[0] ?? "");
  const named = places.slice(0, MOST_PLACES).join("-");
  const more = places.length > MOST_PLACES ? `-and-${places.length - MOST_PLACES}` : "";
  const parts = ["common-measure", answer.measure.replaceAll("_", "-"), named + more, span].filter(Boolean);
  return `${parts.join("_").replace(/[^\w-]+/g, "-").slice(0, 120)}.${extension}`;
}

/** @param {string} text */
export function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * A chart's figures in words and as a table, with its picture where there is one, for where the chart itself cannot be.
 *
 * @typedef {object} Figures
 * @property {string} picture HTML; "" where there is none
 * @property {string} title
 * @property {string} source
 * @property {string[]} asOf the words around the date
 * @property {string} day of the figures, ISO 8601
 * @property {string} date the same, for readers
 * @property {{ href: string, words: string }} link
 * @property {import("./types.js").TableText} table
 */

/** @param {Figures} figures @returns {string[]} lines of HTML */
function figureCode({ picture, title, source, asOf, day, date, link, table }) {
  const [before = "", after = ""] = asOf;
  const cell = (/** @type {string} */ words, /** @type {number} */ at) =>
    at ? `<td>${escape(words)}</td>` : `<th scope="row">${escape(words)}</th>`;
  return [
    "  <figure>",
    ...(picture ? picture.split("\n").map((line) => `    ${line}`) : []),
    "    <figcaption>",
    `      ${escape(title)}<br>`,
    `      ${source ? `${escape(source)} · ` : ""}${escape(before)}<time datetime="${day}">${escape(date)}</time>${escape(after)}`,
    `      <a href="${escape(link.href)}">${escape(link.words)}</a>`,
    "    </figcaption>",
    ...(table.rows.length
      ? [
          "    <table>",
          `      <tr>${table.head.map((words) => `<th scope="col">${escape(words)}</th>`).join("")}</tr>`,
          ...table.rows.map((row) => `      <tr>${row.map(cell).join("")}</tr>`),
          "    </table>",
        ]
      : []),
    "  </figure>",
  ];
}

/** A drawing as a file, in a snippet. @param {string} src @param {string} title */
export const imageCode = (src, title) => `<img src="${escape(src)}" alt="${escape(title)}">`;

/**
 * HTML that shows a page within another.
 *
 * @param {{ src: string, title: string, height: number, link?: string, figures?: Figures | null }} frame height in CSS pixels;
 *   `link`: address of the same for readers, which is seen where a host takes the frame out from around it; `figures`: for
 *   readers without scripts, where the page has none
 */
export function embedCode({ src, title, height, link, figures = null }) {
  const frame = `<iframe src="${escape(src)}" title="${escape(title)}" width="100%" height="${Math.ceil(height)}" loading="lazy">`;
  const code = `${frame}${link ? `<a href="${escape(link)}">${escape(title)}</a>` : ""}</iframe>`;
  // Before the frame: what that says without scripts has much room around it.
  return figures ? ["<noscript>", ...figureCode(figures), "</noscript>", code].join("\n") : code;
}

/**
 * HTML that shows a chart as an element, with its figures for where it cannot be.
 *
 * @param {object} parts
 * @param {{ src: string, integrity?: string }} parts.script
 * @param {[name: string, value: string][]} parts.attributes of the element
 * @param {Figures} parts.figures
 */
export function elementCode({ script, attributes, figures }) {
  const { src, integrity } = script;
  const sealed = integrity ? ` crossorigin integrity="${escape(integrity)}"` : "";
  return [
    `<script type="module" src="${escape(src)}"${sealed}></script>`,
    `<common-measure${attributes.map(([name, value]) => ` ${name}="${escape(value)}"`).join("")}>`,
    ...figureCode(figures),
    "</common-measure>",
  ].join("\n");
}
