// @ts-check
/** What several views are made of: the shape of a view, the options of their pickers, and places that come and go. */

import { button, element } from "../dom.js";
import { NEAR, PlacePicker, WIDER } from "../pickers.js";

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

/**
 * Places that come and go: a picker each, a button to take one away, a button to add one.
 *
 * @param {{ data: Data, messages: Messages, places: () => string[], change: (places: string[]) => void,
 *   first: number, most: number }} options `first`: how many of the places the sentence itself holds
 * @returns {Ask}
 */
export function companions({ data, messages, places, change, first, most }) {
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
