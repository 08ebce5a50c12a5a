// The site as one file that runs from a disk. Run by single.rs:
//   node single.mjs <root> <file to write>
//
// A page from a disk can fetch nothing, import nothing and have none but classic workers made from a blob. So the
// pages' modules become one classic script in which `www/js/single/site.js` stands for `www/js/site.js`, and everything
// else that the pages read is in the file too, deflated, in base 64.

import esbuild from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { columns } from "../../www/js/single/columns.js";

const [root = "", out = ""] = process.argv.slice(2);

/** The pages of the site. The first is what the file opens with; the others by `?page=`. */
const PAGES = ["index.html", "present.html"];

/** What the pages read, also in a browser that cannot run the module. The counties' unemployment is a third of all data, and no page shows it. */
const PARTS = /^(data|fonts|map|messages|stories)\/.*\.(csv|json|md|woff2)$|^pkg\/.*\.wasm$|^embed\/\d+\/charts\//;
const LEFT_OUT = /^data\/unemployment\//;

const POLICY = [
  "default-src 'none'",
  "img-src data: blob:",
  "connect-src https://api.census.gov",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types common-measure",
];

const dist = (...path) => join(root, "dist", ...path);
const text = (...path) => readFile(join(root, ...path), "utf8");

/** A classic script of a module and all that it imports. */
async function bundle(entry, site) {
  const { outputFiles } = await esbuild.build({
    ...entry,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    // The glue's own way to its module, which is never taken.
    define: { "import.meta.url": '""' },
    plugins: [
      {
        name: "the site within the file",
        setup: (build) =>
          build.onResolve({ filter: /\/site\.js$/ }, ({ importer }) =>
            /\bsingle\W[^\\/]+$/.test(importer) ? undefined : { path: join(root, "www/js/single", site) },
          ),
      },
    ],
    absWorkingDir: root,
    // What a file is found by first must not matter: the project's own counts for one way and not for the other.
    tsconfigRaw: "{}",
    write: false,
  });
  return outputFiles[0].text;
}

function pack(path, bytes) {
  const content = path.endsWith(".csv") ? Buffer.from(columns(bytes.toString("utf8"))) : bytes;
  return deflateRawSync(content, { level: 9, memLevel: 9 }).toString("base64");
}

async function parts(engine) {
  const paths = (await readdir(dist(), { recursive: true })).map((path) => path.replaceAll("\\", "/"));
  const read = paths.filter((path) => PARTS.test(path) && !LEFT_OUT.test(path)).sort();
  const packed = await Promise.all(read.map(async (path) => [path, pack(path, await readFile(dist(path)))]));
  return JSON.stringify(Object.fromEntries([...packed, ["engine.js", pack("engine.js", Buffer.from(engine))]]));
}

/** What a page's document has that its modules do not bring. */
function read(html) {
  const all = (pattern) => [...html.matchAll(pattern)].map(([, found]) => found);
  const [head, body] = [/<head>([^]*)<\/head>/, /<body[^>]*>([^]*)<\/body>/].map((part) => part.exec(html)?.[1] ?? "");
  return {
    // Everything that leads out of the file is left to what is packed; its policy is the file's own.
    head: head.replace(/<(link|meta http-equiv)[^>]*>\n|<script[^>]*><\/script>\n/g, "").trim(),
    body: body.trim(),
    look: /<body class="([^"]*)"/.exec(html)?.[1] ?? "",
    styles: all(/<link rel="stylesheet" href="([^"]*)"/g),
    module: all(/<script type="module" src="([^"]*)"/g)[0],
    early: all(/<script src="([^"]*)"/g),
  };
}

/** The typefaces come out of the file: as bytes, not by an address. */
async function sheet(path) {
  const css = (await text("www", path)).replace(/@font-face \{[^}]*url\([^}]*\}/g, "");
  return (await esbuild.transform(css, { loader: "css", minify: true })).code.trim();
}

const hash = (source) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`;

/** What goes with a typeface or a library wherever it goes. */
async function licences() {
  const files = ["dist/fonts/OFL-newsreader.txt", "dist/fonts/OFL-public-sans.txt", "dist/vendor/uqr-LICENSE.txt"];
  return (await Promise.all(files.map((path) => text(path)))).map((licence) => licence.trim()).join("\n\n");
}

async function file() {
  const pages = await Promise.all(PAGES.map(async (name) => ({ ...read(await text("www", name)), name })));
  const [first, ...others] = pages;
  const opens = pages.map(({ name, module }) => `"${name === first.name ? "" : name}": () => import("./www/${module}")`);
  const start = `import { open } from "./www/js/single/page.js"; open({ ${opens.join(", ")} });`;
  const [script, engine, early] = await Promise.all([
    bundle({ stdin: { contents: start, resolveDir: root } }, "site.js"),
    bundle({ entryPoints: ["www/js/worker.js"] }, "worker-site.js"),
    Promise.all([...first.early, "js/single/early.js"].map((path) => text("www", path))),
  ]);
  // In the pages' own order, and after these what is asked for by and by.
  const opening = new Set(first.styles);
  const later = (await readdir(join(root, "www/css"))).map((name) => `css/${name}`).filter((path) => script.includes(`"${path}"`));
  const inOrder = new Set([...pages.flatMap(({ styles }) => styles), ...later.sort()]);
  const styles = await Promise.all([...inOrder].map(async (path) => ({ path, css: await sheet(path) })));
  const { homepage } = JSON.parse(await text("package.json"));
  const policy = [
    ...POLICY,
    `script-src ${hash(early.join(""))} ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${styles.map(({ css }) => hash(css)).join(" ")}`,
  ];
  const [, ...head] = first.head.split("\n");
  const icon = Buffer.from(await text("www/favicon.svg")).toString("base64");
  const shown = styles.map(({ path, css }) => `<style data-path="${path}"${opening.has(path) ? "" : ' media="not all"'}>${css}</style>`);
  const templates = others.map(
    ({ name, body, look, styles }) =>
      `<template data-page="${name}" data-body="${look}" data-styles="${styles.join(" ")}">\n${body}\n</template>\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
${[...head, ...(homepage ? [`<link rel="canonical" href="${homepage}">`] : [])].join("\n")}
<link rel="icon" href="data:image/svg+xml;base64,${icon}">
${shown.join("\n")}
<script>${early.join("")}</script>
</head>
<body>
${first.body}
${templates.join("")}<script type="application/json" id="parts">${await parts(engine)}</script>
<script>${script}</script>
</body>
</html>
<!--
${await licences()}
-->
`;
}

await writeFile(out, await file());
