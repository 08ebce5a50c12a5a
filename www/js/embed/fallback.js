// @ts-check
/** What stands in a chart's place when it cannot be drawn. There is always something: no box stays empty. */

import { ended } from "../catalog.js";
import { tableOf } from "../chart-figure.js";
import { element } from "../dom.js";
import { tree } from "../svg-tree.js";
import { text } from "./shared.js";

/** @typedef {import("../messages.js").Messages} Messages */

/**
 * A static chart as the build made it: its words and figures in a file, its drawing in another.
 *
 * @typedef {import("../types.js").Description & { table: import("../types.js").TableText }} Still
 */

/** Errors that are about the question, not about the way here. */
const OF_QUESTION = ["no-data", "not-comparable", "bad-spec", "bad-agenda"];

let pictures = 0;

/**
 * The chart of a view's first question, made at build time: it needs no WebAssembly, and no leave to show images.
 *
 * @param {string} name
 * @param {Messages} messages
 * @returns {Promise<HTMLElement>}
 */
export async function picture(name, messages) {
  const { language } = messages;
  const [words, drawing] = await Promise.all([
    text(`charts/${name}.${language}.json`),
    text(`charts/${name}.${language}.svg`),
  ]);
  /** @type {Still} */
  const { title, summary, axis, sources, notes, table } = JSON.parse(words);
  const frame = element(
    "div",
    { class: "table-frame", tabindex: "0", role: "group", "aria-label": messages.text("page.chart.table") },
    tableOf(table),
  );
  return element(
    "figure",
    { class: "chart", "data-ready": "true" },
    element(
      "div",
      { class: "chart-head" },
      element("h3", { class: "chart-title", part: "title" }, title),
      element("p", { class: "chart-summary", part: "summary" }, summary),
      element("p", { class: "chart-axis", part: "axis" }, axis),
    ),
    element("div", { class: "still", part: "chart" }, tree(drawing, `still-${(pictures += 1)}-`)),
    element(
      "figcaption",
      { class: "chart-foot" },
      element(
        "p",
        { class: "chart-source", part: "source" },
        messages.text("page.chart.source", { sources: sources.join("; ") }),
      ),
      element("ul", { class: "chart-notes", part: "notes" }, ...notes.map((note) => element("li", {}, note))),
    ),
    element(
      "details",
      { class: "chart-table", part: "table" },
      element("summary", {}, messages.text("page.chart.table")),
      frame,
    ),
  );
}

/**
 * Why there is no living chart, what is shown instead, and a way on.
 *
 * @param {unknown} error
 * @param {object} context
 * @param {Messages} context.messages
 * @param {Element} context.host its children are the snippet's own fallback
 * @param {boolean} context.still whether a static chart is shown
 * @param {HTMLElement[]} context.ways
 */
export function notice(error, { messages, host, still, ways }) {
  const code = codeOf(error);
  const said = OF_QUESTION.includes(code) ? code : "failed";
  const detail = error instanceof Error ? error.message : String(error);
  const date = host.querySelector("time[datetime]")?.getAttribute("datetime") ?? "";
  const lines = [messages.text(said === "failed" ? "page.embed.failed" : `page.error.${said}`)];
  if (host.childElementCount) lines.push(dated(date, messages));
  else if (still) lines.push(messages.text("page.embed.still"));
  else if (said === "bad-spec") lines.push(messages.text("page.error.bad-spec.text", { detail }));
  return element(
    "div",
    { class: "notice", part: "notice", role: "status" },
    ...lines.map((line) => element("p", {}, line)),
    element("ul", {}, ...ways.map((way) => element("li", {}, way))),
  );
}

/** @param {string} date as `<time>` has it, or "" @param {Messages} messages */
function dated(date, messages) {
  const day = new Date(/^\d{4}-\d\d-\d\d$/.test(date) ? `${date}T12:00` : date);
  if (Number.isNaN(day.getTime())) return messages.text("page.embed.older");
  return messages.text("page.embed.dated", { date: day.toLocaleDateString(messages.locale, { dateStyle: "long" }) });
}

/** For a host, what did not come as it should is one kind. @param {unknown} error */
export const codeOf = (error) =>
  ended(error) ? "engine-lost" : error instanceof Error && "code" in error ? String(error.code).replace(/^load-.*/, "load-failed") : "failed";
