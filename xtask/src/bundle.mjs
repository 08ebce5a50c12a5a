// The pages' modules in few files. Arguments: the site's folder and the modules that pages begin with. Prints, for each of
// these, the files that it imports at once, and for each module that is imported later, the same.

import { build } from "esbuild";

const [site, ...entries] = process.argv.slice(1);
const common = {
  absWorkingDir: site,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2023",
  charset: "utf8",
  legalComments: "none",
  sourcemap: "linked",
  sourcesContent: false,
  outdir: "app",
  // All in one folder: modules find the site from where they are.
  entryNames: "[name]",
  metafile: true,
};
const pages = await build({ ...common, entryPoints: entries.map((path) => `./${path}`), splitting: true, chunkNames: "[name]-[hash]" });
// A worker is one file: it has no page to have its parts fetched ahead.
await build({ ...common, entryPoints: ["./js/worker.js"] });

const { outputs } = pages.metafile;
const now = (path, found = new Set()) => {
  for (const { path: other, kind } of outputs[path].imports) {
    if (kind !== "import-statement" || found.has(other)) continue;
    found.add(other);
    now(other, found);
  }
  return found;
};
const made = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint);
console.log(JSON.stringify(Object.fromEntries(made.map(([path, { entryPoint }]) => [entryPoint, [path, ...now(path)]]))));
