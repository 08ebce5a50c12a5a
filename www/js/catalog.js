// @ts-check
/**
 * The catalog as the page asks it: every call gives a promise, for the catalog may be in a worker. Where a page cannot
 * have one (opened from a file, shown in another site's page) it is on the page itself and gives the same answers.
 */

import { breath } from "./breath.js";
import { CALLS, LOADER_CALLS, isTrap } from "./calls.js";
import { formulasOf } from "./formulas.js";

/** @typedef {import("./types.js").Columns} Columns */
/** @typedef {import("./types.js").Explanation} Explanation */
/** @typedef {import("./formulas.js").Formula} Formula */
/** @typedef {import("./types.js").LoadOptions} LoadOptions */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Preview} Preview */
/** @typedef {import("./types.js").Report} Report */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Spec} Spec */

/** The worker, or the module in it, is no longer there: a new one has to be opened. */
export class LostError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "LostError";
    this.code = "engine-lost";
  }
}

/**
 * Whether an error means that a module can no longer be used: it was lost, or it trapped.
 *
 * @param {unknown} error
 */
export const ended = (error) => error instanceof LostError || isTrap(error);

export class Catalog {
  /** @param {Worked} office */
  constructor(office) {
    this.office = office;
  }

  /**
   * @param {string} name
   * @param {Uint8Array<ArrayBuffer>} bytes given away
   * @param {LoadOptions} [options]
   * @returns {Promise<Report>}
   */
  load(name, bytes, options) {
    return this.office.ask("load", [name, bytes, options], [bytes.buffer]);
  }

  /**
   * @param {string} name
   * @param {LoadOptions} [options]
   */
  async loader(name, options) {
    return new TableLoader(this.office, await this.office.ask("loader", [name, options]));
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} [size]
   * @param {LoadOptions} [options]
   * @returns {Promise<Preview>}
   */
  preview(bytes, size, options) {
    return this.office.ask("preview", [bytes, size, options]);
  }

  /** @param {string} name @returns {Promise<boolean>} */
  unload(name) {
    return this.office.ask("unload", [name]);
  }

  /** @param {Spec} spec @returns {Promise<Result>} */
  measure(spec) {
    return this.office.ask("measure", [spec]);
  }

  /** @param {Spec} spec @param {string} locale @returns {Promise<Explanation>} */
  explain(spec, locale) {
    return this.office.ask("explain", [spec, locale]);
  }

  /** Those of an answer, each once. @param {Spec} spec @returns {Promise<Formula[]>} */
  formulas(spec) {
    return this.office.ask("formulas", [spec]);
  }

  /** @param {string} indicator @param {string} [data] @returns {Promise<Place[]>} */
  places(indicator, data) {
    return this.office.ask("places", [indicator, data]);
  }

  /** @param {Partial<Spec>} about @returns {Promise<string[]>} */
  periods(about) {
    return this.office.ask("periods", [about]);
  }

  /**
   * Takes an agenda, in place of the one before.
   *
   * @param {string} text
   * @returns {Promise<void>}
   */
  agenda(text) {
    return this.office.ask("agenda", [text]);
  }

  /**
   * The shapes of a file, packed. Only of a worker's: on the page itself there is nobody to read for it.
   *
   * @param {Uint8Array} bytes
   * @returns {Promise<Uint8Array>}
   */
  shapes(bytes) {
    return this.office.ask("shapes", [bytes]);
  }

  /**
   * Makes it ready for a large file, until something is asked. Only a worker's: on the page itself it would be in the way.
   *
   * @returns {Promise<number>} rounds that were made
   */
  rehearse() {
    return this.office.ask("rehearse", []);
  }

  close() {
    this.office.close();
  }
}

/** A file on its way in. */
export class TableLoader {
  /**
   * @param {Worked} office
   * @param {number} id
   */
  constructor(office, id) {
    this.office = office;
    this.id = id;
  }

  /** @param {Uint8Array} piece @returns {Promise<void>} */
  push(piece) {
    // A part of a buffer would take the whole of it along.
    const own = piece.slice();
    return this.office.ask("loader.push", [this.id, own], [own.buffer]);
  }

  /** @returns {Promise<Report>} */
  report() {
    return this.office.ask("loader.report", [this.id]);
  }

  /** @returns {Promise<Report>} */
  finish() {
    return this.office.ask("loader.finish", [this.id]);
  }

  /** Whatever was read is forgotten. @returns {Promise<void>} */
  cancel() {
    return this.office.ask("loader.cancel", [this.id]);
  }

  /** @returns {Promise<void>} */
  free() {
    return this.office.ask("loader.free", [this.id]);
  }
}

/**
 * Methods of something on the page itself, as promises; between two calls the page can be scrolled and pressed.
 *
 * @param {any} object
 * @param {readonly string[]} calls
 * @param {() => void} lost
 */
const promised = (object, calls, lost) =>
  Object.fromEntries(
    calls.map((call) => {
      const ask = async (/** @type {unknown[]} */ ...given) => {
        await breath();
        try {
          return object[call](...given);
        } catch (error) {
          if (!ended(error)) throw error;
          lost();
          throw new LostError(String(error));
        }
      };
      return [call, ask];
    }),
  );

/**
 * The catalog on the page itself.
 *
 * @param {import("./types.js").Catalog} catalog
 * @param {() => void} [lost] called when the module has trapped
 * @returns {Catalog}
 */
export function beside(catalog, lost = () => {}) {
  const own = { formulas: (/** @type {Spec} */ spec) => formulasOf(catalog, spec) };
  const asked = { ...promised(catalog, CALLS, lost), ...promised(own, ["formulas"], lost) };
  asked.loader = async (...given) => promised(catalog.loader(.../** @type {[string]} */ (given)), LOADER_CALLS, lost);
  // Of an instance that has trapped not even this can be had.
  asked.close = async () => {
    try {
      catalog.free();
    } catch (error) {
      if (!ended(error)) throw error;
    }
  };
  return /** @type {any} */ (asked);
}

/** In milliseconds. Looks, not a time: a page that slept has not waited. */
const LOOK = 10_000;
/** More of them than what a worker itself waits for a script. */
const SILENT = 13;

/** The other end of a worker with a catalog. */
export class Worked {
  /**
   * @param {Worker} worker
   * @param {() => void} lost called once, when it can no longer be asked
   */
  constructor(worker, lost) {
    this.worker = worker;
    this.lost = lost;
    this.last = 0;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: unknown) => void, items: unknown[] }>} */
    this.waiting = new Map();
    /** How often it was looked for an answer since the last word. */
    this.silent = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.watch = undefined;
    /** Why nothing more can be asked. @type {Error | null} */
    this.gone = null;
    worker.addEventListener("message", ({ data }) => this.answer(data));
    // Not an error of a call: those come as messages.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.lose(event.message);
    });
    worker.addEventListener("messageerror", () => this.lose("messageerror"));
  }

  /** @param {string} call @param {unknown[]} given @param {ArrayBuffer[]} [away] */
  ask(call, given, away = []) {
    return new Promise((resolve, reject) => {
      if (this.gone) return reject(this.gone);
      this.waiting.set((this.last += 1), { resolve, reject, items: [] });
      this.watch ??= setInterval(() => this.look(), LOOK);
      this.worker.postMessage({ id: this.last, call, given }, away);
    });
  }

  /** A worker may end without a word: whoever waits for it is not left waiting. */
  look() {
    if (this.waiting.size === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
      this.silent = 0;
    } else if ((this.silent += 1) > SILENT) this.lose("silent");
  }

  /** @param {{ id: number, value?: any, items?: unknown[], error?: { message: string, code?: string, details?: unknown } }} answer */
  answer({ id, value, items, error }) {
    this.silent = 0;
    if (error?.code === "trapped") return this.lose(error.message);
    const waiting = this.waiting.get(id);
    // Many items come before what they belong to, in parts.
    if (items) return void waiting?.items.push(...items);
    if (!error && waiting?.items.length) value.items = waiting.items;
    this.waiting.delete(id);
    if (error) waiting?.reject(Object.assign(new Error(error.message), error));
    else waiting?.resolve(value);
    if (this.gone) this.stop();
  }

  /** @param {string} why */
  lose(why) {
    const was = this.gone;
    const lost = (this.gone = new LostError(why));
    // Nobody will answer them any more.
    for (const { reject } of this.waiting.values()) reject(lost);
    this.waiting.clear();
    this.stop();
    if (!was) this.lost();
  }

  /** Ends the worker when nothing is left to answer. */
  stop() {
    if (this.waiting.size === 0) this.worker.terminate();
  }

  close() {
    this.gone ??= new LostError("closed");
    this.stop();
  }
}
