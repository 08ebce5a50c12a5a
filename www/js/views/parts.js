// @ts-check
/** What several views are made of: the shape of a view, and the options of their pickers. */

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
 * @property {(state: State, data: Data) => Spec} spec
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
