// @ts-check
/** One level of education over the years, a line a place. */

import { element } from "../dom.js";
import { HOME, adultsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceList, PlaceSearch } from "../place-search.js";
import { places, word } from "../route.js";
import { LEVELS, options } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** @typedef {{ places: string[], level: string }} TrendState */
/** @type {ViewKind<TrendState>} */
export const trend = {
  build: "first",
  fields: { places: places("place", 4), level: word("level", LEVELS) },
  initial: () => ({ places: [HOME], level: "bachelors_or_higher" }),
  files: ({ places }) => places.flatMap(adultsOf),
  spec: ({ places, level }) => ({ measure: "trend", place: places, level }),
  ask({ messages, places: known, change, state }) {
    const place = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      taken: () => state().places,
      changed: (code) => change({ places: [code, ...state().places.slice(1)] }),
    });
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const others = new PlaceList({
      ...known,
      places: () => state().places,
      change: (places) => change({ places }),
      first: 1,
    });
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.trend.ask", { place: place.node, level: level.node }),
    );
    return {
      node: element("div", {}, sentence, others.node),
      sync() {
        place.update(state().places[0] ?? HOME);
        level.update(options(messages, LEVELS, "chart.have"), state().level);
        others.sync();
      },
    };
  },
};
