// @ts-check
/**
 * The opening: three answers to how well the county's workforce is prepared, each from the catalog, each with a picture
 * and its sources, each a door into its view.
 */

import { breath } from "./breath.js";
import { HOME, PUBLISHED_SHARES, adultsOf, skillsOf } from "./data.js";
import { element } from "./dom.js";
import { faultOf } from "./faults.js";
import { pictogram } from "./pictogram.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./engine.js").Ready} Ready */
/** @typedef {import("./types.js").Spec} Spec */
/** @typedef {import("./types.js").Result} Result */

/** An answer in words, and what its picture shows. @typedef {{ figures: import("./pictogram.js").Figures, words: string, sources: string }} Answer */

/** @type {Spec} */
const NEED = { measure: "published", place: "00", indicator: "jobs_needing_postsecondary" };
/** @type {Spec} */
const ADULTS = { measure: "trend", place: HOME, level: "some_college_or_higher" };
/** @type {Spec} */
const GAP = { measure: "skills_gap", place: HOME, level: "some_college_or_higher" };

export class Opening {
  /**
   * @param {Document} page
   * @param {{ engine: import("./engine.js").Engine, messages: Messages, theme: import("./theme.js").Theme }} context
   */
  constructor(page, { engine, messages, theme }) {
    this.page = page;
    this.engine = engine;
    this.messages = messages;
    this.theme = theme;
    this.started = false;
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    if (this.started) void this.draw();
  }

  async start() {
    if (this.started) return;
    this.started = true;
    await this.draw();
  }

  /** One after the other, so that the first stands before the files of the last are read. */
  async draw() {
    await this.fill("adults", [...adultsOf(HOME)], (ready) => this.adults(ready));
    await this.fill("jobs", PUBLISHED_SHARES, (ready) => this.jobs(ready));
    await this.fill("gap", skillsOf(HOME), (ready) => this.gap(ready));
  }

  /**
   * @param {string} name
   * @param {import("./data.js").File[]} files
   * @param {(ready: Ready) => Promise<Answer>} make
   */
  async fill(name, files, make) {
    const host = this.page.querySelector(`[data-answer="${name}"]`);
    if (!host) return;
    const set = (/** @type {string} */ part, /** @type {(Node | string)[]} */ ...nodes) => host.querySelector(`.answer-${part}`)?.replaceChildren(...nodes);
    host.setAttribute("aria-busy", "true");
    try {
      const { figures, words, sources } = await this.engine.work("first", async (ready) => {
        await ready.data.need(files);
        return make(ready);
      });
      set("picture", pictogram(figures, this.messages));
      set("words", words);
      set("source", this.messages.text("page.chart.source", { sources }));
      host.removeAttribute("data-failed");
      host.setAttribute("data-ready", "true");
    } catch (error) {
      const { title, text, ways } = await faultOf(error, this.messages, () => void this.again());
      set("words", title);
      set("picture", element("span", { class: "answer-missing" }));
      set("source", text, element("span", { class: "answer-ways" }, ...ways));
      host.removeAttribute("data-ready");
      host.setAttribute("data-failed", "true");
    }
    host.removeAttribute("aria-busy");
  }

  /** What failed is tried once more. */
  async again() {
    if (this.page.querySelector("[data-answer][data-failed]")) await this.draw();
  }

  /**
   * A chart's own words for a result, in a task of their own.
   *
   * @param {Ready} ready
   * @param {Result} result
   */
  async words({ wasm }, result) {
    await breath();
    const chart = new wasm.Chart(result, {});
    const view = chart.layout({ width: 600, pixelRatio: 1, locale: this.messages.locale, theme: "light" });
    const described = view.describe();
    view.free();
    chart.free();
    await breath();
    return described;
  }

  /** @param {Ready} ready @returns {Promise<Answer>} */
  async adults(ready) {
    const result = await ready.data.catalog.measure(ADULTS);
    const described = await this.words(ready, result);
    const shown = result.items.flatMap(({ period, atOrAbove }) => {
      const share = atOrAbove[0]?.share;
      return share?.value == null ? [] : [{ label: this.messages.period(period), share: share.value, source: share.source }];
    });
    const ends = [shown[0], shown.at(-1)].filter((end) => end !== undefined);
    return { figures: { hundreds: ends }, words: `${described.title}.`, sources: cited(result, ends) };
  }

  /** @param {Ready} ready @returns {Promise<Answer>} */
  async jobs(ready) {
    const result = await ready.data.catalog.measure(NEED);
    const shown = (result.published ?? []).flatMap(({ period, value }) =>
      value.value == null ? [] : [{ label: this.messages.period(period), share: value.value, source: value.source }],
    );
    const [then, now] = [shown[0], shown.at(-1)];
    if (!then || !now) throw new Error(NEED.indicator);
    const words = this.messages.text("page.answer.jobs", {
      first: then.label,
      m: String(Math.round(then.share * 100)),
      last: now.label,
      n: String(Math.round(now.share * 100)),
    });
    return { figures: { hundreds: [then, now] }, words, sources: cited(result, [then, now]) };
  }

  /** @param {Ready} ready @returns {Promise<Answer>} */
  async gap(ready) {
    const result = await ready.data.catalog.measure(GAP);
    const described = await this.words(ready, result);
    const readings = (result.skillsGap?.readings ?? []).flatMap(({ reading, gapPeople }) =>
      gapPeople.value == null ? [] : [{ value: gapPeople.value, label: this.messages.text(`page.reading.${reading}`) }],
    );
    const claim = result.skillsGap?.claim?.value;
    const quoted = claim == null ? [] : [{ value: claim, label: this.messages.text("page.reading.claim") }];
    return {
      figures: { range: readings, quoted },
      words: `${described.title}.`,
      sources: cited(result, result.sources.map(({ name }) => ({ source: name }))),
    };
  }
}

/**
 * The sources of what is shown, of all that an answer draws on.
 *
 * @param {Result} result
 * @param {{ source: string }[]} shown
 */
function cited({ sources }, shown) {
  const used = sources.filter(({ name }) => shown.some(({ source }) => source.split(" + ").includes(name)));
  // Who and when; the view behind the door has the tables.
  return [...new Set(used.map(({ agency, title, vintage }) => [agency ?? title, vintage].filter(Boolean).join(", ")))].join("; ");
}
