// @ts-check
/**
 * Every view by the name that stands in its address, and the pages of the explorer: each shows one or more of them, one
 * below the other. An address names a view; the page that has it opens, and the view is brought into sight.
 */

import { attainment } from "./attainment.js";
import { earnings } from "./earnings.js";
import { gap } from "./gap.js";
import { jobs } from "./jobs.js";
import { map } from "./map.js";
import { pipeline } from "./pipeline.js";
import { skillsGap } from "./skills-gap.js";
import { trend } from "./trend.js";
import { whatIf } from "./what-if.js";

export const views = { trend, attainment, gap, jobs, "skills-gap": skillsGap, pipeline, earnings, map, "what-if": whatIf };

/** @typedef {keyof typeof views} ViewName */

/** A page's views in their order; the first one's name is the page's. @type {readonly (readonly ViewName[])[]} */
export const PAGES = [["trend", "attainment"], ["gap"], ["jobs", "skills-gap"], ["pipeline"], ["earnings"], ["map"], ["what-if"]];

/** Pages without a view: the opening, and the words. */
export const PLAIN_PAGES = ["", "data", "how"];
