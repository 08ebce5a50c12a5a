/** The page's end of a worker with a catalog: what comes in parts, and what does not come. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog, LostError, Worked } from "../../www/js/catalog.js";

/** A catalog whose worker is played: `tell` is what it posts. */
function played() {
  const worker = Object.assign(new EventTarget(), {
    terminated: false,
    postMessage() {},
    terminate() {
      worker.terminated = true;
    },
  });
  const office = new Worked(/** @type {any} */ (worker), () => {});
  const tell = (/** @type {unknown} */ data) => worker.dispatchEvent(Object.assign(new Event("message"), { data }));
  return { catalog: new Catalog(office), office, tell, worker };
}

test("an answer that comes in several messages is one answer", async () => {
  const { catalog, tell } = played();
  const asked = [catalog.measure({ measure: "attainment" }), catalog.measure({ measure: "trend" })];
  tell({ id: 1, items: ["a", "b"] });
  tell({ id: 2, value: { measure: "trend", items: ["other"] } });
  tell({ id: 1, items: ["c"] });
  tell({ id: 1, value: { measure: "attainment", items: null } });
  assert.deepEqual(await Promise.all(asked), [
    { measure: "attainment", items: ["a", "b", "c"] },
    { measure: "trend", items: ["other"] },
  ]);
});

test("an error after the first parts of an answer is told, and nothing is waited for any more", async () => {
  const { catalog, office, tell, worker } = played();
  const asked = catalog.measure({ measure: "attainment" });
  tell({ id: 1, items: ["a", "b"] });
  tell({ id: 1, error: { message: "no room", code: undefined } });
  await assert.rejects(asked, /no room/);
  office.close();
  assert(worker.terminated);
  await assert.rejects(catalog.measure({ measure: "trend" }), LostError);
});
