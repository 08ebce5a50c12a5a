// @ts-check
/**
 * Every place that has figures, found by code or by name in any of the page's languages, and the places that it is
 * worth comparing with. Nothing here touches a page.
 */

import { breath } from "./breath.js";
import { HOME, NEAR } from "./data.js";
import { parts } from "./messages.js";

/** @typedef {import("./messages.js").Messages} Messages */

/** Los Angeles and Orange County together: it has jobs, but no adults of its own. */
export const METRO = "31080";

/** Lines read in one task. */
const LINES = 600;

/** Places made ready for a search in one task. */
const PART = 150;

/** The postal codes of the states, by FIPS code. */
const POSTAL = Object.fromEntries(
  (
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA " +
    "26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX " +
    "49UT 50VT 51VA 53WA 54WV 55WI 56WY 72PR"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, 2), pair.slice(2)]),
);

/** What people also call a place. @type {Record<string, string[]>} */
const ALSO = {
  "00": ["US", "USA", "EE. UU.", "EEUU", "Estados Unidos de América", "United States of America"],
  "06037": ["LA County"],
  11: ["Washington DC"],
  36047: ["Brooklyn"],
  36061: ["Manhattan"],
  36085: ["Staten Island"],
};

/** Words that join others: "county of Orange in Florida". */
const JOINING = new Set(["of", "in", "the", "and", "de", "del", "en", "el", "y"]);

/** How well a place fits what was typed, best first. */
const FIT = {
  code: 0,
  codeStart: 1,
  /** The whole name, with or without its state. */
  name: 2,
  /** The first letters of the name, with or without its state. */
  start: 3,
  /** A name, and the first letters of its state. */
  startInState: 4,
  /** The first letters of words of name and state, in any order. */
  words: 5,
  /** Letters within words of the name. */
  within: 6,
  /** The state alone. */
  state: 7,
  /** A letter too many, too few, wrong or swapped: only where nothing else fits. */
  misspelt: 8,
  misspeltStart: 9,
  misspeltState: 10,
};

/**
 * @typedef {object} Place
 * @property {string} code FIPS code or GEOID
 * @property {string} name as the tables write it: "Los Angeles County, California"
 * @property {string} state code of its state; empty for the nation
 * @property {string} kind `nation`, `state`, `district`, `territory`, `metro`, what the name ends in (`county`,
 *   `parish`, `city` …), or `equivalent` where it does not say
 */

/** @typedef {Place & { misspelt: boolean }} Match `misspelt`: the words typed are not quite those of the place */

/** @typedef {{ code: string, why: "size" | "wider" }} Peer */

/**
 * What a place is compared by; `joined` are its names without spaces.
 *
 * @typedef {{ place: Place, names: string[], joined: string[], words: string[], states: string[], stateWords: string[] }} Entry
 */

/**
 * Words as they are compared: no accents, no capitals, no punctuation, "Saint" shortened as the tables do.
 *
 * @param {string} text
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’.]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/\bsaint(e?)\b/g, "st$1");
}

/**
 * @param {string} code
 * @param {string} name
 */
function kindOf(code, name) {
  if (code === "00") return "nation";
  if (code === METRO) return "metro";
  if (code.length === 2) return code === "11" ? "district" : code === "72" ? "territory" : "state";
  return parts(name).kind || "equivalent";
}

/**
 * Whether one letter added, left out, changed or swapped with its neighbour makes one word the other.
 *
 * @param {string} a
 * @param {string} b
 */
function oneEdit(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const rest = (/** @type {string} */ word, /** @type {number} */ from) => word.slice(i + from);
  return (
    rest(a, 1) === rest(b, 1) ||
    rest(a, 0) === rest(b, 1) ||
    rest(a, 1) === rest(b, 0) ||
    (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, 2) === rest(b, 2))
  );
}

/** A typed word of fewer letters is never taken for another. */
const SPELT = 5;

/**
 * @param {string} typed
 * @param {string[]} words
 * @returns {number | null} how it fits, if at all
 */
function misspelt(typed, words) {
  if (words.some((word) => word.startsWith(typed))) return FIT.misspelt;
  if (typed.length < SPELT) return null;
  if (words.some((word) => oneEdit(typed, word))) return FIT.misspelt;
  const starts = (/** @type {string} */ word) =>
    [-1, 0, 1].some((more) => oneEdit(typed, word.slice(0, typed.length + more)));
  return words.some(starts) ? FIT.misspeltStart : null;
}

/**
 * What was typed, ready to be compared.
 *
 * @param {string} text
 */
function asked(text) {
  const whole = plain(text);
  const all = whole ? whole.split(" ") : [];
  const telling = all.filter((word) => !JOINING.has(word));
  /** A name and a state, in either order, at each place where the words can be cut. @type {[string, string][]} */
  const pairs = all.slice(1).flatMap((_, i) => {
    const [before, after] = [all.slice(0, i + 1).join(" "), all.slice(i + 1).join(" ")];
    return /** @type {[string, string][]} */ ([
      [before, after],
      [after, before],
    ]);
  });
  const joined = whole.replaceAll(" ", "");
  return {
    whole,
    // "El condado de …": an article is no part of a name that has two words besides.
    bare: whole.replace(/^(?:the|el|la|los|las) (?=.+ )/, ""),
    joined,
    words: telling.length ? telling : all,
    pairs,
    code: /^\d+$/.test(joined) ? joined : "",
  };
}

/** @typedef {ReturnType<typeof asked>} Asked */

/**
 * @param {Entry} entry
 * @param {Asked} question
 * @returns {number | null}
 */
function fit(entry, question) {
  const { place, names, words, states, stateWords } = entry;
  const { whole, bare, words: typed, pairs, code } = question;
  if (code) {
    // Programs that take a code for a number drop its first zero.
    const codes = place.code.startsWith("0") ? [place.code, place.code.slice(1)] : [place.code];
    if (codes.includes(code)) return FIT.code;
    return codes.some((own) => own.startsWith(code)) ? FIT.codeStart : null;
  }
  if (names.includes(whole) || names.includes(bare)) return FIT.name;
  let best = names.some((name) => name.startsWith(whole) || name.startsWith(bare)) ? FIT.start : Infinity;
  for (const [name, state] of pairs) {
    if (!states.some((own) => own.startsWith(state))) continue;
    const inState = states.includes(state);
    if (names.includes(name)) best = Math.min(best, inState ? FIT.name : FIT.startInState);
    else if (names.some((own) => own.startsWith(name))) best = Math.min(best, inState ? FIT.start : FIT.startInState);
  }
  if (best < Infinity) return best;
  // "De Kalb" and "losangeles".
  if (entry.joined.some((name) => name.startsWith(question.joined))) return FIT.words;
  const begins = (/** @type {string} */ word) => (/** @type {string} */ own) => own.startsWith(word);
  const inName = typed.map((word) => words.some(begins(word)));
  const inState = typed.map((word) => stateWords.some(begins(word)));
  if (typed.every((_, i) => inState[i]) && !inName.some(Boolean)) return FIT.state;
  if (typed.every((_, i) => inName[i] || inState[i])) return FIT.words;
  const within = typed.map((word, i) => inName[i] || words.some((own) => own.includes(word)));
  return typed.every((_, i) => within[i] || inState[i]) && within.some(Boolean) ? FIT.within : null;
}

/**
 * @param {Entry} entry
 * @param {Asked} question
 * @returns {number | null}
 */
function nearlyFits({ words, stateWords }, { words: typed, code }) {
  if (code) return null;
  const inName = typed.map((word) => misspelt(word, words));
  const found = typed.map((word, i) => inName[i] ?? misspelt(word, stateWords));
  if (!found.every((rank) => rank !== null)) return null;
  return inName.every((rank) => rank === null) ? FIT.misspeltState : Math.max(...found);
}

/** All places, ready to be searched. */
export class Places {
  /**
   * Reads them a part at a time: while a page starts, it is also pressed and scrolled.
   *
   * @param {string[]} tables the files of the table `places`, as text: `place,name`
   * @param {Messages[]} languages those in which a place may be asked for, whatever the page's own
   */
  static async of(tables, languages) {
    /** @type {Map<string, Place>} */
    const all = new Map();
    const lines = tables.flatMap((table) => table.split(/\r?\n/).slice(1));
    for (let at = 0; at < lines.length; at += LINES) {
      await breath();
      for (const line of lines.slice(at, at + LINES)) {
        const [, code, name] = /^(\d+),"?(.*?)"?$/.exec(line) ?? [];
        if (!code || !name) continue;
        const state = code === "00" ? "" : code === METRO ? HOME.slice(0, 2) : code.slice(0, 2);
        all.set(code, { code, name, state, kind: kindOf(code, name) });
      }
    }
    await breath();
    return new Places(all, languages);
  }

  /**
   * @param {Map<string, Place>} all by code
   * @param {Messages[]} languages
   */
  constructor(all, languages) {
    this.all = all;
    const called = (/** @type {Place} */ { code, name }) => {
      const [short = name] = name.split(", ");
      const own = languages.map((words) => words.listed(code, name));
      return [...new Set([short, parts(name).bare, ...own, ...(ALSO[code] ?? [])].map(plain))];
    };
    const split = (/** @type {string[]} */ names) => [...new Set(names.flatMap((name) => name.split(" ")))];
    /** @type {Map<string, string[]>} */
    const states = new Map();
    for (const place of this.all.values()) {
      if (place.code.length === 2) {
        const postal = POSTAL[place.code];
        states.set(place.code, [...called(place), ...(postal ? [plain(postal)] : [])]);
      }
    }
    this.entry = (/** @type {Place} */ place) => {
      const names = states.get(place.code) ?? called(place);
      const within = place.code === place.state ? [] : (states.get(place.state) ?? []);
      const joined = names.map((name) => name.replaceAll(" ", ""));
      return { place, names, joined, words: split(names), states: within, stateWords: split(within) };
    };
    /** @type {Entry[]} */
    this.made = [];
    this.rest = [...this.all.values()];
  }

  /** What places are compared by: all of them, whether or not they were made before. */
  get entries() {
    this.make(this.rest.length);
    return this.made;
  }

  /** @param {number} count */
  make(count) {
    this.made.push(...this.rest.splice(0, count).map(this.entry));
  }

  /** Makes ready for the first search, a part at a time. */
  async prepare() {
    while (this.rest.length > 0) {
      await breath();
      this.make(PART);
    }
  }

  /** @param {string} code */
  get(code) {
    return this.all.get(code);
  }

  /**
   * Places that fit what was typed, best first: the code, the whole name, its first letters, first letters of its words in
   * any order and with the state, letters within. Of places that fit alike, Los Angeles County and its neighbours come
   * first, then the nation and states, then those with more adults, then by the alphabet. Where nothing fits, one slip in
   * each word of five letters or more is let pass.
   *
   * @param {string} text
   * @param {object} [options]
   * @param {string} [options.locale] whose alphabet
   * @param {number} [options.limit]
   * @param {Map<string, number>} [options.adults] number of adults by code, as far as known
   * @param {(code: string) => boolean} [options.suits] places that are of use; all where absent
   * @returns {Match[]}
   * @example places.search("orange, fl")[0]?.code // "12095"
   */
  search(text, { locale = "en", limit = Infinity, adults = new Map(), suits = () => true } = {}) {
    const question = asked(text);
    if (!question.whole) return [];
    const among = this.entries.filter(({ place }) => suits(place.code));
    const found = (/** @type {typeof fit} */ fits) =>
      among.flatMap((entry) => {
        const rank = fits(entry, question);
        return rank === null ? [] : [{ place: entry.place, rank }];
      });
    const exact = found(fit);
    const matches = exact.length ? exact : found(nearlyFits);
    const home = (/** @type {Place} */ { code }) => (NEAR.includes(code) ? NEAR.indexOf(code) : NEAR.length);
    const wide = (/** @type {Place} */ { code }) => (code === "00" ? 0 : code.length === 2 ? 1 : 2);
    const size = (/** @type {Place} */ { code }) => adults.get(code) ?? 0;
    const { compare } = new Intl.Collator(locale);
    matches.sort(
      (a, b) =>
        a.rank - b.rank ||
        home(a.place) - home(b.place) ||
        wide(a.place) - wide(b.place) ||
        size(b.place) - size(a.place) ||
        compare(a.place.name, b.place.name),
    );
    return matches.slice(0, limit).map(({ place, rank }) => ({ ...place, misspelt: rank >= FIT.misspelt }));
  }

  /**
   * Places to compare a place with. For a county: the counties of its state whose number of adults is nearest to its own,
   * nearest first, then the state and the nation. For a state: the states nearest in number of adults, then the nation.
   *
   * @param {string} code
   * @param {Map<string, number>} adultsByPlace numbers of adults of one period; without that of the place itself no
   *   place is near it
   * @param {number} [most] how many that are near in size
   * @returns {Peer[]}
   */
  peers(code, adultsByPlace, most = 3) {
    const place = this.get(code);
    if (!place || code === "00") return [];
    const own = adultsByPlace.get(code);
    const alike = [...adultsByPlace.keys()].filter((other) => {
      if (other === code || other === "00" || other === METRO || other.length !== code.length) return false;
      return code.length === 2 || other.startsWith(place.state);
    });
    const away = (/** @type {string} */ other) => Math.abs((adultsByPlace.get(other) ?? 0) - (own ?? 0));
    const near = own === undefined ? [] : alike.sort((a, b) => away(a) - away(b) || a.localeCompare(b));
    return [
      ...near.slice(0, most).map((other) => /** @type {Peer} */ ({ code: other, why: "size" })),
      ...[place.state, "00"]
        .filter((wider) => wider && wider !== code)
        .map((wider) => /** @type {Peer} */ ({ code: wider, why: "wider" })),
    ];
  }
}
