// @ts-check
/** Several of some words, at least one, at most so many. */

import { element } from "./dom.js";

export class Choices {
  /**
   * @param {string} label
   * @param {{ values: string[], words: (value: string) => string, most: number, changed: (values: string[]) => void }} options
   */
  constructor(label, { values, words, most, changed }) {
    this.most = most;
    /** @type {Map<string, HTMLInputElement>} */
    this.boxes = new Map();
    const items = values.map((value) => {
      const box = element("input", { type: "checkbox", value });
      this.boxes.set(value, box);
      box.addEventListener("change", () => changed(values.filter((each) => this.boxes.get(each)?.checked)));
      return element("label", { class: "choice" }, box, element("span", {}, words(value)));
    });
    this.node = element("fieldset", { class: "choices" }, element("legend", {}, label), ...items);
  }

  /** @param {string[]} chosen */
  update(chosen) {
    for (const [value, box] of this.boxes) {
      box.checked = chosen.includes(value);
      // The last one stays, and no more than fit can be added.
      box.disabled = box.checked ? chosen.length === 1 : chosen.length >= this.most;
    }
  }
}
