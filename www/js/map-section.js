// @ts-check
/** The part with the map: as every part, but for the panel that holds the map, or the points, and the list of places. */

import { MapPanel } from "./map-view.js";
import { Section } from "./section.js";

/** @typedef {import("./views/map.js").MapState} MapState */

/** @extends {Section<MapState, void>} */
export class MapSection extends Section {
  makeFigure() {
    const { theme, messages, loader } = this.context;
    /** @type {MapPanel} */
    this.panel = new MapPanel({
      theme,
      messages,
      loader,
      // A place that is chosen stays in the address, and has a way to its other charts.
      onselect: (place) => {
        this.note({ chosen: place });
        void this.sync();
      },
      oncut: (cut) => {
        this.note(cut);
      },
    });
    const host = this.root.querySelector(".map-host");
    host?.replaceChildren(this.panel.node);
    host?.removeAttribute("aria-busy");
    return this.panel.figure;
  }

  /**
   * @param {import("./engine.js").Ready} ready
   * @param {import("./types.js").Result} result
   */
  async present({ wasm, data }, result) {
    this.panel.cut(this.state);
    this.panel.chosen = this.state.chosen;
    await this.panel.show({ wasm, catalog: data.catalog, answer: result });
    if (this.state.chosen) this.panel.select(this.state.chosen);
  }

  /** @param {MapState} state */
  async set(state) {
    this.panel?.forgive();
    await super.set(state);
  }

  /** @param {Partial<MapState>} patch @param {boolean} [still] */
  async change(patch, still) {
    this.panel?.forgive();
    await super.change(patch, still);
  }

  /** @param {import("./messages.js").Messages} messages */
  say(messages) {
    super.say(messages);
    this.panel.say(messages);
  }
}
