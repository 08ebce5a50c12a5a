/** What the project is made of: pinned, from the public registries alone, and listed in the site. */

import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** @param {string} path from the root */
const text = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("npm packages are pinned, and the lock file names no registry but the public one", () => {
  const { devDependencies, dependencies = {} } = JSON.parse(text("package.json"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
  }
  const { "": own, ...locked } = JSON.parse(text("package-lock.json")).packages;
  assert(own && Object.keys(locked).length > 100);
  for (const [path, { integrity, resolved = "https://registry.npmjs.org/" }] of Object.entries(locked)) {
    assert.match(integrity, /^sha512-/, path);
    assert(resolved.startsWith("https://registry.npmjs.org/"), `${path}: ${resolved}`);
  }
});

test("crates come from crates.io and have their checksum", () => {
  for (const path of ["Cargo.lock", "fuzz/Cargo.lock"]) {
    const [, ...crates] = text(path).split("[[package]]");
    const foreign = crates.filter((entry) => entry.includes("\nsource = "));
    assert(foreign.length > 40 && crates.length - foreign.length === 3, `${path}: all but our own three`);
    for (const entry of foreign) {
      assert.match(entry, /\nsource = "registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index"\n/, path);
      assert.match(entry, /\nchecksum = "[0-9a-f]{64}"\n/, path);
    }
  }
});

test("the site's list of what it is made of is CycloneDX", async () => {
  const sbom = text("dist/sbom.cdx.json");
  assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(sbom), null);
  const { components, dependencies } = JSON.parse(sbom);
  const refs = new Set(dependencies.map((/** @type {{ ref: string }} */ { ref }) => ref));
  for (const { dependsOn } of dependencies) assert(dependsOn.every((/** @type {string} */ ref) => refs.has(ref)));
  const names = components.map((/** @type {{ name: string }} */ { name }) => name);
  for (const name of ["wasm-bindgen", "plotters", "csv", "uqr", "us-atlas"]) assert(names.includes(name), name);
});
