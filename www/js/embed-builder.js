// @ts-check
/** The panel in which a web editor makes the snippet for a page of their own, and sees what it will look like there. */

import { element } from "./dom.js";
import { style } from "./site.js";
import { elementCode, embedCode, imageCode } from "./export.js";
import { inlineDrawing } from "./inline-drawing.js";
import { Loader } from "./loader.js";
import { Messages } from "./messages.js";

/** @typedef {import("./take-away.js").Current} Current */
/** @typedef {import("./types.js").ChartTheme} ChartTheme */

/** Columns of other pages: a phone's, a column beside others, a whole page's. In CSS pixels. */
const WIDTHS = [320, 640, 960];

/** Of a drawing within a snippet: what a phone's column has room for. In CSS pixels. */
const DRAWN = 288;

/** The most characters of a drawing, and of a table, within a snippet: an editor has to handle it. */
const LONGEST = 32_000;
/** The least that a mark takes in it. */
const SHORTEST = 16;

/** Languages by their own names. */
const LANGUAGES = { en: "English", es: "Español" };

const THEMES = ["auto", "light", "dark"];

/** Height of a preview that has not said its own, and the greatest that is believed, in CSS pixels. */
const HEIGHT = 600;
const MOST = 10_000;

export class EmbedBuilder {
  /**
   * @param {object} context
   * @param {string} context.id before the ids of what is in it
   * @param {Messages} context.messages
   * @param {() => Current & { embed?: () => string }} context.now
   * @param {() => number} context.height of a frame around the chart as it stands
   * @param {(name: string, text: () => string, shown: HTMLElement) => HTMLElement[]} context.copied a text with its
   *   name and a button that copies it
   */
  constructor({ id, messages, now, height, copied }) {
    this.id = id;
    this.messages = messages;
    this.now = now;
    this.height = height;
    this.turn = 0;
    this.text = "";
    const themes = THEMES.map((theme) => [theme, messages.text(`page.builder.theme.${theme}`)]);
    const forms = ["element", "frame"].map((form) => [form, messages.text(`page.builder.form.${form}`)]);
    this.form = this.select("form", forms);
    this.language = this.select("language", Object.entries(LANGUAGES));
    this.language.value = messages.language;
    this.theme = this.select("theme", themes);
    this.integrity = element("input", { type: "checkbox" });
    this.integrity.addEventListener("change", () => void this.update());
    this.pinned = element("label", {}, this.integrity, " ", messages.text("page.builder.integrity"));
    this.code = element("pre", { class: "take-code", role: "group", tabindex: "0" });
    this.frame = this.preview();
    this.stage = element("div", { class: "builder-stage" }, this.frame);
    this.widths = WIDTHS.map((width) => {
      const input = element("input", { type: "radio", name: `${id}-width`, value: String(width) });
      input.addEventListener("change", () => this.fit());
      return input;
    });
    const [first] = this.widths;
    if (first) first.checked = true;
    this.node = element(
      "div",
      { class: "builder" },
      element(
        "div",
        { class: "builder-choices" },
        ...[this.form, this.language, this.theme].map((select) => this.labelled(select)),
        this.pinned,
      ),
      ...copied("embed", () => this.text, this.code),
      element(
        "fieldset",
        { class: "builder-widths" },
        element("legend", {}, messages.text("page.builder.preview")),
        ...this.widths.map((input) =>
          element("label", {}, input, " ", messages.text("page.builder.width", { width: input.value })),
        ),
      ),
      this.stage,
    );
    this.leaving = new AbortController();
    addEventListener("message", (event) => this.hear(event), { signal: this.leaving.signal });
  }

  /** @param {string} name @param {string[][]} choices */
  select(name, choices) {
    const options = choices.map(([value = "", words = ""]) => element("option", { value }, words));
    const select = element("select", { name }, ...options);
    select.addEventListener("change", () => void this.update());
    return select;
  }

  /** @param {HTMLSelectElement} select */
  labelled(select) {
    return element("label", {}, this.messages.text(`page.builder.${select.name}`), " ", select);
  }

  /** Brings snippet and preview up to date with the chart and what is chosen. */
  async update() {
    const turn = (this.turn += 1);
    this.node.setAttribute("aria-busy", "true");
    try {
      const address = this.address();
      // A map needs the explorer around it.
      const isMap = address.searchParams.get("view") === "map";
      if (isMap) this.form.value = "frame";
      this.form.disabled = isMap;
      this.pinned.hidden = this.form.value === "frame";
      if (this.frame.src !== address.href) {
        const before = this.frame;
        this.frame = this.preview(address.href);
        before.replaceWith(this.frame);
      }
      this.fit();
      const text = await this.snippet(address);
      if (turn !== this.turn) return;
      this.text = text;
    } catch (error) {
      if (turn !== this.turn) return;
      this.text = "";
      const detail = error instanceof Error ? error.message : String(error);
      this.code.textContent = this.messages.text("page.take.failed", { detail });
      return;
    } finally {
      if (turn === this.turn) this.node.removeAttribute("aria-busy");
    }
    this.code.textContent = this.text;
  }

  /**
   * A frame of its own for each address: were one sent from address to address, the visitor's way back would go through all.
   *
   * @param {string} [src]
   */
  preview(src) {
    const title = this.messages.text("page.builder.preview");
    return element("iframe", { class: "builder-frame", title, height: String(HEIGHT), ...(src ? { src } : {}) });
  }

  /** Of the frame with what is chosen. */
  address() {
    const address = new URL(this.now().embed?.() ?? "");
    address.searchParams.set("lang", this.language.value);
    if (this.theme.value !== "auto") address.searchParams.set("theme", this.theme.value);
    return address;
  }

  /** @param {URL} address */
  async snippet(address) {
    const { chart, theme, link } = this.now();
    const [words, still] = await Promise.all([this.words(), this.still(address)]);
    const view = chart.layout({ width: WIDTHS[1] ?? 0, pixelRatio: 1, locale: words.locale, theme });
    try {
      const { title, sources } = view.describe();
      const there = new URL(link);
      there.searchParams.set("lang", words.language);
      const framed = this.form.value === "frame";
      const frame = { src: (still?.frame ?? address).href, title, height: this.height(), link: there.href };
      // That frame has them itself.
      if (framed && still) return embedCode(frame);
      const now = new Date();
      const figures = {
        picture: still ? imageCode(still.picture.href, title) : this.drawing(words, title),
        title,
        source: sources.length ? words.text("page.chart.source", { sources: sources.join("; ") }) : "",
        asOf: words.text("page.builder.as_of", { date: "\0" }).split("\0"),
        day: now.toLocaleDateString("sv-SE"),
        date: now.toLocaleDateString(words.locale, { dateStyle: "long" }),
        link: { href: there.href, words: words.text("page.embed.explore") },
        table: shorter(view.table(), sources),
      };
      if (framed) return embedCode({ ...frame, figures });
      const attributes = [...address.searchParams].flatMap(([name, value]) => {
        const own = /** @type {Record<string, string>} */ ({ view: "chart", lang: "locale" })[name] ?? name;
        return name === "v" ? [] : [/** @type {[string, string]} */ ([own, value])];
      });
      return elementCode({ script: await this.script(address), attributes, figures });
    } finally {
      view.free();
    }
  }

  /**
   * The chart as it stands, on light paper as the build's; "" where it would be too long.
   *
   * @param {Messages} words
   * @param {string} title
   */
  drawing(words, title) {
    const theme = /** @type {ChartTheme} */ (/** @type {unknown} */ ("screen"));
    const view = this.now().chart.layout({ width: DRAWN, pixelRatio: 1, locale: words.locale, theme });
    try {
      // Of thousands of places it need not be written to know.
      const most = LONGEST / SHORTEST;
      if (view.marks(most, most + 1).length > 0) return "";
      const drawing = inlineDrawing(view.svg(), title);
      return drawing.length > LONGEST ? "" : drawing;
    } finally {
      view.free();
    }
  }

  /**
   * What the build made of a view's first question, where it is that one which is asked: its drawing, and a frame with drawing
   * and table in it.
   *
   * @param {URL} address
   */
  async still(address) {
    const stem = `embed/1/charts/${address.searchParams.get("view")}.${this.language.value}`;
    const given = new URLSearchParams(address.search);
    for (const name of ["theme", "frame"]) given.delete(name);
    try {
      const still = JSON.parse(await new Loader().text(`${stem}.json`));
      if (String(given) !== String(new URLSearchParams(still.asked))) return null;
      const frame = new URL(`embed/1/${still.frame}`, address);
      if (this.theme.value !== "auto") frame.searchParams.set("theme", this.theme.value);
      return { picture: new URL(`${stem}.svg`, address), frame };
    } catch {
      // There is the frame that can be asked anything, and the element's snippet has its table.
      return null;
    }
  }

  /**
   * The loader's address; the one that never changes has its hash beside it.
   *
   * @param {URL} site
   * @returns {Promise<{ src: string, integrity?: string }>}
   */
  async script(site) {
    if (!this.integrity.checked) return { src: new URL("embed/1/common-measure.js", site).href };
    const [[name, integrity] = ["", ""]] = /** @type {[string, string][]} */ (
      Object.entries(JSON.parse(await new Loader().text("embed/1/integrity.json")))
    );
    return { src: new URL(`embed/1/${name}`, site).href, integrity };
  }

  /** The words of the language that is chosen. */
  async words() {
    const language = this.language.value;
    if (language === this.messages.language) return this.messages;
    return new Messages(language, await new Loader().messages(language));
  }

  /** Shows the preview as wide as was chosen, smaller where there is no room for that. */
  fit() {
    const width = Number(this.widths.find(({ checked }) => checked)?.value);
    const scale = Math.min(1, this.stage.clientWidth / width);
    this.frame.width = String(width);
    this.frame.style.setProperty("scale", String(scale));
    this.stage.style.setProperty("height", `${Math.ceil(Number(this.frame.height) * scale)}px`);
  }

  /** The frame says how high it is. @param {MessageEvent} event */
  hear({ source, origin, data }) {
    if (source !== this.frame.contentWindow || origin !== new URL(this.frame.src).origin) return;
    if (data?.type !== "common-measure:height" || !Number.isInteger(data.height)) return;
    if (data.height < 1 || data.height > MOST) return;
    this.frame.height = String(data.height);
    this.fit();
  }

  destroy() {
    this.leaving.abort();
  }
}

/**
 * The table without columns that say nothing, or in every row the one source, which stands above it. Without rows
 * where it would be too long: a map may be of thousands of places.
 *
 * @param {import("./types.js").TableText} table
 * @param {string[]} sources
 */
function shorter({ head, rows, ...rest }, [source, ...more]) {
  const spare = [undefined, "", ...(more.length ? [] : [source])];
  const kept = (/** @type {string[]} */ row) => row.filter((_, at) => !rows.every((row) => spare.includes(row[at])));
  const table = { ...rest, head: kept(head), rows: rows.map(kept) };
  return JSON.stringify(table.rows).length > LONGEST ? { ...table, rows: [] } : table;
}

/** Its style sheet, fetched with it. */
export const dressed = () => style("css/embed-builder.css");
