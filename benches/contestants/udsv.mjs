/** uDSV, a piece at a time: its rows are summed as they come and none is kept. */

import { inferSchema, initParser } from "/node_modules/udsv/dist/uDSV.mjs";
import { rowsOf } from "./rows.mjs";

const PIECE = 1 << 20;

export const start = () => rowsOf((bytes, header, row) => {
  const decoder = new TextDecoder();
  const parser = initParser(inferSchema(`${header.join(",")}\n`, { col: ",", row: "\n", encl: '"' }));
  for (let at = 0; at < bytes.length; at += PIECE) {
    parser.chunk(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }), parser.stringArrs, row);
  }
  parser.end();
});
