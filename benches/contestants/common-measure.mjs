/** This toolkit, as a partner uses it: the package's own surface and nothing beside it. */

import init, { Catalog } from "/pkg/common_measure.js";

/** @param {boolean} first whether nothing has been read before */
export async function start(first = false) {
  const { memory } = await init({ module_or_path: "/pkg/common_measure_bg.wasm" });
  const catalog = new Catalog();
  /** Shares of all rows that are given a name, and their margins where there are such. */
  const columns = (spec, name) => {
    const { length, place, sex, race, share } = catalog.figures(spec);
    const word = ({ values, codes }, row) => values[codes[row]];
    const shares = [];
    for (let row = 0; row < length; row += 1) {
      const key = name(word(place, row), word(sex, row), word(race, row));
      const moe = share.moe[row];
      if (key !== null) shares.push(Number.isNaN(moe) ? [key, share.value[row]] : [key, share.value[row], moe]);
    }
    return shares;
  };
  return {
    first,
    memory: () => memory.buffer.byteLength,
    load: (_work, bytes) => void catalog.load("table", bytes),

    /** Every county by race, which is thousands of figures: columns. */
    tidy: (period) => columns({ place: "00", by: ["county", "race"], period, data: "table" }, (place, _, race) => `${place} ${race}`),

    place: (place, period) => columns({ place, by: "race", period, data: "table" }, (_place, _sex, race) => race),

    /** The group by race has two that overlap the others. */
    persons: (sexes, races) =>
      columns({ place: "06", by: ["puma", "sex", "race"], period: "2018" }, (place, sex, race) =>
        sexes.includes(sex) && races.includes(race) ? `${place} ${sex} ${race}` : null),
  };
}
