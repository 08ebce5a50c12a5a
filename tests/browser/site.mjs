/** What tests in any browser share: the built site, the browser's program, what a page complained about. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Made-up counts in the project's own form, as a visitor's file. */
export const OWN = fileURLToPath(new URL("../data/made-up.csv", import.meta.url));

/** A made-up place's shape, of one degree. @param {number} x its west */
export const square = (x) => ({ type: "Polygon", coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] });

/**
 * A browser's program: `cargo xtask test` names it in a variable; without that it is looked for on the PATH.
 *
 * @param {string} variable
 * @param {string[]} names
 */
export function program(variable, names) {
  const named = process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error(`no ${names[0]} on the PATH: install it, or set ${variable} to its program`);
  return found;
}

/**
 * The site that `cargo xtask test` serves (SITE), else one of its own by `cargo xtask serve`.
 *
 * @returns {Promise<{ address: string, stop: () => void }>}
 */
export async function site() {
  if (process.env.SITE) return { address: process.env.SITE, stop: () => {} };
  const server = spawn("cargo", ["xtask", "serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    const [address] = /http:\/\/localhost:\d+\//.exec(line) ?? [];
    if (address) return { address, stop: () => void server.kill() };
  }
  throw new Error("cargo xtask serve ended before it served");
}

/** Runs in the page before its own code: a violation of its policy goes to the console. */
export function tellViolations() {
  addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sourceFile ?? ""}`);
  });
}

/** Runs in the page before its own code: it has no way to a service worker, which would answer in the place of a test's routes. */
export function withoutServiceWorkers() {
  Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
}

/**
 * A page of Playwright or Puppeteer: their events have the same names.
 *
 * @typedef {{ on(event: any, heard: (what: any) => void): unknown, mainFrame(): unknown }} Heard
 */

/**
 * Whatever a page complains about from now on: its console, exceptions, violations of its policy, requests that failed.
 *
 * @param {Heard} page
 */
export function listen(page) {
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning", "warn", "assert"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // A frame that shows another page lets go of what the one before had asked for.
    if (why === "net::ERR_ABORTED" && request.frame() !== page.mainFrame()) return;
    complaints.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/**
 * Uses a page; whatever it complained about is then an error.
 *
 * @param {string[]} complaints
 * @param {() => Promise<void>} use
 */
export async function withoutComplaint(complaints, use) {
  const said = (/** @type {ErrorOptions} */ why) => new Error(`the page complained:\n${complaints.join("\n")}`, why);
  try {
    await use();
  } catch (cause) {
    // What the page complained about is often why.
    throw complaints.length > 0 ? said({ cause }) : cause;
  }
  if (complaints.length > 0) throw said({});
}
