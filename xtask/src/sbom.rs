//! `dist/sbom.cdx.json`: what the site and the package are made of, as CycloneDX 1.6. Without a date or a serial number:
//! the same sources give the same bytes.

use crate::build::{TARGET, VENDOR};
use crate::project::{Project, output, read};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(crate) const PATH: &str = "sbom.cdx.json";

/// From npm too, in another form: the shapes of `map.rs` and the fonts of `www/fonts/README.md`.
const ATLAS: &str = "us-atlas";
const FONTS: [(&str, &str); 2] =
    [("@fontsource-variable/public-sans", "5.3.0"), ("@fontsource-variable/newsreader", "5.3.0")];

/// What `cargo metadata` says.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None is a dependency at run time.
    kind: Option<String>,
}

impl Package {
    fn is_macro(&self) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }

    fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// A crate that is linked into the module, with what it needs there.
type Linked<'a> = BTreeMap<String, (&'a Package, Vec<String>)>;

pub(crate) fn make(project: &Project) -> Result<Vec<u8>, String> {
    let metadata = output(project.cargo().args(["metadata", "--format-version", "1", "--filter-platform", TARGET]))?;
    let metadata: Metadata = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let cargo_lock =
        String::from_utf8(read(&project.root.join("Cargo.lock"))?).map_err(|e| format!("Cargo.lock: {e}"))?;
    let checksums = checksums_of(&cargo_lock);
    let lock = read(&project.root.join("package-lock.json"))?;
    let lock: Value = serde_json::from_slice(&lock).map_err(|e| format!("package-lock.json: {e}"))?;

    let (own, linked) = linked(&metadata)?;
    let mut components = Vec::new();
    for (purl, (package, _)) in linked.iter().filter(|(purl, _)| **purl != own) {
        let hash = checksums.get(&(package.name.as_str(), package.version.as_str()));
        components.push(of_crate(purl, package, hash.copied())?);
    }
    for name in VENDOR.iter().map(|(from, _)| npm_name(from)).chain([ATLAS]).collect::<BTreeSet<_>>() {
        let locked = &lock["packages"][format!("node_modules/{name}")];
        components.push(of_npm(name, locked).ok_or_else(|| format!("package-lock.json does not tell of {name}"))?);
    }
    components
        .extend(FONTS.iter().map(|(name, version)| component(&npm_purl(name, version), name, version, "OFL-1.1")));

    let mut subject = of_crate(&own, linked[&own].0, None)?;
    subject["type"] = "application".into();
    let needs = linked.iter().map(|(purl, (_, needs))| json!({ "ref": purl, "dependsOn": needs }));
    let sbom = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": subject },
        "components": components,
        "dependencies": needs.collect::<Vec<_>>(),
    });
    serde_json::to_vec_pretty(&sbom).map_err(|e| e.to_string())
}

/// Our own crate's address, and all that is linked into the module: no build scripts and no macros, which run on the
/// builder's machine alone.
fn linked(metadata: &Metadata) -> Result<(String, Linked<'_>), String> {
    let packages: HashMap<&str, &Package> = metadata.packages.iter().map(|p| (p.id.as_str(), p)).collect();
    let nodes: HashMap<&str, &Node> = metadata.resolve.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
    let own =
        metadata.packages.iter().find(|p| p.name == "common-measure").ok_or("cargo metadata: no common-measure")?;
    let mut linked = Linked::new();
    let mut waiting = vec![own];
    while let Some(package) = waiting.pop() {
        if linked.contains_key(&package.purl()) {
            continue;
        }
        let node = nodes.get(package.id.as_str()).ok_or_else(|| format!("cargo metadata: {} alone", package.id))?;
        let needs: Vec<&Package> = (node.deps.iter())
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()))
            .filter_map(|dependency| packages.get(dependency.pkg.as_str()).copied())
            .filter(|package| !package.is_macro())
            .collect();
        linked.insert(package.purl(), (package, needs.iter().map(|p| p.purl()).collect()));
        waiting.extend(needs);
    }
    Ok((own.purl(), linked))
}

/// SHA-256 of the crates' archives, by name and version.
fn checksums_of(lock: &str) -> HashMap<(&str, &str), &str> {
    let entries = lock.split("[[package]]").map(|entry| {
        let field = |name: &str| {
            let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
            line.strip_suffix('"')
        };
        Some(((field("name")?, field("version")?), field("checksum")?))
    });
    entries.flatten().collect()
}

fn of_crate(purl: &str, package: &Package, checksum: Option<&str>) -> Result<Value, String> {
    let licence = package.license.as_ref().ok_or_else(|| format!("{purl} names no licence"))?;
    // Cargo's older way to write it.
    let mut component = component(purl, &package.name, &package.version, &licence.replace('/', " OR "));
    if let Some(checksum) = checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    Ok(component)
}

/// Of a path within `node_modules`.
fn npm_name(path: &str) -> &str {
    let parts = if path.starts_with('@') { 2 } else { 1 };
    path.match_indices('/').nth(parts - 1).map_or(path, |(end, _)| &path[..end])
}

fn npm_purl(name: &str, version: &str) -> String {
    format!("pkg:npm/{}@{version}", name.replace('@', "%40"))
}

fn of_npm(name: &str, locked: &Value) -> Option<Value> {
    let version = locked["version"].as_str()?;
    let hash = BASE64_STANDARD.decode(locked["integrity"].as_str()?.strip_prefix("sha512-")?).ok()?;
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut component = component(&npm_purl(name, version), name, version, locked["license"].as_str()?);
    component["hashes"] = json!([{ "alg": "SHA-512", "content": hash }]);
    Some(component)
}

fn component(purl: &str, name: &str, version: &str, licence: &str) -> Value {
    json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{ "expression": licence }],
        "purl": purl,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cargo's own walk of the same graph.
    #[test]
    fn the_crates_are_those_that_cargo_tree_names() {
        let project = Project::find().unwrap();
        let sbom: Value = serde_json::from_slice(&make(&project).unwrap()).unwrap();
        let mut named = BTreeSet::from([sbom["metadata"]["component"]["purl"].as_str().unwrap().to_owned()]);
        let purls = sbom["components"].as_array().unwrap().iter().map(|c| c["purl"].as_str().unwrap());
        named.extend(purls.filter(|purl| purl.starts_with("pkg:cargo/")).map(str::to_owned));

        let tree = ["tree", "--package", "common-measure", "--target", TARGET, "--edges", "normal,no-proc-macro"];
        let tree = output(project.cargo().args(tree).args(["--prefix", "none", "--format", "{p}"])).unwrap();
        let expected = tree.lines().map(|line| {
            let mut words = line.split(' ');
            let (name, version) = (words.next().unwrap(), words.next().unwrap());
            format!("pkg:cargo/{name}@{}", version.trim_start_matches('v'))
        });
        assert_eq!(named, expected.collect());
    }

    #[test]
    fn a_crate_has_the_checksum_of_the_lock_file() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"12ab\"\n\n\
                    [[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        assert_eq!(checksums_of(lock), HashMap::from([(("a", "1.0.0"), "12ab")]));
    }

    #[test]
    fn npm_packages_are_named_as_npm_and_purl_write_them() {
        assert_eq!(npm_name("uqr/dist/index.mjs"), "uqr");
        assert_eq!(npm_name("@scope/name/index.js"), "@scope/name");
        assert_eq!(npm_purl("@scope/name", "1.0.0"), "pkg:npm/%40scope/name@1.0.0");
    }
}
