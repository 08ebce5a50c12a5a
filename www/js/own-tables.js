// @ts-check
/** The tables that a visitor brought or asked for, each with a button that takes it away again. */

import { button, element } from "./dom.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./messages.js").Messages} Messages */

export class OwnTables {
  /** @param {{ messages: Messages, data: Data, changed: (name: string) => void, heading: string }} options */
  constructor({ messages, data, changed, heading }) {
    this.messages = messages;
    this.data = data;
    this.changed = changed;
    /** Words by the name under which a table is loaded. @type {Map<string, string>} */
    this.tables = new Map();
    this.list = element("ul", { class: "own-tables-list" });
    this.node = element("div", { class: "own-tables" }, element("h4", {}, messages.text(heading)), this.list);
    this.node.hidden = true;
  }

  /**
   * @param {string} name under which the catalog has it
   * @param {string} words
   */
  add(name, words) {
    this.tables.set(name, words);
    this.show();
    this.announce(name);
  }

  /** @param {string} name */
  remove(name) {
    this.data.catalog.unload(name);
    this.tables.delete(name);
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
    this.node.hidden = this.tables.size === 0;
    this.list.replaceChildren(
      ...[...this.tables].map(([name, words]) => {
        const away = button(this.messages.text("page.own.remove"), () => this.remove(name));
        away.setAttribute("aria-label", this.messages.text("page.own.remove_name", { name: words }));
        return element("li", { "data-table": name }, element("span", {}, words), away);
      }),
    );
  }
}
