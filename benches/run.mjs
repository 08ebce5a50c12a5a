/**
 * Runs the works in headless Chromium, contestants in turn and each in a fresh page, checks that they agree, and keeps
 * every time in a JSON file. `cargo xtask bench` calls it.
 *
 *     node benches/run.mjs SITE FOLDER [WORK]
 *
 * SITE is the address of FOLDER; RUNS in the environment changes the number of runs (7).
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { persons, tidy, write } from "./made-up.mjs";
import { report } from "./report.mjs";
import { SMALL, WORKS } from "./works.mjs";
import { FLAGS } from "../tests/browser/flags.mjs";

const [SITE, FOLDER, ONLY] = process.argv.slice(2);
if (!SITE || !FOLDER) throw new Error("usage: node benches/run.mjs SITE FOLDER [WORK]");
const RUNS = Number(process.env.RUNS ?? 7);
const FIGURES = 8;

const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Opens a page of its own, in a profile of its own. */
async function inPage(browser, path, use, options = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const failed = new Promise((_, reject) => page.on("pageerror", reject));
    await page.goto(new URL(path, SITE).href);
    return await Promise.race([use(page), failed]);
  } finally {
    await context.close();
  }
}

/** What a page leaves as `done`, however long it takes. */
async function done(page) {
  await page.waitForFunction(() => window.done !== undefined, null, { timeout: 0 });
  return page.evaluate(() => window.done);
}

/** Figures by name; of a share of nobody or everybody there is no margin to compare. */
function figures(shares) {
  const known = shares.filter(([, share]) => share !== null && !Number.isNaN(share));
  return new Map(known.map(([key, share, moe]) => [key, share === 0 || share === 1 ? [share] : moe == null ? [share] : [share, moe]]));
}

/** Throws where two contestants differ in any figure's first eight digits. */
function compare(name, ours, theirs) {
  if (ours.size !== theirs.size) throw new Error(`${name} has ${theirs.size} figures, ours are ${ours.size}`);
  for (const [key, values] of ours) {
    const others = theirs.get(key) ?? [];
    const equal = values.length === others.length && values.every((v, i) => Math.abs(v - others[i]) <= 10 ** -FIGURES * Math.abs(v));
    if (!equal) throw new Error(`${name}: ${key} is ${others}, ours ${values}`);
  }
}

async function runWork(browser, work) {
  const small = SMALL[work.kind];
  for (const { name, rows } of small ? [...work.files, small] : work.files) await write(join(FOLDER, "data", name), work.kind === "persons" ? persons(rows) : tidy(rows));
  const jobs = work.files.flatMap((file) => work.contestants.map((contestant) => ({ contestant, file })));
  const times = jobs.map(({ contestant, file }) => ({ contestant, rows: file.rows, runs: [] }));
  const known = new Map();
  for (let run = 0; run < RUNS; run += 1) {
    for (const [at, { contestant, file }] of jobs.entries()) {
      const job = { contestant, kind: work.kind, file: file.name, small: small?.name };
      const { shares, ...measured } = work.page
        ? { all: await inPage(browser, `page/start/${contestant}.html`, done) }
        : await inPage(browser, "page/page.html", async (page) => {
            await page.waitForFunction(() => window.bench !== undefined);
            return page.evaluate(([call, job]) => window.bench[call](job), [work.call, job]);
          });
      if (shares) {
        const own = figures(shares);
        if (!known.has(file.name)) known.set(file.name, own);
        compare(contestant, known.get(file.name), own);
        measured.figures = own.size;
      }
      times[at].runs.push(measured);
      say(`  ${run + 1}/${RUNS}  ${contestant.padEnd(16)} ${file.rows} ${JSON.stringify(measured)}`);
    }
  }
  return times;
}

const resultsPath = join(FOLDER, "results.json");
/** @type {Record<string, any>} */
let results = {};
try {
  results = JSON.parse(readFileSync(resultsPath, "utf8"));
} catch {
  // The first time there are none.
}
mkdirSync(join(FOLDER, "data"), { recursive: true });
const works = WORKS.filter((work) => ONLY === undefined || work.name === ONLY);
if (works.length === 0) throw new Error(`no such work: ${ONLY}; there are ${WORKS.map((w) => w.name).join(", ")}`);
for (const work of works) {
  say(`${work.name}: ${work.title}`);
  const browser = await chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS });
  try {
    const before = loadavg()[0];
    const open = (path, options) => inPage(browser, path, done, options);
    const times = work.run ? await work.run({ runs: RUNS, say, open }) : await runWork(browser, work);
    results[work.name] = {
      times,
      runs: RUNS,
      load: before,
      machine: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, memory: totalmem(), browser: browser.version() },
      versions: JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")).dependencies,
    };
  } finally {
    await browser.close();
  }
  writeFileSync(resultsPath, JSON.stringify(results, null, 1));
}
const REPORT = new URL("../docs/performance.md", import.meta.url);
writeFileSync(REPORT, report(results, readFileSync(REPORT, "utf8")));
