// @ts-check
/** What docs/security.md promises of our pages: their policy, text that stays text, words of strangers. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { DOMParser } from "@xmldom/xmldom";
import Papa from "papaparse";
import { Browser, chart } from "./browser.mjs";
import { partner } from "./hosts.mjs";
import { Served } from "./served.mjs";
import { square } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

const FILE = new URL("../../dist/common-measure.html", import.meta.url);

/** A frame with a question in it. */
const { frame: FRAME } = JSON.parse(await readFile(new URL("../../dist/embed/1/charts/trend.en.json", import.meta.url), "utf8"));

/** Each page, with what says that it has started, and the policies for Trusted Types that it makes. */
const PAGES = [
  { path: "?view=trend&lang=en", started: '#trend figure.chart[data-ready="true"]', policies: ["common-measure"] },
  { path: "present.html?lang=en", started: '#deck[data-shown="1.1"]', policies: ["common-measure"] },
  { path: "embed.html?view=trend&lang=en", started: "common-measure canvas[role=img]", policies: [] },
  { path: `embed/1/${FRAME}`, started: "common-measure canvas[role=img]", policies: [] },
  { path: "view/trend.en.html", started: "common-measure canvas[role=img]", policies: [] },
  {
    path: `${FILE.href}?view=trend&lang=en`,
    started: '#trend figure.chart[data-ready="true"]',
    policies: ["common-measure"],
  },
];

/**
 * Opens a page whose complaints are expected.
 *
 * @param {string} path
 * @param {(page: Page) => Promise<void>} use
 */
async function open(path, use) {
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const { trustedTypes } = /** @type {any} */ (globalThis);
      const create = trustedTypes.createPolicy.bind(trustedTypes);
      /** @type {object[]} */
      const made = [];
      trustedTypes.createPolicy = (/** @type {string} */ name, /** @type {object} */ rules) => {
        const policy = create(name, rules);
        made.push({ name, policy });
        return policy;
      };
      Object.assign(globalThis, { made });
    });
    await page.goto(new URL(path, browser.address).href);
    await use(page);
  } finally {
    await context.close();
  }
}

for (const { path, started, policies } of PAGES) {
  const name = path.replace(/^file:.*\//, "");

  test(`${name}: its policy allows no code but its own, and no way out`, async () => {
    await open(path, async (page) => {
      const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
      const directives = new Map(
        (policy ?? "")
          .split("; ")
          .map((one) => /** @type {[string, string]} */ ([one.split(" ")[0], one.split(" ").slice(1).join(" ")])),
      );
      for (const [directive, value] of Object.entries({
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
      })) {
        assert.equal(directives.get(directive), value, directive);
      }
      assert.match(directives.get("script-src") ?? "", /^('self'|'sha256-[\w+/=]+'|'wasm-unsafe-eval'| )+$/);
      assert.match(directives.get("style-src") ?? "", /^('self'|'sha256-[\w+/=]+'| )+$/);
      assert.match(directives.get("connect-src") ?? "", /^('self'|https:\/\/api\.census\.gov| )+$/);
      assert.equal(directives.get("trusted-types"), policies[0] ?? "'none'");
      await page.locator(started).first().waitFor();
      const blocked = await page.evaluate(async () => {
        const elsewhere = "https://elsewhere.example/x";
        /** @type {Set<string>} */
        const blocked = new Set();
        addEventListener("securitypolicyviolation", (event) => void blocked.add(event.effectiveDirective));
        const put = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
          const made = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
          return document.body.appendChild(made);
        };
        const quiet = () => {};
        await fetch(elsewhere).catch(quiet);
        put("img", { src: elsewhere });
        put("iframe", { src: elsewhere });
        put("video", { src: elsewhere });
        put("link", { rel: "stylesheet", href: elsewhere });
        put("p", { style: "color: red" });
        put("base", { href: elsewhere });
        const form = /** @type {HTMLFormElement} */ (put("form", { action: elsewhere }));
        form.submit();
        await import(elsewhere).catch(quiet);
        const until = performance.now() + 5000;
        while (blocked.size < 9 && performance.now() < until)
          await new Promise((resolve) => void setTimeout(resolve, 20));
        return [...blocked].sort();
      });
      const ways = [
        "base-uri",
        "connect-src",
        "form-action",
        "frame-src",
        "img-src",
        "media-src",
        "script-src-elem",
        "style-src-attr",
        "style-src-elem",
      ];
      assert.deepEqual(blocked, ways);
    });
  });

  test(`${name}: no text becomes markup or code, and no policy but its own says otherwise`, async () => {
    await open(path, async (page) => {
      await page.locator(started).first().waitFor();
      const {
        passed,
        policies: made,
        given,
      } = await page.evaluate(async () => {
        // Not within what the test's own way in allows.
        await new Promise((resolve) => void setTimeout(resolve));
        const markup = "<img src=x onerror='globalThis.ran = 1'>";
        const made = (/** @type {string} */ tag) =>
          /** @type {any} */ (document.body.appendChild(document.createElement(tag)));
        /* eslint-disable no-restricted-syntax, no-restricted-properties, no-eval, no-new-func, no-implied-eval -- each must fail */
        /** @type {Record<string, () => unknown>} */
        const sinks = {
          innerHTML: () => (made("div").innerHTML = markup),
          outerHTML: () => (made("div").outerHTML = markup),
          insertAdjacentHTML: () => made("div").insertAdjacentHTML("beforeend", markup),
          setHTMLUnsafe: () => made("div").setHTMLUnsafe(markup),
          createContextualFragment: () => document.createRange().createContextualFragment(markup),
          parseFromString: () => new DOMParser().parseFromString(markup, "text/html"),
          write: () => document.write(markup),
          srcdoc: () => (made("iframe").srcdoc = markup),
          src: () => (made("script").src = "https://elsewhere.example/x.js"),
          text: () => (made("script").text = "globalThis.ran = 1"),
          worker: () => new Worker("https://elsewhere.example/x.js"),
          eval: () => (0, eval)("globalThis.ran = 1"),
          Function: () => new Function("globalThis.ran = 1")(),
          setTimeout: () => /** @type {any} */ (setTimeout)("globalThis.ran = 1"),
        };
        /* eslint-enable */
        const { trustedTypes, made: policies } = /** @type {any} */ (globalThis);
        for (const name of ["other", "default", "common-measure"])
          sinks[`policy ${name}`] = () => trustedTypes.createPolicy(name, {});
        const passed = Object.entries(sinks).flatMap(([name, act]) => {
          try {
            act();
            return [name];
          } catch {
            return [];
          }
        });
        const foreign = [
          "https://elsewhere.example/x.js",
          "//elsewhere.example/x.js",
          "data:text/javascript,1",
          "",
          "constructor",
          "__proto__",
        ];
        const given = policies
          .flatMap((/** @type {any} */ { policy }) => [
            ...foreign.map((url) => () => String(policy.createScriptURL(url))),
            () => String(policy.createHTML(markup)),
            () => String(policy.createScript("globalThis.ran = 1")),
          ])
          .flatMap((/** @type {() => string} */ ask) => {
            try {
              return [ask()];
            } catch {
              return [];
            }
          });
        await new Promise((resolve) => void setTimeout(resolve, 50));
        if ("ran" in globalThis) passed.push("ran");
        return { passed, policies: policies.map((/** @type {any} */ { name }) => name), given };
      });
      assert.deepEqual(passed, []);
      assert.deepEqual(made, policies);
      // The single file's policy has one answer to everything: its own engine.
      assert(
        given.every((/** @type {string} */ url) => url.startsWith("blob:null/") && url === given[0]),
        given.join(),
      );
    });
  });
}

/** What would be markup, code or a template, were it taken for it; and a sign that turns the direction of writing. */
const HOSTILE = `\u202E"'><img src=x onerror="globalThis.ran=1"><script>globalThis.ran=2</script>&lt;b&gt;\${ran}{title}`;

/** As much of it as stands on one line everywhere. */
const SEEN = "<img src=x onerror=";

/** Names at which an object's prototype is reached by who does not look out. */
const PROTOTYPES = { ["__proto__"]: { polluted: 1 }, constructor: { prototype: { polluted: 1 } } };

/** As JSON, in which `__proto__` is a name like any other. @param {object} object */
const polluting = (object) =>
  JSON.stringify({ ...object, constructor: PROTOTYPES.constructor }).replace(/^\{/, '{"__proto__":{"polluted":1},');

/** Whatever on a page came from a text and is more than text. @param {Page | import("playwright-core").Frame} page @returns {Promise<string[]>} */
const harms = (page) =>
  page.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    const walk = (/** @type {Document | ShadowRoot | DocumentFragment} */ root) => {
      for (const element of root.querySelectorAll("*")) {
        const { localName } = element;
        if (element.shadowRoot) walk(element.shadowRoot);
        if (element instanceof HTMLTemplateElement) walk(element.content);
        if (["img", "object", "embed", "base"].includes(localName)) found.push(localName);
        if (localName === "script" && /^globalThis.ran/.test(element.textContent ?? "")) found.push("script");
        for (const { name, value } of element.attributes) {
          if (/^on/.test(name)) found.push(name);
          if (
            /^(href|src|action|xlink:href)$/.test(name) &&
            localName !== "link" &&
            /^\s*(javascript|data|vbscript):/i.test(value)
          )
            found.push(value);
        }
      }
    };
    walk(document);
    if ("ran" in globalThis) found.push("code ran");
    if ("polluted" in {}) found.push("a prototype is polluted");
    return found;
  });

/** @param {import("playwright-core").Locator} input @param {string} name @param {string} text */
const give = (input, name, text) => input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** A cell of RFC 4180. @param {string} text */
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** @param {string} text */
const both = (text) => ({ en: text, es: text });

const LEVELS = ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"];

test("a table's names, cells, head and file name are text: on the page, in charts, and in all that is taken away", async () => {
  const file = `"'><img src=x onerror="globalThis.ran=1">.csv`;
  const rows = ["female", "male"].flatMap((sex, at) =>
    LEVELS.map((level, n) => `06999,2024,${level},${sex},${100 + 10 * n * at},${quoted(HOSTILE)}\n`),
  );
  const table = `place,period,level,sex,value,name\n${rows.join("")}06999,2024,high_school,male,${quoted(HOSTILE)},x\n`;
  let snippet = "";
  await browser.visit({ path: "?view=data&lang=en" }, async (page) => {
    const own = page.locator("#data .own");
    const input = own.locator('input[type="file"]');
    await give(input, file, `${quoted(HOSTILE)},b,c\n${quoted(HOSTILE)},1,2\n`);
    await own.locator(".own-map").waitFor();
    for (const cell of ["th", "td"])
      assert.equal(await own.locator(`.own-rows ${cell}`).first().textContent(), HOSTILE);
    assert.deepEqual(await harms(page), []);

    await give(input, file, table);
    await own.locator(".own-warnings").waitFor();
    assert((await own.locator(".own-warnings").innerText()).includes(SEEN));
    await own.getByRole("button", { name: /Use/ }).click();
    await own.getByRole("button", { name: "Gaps" }).click();
    const figure = page.locator("#gap figure.chart");
    await page.locator("#gap figure[data-ready]:not([aria-busy=true])").filter({ hasText: SEEN }).waitFor();
    assert((await figure.locator(".chart-source").innerText()).includes(SEEN), "the file's name");
    await page.waitForFunction((seen) => document.title.includes(seen), SEEN);
    await figure.locator(".chart-how summary").click();
    await figure.locator(".how-text section").first().waitFor();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await figure.locator(".take-printed").waitFor({ state: "attached" });
    assert.deepEqual(await harms(page), []);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));

    const download = async (/** @type {string} */ what) => {
      const [saved] = await Promise.all([
        page.waitForEvent("download"),
        figure.locator(`[data-take="${what}"]`).click(),
      ]);
      assert.match(saved.suggestedFilename(), /^[\w.-]+$/);
      return readFile(await saved.path(), "utf8");
    };
    const parser = new DOMParser({ onError: (_, message) => assert.fail(message) });
    // eslint-disable-next-line no-restricted-syntax -- a parser of XML, no page
    const drawing = parser.parseFromString(await download("drawing"), "image/svg+xml");
    const elements = [...drawing.getElementsByTagName("*")];
    assert((drawing.documentElement?.textContent ?? "").includes(SEEN));
    assert.deepEqual(
      elements.filter(({ localName }) => /^(img|image|script|foreignObject|a|use|style)$/.test(localName ?? "")),
      [],
    );
    assert.deepEqual(
      elements.flatMap(({ attributes }) => [...attributes].filter(({ name }) => /^on|href$/.test(name))),
      [],
    );
    const data = (await download("table")).replace(/^\uFEFF?(#.*\r\n)*/, "");
    assert(Papa.parse(data, { header: true }).data.length >= 2);
    assert(JSON.parse(await download("data")).answer);

    await figure.locator('[data-take="citation"]').click();
    assert((await figure.locator(".take-references").innerText()).includes(SEEN));
    await figure.locator('[data-take="embed"]').click();
    await figure.getByText(/<common-measure/).waitFor();
    snippet = await figure.locator(".take-code").innerText();
    assert.deepEqual(await harms(page), []);
  });
  // The snippet stands in pages that have no policy.
  const context = await browser.browser.newContext();
  try {
    const page = await context.newPage();
    await page.setContent(snippet.replace(/<script.*<\/script>/, ""));
    assert((await page.locator("common-measure").innerText()).includes(SEEN));
    assert.deepEqual(await harms(page), []);
  } finally {
    await context.close();
  }
});

test("what a spreadsheet would run is taken away as text, wherever it cuts", async () => {
  const name = '=HYPERLINK("x"),=1+1;=2+2;@SUM(1);"=3+3"';
  const rows = LEVELS.flatMap((level, n) =>
    ["female", "male"].map((sex) => `06999,2024,${level},${sex},${100 + n},${quoted(name)}\n`),
  );
  await browser.visit({ path: "?view=data&lang=en" }, async (page) => {
    const own = page.locator("#data .own");
    const input = own.locator('input[type="file"]');
    await give(input, "@SUM(1).csv", `place,period,level,sex,value,name\n${rows.join("")}`);
    await own.getByRole("button", { name: /Use/ }).click();
    await own.getByRole("button", { name: "Gaps" }).click();
    const figure = page.locator("#gap figure.chart");
    await page.locator("#gap figure[data-ready]:not([aria-busy=true])").filter({ hasText: "HYPERLINK" }).waitFor();
    const taken = figure.locator('[data-take="table"]');
    const [saved] = await Promise.all([page.waitForEvent("download"), taken.click()]);
    const text = await readFile(await saved.path(), "utf8");
    assert(text.includes("HYPERLINK") && text.includes("SUM"));
    for (const delimiter of [",", ";"]) {
      // Programs know nothing of lines that begin with a #.
      for (const cell of /** @type {string[][]} */ (Papa.parse(text, { delimiter }).data).flat()) {
        assert(!/^\s*[=+@-]/.test(cell) || Number.isFinite(Number(cell)), `${delimiter} ${cell}`);
      }
    }
  });
});

test("every word of an agenda is text, and its addresses open nothing but the web and mail", async () => {
  const agenda = (/** @type {object} */ more = {}) => ({
    id: "ours",
    title: both(HOSTILE),
    about: both(HOSTILE),
    contact: "mailto:ask@example.org",
    sources: [{ id: "source", title: HOSTILE, url: "https://example.org/" }],
    partners: [{ id: "partner", name: HOSTILE, about: both(HOSTILE), url: "https://example.org/", source: "source" }],
    goals: [
      {
        id: "goal",
        title: both(HOSTILE),
        source: "source",
        indicators: [
          {
            id: "one",
            title: both(`${HOSTILE}\r\nBcc: all@example.org`),
            definition: both(HOSTILE),
            better: "higher",
            spec: { measure: "trend", place: "06037" },
            contributions: [{ partner: "partner", text: both(HOSTILE), source: "source" }],
          },
          { id: "two", title: both(HOSTILE), definition: both(HOSTILE), better: "higher", waiting: both(HOSTILE) },
        ],
      },
    ],
    changes: [{ date: "2025-01-01", text: both(HOSTILE), indicator: "one" }],
    ...more,
  });
  await browser.visit({ path: "?view=agenda&lang=en" }, async (page) => {
    await page.locator(".agenda-goal").first().waitFor();
    const input = page.locator(".agenda-file");
    await give(input, "ours.json", JSON.stringify(agenda()));
    const heading = page.locator(".agenda h2");
    await heading.filter({ hasText: SEEN }).waitFor();
    for (const part of [
      "h3",
      "h4",
      ".agenda-about",
      ".agenda-source",
      ".agenda-verdict",
      ".agenda-list",
      "details p",
    ]) {
      assert(
        ((await page.locator(`.agenda ${part}`).filter({ hasText: SEEN }).first().textContent()) ?? "").includes(SEEN),
        part,
      );
    }
    assert.deepEqual(await harms(page), []);
    // A mail has the one address that the agenda names, and no head of its own.
    const mail = new URL((await page.locator("a.agenda-ask").getAttribute("href")) ?? "");
    assert.equal(mail.pathname, "ask@example.org");
    assert.deepEqual([...mail.searchParams.keys()], ["subject", "body"]);
    assert.doesNotMatch(mail.href, /[\r\n]/);
    for (const link of await page.locator(".agenda a[href^=http]").all())
      assert.match((await link.getAttribute("rel")) ?? "", /noopener/);

    const bad = [
      "javascript:globalThis.ran=1",
      " javascript:globalThis.ran=1",
      "data:text/html,x",
      "vbscript:x",
      "//elsewhere.example",
      "java\nscript:x",
      "file:///etc/passwd",
      "mailto:a@example.org\nBcc: b@example.org",
    ];
    const places = [
      (/** @type {string} */ url) => ({ contact: url }),
      (/** @type {string} */ url) => ({ sources: [{ id: "source", title: "x", url }] }),
      (/** @type {string} */ url) => ({ partners: [{ id: "partner", name: "x", url }] }),
    ];
    for (const url of bad) {
      for (const place of places) {
        await give(input, "ours.json", JSON.stringify(agenda(place(url))));
        await page.getByRole("alert").filter({ hasText: "an address that begins with https://" }).waitFor();
        await page.evaluate(() => document.querySelector(".agenda [role=alert]")?.setAttribute("role", "none"));
      }
    }
    await give(input, "ours.json", polluting(agenda()));
    await page.locator(".agenda h2, .agenda [role=alert]").first().waitFor();
    assert.deepEqual(await harms(page), []);
  });
});

test("a story's words are text, on stage, with the presenter and on paper; its markup and its links elsewhere are refused", async () => {
  // What a story may say: its own marks are an error with a line, and so is a tag.
  const said = `\u202E"'>& onerror="globalThis.ran=1" < 3 &lt;img src=x&gt;`;
  const story = `---\ntitle: ${HOSTILE}\nlanguage: en\n---\n\n# ${said}\n\nBefore [${said}](https://example.org/"onclick="x) after\n\nNotes:\n\n${said}\n`;
  const wrong = {
    tag: story.replace("Before", "<img src=x onerror=globalThis.ran=1>"),
    script: story.replace("https://example.org/", "javascript:"),
    data: story.replace("https://example.org/", "data:text/html,"),
    plain: story.replace("https://example.org/", "http://example.org/"),
    prototype: story.replace("\n\nNotes:", "\n\n```chart\n?view=constructor\n```\n\nNotes:"),
    site: story.replace("language: en", "language: en\nsite: javascript:x/"),
    front: story.replace("language: en", "language: en\n__proto__: x"),
  };
  const before = (/** @type {Page} */ page) =>
    page.route("**/stories/*.en.md", (route) => {
      const name = /** @type {keyof typeof wrong} */ (/(\w+)\.en\.md/.exec(route.request().url())?.[1]);
      return route.fulfill({ body: wrong[name] ?? story, contentType: "text/markdown" });
    });
  for (const mode of ["", "&presenter=1", "&print=1"]) {
    await browser.visit({ path: `present.html?story=mine&lang=en${mode}`, before }, async (page) => {
      await page.locator("h1").filter({ hasText: "globalThis.ran" }).first().waitFor();
      assert((await page.title()).includes(SEEN));
      assert.deepEqual(await harms(page), []);
      for (const href of await page
        .locator("#deck a")
        .evaluateAll((all) => all.map((link) => /** @type {HTMLAnchorElement} */ (link).protocol))) {
        assert.match(href, /^https?:$/);
      }
    });
  }
  for (const name of Object.keys(wrong)) {
    await browser.visit({ path: `present.html?story=${name}&lang=en`, before }, async (page) => {
      await page
        .getByRole("alert")
        .filter({ hasText: /line \d+/ })
        .waitFor();
      assert.deepEqual(await harms(page), []);
    });
  }
});

test("whatever stands in an address, every page opens, and nothing of it runs", async () => {
  const value = encodeURIComponent(HOSTILE);
  const names = [
    "view",
    "place",
    "places",
    "by",
    "among",
    "level",
    "period",
    "measure",
    "against",
    "mark",
    "since",
    "add",
    "lang",
    "theme",
    "v",
    "frame",
    "story",
    "page",
    "chart",
    "locale",
    "indicator",
  ];
  const all = names.map((name) => `${name}=${value}`).join("&");
  const attributes =
    "onclick=globalThis.ran=1&onfocus=globalThis.ran=1&style=color:red&class=x&id=x&tabindex=0&autofocus=1&1=2&%3Cimg%3E=1&__proto__=1&constructor=1&__proto__[polluted]=1&constructor.prototype.polluted=1";
  const queries = (/** @type {string} */ view) => [
    `view=${view}&${attributes}`,
    "view=__proto__",
    "view=constructor&lang=constructor&theme=constructor",
    all,
  ];
  for (const query of queries("trend")) {
    await browser.visit({ path: `?${query}` }, async (page) => {
      await page
        .locator('#trend figure.chart[data-ready="true"], [data-answer="gap"][data-ready="true"]')
        .first()
        .waitFor();
      assert.deepEqual(await harms(page), []);
    });
    await browser.visit({ path: `${FILE.href}?${query}`, offline: true }, async (page) => {
      await page
        .locator('#trend figure.chart[data-ready="true"], [data-answer="gap"][data-ready="true"]')
        .first()
        .waitFor();
      assert.deepEqual(await harms(page), []);
    });
    await browser.visit({ path: `embed.html?${query}` }, async (page) => {
      await page.locator("common-measure canvas, common-measure .notice").first().waitFor();
      assert.deepEqual(await harms(page), []);
      // The element is told what it can be asked, and nothing else.
      assert.deepEqual(
        await page
          .locator("common-measure")
          .evaluate((element) =>
            ["onclick", "style", "class", "id", "tabindex", "autofocus"].filter((name) => element.hasAttribute(name)),
          ),
        [],
      );
    });
    await browser.visit({ path: `present.html?${query}` }, async (page) => {
      await page.locator('#deck[data-shown="1.1"]').waitFor();
      assert.deepEqual(await harms(page), []);
    });
  }
  // What a contribution is called comes out of the address into the chart.
  await browser.visit({ path: "?view=what-if&lang=en" }, async (page) => {
    await chart(page, "what-if");
    await page.locator("#what-if .adds").getByLabel("Who").first().fill(HOSTILE);
    await page.waitForURL(/onerror/);
    // What a page that is left still fetches would be told as failed.
    await page.waitForLoadState("networkidle");
    await page.reload();
    await page.locator("#what-if .chart-table").filter({ hasText: SEEN }).waitFor({ state: "attached" });
    assert.deepEqual(await harms(page), []);
  });
});

test("names in a visitor's shapes are text", async () => {
  const shape = (/** @type {string} */ GEOID, /** @type {number} */ x) =>
    polluting({
      type: "Feature",
      properties: { GEOID, name: HOSTILE, NAME: HOSTILE, [HOSTILE]: HOSTILE },
      geometry: square(x),
    });
  await browser.visit({ path: "?view=map&lang=en", viewport: { width: 1280, height: 900 } }, async (page) => {
    await chart(page, "map");
    const name = `"><img src=x onerror="globalThis.ran=1">.geojson`;
    const status = page.locator("#map .map-status");
    await give(
      page.locator("#map .map-file"),
      name,
      `{"type":"FeatureCollection","__proto__":{"polluted":1},"features":[${shape("06001", 0)},${shape("06003", 1)}]}`,
    );
    await status.filter({ hasText: "2 places have a shape" }).waitFor();
    assert.deepEqual(await harms(page), []);
    await give(page.locator("#map .map-file"), name, HOSTILE);
    await status.filter({ hasText: SEEN }).waitFor();
    assert.deepEqual(await harms(page), []);
  });
});

test("on a page without any policy the element still shows text as text, and reads only what is beside its package", async () => {
  const rows = LEVELS.flatMap((level, n) =>
    ["female", "male"].map((sex) => `06999,2024,${level},${sex},${100 + n},${quoted(HOSTILE)}\n`),
  );
  const source = { name: "ours", title: HOSTILE, agency: HOSTILE, path: "javascript:globalThis.ran=1" };
  const package_ = (/** @type {string[]} */ paths) =>
    polluting({
      name: "ours",
      title: HOSTILE,
      commonMeasure: { place: "06999" },
      sources: [source],
      resources: paths.map((path, at) => ({
        name: `ours-${at}`,
        title: HOSTILE,
        path,
        commonMeasure: { format: "common-measure" },
        sources: [source],
      })),
    });
  const asked = [
    { chart: HOSTILE },
    { chart: "constructor" },
    { chart: "__proto__" },
    { place: HOSTILE },
    { chart: "gap", by: "constructor" },
    { level: "__proto__" },
    { agenda: HOSTILE, indicator: HOSTILE },
    { src: `http://[${HOSTILE}` },
  ];
  const escaped = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const tags = asked.map(
    (words) =>
      `<common-measure${Object.entries(words)
        .map(([name, value]) => ` ${name}="${escaped(value)}"`)
        .join("")}></common-measure>`,
  );
  const script = '<script type="module" src="{site}embed/1/common-measure.js"></script>';
  const html = (/** @type {string} */ body) =>
    `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${script}${body}`;
  const elsewhere = await partner(browser.address, { files: { "own.csv": "place\n" } });
  const { address, stop } = await partner(browser.address, {
    files: {
      "words.html": html(tags.join("\n")),
      "own.html": html('<common-measure id="own" chart="gap" src="{here}own/datapackage.json"></common-measure>'),
      "away.html": html('<common-measure chart="gap" src="{here}away/datapackage.json"></common-measure>'),
      "above.html": html('<common-measure chart="gap" src="{here}above/datapackage.json"></common-measure>'),
      "own/datapackage.json": package_(["own.csv"]),
      "own/own.csv": `place,period,level,sex,value,name\n${rows.join("")}`,
      "away/datapackage.json": package_([`${elsewhere.address}own.csv`]),
      "above/datapackage.json": package_(["../own/own.csv", "data/%2e%2e/../own/own.csv"]),
    },
  });
  const context = await browser.browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    /** @type {string[]} */
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${address}words.html`);
    for (const [at] of tags.entries()) {
      const element = page.locator("common-measure").nth(at);
      await element.scrollIntoViewIfNeeded();
      await element.locator(".notice").waitFor();
    }
    assert((await page.locator("common-measure .notice").allInnerTexts()).join().includes(SEEN));
    assert.deepEqual(await harms(page), []);
    await page.goto(`${address}own.html`);
    await page.locator("#own .chart-title").filter({ hasText: SEEN }).waitFor();
    assert.deepEqual(await harms(page), []);
    requests.length = 0;
    for (const name of ["away.html", "above.html"]) {
      await page.goto(`${address}${name}`);
      await page.locator("common-measure .notice").waitFor();
    }
    assert.deepEqual(
      requests.filter((url) => url.endsWith(".csv")),
      [],
    );
  } finally {
    await context.close();
    stop();
    elsewhere.stop();
  }
});

test("the preview of an embed is believed only by its own window, its origin, and a height", async () => {
  await browser.visit({ path: "?view=gap&place=06&by=sex&lang=en" }, async (page) => {
    await page.locator('#gap [data-take="embed"]').click();
    const frame = page.locator(".builder-frame");
    await page.frameLocator(".builder-frame").locator('figure.chart[aria-busy="false"] canvas[role=img]').waitFor();
    const { before, heights } = await page.evaluate(() => {
      const frame = /** @type {HTMLIFrameElement} */ (document.querySelector(".builder-frame"));
      const before = frame.height;
      /** @type {string[]} What it is after each message. */
      const heights = [];
      const hear = (/** @type {Window | null} */ source, /** @type {string} */ origin, /** @type {unknown} */ data) => {
        dispatchEvent(new MessageEvent("message", { source, origin, data }));
        heights.push(frame.height);
      };
      const shape = { type: "common-measure:height", height: 77 };
      hear(frame.contentWindow, "https://elsewhere.example", shape);
      hear(frame.contentWindow, "null", shape);
      hear(window, location.origin, shape);
      for (const height of ["77", 0, -1, 1e9, 7.5, NaN, null]) {
        hear(frame.contentWindow, location.origin, { ...shape, height });
      }
      for (const data of [null, "77", 77, {}, { height: 77 }]) hear(frame.contentWindow, location.origin, data);
      hear(frame.contentWindow, location.origin, { ...shape, height: 601 });
      return { before, heights };
    });
    assert.equal(heights.pop(), "601");
    assert.deepEqual([...new Set(heights)], [before]);
    assert(await frame.isVisible());
  });
});

/**
 * Gzip of a head and a block again and again, from what one block comes to: nobody has to hold it all. Its check sum is
 * wrong, but that is at its end.
 *
 * @param {string} head
 * @param {Buffer} block
 * @param {number} times
 */
function bomb(head, block, times) {
  const [first, again] = [Buffer.from(head), block].map((plain) =>
    deflateRawSync(plain, { finishFlush: constants.Z_FULL_FLUSH }),
  );
  assert(first && again);
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
    first,
    ...Array(times).fill(again),
    Buffer.from([3, 0]),
    Buffer.alloc(8),
  ]);
}

test("a gigabyte in a megabyte is refused in words, and its memory is given back", async () => {
  const row = "06037,2031,total,1000,0,usda-ers-education\n";
  const zeros = bomb("", Buffer.alloc(1 << 20), 1024);
  const rows = bomb("place,period,level,value,moe,source\n", Buffer.from(row.repeat((1 << 20) / row.length)), 1024);
  assert(zeros.length < 3e6 && rows.length < 6e6, `${zeros.length}, ${rows.length}`);
  await browser.visit({ path: "?view=data&lang=en" }, async (page) => {
    const session = await page.context().newCDPSession(page);
    const held = async () => {
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize, backingStorageSize = 0 } = /** @type {any} */ (await session.send("Runtime.getHeapUsage"));
      return usedSize + backingStorageSize;
    };
    const own = page.locator("#data .own");
    await own.locator('input[type="file"]').waitFor({ state: "attached" });
    const before = await held();
    for (const [body, words] of /** @type {[Buffer, RegExp][]} */ ([
      [rows, /200 times/],
      [zeros, /not text/],
    ])) {
      await own
        .locator('input[type="file"]')
        .setInputFiles({ name: "a.csv.gz", mimeType: "application/gzip", buffer: body });
      await own.locator(".own-error").filter({ hasText: words }).waitFor();
      await own.locator(".own-stage").evaluate((stage) => stage.replaceChildren());
    }
    const more = (await held()) - before;
    assert(more < 32 << 20, `${more} bytes`);
    assert.equal(await own.locator("[data-table]").count(), 0);
  });
});

test("a link to another site does not tell where its reader came from, nor hands over the page", async () => {
  await browser.visit({ path: "?view=agenda&lang=en" }, async (page) => {
    await page.route(/^https:/, (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Elsewhere</title>" }),
    );
    await page.locator('.agenda a[href^="https://"]').first().click();
    await page.waitForFunction(() => document.title === "Elsewhere");
    assert.equal(await page.evaluate(() => document.referrer), "");
  });
  await browser.visit({ path: "embed.html?view=trend&lang=en" }, async (page) => {
    const link = page.locator("common-measure a[target]");
    assert.match((await link.getAttribute("rel")) ?? "", /noopener/);
    const [opened] = await Promise.all([page.waitForEvent("popup"), link.click()]);
    assert.equal(await opened.evaluate(() => opener), null);
  });
});

test("in another site's page nothing is kept, and no service worker is registered", async () => {
  const served = await Served.start();
  const frame = `<iframe src="${served.address}?view=trend&frame=1" width="900" height="900"></iframe>`;
  const { address, stop } = await partner(served.address, {
    files: { "page.html": `<!doctype html><link rel="icon" href="data:,">${frame}` },
  });
  const context = await browser.browser.newContext({ locale: "en-US" });
  /** @type {string[]} */
  const registered = [];
  await context.exposeFunction("registered", (/** @type {string} */ url) => void registered.push(url));
  await context.addInitScript(() => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...given) {
      Reflect.get(globalThis, "registered")(location.href);
      return register.apply(this, given);
    };
  });
  try {
    const page = await context.newPage();
    await page.goto(`${address}page.html`);
    await page.frameLocator("iframe").locator('#trend figure.chart[data-ready="true"]').waitFor();
    await page.waitForLoadState("networkidle");
    const [, inner] = page.frames();
    const kept = await inner?.evaluate(async () => {
      /** Chromium refuses some of them there altogether. @param {() => unknown} ask */
      const look = async (ask) => {
        try {
          return await ask();
        } catch {
          return [];
        }
      };
      const all = [
        () => caches.keys(),
        async () => (await indexedDB.databases()).map(({ name }) => name),
        () => Object.keys(localStorage),
        () => Object.keys(sessionStorage),
        () => document.cookie || [],
      ];
      return (await Promise.all(all.map(look))).flat();
    });
    assert.deepEqual(kept, []);
    assert.deepEqual(registered, []);
    // By itself the same page does register one.
    await page.goto(`${served.address}?view=trend`);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    assert.equal(registered.length, 1);
  } finally {
    await context.close();
    stop();
    await served.close();
  }
});
