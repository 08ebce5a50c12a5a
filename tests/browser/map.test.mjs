/** The map panel in a real browser, on a page of its own making. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, colours } from "./browser.mjs";
import { square } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/**
 * Puts a panel with the counties of California in the place of the page's own content.
 *
 * @param {Page} page
 * @param {"en" | "es"} [language]
 */
async function mount(page, language = "en") {
  await page.addStyleTag({ url: new URL("css/map.css", page.url()).href });
  await page.evaluate(async (language) => {
    const at = (/** @type {string} */ path) => import(new URL(`js/${path}`, location.href).href);
    const [{ Loader }, { Messages }, { Theme }, { MapPanel }] = await Promise.all(
      ["loader.js", "messages.js", "theme.js", "map-view.js"].map(at),
    );
    const loader = new Loader();
    const wasm = await loader.wasm("whole");
    const catalog = new wasm.Catalog(await loader.text("data/datapackage.json"));
    for (const [name, path] of [["places", "places/core.csv"], ["attainment", "attainment/06.csv"]]) {
      catalog.load(name, await loader.bytes(`data/${path}`));
    }
    const messages = new Messages(language, await loader.messages(language));
    /** @type {string[]} */
    const chosen = [];
    Object.assign(window, { chosen });
    const onselect = (/** @type {string} */ place) => chosen.push(place);
    const panel = new MapPanel({ theme: new Theme(document.documentElement), messages, loader, onselect });
    document.querySelector("main .sheet")?.replaceChildren(panel.node);
    const answer = catalog.measure({ measure: "attainment", place: "06", by: "county" });
    Object.assign(window, { panel, shown: { wasm, catalog } });
    await panel.show({ wasm, catalog, answer });
  }, language);
  await page.locator('figure[data-chart="map"][data-ready="true"]').waitFor();
}

/** @param {Page} page */
const selected = (page) => page.locator('.map-row[aria-selected="true"]');

/** @param {Page} page */
const chosen = (page) => page.evaluate(() => /** @type {any} */ (window).chosen);

/**
 * @param {string[]} codes
 * @param {string} [property]
 */
function squares(codes, property = "GEOID") {
  const features = codes.map((code, i) => ({
    type: "Feature",
    properties: { [property]: code },
    geometry: square(i),
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}

test("the map is drawn in its classes, with every county in the ranked list", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    assert.match(await page.locator(".map-panel .chart-title").innerText(), /^In 58 California counties, from \d+ to \d+ of 100/);
    assert((await colours(page.locator('figure[data-chart="map"]'))) > 6);
    const rows = page.locator(".map-row");
    assert.equal(await rows.first().getAttribute("aria-setsize"), "58");
    assert.match(await rows.first().innerText(), /^1\b/);
  });
});

test("map and list mark each other, and the keys walk the ranking", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    const box = await page.locator(".map-panel canvas").first().boundingBox();
    assert(box);
    // The middle of the picture is in some county of California.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await selected(page).waitFor();
    const pointed = await page.locator(".map-panel .tip-label").innerText();
    assert((await selected(page).innerText()).includes(pointed));
    await page.mouse.move(1, 1);
    assert.equal(await selected(page).count(), 0);

    const list = page.getByRole("listbox", { name: "Places from highest to lowest" });
    await list.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page).getAttribute("aria-posinset"), "2");
    assert.equal(await list.getAttribute("aria-activedescendant"), await selected(page).getAttribute("id"));
    assert(await page.locator(".map-panel .tip-label").isVisible(), "the place is told on the map as well");
    await page.keyboard.press("End");
    assert.equal(await selected(page).getAttribute("aria-posinset"), "58");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    // Marin County has had the highest share in every period.
    assert.deepEqual(await chosen(page), ["06041"]);
  });
});

test("the classes can be of as many percentage points", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    const picture = () => page.locator(".map-panel canvas").first().screenshot();
    const before = await picture();
    await page.getByLabel("the same range of percentages").check();
    assert.notDeepEqual(await picture(), before);
  });
});

/**
 * How many colors of the ramp fill some of the map.
 *
 * @param {Page} page
 */
const classes = (page) =>
  page.locator('figure[data-chart="map"] canvas').first().evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    // Read off a copy: reading a canvas again and again makes Chromium warn.
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    if (!context) throw new Error("the canvas has no 2d context");
    context.drawImage(canvas, 0, 0);
    /** @type {Map<string, number>} */
    const filled = new Map();
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      const colour = `#${[...data.subarray(at, at + 3)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
      filled.set(colour, (filled.get(colour) ?? 0) + 1);
    }
    const style = getComputedStyle(document.documentElement);
    const ramp = [1, 2, 3, 4, 5, 6, 7].map((n) => style.getPropertyValue(`--cm-level-${n}`).trim());
    return ramp.filter((colour) => (filled.get(colour) ?? 0) > 100).length;
  });

test("there are as many colors as are asked for, by pointer and by key", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    assert.equal(await classes(page), 5);
    const number = page.getByLabel("Number of colors");
    const drawn = () => page.locator('figure[data-chart="map"][aria-busy="false"]').waitFor();
    for (const wanted of ["3", "4", "6", "7"]) {
      await number.selectOption(wanted);
      await drawn();
      assert.equal(await classes(page), Number(wanted));
    }
    await number.press("ArrowUp");
    assert.equal(await number.inputValue(), "6");
    await drawn();
    assert.equal(await classes(page), 6);
  });
});

test("a visitor's own shapes join by their code, and a file that cannot be used leaves the map as it was", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    const give = async (/** @type {string} */ text) => {
      const buffer = Buffer.from(text);
      await page.locator(".map-file").setInputFiles({ name: "own.geojson", mimeType: "application/geo+json", buffer });
    };
    const status = page.locator(".map-status");
    await give(squares(["06001", "06003", "6005", "06999"], "county_code"));
    await status.filter({ hasText: "3 places have a shape and 55 have none; 1 shapes have no figure" }).waitFor();
    await page.getByRole("button", { name: "Back to the page’s map" }).click();
    await page.waitForFunction(() => document.querySelector(".map-status")?.textContent === "");

    for (const text of ["{", squares(["1", "2"]), '{"type":"Polygon","coordinates":[[[6480000,1830000],[6490000,1830000],[6490000,1840000]]]}']) {
      await give(text);
      await status.filter({ hasText: "own.geojson cannot be shown" }).waitFor();
    }
    assert((await colours(page.locator('figure[data-chart="map"]'))) > 6);
  });
});

test("why a visitor's shapes are not shown is said in the page's language, and again in the next", async () => {
  const feet = '{"type":"Polygon","coordinates":[[[6480000,1830000],[6490000,1830000],[6490000,1840000]]]}';
  /** @type {[string, RegExp][]} */
  const given = [
    ['{"type":\n "FeatureCollection",}', /^own\.geojson no se puede mostrar: no es JSON \(línea 2, columna 22\)\.$/],
    ["[]", /: no es GeoJSON ni TopoJSON\.$/],
    ['{"type":"FeatureCollection"}', /: no cumple las reglas de GeoJSON o TopoJSON\.$/],
    ['{"type":"FeatureCollection","features":[]}', /: no contiene ningún polígono\.$/],
    ["PK\u0003\u0004", /: es un archivo zip; guarde primero el shapefile como GeoJSON\.$/],
    [feet, /: sus coordenadas no son grados de longitud y latitud \(WGS 84\)\.$/],
    [squares(["1", "2"]), /: ninguno de sus contornos tiene el código de un lugar de este mapa\.$/],
  ];
  await browser.visit({ path: "?view=map&lang=es" }, async (page) => {
    await page.locator('#map figure.chart[data-ready="true"]').waitFor();
    const status = page.locator("#map .map-status");
    for (const [text, said] of given) {
      await page.locator("#map .map-file").setInputFiles({ name: "own.geojson", mimeType: "application/json", buffer: Buffer.from(text) });
      await status.filter({ hasText: said }).waitFor();
    }
    await page.locator('[data-language="en"]').click();
    await status.filter({ hasText: "own.geojson cannot be shown: none of its shapes has the code of a place on this map." }).waitFor();
  });
  // Of tracts the page has no map to show in its place.
  await browser.visit({ path: "?view=map&place=06037&lang=es" }, async (page) => {
    await page.locator("#map .chart-error").waitFor();
    const status = page.locator("#map .map-status");
    await page.locator("#map .map-file").setInputFiles({ name: "own.geojson", mimeType: "application/json", buffer: Buffer.from("[]") });
    await status.filter({ hasText: /: no es GeoJSON ni TopoJSON\.$/ }).waitFor();
    await page.locator('[data-language="en"]').click();
    await page.locator("#map .chart-error").getByText("shapes").first().waitFor();
    await status.filter({ hasText: "own.geojson cannot be shown: it is neither GeoJSON nor TopoJSON." }).waitFor();
  });
});

test("it fits a phone, in Spanish and in the dark", async () => {
  await browser.visit({ viewport: { width: 320, height: 700 }, colorScheme: "dark" }, async (page) => {
    await mount(page, "es");
    assert.match(await page.locator(".map-panel .chart-title").innerText(), /^En 58 condados de California, entre \d+ y \d+/);
    assert((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  });
});

test("an answer of two periods is shown as points, found by the pointer and walked by the keys", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    await page.evaluate(async () => {
      const { panel, shown } = /** @type {any} */ (window);
      const period = ["1970", "2019-2023"];
      const answer = shown.catalog.measure({ measure: "trend", place: "06", by: "county", period });
      panel.chosen = "06037";
      await panel.show({ ...shown, answer });
    });
    const panel = page.locator(".map-panel");
    assert.match(await panel.locator(".chart-title").innerText(), /^In all 58 California counties, the share of adults/);
    assert.match(await panel.locator(".chart-summary").innerText(), /Los Angeles County: 12\.7% in 1970, 35\.5% in 2019–2023\.$/);
    assert(await panel.locator(".map-tools").isHidden(), "points have no colors to choose");

    const list = page.getByRole("listbox", { name: "Places from the lowest share at first to the highest" });
    await list.focus();
    await page.keyboard.press("Home");
    assert.match(await selected(page).innerText(), /Alpine County/);
    assert.equal(await panel.locator(".tip-value").innerText(), "3.0% → 42.1%");
    await page.keyboard.press("Enter");
    assert.deepEqual(await chosen(page), ["06003"]);
    // Chosen, it is what the chart names.
    await panel.locator(".chart-summary", { hasText: "Alpine County: 3.0% in 1970" }).waitFor();

    await page.keyboard.press("Escape");
    const marks = await page.evaluate(() => /** @type {any} */ (window).panel.figure.marks);
    const { x, y, label } = marks.at(-1);
    const box = await panel.locator(".chart-plot canvas").first().boundingBox();
    assert(box);
    await page.mouse.move(box.x + x + 2, box.y + y + 2);
    await panel.locator(".tip-label").getByText(label, { exact: true }).waitFor();
    await panel.locator(".chart-table summary").click();
    assert.equal(await panel.locator(".chart-table tbody tr").count(), 58);
  });
});

test("a map that fails while another is still being painted stays failed", async () => {
  await browser.visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await mount(page);
    const after = await page.evaluate(async () => {
      const { panel, shown } = /** @type {any} */ (window);
      const { figure } = panel;
      const paint = figure.picture;
      let laidOut = 0;
      figure.onlayout = () => (laidOut += 1);
      // The next question fails between two parts of the picture.
      figure.picture = function* () {
        const parts = paint.call(this);
        figure.picture = paint;
        figure.fail("No shapes", "There are none.", []);
        yield;
        yield* parts;
      };
      await panel.show({ ...shown, answer: shown.catalog.measure({ measure: "attainment", place: "06", by: "county" }) });
      return { failed: figure.failed, ready: "ready" in figure.figure.dataset, laidOut };
    });
    assert.deepEqual(after, { failed: true, ready: false, laidOut: 0 });
  });
});
