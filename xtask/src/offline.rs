//! What the site needs to work without a network: the list of its files in front of `sw.js`, each with its hash, and
//! the version that follows from them in every page.

use crate::project::{self, Project, files, read};
use crate::single;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The files of the site by their paths.
type Site = BTreeMap<PathBuf, Vec<u8>>;

const WORKER: &str = "sw.js";

/// When a browser keeps a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// At the first visit: both pages whole, with what they ask for by themselves.
    First,
    /// When it is asked for, or when a visitor wants all of it.
    Asked,
}

/// The names of the parts of a table, and the maps, that the first visit keeps: the page's own place and what is around it.
const OWN: [&str; 7] = ["core", "counties", "us", "00", "06", "06037", "06-counties"];

/// None for what no page asks for and that is large.
fn when(path: &str) -> Option<When> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, kind) = name.split_once('.')?;
    let parts = |first| if first { When::First } else { When::Asked };
    match (folder.split('/').next().unwrap_or_default(), kind) {
        _ if path == WORKER || folder == "data/unemployment" || folder.starts_with("embed") => None,
        // For readers without scripts, and for other sites.
        ("view", _) => None,
        ("data" | "map", "csv" | "json") if folder != "data" => Some(parts(OWN.contains(&stem))),
        // The counties of the nation are for its map alone.
        ("data", "csv" | "json") => Some(parts(stem != "attainment-newest")),
        ("messages", "json") => Some(When::First),
        // Bundled, but for what a page must not wait for.
        ("js", _) => (path == "js/early.js").then_some(When::First),
        (_, "html" | "css" | "js" | "wasm" | "woff2" | "svg" | "png" | "webmanifest") => Some(When::First),
        ("stories", _) => Some(parts(kind.ends_with("md"))),
        _ => None,
    }
}

/// To be called when all else is in `dist/`, but for the single file.
pub(crate) fn write(project: &Project) -> Result<(), String> {
    let dist = project.root.join("dist");
    let mut site = Site::new();
    for path in files(&dist)?.into_iter().filter(|path| path.as_path() != Path::new(single::FILE)) {
        let bytes = read(&dist.join(&path))?;
        site.insert(path, bytes);
    }
    complete(&mut site)?;
    site.iter().try_for_each(|(path, bytes)| project::write(&dist.join(path), bytes))
}

fn complete(site: &mut Site) -> Result<(), String> {
    let version = version(site);
    for (path, bytes) in site.iter_mut().filter(|(path, _)| path.extension().is_some_and(|e| e == "html")) {
        let html = String::from_utf8(std::mem::take(bytes)).map_err(|e| format!("{}: {e}", path.display()))?;
        *bytes =
            html.replace("</title>", &format!("</title>\n<meta name=\"version\" content=\"{version}\">")).into_bytes();
    }
    let mut lists = [When::First, When::Asked].map(|at| (at, Map::new()));
    for (path, bytes) in &*site {
        let path = address(path);
        let hash = || Value::from(format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes))));
        for (_, list) in lists.iter_mut().filter(|(at, _)| when(&path) == Some(*at)) {
            list.insert(path.clone(), hash());
        }
    }
    let [(_, first), (_, asked)] = lists;
    let list = json!({ "version": version, "first": first, "asked": asked });
    let worker = site.get_mut(Path::new(WORKER)).ok_or("the site has no sw.js")?;
    *worker = [format!("self.site = {list};\n").as_bytes(), worker].concat();
    Ok(())
}

/// One for every content of the site.
fn version(site: &Site) -> String {
    let mut all = Sha256::new();
    for (path, bytes) in site {
        all.update(address(path));
        all.update(Sha256::digest(bytes));
    }
    BASE64_STANDARD.encode(all.finalize()).chars().filter(char::is_ascii_alphanumeric).take(12).collect()
}

fn address(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(words: &str) -> Site {
        let files = [
            ("index.html", "<title>A</title>"),
            ("sw.js", "work();"),
            ("data/attainment/06.csv", words),
            ("data/attainment/48.csv", "x"),
            ("pkg/README.md", "x"),
        ];
        files.into_iter().map(|(path, text)| (path.into(), text.as_bytes().to_vec())).collect()
    }

    fn text(site: &Site, path: &str) -> String {
        String::from_utf8(site[Path::new(path)].clone()).unwrap()
    }

    #[test]
    fn every_page_and_the_worker_have_the_version_of_what_is_in_the_site() {
        let [mut one, mut same, mut other] = ["a", "a", "b"].map(site);
        for made in [&mut one, &mut same, &mut other] {
            complete(made).unwrap();
        }
        assert_eq!(one, same);
        let page = text(&one, "index.html");
        let version = page.split("content=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(version.len() == 12 && text(&one, "sw.js").contains(&format!("\"version\":\"{version}\"")));
        assert!(!text(&other, "index.html").contains(version));
    }

    #[test]
    fn the_worker_lists_what_pages_ask_for_with_the_hash_that_a_browser_checks() {
        let mut made = site("abc");
        complete(&mut made).unwrap();
        let worker = text(&made, "sw.js");
        let (list, code) = worker.strip_prefix("self.site = ").unwrap().split_once(";\n").unwrap();
        let list: Value = serde_json::from_str(list).unwrap();
        // FIPS 180-4: SHA-256 of "abc".
        let hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(list["first"]["data/attainment/06.csv"], hash);
        assert!(list["asked"]["data/attainment/48.csv"].is_string());
        assert_eq!(list["first"].as_object().unwrap().len(), 2);
        assert_eq!(code, "work();");
    }

    #[test]
    fn the_first_visit_keeps_both_pages_and_the_home_county() {
        for path in [
            "index.html",
            "app/app.js",
            "first/common_measure_bg.wasm",
            "data/places/counties.csv",
            "map/06-counties.json",
            "stories/la-compact.en.md",
        ] {
            assert_eq!(when(path), Some(When::First), "{path}");
        }
        for path in [
            "data/attainment-newest.csv",
            "data/graduation/06001.csv",
            "map/us-counties.json",
            "stories/la-compact.en.still.json",
        ] {
            assert_eq!(when(path), Some(When::Asked), "{path}");
        }
        for path in [
            "sw.js",
            "js/views/map.js",
            "data/unemployment/06.csv",
            "pkg/common_measure.d.ts",
            "pkg/package.json",
            "embed/1/common-measure.js",
        ] {
            assert_eq!(when(path), None, "{path}");
        }
    }
}
