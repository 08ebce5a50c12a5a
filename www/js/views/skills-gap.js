// @ts-check
/** Demand for education less its supply, by each reading of demand, with every assumption in the visitor's hands. */

import { element } from "../dom.js";
import { ADULTS_25_TO_64, HOME, skillsOf } from "../data.js";
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
 * @property {(typeof AGES)[number]} ages of the adults
 * @property {number | null} working part of the adults that works or looks for work, in percent; all where null
 * @property {number | null} need share of the jobs that need the level, in percent, in place of the published share
 */

const PLACES = [HOME, "31080", "06", "00"];
const GAP_LEVELS = ["some_college_or_higher", "bachelors_or_higher"];
const YEARS = /** @type {const} */ (["base", "projected"]);
const AGES = /** @type {const} */ (["25_and_over", "25_to_64"]);

/** Adults 25 to 64 by level are published for states and the nation. @param {string} place */
const agesOf = (place) => place.length === 2;

/** @type {ViewKind<SkillsGapState>} */
export const skillsGap = {
  fields: {
    place: word("place", PLACES),
    level: word("level", GAP_LEVELS),
    year: word("jobs", YEARS),
    ages: word("ages", AGES),
    working: number("working", 1, 100),
    need: number("need", 0, 100),
  },
  initial: () => ({ place: HOME, level: "some_college_or_higher", year: "base", ages: "25_and_over", working: null, need: null }),
  files: ({ place, ages }) => [...skillsOf(place), ...(ages === "25_to_64" ? [ADULTS_25_TO_64] : [])],
  spec: ({ place, level, year, ages, working, need }) => ({
    measure: "skills_gap",
    place,
    level,
    assumptions: {
      period: year,
      ...(agesOf(place) ? { population: ages } : {}),
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
    const ages = new Picker(messages.text("page.skills_gap.population"), (value) =>
      change({ ages: value === "25_to_64" ? "25_to_64" : "25_and_over" }),
    );
    const whom = element("p", {}, messages.nodes("page.skills_gap.whom", { population: ages.node }));
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
      whom,
      element("div", { class: "sliders" }, working.node, need.node),
    );
    if (state().working !== null || state().need !== null || state().ages !== "25_and_over") assumptions.open = true;
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
        ages.update(
          options(messages, [...AGES], "page.skills_gap.population", (value) => value === "25_and_over" || agesOf(now.place)),
          agesOf(now.place) ? now.ages : "25_and_over",
        );
        working.update(now.working, 65);
        need.update(now.need, 68);
      },
    };
  },
};
