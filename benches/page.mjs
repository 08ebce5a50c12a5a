/** One contestant at one work, in a page of its own; `run.mjs` calls these from outside. */

const RACES = ["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];
/** Those that do not overlap: what a person file's RAC1P tells apart. */
const ALONE = RACES.slice(0, 7);
const PERIOD = "2023";

const ASK = {
  tidy: (engine) => engine.tidy(PERIOD, RACES),
  persons: (engine) => engine.persons(["male", "female"], ALONE),
};

async function bytesOf(file) {
  return new Uint8Array(await (await fetch(`/data/${file}`)).arrayBuffer());
}

/**
 * What a page can do while its visitor chooses a file: the same work on a small one, so that the browser has made fast code
 * of it.
 */
async function rehearse(engine, kind, small) {
  const bytes = await bytesOf(small);
  for (let round = 0; round < 20; round += 1) {
    await engine.load(kind, bytes.slice());
    await ASK[kind](engine);
    await new Promise((breath) => void setTimeout(breath));
  }
  // Fast code is made beside, and takes a while.
  await new Promise((made) => void setTimeout(made, 300));
}

/** An engine that is up and, where it may, has rehearsed. */
async function ready({ contestant, kind, small }) {
  const { start } = await import(`./contestants/${contestant}.mjs`);
  const engine = await start();
  if (!engine.first) await rehearse(engine, kind, small);
  return engine;
}

/** Loads a file and asks it: milliseconds of either, the figures, and the engine's memory. */
async function work({ kind, file, ...job }) {
  const [engine, bytes] = [await ready({ kind, ...job }), await bytesOf(file)];
  const size = bytes.length;
  const begun = performance.now();
  await engine.load(kind, bytes);
  const loaded = performance.now();
  const shares = await ASK[kind](engine);
  const asked = performance.now();
  return { size, load: loaded - begun, ask: asked - loaded, all: asked - begun, memory: engine.memory?.(), shares };
}

/** Asks a loaded table again and again: of one place by race, a new place each time, and of every place by race. */
async function again({ file, ...job }) {
  const engine = await ready(job);
  await engine.load("tidy", await bytesOf(file));
  const [place, every] = [[], []];
  const shares = [];
  const PLACES = ["01001", "01199", "02101", "02355", "03001", "03301", "04021", "04111", "05055", "05127", "06001", "06037"];
  for (const code of PLACES) {
    const begun = performance.now();
    shares.push(...(await engine.place(code, PERIOD)).map(([race, share]) => [`${code} ${race}`, share]));
    place.push(performance.now() - begun);
  }
  for (let times = 0; times < 5; times += 1) {
    const begun = performance.now();
    const all = await engine.tidy(PERIOD, RACES);
    every.push(performance.now() - begun);
    if (times === 0) shares.push(...all.map(([key, share]) => [`every ${key}`, share]));
  }
  return { place: middle(place), every: middle(every), shares };
}

function middle(times) {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

/** The distance to the limit: the same bytes copied into a module's memory, and scanned there 16 at a time. */
async function limits({ file }) {
  const bytes = await bytesOf(file);
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/page/scan.wasm"));
  const { memory, count } = instance.exports;
  memory.grow(Math.ceil(bytes.length / 65536) + 1);
  const into = new Uint8Array(memory.buffer);
  into.set(bytes);
  const begun = performance.now();
  into.set(bytes);
  const copied = performance.now();
  const lines = count(bytes.length);
  return { size: bytes.length, copy: copied - begun, scan: performance.now() - copied, lines };
}

window.bench = { work, again, limits };
