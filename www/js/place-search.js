// @ts-check
/**
 * A place in a sentence, and the field in which another is looked for: a button that opens a combobox with a list
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Below it, a list of places that are compared.
 */

import { NEAR } from "./data.js";
import { element } from "./dom.js";
import { Messages } from "./messages.js";
import { METRO, Places } from "./places.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./loader.js").Loader} Loader */
/** @typedef {import("./places.js").Place} Place */

/**
 * A heading and what stands under it; matches have no heading.
 *
 * @typedef {{ heading?: string, codes: string[] }} Shown
 */

/**
 * What a search is made with.
 *
 * @typedef {object} Tools
 * @property {() => Promise<Places>} index all places, fetched when first asked for; what failed is tried again
 * @property {Messages} messages
 * @property {(code: string) => string | undefined} [name] names that are known before the index is there
 * @property {(code: string) => Promise<Map<string, number>>} [adults] adults of the places that could be peers of one
 * @property {(code: string) => boolean} [suits] places that can be chosen; all that have adults where absent
 */

/** Of a long list, what is put on the page. */
const MOST_SHOWN = 50;

/** How many places can be compared. */
const MOST_COMPARED = 4;

/** Rows that Page Up and Page Down go by. */
const PAGE = 6;

/** Space between the list and the window's edges, in CSS pixels. */
const EDGE = 16;

/** Width of the list where there is room, in CSS pixels. */
const WIDE = 416;

/**
 * An index provider: the tables of names and the words of all languages, fetched once.
 *
 * @param {Loader} loader
 * @param {string[]} languages
 * @returns {() => Promise<Places>}
 */
export function placesFrom(loader, languages = ["en", "es"]) {
  /** @type {Promise<Places> | null} */
  let loading = null;
  return () => {
    loading ??= Promise.all([
      Promise.all(["core", "counties"].map((file) => loader.text(`data/places/${file}.csv`))),
      Promise.all(languages.map(async (language) => new Messages(language, await loader.messages(language)))),
    ]).then(async ([tables, words]) => {
      const places = await Places.of(tables, words);
      void places.prepare();
      return places;
    });
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
}

/**
 * A provider of numbers of adults, from the tables that the page carries: for a county those of its state's counties, for
 * a state those of all states, all of the newest period that the place has.
 *
 * @param {Data} data
 * @returns {(code: string) => Promise<Map<string, number>>}
 */
export function adultsFrom(data) {
  /** @type {Map<string, Promise<Map<string, number>>>} */
  const counted = new Map();
  const count = async (/** @type {string} */ code) => {
    const state = code.slice(0, 2);
    await (code.length === 2 ? data.states() : data.counties(state));
    const alike = [...(await data.places()).keys()].filter(
      (other) => other.length === code.length && other !== METRO && (code.length === 2 || other.startsWith(state)),
    );
    const period = (await data.periods({ place: code })).at(-1);
    if (!period) return new Map();
    const { items } = await data.catalog.measure({ measure: "attainment", place: alike, period });
    return new Map(items.flatMap(({ place, total }) => (total.value === null ? [] : [[place.code, total.value]])));
  };
  return (code) => {
    let counting = counted.get(code);
    if (!counting) {
      counting = count(code);
      counted.set(code, counting);
      // What failed may be tried again.
      counting.catch(() => counted.delete(code));
    }
    return counting;
  };
}

/** @param {string} code */
const hasAdults = (code) => code !== METRO;

export class PlaceSearch {
  /**
   * @param {string} label what is chosen: "Place"
   * @param {Tools & { changed: (code: string) => void, taken?: () => string[], about?: () => string }} options
   *   `changed`: called with a place that was not the one shown; `taken`: places that cannot be chosen since they already
   *   are; `about`: whose peers are suggested, the place shown where absent
   */
  constructor(label, { index, messages, changed, taken = () => [], about, name, adults, suits = hasAdults }) {
    this.label = label;
    this.index = index;
    this.messages = messages;
    this.changed = changed;
    this.taken = taken;
    this.about = about ?? (() => this.value);
    this.known = name ?? (() => undefined);
    this.adults = adults ?? (() => Promise.resolve(new Map()));
    this.suits = suits;
    /** The place shown; none where it is empty, and then the label stands in its stead. */
    this.value = "";
    /** @type {Places | null} */
    this.places = null;
    /** @type {Map<string, number>} */
    this.sizes = new Map();
    /** Rows of the list, by place. @type {{ code: string, node: HTMLElement, free: boolean }[]} */
    this.rows = [];
    this.active = -1;
    /** Ends what an open list listens to. @type {AbortController | null} */
    this.opened = null;

    // No count that all share: several pages' worth of these may live in one document.
    this.id = `place-${Math.random().toString(36).slice(2)}`;
    this.trigger = element("button", {
      type: "button",
      class: "place-trigger",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      "aria-controls": this.id,
    });
    this.fieldLabel = element("label", { class: "place-label", for: `${this.id}-field` });
    this.field = element("input", {
      id: `${this.id}-field`,
      class: "place-field",
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${this.id}-list`,
      autocomplete: "off",
      autocapitalize: "none",
      autocorrect: "off",
      spellcheck: "false",
      enterkeyhint: "done",
    });
    this.count = element("span", { class: "place-count", role: "status" });
    this.again = element("button", { type: "button", class: "place-again", hidden: "" });
    this.list = element("div", { id: `${this.id}-list`, class: "place-rows", role: "listbox", tabindex: "-1", hidden: "" });
    this.popover = element(
      "div",
      { id: this.id, class: "place-popover", role: "dialog", hidden: "" },
      this.fieldLabel,
      this.field,
      element("div", { class: "place-said" }, this.count, this.again),
      this.list,
    );
    this.node = element("span", { class: "place-search" }, this.trigger, this.popover);
    this.listen();
    this.say(messages);
  }

  listen() {
    this.trigger.addEventListener("click", () => {
      if (this.opened) this.close();
      else this.open();
    });
    this.field.addEventListener("input", () => this.show());
    this.again.addEventListener("click", () => {
      this.field.focus();
      void this.load();
    });
    // The field keeps the focus while the list is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = this.rows.findIndex(({ node }) => event.target instanceof Node && node.contains(event.target));
      if (row >= 0) this.choose(row);
    });
    this.popover.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.node.contains(relatedTarget)) this.close(false);
    });
  }

  /**
   * Another language.
   *
   * @param {Messages} messages
   * @param {string} [label] in that language
   */
  say(messages, label = this.label) {
    this.messages = messages;
    this.label = label;
    const field = messages.text("page.search.field");
    this.popover.setAttribute("aria-label", label);
    this.list.setAttribute("aria-label", label);
    this.fieldLabel.textContent = field;
    this.again.textContent = messages.text("page.error.again");
    this.update(this.value);
    if (!this.opened) return;
    this.put();
    this.show();
  }

  /** @param {string} code the place to show; empty: none */
  update(code) {
    this.value = code;
    const { label, messages } = this;
    const name = code ? messages.place(code, this.name(code)) : label;
    this.trigger.textContent = name;
    this.trigger.setAttribute("aria-label", code ? messages.text("page.search.trigger", { label, name }) : label);
    // A place of which nothing is loaded yet, as when the page is opened at its address.
    if (code === name) void this.load();
  }

  /**
   * A place's name as the tables write it, as far as it is known.
   *
   * @param {string} code
   */
  name(code) {
    return this.places?.get(code)?.name ?? this.known(code);
  }

  open() {
    this.opened = new AbortController();
    const { signal } = this.opened;
    this.popover.hidden = false;
    this.trigger.setAttribute("aria-expanded", "true");
    this.field.value = "";
    this.sizes = new Map();
    this.put();
    this.field.focus();
    addEventListener("resize", () => this.put(), { signal });
    document.addEventListener(
      "pointerdown",
      ({ target }) => {
        if (target instanceof Node && !this.node.contains(target)) this.close(false);
      },
      { signal },
    );
    void this.load();
    void this.size(signal);
  }

  /** @param {boolean} [back] whether the focus goes back to the button */
  close(back = true) {
    if (!this.opened) return;
    this.opened.abort();
    this.opened = null;
    if (back) this.trigger.focus();
    this.popover.hidden = true;
    this.trigger.setAttribute("aria-expanded", "false");
    this.count.textContent = "";
    this.fill([]);
  }

  /** Puts the list under the place, or, where it is narrow, under the whole sentence and as wide as that. */
  put() {
    const own = this.node.getBoundingClientRect();
    const page = document.documentElement.clientWidth;
    let width = WIDE;
    let left = Math.max(EDGE, Math.min(own.left, page - EDGE - WIDE));
    let top = own.height;
    if (page < WIDE + 12 * EDGE) {
      let block = this.node.parentElement;
      while (block?.parentElement && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
      const around = block?.getBoundingClientRect() ?? own;
      ({ width, left } = around);
      top = around.bottom - own.top;
    }
    const { style } = this.popover;
    style.setProperty("--place-width", `${width}px`);
    style.setProperty("--place-left", `${left - own.left}px`);
    style.setProperty("--place-top", `${top}px`);
  }

  /** Has the names fetched, and says so while they are on their way. */
  async load() {
    if (!this.places) {
      this.again.hidden = true;
      this.count.textContent = this.opened ? this.messages.text("page.search.waiting") : "";
      try {
        this.places = await this.index();
      } catch {
        if (!this.opened) return;
        this.count.textContent = this.messages.text("page.search.failed");
        this.again.hidden = false;
        return;
      }
      this.update(this.value);
    }
    if (!this.opened) return;
    this.show();
    // All of it, where the window has room.
    this.popover.scrollIntoView({ block: "nearest" });
  }

  /**
   * Has the adults counted; suggestions that need no count do not wait for it.
   *
   * @param {AbortSignal} signal of the list that is open
   */
  async size(signal) {
    try {
      const sizes = await this.adults(this.about());
      if (signal.aborted) return;
      this.sizes = sizes;
      // A row that was chosen with the arrows stays where it is.
      if (this.active < 0) this.show();
    } catch {
      // Without the counts no place is suggested for its size.
    }
  }

  /** What is worth a look before anything is typed. @param {Places} places @returns {Shown[]} */
  suggestions(places) {
    const about = this.about();
    const useful = (/** @type {string[]} */ codes) => codes.filter((code) => places.get(code) && this.suits(code));
    const near = useful(NEAR);
    const peers = places.peers(about, this.sizes, NEAR.length + 3);
    const state = places.get(about)?.state || "06";
    const wider = useful([...new Set([state, "00"])]);
    const all = peers.filter(({ why }) => why === "size").map(({ code }) => code);
    const sized = useful(all.filter((code) => !near.includes(code) && !wider.includes(code))).slice(0, 3);
    // Some of the nearest are among the neighbours above.
    const others = all.slice(0, 3).some((code) => !sized.includes(code));
    const text = (/** @type {string} */ key) => this.messages.text(key);
    return [
      { heading: text("page.pick.near"), codes: near },
      { heading: text("page.pick.wider"), codes: wider },
      { heading: text(others ? "page.search.size.more" : "page.search.size"), codes: sized },
    ].filter(({ codes }) => codes.length);
  }

  /** Fills the list with what fits the words in the field. */
  show() {
    const { places, messages } = this;
    if (!places || !this.opened) return;
    this.again.hidden = true;
    const typed = this.field.value.trim();
    const count = (/** @type {number} */ n) => {
      if (n === 1) return messages.text("page.search.count.one");
      const values = { n: n.toLocaleString(messages.locale), shown: String(MOST_SHOWN) };
      return messages.text(n > MOST_SHOWN ? "page.search.count.first" : "page.search.count", values);
    };
    if (!typed) {
      const shown = this.suggestions(places);
      this.fill(shown);
      this.count.textContent = messages.text("page.search.suggested", { count: count(this.rows.length) });
      return;
    }
    const matches = places.search(typed, { locale: messages.locale, adults: this.sizes, suits: this.suits });
    this.fill([{ codes: matches.slice(0, MOST_SHOWN).map(({ code }) => code) }]);
    if (!matches.length) this.count.textContent = messages.text("page.search.count.none");
    else if (matches[0]?.misspelt) {
      this.count.textContent = messages.text("page.search.misspelt", { count: count(matches.length) });
    } else this.count.textContent = count(matches.length);
    this.go(this.rows.findIndex(({ free }) => free));
  }

  /** @param {Shown[]} groups */
  fill(groups) {
    this.rows = [];
    this.list.replaceChildren(
      ...groups.flatMap(({ heading, codes }, i) => {
        const made = codes.map((code) => this.row(code, this.rows.length));
        if (!heading) return made;
        const id = `${this.id}-group-${i}`;
        const title = element("div", { id, class: "place-heading", role: "presentation" }, heading);
        return [element("div", { role: "group", "aria-labelledby": id }, title, ...made)];
      }),
    );
    this.list.scrollTop = 0;
    this.list.hidden = this.rows.length === 0;
    this.field.setAttribute("aria-expanded", String(this.rows.length > 0));
    this.go(-1);
  }

  /**
   * @param {string} code
   * @param {number} at
   */
  row(code, at) {
    const { messages } = this;
    const place = this.places?.get(code);
    const chosen = code === this.value;
    const free = !chosen && !this.taken().includes(code);
    const node = element(
      "div",
      { id: `${this.id}-${at}`, class: "place-row", role: "option", "aria-selected": String(chosen), "data-place": code },
      element("span", { class: "place-name" }, messages.listed(code, place?.name)),
      " ",
      element("span", { class: "place-detail" }, this.detail(place)),
    );
    if (!free && !chosen) {
      node.setAttribute("aria-disabled", "true");
      node.append(" ", element("span", { class: "place-taken" }, messages.text("page.search.taken")));
    }
    this.rows.push({ code, node, free: free || chosen });
    return node;
  }

  /**
   * The state, and the kind of place where the name does not say it.
   *
   * @param {Place | undefined} place
   */
  detail(place) {
    if (!place) return "";
    const { messages } = this;
    const state = place.code === place.state ? "" : place.state;
    const key = `page.kind.${place.kind}`;
    const kind = messages.has(key) ? messages.text(key) : "";
    if (!state) return kind;
    const name = messages.listed(state, this.name(state));
    return kind ? messages.text("page.search.within", { kind, state: name }) : name;
  }

  /** @param {number} at the row that Enter chooses; -1: none */
  go(at) {
    this.rows[this.active]?.node.classList.remove("active");
    this.active = at;
    const row = this.rows[at];
    if (!row) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    row.node.classList.add("active");
    this.field.setAttribute("aria-activedescendant", row.node.id);
    // The first row brings its heading along.
    if (at === 0) this.list.scrollTop = 0;
    else row.node.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} at */
  choose(at) {
    const row = this.rows[at];
    if (!row?.free) return;
    const chosen = row.code !== this.value;
    this.close();
    if (chosen) this.changed(row.code);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // Keys that belong to an input method, or to the text.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return;
    }
    if (event.target !== this.field) return;
    const last = this.rows.length - 1;
    const { active } = this;
    /** @type {Record<string, () => number>} */
    const moves = {
      ArrowDown: () => (active < last ? active + 1 : 0),
      ArrowUp: () => (active > 0 ? active - 1 : last),
      Home: () => 0,
      End: () => last,
      PageDown: () => Math.min(active + PAGE, last),
      PageUp: () => Math.max(active - PAGE, 0),
    };
    const move = moves[event.key];
    if (move && last >= 0) {
      event.preventDefault();
      this.go(move());
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(active);
    }
  }
}

/** Places that are compared: each with a button to take it away, and a search that adds one. */
export class PlaceList {
  /**
   * @param {Tools & { places: () => string[], change: (places: string[]) => void, first?: number, most?: number }} options
   *   `places`: all that are compared; `first`: how many of them the sentence itself holds; where it holds none, the last
   *   one of the list stays
   */
  constructor({ places, change, first = 0, most = MOST_COMPARED, ...tools }) {
    this.messages = tools.messages;
    this.places = places;
    this.change = change;
    this.first = first;
    this.most = most;
    this.index = tools.index;
    this.search = new PlaceSearch(tools.messages.text("page.pick.add"), {
      ...tools,
      taken: places,
      about: () => this.places()[0] ?? "",
      changed: (code) => {
        change([...this.places(), code]);
        // The button that had the focus is gone once the list is full.
        if (this.last.hidden) this.removes().at(-1)?.focus();
      },
    });
    this.search.node.classList.add("place-add");
    this.last = element("li", {}, this.search.node);
    this.full = element("li", { class: "place-full" });
    this.node = element("ul", { class: "place-list" });
    this.say(tools.messages);
  }

  /** Another language. @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    this.node.setAttribute("aria-label", messages.text("page.pick.compare"));
    this.full.textContent = messages.text("page.search.full", { n: String(this.most) });
    this.search.say(messages, messages.text("page.pick.add"));
    this.sync();
  }

  /** @returns {HTMLButtonElement[]} */
  removes() {
    return [...this.node.querySelectorAll("button")].filter(({ className }) => className === "place-remove");
  }

  /** Brings the list up to date with the places. */
  sync() {
    const { messages, search } = this;
    const extra = this.places().slice(this.first);
    const stays = this.first === 0 && extra.length === 1;
    const chips = extra.map((code, i) => {
      const name = messages.listed(code, search.name(code));
      const chip = element("li", { class: "place-chip" }, element("span", {}, name));
      if (stays) return chip;
      const remove = element(
        "button",
        { type: "button", class: "place-remove", "aria-label": messages.text("page.pick.remove", { name }) },
        "×",
      );
      remove.addEventListener("click", () => {
        this.change(this.places().filter((_, at) => at !== this.first + i));
        search.trigger.focus();
      });
      chip.append(remove);
      return chip;
    });
    const full = this.places().length >= this.most;
    this.last.hidden = full;
    this.full.hidden = !full;
    // The search keeps its place in the document, and with it the focus.
    for (const old of this.node.querySelectorAll(".place-chip")) old.remove();
    if (!this.last.parentNode) this.node.append(this.last, this.full);
    this.last.before(...chips);
    if (!search.places && extra.some((code) => !search.name(code) && messages.place(code) === code)) {
      search.load().then(() => {
        if (search.places) this.sync();
      });
    }
  }
}
