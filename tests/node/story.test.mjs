/** Story files: what is written is what is shown, and what cannot be understood is told with its line. */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import * as course from "../../www/js/deck/course.js";
import { messageIn } from "../../www/js/deck/channel.js";
import { StoryError, parse } from "../../www/js/deck/story.js";
import { views } from "../../www/js/views/all.js";

const www = new URL("../../www/", import.meta.url);
/** @type {{ sources: { name: string }[] }} */
const { sources } = JSON.parse(await readFile(new URL("data/datapackage.json", www), "utf8"));
const known = { views, pictures: ["jobs", "adults", "gap"], sources: sources.map(({ name }) => name) };

const FRONT = "---\ntitle: A story\nlanguage: en\n---\n";

/** A slide below the title. @param {string} text */
const story = (text) => parse(FRONT + text, known);

test("a slide has a heading, words, a chart in steps, sources and notes", () => {
  const { title, slides } = story(
    "# {{title}}\n\nOne **strong** word\nand a [link](https://example.org/).\n\n- first\n- second\n\n" +
      "```chart\n?view=trend&place=06037\n?view=trend&place=06037,06\n```\n\nSources: cew-after-everything, la-compact-page\n\nNotes:\n\nSay *this*.",
  );
  assert.equal(title, "A story");
  const [slide] = slides;
  assert(slide && slides.length === 1);
  assert.deepEqual(slide.heading, [{ kind: "title", query: "" }]);
  assert.deepEqual(
    slide.blocks.map(({ kind }) => kind),
    ["paragraph", "list"],
  );
  assert.deepEqual(slide.blocks[0], {
    kind: "paragraph",
    inside: [
      { kind: "text", text: "One " },
      { kind: "strong", inside: [{ kind: "text", text: "strong" }] },
      { kind: "text", text: " word" },
      { kind: "text", text: " " },
      { kind: "text", text: "and a " },
      { kind: "link", href: "https://example.org/", inside: [{ kind: "text", text: "link" }] },
      { kind: "text", text: "." },
    ],
  });
  assert.deepEqual(slide.steps, ["?view=trend&place=06037", "?view=trend&place=06037,06"]);
  assert.deepEqual(slide.sources, ["cew-after-everything", "la-compact-page"]);
  assert.equal(slide.notes.length, 1);
});

test("slides are apart by a line of dashes, but not inside a chart or at the top", () => {
  assert.deepEqual(
    story("# One\n\n---\n\n# Two").slides.map(({ line }) => line),
    [5, 9],
  );
});

test("a file of another system reads the same", () => {
  const text = `${FRONT}# One\n\nWords.\n`;
  assert.deepEqual(parse(`\uFEFF${text.replaceAll("\n", "\r\n")}`, known), parse(text, known));
});

/** What is wrong, the line that has it, and a word of what is said of it. @type {[string, string, number, RegExp][]} */
const MISTAKES = [
  ["no title at the top", "# One", 1, /begins with/],
  ["a top that does not end", "---\ntitle: A", 1, /missing/],
  ["no language", "---\ntitle: A\n---\n# One", 3, /language/],
  ["an unknown setting", "---\ntitle: A\nlanguage: en\nauthor: me\n---\n# One", 4, /author/],
  ["a setting twice", "---\ntitle: A\ntitle: B\nlanguage: en\n---\n# One", 3, /twice/],
  ["nothing on a slide", `${FRONT}# One\n\n---\n\n---\n\n# Three`, 8, /nothing/],
  ["no heading", `${FRONT}Words.`, 5, /heading/],
  ["two headings", `${FRONT}# One\n\n# Two`, 5, /heading/],
  ["a chart that is not closed", `${FRONT}# One\n\n\`\`\`chart\n?view=trend`, 7, /ends it/],
  ["a fence of another kind", `${FRONT}# One\n\n\`\`\`js\nlet x\n\`\`\``, 7, /neither/],
  [
    "two charts",
    `${FRONT}# One\n\n\`\`\`chart\n?view=trend\n\`\`\`\n\n\`\`\`chart\n?view=gap\n\`\`\``,
    11,
    /one chart/,
  ],
  ["no address", `${FRONT}# One\n\n\`\`\`chart\nview=trend\n\`\`\``, 8, /no address/],
  ["an unknown view", `${FRONT}# One\n\n\`\`\`chart\n?view=pie\n\`\`\``, 8, /pie/],
  ["an unknown question", `${FRONT}# One\n\n\`\`\`chart\n?view=trend&colour=red\n\`\`\``, 8, /colour/],
  [
    "a value that the view cannot take",
    `${FRONT}# One\n\n\`\`\`chart\n?view=trend\n?view=trend&level=wizard\n\`\`\``,
    9,
    /wizard/,
  ],
  ["steps of two views", `${FRONT}# One\n\n\`\`\`chart\n?view=trend\n?view=gap\n\`\`\``, 7, /one view/],
  ["an unknown picture", `${FRONT}# One\n\n\`\`\`picture\ncat\n\`\`\``, 8, /cat/],
  ["an unknown source", `${FRONT}# One\n\nSource: hearsay`, 7, /hearsay/],
  ["a title without a chart", `${FRONT}# {{title}}`, 5, /has none/],
  ["a sentence of no chart", `${FRONT}# One\n\nSee {{the chart}}.`, 7, /no address/],
  ["a star that is not closed", `${FRONT}# One\n\nA **word.`, 7, /not closed/],
  ["markup", `${FRONT}# One\n\nA <b>word</b>.`, 7, /<b/],
  ["Markdown that there is not", `${FRONT}# One\n\n| a | b |`, 7, /does not have/],
  ["a link elsewhere", `${FRONT}# One\n\n[x](javascript:alert)`, 7, /javascript/],
  ["a chart in the notes", `${FRONT}# One\n\nNotes:\n\n\`\`\`chart\n?view=trend\n\`\`\``, 9, /notes/],
];

for (const [what, text, line, words] of MISTAKES) {
  test(`a mistake is told with its line: ${what}`, () => {
    assert.throws(
      () => parse(text, known),
      (error) =>
        error instanceof StoryError &&
        error.line === line &&
        error.message.startsWith(`line ${line}: `) &&
        words.test(error.message),
    );
  });
}

test("the bundled story is the same in every language: slide by slide the same charts and sources", async () => {
  const files = (await readdir(new URL("stories/", www))).filter((name) => name.endsWith(".md"));
  assert.deepEqual(files.sort(), ["la-compact.en.md", "la-compact.es.md"]);
  const [english, spanish] = await Promise.all(
    files.map(async (name) => parse(await readFile(new URL(`stories/${name}`, www), "utf8"), known)),
  );
  assert(english && spanish);
  assert.deepEqual([english.language, spanish.language], ["en", "es"]);
  const shape = (/** @type {import("../../www/js/deck/story.js").Story} */ { slides }) =>
    slides.map(({ steps, picture, sources, blocks, notes }) => [
      steps,
      picture,
      sources,
      blocks.map(({ kind }) => kind),
      notes.length,
    ]);
  assert.deepEqual(shape(spanish), shape(english));
  for (const { slides } of [english, spanish])
    for (const { line, notes } of slides) assert(notes.length > 0, `line ${line} has no notes`);
});

test("no slide of the bundled story says a number that is not worked out from the tables", async () => {
  for (const language of ["en", "es"]) {
    const { slides } = parse(await readFile(new URL(`stories/la-compact.${language}.md`, www), "utf8"), known);
    /** @type {(inside: import("../../www/js/deck/story.js").Inline[]) => string} */
    const words = (inside) =>
      inside.map((one) => ("text" in one ? one.text : "inside" in one ? words(one.inside) : "")).join("");
    for (const { line, heading, blocks } of slides) {
      const all = [
        words(heading),
        ...blocks.flatMap((block) => (block.kind === "list" ? block.items.map(words) : words(block.inside))),
      ];
      assert.deepEqual(
        all.filter((text) => /\d/.test(text)),
        [],
        `${language}, line ${line}`,
      );
    }
  }
});

test("on goes through the steps, back comes to the last step of the slide before, and neither leaves the story", () => {
  const two = story("# One\n\n```chart\n?view=trend\n?view=trend&place=06\n```\n\n---\n\n# Two");
  const walk = [
    { slide: 0, step: 0 },
    { slide: 0, step: 1 },
    { slide: 1, step: 0 },
  ];
  for (let at = 0; at < 2; at += 1) {
    assert.deepEqual(course.next(two, walk[at] ?? assert.fail()), walk[at + 1]);
    assert.deepEqual(course.previous(two, walk[at + 1] ?? assert.fail()), walk[at]);
  }
  assert.deepEqual(course.next(two, { slide: 1, step: 0 }), { slide: 1, step: 0 });
  assert.deepEqual(course.previous(two, { slide: 0, step: 0 }), { slide: 0, step: 0 });
  assert.deepEqual(
    walk.map((place) => course.fromHash(two, course.toHash(place))),
    walk,
  );
  for (const hash of ["", "#0", "#x", "#-1", "#1.0"])
    assert.deepEqual(course.fromHash(two, hash), { slide: 0, step: 0 }, hash);
  assert.deepEqual(course.fromHash(two, "#99.9"), { slide: 1, step: 0 });
});

test("between the windows only messages of the agreed shape count", () => {
  const kind = "common-measure-deck";
  const at = { type: "at", slide: 3, step: 1, query: "?view=gap", blank: "" };
  assert.deepEqual(messageIn({ kind, ...at, more: 1 }), at);
  assert.deepEqual(messageIn({ kind, type: "go", slide: 3, step: 0 }), { type: "go", slide: 3, step: 0 });
  assert.deepEqual(messageIn({ kind, type: "hello" }), { type: "hello" });
  assert.deepEqual(messageIn({ kind, type: "blank", blank: "white" }), { type: "blank", blank: "white" });
  const wrong = [
    null,
    "go",
    1,
    [],
    {},
    { ...at },
    { kind: "other", ...at },
    { kind, type: "close" },
    { kind, type: "go", slide: -1, step: 0 },
    { kind, type: "go", slide: "1", step: 0 },
    { kind, type: "go", slide: 1.5, step: 0 },
    { kind, type: "go", slide: 1 },
    { kind, ...at, query: "javascript:" },
    { kind, ...at, query: `?${"x".repeat(5000)}` },
    { kind, ...at, blank: "red" },
    { kind, type: "blank" },
  ];
  for (const data of wrong) assert.equal(messageIn(data), null, JSON.stringify(data));
});
