/** Works for a parser that gives rows of text: summed as they come. */

import { HIGHER, RACE, REPLICATES, SEX, Sums } from "./shares.mjs";

/** @param {(bytes: Uint8Array, header: string[], row: (cells: string[]) => void) => void} parse each row but the header */
export function rowsOf(parse) {
  let sums = new Sums();
  return {
    load(work, bytes) {
      sums = new Sums();
      const header = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(10))).split(",");
      const at = (name) => header.indexOf(name);
      if (work === "persons") {
        const [area, state, age, school, sex, race] = ["PUMA", "ST", "AGEP", "SCHL", "SEX", "RAC1P"].map(at);
        const weights = Array.from({ length: REPLICATES + 1 }, (_, r) => at(`PWGTP${r || ""}`));
        parse(bytes, header, (cells) => {
          if (+cells[age] < 25) return;
          const group = sums.of(`${cells[state]}${cells[area]} ${SEX[+cells[sex]]} ${RACE[+cells[race]]}`, REPLICATES + 1);
          const higher = +cells[school] >= 21;
          for (let r = 0; r <= REPLICATES; r += 1) {
            const weight = +cells[weights[r]];
            group.all[r] += weight;
            if (higher) group.higher[r] += weight;
          }
        });
        return;
      }
      const [place, period, race, level, value] = ["place", "period", "race", "level", "value"].map(at);
      parse(bytes, header, (cells) => {
        const group = sums.of(`${cells[period]} ${cells[place]} ${cells[race]}`, 1);
        const count = +cells[value];
        group.all[0] += count;
        if (HIGHER.includes(cells[level])) group.higher[0] += count;
      });
    },
    tidy: (period) => sums.shares(`${period} `),
    persons: () => sums.sharesWithMoe(),
  };
}
