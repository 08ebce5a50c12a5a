/** The explorer in a real browser. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { HOME } from "../../www/js/data.js";
import { Browser, VIEWS, chart, colours } from "./browser.mjs";
import { OWN } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const NAMES = /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS));

/** Bytes in brotli of all that comes before the opening's first answer, fonts apart. */
const FIRST_ANSWER_BUDGET = 300_000;

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
    for (const kind of NAMES) {
      const figure = await chart(page, kind);
      const drawn = await colours(figure);
      assert(drawn > 3, `${kind}: ${drawn} colours`);
      assert.notEqual((await figure.locator(".chart-title").innerText()).trim(), "", `${kind}: title`);
      assert.notEqual((await figure.locator(".chart-source").innerText()).trim(), "", `${kind}: source`);
      // A long table is made when it is opened.
      await figure.locator(".chart-table summary").click();
      await figure.locator(".chart-table tbody tr").nth(1).waitFor();
    }
  });
});

test("a canvas has a pixel of its own for every pixel of the screen", async () => {
  for (const deviceScaleFactor of [1, 2, 3]) {
    await browser.visit({ deviceScaleFactor }, async (page) => {
      const figure = await chart(page, "trend");
      const [own, shown] = await figure.locator("canvas").first().evaluate((canvas) => [
        /** @type {HTMLCanvasElement} */ (canvas).width,
        canvas.getBoundingClientRect().width,
      ]);
      assert.equal(own, Math.round((shown ?? 0) * deviceScaleFactor), `at ${deviceScaleFactor}`);
    });
  }
});

test("no page is wider than its screen", async () => {
  for (const width of [320, 768, 1280, 1920]) {
    await browser.visit({ viewport: { width, height: 800 } }, async (page) => {
      const check = async (/** @type {string} */ view) => {
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(needed <= width, `${view}: ${needed} px at ${width}`);
      };
      await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
      await check("opening");
      for (const view of NAMES) {
        await chart(page, view);
        await check(view);
      }
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

/** What the figure's explanation says, once it is there. @param {import("playwright-core").Locator} figure */
async function explained(figure) {
  await figure.locator(".chart-how summary").click();
  await figure.locator(".how-text section").first().waitFor();
  return figure.locator(".how-text").innerText();
}

test("a figure can be followed to the lines of the table that it was read from", async () => {
  await browser.visit({}, async (page) => {
    const figure = await chart(page, "trend");
    const words = await explained(figure);
    // L.A. County in 2019: 2,349,549 of 6,961,614 adults.
    assert.match(words, /33\.8% ±0\.3/);
    assert.match(words, /2,349,549 ±23,063/);
    assert.match(words, /table attainment-margins, line \d+/);
    assert.match(words, /sqrt\(Mx\^2 - p\^2 My\^2\) \/ Y/);
  });
});

test("all that comes before the first answer is within its budget", async () => {
  /** @type {import("playwright-core").Response[]} */
  const responses = [];
  const before = (/** @type {import("playwright-core").Page} */ page) => {
    page.on("response", (response) => responses.push(response));
  };
  await browser.visit({ before }, async (page) => {
    await page.locator('[data-answer="adults"][data-ready="true"]').waitFor();
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
    assert(sum <= FIRST_ANSWER_BUDGET, `${sum} bytes in brotli:\n${list}`);
    process.stdout.write(`before the first answer: ${(sum / 1000).toFixed(1)} kB in brotli, ${sizes.length} files\n`);
  });
});

/**
 * Waits until a view's chart has an answer.
 *
 * @param {Page} page
 * @param {keyof typeof VIEWS} view
 * @param {RegExp} title of the answer
 */
async function answered(page, view, title) {
  const figure = page.locator(`#${view} figure.chart[aria-busy="false"]`);
  await figure.locator(".chart-title").filter({ hasText: title }).waitFor();
  return figure;
}

/**
 * Chooses in a view's sentence.
 *
 * @param {Page} page
 * @param {keyof typeof VIEWS} view
 * @param {string} label of the select
 * @param {string} value
 * @param {RegExp} title of the answer
 */
async function choose(page, view, label, value, title) {
  await page.locator(`#${view} .ask`).getByLabel(label, { exact: true }).selectOption(value);
  return answered(page, view, title);
}

/**
 * Looks for a place in a view's sentence and takes the first that is found.
 *
 * @param {Page} page
 * @param {keyof typeof VIEWS} view
 * @param {string} typed
 * @param {RegExp} title of the answer
 */
async function look(page, view, typed, title) {
  const ask = page.locator(`#${view} .ask`);
  await ask.locator(".ask-sentence .place-trigger:visible").first().click();
  await ask.locator(".place-field:visible").fill(typed);
  await ask.locator('[role="option"]:visible').first().waitFor();
  await page.keyboard.press("Enter");
  return answered(page, view, title);
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
    await look(page, "trend", "california", /California/);
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
        await look(page, "gap", "california", /California/);
        await chart(page, "jobs");
      }
      await chart(page, "trend");
      const trend = await look(page, "trend", "california", /California/);
      tables.push((await trend.locator(".chart-table table").textContent()) ?? "");
    });
  }
  assert.match(tables[0] ?? "", /2018/);
  assert.equal(tables[1], tables[0]);
});

test("up to four places are compared, and none with itself", async () => {
  await browser.visit({ path: "?view=trend&place=06037,06059" }, async (page) => {
    await answered(page, "trend", /Los Angeles County/);
    const ask = page.locator("#trend .ask");
    for (const typed of ["california", "united states"]) {
      await ask.getByRole("button", { name: /Add a place/ }).click();
      await ask.locator(".place-field:visible").fill(typed);
      await ask.locator('[role="option"]:visible').first().waitFor();
      await page.keyboard.press("Enter");
      await ask.locator(".place-field:visible").waitFor({ state: "hidden" });
    }
    assert.equal(new URL(page.url()).searchParams.get("place"), "06037,06059,06,00");
    assert(await ask.getByRole("button", { name: /Add a place/ }).isHidden(), "four are enough");
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
    await title.filter({ hasText: /condado de Los\s+Ángeles/ }).waitFor();
    assert.notEqual(await title.innerText(), before);
    assert.match((await figure.locator("table").textContent()) ?? "", /33\.8\u00a0%/);
  });
});

test("the dark theme repaints the canvas", async () => {
  await browser.visit({ colorScheme: "light" }, async (page) => {
    const canvas = (await chart(page, "trend")).locator("canvas").first();
    const picture = () => canvas.evaluate((it) => /** @type {HTMLCanvasElement} */ (it).toDataURL());
    await page.evaluate(() => document.fonts.ready);
    const light = await picture();
    await page.locator("#theme").click();
    await page.locator('#theme[aria-pressed="true"]').waitFor();
    assert.notEqual(await picture(), light);
    assert((await colours(canvas.locator("xpath=ancestor::figure"))) > 3);
  });
});

test("language and theme that changed while a view was out of sight are there when it is back", async () => {
  await browser.visit({ colorScheme: "light" }, async (page) => {
    const figure = await chart(page, "trend");
    const picture = () =>
      figure.locator("canvas[role=img]").evaluate((it) => /** @type {HTMLCanvasElement} */ (it).toDataURL());
    await page.evaluate(() => document.fonts.ready);
    const light = await picture();
    await chart(page, "gap");
    await page.locator('[data-language="es"]').click();
    await page.locator("#gap .chart-title").filter({ hasText: /de cada 100/ }).waitFor();
    await chart(page, "trend");
    await figure.locator(".chart-title").filter({ hasText: /condado de Los\s+Ángeles/ }).waitFor();
    await chart(page, "gap");
    await page.locator('[data-language="en"]').click();
    await page.locator("#theme").click();
    await page.locator("#gap .chart-title").filter({ hasText: /of 100/ }).waitFor();
    await chart(page, "trend");
    await figure.locator(".chart-title").filter({ hasText: /Los Angeles County/ }).waitFor();
    await page.waitForFunction(
      (light) => /** @type {HTMLCanvasElement | null} */ (document.querySelector("#trend canvas[role=img]"))?.toDataURL() !== light,
      light,
    );
  });
});

test("a file that does not arrive is said in words, with a way out", async () => {
  // Not `visit`: here the page is meant to complain.
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    const lost = "**/data/attainment/06.csv";
    await page.route(lost, (route) => route.abort());
    await page.goto(new URL("?view=trend", browser.address).href);
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

test("the opening answers with figures, each with its source and a door to its view", async () => {
  await browser.visit({}, async (page) => {
    const answer = (/** @type {string} */ name) => page.locator(`[data-answer="${name}"][data-ready="true"]`);
    for (const name of ["adults", "jobs", "gap"]) await answer(name).waitFor();
    assert.match(await answer("jobs").innerText(), /68 of 100 jobs .* 2021.*1973.* 28/s);
    assert.match(await answer("adults").innerText(), /60 of 100 adults in Los Angeles County/);
    assert.match(await answer("gap").innerText(), /from 1\.2 million more to 610,000 fewer/);
    assert.match(await answer("gap").locator(".is-quoted").innerText(), /L\.A\. Compact.*quoted/s);
    for (const source of await page.locator(".answer-source").allInnerTexts()) assert.match(source, /^Source: \S/);
    await answer("gap").getByRole("link").click();
    await answered(page, "skills-gap", /Depending on how need is counted/);
    assert.match(page.url(), /\?view=skills-gap/);
    const top = await page.locator("#skills-gap").evaluate((part) => part.getBoundingClientRect().top);
    assert(Math.abs(top) < 100, `the view is in sight, at ${top}`);
  });
});

test("back and forward walk through what was asked, and a link asks it again", async () => {
  await browser.visit({ path: "?view=gap" }, async (page) => {
    await chart(page, "gap");
    await choose(page, "gap", "How the gap is measured", "ratio", /times that of/);
    await choose(page, "gap", "Compared with", "others", /all others/);
    const link = page.url();
    assert.match(link, /measure=ratio/);
    await page.goBack();
    await answered(page, "gap", /times that of Asian/);
    await page.goBack();
    await answered(page, "gap", /a gap of 40\.1 points/);
    await page.goForward();
    await answered(page, "gap", /times that of Asian/);
    const title = await (await chart(page, "gap")).locator(".chart-title").innerText();
    await page.goto(link);
    const again = await answered(page, "gap", /all others/);
    assert.notEqual(await again.locator(".chart-title").innerText(), title);
    assert.equal(await page.locator("#gap .ask").getByLabel("Compared with").inputValue(), "others");
  });
});

test("a link of the first version still asks what it asked", async () => {
  // Never to be changed: such links are in the world.
  const links = /** @type {const} */ ([
    ["?view=trend&place=06059,06&level=some_college_or_higher", "trend", /Orange County/],
    ["?view=gap&place=06&by=sex&period=2018&level=bachelors_or_higher&measure=points&against=highest", "gap", /California/],
    ["?view=skills-gap&place=06037&level=bachelors_or_higher&jobs=base&need=50", "skills-gap", /Los Angeles County/],
    ["?view=pipeline&place=06037&group=RH,RW", "pipeline", /Latino/],
    ["?view=map&place=06&level=bachelors_or_higher&period=2019-2023&steps=equal", "map", /58 California counties/],
    ["?view=what-if&place=06037&level=bachelors_or_higher&target=45&add=returning~9000~5000~12000~2026~2030~Employers", "what-if", /the target is 45/],
  ]);
  for (const [path, view, title] of links) {
    await browser.visit({ path }, async (page) => {
      await answered(page, view, title);
    });
  }
});

test("a nonsense address opens the page all the same", async () => {
  for (const path of ["?view=wizard", "?view=gap&place=<b>&by=__proto__", "?view=what-if&add=~~~~,%E0%A4%A", "?view=trend&place=99999"]) {
    await browser.visit({ path }, async (page) => {
      await page.locator("h1:visible, .chart-title:visible, .chart-error:visible").first().waitFor();
      assert.equal(await page.locator("#broken").isVisible(), false, path);
    });
  }
});

test("assumptions of the skills gap can be moved, and the claim stays a quotation", async () => {
  await browser.visit({ path: "?view=skills-gap" }, async (page) => {
    const figure = await answered(page, "skills-gap", /from 1\.2 million more to 610,000 fewer/);
    assert.match((await figure.locator(".chart-table table").textContent()) ?? "", /600,000/);
    await page.locator("#skills-gap .assumptions summary").click();
    await page.getByLabel("Part of the jobs that needs it").last().evaluate((slider) => {
      const box = /** @type {HTMLInputElement | null} */ (slider.closest(".slider")?.querySelector('[type="checkbox"]'));
      box?.click();
    });
    await page.locator("#skills-gap").getByRole("slider", { name: "Part of the jobs that needs it" }).fill("80");
    await page.locator("#skills-gap .chart-table tbody").filter({ hasText: "80.0%" }).waitFor({ state: "attached" });
    assert.match(page.url(), /need=80/);
  });
});

test("several contributions add up, and one can be changed, added and taken away", async () => {
  await browser.visit({ path: "?view=what-if" }, async (page) => {
    await answered(page, "what-if", /With these 3 contributions/);
    const box = page.locator("#what-if .adds");
    await box.getByLabel("Who").first().fill("School districts of the east");
    await page.locator("#what-if .chart-table tbody").filter({ hasText: "School districts of the east" }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Remove contribution 2" }).click();
    await answered(page, "what-if", /With these 2 contributions/);
    await page.getByRole("button", { name: "Add a contribution" }).click();
    await answered(page, "what-if", /With these 3 contributions/);
    await page.goBack();
    await answered(page, "what-if", /With these 2 contributions/);
  });
});

test("a county chosen on the map is marked in the list, kept in the address, and opens its years", async () => {
  await browser.visit({ path: "?view=map" }, async (page) => {
    await chart(page, "map");
    const list = page.locator("#map").getByRole("listbox", { name: /highest to lowest/ });
    await list.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/mark=06\d{3}/);
    await page.locator("#map .map-door a").click();
    await answered(page, "trend", /County/);
    assert.match(page.url(), /view=trend&place=06\d{3}/);
  });
});

test("how the map's colors are cut stands in the address", async () => {
  await browser.visit({ path: "?view=map&steps=equal&classes=7" }, async (page) => {
    await chart(page, "map");
    const number = page.getByLabel("Number of colors");
    assert.equal(await number.inputValue(), "7");
    await number.selectOption("3");
    await page.waitForURL(/steps=equal&classes=3/);
  });
});

test("a visitor's own file goes into the views and never leaves the browser", async () => {
  /** @type {string[]} */
  const sent = [];
  const before = (/** @type {Page} */ page) => {
    page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  };
  await browser.visit({ path: "?view=data", before }, async (page) => {
    const own = page.locator("#data .own");
    const quiet = sent.length;
    await own.locator('input[type="file"]').setInputFiles(OWN);
    await own.getByRole("button", { name: /Use/ }).click();
    await own.locator("[data-table]").waitFor();
    await own.getByRole("button", { name: "Gaps" }).click();
    await answered(page, "gap", /Alameda County/);
    assert.match(await page.locator("#gap .ask").getByLabel("Table").locator("option:checked").innerText(), /made-up\.csv/);
    assert.match((await page.locator("#gap .chart-table table").textContent()) ?? "", /42\.8%.*40\.0%/s);
    for (const request of sent.slice(quiet)) {
      assert.match(request, /^GET /, request);
      assert.doesNotMatch(request, /made-up\.csv|06001,2024/, request);
      assert.equal(new URL(request.split(" ")[1] ?? "").origin, new URL(browser.address).origin, request);
    }
  });
});
