/** What is left of a thousand changes of the slide, on stage and in the presenter's window. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "../browser/browser.mjs";
import { listen, withoutServiceWorkers } from "../browser/site.mjs";
import { Counters, stays } from "./counters.mjs";

/** Fewer for a first look: CHANGES=100. */
const CHANGES = Number(process.env.CHANGES ?? 1000);

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** Runs in the page: a talk that goes back and forth, in which someone asks for another chart now and then. */
function talk() {
  const deck = /** @type {HTMLElement} */ (document.getElementById("deck"));
  const ask = /** @type {HTMLElement} */ (document.getElementById("ask"));
  const frame = () => new Promise((painted) => requestAnimationFrame(painted));
  const press = (/** @type {string} */ key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const place = () => (location.hash.slice(1).includes(".") ? location.hash.slice(1) : `${location.hash.slice(1)}.1`);

  /** @param {() => unknown} done @param {string} what */
  const until = async (done, what) => {
    for (const start = performance.now(); !done(); await frame()) {
      if (performance.now() - start > 30_000) throw new Error(`waiting for ${what} at ${location.hash}`);
    }
  };
  const shown = () => until(() => deck.dataset.shown === place(), "the slide");
  const go = async (/** @type {string[]} */ ...keys) => {
    for (const key of keys) press(key);
    await shown();
  };

  /** One chart after the other in place of the slide's, each by a choice in its sentence. @param {number} turn */
  const change = async (turn) => {
    press("c");
    await until(() => ask.querySelector("select"), "the sentence");
    let changed = 0;
    for (let step = turn; step < turn + 4; step += 1) {
      const selects = /** @type {HTMLSelectElement[]} */ ([...ask.querySelectorAll("select")].filter((one) => one.checkVisibility()));
      const select = selects[step % selects.length];
      const options = [...(select?.options ?? [])].filter(({ disabled, selected }) => !disabled && !selected);
      const option = options[step % options.length];
      if (!select || !option) continue;
      const answered = new Promise((seen) => {
        const watch = new MutationObserver(() => {
          watch.disconnect();
          seen(null);
        });
        for (const part of [deck, ask.querySelector(".ask-fault") ?? ask]) watch.observe(part, { childList: true });
      });
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await answered;
      changed += 1;
    }
    press("Escape");
    await shown();
    return changed;
  };

  /** @param {number} times @param {number} from */
  const tell = async (times, from) => {
    let changed = 0;
    for (let turn = from; turn < from + times; turn += 1) {
      // On to the end, and from there back to the beginning.
      const before = place();
      await go(Math.floor(turn / 30) % 2 ? "PageUp" : "PageDown");
      if (place() === before) await go(turn % 2 ? "1" : "3", "Enter");
      if (turn % 3 === 0 && document.documentElement.dataset.chart === "true") changed += await change(turn);
      if (turn % 11 === 0) for (const key of ["b", "b", "?", "?"]) press(key);
    }
    return changed;
  };
  const rest = async () => {
    for (const slide of ["2", "1"]) await go(slide, "Enter");
    await until(() => !document.querySelector(".is-leaving"), "the last drawing to go");
  };
  Object.assign(globalThis, { talk: { tell, rest } });
}

test("a thousand changes of the slide leave nothing, on stage and in the presenter's window", { timeout: 900_000 }, async () => {
  const context = await browser.browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const stage = await Counters.of(page);
    const complaints = listen(page);
    await page.addInitScript(withoutServiceWorkers);
    await page.goto(new URL("present.html?lang=en", browser.address).href);
    await page.locator('#deck[data-shown="1.1"]').waitFor();
    const opening = page.waitForEvent("popup");
    await page.keyboard.press("p");
    const second = await opening;
    const presenter = await Counters.of(second);
    await second.evaluate(withoutServiceWorkers);
    const others = listen(second);
    await page.evaluate(talk);
    const follows = (/** @type {string} */ place) => second.locator(`.presenter-now .stage[data-shown="${place}"]`).waitFor();
    await follows("1.1");
    let changed = 0;
    const counts = /** @type {import("./counters.mjs").Counts[][]} */ ([[], []]);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const times = CHANGES / 10;
      changed += await page.evaluate(([times = 0, from = 0]) => /** @type {any} */ (globalThis).talk.tell(times, from), [times, tenth * times]);
      await page.evaluate(() => /** @type {any} */ (globalThis).talk.rest());
      await follows("1.1");
      counts[0]?.push(await stage.count());
      counts[1]?.push(await presenter.count());
    }
    assert.deepEqual([...complaints, ...others], []);
    assert(changed > CHANGES / 3, `${changed} charts were changed on stage`);
    // As in the explorer: an answer takes some kilobytes, in the module as much again.
    for (const one of counts) stays(one, { heap: 300 * CHANGES, wasm: 2 ** 18 });
  } finally {
    await context.close();
  }
});
