// @ts-check
/** The tables that a visitor brought or asked for, each with a button that takes it away again. */

import { button, element } from "./dom.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").OwnTable} OwnTable */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {(view: string, state: object) => void} Follow */

/** What tables of students tell. */
const STUDENTS = [
  "graduation_rate",
  "college_going_rate",
  "chronic_absence_rate",
  "english_grade_3_met",
  "math_grade_8_met",
  "english_grade_11_met",
];

export class OwnTables {
  /**
   * @param {{ messages: Messages, data: Data, changed: (name: string) => void, heading: string, from: OwnTable["from"],
   *   follow?: Follow }} options `follow`: opens a view of the explorer
   */
  constructor({ messages, data, changed, heading, from, follow }) {
    this.from = from;
    this.follow = follow;
    this.messages = messages;
    this.data = data;
    this.changed = changed;
    this.list = element("ul", { class: "own-tables-list" });
    this.node = element("div", { class: "own-tables" }, element("h3", {}, messages.text(heading)), this.list);
    this.node.hidden = true;
    void this.show();
    data.lists.set(from, () => void this.show());
  }

  /**
   * @param {string} name under which the catalog has it
   * @param {string} words
   * @param {string} format
   * @param {OwnTable["load"]} load
   */
  async add(name, words, format, load) {
    this.data.own.set(name, { words, format, from: this.from, load });
    await this.announce(name);
  }

  /** @param {string} name */
  async remove(name) {
    this.data.gone.delete(name);
    if (this.data.own.delete(name)) await this.data.catalog.unload(name);
    await this.announce(name);
  }

  /** @param {string} name */
  async announce(name) {
    this.data.forget();
    await this.show();
    this.changed(name);
  }

  /** Links to the views that show a table, at the first place that it has. @param {string} name */
  async views(name) {
    const { follow, messages } = this;
    if (!follow) return [];
    const first = async (/** @type {string[]} */ ...indicators) => {
      const found = await Promise.all(indicators.map((indicator) => this.data.catalog.places(indicator, name)));
      return found.flat()[0]?.code;
    };
    const adults = await first("adults");
    const students = await first(...STUDENTS);
    const earners = await first("median_earnings", "median_weekly_earnings");
    /** @type {[string, object][]} */
    const shown = [
      ...(adults ? /** @type {[string, object][]} */ ([["trend", { places: [adults] }], ["gap", { place: adults, table: name }]]) : []),
      ...(students ? /** @type {[string, object][]} */ ([["pipeline", { place: students }]]) : []),
      ...(earners ? /** @type {[string, object][]} */ ([["earnings", { place: earners }]]) : []),
    ];
    if (shown.length === 0) return [];
    const links = shown.map(([view, state]) => {
      const open = button(messages.text(`page.view.${view}`), () => follow(view, state));
      open.classList.add("own-view");
      return open;
    });
    return [element("span", { class: "own-views" }, messages.text("page.own.see"), ...links)];
  }

  /** What is listed here, also what no view has any more. */
  listed() {
    return [...this.data.own, ...this.data.gone].filter(([, { from }]) => from === this.from);
  }

  async show() {
    const own = this.listed();
    const rows = own.map(async ([name, { words }]) => {
      const away = button(this.messages.text("page.own.remove"), () => void this.remove(name));
      away.setAttribute("aria-label", this.messages.text("page.own.remove_name", { name: words }));
      const gone = this.data.gone.has(name);
      const said = gone ? this.messages.text("page.own.gone", { name: words }) : words;
      return element("li", { "data-table": name }, element("span", {}, said), ...(gone ? [] : await this.views(name)), away);
    });
    const made = await Promise.all(rows);
    // Another table may have come or gone in the meantime.
    const still = this.listed();
    if (still.length !== own.length || still.some(([name], at) => name !== own[at]?.[0])) return;
    this.list.replaceChildren(...made);
    this.node.hidden = made.length === 0;
  }
}
