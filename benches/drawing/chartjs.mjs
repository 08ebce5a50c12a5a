/** Chart.js, with chartjs-chart-geo for the map. */

import { RAMP, grouped, quantiles, scripts } from "./figures.mjs";

await scripts("chart.js/dist/chart.umd.min.js", "chartjs-chart-geo/build/index.umd.min.js");
const { Chart, ChartGeo } = window;
const hue = (i) => `hsl(${(i * 47) % 360} 60% 45%)`;
const still = { animation: false, responsive: false, plugins: { legend: { display: false } } };

const put = (size, config) => (host) => {
  const canvas = Object.assign(document.createElement("canvas"), size);
  host.append(canvas);
  const chart = new Chart(canvas, config());
  return () => chart.destroy();
};

export const charts = {
  bars: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      type: "bar",
      data: {
        labels: [...grouped(rows, "name").keys()],
        datasets: [...grouped(rows, "level")].map(([label, of], i) => ({ label, data: of.map(({ share }) => share), backgroundColor: RAMP[i] })),
      },
      options: { ...still, indexAxis: "y", scales: { x: { stacked: true, max: 1 }, y: { stacked: true } } },
    })),
  lines: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      type: "line",
      data: {
        datasets: [...grouped(rows, "code").values()].map((of, i) => ({
          label: of[0].name, data: of.map(({ year, share }) => ({ x: year, y: share })), borderColor: hue(i), backgroundColor: hue(i),
          borderWidth: 2.5, pointRadius: 4.5,
        })),
      },
      options: { ...still, parsing: false, scales: { x: { type: "linear" }, y: { beginAtZero: true } } },
    })),
  gaps: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      type: "bar",
      data: {
        labels: rows.map(({ name }) => name),
        datasets: [
          { type: "bar", data: rows.map(({ share, against }) => [share, against]), backgroundColor: "#889", barThickness: 1 },
          {
            type: "line", showLine: false, data: rows.map(({ share, name }) => ({ x: share, y: name })), pointRadius: 6,
            backgroundColor: "steelblue", borderColor: "white",
          },
        ],
      },
      options: { ...still, indexAxis: "y", scales: { x: { beginAtZero: true } } },
    })),
  scatter: ({ x, y, width, height }) =>
    put({ width, height }, () => ({
      type: "scatter",
      data: {
        datasets: [
          {
            data: Array.from(x, (share, at) => ({ x: share, y: y[at] })), pointRadius: 2, pointBorderWidth: 0,
            pointBackgroundColor: "steelblue",
          },
        ],
      },
      options: { ...still, parsing: false, normalized: true, scales: { x: { beginAtZero: true }, y: { beginAtZero: true } } },
    })),
  map: ({ rows, width, height, topology }) => {
    const share = new Map(rows.map(({ code, share }) => [code, share]));
    const steps = quantiles(rows);
    const colour = (value) => (value == null ? "white" : RAMP[steps.filter((step) => value >= step).length]);
    return put({ width, height }, () => {
      const read = JSON.parse(topology);
      const features = ChartGeo.topojson.feature(read, read.objects.counties).features;
      const states = ChartGeo.topojson.feature(read, read.objects.states).features;
      return {
        type: "choropleth",
        data: {
          labels: features.map(({ id }) => id),
          datasets: [
            {
              outline: states, showOutline: true, outlineBorderColor: "#667", borderColor: "white", borderWidth: 0.35,
              data: features.map((feature) => ({ feature, value: share.get(feature.id) ?? null })),
              backgroundColor: ({ raw }) => colour(raw?.value),
            },
          ],
        },
        options: { ...still, scales: { projection: { axis: "x", projection: "albersUsa" }, color: { axis: "x", display: false } } },
      };
    });
  },
};
