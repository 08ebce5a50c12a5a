/** The recipe for nginx, run as it stands but for its port and its folder. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Browser, chart, colours, launch } from "../browser/browser.mjs";
import { program } from "../browser/site.mjs";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const RECIPE = fileURLToPath(new URL("../../docs/hosting/nginx.conf", import.meta.url));

/** A name as immutable files have it. */
const HASHED = "embed/1/common-measure.0123456789abcdef.js";

const TYPES = {
  "index.html": "text/html; charset=utf-8",
  "js/app.js": "application/javascript; charset=utf-8",
  "css/page.css": "text/css; charset=utf-8",
  "data/datapackage.json": "application/json; charset=utf-8",
  "data/jobs.csv": "text/csv; charset=utf-8",
  "pkg/common_measure_bg.wasm": "application/wasm",
  "favicon.svg": "image/svg+xml",
  "fonts/public-sans.woff2": "font/woff2",
};

const work = mkdtempSync(join(tmpdir(), "common-measure-"));
/** @type {string} */
let address;
/** @type {import("node:child_process").ChildProcess} */
let nginx;

before(async () => {
  const root = join(work, "root");
  cpSync(DIST, root, { recursive: true });
  mkdirSync(join(root, "embed/1"), { recursive: true });
  writeFileSync(join(root, HASHED), "export {};\n");
  const port = await freePort();
  address = `http://localhost:${port}/`;
  const server = readFileSync(RECIPE, "utf8").replace("listen 80;", `listen ${port};`).replace(/root .*;/, `root ${root};`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${work}/${name};`);
  // One process, of whoever runs this.
  const around = ["daemon off;", "master_process off;", `pid ${work}/pid;`, "events {}"];
  const http = ["http {", "access_log off;", ...folders, server, "}"];
  writeFileSync(join(work, "nginx.conf"), [...around, ...http].join("\n"));
  nginx = spawn(program("NGINX", ["nginx"]), ["-e", "stderr", "-c", join(work, "nginx.conf")], { stdio: "inherit" });
  const ended = new Promise((_, reject) => nginx.once("exit", (code) => reject(new Error(`nginx ended with ${code}`))));
  await Promise.race([ended, answers()]);
});
after(() => {
  nginx?.kill();
  rmSync(work, { recursive: true });
});

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

async function answers() {
  const answered = () => fetch(address).then(() => true, () => false);
  while (nginx.exitCode === null && !(await answered())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * An answer as it came, not unpacked.
 *
 * @param {string} path
 * @returns {Promise<{ encoding: string | undefined, body: Buffer }>}
 */
function packed(path) {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, address), { headers: { "accept-encoding": "gzip" } }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(parts) });
    });
    asked.on("error", reject).end();
  });
}

test("each kind of file has its type", async () => {
  for (const [path, type] of Object.entries(TYPES)) {
    assert.equal((await fetch(new URL(path, address))).headers.get("content-type"), type, path);
  }
});

test("names with a hash are kept for ever, others are asked for again", async () => {
  const [chunk] = readdirSync(join(DIST, "app")).filter((name) => /-[0-9A-Z]{8}\.js$/.test(name));
  for (const path of [HASHED, `app/${chunk}`]) {
    const { headers } = await fetch(new URL(path, address));
    assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable", path);
  }
  const missing = await fetch(new URL(HASHED.replace("0123", "4567"), address));
  assert.deepEqual([missing.status, missing.headers.get("cache-control")], [404, null]);
  for (const path of ["", "app/app.js", "pkg/common_measure_bg.wasm"]) {
    const { headers } = await fetch(new URL(path, address));
    assert.equal(headers.get("cache-control"), "no-cache", path);
    const again = await fetch(new URL(path, address), { headers: { "if-none-match": headers.get("etag") ?? "" } });
    assert.equal(again.status, 304, path);
  }
});

test("text and the module are compressed", async () => {
  for (const path of ["index.html", "js/app.js", "data/jobs.csv", "pkg/common_measure_bg.wasm", "favicon.svg"]) {
    const { encoding, body } = await packed(path);
    assert.equal(encoding, "gzip", path);
    assert(gunzipSync(body).equals(readFileSync(join(DIST, path))), path);
  }
});

test("every answer has the page's own policy and may be read by embeds", async () => {
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(join(DIST, "index.html"), "utf8")) ?? [];
  for (const path of ["", "js/app.js", "no-such-page"]) {
    const { headers } = await fetch(new URL(path, address));
    assert.equal(headers.get("content-security-policy"), policy, path);
    assert.equal(headers.get("access-control-allow-origin"), "*", path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("x-frame-options"), null, path);
  }
});

test("the pages, the frames, and the site as one file work under these headers and complain about nothing", async () => {
  const chromium = await launch();
  try {
    const browser = new Browser(address, chromium, () => {});
    await browser.visit({}, async (page) => {
      assert((await colours(await chart(page, "trend"))) > 3);
    });
    const { frame } = JSON.parse(readFileSync(join(DIST, "embed/1/charts/trend.en.json"), "utf8"));
    for (const [path, started] of Object.entries({
      "common-measure.html": '[data-answer="adults"][data-ready="true"]',
      "present.html": '#deck[data-shown="1.1"]',
      "embed.html?view=trend": "common-measure canvas[role=img]",
      "view/trend.en.html": "common-measure canvas[role=img]",
      [`embed/1/${frame}`]: "common-measure canvas[role=img]",
    })) {
      await browser.visit({ path }, (page) => page.locator(started).first().waitFor());
    }
  } finally {
    await chromium.close();
  }
});
