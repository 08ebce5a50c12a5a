/** A page that holds one module alone, with the site's own parts and policy. */

/** @typedef {import("playwright-core").Page} Page */

export const PAGE = "own-page.html";

/**
 * Makes the browser answer the page's address with a module on it; the page is then opened and `ready` waits for it.
 *
 * @param {Page} page
 * @param {{ script: string, connect?: string, language?: string }} options `script` has `messages`, `data`, `loaded`
 *   and `main`, and makes the module; `connect`: another server that the page may ask
 */
export async function prepare(page, { script, connect = "", language = "en" }) {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    `connect-src 'self' ${connect}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Own data</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="css/tokens.css"><link rel="stylesheet" href="css/page.css">
<link rel="stylesheet" href="css/own-data.css"><script type="module" src="own-page.js"></script></head>
<body><main class="sheet"></main></body></html>`;
  const code = `
import { Engine } from "./js/engine.js";
import { Loader } from "./js/loader.js";
import { Messages } from "./js/messages.js";
import { OwnData } from "./js/own-data.js";
import { CensusApi } from "./js/census-api.js";
import { adultsFrom, placesFrom } from "./js/place-search.js";
const loader = new Loader();
const engine = new Engine(loader);
const [{ data }, words] = await Promise.all([
  engine.ready("whole"), loader.messages(${JSON.stringify(language)})]);
const messages = new Messages(${JSON.stringify(language)}, words);
await data.need([["places", "places/core.csv"], ["attainment", "attainment/06.csv"]]);
await data.places();
const places = { index: placesFrom(loader), messages, name: (code) => data.names.get(code), adults: adultsFrom(data) };
const calls = [];
const loaded = (name) => calls.push(name);
const main = document.querySelector("main");
Object.assign(globalThis, { engine, data, calls });
${script}
document.documentElement.dataset.ready = "true";`;
  // One rule for both, so that it is there before the page is opened.
  await page.route(/\/own-page\.(html|js)$/, (route) =>
    route.request().url().endsWith("html")
      ? route.fulfill({ contentType: "text/html; charset=utf-8", body: html })
      : route.fulfill({ contentType: "text/javascript", body: code }),
  );
}

/** @param {Page} page */
export const ready = (page) => page.locator("html[data-ready]").waitFor();

/**
 * A zip archive of some files, each with its method: 0 stored, 8 deflated.
 *
 * @param {{ name: string, body: Buffer, packed?: Buffer, method: 0 | 8, crc: number, size?: number, flags?: number }[]} files
 */
export function zip(files) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  for (const { name, body, packed = body, method, crc, size = body.length, flags = 0 } of files) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
