// @ts-check
/** From school to work: of 100 young people, how many reach each stage, by county and group of students. */

import { element } from "../dom.js";
import { Choices } from "../choices.js";
import { HOME, studentsOf } from "../data.js";
import { PlaceSearch } from "../place-search.js";
import { place } from "../route.js";

/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** @typedef {{ place: string, groups: string[] }} PipelineState `groups`: codes; "TA" is everyone */

/** Student groups of the California Department of Education, in the order in which they are offered. */
const GROUPS = ["TA", "GF", "GM", "RH", "RB", "RA", "RW", "RF", "RI", "RP", "RT", "SE", "SD", "SS", "SF", "SH", "SM"];

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

/** @type {ViewKind<PipelineState>} */
export const pipeline = {
  build: "whole",
  fields: { place: place("place"), groups },
  initial: () => ({ place: HOME, groups: ["TA"] }),
  files: ({ place: county }) => studentsOf(county),
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
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.pipeline.ask", { place: county.node }),
    );
    return {
      node: element("div", {}, sentence, chosen.node),
      sync() {
        county.update(state().place);
        chosen.update(state().groups);
      },
    };
  },
};
