// @ts-check
/** One level of education on a map: the counties of the nation or of a state, the census tracts of Los Angeles County. */

import { element } from "../dom.js";
import { HOME, adultsOf, COUNTY_NAMES, NAMES, NEWEST, TRACTS } from "../data.js";
import { Picker } from "../pickers.js";
import { place, word } from "../route.js";
import { LEVELS, options } from "./parts.js";

/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** The ways to cut shares into classes, each with a color. */
export const STEPS = /** @type {const} */ (["quantile", "equal"]);
/** How many classes there can be: two would say too little, and the ramp has seven colors. */
export const CLASSES = /** @type {const} */ (["3", "4", "5", "6", "7"]);

/** @typedef {{ steps: (typeof STEPS)[number], classes: (typeof CLASSES)[number] }} Cut */

/**
 * @typedef {object} Asked
 * @property {string} area "00", a state, or a county for its census tracts
 * @property {string} level
 * @property {string} period of counties: an average of all, or the one year in which the largest have margins
 * @property {string} chosen the place that is marked, or ""
 *
 * @typedef {Asked & Cut} MapState
 */

const AREAS = ["06", "00", HOME];
const PERIODS = ["2019-2023", "2019", "2013-2017", "2006-2010"];

/** @type {ViewKind<MapState>} */
export const map = {
  fields: {
    area: word("place", AREAS),
    level: word("level", LEVELS),
    period: word("period", PERIODS),
    steps: word("steps", STEPS),
    classes: word("classes", CLASSES),
    chosen: place("mark"),
  },
  initial: () => ({
    area: "06",
    level: "bachelors_or_higher",
    period: "2019-2023",
    steps: "quantile",
    classes: "5",
    chosen: "",
  }),
  files({ area }) {
    if (area === HOME) return [NAMES, TRACTS];
    if (area === "00") return [NAMES, COUNTY_NAMES, NEWEST];
    return adultsOf(`${area}000`);
  },
  spec({ area, level, period }) {
    if (area === HOME) return { measure: "attainment", place: area, by: "tract", level };
    return { measure: "attainment", place: area, by: "county", level, period: area === "00" ? "2019-2023" : period };
  },
  ask({ messages, change, state, follow }) {
    const area = new Picker(messages.text("page.pick.place"), (value) => change({ area: value, chosen: "" }));
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.map.ask", { area: area.node, level: level.node }),
      " ",
      period.node,
    );
    const open = element("a", { class: "door" }, "");
    const door = element("p", { class: "map-door" }, open);
    open.addEventListener("click", (event) => {
      event.preventDefault();
      follow("trend", { places: [state().chosen] });
    });
    return {
      node: element("div", {}, sentence, door),
      sync() {
        const now = state();
        area.update(options(messages, AREAS, "page.map.area"), now.area);
        level.update(options(messages, LEVELS, "page.map.level"), now.level);
        period.node.hidden = now.area !== "06";
        period.update([{ options: PERIODS.map((value) => ({ value, label: messages.period(value) })) }], now.period);
        // Tracts have one period and no trend.
        door.hidden = now.chosen.length !== 5;
        open.textContent = messages.text("page.map.open");
        open.setAttribute("href", `?view=trend&place=${now.chosen}`);
      },
    };
  },
};
