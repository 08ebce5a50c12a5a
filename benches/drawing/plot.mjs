/** Observable Plot: SVG. */

import { RAMP, quantiles, scripts } from "./figures.mjs";

await scripts("d3/dist/d3.min.js", "@observablehq/plot/dist/plot.umd.min.js", "topojson-client/dist/topojson-client.min.js");
const { Plot, topojson } = window;
const put = (options) => (host) => void host.append(Plot.plot(options()));

export const charts = {
  bars: ({ rows, width, height }) =>
    put(() => ({
      width, height, marginLeft: 90, x: { percent: true }, color: { legend: false },
      marks: [Plot.barX(rows, { x: "share", y: "name", fill: "level" })],
    })),
  lines: ({ rows, width, height }) =>
    put(() => ({
      width, height, y: { percent: true, zero: true },
      marks: [
        Plot.lineY(rows, { x: "year", y: "share", z: "code", stroke: "code", strokeWidth: 2.5 }),
        Plot.dot(rows, { x: "year", y: "share", fill: "code", stroke: "white", r: 4.5 }),
      ],
    })),
  gaps: ({ rows, width, height }) =>
    put(() => ({
      width, height, marginLeft: 220, x: { percent: true, zero: true }, y: { domain: rows.map(({ name }) => name) },
      marks: [
        Plot.ruleY(rows, { x1: "share", x2: "against", y: "name" }),
        Plot.dot(rows, { x: "share", y: "name", fill: "steelblue", stroke: "white", r: 6 }),
        Plot.text(rows, { x: "share", y: "name", text: ({ share }) => `${(share * 100).toFixed(1)}%`, dx: 10, textAnchor: "start" }),
      ],
    })),
  scatter: ({ x, y, width, height }) =>
    put(() => ({
      width, height, x: { percent: true, zero: true }, y: { percent: true, zero: true },
      marks: [Plot.dot({ length: x.length }, { x, y, r: 2, fill: "steelblue", stroke: "none" })],
    })),
  map: ({ rows, width, height, topology }) => {
    const share = new Map(rows.map(({ code, share }) => [code, share]));
    return put(() => {
      const read = JSON.parse(topology);
      return {
        width, height, projection: "albers-usa", color: { type: "threshold", domain: quantiles(rows), range: RAMP },
        marks: [
          Plot.geo(topojson.feature(read, read.objects.counties), { fill: ({ id }) => share.get(id), stroke: "white", strokeWidth: 0.35 }),
          Plot.geo(topojson.mesh(read, read.objects.states), { stroke: "#667" }),
        ],
      };
    });
  },
};
