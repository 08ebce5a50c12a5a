// @ts-check
/** How groups differ at one level of education, by the definition of a gap that the visitor chooses. */

import { element } from "../dom.js";
import { HOME, adultsOf, groupsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceSearch } from "../place-search.js";
import { period, place, word } from "../route.js";
import { GROUPINGS, LEVELS, WITHIN, field, groupQuestion, options, ownTable, periodOptions, withinPicker } from "./parts.js";

/** @typedef {import("./parts.js").GroupChoices} GroupChoices */

/**
 * @typedef {import("./parts.js").GroupState & {
 *   definition: (typeof DEFINITIONS)[number],
 *   against: (typeof AGAINST)[number],
 * }} GapState
 */

const DEFINITIONS = /** @type {const} */ (["points", "ratio", "parity_index", "four_fifths", "people_to_parity"]);
const AGAINST = /** @type {const} */ (["highest", "others"]);

/**
 * Whether the groups can be compared with all others: everyone of the place less the group. An area is not a group, and
 * the others of Latina women are not the other women alone.
 *
 * @param {{ by: string, within: string }} question
 */
const othersOf = ({ by, within }) => by !== "puma" && within === "all";

/** @type {import("./parts.js").ViewKind<GapState, GroupChoices>} */
export const gap = {
  fields: {
    place: place("place"),
    by: word("by", GROUPINGS),
    within: word("among", WITHIN),
    period: period("period"),
    level: word("level", LEVELS),
    definition: word("measure", DEFINITIONS),
    against: word("against", AGAINST),
  },
  initial: () => ({
    place: HOME,
    by: "race",
    within: "all",
    period: "2019",
    level: "bachelors_or_higher",
    definition: "points",
    against: "highest",
    table: "",
  }),
  // All others are everyone less the group.
  files: ({ place, table, against }) =>
    table ? [] : [...groupsOf(place), ...(against === "others" ? adultsOf(place) : [])],
  choices: groupQuestion,
  spec({ place, definition, against }, { table, by, within, level, period }) {
    // Areas of a state have no others that a table would have.
    const others = against === "others" && othersOf({ by, within });
    const reference = others ? { reference: { others: true } } : {};
    return { measure: "gap", place, ...field(within), by, level, period, data: table, definition, ...reference };
  },
  // Tables on one county's groups are few.
  instead: ({ place, table }) => (place === HOME || table ? null : { words: "page.gap.instead", patch: { place: "06" } }),
  ask({ messages, places: known, change, state }) {
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
    const whom = withinPicker(messages, (within) => change({ within }));
    const table = ownTable(messages, (name, first) => change({ table: name, place: first ?? HOME }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.gap.ask", { place: place.node, by: by.node, period: period.node, level: level.node }),
      " ",
      whom.node,
      " ",
      messages.nodes("page.gap.ask_how", { definition: definition.node, against: against.node }),
      " ",
      table.node,
    );
    return {
      node: sentence,
      sync(now) {
        const known = (/** @type {readonly string[]} */ all) => (/** @type {string} */ value) => all.includes(value);
        place.update(state().place);
        by.update(options(messages, [...now.offered], "page.by", known(now.groupings)), now.by);
        whom.sync(now);
        period.update(periodOptions(messages, now.periods), now.period);
        level.update(options(messages, LEVELS, "chart.have", known(now.levels)), now.level);
        definition.update(options(messages, [...DEFINITIONS], "page.gap.definition"), state().definition);
        const others = othersOf(now);
        const offered = AGAINST.filter((reference) => reference !== "others" || others);
        against.update(options(messages, offered, "page.gap.against"), others ? state().against : "highest");
        table.sync(state().table, now);
      },
    };
  },
};
