// @ts-check
/** Native selects that stand in a sentence. */

import { element } from "./dom.js";

/** @typedef {{ value: string, label: string, disabled?: boolean }} Option */
/** @typedef {{ label?: string, options: Option[] }} Group */

export class Picker {
  /**
   * @param {string} label its accessible name
   * @param {(value: string) => void} changed
   */
  constructor(label, changed) {
    this.select = element("select", { "aria-label": label });
    this.node = element("span", { class: "pick" }, this.select);
    this.select.addEventListener("change", () => changed(this.select.value));
    this.shown = "";
  }

  /**
   * @param {Group[]} groups
   * @param {string} value
   */
  update(groups, value) {
    const shown = JSON.stringify(groups);
    if (shown !== this.shown) {
      this.shown = shown;
      this.select.replaceChildren(
        ...groups.flatMap(({ label, options }) => {
          const made = options.map(({ value, label, disabled }) =>
            element("option", { value, ...(disabled ? { disabled: "" } : {}) }, label),
          );
          return label ? [element("optgroup", { label }, ...made)] : made;
        }),
      );
    }
    this.select.value = value;
  }
}
