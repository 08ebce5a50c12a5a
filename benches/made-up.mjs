/** The inputs: made-up figures and persons in the forms of real files, the same on every machine. */

import { createWriteStream, existsSync, renameSync } from "node:fs";
import { once } from "node:events";

const RACES = ["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];
const LEVELS = [
  "less_than_9th_grade", "grade_9_to_12_no_diploma", "high_school", "some_college", "associate", "bachelors", "graduate",
];
const PERIODS = [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023];

/** Numbers from 0 to below 1, the same for the same seed. Source: Tommy Ettinger's mulberry32, public domain. */
export function seeded(/** @type {number} */ seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Adults by county, sex, race and level, one year after the other, as such tables grow: the project's own form.
 *
 * @param {number} rows at least so many, in whole counties
 */
export function* tidy(rows) {
  const random = seeded(rows);
  const counties = Math.ceil(rows / (PERIODS.length * 2 * RACES.length * LEVELS.length));
  yield "place,period,sex,race,level,value\n";
  for (const period of PERIODS) {
    for (let county = 0; county < counties; county += 1) {
      // Like the Census Bureau's: a state, then an odd number.
      const place = `${1 + Math.floor(county / 178)}`.padStart(2, "0") + `${1 + 2 * (county % 178)}`.padStart(3, "0");
      let lines = "";
      for (const sex of ["male", "female"]) {
        for (const race of RACES) {
          // Groups differ in size by orders of magnitude.
          const size = 10 ** (1 + 4 * random());
          for (const level of LEVELS) {
            lines += `${place},${period},${sex},${race},${level},${Math.round(size * (0.5 + random()))}\n`;
          }
        }
      }
      yield lines;
    }
  }
}

/** How many replicate weights the Census Bureau's person files have. */
const REPLICATES = 80;

/**
 * Persons in the form of the Census Bureau's person file (PUMS), in households, each in one of 265 areas of California.
 *
 * @param {number} rows
 */
export function* persons(rows) {
  const random = seeded(rows);
  const below = (/** @type {number} */ n) => Math.floor(n * random());
  const two = (/** @type {number} */ n) => `${n}`.padStart(2, "0");
  const weights = Array.from({ length: REPLICATES }, (_, r) => `PWGTP${r + 1}`);
  yield `RT,SERIALNO,DIVISION,SPORDER,PUMA,ST,ADJINC,PWGTP,AGEP,SCHL,SEX,RAC1P,HISP,NATIVITY,ESR,${weights.join(",")}\n`;
  let household = 0;
  for (let row = 0; row < rows; ) {
    household += 1;
    const area = `${101 + below(265)}`.padStart(5, "0");
    const members = Math.min(1 + below(4), rows - row);
    let lines = "";
    for (let member = 1; member <= members; member += 1, row += 1) {
      const age = below(95);
      const weight = 10 + below(180);
      const traits = [
        age, age < 3 ? "" : two(1 + below(24)), 1 + below(2), 1 + below(9), two(random() < 0.6 ? 1 : 2 + below(23)),
        1 + below(2), age < 16 ? "" : 1 + below(6),
      ];
      lines += `P,2018HU${`${household}`.padStart(7, "0")},9,${two(member)},${area},06,1013097,${weight},${traits.join(",")}`;
      // Successive differences: each replicate has about half of some weights and nearly twice others.
      for (let r = 0; r < REPLICATES; r += 1) lines += `,${Math.round(weight * (0.3 + 1.4 * random()))}`;
      lines += "\n";
    }
    yield lines;
  }
}

/**
 * Writes an input, unless it is there.
 *
 * @param {string} path
 * @param {Iterable<string>} text
 */
export async function write(path, text) {
  if (existsSync(path)) return;
  const out = createWriteStream(`${path}.part`);
  let piece = "";
  for (const part of text) {
    piece += part;
    if (piece.length > 1 << 20) {
      if (!out.write(piece)) await once(out, "drain");
      piece = "";
    }
  }
  out.end(piece);
  await once(out, "close");
  renameSync(`${path}.part`, path);
}
