// @ts-check
/**
 * The presenter's own window: this slide and the next one, the notes, the time. It asks, and the stage says where it
 * is.
 */

import { element } from "../dom.js";
import { Channel } from "./channel.js";
import { next, previous, stepsOf, within } from "./course.js";
import { listenToKeys } from "./keys.js";
import { Stage, elements } from "./stage.js";

/** @typedef {import("./course.js").Place} Place */

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Presenter {
  /**
   * @param {HTMLElement} host
   * @param {{ context: import("./stage.js").Context, stage: Window | null, failed: (error: unknown) => void }} options
   *   `stage`: the window that opened this one
   */
  constructor(host, { context, stage, failed }) {
    this.context = context;
    this.failed = failed;
    /** @type {Place} */
    this.place = { slide: 0, step: 0 };
    /** @type {string | null} */
    this.query = null;
    /** @type {"" | "black" | "white"} */
    this.blank = "";
    /** When the talk began, as `performance.now()` counts. @type {number | null} */
    this.began = null;
    const { messages } = context;
    const frame = () => element("div", { class: "stage" });
    const [now, then] = [frame(), frame()];
    this.now = new Stage(now, context);
    this.then = new Stage(then, context);
    this.notes = element("div", {
      class: "presenter-notes",
      tabindex: "0",
      role: "region",
      "aria-label": messages.text("page.deck.notes"),
    });
    this.where = element("p", { class: "presenter-where", role: "status" });
    this.time = element("p", { class: "presenter-time", role: "timer" }, clock(0));
    const press = (/** @type {string} */ words, /** @type {string} */ name) => {
      const made = element("button", { type: "button" }, messages.text(words));
      made.addEventListener("click", () => this.act(name));
      return made;
    };
    const again = element("button", { type: "button" }, messages.text("page.deck.timer.reset"));
    again.addEventListener("click", () => this.reset());
    host.replaceChildren(
      element("section", { class: "presenter-now", "aria-label": messages.text("page.deck.now") }, now),
      element(
        "section",
        { class: "presenter-side" },
        element("div", { class: "presenter-bar" }, this.time, again, this.where),
        element(
          "div",
          { class: "presenter-bar" },
          press("page.deck.previous", "previous"),
          press("page.deck.next", "next"),
          press("page.deck.black", "black"),
        ),
        element("h2", {}, messages.text("page.deck.then")),
        then,
      ),
      this.notes,
    );
    this.channel = new Channel(
      () => stage,
      (message) => this.hear(message),
    );
    listenToKeys(document, { act: (name) => this.act(name), jump: (slide) => this.go({ slide, step: 0 }) });
    setInterval(() => this.tick(), 500);
  }

  start() {
    this.channel.send({ type: "hello" });
    return this.show();
  }

  /** @param {import("./channel.js").Message} message */
  hear(message) {
    if (message.type !== "at") return;
    this.place = within(this.context.story, message);
    this.query = message.query;
    this.blank = message.blank;
    void this.show();
  }

  /** @param {string} name */
  act(name) {
    if (name === "next" || name === "previous")
      this.go((name === "next" ? next : previous)(this.context.story, this.place));
    else if (name === "black" || name === "white") this.channel.send({ type: "blank", blank: this.blank ? "" : name });
    else return false;
    return true;
  }

  /** @param {Place} place */
  go({ slide, step }) {
    this.began ??= performance.now();
    this.channel.send({ type: "go", slide, step });
  }

  reset() {
    this.began = performance.now();
    this.tick();
  }

  tick() {
    if (this.began !== null) this.time.textContent = clock((performance.now() - this.began) / 1000);
  }

  async show() {
    const { place, query } = this;
    const { story, messages, charts } = this.context;
    const after = next(story, place);
    const slide = story.slides[place.slide];
    const last = after.slide === place.slide && after.step === place.step;
    this.where.textContent = messages.text("page.deck.where", {
      n: String(place.slide + 1),
      all: String(story.slides.length),
      step: String(place.step + 1),
      steps: String(stepsOf(story, place.slide)),
    });
    this.then.host.classList.toggle("is-over", last);
    try {
      const own = slide?.steps[place.step] ?? "";
      const words = async (/** @type {string} */ asked) => {
        const of = asked || own;
        return of ? (await charts.answer(of)).words.title : (await charts.picture(slide?.picture ?? "")).words;
      };
      this.notes.replaceChildren(...(await elements(slide?.notes ?? [], words)));
      await Promise.all([this.now.show({ ...place, query }), this.then.show({ ...after, query: null })]);
    } catch (error) {
      // A chart that was asked for and has no answer is said on stage, where it was asked.
      if (query === null) this.failed(error);
    }
    this.now.host.dataset.blank = this.blank;
  }
}
