// @ts-check
/**
 * A story on stage, in the presenter's window (`?presenter=1`), or on paper (`?print=1`). Which story: `?story=`, a file of
 * `stories/`; in which language: `?lang=`, else the browser's.
 */

import { Charts, pictures } from "./deck/charts.js";
import { Deck } from "./deck/deck.js";
import { handout } from "./deck/handout.js";
import { Presenter } from "./deck/presenter.js";
import { Stage } from "./deck/stage.js";
import { StillCharts } from "./deck/still.js";
import { StoryError, parse } from "./deck/story.js";
import { element } from "./dom.js";
import { Engine } from "./engine.js";
import { faultOf } from "./faults.js";
import { Loader, runs } from "./loader.js";
import { Messages } from "./messages.js";
import { shared, style } from "./site.js";
import { Theme } from "./theme.js";
import { views } from "./views/all.js";

const LANGUAGES = ["en", "es"];
const STORY = "la-compact";

/** @param {Document} page @param {Loader} loader */
async function present(page, loader) {
  const asked = new URLSearchParams(location.search);
  const own = navigator.language.toLowerCase().startsWith("es") ? "es" : "en";
  const language = LANGUAGES.find((known) => known === asked.get("lang")) ?? own;
  const name = /^[a-z0-9-]+$/.exec(asked.get("story") ?? "")?.[0] ?? STORY;
  const mode = asked.has("presenter") ? "presenter" : asked.has("print") ? "paper" : "stage";
  page.documentElement.dataset.mode = mode;
  const engine = runs() ? new Engine(loader) : null;
  // All at once; what fails is said by whatever waits for it.
  engine?.ready("whole").catch(() => {});
  const fonts = loader.fonts();
  const messages = new Messages(language, await loader.messages(language));
  page.documentElement.lang = language;
  messages.fill(page);
  page.getElementById("still")?.toggleAttribute("hidden", engine !== null);
  // Of tables, which no slide has else.
  const styled = engine ? null : style("css/chart.css");
  const host = /** @type {HTMLElement} */ (page.getElementById("deck"));
  // The same story on paper, in the other language, and the explorer in this one.
  const link = (/** @type {string} */ id, /** @type {Record<string, string>} */ values) => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
    address.hash = "";
    page.getElementById(id)?.setAttribute("href", address.search);
  };
  const other = language === "es" ? "en" : "es";
  link("print", { print: "1", lang: language });
  link("language", { lang: other });
  page.getElementById("language")?.setAttribute("lang", other);
  page.getElementById("language")?.setAttribute("hreflang", other);
  page.getElementById("explore")?.setAttribute("href", asked.has("lang") ? `./?lang=${language}` : "./");
  /** @type {Failed} */
  const failed = (error, retry = () => location.reload()) => void fail(host, messages, error, retry);
  try {
    const [text, descriptor] = await Promise.all([
      loader.text(`stories/${name}.${language}.md`),
      loader.descriptor(),
      fonts,
      styled,
    ]);
    /** @type {{ name: string, title: string, agency?: string, vintage?: string }[]} */
    const sources = JSON.parse(descriptor).sources;
    const story = parse(text, { views, pictures, sources: sources.map(({ name }) => name) });
    /** Who says so, and all of it. @type {(id: string) => { agency: string, whole: string }} */
    const source = (id) => {
      const { agency, title, vintage } = sources.find(({ name }) => name === id) ?? { title: id };
      // Some titles say the agency and the year themselves.
      const parts = [agency, title, vintage].filter(
        (part) => part !== undefined && (part === title || !title.includes(part)),
      );
      return { agency: agency ?? title, whole: parts.join(", ") };
    };
    page.title = `${story.title} · ${messages.text("page.name")}`;
    const charts = engine
      ? new Charts(engine, messages, new Theme(page.documentElement))
      : new StillCharts(loader, `${name}.${language}`);
    const context = { charts, story, messages, source };
    // A page that was opened from a disk has no address for a phone.
    const base = shared("./") || story.site;
    if (mode === "presenter") await new Presenter(host, { context, stage: opener, failed }).start();
    else if (mode === "paper") await handout(host, context, base);
    else
      await new Deck(page, { story, stage: new Stage(host, context), messages, engine, loader, base, failed }).start();
  } catch (error) {
    failed(error);
  }
  // Once all is there, for a next time without a network.
  try {
    const { Offline } = await import("./offline.js");
    await new Offline(page, () => messages).start();
  } catch {
    // A browser that keeps nothing shows the story all the same.
  }
}

/** Says what went wrong, and offers to try again. @typedef {(error: unknown, retry?: () => void) => void} Failed */

/**
 * @param {HTMLElement} host
 * @param {Messages} messages
 * @param {unknown} error
 * @param {() => void} retry
 */
async function fail(host, messages, error, retry) {
  const { title, text, ways } =
    error instanceof StoryError
      ? { title: messages.text("page.deck.bad_story"), text: error.message, ways: [] }
      : await faultOf(error, messages, retry);
  host.replaceChildren(
    element(
      "div",
      { class: "deck-fault", role: "alert" },
      element("p", {}, title),
      element("p", {}, text),
      element("ul", {}, ...ways.map((way) => element("li", {}, way))),
    ),
  );
}

present(document, new Loader()).catch(() => {
  // Without its words the page can only say what stands in it already.
  document.querySelector(".deck-waiting")?.getAnimations().forEach((animation) => animation.finish());
});
