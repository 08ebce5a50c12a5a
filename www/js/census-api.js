// @ts-check
/**
 * The newest figures of a place from the Census Bureau's own server, when a visitor asks. The address stands on the page
 * before anything is sent; a key, where a visitor has one, is kept in this object and nowhere else. Whatever fails
 * leaves the page's tables as they are.
 *
 * Census Data API User Guide: a table with margins and annotations is `get=group(TABLE)`, its answer an array of arrays.
 */

import { button, element } from "./dom.js";
import { OwnTables } from "./own-tables.js";
import { PlaceSearch } from "./place-search.js";
import { HOME } from "./data.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./messages.js").Messages} Messages */

export const BASE = "https://api.census.gov";

/** Adults 25 and over by each step of education, and by sex and four levels for each race or ethnicity. */
const EVERYONE = ["B15003"];
const GROUPS = [..."ABCDEFGHI"].map((letter) => `C15002${letter}`);

/** First years with table B15003. The 1-year survey of 2020 was not published as such. */
const FIRST = { acs5: 2012, acs1: 2008 };
const SKIPPED = { acs5: [], acs1: [2020] };

/** An answer of one place is some kilobytes. */
const MOST_BYTES = 4 << 20;
const PATIENCE = 30_000;

/** @typedef {"acs5" | "acs1"} Survey */

/**
 * Why there is no answer: `offline`, `timeout`, `cancelled`, `rate-limit`, `key`, `unpublished`, `refused`, `server`,
 * `page`, `text`, `empty`, `shape`, `too-large`, `place`.
 */
class ApiError extends Error {
  /**
   * @param {string} code
   * @param {Record<string, string>} [details]
   * @param {unknown} [cause]
   */
  constructor(code, details = {}, cause) {
    super(code, { cause });
    this.name = "ApiError";
    this.code = code;
    this.details = details;
  }
}

/**
 * The newest year whose figures are out by a date: those of five years up to year Y come in December of Y + 1, those of
 * one year in September. Counted from the middle of the month after which they are expected; a release may be late,
 * which the server then says.
 *
 * @param {Survey} survey
 * @param {Date} now
 */
export function newestYear(survey, now) {
  const out = new Date(now.getFullYear(), survey === "acs5" ? 11 : 8, 15);
  const year = now.getFullYear() - (now >= out ? 1 : 2);
  return SKIPPED[survey].some((skipped) => skipped === year) ? year - 1 : year;
}

/**
 * Years that can be asked for, newest first.
 *
 * @param {Survey} survey
 * @param {Date} now
 */
export function years(survey, now) {
  const newest = newestYear(survey, now);
  const all = Array.from({ length: newest - FIRST[survey] + 1 }, (_, i) => newest - i);
  return all.filter((year) => !SKIPPED[survey].some((skipped) => skipped === year));
}

/**
 * A place as the API wants it, or null where the survey has no such places.
 *
 * @param {string} code FIPS or GEOID
 * @returns {Record<string, string> | null}
 */
export function geography(code) {
  if (!/^\d+$/.test(code)) return null;
  if (code === "00") return { for: "us:1" };
  if (code === "31080") return { for: "metropolitan statistical area/micropolitan statistical area:31080" };
  const state = code.slice(0, 2);
  switch (code.length) {
    case 2:
      return { for: `state:${state}` };
    case 5:
      return { for: `county:${code.slice(2)}`, in: `state:${state}` };
    case 7:
      return { for: `public use microdata area:${code.slice(2)}`, in: `state:${state}` };
    case 11:
      return { for: `tract:${code.slice(5)}`, in: `state:${state} county:${code.slice(2, 5)}` };
    default:
      return null;
  }
}

/**
 * The address of a table's answer, without a key.
 *
 * @param {{ base: string, survey: Survey, year: number, table: string, place: string }} asked
 */
export function address({ base, survey, year, table, place }) {
  const where = geography(place);
  if (!where) throw new ApiError("place");
  const query = Object.entries({ get: `group(${table})`, ...where }).map(([name, value]) => {
    // Written as in the Census Bureau's examples: brackets, colons and slashes stay.
    const plain = encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2F/g, "/");
    return `${name}=${plain}`;
  });
  return `${base}/data/${year}/acs/${survey}?${query.join("&")}`;
}

/** @typedef {(string | number | null)[][]} Rows */

/**
 * Asks for one table.
 *
 * @param {string} url
 * @param {{ key?: string, signal: AbortSignal, patience?: number }} options
 * @returns {Promise<Rows>}
 */
export async function ask(url, { key, signal, patience = PATIENCE }) {
  const late = AbortSignal.timeout(patience);
  try {
    const response = await fetch(key ? `${url}&key=${encodeURIComponent(key)}` : url, {
      signal: AbortSignal.any([signal, late]),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      // The key is not to be kept in the browser's cache.
      cache: "no-store",
    });
    return rows(response, await body(response));
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    if (signal.aborted) throw new ApiError("cancelled");
    if (late.aborted) throw new ApiError("timeout", { seconds: String(Math.round(patience / 1000)) });
    throw new ApiError("offline", {}, cause);
  }
}

/** @param {Response} response */
async function body(response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) {
      await reader.cancel().catch(() => {});
      throw new ApiError("too-large");
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * @param {Response} response
 * @param {string} text
 * @returns {Rows}
 */
function rows(response, text) {
  const status = String(response.status);
  const page = /^\s*<(!doctype html|html)/i.test(text);
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1]?.trim() ?? "";
  const said = (page ? title : text.trim()).slice(0, 200);
  if (response.status === 429) throw new ApiError("rate-limit");
  if (page && /key/i.test(title)) throw new ApiError("key", { said });
  if (response.status === 404) throw new ApiError("unpublished", { status });
  if (response.status === 204) throw new ApiError("empty");
  if (response.status >= 500) throw new ApiError("server", { status });
  if (!response.ok) throw new ApiError("refused", { status, said });
  if (text.trim() === "") throw new ApiError("empty");
  if (page) throw new ApiError("page", { said });
  if (!text.trimStart().startsWith("[")) throw new ApiError("text", { said });
  /** Whatever it is, it is looked at below. @type {any} */
  let answer;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new ApiError("shape", {}, cause);
  }
  const cell = (/** @type {unknown} */ c) => c === null || typeof c === "string" || typeof c === "number";
  const good =
    Array.isArray(answer) &&
    answer.every((row) => Array.isArray(row) && row.length === answer[0].length && row.every(cell));
  if (!good || answer.length === 0) throw new ApiError("shape");
  if (answer.length === 1) throw new ApiError("empty");
  return answer;
}

/**
 * The answers about one place side by side, so that they make one table.
 *
 * @param {Rows[]} answers
 * @param {string} place that was asked for
 * @returns {Rows}
 */
export function beside(answers, place) {
  const end = `US${place === "00" ? "" : place}`;
  // Another place than was asked for, or several, would be shown under the wrong name.
  const right = (/** @type {Rows} */ [header = [], ...rows]) => rows.length === 1 && String(rows[0]?.[header.indexOf("GEO_ID")]).endsWith(end);
  if (!answers.every(right)) throw new ApiError("shape");
  const header = answers.flatMap((rows) => rows[0] ?? []);
  const values = answers.flatMap((rows) => rows[1] ?? []);
  // Names and codes of the place come once.
  const kept = header.map((name, i) => header.indexOf(name) === i);
  return [header.filter((_, i) => kept[i]), values.filter((_, i) => kept[i])];
}

export class CensusApi {
  /**
   * @param {{ messages: Messages, data: Data, places: import("./place-search.js").Tools, loaded: (name: string) => void,
   *   follow?: import("./own-tables.js").Follow, base?: string, now?: Date,
   *   patience?: number }} options `base`: another server, for tests
   */
  constructor({ messages, data, places, loaded, follow, base = BASE, now = new Date(), patience = PATIENCE }) {
    this.messages = messages;
    this.data = data;
    this.base = base;
    this.now = now;
    this.patience = patience;
    /** @type {AbortController | null} */
    this.abort = null;
    this.place = HOME;
    this.tables = new OwnTables({ messages, data, changed: loaded, heading: "page.api.tables", from: "census", ...(follow ? { follow } : {}) });

    this.picker = new PlaceSearch(this.text("place"), {
      ...places,
      changed: (code) => {
        this.place = code;
        this.sync();
      },
    });
    const field = (/** @type {string} */ label, /** @type {HTMLElement} */ control) =>
      element("label", { class: "own-field" }, element("span", {}, this.text(label)), control);
    const option = (/** @type {string} */ value, /** @type {string} */ label) => element("option", { value }, label);
    this.survey = element("select", {}, option("acs5", this.text("acs5")), option("acs1", this.text("acs1")));
    this.year = element("select", {});
    this.groups = element("input", { type: "checkbox" });
    this.key = element("input", { type: "password", autocomplete: "off", spellcheck: "false" });
    this.survey.addEventListener("change", () => {
      this.fillYears();
      this.sync();
    });
    this.year.addEventListener("change", () => this.sync());
    this.groups.addEventListener("change", () => this.sync());
    this.key.addEventListener("input", () => this.sync());

    this.addresses = element("ol", { class: "own-addresses" });
    this.go = button(this.text("ask"), () => this.run());
    this.go.classList.add("own-use");
    this.stop = button(this.text("cancel"), () => this.abort?.abort());
    this.stop.hidden = true;
    this.status = element("div", { class: "own-status", role: "status" });
    this.node = element(
      "div",
      { class: "own-data own-api" },
      element("p", { class: "own-private" }, this.text("about")),
      element(
        "div",
        { class: "own-map" },
        element("div", { class: "own-field" }, element("span", {}, this.text("place")), this.picker.node),
        field("survey", this.survey),
        field("year", this.year),
        element("label", { class: "own-tick" }, this.groups, element("span", {}, this.text("groups"))),
        field("key", this.key),
      ),
      element("p", { class: "own-private" }, this.text("key.about")),
      element("p", { class: "own-address-label" }, this.text("address")),
      this.addresses,
      element("p", { class: "own-actions" }, this.go, this.stop),
      this.status,
      this.tables.node,
    );
    this.fillYears();
    this.sync();
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  text(key, values) {
    return this.messages.text(`page.api.${key}`, values);
  }

  /** @returns {Survey} */
  get chosen() {
    return this.survey.value === "acs1" ? "acs1" : "acs5";
  }

  period(year = Number(this.year.value)) {
    return this.chosen === "acs5" ? `${year - 4}-${year}` : String(year);
  }

  fillYears() {
    this.year.replaceChildren(
      ...years(this.chosen, this.now).map((year) =>
        element("option", { value: String(year) }, this.messages.period(this.period(year))),
      ),
    );
  }

  /** Brings the form up to date, also after places became known. */
  sync() {
    this.picker.update(this.place);
    const key = this.key.value.trim();
    // The link is what is asked, apart from the key: that is only named.
    this.addresses.replaceChildren(
      ...this.requests().map(({ url }) =>
        element("li", {}, element("a", { href: url, rel: "noreferrer" }, url), ...(key ? [`&key=${"•".repeat(8)}`] : [])),
      ),
    );
    this.go.disabled = geography(this.place) === null;
  }

  requests() {
    if (geography(this.place) === null) return [];
    const year = Number(this.year.value);
    const tables = this.groups.checked ? [...EVERYONE, ...GROUPS] : EVERYONE;
    return tables.map((table) => ({
      table,
      url: address({ base: this.base, survey: this.chosen, year, table, place: this.place }),
    }));
  }

  async run() {
    if (this.abort) return;
    const abort = new AbortController();
    this.abort = abort;
    const place = this.data.names.get(this.place) ?? this.place;
    const [survey, code, period, key] = [this.chosen, this.place, this.period(), this.key.value.trim()];
    const requests = this.requests();
    this.busy(true);
    try {
      /** @type {Rows[]} */
      const answers = [];
      for (const { table, url } of requests) {
        const values = { table, n: String(answers.length + 1), of: String(requests.length) };
        this.status.replaceChildren(element("p", {}, this.text("asking", values)));
        answers.push(await ask(url, { key, signal: abort.signal, patience: this.patience }));
      }
      const name = `own/census-${survey}-${period}-${code}`;
      const tables = requests.map(({ table }) => table).join(", ");
      const text = JSON.stringify(beside(answers, code));
      /** @type {import("./types.js").LoadOptions} */
      const options = {
        format: "census-api-json",
        period,
        source: {
          name,
          title: `American Community Survey, ${survey === "acs5" ? "5" : "1"}-year estimates`,
          agency: "U.S. Census Bureau",
          table: tables,
          vintage: period,
          path: requests[0]?.url ?? this.base,
        },
      };
      const load = (/** @type {import("./catalog.js").Catalog} */ catalog) =>
        catalog.load(name, new TextEncoder().encode(text), options);
      const report = await load(this.data.catalog);
      const values = { place: this.messages.place(code, place), period: this.messages.period(period), table: tables };
      this.status.replaceChildren(
        element("p", {}, this.text(report.refused ? "loaded_in_part" : "loaded", values)),
      );
      await this.tables.add(name, this.text("table", values), report.format, load);
    } catch (error) {
      this.fail(error);
    } finally {
      this.abort = null;
      this.busy(false);
    }
  }

  /** @param {boolean} busy */
  busy(busy) {
    // Where the button that was pressed goes, the focus goes to the other.
    const focused = document.activeElement === (busy ? this.go : this.stop);
    this.go.hidden = busy;
    this.stop.hidden = !busy;
    if (focused) (busy ? this.stop : this.go).focus();
  }

  /** @param {unknown} error */
  fail(error) {
    const { code = "", message = "" } = /** @type {{ code?: string, message?: string }} */ (error);
    const details = error instanceof ApiError ? error.details : {};
    const key = `page.api.error.${code}`;
    const words = this.messages.text(this.messages.has(key) ? key : "page.api.error.other", { detail: message, ...details });
    const kept = code === "cancelled" ? [] : [element("p", {}, this.text("kept"))];
    this.status.replaceChildren(element("p", { class: "own-error" }, words), ...kept);
  }
}
