/** DuckDB-WASM, its bundle with exception handling, in its own worker. The columns' types are given: it need not guess. */

import * as duckdb from "@duckdb/duckdb-wasm";
import { RACE, REPLICATES, SEX, withMoe } from "./shares.mjs";

const DIST = new URL("/node_modules/@duckdb/duckdb-wasm/dist/", location.href).href;
const TIDY = "{'place': 'VARCHAR', 'period': 'VARCHAR', 'sex': 'VARCHAR', 'race': 'VARCHAR', 'level': 'VARCHAR', 'value': 'DOUBLE'}";
const WEIGHTS = Array.from({ length: REPLICATES + 1 }, (_, r) => `PWGTP${r || ""}`);

/** Types of the person file's columns: text where codes have leading zeros, else whole numbers. */
function types(header) {
  const text = ["RT", "SERIALNO", "PUMA", "ST"];
  return `{${header.map((name) => `'${name}': '${text.includes(name) ? "VARCHAR" : "INTEGER"}'`).join(", ")}}`;
}

export async function connect() {
  const worker = new Worker(`${DIST}duckdb-browser-eh.worker.js`);
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(`${DIST}duckdb-eh.wasm`);
  return { database, connection: await database.connect() };
}

/** @param {boolean} table whether the file becomes a table first; else each question reads the file */
export async function start(table = true) {
  const { database, connection } = await connect();
  let from = "rows";
  const rows = async (sql) => (await connection.query(sql)).toArray();
  const higher = "level in ('bachelors', 'graduate')";
  const share = `(sum(value) filter (${higher})) / sum(value)`;
  return {
    async load(work, bytes) {
      const header = new TextDecoder().decode(bytes.subarray(0, 4096)).split("\n")[0].split(",");
      await database.dropFile("rows.csv");
      await database.registerFileBuffer("rows.csv", bytes);
      const columns = work === "persons" ? types(header) : TIDY;
      const read = `read_csv('rows.csv', header = true, auto_detect = false, delim = ',', quote = '"', columns = ${columns})`;
      if (table) await connection.query(`create or replace table rows as select * from ${read}`);
      else from = read;
    },

    async tidy(period) {
      const sql = `select place, race, ${share} as share from ${from} where period = '${period}' group by place, race`;
      return (await rows(sql)).map((row) => [`${row.place} ${row.race}`, row.share]);
    },

    async place(place, period) {
      const where = `place = '${place}' and period = '${period}'`;
      return (await rows(`select race, ${share} as share from ${from} where ${where} group by race`)).map((r) => [r.race, r.share]);
    },

    async persons() {
      const sums = WEIGHTS.map((w, r) => `sum(${w})::double as a${r}, coalesce(sum(${w}) filter (SCHL >= 21), 0)::double as h${r}`);
      const race = "case when RAC1P in (4, 5) then 3 else RAC1P end";
      const groups = `ST || PUMA as area, SEX as sex, ${race} as race`;
      const answer = await connection.query(`select ${groups}, ${sums.join(", ")} from ${from} where AGEP >= 25 group by area, sex, race`);
      const column = (name) => answer.getChild(name).toArray();
      const [areas, sexes, races] = [answer.getChild("area"), column("sex"), column("race")];
      const all = WEIGHTS.map((_, r) => column(`a${r}`));
      const some = WEIGHTS.map((_, r) => column(`h${r}`));
      return Array.from({ length: answer.numRows }, (_, i) => [
        `${areas.get(i)} ${SEX[sexes[i]]} ${RACE[races[i]]}`,
        ...withMoe(some.map((c) => c[i]), all.map((c) => c[i])),
      ]);
    },
  };
}
