// @ts-check
/**
 * `<common-measure>`: a living chart in a page of somebody else's. What it holds in the page is the snippet's own
 * fallback, which stays until the chart is drawn and comes back when it cannot be.
 */

import { askAt, figure as figureOf, said } from "../agenda.js";
import { breath } from "../breath.js";
import { ended } from "../catalog.js";
import { ChartFigure } from "../chart-figure.js";
import { button, element } from "../dom.js";
import { codeOf, notice, picture } from "./fallback.js";
import { HostTheme } from "./host-theme.js";
import { ASKED, questionOf } from "./question.js";
import { forget, messages, ready, renew, style, whenNear } from "./shared.js";

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("./question.js").Question} Question */

/** Attributes about the element; the others are about its question. */
const OWN = ["chart", "locale", "theme", "src", "agenda", "indicator"];

/** A server that renders pages has no elements. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class CommonMeasure extends Base {
  static observedAttributes = [...OWN, ...ASKED];

  /** The chart. @type {ChartFigure | null} */
  #figure = null;
  /** @type {HostTheme | null} */
  #theme = null;
  /** What is asked; only the last one is answered. */
  #turn = 0;
  /** Whether a change is dealt with at the end of this task already. */
  #awaited = false;
  /** Whether it has been near the window since it came into the page. */
  #started = false;
  /** Ends what listens outside of the element. @type {AbortController | null} */
  #leaving = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style()];
    this.fallback = element("slot", {});
    this.frame = element("div", { class: "frame", part: "frame" });
    root.append(this.frame, this.fallback);
  }

  connectedCallback() {
    for (const name of CommonMeasure.observedAttributes) this.#upgrade(name);
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#theme = new HostTheme(this.frame);
    this.#theme.watch(() => this.#figure?.layout(), { signal });
    addEventListener("online", () => void (this.frame.querySelector(".notice") && this.#ask()), { signal });
    const waiting = messages(this.#language).text("page.answer.waiting");
    if (!this.childElementCount) this.frame.replaceChildren(element("p", { class: "waiting" }, waiting));
    whenNear(this, () => {
      this.#started = true;
      void this.#ask();
    });
  }

  disconnectedCallback() {
    forget(this);
    this.#turn += 1;
    this.#started = false;
    this.#leaving?.abort();
    this.#leaving = null;
    this.#theme = null;
    this.#clear();
  }

  attributeChangedCallback() {
    if (!this.#started || this.#awaited) return;
    this.#awaited = true;
    queueMicrotask(() => {
      this.#awaited = false;
      if (this.#started) void this.#ask();
    });
  }

  /** A property that was set before the element was known hides the class's own. @param {string} name */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  get #language() {
    return this.getAttribute("locale") || this.closest("[lang]")?.getAttribute("lang") || navigator.language;
  }

  /** @param {boolean} [again] whether this question has ended a module: it gets another once */
  async #ask(again = false) {
    const turn = (this.#turn += 1);
    const words = messages(this.#language);
    /** @type {Question | null} */
    let question = null;
    /** @type {import("./shared.js").Ready | null} */
    let shared = null;
    this.#figure?.busy(true);
    try {
      question = await questionOf((name) => this.getAttribute(name));
      if (turn !== this.#turn) return;
      shared = await ready(question.data);
      const spec = await question.spec(shared, words);
      await breath();
      if (turn !== this.#turn) return;
      const answer = await shared.data.catalog.measure(spec);
      await breath();
      if (turn !== this.#turn) return;
      const before = this.#figure !== null;
      this.#draw(shared.wasm, answer, question, words);
      this.#tell(before ? "cm-change" : "cm-ready", { answer, description: this.#figure?.words() });
    } catch (error) {
      const over = ended(error);
      // What another's question has ended is not held against this one.
      const own = over && (!shared || renew(shared.wasm));
      if (turn !== this.#turn) return;
      // A chart that is left half made would ask as well.
      if (this.#figure) this.#figure.onfault = () => {};
      await (over && !(again && own) ? this.#ask(again || own) : this.#fail(error, question, words, turn));
    }
  }

  /**
   * @param {import("./shared.js").Ready["wasm"]} wasm
   * @param {Result} answer
   * @param {Question} question
   * @param {import("../messages.js").Messages} words
   */
  #draw(wasm, answer, question, words) {
    if (!this.#theme) return;
    const theme = this.getAttribute("theme");
    this.#theme.chosen = theme === "light" || theme === "dark" ? theme : null;
    // Of an instance that has come to its end nothing is taken over.
    if (this.#figure?.kind !== answer.measure || this.#figure.wasm !== wasm) {
      this.#clear();
      this.#figure = this.#make(answer.measure, words);
    } else if (this.#figure.messages !== words) {
      this.#figure.say(words);
    }
    this.fallback.hidden = true;
    this.#figure.swap(wasm, answer);
    this.#figure.take.replaceChildren(...this.#explore(question, words));
    this.#figure.foot.querySelector(".agenda")?.remove();
    this.#figure.source.after(...this.#agenda(question, words));
  }

  /**
   * @param {string} kind
   * @param {import("../messages.js").Messages} words
   */
  #make(kind, words) {
    const theme = /** @type {HostTheme} */ (this.#theme);
    const node = element("figure", { class: "chart", "data-chart": kind });
    this.frame.replaceChildren(node);
    const figure = new ChartFigure(node, { theme, messages: words, heading: "h3" });
    const { title, summary, axis, canvas, source, notes, table, tip } = figure;
    for (const [name, part] of Object.entries({ title, summary, axis, chart: canvas, source, notes, table, tip }))
      part.part.add(name);
    figure.onfault = (error) => {
      if (ended(error)) renew(figure.wasm);
      void this.#ask();
    };
    figure.onchoose = (mark) => this.#tell("cm-select", { mark });
    return figure;
  }

  /**
   * The same in the explorer.
   *
   * @param {Question} question
   * @param {import("../messages.js").Messages} words
   */
  #explore(question, words) {
    const href = question.explore(words.language);
    if (!href) return [];
    const attributes = { href, target: "_blank", rel: "noopener", class: "explore", part: "explore" };
    return [element("a", attributes, words.text("page.embed.explore"))];
  }

  /**
   * What the partners have agreed on, and whom to ask.
   *
   * @param {Question} question
   * @param {import("../messages.js").Messages} words
   */
  #agenda({ indicator, explore }, words) {
    if (!indicator) return [];
    const { title, definition, target, contact, spec } = indicator;
    const told = element("ul", { class: "agenda", part: "agenda" });
    if (target) {
      const by = { figure: figureOf(target.value, spec, words), year: String(target.year) };
      told.append(element("li", {}, `${words.text("page.agenda.target")}: ${words.text("page.agenda.target.by", by)}`));
    }
    told.append(element("li", {}, `${words.text("page.agenda.definition")} ${said(definition, words.language)}`));
    // An agenda is from elsewhere: no other kind of address is followed.
    if (/^(mailto|https?):/i.test(contact)) {
      const subject = said(title, words.language);
      const address = explore(words.language) ?? location.href;
      const href = askAt(contact, { subject, body: words.text("page.agenda.ask.body", { title: subject, address }) });
      const ask = element("a", { href, target: "_blank", rel: "noopener" }, words.text("page.agenda.ask"));
      told.append(element("li", {}, ask));
    }
    return [told];
  }

  /** Lets go of the chart, and shows what the snippet has. */
  #clear() {
    this.#figure?.destroy();
    this.#figure = null;
    this.frame.replaceChildren();
    this.fallback.hidden = false;
  }

  /**
   * @param {unknown} error
   * @param {Question | null} question
   * @param {import("../messages.js").Messages} words
   * @param {number} turn
   */
  async #fail(error, question, words, turn) {
    const name = this.childElementCount ? null : question?.picture;
    // Where even the picture cannot be had, words remain.
    const still = name ? await picture(name, words).catch(() => null) : null;
    if (turn !== this.#turn) return;
    this.#clear();
    const again = button(words.text("page.error.again"), () => void this.#ask());
    const ways = [again, ...(question ? this.#explore(question, words) : [])];
    const said = notice(error, { messages: words, host: this, still: still !== null, ways });
    this.frame.replaceChildren(...(still ? [still] : []), said);
    this.#tell("cm-error", { error, code: codeOf(error) });
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

// Each attribute is a property as well; nothing takes it away.
for (const name of CommonMeasure.observedAttributes) {
  Object.defineProperty(CommonMeasure.prototype, name, {
    configurable: true,
    enumerable: true,
    /** @this {CommonMeasure} */
    get() {
      return this.getAttribute(name) ?? "";
    },
    /** @this {CommonMeasure} @param {unknown} value */
    set(value) {
      if (value === null || value === undefined || value === "") this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
}
