// @ts-check
/**
 * What a visitor can take from a chart: picture, drawing, table, data, citation, link, embed code, print. All is made
 * in the browser when it is asked for, from the view as it then stands.
 */

import { breath } from "./breath.js";
import { apa, bibtex, works } from "./citation.js";
import { compose, cssFont, fonts, paint, svgDocument } from "./composition.js";
import { element } from "./dom.js";
import { csvFile, fileName, jsonFile, metadata } from "./export.js";
import { library, modules, qrElement, qrFile } from "./qr.js";
import { tree } from "./svg-tree.js";

/** @typedef {import("../../src/wasm/types.js").Answer} Answer */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./types.js").Chart} Chart */
/** @typedef {import("./types.js").ChartTheme} ChartTheme */
/** @typedef {import("./types.js").Explanation} Explanation */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").View} View */

/**
 * A chart as it stands.
 *
 * @typedef {object} Current
 * @property {Chart} chart
 * @property {View} view the one on the screen
 * @property {Result} answer
 * @property {() => Promise<import("./formulas.js").Formula[]>} formulas
 * @property {string} link the address of this very view, "" where it has none for others
 * @property {string} locale
 * @property {ChartTheme} theme the one in use
 * @property {() => string} [embed] the address of a page with this view alone; where absent, no embed code is offered
 */

/** Of a picture, in CSS pixels, and its pixels to each. */
const WIDTH = 960;
const RATIO = 2;

/** Of a printed chart: a page of letter paper between its margins. */
const PAPER_WIDTH = 700;

/** What a frame has besides a chart and its words: margins, a link, the line that opens the table. In CSS pixels. */
const FRAME = 150;

/** How long a file's address stays good: some browsers fetch it only after the click has been dealt with. */
const GRACE = 10_000;

const FILES = /** @type {const} */ (["picture", "drawing", "table", "data"]);

let panels = 0;

export class TakeAway {
  /**
   * @param {object} context
   * @param {Messages} context.messages
   * @param {() => Current | null} context.current null while nothing is drawn
   */
  constructor({ messages, current }) {
    this.messages = messages;
    this.current = current;
    this.id = `take-${(panels += 1)}`;
    this.name = element("p", { class: "take-name", id: `${this.id}-name` });
    this.list = element("ul", { class: "take-list", "aria-labelledby": this.name.id });
    this.panel = element("div", { class: "take-panel", id: `${this.id}-panel`, role: "group" });
    this.panel.hidden = true;
    this.status = element("p", { class: "take-status", role: "status" });
    /** When and where from; seen on paper only. */
    this.imprint = element("p", { class: "take-imprint" });
    this.node = element("div", { class: "take" }, this.name, this.list, this.panel, this.status, this.imprint);
    /** The panel that is open. @type {"citation" | "link" | "embed" | null} */
    this.open = null;
    /** @type {import("./embed-builder.js").EmbedBuilder | null} */
    this.builder = null;
    /** @type {SVGElement | null} */
    this.printed = null;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    addEventListener("beforeprint", () => this.toPaper(), { signal });
    addEventListener("afterprint", () => this.fromPaper(), { signal });
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.open) return;
      event.stopPropagation();
      const asked = this.open;
      this.close();
      this.buttonOf(asked)?.focus();
    });
    this.say(messages);
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    this.name.textContent = messages.text("page.take.name");
    const embeds = this.current()?.embed ? /** @type {const} */ (["embed"]) : [];
    const panelled = /** @type {const} */ (["citation", "link", ...embeds]);
    this.offersEmbed = embeds.length > 0;
    this.list.replaceChildren(
      ...FILES.map((what) => this.item(what, () => this.run(() => this[what]()))),
      ...panelled.map((what) => {
        const item = this.item(what, () => (this.open === what ? this.close() : this.show(what)));
        item.firstElementChild?.setAttribute("aria-controls", this.panel.id);
        return item;
      }),
      ...(typeof print === "function" ? [this.item("print", () => this.run(() => this.print()))] : []),
    );
    this.status.textContent = "";
    this.unbuild();
    this.update();
  }

  /** To be called when the chart has changed: what is open shows the view as it now stands. */
  update() {
    if (Boolean(this.current()?.embed) !== this.offersEmbed) return this.say(this.messages);
    // What is chosen in it stays chosen.
    if (this.builder) void this.builder.update();
    else if (this.open) this.show(this.open);
    else this.mark();
  }

  /** Says on the buttons which panel is open. */
  mark() {
    for (const what of ["citation", "link", "embed"]) {
      this.buttonOf(what)?.setAttribute("aria-expanded", String(this.open === what));
    }
  }

  /** Lets go of everything outside its node, and removes that. */
  destroy() {
    this.leaving.abort();
    this.unbuild();
    this.fromPaper();
    this.node.remove();
  }

  /**
   * @param {string} what
   * @param {() => void} act
   */
  item(what, act) {
    const { messages } = this;
    const made = element("button", { type: "button", "data-take": what }, messages.text(`page.take.${what}`));
    const form = `page.take.${what}.form`;
    if (messages.has(form)) made.append(" ", element("small", {}, messages.text(form)));
    made.addEventListener("click", act);
    return element("li", {}, made);
  }

  /**
   * @param {string} what
   * @returns {HTMLButtonElement | null}
   */
  buttonOf(what) {
    return this.list.querySelector(`[data-take="${what}"]`);
  }

  /**
   * Does what was asked, and says so, or why not.
   *
   * @param {() => Promise<string> | string} act gives what to say
   */
  async run(act) {
    this.node.setAttribute("aria-busy", "true");
    try {
      this.status.textContent = await act();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.status.textContent = this.messages.text("page.take.failed", { detail });
    } finally {
      this.node.removeAttribute("aria-busy");
    }
  }

  /** The view as it stands. */
  now() {
    const current = this.current();
    if (!current) throw new Error(this.messages.text("page.take.waiting"));
    return { ...current, answer: /** @type {Answer} */ (/** @type {unknown} */ (current.answer)), made: new Date() };
  }

  /** @param {ReturnType<TakeAway["now"]>} now */
  async meta({ answer, view, formulas, link, made }) {
    const { title, notes } = view.describe();
    const license = this.messages.text("page.take.license");
    const about = { title, notes, formulas: await formulas(), link, made, license };
    await breath();
    return metadata(answer, about);
  }

  async table() {
    const now = this.now();
    return this.save(now.answer, "csv", "text/csv;charset=utf-8", await csvFile(now.answer, await this.meta(now)));
  }

  async data() {
    const now = this.now();
    return this.save(now.answer, "json", "application/json", await jsonFile(now.answer, await this.meta(now)));
  }

  async picture() {
    const now = this.now();
    return this.composed(now, async (view, composition, colours) => {
      const [chart, canvas] = [element("canvas", {}), element("canvas", {})];
      view.draw(chart);
      paint(canvas, composition, chart, colours, RATIO);
      /** @type {Blob | null} */
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
      if (!blob) throw new Error("image/png");
      return this.save(now.answer, "png", "image/png", blob);
    });
  }

  async drawing() {
    const now = this.now();
    return this.composed(now, (view, composition, colours) => {
      const { title, summary, sources } = view.describe();
      const words = { title, description: [summary, ...sources].join(" "), language: now.locale };
      const text = svgDocument(composition, view.svg(), colours, words);
      return this.save(now.answer, "svg", "image/svg+xml", text);
    });
  }

  /**
   * Lays the chart out at the picture's size with its words around it.
   *
   * @template Made
   * @param {ReturnType<TakeAway["now"]>} now
   * @param {(view: View, composition: import("./composition.js").Composition, colours: import("./composition.js").Colours) => Made} make
   * @returns {Promise<Awaited<Made>>}
   */
  async composed({ chart, link, locale, theme, made }, make) {
    const style = getComputedStyle(document.documentElement);
    const value = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const families = { serif: value("--serif") || "serif", sans: value("--sans") || "sans-serif" };
    await Promise.allSettled(Object.values(fonts(families)).map((font) => document.fonts.load(cssFont(font))));
    await document.fonts.ready;
    const view = chart.layout({ width: WIDTH, pixelRatio: RATIO, locale, theme });
    try {
      const { title, axis, notes, sources } = view.describe();
      const words = {
        title,
        axis,
        below: [...this.sourceLine(sources), ...notes],
        small: [this.madeLine(made), link].filter(Boolean),
      };
      const context = element("canvas", {}).getContext("2d");
      if (!context) throw new Error("the canvas has no 2d context");
      const composition = compose(words, view, families, (text, font) => {
        context.font = cssFont(font);
        return context.measureText(text).width;
      });
      const colour = (/** @type {string} */ name) => theme.tokens[name] || value(`--cm-${name}`);
      const colours = { paper: colour("paper"), ink: colour("ink"), muted: colour("muted"), rule: colour("rule") };
      return await make(view, composition, colours);
    } finally {
      view.free();
    }
  }

  /** @param {string[]} sources */
  sourceLine(sources) {
    return sources.length ? [this.messages.text("page.chart.source", { sources: sources.join("; ") })] : [];
  }

  /** @param {Date} made */
  madeLine(made) {
    return this.messages.text("page.take.made", { date: made.toLocaleDateString(this.messages.locale, { dateStyle: "long" }) });
  }

  /**
   * Hands a file to the visitor.
   *
   * @param {Answer} answer
   * @param {string} extension
   * @param {string} type
   * @param {Blob | string} content
   * @param {string} [name]
   */
  save(answer, extension, type, content, name = fileName(answer, extension)) {
    const href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    element("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), GRACE);
    return this.messages.text("page.take.saved", { file: name });
  }

  close() {
    this.unbuild();
    this.open = null;
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.mark();
  }

  /** @param {"citation" | "link" | "embed"} what */
  show(what) {
    const before = this.open;
    try {
      this.unbuild();
      const parts = this[`${what}Panel`]();
      this.open = what;
      this.panel.setAttribute("aria-label", this.messages.text(`page.take.${what}`));
      this.panel.replaceChildren(...parts);
      this.panel.hidden = false;
      if (before !== what) this.status.textContent = "";
    } catch (error) {
      this.open = null;
      this.panel.hidden = true;
      void this.run(() => {
        throw error;
      });
    }
    this.mark();
  }

  citationPanel() {
    const { messages } = this;
    const { answer, view, link, made } = this.now();
    const cited = works({ sources: answer.sources, title: view.describe().title, link, made }, messages);
    const references = cited.map((work) => apa(work, messages));
    const list = element(
      "ul",
      { class: "take-references" },
      ...references.map(({ before, title, after }) => element("li", {}, before, element("cite", {}, title), after)),
    );
    const entries = cited.map((work) => bibtex(work, messages)).join("\n\n");
    const code = element("pre", { class: "take-code", role: "group", tabindex: "0" }, entries);
    const text = references.map(({ before, title, after }) => before + title + after).join("\n");
    return [...this.copied("apa", text, list), ...this.copied("bibtex", entries, code)];
  }

  embedPanel() {
    if (!this.now().embed) throw new Error(this.messages.text("page.take.waiting"));
    const place = element("div", { "aria-busy": "true" });
    void this.run(async () => {
      const { EmbedBuilder, dressed } = await import("./embed-builder.js");
      await dressed();
      // It may be closed again, or another one be open.
      if (!place.isConnected) return "";
      this.builder = new EmbedBuilder({
        id: this.id,
        messages: this.messages,
        now: () => this.now(),
        height: () => this.framedHeight(this.now().view),
        copied: (name, text, shown) => this.copied(name, text, shown),
      });
      place.replaceWith(this.builder.node);
      await this.builder.update();
      return "";
    });
    return [place];
  }

  /** Lets go of the panel that makes snippets. */
  unbuild() {
    this.builder?.destroy();
    this.builder = null;
  }

  /** How high a frame is that shows the chart at its present width with its words. @param {View} view */
  framedHeight({ height }) {
    const words = this.figure()?.querySelectorAll(".chart-head, .chart-foot") ?? [];
    return [...words].reduce((sum, part) => sum + part.getBoundingClientRect().height, height + FRAME);
  }

  linkPanel() {
    const { messages } = this;
    const { link, answer } = this.now();
    if (!link) return [element("p", {}, messages.text("page.take.link.none"))];
    const field = element("div", { class: "take-link", role: "group" }, link);
    const code = element("div", { class: "take-code-place", "aria-busy": "true" });
    const draw = async () => {
      const rows = modules(await library(), link);
      if (!rows) return code.replaceChildren(element("p", {}, messages.text("page.take.qr.long")));
      const label = messages.text("page.take.qr");
      const keep = element("button", { type: "button", class: "plain-button" }, messages.text("page.take.qr.save"));
      const name = fileName(answer, "svg").replace(".svg", "_qr.svg");
      keep.addEventListener("click", () =>
        this.run(() => this.save(answer, "svg", "image/svg+xml", qrFile(rows, `${label}: ${link}`), name)),
      );
      code.replaceChildren(qrElement(rows, label), keep);
    };
    draw()
      .catch((error) => code.replaceChildren(element("p", {}, messages.text("page.take.failed", { detail: error.message }))))
      .finally(() => code.removeAttribute("aria-busy"));
    return [...this.copied("address", link, field), code];
  }

  /**
   * A text with its name and a button that copies it.
   *
   * @param {string} name
   * @param {string | (() => string)} text
   * @param {HTMLElement} shown
   */
  copied(name, text, shown) {
    const { messages } = this;
    const title = element("h3", { class: "take-title", id: `${this.id}-${name}` }, messages.text(`page.take.${name}`));
    const copy = element("button", { type: "button", class: "plain-button" }, messages.text("page.take.copy"));
    copy.setAttribute("aria-describedby", title.id);
    copy.addEventListener("click", () => this.run(() => this.copy(typeof text === "string" ? text : text(), shown)));
    shown.setAttribute("aria-labelledby", title.id);
    return [element("div", { class: "take-head" }, title, copy), shown];
  }

  /**
   * To the clipboard; where that is refused, the text is selected, to be copied by hand.
   *
   * @param {string} text
   * @param {HTMLElement} shown
   */
  async copy(text, shown) {
    try {
      await navigator.clipboard.writeText(text);
      return this.messages.text("page.take.copied");
    } catch {
      getSelection()?.selectAllChildren(shown);
      return this.messages.text("page.take.select");
    }
  }

  /** Prints this chart alone. */
  print() {
    this.now();
    const figure = this.figure();
    figure?.classList.add("take-only");
    document.documentElement.classList.add("take-one");
    print();
    return "";
  }

  figure() {
    return this.node.closest("figure") ?? this.node.parentElement;
  }

  /** On paper a drawing stands where the canvas is: sharp at any size, in the colours of print, as wide as the page. */
  toPaper() {
    const current = this.current();
    const canvas = this.figure()?.querySelector("canvas");
    if (!current || !canvas) return;
    this.fromPaper({ keep: true });
    const { chart, locale, link } = current;
    const theme = /** @type {ChartTheme} */ (/** @type {unknown} */ ("print"));
    const view = chart.layout({ width: PAPER_WIDTH, pixelRatio: 1, locale, theme });
    try {
      this.printed = tree(view.svg(), `${this.id}-`);
    } finally {
      view.free();
    }
    this.printed.classList.add("take-printed");
    canvas.classList.add("take-screen");
    canvas.after(this.printed);
    this.imprint.textContent = [this.madeLine(new Date()), link].filter(Boolean).join(" · ");
  }

  /** @param {{ keep?: boolean }} [options] `keep`: still this chart alone */
  fromPaper({ keep = false } = {}) {
    this.printed?.remove();
    this.printed = null;
    const figure = this.figure();
    figure?.querySelector("canvas")?.classList.remove("take-screen");
    if (keep) return;
    figure?.classList.remove("take-only");
    document.documentElement.classList.remove("take-one");
  }
}
