// @ts-check
/**
 * The deck on stage: where it is, what keys, fingers and the presenter's window ask of it, and the chart changed live.
 */

import { Asking } from "./asking.js";
import { Channel } from "./channel.js";
import { fromHash, next, previous, toHash, within } from "./course.js";
import { listenToKeys } from "./keys.js";
import { element } from "../dom.js";
import { library, modules, qrElement } from "../qr.js";

/** @typedef {import("./course.js").Place} Place */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("../messages.js").Messages} Messages */

/** How far a finger goes for the next slide, in CSS pixels. */
const SWIPE = 48;

/** How long the buttons stay after the pointer has moved, in milliseconds. */
const IDLE = 3000;

/** The name of the presenter's window: a second one would be one too many. */
const WINDOW = "common-measure-presenter";

/** @param {Document} page @param {string} id @returns {HTMLElement} */
function part(page, id) {
  const found = page.getElementById(id);
  if (!found) throw new Error(`#${id}`);
  return found;
}

export class Deck {
  /**
   * @param {Document} page
   * @param {{ story: Story, stage: Stage, messages: Messages, engine: import("../engine.js").Engine | null,
   *   loader: import("../loader.js").Loader, base: string, failed: import("../present.js").Failed }} context `engine`: null
   *   where no chart can be changed; `base`: the explorer's address
   */
  constructor(page, context) {
    this.page = page;
    this.context = context;
    this.story = context.story;
    this.stage = context.stage;
    /** @type {Place} */
    this.place = fromHash(this.story, location.hash);
    /** The chart that was asked for in place of the story's. @type {string | null} */
    this.query = null;
    /** @type {"" | "black" | "white"} */
    this.blank = "";
    this.live = part(page, "live");
    this.tools = part(page, "tools");
    this.cover = part(page, "blank");
    this.code = /** @type {HTMLDialogElement} */ (part(page, "code"));
    this.keys = /** @type {HTMLDialogElement} */ (part(page, "keys"));
    const { engine, loader, messages } = context;
    for (const asks of engine ? [] : page.querySelectorAll("[data-asks]")) asks.remove();
    this.asking = engine && new Asking(part(page, "ask"), {
      messages,
      engine,
      loader,
      changed: (query) => void this.ask(query),
      back: () => void this.back(),
    });
    /** @type {Window | null} */
    this.second = null;
    this.channel = new Channel(
      () => this.second,
      (message) => this.hear(message),
    );
    this.listen();
  }

  start() {
    this.awake();
    return this.show();
  }

  /** The address of the chart on the slide; "" where there is none. */
  get address() {
    return this.query ?? this.story.slides[this.place.slide]?.steps[this.place.step] ?? "";
  }

  async show() {
    const { place, query } = this;
    history.replaceState(null, "", toHash(place));
    this.tell();
    try {
      await this.stage.show({ ...place, query });
    } catch (error) {
      // A story's own chart that has no answer is the author's to mend; one that was asked for is said where it was asked.
      if (this.place !== place) return;
      this.context.engine?.replaces(error);
      if (query === null) this.context.failed(error, () => void this.show());
      else this.asking?.fail(error);
      return;
    }
    if (this.place !== place) return;
    this.live.textContent = this.stage.section?.querySelector("h1")?.textContent ?? "";
    this.page.documentElement.dataset.chart = String(this.asking !== null && this.address !== "");
    await this.asking?.sync(this.address);
    this.prepare();
  }

  /** What comes next is made ready while this is looked at. */
  prepare() {
    const { slide, step } = next(this.story, this.place);
    const query = this.story.slides[slide]?.steps[step];
    if (query) this.stage.context.charts.answer(query).catch(() => {});
  }

  /** @param {Place} place */
  async go(place) {
    const to = within(this.story, place);
    if (to.slide === this.place.slide && to.step === this.place.step && this.query === null) return;
    // On another slide the story goes on as it is written.
    this.query = null;
    if (to.slide !== this.place.slide) this.asking?.close();
    this.place = to;
    await this.show();
  }

  /** Shows another chart in place of the story's. @param {string} query */
  async ask(query) {
    this.query = query;
    this.place = { ...this.place };
    await this.show();
  }

  /** Back to the story. */
  async back() {
    this.asking?.close();
    if (this.query === null) return;
    this.query = null;
    this.place = { ...this.place };
    await this.show();
  }

  /** @param {"" | "black" | "white"} blank */
  hide(blank) {
    this.blank = blank;
    this.cover.hidden = blank === "";
    this.cover.dataset.blank = blank;
    this.tell();
  }

  /** Tells the presenter's window where the deck is. */
  tell() {
    this.channel.send({ type: "at", ...this.place, query: this.query, blank: this.blank });
  }

  /** @param {import("./channel.js").Message} message */
  hear(message) {
    if (message.type === "hello") this.tell();
    else if (message.type === "go") void this.go(message);
    else if (message.type === "blank") this.hide(message.blank);
  }

  presenter() {
    const address = new URL(location.href);
    address.searchParams.set("presenter", "1");
    address.searchParams.set("lang", this.context.messages.language);
    address.hash = "";
    this.second = open(address.href, WINDOW, "popup,width=1100,height=720");
  }

  async full() {
    if (this.page.fullscreenElement) await this.page.exitFullscreen();
    else await this.page.documentElement.requestFullscreen();
  }

  /** The chart's address for a phone, in the phone's language: without one of its own. */
  async qr() {
    if (this.code.open) return this.code.close();
    const { messages, base } = this.context;
    if (base) {
      const link = new URL(this.address || "./", base).href;
      const rows = modules(await library(), link);
      const words = messages.text(this.address ? "page.deck.code.chart" : "page.deck.code.site");
      this.code.replaceChildren(
        ...(rows ? [qrElement(rows, words)] : []),
        element("p", {}, words),
        element("p", { class: "code-link" }, link),
      );
    } else {
      this.code.replaceChildren(element("p", {}, messages.text("page.deck.code.none")));
    }
    this.code.showModal();
  }

  /** Shows the buttons for a while. */
  awake() {
    this.tools.classList.add("is-awake");
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.tools.classList.remove("is-awake"), IDLE);
  }

  listen() {
    const { page } = this;
    listenToKeys(page, { act: (name) => this.press(name), jump: (slide) => void this.go({ slide, step: 0 }) });
    page.addEventListener("pointermove", () => this.awake());
    // What failed for want of a network.
    addEventListener("online", () => void (this.stage.host.querySelector(".deck-fault") && this.show()));
    addEventListener("hashchange", () => void this.go(fromHash(this.story, location.hash)));
    this.tools.addEventListener("click", (event) => {
      const name = event.target instanceof Element ? event.target.closest("[data-do]")?.getAttribute("data-do") : null;
      if (name) this.do(name);
    });
    for (const dialog of [this.code, this.keys]) dialog.addEventListener("click", () => dialog.close());
    this.cover.addEventListener("click", () => this.hide(""));
    this.touch(this.stage.host);
  }

  /** @param {HTMLElement} host */
  touch(host) {
    /** @type {{ x: number, y: number } | null} */
    let from = null;
    host.addEventListener("pointerdown", ({ pointerType, isPrimary, clientX: x, clientY: y }) => {
      from = pointerType === "touch" && isPrimary ? { x, y } : null;
    });
    host.addEventListener("pointerup", ({ clientX, clientY }) => {
      if (!from) return;
      const [dx, dy] = [clientX - from.x, clientY - from.y];
      from = null;
      if (Math.abs(dx) < SWIPE || Math.abs(dx) < 1.5 * Math.abs(dy)) this.awake();
      else this.do(dx < 0 ? "next" : "previous");
    });
    host.addEventListener("pointercancel", () => {
      from = null;
    });
  }

  /**
   * What a key asks for; a window above the slide lets only its own key through.
   *
   * @param {string} name
   * @returns {boolean}
   */
  press(name) {
    if ((this.code.open && name !== "qr") || (this.keys.open && name !== "keys")) return false;
    // What the room cannot see does not go on behind the blank: the first key brings it back.
    if (this.blank && !["black", "white", "full"].includes(name)) this.hide("");
    else this.do(name);
    return true;
  }

  /** @param {string} name */
  do(name) {
    switch (name) {
      case "next":
        return void this.go(next(this.story, this.place));
      case "previous":
        return void this.go(previous(this.story, this.place));
      case "ask":
        return void this.asking?.toggle(this.address);
      case "back":
        return void this.back();
      case "qr":
        return void this.qr();
      case "presenter":
        return this.presenter();
      case "full":
        return void this.full().catch(() => {});
      case "black":
      case "white":
        return this.hide(this.blank === name ? "" : name);
      case "keys":
        return this.keys.open ? this.keys.close() : this.keys.showModal();
    }
  }
}
