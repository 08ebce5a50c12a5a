// @ts-check
/** Without a network: the site as one file from a disk, and the site itself after a visit. */

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { Browser, VIEWS, chart, colours } from "./browser.mjs";
import { Served } from "./served.mjs";
import { OWN, listen, tellViolations, withoutComplaint } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const FILE = new URL("../../dist/common-measure.html", import.meta.url);

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/**
 * Opens the file from the disk, without a network.
 *
 * @param {string} query
 * @param {(page: Page) => Promise<void>} use
 * @param {{ before?: (page: Page) => unknown }} [options]
 */
const open = (query, use, options = {}) => browser.visit({ path: FILE.href + query, offline: true, ...options }, use);

/** What the page asks for outside of itself. @param {Page} page */
function asked(page) {
  /** @type {string[]} */
  const addresses = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) addresses.push(request.url());
  });
  return addresses;
}

/** The sentence above a view's chart. @param {Page} page @param {keyof typeof VIEWS} view */
const title = async (page, view) => (await chart(page, view)).locator(".chart-title").innerText();

test("the file opens with the answers of the site, and asks for nothing", async () => {
  const answers = async (/** @type {Page} */ page) => {
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
    return page.locator(".answer-words").allInnerTexts();
  };
  /** @type {string[]} */
  let said = [];
  await browser.visit({}, async (page) => {
    said = await answers(page);
  });
  /** @type {string[]} */
  let addresses = [];
  const before = (/** @type {Page} */ page) => {
    addresses = asked(page);
  };
  await open("", async (page) => assert.deepEqual(await answers(page), said), { before });
  assert.deepEqual(addresses, [FILE.href]);
});

test("every view draws its chart as on the site, the engine in a worker", async () => {
  for (const view of /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS))) {
    let said = "";
    await browser.visit({ path: `?view=${view}` }, async (page) => {
      said = await title(page, view);
    });
    await open(`?view=${view}`, async (page) => {
      assert.equal(await title(page, view), said);
      assert((await colours(page.locator(`#${view} figure.chart`))) > 3, view);
      assert.equal(page.workers().length, 1, view);
    });
  }
});

test("it goes from view to view and back, in either language, and its addresses open again", async () => {
  await open("", async (page) => {
    const english = await title(page, "gap");
    await page.locator('[data-language="es"]').click();
    await page.locator("#gap").getByText("brecha").first().waitFor();
    const address = page.url();
    assert.match(address, /common-measure\.html\?view=gap&.*lang=es$/);
    await chart(page, "map");
    await page.goBack();
    await page.locator("#gap").waitFor();
    await page.locator(".nameplate").click();
    await page.locator(".opening").waitFor();
    await page.goto(address);
    assert.notEqual(await title(page, "gap"), english);
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
  });
});

test("the story is told from the file, with the presenter's window, in the other language, and back to the explorer", async () => {
  await open("", async (page) => {
    const slide = (/** @type {Page} */ on, /** @type {string} */ place) => on.locator(`#deck[data-shown="${place}"] .slide`).waitFor();
    await page.locator("html[data-started]").waitFor();
    await page.locator("#present").click();
    await slide(page, "1.1");
    await page.keyboard.press("PageDown");
    await slide(page, "2.1");
    const [second] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("p")]);
    await second.getByRole("button", { name: "Next" }).first().waitFor();
    await second.keyboard.press("PageDown");
    await page.waitForFunction(() => document.getElementById("deck")?.dataset.shown !== "2.1");
    await second.close();
    const heading = await page.locator("#deck .slide-heading").innerText();
    await page.locator("#language").click();
    await page.locator("html[lang=es] #deck[data-shown] .slide").waitFor();
    assert.notEqual(await page.locator("#deck .slide-heading").innerText(), heading);
    await page.locator("#explore").click();
    await page.locator('html[lang=es] [data-answer="gap"][data-ready="true"]').waitFor();
  });
});

test("places of every state are there, and the map of the nation", async () => {
  await open("?view=trend&place=36061", async (page) => {
    assert.match(await title(page, "trend"), /New York County/);
    await page.goto(`${FILE.href}?view=map&place=00`);
    assert.match(await title(page, "map"), /\d,\d{3} /);
  });
});

test("a visitor's file is read, and what if is asked", async () => {
  await open("?view=data", async (page) => {
    await page.locator('#data input[type="file"]').setInputFiles(OWN);
    await page.locator("#data .own-counts").getByText(/Rows read: 8\b/).waitFor();
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator("#data [data-table]").waitFor();
    assert.match(await title(page, "what-if"), /With these 3 contributions/);
    await page.locator("#what-if .adds + button").click();
    await page.locator("#what-if .chart-title").getByText(/With these 4 contributions/).waitFor();
  });
});

test("what is taken away names no address of the disk", async () => {
  await open("?view=gap", async (page) => {
    const figure = await chart(page, "gap");
    const download = page.waitForEvent("download");
    await figure.locator('[data-take="table"]').click();
    const csv = await readFile(await (await download).path(), "utf8");
    const { data, errors } = Papa.parse(csv, { header: true, comments: "#", skipEmptyLines: true });
    assert.deepEqual(errors, []);
    assert(data.length > 9);
    assert.match(csv, /^# source: /m);
    assert.doesNotMatch(csv, /file:|^# link/m);
    await figure.locator('[data-take="link"]').click();
    await figure.getByText("has no address that others could open").waitFor();
    await figure.locator('[data-take="citation"]').click();
    assert.doesNotMatch(await figure.locator(".take-panel").innerText(), /file:/);
    assert.equal(await figure.locator('[data-take="embed"]').count(), 0);
  });
});

test("the list of tables is handed over out of the file", async () => {
  await open("", async (page) => {
    const download = page.waitForEvent("download");
    await page.locator('.foot a[href="data/datapackage.json"]').click();
    const saved = await readFile(await (await download).path(), "utf8");
    assert.deepEqual(saved, await readFile(fileURLToPath(new URL("data/datapackage.json", FILE)), "utf8"));
  });
});

test("its scripts and styles are those that its policy names, and others do not run", async () => {
  const html = await readFile(FILE, "utf8");
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|script-src[^;]*(blob|data):/);
  assert((await stat(FILE)).size <= 3_000_000);
  const context = await browser.browser.newContext({ offline: true });
  try {
    const page = await context.newPage();
    await page.goto(FILE.href);
    const refused = await page.evaluate(async () => {
      /** @type {string[]} */
      const directives = [];
      addEventListener("securitypolicyviolation", (event) => void directives.push(event.effectiveDirective));
      for (const name of ["style", "script"]) {
        const added = document.createElement(name);
        added.append(name === "style" ? "body { display: none }" : "document.title = 'run'");
        document.head.append(added);
      }
      await new Promise((resolve) => void setTimeout(resolve));
      return { directives, title: document.title };
    });
    assert(refused.directives.includes("style-src-elem"), refused.directives.join());
    assert.notEqual(refused.title, "run");
  } finally {
    await context.close();
  }
});

/**
 * Visits the site on a server of its own, with what it keeps.
 *
 * @param {string} path
 * @param {(page: Page, served: Served) => Promise<void>} use
 */
async function stay(path, use) {
  const served = await Served.start();
  try {
    await browser.visit({ path: new URL(path, served.address).href, serviceWorkers: "allow" }, (page) => use(page, served));
  } finally {
    await served.close();
  }
}

/** Until what a first visit keeps is kept, and answers. @param {Page} page */
const settled = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** Until files are kept. @param {Page} page @param {string[]} paths */
const holds = (page, paths) =>
  page.evaluate(async (paths) => {
    const missing = async () => {
      const found = await Promise.all(paths.map((path) => caches.match(path, { ignoreSearch: true })));
      return found.some((response) => response === undefined);
    };
    while (await missing()) await new Promise(requestAnimationFrame);
  }, paths);

/**
 * Opens another page of the same visitor, which nothing is on its way to when it is looked at next.
 *
 * @param {Page} first
 * @param {string} address
 * @param {(page: Page) => Promise<void>} use
 */
async function beside(first, address, use) {
  const page = await first.context().newPage();
  const complaints = listen(page);
  await page.addInitScript(tellViolations);
  await page.goto(address);
  await withoutComplaint(complaints, () => use(page));
  await page.close();
}

test("after one visit every view of the county opens without a network, in either language", async () => {
  await stay("", async (page, served) => {
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
    const said = await page.locator(".answer-words").allInnerTexts();
    await settled(page);
    await served.close();
    // The page that is open goes on, and others open.
    assert.notEqual(await title(page, "pipeline"), "");
    await beside(page, served.address, async (page) => {
      await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
      assert.deepEqual(await page.locator(".answer-words").allInnerTexts(), said);
      assert.equal(await page.evaluate(() => document.fonts.check('1em "Newsreader"')), true);
    });
    for (const view of /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS))) {
      await beside(page, `${served.address}?view=${view}`, async (page) => {
        assert.notEqual(await title(page, view), "");
      });
    }
    await beside(page, `${served.address}?view=gap&lang=es`, async (page) => {
      assert.match(await title(page, "gap"), /brecha/);
    });
    await beside(page, `${served.address}present.html#3`, async (page) => {
      await page.locator('#deck[data-shown^="3."] .slide-chart').first().waitFor();
    });
    await beside(page, `${served.address}?view=agenda`, async (page) => {
      await page.locator(".agenda-ways a").first().waitFor();
    });
    await beside(page, `${served.address}?view=data`, async (page) => {
      await page.locator('#data input[type="file"]').waitFor({ state: "attached" });
    });
  });
});

test("what was looked at stays, and so does everything for those who want it", async () => {
  await stay("?view=trend&place=48201", async (page, served) => {
    assert.match(await title(page, "trend"), /Harris County/);
    await settled(page);
    const keep = page.getByRole("button", { name: "Keep all places for later" });
    await holds(page, ["data/attainment/48.csv", "data/attainment-margins/48.csv"]);
    await served.close();
    await beside(page, page.url(), async (page) => {
      assert.match(await title(page, "trend"), /Harris County/);
    });
    await served.listen(served.port);
    await keep.click();
    const status = page.locator("#offline").getByText("Everything is kept on this device.");
    await status.waitFor();
    assert.equal(await keep.isVisible(), false);
    await served.close();
    await beside(page, `${served.address}?view=trend&place=36061`, async (page) => {
      assert.match(await title(page, "trend"), /New York County/);
      await page.locator("#offline").getByText("Everything is kept on this device.").waitFor();
    });
    await beside(page, `${served.address}?view=map&place=00`, async (page) => {
      assert.match(await title(page, "map"), /\d,\d{3} /);
    });
  });
});

test("a new version is offered and not mixed with the old one; when it is taken, every page has it", async () => {
  const served = await Served.start();
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const [page, other] = await Promise.all([context.newPage(), context.newPage()]);
    await page.goto(served.address);
    await settled(page);
    await other.goto(`${served.address}?view=gap`);
    await chart(other, "gap");
    const heading = page.locator(".opening h1");
    const plain = await heading.innerText();
    await served.publish("next", {
      "messages/en.json": (text) => text.replace(plain, "The next version"),
      "js/views/map.js": (text) => `throw new Error("of the next version");\n${text}`,
      "data/attainment/48.csv": (text) => text.replace(/,(\d+),/g, ",1$1,"),
    });
    await page.reload();
    const news = page.getByText("There is a new version of this page.");
    await news.waitFor();
    assert.equal(await heading.innerText(), plain);
    // The view's module and all that it needs are of the version that is open.
    await chart(page, "map");
    // What the server has by now is another table: none is better than a wrong one.
    await page.goto(`${served.address}?view=trend&place=48201`);
    await page.locator("#trend").getByText("A part of the page did not arrive").first().waitFor();
    assert.match(await title(other, "gap"), /Los Angeles County/);

    await page.goto(served.address);
    const turned = other.waitForEvent("load");
    await news.waitFor();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { name: "The next version" }).waitFor();
    await turned;
    assert.equal(await other.locator('meta[name="version"]').getAttribute("content"), "next");
    assert.equal(await news.isVisible(), false);
    assert.deepEqual(await page.evaluate(() => caches.keys()), ["common-measure-next"]);
  } finally {
    await context.close();
    await served.close();
  }
});
