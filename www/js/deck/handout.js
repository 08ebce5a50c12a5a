// @ts-check
/**
 * The story on paper: a page a slide, as vectors, with its notes below, its sources, and a code that opens its chart.
 */

import { tableOf } from "../chart-figure.js";
import { button, element } from "../dom.js";
import { library, modules, qrElement } from "../qr.js";
import { stepsOf } from "./course.js";
import { Stage, elements } from "./stage.js";

/**
 * @param {HTMLElement} host
 * @param {import("./stage.js").Context} context
 * @param {string} base the explorer's address; "" where there is none
 */
export async function handout(host, context, base) {
  const { story, messages, charts, source } = context;
  const encoder = base ? await library() : null;
  const bar = element(
    "p",
    { class: "paper-bar" },
    button(messages.text("page.deck.print.now"), () => print()),
  );
  host.replaceChildren(bar);
  for (const [index, slide] of story.slides.entries()) {
    const step = stepsOf(story, index) - 1;
    const query = slide.steps[step] ?? "";
    const stage = element("div", { class: "stage" });
    const below = element("div", { class: "paper-below" });
    host.append(element("article", { class: "paper" }, stage, below));
    await new Stage(stage, context).show({ slide: index, step, query: null });
    const answered = query ? await charts.answer(query) : null;
    const picture = slide.picture ? await charts.picture(slide.picture) : null;
    const words = async (/** @type {string} */ asked) =>
      asked ? (await charts.answer(asked)).words.title : (answered?.words.title ?? picture?.words ?? "");
    const sources = [
      ...slide.sources.map((id) => source(id).whole),
      ...(answered?.words.sources ?? []),
      ...(picture ? [picture.sources] : []),
    ];
    const small = [
      ...(answered?.words.notes ?? []),
      ...(sources.length ? [messages.text("page.chart.source", { sources: sources.join("; ") })] : []),
    ];
    below.append(
      element(
        "div",
        { class: "paper-words" },
        ...(await elements(slide.notes, words)),
        ...small.map((line) => element("p", { class: "paper-small" }, line)),
      ),
    );
    if (answered?.table) below.after(element("div", { class: "chart-table paper-small" }, tableOf(answered.table)));
    if (!encoder) continue;
    const link = new URL(query || "./", base).href;
    const rows = modules(encoder, link);
    const label = messages.text(query ? "page.deck.code.chart" : "page.deck.code.site");
    if (rows)
      below.append(
        element("figure", { class: "paper-code" }, qrElement(rows, label), element("figcaption", {}, label)),
      );
  }
  host.dataset.shown = "all";
}
