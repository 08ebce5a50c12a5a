/** uPlot, which has lines, by columns aligned to one axis, and points that its users draw by a path, as its demo has it. */

import { grouped, scripts } from "./figures.mjs";

await scripts("uplot/dist/uPlot.iife.min.js");
const { uPlot } = window;
const hue = (i) => `hsl(${(i * 47) % 360} 60% 45%)`;

/** Every point as an arc of one path. */
function discs(plot, number) {
  const { ctx } = plot;
  const [x, y] = plot.data[number];
  const radius = 2 * devicePixelRatio;
  const path = new Path2D();
  for (let at = 0; at < x.length; at += 1) {
    const [across, up] = [plot.valToPos(x[at], "x", true), plot.valToPos(y[at], "y", true)];
    path.moveTo(across + radius, up);
    path.arc(across, up, radius, 0, 2 * Math.PI);
  }
  ctx.fillStyle = "steelblue";
  ctx.fill(path);
}

export const charts = {
  scatter: ({ x, y, width, height }) => async (host) => {
    const plot = new uPlot(
      {
        mode: 2, width, height, legend: { show: false }, cursor: { show: false },
        scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } }, series: [{}, { paths: discs }],
      },
      [null, [x, y]], host,
    );
    await null;
    return () => plot.destroy();
  },
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
