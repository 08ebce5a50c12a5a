// @ts-check
/** Where one is in a story, and the ways on and back. Positions stand in the address as `#4` or `#4.2`, from 1. */

/** @typedef {import("./story.js").Story} Story */
/** @typedef {{ slide: number, step: number }} Place from 0 */

/** @param {Story} story @param {number} slide */
export const stepsOf = ({ slides }, slide) => Math.max(1, slides[slide]?.steps.length ?? 1);

/** The nearest place that there is. @param {Story} story @param {Place} place @returns {Place} */
export function within(story, { slide, step }) {
  const at = Math.min(Math.max(0, slide), story.slides.length - 1);
  return { slide: at, step: Math.min(Math.max(0, step), stepsOf(story, at) - 1) };
}

/** @param {Story} story @param {Place} place @returns {Place} the same at the end */
export function next(story, { slide, step }) {
  if (step + 1 < stepsOf(story, slide)) return { slide, step: step + 1 };
  return slide + 1 < story.slides.length ? { slide: slide + 1, step: 0 } : { slide, step };
}

/** @param {Story} story @param {Place} place @returns {Place} the same at the beginning */
export function previous(story, { slide, step }) {
  if (step > 0) return { slide, step: step - 1 };
  return slide > 0 ? { slide: slide - 1, step: stepsOf(story, slide - 1) - 1 } : { slide, step };
}

/** @param {Place} place */
export const toHash = ({ slide, step }) => `#${slide + 1}${step ? `.${step + 1}` : ""}`;

/** @param {Story} story @param {string} hash @returns {Place} */
export function fromHash(story, hash) {
  const [, slide = "1", step = "1"] = /^#(\d{1,4})(?:\.(\d{1,2}))?$/.exec(hash) ?? [];
  return within(story, { slide: Number(slide) - 1, step: Number(step) - 1 });
}
