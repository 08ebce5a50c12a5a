/** What the build puts into the element's one file (`xtask/src/embed.mjs`). */

/** Its style sheet. */
declare const EMBED_STYLE: string;

/** Its words, by language. */
declare const EMBED_WORDS: Record<string, Record<string, string>>;

/** Files beside it, the WebAssembly module and the labels' font: their names and what their bytes must hash to. */
declare const EMBED_FILES: Record<"module" | "font", { file: string; integrity: string }>;

/** The module's JavaScript side, which is within the file: anew at each call, as one that has trapped cannot be used again. */
declare module "common-measure" {
  export function instance(): Pick<import("../types.js").Wasm, "Catalog" | "Chart"> & {
    init(options: { module_or_path: Uint8Array }): Promise<unknown>;
  };
}
