/** This toolkit: chart, layout and picture; then each part of it by itself. */

import { Chart } from "/pkg/common_measure.js";

const made = ({ answer, figures, kind, shapes }) =>
  figures ? Chart.ofFigures(figures) : new Chart(answer, { chart: kind }, kind === "map" ? shapes : undefined);
const laidOut = (chart, { width, height }) =>
  chart.layout({ width, height, pixelRatio: devicePixelRatio, locale: "en-US", theme: "light" });

const draw = (given) => (host) => {
  const chart = made(given);
  const view = laidOut(chart, given);
  const canvas = document.createElement("canvas");
  host.append(canvas);
  view.draw(canvas);
  return () => {
    view.free();
    chart.free();
  };
};

export const charts = { bars: draw, lines: draw, gaps: draw, map: draw, scatter: draw };

/** What a page does with a chart that is there: lays it out anew, paints it anew, marks what is pointed at. */
export async function parts(given, several) {
  const chart = made(given);
  const view = laidOut(chart, given);
  // A hundred thousand marks are made one at a time: there the pointer goes all over the picture.
  const all = (at) => ({ x: 46 + ((at * 37) % (given.width - 60)), y: 30 + ((at * 53) % (given.height - 80)) });
  const marks = given.figures ? Array.from({ length: 500 }, (_, at) => all(at)) : view.marks();
  const [picture, layer] = [document.createElement("canvas"), document.createElement("canvas")];
  document.body.replaceChildren(picture, layer);
  view.draw(picture);
  const timed = (work, canvas) => {
    const begun = performance.now();
    work();
    canvas?.getContext("2d").getImageData(0, 0, 1, 1);
    return performance.now() - begun;
  };
  const again = async (work) => (await several(work)).again;
  return {
    layout: await again(() => timed(() => laidOut(chart, given).free())),
    picture: await again(() => timed(() => view.draw(picture), picture)),
    hover: await again((time) => {
      const { x, y } = marks[(time * 131) % marks.length];
      return timed(() => view.highlight(layer, view.hitTest(x, y)?.id), layer);
    }),
  };
}
