// @ts-check
/**
 * The four views: what each keeps as its state, which files it needs, the question it puts to the catalog, and the
 * sentence in which a visitor changes it. States are plain objects.
 */

import { button, element } from "./dom.js";
import { HOME, adultsOf, groupsOf, jobsOf } from "./data.js";
import { NEAR, Picker, PlacePicker, WIDER } from "./pickers.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").File} File */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./pickers.js").Group} Group */
/** @typedef {import("./types.js").Spec} Spec */

/**
 * What a sentence is made with.
 *
 * @template State
 * @typedef {object} Tools
 * @property {Data} data
 * @property {Messages} messages
 * @property {(patch: Partial<State>) => void} change
 * @property {() => State} state
 */

/**
 * A sentence on the page, and how to bring it up to date with the state.
 *
 * @typedef {{ node: Node, sync: () => void }} Ask
 */

/**
 * @template State
 * @typedef {object} ViewKind
 * @property {() => State} initial
 * @property {(state: State) => File[]} files
 * @property {(state: State, data: Data) => Spec} spec
 * @property {(tools: Tools<State>) => Ask} ask
 * @property {(state: State) => { words: string, patch: Partial<State> } | null} [instead] where else to look when
 *   there are no figures
 */

const LEVELS = ["bachelors_or_higher", "some_college_or_higher", "high_school_or_higher"];

/**
 * Options of which some may lead nowhere; those say so and cannot be chosen.
 *
 * @param {Messages} messages
 * @param {string[]} values
 * @param {string} key of their words, without the value
 * @param {(value: string) => boolean} [known] whether there are figures
 * @returns {Group[]}
 */
function options(messages, values, key, known = () => true) {
  const option = (/** @type {string} */ value) => {
    const name = messages.text(`${key}.${value}`);
    return known(value) ? { value, label: name } : { value, label: messages.text("page.pick.none", { name }), disabled: true };
  };
  return [{ options: values.map(option) }];
}

/**
 * @param {Messages} messages
 * @param {string[]} periods oldest first
 * @returns {Group[]}
 */
function periodOptions(messages, periods) {
  return [{ options: periods.toReversed().map((value) => ({ value, label: messages.period(value) })) }];
}

/**
 * The periods for which every place has figures.
 *
 * @param {Data} data
 * @param {string[]} places
 */
function sharedPeriods(data, places) {
  const lists = places.map((place) => data.catalog.periods({ place }));
  return (lists[0] ?? []).filter((period) => lists.every((list) => list.includes(period)));
}

/**
 * Places that come and go: a picker each, a button to take one away, a button to add one.
 *
 * @param {{ data: Data, messages: Messages, places: () => string[], change: (places: string[]) => void,
 *   first: number, most: number }} options `first`: how many of the places the sentence itself holds
 * @returns {Ask}
 */
function companions({ data, messages, places, change, first, most }) {
  const list = element("ul", { class: "compare", "aria-label": messages.text("page.pick.compare") });
  /** @type {PlacePicker[]} */
  let pickers = [];
  const unused = () =>
    [...WIDER, ...NEAR, ...data.places().keys()].find((code) => code !== "31080" && !places().includes(code));
  const add = button(messages.text("page.pick.add"), () => {
    const next = unused();
    if (!next) return;
    change([...places(), next]);
    requestAnimationFrame(() => pickers.at(-1)?.picker.select.focus());
  });
  const last = element("li", {}, add);
  list.append(last);
  const sync = () => {
    const extra = places().slice(first);
    if (pickers.length !== extra.length) {
      pickers = extra.map(
        (_, i) =>
          new PlacePicker(messages.text("page.pick.place_n", { n: String(first + i + 1) }), {
            data,
            messages,
            taken: places,
            changed: (place) => change(places().map((old, at) => (at === first + i ? place : old))),
          }),
      );
      list.replaceChildren(
        ...pickers.map((picker, i) => {
          const remove = element("button", { type: "button", class: "remove" }, "×");
          remove.addEventListener("click", () => {
            change(places().filter((_, at) => at !== first + i));
            add.focus();
          });
          return element("li", {}, picker.node, remove);
        }),
        last,
      );
    }
    extra.forEach((place, i) => {
      pickers[i]?.update(place);
      const name = messages.place(place, data.places().get(place));
      list.children[i]?.querySelector(".remove")?.setAttribute("aria-label", messages.text("page.pick.remove", { name }));
    });
    last.hidden = places().length >= most || !unused();
    // The last place stays.
    for (const remove of list.querySelectorAll(".remove")) {
      remove.toggleAttribute("hidden", first === 0 && extra.length === 1);
    }
  };
  return { node: list, sync };
}

/** @typedef {{ places: string[], level: string }} TrendState */
/** @type {ViewKind<TrendState>} */
const trend = {
  initial: () => ({ places: [HOME], level: "bachelors_or_higher" }),
  files: ({ places }) => places.flatMap(adultsOf),
  spec: ({ places, level }) => ({ measure: "trend", place: places, level }),
  ask({ data, messages, change, state }) {
    const place = new PlacePicker(messages.text("page.pick.place"), {
      data,
      messages,
      taken: () => state().places,
      changed: (code) => change({ places: [code, ...state().places.slice(1)] }),
    });
    const level = new Picker(messages.text("page.pick.level"), (value) => change({ level: value }));
    const others = companions({
      data,
      messages,
      places: () => state().places,
      change: (places) => change({ places }),
      first: 1,
      most: 6,
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

/** @type {ViewKind<AttainmentState>} */
const attainment = {
  initial: () => ({
    mode: "places",
    places: [HOME, "06059", "06111", "06071", "06", "00"],
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
  ask({ data, messages, change, state }) {
    const period = new Picker(messages.text("page.pick.period"), (value) => change({ period: value }));
    const place = new PlacePicker(messages.text("page.pick.place"), {
      data,
      messages,
      changed: (code) => change({ place: code }),
    });
    const others = companions({
      data,
      messages,
      places: () => state().places,
      change: (places) => change({ places }),
      first: 0,
      most: 9,
    });
    /** @type {HTMLInputElement[]} */
    const inputs = [];
    const modes = element(
      "fieldset",
      { class: "modes" },
      element("legend", { class: "unseen" }, messages.text("page.attainment.mode")),
      .../** @type {const} */ (["places", "periods"]).map((mode) => {
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
        /** @type {HTMLElement} */ (others.node).hidden = mode !== "places";
        overPeriods.hidden = mode !== "periods";
        const { periods, period: now } = sharedPeriod(state(), data);
        period.update(periodOptions(messages, periods.length ? periods : [now]), now);
        place.update(state().place);
        others.sync();
      },
    };
  },
};

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
const gap = {
  initial: () => ({ place: HOME, by: "race", period: "2019", level: "bachelors_or_higher" }),
  files: ({ place }) => groupsOf(place),
  spec(state, data) {
    const { table, by, level, period } = gapQuestion(state, data);
    return { measure: "gap", place: state.place, by, level, period, data: table };
  },
  // Tables on one county's groups are few.
  instead: ({ place }) => (place === HOME ? { words: "page.gap.instead", patch: { place: "06" } } : null),
  ask({ data, messages, change, state }) {
    const place = new PlacePicker(messages.text("page.pick.place"), {
      data,
      messages,
      counties: false,
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

/** @typedef {{ choice: string }} JobsState `choice`: a place, or a place and a year after a slash */
/** @type {ViewKind<JobsState>} */
const jobs = {
  initial: () => ({ choice: "31080" }),
  files: ({ choice }) => jobsOf(choice.split("/")[0] ?? ""),
  spec({ choice }) {
    const [place, period] = choice.split("/");
    return { measure: "jobs", place: place ?? "", ...(period ? { period } : {}) };
  },
  ask({ messages, change, state }) {
    const place = new Picker(messages.text("page.pick.place"), (choice) => change({ choice }));
    const choices = ["31080", `${HOME}/2020`, `${HOME}/2030`, "06", "00"];
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.jobs.ask", { place: place.node }),
    );
    return {
      node: sentence,
      sync() {
        place.update(options(messages, choices, "page.jobs"), state().choice);
      },
    };
  },
};

export const views = { trend, attainment, gap, jobs };
