// @ts-check
/**
 * Colours are CSS custom properties, `--cm-…` on the root element; the canvas is given the very same ones.
 */

/** @typedef {import("./types.js").ChartTheme} ChartTheme */

const TOKENS = [
  ...["paper", "ink", "muted", "rule", "accent", "missing"],
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => `level-${n}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `series-${n}`),
];

export class Theme {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.system = matchMedia("(prefers-color-scheme: dark)");
    /** @type {"light" | "dark" | null} the visitor's own choice */
    this.chosen = null;
  }

  get base() {
    return this.chosen ?? (this.system.matches ? "dark" : "light");
  }

  /** @param {"light" | "dark"} base */
  choose(base) {
    this.chosen = base;
    this.root.dataset.theme = base;
  }

  /** @returns {ChartTheme} */
  tokens() {
    const style = getComputedStyle(this.root);
    const tokens = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--cm-${name}`).trim()]));
    return { base: this.base, tokens };
  }

  /** @param {() => void} changed called when the system's theme changes and the visitor has not chosen */
  watch(changed) {
    this.system.addEventListener("change", () => {
      if (!this.chosen) changed();
    });
  }
}
