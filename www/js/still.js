// @ts-check
/**
 * What stands in the charts' places where a browser cannot run the module: each view's first question as it was answered when
 * the site was built, in words, as a drawing and as a table.
 */

import { tableOf } from "./chart-figure.js";
import { element } from "./dom.js";
import { picture } from "./site.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./types.js").Description & { table: import("./types.js").TableText }} Still */

/** The views whose sentence answers a question of the opening. */
const ANSWERS = { adults: "trend", jobs: "jobs", gap: "skills-gap" };

/**
 * Fills the parts of a page that are shown.
 *
 * @param {Document} page
 * @param {{ loader: import("./loader.js").Loader, messages: Messages }} context
 */
export async function still(page, { loader, messages }) {
  page.getElementById("still")?.removeAttribute("hidden");
  // There is nothing to choose.
  for (const ask of page.querySelectorAll(".ask")) ask.remove();
  const stem = (/** @type {string} */ view) => `embed/1/charts/${view}.${messages.language}`;
  /** @param {string} view @returns {Promise<Still>} */
  const read = (view) => loader.json(`${stem(view)}.json`);
  /** @param {string} view @param {string} alt */
  const drawing = async (view, alt) => {
    const [narrow, wide] = await Promise.all([picture(`${stem(view)}.narrow.svg`), picture(`${stem(view)}.svg`)]);
    return element(
      "picture",
      {},
      element("source", { media: "(max-width: 40rem)", srcset: narrow }),
      element("img", { class: "chart-still", src: wide, alt }),
    );
  };
  const said = (/** @type {Still} */ { sources }) => messages.text("page.chart.source", { sources: sources.join("; ") });
  /** @type {[Element, string][]} */
  const places = [
    ...[...page.querySelectorAll(".part:not([hidden]) figure.chart, .part:not([hidden]) .map-host")].map(
      (host) => /** @type {[Element, string]} */ ([host, host.closest(".part")?.id ?? ""]),
    ),
    ...[...page.querySelectorAll(".agenda, .own, .newest")].map((host) => /** @type {[Element, string]} */ ([host, ""])),
  ];
  const label = messages.text("page.chart.table");
  const tables = () => element("a", { href: "data/datapackage.json" }, messages.text("page.error.tables"));
  const figure = async (/** @type {Element} */ host, /** @type {string} */ view) => {
    // What has no view has no figures that were made before.
    const shown = view ? await read(view).catch(() => null) : null;
    host.replaceChildren(
      ...(shown
        ? [
            element("h2", { class: "chart-title" }, shown.title),
            element("p", { class: "chart-summary" }, shown.summary),
            await drawing(view, shown.title),
            element(
              "details",
              { class: "chart-table", open: "" },
              element("summary", {}, label),
              element("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": label }, tableOf(shown.table)),
            ),
            element("p", { class: "chart-source" }, said(shown)),
          ]
        : [element("p", {}, tables())]),
    );
    host.removeAttribute("aria-busy");
  };
  const answer = async (/** @type {string} */ name, /** @type {string} */ view) => {
    const host = page.querySelector(`[data-answer="${name}"]`);
    const shown = await read(view).catch(() => null);
    host?.querySelector(".answer-picture")?.remove();
    host?.querySelector(".answer-words")?.replaceChildren(shown ? `${shown.title}.` : tables());
    host?.querySelector(".answer-source")?.replaceChildren(shown ? said(shown) : "");
    host?.removeAttribute("aria-busy");
  };
  await Promise.all([
    ...places.map(([host, view]) => figure(host, view)),
    ...Object.entries(ANSWERS).map(([name, view]) => answer(name, view)),
  ]);
}
