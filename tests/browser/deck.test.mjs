/** The story on stage, in the presenter's window and on paper, as the room and the presenter meet it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import jsQR from "jsqr";
import { Browser } from "./browser.mjs";
import { listen } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const run = promisify(execFile);

/** The oldest projectors and the newest. */
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];
const LANGUAGES = ["en", "es"];

/** Slides of the bundled story. */
const [PICTURE, TREND, RACE] = [2, 3, 6];
const SLIDES = 11;

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

/** Waits until a slide is shown. @param {Page} page @param {string} place "3.1" */
const shown = (page, place) => page.locator(`#deck[data-shown="${place}"] .slide`).waitFor();

const heading = (/** @type {Page} */ page) => page.locator("#deck .slide-heading").innerText();

/**
 * What of a slide stands out of it or is written over something else, how small its type is, and how faint.
 *
 * @param {Page} page
 */
function look(page) {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const slide = /** @type {HTMLElement} */ (document.querySelector("#deck .slide"));
    const frame = slide.getBoundingClientRect();
    /** @type {string[]} */
    const outside = [];
    if (slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth)
      outside.push("the slide scrolls");
    for (const node of slide.querySelectorAll("*")) {
      const box = node.getBoundingClientRect();
      if (node.closest(".unseen") || box.width === 0) continue;
      if (
        box.left < frame.left - 1 ||
        box.top < frame.top - 1 ||
        box.right > frame.right + 1 ||
        box.bottom > frame.bottom + 1
      ) {
        outside.push(`${node.tagName} ${node.textContent?.slice(0, 40)}`);
      }
    }
    for (const squares of slide.querySelectorAll(".hundreds svg")) {
      const { width, height } = squares.getBoundingClientRect();
      if (Math.min(width, height) < frame.height / 3) outside.push(`a picture of ${width} by ${height}`);
    }
    const luminance = (/** @type {string} */ colour) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const c = Number(part) / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (/** @type {string} */ a, /** @type {string} */ b) => {
      const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    };
    const paper = getComputedStyle(/** @type {Element} */ (slide.parentElement)).backgroundColor;
    /** @type {{ text: string, size: number, contrast: number }[]} */
    const type = [];
    const words = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      const parent = /** @type {Element} */ (node.parentElement);
      const text = node.textContent?.trim() ?? "";
      if (!text || parent.closest(".unseen, title, desc")) continue;
      if (text.endsWith("…")) outside.push(`cut: ${text}`);
      const style = getComputedStyle(parent);
      if (parent instanceof SVGTextElement) {
        const drawing = /** @type {SVGSVGElement} */ (parent.ownerSVGElement);
        const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
        // What lies under the middle of a text is the last filled shape there before it.
        const box = parent.getBBox();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        let ground = paper;
        for (const shape of drawing.children) {
          if (shape === parent) break;
          if (!(shape instanceof SVGRectElement)) continue;
          const own = shape.getBBox();
          if (x >= own.x && x <= own.x + own.width && y >= own.y && y <= own.y + own.height)
            ground = getComputedStyle(shape).fill;
        }
        type.push({ text, size: parseFloat(style.fontSize) * scale, contrast: contrast(style.fill, ground) });
      } else {
        type.push({ text, size: parseFloat(style.fontSize), contrast: contrast(style.color, paper) });
      }
    }
    // Who said so and which slide it is are for whoever looks it up, not for the last row.
    const foot = new Set([...slide.querySelectorAll(".slide-foot p")].map((node) => node.textContent?.trim()));
    return {
      outside,
      type,
      foot: type.filter(({ text }) => foot.has(text)),
      body: type.filter(({ text }) => !foot.has(text)),
    };
  });
}

/** Every step of the story, from the first. @param {Page} page @param {(place: string) => Promise<void>} at */
async function walk(page, at) {
  for (;;) {
    const place = (await page.locator("#deck").getAttribute("data-shown")) ?? "";
    await at(place);
    if (place.startsWith(`${SLIDES}.`)) return;
    await page.keyboard.press("PageDown");
    await page.waitForFunction((place) => document.querySelector("#deck")?.getAttribute("data-shown") !== place, place);
  }
}

for (const language of LANGUAGES) {
  test(
    `every slide fits both screens, in type and contrast for the last row: ${language}`,
    { timeout: 120_000 },
    async () => {
      for (const viewport of SIZES) {
        await browser.visit(
          { path: `present.html?lang=${language}`, viewport, reducedMotion: "reduce" },
          async (page) => {
            await shown(page, "1.1");
            let steps = 0;
            await walk(page, async (place) => {
              steps += 1;
              const where = `${language}, ${viewport.width}, slide ${place}`;
              const { outside, body, foot } = await look(page);
              assert.deepEqual(outside, [], where);
              assert(body.length > 0 && foot.length > 0, where);
              const small = body.filter(({ size }) => size < viewport.height / 24 - 0.05);
              assert.deepEqual(small, [], `${where}: smaller than a twenty-fourth of ${viewport.height}`);
              assert.deepEqual(
                [...body, ...foot].filter(({ contrast }) => contrast < 7),
                [],
                `${where}: below 7:1`,
              );
            });
            assert.equal(steps, 16);
          },
        );
      }
    },
  );
}

test("a clicker goes through the steps and back, a number before Enter jumps, and the address tells where", async () => {
  await browser.visit({ path: "present.html" }, async (page) => {
    await shown(page, "1.1");
    for (const [key, place] of /** @type {const} */ ([
      ["PageDown", "2.1"],
      ["ArrowRight", "3.1"],
      ["Space", "3.2"],
      ["PageDown", "4.1"],
      ["PageUp", "3.2"],
      ["ArrowLeft", "3.1"],
      ["Shift+Space", "2.1"],
    ])) {
      await page.keyboard.press(key);
      await shown(page, place);
    }
    for (const key of ["1", "1", "Enter"]) await page.keyboard.press(key);
    await shown(page, "11.1");
    assert.equal(new URL(page.url()).hash, "#11");
    await page.keyboard.press("PageDown");
    for (const key of ["6", "Enter"]) await page.keyboard.press(key);
    await shown(page, "6.1");
    await page.reload();
    await shown(page, "6.1");
  });
});

test("B and W blank the screen; the next key brings the same slide back", async () => {
  await browser.visit({ path: "present.html#3" }, async (page) => {
    await shown(page, "3.1");
    const cover = page.locator("#blank");
    for (const [key, colour] of /** @type {const} */ ([
      ["b", "rgb(0, 0, 0)"],
      ["w", "rgb(255, 255, 255)"],
    ])) {
      await page.keyboard.press(key);
      await cover.waitFor();
      assert.equal(await cover.evaluate((node) => getComputedStyle(node).backgroundColor), colour);
      assert.equal(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.id), "blank");
      await page.keyboard.press("PageDown");
      await cover.waitFor({ state: "hidden" });
    }
    assert.equal(await page.locator("#deck").getAttribute("data-shown"), "3.1");
  });
});

test("F fills the screen", async () => {
  await browser.visit({ path: "present.html" }, async (page) => {
    await shown(page, "1.1");
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement === null);
  });
});

test("a finger swipes to the next slide and back", async () => {
  await browser.visit(
    { path: "present.html", hasTouch: true, viewport: { width: 1024, height: 768 } },
    async (page) => {
      await shown(page, "1.1");
      const client = await page.context().newCDPSession(page);
      const swipe = async (/** @type {number} */ from, /** @type {number} */ to) => {
        await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: from, y: 300 }] });
        await client.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: to, y: 305 }] });
        await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      };
      await swipe(800, 200);
      await shown(page, "2.1");
      await swipe(200, 800);
      await shown(page, "1.1");
    },
  );
});

test("“and for women?”: the chart changes on stage, and Escape goes back to the story", async () => {
  await browser.visit({ path: `present.html#${RACE}`, viewport: { width: 1280, height: 800 } }, async (page) => {
    await shown(page, `${RACE}.1`);
    const before = await heading(page);
    assert.match(before, /Latino adults in Los Angeles County/);
    await page.keyboard.press("c");
    const ask = page.getByRole("complementary", { name: "Change the chart" });
    await ask.getByLabel("Groups").waitFor();
    // Another place, then another group there.
    await ask.locator(".place-trigger").click();
    await page.locator(".place-field").fill("California");
    await page
      .getByRole("option", { name: /^California/ })
      .first()
      .click();
    await page
      .locator(".slide-heading")
      .filter({ hasText: /California/ })
      .waitFor();
    await ask.getByLabel("Groups").selectOption("sex");
    await page
      .locator(".slide-heading")
      .filter({ hasText: /women|men/i })
      .waitFor();
    const period = ask.getByLabel("Period");
    const other = (
      await period
        .locator("option")
        .evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value))
    ).at(-1);
    assert(other);
    await period.selectOption(other);
    await page
      .locator(".slide-heading")
      .filter({ hasText: other.replace("-", "–") })
      .waitFor();
    await page
      .locator("#deck .slide-chart svg")
      .first()
      .click({ position: { x: 5, y: 5 } });
    await page.keyboard.press("Escape");
    await page.locator(".slide-heading").filter({ hasText: before }).waitFor();
    await ask.waitFor({ state: "hidden" });
  });
});

test("between two states of a chart the marks keep moving from their old places; not where motion is not wanted", async () => {
  for (const reducedMotion of /** @type {const} */ (["no-preference", "reduce"])) {
    await browser.visit({ path: `present.html#${RACE}`, reducedMotion }, async (page) => {
      await shown(page, `${RACE}.1`);
      // What moves is counted as it begins; it is over sooner than a test could look.
      await page.evaluate(() => {
        const moves = /** @type {number[]} */ ([]);
        Object.assign(window, { moves });
        const animate = Element.prototype.animate;
        Element.prototype.animate = function (frames, options) {
          const kept = Array.isArray(frames) && frames.some(({ transform }) => transform);
          if (kept) moves.push(typeof options === "object" ? Number(options.duration) : Number(options));
          return animate.call(this, frames, options);
        };
      });
      await page.keyboard.press("PageDown");
      await shown(page, `${RACE}.2`);
      const moves = await page.evaluate(
        () => /** @type {{ moves: number[] }} */ (/** @type {unknown} */ (window)).moves,
      );
      if (reducedMotion === "reduce") assert.deepEqual(moves, []);
      else assert(moves.length > 0 && moves.every((duration) => duration < 300), `${moves}`);
      await page.locator(".is-leaving").waitFor({ state: "detached" });
      assert.equal(await page.locator("#deck svg[viewBox]").count(), 1, "one drawing is left");
    });
  }
});

test("the presenter's window goes in step with the stage, both ways, and a stranger's messages move nothing", async () => {
  await browser.visit({ path: "present.html?lang=en", viewport: { width: 1024, height: 768 } }, async (page) => {
    await shown(page, "1.1");
    await page.evaluate(() => {
      const { open } = window;
      window.open = (...given) => {
        const opened = open(...given);
        Object.assign(globalThis, { opened });
        return opened;
      };
    });
    const opening = page.waitForEvent("popup");
    await page.keyboard.press("p");
    const second = await opening;
    const complaints = listen(second);
    const now = (/** @type {string} */ place) =>
      second.locator(`.presenter-now .stage[data-shown="${place}"]`).waitFor();
    await now("1.1");
    assert.match(await second.locator(".presenter-notes").innerText(), /Welcome everyone/);
    await second.locator('.presenter-side .stage[data-shown="2.1"]').waitFor();

    await page.bringToFront();
    await page.keyboard.press("PageDown");
    await now("2.1");
    await second.getByRole("button", { name: "Next" }).click();
    await shown(page, "3.1");
    await second.keyboard.press("PageDown");
    await shown(page, "3.2");
    await now("3.2");
    await second
      .getByRole("timer")
      .filter({ hasText: /^0:0[1-9]/ })
      .waitFor();
    await second.keyboard.press("b");
    await page.locator("#blank").waitFor();
    await second.keyboard.press("b");
    await page.locator("#blank").waitFor({ state: "hidden" });

    // The chart that is changed on stage is the presenter's too.
    await page.keyboard.press("c");
    await page.locator("#ask").getByLabel("Level of education").selectOption("bachelors_or_higher");
    await second
      .locator(".presenter-now .slide-heading")
      .filter({ hasText: /bachelor’s degree/ })
      .waitFor();

    // The page itself and a frame in it are of the same origin, and are not the window that was opened; in that one
    // another site may have been opened.
    const blanked = await page.evaluate(() => {
      const cover = /** @type {HTMLElement} */ (document.getElementById("blank"));
      const frame = document.body.appendChild(document.createElement("iframe"));
      const opened = Reflect.get(globalThis, "opened");
      /** @param {Window | null} source @param {string} origin @param {string} blank */
      const hear = (source, origin, blank = "black") => {
        const data = { kind: "common-measure-deck", type: "blank", blank };
        dispatchEvent(new MessageEvent("message", { data, source, origin }));
        return !cover.hidden;
      };
      const { origin } = location;
      const strangers = [
        hear(window, origin),
        hear(frame.contentWindow, origin),
        hear(null, origin),
        hear(opened, "https://example.org"),
        hear(opened, "null"),
      ];
      return [...strangers, hear(opened, origin), hear(opened, origin, "")];
    });
    assert.deepEqual(blanked, [false, false, false, false, false, true, false]);
    await second.evaluate(() => {
      for (const data of [
        null,
        "go",
        { type: "go", slide: 8, step: 0 },
        { kind: "common-measure-deck", type: "go", slide: "8", step: 0 },
      ]) {
        /** @type {Window} */ (opener).postMessage(data, location.origin);
      }
      // Messages come in order: after this one the others have been heard.
      /** @type {Window} */ (opener).postMessage(
        { kind: "common-measure-deck", type: "go", slide: 4, step: 0 },
        location.origin,
      );
    });
    await shown(page, "5.1");
    assert.deepEqual(complaints, []);
  });
});

test("a QR code opens the chart on the slide, in the phone's language", async () => {
  await browser.visit({ path: `present.html?lang=es#${TREND}.2` }, async (page) => {
    await shown(page, `${TREND}.2`);
    await page.keyboard.press("q");
    const code = page.locator("#code svg");
    await code.waitFor();
    const read = await decode(page, await code.screenshot());
    const link = new URL(read);
    assert.equal(link.href.split("?")[0], browser.address);
    assert.equal(link.searchParams.get("lang"), null);
    await page.keyboard.press("q");
    await page.locator("#code").waitFor({ state: "hidden" });
    const title = await heading(page);
    await browser.visit({ path: link.search, locale: "es-MX" }, async (phone) => {
      await phone.locator('#trend figure.chart[data-ready="true"]').waitFor();
      assert.equal(await phone.locator("#trend .chart-title").innerText(), title);
    });
  });
});

/** @param {Page} page @param {Buffer} picture */
async function decode(page, picture) {
  const { data, width, height } = await page.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context?.drawImage(bitmap, 0, 0);
      const image = context?.getImageData(0, 0, bitmap.width, bitmap.height);
      return { data: [...(image?.data ?? [])], width: bitmap.width, height: bitmap.height };
    },
    [...picture],
  );
  const found = /** @type {any} */ (jsQR)(Uint8ClampedArray.from(data), width, height);
  assert(found, "no code in the picture");
  return found.data;
}

test("the hand-out is a page a slide, with figures, notes and sources as text", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "common-measure-hand-out-"));
  try {
    for (const [language, words] of /** @type {const} */ ([
      [
        "en",
        [
          /bachelor’s degree or higher/,
          /The thin line through a dot is the margin of error/,
          /Adjusted Cohort Graduation Rate/,
          /California Department of Education/,
        ],
      ],
      ["es", [/licenciatura/, /margen de error/, /Adjusted Cohort Graduation Rate/, /L\.A\. Compact/]],
    ])) {
      await browser.visit({ path: `present.html?lang=${language}&print=1` }, async (page) => {
        await page.locator('#deck[data-shown="all"]').waitFor();
        const file = join(folder, `${language}.pdf`);
        await writeFile(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
        const [{ stdout: text }, { stdout: info }, { stdout: images }] = await Promise.all([
          run("pdftotext", ["-layout", file, "-"]),
          run("pdfinfo", [file]),
          run("pdfimages", ["-list", file]),
        ]);
        assert.match(info, new RegExp(`Pages: +${SLIDES}\\n`), language);
        assert.match(info, /Page size: +612 x 792/);
        // Two lines of a head and no picture: all of it is drawn.
        assert.equal(images.trim().split("\n").length, 2, images);
        const pages = text.split("\f");
        const titles = await page.locator(".slide-heading").allInnerTexts();
        titles.forEach((title, index) => {
          const first = title.split(/\s+/).slice(0, 3).join(" ");
          assert(pages[index]?.replace(/\s+/g, " ").includes(first), `page ${index + 1}: ${first}`);
        });
        const all = text.replace(/\s+/g, " ");
        for (const pattern of words) assert.match(all, pattern, language);
        assert.match(pages[RACE - 1] ?? "", /±/);
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a mistake in a story is told with its line", async () => {
  const story = "---\ntitle: A\nlanguage: en\n---\n\n# One\n\n```chart\n?view=trend&level=wizard\n```\n";
  const before = (/** @type {Page} */ page) =>
    page.route("**/stories/mine.en.md", (route) => route.fulfill({ body: story, contentType: "text/markdown" }));
  await browser.visit({ path: "present.html?story=mine&lang=en", before }, async (page) => {
    await page.getByRole("alert").filter({ hasText: "line 9: “wizard” is no value of “level”" }).waitFor();
  });
});

test(
  "axe-core finds nothing on stage, in the windows above it, in the presenter's view and on paper",
  { timeout: 60_000 },
  async () => {
    const axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
    const violations = (/** @type {Page} */ page) =>
      page.evaluate(async () => {
        const { violations } = await /** @type {any} */ (window).axe.run({
          rules: { "target-size": { enabled: true } },
        });
        return violations.flatMap((/** @type {any} */ { id, nodes }) =>
          nodes.map((/** @type {any} */ node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
        );
      });
    for (const language of LANGUAGES) {
      await browser.visit({ path: `present.html?lang=${language}`, reducedMotion: "reduce" }, async (page) => {
        await shown(page, "1.1");
        await page.evaluate(axe);
        await page.locator('[data-do="next"]').focus();
        assert.deepEqual(await violations(page), [], "the first slide, with its buttons");
        for (const key of [`${PICTURE}`, "Enter"]) await page.keyboard.press(key);
        await shown(page, `${PICTURE}.1`);
        assert.deepEqual(await violations(page), [], "a picture");
        for (const key of [`${RACE}`, "Enter", "c"]) await page.keyboard.press(key);
        await page.locator("#ask select").first().waitFor();
        assert.deepEqual(await violations(page), [], "a chart that is being changed");
      });
      await browser.visit({ path: `present.html?lang=${language}#${RACE}` }, async (page) => {
        await shown(page, `${RACE}.1`);
        await page.evaluate(axe);
        for (const key of ["q", "?"]) {
          await page.keyboard.press(key);
          await page.locator("dialog[open] > *").first().waitFor();
          assert.deepEqual(await violations(page), [], key);
          await page.keyboard.press(key);
        }
      });
      for (const query of ["presenter=1", "print=1"]) {
        await browser.visit({ path: `present.html?lang=${language}&${query}` }, async (page) => {
          await page.locator(query === "print=1" ? '#deck[data-shown="all"]' : ".presenter-now .slide").waitFor();
          await page.evaluate(axe);
          assert.deepEqual(await violations(page), [], query);
        });
      }
    }
  },
);

test("the explorer leads to the presentation, in its language", async () => {
  await browser.visit({ path: "?lang=es" }, async (page) => {
    // What is still on its way when a page is left counts as failed.
    await page.locator('[data-answer="gap"][data-ready="true"]').waitFor();
    await page.getByRole("link", { name: "Presentar" }).click();
    await shown(page, "1.1");
    assert.match(await heading(page), /fuerza laboral/);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "es");
  });
});
