/** What is left after an element has come and gone a thousand times. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "../browser/browser.mjs";
import { partner } from "../browser/hosts.mjs";

const MOUNTS = 1000;

/** Each in its turn. */
const CHARTS = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "what-if"];

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

test("a thousand elements that come and go leave nothing", { timeout: 600_000 }, async () => {
  const { address, stop } = await partner(browser.address);
  const context = await browser.browser.newContext();
  try {
    const page = await context.newPage();
    // The module's memory is counted too: it only ever grows.
    await page.addInitScript(() => {
      const { instantiate } = WebAssembly;
      /** @type {any} */ (globalThis).modules = [];
      WebAssembly.instantiate = /** @type {any} */ (
        async (/** @type {[any, any]} */ ...given) => {
          const made = /** @type {any} */ (await instantiate(...given));
          /** @type {any} */ (globalThis).modules.push(made.instance ?? made);
          return made;
        }
      );
    });
    await page.goto(`${address}element.html`);
    const protocol = await context.newCDPSession(page);
    const count = async () => {
      await protocol.send("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners: listeners } = await protocol.send("Memory.getDOMCounters");
      const { usedSize: heap } = await protocol.send("Runtime.getHeapUsage");
      const wasm = await page.evaluate(() =>
        /** @type {any} */ (globalThis).modules.map((/** @type {any} */ one) => one.exports.memory.buffer.byteLength),
      );
      return { nodes, listeners, heap, wasm };
    };
    const mount = (/** @type {number} */ times) =>
      page.evaluate(async ([times, charts]) => {
        for (let turn = 0; turn < times; turn += 1) {
          const element = document.createElement("common-measure");
          element.setAttribute("chart", charts[(turn >> 1) % charts.length] ?? "");
          const drawn = new Promise((resolve) => element.addEventListener("cm-ready", resolve, { once: true }));
          document.querySelector("h1")?.after(element);
          // Every other one is taken out before it is drawn.
          if (turn % 2) await drawn;
          element.remove();
        }
      }, /** @type {[number, string[]]} */ ([times, CHARTS]));
    // What is made once for all is there before counting begins.
    await mount(50);
    const before = await count();
    await mount(MOUNTS);
    let now = await count();
    // The last one may still be known to an observer that has yet to run.
    for (let frame = 0; frame < 60 && now.nodes > before.nodes; frame += 1) {
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
      now = await count();
    }
    assert.equal(now.wasm.length, 1, "one module");
    assert.deepEqual(now.wasm, before.wasm, "the module's memory");
    assert(now.nodes <= before.nodes, `nodes: ${before.nodes}, ${now.nodes}`);
    assert(now.listeners <= before.listeners, `listeners: ${before.listeners}, ${now.listeners}`);
    // An element that stayed would take more than a kilobyte.
    assert(now.heap < before.heap + MOUNTS * 1000, `heap: ${before.heap}, ${now.heap}`);
  } finally {
    await context.close();
    stop();
  }
});
