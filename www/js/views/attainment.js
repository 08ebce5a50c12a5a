// @ts-check
/** How far adults got in education, a bar a place or a period. */

import { element } from "../dom.js";
import { HOME, adultsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceList, PlaceSearch } from "../place-search.js";
import { period, place, places, word } from "../route.js";
import { periodOptions, sharedPeriods } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** @typedef {{ mode: "places" | "periods", places: string[], period: string, place: string }} AttainmentState */
/**
 * The period to ask for: the chosen one, else the newest for which every place has figures.
 *
 * @param {AttainmentState} state
 * @param {Data} data
 */
function sharedPeriod({ places, period }, data) {
  const periods = sharedPeriods(data, places);
  return { periods, period: periods.includes(period) ? period : (periods.at(-1) ?? period) };
}

const MODES = /** @type {const} */ (["places", "periods"]);

/** @type {ViewKind<AttainmentState>} */
export const attainment = {
  build: "first",
  fields: { mode: word("compare", MODES), places: places("places", 4), period: period("period"), place: place("place") },
  initial: () => ({
    mode: "places",
    places: [HOME, "06059", "06", "00"],
    period: "2019-2023",
    place: HOME,
  }),
  files: ({ mode, places, place }) => (mode === "places" ? places : [place]).flatMap(adultsOf),
  spec(state, data) {
    const { mode, places, place } = state;
    if (mode === "places") return { measure: "attainment", place: places, period: sharedPeriod(state, data).period };
    // The one series without overlaps that goes back to 1970.
    const series = { place, data: "attainment" };
    return { measure: "attainment", ...series, period: data.catalog.periods(series) };
  },
  ask({ data, messages, places: known, change, state }) {
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const place = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      changed: (code) => change({ place: code }),
    });
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
    return {
      node: element("div", {}, modes, overPlaces, others.node, overPeriods),
      sync() {
        const { mode } = state();
        for (const input of inputs) input.checked = input.value === mode;
        overPlaces.hidden = mode !== "places";
        others.node.hidden = mode !== "places";
        overPeriods.hidden = mode !== "periods";
        const { periods, period: now } = sharedPeriod(state(), data);
        period.update(periodOptions(messages, periods.length ? periods : [now]), now);
        place.update(state().place);
        others.sync();
      },
    };
  },
};
