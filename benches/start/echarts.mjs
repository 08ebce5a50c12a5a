import { shares } from "./rows.mjs";

const values = await shares();
const chart = window.echarts.init(document.querySelector("div"), null, { width: 800, height: 400 });
const finished = new Promise((resolve) => chart.on("finished", resolve));
chart.setOption({
  animation: false, xAxis: { type: "value", scale: true }, yAxis: { type: "value" },
  series: [{ type: "line", data: values.map(({ year, share }) => [year, share]) }],
});
await finished;
window.done = performance.now();
