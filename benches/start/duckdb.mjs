import { connect } from "../contestants/duckdb.mjs";

const { connection } = await connect();
await connection.query("select 1");
window.done = performance.now();
