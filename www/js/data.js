// @ts-check
/** The tables: fetched once, when something asks for them, and handed to the catalog. */

import { ended } from "./catalog.js";

/** @typedef {import("./catalog.js").Catalog} Catalog */
/** @typedef {import("./loader.js").Loader} Loader */

/**
 * A table that is not of the package. `load` brings it into another catalog.
 *
 * @typedef {{ words: string, format: string, from: "file" | "census", load: (catalog: Catalog) => Promise<unknown> }} OwnTable
 */

/** A file of the package: the resource it belongs to and its path. @typedef {[resource: string, path: string]} File */

/** The page's own place, as in the package's descriptor (`commonMeasure.place`); it has tables of its own. */
export const HOME = "06037";

/** It and the counties around it. */
export const NEAR = [HOME, "06059", "06111", "06029", "06071", "06065"];

/** @type {File} */
export const NAMES = ["places", "places/core.csv"];
/** @type {File} */
export const COUNTY_NAMES = ["places", "places/counties.csv"];
/** @type {File} */
const STATES = ["attainment", "attainment/us.csv"];

/**
 * The file with the adults of a state or the nation by sex and race.
 *
 * @param {string} fips
 * @returns {File}
 */
const groups = (fips) => ["attainment-groups", `attainment-groups/${fips}.csv`];

/**
 * All files with the adults of a place: an answer draws on every table that is loaded, so all that have the place are
 * loaded, and the answer is the same whatever was looked at before.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function adultsOf(place) {
  if (place.length === 2) return [NAMES, STATES, groups(place)];
  const state = place === "31080" ? "06" : place.slice(0, 2);
  return [
    NAMES,
    ...(state === "06" ? [] : [COUNTY_NAMES]),
    ["attainment", `attainment/${state}.csv`],
    ["attainment-margins", `attainment-margins/${state}.csv`],
  ];
}

/**
 * The files with the adults of a place by sex and race.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function groupsOf(place) {
  return [NAMES, place === HOME ? ["la-race", "la-race.csv"] : groups(place.slice(0, 2))];
}

/** The counties of the nation in their newest period. @type {File} */
export const NEWEST = ["attainment-newest", "attainment-newest.csv"];
/** @type {File} */
export const TRACTS = ["la-tracts", "la-tracts.csv"];
/** @type {File} */
export const ADULTS_25_TO_64 = ["adults-25-64", "adults-25-64.csv"];
/** @type {File} */
const REFERENCE = ["reference", "reference.csv"];

/** @type {File[]} */
export const PUBLISHED_SHARES = [NAMES, REFERENCE];

/**
 * The files with the jobs of a place, and its adults.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function jobsOf(place) {
  /** @type {File[]} */
  const jobs =
    place === HOME ? [["jobs-la", "jobs-la.csv"]] : [["jobs", "jobs.csv"], ["occupations", "occupations.csv"]];
  return [...adultsOf(place), ...jobs];
}

/**
 * The files with each reading of what the jobs of a place need, and its adults.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function skillsOf(place) {
  return [...jobsOf(place), ["worker-attainment", "worker-attainment.csv"], REFERENCE];
}

/**
 * The files with the students of a county.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function studentsOf(place) {
  return [NAMES, ["graduation", `graduation/${place}.csv`]];
}

/**
 * The files with the adults 25 to 64 of a place, by level, and the students who will join them.
 *
 * @param {string} place
 * @returns {File[]}
 */
export function futureOf(place) {
  const state = place.slice(0, 2);
  return [
    NAMES,
    ADULTS_25_TO_64,
    ...(place.length === 2 ? [] : [...adultsOf(place), groups(state), ...studentsOf(place)]),
  ];
}

/** @type {File[]} */
export const EARNINGS = [
  NAMES,
  ["earnings", "earnings.csv"],
  ["unemployment-by-education", "unemployment-by-education.csv"],
];

export class Data {
  /**
   * @param {Loader} loader
   * @param {Catalog} catalog
   * @param {string} descriptor
   */
  constructor(loader, catalog, descriptor) {
    this.loader = loader;
    this.catalog = catalog;
    /** By path. @type {Map<string, { file: File, loading: Promise<void> }>} */
    this.files = new Map();
    /** @type {{ name: string, path?: string | string[] }[]} */
    const resources = JSON.parse(descriptor).resources;
    /** Paths that the package declares: no other file is asked for. @type {Set<string>} */
    this.declared = new Set(resources.flatMap(({ path }) => path ?? []));
    this.resources = resources;
    /** @type {Promise<Map<string, string>> | null} */
    this.named = null;
    /** Names of the places whose adults were loaded when {@link Data.places} was last asked. @type {Map<string, string>} */
    this.names = new Map();
    /** What {@link Data.periods} found, by question. @type {Map<string, Promise<string[]>>} */
    this.found = new Map();
    /** What the visitor brought or asked for, by the name under which the catalog has it. @type {Map<string, OwnTable>} */
    this.own = new Map();
    /** Those that could not be read into another engine: no view has them any more. @type {Map<string, OwnTable>} */
    this.gone = new Map();
    /** What shows the lists of them anew; a list takes the place of the one before. @type {Map<OwnTable["from"], () => void>} */
    this.lists = new Map();
  }

  /** @param {File[]} files */
  async need(files) {
    await Promise.all(files.filter(([, path]) => this.declared.has(path)).map((file) => this.load(file)));
  }

  /** @param {File} file */
  load(file) {
    const [, path] = file;
    let loading = this.files.get(path)?.loading;
    if (!loading) {
      loading = this.bring(file, this.catalog).then(() => this.forget());
      this.files.set(path, { file, loading });
      // What failed may be tried again.
      loading.catch(() => this.files.delete(path));
    }
    return loading;
  }

  /**
   * @param {File} file
   * @param {Catalog} catalog
   */
  async bring([resource, path], catalog) {
    const bytes = await this.loader.bytes(`data/${path}`);
    await catalog.load(resource, bytes).catch((error) => {
      // A table of the site's own reads well: what has a fault in it is not what the site has.
      throw ended(error) ? error : this.loader.damaged(`data/${path}`, error);
    });
  }

  /**
   * Takes another catalog in place of the present one, with all that was loaded: the page's files and the visitor's own.
   *
   * @param {Catalog} next
   */
  async move(next) {
    /** @type {Set<string>} */
    const moved = new Set();
    for (;;) {
      // What is asked for in the meantime comes along.
      const left = [...this.files].filter(([path]) => !moved.has(path));
      const own = [...this.own].filter(([name]) => !moved.has(name));
      if (left.length + own.length === 0) break;
      for (const [name] of [...left, ...own]) moved.add(name);
      await Promise.all([...left.map(([, { file }]) => this.bring(file, next)), ...own.map(([name, table]) => this.again(name, table, next))]);
    }
    const before = this.catalog;
    this.catalog = next;
    this.forget();
    for (const show of this.lists.values()) show();
    // What it was asked already it still answers.
    await Promise.allSettled([...this.files.values()].map(({ loading }) => loading));
    before.close();
  }

  /**
   * Reads a visitor's table once more; one whose file has gone from the disk meanwhile takes nothing else with it.
   *
   * @param {string} name
   * @param {OwnTable} table
   * @param {Catalog} next
   */
  async again(name, table, next) {
    try {
      await table.load(next);
    } catch (error) {
      if (ended(error)) throw error;
      this.own.delete(name);
      this.gone.set(name, table);
    }
  }

  /** The parts that a table is cut into: the codes of their places. @param {string} resource */
  parts(resource) {
    const paths = this.resources.find(({ name }) => name === resource)?.path ?? [];
    return [paths].flat().map((path) => /(\d+)\.csv$/.exec(path)?.[1] ?? "");
  }

  /** After a table has come or gone. */
  forget() {
    this.named = null;
    this.found.clear();
  }

  /**
   * The periods for which a question has figures, oldest first. Remembered: to count microdata takes a while, and the
   * pickers ask again and again.
   *
   * @param {Partial<import("./types.js").Spec>} about
   */
  periods(about) {
    const key = JSON.stringify(about);
    const found = this.found.get(key) ?? this.catalog.periods(about);
    this.found.set(key, found);
    found.catch(() => this.found.delete(key));
    return found;
  }

  /** Makes all states known. */
  states() {
    return this.need([NAMES, STATES]);
  }

  /**
   * Makes the counties of a state known.
   *
   * @param {string} state
   */
  counties(state) {
    return this.need([COUNTY_NAMES, ["attainment", `attainment/${state}.csv`]]);
  }

  /** Names of the places whose adults are loaded, by code. */
  places() {
    this.named ??= this.catalog.places("adults").then((places) => {
      this.names = new Map(places.map(({ code, name }) => [code, name]));
      return this.names;
    });
    this.named.catch(() => {
      this.named = null;
    });
    return this.named;
  }
}
