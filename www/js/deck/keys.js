// @ts-check
/** What the keys mean, in both windows: arrows, the page keys of a clicker, letters, and a number before Enter. */

/** @type {Record<string, string>} */
const ACTIONS = {
  ArrowRight: "next",
  ArrowDown: "next",
  PageDown: "next",
  " ": "next",
  ArrowLeft: "previous",
  ArrowUp: "previous",
  PageUp: "previous",
  Escape: "back",
  Backspace: "back",
  c: "ask",
  f: "full",
  b: "black",
  ".": "black",
  w: "white",
  ",": "white",
  q: "qr",
  p: "presenter",
  "?": "keys",
  h: "keys",
};

/** Where the keys are the field's own. */
const FIELDS = "input, select, textarea, [role=combobox], [role=listbox]";
/** What the arrows up and down scroll. */
const SCROLLED = ".table-frame";
/** What space and Enter press. */
const PRESSED = "button, a, summary";

/**
 * @param {Document} page
 * @param {{ act: (name: string) => boolean, jump: (slide: number) => void }} to `act` says whether it knows the action
 */
export function listenToKeys(page, { act, jump }) {
  let typed = "";
  page.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(FIELDS)) return;
    if (/^Arrow(Up|Down)$/.test(event.key) && target?.closest(SCROLLED)) return;
    if (/^\d$/.test(event.key)) {
      typed = (typed + event.key).slice(-4);
      return;
    }
    const number = Number(typed);
    typed = "";
    if (event.key === "Enter" && number > 0) {
      event.preventDefault();
      jump(number - 1);
      return;
    }
    const name = ACTIONS[event.key] ?? ACTIONS[event.key.toLowerCase()];
    if (!name || (event.key === " " && target?.closest(PRESSED))) return;
    if (act(event.key === " " && event.shiftKey ? "previous" : name)) event.preventDefault();
  });
}
