// @ts-check
/** The sentence of a chart with its pickers, on stage: someone in the room asks, and the chart answers. */

import { button, element } from "../dom.js";
import { adultsFrom, placesFrom } from "../place-search.js";
import { write } from "../route.js";
import { views } from "../views/all.js";
import { question } from "./story.js";

/** @typedef {import("../messages.js").Messages} Messages */

export class Asking {
  /**
   * @param {HTMLElement} root
   * @param {{ messages: Messages, engine: import("../engine.js").Engine, loader: import("../loader.js").Loader,
   *   changed: (query: string) => void, back: () => void }} context
   */
  constructor(root, context) {
    this.root = root;
    this.context = context;
    this.index = placesFrom(context.loader);
    /** @type {keyof typeof views | null} */
    this.view = null;
    /** @type {any} */
    this.state = null;
    /** @type {import("../views/parts.js").Ask<any> | null} */
    this.sentence = null;
    this.host = element("div", { class: "ask" });
    this.fault = element("p", { class: "ask-fault", role: "alert" });
    root.append(this.host, this.fault, button(context.messages.text("page.deck.back"), context.back));
  }

  get isOpen() {
    return !this.root.hidden;
  }

  close() {
    this.root.hidden = true;
    this.view = this.sentence = null;
  }

  /** @param {string} query of the chart on the slide; "" where there is none */
  async toggle(query) {
    if (this.isOpen) return this.close();
    if (!query) return;
    this.root.hidden = false;
    await this.sync(query);
    /** @type {HTMLElement | null} */ (this.host.querySelector("button, select, input"))?.focus();
  }

  /** Brings the sentence up to date with the chart. @param {string} query */
  async sync(query) {
    if (!this.isOpen || !query) return;
    const { engine, messages } = this.context;
    const { data } = await engine.ready("whole");
    const { view, state } = question(query, views);
    const kind = /** @type {import("../views/parts.js").ViewKind<any, any>} */ (views[view]);
    const choices = await kind.choices?.(state, data);
    await data.places();
    this.state = state;
    this.fault.textContent = "";
    if (this.view !== view || !this.sentence) {
      this.view = view;
      this.sentence = kind.ask({
        data,
        messages,
        state: () => this.state,
        change: (patch) => {
          this.state = { ...this.state, ...patch };
          this.context.changed(write(view, /** @type {any} */ (kind.fields), this.state));
        },
        follow: () => {},
        places: { index: this.index, messages, name: (code) => data.names.get(code), adults: adultsFrom(data) },
      });
      this.host.replaceChildren(this.sentence.node);
    }
    this.sentence.sync(choices);
  }

  /** @param {unknown} error */
  fail(error) {
    const { messages } = this.context;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const known = messages.has(`page.error.${code}`) ? code : "other";
    this.fault.textContent = messages.text(`page.error.${known}`);
  }
}
