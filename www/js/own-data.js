// @ts-check
/**
 * A visitor's own file: chosen or dropped, read in the browser, looked at, and put beside the page's tables. Nothing of
 * it is sent anywhere: this module and those it uses make no request.
 */

import { button, element } from "./dom.js";
import { Breath, FileError, open } from "./files.js";
import { Mapping } from "./own-mapping.js";
import { OwnTables } from "./own-tables.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./files.js").Entry} Entry */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./types.js").Columns} Columns */
/** @typedef {import("./types.js").LoadOptions} LoadOptions */
/** @typedef {import("./types.js").Preview} Preview */
/** @typedef {import("./types.js").Report} Report */
/** @typedef {import("./catalog.js").TableLoader} TableLoader */
/** @typedef {import("./types.js").Warning} Warning */

/** So much of a file is looked at before the rest is read. */
const HEAD = 256 << 10;
/** Warnings that are shown at first. */
const SHOWN = 5;

/** Names under which the catalog holds own tables: no table of the package has such a one. */
const OWN = "own/";

export class OwnData {
  /**
   * @param {{ messages: Messages, data: Data, ready: () => Promise<unknown>, loaded: (name: string) => void,
   *   follow?: import("./own-tables.js").Follow }} options `ready`: when there is an engine to read with
   */
  constructor({ messages, data, ready, loaded, follow }) {
    this.ready = ready;
    this.messages = messages;
    this.data = data;
    this.abort = new AbortController();
    /** A file that is read and not yet used. @type {TableLoader | null} */
    this.waiting = null;
    /** The file whose progress is shown. @type {Reading | null} */
    this.told = null;
    this.tables = new OwnTables({ messages, data, changed: loaded, heading: "page.own.tables", from: "file", ...(follow ? { follow } : {}) });

    this.input = element("input", {
      type: "file",
      class: "own-file",
      accept: ".csv,.txt,.tsv,.json,.gz,.zip,.dat,text/csv,text/plain,application/json,application/gzip,application/zip",
    });
    this.input.addEventListener("change", () => {
      const [file] = this.input.files ?? [];
      // The same file may be chosen again after it was mended.
      if (file) this.take(file).finally(() => (this.input.value = ""));
    });
    const choose = element("label", { class: "plain-button own-choose" }, messages.text("page.own.choose"), this.input);
    this.stage = element("div", { class: "own-stage" });
    this.drop = element(
      "div",
      { class: "own-drop" },
      choose,
      element("p", { class: "own-or" }, messages.text("page.own.drop")),
      element("p", { class: "own-private" }, messages.text("page.own.private")),
    );
    this.node = element("div", { class: "own-data" }, this.drop, this.stage, this.tables.node);
    this.listen();
  }

  listen() {
    const over = (/** @type {boolean} */ on) => this.drop.classList.toggle("over", on);
    this.node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    this.node.addEventListener("dragleave", () => over(false));
    this.node.addEventListener("drop", (event) => {
      over(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      this.take(file);
    });
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  text(key, values) {
    return this.messages.text(`page.own.${key}`, values);
  }

  /** @param {number} n */
  number(n) {
    return n.toLocaleString(this.messages.locale);
  }

  /** Forgets the file that is being read or waits. */
  reset() {
    this.abort.abort();
    this.abort = new AbortController();
    this.forget();
    this.stage.replaceChildren();
    this.told = null;
  }

  /** A file that waits is given up. */
  forget() {
    if (this.waiting) void giveUp(this.waiting);
    this.waiting = null;
  }

  /**
   * Shows the next step and puts the reader there.
   *
   * @param {string} heading
   * @param {...(Node | string)} children
   */
  show(heading, ...children) {
    const title = element("h3", { tabindex: "-1" }, heading);
    this.stage.replaceChildren(title, ...children);
    this.told = null;
    title.focus();
  }

  /** @param {File} file */
  async take(file) {
    this.reset();
    try {
      // The engine that read the file before may have come to its end with it.
      await this.ready();
      const entries = await open(file);
      const [only] = entries;
      if (only && entries.length === 1) await this.look(only);
      else this.choose(entries);
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * The tables of an archive.
   *
   * @param {Entry[]} entries
   */
  choose(entries) {
    const list = entries.map((entry) => {
      const one = button(entry.name, () => this.look(entry).catch((error) => this.fail(error)));
      return element("li", {}, one, element("span", { class: "own-size" }, this.size(entry.size)));
    });
    this.show(this.text("entries"), element("ul", { class: "own-entries" }, ...list), this.giveUp());
  }

  /** @param {number} bytes */
  size(bytes) {
    const kilobytes = Math.max(1, Math.round(bytes / 1000));
    return kilobytes < 1000
      ? this.text("kilobytes", { n: this.number(kilobytes) })
      : this.text("megabytes", { n: this.number(Math.round(kilobytes / 1000)) });
  }

  giveUp() {
    return button(this.text("cancel"), () => {
      this.reset();
      this.input.focus();
    });
  }

  /**
   * Reads a file's beginning, and all of it where its form is known.
   *
   * @param {Entry} entry
   */
  async look(entry) {
    const reading = new Reading(entry, this.abort.signal);
    this.progress(reading);
    const head = await reading.head();
    // Of a packed file nobody knows the size: rows are then not estimated.
    const size = reading.ended ? undefined : entry.size || head.length + 1;
    const preview = await this.data.catalog.preview(head, size);
    // Given up in the meantime: nothing more is shown of it.
    if (reading.signal.aborted) throw new FileError("cancelled");
    if (preview.format) await this.read(reading, preview, {});
    else this.map(reading, preview, size);
  }

  /** @param {Reading} reading */
  progress(reading) {
    // A button that is replaced under a visitor's hand would not be pressed.
    if (this.told === reading) return;
    const bar = element("progress", { max: "1", value: "0", "aria-label": this.text("reading", { name: reading.entry.name }) });
    reading.progress = (done, of) => (bar.value = of ? done / of : 0);
    this.show(this.text("reading", { name: reading.entry.name }), bar, this.giveUp());
    this.told = reading;
  }

  /**
   * Reads the whole file, in slices of time, and shows what came of it. The table waits for the visitor.
   *
   * @param {Reading} reading
   * @param {Preview} preview
   * @param {LoadOptions} options
   */
  async read(reading, preview, options) {
    const { signal } = reading;
    this.progress(reading);
    const { name } = reading.entry;
    const table = `${OWN}${name}`;
    const all = { ...options, source: { name, title: name } };
    const loader = await this.data.catalog.loader(table, all);
    try {
      await push(loader, reading, signal);
      const report = await loader.report();
      if (signal.aborted) throw new FileError("cancelled");
      this.waiting = loader;
      this.result(reading, preview, report, { table, options: all });
    } catch (error) {
      await giveUp(loader);
      throw error;
    }
  }

  /**
   * @param {Reading} reading
   * @param {Preview} preview
   * @param {Report} report
   * @param {{ table: string, options: LoadOptions }} as
   */
  result(reading, preview, report, { table, options }) {
    const { name } = reading.entry;
    const undated = report.warnings.some(({ code }) => code === "no-period");
    const key = `page.own.format.${report.format}`;
    const format = this.messages.has(key) ? this.messages.text(key) : report.format;
    const take = async () => {
      const { waiting } = this;
      if (!waiting) return;
      this.waiting = null;
      await waiting.finish();
      await waiting.free();
      this.stage.replaceChildren();
      // Into another catalog it is read again, from the visitor's disk.
      const load = async (/** @type {import("./catalog.js").Catalog} */ catalog) => {
        const { signal } = new AbortController();
        const loader = await catalog.loader(table, options);
        try {
          await push(loader, new Reading(reading.entry, signal), signal);
          await loader.finish();
        } finally {
          await loader.free();
        }
      };
      await this.tables.add(table, this.text("table", { name, rows: this.number(report.rows) }), report.format, load);
      this.tables.node.querySelector("button")?.focus();
    };
    const use = button(this.text("use"), () => void take().catch((error) => this.fail(error)));
    use.classList.add("own-use");
    const counts = this.text(report.refused ? "rows_refused" : "rows", {
      read: this.number(report.rows),
      refused: this.number(report.refused),
    });
    this.show(
      this.text("seen", { name }),
      element("p", {}, format),
      element("p", { class: "own-counts" }, counts),
      ...this.warnings(report.warnings, report.warningCount),
      ...(undated ? [this.askPeriod(reading, preview)] : []),
      this.rows(preview),
      element("p", { class: "own-actions" }, ...(undated ? [] : [use]), this.giveUp()),
    );
  }

  /**
   * A file that does not say its years is read again with the visitor's word.
   *
   * @param {Reading} reading
   * @param {Preview} preview
   */
  askPeriod(reading, preview) {
    const input = element("input", { id: "own-period", type: "text", autocomplete: "off", placeholder: "2019-2023" });
    const again = button(this.text("read_again"), () => {
      const period = input.value.trim();
      if (!/^\d{4}([-–]\d{4})?$/.test(period)) {
        input.setAttribute("aria-invalid", "true");
        input.focus();
        return;
      }
      this.forget();
      this.read(reading.again(), preview, { period: period.replace("–", "-") }).catch((error) => this.fail(error));
    });
    return element(
      "div",
      { class: "own-field" },
      element("label", { for: "own-period" }, this.text("map.period_is")),
      input,
      again,
    );
  }

  /**
   * @param {Warning[]} warnings
   * @param {number} count
   * @returns {Node[]}
   */
  warnings(warnings, count) {
    if (warnings.length === 0) return [];
    const item = (/** @type {Warning} */ warning) => element("li", {}, this.warning(warning));
    const first = element("ul", { class: "own-warnings" }, ...warnings.slice(0, SHOWN).map(item));
    const rest = warnings.slice(SHOWN);
    if (rest.length === 0) return [first];
    const more = this.text("more_warnings", { n: this.number(count - SHOWN) });
    const open = element("details", {}, element("summary", {}, more), element("ul", { class: "own-warnings" }, ...rest.map(item)));
    return [first, open];
  }

  /** @param {Warning} warning */
  warning({ code, line, column, message }) {
    const at = this.text("at", { line: this.number(line), column: this.number(column) });
    const key = `page.own.warning.${code}`;
    // The reader's own words are English; the text at fault is in any language.
    const cell = /“([^”]*)”/.exec(message)?.[1] ?? "";
    return `${at} ${this.messages.has(key) ? this.messages.text(key, { cell, message }) : message}`;
  }

  /** @param {Preview} preview */
  rows({ header, rows }) {
    const line = (/** @type {string[]} */ cells) =>
      element("tr", {}, ...header.map((_, i) => element("td", {}, cells[i] ?? "")));
    return element(
      "details",
      { class: "own-rows" },
      element("summary", {}, this.text("first_rows")),
      element(
        "div",
        { class: "own-scroll", tabindex: "0", role: "region", "aria-label": this.text("first_rows") },
        element(
          "table",
          {},
          element("thead", {}, element("tr", {}, ...header.map((name) => element("th", { scope: "col" }, name)))),
          element("tbody", {}, ...rows.map(line)),
        ),
      ),
    );
  }

  /**
   * Asks what the columns are.
   *
   * @param {Reading} reading
   * @param {Preview} preview
   * @param {number | undefined} size
   */
  map(reading, preview, size) {
    const head = reading.first;
    const read = button(this.text("map.read"), () => {
      const columns = mapping.columns();
      const source = reading.started ? reading.again() : reading;
      this.read(source, preview, { columns }).catch((error) => {
        if (error instanceof FileError && error.code === "cancelled") return;
        // Back to the form, with what was chosen.
        show();
        this.stage.prepend(this.error(error));
      });
    });
    read.classList.add("own-use");
    let turn = 0;
    const changed = async () => {
      const now = (turn += 1);
      const missing = mapping.missing();
      read.disabled = missing.length > 0;
      const said = await this.trial(head, size, mapping, missing);
      if (now === turn) mapping.check.replaceChildren(said);
    };
    const mapping = new Mapping(preview, { messages: this.messages, changed: () => void changed() });
    const rows = this.rows(preview);
    rows.open = true;
    const show = () =>
      this.show(
        this.text("map.heading", { name: reading.entry.name }),
        element("p", {}, this.text("map.about")),
        rows,
        mapping.node,
        mapping.check,
        element("p", { class: "own-actions" }, read, this.giveUp()),
      );
    show();
    void changed();
  }

  /**
   * What the chosen columns make of the rows that are at hand.
   *
   * @param {Uint8Array} head
   * @param {number | undefined} size
   * @param {Mapping} mapping
   * @param {string[]} missing
   */
  async trial(head, size, mapping, missing) {
    const [first] = missing;
    if (first) return this.text(`map.missing.${first}`);
    try {
      const { read, refused, warnings } = await this.data.catalog.preview(head, size, { columns: mapping.columns() });
      const said = this.text(refused ? "map.tried_refused" : "map.tried", {
        read: this.number(read),
        refused: this.number(refused),
      });
      const [warning] = warnings;
      return warning ? `${said} ${this.warning(warning)}` : said;
    } catch (error) {
      return this.words(error);
    }
  }

  /** @param {unknown} error */
  fail(error) {
    if (error instanceof FileError && error.code === "cancelled") return;
    this.waiting = null;
    this.show(this.text("failed"), this.error(error), element("p", {}, this.text("kept")));
  }

  /** @param {unknown} error */
  error(error) {
    return element("p", { class: "own-error", role: "alert" }, this.words(error));
  }

  /**
   * An error of this page's modules or of the catalog in words.
   *
   * @param {unknown} error
   */
  words(error) {
    const { code = "", details = {}, message = "" } =
      /** @type {{ code?: string, details?: { line?: number, column?: number }, message?: string }} */ (error);
    const key = `page.own.error.${code}`;
    const said = this.messages.text(this.messages.has(key) ? key : "page.own.error.other", { detail: message });
    if (!details.line) return said;
    return `${said} ${this.text("at", { line: this.number(details.line), column: this.number(details.column ?? 1) })}`;
  }
}

/** @param {TableLoader} loader */
const giveUp = (loader) => Promise.allSettled([loader.cancel(), loader.free()]);

/**
 * Hands a file to a loader, piece by piece.
 *
 * @param {TableLoader} loader
 * @param {Reading} reading
 * @param {AbortSignal} signal
 */
async function push(loader, reading, signal) {
  const breath = new Breath();
  for await (const piece of reading.pieces()) {
    await loader.push(piece);
    await breath.take();
    if (signal.aborted) throw new FileError("cancelled");
  }
}

/** A file on its way in: its beginning is kept, so that the file need not be read twice. */
class Reading {
  /**
   * @param {Entry} entry
   * @param {AbortSignal} signal
   */
  constructor(entry, signal) {
    this.entry = entry;
    this.signal = signal;
    /** @type {(done: number, of: number) => void} */
    this.progress = () => {};
    this.source = entry.read({ signal, progress: (done, of) => this.progress(done, of) });
    /** @type {Uint8Array} */
    this.first = new Uint8Array();
    this.ended = false;
    this.started = false;
  }

  /** The file's beginning, and whether it is all of it. */
  async head() {
    /** @type {Uint8Array[]} */
    const pieces = [];
    let length = 0;
    while (length < HEAD) {
      const { done, value } = await this.source.next();
      if (done) {
        this.ended = true;
        break;
      }
      pieces.push(value);
      length += value.length;
    }
    this.first = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      this.first.set(piece, at);
      at += piece.length;
    }
    return this.first;
  }

  /** The whole file: what was read already, then the rest. */
  async *pieces() {
    this.started = true;
    for (let at = 0; at < this.first.length; at += HEAD / 4) yield this.first.subarray(at, at + HEAD / 4);
    if (!this.ended) yield* this.source;
  }

  /** The same file from its start. */
  again() {
    return new Reading(this.entry, this.signal);
  }
}
