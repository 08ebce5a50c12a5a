/** The agenda's page: figures and verdicts, what changed, whom to ask, an agenda of the visitor's own. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

const AGENDA = { path: "?view=agenda", viewport: { width: 1280, height: 900 } };

/** @param {Page} page @param {string} title */
const indicator = (page, title) => page.locator(".agenda-indicator").filter({ has: page.getByRole("heading", { level: 4, name: title, exact: true }) });

/** Opens an agenda as a file. @param {Page} page @param {string} text */
async function choose(page, text) {
  await page.locator(".agenda-file").setInputFiles({ name: "ours.json", mimeType: "application/json", buffer: Buffer.from(text) });
}

/** An agenda of one indicator on the bundled tables. @param {object} [more] */
const own = (more = {}) => ({
  id: "ours",
  title: { en: "<img src=x onerror=alert(1)> & <b>ours</b>", es: "<b>La nuestra</b>" },
  contact: "mailto:ask@example.org",
  partners: [{ id: "college", name: "<script>alert(1)</script>" }],
  goals: [
    {
      id: "degrees",
      title: { en: "More degrees", es: "Más títulos" },
      indicators: [
        {
          id: "graduation",
          title: { en: "Graduation", es: "Graduación" },
          definition: { en: "As the state counts", es: "Como cuenta el estado" },
          spec: { measure: "pipeline", place: "06037" },
          stage: "graduated",
          better: "higher",
          baseline: { period: "2018-2019" },
          target: { value: 0.9, year: 2030 },
          contributions: [{ partner: "college", text: { en: "Tutors", es: "Tutorías" } }],
          ...more,
        },
      ],
    },
  ],
});

test("the L.A. Compact’s goals stand there with the figures that there are, and no invented target", async () => {
  await browser.visit(AGENDA, async (page) => {
    await page.locator(".agenda-goal").nth(4).waitFor();
    assert.equal(await page.locator(".agenda-goal").count(), 5);
    assert.equal(await page.locator(".agenda-sum").innerText(), "Measures with figures: 6 of 12. No target has been set.");
    const graduation = indicator(page, "Graduated in four years");
    assert.match(await graduation.innerText(), /86\.1%\s+Los Angeles County, 2021–2022\s+everyone is counted\s+No target/);
    assert.match(await graduation.innerText(), /Baseline\s+81\.8% \(2018–2019\)\s+Since then\s+up 4\.3 percentage points/);
    assert.match(await indicator(page, "Early care and education").innerText(), /Waiting for data A table of the county’s enrollment/);
    assert.match(await page.title(), /^Agenda · /);
    // On to the view that shows the same figure.
    await graduation.getByRole("link", { name: "See the figures" }).click();
    await page.locator('#pipeline figure.chart[data-ready="true"]').waitFor();
    assert.equal(new URL(page.url()).searchParams.get("view"), "pipeline");
    assert.match(await page.locator("#pipeline figure.chart").innerText(), /86 graduated from high school/);
  });
});

test("in Spanish its words are Spanish, and numbers as in the United States", async () => {
  await browser.visit({ ...AGENDA, locale: "es-US" }, async (page) => {
    const graduation = indicator(page, "Se graduaron en cuatro años");
    await graduation.waitFor();
    assert.match(await graduation.innerText(), /86\.1\u00a0%/);
    await page.locator('[data-language="en"]').click();
    await indicator(page, "Graduated in four years").waitFor();
  });
});

test("what changed since a day is in the address, and a feed carries it", async () => {
  await browser.visit({ ...AGENDA, path: "?view=agenda&since=2022-01-01" }, async (page) => {
    const changes = page.locator(".agenda-list time");
    await changes.first().waitFor();
    assert.deepEqual(await changes.allInnerTexts(), ["November 24, 2026", "March 24, 2022"]);
    await page.getByLabel("Since", { exact: true }).fill("2024-02-29");
    await page.waitForURL(/since=2024-02-29/);
    assert.equal(await changes.count(), 1);
    await page.locator('[data-language="es"]').click();
    await page.waitForURL(/view=agenda&since=2024-02-29&lang=es/);
    const feed = page.getByRole("link", { name: "canal Atom" });
    const response = await page.request.get(new URL((await feed.getAttribute("href")) ?? "", page.url()).href);
    assert.equal(response.status(), 200);
    assert.match(await response.text(), /<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="es">/);
    const offered = await page.locator('link[type="application/atom+xml"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(offered, ["agenda.atom", "agenda.es.atom"]);
  });
});

test("who has no mail is asked on a page, with the address of exactly the figure at hand", async () => {
  await browser.visit(AGENDA, async (page) => {
    const gap = indicator(page, "Gap: Latino adults and all others");
    const figure = (await gap.locator(".agenda-figure b").innerText()).split(" ")[0] ?? "";
    await gap.getByText("Ask about this figure").click();
    const address = await gap.locator(".agenda-address").innerText();
    assert.equal(await gap.getByRole("link", { name: "Go to www.lacompact.org" }).getAttribute("href"), "https://www.lacompact.org/");
    await page.goto(address);
    await page.locator('#gap figure.chart[data-ready="true"]').waitFor();
    await page.getByText("The figures as a table").click();
    assert.match(await page.getByRole("row", { name: /Latino or Hispanic/ }).innerText(), new RegExp(figure.replace(".", "\\.")));
  });
});

test("an agenda of the visitor’s own stays text, has its verdict, and leaves the browser nowhere", async () => {
  await browser.visit(AGENDA, async (page) => {
    await page.locator(".agenda-goal").first().waitFor();
    /** @type {string[]} */
    const sent = [];
    page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
    await choose(page, JSON.stringify(own()));
    const heading = page.getByRole("heading", { level: 2, name: "<img src=x onerror=alert(1)> & <b>ours</b>" });
    await heading.waitFor();
    assert.equal(await page.locator(".agenda img, .agenda script, .agenda h2 b").count(), 0);
    const row = indicator(page, "Graduation");
    // 86.1 % in 2021-22; on the way from 81.8 % in 2018.5 to 90 % in 2030, 83.9 %.
    assert.match(await row.innerText(), /On track 2\.2 percentage points ahead of the straight path to the target in 2030/);
    assert.match(await row.innerText(), /<script>alert\(1\)<\/script>: Tutors/);
    assert.equal(await page.locator(".agenda-sum").innerText(), "Measures with figures: 1 of 1. On track: 1. Off track: 0. Cannot tell: 0.");
    const mail = new URL((await row.getByRole("link", { name: "Ask about this figure" }).getAttribute("href")) ?? "");
    assert.equal(mail.pathname, "ask@example.org");
    assert.match(mail.searchParams.get("body") ?? "", /\?view=pipeline&place=06037/);
    assert.deepEqual(sent, []);
    await page.getByRole("button", { name: "Back to this page’s agenda" }).click();
    await page.locator(".agenda-goal").nth(4).waitFor();
  });
});

test("a wrong agenda is refused with its line and field, and the way back is there", async () => {
  await browser.visit(AGENDA, async (page) => {
    await page.locator(".agenda-goal").first().waitFor();
    const alert = page.getByRole("alert");
    const wrong = JSON.stringify(own({ target: { value: 90, year: 2030 } }), null, 1);
    const lines = wrong.split("\n");
    const line = lines.findIndex((one) => one.includes('"value": 90'));
    await choose(page, wrong);
    await alert.filter({ hasText: "goals[0].indicators[0].target.value: a share is needed, from 0 to 1" }).waitFor();
    const at = `line ${line + 1}, column ${(lines[line] ?? "").indexOf("90") + 1}.`;
    assert((await alert.innerText()).includes(at), `${await alert.innerText()}: ${at}`);
    await choose(page, "{ not JSON");
    await alert.filter({ hasText: /line 1, column 3\..*the text is not JSON/s }).waitFor();
    await choose(page, "");
    await alert.filter({ hasText: "This file was not opened." }).filter({ hasText: "line 1, column 1" }).waitFor();
    await choose(page, " ".repeat((1 << 20) + 1));
    const large = alert.filter({ hasText: "It is larger than 1 MB." });
    await large.waitFor();
    // Also when it is come back to.
    await page.locator('.views [data-view="how"]').click();
    await page.goBack();
    await large.waitFor();
    assert.equal(await page.locator('.agenda[aria-busy="true"]').count(), 0);
    await page.getByRole("button", { name: "Back to this page’s agenda" }).click();
    await page.locator(".agenda-goal").nth(4).waitFor();
  });
});

test("in Spanish it is refused in Spanish, the reader's own words marked as English", async () => {
  await browser.visit({ path: "?view=agenda&lang=es" }, async (page) => {
    await page.locator(".agenda-goal").first().waitFor();
    await choose(page, "{ not JSON");
    const alert = page.getByRole("alert");
    await alert.filter({ hasText: "Hay que corregir algo en la línea 1, columna 3. El mensaje del programa, en inglés:" }).waitFor();
    assert.match(await alert.locator('[lang="en"]').innerText(), /not JSON/);
    await page.locator('[data-language="en"]').click();
    await alert.filter({ hasText: "This file was not opened." }).waitFor();
    assert.doesNotMatch(await alert.innerText(), /línea/);
  });
});

test("without a table the rest stands, and what is missing can be tried again", async () => {
  let broken = true;
  const before = async (/** @type {Page} */ page) => {
    await page.route("**/data/graduation/06037.csv", (route) => (broken ? route.fulfill({ status: 200, body: "" }) : route.continue()));
  };
  await browser.visit({ ...AGENDA, before }, async (page) => {
    const graduation = indicator(page, "Graduated in four years");
    await graduation.getByText("The tables that are loaded have no figure for it.").waitFor();
    assert.match(await indicator(page, "Adults with a bachelor’s degree").innerText(), /35\.5%/);
    broken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await graduation.getByText("86.1%").waitFor();
  });
});

test("after the agenda the data page still has its forms", async () => {
  await browser.visit({ path: "?view=agenda" }, async (page) => {
    await page.locator(".agenda .agenda-indicator").first().waitFor();
    await page.locator('.views [data-view="data"]').click();
    await page.locator("#data .own .own-file").waitFor();
    await page.locator("#data .newest .own-api").waitFor();
  });
});
