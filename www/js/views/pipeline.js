// @ts-check
/** From school to work: of 100 young people, how many reach each stage, by county and group of students. */

import { element } from "../dom.js";
import { Choices } from "../choices.js";
import { HOME, studentsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { PlaceSearch } from "../place-search.js";
import { place } from "../route.js";


/** @typedef {{ place: string, groups: string[] }} PipelineState `groups`: codes; "TA" is everyone */

/** Student groups of the California Department of Education, in the order in which they are offered. */
const GROUPS = ["TA", "GF", "GM", "RH", "RB", "RA", "RW", "RF", "RI", "RP", "RT", "SE", "SD", "SS", "SF", "SH", "SM"];

/** What tables of students count: a visitor's own may be of schools and districts, which the page's are not. */
const COUNTED = [
  "cohort", "enrolled", "english_grade_3_tested", "math_grade_8_tested", "english_grade_11_tested", "completers",
];

/** @typedef {{ value: string, label: string }[]} OwnPlaces */

/**
 * The places of the visitor's own tables of students that are no county.
 *
 * @param {import("../data.js").Data} data
 * @returns {Promise<OwnPlaces>}
 */
async function ownPlaces(data) {
  const asked = [...data.own.keys()].flatMap((table) => COUNTED.map((what) => data.catalog.places(what, table)));
  const found = (await Promise.all(asked)).flat();
  const names = new Map(found.filter(({ code }) => code.length !== 5).map(({ code, name }) => [code, name]));
  return [...names].map(([value, label]) => ({ value, label }));
}

/** So many groups fit beside each other. */
const MOST = 4;

/** @type {import("../route.js").Field<string[]>} */
const groups = {
  name: "group",
  write: (codes) => codes.join(","),
  read(text) {
    const codes = [...new Set(text.split(",").filter((code) => GROUPS.includes(code)))].slice(0, MOST);
    return codes.length ? codes : undefined;
  },
};

/** @type {import("./parts.js").ViewKind<PipelineState, OwnPlaces>} */
export const pipeline = {
  fields: { place: place("place"), groups },
  initial: () => ({ place: HOME, groups: ["TA"] }),
  files: ({ place: county }) => studentsOf(county),
  choices: (_, data) => ownPlaces(data),
  spec: ({ place: county, groups: codes }) => ({ measure: "pipeline", place: county, group: codes }),
  instead: ({ place: county }) => (county === HOME ? null : { words: "page.pipeline.instead", patch: { place: HOME } }),
  ask({ data, messages, places: known, change, state }) {
    const counties = data.parts("graduation");
    const county = new PlaceSearch(messages.text("page.pick.place"), {
      ...known,
      suits: (code) => counties.includes(code),
      changed: (code) => change({ place: code }),
    });
    const chosen = new Choices(messages.text("page.pipeline.groups"), {
      values: GROUPS,
      words: (code) => messages.text(code === "TA" ? "page.pipeline.everyone" : `chart.group.${code}`),
      most: MOST,
      changed: (codes) => change({ groups: codes }),
    });
    const own = new Picker(messages.text("page.pipeline.own"), (code) => change({ place: code || HOME }));
    const ofOwn = element("span", { class: "own-from" }, messages.nodes("page.pipeline.of_own", { place: own.node }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.pipeline.ask", { place: county.node }),
      " ",
      ofOwn,
    );
    return {
      node: element("div", {}, sentence, chosen.node),
      sync(found) {
        const { place } = state();
        const places = found.toSorted((a, b) => a.label.localeCompare(b.label, messages.locale));
        const name = places.find(({ value }) => value === place)?.label;
        ofOwn.hidden = places.length === 0;
        own.update([{ options: [{ value: "", label: messages.text("page.pipeline.own.none") }, ...places] }], name ? place : "");
        // A school is no place of the search.
        county.update(name ? "" : place);
        chosen.update(state().groups);
      },
    };
  },
};
