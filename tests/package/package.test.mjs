/**
 * The npm package as a partner meets it: packed, installed into fresh projects, its README's examples built and run.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser, colours, launch } from "../browser/browser.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = join(HERE, "../../pkg");

/** The README's examples, in its order. */
const [TABLE = "", FOR_NODE = "", FOR_A_PAGE = "", PAGE = ""] = Array.from(
  readFileSync(join(PACKAGE, "README.md"), "utf8").matchAll(/^```\w+\n(.*?)^```$/gms),
  ([, code]) => code ?? "",
);

/** What a page fetches, below its project's folder of such files; a browser asks for an icon by itself. */
const fetched = (folder = "") => ({ [`${folder}adults.csv`]: TABLE, [`${folder}favicon.ico`]: "" });

/** The policy that the README says suffices. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
});

/** What is below it is removed at the end. */
const work = mkdtempSync(join(tmpdir(), "common-measure-"));
/** @type {string} */
let tarball;
/** @type {import("playwright-core").Browser} */
let chromium;
before(async () => {
  chromium = await launch();
  const [packed] = JSON.parse(npm(PACKAGE, ["pack", "--json", "--pack-destination", work]));
  tarball = join(work, packed.filename);
});
after(async () => {
  await chromium?.close();
  rmSync(work, { recursive: true });
});

/**
 * What npm prints.
 *
 * @param {string} cwd
 * @param {string[]} args
 */
function npm(cwd, args) {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/**
 * A fresh project with the package installed and these files beside those of its folder here.
 *
 * @param {string} kind
 * @param {Record<string, string>} files
 */
function project(kind, files) {
  const root = join(work, kind);
  cpSync(join(HERE, kind), root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  npm(root, ["install", "--no-audit", "--no-fund", "--no-package-lock", tarball]);
  return root;
}

/**
 * Serves a folder.
 *
 * @param {string} folder
 * @param {Record<string, string>} headers
 * @returns {Promise<{ address: string, stop: () => void }>}
 */
async function serve(folder, headers) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://localhost:${port}/`, stop: () => void server.close() };
}

/**
 * The chart is drawn and says what it shows; the page complains about nothing.
 *
 * @param {{ address: string, stop: () => void }} site
 */
async function draws({ address, stop }) {
  try {
    await new Browser(address, chromium, stop).visit({}, async (page) => {
      await page.locator("canvas[aria-label]").waitFor();
      assert.match((await page.locator("canvas").getAttribute("aria-label")) ?? "", /40 de cada 100 personas adultas/);
      const drawn = await colours(page.locator("body"));
      assert(drawn > 3, `${drawn} colours`);
    });
  } finally {
    stop();
  }
}

test("the package holds what its users need and nothing else", () => {
  const [{ files }] = JSON.parse(npm(PACKAGE, ["pack", "--json", "--dry-run"]));
  assert.deepEqual(files.map((/** @type {{ path: string }} */ { path }) => path).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "common_measure.d.ts",
    "common_measure.js",
    "common_measure_bg.wasm",
    "package.json",
  ]);
});

test("Node", () => {
  const root = project("node", { "main.js": FOR_NODE, "adults.csv": TABLE });
  const printed = execFileSync("node", ["main.js"], { cwd: root, encoding: "utf8" });
  assert.match(printed, /^4 \{/);
  assert.match(printed, /40 of 100 adults/);
  assert.match(printed, /<svg [^]*<\/svg>\s*$/);
});

test("a plain page", async () => {
  await draws(await serve(project("page", { "index.html": PAGE, "main.js": FOR_A_PAGE, ...fetched() }), {}));
});

test("webpack", async () => {
  const root = project("webpack", { "main.js": FOR_A_PAGE, ...fetched("public/") });
  npm(root, ["run", "build"]);
  await draws(await serve(join(root, "public"), { "content-security-policy": POLICY }));
});

test("Vite, built and as its development server", async () => {
  const root = project("vite", { "main.js": FOR_A_PAGE, ...fetched("public/") });
  npm(root, ["run", "build"]);
  await draws(await serve(join(root, "dist"), { "content-security-policy": POLICY }));

  const server = spawn("npm", ["run", "dev"], { cwd: root, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => void process.kill(-(server.pid ?? NaN));
  for await (const line of createInterface(server.stdout)) {
    const [address] = /http:\/\/localhost:\d+\//.exec(line) ?? [];
    if (address) return draws({ address, stop });
  }
  assert.fail("Vite's server ended before it served");
});
