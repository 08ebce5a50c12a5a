/** The search for a place and the list of places, on a page that holds nothing else, with the names that the site carries. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContextOptions} ContextOptions */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Under the policy of the site's own pages. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A search for a place</title>
<link rel="icon" href="favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="css/tokens.css">
<link rel="stylesheet" href="css/page.css">
<link rel="stylesheet" href="css/place-search.css">
</head>
<body>
<main class="sheet">
<h1>A search for a place</h1>
<p class="ask-sentence" id="sentence"></p>
<div id="compared"></div>
<p id="elsewhere" tabindex="-1">The page goes on.</p>
</main>
</body>
</html>`;

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/**
 * Opens the page with a search for L.A. County and a list of two places, and writes down in `data-chosen` and
 * `data-compared` what they report.
 *
 * @param {ContextOptions & { language?: string, first?: number, suits?: string, listen?: (page: Page) => void }} options
 *   `suits`: what the code of every place that can be chosen begins with
 * @param {(page: Page) => Promise<void>} use
 */
async function mounted({ language = "en", first = 1, suits = "", listen = () => {}, ...options }, use) {
  const before = (/** @type {Page} */ page) => {
    void page.addInitScript({ content: AXE });
    void page.route("**/place-search-test", (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
    listen(page);
  };
  await browser.visit({ path: "place-search-test", before, ...options }, async (page) => {
    await page.evaluate(
      async ({ language, first, suits }) => {
        const load = (/** @type {string} */ path) => import(new URL(path, location.href).href);
        /** @type {typeof import("../../www/js/place-search.js")} */
        const { PlaceList, PlaceSearch, placesFrom } = await load("js/place-search.js");
        /** @type {typeof import("../../www/js/messages.js")} */
        const { Messages } = await load("js/messages.js");
        /** @type {typeof import("../../www/js/loader.js")} */
        const { Loader } = await load("js/loader.js");
        const loader = new Loader();
        const messages = new Messages(language, await loader.messages(language));
        document.documentElement.lang = language;
        const index = placesFrom(loader);
        // Made-up numbers of adults.
        const sizes = new Map([
          ["06037", 6900],
          ["06059", 2200],
          ["06073", 2300],
          ["06001", 1200],
          ["06115", 50],
        ]);
        const sentence = /** @type {HTMLElement} */ (document.querySelector("#sentence"));
        let places = ["06037", "06"];
        const search = new PlaceSearch(messages.text("page.pick.place"), {
          index,
          messages,
          adults: async () => sizes,
          suits: (code) => code !== "31080" && code.startsWith(suits),
          taken: () => places,
          changed: (code) => {
            sentence.dataset.chosen = code;
            places = [code, ...places.slice(1)];
            search.update(code);
            list.sync();
          },
        });
        const list = new PlaceList({
          index,
          messages,
          first,
          places: () => places,
          change: (next) => {
            places = next;
            document.body.dataset.compared = next.join(" ");
            list.sync();
          },
        });
        search.update("06037");
        const level = document.createElement("span");
        level.textContent = messages.text("chart.have.bachelors_or_higher");
        sentence.append(messages.nodes("page.trend.ask", { place: search.node, level }));
        document.querySelector("#compared")?.append(list.node);
      },
      { language, first, suits },
    );
    await use(page);
  });
}

/** @param {Page} page */
const trigger = (page) => page.locator("#sentence .place-trigger");
/** @param {Page} page */
const field = (page) => page.locator("#sentence").getByRole("combobox");
/** @param {Page} page */
const rows = (page) => page.locator("#sentence [role=option]");
/** @param {Page} page */
const count = (page) => page.locator("#sentence [role=status]");

/** Opens the sentence's search, and waits for its suggestions. @param {Page} page */
async function open(page) {
  await trigger(page).click();
  await rows(page).first().waitFor();
}

/** The row that Enter would choose. @param {Page} page */
async function active(page) {
  const id = await field(page).getAttribute("aria-activedescendant");
  return id ? page.locator(`[id="${id}"]`).getAttribute("data-place") : null;
}

/** @param {Page} page */
const chosen = (page) => page.locator("#sentence").getAttribute("data-chosen");

test("a name is typed, Enter takes the best match, and the sentence has it", async () => {
  await mounted({}, async (page) => {
    await open(page);
    await field(page).pressSequentially("orange, fl");
    assert.equal(await active(page), "12095");
    await page.keyboard.press("Enter");
    assert.equal(await chosen(page), "12095");
    assert.equal(await trigger(page).innerText(), "Orange County");
    assert.equal(await trigger(page).getAttribute("aria-label"), "Place: Orange County");
    assert(await field(page).isHidden());
    assert(await trigger(page).evaluate((element) => element === document.activeElement), "the focus is back");
  });
});

test("“los ang” and Enter is Los Angeles County", async () => {
  await mounted({}, async (page) => {
    await open(page);
    await field(page).pressSequentially("nevada");
    await page.keyboard.press("Enter");
    assert.equal(await chosen(page), "32");
    await open(page);
    assert.equal(await field(page).inputValue(), "", "a new search begins empty");
    await field(page).pressSequentially("los ang");
    await page.keyboard.press("Enter");
    assert.equal(await chosen(page), "06037");
  });
});

test("a FIPS code finds its place", async () => {
  await mounted({}, async (page) => {
    await open(page);
    await field(page).fill("36061");
    assert.equal(await count(page).innerText(), "1 place");
    assert.match(await rows(page).innerText(), /New York County\s+New York/);
    await page.keyboard.press("Enter");
    assert.equal(await chosen(page), "36061");
  });
});

test("the Spanish page speaks Spanish and finds names in both languages", async () => {
  await mounted({ language: "es" }, async (page) => {
    assert.equal(await trigger(page).innerText(), "el condado de Los Ángeles");
    await open(page);
    assert.equal(await page.locator("#sentence .place-heading").first().innerText(), "Los Ángeles y sus vecinos");
    await field(page).fill("nueva york");
    assert.equal(await active(page), "36");
    await field(page).fill("new york");
    assert.equal(await active(page), "36");
    assert.match(await rows(page).first().innerText(), /Nueva York\s+estado/);
    await field(page).fill("condado de orange, florida");
    assert.match(await rows(page).first().innerText(), /Condado de Orange\s+Florida/);
    await field(page).fill("qqqq");
    assert.equal(await count(page).innerText(), "Ningún lugar con ese nombre o código");
    await field(page).fill("carolina del norte");
    await page.keyboard.press("Enter");
    assert.equal(await trigger(page).innerText(), "Carolina del Norte");
  });
});

test("the arrows, Home and End walk through the suggestions, and Escape leaves everything as it was", async () => {
  await mounted({}, async (page) => {
    await open(page);
    const places = await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-place")));
    assert.equal(await active(page), null, "nothing is chosen before a key is pressed");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), places[0]);
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), places[1]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(page), places.at(-1), "from the first to the last");
    await page.keyboard.press("Home");
    assert.equal(await active(page), places[0]);
    await page.keyboard.press("End");
    assert.equal(await active(page), places.at(-1));
    const last = rows(page).last();
    assert(await last.evaluate((row) => {
      const [own, list] = [row.getBoundingClientRect(), row.closest("[role=listbox]")?.getBoundingClientRect()];
      return list && own.bottom <= list.bottom + 1;
    }), "the row is in sight");
    await page.keyboard.press("Escape");
    assert(await field(page).isHidden());
    assert.equal(await chosen(page), null);
    assert(await trigger(page).evaluate((element) => element === document.activeElement));
  });
});

test("before anything is typed there are neighbors, wider places and peers by number of adults", async () => {
  await mounted({}, async (page) => {
    await open(page);
    await page.locator('#sentence [role=option][data-place="06073"]').waitFor();
    const groups = await page.locator("#sentence [role=group]").evaluateAll((all) =>
      all.map((group) => ({
        heading: document.getElementById(group.getAttribute("aria-labelledby") ?? "")?.textContent,
        places: [...group.querySelectorAll("[role=option]")].map((row) => row.getAttribute("data-place")),
      })),
    );
    assert.deepEqual(groups, [
      { heading: "Los Angeles and neighbors", places: ["06037", "06059", "06111", "06029", "06071", "06065"] },
      { heading: "Wider", places: ["06", "00"] },
      // Orange County, the second nearest, stands above.
      { heading: "Others near in size, by number of adults", places: ["06073", "06001", "06115"] },
    ]);
    assert.equal(await count(page).innerText(), "Suggestions: 11 places");
  });
});

test("peers are chosen by the adults that the site's tables count", async () => {
  await browser.visit({ path: "?view=how" }, async (page) => {
    const peers = await page.evaluate(async () => {
      const load = (/** @type {string} */ path) => import(new URL(path, location.href).href);
      /** @type {typeof import("../../www/js/place-search.js")} */
      const { adultsFrom, placesFrom } = await load("js/place-search.js");
      /** @type {typeof import("../../www/js/engine.js")} */
      const { Engine } = await load("js/engine.js");
      /** @type {typeof import("../../www/js/loader.js")} */
      const { Loader } = await load("js/loader.js");
      const loader = new Loader();
      const { data } = await new Engine(loader).ready("first");
      const adults = adultsFrom(data);
      const places = await placesFrom(loader)();
      /** @type {Record<string, string[]>} */
      const found = {};
      for (const code of ["06037", "48201", "06", "00"]) {
        found[code] = places.peers(code, await adults(code)).map((peer) => `${peer.code} ${peer.why}`);
      }
      return found;
    });
    assert.deepEqual(peers, {
      // San Diego, Orange and Riverside Counties.
      "06037": ["06073 size", "06059 size", "06065 size", "06 wider", "00 wider"],
      // Harris County, Texas: those with Dallas, Fort Worth and San Antonio.
      48201: ["48113 size", "48439 size", "48029 size", "48 wider", "00 wider"],
      // Texas, Florida and New York.
      "06": ["48 size", "12 size", "36 size", "00 wider"],
      "00": [],
    });
  });
});

test("the place shown is marked, and one that is compared already cannot be chosen", async () => {
  await mounted({}, async (page) => {
    await open(page);
    const place = (/** @type {string} */ code) => page.locator(`#sentence [role=option][data-place="${code}"]`);
    assert.equal(await place("06037").getAttribute("aria-selected"), "true");
    assert.equal(await page.locator('#sentence [aria-selected="true"]').count(), 1);
    assert.equal(await place("06").getAttribute("aria-disabled"), "true");
    assert.match(await place("06").innerText(), /already compared/);
    await place("06").click({ force: true });
    assert.equal(await chosen(page), null);
    assert(await field(page).isVisible());
    await place("06037").click();
    assert.equal(await chosen(page), null, "nothing has changed");
    assert(await field(page).isHidden());
  });
});

test("a screen reader is told of a combobox, its list, the active row and the number found", async () => {
  await mounted({}, async (page) => {
    assert.equal(await trigger(page).getAttribute("aria-expanded"), "false");
    await open(page);
    assert.equal(await trigger(page).getAttribute("aria-expanded"), "true");
    assert.equal(await page.locator("#sentence").getByRole("dialog", { name: "Place" }).count(), 1);
    const input = page.getByRole("combobox", { name: "County, state or FIPS code" });
    assert.equal(await input.getAttribute("aria-autocomplete"), "list");
    assert.equal(await input.getAttribute("aria-expanded"), "true");
    const list = page.locator(`[id="${await input.getAttribute("aria-controls")}"]`);
    assert.equal(await list.getAttribute("role"), "listbox");
    await input.fill("orange");
    assert.match(await count(page).innerText(), /^\d+ places$/);
    await input.fill("county");
    assert.match(await count(page).innerText(), /^\d,\d{3} places; the first 50 are listed$/);
    await input.fill("sacremento");
    assert.match(await count(page).innerText(), /^No place is spelled like that\. Close to it: 1 place$/);
    await input.fill("qqqq");
    assert.equal(await count(page).innerText(), "No place by that name or code");
    assert.equal(await input.getAttribute("aria-expanded"), "false");
    assert.equal(await input.getAttribute("aria-activedescendant"), null);
    assert(await list.isHidden());
  });
});

test("a press elsewhere or the Tab key closes the list", async () => {
  await mounted({}, async (page) => {
    await open(page);
    await page.locator("h1").click();
    assert(await field(page).isHidden());
    await open(page);
    await page.keyboard.press("Tab");
    assert(await field(page).isHidden());
    const next = page.locator("#compared button").first();
    assert(await next.evaluate((element) => element === document.activeElement), "the focus has gone on");
  });
});

test("only places that suit are suggested and found", async () => {
  await mounted({ suits: "06" }, async (page) => {
    await open(page);
    assert.equal(await page.locator('#sentence [role=option]:not([data-place^="06"])').count(), 0);
    await field(page).fill("orange");
    assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-place"))), ["06059"]);
  });
});

test("the names are fetched when a list opens first, and asked for again when they did not arrive", async () => {
  // Not `mounted` alone: here the page is meant to complain.
  /** @type {string[]} */
  const asked = [];
  let lost = true;
  const listen = (/** @type {Page} */ page) => {
    void page.route("**/places/counties.csv", (route) => {
      asked.push(route.request().url());
      return lost ? route.abort() : route.continue();
    });
  };
  const complained = mounted({ listen }, async (page) => {
    assert.deepEqual(asked, [], "nothing is fetched before it is needed");
    await trigger(page).click();
    await count(page).filter({ hasText: "did not arrive" }).waitFor();
    assert(await page.locator("#sentence [role=listbox]").isHidden());
    lost = false;
    await page.locator("#sentence").getByRole("button", { name: "Try again" }).click();
    await rows(page).first().waitFor();
    assert.equal(asked.length, 2);
    await field(page).fill("cook, il");
    await page.keyboard.press("Enter");
    assert.equal(await chosen(page), "17031");
  });
  // The request that failed, and nothing else.
  await assert.rejects(complained, (/** @type {Error} */ error) => {
    assert.equal(error.cause, undefined, String(error.cause));
    const lines = error.message.split("\n").slice(1);
    assert(lines.every((line) => /counties\.csv|ERR_FAILED/.test(line)), error.message);
    return true;
  });
});

test("while the names are on their way the list says so", async () => {
  /** @type {() => void} */
  let release = () => {};
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  const listen = (/** @type {Page} */ page) => {
    void page.route("**/places/counties.csv", async (route) => {
      await held;
      await route.continue();
    });
  };
  await mounted({ listen }, async (page) => {
    await trigger(page).click();
    await count(page).filter({ hasText: "Loading" }).waitFor();
    await field(page).pressSequentially("los ang");
    release();
    await rows(page).first().waitFor();
    assert.equal(await active(page), "06037", "what was typed meanwhile counts");
  });
});

/** @param {Page} page */
const compared = (page) => page.locator("body").getAttribute("data-compared");

test("up to four places are compared, each with a button that takes it away", async () => {
  await mounted({}, async (page) => {
    const list = page.getByRole("list", { name: "Places to compare" });
    const add = list.getByRole("button", { name: "Add a place" });
    for (const [typed, places] of /** @type {const} */ ([
      ["orange", "06037 06 06059"],
      ["texas", "06037 06 06059 48"],
    ])) {
      await add.click();
      await list.getByRole("combobox").pressSequentially(typed);
      await list.locator("[role=option].active").waitFor();
      await page.keyboard.press("Enter");
      assert.equal(await compared(page), places);
    }
    assert(await add.isHidden(), "four are the most");
    assert(await list.getByText("4 places are the most").isVisible());
    const texas = list.getByRole("button", { name: "Remove Texas" });
    assert(await texas.evaluate((element) => element === document.activeElement), "the focus is not lost");
    await list.getByRole("button", { name: "Remove Orange County" }).press("Enter");
    assert.equal(await compared(page), "06037 06 48");
    assert(await add.evaluate((element) => element === document.activeElement));
    assert.deepEqual(await list.locator(".place-chip > span").allInnerTexts(), ["California", "Texas"]);
  });
});

test("the last place of a list that holds them all stays", async () => {
  await mounted({ first: 0 }, async (page) => {
    const list = page.getByRole("list", { name: "Places to compare" });
    await list.getByRole("button", { name: "Remove California" }).click();
    assert.deepEqual(await list.locator(".place-chip > span").allInnerTexts(), ["Los Angeles County"]);
    assert.equal(await list.getByRole("button", { name: /Remove/ }).count(), 0);
  });
});

test("on a phone the list is as wide as the sentence, below it, in rows for a finger, and the field does not zoom", async () => {
  for (const language of ["en", "es"]) {
    const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, language };
    await mounted(phone, async (page) => {
      await trigger(page).tap();
      await rows(page).first().waitFor();
      // Both at once: the page may still be scrolling.
      const [sentence, popover] = await page.evaluate(() =>
        ["#sentence", "#sentence .place-popover"].map((selector) =>
          /** @type {Element} */ (document.querySelector(selector)).getBoundingClientRect().toJSON(),
        ),
      );
      assert(Math.abs(popover.x - sentence.x) < 1 && Math.abs(popover.width - sentence.width) < 1, "as wide");
      assert(popover.y >= sentence.bottom, "below");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      const heights = await rows(page).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
      assert(Math.min(...heights) >= 44, heights.join(" "));
      const size = await field(page).evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
      assert(size >= 16, `${size} px`);
      await page.locator('#sentence [data-place="06059"]').tap();
      assert.equal(await chosen(page), "06059");
    });
  }
});

test("axe finds nothing amiss, open or closed, full or empty, light or dark", async () => {
  const check = async (/** @type {Page} */ page, /** @type {string} */ state) => {
    const found = await page.evaluate(async () => {
      /** @type {typeof import("axe-core")} */
      const axe = /** @type {any} */ (globalThis).axe;
      const { violations, passes } = await axe.run();
      return { passes: passes.length, violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`) };
    });
    assert(found.passes > 10, "axe has run");
    assert.deepEqual(found.violations, [], state);
  };
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const width of [320, 1280]) {
      await mounted({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        await check(page, `${colorScheme} ${width}, closed`);
        await open(page);
        await check(page, `${colorScheme} ${width}, suggestions`);
        await page.keyboard.press("End");
        await check(page, `${colorScheme} ${width}, a row active`);
        await field(page).fill("orange");
        await check(page, `${colorScheme} ${width}, matches`);
        await field(page).fill("qqqq");
        await check(page, `${colorScheme} ${width}, none`);
      });
    }
  }
});
