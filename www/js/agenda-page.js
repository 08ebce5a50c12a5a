// @ts-check
/**
 * The agenda: what several partners watch together, where each figure stands, who works on it, and what changed. The
 * page's own, or a file of the visitor's, which stays in the browser.
 */

import { askAt, figure as figureOf, hundredths, indicators, said, viewOf } from "./agenda.js";
import { picture } from "./agenda-picture.js";
import { breath } from "./breath.js";
import { button, element } from "./dom.js";
import { faultOf } from "./faults.js";
import { FileError } from "./files.js";
import { here, shared } from "./site.js";

/** @typedef {import("./agenda.js").Agenda} Agenda */
/** @typedef {import("./agenda.js").Indicator} Indicator */
/** @typedef {import("../../src/wasm/types.js").CommonMeasureError} CommonMeasureError */
/** @typedef {import("../../src/wasm/types.js").Progress} Progress */
/** @typedef {import("./engine.js").Ready} Ready */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./types.js").Estimate} Estimate */
/** @typedef {import("./types.js").Source} Source */
/** @typedef {typeof import("./views/all.js").views} Views */

/** Reasons for which the page has words of its own. */
const REASONS = [
  "no-target", "waiting-for-data", "no-baseline", "no-baseline-figure", "one-period", "periods-differ", "periods-overlap",
  "within-margin", "rounded-rates", "no-data", "not-published", "sum-of-rounded",
];

/** The largest agenda that is read. */
const LARGEST = 1 << 20;

/** A day in an address. @type {import("./route.js").Field<string>} */
const since = { name: "since", write: (day) => day, read: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined) };

/** Where the bundled agenda is. */
const BUNDLED = "data/agenda.json";

export class AgendaPage {
  /**
   * @param {HTMLElement} root
   * @param {object} context
   * @param {() => Promise<Ready>} context.ready
   * @param {import("./loader.js").Loader} context.loader
   * @param {Views} context.views
   * @param {Messages} context.messages
   * @param {(view: import("./views/all.js").ViewName, state: object) => string} context.address of a view in a state
   * @param {(view: string, state: object) => void} context.follow opens it
   * @param {() => void} context.changed the state is another one
   */
  constructor(root, { ready, loader, views, messages, address, follow, changed }) {
    this.root = root;
    this.ready = ready;
    this.loader = loader;
    this.views = views;
    this.messages = messages;
    this.address = address;
    this.follow = follow;
    this.changed = changed;
    /** What of its state stands in an address. */
    this.fields = { since };
    this.state = { since: "" };
    /** The text of a file of the visitor's, or why it has none. @type {string | FileError | null} */
    this.own = null;
    /** What there is to show. @type {{ agenda: Agenda, rows: Map<string, Progress>, sources: Source[], complete: boolean } | null} */
    this.shown = null;
    /** Why there is nothing. @type {unknown} */
    this.fault = null;
    this.turn = 0;
  }

  /** @param {{ since: string }} state */
  async start(state) {
    this.state = state;
    await this.load();
  }

  /** Reads the agenda and asks for its figures, anew each time: a table may have come or gone. */
  async load() {
    this.turn += 1;
    const { turn } = this;
    this.fault = null;
    this.root.setAttribute("aria-busy", "true");
    if (!this.shown) this.root.replaceChildren(element("p", { class: "agenda-waiting" }, this.messages.text("page.answer.waiting")));
    try {
      const { own } = this;
      if (own instanceof FileError) throw own;
      const text = own ?? (await this.loader.text(BUNDLED));
      if (own === null) this.loader.parsed(BUNDLED, text);
      const { data } = await this.ready();
      // The agenda that the catalog has is the one asked for last.
      if (turn !== this.turn) return;
      await data.catalog.agenda(text);
      const agenda = /** @type {Agenda} */ (JSON.parse(text));
      const files = indicators(agenda).flatMap((indicator) => {
        const found = viewOf(indicator);
        if (!found) return [];
        const { files, initial } = this.views[found.view];
        return files(/** @type {any} */ ({ ...initial(), ...found.state }));
      });
      const arrived = await Promise.allSettled(files.map((file) => data.need([file])));
      const { progress = [], sources } = await data.catalog.measure({ measure: "progress" });
      if (turn !== this.turn) return;
      const complete = arrived.every(({ status }) => status === "fulfilled");
      this.shown = { agenda, rows: new Map(progress.map((row) => [row.indicator, row])), sources, complete };
      await this.draw();
    } catch (error) {
      if (turn !== this.turn) return;
      await this.fail(error);
    }
    this.root.removeAttribute("aria-busy");
  }

  /** @param {Messages} messages */
  say(messages) {
    this.messages = messages;
    if (this.shown) void this.draw();
    else if (this.fault) void this.fail(this.fault);
  }

  /** @param {unknown} error */
  async fail(error) {
    const { messages, turn } = this;
    // Before anything is waited for: another language says it anew.
    this.shown = null;
    this.fault = error;
    const refused = this.own === null ? null : refusal(error, messages);
    const { title, text, ways } = refused
      ? { title: messages.text("page.agenda.refused"), text: refused, ways: [] }
      : await faultOf(error, messages, () => void this.load());
    if (turn !== this.turn || messages !== this.messages) return;
    const others = this.own === null ? [] : [this.chooser(), button(messages.text("page.agenda.bundled"), () => this.use(null))];
    this.root.replaceChildren(
      element(
        "div",
        { class: "agenda-error", role: "alert" },
        element("p", {}, element("b", {}, title)),
        ...(typeof text === "string" ? [element("p", {}, text)] : text),
        element("p", { class: "agenda-ways" }, ...ways, ...others),
      ),
    );
  }

  /** Shows an agenda of the visitor's, or the page's own. @param {AgendaPage["own"]} own */
  use(own) {
    this.own = own;
    void this.load();
  }

  /** @param {File} file */
  async open(file) {
    const turn = (this.turn += 1);
    const own = await read(file).catch((/** @type {FileError} */ error) => error);
    if (turn === this.turn) this.use(own);
  }

  /** Makes the goals one at a time, so that the page can be scrolled and pressed meanwhile, and shows them at once. */
  async draw() {
    const { shown, messages } = this;
    if (!shown) return;
    const { agenda, complete } = shown;
    const words = (/** @type {import("./agenda.js").Words} */ both) => said(both, messages.language);
    /** @type {HTMLElement[]} */
    const goals = [];
    for (const { title, source, indicators: all } of agenda.goals) {
      const number = element("span", { class: "agenda-number" }, `${goals.length + 1}`);
      goals.push(
        element(
          "section",
          { class: "agenda-goal" },
          element("h3", {}, number, " ", words(title)),
          ...this.cited(source),
          element("div", { class: "agenda-indicators" }, ...all.map((one) => this.indicator(one))),
        ),
      );
      await breath();
      // Others are drawn in its place.
      if (shown !== this.shown || messages !== this.messages) return;
    }
    const again = element("p", { class: "agenda-ways" }, messages.text("page.error.load-failed"), " ");
    again.append(button(messages.text("page.error.again"), () => void this.load()));
    this.root.replaceChildren(
      element("h2", {}, words(agenda.title)),
      element("p", { class: "agenda-sum" }, this.sum()),
      ...(agenda.about ? [element("p", { class: "agenda-about" }, words(agenda.about))] : []),
      ...(complete ? [] : [again]),
      ...goals,
      ...this.partners(),
      this.changes(),
      this.vintages(),
      this.ownAgenda(),
    );
  }

  /** How it stands altogether, in a sentence or two. */
  sum() {
    const { messages } = this;
    const rows = [...(this.shown?.rows.values() ?? [])];
    const count = (/** @type {(row: Progress) => boolean} */ test) => String(rows.filter(test).length);
    const figures = messages.text("page.agenda.sum", { figures: count((row) => row.latest !== null), all: String(rows.length) });
    const targets = rows.some(({ target }) => target)
      ? messages.text("page.agenda.sum_targets", {
          on: count(({ verdict }) => verdict === "on-track"),
          off: count(({ verdict }) => verdict === "off-track"),
          unknown: count(({ verdict, target }) => target !== null && verdict === "cannot-tell"),
        })
      : messages.text("page.agenda.sum_none");
    return `${figures} ${targets}`;
  }

  /** Percentage points, of a gap or a change. @param {number} share */
  points(share) {
    return this.messages.text("page.agenda.points", { number: hundredths(Math.abs(share), this.messages) });
  }

  /** A margin in words, or that there is none. @param {Estimate} estimate */
  margin({ moe, moeReason }) {
    const { messages } = this;
    if (moe !== null && moe !== undefined) return messages.text("page.agenda.margin", { points: this.points(moe) });
    return messages.text(moeReason === "full-count" ? "page.agenda.margin.counted" : "page.agenda.margin.none");
  }

  /** @param {Indicator} indicator */
  indicator(indicator) {
    const { messages, shown } = this;
    const row = shown?.rows.get(indicator.id);
    const words = (/** @type {import("./agenda.js").Words} */ both) => said(both, messages.language);
    const figure = (/** @type {number} */ value) => figureOf(value, indicator.spec, messages);
    const node = element("article", { class: "agenda-indicator" }, element("h4", {}, words(indicator.title)));
    if (!row) return node;
    const latest = row.latest?.value.value ?? null;
    if (row.latest && latest !== null) {
      const period = messages.period(row.latest.period);
      const place = messages.listed(row.place.code, row.place.name);
      node.append(
        element("p", { class: "agenda-figure" }, element("b", indicator.spec?.measure === "gap" ? { class: "points" } : {}, figure(latest)), " ", element("span", {}, `${place}, ${period}`)),
        element("p", { class: "agenda-margin" }, this.margin(row.latest.value)),
      );
    }
    node.append(this.verdict(row, indicator));
    const drawn = picture(row);
    if (drawn) node.append(drawn);
    const facts = this.facts(row, figure);
    if (facts) node.append(facts);
    node.append(
      element(
        "details",
        {},
        element("summary", {}, messages.text("page.agenda.definition")),
        element("p", {}, words(indicator.definition)),
        ...this.cited(indicator.source, "page.agenda.named_by"),
      ),
      ...this.contributions(indicator),
      this.ways(indicator, row),
    );
    return node;
  }

  /** The verdict and why. @param {Progress} row @param {Indicator} indicator */
  verdict({ verdict, reason = "", ahead }, { waiting, target }) {
    const { messages } = this;
    const kind = reason === "no-target" || reason === "waiting-for-data" ? reason : verdict;
    const why = waiting
      ? said(waiting, messages.language)
      : verdict === "cannot-tell"
        ? messages.text(`page.agenda.reason.${REASONS.includes(reason) ? reason : "other"}`)
        : messages.text(`page.agenda.${(ahead?.value ?? 0) > 0 ? "ahead" : "behind"}`, {
            points: this.points(ahead?.value ?? 0),
            margin: this.margin(ahead ?? { value: null, moe: null, reliability: null, source: "" }),
            year: String(target?.year ?? ""),
          });
    return element(
      "p",
      { class: "agenda-verdict" },
      element("b", { class: `agenda-badge ${kind}` }, messages.text(`page.agenda.verdict.${kind}`)),
      " ",
      element("span", {}, why),
    );
  }

  /** Baseline, change and target. @param {Progress} row @param {(value: number) => string} figure */
  facts({ baseline, change, target, latest }, figure) {
    const { messages } = this;
    /** @type {[string, string][]} */
    const facts = [];
    const from = baseline?.value.value ?? null;
    if (baseline && from !== null) facts.push(["page.agenda.baseline", `${figure(from)} (${messages.period(baseline.period)})`]);
    const moved = change?.value ?? null;
    if (change && moved !== null && latest?.period !== baseline?.period) {
      const way = messages.text(moved < 0 ? "page.agenda.down" : "page.agenda.up", { points: this.points(moved) });
      const margin = change.moe === null || change.moe === undefined ? "" : `, ${this.margin(change)}`;
      facts.push(["page.agenda.change", `${way}${margin}`]);
    }
    if (target) facts.push(["page.agenda.target", messages.text("page.agenda.target.by", { figure: figure(target.value), year: String(target.year) })]);
    if (facts.length === 0) return null;
    return element(
      "dl",
      { class: "agenda-facts" },
      ...facts.map(([key, text]) => element("div", {}, element("dt", {}, messages.text(key)), element("dd", {}, text))),
    );
  }

  /** Who works on an indicator, and what each contributes. @param {Indicator} indicator */
  contributions({ contributions }) {
    const { messages, shown } = this;
    if (!contributions?.length) return [];
    const name = (/** @type {string} */ id) => shown?.agenda.partners?.find((partner) => partner.id === id)?.name ?? id;
    const items = contributions.map(({ partner, text, source }) =>
      element("li", {}, element("b", {}, name(partner)), ": ", said(text, messages.language), ...this.cited(source)),
    );
    return [element("p", { class: "agenda-label" }, messages.text("page.agenda.work")), element("ul", { class: "agenda-list" }, ...items)];
  }

  /** Ways on: the view of the figure, and whom to ask. @param {Indicator} indicator @param {Progress} row */
  ways(indicator, row) {
    const { messages, shown } = this;
    const ways = element("p", { class: "agenda-ways" });
    const found = viewOf(indicator, row.latest?.period);
    const asked = found ? this.address(found.view, found.state) : location.search;
    const address = shared(asked);
    const title = said(indicator.title, messages.language);
    if (found) {
      const view = element("a", { class: "door", href: here(asked) }, messages.text("page.agenda.view"), element("span", { class: "unseen" }, `: ${title}`));
      view.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        this.follow(found.view, found.state);
      });
      ways.append(view);
    }
    const contact = indicator.contact ?? shown?.agenda.contact ?? "";
    if (!contact || !indicator.spec) return ways;
    const label = [messages.text("page.agenda.ask"), element("span", { class: "unseen" }, `: ${title}`)];
    if (contact.startsWith("mailto:")) {
      const body = messages.text("page.agenda.ask.body", { title, address });
      ways.append(element("a", { href: askAt(contact, { subject: title, body }), class: "agenda-ask" }, ...label));
      return ways;
    }
    // A web page takes no message: the address of the view is there to be copied.
    const details = element(
      "details",
      { class: "agenda-ask" },
      element("summary", {}, ...label),
      element("p", {}, messages.text("page.agenda.ask.send")),
      element("p", { class: "agenda-address" }, address),
      element("p", {}, element("a", { href: contact, rel: "noopener" }, messages.text("page.agenda.ask.page", { host: URL.canParse(contact) ? new URL(contact).host : contact }))),
    );
    const both = element("div", { class: "agenda-ways" });
    both.append(...ways.childNodes, details);
    return both;
  }

  /** What something is quoted from. @param {string | null | undefined} id @param {string} [key] */
  cited(id, key = "page.agenda.source") {
    const source = this.shown?.agenda.sources?.find((one) => one.id === id);
    if (!source) return [];
    return [element("p", { class: "agenda-source" }, this.messages.nodes(key, { source: element("a", { href: source.url, rel: "noopener" }, source.title) }))];
  }

  partners() {
    const { messages, shown } = this;
    const partners = shown?.agenda.partners ?? [];
    if (partners.length === 0) return [];
    const named = indicators(/** @type {Agenda} */ (shown?.agenda)).some(({ contributions }) => contributions?.length);
    return [
      element(
        "section",
        { class: "agenda-part" },
        element("h3", {}, messages.text("page.agenda.partners")),
        ...(named ? [] : [element("p", {}, messages.text("page.agenda.partners.none"))]),
        element(
          "ul",
          { class: "agenda-list" },
          ...partners.map(({ name, url, about, source }) =>
            element(
              "li",
              {},
              url ? element("a", { href: url, rel: "noopener" }, name) : name,
              ...(about ? [": ", said(about, messages.language)] : []),
              ...this.cited(source),
            ),
          ),
        ),
      ),
    ];
  }

  /** What changed, from a day on. */
  changes() {
    const { messages, shown } = this;
    const all = (shown?.agenda.changes ?? []).toSorted((a, b) => b.date.localeCompare(a.date));
    const list = element("ul", { class: "agenda-list" });
    const none = element("p", { role: "status" });
    const day = new Intl.DateTimeFormat(messages.locale, { dateStyle: "long", timeZone: "UTC" });
    const fill = () => {
      const { since } = this.state;
      const found = all.filter(({ date }) => date >= since);
      list.replaceChildren(
        ...found.map(({ date, text }) =>
          element("li", {}, element("time", { datetime: date }, day.format(new Date(`${date}T00:00:00Z`))), ": ", said(text, messages.language)),
        ),
      );
      none.textContent = found.length === 0 ? messages.text("page.agenda.changes.none") : "";
    };
    const input = element("input", { type: "date", class: "agenda-since" });
    input.value = this.state.since;
    input.addEventListener("change", () => {
      this.state = { since: input.value };
      fill();
      this.changed();
    });
    fill();
    const feed = element("a", { href: messages.language === "es" ? "agenda.es.atom" : "agenda.atom", type: "application/atom+xml" }, messages.text("page.agenda.feed"));
    return element(
      "section",
      { class: "agenda-part" },
      element("h3", {}, messages.text("page.agenda.changes")),
      element("p", {}, element("label", {}, messages.text("page.agenda.since"), " ", input)),
      list,
      none,
      ...(this.own === null ? [element("p", {}, feed)] : []),
    );
  }

  /** The tables that the figures are from, each with its release. */
  vintages() {
    const { messages, shown } = this;
    const sources = shown?.sources ?? [];
    const told = (/** @type {Source} */ { title, agency, table, vintage, path }) => {
      const name = [agency, title, table].filter(Boolean).join(", ");
      return element("li", {}, path ? element("a", { href: path, rel: "noopener" }, name) : name, ...(vintage ? [` · ${vintage}`] : []));
    };
    return element(
      "section",
      { class: "agenda-part" },
      element("h3", {}, messages.text("page.agenda.vintages")),
      element("ul", { class: "agenda-list" }, ...sources.map(told)),
    );
  }

  /** A file of the visitor's in the place of the page's agenda. */
  ownAgenda() {
    const { messages } = this;
    const ways = element("p", { class: "agenda-ways" }, this.chooser());
    if (this.own !== null) ways.append(button(messages.text("page.agenda.bundled"), () => this.use(null)));
    return element(
      "section",
      { class: "agenda-part" },
      element("h3", {}, messages.text("page.agenda.own")),
      element("p", {}, messages.text("page.agenda.own.text")),
      ways,
    );
  }

  chooser() {
    const input = element("input", { type: "file", class: "agenda-file", accept: ".json,application/json" });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = "";
      if (file) void this.open(file);
    });
    return element("label", { class: "plain-button agenda-choose" }, this.messages.text("page.agenda.choose"), input);
  }
}

/** @param {File} file */
async function read(file) {
  if (file.size > LARGEST) throw new FileError("too-large");
  return file.text().catch((error) => {
    throw new FileError("unreadable", error);
  });
}

/**
 * Why a file of the visitor's is no agenda; null where the fault lies elsewhere. What the module says of it stays in
 * English, the language of the format's own words.
 *
 * @param {unknown} error
 * @param {Messages} messages
 * @returns {string | HTMLElement[] | null}
 */
function refusal(error, messages) {
  if (error instanceof FileError) return messages.text(`page.agenda.refused.${error.code}`);
  const { code, details, message } = /** @type {CommonMeasureError} */ (error);
  if (code !== "bad-agenda") return null;
  const { line = 1, column = 1 } = details;
  const at = messages.text("page.agenda.refused.at", { line: String(line), column: String(column) });
  // The place is said.
  const detail = message.replace(/ \(line \d+, column \d+\)$/, "");
  return [element("p", {}, at), element("p", { lang: "en" }, detail)];
}
