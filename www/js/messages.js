// @ts-check

/**
 * What a name ends in when it says what kind of place it is, longest first: the Census Bureau writes "Carson City" for a
 * name and "Baltimore city" for a name and a kind.
 */
const ENDINGS = Object.entries({
  "City and Borough": "city_borough",
  "Planning Region": "region",
  "Census Area": "census_area",
  Municipality: "municipality",
  Municipio: "municipio",
  Division: "division",
  Borough: "borough",
  County: "county",
  Parish: "parish",
  city: "city",
});

/**
 * A name without its state, cut into what it is called and what kind of place it says to be.
 *
 * @param {string} name
 * @returns {{ bare: string, kind: string }} `kind` is empty where the name has none
 * @example parts("Orleans Parish, Louisiana") // { bare: "Orleans", kind: "parish" }
 */
export function parts(name) {
  const [short = name] = name.split(", ");
  for (const [ending, kind] of ENDINGS) {
    if (short.endsWith(` ${ending}`)) return { bare: short.slice(0, -ending.length - 1), kind };
  }
  return { bare: short, kind: "" };
}

/** Made once, when it is first needed: to make it takes longer than all that it writes. @type {Intl.NumberFormat | undefined} */
let grouped;

/** Words from a message file: flat keys, strings with {placeholders}. */
export class Messages {
  /**
   * @param {string} language of the page: "en", "es"
   * @param {Record<string, string>} words
   */
  constructor(language, words) {
    this.language = language;
    /** How numbers are written: for Spanish readers in the United States. */
    this.locale = language === "es" ? "es-US" : language;
    this.words = words;
  }

  /** @param {string} key */
  has(key) {
    return Object.hasOwn(this.words, key);
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values]
   * @returns {string}
   */
  text(key, values = {}) {
    const words = this.words[key] ?? key;
    return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /**
   * A sentence whose placeholders are elements, in the order in which this language wants them.
   *
   * @param {string} key
   * @param {Record<string, Node>} nodes
   * @returns {DocumentFragment}
   */
  nodes(key, nodes) {
    const fragment = document.createDocumentFragment();
    // An element keeps the punctuation around it on its line.
    for (const part of (this.words[key] ?? key).split(/([¿¡(]?\{\w+\}[,.;:?!)]*)/)) {
      const found = /^(.?)\{(\w+)\}(.*)$/.exec(part);
      const node = nodes[found?.[2] ?? ""];
      if (!found || !node) {
        fragment.append(part);
        continue;
      }
      const kept = document.createElement("span");
      kept.className = "keep";
      kept.append(found[1] ?? "", node, found[3] ?? "");
      fragment.append(kept);
    }
    return fragment;
  }

  /**
   * Puts words into every element that asks for them: `data-text` its text, `data-label` its accessible name,
   * `data-content` a meta element's content.
   *
   * @param {ParentNode} root
   */
  fill(root) {
    for (const element of root.querySelectorAll("[data-text]")) {
      element.textContent = this.text(element.getAttribute("data-text") ?? "");
    }
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.text(element.getAttribute("data-label") ?? ""));
    }
    for (const element of root.querySelectorAll("[data-content]")) {
      element.setAttribute("content", this.text(element.getAttribute("data-content") ?? ""));
    }
  }

  /**
   * The name of a place as it stands in a sentence: this language's own where there is one, else the data's.
   *
   * @param {string} code
   * @param {string} [name] as the tables write it; the code where absent
   */
  place(code, name = code) {
    for (const own of [`chart.place.${code}`, `page.state.${code}`]) if (this.has(own)) return this.text(own);
    const { bare, kind } = parts(name);
    return kind ? this.text(`chart.place.${kind}`, { name: bare }) : bare;
  }

  /**
   * The same as it stands in a list: without its article, and with a capital.
   *
   * @param {string} code
   * @param {string} [name]
   */
  listed(code, name) {
    // Articles that are part of a name have a capital: Los Alamos County.
    const bare = this.place(code, name).replace(/^(?:the|el|la|los|las) /, "");
    return bare.charAt(0).toLocaleUpperCase(this.locale) + bare.slice(1);
  }

  /** @param {number} value a whole number of percent */
  percent(value) {
    return this.language === "es" ? `${value}\u00a0%` : `${value}%`;
  }

  /**
   * Too few or more than asked for, in people to two figures: "570,000 too few".
   *
   * @param {number} value above nought: so many are missing
   */
  people(value) {
    const size = Math.abs(value);
    const unit = 10 ** Math.max(0, Math.floor(Math.log10(size || 1)) - 1);
    const number = (grouped ??= new Intl.NumberFormat("en-US")).format(Math.round(size / unit) * unit);
    return this.text(value > 0 ? "page.people.short" : "page.people.over", { number });
  }

  /** @param {string} period as the data write it: "2019", "2019-2023" */
  period(period) {
    return period.replace("-", "–");
  }
}
