// @ts-check
/** The file that a host's page loads: it makes `<common-measure>` known, unless another copy of it has. */

import { CommonMeasure } from "./element.js";

export { CommonMeasure };

const { customElements } = globalThis;
if (customElements && !customElements.get("common-measure")) customElements.define("common-measure", CommonMeasure);
