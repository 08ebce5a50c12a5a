/** `docs/performance.md`, from the times that `run.mjs` kept. */

import * as drawn from "./drawing/report.mjs";
import { WORKS } from "./works.mjs";

const NAMES = {
  "common-measure": "**Common Measure**", "common-measure-first": "the same without a rehearsal", duckdb: "DuckDB-WASM, table first", "duckdb-file": "DuckDB-WASM, from the file",
  arquero: "Arquero", udsv: "uDSV", "d3-dsv": "d3-dsv", "byte-loop": "JavaScript byte loop by hand",
  "vega-embed": "Vega-Embed", echarts: "ECharts",
};

/** Ratios of issue 7 that are to be reached. */
const GOALS = {
  tidy: { duckdb: 10, arquero: 25, udsv: 15, "d3-dsv": 15, "byte-loop": 1.5 },
  persons: { duckdb: 8, udsv: 20, "d3-dsv": 20, "byte-loop": 1.5 },
  again: { duckdb: 15 },
  small: { "byte-loop": 1 },
  start: { duckdb: 10, "vega-embed": 1, echarts: 1 },
};

function quantile(values, at) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(at * (sorted.length - 1))];
}

const median = (values) => quantile(values, 0.5);
const number = (value, digits = 3) => value.toLocaleString("en-US", { maximumSignificantDigits: digits });
const ms = (values) => `${number(median(values))} (${number(quantile(values, 0))}–${number(quantile(values, 1))})`;
const mb = (bytes) => number(bytes / 2 ** 20);

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** How many times as long a contestant took as ours, and whether that is what was aimed at. */
function ratio(work, contestant, theirs, ours) {
  if (contestant === "common-measure") return ["", ""];
  const times = median(theirs) / median(ours);
  const goal = GOALS[work]?.[contestant.replace("-file", "")];
  const goalWords = goal === undefined ? "" : `${goal}× ${times >= goal ? "reached" : "**not reached**"}`;
  return [times < 1 ? `**${number(times, 2)}×: we lose**` : `${number(times, 2)}×`, goalWords];
}

const of = (result, contestant) => result.times.find((t) => t.contestant === contestant);

function comparison(work, result, field = "all") {
  const ours = of(result, "common-measure").runs.map((r) => r[field]);
  return table(
    ["", "ms, median (least–most)", "× ours", "aim"],
    result.times.map(({ contestant, runs }) => {
      const theirs = runs.map((r) => r[field]);
      return [(work === "start" && contestant === "duckdb" ? "DuckDB-WASM" : NAMES[contestant]) ?? contestant, ms(theirs), ...ratio(work, contestant, theirs, ours)];
    }),
  );
}

/** What every section is made with. @typedef {typeof TOOLS} Tools */
const TOOLS = { table, ms, number, median };

const SECTIONS = {
  tidy: (result) => `${comparison("tidy", result)}\n\n${ours(result)}`,
  persons: (result) => `${comparison("persons", result)}\n\n${ours(result)}`,
  small: (result) => `${comparison("small", result)}\n\n${ours(result)}\n\n${WHY_SMALL}`,
  again: (result) =>
    `One place by race, a new place each time:\n\n${comparison("again", result, "place")}\n\n` +
    `Every county by race:\n\n${comparison("again", result, "every")}`,
  growth: (result) =>
    table(
      ["rows", "file, MB", "load, ms", "ask, ms", "wasm memory, MB", "byte loop, ms"],
      result.times.filter((t) => t.contestant === "common-measure").map(({ rows, runs }) => {
        const loop = result.times.find((t) => t.contestant === "byte-loop" && t.rows === rows);
        return [
          number(rows, 8), mb(runs[0].size), ms(runs.map((r) => r.load)), ms(runs.map((r) => r.ask)),
          mb(runs[0].memory), ms(loop.runs.map((r) => r.all)),
        ];
      }),
    ),
  limits: (result) => {
    const { runs } = result.times[0];
    const speed = (field) => number(runs[0].size / 1e3 / median(runs.map((r) => r[field])));
    return table(["the file of 3 million rows", "MB/s"], [
      ["copied into a module’s memory", speed("copy")], ["scanned there for line breaks, 16 bytes at a time", speed("scan")],
    ]);
  },
  start: (result) =>
    `From an empty page to the first chart, on localhost; of DuckDB to the answer of \`select 1\`.\n\n${comparison("start", result)}`,
  drawing: (result) => drawn.drawing(result, TOOLS),
  places: (result) => drawn.places(result, TOOLS),
};

const WHY_SMALL = `A loop by hand is ahead of us where a file is small. It keeps sums of this one table; ours reads each place with care when it
first meets it, leaves a table that answers the next question, and gives each figure its margin and its source. Without
a rehearsal most of the time is code that the browser has not made fast yet.`;

function ours(result) {
  const { runs } = of(result, "common-measure");
  const speed = runs[0].size / 1e3 / median(runs.map((r) => r.load));
  return `Of ours, loading is ${ms(runs.map((r) => r.load))} ms (${number(speed)} MB/s), asking ${ms(runs.map((r) => r.ask))} ms for ` +
    `${number(runs[0].figures, 8)} figures. wasm memory afterwards: ${mb(runs[0].memory)} MB.`;
}

const HEAD = `# Performance

Written by \`cargo xtask bench\`; do not edit. Every section is from one machine and one browser, named below it: what carries
over to others are the ratios. \`cargo xtask bench\` takes them all again, \`cargo xtask bench tidy\` one section.

- The inputs are made up (\`benches/made-up.mjs\`), the same on every machine: figures of counties by year, sex, race and level in the
  project's own form, and persons in the form of the Census Bureau's person file.
- Each time is from bytes in the page's memory to figures in JavaScript, in a fresh page of headless Chromium, the engine started
  before. Contestants take turns, run by run. Start and drawing have sections of their own.
- Each contestant has rehearsed, as a page can while its visitor chooses a file: the same work on a small table of the same form,
  twenty times, so that the browser has made fast code of it. Our data page does so with the project's own form. One row is ours
  without.
- The first eight digits of every figure are the same with every contestant, or the bench fails.
- Ours is the npm package, asked as its users ask it: thousands of figures as columns (\`catalog.figures\`), those of one place as
  an answer (\`catalog.measure\`). DuckDB and Arquero are told the types of the columns. uDSV, d3-dsv and the loop
  by hand keep nothing but the sums that are asked for; ours and DuckDB's table answer the next question too.
`;

/**
 * @param {Record<string, any>} results
 * @param {string} before the report that there is: what was not taken now stands in the new one as it stood
 */
export function report(results, before) {
  const sections = new Map(before.split(/^## /m).slice(1).map((part) => [part.slice(0, part.indexOf("\n")), `## ${part.trimEnd()}\n`]));
  const parts = [HEAD];
  for (const work of WORKS) {
    const result = results[work.name];
    const section = result ? `## ${work.title}\n\n${SECTIONS[work.name](result)}\n\n${taken(result)}\n` : sections.get(work.title);
    if (section) parts.push(section);
  }
  const versions = Object.entries(Object.values(results)[0]?.versions ?? {});
  parts.push(`## Versions\n\n${versions.map(([name, version]) => `- ${name} ${version}`).join("\n")}\n`);
  return parts.join("\n");
}

function taken({ runs, machine, load }) {
  const busy = load > 0.5 * machine.cores ? ` The machine’s load was ${number(load, 2)} when it began.` : "";
  return `Of ${runs} runs; ${machine.processor.trim()}, ${machine.cores} cores, ${number(machine.memory / 2 ** 30, 2)} GB, Chromium ${machine.browser}.${busy}`;
}
