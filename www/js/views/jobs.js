// @ts-check
/** The education that jobs ask for beside the education that adults have. */

import { element } from "../dom.js";
import { HOME, jobsOf } from "../data.js";
import { Picker } from "../pickers.js";
import { word } from "../route.js";
import { options } from "./parts.js";

/** @typedef {import("../data.js").Data} Data */
/** @template State @typedef {import("./parts.js").ViewKind<State>} ViewKind */

/** @typedef {{ choice: string }} JobsState `choice`: a place, or a place and a year after a slash */
const CHOICES = ["31080", `${HOME}/2020`, `${HOME}/2030`, "06", "00"];

/** @type {ViewKind<JobsState>} */
export const jobs = {
  fields: { choice: word("place", CHOICES) },
  initial: () => ({ choice: "31080" }),
  files: ({ choice }) => jobsOf(choice.split("/")[0] ?? ""),
  spec({ choice }) {
    const [place, period] = choice.split("/");
    return { measure: "jobs", place: place ?? "", ...(period ? { period } : {}) };
  },
  ask({ messages, change, state }) {
    const place = new Picker(messages.text("page.pick.place"), (choice) => change({ choice }));
    const sentence = element(
      "p",
      { class: "ask-sentence" },
      messages.nodes("page.jobs.ask", { place: place.node }),
    );
    return {
      node: sentence,
      sync() {
        place.update(options(messages, CHOICES, "page.jobs"), state().choice);
      },
    };
  },
};
