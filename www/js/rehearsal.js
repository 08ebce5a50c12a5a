// @ts-check
/**
 * A browser makes code in a hurry first, and fast once it has run for a while: a large file is read while that happens. Here
 * it happens before, while a visitor chooses the file.
 */

/** @typedef {import("./types.js").Wasm} Wasm */

const ROUNDS = 20;
const COUNTIES = 24;
const RACES = ["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];
const LEVELS = [
  "less_than_9th_grade", "grade_9_to_12_no_diploma", "high_school", "some_college", "associate", "bachelors", "graduate",
];

/** Rows in the project's own form; their numbers mean nothing, and nobody sees them. */
function* rows() {
  yield "place,period,sex,race,level,value";
  for (let county = 0; county < COUNTIES; county += 1) {
    for (const sex of ["male", "female"]) {
      for (const race of RACES) {
        for (const [step, level] of LEVELS.entries()) yield `${10001 + county},2000,${sex},${race},${level},${97 * county + step}`;
      }
    }
  }
}

/**
 * Reads the rows, asks for figures of them and forgets them, once for each turn of the iterator.
 *
 * @param {Wasm} wasm
 */
export function* rehearse(wasm) {
  const bytes = new TextEncoder().encode([...rows()].join("\n"));
  for (let round = 0; round < ROUNDS; round += 1) {
    const catalog = new wasm.Catalog('{ "resources": [] }');
    try {
      catalog.load("rows", bytes);
      yield catalog.measure({ measure: "attainment", place: "10", by: "county", race: "white", level: "bachelors_or_higher" });
    } finally {
      catalog.free();
    }
  }
}
