// @ts-check
/** How groups differ at one level of education, by the definition of a gap that the visitor chooses. */

import { element } from "../dom.js";
import { HOME, groupsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceSearch } from "../place-search.js";
import { period, place, word } from "../route.js";
import { LEVELS, options, periodOptions } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** @typedef {{ place: string, by: "race" | "sex", period: string, level: string }} GapState */
const GROUPINGS = /** @type {const} */ (["race", "sex"]);

/**
 * The question as it can be answered: of the chosen groups, level and period those that the place has figures for. Of
 * another period, the nearest.
 *
 * @param {GapState} state
 * @param {Data} data
 */
function gapQuestion({ place, by, level, period }, data) {
  const table = place === HOME ? "la-race" : "attainment-groups";
  const periods = (/** @type {GapState["by"]} */ groups, /** @type {string} */ above) =>
    data.catalog.periods({ place, by: groups, level: above, data: table });
  const levels = (/** @type {GapState["by"]} */ groups) => LEVELS.filter((above) => periods(groups, above).length);
  const groupings = GROUPINGS.filter((groups) => levels(groups).length);
  // Nothing is known of a place whose table is still on its way.
  if (!groupings[0]) return { table, groupings: [...GROUPINGS], levels: LEVELS, periods: [period], by, level, period };
  const groups = groupings.includes(by) ? by : groupings[0];
  const above = levels(groups).includes(level) ? level : (levels(groups)[0] ?? level);
  const known = periods(groups, above);
  return {
    table,
    groupings,
    levels: levels(groups),
    periods: known,
    by: groups,
    level: above,
    period: known.includes(period) ? period : nearest(known, period),
  };
}

/**
 * @param {string[]} periods oldest first
 * @param {string} period
 */
function nearest(periods, period) {
  const end = (/** @type {string} */ words) => Number(words.slice(-4));
  const distance = (/** @type {string} */ other) => Math.abs(end(other) - end(period));
  return periods.toReversed().reduce((best, other) => (distance(other) < distance(best) ? other : best), periods.at(-1) ?? period);
}

/** @type {ViewKind<GapState>} */
export const gap = {
  build: "first",
  fields: { place: place("place"), by: word("by", GROUPINGS), period: period("period"), level: word("level", LEVELS) },
  initial: () => ({ place: HOME, by: "race", period: "2019", level: "bachelors_or_higher" }),
  files: ({ place }) => groupsOf(place),
  spec(state, data) {
    const { table, by, level, period } = gapQuestion(state, data);
    return { measure: "gap", place: state.place, by, level, period, data: table };
  },
  // Tables on one county's groups are few.
  instead: ({ place }) => (place === HOME ? { words: "page.gap.instead", patch: { place: "06" } } : null),
  ask({ data, messages, places: known, change, state }) {
    const place = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      // Tables on one county's groups are few.
      suits: (code) => code === HOME || code.length === 2,
      changed: (code) => change({ place: code }),
    });
    const by = new Picker(messages.text("page.pick.by"), (value) => change({ by: value === "sex" ? "sex" : "race" }));
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.gap.ask", {
        place: place.node,
        by: by.node,
        period: period.node,
        level: level.node,
      }),
    );
    return {
      node: sentence,
      sync() {
        const now = gapQuestion(state(), data);
        const among = (/** @type {string[]} */ known) => (/** @type {string} */ value) => known.includes(value);
        place.update(state().place);
        by.update(options(messages, [...GROUPINGS], "page.by", among(now.groupings)), now.by);
        period.update(periodOptions(messages, now.periods), now.period);
        level.update(options(messages, LEVELS, "chart.have", among(now.levels)), now.level);
      },
    };
  },
};
