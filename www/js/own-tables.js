// @ts-check
/** The tables that a visitor brought or asked for, each with a button that takes it away again. */

import { button, element } from "./dom.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").OwnTable} OwnTable */
/** @typedef {import("./messages.js").Messages} Messages */

export class OwnTables {
  /**
   * @param {{ messages: Messages, data: Data, changed: (name: string) => void, heading: string, from: OwnTable["from"] }} options
   */
  constructor({ messages, data, changed, heading, from }) {
    this.from = from;
    this.messages = messages;
    this.data = data;
    this.changed = changed;
    this.list = element("ul", { class: "own-tables-list" });
    this.node = element("div", { class: "own-tables" }, element("h3", {}, messages.text(heading)), this.list);
    this.show();
  }

  /**
   * @param {string} name under which the catalog has it
   * @param {string} words
   * @param {string} format
   */
  add(name, words, format) {
    this.data.own.set(name, { words, format, from: this.from });
    this.show();
    this.announce(name);
  }

  /** @param {string} name */
  remove(name) {
    this.data.catalog.unload(name);
    this.data.own.delete(name);
    this.show();
    this.announce(name);
  }

  /** @param {string} name */
  announce(name) {
    // Names of places may have come or gone.
    this.data.names = null;
    this.changed(name);
  }

  show() {
    const own = [...this.data.own].filter(([, { from }]) => from === this.from);
    this.node.hidden = own.length === 0;
    this.list.replaceChildren(
      ...own.map(([name, { words }]) => {
        const away = button(this.messages.text("page.own.remove"), () => this.remove(name));
        away.setAttribute("aria-label", this.messages.text("page.own.remove_name", { name: words }));
        return element("li", { "data-table": name }, element("span", {}, words), away);
      }),
    );
  }
}
