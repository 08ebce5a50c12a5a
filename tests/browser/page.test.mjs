/** The explorer in a real browser. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { HOME } from "../../www/js/data.js";
import { Browser, chart, colours } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

const KINDS = /** @type {const} */ (["trend", "attainment", "gap", "jobs"]);

/** Bytes in brotli of all that comes before the first chart, fonts apart. */
const FIRST_CHART_BUDGET = 300_000;

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

test("the page loads under its policy, draws every chart and complains about nothing", async () => {
  await browser.visit({}, async (page) => {
    const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
    assert.match((await policy.getAttribute("content")) ?? "", /script-src 'self' 'wasm-unsafe-eval';.*style-src 'self'/);
    for (const kind of KINDS) {
      const figure = await chart(page, kind);
      const drawn = await colours(figure);
      assert(drawn > 3, `${kind}: ${drawn} colours`);
      assert.notEqual((await figure.locator(".chart-title").innerText()).trim(), "", `${kind}: title`);
      assert.notEqual((await figure.locator(".chart-source").innerText()).trim(), "", `${kind}: source`);
      assert((await figure.locator(".chart-table tbody tr").count()) > 1, `${kind}: table`);
    }
  });
});

test("a canvas has a pixel of its own for every pixel of the screen", async () => {
  for (const deviceScaleFactor of [1, 2, 3]) {
    await browser.visit({ deviceScaleFactor }, async (page) => {
      const figure = await chart(page, "trend");
      const [own, shown] = await figure.locator("canvas").evaluate((canvas) => [
        /** @type {HTMLCanvasElement} */ (canvas).width,
        canvas.getBoundingClientRect().width,
      ]);
      assert.equal(own, Math.round((shown ?? 0) * deviceScaleFactor), `at ${deviceScaleFactor}`);
    });
  }
});

test("no page is wider than its screen", async () => {
  for (const width of [320, 768, 1920]) {
    await browser.visit({ viewport: { width, height: 800 } }, async (page) => {
      for (const kind of KINDS) await chart(page, kind);
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(needed <= width, `${needed} px at ${width}`);
    });
  }
});

test("the keys walk through the figures to the newest one", async () => {
  await browser.visit({}, async (page) => {
    const figure = await chart(page, "trend");
    const tip = figure.locator("[role=status].chart-tip");
    await figure.locator(".chart-marks").focus();
    await page.keyboard.press("End");
    assert.match(await tip.innerText(), /35\.5/);
    assert.match(await tip.innerText(), /2019.2023/);
    await page.keyboard.press("ArrowLeft");
    assert.doesNotMatch(await tip.innerText(), /2019.2023/);
    await page.keyboard.press("Escape");
    assert.equal(await tip.innerText(), "");
  });
});

/** Where the newest figure of the trend is, in the window. @param {import("playwright-core").Locator} figure */
async function newest(figure) {
  const option = await figure.locator(".chart-marks [role=option]").last().boundingBox();
  assert(option, "a mark has a place");
  return { x: option.x + option.width / 2, y: option.y + option.height / 2 };
}

test("the mouse shows a figure while it is over its mark", async () => {
  await browser.visit({}, async (page) => {
    const figure = await chart(page, "trend");
    const tip = figure.locator("[role=status].chart-tip");
    const { x, y } = await newest(figure);
    await page.mouse.move(x, y);
    assert.match(await tip.innerText(), /35\.5/);
    await page.mouse.move(2, 2);
    assert.equal(await tip.innerText(), "");
  });
});

test("a tap pins a figure and another lets it go", async () => {
  await browser.visit({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }, async (page) => {
    const figure = await chart(page, "trend");
    const tip = figure.locator("[role=status].chart-tip");
    const { x, y } = await newest(figure);
    await page.touchscreen.tap(x, y);
    assert.match(await tip.innerText(), /35\.5/);
    await page.touchscreen.tap(x, y);
    assert.equal(await tip.innerText(), "");
  });
});

test("a figure can be followed to the lines of the table that it was read from", async () => {
  await browser.visit({}, async (page) => {
    const figure = await chart(page, "trend");
    await figure.locator(".chart-how summary").click();
    const words = await figure.locator(".how-text").innerText();
    // L.A. County in 2019: 2,349,549 of 6,961,614 adults.
    assert.match(words, /33\.8% ±0\.3/);
    assert.match(words, /2,349,549 ±23,063/);
    assert.match(words, /table attainment-margins, line \d+/);
    assert.match(words, /sqrt\(Mx\^2 - p\^2 My\^2\) \/ Y/);
  });
});

test("all that comes before the first chart is within its budget", async () => {
  /** @type {import("playwright-core").Response[]} */
  const responses = [];
  const before = (/** @type {import("playwright-core").Page} */ page) => {
    page.on("response", (response) => responses.push(response));
  };
  await browser.visit({ before }, async (page) => {
    await page.locator('figure.chart[data-ready="true"]').first().waitFor();
    const needed = responses.filter((response) => !response.url().endsWith(".woff2"));
    const sizes = await Promise.all(
      needed.map(async (response) => ({
        path: new URL(response.url()).pathname,
        size: brotliCompressSync(await response.body()).length,
      })),
    );
    assert(sizes.some(({ path }) => path.endsWith(".wasm")), "the module is among them");
    assert(sizes.some(({ path }) => path.endsWith(".csv")), "data are among them");
    const sum = sizes.reduce((all, { size }) => all + size, 0);
    const list = sizes.map(({ path, size }) => `${size} ${path}`).join("\n");
    assert(sum <= FIRST_CHART_BUDGET, `${sum} bytes in brotli:\n${list}`);
    process.stdout.write(`before the first chart: ${(sum / 1000).toFixed(1)} kB in brotli, ${sizes.length} files\n`);
  });
});

/**
 * Chooses in a part's sentence, and waits until its chart has the answer.
 *
 * @param {Page} page
 * @param {(typeof KINDS)[number]} kind
 * @param {string} label of the select
 * @param {string} value
 * @param {RegExp} title of the answer
 */
async function choose(page, kind, label, value, title) {
  await page.locator(`#${kind} .ask`).getByLabel(label, { exact: true }).selectOption(value);
  const answered = page.locator(`figure.chart[data-chart="${kind}"][aria-busy="false"]`);
  await answered.locator(".chart-title").filter({ hasText: title }).waitFor();
  return answered;
}

test("the page's own place is the one in the package's descriptor", async () => {
  await browser.visit({}, async (page) => {
    await chart(page, "trend");
    const descriptor = await page.evaluate(async () => (await fetch("data/datapackage.json")).json());
    assert.equal(descriptor.commonMeasure.place, HOME);
  });
});

test("another place in the trend has a title of its own", async () => {
  await browser.visit({}, async (page) => {
    const title = (await chart(page, "trend")).locator(".chart-title");
    const before = await title.innerText();
    await choose(page, "trend", "Place", "06", /California/);
    assert.notEqual(await title.innerText(), before);
  });
});

test("an answer does not depend on what was looked at before", async () => {
  /** @type {string[]} */
  const tables = [];
  for (const groupsFirst of [false, true]) {
    await browser.visit({}, async (page) => {
      if (groupsFirst) {
        await chart(page, "gap");
        await choose(page, "gap", "Place", "06", /California/);
        await chart(page, "jobs");
      }
      const trend = await choose(page, "trend", "Place", "06", /California/);
      tables.push((await trend.locator(".chart-table table").textContent()) ?? "");
    });
  }
  assert.match(tables[0] ?? "", /2018/);
  assert.equal(tables[1], tables[0]);
});

test("no place can be compared with itself", async () => {
  await browser.visit({}, async (page) => {
    await chart(page, "attainment");
    const add = page.locator("#attainment").getByRole("button", { name: "Add a place" });
    const pickers = page.locator("#attainment .compare .pick-place > .pick:first-child select");
    for (let places = await pickers.count(); await add.isVisible(); places += 1) {
      await add.click();
      await pickers.nth(places).waitFor();
    }
    const chosen = await pickers.evaluateAll((all) => all.map((one) => /** @type {HTMLSelectElement} */ (one).value));
    assert.equal(new Set(chosen).size, chosen.length, chosen.join(" "));
    const [first, second] = chosen;
    assert(first && second);
    const option = pickers.first().locator(`option[value="${second}"]`);
    assert(await option.isDisabled(), "what another picker has cannot be chosen");
  });
});

test("the list of states leaves the sentence when one is chosen", async () => {
  await browser.visit({}, async (page) => {
    await chart(page, "trend");
    const ask = page.locator("#trend .ask");
    await ask.getByLabel("Place", { exact: true }).selectOption("more");
    const states = ask.getByLabel("State", { exact: true });
    await states.locator('option[value="36"]').waitFor({ state: "attached" });
    await choose(page, "trend", "State", "36", /New York/);
    await states.waitFor({ state: "hidden" });
    await ask.locator('option[value="36061"]').first().waitFor({ state: "attached" });
    await choose(page, "trend", "Place", "36061", /New York County/);
    assert(await states.isHidden());
  });
});

test("what the tables do not tell cannot be chosen, and a period that they lack gives way to the nearest", async () => {
  await browser.visit({}, async (page) => {
    await chart(page, "gap");
    const ask = page.locator("#gap .ask");
    assert(await ask.locator('option[value="sex"]').isDisabled(), "women and men in L.A. County");
    assert.equal(await ask.getByLabel("Period", { exact: true }).inputValue(), "2019");
    await choose(page, "gap", "Level of education", "some_college_or_higher", /2013.2017|studied beyond/);
    assert.equal(await ask.getByLabel("Period", { exact: true }).inputValue(), "2013-2017");
    assert(await page.locator("#gap .chart-error").isHidden());
  });
});

test("Spanish changes the title, the language of the page and how numbers are written", async () => {
  await browser.visit({}, async (page) => {
    const figure = await chart(page, "trend");
    const before = await figure.locator(".chart-title").innerText();
    assert.match((await figure.locator("table").textContent()) ?? "", /33\.8%/);
    await page.locator('[data-language="es"]').click();
    await page.locator('html[lang="es"]').waitFor();
    await page.locator("#trend .chart-table summary").filter({ hasText: "tabla" }).waitFor();
    const title = figure.locator(".chart-title");
    assert.notEqual(await title.innerText(), before);
    assert.match(await title.innerText(), /condado de Los\s+Ángeles/);
    assert.match((await figure.locator("table").textContent()) ?? "", /33\.8\u00a0%/);
  });
});

test("the dark theme repaints the canvas", async () => {
  await browser.visit({ colorScheme: "light" }, async (page) => {
    const canvas = (await chart(page, "trend")).locator("canvas");
    const picture = () => canvas.evaluate((it) => /** @type {HTMLCanvasElement} */ (it).toDataURL());
    await page.evaluate(() => document.fonts.ready);
    const light = await picture();
    await page.locator("#theme").click();
    await page.locator('#theme[aria-pressed="true"]').waitFor();
    assert.notEqual(await picture(), light);
    assert((await colours(canvas.locator("xpath=ancestor::figure"))) > 3);
  });
});

test("a file that does not arrive is said in words, with a way out", async () => {
  // Not `visit`: here the page is meant to complain.
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    const lost = "**/data/attainment/06.csv";
    await page.route(lost, (route) => route.abort());
    await page.goto(browser.address);
    const fault = page.locator("#trend .chart-error");
    await fault.filter({ hasText: "did not arrive" }).waitFor();
    assert.match(await fault.innerText(), /attainment\/06\.csv/);
    assert.equal(await fault.getByRole("link").getAttribute("href"), "data/datapackage.json");
    await page.locator('[data-language="es"]').click();
    await fault.filter({ hasText: "no llegó" }).waitFor();
    assert(await page.locator("#trend .chart-table").isHidden(), "no table of another answer");
    await page.unroute(lost);
    await fault.getByRole("button", { name: "Intentar de nuevo" }).click();
    await chart(page, "trend");
    assert(await fault.isHidden());
  } finally {
    await context.close();
  }
});
