// @ts-check
/** Every view by the name that stands in its address. */

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
