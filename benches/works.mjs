/** What is measured: the works of the report, in its order. */

import { drawing, places } from "./drawing/run.mjs";

const tidyFile = (/** @type {number} */ rows) => ({ name: `made-up-tidy-${rows}.csv`, rows });

/** Small ones of the same forms, for rehearsals. */
export const SMALL = { tidy: tidyFile(3000), persons: { name: "made-up-persons-300.csv", rows: 300 } };

const OURS = ["common-measure", "common-measure-first"];

/** Its two ways: a table made first, or each question asked of the file. */
const DUCKDB = ["duckdb", "duckdb-file"];

export const WORKS = [
  {
    name: "tidy", kind: "tidy", call: "work", files: [tidyFile(3_000_000)],
    contestants: [...OURS, ...DUCKDB, "arquero", "udsv", "d3-dsv", "byte-loop"],
    title: "3 million tidy rows: load, then the share with a bachelor’s degree by county and race",
  },
  {
    name: "persons", kind: "persons", call: "work", files: [{ name: "made-up-persons-400000.csv", rows: 400_000 }],
    contestants: [...OURS, ...DUCKDB, "udsv", "d3-dsv", "byte-loop"],
    title: "400,000 persons of 95 columns: load, then the share and its error from 80 replicates by area, sex and race",
  },
  {
    name: "again", kind: "tidy", call: "again", files: [tidyFile(1_000_000)],
    contestants: ["common-measure", "duckdb", "arquero"],
    title: "Ask again on a loaded million rows",
  },
  {
    name: "small", kind: "tidy", call: "work", files: [tidyFile(100_000)],
    contestants: [...OURS, ...DUCKDB, "arquero", "udsv", "d3-dsv", "byte-loop"],
    title: "100,000 tidy rows: load and ask",
  },
  {
    name: "growth", kind: "tidy", call: "work",
    files: [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000].map(tidyFile),
    contestants: ["common-measure", "byte-loop"],
    title: "Growth with the number of rows",
  },
  {
    name: "limits", kind: "tidy", call: "limits", files: [tidyFile(3_000_000)], contestants: ["limits"],
    title: "The distance to the limit",
  },
  {
    name: "start", kind: "", page: true, files: [{ name: "", rows: 0 }],
    contestants: ["common-measure", "duckdb", "vega-embed", "echarts"],
    title: "Cold start",
  },
  { name: "drawing", run: drawing, title: "Drawing" },
  { name: "places", run: places, title: "Growth with the number of places" },
];
