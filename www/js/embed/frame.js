// @ts-check
/** The page inside a frame: one chart, as the address says, and its height for a host that asks (`fit.js`). */

import { read } from "../route.js";

const { view, language, theme, asked } = read(location.search);
const chart = document.createElement("common-measure");
for (const [name, value] of asked) {
  if (!["v", "view", "lang", "theme", "frame"].includes(name)) chart.setAttribute(name, value);
}
for (const [name, value] of Object.entries({ chart: view, locale: language, theme })) {
  if (value) chart.setAttribute(name, value);
}
if (language.startsWith("es")) document.documentElement.lang = "es";
if (theme) document.documentElement.dataset.theme = theme;
for (const shown of ["cm-ready", "cm-change"]) {
  chart.addEventListener(shown, (event) => {
    document.title = /** @type {CustomEvent} */ (event).detail.description.title;
  });
}
for (const first of ["cm-ready", "cm-error"]) {
  chart.addEventListener(first, () => document.documentElement.classList.remove("waiting"), { once: true });
}
document.documentElement.classList.add("waiting");
document.body.replaceChildren(chart);

// A frame without an origin of its own cannot know its host's: the height is no secret.
const tell = () => {
  if (parent !== window)
    parent.postMessage({ type: "common-measure:height", height: Math.ceil(chart.getBoundingClientRect().height) }, "*");
};
new ResizeObserver(tell).observe(chart);
addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.type === "common-measure:fit") tell();
});
