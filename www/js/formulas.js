// @ts-check
/** Every formula by which figures came about: of thousands of figures a few lines, where the whole takes many megabytes. */

/** @typedef {import("./types.js").Catalog} Catalog */
/** @typedef {import("./types.js").Spec} Spec */
/** A step of a derivation, as far as it is looked at here. */
/** @typedef {{ rule?: string, formula: string, margin: string, formulaSource: string, inputs: object[] }} Step */
/** @typedef {{ formula: string, margin: string, source: string }} Formula of a value and of its margin */

/**
 * Each once; a cell as it was published has none.
 *
 * @param {Step[]} steps
 * @param {Formula[]} known
 */
export function formulas(steps, known = []) {
  for (const { rule, formula, margin, formulaSource: source, inputs } of steps) {
    if (rule !== "cell" && !known.some((one) => one.formula === formula && one.margin === margin)) {
      known.push({ formula, margin, source });
    }
    formulas(/** @type {Step[]} */ (inputs), known);
  }
  return known;
}

/** Those of an answer. @param {Catalog} catalog @param {Spec} spec */
export const formulasOf = (catalog, spec) =>
  formulas(catalog.explain(spec, "en").figures.map(({ derivation }) => /** @type {Step} */ (derivation)));
