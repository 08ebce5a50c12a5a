// @ts-check
/**
 * The explorer: one page of it at a time, as its address says; language and theme for all of its parts.
 */

import { breath } from "./breath.js";
import { element } from "./dom.js";
import { Engine } from "./engine.js";
import { faultOf } from "./faults.js";
import { Loader, runs } from "./loader.js";
import { Messages } from "./messages.js";
import { Opening } from "./opening.js";
import { PAGES, buildOf, isView, pageOf } from "./pages.js";
import { read, stateOf, write } from "./route.js";
import { arrived, here, shared, style } from "./site.js";
import { Theme } from "./theme.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {typeof import("./explorer.js")} Explorer */
/** A part of any view. @typedef {import("./section.js").Section<any, any>} Section */
/** @typedef {import("./views/all.js").ViewName} ViewName */

const LANGUAGES = ["en", "es"];

/** How long the first answer waits for the fonts at most, in milliseconds. */
const FONTS_WAIT = 1000;

class App {
  /**
   * @param {Document} document
   * @param {Loader} loader
   */
  constructor(document, loader) {
    this.document = document;
    this.loader = loader;
    this.engine = new Engine(loader);
    /** What views need, once one was opened. @type {Promise<Explorer> | null} */
    this.exploring = null;
    /** @type {Explorer | null} */
    this.explorer = null;
    /** @type {(() => Promise<import("./places.js").Places>) | null} */
    this.index = null;
    /** How many adults places have, of the catalog that was asked last. @type {{ data: Data, adults: (code: string) => Promise<Map<string, number>> } | null} */
    this.counted = null;
    this.theme = new Theme(document.documentElement);
    const { language, theme, framed } = read(location.search);
    if (framed) document.documentElement.dataset.framed = "";
    /** The language of the address, which then stays in every address. */
    this.chosenLanguage = LANGUAGES.includes(language) ? language : "";
    this.language = this.chosenLanguage || (navigator.language.toLowerCase().startsWith("es") ? "es" : "en");
    if (theme === "dark" || theme === "light") this.theme.choose(theme);
    /** The view that the address names; "" is the opening. */
    this.view = "";
    /** @type {Map<ViewName, Section>} */
    this.sections = new Map();
    /** @type {typeof import("./map-section.js").MapSection | null} */
    this.MapSection = null;
    /** @type {import("./data-page.js").DataPage | null} */
    this.data = null;
    /** @type {import("./agenda-page.js").AgendaPage | null} */
    this.agenda = null;
    /** Counts the pages that were opened: only the last one is told of. */
    this.turn = 0;
    /** @type {import("./offline.js").Offline | null} */
    this.offline = null;
    this.live = /** @type {HTMLElement} */ (document.querySelector("#live"));
    // Each further part of a page fetches its tables when it comes near the window.
    this.near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (isIntersecting) void [...this.sections.values()].find(({ root }) => root === target)?.start();
        }
      },
      { rootMargin: "600px 0px" },
    );
  }

  async start() {
    const { view } = read(location.search);
    const page = pageOf(view);
    // All at once; what fails is said by whatever waits for it.
    if (page !== "how" && runs()) this.engine.ready(buildOf(page)).catch(() => {});
    if (page !== "" && page !== "how") this.explore().catch(() => {});
    this.reveal(page);
    // A chart's picture is painted in the page's type: what waits for the module can wait for the fonts.
    const fonts = this.loader.fonts();
    const words = await this.messages(this.language);
    this.words = words;
    this.opening = new Opening(this.document, { engine: this.engine, messages: words, theme: this.theme });
    this.dress(words);
    this.listen();
    this.document.documentElement.dataset.started = "";
    delete this.document.documentElement.dataset.broken;
    const late = Symbol("late");
    const first = await Promise.race([fonts, new Promise((resolve) => setTimeout(resolve, FONTS_WAIT, late))]);
    await breath();
    await this.open({ scroll: true });
    void this.keep(words);
    if (first !== late) return;
    await fonts;
    this.repaint();
  }

  /** Makes the page work without a network: once it has answered, so that nobody waits for it. @param {Messages} words */
  async keep(words) {
    try {
      const { Offline } = await import("./offline.js");
      this.offline = new Offline(this.document, () => this.words ?? words);
      await this.offline.start();
    } catch {
      // A browser that keeps nothing shows the page all the same.
    }
  }

  /**
   * Shows what the address says, else why it cannot be shown.
   *
   * @param {{ scroll: boolean, state?: object }} how `state`: of the view, where there is more to it than an address holds
   */
  async open(how) {
    const turn = (this.turn += 1);
    this.mended("words");
    try {
      await this.show(how);
      // Words of another language may have failed meanwhile.
      if (turn === this.turn) this.mended("page");
    } catch (error) {
      if (turn === this.turn) await this.fail(error, "page", () => void this.open(how));
    }
  }

  /**
   * Says why something of the page cannot be had.
   *
   * @param {unknown} error
   * @param {"page" | "words"} what a page, which then is not shown; or words of the other language
   * @param {() => void} retry
   */
  async fail(error, what, retry) {
    const { document, turn, words } = this;
    if (!words) throw error;
    const { title, text, ways } = await faultOf(error, words, retry);
    if (turn !== this.turn) return;
    // Some browsers remember of code that it did not come.
    const reload = element("a", { href: "" }, words.text("page.error.reload"));
    document.getElementById("broken")?.replaceChildren(
      element("p", {}, title),
      element("p", {}, text),
      element("ul", {}, ...[...ways, reload].map((way) => element("li", {}, way))),
    );
    document.documentElement.dataset.broken = what;
  }

  /** Takes back what was said of it. @param {"page" | "words"} what */
  mended(what) {
    const { dataset } = this.document.documentElement;
    if (dataset.broken === what) delete dataset.broken;
  }

  /** @param {{ scroll: boolean, state?: object }} how */
  async show({ scroll, state }) {
    const { view, asked } = read(location.search);
    const page = pageOf(view);
    const { turn } = this;
    this.view = isView(view) ? view : page;
    this.reveal(page);
    if (!runs()) return this.still();
    // What some pages alone need is fetched when they open.
    if (page === "map") {
      const [{ MapSection }] = await Promise.all([arrived("map-section.js", import("./map-section.js")), style("css/map.css")]);
      this.MapSection ??= MapSection;
    }
    if (page !== "" && page !== "how") await this.explore();
    if (isView(view) && this.explorer) {
      const { fields, initial } = this.explorer.views[view];
      const section = this.section(view);
      await section?.set(state ?? stateOf(asked, /** @type {any} */ (fields), initial()));
    }
    const names = PAGES.find(([first]) => first === page) ?? [];
    const sections = names.flatMap((name) => this.section(name) ?? []);
    this.title();
    const target = isView(view) ? this.section(view) : null;
    if (scroll && target && names[0] !== view) target.root.scrollIntoView({ block: "start", behavior: "instant" });
    if (page === "") await this.opening?.start();
    if (page === "data") await this.openData();
    if (page === "agenda") await this.openAgenda(asked);
    await target?.start();
    for (const { root } of sections) this.near.observe(root);
    this.title();
    // Who went on to another view is told what it answers; who comes to the page reads it from its beginning. A page that
    // was left before it stood says nothing.
    const onward = turn > 1 && turn === this.turn;
    if (target && onward && !target.failed) this.live.textContent = target.figure.title.textContent;
  }

  /** The page's first answers as the build made them, where there can be no others. */
  async still() {
    const { words, loader } = this;
    if (!words) return;
    const { still } = await arrived("still.js", import("./still.js"));
    await still(this.document, { loader, messages: words });
  }

  /** The code of the views, tried anew after a failure. */
  explore() {
    this.exploring ??= Promise.all([
      arrived("explorer.js", import("./explorer.js")),
      ...["css/place-search.css", "css/take-away.css"].map(style),
    ]).then(([explorer]) => {
      this.explorer = explorer;
      this.index ??= explorer.placesFrom(this.loader, LANGUAGES);
      return explorer;
    });
    this.exploring.catch(() => {
      this.exploring = null;
    });
    return this.exploring;
  }

  /** Shows the parts of a page and hides the others. @param {string} page */
  reveal(page) {
    this.document.documentElement.dataset.page = page || "opening";
    const names = /** @type {readonly string[]} */ (PAGES.find(([first]) => first === page) ?? [page || "opening"]);
    for (const part of this.document.querySelectorAll("[data-part]")) {
      part.toggleAttribute("hidden", !names.includes(part.getAttribute("data-part") ?? ""));
    }
    for (const link of this.document.querySelectorAll(".views [data-view]")) {
      const current = link.getAttribute("data-view") === page;
      if (current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** @param {ViewName} name */
  section(name) {
    const known = this.sections.get(name);
    if (known) return known;
    const root = this.document.getElementById(name);
    const { words, explorer } = this;
    if (!root || !words || !explorer) return null;
    const { Section, views } = explorer;
    const Kind = /** @type {typeof Section} */ (/** @type {unknown} */ ((name === "map" && this.MapSection) || Section));
    /** @type {Section} */
    const section = new Kind(root, /** @type {any} */ (views[name]), views[name].initial(), {
      theme: this.theme,
      messages: words,
      ready: (build = buildOf(name)) => this.engine.ready(build),
      places: (data) => this.places(data, words),
      changed: (_, still) => this.remember(name, still),
      work: (work) => this.engine.work(buildOf(name), work),
      retry: () => this.retry(),
      loader: this.loader,
      follow: (view, state) => this.go(view, state),
      link: () => shared(this.address(name)),
      framed: () => {
        // A map needs the explorer around it.
        const address = new URL(shared(`${name === "map" ? "" : "embed.html"}${this.address(name)}`));
        address.searchParams.set("lang", this.language);
        if (name === "map") address.searchParams.set("frame", "1");
        return address.href;
      },
      announce: (said) => {
        this.live.textContent = said;
        this.title();
      },
    });
    this.sections.set(name, section);
    return section;
  }

  /**
   * What a search for a place is made with.
   *
   * @param {Data} data
   * @param {Messages} messages
   */
  places(data, messages) {
    const { explorer, index } = this;
    if (!explorer || !index) throw new Error("the views are not there yet");
    const { adultsFrom } = explorer;
    if (this.counted?.data !== data) this.counted = { data, adults: adultsFrom(data) };
    return { index, messages, name: (/** @type {string} */ code) => data.names.get(code), adults: this.counted.adults };
  }

  /**
   * Puts a view and what is asked in it into the address.
   *
   * @param {ViewName} name
   * @param {boolean} still the visitor's hand is moving: the last address is overwritten
   */
  remember(name, still) {
    this.view = name;
    const address = here(this.address(name));
    if (new URL(address, location.href).href === location.href) return;
    if (still && this.moving) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.moving = still;
  }

  /**
   * The address of a page or a view as it now stands, from the site’s root.
   *
   * @param {string} name
   */
  address(name) {
    const chosen = { language: this.chosenLanguage };
    if (name === "agenda" && this.agenda) return write(name, this.agenda.fields, this.agenda.state, chosen);
    if (!isView(name)) return write(name, {}, {}, chosen);
    const state = this.sections.get(name)?.state;
    const fields = this.explorer?.views[name].fields;
    return write(name, state && fields ? /** @type {any} */ (fields) : {}, state ?? {}, chosen);
  }

  /**
   * The address of a view in a state that another one gives it.
   *
   * @param {ViewName} name
   * @param {object} state
   */
  addressIn(name, state) {
    const { fields = {}, initial = () => ({}) } = this.explorer?.views[name] ?? {};
    const asked = /** @type {any} */ ({ ...initial(), ...state });
    return write(name, /** @type {any} */ (fields), asked, { language: this.chosenLanguage });
  }

  title() {
    const { words } = this;
    if (!words) return;
    const heading = isView(this.view) ? this.sections.get(this.view)?.figure.title.textContent : "";
    const plain = this.view === "how" ? "page.how.title" : this.view === "agenda" ? "page.agenda.name" : "";
    const own = heading || (plain && words.text(plain));
    this.document.title = own ? `${own} · ${words.text("page.name")}` : words.text("page.title");
  }

  /** @param {string} language */
  async messages(language) {
    return new Messages(language, await this.loader.messages(language));
  }

  /** @param {Messages} words */
  dress(words) {
    this.document.documentElement.lang = words.language;
    delete this.document.documentElement.dataset.waiting;
    words.fill(this.document);
    for (const button of this.document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === words.language));
    }
    for (const link of this.document.querySelectorAll("a[data-view]")) {
      link.setAttribute("href", here(write(link.getAttribute("data-view") ?? "", {}, {}, { language: this.chosenLanguage })));
    }
    this.document.querySelector("#present")?.setAttribute("href", `present.html?lang=${words.language}`);
    this.colour();
  }

  /** Tells the browser's own furniture and the theme button of the theme. */
  colour() {
    const { base } = this.theme;
    this.document.querySelector("#theme")?.setAttribute("aria-pressed", String(base === "dark"));
    const paper = this.theme.tokens().tokens["paper"] ?? "";
    this.document.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
  }

  async openData() {
    const { words } = this;
    const root = this.document.getElementById("data");
    if (!words || !root) return;
    const [{ DataPage }] = await Promise.all([arrived("data-page.js", import("./data-page.js")), style("css/own-data.css")]);
    this.data ??= new DataPage(root, {
      ready: () => this.engine.ready("whole"),
      places: (data) => this.places(data, this.words ?? words),
      messages: this.words ?? words,
      loaded: () => void this.reload(),
      follow: (view, state) => this.go(view, state),
    });
    await this.data.start();
  }

  /** @param {URLSearchParams} asked */
  async openAgenda(asked) {
    const { words, explorer } = this;
    const root = /** @type {HTMLElement | null} */ (this.document.querySelector(".agenda"));
    if (!words || !explorer || !root) return;
    const [{ AgendaPage }] = await Promise.all([arrived("agenda-page.js", import("./agenda-page.js")), style("css/agenda.css")]);
    this.agenda ??= new AgendaPage(root, {
      ready: () => this.engine.ready("whole"),
      loader: this.loader,
      views: explorer.views,
      messages: this.words ?? words,
      address: (view, state) => this.addressIn(view, state),
      follow: (view, state) => this.go(view, state),
      changed: () => history.replaceState(null, "", here(this.address("agenda"))),
    });
    await this.agenda.start(stateOf(asked, this.agenda.fields, { since: "" }));
  }

  /** All that failed is tried once more. */
  retry() {
    for (const section of this.sections.values()) if (section.failed) void section.refresh();
    void this.opening?.again();
    if (this.document.documentElement.dataset.broken === "page") void this.open({ scroll: false });
  }

  /** A table came or went: what was asked is asked again. */
  async reload() {
    for (const section of this.sections.values()) {
      if (!section.started) continue;
      section.sentence = null;
      await section.refresh();
    }
  }

  repaint() {
    for (const { figure } of this.sections.values()) figure.layout();
  }

  listen() {
    for (const button of this.document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => void this.speak(button.getAttribute("data-language") ?? ""));
    }
    this.document.addEventListener("click", (event) => this.follow(event));
    addEventListener("popstate", () => {
      this.moving = false;
      void this.open({ scroll: true });
    });
    addEventListener("online", () => this.retry());
    this.document.querySelector("#theme")?.addEventListener("click", () => {
      this.theme.choose(this.theme.base === "dark" ? "light" : "dark");
      this.colour();
      this.repaint();
    });
    this.theme.watch(() => {
      this.colour();
      this.repaint();
    });
    const sharpness = () => {
      matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
        "change",
        () => {
          this.repaint();
          sharpness();
        },
        { once: true },
      );
    };
    sharpness();
  }

  /** A link to another page of the explorer opens it here. @param {MouseEvent} event */
  follow(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[data-view]") : null;
    if (!link) return;
    event.preventDefault();
    const name = link.getAttribute("data-view") ?? "";
    const menu = /** @type {HTMLElement | null} */ (link.closest("[popover]"));
    if (menu?.matches(":popover-open")) menu.hidePopover();
    this.moving = false;
    history.pushState(null, "", here(this.address(name)));
    scrollTo({ top: 0, behavior: "instant" });
    void this.open({ scroll: true });
    // Where a reader goes on: the name of the page that opened.
    const page = this.document.documentElement.dataset.page ?? "";
    const heading = this.document.querySelector(`[data-part="${CSS.escape(page)}"] :is(h1, h2)`);
    if (heading instanceof HTMLElement) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  /**
   * Opens a view with a state that another one gives it.
   *
   * @param {string} name
   * @param {object} state
   */
  go(name, state) {
    if (!isView(name) || !this.explorer) return;
    const asked = { ...this.explorer.views[name].initial(), ...state };
    this.moving = false;
    history.pushState(null, "", here(this.addressIn(name, state)));
    scrollTo({ top: 0, behavior: "instant" });
    void this.open({ scroll: true, state: asked });
  }

  /** @param {string} language */
  async speak(language) {
    if (!LANGUAGES.includes(language) || language === this.language) return;
    this.language = language;
    /** @type {Messages} */
    let words;
    try {
      words = await this.messages(language);
    } catch (error) {
      if (language !== this.language || !this.words) return;
      this.language = this.words.language;
      return this.fail(error, "words", () => void this.speak(language));
    }
    if (language !== this.language) return;
    this.mended("words");
    this.words = words;
    this.chosenLanguage = language;
    this.dress(words);
    await breath();
    if (language !== this.language) return;
    this.opening?.say(words);
    void this.data?.say(words);
    this.agenda?.say(words);
    this.offline?.say(words);
    for (const section of this.sections.values()) section.say(words);
    history.replaceState(null, "", here(this.address(this.view)));
    this.title();
    if (!runs()) await this.still();
  }
}

// Not by `await`: the single file holds this as a classic script.
new App(document, new Loader()).start().catch(() => {
  // Without its words the page can only say what stands in it already.
  document.documentElement.dataset.broken = "page";
  delete document.documentElement.dataset.waiting;
});
