// @ts-check
/** Native selects that stand in a sentence. */

import { element } from "./dom.js";

/** @typedef {{ value: string, label: string }} Option */
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
          const made = options.map((option) => element("option", { value: option.value }, option.label));
          return label ? [element("optgroup", { label }, ...made)] : made;
        }),
      );
    }
    this.select.value = value;
  }
}

/** Los Angeles County and the counties around it. */
const NEAR = ["06037", "06059", "06111", "06029", "06071", "06065"];
const WIDER = ["06", "00"];
const MORE = "more";

/**
 * A place: those near Los Angeles at once, any state and any county when asked for. A state that is chosen brings its
 * counties into the list.
 */
export class PlacePicker {
  /**
   * @param {string} label
   * @param {{ data: Data, messages: Messages, changed: (place: string) => void, counties?: boolean }} options
   *   `counties`: whether counties other than Los Angeles can be chosen
   */
  constructor(label, { data, messages, changed, counties = true }) {
    this.data = data;
    this.messages = messages;
    this.counties = counties;
    this.value = "06037";
    this.state = "";
    this.picker = new Picker(label, (value) => {
      if (value === MORE) this.more();
      else changed(value);
    });
    this.states = new Picker(messages.text("page.pick.state"), (state) => {
      if (!state) return;
      changed(state);
      if (counties) void data.counties(state).then(() => this.update(this.value));
    });
    this.states.node.hidden = true;
    this.node = element("span", { class: "pick-place" }, this.picker.node, this.states.node);
  }

  async more() {
    this.picker.select.value = this.value;
    this.states.node.hidden = false;
    this.states.update([{ options: [{ value: "", label: this.messages.text("page.pick.waiting") }] }], "");
    this.states.select.focus();
    await this.data.states();
    this.update(this.value);
  }

  /** @param {string} value */
  update(value) {
    this.value = value;
    const { data, messages } = this;
    const places = data.places();
    const option = (/** @type {string} */ code) => ({ value: code, label: messages.place(code, places.get(code)) });
    const byName = (/** @type {string[]} */ codes) =>
      codes.map(option).sort((a, b) => a.label.localeCompare(b.label, messages.locale));
    const all = [...places.keys()];
    const state = value.slice(0, 2);
    if (state !== "00" && state !== "06") this.state = state;
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
      groups.push({ options: ["06037", ...WIDER].map(option) });
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
      const states = byName(all.filter((code) => code.length === 2 && code !== "00"));
      const first = { value: "", label: messages.text("page.pick.choose_state") };
      this.states.update([{ options: [first, ...states] }], states.some((s) => s.value === state) ? state : "");
    }
  }
}
