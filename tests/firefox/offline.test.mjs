// @ts-check
/** Without a network, in Firefox: the site as one file from a disk, and the site itself after a visit. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Papa from "papaparse";
import { Served } from "../browser/served.mjs";
import { OWN } from "../browser/site.mjs";
import { Firefox, answered, click, colours, see } from "./firefox.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

const FILE = new URL("../../dist/common-measure.html", import.meta.url).href;

/** A proxy that nobody is: no request leaves the machine, nor reaches it. */
const NO_NETWORK = {
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": 9,
  "network.proxy.socks_remote_dns": true,
};

/** @type {Firefox} */
let firefox;
before(async () => {
  firefox = await Firefox.start(NO_NETWORK);
});
after(() => firefox?.close());

test("the file answers, changes its language, draws every view and keeps the address", async () => {
  await firefox.visit({ path: FILE }, async (page) => {
    const answer = (/** @type {string} */ name) => `[data-answer="${name}"][data-ready="true"]`;
    await see(page, answer("jobs"), /68 of 100 jobs .* 2021.*1973.* 28/s);
    await see(page, answer("gap"), /from 1\.2 million more to 610,000 fewer/);
    assert.equal(page.workers().length, 1, "the engine is in a worker");
    await click(page, '.views [data-view="gap"]');
    await answered(page, "gap", /a gap of 40\.1 points/);
    assert.equal(page.url(), `${FILE}?view=gap`);
    await click(page, '[data-language="es"]');
    await answered(page, "gap", /brecha/);
    for (const view of ["jobs", "pipeline", "earnings", "map", "what-if"]) {
      await click(page, `.views [data-view="${view}"]`);
      await answered(page, view);
      assert((await colours(page, view)) > 3, view);
    }
    await page.goto(`${FILE}?view=trend&place=36061`);
    await answered(page, "trend", /New York County/);
  });
});

test("the story is told from the file", async () => {
  await firefox.visit({ path: `${FILE}?page=present.html#3` }, async (page) => {
    await page.waitForSelector('#deck[data-shown^="3."] .slide-chart', { visible: true });
    await page.keyboard.press("PageDown");
    await page.waitForSelector('#deck[data-shown]:not([data-shown="3.1"])');
    assert.equal(page.workers().length, 1, "the engine is in a worker");
  });
});

test("a visitor's file is read, and the table taken away without an address of the disk", async () => {
  await firefox.visit({ path: `${FILE}?view=data` }, async (page) => {
    const input = await page.waitForSelector('#data input[type="file"]');
    await /** @type {import("puppeteer-core").ElementHandle<HTMLInputElement>} */ (input).uploadFile(OWN);
    await see(page, "#data .own-counts", /Rows read: 8\b/);
    await click(page, '.views [data-view="gap"]');
    await answered(page, "gap", /a gap of 40\.1 points/);
    await click(page, '#gap [data-take="table"]');
    const csv = (await firefox.downloaded("common-measure_gap_06037_2019.csv")).toString("utf8");
    const { data, errors } = Papa.parse(csv, { header: true, comments: "#", skipEmptyLines: true });
    assert.deepEqual(errors, []);
    assert(data.length > 9);
    assert.doesNotMatch(csv, /file:/);
    await click(page, '#gap [data-take="link"]');
    await see(page, "#gap .take-panel", /has no address that others could open/);
  });
});

test("after one visit the site opens without a network, and a next version when it is wanted", async () => {
  const [online, served] = await Promise.all([Firefox.start(), Served.start()]);
  try {
    await online.visit({ path: served.address, serviceWorkers: "allow" }, async (page) => {
      await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
      await served.close();
      await page.goto(`${served.address}?view=map`);
      await answered(page, "map", /58 California counties/);
      await see(page, "#map .take-list");
      await page.goto(`${served.address}?view=what-if&lang=es`);
      await answered(page, "what-if");
      await see(page, "#what-if .take-list");

      await served.listen(served.port);
      await served.publish("next", { "messages/en.json": (text) => text.replace('"Attainment"', '"The next version"') });
      await page.goto(served.address);
      await see(page, "#news", /There is a new version/);
      await see(page, '.views [data-view="trend"]', /^Attainment$/);
      await click(page, "#news button");
      await see(page, '.views [data-view="trend"]', /The next version/);
    });
  } finally {
    await Promise.all([online.close(), served.close()]);
  }
});
