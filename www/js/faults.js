// @ts-check
/**
 * What went wrong, in words, and what a visitor can do about it. Every error that reaches the page is one of a few kinds
 * by its code; each kind has a sentence, a reason, and its ways out.
 */

import { ended } from "./catalog.js";
import { button, element } from "./dom.js";
import { renewed } from "./site.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** What is said in a chart's or a page's place. @typedef {{ title: string, text: string, ways: HTMLElement[] }} Fault */

/** Errors about what is asked: to ask it once more is of no use. */
const OF_QUESTION = ["no-data", "not-comparable", "bad-spec"];

/** Errors of what the page fetches. */
const OF_LOADING = ["load-failed", "load-refused", "load-damaged"];

const KNOWN = [...OF_QUESTION, ...OF_LOADING, "renewed", "engine-lost", "no-memory", "no-wasm"];

/** The kind of an error. @param {unknown} error */
function codeOf(error) {
  if (ended(error)) return "engine-lost";
  return error instanceof Error && "code" in error ? String(error.code) : "other";
}

/** @param {unknown} error */
export const isOfQuestion = (error) => OF_QUESTION.includes(codeOf(error));

/**
 * @param {unknown} error
 * @param {Messages} messages
 * @param {() => void} retry
 * @returns {Promise<Fault>}
 */
export async function faultOf(error, messages, retry) {
  let code = codeOf(error);
  // The parts of a page that was open meanwhile may be gone.
  if (OF_LOADING.includes(code) && (await renewed())) code = "renewed";
  const key = KNOWN.includes(code) ? code : "other";
  const detail = error instanceof Error ? error.message : String(error);
  const again = button(messages.text("page.error.again"), retry);
  const reload = element("a", { href: "" }, messages.text("page.error.reload"));
  const tables = element("a", { href: "data/datapackage.json" }, messages.text("page.error.tables"));
  const first = key === "no-wasm" ? [] : key === "renewed" ? [reload] : [again];
  return {
    title: messages.text(`page.error.${key}`),
    text: messages.text(`page.error.${key}.text`, { detail }),
    ways: isOfQuestion(error) ? [] : [...first, tables],
  };
}
