/** What the contestants without a surface of their own for it share: sums to shares. */

/** Levels of the tidy input that are a bachelor's degree or higher. */
export const HIGHER = ["bachelors", "graduate"];

/** RAC1P of a person file, 1 to 9, as this project's codes. */
export const RACE = ["", "white", "black", "aian", "aian", "aian", "asian", "nhpi", "other", "two_or_more"];
export const SEX = ["", "male", "female"];
export const REPLICATES = 80;

/** At 90 %. Source: Census Bureau, "PUMS Accuracy of the Data". */
export function withMoe(higher, all) {
  const share = higher[0] / all[0];
  let squares = 0;
  for (let r = 1; r <= REPLICATES; r += 1) squares += (higher[r] / all[r] - share) ** 2;
  return [share, 1.645 * Math.sqrt((4 / REPLICATES) * squares)];
}

/** Groups of weighted sums, made as they are met. */
export class Sums {
  groups = new Map();

  of(key, width) {
    let sums = this.groups.get(key);
    if (!sums) this.groups.set(key, (sums = { higher: new Float64Array(width), all: new Float64Array(width) }));
    return sums;
  }

  /** Of the groups whose key begins so, named by the rest of it. */
  shares(start) {
    const wanted = [...this.groups].filter(([key]) => key.startsWith(start));
    return wanted.map(([key, { higher, all }]) => [key.slice(start.length), higher[0] / all[0]]);
  }

  sharesWithMoe() {
    return [...this.groups].map(([key, { higher, all }]) => [key, ...withMoe(higher, all)]);
  }
}
