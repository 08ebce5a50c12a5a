/** This toolkit in a page that reads nothing before the file. */

import { start as started } from "./common-measure.mjs";

export const start = () => started(true);
