// @ts-check
/**
 * Faults: parts that do not come, come late, damaged or of another version; a browser that refuses; an engine that ends.
 * A visitor reads what happened and has a way on, nothing waits forever, nothing that is there goes, and the page's own
 * code complains about nothing.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { brotliDecompressSync } from "node:zlib";
import { Browser, chart } from "./browser.mjs";
import { OWN, listen, tellViolations, withoutServiceWorkers } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Route} Route */

/** A module of before, of the element. */
const PAST = await readFile(new URL("../data/embed/common-measure.3d3665549626a85b.wasm.br", import.meta.url));

/** @type {Browser} */
let browser;
/** What the gap's chart says with nothing in the way. @type {string} */
let said;
before(async () => {
  browser = await Browser.start();
  await visit({ path: GAP }, async (page) => {
    said = await title(page);
  });
  assert.match(said, /California/);
});
after(() => browser?.close());

const GAP = "?view=gap&place=06&by=sex";

/** The browser's own lines about what a test has put in the way. */
const BROWSERS = /^(failed|[45]\d\d): |Failed to load (resource|module script)|Failed to decode downloaded font|OTS parsing error|'integrity' attribute|SRI's integrity checks/;
/** What the browser itself says of code that is none, with the kind of exception. */
const NO_CODE = /^exception: (Unexpected|Invalid|missing|Unterminated)/;

/**
 * @param {import("playwright-core").BrowserContextOptions & { path?: string, before?: (page: Page) => unknown }} options
 * @param {(page: Page) => Promise<void>} use
 */
async function visit({ path = "", before = () => {}, serviceWorkers, ...options }, use) {
  const context = await browser.browser.newContext({ locale: "en-US", ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints = listen(page);
    await page.addInitScript(tellViolations);
    if (serviceWorkers !== "allow") await page.addInitScript(withoutServiceWorkers);
    await before(page);
    await page.goto(new URL(path, browser.address).href);
    await use(page);
    assert.deepEqual(complaints.filter((line) => !BROWSERS.test(line) && !NO_CODE.test(line)), []);
  } finally {
    await context.close();
  }
}

/** The sentence above the gap's chart. @param {Page} page */
const title = async (page) => (await chart(page, "gap")).locator(".chart-title").innerText();

/** The words in a chart's place. @param {Page} page */
const fault = (page) => page.locator("#gap .chart-error");

/** The words in a page's place. @param {Page} page */
const broken = (page) => page.locator("#broken");

/** Nothing in sight is still waited for. @param {Page} page */
async function settled(page) {
  await page.waitForFunction(() => ![...document.querySelectorAll('[aria-busy="true"]')].some((part) => part.checkVisibility()));
  assert.equal(await page.getByText("Reading the tables…").filter({ visible: true }).count(), 0);
}

/**
 * What a server or a network may do to a file.
 *
 * @type {Record<string, (route: Route) => Promise<void>>}
 */
const DO = {
  "not there": (route) => route.fulfill({ status: 404, contentType: "text/html", body: "<!doctype html><p>Not found" }),
  "cut off": (route) => route.abort("connectionreset"),
  truncated: (route) => changed(route, (body) => body.subarray(0, body.length >> 1)),
  empty: (route) => changed(route, () => Buffer.alloc(0)),
  noise: (route) => changed(route, (body) => body.map((byte, at) => (byte ^ (at * 197)) & 255 || 1)),
  "a sign-in page": (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Sign in</title>" }),
  "another module": (route) => route.fulfill({ contentType: "application/wasm", body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }),
  "of a past version": (route) => route.fulfill({ contentType: "application/wasm", body: brotliDecompressSync(PAST) }),
  "of a wrong type": (route) => changed(route, (body) => body, "text/plain"),
};

/**
 * @param {Route} route
 * @param {(body: Buffer) => Uint8Array} change
 * @param {string} [type]
 */
async function changed(route, change, type) {
  const response = await route.fetch();
  const contentType = type ?? response.headers()["content-type"] ?? "text/plain";
  await route.fulfill({ contentType, body: Buffer.from(change(await response.body())) });
}

/** @param {RegExp} files @param {string} what */
const meddle = (files, what) => (/** @type {Page} */ page) =>
  // What is on its way when the fault ends goes through without it.
  page.route(files, (route) => DO[what]?.(route).catch(() => {}));

const GONE = "A part of the page did not arrive.";
const REFUSED = "The server did not send a part of the page.";
const DAMAGED = "A part of the page arrived damaged.";

const MODULE = /first\/.*\.wasm/;
const GLUE = /first\/.*\.js/;
const PACKAGE = /datapackage\.json/;
const TABLES = /data\/.*\.csv/;

for (const [name, files, what, words] of /** @type {[string, RegExp, string, string][]} */ ([
  ["the module", MODULE, "not there", REFUSED],
  ["the module", MODULE, "cut off", GONE],
  ["the module", MODULE, "truncated", DAMAGED],
  ["the module", MODULE, "noise", DAMAGED],
  ["the module", MODULE, "a sign-in page", DAMAGED],
  ["the module", MODULE, "another module", DAMAGED],
  ["the module", MODULE, "of a past version", DAMAGED],
  ["the module's script", GLUE, "not there", GONE],
  ["the module's script", GLUE, "truncated", GONE],
  ["the data package", PACKAGE, "not there", REFUSED],
  ["the data package", PACKAGE, "truncated", DAMAGED],
  ["the data package", PACKAGE, "a sign-in page", DAMAGED],
  ["the tables", TABLES, "not there", REFUSED],
  ["the tables", TABLES, "cut off", GONE],
  ["the tables", TABLES, "truncated", DAMAGED],
  ["the tables", TABLES, "empty", DAMAGED],
  ["the tables", TABLES, "noise", DAMAGED],
  ["the tables", TABLES, "a sign-in page", DAMAGED],
])) {
  test(`${name}, ${what}: a sentence, and the chart once it can be had`, async () => {
    await visit({ path: GAP, before: meddle(files, what) }, async (page) => {
      await fault(page).getByText(words).waitFor();
      await settled(page);
      await page.unroute(files);
      await fault(page).getByRole("button", { name: "Try again" }).click();
      assert.equal(await title(page), said);
      assert(await fault(page).isHidden());
    });
  });
}

for (const [name, files] of /** @type {[string, RegExp][]} */ ([
  ["the module", MODULE],
  ["the data package", PACKAGE],
  ["the tables", TABLES],
])) {
  test(`${name} of a wrong type does no harm`, async () => {
    await visit({ path: GAP, before: meddle(files, "of a wrong type") }, async (page) => assert.equal(await title(page), said));
  });
}

test("fonts that do not come or are none leave the words to the system's", async () => {
  for (const what of ["not there", "noise"]) {
    await visit({ path: GAP, before: meddle(/\.woff2/, what) }, async (page) => assert.equal(await title(page), said));
  }
});

test("the opening says in the visitor's language what is missing, and has its answers at the first try that succeeds", async () => {
  await visit({ locale: "es-US", before: meddle(MODULE, "truncated") }, async (page) => {
    const answers = page.locator("[data-answer]");
    for (const answer of await answers.all()) {
      await answer.getByText("Una parte de la página llegó dañada.").waitFor();
      assert.match(await answer.innerText(), /“Intentar de nuevo” vuelve a pedirla/);
    }
    await page.unroute(MODULE);
    await answers.first().getByRole("button", { name: "Intentar de nuevo" }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-answer][data-ready="true"]:not([data-failed])').length === 3);
  });
});

for (const [name, files, what] of /** @type {[string, RegExp, string][]} */ ([
  ["the page's words", /messages\/en\.json/, "not there"],
  ["the page's words", /messages\/en\.json/, "truncated"],
  ["the page's words", /messages\/en\.json/, "a sign-in page"],
  ["the page's code", /app\/app\.js$/, "not there"],
  ["the page's code", /app\/app\.js$/, "truncated"],
  ["the page's code", /app\/app\.js$/, "a sign-in page"],
  ["parts of the page's code", /app\/chunk-\w+\.js$/, "cut off"],
])) {
  test(`${name}, ${what}: the page says so in both languages and can be loaded again`, async () => {
    await visit({ path: GAP, before: meddle(files, what) }, async (page) => {
      await broken(page).getByText("A part of this page did not arrive.").waitFor();
      await broken(page).getByText("Una parte de esta página no llegó.").waitFor();
      await settled(page);
      await page.unroute(files);
      await broken(page).getByRole("link", { name: "Load the page again" }).click();
      assert.equal(await title(page), said);
      assert(await broken(page).isHidden());
    });
  });
}

test("words of the other language that do not come leave the page as it is", async () => {
  await visit({ path: GAP, before: meddle(/messages\/es\.json/, "cut off") }, async (page) => {
    assert.equal(await title(page), said);
    await page.locator('[data-language="es"]').click();
    await broken(page).getByText(GONE).waitFor();
    assert.equal(await title(page), said);
    await page.unroute(/messages\/es\.json/);
    await broken(page).getByRole("button", { name: "Try again" }).click();
    await page.locator("html[lang=es]").waitFor();
    assert(await broken(page).isHidden());
  });
});

test("words that do not come are told, also while the page itself is still on its way", async () => {
  let release = () => {};
  const held = new Promise((go) => (release = () => go(undefined)));
  const before = async (/** @type {Page} */ page) => {
    await page.route(/app\/explorer-\w+\.js$/, (route) => held.then(() => route.continue()));
    await meddle(/messages\/es\.json/, "cut off")(page);
  };
  await visit({ path: GAP, before }, async (page) => {
    await page.locator("html[data-started]").waitFor({ state: "attached" });
    await page.locator('[data-language="es"]').click();
    await broken(page).getByText(GONE).waitFor();
    release();
    assert.equal(await title(page), said);
    await settled(page);
    assert(await broken(page).getByText(GONE).isVisible());
  });
});

for (const [name, path, files, there] of /** @type {[string, string, RegExp, string][]} */ ([
  ["the code of the views", GAP, /app\/explorer-\w+\.js$/, "#gap [data-ready]"],
  ["the map's code", "?view=map", /app\/map-section-\w+\.js$/, "#map [data-ready]"],
  ["the code for own tables", "?view=data", /app\/data-page-\w+\.js$/, "#data input"],
  ["the agenda's code", "?view=agenda", /app\/agenda-page-\w+\.js$/, ".agenda table, .agenda dl, .agenda li"],
  ["the module for own tables", "?view=data", /pkg\/.*\.wasm/, "#data input"],
])) {
  test(`${name} cut off: a sentence, the other pages, and the page once it can be had`, async () => {
    await visit({ path, before: meddle(files, "cut off") }, async (page) => {
      await broken(page).getByText(GONE).waitFor();
      await settled(page);
      await page.locator('.views [data-view="how"]').click();
      assert(await broken(page).isHidden());
      await page.goBack();
      await broken(page).getByText(GONE).waitFor();
      await page.unroute(files);
      await broken(page).getByRole("button", { name: "Try again" }).click();
      await page.locator(there).first().waitFor();
      assert(await broken(page).isHidden());
    });
  });
}

test("the agenda itself damaged: a sentence, and the agenda once it can be had", async () => {
  await visit({ path: "?view=agenda", before: meddle(/data\/agenda.*\.json/, "truncated") }, async (page) => {
    const alert = page.locator(".agenda-error");
    await alert.getByText(DAMAGED).waitFor();
    await page.unroute(/data\/agenda.*\.json/);
    await alert.getByRole("button", { name: "Try again" }).click();
    await alert.waitFor({ state: "detached" });
    await settled(page);
  });
});

test("the agenda damaged, and another language chosen while the page finds out why: it is said, in that language", async () => {
  let open = () => {};
  const opened = new Promise((resolve) => (open = () => resolve(null)));
  let asked = () => {};
  const renewal = new Promise((resolve) => (asked = () => resolve(null)));
  const before = async (/** @type {Page} */ page) => {
    await meddle(/data\/agenda.*\.json/, "truncated")(page);
    // Whether the site has another version by now.
    await page.route(({ pathname }) => pathname === "/", async (route) => {
      if (route.request().resourceType() === "fetch") {
        asked();
        await opened;
      }
      await route.continue();
    });
  };
  await visit({ path: "?view=agenda", before }, async (page) => {
    await renewal;
    await page.locator('[data-language="es"]').click();
    await page.locator('html[lang="es"]').waitFor();
    open();
    await page.locator(".agenda-error").getByText("Una parte de la página llegó dañada.").waitFor();
  });
});

for (const what of ["not there", "truncated", "a sign-in page"]) {
  test(`the map's shapes, ${what}: a sentence, and the map once they can be had`, async () => {
    await visit({ path: "?view=map", before: meddle(/map\/.*\.json/, what) }, async (page) => {
      const alert = page.locator("#map .chart-error");
      await alert.getByText(what === "not there" ? REFUSED : DAMAGED).waitFor();
      await settled(page);
      await page.unroute(/map\/.*\.json/);
      await alert.getByRole("button", { name: "Try again" }).click();
      await page.locator('#map figure.chart[data-ready="true"]').waitFor();
      assert(await alert.isHidden());
    });
  });
}

test("the chart stands without the code to take it away, which can be asked for again", async () => {
  await visit({ path: GAP, before: meddle(/app\/take-away-\w+\.js$/, "cut off") }, async (page) => {
    assert.equal(await title(page), said);
    await page.locator("#gap .chart-take").getByText("did not arrive").waitFor();
    await page.unroute(/app\/take-away-\w+\.js$/);
    await page.locator("#gap .chart-take").getByRole("button", { name: "Try again" }).click();
    await page.locator("#gap .chart-take").getByText("Save and share").waitFor();
    assert.equal(await title(page), said);
  });
});

test("a file that never comes is given up with a sentence", async () => {
  // The patience counts from when it is asked for.
  let asked = () => {};
  const waits = new Promise((resolve) => (asked = () => resolve(null)));
  const never = () => {
    asked();
    return new Promise(() => {});
  };
  const hung = (/** @type {Page} */ page) => Promise.all([page.clock.install(), page.route(MODULE, never)]);
  await visit({ path: GAP, before: hung }, async (page) => {
    await waits;
    await page.locator("#gap figure.chart").getByText("Reading the tables…").waitFor();
    await page.clock.fastForward(31_000);
    await fault(page).getByText(GONE).waitFor();
    await settled(page);
    await page.unroute(MODULE);
    await fault(page).getByRole("button", { name: "Try again" }).click();
    assert.equal(await title(page), said);
  });
});

test("code that never comes: the page says so, and is there when it comes after all", async () => {
  let open = () => {};
  const opened = new Promise((resolve) => (open = () => resolve(null)));
  const hung = (/** @type {Page} */ page) =>
    Promise.all([
      page.clock.install(),
      page.route(/app\/app\.js$/, async (route) => {
        await opened;
        await route.continue();
      }),
    ]);
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    await page.addInitScript(withoutServiceWorkers);
    await hung(page);
    await page.goto(new URL(GAP, browser.address).href, { waitUntil: "commit" });
    await page.locator("#gap").waitFor({ state: "attached" });
    await page.clock.fastForward(31_000);
    await broken(page).getByText("A part of this page did not arrive.").waitFor();
    open();
    assert.equal(await title(page), said);
    assert(await broken(page).isHidden());
  } finally {
    await context.close();
  }
});

test("the network goes while the page loads: it says so, and goes on by itself when the network is back", async () => {
  let there = true;
  const before = (/** @type {Page} */ page) =>
    page.route(TABLES, async (route) => {
      if (there) await page.context().setOffline(true);
      there = false;
      await route.continue();
    });
  await visit({ path: GAP, before }, async (page) => {
    await fault(page).getByText(GONE).waitFor();
    await page.context().setOffline(false);
    assert.equal(await title(page), said);
  });
});

test("the network goes after a chart: another question says so, and the way back is the chart", async () => {
  await visit({ path: GAP }, async (page) => {
    assert.equal(await title(page), said);
    await page.context().setOffline(true);
    await page.locator('.views [data-view="map"]').click();
    await broken(page).getByText(GONE).waitFor();
    await page.goBack();
    assert.equal(await title(page), said);
    assert(await broken(page).isHidden());
    await page.context().setOffline(false);
    await page.locator('.views [data-view="map"]').click();
    await page.locator('#map figure.chart[data-ready="true"]').waitFor();
  });
});

test("a page that was renewed while it was open says so, and the view opens in the new one", async () => {
  await visit({ path: GAP }, async (page) => {
    assert.equal(await title(page), said);
    const parts = /app\/map-section-\w+\.js$/;
    await page.route(parts, /** @type {any} */ (DO["not there"]));
    await page.route(browser.address, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/(name="version" content=")[^"]+/, "$1another");
      await route.fulfill({ response, body });
    });
    await page.locator('.views [data-view="map"]').click();
    await broken(page).getByText("There is a new version of this page.").waitFor();
    await page.unroute(parts);
    await broken(page).getByRole("link", { name: "Load the page again" }).first().click();
    await page.locator('#map figure.chart[data-ready="true"]').waitFor();
  });
});

test("a browser that keeps nothing shows everything", async () => {
  const refuse = () => {
    const no = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
      Object.defineProperty(globalThis, name, { get: no, configurable: true });
    }
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("refused", "SecurityError"));
  };
  const before = (/** @type {Page} */ page) => page.addInitScript(refuse);
  await visit({ path: GAP, before, serviceWorkers: "allow" }, async (page) => {
    assert.equal(await title(page), said);
    await page.locator('.views [data-view="data"]').click();
    await page.locator('#data input[type="file"]').setInputFiles(OWN);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator("#data [data-table]").waitFor();
  });
});

test("memory that the browser refuses: a sentence, and the chart when it gives some", async () => {
  const refuse = () => {
    const { instantiate } = WebAssembly;
    const refusing = () => Promise.reject(new RangeError("WebAssembly.instantiate(): Out of memory"));
    WebAssembly.instantiate = /** @type {any} */ (refusing);
    addEventListener("memory", () => void (WebAssembly.instantiate = instantiate));
  };
  await visit({ path: GAP, before: (page) => page.addInitScript(refuse) }, async (page) => {
    await fault(page).getByText("There is not enough memory for this.").waitFor();
    await settled(page);
    await page.evaluate(() => dispatchEvent(new Event("memory")));
    await fault(page).getByRole("button", { name: "Try again" }).click();
    assert.equal(await title(page), said);
  });
});

/**
 * A module whose memory may grow by so many bytes and no more: growing it further is refused, as by a browser that has no more.
 *
 * @param {Buffer} module @param {number} bytes
 */
function held(module, bytes) {
  const PAGE = 65_536;
  /** @type {(at: number) => [value: number, next: number]} */
  const unsigned = (at) => {
    const byte = module[at] ?? 0;
    if (byte < 128) return [byte, at + 1];
    const [rest, next] = unsigned(at + 1);
    return [(byte & 127) + rest * 128, next];
  };
  /** @type {(value: number) => number[]} */
  const written = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...written(value >> 7)]);
  // Sections follow the first eight bytes, each with its kind and length; the fifth kind is of memories.
  for (let at = 8; at < module.length; ) {
    const [length, content] = unsigned(at + 1);
    if (module[at] === 5) {
      assert.deepEqual([...module.subarray(content, content + 2)], [1, 0], "one memory, without a limit");
      const [pages] = unsigned(content + 2);
      const limited = [1, 1, ...written(pages), ...written(pages + bytes / PAGE)];
      return Buffer.concat([
        module.subarray(0, at),
        Buffer.of(5, ...written(limited.length), ...limited),
        module.subarray(content + length),
      ]);
    }
    at = content + length;
  }
  throw new Error("a module without memory");
}

test("a table for which the memory does not suffice: a sentence, what was loaded stays, and a smaller one is read", async () => {
  const before = (/** @type {Page} */ page) =>
    page.route(/pkg\/.*\.wasm/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: held(await response.body(), 2 ** 20) });
    });
  await visit({ path: "?view=data", before }, async (page) => {
    const file = page.locator('#data input[type="file"]');
    await file.setInputFiles(OWN);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator("#data [data-table]").waitFor();
    const own = await readFile(OWN, "utf8");
    const large = Buffer.from(own + own.slice(own.indexOf("\n") + 1).repeat(10_000));
    await file.setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: large });
    await page.locator("#data .own-error").getByText("perhaps for lack of memory").waitFor();
    assert.equal(await page.locator("#data [data-table]").count(), 1);
    await file.setInputFiles({ name: "again.csv", mimeType: "text/csv", buffer: Buffer.from(own) });
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.waitForFunction(() => document.querySelectorAll("#data [data-table]").length === 2);
  });
});

/**
 * Code for the end of the module's script: from the n-th call of a method on, every call of that instance traps.
 *
 * @param {string} of @param {number} nth @param {{ worker?: boolean, trap?: string }} [how] the browser's own error
 */
const trapping = (of, nth, { worker = false, trap = 'new WebAssembly.RuntimeError("unreachable")' } = {}) => `
if (!import.meta.url.includes("?") && (typeof document === "undefined") === ${worker}) {
  const [kind, method] = ${JSON.stringify(of)}.split(".");
  const kinds = { Catalog, Chart };
  const own = kinds[kind].prototype[method];
  let calls = 0;
  const trap = () => { throw ${trap}; };
  kinds[kind].prototype[method] = function (...given) {
    if ((calls += 1) < ${nth}) return own.apply(this, given);
    for (const { prototype } of Object.values(kinds)) {
      for (const name of Object.getOwnPropertyNames(prototype)) if (name !== "constructor") prototype[name] = trap;
    }
    trap();
  };
}`;

/** @param {string} of @param {number} nth */
const trapped = (of, nth) => (/** @type {Page} */ page) =>
  page.route(GLUE, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()) + trapping(of, nth) });
  });

test("the page's instance traps while a chart is laid out: another takes over, and the chart is there", async () => {
  await visit({ path: GAP, before: trapped("Chart.layout", 1) }, async (page) => assert.equal(await title(page), said));
});

test("it traps when a chart is laid out anew: the state is kept", async () => {
  await visit({ path: GAP, before: trapped("Chart.layout", 2) }, async (page) => {
    assert.equal(await title(page), said);
    const picture = () => page.locator("#gap canvas").first().evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
    const light = await picture();
    await page.locator("#theme").click();
    await page.waitForFunction(
      (light) => /** @type {HTMLCanvasElement | null} */ (document.querySelector("#gap canvas"))?.toDataURL() !== light,
      light,
    );
    assert.equal(await title(page), said);
    assert.match(page.url(), /view=gap&place=06&by=sex/);
  });
});

test("the catalog traps where it is on the page: another takes over with all that was loaded", async () => {
  const before = async (/** @type {Page} */ page) => {
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "Worker"));
    await trapped("Catalog.measure", 1)(page);
  };
  await visit({ path: GAP, before }, async (page) => assert.equal(await title(page), said));
});

for (const trap of [
  'new WebAssembly.RuntimeError("unreachable")',
  // A stack that is full, in Chromium's words and in Firefox's.
  'new RangeError("Maximum call stack size exceeded")',
  'Object.assign(new Error("too much recursion"), { name: "InternalError" })',
]) {
  test(`the catalog traps in the worker (${trap}): another takes over with all that was loaded`, async () => {
    let scripts = 0;
    const before = (/** @type {Page} */ page) =>
      page.route(GLUE, async (route) => {
        const response = await route.fetch();
        // The page's and the first worker's.
        const end = (scripts += 1) > 2 ? "" : trapping("Catalog.measure", 1, { worker: true, trap });
        await route.fulfill({ response, body: (await response.text()) + end });
      });
    await visit({ path: GAP, before }, async (page) => {
      assert.equal(await title(page), said);
      assert.equal(scripts, 3);
      assert.equal(page.workers().length, 1);
    });
  });
}

test("a tab in the background: no frames, and the chart is there all the same", async () => {
  const hide = () => {
    globalThis.requestAnimationFrame = () => 0;
    Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" });
    Object.defineProperty(Document.prototype, "hidden", { get: () => true });
  };
  await visit({ path: GAP, before: (page) => page.addInitScript(hide) }, async (page) => assert.equal(await title(page), said));
});

test("a clock that is decades off changes no figure", async () => {
  for (const time of ["1980-01-01T00:00:00Z", "2099-12-31T00:00:00Z"]) {
    await visit({ path: GAP, before: (page) => page.clock.setFixedTime(time) }, async (page) => {
      assert.equal(await title(page), said);
      await page.locator('.views [data-view="data"]').click();
      await page.locator("#data input").first().waitFor();
      await page.locator('.views [data-view="agenda"]').click();
      await page.locator(".agenda:not([aria-busy=true])").waitFor();
      assert.equal(await page.locator(".agenda-error").count(), 0);
    });
  }
});

/** Holds the tables back until the gate is opened. @param {Page} page */
async function gate(page) {
  let open = () => {};
  const opened = new Promise((resolve) => (open = () => resolve(null)));
  await page.route(TABLES, async (route) => {
    await opened;
    await route.continue();
  });
  return () => open();
}

test("zoomed in the middle of a load and while it is open, the chart is sharp", async () => {
  let open = () => {};
  const before = async (/** @type {Page} */ page) => void (open = await gate(page));
  await visit({ path: GAP, before, viewport: { width: 1000, height: 800 } }, async (page) => {
    await page.locator("#gap figure.chart").getByText("Reading the tables…").waitFor();
    const session = await page.context().newCDPSession(page);
    // As a browser zooms: fewer pixels of the page, each of more of the screen.
    const zoom = (/** @type {number} */ deviceScaleFactor) => {
      const [width, height] = [1000 / deviceScaleFactor, 800 / deviceScaleFactor];
      return session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor, mobile: false });
    };
    const sharp = (/** @type {number} */ ratio) =>
      page.waitForFunction((ratio) => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#gap canvas[role=img]"));
        return devicePixelRatio === ratio && canvas?.clientWidth && canvas.width === Math.round(canvas.clientWidth * ratio);
      }, ratio);
    await zoom(2);
    open();
    await sharp(2);
    assert.equal(await title(page), said);
    await zoom(1.25);
    await sharp(1.25);
  });
});

test("a device that is turned while the page loads has a chart of its new width", async () => {
  let open = () => {};
  const before = async (/** @type {Page} */ page) => void (open = await gate(page));
  await visit({ path: GAP, before, viewport: { width: 390, height: 844 } }, async (page) => {
    await page.locator("#gap figure.chart").getByText("Reading the tables…").waitFor();
    await page.setViewportSize({ width: 844, height: 390 });
    open();
    assert.equal(await title(page), said);
    await page.waitForFunction(() => {
      const [figure, canvas] = [document.querySelector("#gap figure.chart"), document.querySelector("#gap canvas")];
      return figure && canvas && figure.clientWidth > 500 && Math.abs(figure.clientWidth - canvas.clientWidth) <= 1;
    });
  });
});

/** @param {Page} page */
async function printed(page) {
  const folder = await mkdtemp(join(tmpdir(), "common-measure-faults-"));
  try {
    await writeFile(join(folder, "page.pdf"), await page.pdf());
    return (await promisify(execFile)("pdftotext", ["-layout", join(folder, "page.pdf"), "-"])).stdout.replace(/\s+/g, " ");
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("printed in the middle of a load, a chart's place has a sentence; printed after it, the chart's own", async () => {
  let open = () => {};
  const before = async (/** @type {Page} */ page) => void (open = await gate(page));
  await visit({ path: GAP, before }, async (page) => {
    await page.locator("#gap figure.chart").getByText("Reading the tables…").waitFor();
    assert.match(await printed(page), /Reading the tables…/);
    open();
    await title(page);
    const paper = await printed(page);
    assert(paper.includes(said.split(" ").slice(0, 8).join(" ")), paper);
    assert.doesNotMatch(paper, /Reading the tables…/);
  });
});

test("an embedded chart has its picture of build time where the module or the tables came damaged, and draws once they can be had", async () => {
  for (const [files, what] of /** @type {[RegExp, string][]} */ ([[/embed\/1\/.*\.wasm/, "truncated"], [TABLES, "truncated"], [TABLES, "a sign-in page"]])) {
    await visit({ path: "embed.html?view=gap", before: meddle(files, what) }, async (page) => {
      const element = page.locator("common-measure");
      await element.locator(".notice").waitFor();
      await element.locator(".still svg").waitFor();
      await page.unroute(files);
      await element.getByRole("button", { name: "Try again" }).click();
      await element.locator("canvas[role=img]").waitFor();
    });
  }
});

test("a frame whose script does not come says so in both languages", async () => {
  await visit({ path: "embed.html?view=gap", before: meddle(/common-measure\..*js|embed\/1\/common-measure\.js/, "not there") }, async (page) => {
    await page.getByText("If no chart appears, a part of it did not arrive").waitFor();
    await page.getByText("Si no aparece la gráfica").waitFor();
    await page.unroute(/common-measure\..*js|embed\/1\/common-measure\.js/);
    await page.getByRole("link", { name: "load it again" }).click();
    await page.locator("common-measure canvas[role=img]").waitFor();
  });
});

const DECK = /pkg\/.*\.wasm/;
for (const [name, files, what, words] of /** @type {[string, RegExp, string, string][]} */ ([
  ["the module", DECK, "truncated", DAMAGED],
  ["the module", DECK, "not there", REFUSED],
  ["the tables", TABLES, "cut off", GONE],
  ["the story", /stories\/.*\.md/, "cut off", GONE],
])) {
  test(`on stage, ${name}, ${what}: a sentence, and the slide once it can be had`, async () => {
    await visit({ path: "present.html#2.1", before: meddle(files, what) }, async (page) => {
      const alert = page.locator(".deck-fault[role=alert]");
      await alert.getByText(words).waitFor();
      await page.unroute(files);
      await alert.getByRole("button", { name: "Try again" }).click();
      await page.locator('#deck[data-shown="2.1"] .slide').waitFor();
      assert.equal(await page.locator(".deck-fault").filter({ visible: true }).count(), 0);
    });
  });
}

test("a story whose code or words do not come says so in both languages", async () => {
  for (const files of [/app\/present\.js$/, /messages\/en\.json/]) {
    await visit({ path: "present.html", before: meddle(files, "cut off") }, async (page) => {
      const words = page.locator(".deck-waiting");
      await words.getByText("Si no aparece la presentación").waitFor();
      await words.evaluate((node) => node.getAnimations().forEach((animation) => animation.finish()));
      await page.unroute(files);
      await words.getByRole("link", { name: "load it again" }).click();
      await page.locator("#deck .slide").waitFor();
      assert(await words.isHidden());
    });
  }
});
