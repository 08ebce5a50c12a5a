// @ts-check
/**
 * The form in which a visitor says what the columns of a table are, where no format knows its header. What is chosen is
 * tried on the table's first rows at once.
 */

import { element } from "./dom.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./types.js").Columns} Columns */
/** @typedef {import("./types.js").Given} Given */
/** @typedef {import("./types.js").Preview} Preview */

/** Levels that a table of a visitor is likely to have, lowest first. */
export const LEVELS = [
  "total",
  "less_than_9th_grade",
  "grade_9_to_12_no_diploma",
  "less_than_high_school",
  "high_school",
  "some_college",
  "some_college_or_associate",
  "associate",
  "bachelors",
  "graduate",
  "masters",
  "professional",
  "doctorate",
  "high_school_or_higher",
  "some_college_or_higher",
  "associate_or_higher",
  "bachelors_or_higher",
];
const SEXES = ["female", "male"];
const RACES = ["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];
const UNITS = ["count", "percent", "share"];

/** Values of a select that are no column: none, one value for all rows, a column a level. */
const NONE = "";
const SAME = "\u0000same";
const WIDE = "\u0000wide";

/** @typedef {{ value: string, label: string }} Choice */

let made = 0;

export class Mapping {
  /**
   * @param {Preview} preview
   * @param {{ messages: Messages, changed: () => void }} options
   */
  constructor(preview, { messages, changed }) {
    this.preview = preview;
    this.messages = messages;
    const id = `own-map-${(made += 1)}`;
    const text = (/** @type {string} */ key) => messages.text(`page.own.map.${key}`);
    const columns = preview.columns.map(({ name }) => ({ value: name, label: name }));
    const numbers = preview.columns.filter((c) => c.numbers).map(({ name }) => ({ value: name, label: name }));
    const codes = (/** @type {string} */ kind, /** @type {string[]} */ list) =>
      list.map((value) => ({ value, label: messages.text(`chart.${kind}.${value}`) }));
    const { guesses } = preview;

    let row = 0;
    /**
     * @param {string} label
     * @param {Choice[]} choices
     * @param {string | null | undefined} value
     */
    const select = (label, choices, value) => {
      const own = `${id}-${(row += 1)}`;
      const made = element(
        "select",
        { id: own },
        ...choices.map(({ value, label }) => element("option", { value }, label)),
      );
      made.value = choices.some((c) => c.value === value) ? (value ?? NONE) : (choices[0]?.value ?? NONE);
      return { select: made, node: element("div", { class: "own-field" }, element("label", { for: own }, label), made) };
    };
    const none = { value: NONE, label: text("none") };
    const choose = { value: NONE, label: text("choose") };

    this.place = select(text("place"), [choose, ...columns], guesses.place);
    this.period = select(text("period"), [...columns, { value: SAME, label: text("same") }], guesses.period ?? SAME);
    this.level = select(
      text("level"),
      [...columns, { value: SAME, label: text("same") }, { value: WIDE, label: text("wide") }],
      guesses.level ?? (numbers.length > 2 ? WIDE : SAME),
    );
    this.value = select(text("value"), [choose, ...numbers], guesses.value);
    this.moe = select(text("moe"), [none, ...numbers], guesses.moe);
    this.unit = select(text("unit"), UNITS.map((value) => ({ value, label: text(`unit.${value}`) })), "count");
    this.sex = select(text("sex"), [none, ...columns], guesses.sex);
    this.race = select(text("race"), [none, ...columns], guesses.race);
    this.samePeriod = element("input", { id: `${id}-period`, type: "text", autocomplete: "off", placeholder: "2019-2023" });
    this.periodRow = element(
      "div",
      { class: "own-field" },
      element("label", { for: `${id}-period` }, text("period_is")),
      this.samePeriod,
    );
    this.sameLevel = select(text("level_is"), [choose, ...codes("level", LEVELS)], NONE);
    /** Of a wide table, a level and a margin for each column of figures. */
    this.wide = numbers.map(({ value }) => ({
      column: value,
      level: select(text("wide_level").replace("{name}", value), [none, ...codes("level", LEVELS)], NONE),
      moe: select(text("wide_moe").replace("{name}", value), [none, ...numbers.filter((n) => n.value !== value)], NONE),
    }));
    this.wideRow = element(
      "fieldset",
      { class: "own-words" },
      element("legend", {}, text("wide_legend")),
      ...this.wide.map(({ level, moe }) => element("div", { class: "own-pair" }, level.node, moe.node)),
    );
    /** Selects for the words of a column, made anew when the column changes. */
    this.words = {
      level: this.wordField("level", codes("level", LEVELS), select),
      sex: this.wordField("sex", [{ value: "total", label: messages.text("chart.everyone") }, ...codes("sex", SEXES)], select),
      race: this.wordField("race", [{ value: "total", label: messages.text("chart.everyone") }, ...codes("race", RACES)], select),
    };
    this.check = element("p", { class: "own-check", role: "status" });
    this.node = element(
      "div",
      { class: "own-map" },
      this.place.node,
      this.period.node,
      this.periodRow,
      this.level.node,
      this.sameLevel.node,
      this.words.level.node,
      this.value.node,
      this.moe.node,
      this.wideRow,
      this.unit.node,
      this.sex.node,
      this.words.sex.node,
      this.race.node,
      this.words.race.node,
    );
    this.node.addEventListener("change", () => {
      this.sync();
      changed();
    });
    this.samePeriod.addEventListener("input", changed);
    this.sync();
  }

  /**
   * @param {"level" | "sex" | "race"} kind
   * @param {Choice[]} choices
   * @param {(label: string, choices: Choice[], value: string) => { select: HTMLSelectElement, node: HTMLElement }} select
   */
  wordField(kind, choices, select) {
    const { messages } = this;
    const node = element("fieldset", { class: "own-words" });
    let shown = "";
    /** @type {Map<string, HTMLSelectElement>} */
    let fields = new Map();
    return {
      node,
      /** @param {string} column whose words are asked for; "" for none */
      show: (column) => {
        if (column === shown) return;
        shown = column;
        fields = new Map();
        const words = this.preview.columns.find(({ name }) => name === column)?.words ?? [];
        const out = { value: NONE, label: messages.text("page.own.map.leave_out") };
        const rows = words.map((word) => {
          const field = select(word, [out, ...choices], likely(word, choices));
          fields.set(word, field.select);
          return field.node;
        });
        node.replaceChildren(element("legend", {}, messages.text(`page.own.map.words.${kind}`, { column })), ...rows);
        node.hidden = rows.length === 0;
      },
      // Null leaves the rows of a word out.
      words: () => Object.fromEntries([...fields].map(([word, field]) => [word, field.value || null])),
    };
  }

  sync() {
    const level = this.level.select.value;
    const wide = level === WIDE;
    this.periodRow.hidden = this.period.select.value !== SAME;
    this.sameLevel.node.hidden = level !== SAME;
    this.value.node.hidden = wide;
    this.moe.node.hidden = wide;
    this.wideRow.hidden = !wide;
    this.words.level.show(level === SAME || wide ? NONE : level);
    this.words.sex.show(this.sex.select.value);
    this.words.race.show(this.race.select.value);
    for (const { node } of Object.values(this.words)) node.hidden = node.querySelector("select") === null;
  }

  /** What is still to be said, as keys of messages; empty where all is. @returns {string[]} */
  missing() {
    const level = this.level.select.value;
    const period = this.samePeriod.value.trim();
    return [
      ...(this.place.select.value === NONE ? ["place"] : []),
      ...(this.period.select.value === SAME && !/^\d{4}([-–]\d{4})?$/.test(period) ? ["period"] : []),
      ...(level === SAME && this.sameLevel.select.value === NONE ? ["level"] : []),
      ...(level !== WIDE && this.value.select.value === NONE ? ["value"] : []),
      ...(level === WIDE && !this.wide.some((w) => w.level.select.value) ? ["wide"] : []),
    ];
  }

  /** @returns {Columns} */
  columns() {
    const level = this.level.select.value;
    /** @type {(field: "sex" | "race", column: string) => Partial<Columns>} */
    const group = (field, column) => (column ? { [field]: { column, words: this.words[field].words() } } : {});
    /** @type {Columns} */
    const columns = {
      place: this.place.select.value,
      period: this.period.select.value === SAME ? { value: this.samePeriod.value.trim() } : this.period.select.value,
      unit: { value: this.unit.select.value },
      ...group("sex", this.sex.select.value),
      ...group("race", this.race.select.value),
    };
    if (level === WIDE) {
      columns.value = this.wide
        .filter((w) => w.level.select.value)
        .map((w) => ({
          column: w.column,
          level: w.level.select.value,
          ...(w.moe.select.value ? { moe: w.moe.select.value } : {}),
        }));
      return columns;
    }
    columns.level =
      level === SAME ? { value: this.sameLevel.select.value } : { column: level, words: this.words.level.words() };
    columns.value = this.value.select.value;
    if (this.moe.select.value) columns.moe = this.moe.select.value;
    return columns;
  }
}

/**
 * The code that a word is, or plainly means: the code itself, or the words that this page has for it.
 *
 * @param {string} word
 * @param {Choice[]} choices
 */
function likely(word, choices) {
  const plain = (/** @type {string} */ text) =>
    text
      .toLowerCase()
      .replace(/['’]/g, "")
      .replace(/[\s_-]+/g, " ")
      .trim();
  const found = choices.find(({ value, label }) => plain(word) === plain(value) || plain(word) === plain(label));
  if (found) return found.value;
  return /^(all|both|everyone|todos|todas)$/i.test(word.trim()) && choices.some((c) => c.value === "total") ? "total" : NONE;
}
