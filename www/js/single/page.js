// @ts-check
/** Starts the page that the single file's address asks for; its links lead to the pages and files within it. */

import { bytes, carries, here, page, prepare } from "./site.js";

/** How long a file's address stays good: some browsers fetch it only after the click has been dealt with. */
const GRACE = 10_000;

/** Puts another page in the place of the explorer, which the document opens with. @param {HTMLTemplateElement} other */
function turn({ content, dataset }) {
  const own = dataset.styles?.split(" ");
  for (const sheet of /** @type {NodeListOf<HTMLStyleElement>} */ (document.querySelectorAll("style[data-path]"))) {
    sheet.media = own?.includes(sheet.dataset.path ?? "") ? "" : "not all";
  }
  document.body.className = dataset.body ?? "";
  document.body.replaceChildren(content.cloneNode(true));
}

/** @param {MouseEvent} event */
function follow(event) {
  if (event.defaultPrevented) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const href = link?.getAttribute("href") ?? "#";
  // Other sites, a part of this page, and what leads within this file already.
  if (/^([a-z]+:|[#/])/.test(href)) return;
  event.preventDefault();
  if (carries(href)) void save(href);
  else location.href = here(href);
}

/** @param {string} path */
async function save(path) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await bytes(path)]));
  link.download = path.slice(path.lastIndexOf("/") + 1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), GRACE);
}

/** @param {Record<string, () => Promise<unknown>>} pages each with its own module, by its file; "" is the explorer */
export async function open(pages) {
  const other = document.querySelector(`template[data-page="${CSS.escape(page)}"]`);
  if (other instanceof HTMLTemplateElement) turn(other);
  document.addEventListener("click", follow);
  await prepare();
  document.documentElement.hidden = false;
  await pages[other ? page : ""]?.();
}
