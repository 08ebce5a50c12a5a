/** What the build puts into the element's one file (`xtask/src/embed.mjs`). */

/** Its style sheet. */
declare const EMBED_STYLE: string;

/** Its words, by language. */
declare const EMBED_WORDS: Record<string, Record<string, string>>;

/** The WebAssembly module beside it: its name and what its bytes must hash to. */
declare const EMBED_MODULE: { file: string; integrity: string };

/** The module's JavaScript side, which is within the file. */
declare module "common-measure" {
  export default function init(options: { module_or_path: Uint8Array }): Promise<unknown>;
  export const Catalog: import("../types.js").Wasm["Catalog"];
  export const Chart: import("../types.js").Wasm["Chart"];
}
