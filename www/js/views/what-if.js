// @ts-check
/** What several partners' contributions add up to, year by year, against a target. */

import { element } from "../dom.js";
import { HOME, futureOf } from "../data.js";
import { Contributions, KINDS } from "../contributions.js";
import { Picker } from "../pickers.js";
import { PlaceSearch } from "../place-search.js";
import { Slider } from "../slider.js";
import { number, place, word } from "../route.js";
import { LEVELS, options } from "./parts.js";

/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */
/** @typedef {import("../contributions.js").Contribution} Contribution */

/**
 * @typedef {object} WhatIfState
 * @property {string} place
 * @property {string} level of the target
 * @property {number | null} target share of the adults, in percent; half where null
 * @property {number | null} graduation in percent, as the three that follow; the published or assumed rate where null
 * @property {number | null} going
 * @property {number | null} completion
 * @property {Contribution[]} contributions
 */

const MOST = 8;

/**
 * Contributions in an address, with commas between: kind, change, low, high, from, to and name, with tildes between.
 *
 * @type {import("../route.js").Field<Contribution[]>}
 */
const contributions = {
  name: "add",
  write: (all) =>
    all.length
      ? all.map(({ kind, change, low, high, from, to, name }) => [kind, change, low, high, from, to, encodeURIComponent(name)].join("~")).join(",")
      : "none",
  read(text) {
    if (text === "none") return [];
    const read = text.split(",").flatMap((one) => {
      const [kind = "", change = "", low = "", high = "", from = "", to = "", name = ""] = one.split("~");
      const known = KINDS.find((each) => each === kind);
      const numbers = [change, low, high, from, to].map(Number);
      if (!known || numbers.some((value) => !Number.isFinite(value))) return [];
      const [c = 0, l = 0, h = 0, f = 0, t = 0] = numbers;
      return [{ kind: known, change: c, low: l, high: h, from: f, to: t, name: shortened(decoded(name)) }];
    });
    return read.length ? read.slice(0, MOST) : undefined;
  },
};

/** By characters: half of one cannot be written into an address. @param {string} text */
const shortened = (text) => [...text].slice(0, 60).join("");

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Made-up contributions to begin with; their names come from the page's words. @type {Contribution[]} */
const EXAMPLE = [
  { kind: "graduation", change: 3, low: 1, high: 5, from: 2026, to: 2032, name: "" },
  { kind: "completion", change: 5, low: 2, high: 8, from: 2026, to: 2032, name: "" },
  { kind: "returning", change: 8000, low: 4000, high: 10000, from: 2026, to: 2030, name: "" },
];

/** @type {ViewKind<WhatIfState>} */
export const whatIf = {
  fields: {
    place: place("place"),
    level: word("level", LEVELS.slice(0, 2)),
    target: number("target", 1, 100),
    graduation: number("graduation", 0, 100),
    going: number("going", 0, 100),
    completion: number("completion", 0, 100),
    contributions,
  },
  initial: () => ({
    place: HOME,
    level: "bachelors_or_higher",
    target: 50,
    graduation: null,
    going: null,
    completion: null,
    contributions: EXAMPLE,
  }),
  files: ({ place: code }) => futureOf(code),
  spec({ place: code, level, target, graduation, going, completion, contributions: all }, _, messages) {
    const share = (/** @type {number} */ percent) => percent / 100;
    const given = (/** @type {string} */ name, /** @type {number | null} */ percent) =>
      percent === null ? {} : { [name]: share(percent) };
    const people = (/** @type {string} */ kind) => kind === "returning" || kind === "starting";
    return {
      measure: "scenario",
      place: code,
      level,
      scenario: {
        target: { level, share: share(target ?? 50) },
        ...given("graduation", graduation),
        ...given("college_going", going),
        ...given("completion", completion),
        contributions: all.map(({ kind, change, low, high, from, to, name }) => {
          const unit = people(kind) ? 1 : 0.01;
          return {
            name: name || messages.text(`page.what_if.example.${kind}`),
            kind,
            change: change * unit,
            low: Math.min(low, change) * unit,
            high: Math.max(high, change) * unit,
            from,
            to: Math.max(from, to),
          };
        }),
      },
    };
  },
  instead: ({ place: code }) => (code === HOME ? null : { words: "page.pipeline.instead", patch: { place: HOME } }),
  ask({ messages, places: known, change, state }) {
    const where = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      changed: (code) => change({ place: code }),
    });
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const percent = (/** @type {number} */ value) => messages.percent(value);
    const slider = (/** @type {"target" | "graduation" | "going" | "completion"} */ name) =>
      new Slider(messages.text(`page.what_if.${name}`), {
        least: 0,
        most: 100,
        words: percent,
        none: messages.text(name === "target" ? "page.what_if.target.half" : "page.what_if.as_data"),
        changed: (value, still) => change({ [name]: value }, still),
      });
    const sliders = { target: slider("target"), graduation: slider("graduation"), going: slider("going"), completion: slider("completion") };
    const editor = new Contributions(messages, (all, still) => change({ contributions: all }, still), MOST);
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.what_if.ask", { place: where.node, level: level.node }),
    );
    const assumptions = element(
      "details",
      { class: "assumptions" },
      element("summary", {}, messages.text("page.assumptions")),
      element("p", {}, messages.text("page.what_if.assumptions")),
      element("div", { class: "sliders" }, ...Object.values(sliders).map(({ node }) => node)),
    );
    return {
      node: element("div", {}, sentence, editor.node, assumptions),
      sync() {
        const now = state();
        where.update(now.place);
        level.update(options(messages, LEVELS.slice(0, 2), "page.what_if.level"), now.level);
        editor.update(now.contributions);
        sliders.target.update(now.target, 50);
        sliders.graduation.update(now.graduation, 86);
        sliders.going.update(now.going, 65);
        sliders.completion.update(now.completion, 50);
      },
    };
  },
};
