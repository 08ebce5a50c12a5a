// The charts of the stories as they are answered and drawn now, for browsers that cannot run the module
// (`www/js/deck/still.js`). Run by stories.rs:
//   node stories.mjs <root> <folder to write to>

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { headless } from "./headless.mjs";

const [root = "", out = ""] = process.argv.slice(2);

/** A chart's room on a slide of 16 by 9, in its own units: its type is a twenty-fourth of the slide's height. */
const ROOM = [500, 220];

const { Chart, data, descriptor, words, modules } = await headless(root, ["deck/charts.js", "deck/story.js", "views/all.js"]);
const { Charts, parse, pictures, views } = modules;
const sources = JSON.parse(descriptor).sources.map(({ name }) => name);
const ready = { wasm: { Chart }, data: data() };
const engine = { work: (_, work) => work(ready) };

/** The addresses of all charts that a slide shows or names. */
function addresses({ heading, blocks, notes, steps }) {
  const named = (inside) =>
    inside.flatMap((one) => (one.kind === "title" ? [one.query] : "inside" in one ? named(one.inside) : []));
  const all = [...blocks, ...notes].flatMap((block) => (block.kind === "list" ? block.items : [block.inside]));
  return [...steps, ...[heading, ...all].flatMap(named).filter((query) => query !== "")];
}

async function still(name) {
  const story = parse(await readFile(join(root, "www/stories", name), "utf8"), { views, pictures, sources });
  // As it is asked for: `name.language.md`.
  const [, language] = name.split(".");
  const charts = new Charts(engine, await words(language), null);
  const answers = {};
  for (const query of new Set(story.slides.flatMap(addresses))) {
    const { view, words, agencies, layout } = await charts.answer(query);
    const laidOut = layout(...ROOM);
    const { width, height } = laidOut;
    answers[query] = { view, words, agencies, width, height, svg: laidOut.svg(), table: laidOut.table() };
  }
  const shown = {};
  for (const { picture } of story.slides) if (picture) shown[picture] = await charts.picture(picture);
  return { answers, pictures: shown };
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const name of (await readdir(join(root, "www/stories"))).filter((name) => name.endsWith(".md"))) {
  await writeFile(join(out, name.replace(/md$/, "still.json")), JSON.stringify(await still(name)));
}
