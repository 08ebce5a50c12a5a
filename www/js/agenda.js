// @ts-check
/** What an agenda says, for whatever shows one: the explorer's page, an embed. It is checked by the catalog before. */

import { HOME } from "./data.js";

/** @typedef {import("../../src/wasm/types.js").Agenda} Agenda */
/** @typedef {import("../../src/wasm/types.js").AgendaIndicator} Indicator */
/** @typedef {import("../../src/wasm/types.js").Words} Words */
/** @typedef {import("./types.js").Spec} Spec */
/** @typedef {import("./views/all.js").ViewName} ViewName */

/** Levels that the views can be asked for. */
const LEVELS = ["bachelors_or_higher", "some_college_or_higher", "high_school_or_higher"];

/** @param {Words} words @param {string} language */
export const said = (words, language) => (language === "es" ? words.es : words.en);

/** @param {Agenda} agenda */
export const indicators = ({ goals }) => goals.flatMap((goal) => goal.indicators);

/**
 * The view of the explorer that shows an indicator, and its state; null where none shows exactly this figure.
 *
 * @param {Indicator} indicator
 * @param {string} [period] of views that show one
 * @returns {{ view: ViewName, state: object } | null}
 */
export function viewOf({ spec }, period) {
  if (!spec) return null;
  const { measure, level = "bachelors_or_higher", sex, race, reference } = spec;
  const place = [spec.place ?? HOME].flat()[0] ?? HOME;
  if (measure === "pipeline") return { view: "pipeline", state: { place, groups: [spec.group ?? "TA"].flat() } };
  if (!LEVELS.includes(level)) return null;
  if (measure !== "gap" && !sex && !race) return { view: "trend", state: { places: [place], level } };
  // Women or men of one race are told apart by race, among women or men.
  const groups = { by: race ? "race" : "sex", within: race && sex ? sex : "all" };
  const others = Boolean(reference?.others);
  // The view compares with all others or with the highest share, not with a group that is named.
  if ((!sex && !race) || (measure === "gap" && !others && reference)) return null;
  const against = others ? { against: "others" } : {};
  return { view: "gap", state: { place, ...groups, ...against, level, ...(period ? { period } : {}) } };
}

/**
 * What stands in an agenda for one indicator.
 *
 * @param {Agenda} agenda
 * @param {string} id
 * @returns {{ title: Words, definition: Words, spec: Spec | null, view: { view: ViewName, state: object } | null,
 *   baseline: { period: string } | null, target: { value: number, year: number } | null, contact: string } | null} null
 *   where the agenda has no such indicator; `contact`: "" where it names none
 */
export function indicatorOf(agenda, id) {
  const indicator = indicators(agenda).find((one) => one.id === id);
  if (!indicator) return null;
  const { title, definition, spec = null, baseline = null, target = null } = indicator;
  return { title, definition, spec, view: viewOf(indicator), baseline, target, contact: indicator.contact ?? agenda.contact ?? "" };
}

/**
 * A figure of an indicator: percentage points of a gap, else a share.
 *
 * @param {number} value
 * @param {Spec | null | undefined} spec
 * @param {import("./messages.js").Messages} messages
 */
export function figure(value, spec, messages) {
  const number = hundredths(spec?.measure === "gap" ? Math.abs(value) : value, messages);
  if (spec?.measure === "gap") return messages.text("page.agenda.points", { number });
  return messages.language === "es" ? `${number}\u00a0%` : `${number}%`;
}

/** By locale: to make one takes longer than all that it writes. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** To one place. @param {number} share @param {import("./messages.js").Messages} messages */
export function hundredths(share, { locale }) {
  const known = formats.get(locale);
  const format = known ?? new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (!known) formats.set(locale, format);
  return format.format(share * 100);
}

/**
 * The address at which a figure is asked about. A mail says which figure; a web page has no place for that.
 *
 * @param {string} contact "mailto:..." or an address of the web
 * @param {{ subject: string, body: string }} about
 */
export function askAt(contact, { subject, body }) {
  if (!contact.startsWith("mailto:")) return contact;
  const join = contact.includes("?") ? "&" : "?";
  return `${contact}${join}subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
