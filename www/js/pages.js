// @ts-check
/**
 * The pages of the explorer by their views. An address names a view; the page that has it opens, and the view is brought
 * into sight. Here without the views' own code, which the opening does not need.
 */

/** @typedef {import("./views/all.js").ViewName} ViewName */

/** A page's views in their order; the first one's name is the page's. @type {readonly (readonly ViewName[])[]} */
export const PAGES = [["trend", "attainment"], ["gap"], ["jobs", "skills-gap"], ["pipeline"], ["earnings"], ["map"], ["what-if"]];

/** Pages for which the first build of the module is enough. */
const FIRST = ["", "trend", "gap", "jobs"];

/** Pages without a view: the opening, the agenda, the visitor's own data, and the words. */
const PLAIN_PAGES = ["", "agenda", "data", "how"];

/** @param {string} name @returns {name is ViewName} */
export const isView = (name) => PAGES.flat().some((view) => view === name);

/** The page that has a view, by its first view's name; a plain page's own name; else the opening. @param {string} view */
export const pageOf = (view) =>
  PAGES.find((page) => isView(view) && page.includes(view))?.[0] ?? (PLAIN_PAGES.includes(view) ? view : "");

/** The build of the module that a page or view needs. @param {string} name @returns {import("./engine.js").Build} */
export const buildOf = (name) => (FIRST.includes(pageOf(name)) ? "first" : "whole");
