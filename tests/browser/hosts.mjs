/** Pages of partners: real ones, on an origin of their own, with a policy of their own. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

/** The address that the documentation writes for the site. */
const EXAMPLE = /https:\/\/measure\.example\/?/g;

/** @type {Record<string, string>} */
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  csv: "text/csv",
};

/**
 * The policy that docs/embed.md says is enough, for a site.
 *
 * @param {string} site
 */
export async function documentedPolicy(site) {
  const text = await readFile(new URL("../../docs/embed.md", import.meta.url), "utf8");
  const [, policy = ""] = /```csp-element\n(.*)\n```/.exec(text) ?? [];
  return policy.replace(EXAMPLE, new URL(site).origin);
}

/**
 * Serves `tests/browser/hosts/`, with the site's address where a page says `{site}`.
 *
 * @param {string} site
 * @param {{ policy?: string, words?: Record<string, string>, files?: Record<string, string> }} [options] `files`: further
 *   ones, by name
 */
export async function partner(site, { policy = "", words = {}, files = {} } = {}) {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://host/").pathname.slice(1);
    const here = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
    const known = /** @type {Record<string, string>} */ ({ site, here, ...words });
    try {
      const text = files[name] ?? (await readFile(new URL(`hosts/${name}`, import.meta.url), "utf8"));
      const filled = name.endsWith(".html") ? text.replace(/\{(\w+)\}/g, (whole, word) => known[word] ?? whole) : text;
      response.writeHead(200, {
        "Content-Type": TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain",
        ...(policy ? { "Content-Security-Policy": policy } : {}),
      });
      response.end(filled);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}
