// @ts-check
/** What several views are made of: the shape of a view, and the options of their pickers. */

import { element } from "../dom.js";
import { Picker } from "../pickers.js";

/** @typedef {import("../data.js").Data} Data */
/** @typedef {import("../data.js").File} File */
/** @typedef {import("../engine.js").Build} Build */
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
 * A sentence on the page, and how to bring it up to date with the state.
 *
 * @typedef {{ node: Node, sync: () => void }} Ask
 */

/**
 * @template State
 * @typedef {object} ViewKind
 * @property {Build} build which build of the module it needs
 * @property {{ [Key in keyof State]?: import("../route.js").Field<any> }} fields what of its state stands in an address
 * @property {() => State} initial
 * @property {(state: State) => File[]} files
 * @property {(state: State, data: Data, messages: Messages) => Spec} spec
 * @property {(tools: Tools<State>) => Ask} ask
 * @property {(state: State) => { words: string, patch: Partial<State> } | null} [instead] where else to look when
 *   there are no figures
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
export function sharedPeriods(data, places) {
  const lists = places.map((place) => data.catalog.periods({ place }));
  return (lists[0] ?? []).filter((period) => lists.every((list) => list.includes(period)));
}

/**
 * A picker of the page's tables or one of the visitor's own; not there while there are none of these.
 *
 * @param {Data} data
 * @param {Messages} messages
 * @param {(name: string, first: string | undefined) => void} changed `first`: a place that the table has
 */
export function ownTable(data, messages, changed) {
  const places = (/** @type {string} */ name) => data.catalog.places("adults", name).map(({ code }) => code);
  const picker = new Picker(messages.text("page.pick.table"), (name) => changed(name, name ? places(name)[0] : undefined));
  const node = messages.nodes("page.pick.from", { table: picker.node });
  const keep = element("span", { class: "own-from" }, node);
  return {
    node: keep,
    /** @param {string} name */
    sync(name) {
      const own = [...data.own].filter(([table]) => places(table).length > 0);
      keep.hidden = own.length === 0;
      const all = [{ value: "", label: messages.text("page.pick.tables") }];
      picker.update([{ options: [...all, ...own.map(([value, { words }]) => ({ value, label: words }))] }], name);
    },
  };
}
