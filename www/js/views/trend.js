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
  fields: { places: places("place", 4), level: word("level", LEVELS) },
  initial: () => ({ places: [HOME], level: "bachelors_or_higher" }),
  files: ({ places }) => places.flatMap(adultsOf),
  spec: ({ places, level }) => ({ measure: "trend", place: places, level }),
  ask({ messages, places: known, change, state, follow }) {
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
    const map = element("a", { class: "door" }, messages.text("page.trend.map"));
    const asMap = () => {
      const [code = HOME] = state().places;
      return { area: code.startsWith("06") ? "06" : "00", level: state().level, chosen: code };
    };
    map.addEventListener("click", (event) => {
      event.preventDefault();
      follow("map", asMap());
    });
    const door = element("p", { class: "map-door" }, map);
    return {
      node: element("div", {}, sentence, others.node, door),
      sync() {
        place.update(state().places[0] ?? HOME);
        const { area, level: shown, chosen } = asMap();
        map.setAttribute("href", `?view=map&place=${area}&level=${shown}&mark=${chosen}`);
        // The map is of counties.
        door.hidden = chosen.length !== 5 || chosen === "31080";
        level.update(options(messages, LEVELS, "chart.have"), state().level);
        others.sync();
      },
    };
  },
};
