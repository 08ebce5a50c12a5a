// @ts-check
/** A number that a visitor may assume, or leave to the data. */

import { element } from "./dom.js";

export class Slider {
  /**
   * @param {string} label
   * @param {{ least: number, most: number, step?: number, words: (value: number) => string, none: string,
   *   changed: (value: number | null, still: boolean) => void }} options `none`: what holds while nothing is assumed
   */
  constructor(label, { least, most, step = 1, words, none, changed }) {
    this.words = words;
    this.box = element("input", { type: "checkbox" });
    this.input = element("input", { type: "range", min: String(least), max: String(most), step: String(step), "aria-label": label });
    this.output = element("output", {});
    this.node = element(
      "div",
      { class: "slider" },
      element("label", { class: "slider-label" }, this.box, element("span", {}, label)),
      element("div", { class: "slider-row" }, this.input, this.output),
    );
    this.none = none;
    this.box.addEventListener("change", () => changed(this.box.checked ? Number(this.input.value) : null, false));
    this.input.addEventListener("input", () => changed(Number(this.input.value), true));
    this.input.addEventListener("change", () => changed(Number(this.input.value), false));
  }

  /**
   * @param {number | null} value
   * @param {number} start where the handle stands while nothing is assumed
   */
  update(value, start) {
    this.box.checked = value !== null;
    this.input.disabled = value === null;
    if (this.input !== document.activeElement || value === null) this.input.value = String(value ?? start);
    this.output.textContent = value === null ? this.none : this.words(value);
    this.input.setAttribute("aria-valuetext", this.output.textContent);
  }
}
