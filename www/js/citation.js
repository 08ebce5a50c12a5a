// @ts-check
/** How a chart and its sources are cited: APA (7th edition) and BibTeX. Pure. */

/** @typedef {import("../../src/wasm/types.js").Source} Source */
/** @typedef {import("./messages.js").Messages} Messages */

/**
 * A work: a source of the figures, or the chart itself.
 *
 * @typedef {object} Work
 * @property {string} key
 * @property {string} author
 * @property {string} year "" where it is not known
 * @property {string} title
 * @property {string} edition vintage, where it says more than the year
 * @property {"data" | "chart"} form
 * @property {string} url "" where it has none
 * @property {Date | null} seen when it was looked at, for what may change
 */

/** A reference, its title apart because APA sets it in italics. @typedef {{ before: string, title: string, after: string }} Reference */

const NAME = "Common Measure";

/** The year or years of a vintage: of "2025 release" 2025. @param {string} vintage */
function yearOf(vintage) {
  const years = vintage.match(/\b\d{4}\b/g) ?? [];
  return years.length > 2 ? "" : years.join("–");
}

/**
 * The works that a view rests on, by author as a list of references has them, the chart itself first.
 *
 * @param {{ sources: Source[], title: string, link: string, made: Date }} view
 * @param {Messages} messages
 * @returns {Work[]}
 */
export function works({ sources, title, link, made }, messages) {
  const data = sources.map((source) => {
    const { name, agency, table = "", vintage = "", path = "" } = source;
    // A table without a number has a name of its own.
    const label = /^[A-Z]+\d|^\d/.test(table) ? messages.text("page.take.apa.table", { table }) : table;
    const year = yearOf(vintage);
    return {
      key: name,
      author: agency || source.title,
      year,
      title: label && !source.title.includes(label) ? `${source.title}: ${label}` : source.title,
      edition: vintage.replace("-", "–") === year ? "" : vintage,
      form: /** @type {const} */ ("data"),
      url: path,
      seen: null,
    };
  });
  data.sort((a, b) => a.author.localeCompare(b.author) || a.title.localeCompare(b.title) || a.year.localeCompare(b.year));
  const year = String(made.getFullYear());
  return [{ key: "chart", author: NAME, year, title, edition: "", form: "chart", url: link, seen: made }, ...data];
}

/**
 * @param {Work} work
 * @param {Messages} messages
 * @returns {Reference}
 */
export function apa({ author, year, title, edition, form, url, seen }, messages) {
  const date = seen?.toLocaleDateString(messages.locale, { dateStyle: "long" });
  const from = date && url ? messages.text("page.take.apa.retrieved", { date, link: url }) : url;
  return {
    before: `${/[.]$/.test(author) ? author : `${author}.`} (${year || messages.text("page.take.apa.undated")}). `,
    title,
    after: `${edition ? ` (${edition})` : ""} [${messages.text(`page.take.apa.${form}`)}].${from ? ` ${from}` : ""}`,
  };
}

/** Not \{ and \}: BibTeX counts braces also behind a backslash. @type {Record<string, string>} */
const SPECIAL = {
  "\\": "\\textbackslash{}",
  "{": "\\textbraceleft{}",
  "}": "\\textbraceright{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "−": "$-$",
  "\u00a0": "~",
  "\u202f": "~",
};

/** @param {string} text */
const tex = (text) => text.replace(/[\\{}~^−\u00a0\u202f]|[&%$#_]/g, (found) => SPECIAL[found] ?? `\\${found}`);

/** What an address must not have within braces, as an address writes it. @param {string} url */
const plainUrl = (url) => url.replace(/[\\{}^\s]/g, (found) => encodeURIComponent(found));

/**
 * @param {Work} work
 * @param {Messages} messages
 */
export function bibtex({ key, author, year, title, edition, form, url, seen }, messages) {
  // On the calendar of the reader, like the date in words.
  const day = seen && url && [seen.getFullYear(), seen.getMonth() + 1, seen.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const note = [messages.text(`page.take.apa.${form}`), edition].filter(Boolean).join(", ");
  // Doubled braces: the name of a body is one name, and a title keeps its capitals.
  const fields = [
    ["author", `{${tex(author)}}`],
    ["title", `{${tex(title)}}`],
    ["year", tex(year).replace("–", "--")],
    ["note", tex(note)],
    ["url", plainUrl(url)],
    ["urldate", day ?? ""],
  ].filter(([, value]) => value);
  const name = `common-measure-${key.replace(/[^A-Za-z0-9-]+/g, "-")}`;
  return `@misc{${name},\n${fields.map(([field, value]) => `  ${field} = {${value}}`).join(",\n")}\n}`;
}
