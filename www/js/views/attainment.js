// @ts-check
/** How far adults got in education, a bar a place, a period or a group. */

import { element } from "../dom.js";
import { HOME, adultsOf, groupsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceList, PlaceSearch } from "../place-search.js";
import { period, place, places, word } from "../route.js";
import { GROUPINGS, WITHIN, field, groupQuestion, options, ownTable, periodOptions, sharedPeriods, withinPicker } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @typedef {import("./parts.js").GroupChoices} GroupChoices */

/**
 * @typedef {Omit<import("./parts.js").GroupState, "level"> & { mode: (typeof MODES)[number], places: string[] }} AttainmentState
 */

/**
 * What can be chosen: of places, a period that all of them have; of one place, its periods; of its groups, as ever.
 *
 * @typedef {{ periods: string[], groups: GroupChoices | null }} AttainmentChoices
 */

/** The one series without overlaps that goes back to 1970. */
const SERIES = { data: "attainment" };

const MODES = /** @type {const} */ (["places", "periods", "groups"]);

/** The chosen period, else the newest. @param {string[]} periods oldest first @param {string} period */
const among = (periods, period) => (periods.includes(period) ? period : (periods.at(-1) ?? period));

/** @type {import("./parts.js").ViewKind<AttainmentState, AttainmentChoices>} */
export const attainment = {
  fields: { mode: word("compare", MODES), places: places("places", 4), period: period("period"), place: place("place"), by: word("by", GROUPINGS), within: word("among", WITHIN) },
  initial: () => ({
    mode: "places",
    places: [HOME, "06059", "06", "00"],
    period: "2019-2023",
    place: HOME,
    by: "race",
    within: "all",
    table: "",
  }),
  files({ mode, places, place, table }) {
    if (mode !== "groups") return (mode === "places" ? places : [place]).flatMap(adultsOf);
    return table ? [] : groupsOf(place);
  },
  async choices(state, data) {
    const { mode, places, place } = state;
    // A level that all tables have.
    if (mode === "groups") return { periods: [], groups: await groupQuestion({ ...state, level: "bachelors_or_higher" }, data) };
    const periods = mode === "places" ? sharedPeriods(data, places) : data.periods({ place, ...SERIES });
    return { periods: await periods, groups: null };
  },
  spec({ mode, places, place, period: chosen }, { periods, groups }) {
    if (groups) {
      const { table, by, within, period } = groups;
      return { measure: "attainment", place, ...field(within), by, period, data: table };
    }
    if (mode === "places") return { measure: "attainment", place: places, period: among(periods, chosen) };
    return { measure: "attainment", place, ...SERIES, period: periods };
  },
  // Tables on one county's groups are few.
  instead: ({ mode, place, table }) =>
    mode !== "groups" || place === HOME || table ? null : { words: "page.gap.instead", patch: { place: "06" } },
  ask({ messages, places: known, change, state }) {
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const place = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      changed: (code) => change({ place: code }),
    });
    const owner = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      suits: (code) => code === HOME || code.length === 2,
      changed: (code) => change({ place: code, table: "" }),
    });
    const by = new Picker(messages.text("page.pick.by"), (value) => change({ by: GROUPINGS.find((one) => one === value) ?? "race" }));
    const then = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const whom = withinPicker(messages, (within) => change({ within }));
    const table = ownTable(messages, (name, first) => change({ table: name, place: first ?? HOME }));
    const others = new PlaceList({
      ...known,
      places: () => state().places,
      change: (places) => change({ places }),
    });
    /** @type {HTMLInputElement[]} */
    const inputs = [];
    const modes = element(
      "fieldset",
      { class: "modes" },
      element("legend", { class: "unseen" }, messages.text("page.attainment.mode")),
      ...MODES.map((mode) => {
        const input = element("input", { type: "radio", name: "attainment-mode", value: mode });
        input.addEventListener("change", () => change({ mode }));
        inputs.push(input);
        return element("label", {}, input, messages.text(`page.attainment.${mode}`));
      }),
    );
    const overPlaces = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.attainment.ask_places", { period: period.node }),
    );
    const overPeriods = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.attainment.ask_periods", { place: place.node }),
    );
    const overGroups = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.attainment.ask_groups", { by: by.node, place: owner.node, period: then.node }),
      " ",
      whom.node,
      " ",
      table.node,
    );
    return {
      node: element("div", {}, modes, overPlaces, others.node, overPeriods, overGroups),
      sync({ periods, groups: now }) {
        const { mode } = state();
        overGroups.hidden = mode !== "groups";
        if (now) {
          owner.update(state().place);
          by.update(options(messages, [...now.offered], "page.by", (value) => now.groupings.some((one) => one === value)), now.by);
          then.update(periodOptions(messages, now.periods), now.period);
          whom.sync(now);
          table.sync(state().table, now);
        }
        for (const input of inputs) input.checked = input.value === mode;
        overPlaces.hidden = mode !== "places";
        others.node.hidden = mode !== "places";
        overPeriods.hidden = mode !== "periods";
        const chosen = among(periods, state().period);
        period.update(periodOptions(messages, periods.length ? periods : [chosen]), chosen);
        place.update(state().place);
        others.sync();
      },
    };
  },
};
