/** The page's own English, which stands in the file for what reads it without running it, is that of the message file. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const file = (/** @type {string} */ path) => readFile(new URL(`../../www/${path}`, import.meta.url), "utf8");

const plain = (/** @type {string} */ text) =>
  text.replace(/<[^>]*>/g, "").replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&nbsp;", "\u00a0");

test("index.html says what the English messages say", async () => {
  const [html, words] = [await file("index.html"), JSON.parse(await file("messages/en.json"))];
  const marked = [...html.matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g)];
  assert(marked.length > 60, `${marked.length}`);
  for (const [, key = "", text = ""] of marked) assert.equal(plain(text), words[key], key);
  for (const [, label, name] of html.matchAll(/data-label="([^"]+)" aria-label="([^"]*)"/g)) assert.equal(name, words[label ?? ""]);
  for (const [, key, content] of html.matchAll(/data-content="([^"]+)" content="([^"]*)"/g)) assert.equal(content, words[key ?? ""]);
});
