/**
 * One contestant drawing every chart that it has, in a page of its own; `run.mjs` opens it as
 * `page.html?contestant=NAME`. Each chart is drawn from the same figures at the same size.
 */

import { figures } from "./figures.mjs";

const TIMES = 3;

const name = new URLSearchParams(location.search).get("contestant") ?? "";
const contestant = await import(`./${name}.mjs`);
const given = await figures();

/** Milliseconds until a chart is in its pixels (canvas) or in its place (SVG), in an empty element. */
async function timed(draw, { width }) {
  const host = document.createElement("div");
  host.style.width = `${width}px`;
  document.body.replaceChildren(host);
  const begun = performance.now();
  const done = await draw(host);
  settle(host);
  const time = performance.now() - begun;
  if (!contestant.blank) look(host);
  done?.();
  return time;
}

/** A picture that was put off would cost nothing: there must be one. */
function look(host) {
  const shows = (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    return new Set(new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size > 3;
  };
  if (host.querySelectorAll("svg *").length < 20 && ![...host.querySelectorAll("canvas")].some(shows)) {
    throw new Error(`${name} has drawn nothing`);
  }
}

/**
 * Canvas calls are carried out when somebody looks: one pixel is read. Of an SVG, style and layout are worked out; that it
 * is painted later is not counted.
 */
function settle(host) {
  const canvases = host.querySelectorAll("canvas");
  for (const canvas of canvases) canvas.getContext("2d").getImageData(0, 0, 1, 1);
  if (canvases.length === 0) host.querySelector("svg").lastElementChild.getBoundingClientRect();
}

/** Of times that were taken one after the other: the first, when all is new to the browser, and the middle of the rest. */
async function several(run) {
  const times = [];
  for (let time = 0; time <= TIMES; time += 1) {
    // Between two, the page has room for what else it has to do.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    times.push(await run(time));
  }
  const [first, ...later] = times;
  return { first, again: later.toSorted((a, b) => a - b)[TIMES >> 1] };
}

const done = {};
for (const kind of Object.keys(given)) {
  const prepare = contestant.charts[kind];
  if (!prepare) continue;
  const chart = given[kind];
  const draw = await prepare(chart, given);
  done[kind] = await several(() => timed(draw, chart));
  if (contestant.parts) done[kind].parts = await contestant.parts(chart, several);
}
window.done = done;
