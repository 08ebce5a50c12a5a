// @ts-check
/**
 * An answer as rows, one a figure: the figures that its chart and table show, in that order, unrounded. Pure.
 *
 * Every row has a place, what the figure is, its value and its unit: `share` (0 to 1), `people`, `jobs`, `ratio`,
 * `dollars_a_week`, `dollars_a_year`, `of_hundred`. What else tells rows apart (sex, race, reading, stage …) is a
 * column only where some row has it.
 */

/** @typedef {import("../../src/wasm/types.js").Answer} Answer */
/** @typedef {import("../../src/wasm/types.js").Band} Band */
/** @typedef {import("../../src/wasm/types.js").Estimate} Estimate */
/** @typedef {import("../../src/wasm/types.js").Item} Item */
/** @typedef {import("../../src/wasm/types.js").Place} Place */
/** @typedef {import("../../src/wasm/types.js").Scenario} Scenario */
/** @typedef {string | number | boolean | null | undefined} Cell */
/** @typedef {Record<string, Cell>} Row */

/**
 * @param {Row} about what the figure is of
 * @param {string} figure
 * @param {string} unit
 * @param {Estimate | undefined} estimate
 * @returns {Row[]}
 */
function row(about, figure, unit, estimate) {
  if (!estimate) return [];
  const { value, moe, moeReason, reason, reliability, source } = estimate;
  return [{ ...about, figure, value, moe, moe_reason: moeReason, reason, reliability, unit, source }];
}

/** @param {Place} place */
const where = ({ code, name }) => ({ place: code, place_name: name });

/** @param {Item} item */
const whose = ({ place, period, group }) => ({ ...where(place), period, ...group });

/**
 * @param {Item} item
 * @returns {Item["levels"]} each level once
 */
function levels({ levels, atOrAbove }) {
  const figures = [...levels, ...atOrAbove];
  return figures.filter(({ level }, at) => figures.findIndex((one) => one.level === level) === at);
}

/** @param {Answer} answer */
function shares({ items }) {
  return items.flatMap((item) =>
    levels(item).flatMap(({ level, share, people }) => {
      const about = { ...whose(item), level };
      return [...row(about, "share", "share", share), ...row(about, "people", "people", people)];
    }),
  );
}

/** Highest share first, as the table has them. @param {Answer} answer */
function gaps({ items, level, reference }) {
  const own = (/** @type {Item} */ item) => levels(item).find((figure) => figure.level === level)?.share;
  const ranked = items.filter(own).sort((a, b) => (own(b)?.value ?? -1) - (own(a)?.value ?? -1));
  const rows = ranked.flatMap((item) => {
    const { gap } = item;
    const about = {
      ...whose(item),
      level,
      rank: gap?.rank,
      under_four_fifths: gap?.underFourFifths,
      verdict: gap?.reason === "is-the-reference" ? gap.reason : gap?.verdict,
    };
    return [
      ...row(about, "share", "share", own(item)),
      ...row(about, "gap", "share", gap?.points),
      ...row(about, "ratio", "ratio", gap?.ratio),
      ...row(about, "people_to_parity", "people", gap?.peopleToParity),
    ];
  });
  // A reference from elsewhere is on the chart too: as a line.
  const apart = reference && !items.some(({ gap }) => gap?.reason === "is-the-reference");
  return apart ? [...rows, ...row({ ...whose(reference), level }, "reference_share", "share", own(reference))] : rows;
}

/** @param {Answer} answer */
function jobs({ jobs }) {
  return (jobs?.bands ?? []).flatMap(({ level, jobs: asked, adults }) => [
    ...row({ ...where(/** @type {Place} */ (jobs?.place)), period: jobs?.period, level }, "jobs_share", "share", asked),
    ...(jobs?.adults ? row({ ...whose(jobs.adults), level }, "adults_share", "share", adults) : []),
  ]);
}

/** @param {Answer} answer */
function skillsGap({ skillsGap, level }) {
  if (!skillsGap) return [];
  const { place, period, readings, claim, impliedShare } = skillsGap;
  const adults = { ...where(place), period, level };
  return [
    ...readings.flatMap((one) => {
      const supply = { ...adults, reading: one.reading };
      const demand = { ...supply, period: one.period };
      return [
        ...row(demand, "required_share", "share", one.requiredShare),
        ...row(demand, "jobs", "jobs", one.jobs),
        ...row(supply, "supply_share", "share", one.supplyShare),
        ...row(demand, "gap_share", "share", one.gapShare),
        ...row(demand, "gap_people", "people", one.gapPeople),
        ...row(supply, "base", "people", one.base),
      ];
    }),
    ...row(adults, "claim", "people", claim),
    ...row(adults, "implied_share", "share", impliedShare),
  ];
}

/** @param {Answer} answer */
function pipeline({ pipeline = [] }) {
  return pipeline.flatMap(({ place, group, stage, period, of, hundred, ...figures }) => {
    const about = { ...where(place), period, student_group: group || "everyone", stage };
    return [
      ...row({ ...about, of }, "share", "share", figures.share),
      ...row({ ...about, of: hundred }, "of_hundred", "of_hundred", figures.ofHundred),
      ...row({ ...about, of: hundred }, "base", "people", figures.base),
    ];
  });
}

/** @param {Answer} answer */
function earnings({ earnings = [] }) {
  return earnings.flatMap(({ place, period, level, indicator, stepFrom, ...figures }) => {
    const about = { ...where(place), period, level, step_from: stepFrom };
    const dollars = indicator === "median_weekly_earnings" ? "dollars_a_week" : "dollars_a_year";
    return [
      ...row(about, indicator, dollars, figures.earnings),
      ...row(about, "unemployment", "share", figures.unemployment),
      ...row(about, "difference", dollars, figures.difference),
      ...row(about, "ratio", "ratio", figures.ratio),
    ];
  });
}

/** @param {Answer} answer */
function scenario(answer) {
  const { place, target, base, rows, contributions } = /** @type {Scenario} */ (answer.scenario);
  // What a model gives is no estimate: ends, and no margin.
  const band = (/** @type {Row} */ about, /** @type {Cell} */ period, /** @type {string} */ figure, /** @type {string} */ unit, /** @type {Band} */ ends) => ({
    ...{ ...where(place), period, ...about, ...ends, level: target.level, figure, unit },
    moe_reason: "modeled",
    source: base.share.source,
  });
  return [
    ...rows.flatMap((one) => [
      band({}, one.year, "baseline", "share", one.baseline),
      band({}, one.year, "with_contributions", "share", one.with),
    ]),
    ...contributions.map(({ name, kind, people }) =>
      band({ contribution: name, changes: kind }, target.year, "people_added", "people", people),
    ),
  ];
}

/** @param {unknown} thing @returns {thing is Record<string, unknown>} */
const isObject = (thing) => typeof thing === "object" && thing !== null && !Array.isArray(thing);

/** @param {string} name */
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Figures of a measure that is not named here: an object with `value` and `moe` is a figure, named by its key; the plain
 * values of the objects around it tell what it is of.
 *
 * @param {unknown} thing
 * @param {Row} about
 * @param {string} name
 * @returns {Row[]}
 */
function all(thing, about = {}, name = "") {
  if (Array.isArray(thing)) return thing.flatMap((one) => all(one, about, name));
  if (!isObject(thing)) return [];
  if ("value" in thing && "moe" in thing) return row(about, snake(name), "", /** @type {any} */ (thing));
  const own = Object.entries(thing).flatMap(([key, one]) => {
    if (key === "place" && isObject(one)) return Object.entries(where(/** @type {any} */ (one)));
    if (key === "group" && isObject(one)) return Object.entries(one);
    return typeof one === "object" ? [] : [[snake(key), one]];
  });
  const around = { ...about, ...Object.fromEntries(own) };
  return Object.entries(thing).flatMap(([key, one]) =>
    ["place", "group", "sources", "notes"].includes(key) ? [] : all(one, around, key),
  );
}

/** @type {Record<string, (answer: Answer) => Row[]>} */
const MEASURES = { attainment: shares, trend: shares, gap: gaps, jobs, skills_gap: skillsGap, pipeline, earnings, scenario };

const FIRST = ["place", "place_name", "period"];
const LAST = ["level", "figure", "value", "moe", "moe_reason", "reason", "reliability", "unit", "source"];

/** Made once: a file's name is made of them too. @type {WeakMap<Answer, Table>} */
const known = new WeakMap();

/** @typedef {{ columns: string[], rows: Row[] }} Table */

/** @param {Answer} answer @returns {Table} */
export function figures(answer) {
  const made = known.get(answer) ?? table(answer);
  known.set(answer, made);
  return made;
}

/** @param {Answer} answer @returns {Table} */
function table(answer) {
  const rows = MEASURES[answer.measure]?.(answer) ?? all({ ...answer, measure: null, universe: null });
  /** @type {Set<string>} */
  const own = new Set();
  for (const one of rows) {
    for (const key of Object.keys(one)) if (one[key] != null && one[key] !== "") own.add(key);
  }
  for (const key of [...FIRST, ...LAST]) own.delete(key);
  return { columns: [...FIRST, ...own, ...LAST], rows };
}
