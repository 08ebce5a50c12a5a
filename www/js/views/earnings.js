// @ts-check
/** What a step of education goes with: earnings and unemployment by level. */

import { element } from "../dom.js";
import { EARNINGS } from "../data.js";
import { Picker } from "../pickers.js";
import { place, word } from "../route.js";
import { options } from "./parts.js";

/** @typedef {import("../types.js").Place} Place */

/** @typedef {{ place: string, sex: "all" | "female" | "male" }} EarningsState */
const SEXES = /** @type {const} */ (["all", "female", "male"]);

/** @type {import("./parts.js").ViewKind<EarningsState, Place[]>} */
export const earnings = {
  fields: { place: place("place"), sex: word("sex", SEXES) },
  initial: () => ({ place: "00", sex: "all" }),
  files: () => EARNINGS,
  async choices(_, { catalog }) {
    const known = ["median_earnings", "median_weekly_earnings"].map((indicator) => catalog.places(indicator));
    return (await Promise.all(known)).flat();
  },
  spec: ({ place: area, sex }) => ({ measure: "earnings", place: area, ...(sex === "all" ? {} : { sex }) }),
  instead: () => ({ words: "page.earnings.instead", patch: { place: "00", sex: "all" } }),
  ask({ data, messages, change, state }) {
    const area = new Picker(messages.text("page.pick.place"), (value) => change({ place: value }));
    const sex = new Picker(messages.text("page.pick.by"), (value) =>
      change({ sex: value === "female" || value === "male" ? value : "all" }),
    );
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.earnings.ask", { place: area.node, sex: sex.node }),
    );
    return {
      node: sentence,
      sync(known) {
        const codes = [...new Set(known.map(({ code }) => code))].filter((code) => code !== "00" && code !== "06");
        const named = codes.map((value) => ({ value, label: messages.place(value, data.names.get(value) ?? known.find(({ code }) => code === value)?.name) }));
        named.sort((a, b) => a.label.localeCompare(b.label, messages.locale));
        const first = ["00", "06"].map((value) => ({ value, label: messages.place(value, known.find(({ code }) => code === value)?.name) }));
        area.update([{ options: [...first, ...named] }], state().place);
        sex.update(options(messages, [...SEXES], "page.earnings.sex"), state().sex);
      },
    };
  },
};
