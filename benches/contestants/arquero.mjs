/** Arquero: the columns' types are given. */

import { HIGHER } from "./shares.mjs";

export async function start() {
  const aq = window.aq;
  let table;
  const shares = (rows, by) =>
    rows
      .derive({ higher: aq.escape((row) => (HIGHER.includes(row.level) ? row.value : 0)) })
      .groupby(...by)
      .rollup({ share: (d) => aq.op.sum(d.higher) / aq.op.sum(d.value) });
  return {
    load(_work, bytes) {
      table = aq.fromCSV(new TextDecoder().decode(bytes), { autoType: false, parse: { value: Number } });
    },
    tidy(period) {
      const rows = table.filter(aq.escape((row) => row.period === period));
      return shares(rows, ["place", "race"]).objects().map((row) => [`${row.place} ${row.race}`, row.share]);
    },
    place(place, period) {
      const rows = table.filter(aq.escape((row) => row.place === place && row.period === period));
      return shares(rows, ["race"]).objects().map((row) => [row.race, row.share]);
    },
  };
}
