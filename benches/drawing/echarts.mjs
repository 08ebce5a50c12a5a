/** ECharts on a canvas; the map by d3-geo's projection, as its handbook has it. */

import { RAMP, grouped, quantiles, scripts } from "./figures.mjs";

await scripts("echarts/dist/echarts.min.js", "d3/dist/d3.min.js", "topojson-client/dist/topojson-client.min.js");
const { d3, echarts, topojson } = window;
const hue = (i) => `hsl(${(i * 47) % 360} 60% 45%)`;

const put = (size, option) => async (host) => {
  const chart = echarts.init(host, null, size);
  chart.setOption({ animation: false, ...option() });
  // What it puts off to its next frame is drawn now.
  chart.getZr().flush();
  return () => chart.dispose();
};

export const charts = {
  bars: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      color: RAMP, xAxis: { type: "value", max: 1 }, yAxis: { type: "category", data: [...grouped(rows, "name").keys()], inverse: true },
      series: [...grouped(rows, "level")].map(([name, of]) => ({ name, type: "bar", stack: "all", data: of.map(({ share }) => share) })),
    })),
  lines: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      xAxis: { type: "value", scale: true }, yAxis: { type: "value" },
      series: [...grouped(rows, "code").values()].map((of, i) => ({
        type: "line", symbol: "circle", symbolSize: 9, color: hue(i), lineStyle: { width: 2.5 }, data: of.map(({ year, share }) => [year, share]),
      })),
    })),
  gaps: ({ rows, width, height }) =>
    put({ width, height }, () => ({
      xAxis: { type: "value" }, yAxis: { type: "category", data: rows.map(({ name }) => name), inverse: true },
      series: [
        {
          type: "scatter", symbolSize: 12, data: rows.map(({ share, name }) => [share, name]),
          label: { show: true, position: "right", formatter: ({ value }) => `${(value[0] * 100).toFixed(1)}%` },
          markLine: {
            silent: true, symbol: "none", label: { show: false },
            data: rows.map(({ name, share, against }) => [{ coord: [share, name] }, { coord: [against, name] }]),
          },
        },
      ],
    })),
  // With its own switch for many points.
  scatter: ({ x, y, width, height }) =>
    put({ width, height }, () => {
      const data = new Float64Array(2 * x.length);
      x.forEach((share, at) => data.set([share, y[at]], 2 * at));
      return {
        xAxis: { type: "value" }, yAxis: { type: "value" },
        series: [{ type: "scatter", large: true, symbolSize: 4, color: "steelblue", data }],
      };
    }),
  map: ({ rows, width, height, topology }) =>
    put({ width, height }, () => {
      const read = JSON.parse(topology);
      echarts.registerMap("counties", topojson.feature(read, read.objects.counties));
      const projection = d3.geoAlbersUsa();
      const steps = quantiles(rows);
      const pieces = RAMP.map((color, i) => ({ color, gte: steps[i - 1] ?? 0, ...(i < steps.length ? { lt: steps[i] } : {}) }));
      return {
        visualMap: { type: "piecewise", pieces, show: false },
        series: [
          {
            type: "map", map: "counties", nameProperty: "id", silent: true, itemStyle: { borderColor: "white", borderWidth: 0.35 },
            projection: { project: (point) => projection(point), unproject: (point) => projection.invert(point) },
            data: rows.map(({ code, share }) => ({ name: code, value: share })),
          },
        ],
      };
    }),
};
