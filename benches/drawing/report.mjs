/** The sections of `docs/performance.md` that are about drawing. */

import { CONTESTANTS, RATIOS } from "./run.mjs";

const TITLES = {
  bars: "Stacked bars: Los Angeles County in nine years, four levels",
  lines: "Lines: 58 counties over nine periods, a dot for each figure",
  gaps: "Gaps: twelve counties against the state",
  map: "Map of the nation’s counties, from the file of their shapes on: read, projected, joined, drawn",
  scatter: "Scatter of 100,000 made-up places, from columns of figures on",
};

/** What ours is to take at most, in ms: to paint the whole picture, and to mark what is pointed at (issue 7). */
const MOST = { bars: 16, lines: 16, gaps: 16, map: 60, scatter: 60, hover: 4 };

const HOW = `From figures in JavaScript to the picture, 960 CSS pixels wide and as high as ours needs, the same for all: first, in a page that
has drawn nothing of the kind, and again, the middle of three. A canvas counts as drawn when a pixel of it has been read, which makes
the browser carry out all calls; an SVG when its style and layout are worked out. That the browser paints it afterwards is not counted,
in favour of Observable Plot: what a canvas takes before its first mark is in the last rows, and whoever draws on one has it too.
Nobody animates. Marks and lines are of the same number, size and colours; axes and letters are each one’s own, and Chart.js has no figures beside its dots. ECharts has its switch for many points on. Ours also has ready what a pointer and a screen reader find.`;

/** @typedef {import("../report.mjs").Tools} Tools */

/** @param {any} result @param {Tools} tools */
export function drawing(result, { table, ms, number, median }) {
  const jobs = (ratio) => result.times.filter((job) => job.ratio === ratio);
  const times = ({ runs }, kind, when) => runs.map((run) => run[kind][when]);
  const compared = (kind, ratio) => {
    const [ours] = jobs(ratio);
    return jobs(ratio).filter(({ runs }) => runs[0][kind]).map((job) => {
      const cells = ["first", "again"].flatMap((when) => {
        const theirs = times(job, kind, when);
        const factor = median(theirs) / median(times(ours, kind, when));
        const words = factor < 1 ? `**${number(factor, 2)}×: we lose**` : `${number(factor, 2)}×`;
        return [ms(theirs), job === ours || job.contestant === "background" ? "" : words];
      });
      return [CONTESTANTS[job.contestant], String(ratio), ...cells];
    });
  };
  const charts = Object.entries(TITLES).map(([kind, title]) => {
    const head = ["", "pixel ratio", "first, ms, median (least–most)", "× ours", "again, ms", "× ours"];
    return `### ${title}\n\n${table(head, RATIOS.flatMap((ratio) => compared(kind, ratio)))}`;
  });
  const reached = (values, most) => `${ms(values)}, aim ${most} ${median(values) <= most ? "reached" : "**not reached**"}`;
  const own = RATIOS.flatMap((ratio) =>
    Object.keys(TITLES).map((kind) => {
      const part = (name) => jobs(ratio)[0].runs.map((run) => run[kind].parts[name]);
      return [kind, String(ratio), ms(part("layout")), reached(part("picture"), MOST[kind]), reached(part("hover"), MOST.hover)];
    }),
  );
  const parts = `### Ours, part by part\n\nA layout for another width or language; the whole picture painted anew; the mark that is pointed ` +
    `at found and drawn on the layer above:\n\n${table(["", "pixel ratio", "layout, ms", "picture, ms", "pointing, ms"], own)}`;
  return [HOW, ...charts, parts].join("\n\n");
}

/** @param {any} result @param {Tools} tools */
export function places(result, { table, ms, number }) {
  const { runs } = result.times[0];
  const rows = runs[0].map(({ places }, at) => {
    const of = (name) => ms(runs.map((run) => run[at][name]));
    return [number(places, 8), of("ask"), of("chart"), of("draw")];
  });
  return `The share with a bachelor’s degree of so many counties, asked by a list of them, and their map. The file of shapes, of all ` +
    `counties, is read anew for each:\n\n${table(["counties", "ask, ms", "read, project, lay out, ms", "paint, ms"], rows)}`;
}
