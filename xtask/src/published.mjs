// The published views: each first question of the explorer, and the agenda, as a page of its own that needs no script,
// with oEmbed beside it where the site's address is known; and the pages in frames of these, which have picture and table
// in them. Run by published.rs:
//   node published.mjs <root> <folder to write to> [<address of the site>]

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [root = "", out = "", site = ""] = process.argv.slice(2);

const text = (...path) => readFile(join(root, ...path), "utf8");
const json = async (...path) => JSON.parse(await text(...path));
const from = (path) => import(pathToFileURL(join(root, "www/js", path)).href);

const [{ views }, { viewOf, said }, { write }, { Messages }, { escape, embedCode }] = await Promise.all(
  ["views/all.js", "agenda.js", "route.js", "messages.js", "export.js"].map(from),
);

/** Languages with how a locale is written elsewhere. */
const LANGUAGES = { en: "en_US", es: "es_US" };

/** Width of a frame in CSS pixels. */
const WIDTH = 720;

/** The agenda is longer than any frame; it scrolls. */
const AGENDA_HEIGHT = 900;

/** What stands around a drawing in a frame whatever it shows; a map has its ranks and choices too. */
const AROUND = { chart: 165, map: 765 };

/** Nothing but the element and what it needs. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; " +
  "trusted-types 'none'";

/** As it is told to consumers of oEmbed, seconds: figures are corrected, if seldom. */
const CACHE_AGE = 86_400;

const NAMES = [...Object.keys(views), "agenda"];

/** A view's own name in the message files. */
const nameOf = (name, messages) => messages.text(`page.${name.replaceAll("-", "_")}.name`);

/** How high words stand: so many characters a line, so many CSS pixels a line. */
const high = (words, characters, pixels) => Math.ceil(words.length / characters) * pixels;

/** Of a frame with room for all of a view, so that nothing in it scrolls: the browser's test measures it. */
const heightOf = (name, drawn, { title, summary, axis, sources, notes, legend }) =>
  (name === "map" ? AROUND.map : AROUND.chart) +
  drawn +
  (legend.length ? 30 : 0) +
  high(title, 44, 34) +
  high(summary, 80, 24) +
  high(axis, 90, 21) +
  high(sources.join("; "), 80, 21) +
  notes.reduce((sum, note) => sum + high(note, 85, 21) + 4, 0);

const list = (items, rest = "") =>
  items.length ? [`<ul${rest}>`, ...items.map((item) => `  <li>${item}</li>`), "</ul>"] : [];

/** The same in the explorer. */
const door = (address, messages, rest = "") =>
  `<a class="door" href="${escape(address)}"${rest}>${escape(messages.text("page.embed.explore"))}</a>`;

/** How the two drawings of a view end: for most columns, and for a phone. */
const WIDE = ".svg";
const NARROW = ".narrow.svg";

/** A drawing in the site, and its size. */
async function drawing(path) {
  const words = await text("dist", path);
  const [, width, height] = /^<svg width="(\d+)" height="(\d+)"/.exec(words) ?? [];
  return { path, words, width: Number(width), height: Number(height) };
}

const sizeOf = ({ width, height }) => `width="${width}" height="${height}"`;

/** Words, drawing and table, in the classes of a living chart; `stem` is the drawings' address but for their ends. */
function figure({ title, summary, axis, sources, notes, table, wide, narrow }, stem, link, messages) {
  const cell = (words, at) => (at ? `<td>${escape(words)}</td>` : `<th scope="row">${escape(words)}</th>`);
  const label = escape(messages.text("page.chart.table"));
  return [
    '<figure class="chart">',
    '  <div class="chart-head">',
    `    <h3 class="chart-title">${escape(title)}</h3>`,
    `    <p class="chart-summary">${escape(summary)}</p>`,
    `    <p class="chart-axis">${escape(axis)}</p>`,
    "  </div>",
    '  <picture class="still">',
    `    <source media="(max-width: 40rem)" srcset="${stem}${NARROW}" ${sizeOf(narrow)}>`,
    `    <img src="${stem}${WIDE}" ${sizeOf(wide)} alt="${escape(title)}">`,
    "  </picture>",
    '  <figcaption class="chart-foot">',
    `    <p class="chart-source">${escape(messages.text("page.chart.source", { sources: sources.join("; ") }))}</p>`,
    ...list(notes.map(escape), ' class="chart-notes"').map((line) => `    ${line}`),
    "  </figcaption>",
    `  <div class="chart-take">${link}</div>`,
    '  <details class="chart-table">',
    `    <summary>${label}</summary>`,
    `    <div class="table-frame" tabindex="0" role="group" aria-label="${label}">`,
    "      <table>",
    `        <thead><tr>${table.head.map((words) => `<th scope="col">${escape(words)}</th>`).join("")}</tr></thead>`,
    "        <tbody>",
    ...table.rows.map((row) => `          <tr>${row.map(cell).join("")}</tr>`),
    "        </tbody>",
    "      </table>",
    "    </div>",
    "  </details>",
    "</figure>",
  ];
}

/** The figures and the drawing of a view's first question, as the build made them. */
async function chart(name, messages) {
  const { language } = messages;
  const stem = `embed/1/charts/${name}.${language}`;
  const [wide, narrow] = await Promise.all([WIDE, NARROW].map((end) => drawing(stem + end)));
  const still = { ...(await json("dist", `${stem}.json`)), wide, narrow };
  const body = figure(still, `../${stem}`, door(`../?view=${name}&lang=${language}`, messages), messages);
  // A map is no element.
  const element = name !== "map";
  const host = `<common-measure chart="${name}" locale="${language}">`;
  return {
    title: still.title,
    about: still.summary,
    heading: nameOf(name, messages),
    body: element ? [host, ...body, "</common-measure>"] : body,
    element,
    picture: wide,
    height: heightOf(name, wide.height, still),
    framed: { address: `embed/1/${still.frame}`, files: await framed(still, element, messages) },
  };
}

/** The pages in frames, and the way from there to the site. */
const FRAMES = "embed/1/frames";
const UP = "../../../";

/**
 * `embed.html` with a question in it: what stands in the element is there without scripts, until the chart is drawn, and where
 * it cannot be. The drawings are its own, so that a page which outlives its question has the figures of its table.
 *
 * @returns the files that it is made of
 */
async function framed(still, element, messages) {
  const stem = basename(still.frame, ".html");
  const link = door(UP + still.asked, messages, ' target="_blank" rel="noopener"');
  const body = figure(still, stem, link, messages);
  const attributes = [...new URLSearchParams(still.asked)]
    .map(([key, value]) => ` ${{ view: "chart", lang: "locale" }[key] ?? key}="${escape(value)}"`)
    .join("");
  const [head = ""] = /<head>[^]*<\/head>/.exec(await text("www/embed.html")) ?? [];
  const styles = ["chart", "embed", "frame"].map((css) => `<link rel="stylesheet" href="css/${css}.css">`).join("\n");
  // A map needs the explorer around it.
  const explorer = '<script type="module" src="js/embed/explorer.js"></script>';
  const page = [
    "<!doctype html>",
    `<html lang="${messages.language}">`,
    (element ? head : head.replace(/<script[^]*<\/script>/, explorer))
      .replace(/<title>.*<\/title>/, () => `<title>${escape(still.title)}</title>`)
      .replace('<link rel="stylesheet" href="css/frame.css">', styles)
      .replace(/(href|src)="/g, `$1="${UP}`),
    "<body>",
    ...(element ? [`<common-measure${attributes}>`, ...body, "</common-measure>"] : body),
    "</body>",
    "</html>",
    "",
  ].join("\n");
  return { [`${stem}.html`]: page, [stem + WIDE]: still.wide.words, [stem + NARROW]: still.narrow.words };
}

/** What the partners have agreed on, in words; how it stands is the explorer's to say. */
async function agenda(messages) {
  const { language } = messages;
  const agenda = await json("www/data/agenda.json");
  const words = (one) => escape(said(one, language));
  const told = (indicator) => {
    const found = viewOf(indicator);
    const kind = found && views[found.view];
    const address = kind && write(found.view, kind.fields, { ...kind.initial(), ...found.state }, { language });
    const where = address ? `<a href="../${escape(address)}">${escape(messages.text("page.agenda.view"))}</a>` : "";
    const waiting = indicator.spec ? "" : `(${escape(messages.text("page.agenda.verdict.waiting-for-data"))})`;
    return `<b>${words(indicator.title)}</b> ${words(indicator.definition)} ${where}${waiting}`;
  };
  return {
    title: said(agenda.title, language),
    about: said(agenda.about, language),
    heading: said(agenda.title, language),
    body: [
      `<p>${words(agenda.about)}</p>`,
      ...agenda.goals.flatMap(({ title, indicators }) => [`<h3>${words(title)}</h3>`, ...list(indicators.map(told))]),
      `<p>${door(`../?view=agenda&lang=${language}`, messages)}</p>`,
    ],
    element: false,
    picture: null,
    height: AGENDA_HEIGHT,
    framed: { address: `?view=agenda&lang=${language}&frame=1`, files: {} },
  };
}

/** oEmbed 1.0 (oembed.com), type "rich". */
function oembed({ title, picture, height, framed }) {
  const thumbnail = picture && {
    thumbnail_url: new URL(picture.path, site).href,
    thumbnail_width: picture.width,
    thumbnail_height: picture.height,
  };
  return {
    version: "1.0",
    type: "rich",
    title,
    provider_name: "Common Measure",
    provider_url: site,
    cache_age: CACHE_AGE,
    html: embedCode({ src: new URL(framed.address, site).href, title, height }),
    width: WIDTH,
    height,
    ...thumbnail,
  };
}

/** What others read of a page: they follow no relative address. */
function shared(name, language, { title, about }) {
  if (!site) return [];
  const of = (other) => new URL(`view/${name}.${other}.html`, site).href;
  const address = of(language);
  const card = {
    "og:type": "website",
    "og:site_name": "Common Measure",
    "og:title": title,
    "og:description": about,
    "og:url": address,
    "og:locale": LANGUAGES[language],
  };
  const endpoint = new URL(`oembed/${name}.${language}.json`, site).href;
  return [
    `<link rel="canonical" href="${address}">`,
    ...Object.keys(LANGUAGES).map((other) => `<link rel="alternate" hreflang="${other}" href="${of(other)}">`),
    `<link rel="alternate" type="application/json+oembed" href="${endpoint}" title="${escape(title)}">`,
    ...Object.entries(card).map(([property, words]) => `<meta property="${property}" content="${escape(words)}">`),
  ];
}

function page(name, messages, made) {
  const { language } = messages;
  const file = (which, of) => `${which}.${of}.html`;
  const others = NAMES.map((other) => {
    const here = other === name ? ' aria-current="page"' : "";
    return `<a href="${file(other, language)}"${here}>${escape(nameOf(other, messages))}</a>`;
  });
  const languages = Object.entries({ en: "English", es: "Español" }).filter(([of]) => of !== language);
  return [
    "<!doctype html>",
    `<html lang="${language}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(made.title)}</title>`,
    `<meta name="description" content="${escape(made.about)}">`,
    '<link rel="icon" href="../favicon.svg" type="image/svg+xml">',
    '<link rel="stylesheet" href="../css/tokens.css">',
    '<link rel="stylesheet" href="../css/published.css">',
    ...shared(name, language, made),
    ...(made.element ? ['<script type="module" src="../embed/1/common-measure.js"></script>'] : []),
    "</head>",
    "<body>",
    "<header>",
    `  <h1><a href="../?lang=${language}">${escape(messages.text("page.name"))}</a></h1>`,
    ...languages.map(([of, words]) => `  <a href="${file(name, of)}" lang="${of}" hreflang="${of}">${words}</a>`),
    "</header>",
    "<main>",
    `<h2>${escape(made.heading)}</h2>`,
    ...made.body,
    "</main>",
    `<nav aria-label="${escape(messages.text("page.views"))}">`,
    ...list(others),
    "</nav>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

await rm(out, { recursive: true, force: true });
for (const folder of ["view", FRAMES, ...(site ? ["oembed"] : [])]) await mkdir(join(out, folder), { recursive: true });
for (const language of Object.keys(LANGUAGES)) {
  const messages = new Messages(language, await json("www/messages", `${language}.json`));
  for (const name of NAMES) {
    const made = await (name === "agenda" ? agenda(messages) : chart(name, messages));
    const save = (folder, file, words) => writeFile(join(out, folder, file), words);
    await save("view", `${name}.${language}.html`, page(name, messages, made));
    for (const [file, words] of Object.entries(made.framed.files)) await save(FRAMES, file, words);
    if (site) await save("oembed", `${name}.${language}.json`, `${JSON.stringify(oembed(made), null, 2)}\n`);
  }
}
