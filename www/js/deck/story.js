// @ts-check
/**
 * A story file: slides in a small part of Markdown, in which each chart is an address of the explorer. `docs/present.md`
 * tells how to write one. What cannot be understood is an error with its line: a slide that silently lacks something is
 * found on stage.
 */

import { read, stateOf } from "../route.js";

/** @typedef {import("../views/all.js").ViewName} ViewName */

/**
 * @typedef {{ kind: "text", text: string }
 *   | { kind: "strong" | "em", inside: Inline[] }
 *   | { kind: "link", href: string, inside: Inline[] }
 *   | { kind: "title", query: string }} Inline `title`: the sentence of a chart; query "" is the slide's own
 */

/**
 * @typedef {{ kind: "heading" | "paragraph", inside: Inline[] }
 *   | { kind: "list", ordered: boolean, items: Inline[][] }} Block
 */

/**
 * @typedef {object} Slide
 * @property {number} line at which it begins
 * @property {Inline[]} heading
 * @property {Block[]} blocks
 * @property {string[]} steps addresses of a chart, one a step; none on a slide of text
 * @property {string} picture name of an answer of the opening; "" where there is none
 * @property {string[]} sources ids of the data package
 * @property {Block[]} notes
 */

/** @typedef {{ title: string, language: string, site: string, slides: Slide[] }} Story */

/**
 * What a story may refer to.
 *
 * @typedef {{ views: Record<string, { fields: object }>, pictures: string[], sources: string[] }} Known
 */

const FRONT = ["title", "language", "site"];
const NOTES = "Notes:";
const SOURCES = /^Sources?:\s*(.*)$/;

/** The views that fit on a slide: a map needs its list of places beside it. */
const NOT_ON_A_SLIDE = ["map"];

export class StoryError extends Error {
  /**
   * @param {number} line the first is 1
   * @param {string} message
   */
  constructor(line, message) {
    super(`line ${line}: ${message}`);
    this.name = "StoryError";
    this.code = "bad-story";
    this.line = line;
  }
}

/** A line of the file and its number. @typedef {{ text: string, line: number }} Line */

/**
 * @param {string} text
 * @param {Known} known
 * @returns {Story}
 * @throws {StoryError}
 */
export function parse(text, known) {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((text, index) => ({ text: text.trimEnd(), line: index + 1 }));
  const { front, rest } = frontMatter(lines);
  /** @type {Line[][]} */
  const parts = [[]];
  let fenced = false;
  for (const line of rest) {
    if (line.text.startsWith("```")) fenced = !fenced;
    if (line.text === "---" && !fenced) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return { ...front, slides: parts.map((part) => slide(part, known, rest[0]?.line ?? lines.length)) };
}

/** @param {Line[]} lines */
function frontMatter(lines) {
  if (lines[0]?.text !== "---") throw new StoryError(1, "a story begins with “---” and its title and language");
  const end = lines.findIndex(({ text }, index) => index > 0 && text === "---");
  if (end < 0) throw new StoryError(1, "the “---” that ends the title and language is missing");
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { text, line } of lines.slice(1, end)) {
    if (text === "") continue;
    const [, name = "", value = ""] = /^(\w+):\s*(.*)$/.exec(text) ?? [];
    if (!FRONT.includes(name)) throw new StoryError(line, `“${text}” is none of ${FRONT.join(", ")}`);
    if (found.has(name)) throw new StoryError(line, `“${name}” is there twice`);
    found.set(name, value);
  }
  const needed = (/** @type {string} */ name) => {
    const value = found.get(name);
    if (!value) throw new StoryError(end + 1, `“${name}” is missing`);
    return value;
  };
  const site = found.get("site") ?? "";
  if (site && !/^https:\/\/\S+\/$/.test(site))
    throw new StoryError(2, "“site” is an address that begins with https:// and ends with /");
  return { front: { title: needed("title"), language: needed("language"), site }, rest: lines.slice(end + 1) };
}

/**
 * @param {Line[]} lines
 * @param {Known} known
 * @param {number} before a line to name where there is none
 * @returns {Slide}
 */
function slide(lines, known, before) {
  const first = lines.find(({ text }) => text !== "");
  const line = first?.line ?? lines[0]?.line ?? before;
  if (!first) throw new StoryError(line, "a slide has nothing on it");
  /** @type {Slide} */
  const made = { line, heading: [], blocks: [], steps: [], picture: "", sources: [], notes: [] };
  const noted = lines.findIndex(({ text }) => text === NOTES);
  const shown = noted < 0 ? lines : lines.slice(0, noted);
  if (noted >= 0)
    made.notes = blocks(lines.slice(noted + 1), known, (fence) => {
      throw new StoryError(fence.line, "notes have no chart");
    });
  const rest = shown.filter(({ text, line }) => {
    const cited = SOURCES.exec(text);
    if (cited) made.sources.push(...citations(cited[1] ?? "", line, known));
    return !cited;
  });
  const all = blocks(rest, known, (fence, inside) => {
    if (made.steps.length || made.picture) throw new StoryError(fence.line, "a slide has one chart or picture");
    if (fence.text === "```chart") made.steps = steps(inside, fence.line, known);
    else if (fence.text === "```picture") made.picture = picture(inside, fence.line, known);
    else throw new StoryError(fence.line, `“${fence.text}” is neither “\`\`\`chart” nor “\`\`\`picture”`);
  });
  const headings = all.filter(({ kind }) => kind === "heading");
  if (headings.length !== 1 || all[0] !== headings[0])
    throw new StoryError(line, "a slide begins with its one heading, “# …”");
  made.heading = headings[0]?.kind === "heading" ? headings[0].inside : [];
  made.blocks = all.slice(1);
  if (!made.steps.length && !made.picture && refers(all))
    throw new StoryError(line, "“{{title}}” is of a chart, and the slide has none");
  return made;
}

/** Whether the slide's own title is named. @param {Block[]} blocks */
function refers(blocks) {
  /** @type {(all: Inline[]) => boolean} */
  const inside = (all) =>
    all.some((one) => (one.kind === "title" ? one.query === "" : "inside" in one && inside(one.inside)));
  return blocks.some((block) => (block.kind === "list" ? block.items.some(inside) : inside(block.inside)));
}

/**
 * @param {string} text
 * @param {number} line
 * @param {Known} known
 */
function citations(text, line, { sources }) {
  const ids = text.split(",").map((id) => id.trim());
  for (const id of ids) if (!sources.includes(id)) throw new StoryError(line, `the data package has no source “${id}”`);
  return ids;
}

/**
 * @param {Line[]} lines
 * @param {number} fence
 * @param {Known} known
 */
function steps(lines, fence, known) {
  const found = lines.filter(({ text }) => text !== "").map(({ text, line }) => address(text, line, known));
  if (!found.length) throw new StoryError(fence, "a chart needs an address, “?view=…”");
  const views = new Set(found.map((query) => read(query).view));
  if (views.size > 1) throw new StoryError(fence, "the steps of a chart are of one view");
  return found;
}

/**
 * @param {Line[]} lines
 * @param {number} fence
 * @param {Known} known
 */
function picture(lines, fence, { pictures }) {
  const [name, more] = lines.filter(({ text }) => text !== "");
  if (!name || more) throw new StoryError(fence, "a picture has one name");
  if (!pictures.includes(name.text))
    throw new StoryError(name.line, `“${name.text}” is none of ${pictures.join(", ")}`);
  return name.text;
}

/**
 * An address of the explorer, in which every part is understood.
 *
 * @param {string} text
 * @param {number} line
 * @param {Known} known
 */
function address(text, line, { views }) {
  if (!text.startsWith("?")) throw new StoryError(line, `“${text}” is no address: it begins with “?view=”`);
  const { view, asked } = read(text);
  const kind = Object.hasOwn(views, view) ? views[view] : undefined;
  if (!kind) throw new StoryError(line, `“${view}” is none of ${Object.keys(views).join(", ")}`);
  if (NOT_ON_A_SLIDE.includes(view)) throw new StoryError(line, `“${view}” does not fit on a slide`);
  const fields = /** @type {Record<string, import("../route.js").Field<unknown>>} */ (kind.fields);
  for (const [name, value] of asked) {
    if (name === "view") continue;
    const field = Object.values(fields).find((field) => field.name === name);
    if (!field)
      throw new StoryError(
        line,
        `“${name}” is nothing that “${view}” asks: ${Object.values(fields)
          .map((field) => field.name)
          .join(", ")}`,
      );
    if (field.read(value) === undefined) throw new StoryError(line, `“${value}” is no value of “${name}”`);
  }
  return text;
}

/**
 * Paragraphs, lists, headings; a fence is handed to `take`.
 *
 * @param {Line[]} lines
 * @param {Known} known
 * @param {(fence: Line, inside: Line[]) => void} take
 * @returns {Block[]}
 */
function blocks(lines, known, take) {
  /** @type {Block[]} */
  const found = [];
  /** Whether the next line goes on with the last block. */
  let open = false;
  for (let at = 0; at < lines.length; at += 1) {
    const { text, line } = lines[at] ?? { text: "", line: 0 };
    const last = open ? found.at(-1) : undefined;
    const item = /^(?:[-*]|(\d+)\.)\s+(.*)$/.exec(text);
    if (text.startsWith("```")) {
      const end = lines.findIndex((other, index) => index > at && other.text === "```");
      if (end < 0) throw new StoryError(line, "the “```” that ends it is missing");
      take({ text, line }, lines.slice(at + 1, end));
      at = end;
      open = false;
    } else if (text === "") {
      open = false;
    } else if (text.startsWith("#")) {
      const words = /^#\s+(\S.*)$/.exec(text)?.[1];
      if (!words) throw new StoryError(line, "a heading is “# ” and its words");
      found.push({ kind: "heading", inside: inline(words, line, known) });
      open = false;
    } else if (item) {
      const ordered = item[1] !== undefined;
      const words = inline(item[2] ?? "", line, known);
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(words);
      else found.push({ kind: "list", ordered, items: [words] });
      open = true;
    } else if (/^(?:[>|<]|\s{4}|={3}|\*{3}|!\[)/.test(text)) {
      throw new StoryError(line, `“${text.trim().slice(0, 20)}” is Markdown that a slide does not have`);
    } else {
      const words = inline(text.trim(), line, known);
      if (last?.kind === "paragraph") last.inside.push({ kind: "text", text: " " }, ...words);
      else if (last?.kind === "list") last.items.at(-1)?.push({ kind: "text", text: " " }, ...words);
      else found.push({ kind: "paragraph", inside: words });
      open = true;
    }
  }
  return found;
}

/**
 * Strong, emphasis, link, a chart's sentence; each closed on its line. None has its own beginning inside: a line of a
 * thousand beginnings would be looked through to its end from each.
 */
const MARKS =
  /\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|\[(?<words>[^[\]]+)\]\((?<href>[^[)\s]+)\)|\{\{(?<title>[^{}]*)\}\}/g;

/**
 * @param {string} text
 * @param {number} line
 * @param {Known} known
 * @returns {Inline[]}
 */
function inline(text, line, known) {
  /** @type {Inline[]} */
  const found = [];
  const plain = (/** @type {string} */ words) => {
    const stray = /\*|\{\{|\}\}|`|<\/?\w/.exec(words)?.[0];
    if (stray) throw new StoryError(line, `“${stray}” is not closed, or is not known here`);
    if (words) found.push({ kind: "text", text: words });
  };
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    plain(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { strong, em, words, href, title } = match.groups ?? {};
    if (strong) found.push({ kind: "strong", inside: inline(strong, line, known) });
    else if (em) found.push({ kind: "em", inside: inline(em, line, known) });
    else if (words && href) found.push({ kind: "link", href: link(href, line), inside: inline(words, line, known) });
    else if (title === "title") found.push({ kind: "title", query: "" });
    else found.push({ kind: "title", query: address(title ?? "", line, known) });
  }
  plain(text.slice(from));
  return found;
}

/**
 * @param {string} href
 * @param {number} line
 */
function link(href, line) {
  if (!/^(?:https:\/\/|\?view=|\.\/)/.test(href))
    throw new StoryError(line, `“${href}” does not begin with https://, ./ or ?view=`);
  return href;
}

/**
 * The view of an address and its state.
 *
 * @param {string} query
 * @param {Record<string, { fields: object, initial: () => object }>} views
 * @returns {{ view: ViewName, state: object }}
 */
export function question(query, views) {
  const { view, asked } = read(query);
  const kind = Object.hasOwn(views, view) ? views[view] : undefined;
  if (!kind) throw new Error(view);
  return {
    view: /** @type {ViewName} */ (view),
    state: stateOf(asked, /** @type {any} */ (kind.fields), kind.initial()),
  };
}
