// @ts-check
/**
 * A map with its ranked list: what is pointed at or chosen in one is marked in the other, the arrow keys walk the
 * ranking, and a visitor's own shapes take the place of the page's. An answer of two periods is shown as points, with the
 * same list beside them.
 */

import { breath } from "./breath.js";
import { ended } from "./catalog.js";
import { ChartFigure, release } from "./chart-figure.js";
import { button, element } from "./dom.js";
import { faultOf } from "./faults.js";
import { CLASSES, STEPS, map } from "./views/map.js";

/**
 * Who derives the figures, and reads files where it can.
 *
 * @typedef {object} Catalog
 * @property {(spec: import("./types.js").Spec, locale: string) => unknown} explain
 * @property {(bytes: Uint8Array) => Promise<Uint8Array>} [shapes]
 */
/** @typedef {import("./types.js").Chart} Chart */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Wasm} Wasm */
/** @typedef {import("./loader.js").Loader} Loader */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./views/map.js").Cut} Cut */
/** What is mapped. @typedef {{ wasm: Wasm, catalog: Catalog, answer: Result }} Shown */

/** Height of a row of the ranked list in CSS pixels; `map.css` has the same. */
const ROW = 44;

/** Rows beyond the visible ones, so that a quick scroll finds them there. */
const SPARE = 8;

/** As many items of an answer as are read at once. */
const PIECE = 700;

/** Larger files are refused by the module too, but would have to be copied first. */
const MOST_BYTES = 32 * 2 ** 20;

let lists = 0;

/** The chart's figure, for thousands of places: only what is in sight or asked for is put into the page. */
class MapFigure extends ChartFigure {
  /**
   * @param {HTMLElement} figure
   * @param {{ theme: Theme, messages: Messages }} context
   */
  constructor(figure, context) {
    super(figure, context);
    /** Called with the mark that is now active. @type {(mark: Mark | null) => void} */
    this.onactive = () => {};
    /** Called when a place is pressed on the map. @type {(mark: Mark) => void} */
    this.onpress = () => {};
    /** What the table was made from. @type {View | null} */
    this.tabulated = null;
    // The ranked list carries the keys.
    this.list.removeAttribute("tabindex");
    this.list.setAttribute("aria-hidden", "true");
    this.list.addEventListener("click", () => {
      if (this.pinned && this.active) this.onpress(this.active);
    });
    this.table.addEventListener("toggle", () => {
      if (this.view) this.tabulate(this.view);
    });
  }

  /** With the nation's counties each step takes a while. @override */
  layout() {
    this.arrange().catch(this.onfault);
  }

  /** @override */
  listMarks() {}

  /**
   * @override
   * @param {View} view
   */
  tabulate(view) {
    this.table.hidden = false;
    this.how.hidden = false;
    if (!this.table.open || this.tabulated === view) return;
    this.tabulated = view;
    super.tabulate(view);
  }

  /** @override */
  async explain() {
    if (this.derive) return super.explain();
    if (this.how.open) this.howText.replaceChildren(element("p", {}, this.messages.text("page.chart.how.choose")));
  }

  /**
   * @override
   * @param {Mark | null} mark
   * @param {"off" | "polite"} live
   */
  choose(mark, live) {
    const changed = mark?.id !== this.active?.id;
    super.choose(mark, live);
    if (changed) this.onactive(mark);
  }
}

/** The places from the highest to the lowest, as a list box of which only the visible rows are in the page. */
class RankedList {
  /** @param {Messages} messages */
  constructor(messages) {
    this.id = `ranks-${(lists += 1)}`;
    /** @type {Mark[]} */
    this.marks = [];
    this.active = -1;
    this.heading = element("h3", { class: "map-ranks-title", id: `${this.id}-title` });
    this.rows = element("ol", { class: "map-rows", role: "presentation" });
    this.box = element(
      "div",
      { class: "map-scroll", role: "listbox", tabindex: "0", "aria-labelledby": `${this.id}-title` },
      this.rows,
    );
    this.node = element("section", { class: "map-ranks" }, this.heading, this.box);
    this.box.addEventListener("scroll", () => this.render(), { passive: true });
    this.say(messages);
  }

  /**
   * @param {Messages} messages
   * @param {boolean} [points]
   */
  say(messages, points = false) {
    this.heading.textContent = messages.text(points ? "page.map.points" : "page.map.ranks");
  }

  /**
   * @param {Mark[]} marks
   * @param {number} [active]
   */
  fill(marks, active = -1) {
    this.marks = marks;
    this.rows.style.setProperty("height", `${marks.length * ROW}px`);
    this.rows.replaceChildren();
    this.mark(active, true);
  }

  /**
   * Marks a row, and brings it into sight where it was not chosen in the list itself.
   *
   * @param {number} index
   * @param {boolean} scroll
   */
  mark(index, scroll) {
    this.active = index;
    if (index >= 0 && scroll) {
      const { scrollTop, clientHeight } = this.box;
      const top = index * ROW;
      if (top < scrollTop) this.box.scrollTop = top;
      else if (top + ROW > scrollTop + clientHeight) this.box.scrollTop = top + ROW - clientHeight;
    }
    this.render();
    if (index < 0) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", this.rowId(index));
  }

  /** @param {number} index */
  rowId(index) {
    return `${this.id}-${index}`;
  }

  /** The row under a point of the page; -1 where there is none. @param {Event} event */
  at(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-index]") : null;
    return row instanceof HTMLElement ? Number(row.dataset.index) : -1;
  }

  /** Puts the visible rows into the page, and the active one, which assistive technology asks for. */
  render() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - SPARE);
    const last = Math.min(this.marks.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + SPARE);
    const wanted = new Set(Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i));
    if (this.active >= 0) wanted.add(this.active);
    for (const row of [...this.rows.children]) {
      const index = Number(/** @type {HTMLElement} */ (row).dataset.index);
      if (wanted.delete(index)) row.setAttribute("aria-selected", String(index === this.active));
      else row.remove();
    }
    for (const index of wanted) this.rows.append(this.row(index));
  }

  /** @param {number} index */
  row(index) {
    const { label = "", value = "", rank = "", text = "" } = this.marks[index] ?? {};
    const row = element(
      "li",
      {
        class: rank ? "map-row" : "map-row is-unranked",
        role: "option",
        id: this.rowId(index),
        "data-index": String(index),
        "aria-selected": String(index === this.active),
        "aria-posinset": String(index + 1),
        "aria-setsize": String(this.marks.length),
      },
      // The whole of it for a screen reader; what is seen is the short of it.
      element("span", { class: "unseen" }, rank ? `${rank}. ${text}` : text),
      ...(rank ? [element("span", { class: "map-rank", "aria-hidden": "true" }, rank)] : []),
      element("span", { class: "map-place", "aria-hidden": "true" }, label),
      element("span", { class: "map-value", "aria-hidden": "true" }, value),
    );
    row.style.setProperty("top", `${index * ROW}px`);
    return row;
  }
}

export class MapPanel {
  /**
   * @param {object} context
   * @param {Theme} context.theme
   * @param {Messages} context.messages
   * @param {Loader} context.loader
   * @param {(place: string) => void} [context.onselect] a place was chosen, by pointer or key
   * @param {(cut: Cut) => void} [context.oncut] the classes were cut otherwise
   */
  constructor({ theme, messages, loader, onselect = () => {}, oncut = () => {} }) {
    this.messages = messages;
    this.loader = loader;
    this.onselect = onselect;
    /** @type {Cut} */
    this.classing = map.initial();
    /** @type {Shown | null} */
    this.shown = null;
    /** The visitor's own shapes. @type {{ name: string, bytes: Uint8Array } | null} */
    this.own = null;
    /** Those that an engine ended of. @type {MapPanel["own"]} */
    this.fatal = null;
    /** What is told of them, in the language that the page speaks then. */
    this.told = () => "";
    /** Why they are not shown; told beside the page's map until something else is asked for. @type {(() => string) | null} */
    this.refused = null;
    /** The place that points are to name. */
    this.chosen = "";
    this.turn = 0;
    /**
     * The shapes that were read, by what tells their files apart: the page's, each by its path, and the visitor's last.
     *
     * @type {Map<unknown, import("./types.js").Shapes>}
     */
    this.read = new Map();
    /** The instance that they are in. @type {Wasm | null} */
    this.instance = null;
    /** The answer that was read last. @type {{ of: Result, wasm: Wasm, reader: import("./types.js").ResultReader } | null} */
    this.given = null;
    /** Which part the active place was pointed at in. */
    this.fromList = false;

    const id = `map-${(lists += 1)}`;
    this.node = element("div", { class: "map-panel" });
    const figure = element("figure", { class: "chart", "data-chart": "map" });
    this.figure = new MapFigure(figure, { theme, messages });
    this.ranks = new RankedList(messages);

    const recut = (/** @type {Partial<Cut>} */ patch) => {
      this.classing = { ...this.classing, ...patch };
      oncut(this.classing);
      this.redraw();
    };
    this.stepsLegend = element("legend", {});
    this.choices = STEPS.map((steps) => {
      const input = element("input", { type: "radio", name: `${id}-steps`, value: steps });
      const words = element("span", {});
      input.addEventListener("change", () => recut({ steps }));
      return { steps, words, input, node: element("label", { class: "map-choice" }, input, words) };
    });
    const numbers = CLASSES.map((value) => element("option", { value }, value));
    this.classes = element("select", {}, ...numbers);
    this.classes.addEventListener("change", () => {
      recut({ classes: /** @type {Cut["classes"]} */ (this.classes.value) });
    });
    this.classesWords = element("span", {});
    const classes = element("span", { class: "pick" }, this.classes);
    this.cut(this.classing);
    this.file = element("input", {
      type: "file",
      class: "map-file",
      id: `${id}-file`,
      accept: ".geojson,.json,.topojson,application/geo+json,application/json",
    });
    this.fileWords = element("label", { class: "map-file-label", for: `${id}-file` });
    this.fileHint = element("p", { class: "map-hint" });
    this.back = button("", () => {
      this.own = null;
      this.redraw();
    });
    this.back.hidden = true;
    this.status = element("p", { class: "map-status", role: "status" });
    this.drop = element("div", { class: "map-drop" }, this.file, this.fileWords, this.back, this.fileHint);
    this.tools = element(
      "div",
      { class: "map-tools" },
      element("fieldset", { class: "map-steps" }, this.stepsLegend, ...this.choices.map(({ node }) => node)),
      element("label", { class: "map-choice map-classes" }, this.classesWords, classes),
      this.drop,
    );
    this.node.append(this.tools, this.status, element("div", { class: "map-body" }, figure, this.ranks.node));
    this.listen();
    this.say(messages);
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    this.stepsLegend.textContent = messages.text("page.map.steps");
    this.classesWords.textContent = messages.text("page.map.classes");
    for (const { steps, words } of this.choices) words.textContent = messages.text(`page.map.steps.${steps}`);
    this.fileWords.textContent = messages.text("page.map.own");
    this.fileHint.textContent = messages.text("page.map.own.hint");
    this.back.textContent = messages.text("page.map.own.back");
    this.ranks.say(messages, this.points);
    this.figure.say(messages);
    this.tell(this.told);
    // Without shapes there is nothing that a layout would say anew.
    if (this.shown && this.figure.failed) this.redraw();
  }

  /**
   * Shows an answer by county or tract.
   *
   * @param {Shown} shown
   */
  async show(shown) {
    this.shown = shown;
    await this.refresh();
  }

  /** Whether the answer is of two periods, and shown as points. */
  get points() {
    return this.shown?.answer.measure === "trend";
  }

  /** Cuts the classes as is said elsewhere; shown with the next answer. @param {Cut} cut */
  cut({ steps, classes }) {
    this.classing = { steps, classes };
    for (const choice of this.choices) choice.input.checked = choice.steps === steps;
    this.classes.value = classes;
  }

  /** Marks a place that was chosen elsewhere. @param {string} place */
  select(place) {
    const mark = this.figure.marks.find((m) => m.place === place) ?? null;
    this.fromList = false;
    this.figure.pinned = mark !== null;
    this.figure.choose(mark, "off");
  }

  /** Lets go of everything outside the panel. */
  destroy() {
    this.turn += 1;
    this.figure.destroy();
    this.forget(() => true);
    release(this.given?.reader ?? null);
    this.given = null;
    this.node.replaceChildren();
    this.node.remove();
  }

  listen() {
    const { figure, ranks } = this;
    figure.onlayout = () => ranks.fill(figure.marks, figure.active?.id);
    figure.onactive = (mark) => {
      // Marks are in the order of the ranking, and a mark's id is its place in it.
      ranks.mark(mark?.id ?? -1, !this.fromList);
      // How a figure was made is told of the place that is marked.
      if (mark) this.derive(mark);
    };
    figure.onpress = ({ place }) => place && this.press(place);

    const { box } = ranks;
    box.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || figure.pinned) return;
      this.fromList = true;
      figure.choose(ranks.marks[ranks.at(event)] ?? null, "off");
      this.fromList = false;
    });
    box.addEventListener("pointerleave", () => {
      if (!figure.pinned) figure.leave();
    });
    box.addEventListener("click", (event) => {
      const mark = ranks.marks[ranks.at(event)];
      if (!mark) return;
      this.fromList = true;
      figure.pinned = true;
      figure.choose(mark, "off");
      this.fromList = false;
      if (mark.place) this.press(mark.place);
    });
    box.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && figure.active?.place) {
        event.preventDefault();
        this.press(figure.active.place);
        return;
      }
      figure.key(event);
    });

    this.file.addEventListener("change", () => {
      const [file] = this.file.files ?? [];
      if (file) this.bring(file);
      // The same file can be chosen again, after it was mended.
      this.file.value = "";
    });
    this.node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.drop.classList.add("is-over");
    });
    for (const name of ["dragleave", "drop"]) {
      this.node.addEventListener(name, () => this.drop.classList.remove("is-over"));
    }
    this.node.addEventListener("drop", (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      this.bring(file);
    });
  }

  /** A place is chosen; points name it. @param {string} place */
  press(place) {
    this.onselect(place);
    if (!this.points || this.chosen === place) return;
    this.chosen = place;
    this.refresh().then(() => this.select(place)).catch((error) => this.figure.onfault(error));
  }

  /** @param {Mark} mark */
  derive(mark) {
    const { shown, messages } = this;
    // Of two periods the later.
    const item = shown?.answer.items.findLast(({ place }) => place.code === mark.place);
    if (!shown || !item) return;
    const { sex, race } = item.group;
    const spec = {
      measure: /** @type {const} */ ("trend"),
      place: item.place.code,
      period: item.period,
      level: shown.answer.level,
      ...(sex ? { sex } : {}),
      ...(race ? { race } : {}),
    };
    const derive = () => shown.catalog.explain(spec, messages.locale);
    this.figure.derive = /** @type {any} */ (derive);
    this.figure.explain();
  }

  /**
   * The shapes that the page carries for an answer; null where it has none.
   *
   * @param {Result} answer
   * @returns {string | null}
   */
  path({ items }) {
    if (!items.every(({ place }) => place.kind === "county")) return null;
    const california = items.every(({ place }) => place.code.startsWith("06"));
    return california ? "map/06-counties.json" : "map/us-counties.json";
  }

  /** Draws the answer with the visitor's own shapes, else with the page's. */
  async refresh() {
    const { shown, messages, figure } = this;
    if (!shown) return;
    const turn = (this.turn += 1);
    figure.busy(true);
    this.tell(this.refused ?? (() => ""));
    this.back.hidden = true;
    this.tools.hidden = this.points;
    this.ranks.say(messages, this.points);
    if (this.points) {
      const mark = this.chosen ? [this.chosen] : [];
      await figure.put(shown.wasm, new shown.wasm.Chart(shown.answer, { chart: "scatter", mark }));
      return;
    }
    const { steps, classes } = this.classing;
    const spec = { chart: /** @type {const} */ ("map"), steps, classes: Number(classes) };
    const late = () => turn !== this.turn;
    const { own } = this;
    if (own) {
      try {
        const shapes = await this.shapes(shown, own, async () => own.bytes, late);
        const reader = shapes && (await this.reader(shown, late));
        if (!shapes || !reader) return;
        const chart = shapes.chartOf(reader, spec);
        await figure.put(shown.wasm, chart);
        if (late()) return;
        this.back.hidden = this.path(shown.answer) === null;
        this.report(chart);
        return;
      } catch (error) {
        // Whoever waits now asks for them too, and is told.
        if (late()) return;
        const end = ended(error);
        // Once may be chance; what ends an engine twice is not tried again.
        if (end && this.fatal !== own) {
          this.fatal = own;
          throw error;
        }
        this.own = this.fatal = null;
        this.refuse(own.name, end ? "lost" : error);
        this.refused = this.told;
        if (end) throw error;
      }
    }
    const path = this.path(shown.answer);
    try {
      if (!path) {
        figure.fail(messages.text("page.map.no-shapes"), messages.text("page.map.no-shapes.text"), []);
        this.ranks.fill([]);
        return;
      }
      const shapes = await this.shapes(shown, path, () => this.loader.bytes(path), late, (error) =>
        this.loader.damaged(path, error),
      );
      const reader = shapes && (await this.reader(shown, late));
      if (!shapes || !reader) return;
      const chart = shapes.chartOf(reader, spec);
      await breath();
      if (late()) return chart.free();
      await figure.put(shown.wasm, chart);
    } catch (error) {
      if (ended(error)) throw error;
      const { title, text, ways } = await faultOf(error, messages, () => this.redraw());
      if (late()) return;
      figure.fail(title, text, ways);
      this.ranks.fill([]);
    }
  }

  /**
   * An answer as charts are made of it, read once: of thousands of places in as many tasks as it has pieces.
   *
   * @param {Shown} shown
   * @param {() => boolean} late whether nobody waits for it any more
   * @returns {Promise<import("./types.js").ResultReader | null>} null where it is late
   */
  async reader({ wasm, answer }, late) {
    if (this.given?.of === answer && this.given.wasm === wasm) return this.given.reader;
    release(this.given?.reader ?? null);
    this.given = null;
    const { items, ...rest } = answer;
    const reader = new wasm.ResultReader({ ...rest, items: [] }, items.length);
    for (let at = 0; at < items.length; at += PIECE) {
      reader.push(items.slice(at, at + PIECE));
      await breath();
      if (late()) return release(reader), null;
    }
    this.given = { of: answer, wasm, reader };
    return reader;
  }

  /** Draws anew what nobody waits for. */
  redraw() {
    this.refresh().catch((error) => this.figure.onfault(error));
  }

  /**
   * The shapes of a file, read once, and by the worker where there is one. To take those of the nation and to join them
   * to figures are two tasks, so that the page can be scrolled and pressed between them.
   *
   * @param {Shown} shown
   * @param {unknown} of what tells one file from another
   * @param {() => Promise<Uint8Array>} bytes
   * @param {() => boolean} late whether nobody waits for them any more
   * @param {(error: unknown) => Error} [damaged] the error where they cannot be read
   * @returns {Promise<import("./types.js").Shapes | null>} null where they are late
   */
  async shapes({ wasm, catalog }, of, bytes, late, damaged) {
    if (this.instance !== wasm) this.forget(() => true);
    this.instance = wasm;
    const known = this.read.get(of);
    if (known) return known;
    const came = await bytes();
    /** @type {import("./types.js").Shapes} */
    let shapes;
    try {
      const packed = await catalog.shapes?.(came);
      if (late()) return null;
      shapes = packed ? wasm.Shapes.unpack(packed) : new wasm.Shapes(came);
    } catch (error) {
      throw damaged && !ended(error) ? damaged(error) : error;
    }
    // One that was asked for twice came twice.
    this.forget((file) => file === of || (typeof file !== "string" && typeof of !== "string"));
    this.read.set(of, shapes);
    await breath();
    return late() ? null : shapes;
  }

  /** @param {(file: unknown) => boolean} which */
  forget(which) {
    for (const [file, shapes] of this.read) {
      if (!which(file)) continue;
      release(shapes);
      this.read.delete(file);
    }
  }

  /** Another question: what was told of a file is over. */
  forgive() {
    this.refused = null;
  }

  /** @param {File} file */
  bring(file) {
    this.take(file).catch((error) => this.figure.onfault(error));
  }

  /** @param {File} file */
  async take(file) {
    const turn = (this.turn += 1);
    const large = file.size > MOST_BYTES;
    const read = large ? null : await file.arrayBuffer().catch(() => null);
    if (turn !== this.turn) return;
    this.refused = null;
    if (read) this.own = { name: file.name, bytes: new Uint8Array(read) };
    // What was on its way is late by now.
    await this.refresh();
    if (!read) this.refuse(file.name, large ? "large" : "unreadable");
  }

  /** @param {() => string} told */
  tell(told) {
    this.told = told;
    this.status.textContent = told();
  }

  /**
   * Tells why a file of the visitor's is not shown.
   *
   * @param {string} name
   * @param {unknown} why an error of the module, or the last word of a message
   */
  refuse(name, why) {
    this.tell(() => this.messages.text("page.map.own.bad", { name, detail: this.words(why) }));
  }

  /** @param {unknown} why */
  words(why) {
    const { messages } = this;
    const most = String(MOST_BYTES / 2 ** 20);
    if (typeof why === "string") return messages.text(`page.map.own.bad.${why}`, { most });
    const { code, details = {} } = /** @type {import("../../src/wasm/types.js").CommonMeasureError} */ (why);
    const key = `page.map.own.bad.${details.reason ?? code}`;
    const [line = "", column = ""] = [details.line, details.column].map((at) => at?.toLocaleString("en-US"));
    return messages.text(messages.has(key) ? key : "page.map.own.bad.other", { most, line, column });
  }

  /** How many places found a shape in the visitor's own file. @param {Chart} chart */
  report(chart) {
    const join = chart.join();
    if (!join || !this.own) return;
    const { name } = this.own;
    const [joined = "", without = "", idle = ""] = [join.joined, join.withoutShape.length, join.withoutFigure.length].map((n) => n.toLocaleString("en-US"));
    this.tell(() => this.messages.text("page.map.own.joined", { name, joined, without, idle }));
  }
}
