// @ts-check
/**
 * One chart on the page: its title, canvas, tip, keys, source line and table. It is given results and words; it
 * fetches nothing.
 */

import { breath } from "./breath.js";
import { element } from "./dom.js";

/** @typedef {import("./types.js").Chart} Chart */
/** @typedef {import("./types.js").ChartKind} ChartKind */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Description} Description */
/** @typedef {import("./types.js").Explanation} Explanation */
/** What charts are made with. @typedef {Pick<import("./types.js").Wasm, "Chart">} Wasm */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./theme.js").Theme} Theme */

/** Space between a mark and its tip, in CSS pixels. */
const GAP = 10;

/** How the words of a number begin: a sign or a currency, a digit. */
const NUMBER = /^[−+±<>$-]?\s?\d/;

/** As many marks as are taken over at once. */
const PIECE = 500;

let figures = 0;

export class ChartFigure {
  /**
   * @param {HTMLElement} figure an empty `<figure class="chart" data-chart="…">`
   * @param {{ theme: Theme, messages: Messages, heading?: "h2" | "h3" }} context
   */
  constructor(figure, { theme, messages, heading }) {
    this.figure = figure;
    this.kind = /** @type {ChartKind} */ (figure.dataset.chart);
    this.theme = theme;
    this.messages = messages;
    /** @type {Wasm | null} */
    this.wasm = null;
    /** How the figures came about. @type {(() => Promise<Explanation>) | null} */
    this.derive = null;
    /** @type {Chart | null} */
    this.chart = null;
    /** @type {View | null} */
    this.view = null;
    /** What is on the canvas. @type {View | null} */
    this.painted = null;
    /** @type {Mark[]} */
    this.marks = [];
    /** @type {Mark | null} */
    this.active = null;
    this.pinned = false;
    /** Called with the chart whenever it has been laid out anew. @type {(figure: ChartFigure) => void} */
    this.onlayout = () => {};
    /** Called where the module fails while nobody waits for a chart. @type {(error: unknown) => void} */
    this.onfault = (error) => {
      throw error;
    };
    /** Called with the mark that is pointed at or walked to; null when it is let go. @type {(mark: Mark | null) => void} */
    this.onchoose = () => {};

    const id = `chart-${(figures += 1)}`;
    this.id = id;
    // One below the name of the part that it stands in.
    const level = figure.closest("section")?.querySelector(".rail h2") ? "h3" : "h2";
    this.title = element(heading ?? level, { class: "chart-title", id: `${id}-title`, hidden: "" });
    this.summary = element("p", { class: "chart-summary", id: `${id}-summary` });
    this.axis = element("p", { class: "chart-axis" });
    // Where the page has it already it stays where it is.
    this.waiting = figure.querySelector(".chart-waiting") ?? figure.appendChild(element("p", { class: "chart-waiting" }));
    this.head = element("div", { class: "chart-head" }, this.title, this.summary, this.axis);
    this.canvas = element("canvas", { role: "img", "aria-describedby": `${id}-summary` });
    // The mark that is pointed at is drawn above the picture, which stays as it is.
    this.layer = element("canvas", { class: "chart-layer", "aria-hidden": "true", hidden: "" });
    this.list = element("ul", { class: "chart-marks", role: "listbox", tabindex: "0" });
    // Nothing to see or to walk through before there is a chart.
    this.canvas.hidden = this.list.hidden = true;
    this.hint = element("p", { class: "chart-hint", "aria-hidden": "true" });
    this.tip = element("div", { class: "chart-tip", role: "status", "aria-live": "off" });
    this.plot = element("div", { class: "chart-plot" }, this.canvas, this.layer, this.list, this.hint, this.tip);
    this.source = element("p", { class: "chart-source" });
    this.notes = element("ul", { class: "chart-notes" });
    /** What can be taken from the chart stands here once there is one. */
    this.take = element("div", { class: "chart-take" });
    this.foot = element("figcaption", { class: "chart-foot" }, this.source, this.notes);
    this.tableTitle = element("summary", { id: `${id}-table` });
    this.tableFrame = element("div", {
      class: "table-frame",
      tabindex: "0",
      role: "group",
      "aria-labelledby": `${id}-table`,
    });
    this.table = element("details", { class: "chart-table", hidden: "" }, this.tableTitle, this.tableFrame);
    this.howTitle = element("summary", { id: `${id}-how` });
    this.howText = element("div", { class: "how-text", tabindex: "0", role: "group", "aria-labelledby": `${id}-how` });
    this.how = element("details", { class: "chart-how", hidden: "" }, this.howTitle, this.howText);
    // Worked out only when it is asked for.
    /** What the explanation on the page was made from. @type {{ derive: () => Promise<Explanation>, messages: Messages } | null} */
    this.explained = null;
    /** Counts what was laid out, and what was waited for. */
    this.turn = 0;
    this.waits = 0;
    this.leaving = new AbortController();
    this.how.addEventListener("toggle", () => void this.explain(), { signal: this.leaving.signal });
    this.fault = element("div", { class: "chart-error", role: "alert", hidden: "" });
    this.fault.hidden = true;
    figure.setAttribute("aria-labelledby", this.title.id);
    figure.append(this.head, this.fault, this.plot, this.foot, this.take, this.table, this.how);

    this.listen();
    this.say(messages);
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    this.waiting.textContent = messages.text("page.answer.waiting");
    this.hint.textContent = messages.text("page.chart.keys");
    this.list.setAttribute("aria-label", messages.text("page.chart.points"));
    this.tableTitle.textContent = messages.text("page.chart.table");
    this.howTitle.textContent = messages.text("page.chart.how");
    this.arrange().catch((error) => this.onfault(error));
  }

  /**
   * Shows an answer, in as many tasks as that has steps: the page stays at hand.
   *
   * @param {Wasm} wasm
   * @param {Result} result
   * @param {(() => Promise<Explanation>) | null} derive how its figures came about; null where that is not told
   */
  async show(wasm, result, derive) {
    const chart = new wasm.Chart(result, { chart: this.kind });
    this.derive = derive;
    this.how.hidden = !derive;
    await this.put(wasm, chart);
  }

  /**
   * Shows an answer in one task, where something else gives way to it.
   *
   * @param {Wasm} wasm
   * @param {Result} result
   */
  swap(wasm, result) {
    this.how.hidden = true;
    this.hold(wasm, new wasm.Chart(result, { chart: this.kind }));
    this.finish();
    this.busy(false);
  }

  /**
   * Shows a chart that is made already.
   *
   * @param {Wasm} wasm
   * @param {Chart} chart
   */
  async put(wasm, chart) {
    this.hold(wasm, chart);
    const { waits } = this;
    await breath();
    await this.arrange();
    // Another question may be waited for by now.
    if (waits === this.waits) this.busy(false);
  }

  /**
   * @param {Wasm} wasm
   * @param {Chart} chart
   */
  hold(wasm, chart) {
    release(this.chart);
    this.chart = chart;
    if (this.wasm !== wasm) {
      // Nothing more is drawn of another instance's, which may have come to its end.
      release(this.view);
      this.view = this.painted = null;
    }
    this.wasm = wasm;
    this.fault.hidden = true;
    this.figure.classList.remove("is-failed");
    this.leave();
  }

  /** Lays out with rests; only the last one begun goes on. */
  async arrange() {
    const turn = (this.turn += 1);
    const steps = this.steps();
    while (!steps.next().done) {
      await breath();
      if (turn !== this.turn) return;
    }
  }

  /** Lays out without a rest. */
  finish() {
    this.turn += 1;
    const steps = this.steps();
    while (!steps.next().done);
  }

  /** @param {boolean} busy */
  busy(busy) {
    if (busy) this.waits += 1;
    this.figure.setAttribute("aria-busy", String(busy));
    clearTimeout(this.busySoon);
    // What is quick shows no sign of waiting.
    if (busy) this.busySoon = setTimeout(() => this.figure.classList.add("is-busy"), 150);
    else this.figure.classList.remove("is-busy");
  }

  /**
   * Says in words what went wrong, and what can be done.
   *
   * @param {string} title
   * @param {string} text
   * @param {HTMLElement[]} ways
   */
  fail(title, text, ways) {
    this.busy(false);
    // A layout under way is of what was asked before.
    this.turn += 1;
    this.leave();
    this.fault.replaceChildren(
      element("p", {}, title),
      element("p", {}, text),
      element("ul", {}, ...ways.map((way) => element("li", {}, way))),
    );
    this.fault.hidden = false;
    this.table.hidden = true;
    this.how.hidden = true;
    this.figure.classList.add("is-failed");
    this.figure.removeAttribute("data-ready");
  }

  get failed() {
    return !this.fault.hidden;
  }

  get width() {
    return Math.floor(this.figure.getBoundingClientRect().width);
  }

  /** Lays the chart out for the present width, language and theme, and paints it. */
  layout() {
    this.tried(() => this.finish());
  }

  /**
   * Does what nobody waits for.
   *
   * @template Done
   * @param {() => Done} act
   */
  tried(act) {
    try {
      return act();
    } catch (error) {
      this.onfault(error);
      return undefined;
    }
  }

  /**
   * What that takes, with a rest wherever the page may be scrolled and pressed.
   *
   * @returns {Generator<void, void>}
   */
  *steps() {
    const { chart, width } = this;
    if (!chart || this.failed) return;
    // Out of sight there is no room for it; then it is laid out when it is back.
    if (width < 1) {
      this.laidOut = 0;
      return;
    }
    const ratio = devicePixelRatio;
    // The one before goes first: two layouts of a nation take memory that no module gives back.
    release(this.view);
    this.view = null;
    const view = chart.layout({ width, pixelRatio: ratio, locale: this.messages.locale, theme: this.theme.tokens() });
    this.view = view;
    this.laidOut = width;
    this.ratio = ratio;
    yield;
    /** @type {Mark[]} */
    const marks = [];
    for (let whole = true; whole; ) {
      const piece = view.marks(marks.length, marks.length + PIECE);
      marks.push(...piece);
      whole = piece.length === PIECE;
      if (whole) yield;
    }
    this.marks = marks;
    this.listMarks();
    this.describe(view);
    yield;
    const still = this.marks.find((mark) => mark.id === this.active?.id);
    if (still) this.active = still;
    else this.leave();
    yield* this.picture();
    if (this.active) this.placeTip(this.active);
    yield;
    this.figure.dataset.ready = "true";
    void this.explain();
    this.onlayout(this);
  }

  /** The chart in words, also where there is no room to draw it. @returns {Description | null} */
  words() {
    const { chart, view, laidOut, messages } = this;
    if (view && laidOut) return view.describe();
    const laid = chart?.layout({ locale: messages.locale });
    const words = laid?.describe() ?? null;
    release(laid ?? null);
    return words;
  }

  paint() {
    const picture = this.picture();
    while (!picture.next().done);
  }

  /**
   * Puts a picture in the place of the one before, which keeps its size until it goes.
   *
   * @param {View} view
   * @param {HTMLCanvasElement | null} sheet where it is painted already
   */
  unveil(view, sheet) {
    const { canvas } = this;
    for (const { style } of [canvas, this.layer]) {
      style.setProperty("width", `${view.width}px`);
      style.setProperty("height", `${view.height}px`);
    }
    this.plot.style.setProperty("--plot-height", `${view.height}px`);
    if (sheet) {
      [canvas.width, canvas.height] = [sheet.width, sheet.height];
      canvas.getContext("2d")?.drawImage(sheet, 0, 0);
    } else view.draw(canvas);
    this.painted = view;
  }

  /** @returns {Generator<void, void>} */
  *picture() {
    const { view } = this;
    if (!view) return;
    if (this.painted !== view) {
      const sheet = view.drawPart && this.marks.length > PIECE ? element("canvas", {}) : null;
      for (let from = 0; sheet && view.drawPart?.(sheet, from, from + PIECE); from += PIECE) {
        yield;
        // Whoever has pointed at something meanwhile has it all already.
        if (this.painted === view) return;
      }
      this.unveil(view, sheet);
    }
    const { active } = this;
    // It takes memory only once something is pointed at.
    this.layer.hidden = !active;
    if (active) view.highlight(this.layer, active.id);
  }

  /** @param {View} view */
  describe(view) {
    const { title, axis, summary, notes, sources } = view.describe();
    this.title.textContent = title;
    this.title.hidden = this.canvas.hidden = this.list.hidden = false;
    this.summary.textContent = summary;
    this.axis.textContent = axis;
    this.canvas.setAttribute("aria-label", title);
    this.source.textContent = sources.length
      ? this.messages.text("page.chart.source", { sources: sources.join("; ") })
      : "";
    this.notes.replaceChildren(...notes.map((note) => element("li", {}, note)));
    this.tabulate(view);
  }

  /** @param {View} view */
  tabulate(view) {
    this.tableFrame.replaceChildren(tableOf(view.table()));
    this.table.hidden = false;
  }

  /** Every figure with its formula, its operands and the lines of the tables that they were read from. */
  async explain() {
    const { derive, explained, messages } = this;
    if (!this.how.open || !derive) return;
    if (explained?.derive === derive && explained.messages === messages) return;
    const now = { derive, messages };
    this.explained = now;
    this.howText.setAttribute("aria-busy", "true");
    /** @type {Explanation} */
    let explanation;
    try {
      explanation = await derive();
    } catch {
      if (this.explained === now) {
        this.explained = null;
        this.howText.replaceChildren(element("p", {}, messages.text("page.chart.how.failed")));
      }
      return;
    } finally {
      this.howText.removeAttribute("aria-busy");
    }
    if (this.explained !== now) return;
    const { figures } = explanation;
    this.howText.replaceChildren(
      ...figures.map(({ label, words, derivation }) =>
        element(
          "section",
          {},
          element("h3", {}, label),
          element("ul", {}, ...words.map((line) => element("li", {}, line))),
          ...(derivation.inputs.length
            ? [derivation.formula, derivation.margin].map((words) => element("p", { class: "how-formula" }, words))
            : []),
          element("p", { class: "how-source" }, derivation.formulaSource),
        ),
      ),
    );
  }

  /** Puts an option for every mark in the list that carries the keys: a screen reader can walk through them. */
  listMarks() {
    this.list.replaceChildren(
      ...this.marks.map((mark, index) => {
        // Named by a label: as text, unseen words in a box of some pixels are laid out line by line.
        const option = element("li", {
          role: "option",
          id: `${this.id}-mark-${index}`,
          "aria-label": mark.text,
          "aria-selected": "false",
        });
        const { left, top, width, height } = box(mark);
        option.style.setProperty("left", `${left}px`);
        option.style.setProperty("top", `${top}px`);
        option.style.setProperty("width", `${Math.max(width, 1)}px`);
        option.style.setProperty("height", `${Math.max(height, 1)}px`);
        return option;
      }),
    );
  }

  listen() {
    const { signal } = this.leaving;
    this.list.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      const mark = this.at(event);
      this.list.classList.toggle("is-over", mark !== null);
      if (!this.pinned) this.choose(mark, "off");
    });
    this.list.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !this.pinned) this.leave();
    });
    this.list.addEventListener("click", (event) => {
      const mark = this.at(event);
      const again = this.pinned && mark?.id === this.active?.id;
      this.pinned = mark !== null && !again;
      this.choose(again ? null : mark, "polite");
    });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("blur", () => this.leave());
    // A finger elsewhere on the page lets go of the mark.
    const elsewhere = (/** @type {PointerEvent} */ event) => {
      if (this.active && !event.composedPath().includes(this.plot)) this.leave();
    };
    document.addEventListener("pointerdown", elsewhere, { signal });
    const resized = new ResizeObserver(() => {
      const { width } = this;
      // Nothing to lay out anew in what is only hidden.
      if (width < 1 || (width === this.laidOut && devicePixelRatio === this.ratio)) return;
      cancelAnimationFrame(this.frame ?? 0);
      this.frame = requestAnimationFrame(() => this.layout());
    });
    // Zoomed, it has as many pixels of the page and others of the screen.
    const zoomed = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
    resized.observe(this.figure, { box: zoomed ? "device-pixel-content-box" : "content-box" });
    signal.addEventListener("abort", () => resized.disconnect(), { once: true });
  }

  /** Lets go of everything outside the figure, and empties it. */
  destroy() {
    this.turn += 1;
    this.leaving.abort();
    cancelAnimationFrame(this.frame ?? 0);
    clearTimeout(this.busySoon);
    release(this.view);
    release(this.chart);
    this.view = this.painted = this.chart = null;
    this.figure.replaceChildren();
  }

  /**
   * @param {MouseEvent} event
   * @returns {Mark | null}
   */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return this.tried(() => this.view?.hitTest(event.clientX - box.left, event.clientY - box.top)) ?? null;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.marks.length === 0) return;
    const last = this.marks.length - 1;
    const now = this.marks.findIndex((mark) => mark.id === this.active?.id);
    /** @type {number} */
    let next;
    switch (event.key) {
      case "ArrowRight":
      case "ArrowDown":
        next = Math.min(now + 1, last);
        break;
      case "ArrowLeft":
      case "ArrowUp":
        next = now < 0 ? last : Math.max(now - 1, 0);
        break;
      case "Home":
        next = 0;
        break;
      case "End":
        next = last;
        break;
      case "Escape":
        if (!this.active) return;
        next = -1;
        break;
      default:
        return;
    }
    event.preventDefault();
    this.pinned = next >= 0;
    this.choose(this.marks[next] ?? null, "off");
  }

  leave() {
    this.pinned = false;
    this.choose(null, "off");
  }

  /**
   * Makes a mark the active one. The keys' own list says it to a screen reader, so the tip is only live for a tap.
   *
   * @param {Mark | null} mark
   * @param {"off" | "polite"} live
   */
  choose(mark, live) {
    if (mark?.id === this.active?.id) return;
    this.active = mark;
    this.onchoose(mark);
    this.tried(() => this.paint());
    for (const option of this.list.querySelectorAll('[aria-selected="true"]')) {
      option.setAttribute("aria-selected", "false");
    }
    this.tip.setAttribute("aria-live", live);
    if (!mark) {
      this.list.removeAttribute("aria-activedescendant");
      this.tip.replaceChildren();
      return;
    }
    const option = this.list.children[this.marks.findIndex(({ id }) => id === mark.id)];
    if (option) {
      option.setAttribute("aria-selected", "true");
      this.list.setAttribute("aria-activedescendant", option.id);
    }
    const line = (/** @type {string} */ name, /** @type {string} */ words) =>
      words ? [element("p", { class: `tip-${name}` }, words)] : [];
    this.tip.replaceChildren(
      ...line("label", mark.label),
      ...line("value", mark.value),
      ...line("margin", mark.margin),
      ...line("source", mark.source),
    );
    this.placeTip(mark);
  }

  /**
   * Above the mark, else below it, else at its side: inside the chart's width, inside the window, and not over it.
   *
   * @param {Mark} mark
   */
  placeTip(mark) {
    const plot = this.plot.getBoundingClientRect();
    const { width, height } = this.tip.getBoundingClientRect();
    const clamp = (/** @type {number} */ x, /** @type {number} */ most) => Math.max(0, Math.min(x, most));
    const { left, top, right, bottom } = box(mark);
    const middle = clamp(mark.x - width / 2, plot.width - width);
    let [x, y] = [middle, top - height - GAP];
    if (plot.top + y < 0) {
      const level = Math.max(clamp(mark.y - height / 2, plot.height - height), -plot.top);
      if (plot.top + bottom + GAP + height <= innerHeight) y = bottom + GAP;
      else if (right + GAP + width <= plot.width) [x, y] = [right + GAP, level];
      else if (left - GAP - width >= 0) [x, y] = [left - GAP - width, level];
      else y = bottom + GAP;
    }
    this.tip.style.setProperty("translate", `${Math.round(x)}px ${Math.round(y)}px`);
  }
}

/** Lets go of what the module made; one that has trapped does not even take that. @param {{ free: () => void } | null} made */
export function release(made) {
  try {
    made?.free();
  } catch {
    // Its memory goes with it.
  }
}

/** A chart's figures as a table. @param {import("./types.js").TableText} table */
export function tableOf({ caption, head, rows }) {
  const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column] ?? "")));
  /** @type {(column: number) => Record<string, string>} */
  const side = (column) => (column > 0 && isNumber[column] ? { class: "is-number" } : {});
  return element(
    "table",
    {},
    element("caption", {}, element("span", {}, caption)),
    element(
      "thead",
      {},
      element("tr", {}, ...head.map((words, column) => element("th", { scope: "col", ...side(column) }, words))),
    ),
    element(
      "tbody",
      {},
      ...rows.map((row) =>
        element(
          "tr",
          {},
          ...row.map((words, column) =>
            column === 0 ? element("th", { scope: "row" }, words) : element("td", side(column), words),
          ),
        ),
      ),
    ),
  );
}

/** @param {Mark} mark */
function box({ x, y, width, height }) {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2, width, height };
}

/** @param {string} words of a table's cell */
function isNumeric(words) {
  return words === "" || words === "–" || words === "—" || NUMBER.test(words);
}
