// @ts-check
/**
 * One level of education on a map: the counties of the nation or of a state, the census tracts of Los Angeles County. Or as
 * points, a state's counties as they were and as they are.
 */

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

/** How the places are shown: in their colors, or each as a point, its share of an earlier year across and today's up. */
const WAYS = /** @type {const} */ (["map", "points"]);

/** @typedef {{ steps: (typeof STEPS)[number], classes: (typeof CLASSES)[number] }} Cut */

/**
 * @typedef {object} Asked
 * @property {string} area "00", a state, or a county for its census tracts
 * @property {string} level
 * @property {string} period of counties: an average of all, or the one year in which the largest have margins
 * @property {string} chosen the place that is marked, or ""
 * @property {(typeof WAYS)[number]} as
 * @property {string} since the earlier year of points
 *
 * @typedef {Asked & Cut} MapState
 */

const AREAS = ["06", "00", HOME];
const NEWEST_PERIOD = "2019-2023";
const PERIODS = [NEWEST_PERIOD, "2019", "2013-2017", "2006-2010"];
const YEARS = ["1970", "1980", "1990", "2000"];

/**
 * Whether places are shown as points: there are earlier years for the counties of a state.
 *
 * @param {Pick<MapState, "area" | "as">} state
 */
const isPoints = ({ area, as }) => as === "points" && area === "06";

/** @type {ViewKind<MapState>} */
export const map = {
  fields: {
    area: word("place", AREAS),
    level: word("level", LEVELS),
    period: word("period", PERIODS),
    steps: word("steps", STEPS),
    classes: word("classes", CLASSES),
    chosen: place("mark"),
    as: word("as", WAYS),
    since: word("since", YEARS),
  },
  initial: () => ({
    area: "06",
    level: "bachelors_or_higher",
    period: "2019-2023",
    steps: "quantile",
    classes: "5",
    chosen: "",
    as: "map",
    since: "1970",
  }),
  files({ area }) {
    if (area === HOME) return [NAMES, TRACTS];
    if (area === "00") return [NAMES, COUNTY_NAMES, NEWEST];
    return adultsOf(`${area}000`);
  },
  spec({ area, level, period, as, since }) {
    if (isPoints({ area, as })) return { measure: "trend", place: area, by: "county", level, period: [since, NEWEST_PERIOD] };
    if (area === HOME) return { measure: "attainment", place: area, by: "tract", level };
    return { measure: "attainment", place: area, by: "county", level, period: area === "00" ? NEWEST_PERIOD : period };
  },
  ask({ messages, change, state, follow }) {
    const area = new Picker(messages.text("page.pick.place"), (value) => change({ area: value, chosen: "" }));
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const as = new Picker(messages.text("page.map.as"), (value) => change({ as: /** @type {MapState["as"]} */ (value) }));
    const since = new Picker(messages.text("page.map.since"), (value) => change({ since: value }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.map.ask", { area: area.node, level: level.node }),
      " ",
      period.node,
      since.node,
      " ",
      as.node,
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
        const points = isPoints(now);
        period.node.hidden = now.area !== "06" || points;
        since.node.hidden = !points;
        as.node.hidden = now.area !== "06";
        as.update(options(messages, [...WAYS], "page.map.as"), now.as);
        since.update([{ options: YEARS.map((period) => ({ value: period, label: messages.text("page.map.since.year", { period }) })) }], now.since);
        period.update([{ options: PERIODS.map((value) => ({ value, label: messages.period(value) })) }], now.period);
        // Tracts have one period and no trend.
        door.hidden = now.chosen.length !== 5;
        open.textContent = messages.text("page.map.open");
        open.setAttribute("href", `?view=trend&place=${now.chosen}`);
      },
    };
  },
};
