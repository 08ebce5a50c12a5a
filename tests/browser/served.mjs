/** The built site on a server of a test's own: its network can go, and a next version can take its place. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const DIST = new URL("../../dist/", import.meta.url);

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const hash = (/** @type {string} */ text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

export class Served {
  static async start() {
    const served = new Served();
    await served.listen(0);
    return served;
  }

  constructor() {
    /** What stands in the place of a file of the site. @type {Map<string, string>} */
    this.changed = new Map();
    this.server = createServer(async ({ url = "/" }, response) => {
      const path = decodeURIComponent(new URL(url, "http://site").pathname).slice(1) || "index.html";
      try {
        const body = this.changed.get(path) ?? (await readFile(new URL(path, DIST)));
        response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "text/plain", "Cache-Control": "no-store" });
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    this.port = 0;
  }

  get address() {
    return `http://localhost:${this.port}/`;
  }

  /** @param {number} port */
  async listen(port) {
    await new Promise((resolve) => void this.server.listen(port, "localhost", () => resolve(null)));
    const address = this.server.address();
    this.port = typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  /** From now on nothing answers. */
  async close() {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => void this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /**
   * A next version of the site.
   *
   * @param {string} version
   * @param {Record<string, (text: string) => string>} changes of files
   */
  async publish(version, changes) {
    const text = (/** @type {string} */ path) => this.changed.get(path) ?? readFile(new URL(path, DIST), "utf8");
    const [, list = "", code = ""] = /^self\.site = (.*);\n([^]*)$/.exec(await text("sw.js")) ?? [];
    /** @type {{ version: string, first: Record<string, string>, asked: Record<string, string> }} */
    const site = JSON.parse(list);
    const renamed = (/** @type {string} */ page) => page.replace(`content="${site.version}"`, `content="${version}"`);
    for (const [path, change] of Object.entries({ ...changes, "index.html": renamed })) {
      const made = change(await text(path));
      this.changed.set(path, made);
      const where = path in site.first ? site.first : site.asked;
      where[path] = hash(made);
    }
    this.changed.set("sw.js", `self.site = ${JSON.stringify({ ...site, version })};\n${code}`);
  }
}
