// @ts-check
/** What the pages with views need and the opening does not: fetched when the first of them opens. */

export { adultsFrom, placesFrom } from "./place-search.js";
export { Section } from "./section.js";
export { views } from "./views/all.js";
