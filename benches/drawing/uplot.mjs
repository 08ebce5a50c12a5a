/** uPlot, which has lines, and by columns aligned to one axis. */

import { grouped, scripts } from "./figures.mjs";

await scripts("uplot/dist/uPlot.iife.min.js");
const { uPlot } = window;
const hue = (i) => `hsl(${(i * 47) % 360} 60% 45%)`;

export const charts = {
  lines: ({ rows, width, height }) => {
    const years = [...new Set(rows.map(({ year }) => year))].sort((a, b) => a - b);
    const lines = [...grouped(rows, "code").values()];
    const columns = lines.map((of) => years.map((year) => of.find((row) => row.year === year)?.share));
    return async (host) => {
      const series = columns.map((_, i) => ({ stroke: hue(i), width: 2.5, spanGaps: true, points: { show: true, size: 9, fill: hue(i) } }));
      const plot = new uPlot(
        { width, height, legend: { show: false }, scales: { x: { time: false }, y: { range: [0, 0.7] } }, series: [{}, ...series] },
        [years, ...columns], host,
      );
      // It draws in the microtask after it was made.
      await null;
      return () => plot.destroy();
    };
  },
};
