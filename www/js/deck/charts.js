// @ts-check
/** Addresses of charts, answered: what a slide shows of the engine. */

import { ended } from "../catalog.js";
import { HOME, PUBLISHED_SHARES, adultsOf, skillsOf } from "../data.js";
import { Opening } from "../opening.js";
import { views } from "../views/all.js";
import { specOf } from "../views/parts.js";
import { question } from "./story.js";

/** @typedef {import("../data.js").File} File */
/** @typedef {import("../engine.js").Engine} Engine */
/** @typedef {import("../engine.js").Ready} Ready */
/** @typedef {import("../messages.js").Messages} Messages */
/** @typedef {import("../opening.js").Answer} Answer */
/** @typedef {import("../types.js").Chart} Chart */
/** @typedef {import("../types.js").Description} Description */
/** What a slide has of a chart that is laid out. @typedef {Pick<import("../types.js").View, "width" | "height" | "svg" | "marks" | "free">} Drawing */

/**
 * A chart, its words, and who published its figures; its table where it cannot be asked for its figures.
 *
 * @typedef {{ view: keyof typeof views, words: Description, agencies: string[], table: import("../types.js").TableText | null,
 *   layout: (width: number, height: number) => Drawing }} Answered
 */

/** How many answers are kept: more than a story has, fewer than a room asks for in an afternoon. */
const KEPT = 32;

/** Colours and layout for the last row. */
const THEME = "projector";

/**
 * The answers of the opening, by the name that a story calls them by.
 *
 * @type {Record<string, { files: File[], make: (opening: Opening, ready: Ready) => Answer | Promise<Answer> }>}
 */
const PICTURES = {
  jobs: { files: PUBLISHED_SHARES, make: (opening, ready) => opening.jobs(ready) },
  adults: { files: adultsOf(HOME), make: (opening, ready) => opening.adults(ready) },
  gap: { files: skillsOf(HOME), make: (opening, ready) => opening.gap(ready) },
};

export const pictures = Object.keys(PICTURES);

export class Charts {
  /**
   * @param {Engine} engine
   * @param {Messages} messages
   * @param {import("../theme.js").Theme} theme
   */
  constructor(engine, messages, theme) {
    this.engine = engine;
    this.messages = messages;
    // The build has no document.
    this.opening = new Opening(globalThis.document, { engine, messages, theme });
    /** By address, the one that was asked last at the end. @type {Map<string, Promise<Answered>>} */
    this.known = new Map();
  }

  /**
   * The answer to an address. The last ones are kept: the deck goes back and forth.
   *
   * @param {string} query
   * @returns {Promise<Answered>}
   */
  answer(query) {
    const known = this.known.get(query);
    const asking = known ?? this.ask(query);
    this.known.delete(query);
    this.known.set(query, asking);
    if (!known) asking.catch(() => this.known.delete(query));
    // What is still on a slide is held there.
    for (const old of [...this.known.keys()].slice(0, -KEPT)) this.known.delete(old);
    return asking;
  }

  /**
   * @param {string} query
   * @returns {Promise<Answered>}
   */
  async ask(query) {
    const { view, state } = question(query, views);
    const kind = /** @type {import("../views/parts.js").ViewKind<any, any>} */ (views[view]);
    return this.engine.work("whole", async ({ wasm, data }) => {
      await data.need(kind.files(state));
      const result = await data.catalog.measure(await specOf(kind, state, data, this.messages));
      const chart = new wasm.Chart(result, {});
      const laid = this.layout(chart, 960);
      const words = laid.describe();
      laid.free();
      const agencies = [...new Set(result.sources.map(({ agency, title }) => agency ?? title))];
      return { view, words, agencies, table: null, layout: (width, height) => this.layout(chart, width, height) };
    });
  }

  /**
   * @param {Chart} chart
   * @param {number} width
   * @param {number} [height]
   * @returns {import("../types.js").View}
   */
  layout(chart, width, height) {
    const size = height === undefined ? { width } : { width, height };
    try {
      return chart.layout({ ...size, pixelRatio: 1, locale: this.messages.locale, theme: THEME });
    } catch (error) {
      // The charts of a module that has trapped are of no more use.
      if (ended(error)) this.known.clear();
      throw error;
    }
  }

  /**
   * An answer of the opening, with its picture.
   *
   * @param {string} name
   */
  async picture(name) {
    const picture = PICTURES[name];
    if (!picture) throw new Error(name);
    return this.engine.work("whole", async (ready) => {
      await ready.data.need(picture.files);
      return picture.make(this.opening, ready);
    });
  }
}
