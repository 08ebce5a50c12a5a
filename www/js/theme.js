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

/** What takes the place of tokens where the system sets the colours: https://drafts.csswg.org/css-color-4/#css-system-colors */
const SYSTEM = { paper: "Canvas", ink: "CanvasText", muted: "CanvasText", rule: "GrayText", accent: "Highlight" };

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
    // Where the system takes the colours over, paper and type are its own in the picture too; what stands for figures stays.
    const forced = matchMedia("(forced-colors: active)").matches ? Object.entries(SYSTEM).map(([name, color]) => [name, this.systemColour(color)]) : [];
    return { base: this.base, tokens: { ...tokens, ...Object.fromEntries(forced) } };
  }

  /** A colour of the system's, as the tokens are written. @param {string} name */
  systemColour(name) {
    const probe = document.createElement("span");
    probe.style.setProperty("color", name);
    this.root.append(probe);
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    probe.remove();
    return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
  }

  /**
   * @param {() => void} changed called when the system's theme changes and the visitor has not chosen
   * @param {AddEventListenerOptions} [until] its signal ends the watch
   */
  watch(changed, until = {}) {
    const system = () => {
      if (!this.chosen) changed();
    };
    this.system.addEventListener("change", system, until);
    matchMedia("(forced-colors: active)").addEventListener("change", changed, until);
  }
}
