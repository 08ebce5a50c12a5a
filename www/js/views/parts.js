// @ts-check
/** What several views are made of: the shape of a view, and the options of their pickers. */

import { HOME } from "../data.js";
import { element } from "../dom.js";
import { Picker } from "../pickers.js";

/** @typedef {import("../data.js").Data} Data */
/** @typedef {import("../data.js").File} File */
/** @typedef {import("../messages.js").Messages} Messages */
/** @typedef {import("../pickers.js").Group} Group */
/** @typedef {import("../types.js").Spec} Spec */

/**
 * What a sentence is made with.
 *
 * @template State
 * @typedef {object} Tools
 * @property {Data} data
 * @property {Messages} messages
 * @property {(patch: Partial<State>, still?: boolean) => void} change `still`: the visitor's hand is still moving, and
 *   the address keeps its place in the history
 * @property {() => State} state
 * @property {(view: string, state: object) => void} follow opens another view
 * @property {import("../place-search.js").Tools} places what a search for a place is made with
 */

/**
 * A sentence on the page, and how to bring it up to date with the state and what can be chosen in it.
 *
 * @template Choices
 * @typedef {{ node: Node, sync: (choices: Choices) => void }} Ask
 */

/**
 * @template State
 * @template [Choices=void]
 * @typedef {object} ViewKind
 * @property {{ [Key in keyof State]?: import("../route.js").Field<any> }} fields what of its state stands in an address
 * @property {() => State} initial
 * @property {(state: State) => File[]} files
 * @property {(state: State, data: Data) => Promise<Choices>} [choices] what the tables that are loaded let a visitor choose
 * @property {(state: State, choices: Choices, messages: Messages) => Spec} spec
 * @property {(tools: Tools<State>) => Ask<Choices>} ask
 * @property {(state: State) => { words: string, patch: Partial<State> } | null} [instead] where else to look when
 *   there are no figures
 */

/**
 * A view's question, asked without a sentence to choose in.
 *
 * @template State, Choices
 * @param {ViewKind<State, Choices>} kind
 * @param {State} state
 * @param {Data} data
 * @param {Messages} messages
 */
export async function specOf(kind, state, data, messages) {
  return kind.spec(state, /** @type {Choices} */ (await kind.choices?.(state, data)), messages);
}

/** Ways to tell adults apart; the last four only microdata can. */
export const GROUPINGS = /** @type {const} */ (["race", "sex", "age", "nativity", "employment", "puma"]);
const OF_TABLES = GROUPINGS.slice(0, 2);

/** Whom to look among: everyone, or one sex or race. */
const SEXES = /** @type {const} */ (["female", "male"]);
const RACES = /** @type {const} */ ([
  "white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic",
]);
export const WITHIN = /** @type {const} */ (["all", ...SEXES, ...RACES]);

/**
 * @typedef {object} GroupState
 * @property {string} place
 * @property {(typeof GROUPINGS)[number]} by
 * @property {(typeof WITHIN)[number]} within
 * @property {string} period
 * @property {string} level
 * @property {string} table a table of the visitor's own; "" is the page's
 */

export const LEVELS = ["bachelors_or_higher", "some_college_or_higher", "high_school_or_higher"];

/**
 * Options of which some may lead nowhere; those say so and cannot be chosen.
 *
 * @param {Messages} messages
 * @param {string[]} values
 * @param {string} key of their words, without the value
 * @param {(value: string) => boolean} [known] whether there are figures
 * @returns {Group[]}
 */
export function options(messages, values, key, known = () => true) {
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
export function periodOptions(messages, periods) {
  return [{ options: periods.toReversed().map((value) => ({ value, label: messages.period(value) })) }];
}

/**
 * The periods for which every place has figures.
 *
 * @param {Data} data
 * @param {string[]} places
 */
export async function sharedPeriods(data, places) {
  const lists = await Promise.all(places.map((place) => data.periods({ place })));
  return (lists[0] ?? []).filter((period) => lists.every((list) => list.includes(period)));
}

/**
 * Those of which a promise says so.
 *
 * @template One
 * @param {readonly One[]} all
 * @param {(one: One) => Promise<boolean>} keep
 */
async function filtered(all, keep) {
  const kept = await Promise.all(all.map(keep));
  return all.filter((_, at) => kept[at]);
}

/** The field of a question that such a code belongs to. @param {GroupState["within"]} within */
const dimension = (within) => (within === "all" ? "" : SEXES.some((sex) => sex === within) ? "sex" : "race");

/** As it stands in a question. @param {GroupState["within"]} within @returns {Partial<Spec>} */
export const field = (within) => (within === "all" ? {} : { [dimension(within)]: within });

/**
 * A question about groups as it can be answered: of the chosen groups, level and period those that the place has figures
 * for. Of another period, the nearest.
 *
 * @param {GroupState} state
 * @param {Data} data
 */
export async function groupQuestion({ place, by, within, level, period, table: own }, data) {
  const table = data.own.has(own) ? own : place === HOME ? "la-race" : "attainment-groups";
  const offered = data.own.get(own)?.format === "acs-pums-person" ? GROUPINGS : OF_TABLES;
  const tables = await ownTables(data);
  const found = (/** @type {GroupState["by"]} */ groups, /** @type {string} */ above, /** @type {GroupState["within"]} */ whom) =>
    data.periods({ place, ...field(whom), by: groups, level: above, data: table });
  const some = async (/** @type {GroupState["by"]} */ groups, /** @type {GroupState["within"]} */ whom) =>
    (await filtered(LEVELS, async (above) => (await found(groups, above, whom)).length > 0)).length > 0;
  // Women are not told apart by sex; nor are there any where the table tells nobody apart twice.
  const among = async (/** @type {GroupState["by"]} */ groups) =>
    dimension(within) !== groups && (await some(groups, within)) ? within : "all";
  const periods = async (/** @type {GroupState["by"]} */ groups, /** @type {string} */ above) =>
    found(groups, above, await among(groups));
  const levels = (/** @type {GroupState["by"]} */ groups) =>
    filtered(LEVELS, async (above) => (await periods(groups, above)).length > 0);
  const groupings = await filtered(offered, async (groups) => (await levels(groups)).length > 0);
  // Nothing is known of a place whose table is still on its way.
  if (!groupings[0]) {
    return { table, tables, offered, groupings: [by], withins: [within], levels: LEVELS, periods: [period], by, within, level, period };
  }
  const groups = groupings.includes(by) ? by : groupings[0];
  const known = await levels(groups);
  const above = known.includes(level) ? level : (known[0] ?? level);
  const all = await periods(groups, above);
  return {
    table,
    tables,
    offered,
    groupings,
    withins: await filtered(WITHIN, async (whom) => dimension(whom) !== groups && (await found(groups, above, whom)).length > 0),
    levels: known,
    periods: all,
    by: groups,
    within: await among(groups),
    level: above,
    period: all.includes(period) ? period : nearest(all, period),
  };
}

/** @typedef {Awaited<ReturnType<typeof groupQuestion>>} GroupChoices */

/** The visitor's own tables that count adults, each with its first place. @param {Data} data */
async function ownTables(data) {
  const all = [...data.own].map(async ([name, { words }]) => {
    const [first] = await data.catalog.places("adults", name);
    return first ? [{ name, words, first: first.code }] : [];
  });
  return (await Promise.all(all)).flat();
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

/**
 * A picker of whom to look among; not there where the tables tell nobody apart within the groups.
 *
 * @param {Messages} messages
 * @param {(within: GroupState["within"]) => void} changed
 */
export function withinPicker(messages, changed) {
  const picker = new Picker(messages.text("page.pick.within"), (value) => changed(WITHIN.find((one) => one === value) ?? "all"));
  const node = element("span", {}, messages.nodes("page.pick.among", { within: picker.node }));
  return {
    node,
    /** @param {GroupChoices} now */
    sync({ withins, within }) {
      node.hidden = withins.length < 2;
      const option = (/** @type {GroupState["within"]} */ value) => ({
        value,
        label: messages.text(value === "all" ? "page.pick.within.all" : `chart.who.${value}`),
      });
      picker.update([{ options: withins.map(option) }], within);
    },
  };
}

/**
 * A picker of the page's tables or one of the visitor's own; not there while there are none of these.
 *
 * @param {Messages} messages
 * @param {(name: string, first: string | undefined) => void} changed `first`: a place that the table has
 */
export function ownTable(messages, changed) {
  /** @type {GroupChoices["tables"]} */
  let own = [];
  const picker = new Picker(messages.text("page.pick.table"), (chosen) => changed(chosen, own.find(({ name }) => name === chosen)?.first));
  const node = messages.nodes("page.pick.from", { table: picker.node });
  const keep = element("span", { class: "own-from" }, node);
  return {
    node: keep,
    /**
     * @param {string} chosen
     * @param {GroupChoices} now
     */
    sync(chosen, { tables }) {
      own = tables;
      keep.hidden = own.length === 0;
      const all = [{ value: "", label: messages.text("page.pick.tables") }];
      picker.update([{ options: [...all, ...own.map(({ name, words }) => ({ value: name, label: words }))] }], chosen);
    },
  };
}
