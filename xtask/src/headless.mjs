// The toolkit as it is built, without a page: what the build's own charts are answered and drawn with.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The module, its tables and its words, with modules of `www/js/` by their names.
 *
 * @param {string} root
 * @param {string[]} names
 */
export async function headless(root, names) {
  const load = (path) => import(pathToFileURL(join(root, path)).href);
  const [{ initSync, Catalog, Chart }, { beside }, { Data }, { Messages }, ...asked] = await Promise.all(
    ["pkg/common_measure.js", ...["catalog.js", "data.js", "messages.js", ...names].map((name) => `www/js/${name}`)].map(load),
  );
  initSync({ module: await readFile(join(root, "pkg/common_measure_bg.wasm")) });
  const text = (path) => readFile(join(root, path), "utf8");
  const descriptor = await text("www/data/datapackage.json");
  const reader = { bytes: async (path) => new Uint8Array(await readFile(join(root, "www", path))) };
  return {
    Chart,
    descriptor,
    /** Tables of their own, none of them loaded. */
    data: () => new Data(reader, beside(new Catalog(descriptor)), descriptor),
    words: async (language) => new Messages(language, JSON.parse(await text(`www/messages/${language}.json`))),
    modules: Object.assign({}, ...asked),
  };
}
