// @ts-check
/**
 * The charts of a story in a browser that cannot run the module: answered and drawn when the site was built
 * (`xtask/src/stories.mjs`), each with its table.
 */

/** @typedef {import("./charts.js").Answered} Answered */
/** @typedef {import("../opening.js").Answer} Answer */
/** @typedef {import("../types.js").TableText} TableText */

/** A chart as it was drawn, of a size that stays. @typedef {{ svg: string, width: number, height: number, table: TableText }} Still */

/**
 * What the build made of a story: answers by their addresses, pictures by their names.
 *
 * @typedef {{ answers: Record<string, Pick<Answered, "view" | "words" | "agencies"> & Still>, pictures: Record<string, Answer> }} Made
 */

export class StillCharts {
  /**
   * @param {import("../loader.js").Loader} loader
   * @param {string} story its file, without the ending
   */
  constructor(loader, story) {
    this.loader = loader;
    this.path = `stories/${story}.still.json`;
    /** @type {Promise<Made> | null} */
    this.reading = null;
  }

  /** @returns {Promise<Made>} */
  made() {
    const reading = (this.reading ??= this.loader.json(this.path));
    // A failure is forgotten, so that it can be tried again.
    reading.catch(() => {
      this.reading = null;
    });
    return reading;
  }

  /** @param {string} query @returns {Promise<Answered>} */
  async answer(query) {
    const { answers } = await this.made();
    const found = Object.hasOwn(answers, query) ? answers[query] : undefined;
    if (!found) throw missing(query);
    return { ...found, layout: () => ({ ...found, svg: () => found.svg, marks: () => [], free: () => {} }) };
  }

  /** @param {string} name @returns {Promise<Answer>} */
  async picture(name) {
    const { pictures } = await this.made();
    const found = Object.hasOwn(pictures, name) ? pictures[name] : undefined;
    if (!found) throw missing(name);
    return found;
  }
}

/** What was not made needs the module. @param {string} what */
const missing = (what) => Object.assign(new Error(what), { code: "no-wasm" });
