// @ts-check
/** The visitor's own tables: a file of theirs, or the Census Bureau's newest. */

import { CensusApi } from "./census-api.js";
import { OwnData } from "./own-data.js";

/** @typedef {import("./engine.js").Ready} Ready */
/** @typedef {import("./messages.js").Messages} Messages */

export class DataPage {
  /**
   * @param {ParentNode} root with `.own` and `.newest`
   * @param {{ ready: () => Promise<Ready>, places: (data: import("./data.js").Data) => import("./place-search.js").Tools,
   *   messages: Messages, loaded: (name: string) => void, follow: import("./own-tables.js").Follow, base?: string }} context
   */
  constructor(root, { ready, places, messages, loaded, follow, base }) {
    this.follow = follow;
    this.root = root;
    this.ready = ready;
    this.places = places;
    this.messages = messages;
    this.loaded = loaded;
    this.base = base;
    /** The words in which it was drawn last. @type {Messages | null} */
    this.drawn = null;
  }

  async start() {
    if (this.drawn === this.messages) return;
    this.drawn = this.messages;
    const { messages, loaded, follow, base } = this;
    /** @type {import("./data.js").Data} */
    let data;
    try {
      ({ data } = await this.ready());
      await data.states();
    } catch (error) {
      this.drawn = null;
      throw error;
    }
    if (this.drawn !== messages) return;
    // A file comes next, most likely. Whether this ends well is of no matter.
    data.catalog.rehearse?.().catch(() => {});
    const places = { ...this.places(data), messages };
    this.put(".own", new OwnData({ messages, data, ready: this.ready, loaded, follow }).node);
    this.put(".newest", new CensusApi({ messages, data, places, loaded, follow, ...(base ? { base } : {}) }).node);
  }

  /** @param {string} host @param {Node} node */
  put(host, node) {
    const at = this.root.querySelector(host);
    at?.replaceChildren(node);
    at?.removeAttribute("aria-busy");
  }

  /** @param {Messages} messages */
  async say(messages) {
    this.messages = messages;
    if (this.drawn) await this.start().catch(() => {});
  }
}
