/** Vega-Lite by Vega-Embed, on a canvas. */

import { RAMP, quantiles, scripts } from "./figures.mjs";

await scripts("vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js", "vega-embed/build/vega-embed.min.js");
const share = { field: "share", type: "quantitative", axis: { format: "%" } };

const put = (size, spec) => async (host) => {
  const { finalize } = await window.vegaEmbed(host, { ...size, ...spec() }, { actions: false, renderer: "canvas" });
  return finalize;
};

export const charts = {
  bars: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      data: { values: rows }, mark: "bar",
      encoding: { x: { ...share, stack: "normalize" }, y: { field: "name", type: "nominal" }, color: { field: "level", legend: null } },
    })),
  lines: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      data: { values: rows }, mark: { type: "line", point: { size: 64 }, strokeWidth: 2.5 },
      encoding: {
        x: { field: "year", type: "quantitative", scale: { zero: false } }, y: share, color: { field: "code", type: "nominal", legend: null },
      },
    })),
  gaps: ({ rows, width, height }) => {
    const y = { field: "name", type: "nominal", sort: null };
    return put({ width, height }, () => ({
      data: { values: rows },
      layer: [
        { mark: { type: "rule" }, encoding: { x: share, x2: { field: "against" }, y } },
        { mark: { type: "circle", size: 113, opacity: 1 }, encoding: { x: share, y } },
        { mark: { type: "text", dx: 10, align: "left" }, encoding: { x: share, y, text: { field: "share", format: ".1%" } } },
      ],
    }));
  },
  scatter: ({ x, y, width, height }) =>
    put({ width, height }, () => ({
      data: { values: Array.from(x, (share, at) => ({ x: share, y: y[at] })) },
      mark: { type: "circle", size: 16, opacity: 1 },
      encoding: { x: { field: "x", type: "quantitative", axis: { format: "%" } }, y: { field: "y", type: "quantitative", axis: { format: "%" } } },
    })),
  map: ({ rows, width, height, topology }) =>
    put({ width, height }, () => {
      const values = JSON.parse(topology);
      const shapes = (feature) => ({ values, format: { type: "topojson", feature } });
      return {
        projection: { type: "albersUsa" },
        layer: [
          {
            data: shapes("counties"), mark: { type: "geoshape", stroke: "white", strokeWidth: 0.35 },
            transform: [{ lookup: "id", from: { data: { values: rows }, key: "code", fields: ["share"] } }],
            encoding: {
              color: { field: "share", type: "quantitative", scale: { type: "threshold", domain: quantiles(rows), range: RAMP }, legend: null },
            },
          },
          { data: shapes("states"), mark: { type: "geoshape", filled: false, stroke: "#667" } },
        ],
      };
    }),
};
