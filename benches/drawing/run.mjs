/** Opens the pages of this folder, contestants in turn; `benches/run.mjs` gives the browser and keeps the times. */

/** Each way of drawing, with what it draws on. */
export const CONTESTANTS = {
  "common-measure": "**Common Measure**", plot: "Observable Plot (SVG)", chartjs: "Chart.js", echarts: "ECharts",
  uplot: "uPlot", "vega-lite": "Vega-Lite", background: "(a canvas, its background alone)",
};

export const RATIOS = [2, 1];

/** @typedef {{ runs: number, say: (line: string) => void, open: (path: string, options?: object) => Promise<any> }} Bench */

/** Every contestant at each pixel ratio. @param {Bench} bench */
export async function drawing({ runs, say, open }) {
  const jobs = RATIOS.flatMap((ratio) => Object.keys(CONTESTANTS).map((contestant) => ({ contestant, ratio, runs: [] })));
  for (let run = 1; run <= runs; run += 1) {
    for (const job of jobs) {
      const { contestant, ratio } = job;
      const done = await open(`page/drawing/page.html?contestant=${contestant}`, { deviceScaleFactor: ratio });
      job.runs.push(done);
      say(`  ${run}/${runs}  ${contestant.padEnd(16)} ${ratio} ${JSON.stringify(done)}`);
    }
  }
  return jobs;
}

/** @param {Bench} bench */
export async function places({ runs, say, open }) {
  const times = [];
  for (let run = 1; run <= runs; run += 1) {
    times.push(await open("page/drawing/places.html"));
    say(`  ${run}/${runs}  ${JSON.stringify(times.at(-1))}`);
  }
  return [{ contestant: "common-measure", runs: times }];
}
