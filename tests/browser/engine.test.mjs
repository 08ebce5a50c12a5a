// @ts-check
/** Where the engine runs, and what a visitor sees where it cannot or where it is lost. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, chart } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
/** What the gap's chart says with nothing in the way. @type {string} */
let said;
before(async () => {
  browser = await Browser.start();
  await browser.visit({ path: GAP }, async (page) => {
    said = await title(page, "gap");
  });
  assert.match(said, /California/);
});
after(() => browser?.close());

/** The sentence above a view's chart. @param {Page} page @param {Parameters<typeof chart>[1]} view */
const title = async (page, view) => (await chart(page, view)).locator(".chart-title").innerText();

const GAP = "?view=gap&place=06&by=sex";
/**
 * Puts something in front of the worker's code.
 *
 * @param {Page} page
 * @param {(turn: number) => string} code of the first worker, the second …
 */
function meddle(page, code) {
  let turn = 0;
  return page.route("**/app/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code((turn += 1))}\n${await response.text()}` });
  });
}

/** Dies of the first question, which stays without an answer. */
const DIES = `addEventListener("message", (event) => {
  if (event.data.call !== "measure") return;
  event.stopImmediatePropagation();
  throw new Error("the end");
});`;

test("the engine is in one worker; for the whole module another takes over and the first ends", async () => {
  await browser.visit({ path: GAP }, async (page) => {
    assert.equal(await title(page, "gap"), said);
    const [first, ...more] = page.workers();
    assert(first);
    assert.deepEqual(more, []);
    const ended = first.waitForEvent("close");
    await chart(page, "earnings");
    await ended;
    assert.equal(page.workers().length, 1);
    assert.equal(await title(page, "gap"), said);
  });
});

test("a page that cannot have a worker shows the same", async () => {
  const before = (/** @type {Page} */ page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, "Worker"));
  await browser.visit({ path: GAP, before }, async (page) => {
    assert.equal(await title(page, "gap"), said);
    assert.deepEqual(page.workers(), []);
  });
});

test("a worker that cannot start is done without", async () => {
  const before = (/** @type {Page} */ page) => meddle(page, () => 'throw new Error("not today");');
  await browser.visit({ path: GAP, before }, async (page) => {
    assert.equal(await title(page, "gap"), said);
  });
});

test("an engine that is lost is replaced, and the question asked again", async () => {
  const before = (/** @type {Page} */ page) => meddle(page, (turn) => (turn === 1 ? DIES : ""));
  await browser.visit({ path: GAP, before }, async (page) => {
    assert.equal(await title(page, "gap"), said);
    assert.equal(page.workers().length, 1);
  });
});

test("a worker that ends without a word is not waited for for ever", async () => {
  /** @type {Promise<unknown>} */
  let ended = Promise.resolve();
  const ends = DIES.replace('throw new Error("the end")', "close()");
  const before = async (/** @type {Page} */ page) => {
    ended = page.waitForEvent("worker").then((worker) => worker.waitForEvent("close"));
    await page.clock.install();
    await meddle(page, (turn) => (turn === 1 ? ends : ""));
  };
  await browser.visit({ path: GAP, before }, async (page) => {
    await ended;
    await page.waitForLoadState("networkidle");
    await page.clock.runFor(140_000);
    assert.equal(await title(page, "gap"), said);
    assert.equal(page.workers().length, 1);
  });
});

test("a visitor's shapes that end the engine are tried twice, then the page's map stands", async () => {
  const died = DIES.replace('"measure"', '"shapes" || event.data.given[0].length > 1000');
  await browser.visit({ path: "?view=map", before: (page) => meddle(page, () => died) }, async (page) => {
    const map = await chart(page, "map");
    const title = await map.locator(".chart-title").innerText();
    await page.locator("#map .map-file").setInputFiles({ name: "own.geojson", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.locator("#map .map-status", { hasText: "own.geojson cannot be shown: this page failed twice while reading it." }).waitFor();
    await page.locator('#map figure.chart[aria-busy="false"]').waitFor();
    assert.equal(await map.locator(".chart-title").innerText(), title);
    assert.equal(page.workers().length, 1);
  });
});

test("a file of shapes is read in the worker, and says where it is wrong", async () => {
  await browser.visit({ path: "?view=map" }, async (page) => {
    await chart(page, "map");
    await page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      /** @type {string[]} */
      const asked = [];
      Object.assign(globalThis, { asked });
      Worker.prototype.postMessage = function (message, ...more) {
        asked.push(message.call);
        return postMessage.call(this, message, .../** @type {[any]} */ (more));
      };
    });
    const buffer = Buffer.from('{"type":\n "FeatureCollection",}');
    await page.locator("#map .map-file").setInputFiles({ name: "own.geojson", mimeType: "application/json", buffer });
    await page.locator("#map .map-status", { hasText: "own.geojson cannot be shown: it is not JSON (line 2, column 22)." }).waitFor();
    assert((await page.evaluate(() => /** @type {any} */ (globalThis).asked)).includes("shapes"));
  });
});

test("where a file is to be chosen the worker rehearses, to the end or until it is asked something", async () => {
  const before = (/** @type {Page} */ page) =>
    page.addInitScript(() => {
      const { postMessage } = Worker.prototype;
      /** @type {Record<string, object>} */
      const answers = {};
      Object.assign(globalThis, { answers });
      Worker.prototype.postMessage = function (message, ...more) {
        if (message.call === "rehearse") {
          this.addEventListener("message", ({ data }) => {
            if (data.id === message.id) answers[message.call] = data;
          });
        }
        return postMessage.call(this, message, .../** @type {[any]} */ (more));
      };
    });
  await browser.visit({ path: "?view=data", before }, async (page) => {
    await page.waitForFunction(() => /** @type {any} */ (globalThis).answers.rehearse);
    const { value, error } = await page.evaluate(() => /** @type {any} */ (globalThis).answers.rehearse);
    assert.equal(error, undefined);
    assert(value > 0, `${value} rounds`);
  });
});

test("shapes that cannot be read, while another map is asked for, leave the page's in its place", async () => {
  await browser.visit({ path: "?view=map" }, async (page) => {
    const map = await chart(page, "map");
    const title = await map.locator(".chart-title").innerText();
    // The classes are cut anew the moment that the file is on its way.
    await page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      let first = true;
      Worker.prototype.postMessage = function (message, ...more) {
        postMessage.call(this, message, .../** @type {[any]} */ (more));
        if (message.call !== "shapes" || !first) return;
        first = false;
        const classes = /** @type {HTMLSelectElement} */ (document.querySelector("#map .map-classes select"));
        classes.value = "7";
        classes.dispatchEvent(new Event("change"));
      };
    });
    await page.locator("#map .map-file").setInputFiles({ name: "own.geojson", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.locator("#map .map-status", { hasText: "own.geojson cannot be shown" }).waitFor();
    await page.locator('#map figure.chart[aria-busy="false"]').waitFor();
    assert.equal(await map.locator(".chart-title").innerText(), title);
  });
});

test("where every engine is lost the page says so, and a visitor can try again", async () => {
  let broken = true;
  const before = (/** @type {Page} */ page) => meddle(page, () => (broken ? DIES : ""));
  await browser.visit({ path: GAP, before }, async (page) => {
    const alert = page.locator("#gap").getByText("The calculation stopped");
    await alert.waitFor();
    broken = false;
    await page.locator("#gap").getByRole("button", { name: "Try again" }).click();
    assert.equal(await title(page, "gap"), said);
  });
});
