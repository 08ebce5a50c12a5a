/** The Census API in a real browser, against a server of this test that answers as the Census Bureau's is documented to. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";
import { PAGE, prepare, ready } from "./own-page.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} Handler */

/** @type {Browser} */
let browser;
/** @type {Handler} */
let answer = (_, response) => response.end();
/** Addresses that were asked. @type {string[]} */
let asked = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  response.setHeader("Access-Control-Allow-Origin", "*");
  answer(request, response);
});
let base = "";
before(async () => {
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const address = server.address();
  assert(address && typeof address === "object");
  base = `http://localhost:${address.port}`;
  browser = await Browser.start();
});
after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

/** Made-up counts of a table, every line of it. @param {string} table */
function table(table) {
  const lines = table === "B15003" ? 25 : 11;
  const header = ["GEO_ID", "NAME"];
  const row = ["0500000US06037", "Los Angeles County, California"];
  for (let line = 1; line <= lines; line += 1) {
    const id = `${table}_${String(line).padStart(3, "0")}`;
    // A total of 2,400 people, 100 on each step; men and women 400 each, 100 on each of four levels.
    const total = table === "B15003" ? 2400 : 800;
    const people = line === 1 ? total : table !== "B15003" && (line === 2 || line === 7) ? 400 : 100;
    header.push(`${id}E`, `${id}M`, `${id}EA`, `${id}MA`);
    row.push(String(people), line === 1 ? "-555555555" : "20", /** @type {any} */ (null), line === 1 ? "*****" : /** @type {any} */ (null));
  }
  return JSON.stringify([[...header, "state", "county"], [...row, "06", "037"]]);
}

/** @type {Handler} */
const good = (request, response) => {
  const name = /group\((\w+)\)/.exec(decodeURIComponent(request.url ?? ""))?.[1] ?? "";
  response.setHeader("Content-Type", "application/json");
  response.end(table(name));
};

/**
 * @param {(page: Page) => Promise<void>} use
 * @param {{ patience?: number, language?: string } & import("playwright-core").BrowserContextOptions} [options]
 */
async function visit(use, { patience = 30_000, language = "en", ...options } = {}) {
  asked = [];
  // A browser logs every status from 400 on by itself: what a page complains about is not looked at here.
  const context = await browser.browser.newContext({ locale: "en-US", permissions: ["local-network-access"], ...options });
  try {
    const page = await context.newPage();
    const script =
      `const api = new CensusApi({ messages, data, places, loaded, base: ${JSON.stringify(base)}, ` +
      `now: new Date(2026, 1, 1), patience: ${patience} }); main.append(api.node);`;
    await prepare(page, { script, connect: base, language });
    await page.goto(new URL(PAGE, browser.address).href);
    await ready(page);
    await use(page);
  } finally {
    await context.close();
  }
}

/** @param {Page} page */
const press = (page) => page.getByRole("button", { name: "Ask the Census Bureau" }).click();

/** @param {Page} page */
const figure = (page) =>
  page.evaluate(async () => {
    const { data } = /** @type {{ data: import("../../www/js/data.js").Data }} */ (/** @type {unknown} */ (globalThis));
    const { items, sources } = /** @type {any} */ (await data.catalog.measure({ measure: "attainment", place: "06037", period: "2020-2024" }));
    const share = items[0].atOrAbove.find((/** @type {any} */ f) => f.level === "bachelors_or_higher").share;
    return { value: share.value, margin: share.moe > 0, source: sources[0] };
  });

test("the address is shown first, asked once and answers beside the page's own tables", async () => {
  answer = good;
  await visit(async (page) => {
    const shown = await page.locator(".own-addresses a").allInnerTexts();
    assert.deepEqual(shown, [`${base}/data/2024/acs/acs5?get=group(B15003)&for=county:037&in=state:06`]);
    assert.deepEqual(asked, [], "nothing is asked before the button");
    await press(page);
    await page.locator(".own-tables-list li").waitFor();
    assert.deepEqual(asked.map((path) => base + path), shown);
    const { value, margin, source } = await figure(page);
    assert(Math.abs(value - 400 / 2400) < 1e-12, String(value));
    assert(margin);
    assert.equal(source.agency, "U.S. Census Bureau");
    assert.deepEqual([source.table, source.vintage, source.path], ["B15003", "2020-2024", shown[0]]);
    const periods = await page.evaluate(() => Reflect.get(globalThis, "data").catalog.periods({ place: "06037" }));
    assert(periods.includes("2019-2023") && periods.includes("2020-2024"), periods);
    await page.getByRole("button", { name: /^Remove/ }).click();
    await assert.rejects(figure(page), /no attainment figures/);
  });
});

test("groups are nine more tables, and all of them make one", async () => {
  answer = good;
  await visit(async (page) => {
    await page.getByLabel(/race and ethnicity/).check();
    assert.equal(await page.locator(".own-addresses li").count(), 10);
    await press(page);
    await page.locator(".own-tables-list li").waitFor();
    assert.equal(asked.length, 10);
    const groups = await page.evaluate(async () => {
      const { catalog } = Reflect.get(globalThis, "data");
      const answer = await catalog.measure({ measure: "attainment", place: "06037", period: "2020-2024", by: "race" });
      return answer.items.length;
    });
    assert.equal(groups, 9);
  });
});

test("a key is sent, never shown and never kept", async () => {
  answer = good;
  await visit(async (page) => {
    await page.getByLabel(/Key/).fill("made-up-key");
    assert.match(await page.locator(".own-addresses").innerText(), /&key=•+$/);
    assert(!(await page.content()).includes("made-up-key"), "the key is nowhere in the page");
    await press(page);
    await page.locator(".own-tables-list li").waitFor();
    assert.match(asked[0] ?? "", /&key=made-up-key$/);
    const kept = await page.evaluate(() => [location.href, document.cookie, { ...localStorage }, { ...sessionStorage }]);
    assert(!JSON.stringify(kept).includes("made-up-key"));
    const { source } = await figure(page);
    assert(!JSON.stringify(source).includes("made-up-key"));
  });
});

test("whatever goes wrong is told in words, and the page's tables stay", async () => {
  /** @type {(status: number, type: string, body: string) => Handler} */
  const fixed = (status, type, body) => (_, response) => {
    response.writeHead(status, { "Content-Type": type });
    response.end(body);
  };
  /** @type {[string, Handler, RegExp][]} */
  const cases = [
    ["page", fixed(200, "text/html", "<html><head><title>Sorry</title></head></html>"), /web page came.*“Sorry”/],
    ["key", fixed(200, "text/html", "<html><head><title>Invalid Key</title></head></html>"), /asks for a key.*“Invalid Key”/s],
    ["text", fixed(200, "text/plain", "error: unknown variable 'B15003_999E'"), /“error: unknown variable 'B15003_999E'”/],
    ["refused", fixed(400, "text/plain", "error: unknown/unsupported geography hierarchy"), /\(400\).*geography hierarchy/],
    ["unpublished", fixed(404, "text/html", "<html><title>404 Not Found</title></html>"), /or not yet/],
    ["rate limit", fixed(429, "text/plain", "slow down"), /too many questions/],
    ["server", fixed(503, "text/html", "<html></html>"), /problem of its own \(503\)/],
    ["empty", fixed(204, "application/json", ""), /no figures for this place/],
    ["header alone", fixed(200, "application/json", '[["NAME","B15003_001E"]]'), /no figures for this place/],
    ["no array", fixed(200, "application/json", '[{"a": 1}]'), /not in the form/],
    ["cut off", fixed(200, "application/json", '[["NAME","B15003_001E"],["x"'), /not in the form/],
    ["rows of different length", fixed(200, "application/json", '[["NAME","B15003_001E"],["x"]]'), /not in the form/],
    ["another place", fixed(200, "application/json", table("B15003").replace("US06037", "US06059")), /not in the form/],
    ["another table", fixed(200, "application/json", table("B99999")), /could not be read/],
    ["no connection", (request) => void request.socket.destroy(), /No answer\. Your connection/],
  ];
  await visit(async (page) => {
    for (const [name, handler, words] of cases) {
      answer = handler;
      await page.evaluate(() => document.querySelector(".own-status")?.replaceChildren());
      await press(page);
      await page.locator(".own-status .own-error").waitFor();
      const said = await page.locator(".own-status").innerText();
      assert.match(said, words, name);
      assert.match(said, /tables that the page brought along are as they were/, name);
      assert.equal(await page.locator(".own-tables-list li").count(), 0, name);
    }
    const periods = await page.evaluate(() => Reflect.get(globalThis, "data").catalog.periods({ place: "06037" }));
    assert(periods.includes("2019-2023"));
    // After all that it still works.
    answer = good;
    await press(page);
    await page.locator(".own-tables-list li").waitFor();
  });
});

test("a slow answer is waited for, cancelled or given up", async () => {
  answer = () => {};
  await visit(async (page) => {
    await press(page);
    await page.getByText("Asking for table B15003 (1 of 1)").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Stopped. Nothing was loaded.").waitFor();
  });
  // The head comes, the rest does not.
  answer = (_, response) => void response.writeHead(200, { "Content-Type": "application/json" }).write('[["NAME"');
  await visit(
    async (page) => {
      await press(page);
      await page.getByText("No answer within 1 seconds").waitFor();
    },
    { patience: 1000 },
  );
});
