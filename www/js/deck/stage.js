// @ts-check
/** One slide at a time, in whatever room there is: the whole screen, a corner of the presenter's, a page of paper. */

import { tableOf } from "../chart-figure.js";
import { element } from "../dom.js";
import { pictogram } from "../pictogram.js";
import { tree } from "../svg-tree.js";
import { move } from "./motion.js";

/** @typedef {Pick<import("./charts.js").Charts, "answer" | "picture">} Charts */
/** @typedef {import("./charts.js").Answered} Answered */
/** @typedef {import("./motion.js").Drawn} Drawn */
/** @typedef {import("./story.js").Block} Block */
/** @typedef {import("./story.js").Inline} Inline */
/** @typedef {import("./story.js").Slide} Slide */
/** @typedef {import("./story.js").Story} Story */

/**
 * What slides are made with.
 *
 * @typedef {object} Context
 * @property {Charts} charts
 * @property {Story} story
 * @property {import("../messages.js").Messages} messages
 * @property {(id: string) => { agency: string, whole: string }} source who says so, and all of it
 */

/** The size of a chart's type in its own units: what is set is the slide's own type. */
const CHART_TYPE = 13;

/** Before the ids of each chart's drawing, which may stand on one page with others. */
let drawings = 0;

/**
 * What of a slide is shown.
 *
 * @typedef {{ slide: number, step: number, query: string | null }} Position `query`: a chart in place of the step's
 */

export class Stage {
  /**
   * @param {HTMLElement} host
   * @param {Context} context
   */
  constructor(host, context) {
    this.host = host;
    this.context = context;
    /** @type {Position | null} */
    this.position = null;
    /** @type {HTMLElement | null} */
    this.section = null;
    /** @type {Answered | null} */
    this.answered = null;
    /** @type {Drawn | null} */
    this.drawn = null;
    this.turn = 0;
    this.resized = new ResizeObserver(() => {
      try {
        this.draw(false);
      } catch {
        // The drawing stays as it was; the next slide is drawn by another engine.
      }
    });
    this.resized.observe(host);
  }

  /**
   * Shows a position, once all of it is there; what is asked later goes before.
   *
   * @param {Position} position
   */
  async show(position) {
    const turn = (this.turn += 1);
    const { story, charts } = this.context;
    const slide = story.slides[position.slide];
    if (!slide) return;
    const query = position.query ?? slide.steps[position.step] ?? "";
    const answered = query ? await charts.answer(query) : null;
    const section = await this.make(slide, position.slide, answered);
    if (turn !== this.turn) return;
    const before = this.drawn;
    const alike = before && this.answered && answered?.view === this.answered.view;
    this.position = position;
    this.answered = answered;
    this.section?.remove();
    this.host.querySelector(".deck-fault")?.remove();
    this.section = section;
    this.host.append(section);
    this.drawn = null;
    // The old drawing stays where it was until the new one has taken its marks over.
    if (alike && before) this.keep(before);
    this.draw(true, alike ? before : null);
    this.host.dataset.shown = `${position.slide + 1}.${position.step + 1}`;
  }

  /** Holds a drawing in its place above the slide. @param {Drawn} drawn */
  keep({ drawing }) {
    const host = this.host.getBoundingClientRect();
    const { left, top } = this.at ?? host;
    drawing.classList.add("is-leaving");
    drawing.style.setProperty("left", `${left - host.left}px`);
    drawing.style.setProperty("top", `${top - host.top}px`);
    this.host.append(drawing);
  }

  /**
   * Lays the chart out for the room that the words leave.
   *
   * @param {boolean} anew else only where the room has changed
   * @param {Drawn | null} [before]
   */
  draw(anew, before = null) {
    const { answered, section } = this;
    const figure = section?.querySelector(".slide-chart");
    if (!answered || !section || !(figure instanceof HTMLElement)) return;
    const { width, height } = figure.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const room = `${width} ${height}`;
    if (!anew && figure.dataset.room === room) return;
    figure.dataset.room = room;
    const scale = parseFloat(getComputedStyle(section).fontSize) / CHART_TYPE;
    const clamp = (/** @type {number} */ size, /** @type {number} */ least) =>
      Math.min(4000, Math.max(least, size / scale));
    const view = answered.layout(clamp(width, 200), clamp(height, 50));
    const drawing = tree(view.svg(), `drawing-${(drawings += 1)}-`);
    // What needs more room than there is is made smaller rather than cut.
    const fit = Math.min(scale, width / view.width, height / view.height);
    drawing.setAttribute("viewBox", `0 0 ${view.width} ${view.height}`);
    drawing.setAttribute("width", String(view.width * fit));
    drawing.setAttribute("height", String(view.height * fit));
    figure.replaceChildren(drawing);
    this.drawn = { drawing, marks: view.marks(), scale: fit };
    this.at = drawing.getBoundingClientRect();
    view.free();
    move(before, this.drawn);
  }

  /**
   * @param {Slide} slide
   * @param {number} index
   * @param {Answered | null} answered
   */
  async make(slide, index, answered) {
    const { story, charts, messages, source } = this.context;
    const picture = slide.picture ? await charts.picture(slide.picture) : null;
    const own = picture?.words ?? answered?.words.title ?? "";
    // Who says so; paper has the tables and their years.
    /** @type {string[]} */
    const cited = [
      ...slide.sources.map((id) => source(id).agency),
      ...(picture ? [picture.sources] : []),
      ...(answered?.agencies ?? []),
    ];
    const words = async (/** @type {string} */ query) => {
      if (query === "") return own;
      const { words, agencies } = await charts.answer(query);
      cited.push(...agencies);
      return words.title;
    };
    const id = `slide-${index + 1}`;
    const heading = element("h1", { class: "slide-heading" }, ...(await nodes(slide.heading, words)));
    const body = element("div", { class: "slide-words" }, ...(await elements(slide.blocks, words)));
    const shown = answered
      ? [element("figure", { class: "slide-chart", "aria-label": answered.words.title })]
      : picture
        ? [element("div", { class: "slide-picture" }, pictogram(picture.figures, messages))]
        : [];
    const table = answered?.table ? [figures(answered.table, messages.text("page.chart.table"), () => this.draw(false))] : [];
    const sources = [...new Set(cited)].join("; ");
    const foot = element(
      "footer",
      { class: "slide-foot" },
      element("p", { class: "slide-source" }, sources ? messages.text("page.chart.source", { sources }) : ""),
      element(
        "p",
        { class: "slide-number" },
        messages.text("page.deck.number", { n: String(index + 1), all: String(story.slides.length) }),
      ),
    );
    const kind = answered ? "has-chart" : picture ? "has-picture" : index === 0 ? "is-first" : "is-words";
    const summary = answered ? [element("p", { class: "unseen" }, answered.words.summary)] : [];
    return element(
      "section",
      { class: `slide ${kind}`, "data-slide": id },
      heading,
      ...(slide.blocks.length ? [body] : []),
      ...table,
      ...shown,
      ...summary,
      foot,
    );
  }

  destroy() {
    this.turn += 1;
    this.resized.disconnect();
    this.host.replaceChildren();
  }
}

/**
 * A chart's figures, to be opened above it: below it the buttons come and go.
 *
 * @param {import("../types.js").TableText} table
 * @param {string} label
 * @param {() => void} back called when the chart is in its place again: the room may be another one
 */
function figures(table, label, back) {
  const frame = { class: "table-frame", tabindex: "0", role: "group", "aria-label": label };
  const details = element(
    "details",
    { class: "chart-table slide-table" },
    element("summary", {}, label),
    element("div", frame, tableOf(table)),
  );
  details.addEventListener("toggle", back);
  return details;
}

/**
 * @param {Block[]} blocks
 * @param {(query: string) => Promise<string>} words of a chart
 * @returns {Promise<HTMLElement[]>}
 */
export function elements(blocks, words) {
  return Promise.all(
    blocks.map(async (block) => {
      if (block.kind !== "list")
        return element(block.kind === "heading" ? "h2" : "p", {}, ...(await nodes(block.inside, words)));
      const items = block.items.map(async (item) => element("li", {}, ...(await nodes(item, words))));
      return element(block.ordered ? "ol" : "ul", {}, ...(await Promise.all(items)));
    }),
  );
}

/**
 * @param {Inline[]} inside
 * @param {(query: string) => Promise<string>} words
 * @returns {Promise<(Node | string)[]>}
 */
function nodes(inside, words) {
  return Promise.all(
    inside.map(async (one) => {
      switch (one.kind) {
        case "text":
          return one.text;
        case "title":
          return words(one.query);
        case "link":
          return element("a", { href: one.href }, ...(await nodes(one.inside, words)));
        default:
          return element(one.kind, {}, ...(await nodes(one.inside, words)));
      }
    }),
  );
}
