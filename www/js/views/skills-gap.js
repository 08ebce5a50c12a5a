// @ts-check
/** Demand for education less its supply, by each reading of demand, with every assumption in the visitor's hands. */

import { element } from "../dom.js";
import { HOME, skillsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { Slider } from "../slider.js";
import { number, word } from "../route.js";
import { options } from "./parts.js";

/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/**
 * @typedef {object} SkillsGapState
 * @property {string} place
 * @property {string} level
 * @property {"base" | "projected"} year of the jobs
 * @property {number | null} working part of the adults that works or looks for work, in percent; all where null
 * @property {number | null} need share of the jobs that need the level, in percent, in place of the published share
 */

const PLACES = [HOME, "31080", "06", "00"];
const GAP_LEVELS = ["some_college_or_higher", "bachelors_or_higher"];
const YEARS = /** @type {const} */ (["base", "projected"]);

/** @type {ViewKind<SkillsGapState>} */
export const skillsGap = {
  build: "first",
  fields: {
    place: word("place", PLACES),
    level: word("level", GAP_LEVELS),
    year: word("jobs", YEARS),
    working: number("working", 1, 100),
    need: number("need", 0, 100),
  },
  initial: () => ({ place: HOME, level: "some_college_or_higher", year: "base", working: null, need: null }),
  files: ({ place }) => skillsOf(place),
  spec: ({ place, level, year, working, need }) => ({
    measure: "skills_gap",
    place,
    level,
    assumptions: {
      period: year,
      ...(working === null ? {} : { participation: working / 100 }),
      ...(need === null ? {} : { required_share: need / 100 }),
    },
  }),
  ask({ messages, change, state }) {
    const place = new Picker(messages.text("page.pick.place"), (value) => change({ place: value }));
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const year = new Picker(messages.text("page.skills_gap.year"), (value) =>
      change({ year: value === "projected" ? "projected" : "base" }),
    );
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.skills_gap.ask", { place: place.node, level: level.node, year: year.node }),
    );
    const percent = (/** @type {number} */ value) => messages.percent(value);
    const working = new Slider(messages.text("page.skills_gap.working"), {
      least: 40,
      most: 100,
      words: percent,
      none: messages.text("page.skills_gap.working.all"),
      changed: (value, still) => change({ working: value }, still),
    });
    const need = new Slider(messages.text("page.skills_gap.need"), {
      least: 0,
      most: 100,
      words: percent,
      none: messages.text("page.skills_gap.need.published"),
      changed: (value, still) => change({ need: value }, still),
    });
    const assumptions = element(
      "details",
      { class: "assumptions" },
      element("summary", {}, messages.text("page.assumptions")),
      element("p", {}, messages.text("page.skills_gap.assumptions")),
      element("div", { class: "sliders" }, working.node, need.node),
    );
    if (state().working !== null || state().need !== null) assumptions.open = true;
    return {
      node: element("div", {}, sentence, assumptions),
      sync() {
        const now = state();
        // A projection is published for the county alone.
        const projected = now.place === HOME;
        place.update(options(messages, PLACES, "page.jobs.place"), now.place);
        level.update(options(messages, GAP_LEVELS, "chart.have"), now.level);
        year.update(
          options(messages, [...YEARS], "page.skills_gap.year", (value) => value === "base" || projected),
          projected ? now.year : "base",
        );
        working.update(now.working, 65);
        need.update(now.need, 68);
      },
    };
  },
};
