// @ts-check
/** Native selects that stand in a sentence. */

import { HOME, NEAR } from "./data.js";
import { element } from "./dom.js";

export { NEAR };

/** @typedef {{ value: string, label: string, disabled?: boolean }} Option */
/** @typedef {{ label?: string, options: Option[] }} Group */
/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./messages.js").Messages} Messages */

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

export const WIDER = ["06", "00"];
const MORE = "more";

/**
 * A place: those near Los Angeles at once, any state and any county when asked for. A state that is chosen brings its
 * counties into the list.
 */
export class PlacePicker {
  /**
   * @param {string} label
   * @param {{ data: Data, messages: Messages, changed: (place: string) => void, counties?: boolean,
   *   taken?: () => string[] }} options `counties`: whether counties other than Los Angeles can be chosen; `taken`:
   *   places that cannot be chosen since they already are
   */
  constructor(label, { data, messages, changed, counties = true, taken = () => [] }) {
    this.data = data;
    this.messages = messages;
    this.counties = counties;
    this.taken = taken;
    this.value = "";
    /** The state outside California whose counties are in the list. */
    this.state = "";
    this.picker = new Picker(label, (value) => {
      if (value === MORE) this.more();
      else changed(value);
    });
    this.states = new Picker(messages.text("page.pick.state"), (state) => {
      if (!state) return;
      this.state = state;
      this.close();
      // One that is already there can still lend its counties.
      if (state !== this.value && !taken().includes(state)) changed(state);
      else this.update(this.value);
      if (counties) data.counties(state).then(() => this.update(this.value), () => {});
    });
    this.states.node.hidden = true;
    this.node = element("span", { class: "pick-place" }, this.picker.node, this.states.node);
  }

  async more() {
    this.picker.select.value = this.value;
    this.states.node.hidden = false;
    this.states.update([{ options: [{ value: "", label: this.messages.text("page.pick.waiting") }] }], "");
    this.states.select.focus();
    try {
      await this.data.states();
      this.update(this.value);
    } catch {
      this.close();
    }
  }

  /** Takes the list of states out of the sentence. */
  close() {
    const focused = this.states.node.contains(document.activeElement);
    this.states.node.hidden = true;
    if (focused) this.picker.select.focus();
  }

  /** @param {string} value */
  update(value) {
    const state = value.slice(0, 2);
    if (value !== this.value) {
      this.value = value;
      this.close();
      if (state !== "00" && state !== "06" && value !== "31080") this.state = state;
    }
    const { data, messages } = this;
    const places = data.places();
    const taken = this.taken().filter((code) => code !== value);
    const option = (/** @type {string} */ code) => ({
      value: code,
      label: messages.place(code, places.get(code)),
      disabled: taken.includes(code),
    });
    const byName = (/** @type {string[]} */ codes) =>
      codes.map(option).sort((a, b) => a.label.localeCompare(b.label, messages.locale));
    const all = [...places.keys()];
    const within = (/** @type {string} */ fips) => all.filter((code) => code.length === 5 && code.startsWith(fips));

    /** @type {Group[]} */
    const groups = [];
    if (this.counties) {
      groups.push(
        { label: messages.text("page.pick.near"), options: NEAR.map(option) },
        { label: messages.text("page.pick.wider"), options: WIDER.map(option) },
        {
          label: messages.text("page.pick.california"),
          options: byName(within("06").filter((code) => !NEAR.includes(code) && code !== "31080")),
        },
      );
      if (this.state) {
        const name = messages.place(this.state, places.get(this.state));
        const counties = byName(within(this.state));
        groups.push({ label: name, options: [option(this.state), ...counties] });
      }
    } else {
      groups.push({ options: [HOME, ...WIDER].map(option) });
      if (this.state) groups.push({ options: [option(this.state)] });
    }
    groups.push({
      label: messages.text("page.pick.elsewhere"),
      options: [{ value: MORE, label: messages.text("page.pick.more") }],
    });
    this.picker.update(
      groups.filter(({ options }) => options.length),
      value,
    );

    if (!this.states.node.hidden) {
      const states = byName(all.filter((code) => code.length === 2 && code !== "00")).map(({ value, label }) => ({
        value,
        label,
      }));
      const first = { value: "", label: messages.text("page.pick.choose_state") };
      this.states.update([{ options: [first, ...states] }], "");
    }
  }
}
