// @ts-check
/** One part of the page: a sentence with pickers, the chart that answers it, and the state between them. */

import { breath } from "./breath.js";
import { ChartFigure } from "./chart-figure.js";
import { button, element } from "./dom.js";
import { faultOf, isOfQuestion } from "./faults.js";
import { arrived } from "./site.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./engine.js").Build} Build */
/** @typedef {import("./engine.js").Ready} Ready */

/** @template State, Choices */
export class Section {
  /**
   * @param {HTMLElement} root a `<section>` with `.ask` and `figure.chart`
   * @param {import("./views/parts.js").ViewKind<State, Choices>} kind
   * @param {State} state as it is at first; replaced, never changed
   * @param {object} context
   * @param {Theme} context.theme
   * @param {Messages} context.messages
   * @param {(build?: Build) => Promise<Ready>} context.ready the module and the tables, tried anew after a failure;
   *   the build that the view needs, where none is named
   * @param {(work: (ready: Ready) => Promise<void>) => Promise<void>} context.work the same for a piece of work, which is
   *   done once more where the engine ends under it
   * @param {(data: import("./data.js").Data) => import("./place-search.js").Tools} context.places
   * @param {(state: State, still: boolean) => void} context.changed `still`: the visitor's hand is still moving
   * @param {(view: string, state: object) => void} context.follow opens another view
   * @param {import("./loader.js").Loader} context.loader
   * @param {() => string} context.link the address of the view as it stands, "" where it has none for others
   * @param {() => string} context.framed the address of its chart alone
   * @param {(words: string) => void} context.announce
   * @param {() => void} context.retry asks for all that failed once more
   */
  constructor(root, kind, state, context) {
    this.root = root;
    this.kind = kind;
    this.state = state;
    this.context = context;
    this.messages = context.messages;
    this.asked = /** @type {HTMLElement} */ (root.querySelector(".ask"));
    this.figure = this.makeFigure();
    /** @type {import("./views/parts.js").Ask<Choices> | null} */
    this.sentence = null;
    /** @type {Ready | null} */
    this.ready = null;
    /** @type {Result | null} */
    this.result = null;
    /** The question that the result answers. @type {import("./types.js").Spec | null} */
    this.spec = null;
    /** @type {import("./take-away.js").TakeAway | null} */
    this.takeAway = null;
    // The map's panel listens too.
    const { onlayout } = this.figure;
    this.figure.onlayout = (figure) => {
      onlayout(figure);
      this.takeAway?.update();
    };
    // Asked again, the engine is replaced, or the visitor told.
    this.figure.onfault = () => void this.refresh();
    this.turn = 0;
    this.started = false;
  }

  /**
   * Takes another state, from an address. A part that was not wanted yet waits until it is.
   *
   * @param {State} state
   */
  async set(state) {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    this.state = state;
    if (this.started) await this.refresh();
  }

  /** @returns {ChartFigure} */
  makeFigure() {
    return new ChartFigure(/** @type {HTMLElement} */ (this.root.querySelector("figure.chart")), this.context);
  }

  /**
   * Puts an answer into the figure.
   *
   * @param {Ready} ready
   * @param {Result} result
   * @param {import("./types.js").Spec} spec
   */
  async present({ wasm }, result, spec) {
    await this.figure.show(wasm, result, () => this.derive(spec));
  }

  /** The first time that the part is wanted. */
  async start() {
    if (this.started) return;
    this.started = true;
    await this.refresh();
  }

  get failed() {
    return this.figure.failed;
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    this.sentence = null;
    void this.sync().catch(() => {});
    this.figure.say(messages);
    this.takeAway?.say(messages);
    if (this.failed) void this.refresh();
  }

  /**
   * @param {Partial<State>} patch
   * @param {boolean} [still]
   */
  async change(patch, still = false) {
    this.note(patch, still);
    await this.refresh();
    // A hand that is still moving would have every step of it said.
    if (!this.failed && !still) this.context.announce(this.figure.title.textContent ?? "");
  }

  /**
   * Keeps in the state, and in the address, what is on the page already.
   *
   * @param {Partial<State>} patch
   * @param {boolean} [still]
   */
  note(patch, still = false) {
    this.state = { ...this.state, ...patch };
    this.context.changed(this.state, still);
  }

  /**
   * Brings the sentence up to date with the state and what the loaded tables let a visitor choose.
   *
   * @returns {Promise<Choices | null>} null where the state has changed again
   */
  async sync() {
    const { ready, state, messages } = this;
    if (!ready) return null;
    const { data } = ready;
    const choices = /** @type {Choices} */ (await this.kind.choices?.(state, data));
    await data.places();
    if (state !== this.state || messages !== this.messages) return null;
    if (!this.sentence) {
      this.sentence = this.kind.ask({
        data,
        messages,
        change: (patch, still) => void this.change(patch, still),
        state: () => this.state,
        follow: this.context.follow,
        places: { ...this.context.places(data), messages },
      });
      this.asked.replaceChildren(this.sentence.node);
    }
    this.sentence.sync(choices);
    return choices;
  }

  /** Answers the question as it now stands. Only the last one asked is shown. */
  async refresh() {
    const turn = (this.turn += 1);
    this.figure.busy(true);
    try {
      await this.context.work((ready) => this.answer(ready, turn));
    } catch (error) {
      if (turn !== this.turn) return;
      await this.sync().catch(() => {});
      await this.explain(error, turn);
    }
  }

  /**
   * @param {Ready} ready
   * @param {number} turn
   */
  async answer(ready, turn) {
    const late = () => turn !== this.turn;
    if (late()) return;
    this.ready = ready;
    // What is chosen shows before its files have come.
    await this.sync();
    await breath();
    await ready.data.need(this.kind.files(this.state));
    if (late()) return;
    // Where the language or what is marked changed under it, the question is still to be answered.
    let choices = null;
    while (choices === null && !late()) choices = await this.sync();
    if (choices === null || late()) return;
    const spec = this.kind.spec(this.state, choices, this.messages);
    const result = await ready.data.catalog.measure(spec);
    await breath();
    if (late()) return;
    this.result = result;
    this.spec = spec;
    await this.present(ready, result, spec);
    await this.offer();
  }

  /** What can be taken away is fetched when there is something to take; the chart stands without it. */
  async offer() {
    if (this.takeAway) return;
    try {
      const { TakeAway } = await arrived("take-away.js", import("./take-away.js"));
      if (this.takeAway) return;
      this.takeAway = new TakeAway({ messages: this.messages, current: () => this.current() });
      this.figure.take.replaceChildren(this.takeAway.node);
    } catch {
      const again = button(this.messages.text("page.error.again"), () => void this.offer());
      again.className = "plain-button";
      this.figure.take.replaceChildren(element("p", { role: "status" }, this.messages.text("page.take.missing"), " ", again));
    }
  }

  /** The chart as it stands. */
  current() {
    const { figure, result, spec } = this;
    if (!figure.chart || !figure.view || !result || !spec || this.failed) return null;
    const link = this.context.link();
    return {
      chart: figure.chart,
      view: figure.view,
      answer: result,
      formulas: async () => (await this.whole()).formulas(spec),
      link,
      ...(link ? { embed: this.context.framed } : {}),
      locale: this.messages.locale,
      theme: figure.theme.tokens(),
    };
  }

  /**
   * How the figures of a question came about.
   *
   * @param {import("./types.js").Spec} spec
   */
  async derive(spec) {
    return (await this.whole()).explain(spec, this.messages.locale);
  }

  /** The catalog of the whole module, with the tables of the question. */
  async whole() {
    const { data } = await this.context.ready("whole");
    await data.need(this.kind.files(this.state));
    return data.catalog;
  }

  /**
   * @param {unknown} error
   * @param {number} turn
   */
  async explain(error, turn) {
    const { messages } = this;
    const { title, text, ways } = await faultOf(error, messages, this.context.retry);
    if (turn !== this.turn) return;
    const reset = button(messages.text("page.error.reset"), () => void this.change(this.kind.initial()));
    const instead = this.kind.instead?.(this.state);
    const other = instead ? [button(messages.text(instead.words), () => void this.change(instead.patch))] : [];
    this.figure.fail(title, text, isOfQuestion(error) ? [...other, reset] : ways);
  }
}
