import { shares } from "./rows.mjs";

const values = await shares();
await window.vegaEmbed(document.querySelector("div"), {
  width: 740, height: 340, data: { values }, mark: { type: "line", point: true },
  encoding: {
    x: { field: "year", type: "quantitative", scale: { zero: false } },
    y: { field: "share", type: "quantitative", axis: { format: "%" } },
  },
}, { actions: false, renderer: "canvas" });
window.done = performance.now();
