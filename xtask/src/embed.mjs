// The element's one file, with what belongs to it beside it, and the static charts. Run by embed.rs:
//   node embed.mjs <root> <folder of the module> <folder to write to>

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { headless } from "./headless.mjs";

const [root = "", made = "", out = ""] = process.argv.slice(2);

/** Words that the element says, or how they begin; a chart's own are in the module. */
const SAID = [
  ...["page.answer.waiting", "page.chart.", "page.embed.", "page.what_if.example."],
  ...["page.agenda.ask", "page.agenda.ask.body", "page.agenda.definition", "page.agenda.points"],
  ...["page.agenda.target", "page.agenda.target.by"],
  ...["page.error.again", "page.error.bad-agenda", "page.error.bad-spec", "page.error.bad-spec.text"],
  ...["page.error.no-data", "page.error.not-comparable"],
];

const LANGUAGES = ["en", "es"];

/** Widths of a static chart in CSS pixels: most columns of most sites, and a phone. */
const WIDTH = 720;
const NARROW = 340;

const of = (...path) => join(root, ...path);
const url = (...path) => pathToFileURL(of(...path)).href;
const text = (...path) => readFile(of(...path), "utf8");
const save = (name, bytes) => writeFile(join(out, name), bytes);

const integrity = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

/** A name that no other content has, kept for ever where it is published. */
const hashed = (name, bytes) =>
  name.replace(/(\.\w+)$/, `.${createHash("sha384").update(bytes).digest("hex").slice(0, 16)}$1`);

/**
 * The page in a frame that has a view's first question in it, from the address of this file. Its name goes with the question:
 * a site that asks another one first makes another page, and where the old one is framed it shows what was asked.
 */
const frameOf = (view, question, language) =>
  `frames/${view}.${createHash("sha256").update(question).digest("hex").slice(0, 8)}.${language}.html`;

const words = Object.fromEntries(
  await Promise.all(
    LANGUAGES.map(async (language) => [language, JSON.parse(await text("www/messages", `${language}.json`))]),
  ),
);

/** The site's tokens and its chart, for a shadow root: the element is their root, and the host has the fonts. */
async function style(esbuild) {
  const tokens = (await text("www/css/tokens.css"))
    .replace(/@font-face \{[^}]*\}/g, "")
    .replace(/^\s*--(sans|serif):.*$/gm, "")
    .replaceAll(':root:not([data-theme="light"])', ':host(:not([theme="light"]))')
    .replaceAll(':root[data-theme="dark"]', ':host([theme="dark"])')
    .replaceAll(":root", ":host");
  const css = [tokens, await text("www/css/chart.css"), await text("www/css/embed.css")].join("\n");
  return (await esbuild.transform(css, { loader: "css", minify: true })).code;
}

/** A view's sentence, which the element does not show, and the map, which it does not know. */
const withoutSentences = {
  name: "without-sentences",
  setup(build) {
    build.onLoad({ filter: /www\/js\/views\/[\w-]+\.js$/ }, async ({ path }) => {
      if (/\/(all|parts)\.js$/.test(path)) return null;
      if (path.endsWith("/map.js")) return { contents: "export const map = null;" };
      const view = await readFile(path, "utf8");
      const contents = view.replace(/^ {2}ask\([^]*?^ {2}\},\n/m, "");
      return contents === view ? { errors: [{ text: `${path} has no ask()` }] } : { contents };
    });
  },
};

/** The module's JavaScript side as a function: a module that has trapped leaves its glue behind, and another is needed. */
const glueAnew = (esbuild) => ({
  name: "glue-anew",
  setup(build) {
    build.onResolve({ filter: /^common-measure$/ }, ({ path }) => ({ path, namespace: "glue" }));
    build.onLoad({ filter: /./, namespace: "glue" }, async () => {
      const contents = 'import init, { Catalog, Chart } from "./common_measure.js"; glue = { init, Catalog, Chart };';
      const { outputFiles } = await esbuild.build({
        stdin: { contents, resolveDir: made },
        bundle: true,
        format: "iife",
        target: "es2022",
        // The module is given to it as bytes.
        define: { "import.meta.url": '""', Response: "undefined" },
        write: false,
      });
      return { contents: `export function instance() {\nlet glue;\n${outputFiles[0].text}return glue;\n}` };
    });
  },
});

async function loader() {
  const { default: esbuild } = await import(url("node_modules/esbuild/lib/main.js"));
  const beside = {
    module: ["common-measure.wasm", await readFile(join(made, "common_measure_bg.wasm"))],
    font: ["public-sans.woff2", await readFile(of("www/fonts/public-sans.woff2"))],
  };
  const files = {};
  for (const [what, [name, bytes]] of Object.entries(beside)) {
    files[what] = { file: hashed(name, bytes), integrity: integrity(bytes) };
    await save(files[what].file, bytes);
  }
  const said = (all) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => SAID.some((part) => (part.endsWith(".") ? key.startsWith(part) : key === part))));
  const { outputFiles } = await esbuild.build({
    entryPoints: [of("www/js/embed/common-measure.js")],
    define: {
      EMBED_STYLE: JSON.stringify(await style(esbuild)),
      EMBED_WORDS: JSON.stringify(Object.fromEntries(LANGUAGES.map((language) => [language, said(words[language])]))),
      EMBED_FILES: JSON.stringify(files),
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    plugins: [withoutSentences, glueAnew(esbuild)],
    charset: "utf8",
    write: false,
  });
  const bytes = outputFiles[0].contents;
  const kept = hashed("common-measure.js", bytes);
  await save("common-measure.js", bytes);
  await save(kept, bytes);
  await save("integrity.json", `${JSON.stringify({ [kept]: integrity(bytes) }, null, 2)}\n`);
}

/** Each view's first question as a drawing and as words, for where there is no WebAssembly and for snippets. */
async function charts() {
  const made = await headless(root, ["views/all.js", "views/parts.js", "route.js"]);
  const { Chart, modules } = made;
  const { views, specOf, write } = modules;
  const shapes = await readFile(of("dist/map/06-counties.json"));
  const map = ({ steps, classes }) => ({ chart: "map", steps, classes: Number(classes) });
  await mkdir(join(out, "charts"), { recursive: true });
  for (const [name, view] of Object.entries(views)) {
    const data = made.data();
    const state = view.initial();
    await data.need(view.files(state));
    const question = write(name, view.fields, state);
    for (const language of LANGUAGES) {
      const messages = await made.words(language);
      const answer = await data.catalog.measure(await specOf(view, state, data, messages));
      const chart = name === "map" ? new Chart(answer, map(state), shapes) : new Chart(answer, {});
      const layout = (width) => chart.layout({ width, pixelRatio: 1, locale: messages.locale, theme: "screen" });
      const laidOut = layout(WIDTH);
      await save(`charts/${name}.${language}.svg`, laidOut.svg());
      await save(`charts/${name}.${language}.narrow.svg`, layout(NARROW).svg());
      const about = { asked: write(name, view.fields, state, { language }), frame: frameOf(name, question, language) };
      const still = { ...laidOut.describe(), table: laidOut.table(), ...about };
      await save(`charts/${name}.${language}.json`, JSON.stringify(still));
    }
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([loader(), charts()]);
await save("fit.js", await text("www/js/embed/fit.js"));
