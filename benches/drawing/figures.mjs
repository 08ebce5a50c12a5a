/** What is drawn: answers of the bundled tables, and the same figures as plain rows for the peers. */

import init, { Catalog, Chart } from "/pkg/common_measure.js";

export const WIDTH = 960;

/** The tables, as resource and path. */
const TABLES = [
  ["places", "places/core.csv"],
  ["places", "places/counties.csv"],
  ["attainment", "attainment/us.csv"],
  ["attainment", "attainment/06.csv"],
  ["attainment-newest", "attainment-newest.csv"],
];
export const SHAPES = "/map/us-counties.json";

/** A question of each chart; twelve counties of California where `counties` is in its place, as many as a screen holds. */
export const QUESTIONS = {
  bars: { kind: "attainment", spec: { measure: "attainment", place: "06037" } },
  lines: { kind: "trend", spec: { measure: "trend", place: "06", by: "county" } },
  gaps: { kind: "gap", spec: { measure: "gap", place: "counties", reference: { place: "06" } } },
  map: { kind: "map", spec: { measure: "attainment", place: "00", by: "county", data: "attainment-newest" } },
};

/** As many made-up points as a scatter of all census tracts has, and more. */
const POINTS = 100_000;

/** Places with a share in two periods, the same every time, as `catalog.figures` would give them. */
function points() {
  let state = 1;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const bell = () => Array.from({ length: 6 }, random).reduce((sum, value) => sum + value, -3) / 0.7;
  const within = (share) => Math.min(0.98, Math.max(0.01, share));
  const x = Float64Array.from({ length: POINTS }, () => within(0.2 + 0.09 * bell()));
  const y = x.map((share) => within(0.1 + share + 0.1 * bell()));
  const values = Array.from(x, (_, at) => String(10_000_000_000 + at));
  const names = values.map((code) => `Census Tract ${code.slice(-6)}`);
  // Place by place, the earlier period first.
  const codes = (of) => Uint32Array.from({ length: 2 * POINTS }, (_, row) => of(row));
  const figures = {
    level: "bachelors_or_higher",
    place: { values, names, codes: codes((row) => row >> 1) },
    period: { values: ["2000", "2019-2023"], codes: codes((row) => row & 1) },
    share: { value: Float64Array.from({ length: 2 * POINTS }, (_, row) => (row & 1 ? y : x)[row >> 1]) },
  };
  return { figures, x, y };
}

export const bytesOf = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** A catalog with the tables that the charts are of. */
export async function catalog() {
  await init({ module_or_path: "/pkg/common_measure_bg.wasm" });
  const tables = new Catalog(await (await fetch("/tables/datapackage.json")).json());
  for (const [name, path] of TABLES) tables.load(name, await bytesOf(`/tables/${path}`));
  return tables;
}

/** By kind: the answer, its size as ours lays it out, its rows; with the shapes of the counties as bytes and text. */
export async function figures() {
  const tables = await catalog();
  const shapes = await bytesOf(SHAPES);
  const topology = new TextDecoder().decode(shapes);
  const codes = tables.places("adults").map(({ code }) => code);
  const counties = codes.filter((code) => code.length === 5 && code.startsWith("06")).slice(0, 12);
  const given = {};
  for (const [name, { kind, spec }] of Object.entries(QUESTIONS)) {
    const asked = { ...spec };
    if (name === "bars") asked.period = tables.periods(spec);
    if (spec.place === "counties") asked.place = counties;
    const answer = tables.measure(asked);
    const chart = new Chart(answer, { chart: kind }, name === "map" ? shapes : undefined);
    const view = chart.layout({ width: WIDTH, pixelRatio: devicePixelRatio, locale: "en-US", theme: "light" });
    given[name] = { kind, answer, width: view.width, height: view.height, rows: rows(name, answer), shapes, topology };
    view.free();
    chart.free();
  }
  given.scatter = { kind: "scatter", ...points(), width: WIDTH, height: 640 };
  return given;
}

const year = (period) => period.split("-").reduce((sum, part, _, all) => sum + Number(part) / all.length, 0);

/** Flat rows, as every peer takes them. */
function rows(name, { items, reference, level }) {
  const share = (item) => item.atOrAbove.find((figure) => figure.level === level)?.share.value ?? null;
  if (name === "bars") {
    return items.flatMap(({ period, levels }) => levels.map((l) => ({ name: period, level: l.level, share: l.share.value })));
  }
  const placed = items.map((item) => ({ code: item.place.code, name: item.place.name, year: year(item.period), share: share(item) }));
  if (name !== "gaps") return placed;
  const against = share(reference);
  return placed.map((row) => ({ ...row, against })).sort((a, b) => b.share - a.share);
}

/** Rows of a name each, in the order of their first. */
export function grouped(rows, key) {
  const groups = new Map();
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return groups;
}

/** A library's own files, one after the other, as its users have them. */
export async function scripts(...paths) {
  for (const path of paths) {
    await new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: `/node_modules/${path}`, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }
}

/** The classes of the map: five of as many counties each, and a colour each. */
export const RAMP = ["#dfe6e9", "#b3c7cf", "#7fa3b0", "#4a7c8c", "#1d5263"];

export function quantiles(rows) {
  const sorted = rows.map(({ share }) => share).filter((v) => v !== null).sort((a, b) => a - b);
  return RAMP.slice(1).map((_, i) => sorted[Math.floor(((i + 1) * sorted.length) / RAMP.length)]);
}
