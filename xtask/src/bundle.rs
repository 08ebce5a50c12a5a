//! The pages' code as visitors fetch it: each page's modules in few small files under `dist/app/`. The modules themselves
//! stay in `dist/js/`, where the source maps point.

use crate::project::{Project, files, output, read, write};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// esbuild is asked through its library: its program is a script or a binary, as the installation went.
const SCRIPT: &str = include_str!("bundle.mjs");

/// How a page names the module that it begins with. One that begins with the element has a bundle already.
const BEGIN: &str = "<script type=\"module\" src=\"js/";

/// Where a page wants to know what a module that is imported later consists of: an attribute of its early script.
const LATER: &str = " data-later=\"";

/// Bundles what the pages of `dist/` begin with and has them begin with that. Gives the files made.
pub(crate) fn run(project: &Project) -> Result<Vec<PathBuf>, String> {
    let dist = project.root.join("dist");
    let app = dist.join("app");
    if app.is_dir() {
        std::fs::remove_dir_all(&app).map_err(|e| format!("{}: {e}", app.display()))?;
    }
    let mut pages = Vec::new();
    for path in
        files(&dist)?.into_iter().filter(|p| p.components().count() == 1 && p.extension().is_some_and(|e| e == "html"))
    {
        let text = String::from_utf8(read(&dist.join(&path))?).map_err(|e| format!("{}: {e}", path.display()))?;
        if let Some(module) = attribute(&text, BEGIN).map(|name| format!("js/{name}")) {
            pages.push((path, text, module));
        }
    }
    let mut node = project.node();
    node.args(["--input-type=module", "--eval", SCRIPT, "--"])
        .arg(&dist)
        .args(pages.iter().map(|(_, _, module)| module));
    let made = output(&mut node)?;
    let parts: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&made).map_err(|e| format!("esbuild: {e}: {made}"))?;
    for (path, text, module) in &pages {
        write(&dist.join(path), rewritten(text, module, &parts)?.as_bytes())?;
    }
    Ok(files(&app)?.iter().map(|path| Path::new("app").join(path)).collect())
}

/// The value that stands after these characters.
fn attribute<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once('"').map(|(value, _)| value)
}

/// A page that fetches its bundle, all parts of it at once.
fn rewritten(text: &str, module: &str, parts: &BTreeMap<String, Vec<String>>) -> Result<String, String> {
    let parts_of = |module: &str| parts.get(module).ok_or_else(|| format!("{module} was not bundled"));
    let files = parts_of(module)?;
    let preloads: String = files.iter().map(|file| format!("<link rel=\"modulepreload\" href=\"{file}\">\n")).collect();
    let first = files.first().map_or("", String::as_str);
    let mut text = text.replace(
        &format!("<script type=\"module\" src=\"{module}\""),
        &format!("{preloads}<script type=\"module\" src=\"{first}\""),
    );
    if let Some(later) = attribute(&text, LATER).map(str::to_owned) {
        let all = parts_of(&later)?.join(" ");
        text = text.replace(&format!("{LATER}{later}\""), &format!("{LATER}{all}\""));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_its_bundle_and_knows_what_may_follow() {
        let page = "<script src=\"js/early.js\" data-later=\"js/b.js\"></script>\n<script type=\"module\" src=\"js/a.js\"></script>";
        let parts = BTreeMap::from([
            ("js/a.js".to_owned(), vec!["app/a.js".to_owned(), "app/c-1.js".to_owned()]),
            ("js/b.js".to_owned(), vec!["app/b-2.js".to_owned(), "app/c-1.js".to_owned()]),
        ]);
        let expected = "<script src=\"js/early.js\" data-later=\"app/b-2.js app/c-1.js\"></script>\n\
                        <link rel=\"modulepreload\" href=\"app/a.js\">\n<link rel=\"modulepreload\" href=\"app/c-1.js\">\n\
                        <script type=\"module\" src=\"app/a.js\"></script>";
        assert_eq!(rewritten(page, "js/a.js", &parts).as_deref(), Ok(expected));
        assert!(rewritten(page, "js/other.js", &parts).is_err());
    }
}
