// @ts-check
/** How groups differ at one level of education, by the definition of a gap that the visitor chooses. */

import { element } from "../dom.js";
import { HOME, adultsOf, groupsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceSearch } from "../place-search.js";
import { period, place, word } from "../route.js";
import { LEVELS, options, ownTable, periodOptions } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/**
 * @typedef {object} GapState
 * @property {string} place
 * @property {(typeof GROUPINGS)[number]} by
 * @property {string} period
 * @property {string} level
 * @property {(typeof DEFINITIONS)[number]} definition
 * @property {(typeof AGAINST)[number]} against
 * @property {string} table a table of the visitor's own; "" is the page's
 */

/** The last three only microdata can tell. */
const GROUPINGS = /** @type {const} */ (["race", "sex", "age", "nativity", "employment"]);
const DEFINITIONS = /** @type {const} */ (["points", "ratio", "parity_index", "four_fifths", "people_to_parity"]);
const AGAINST = /** @type {const} */ (["highest", "others"]);

/**
 * The question as it can be answered: of the chosen groups, level and period those that the place has figures for. Of
 * another period, the nearest.
 *
 * @param {GapState} state
 * @param {Data} data
 */
function gapQuestion({ place, by, level, period, table: own }, data) {
  const table = data.own.has(own) ? own : place === HOME ? "la-race" : "attainment-groups";
  const periods = (/** @type {GapState["by"]} */ groups, /** @type {string} */ above) =>
    data.catalog.periods({ place, by: groups, level: above, data: table });
  const levels = (/** @type {GapState["by"]} */ groups) => LEVELS.filter((above) => periods(groups, above).length);
  const groupings = GROUPINGS.filter((groups) => levels(groups).length);
  // Nothing is known of a place whose table is still on its way.
  if (!groupings[0]) return { table, groupings: [by], levels: LEVELS, periods: [period], by, level, period };
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
  fields: {
    place: place("place"),
    by: word("by", GROUPINGS),
    period: period("period"),
    level: word("level", LEVELS),
    definition: word("measure", DEFINITIONS),
    against: word("against", AGAINST),
  },
  initial: () => ({
    place: HOME,
    by: "race",
    period: "2019",
    level: "bachelors_or_higher",
    definition: "points",
    against: "highest",
    table: "",
  }),
  // All others are everyone less the group.
  files: ({ place, table, against }) =>
    table ? [] : [...groupsOf(place), ...(against === "others" ? adultsOf(place) : [])],
  spec(state, data) {
    const { table, by, level, period } = gapQuestion(state, data);
    const { place, definition, against } = state;
    const reference = against === "others" ? { reference: { others: true } } : {};
    return { measure: "gap", place, by, level, period, data: table, definition, ...reference };
  },
  // Tables on one county's groups are few.
  instead: ({ place, table }) => (place === HOME || table ? null : { words: "page.gap.instead", patch: { place: "06" } }),
  ask({ data, messages, places: known, change, state }) {
    const place = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      suits: (code) => code === HOME || code.length === 2,
      changed: (code) => change({ place: code, table: "" }),
    });
    const find = (/** @type {readonly any[]} */ words, /** @type {string} */ value) => words.find((word) => word === value);
    const by = new Picker(messages.text("page.pick.by"), (value) => change({ by: find(GROUPINGS, value) }));
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const definition = new Picker(messages.text("page.gap.definition"), (value) =>
      change({ definition: find(DEFINITIONS, value) }),
    );
    const against = new Picker(messages.text("page.gap.against"), (value) => change({ against: find(AGAINST, value) }));
    const table = ownTable(data, messages, (name, first) => change({ table: name, place: first ?? HOME }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.gap.ask", { place: place.node, by: by.node, period: period.node, level: level.node }),
      " ",
      messages.nodes("page.gap.ask_how", { definition: definition.node, against: against.node }),
      " ",
      table.node,
    );
    return {
      node: sentence,
      sync() {
        const now = gapQuestion(state(), data);
        const among = (/** @type {readonly string[]} */ all) => (/** @type {string} */ value) => all.includes(value);
        place.update(state().place);
        // What only microdata tell is offered where there are such.
        const offered = GROUPINGS.filter((grouping, i) => i < 2 || now.groupings.includes(grouping));
        by.update(options(messages, offered, "page.by", among(now.groupings)), now.by);
        period.update(periodOptions(messages, now.periods), now.period);
        level.update(options(messages, LEVELS, "chart.have", among(now.levels)), now.level);
        definition.update(options(messages, [...DEFINITIONS], "page.gap.definition"), state().definition);
        against.update(options(messages, [...AGAINST], "page.gap.against"), state().against);
        table.sync(state().table);
      },
    };
  },
};
