// @ts-check
/** The page inside a frame: one chart, as the page or its address says, and its height for a host that asks (`fit.js`). */

import { read } from "../route.js";

const { view, language, theme, asked } = read(location.search);
/** A page that has a question in it, with its figures, is asked no other. */
const written = document.querySelector("common-measure");
const chart = written ?? made();
if (theme) {
  chart.setAttribute("theme", theme);
  document.documentElement.dataset.theme = theme;
}

/** What the address asks. */
function made() {
  const chart = document.createElement("common-measure");
  // An address may say anything: the element is told what it can be asked, and no attribute that it has as an element.
  const { observedAttributes: known = [] } = /** @type {{ observedAttributes?: string[] }} */ (chart.constructor);
  for (const [name, value] of asked) {
    if (known.includes(name)) chart.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries({ chart: view, locale: language })) {
    if (value) chart.setAttribute(name, value);
  }
  if (language.startsWith("es")) document.documentElement.lang = "es";
  return chart;
}

for (const shown of ["cm-ready", "cm-change"]) {
  chart.addEventListener(shown, (event) => {
    document.title = /** @type {CustomEvent} */ (event).detail.description.title;
  });
}
for (const first of ["cm-ready", "cm-error"]) {
  chart.addEventListener(first, () => document.documentElement.classList.remove("waiting"), { once: true });
}
document.documentElement.classList.add("waiting");
// Until there is an element the page's own words stand.
if (!written) void customElements.whenDefined("common-measure").then(() => document.body.replaceChildren(chart));

// A frame without an origin of its own cannot know its host's: the height is no secret.
const tell = () => {
  if (parent !== window)
    parent.postMessage({ type: "common-measure:height", height: Math.ceil(chart.getBoundingClientRect().height) }, "*");
};
new ResizeObserver(tell).observe(chart);
addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.type === "common-measure:fit") tell();
});
