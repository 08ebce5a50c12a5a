// @ts-check
/** What partners contribute: a line each, that the visitor writes, changes and takes away. */

import { button, element } from "./dom.js";

/** @typedef {import("./messages.js").Messages} Messages */

/** What a contribution may change; the last two are people a year, the others percentage points. */
export const KINDS = /** @type {const} */ (["graduation", "college_going", "completion", "starting", "returning"]);

/**
 * @typedef {object} Contribution
 * @property {(typeof KINDS)[number]} kind
 * @property {number} change in percentage points, or people a year
 * @property {number} low
 * @property {number} high
 * @property {number} from the year in which it begins
 * @property {number} to the year in which it is whole
 * @property {string} name "": the page's own words for an example
 */

const YEARS = { min: "2020", max: "2040", step: "1" };

export class Contributions {
  /**
   * @param {Messages} messages
   * @param {(all: Contribution[], still: boolean) => void} changed
   * @param {number} most
   */
  constructor(messages, changed, most) {
    this.messages = messages;
    this.changed = changed;
    this.most = most;
    /** @type {Contribution[]} */
    this.all = [];
    this.shape = "";
    this.list = element("ol", { class: "adds" });
    this.add = button(messages.text("page.what_if.add"), () => {
      const last = this.all.at(-1);
      this.changed([...this.all, { ...(last ?? { change: 2, low: 1, high: 3, from: 2026, to: 2030 }), kind: last?.kind ?? "completion", name: "" }], false);
      this.list.querySelector("li:last-child input")?.dispatchEvent(new Event("focus"));
      /** @type {HTMLElement | null} */ (this.list.querySelector("li:last-child input"))?.focus();
    });
    this.node = element(
      "section",
      { class: "adds-box", "aria-label": messages.text("page.what_if.contributions") },
      element("h2", {}, messages.text("page.what_if.contributions")),
      element("p", { class: "adds-about" }, messages.text("page.what_if.contributions.about")),
      this.list,
      this.add,
    );
  }

  /**
   * @param {number} at
   * @param {Partial<Contribution>} patch
   * @param {boolean} [still]
   */
  change(at, patch, still = false) {
    this.changed(this.all.map((one, i) => (i === at ? { ...one, ...patch } : one)), still);
  }

  /** @param {Contribution[]} all */
  update(all) {
    this.all = all;
    this.add.hidden = all.length >= this.most;
    // The fields stay while only their values change: a hand may be in one of them.
    const shape = all.map(({ kind }) => kind).join();
    if (shape !== this.shape || this.list.children.length !== all.length) {
      this.shape = shape;
      this.list.replaceChildren(...all.map((one, at) => this.row(one, at)));
    }
    all.forEach((one, at) => {
      const row = this.list.children[at];
      for (const input of row?.querySelectorAll("input") ?? []) {
        const key = /** @type {keyof Contribution} */ (input.name);
        const value = String(one[key]);
        if (input !== document.activeElement && input.value !== value) input.value = value;
      }
    });
  }

  /**
   * @param {Contribution} one
   * @param {number} at
   */
  row(one, at) {
    const { messages } = this;
    const n = String(at + 1);
    const people = one.kind === "starting" || one.kind === "returning";
    const field = (/** @type {keyof Contribution} */ name, /** @type {Record<string, string>} */ attributes) => {
      const input = element("input", { name, value: String(one[name]), ...attributes });
      const read = () => (input.type === "number" ? Number(input.value) : input.value);
      const take = (/** @type {boolean} */ still) => {
        if (input.type === "number" && (input.value === "" || !input.checkValidity())) return;
        this.change(at, { [name]: read() }, still);
      };
      input.addEventListener("input", () => take(true));
      input.addEventListener("change", () => take(false));
      return element("label", { class: `adds-${name}` }, element("span", {}, messages.text(`page.what_if.field.${name}`)), input);
    };
    const kind = element(
      "select",
      { "aria-label": messages.text("page.what_if.field.kind") },
      ...KINDS.map((each) => element("option", { value: each }, messages.text(`page.what_if.kind.${each}`))),
    );
    kind.value = one.kind;
    kind.addEventListener("change", () => {
      const found = KINDS.find((each) => each === kind.value) ?? one.kind;
      const now = found === "starting" || found === "returning";
      // Points are no people.
      const reset = now === people ? {} : now ? { change: 5000, low: 2000, high: 8000 } : { change: 3, low: 1, high: 5 };
      this.change(at, { kind: found, ...reset });
    });
    const amount = people ? { type: "number", min: "-100000", max: "100000", step: "500" } : { type: "number", min: "-50", max: "50", step: "0.5" };
    const remove = element("button", { type: "button", class: "remove", "aria-label": messages.text("page.what_if.remove", { n }) }, "×");
    remove.addEventListener("click", () => {
      this.changed(this.all.filter((_, i) => i !== at), false);
      this.add.focus();
    });
    const name = field("name", { type: "text", maxlength: "60", autocomplete: "off", placeholder: messages.text(`page.what_if.example.${one.kind}`) });
    const parts = [
      name,
      element("label", { class: "adds-kind" }, element("span", {}, messages.text("page.what_if.field.kind")), kind),
      field("change", amount),
      field("low", amount),
      field("high", amount),
      field("from", { type: "number", ...YEARS }),
      field("to", { type: "number", ...YEARS }),
    ];
    return element("li", { "aria-label": messages.text("page.what_if.contribution", { n }) }, ...parts, remove);
  }
}
