// @ts-check
/**
 * What an element asks. Its attributes are the explorer's address, by the same names: `?view=gap&place=06&by=sex` is
 * `chart="gap" place="06" by="sex"`. The views of the explorer read both.
 */

import { indicatorOf } from "../agenda.js";
import { stateOf, write } from "../route.js";
import { views } from "../views/all.js";
import { specOf } from "../views/parts.js";
import { PACKAGE, SITE, agenda } from "./shared.js";

/** @typedef {NonNullable<ReturnType<typeof indicatorOf>>} Indicator */
/** @typedef {import("../messages.js").Messages} Messages */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./shared.js").Ready} Ready */

/** @typedef {(name: string) => string | null} Attribute the value of an attribute */

/**
 * @typedef {object} Question
 * @property {string} data address of the data package that it is asked of
 * @property {(ready: Ready, messages: Messages) => Promise<Spec>} spec loads what it needs, and puts it into the
 *   catalog's words
 * @property {(language: string) => string | null} explore the explorer's address of it; null where the explorer has no
 *   such data
 * @property {Indicator | null} indicator what an agenda says of it; null where it is asked by itself
 * @property {string | null} picture name of the static chart that shows the same; null where there is none
 */

/** Maps need shapes and a list beside them: the explorer's alone. */
const charts = Object.fromEntries(Object.entries(views).filter(([name]) => name !== "map"));

/** The names of the charts; the first is that of an element that names none. */
const CHARTS = Object.keys(charts);

/** All that a view can be asked, once each. */
export const ASKED = [
  ...new Set(Object.values(charts).flatMap(({ fields }) => Object.values(fields).map(({ name }) => name))),
];

/**
 * @param {Attribute} attribute
 * @returns {Promise<Question>}
 * @throws {Error} `bad-spec` for what cannot be asked, `no-data` for what an agenda still waits for data of, `bad-agenda`
 *   for one that cannot be read, `load-failed` for one that did not arrive
 */
export async function questionOf(attribute) {
  const file = attribute("agenda");
  if (!file) return { ...asked(attribute), indicator: null };
  if (!URL.canParse(file, document.baseURI)) throw faulty("agenda", file);
  const id = attribute("indicator") ?? "";
  const indicator = read(await agenda(new URL(file, document.baseURI).href), id);
  if (!indicator) throw faulty("indicator", id);
  if (!indicator.spec) throw wrong("no-data", `indicator: “${id}”`, "indicator");
  if (!indicator.view) throw faulty("indicator", id);
  // From here on it is as if the view's attributes stood in the page.
  const { view, state } = indicator.view;
  const kind = /** @type {import("../views/parts.js").ViewKind<any>} */ (charts[view]);
  const given = new URLSearchParams(write(view, kind.fields, { ...kind.initial(), ...state }));
  given.set("chart", view);
  return { ...asked((name) => (name === "src" ? attribute(name) : given.get(name))), indicator };
}

/**
 * What an agenda's text says of an indicator. The catalog of embeds cannot check agendas; what is shown of one is looked
 * at here.
 *
 * @param {string} text
 * @param {string} id
 */
function read(text, id) {
  try {
    const found = indicatorOf(JSON.parse(text), id);
    if (!found) return null;
    const { title, definition, target, contact } = found;
    const texts = [title.en, title.es, definition.en, definition.es, contact];
    const numbers = target ? [target.value, target.year] : [];
    if (texts.every((one) => typeof one === "string") && numbers.every(Number.isFinite)) return found;
  } catch {
    // Neither JSON nor an agenda.
  }
  throw wrong("bad-agenda", `agenda: “${id}”`, "agenda");
}

/**
 * @param {Attribute} attribute
 * @returns {Omit<Question, "indicator">}
 */
function asked(attribute) {
  const name = attribute("chart") || CHARTS[0] || "";
  const kind = /** @type {import("../views/parts.js").ViewKind<any> | undefined} */ (
    Object.hasOwn(charts, name) ? charts[name] : undefined
  );
  if (!kind) throw faulty("chart", name);
  const src = attribute("src");
  if (src && !URL.canParse(src, document.baseURI)) throw faulty("src", src);
  const given = new URLSearchParams();
  for (const { name: field, read } of /** @type {import("../route.js").Field<any>[]} */ (Object.values(kind.fields))) {
    const value = attribute(field);
    if (!value) continue;
    // Unlike a visitor of the explorer, a reader could not see that it is another place that is shown.
    if (read(value) === undefined) throw faulty(field, value);
    given.set(field, value);
  }
  const first = kind.initial();
  const state = stateOf(given, kind.fields, first);
  const isFirst = JSON.stringify(state) === JSON.stringify(first);
  const data = src ? new URL(src, document.baseURI).href : PACKAGE;
  if (data !== PACKAGE) return { data, spec: ofOwn(kind, given), explore: () => null, picture: null };
  return {
    data,
    async spec(ready, messages) {
      await ready.data.need(kind.files(state));
      return specOf(kind, state, ready.data, messages);
    },
    explore: (language) => new URL(write(name, kind.fields, state, { language }), SITE).href,
    picture: isFirst ? name : null,
  };
}

/**
 * The same question of another package: all of its tables are loaded, its own place goes before the site's, and what the
 * views look up in tables of the site they look up in the first of its tables that has adults.
 *
 * @param {import("../views/parts.js").ViewKind<any>} kind
 * @param {URLSearchParams} given
 * @returns {Question["spec"]}
 */
function ofOwn(kind, given) {
  return async ({ data, place }, messages) => {
    await data.need(
      data.resources.flatMap(({ name, path = [] }) =>
        [path].flat().map((each) => /** @type {[string, string]} */ ([name, each])),
      ),
    );
    const asked = new URLSearchParams(given);
    if (!asked.has("place") && place) for (const name of ["place", "places"]) asked.set(name, place);
    /** @type {string[]} */
    const tables = [];
    for (const { name } of data.resources) if ((await data.catalog.places("adults", name)).length) tables.push(name);
    const [table = ""] = tables;
    if (table) data.own.set(table, { words: table, format: "common-measure", from: "file", load: async () => {} });
    const spec = await specOf(kind, { ...stateOf(asked, kind.fields, kind.initial()), table }, data, messages);
    // A table of the site's that this package has not.
    if (spec.data && !data.resources.some(({ name }) => name === spec.data)) delete spec.data;
    return spec;
  };
}

/** @param {string} field @param {string} value */
const faulty = (field, value) => wrong("bad-spec", `${field}: “${value}”`, field);

/** @param {string} code @param {string} message @param {string} field */
const wrong = (code, message, field) => Object.assign(new Error(message), { code, details: { field } });
