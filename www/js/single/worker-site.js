// @ts-check
/** In the place of `site.js` in the worker of the single file: the one module that a worker asks for. */

import * as glue from "../../../pkg/common_measure.js";

export const script = async () => glue;
