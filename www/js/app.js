// @ts-check
/** The explorer: starts the parts of the page, and carries language and theme to all of them. */

import { Data } from "./data.js";
import { Loader } from "./loader.js";
import { Messages } from "./messages.js";
import { hundreds } from "./pictogram.js";
import { Section } from "./section.js";
import { Theme } from "./theme.js";
import { views } from "./views.js";

/** @typedef {import("./section.js").Ready} Ready */
/** @typedef {"trend" | "attainment" | "gap" | "jobs"} Name */

const LANGUAGES = ["en", "es"];

class App {
  /**
   * @param {Document} page
   * @param {Loader} loader
   */
  constructor(page, loader) {
    this.page = page;
    this.loader = loader;
    this.theme = new Theme(page.documentElement);
    /** All that a visitor can choose; plain data, so that it can be kept in an address. */
    this.state = {
      language: navigator.language.toLowerCase().startsWith("es") ? "es" : "en",
      theme: this.theme.base,
      views: Object.fromEntries(Object.entries(views).map(([name, kind]) => [name, /** @type {unknown} */ (kind.initial())])),
    };
    /** @type {Promise<Ready> | null} */
    this.opening = null;
    /** @type {Section<any>[]} */
    this.sections = [];
    this.live = /** @type {HTMLElement} */ (page.querySelector("#live"));
  }

  async start() {
    const opening = this.open();
    opening.catch(() => {}); // Said by the chart that waits for it.
    const messages = await this.messages(this.state.language);
    this.dress(messages);
    this.sections = /** @type {Name[]} */ (Object.keys(views)).flatMap((name) => {
      const root = this.page.getElementById(name);
      return root ? [this.section(name, root, messages)] : [];
    });
    this.listen();
    const [first, ...others] = this.sections;
    if (!first) return;
    // Each further part fetches its tables when it comes near the window.
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (isIntersecting) void others.find(({ root }) => root === target)?.start();
        }
      },
      { rootMargin: "600px 0px" },
    );
    await first.start();
    for (const { root } of others) near.observe(root);
    await this.loader.fonts();
    this.repaint();
  }

  /**
   * @param {Name} name
   * @param {HTMLElement} root
   * @param {Messages} messages
   * @returns {Section<any>}
   */
  section(name, root, messages) {
    /** @type {Section<any>} */
    const section = new Section(root, /** @type {any} */ (views[name]), this.state.views[name], {
      theme: this.theme,
      messages,
      ready: () => this.open(),
      changed: (state) => {
        this.state.views[name] = state;
      },
      retry: () => {
        for (const other of this.sections) if (other.failed) void other.refresh();
      },
      announce: (words) => {
        this.live.textContent = words;
      },
    });
    if (name === "trend") this.picture(section);
    return section;
  }

  /**
   * The opening's squares say what the first chart says.
   *
   * @param {Section<import("./views.js").TrendState>} section
   */
  picture(section) {
    const host = this.page.getElementById("hundreds");
    if (!host) return;
    const draw = () => {
      const { messages, result, figure, state } = section;
      const code = state.places[0] ?? "";
      const title = messages.text("page.hundreds", {
        place: messages.place(code, section.ready?.data.places().get(code)),
        have: messages.text(`chart.have.${state.level}`),
      });
      hundreds(host, title, result, figure.marks, (period) => messages.period(period));
    };
    draw();
    section.figure.onlayout = draw;
  }

  /** The module and the package's descriptor; a failure is forgotten, so that it can be tried again. */
  open() {
    this.opening ??= Promise.all([this.loader.wasm(), this.loader.text("data/datapackage.json")]).then(
      ([wasm, descriptor]) => ({ wasm, data: new Data(this.loader, new wasm.Catalog(descriptor), descriptor) }),
    );
    this.opening.catch(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** @param {string} language */
  async messages(language) {
    return new Messages(language, await this.loader.messages(language));
  }

  /** @param {Messages} messages */
  dress(messages) {
    this.page.documentElement.lang = messages.language;
    messages.fill(this.page);
    for (const button of this.page.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === messages.language));
    }
    this.colour();
  }

  /** Tells the browser's own furniture and the theme button of the theme. */
  colour() {
    const { base } = this.theme;
    this.page.querySelector("#theme")?.setAttribute("aria-pressed", String(base === "dark"));
    const paper = this.theme.tokens().tokens["paper"] ?? "";
    this.page.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
  }

  repaint() {
    for (const { figure } of this.sections) figure.layout();
  }

  listen() {
    for (const button of this.page.querySelectorAll("[data-language]")) {
      button.addEventListener("click", async () => {
        const language = button.getAttribute("data-language") ?? "";
        if (!LANGUAGES.includes(language) || language === this.state.language) return;
        this.state.language = language;
        const messages = await this.messages(language);
        if (language !== this.state.language) return;
        this.dress(messages);
        for (const section of this.sections) section.say(messages);
      });
    }
    this.page.querySelector("#theme")?.addEventListener("click", () => {
      this.state.theme = this.theme.base === "dark" ? "light" : "dark";
      this.theme.choose(this.state.theme);
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
}

try {
  await new App(document, new Loader()).start();
} catch (error) {
  document.getElementById("broken")?.removeAttribute("hidden");
  throw error;
}
