/**
 * The recipes of docs/embed.md, as they stand there, in fresh projects: rendered on a server, taken over in a browser,
 * changed, listened to, and taken out of the page.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "../browser/browser.mjs";
import { documentedPolicy, partner } from "../browser/hosts.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The recipes' files by their names. */
const RECIPES = Object.fromEntries(
  Array.from(
    readFileSync(join(HERE, "../../docs/embed.md"), "utf8").matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms),
    ([, name = "", code = ""]) => [name, code],
  ),
);

/** What of them each needs, and the names of its two entries. */
const FRAMEWORKS = {
  react: { recipe: ["Gap.jsx"], client: "client.jsx", server: "server.js" },
  vue: { recipe: ["Gap.vue", "vite.config.js"], client: "client.js", server: "server.js" },
  svelte: { recipe: ["Gap.svelte"], client: "client.js", server: "server.js" },
};

/** What is below it is removed at the end. */
const work = mkdtempSync(join(tmpdir(), "common-measure-"));
/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(async () => {
  await browser?.close();
  rmSync(work, { recursive: true });
});

/**
 * The files of an application, built, with what its server renders in its page.
 *
 * @param {keyof typeof FRAMEWORKS} name
 * @returns {Record<string, string>}
 */
function built(name) {
  const { recipe, client, server } = FRAMEWORKS[name];
  const root = join(work, name);
  cpSync(join(HERE, name), root, { recursive: true });
  for (const file of recipe) {
    writeFileSync(join(root, file), RECIPES[file] ?? assert.fail(`docs/embed.md has no ${file}`));
  }
  const page = readFileSync(join(HERE, "index.html"), "utf8");
  writeFileSync(join(root, "index.html"), page.replace("{client}", client).replace("{site}", browser.address));
  const run = (/** @type {string} */ program, /** @type {string[]} */ words) =>
    execFileSync(program, words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"]);
  run("npm", ["run", "build"]);
  const rendered = run("node", [join("server", server)]);
  const html = readFileSync(join(root, "dist/index.html"), "utf8").replace("<!--app-->", () => rendered);
  const [, script = ""] = /src="\/(assets\/[^"]+\.js)"/.exec(html) ?? [];
  return { "index.html": html, [script]: readFileSync(join(root, "dist", script), "utf8") };
}

for (const name of /** @type {(keyof typeof FRAMEWORKS)[]} */ (Object.keys(FRAMEWORKS))) {
  test(name, async () => {
    const policy = (await documentedPolicy(browser.address)).replace("script-src", "script-src 'self'");
    const host = { policy: `${policy}; img-src data:`, files: built(name) };
    const { address, stop } = await partner(browser.address, host);
    const app = new Browser(address, browser.browser, stop);
    try {
      await app.visit({ path: "index.html", javaScriptEnabled: false }, async (page) => {
        const element = page.locator('common-measure[chart="gap"][place="06"][by="sex"]');
        assert(await element.getByText("The figures in words").isVisible(), "the server's page has the fallback");
      });
      await app.visit({ path: "index.html" }, lives);
    } finally {
      stop();
    }
  });
}

/** The element in an application: drawn, changed, listened to, gone. @param {import("playwright-core").Page} page */
async function lives(page) {
  const element = page.locator("common-measure");
  const drawn = element.locator('figure.chart[aria-busy="false"] canvas[role=img]');
  const told = async (/** @type {string} */ names) => {
    await page.locator("output").filter({ hasText: new RegExp(`^${names}$`) }).waitFor();
  };
  await drawn.waitFor();
  await told("cm-ready");
  assert.match(await element.locator(".chart-title").innerText(), /of 100 (men|women)/);
  await page.getByRole("button", { name: "race" }).click();
  await told("cm-ready cm-change");
  await drawn.waitFor();
  assert.doesNotMatch(await element.locator(".chart-title").innerText(), /of 100 (men|women)/);
  await element.locator(".chart-marks").focus();
  await page.keyboard.press("ArrowRight");
  await told("cm-ready cm-change cm-select");
  await page.getByRole("button", { name: "nobody" }).click();
  await told("cm-ready cm-change cm-select.* cm-error");
  await element.locator(".notice").waitFor();
  assert(await element.getByText("The figures in words").isVisible());
  const gone = await element.elementHandle();
  await page.getByRole("button", { name: "away" }).click();
  await page.waitForFunction(() => !document.querySelector("common-measure"));
  assert.equal(await gone?.evaluate((node) => node.shadowRoot?.querySelectorAll("figure, .notice").length), 0);
}
