/** The explorer in a real browser. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { Browser, chart, colours } from "./browser.mjs";

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
