/** This toolkit, as a partner uses it: the package's own surface and nothing beside it. */

import init, { Catalog } from "/pkg/common_measure.js";

export async function start() {
  const { memory } = await init({ module_or_path: "/pkg/common_measure_bg.wasm" });
  const catalog = new Catalog();
  const ask = (spec) => catalog.measure({ measure: "attainment", level: "bachelors_or_higher", data: "table", ...spec });
  return {
    memory: () => memory.buffer.byteLength,
    load: (_work, bytes) => void catalog.load("table", bytes),

    /** Every county by race, a question a race: the nation's counties, ranked. */
    tidy(period, races) {
      const shares = [];
      for (const race of races) {
        for (const item of ask({ place: "00", by: "county", period, race }).items) {
          shares.push([`${item.place.code} ${race}`, item.atOrAbove[0].share.value]);
        }
      }
      return shares;
    },

    place(place, period) {
      const { items } = ask({ place, period, by: "race" });
      return items.map((i) => [i.group.race, i.atOrAbove.find((f) => f.level === "bachelors_or_higher").share.value]);
    },

    persons(sexes, races) {
      const shares = [];
      for (const sex of sexes) {
        for (const race of races) {
          for (const item of ask({ measure: "trend", place: "06", by: "puma", sex, race, period: "2018" }).items) {
            const { value, moe } = item.atOrAbove[0].share;
            shares.push([`${item.place.code} ${sex} ${race}`, value, moe]);
          }
        }
      }
      return shares;
    },
  };
}
