/** `<common-measure>` and its frame on pages of partners, which are of another origin than the site. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";
import { documentedPolicy, partner } from "./hosts.mjs";
import { listen } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContextOptions} ContextOptions */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** What a test is given. @typedef {{ page: Page, requests: string[], complaints: string[] }} Opened */

/**
 * Opens a partner's page; what it complains about is for the test to judge.
 *
 * @param {string} name
 * @param {Parameters<typeof partner>[1] & { before?: (page: Page) => unknown, context?: ContextOptions }} options
 * @param {(opened: Opened) => Promise<void>} use
 */
async function open(name, { before = () => {}, context: wanted = {}, ...options }, use) {
  const { address, stop } = await partner(browser.address, options);
  const context = await browser.browser.newContext({ locale: "en-US", ...wanted });
  try {
    const page = await context.newPage();
    const complaints = listen(page);
    /** @type {string[]} */
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.addInitScript(() => {
      /** @type {any} */ (globalThis).heard = [];
      for (const name of ["cm-ready", "cm-change", "cm-select", "cm-error"]) {
        addEventListener(name, (event) => {
          const { detail, target } = /** @type {CustomEvent} */ (event);
          /** @type {any} */ (globalThis).heard.push({
            name,
            id: /** @type {Element} */ (target).id,
            detail: JSON.parse(JSON.stringify(detail)),
          });
        });
      }
    });
    await before(page);
    // A frame of another site has a process of its own, which may read it before it hears that scripts are off.
    const scripts = wanted.javaScriptEnabled !== false;
    await page.goto((scripts ? address : address.replace("127.0.0.1", "localhost")) + name);
    await use({ page, requests, complaints });
  } finally {
    await context.close();
    stop();
  }
}

/** Some of the site's files do not arrive. @param {RegExp} which */
const without = (which) => (/** @type {Page} */ page) => page.route(which, (route) => route.abort());

/** @param {Page} page @param {string} [selector] */
const drawn = (page, selector = "common-measure") => page.locator(`${selector} figure.chart[aria-busy="false"] canvas[role=img]`);

/** A partner's smallest page. @param {string} body @param {string} [language] */
const small = (body, language = "en") =>
  `<!doctype html><html lang="${language}"><title>x</title><link rel="icon" href="data:,">${body}`;

const SCRIPT = '<script type="module" src="{site}embed/1/common-measure.js"></script>';

/** @param {Page} page @returns {Promise<{ name: string, id: string, detail: any }[]>} */
const heard = (page) => page.evaluate(() => /** @type {any} */ (globalThis).heard);

const title = (/** @type {Page} */ page, selector = "common-measure") => page.locator(`${selector} .chart-title`);

test("the element draws on a strict host with the documented policy and nothing more", async () => {
  const policy = await documentedPolicy(browser.address);
  assert.match(policy, /^default-src 'none'; script-src http:\S+ 'wasm-unsafe-eval'; connect-src http:\S+$/);
  /** @type {import("playwright-core").Request[]} */
  const asked = [];
  const before = (/** @type {Page} */ page) => page.on("request", (request) => asked.push(request));
  // Trusted Types as well: a host may require them.
  await open(
    "element.html",
    { before, policy: `${policy}; require-trusted-types-for 'script'; img-src data:` },
    async ({ page, requests, complaints }) => {
      await drawn(page).waitFor();
      // Whose page it is, the module and the tables are not told.
      const fetched = asked.filter((request) => /\.(wasm|json|csv|woff2)$/.test(request.url()));
      assert(fetched.length > 3);
      for (const request of fetched) assert.equal((await request.allHeaders())["referer"], undefined, request.url());
      assert.match(await title(page).innerText(), /of 100 (men|women) in California/);
      assert.match(await page.locator("common-measure .chart-source").innerText(), /^Source: U\.S\. Census Bureau/);
      assert.deepEqual(complaints, []);
      const origins = new Set(requests.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin));
      assert.deepEqual([...origins].sort(), [new URL(page.url()).origin, new URL(browser.address).origin].sort());
      const kept = await page.evaluate(async () => [
        document.cookie,
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
        document.querySelectorAll("style, [style], script:not([src])").length,
      ]);
      assert.deepEqual(kept, ["", 0, 0, 0, 0]);
      assert.deepEqual(await page.context().cookies(), []);
    },
  );
});

test("properties and attributes are one, and every change tells what is now shown", async () => {
  await open("element.html", {}, async ({ page, complaints }) => {
    await drawn(page).waitFor();
    const before = await title(page).innerText();
    await page.evaluate(() =>
      Object.assign(document.querySelector("common-measure") ?? {}, { by: "race", locale: "es" }),
    );
    await page.waitForFunction(
      (before) =>
        document.querySelector("common-measure")?.shadowRoot?.querySelector(".chart-title")?.textContent !== before,
      before,
    );
    await drawn(page).waitFor();
    assert.match(await title(page).innerText(), /de cada 100/);
    const host = page.locator("common-measure");
    assert.equal(await host.getAttribute("by"), "race");
    assert.equal(await host.evaluate((element) => /** @type {any} */ (element).place), "06");
    const events = await heard(page);
    assert.deepEqual(
      events.map(({ name }) => name),
      ["cm-ready", "cm-change"],
    );
    assert.equal(events[0]?.detail.description.title, before);
    assert.equal(events[1]?.detail.answer.measure, "gap");
    assert.deepEqual(complaints, []);
  });
});

test("what is asked while the element is out of sight is told in its own words, and stands there when it is back", async () => {
  await open("element.html", {}, async ({ page }) => {
    await drawn(page).waitFor();
    const width = await page.locator("common-measure").evaluate((element) => {
      const { width } = element.getBoundingClientRect();
      element.setAttribute("hidden", "");
      element.setAttribute("by", "race");
      return width;
    });
    await page.waitForFunction(() => /** @type {any} */ (globalThis).heard.some((/** @type {any} */ { name }) => name === "cm-change"));
    const told = (await heard(page)).find(({ name }) => name === "cm-change")?.detail.description.title;
    assert.doesNotMatch(told, /of 100 (men|women)/);
    await page.locator("common-measure").evaluate((element) => element.removeAttribute("hidden"));
    await title(page).filter({ hasText: told }).waitFor();
    assert.equal((await page.locator("common-measure").boundingBox())?.width, width);
  });
});

test("keys and pointer walk through the figures, and the host hears of it", async () => {
  await open("element.html", {}, async ({ page }) => {
    await drawn(page).waitFor();
    await page.locator("common-measure .chart-marks").focus();
    await page.keyboard.press("ArrowRight");
    const tip = page.locator("common-measure .chart-tip");
    assert.match(await tip.innerText(), /\d\d\.\d%/);
    const [chosen] = (await heard(page)).filter(({ name }) => name === "cm-select");
    assert((await tip.innerText()).includes(chosen?.detail.mark.value), "the tip shows what the event tells");
    await page.keyboard.press("Escape");
    assert.equal(await tip.innerText(), "");
    // A press on the chart pins its figure: what is inside the element is not elsewhere.
    const {
      x = 0,
      y = 0,
      width = 0,
    } = (await page.locator("common-measure .chart-marks li").first().boundingBox()) ?? {};
    await page.mouse.click(x + width / 2, y + 3);
    assert.match(await tip.innerText(), /\d\d\.\d%/);
    await page.locator("h1").click();
    assert.equal(await tip.innerText(), "");
    await page.locator("common-measure .chart-table summary").click();
    assert((await page.locator("common-measure tbody tr").count()) >= 2);
    const explore = await page.locator("common-measure a.explore").getAttribute("href");
    assert.equal(new URL(explore ?? "").searchParams.get("view"), "gap");
    assert.equal(new URL(explore ?? "").searchParams.get("by"), "sex");
  });
});

test("several on a page share the module and the data, and each loads when it comes near", async () => {
  const integrity = JSON.parse(await (await fetch(new URL("embed/1/integrity.json", browser.address))).text());
  const [[kept = "", value = ""] = []] = Object.entries(integrity);
  await open(
    "several.html",
    { words: { kept, integrity: /** @type {string} */ (value) } },
    async ({ page, requests, complaints }) => {
      await drawn(page, "#one").waitFor();
      await drawn(page, "#two").waitFor();
      assert.equal(await drawn(page, "#three").count(), 0);
      assert(!requests.some((url) => url.endsWith("earnings.csv")), "what is far away loads nothing");
      assert.match(await title(page, "#two").innerText(), /California.*de cada 100|de cada 100.*California/);
      // The look is the host's: font, colours in any notation, parts.
      const look = await title(page, "#one").evaluate((node) => [
        getComputedStyle(node).fontFamily,
        getComputedStyle(node).color,
      ]);
      assert.deepEqual(look, ["Georgia, serif", "rgb(0, 100, 0)"]);
      const red = await drawn(page, "#one").evaluate((canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        const pixels =
          /** @type {HTMLCanvasElement} */ (canvas).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
        let found = 0;
        for (let at = 0; at < pixels.length; at += 4)
          if ((pixels[at] ?? 0) > 150 && (pixels[at + 1] ?? 0) < 60 && (pixels[at + 2] ?? 0) < 60) found += 1;
        return found;
      });
      assert(red > 100, `${red} pixels of the host's red`);
      await page.locator("#three").scrollIntoViewIfNeeded();
      await drawn(page, "#three").waitFor();
      for (const file of [".wasm", "datapackage.json", "attainment/06.csv", ".woff2"]) {
        assert.equal(requests.filter((url) => url.endsWith(file)).length, 1, file);
      }
      assert.deepEqual(complaints, []);
    },
  );
});

test("a changed loader is refused, and the page keeps its fallback", async () => {
  const integrity = JSON.parse(await (await fetch(new URL("embed/1/integrity.json", browser.address))).text());
  const [kept = ""] = Object.keys(integrity);
  const tag = `<script type="module" crossorigin src="{site}embed/1/${kept}" integrity="${integrity[kept]}"></script>`;
  const page = small(`${tag}<common-measure><p>Our figures</p></common-measure>`);
  await open("page.html", { files: { "page.html": page } }, async ({ page }) => {
    await drawn(page).waitFor();
  });
  const changed = (/** @type {Page} */ page) =>
    page.route(`**/${kept}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\n` });
    });
  await open("page.html", { files: { "page.html": page }, before: changed }, async ({ page, complaints }) => {
    await page.waitForLoadState();
    assert(
      complaints.some((line) => /integrity/.test(line)),
      complaints.join(),
    );
    assert(await page.getByText("Our figures").isVisible());
  });
});

test("a changed module is refused by its loader, and the page keeps its fallback", async () => {
  const changed = (/** @type {Page} */ page) =>
    page.route(/embed\/1\/.*\.wasm$/, async (route) => {
      const response = await route.fetch();
      // A section more, without meaning: it would run like the other.
      await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.of(0, 2, 1, 97)]) });
    });
  const page = small(`${SCRIPT}<common-measure><p>Our figures</p></common-measure>`);
  await open("page.html", { files: { "page.html": page }, before: changed }, async ({ page }) => {
    await page.locator("common-measure .notice").waitFor();
    assert(await page.getByText("Our figures").isVisible());
    assert.equal(await drawn(page).count(), 0);
  });
});

/**
 * The page's first instances trap, each from the n-th call of one of its functions on, whatever is asked of them.
 *
 * @param {{ name: string, nth: number, instances: number }} how
 */
const trapping = ({ name, nth, instances }) => {
  const page = /** @type {any} */ (globalThis);
  const instantiate = /** @type {any} */ (WebAssembly.instantiate);
  page.instances = 0;
  /** @type {any} */ (WebAssembly).instantiate = async (/** @type {unknown[]} */ ...given) => {
    const { instance, module } = await instantiate(...given);
    if ((page.instances += 1) > instances) return { instance, module };
    let calls = 0;
    const over = (/** @type {string} */ of) => (calls += Number(calls >= nth || of === name)) >= nth;
    const trap = (/** @type {string} */ of, /** @type {any} */ own) => (/** @type {unknown[]} */ ...values) => {
      if (over(of)) throw new WebAssembly.RuntimeError("unreachable");
      return own(...values);
    };
    const each = Object.entries(instance.exports).map(([of, own]) => [of, typeof own === "function" ? trap(of, own) : own]);
    return { instance: { exports: Object.fromEntries(each) }, module };
  };
};

for (const [when, name, nth] of /** @type {const} */ ([
  ["under a question", "catalog_measure", 1],
  ["under a second question, when there is a chart", "catalog_measure", 2],
  ["when a chart is laid out", "chart_layout", 1],
  ["when charts are laid out anew", "chart_layout", 3],
  ["when a mark is pointed at", "view_highlight", 1],
])) {
  test(`the module traps ${when}: another takes over for all elements, and every chart is there`, async () => {
    const page = small(`${SCRIPT}<common-measure chart="gap" place="06"></common-measure><common-measure></common-measure>`);
    const before = (/** @type {Page} */ page) => page.addInitScript(trapping, { name, nth, instances: 1 });
    await open("page.html", { files: { "page.html": page }, before }, async ({ page, complaints }) => {
      const all = page.locator('figure.chart[aria-busy="false"] canvas[role=img]');
      await all.nth(1).waitFor();
      await page.locator("common-measure [role=listbox]").first().press("ArrowRight");
      await all.nth(1).waitFor();
      const wide = await all.evaluateAll((canvases) => canvases.map((one) => one.clientWidth));
      await page.setViewportSize({ width: 600, height: 800 });
      await page.waitForFunction(
        (wide) =>
          [...document.querySelectorAll("common-measure")].every(({ shadowRoot }, at) => {
            const shown = shadowRoot?.querySelector('figure.chart[aria-busy="false"] canvas');
            return shown && shown.clientWidth < (wide[at] ?? 0);
          }),
        wide,
      );
      assert.match(await title(page).first().innerText(), /^14 of 100 Latino adults in California/);
      assert.equal(await page.locator(".notice").count(), 0);
      await page.waitForFunction("instances === 2");
      assert.deepEqual(complaints, []);
    });
  });
}

for (const name of ["catalog_new", "catalog_measure", "chart_layout"]) {
  test(`a question that ends every module (${name}) is asked twice, then the drawing of build time is shown`, async () => {
    const page = small(`${SCRIPT}<common-measure chart="jobs"></common-measure>`);
    const before = (/** @type {Page} */ page) => page.addInitScript(trapping, { name, nth: 1, instances: 9 });
    await open("page.html", { files: { "page.html": page }, before }, async ({ page }) => {
      await page.locator("common-measure .still svg").waitFor();
      await page.locator("common-measure .notice").getByText("could not be loaded").waitFor();
      assert.equal(await page.evaluate("instances"), 2);
      assert.equal((await heard(page)).at(-1)?.detail.code, "engine-lost");
    });
  });
}

test("a chart stays until what is shown instead of it has come", async () => {
  await open("page.html", { files: { "page.html": small(`${SCRIPT}<common-measure></common-measure>`) } }, async ({ page }) => {
    await drawn(page).waitFor();
    let answer = () => {};
    const held = new Promise((resolve) => (answer = () => resolve(null)));
    // The picture of build time is asked for when a table did not come.
    const asked = page.waitForRequest(/\/charts\/jobs/);
    await page.route(/\/charts\//, async (route) => {
      await held;
      await route.continue();
    });
    await page.route(/\.csv$/, (route) => route.abort());
    await page.locator("common-measure").evaluate((element) => element.setAttribute("chart", "jobs"));
    await asked;
    assert(await page.locator("common-measure canvas[role=img]").isVisible());
    answer();
    await page.locator("common-measure .still svg").waitFor();
    assert.equal(await page.locator("common-measure canvas").count(), 0);
  });
});

test("what one element's question has ended is not held against another's", async () => {
  const page = small(`${SCRIPT}<common-measure chart="jobs"></common-measure><common-measure></common-measure>`);
  const before = (/** @type {Page} */ page) =>
    page.addInitScript(trapping, { name: "catalog_measure", nth: 1, instances: 2 });
  await open("page.html", { files: { "page.html": page }, before }, async ({ page }) => {
    await drawn(page).first().waitFor();
    await page.waitForFunction(
      () => [...document.querySelectorAll("common-measure")].every(({ shadowRoot }) => shadowRoot?.querySelector("canvas[role=img], .still")),
    );
    assert((await page.locator("common-measure .notice").count()) <= 1);
    assert.equal(await page.evaluate("instances"), 3);
  });
});

test("without wasm the snippet's own figures come back with their date", async () => {
  await open("fallback.html", { before: without(/\.wasm$/) }, async ({ page }) => {
    await page.locator("common-measure .notice").waitFor();
    assert.match(await page.locator("common-measure .notice").innerText(), /could not be loaded.*November 24, 2026/s);
    assert(await page.locator("common-measure table").isVisible());
    assert(await page.locator("common-measure img").isVisible());
    assert.equal((await heard(page)).at(-1)?.detail.code, "load-failed");
    await page.unroute(/\.wasm$/);
    await page.locator("common-measure .notice button").click();
    await drawn(page).waitFor();
    assert(await page.locator("common-measure > figure").isHidden());
  });
});

test("without a fallback of the host's there is the drawing of build time, else words", async () => {
  const html = (/** @type {string} */ attributes) =>
    small(`${SCRIPT}<common-measure ${attributes}></common-measure>`, "es");
  await open(
    "page.html",
    { files: { "page.html": html('chart="jobs"') }, before: without(/\.wasm$/) },
    async ({ page }) => {
      await page.locator("common-measure .still svg").waitFor();
      assert.match(await title(page).innerText(), /empleos/);
      assert.match(await page.locator("common-measure .chart-source").innerText(), /^Fuente: /);
      assert(((await page.locator("common-measure .still svg").boundingBox())?.height ?? 0) > 150);
    },
  );
  await open(
    "page.html",
    { files: { "page.html": html('chart="trend" place="06"') }, before: without(/\.wasm$|\/charts\//) },
    async ({ page }) => {
      await page.locator("common-measure .notice").waitFor();
      assert.match(await page.locator("common-measure .notice").innerText(), /no se pudo cargar/);
      const href = await page.locator("common-measure .notice a").getAttribute("href");
      assert.match(href ?? "", /view=trend&place=06/);
    },
  );
});

test("the fallback stands until the chart does", async () => {
  /** @type {() => void} */
  let release = () => {};
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  const hold = (/** @type {Page} */ page) =>
    page.route(/\.wasm$/, async (route) => {
      await held;
      await route.continue();
    });
  await open("fallback.html", { before: hold }, async ({ page }) => {
    await page.locator("common-measure:defined").waitFor();
    assert(await page.locator("common-measure > figure").isVisible());
    assert.equal(await drawn(page).count(), 0);
    release();
    await drawn(page).waitFor();
    assert(await page.locator("common-measure > figure").isHidden());
  });
});

test("axe finds no barrier in any chart, nor where there is none", async () => {
  const axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  const charts = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "what-if", "pie"];
  for (const [lang, theme] of [
    ["en", "light"],
    ["es", "dark"],
  ]) {
    const elements = charts
      .map((chart) => `<common-measure chart="${chart}" theme="${theme}"></common-measure>`)
      .join("");
    const html = small(`${SCRIPT}<main><h1>x</h1><h2>y</h2>${elements}</main>`, lang);
    await open("page.html", { files: { "page.html": html } }, async ({ page }) => {
      for (const chart of charts) {
        const host = page.locator(`common-measure[chart="${chart}"]`);
        await host.scrollIntoViewIfNeeded();
        await host.locator('figure[data-ready="true"], .notice').first().waitFor();
        await host.locator("details").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
      }
      await page.evaluate(axe);
      const found = await page.evaluate(() =>
        /** @type {any} */ (globalThis).axe.run({
          runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
        }),
      );
      const told = found.violations.map(
        (/** @type {any} */ one) =>
          `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.target.flat().join(" ")).join(", ")}`,
      );
      assert.deepEqual(told, []);
    });
  }
});

test("a policy that forbids wasm leaves the fallback", async () => {
  const policy = (await documentedPolicy(browser.address)).replace(" 'wasm-unsafe-eval'", "");
  await open(
    "fallback.html",
    { policy: `${policy}; img-src ${new URL(browser.address).origin} data:` },
    async ({ page }) => {
      await page.locator("common-measure .notice").waitFor();
      assert(await page.locator("common-measure table").isVisible());
    },
  );
});

test("without script the snippet's picture and table are what there is", async () => {
  await open("fallback.html", { context: { javaScriptEnabled: false } }, async ({ page }) => {
    assert(await page.locator("common-measure table").isVisible());
    await page.locator("common-measure img").waitFor();
    const size = await page.locator("common-measure img").boundingBox();
    assert((size?.height ?? 0) > 150, "the picture is there");
  });
});

test("without a network the fallback stays, and the chart comes when the network does", async () => {
  const data = /\/data\//;
  await open("fallback.html", { before: without(data) }, async ({ page }) => {
    await page.locator("common-measure .notice").waitFor();
    assert(await page.locator("common-measure table").isVisible());
    await page.unroute(data);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await drawn(page).waitFor();
    assert(await page.locator("common-measure > figure").isHidden());
  });
});

test("a question that cannot be is said to be one", async () => {
  const html = small(`${SCRIPT}<common-measure chart="pie"></common-measure>`);
  await open("page.html", { files: { "page.html": html } }, async ({ page }) => {
    assert.match(await page.locator("common-measure .notice").innerText(), /cannot be asked.*pie/s);
    assert.equal((await heard(page)).at(-1)?.detail.code, "bad-spec");
    // Nor is what every object has by this name a chart.
    await page.locator("common-measure").evaluate((element) => element.setAttribute("chart", "constructor"));
    await page.locator("common-measure .notice").getByText("“constructor”").waitFor();
    // No other place is shown in the place of one that is misspelt.
    await page.evaluate(() =>
      Object.assign(document.querySelector("common-measure") ?? {}, { chart: "trend", place: "LA" }),
    );
    await page.locator("common-measure .notice").getByText("“LA”").waitFor();
    assert.equal(await drawn(page).count(), 0);
  });
});

test("another data package is read in its place", async () => {
  const made = await readFile(new URL("../data/made-up.csv", import.meta.url), "utf8");
  const descriptor = {
    name: "ours",
    commonMeasure: { place: "06001" },
    resources: [{ name: "ours", path: "ours.csv", commonMeasure: { format: "common-measure" } }],
  };
  const files = {
    "page.html": small(`${SCRIPT}<common-measure chart="gap" src="{here}ours/datapackage.json"></common-measure>`),
    "ours/datapackage.json": JSON.stringify(descriptor),
    "ours/ours.csv": made,
  };
  await open("page.html", { files }, async ({ page, requests, complaints }) => {
    await drawn(page).waitFor();
    const [ready] = await heard(page);
    assert.equal(ready?.name, "cm-ready");
    assert.equal(ready?.detail.answer.items[0].place.code, "06001");
    assert(
      !requests.some((url) => url.startsWith(browser.address) && url.includes("/data/")),
      "none of the site's figures",
    );
    assert.equal(await page.locator("common-measure a.explore").count(), 0);
    assert.deepEqual(complaints, []);
  });
});

/** An agenda of a partner's with one goal. @param {object} indicator @param {object} [rest] */
const agendaOf = (indicator, rest = {}) =>
  JSON.stringify({
    id: "ours",
    title: { en: "Ours", es: "La nuestra" },
    goals: [{ id: "goal", title: { en: "Goal", es: "Meta" }, indicators: [{ id: "ours", better: "higher", ...indicator }] }],
    ...rest,
  });

const MEASURED = {
  title: { en: "Adults with a degree", es: "Adultos con licenciatura" },
  definition: { en: "Of adults 25 and over <b>in</b> 06.", es: "De los adultos de 25 años o más." },
  spec: { measure: "trend", place: "06", level: "bachelors_or_higher" },
  target: { value: 0.4155, year: 2030 },
};

test("an agenda's indicator comes with its target, its definition and whom to ask, all as text", async () => {
  const tag = '<common-measure agenda="{here}agenda.json" indicator="ours"></common-measure>';
  const files = {
    "page.html": small(SCRIPT + tag + tag),
    "agenda.json": agendaOf(MEASURED, { contact: "mailto:figures@example.org" }),
  };
  await open("page.html", { files }, async ({ page, requests, complaints }) => {
    const host = page.locator("common-measure").first();
    await host.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    assert.match(await host.locator(".chart-title").innerText(), /California/);
    const lines = await host.locator(".agenda li").allInnerTexts();
    assert.match(lines[0] ?? "", /41\.6% by 2030/);
    assert.match(lines[1] ?? "", /Of adults 25 and over <b>in<\/b> 06\.$/);
    assert.equal(await host.locator(".agenda a").getAttribute("rel"), "noopener");
    const ask = new URL((await host.locator(".agenda a").getAttribute("href")) ?? "");
    assert.equal(ask.pathname, "figures@example.org");
    assert.equal(ask.searchParams.get("subject"), "Adults with a degree");
    assert.match(ask.searchParams.get("body") ?? "", /view=trend&place=06/);
    await host.evaluate((element) => element.setAttribute("locale", "es"));
    await host.getByText("De los adultos de 25 años o más.").waitFor();
    assert.match((await host.locator(".agenda li").first().innerText()) ?? "", /41\.6\u00a0% .*2030/);
    assert.equal(requests.filter((url) => url.endsWith("agenda.json")).length, 1);
    assert.deepEqual(complaints, []);
  });
});

test("an agenda that cannot be followed leaves the fallback, and says why by its code", async () => {
  const files = {
    "agenda.json": agendaOf(MEASURED, { contact: "javascript:alert(1)" }),
    "waiting.json": agendaOf({ ...MEASURED, spec: null }),
    "wrong.json": agendaOf({ ...MEASURED, title: 3 }),
    "no.json": "{",
  };
  const cases = [
    ["agenda.json", "other", "bad-spec"],
    ["waiting.json", "ours", "no-data"],
    ["wrong.json", "ours", "bad-agenda"],
    ["no.json", "ours", "bad-agenda"],
    ["nowhere.json", "ours", "load-failed"],
  ];
  const tags = cases.map(
    ([file, id], at) =>
      `<common-measure id="case-${at}" agenda="{here}${file}" indicator="${id}"><p>Our figures</p></common-measure>`,
  );
  const good = '<common-measure id="good" agenda="{here}agenda.json" indicator="ours"></common-measure>';
  await open("page.html", { files: { ...files, "page.html": small(SCRIPT + tags.join("") + good) } }, async ({ page }) => {
    for (const [at, [, , code]] of cases.entries()) {
      await page.locator(`#case-${at} .notice`).waitFor();
      // In words, and not by the key of a message.
      const words = await page.locator(`#case-${at} .notice`).innerText();
      assert.match(words, code === "bad-agenda" ? /^This agenda cannot be read\./ : /^[A-Z]/, `case ${at}`);
      assert.doesNotMatch(words, /page\.\w/, `case ${at}`);
      assert(await page.locator(`#case-${at} > p`).isVisible());
      const told = (await heard(page)).find(({ id, name }) => id === `case-${at}` && name === "cm-error");
      assert.equal(told?.detail.code, code, `case ${at}`);
    }
    await page.locator("#good").scrollIntoViewIfNeeded();
    await drawn(page, "#good").waitFor();
    assert.equal(await page.locator("#good .agenda a").count(), 0, "an address that runs code is not offered");
  });
});

test("taken out, it lets go; put back, it draws again", async () => {
  await open("element.html", {}, async ({ page, complaints }) => {
    await drawn(page).waitFor();
    await page.evaluate(() => {
      const element = document.querySelector("common-measure");
      element?.remove();
      Object.assign(globalThis, { taken: element });
    });
    assert.equal(
      await page.evaluate(() => /** @type {any} */ (globalThis).taken.shadowRoot.querySelectorAll("canvas").length),
      0,
    );
    await page.evaluate(() => document.body.append(/** @type {any} */ (globalThis).taken));
    await drawn(page).waitFor();
    assert.deepEqual(complaints, []);
  });
});

test("a frame without an origin of its own draws, and fits only for its own window's heights", async () => {
  const { origin } = new URL(browser.address);
  const policy = `default-src 'none'; script-src ${origin}; frame-src ${origin} http://127.0.0.1:*; img-src data:`;
  await open("frame.html", { policy }, async ({ page, complaints }) => {
    const chart = page.frameLocator("#fixed");
    await chart.locator("canvas").first().waitFor();
    assert.match(await chart.locator(".chart-title").innerText(), /empleos/);
    const high = () => page.locator("#fixed").evaluate((frame) => frame.clientHeight);
    await page.waitForFunction(() => document.querySelector("#fixed")?.getAttribute("height") !== "500");
    const inner = await chart.locator("common-measure").evaluate((element) => element.getBoundingClientRect().height);
    assert.equal(await high(), Math.ceil(inner));
    // Another window's word, or a height that is none, changes nothing.
    const fitted = await high();
    const [, fixed, other] = page.frames();
    const say = (/** @type {unknown[]} */ messages) => {
      for (const message of messages) parent.postMessage(message, "*");
    };
    const shape = { type: "common-measure:height", height: 77 };
    await page.evaluate((shape) => {
      const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("#fixed"));
      const heights = /** @type {string[]} */ ([]);
      Object.assign(globalThis, { heights });
      new MutationObserver(() => heights.push(frame.height)).observe(frame, { attributeFilter: ["height"] });
      // As from another site that has been opened in the frame, and from this site in another window.
      const { contentWindow: source } = frame;
      dispatchEvent(new MessageEvent("message", { source, origin: "https://example.org", data: shape }));
      dispatchEvent(new MessageEvent("message", { source: window, origin: new URL(frame.src).origin, data: shape }));
    }, shape);
    await other?.evaluate(say, [shape]);
    await fixed?.evaluate(say, [
      { ...shape, height: "78" },
      { ...shape, height: -5 },
      { ...shape, height: 1e9 },
      { ...shape, more: 1 },
      { type: "x", height: 79 },
      null,
      "80",
    ]);
    // All of them have arrived when one more has.
    await fixed?.evaluate(say, [{ ...shape, height: 601 }]);
    await page.waitForFunction(() => document.querySelector("#fixed")?.getAttribute("height") === "601");
    assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, "heights")), ["601"]);
    assert.equal(await page.locator("#other").getAttribute("height"), "120");
    assert(fitted > 300);
    assert.deepEqual(complaints, []);
  });
});

test("the frame's page works by itself, and so do frames of before", async () => {
  for (const path of [
    "embed.html?view=gap&place=06&by=sex&lang=es&theme=dark",
    "?view=map&lang=en&frame=1",
    "?view=trend&frame=1",
  ]) {
    await browser.visit({ path }, async (page) => {
      await page.locator('figure.chart[data-ready="true"] canvas').first().waitFor();
      assert.equal(await page.locator(".masthead").isVisible(), false);
    });
  }
});

test("the explorer's embed code is a frame that shows the same chart, whole", async () => {
  /** @type {string} */
  let code = "";
  let [said, width] = ["", 0];
  await browser.visit({ path: "?view=gap&place=06&by=sex&lang=en" }, async (page) => {
    const figure = page.locator("#gap figure.chart");
    await figure.locator('[data-take="embed"]').click();
    await figure.locator('select[name="form"]').selectOption("frame");
    await figure.getByText(/<iframe/).waitFor();
    code = await figure.locator(".take-code").innerText();
    said = await figure.locator(".chart-title").innerText();
    width = Math.ceil((await figure.boundingBox())?.width ?? 0);
  });
  const html = small(`<link rel="stylesheet" href="{here}wide.css"><div>${code}</div>`);
  // The frame's own margin is on both sides.
  await open(
    "page.html",
    {
      files: { "page.html": html, "wide.css": `div { width: ${width + 32}px }` },
      context: { viewport: { width: 1600, height: 1200 } },
    },
    async ({ page, complaints }) => {
      const frame = page.frameLocator("iframe");
      await frame.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
      assert.equal(await frame.locator(".chart-title").innerText(), said);
      assert(await frame.locator(".chart-source").isVisible());
      const [needed, given] = await frame.locator("html").evaluate((root) => [root.scrollHeight, root.clientHeight]);
      assert((needed ?? 0) <= (given ?? 0), `${needed} px in ${given}`);
      assert.deepEqual(complaints, []);
    },
  );
});

/** The snippet that the explorer's builder makes of a view as a frame. @param {string} path */
async function framed(path) {
  let code = "";
  await browser.visit({ path }, async (page) => {
    const figure = page.locator(".part:visible figure.chart").first();
    await figure.locator('[data-take="embed"]').click();
    // Of a map there is no other form.
    const form = figure.locator('select[name="form"]');
    await form.waitFor();
    if (!path.includes("map")) await form.selectOption("frame");
    await figure.getByText(/<iframe/).waitFor();
    code = await figure.locator(".take-code").innerText();
  });
  return code;
}

/** As a host that lets frames run no scripts, which is also what a reader without scripts gets. @param {string} code */
const still = (code) => code.replace("<iframe ", '<iframe sandbox="" ');

/** What each row of a table says. @param {import("playwright-core").Locator} figure */
const rows = (figure) =>
  figure.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));

/** Where the title is, and where the picture begins. @param {import("playwright-core").Locator} figure @param {string} picture */
const places = async (figure, picture) => ({
  title: await figure.locator(".chart-title").boundingBox(),
  top: (await figure.locator(picture).boundingBox())?.y,
});

test("a frame of a view's first question has its picture and its figures without scripts, and with them one chart in their place", async () => {
  for (const [path, width] of /** @type {const} */ ([
    ["?view=gap&lang=es", 320],
    ["?view=trend&lang=en", 768],
    ["?view=what-if&lang=es", 1280],
  ])) {
    const code = await framed(path);
    const page = (/** @type {string} */ code) =>
      small(`<link rel="stylesheet" href="{here}wide.css"><script src="{site}embed/1/fit.js" defer></script><div>${code}</div>`);
    const files = {
      "page.html": page(code),
      "still.html": page(still(code)),
      "wide.css": `div { width: ${width}px } iframe { border: 0 }`,
    };
    const context = { viewport: { width: 1400, height: 1000 } };
    /** @type {{ figures: unknown, stand: unknown }[]} */
    const seen = [];
    await open("still.html", { files, context }, async ({ page, complaints }) => {
      const figure = page.frameLocator("iframe").locator("figure.chart");
      const picture = figure.locator("img");
      await picture.waitFor();
      assert.equal(await page.locator("iframe").getAttribute("title"), await picture.getAttribute("alt"));
      const size = await picture.evaluate((img) => /** @type {HTMLImageElement} */ (img).decode().then(() => img.getBoundingClientRect().toJSON()));
      assert(size.height > 150 && size.width > 250 && size.right <= width, JSON.stringify(size));
      seen.push({ figures: await rows(figure), stand: await places(figure, "img") });
      await figure.locator("summary").click();
      assert(await figure.locator("tbody tr").last().isVisible());
      // The sandbox says what it is for.
      assert.deepEqual(complaints.filter((line) => !/Blocked script execution/.test(line)), []);
    });
    await open("page.html", { files, context }, async ({ page, complaints }) => {
      const frame = page.frameLocator("iframe");
      const figure = frame.locator('figure.chart[aria-busy="false"]');
      await figure.locator("canvas[role=img]").waitFor();
      seen.push({ figures: await rows(figure), stand: await places(figure, ".chart-plot") });
      assert.equal(await frame.locator("figure:visible").count(), 1);
      // The host's script fits this frame too.
      const high = await frame.locator("common-measure").evaluate((element) => Math.ceil(element.getBoundingClientRect().height));
      await page.waitForFunction((high) => document.querySelector("iframe")?.getAttribute("height") === String(high), high);
      assert.deepEqual(complaints, []);
    });
    assert(JSON.stringify(seen[0]?.figures).length > 200, "there are figures");
    assert.deepEqual(seen[0], seen[1]);
  }
});

test("every first question's frame has the figures that its chart shows", async () => {
  const charts = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "what-if"];
  for (const name of charts.flatMap((view) => [`${view}.en`, `${view}.es`])) {
    const told = await fetch(new URL(`embed/1/charts/${name}.json`, browser.address));
    const { frame } = await told.json();
    await browser.visit({ path: `embed/1/${frame}?theme=dark` }, async (page) => {
      const still = await rows(page.locator("common-measure > figure"));
      const figure = page.locator('figure.chart[aria-busy="false"]');
      await figure.locator("canvas[role=img]").waitFor();
      assert.deepEqual(await rows(figure), still, name);
      assert.equal(await page.title(), await figure.locator(".chart-title").innerText());
      assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
      if (name !== "gap.es") return;
      // Its address asks nothing else than the page has.
      await page.goto(`${page.url()}&place=06&level=high_school_or_higher`);
      await figure.locator("canvas[role=img]").waitFor();
      assert.deepEqual(await rows(figure), still, name);
    });
  }
});

test("of any other question a frame without scripts shows no figures, and where there are some", async () => {
  const code = await framed("?view=gap&place=06&by=sex&lang=en");
  assert.match(code, /\/embed\.html\?view=gap&amp;place=06&/);
  await open("page.html", { files: { "page.html": small(still(code)) } }, async ({ page }) => {
    const frame = page.frameLocator("iframe");
    await frame.locator('noscript a[href="view/trend.en.html"]').waitFor();
    assert.doesNotMatch(await frame.locator("body").innerText(), /\d/);
  });
});

/** The snippet that the explorer's builder makes of a view as an element. @param {string} path */
async function elementOf(path) {
  let code = "";
  await browser.visit({ path }, async (page) => {
    const figure = page.locator(`#${new URLSearchParams(path).get("view")} figure.chart`);
    await figure.locator('[data-take="embed"]').click();
    await figure.getByText(/^<script/).waitFor();
    code = await figure.locator(".take-code").innerText();
  });
  return code;
}

test("a snippet of any question has its own picture and figures without scripts, on a strict host, in both forms", async () => {
  const { origin } = new URL(browser.address);
  const strict = await documentedPolicy(browser.address);
  for (const [path, words] of /** @type {const} */ ([
    ["?view=gap&place=06&by=sex&lang=en", /^34 of 100 men in California .*Source: U\.S\. Census Bureau, .*Figures as of \w+ \d+, \d{4}\./s],
    ["?view=earnings&place=06&lang=es", /^En California, .*\$62,347.*Fuente: U\.S\. Census Bureau, .*Cifras al \d+ de \w+ de \d{4}\./s],
  ])) {
    const forms = [
      { code: await elementOf(path), policy: strict },
      { code: await framed(path), policy: `default-src 'none'; frame-src ${origin}` },
    ];
    for (const { code, policy } of forms) {
      assert(code.length < 10_000, `${code.length} characters`);
      const files = { "page.html": small(`<meta name="viewport" content="width=device-width"><main>${code}</main>`) };
      for (const width of [320, 1280]) {
        const context = { javaScriptEnabled: false, viewport: { width, height: 900 } };
        const options = { files, context, policy: `${policy}; img-src data:` };
        await open("page.html", options, async ({ page, complaints }) => {
          const figure = page.locator("figure");
          const picture = figure.getByRole("img");
          const [box, column] = await Promise.all([picture.boundingBox(), figure.locator("figcaption").boundingBox()]);
          assert(box && column && box.height > 100 && box.width <= column.width, JSON.stringify([box, column]));
          const said = await figure.locator("figcaption").innerText();
          assert.match(said, words);
          assert(said.startsWith((await picture.getAttribute("aria-label")) ?? "-"));
          // Picture and table have the same figures, as labels and as cells.
          const labels = await picture.locator("text").allTextContents();
          const shown = labels.flatMap((label) => /^\$?\d[\d,.]*%?(?= |$)/.exec(label)?.[0] ?? []);
          const cells = (await figure.locator("td").allTextContents()).join(" ");
          const known = shown.filter((label) => cells.includes(label));
          assert(known.length >= 2, `${labels} / ${cells}`);
          // No label is beyond the drawing.
          for (const label of await picture.locator("text").all()) {
            const { x = 0, width = 0 } = (await label.boundingBox()) ?? {};
            assert(x >= box.x - 1 && x + width <= box.x + box.width + 1, `${await label.textContent()}: ${x}, ${width}`);
          }
          assert(await figure.locator("td").first().isVisible());
          if (code.includes("<iframe")) {
            const frame = page.locator("iframe");
            assert(((await frame.boundingBox())?.y ?? 0) > box.y, "the figures come first");
            await frame.scrollIntoViewIfNeeded();
            const inner = page.frameLocator("iframe");
            await inner.locator("noscript a").first().waitFor();
            assert.equal(await inner.locator(".late").isVisible(), false, "nothing is late");
          }
          // What a frame fetches ahead for its scripts is refused with them.
          assert.deepEqual(complaints.filter((line) => !/^failed: \S+\/app\/\S+ csp$/.test(line)), []);
        });
      }
      // With scripts there is one chart, and nothing beside it.
      await open("page.html", { files, policy: `${policy}; img-src data:` }, async ({ page, complaints }) => {
        const inner = code.includes("<iframe") ? page.frameLocator("iframe") : page;
        await inner.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
        assert.equal(await page.locator("table:visible").count(), 0);
        assert.equal(await page.locator("noscript, common-measure > figure").isVisible(), false);
        assert.deepEqual(complaints, []);
      });
    }
    const [element] = forms;
    await open("page.html", { files: { "page.html": small(element?.code ?? "") }, before: without(/\.wasm$/) }, async ({ page }) => {
      await page.locator("common-measure .notice").waitFor();
      assert(((await page.locator("common-measure > figure > svg").boundingBox())?.height ?? 0) > 100);
    });
  }
});

test("a host can take a frame away that has nothing to show without scripts", async () => {
  const docs = await readFile(new URL("../../docs/embed.md", import.meta.url), "utf8");
  const [, sheet = ""] = /```css\n(@media \(scripting: none\)[^]*?)```/.exec(docs) ?? [];
  const code = await framed("?view=gap&place=06&by=sex&lang=en");
  const files = { "page.html": small(`<link rel="stylesheet" href="{here}away.css"><main>${code}</main>`), "away.css": sheet };
  for (const javaScriptEnabled of [true, false]) {
    await open("page.html", { files, context: { javaScriptEnabled } }, async ({ page }) => {
      assert.equal(await page.locator("iframe").isVisible(), javaScriptEnabled);
      assert.equal(await page.locator("figure table").isVisible(), !javaScriptEnabled);
    });
  }
});

test("of a map of another question there are picture and places too, and of thousands of places the sentence about them", async () => {
  for (const [path, words, places] of /** @type {const} */ ([
    ["?view=map&level=high_school_or_higher&lang=es", /^En 58 condados de California.*Cifras al /s, 58],
    ["?view=map&place=00&lang=en", /counties.*Figures as of /s, 0],
  ])) {
    const code = await framed(path);
    assert(code.length < 64_000, `${code.length} characters`);
    const options = { files: { "page.html": small(code) }, context: { javaScriptEnabled: false } };
    await open("page.html", options, async ({ page }) => {
      assert.match(await page.locator("figcaption").innerText(), words);
      assert.equal(await page.locator("tr:has(td)").count(), places);
      assert.equal(await page.locator("figure").getByRole("img").count(), Math.min(places, 1));
    });
  }
});

test("a snippet's own drawing is to the pixel what the chart's file is", async () => {
  const charts = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "what-if", "map"];
  const { inlineDrawing } = await import("../../www/js/inline-drawing.js");
  const context = await browser.browser.newContext({ viewport: { width: 400, height: 1000 } });
  try {
    const page = await context.newPage();
    const seen = async (/** @type {string} */ svg) => {
      await page.setContent(`<!doctype html><body>${svg}`);
      return (await page.locator("svg").screenshot()).toString("base64");
    };
    for (const name of charts) {
      const file = await (await fetch(new URL(`embed/1/charts/${name}.es.narrow.svg`, browser.address))).text();
      const drawing = inlineDrawing(file, "x");
      assert(drawing.length < file.length, name);
      const [own, as] = [await seen(drawing.replace('"100%"', '"340"')), await seen(file)];
      assert(own === as, `${name} looks different`);
    }
  } finally {
    await context.close();
  }
});

test("where a frame's module or its scripts do not arrive, picture and figures stay", async () => {
  const code = await framed("?view=jobs&lang=en");
  const files = { "page.html": small(code) };
  for (const which of [/\.wasm$/, /common-measure\.js$/]) {
    await open("page.html", { files, before: without(which) }, async ({ page }) => {
      const frame = page.frameLocator("iframe");
      if (which.test(".wasm")) {
        await frame.locator(".notice").waitFor();
        assert.match(await frame.locator(".notice").innerText(), /could not be loaded.*Below are its figures/s);
      }
      assert(((await frame.locator("img").boundingBox())?.height ?? 0) > 150);
      assert((await rows(frame.locator("common-measure > figure"))).length > 3);
    });
  }
  // Without the page's own script it is fitted to nothing, but there.
  await open("page.html", { files, before: without(/\/js\/embed\/frame\.js$/) }, async ({ page }) => {
    await page.frameLocator("iframe").locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
  });
});

test("a map's frame is its picture and its places without scripts, and with them the explorer's map", async () => {
  const code = await framed("?view=map&lang=en");
  const wide = code.replace('width="100%"', 'width="800"');
  const files = { "page.html": small(wide), "still.html": small(still(wide)) };
  await open("still.html", { files }, async ({ page }) => {
    const figure = page.frameLocator("iframe").locator("figure.chart");
    assert(((await figure.locator("img").boundingBox())?.height ?? 0) > 300);
    assert.equal((await rows(figure)).length, 58);
  });
  await open("page.html", { files }, async ({ page }) => {
    const frame = page.frameLocator("iframe");
    await frame.locator('#map figure.chart[data-ready="true"] canvas').first().waitFor();
    assert.equal(await frame.locator(".masthead").isVisible(), false);
    assert.equal(await page.evaluate(() => history.length), 2);
  });
});

test("whatever is chosen for a snippet, the way back leaves the view", async () => {
  await browser.visit({ path: "?view=trend&lang=en" }, async (page) => {
    await page.locator("html[data-started]").waitFor();
    await page.locator('.views [data-view="gap"]').click();
    const figure = page.locator("#gap figure.chart");
    await figure.locator('[data-take="embed"]').click();
    const preview = page.frameLocator(".builder-frame");
    const previewed = () => preview.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    await previewed();
    const before = await page.evaluate(() => history.length);
    for (const language of ["es", "en"]) {
      await figure.locator('select[name="language"]').selectOption(language);
      await preview.locator(`html[lang="${language}"]`).waitFor();
      await previewed();
    }
    await figure.locator('select[name="theme"]').selectOption("dark");
    await preview.locator('html[data-theme="dark"]').waitFor();
    await previewed();
    assert.equal(await page.evaluate(() => history.length), before);
    await page.goBack();
    await page.locator("#trend").waitFor();
    assert.equal(new URL(page.url()).searchParams.get("view"), "trend");
  });
});

test("the snippet that an editor makes draws the chart, and has its figures where it cannot", async () => {
  const axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  let code = "";
  await browser.visit({ path: "?view=gap&place=06&by=sex&lang=en" }, async (page) => {
    const figure = page.locator("#gap figure.chart");
    await figure.locator('[data-take="embed"]').click();
    const preview = page.frameLocator(".builder-frame");
    const previewed = () => preview.locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    await previewed();
    await figure.locator('select[name="language"]').selectOption("es");
    await preview.getByText(/de cada 100/).first().waitFor();
    await previewed();
    await figure.locator('select[name="theme"]').selectOption("dark");
    await figure.getByText(/locale="es" theme="dark"/).waitFor();
    code = await figure.locator(".take-code").innerText();
    await preview.locator('html[data-theme="dark"]').waitFor();
    await previewed();
    assert.match(await preview.locator(".chart-title").innerText(), /de cada 100/);
    for (const width of ["320", "640", "960"]) {
      await figure.locator(`input[value="${width}"]`).check();
      assert.equal(await preview.locator("html").evaluate(() => String(innerWidth)), width);
    }
    await page.evaluate(axe);
    const found = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(".take", { iframes: false }));
    assert.deepEqual(
      found.violations.map((/** @type {any} */ { id }) => id),
      [],
    );
    // A fixed version is the file that the site names, with its hash.
    await figure.locator('.builder input[type="checkbox"]').check();
    await figure.getByText(/integrity="sha384-/).waitFor();
  });
  const files = { "page.html": small(code) };
  await open("page.html", { files }, async ({ page, complaints }) => {
    await drawn(page).waitFor();
    assert.match(await title(page).innerText(), /de cada 100/);
    assert.deepEqual(complaints, []);
  });
  await open("page.html", { files, before: without(/\.wasm$/) }, async ({ page }) => {
    await page.locator("common-measure .notice").waitFor();
    const table = page.locator("common-measure > figure table");
    assert.match(await table.innerText(), /\d\d\.\d\u00a0%/);
    assert.match(await page.locator("common-measure > figure figcaption").innerText(), /Fuente: .*Cifras al/s);
  });
});

test("the snippet of a view's first question has its drawing too, for readers without scripts", async () => {
  let code = "";
  await browser.visit({ path: "?view=jobs&lang=es" }, async (page) => {
    const figure = page.locator("#jobs figure.chart");
    await figure.locator('[data-take="embed"]').click();
    await figure.getByText(/^<script/).waitFor();
    code = await figure.locator(".take-code").innerText();
  });
  const files = { "page.html": small(code) };
  await open("page.html", { files, context: { javaScriptEnabled: false } }, async ({ page }) => {
    const picture = page.locator("common-measure img");
    assert.match((await picture.getAttribute("alt")) ?? "", /empleos/);
    assert(((await picture.boundingBox())?.height ?? 0) > 150);
    assert(await page.locator("common-measure table").isVisible());
  });
  await open("page.html", { files }, async ({ page }) => {
    await drawn(page).waitFor();
    assert.equal(await title(page).innerText(), await page.locator("common-measure img").getAttribute("alt"));
  });
});

test("it can be imported where there is no document", async () => {
  const folder = await mkdtemp(join(tmpdir(), "common-measure-embed-"));
  try {
    const file = join(folder, "common-measure.mjs");
    await writeFile(file, await (await fetch(new URL("embed/1/common-measure.js", browser.address))).text());
    const { CommonMeasure } = await import(pathToFileURL(file).href);
    assert(CommonMeasure.observedAttributes.includes("place"));
  } finally {
    await rm(folder, { recursive: true });
  }
});
