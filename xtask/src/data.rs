//! `cargo xtask data`: makes the bundled tables and their data package from the official files, which are read by
//! the same readers as in the browser. `--check` makes them again and compares.

mod descriptor;
mod raw;
mod resources;
mod sources;
mod table;

use raw::Raw;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files by their path below `www/data`.
type Files = BTreeMap<String, Vec<u8>>;

const DESCRIPTOR: &str = "datapackage.json";

/// Writes `www/data`, or with `check` says which of its files differ from what the official files give.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let made = make(&Raw::open(&root.join("../shared/data"))?)?;
    let target = root.join("www/data");
    if check { compare(&made, &target) } else { write(&made, &target) }
}

/// Every file of the package, in memory.
fn make(raw: &Raw) -> Result<Files, String> {
    let sources = sources::all();
    let resources = resources::all(raw, &sources)?;
    let used: BTreeSet<&str> = resources.iter().flat_map(|r| &r.sources).map(String::as_str).collect();
    for id in &used {
        if !sources.iter().any(|s| s.name == **id) {
            return Err(format!("rows carry the source {id}, which is not declared"));
        }
    }
    if let Some(idle) = sources.iter().find(|s| !used.contains(s.name.as_str())) {
        return Err(format!("no row carries the declared source {}", idle.name));
    }
    let mut files = Files::from([(DESCRIPTOR.to_owned(), descriptor::json(&resources, &sources)?)]);
    for resource in resources {
        for (path, bytes) in resource.files {
            if files.insert(path.clone(), bytes).is_some() {
                return Err(format!("{path} is made twice"));
            }
        }
    }
    Ok(files)
}

fn write(made: &Files, target: &Path) -> Result<(), String> {
    for (path, bytes) in made {
        let path = target.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        if std::fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    for path in present(target)?.into_iter().filter(|p| !made.contains_key(p)) {
        std::fs::remove_file(target.join(&path)).map_err(|e| format!("{path}: {e}"))?;
        println!("removed {path}");
    }
    let bytes: usize = made.values().map(Vec::len).sum();
    println!("www/data: {} files, {} kB", made.len(), bytes / 1000);
    Ok(())
}

fn compare(made: &Files, target: &Path) -> Result<(), String> {
    let mut wrong: Vec<String> = Vec::new();
    for (path, bytes) in made {
        match std::fs::read(target.join(path)) {
            Ok(old) if old == *bytes => {}
            Ok(old) => wrong.push(format!("{path}: differs from {}", first_difference(&old, bytes))),
            Err(e) => wrong.push(format!("{path}: {e}")),
        }
    }
    wrong.extend(
        present(target)?.into_iter().filter(|p| !made.contains_key(p)).map(|p| format!("{p}: not made any more")),
    );
    if wrong.is_empty() {
        println!("www/data: all {} files are what the official files give", made.len());
        return Ok(());
    }
    Err(format!("www/data is not what the official files give:\n{}\nrun: cargo xtask data", wrong.join("\n")))
}

/// The line in which two texts part.
fn first_difference(old: &[u8], new: &[u8]) -> String {
    let same = old.split(|b| *b == b'\n').zip(new.split(|b| *b == b'\n')).take_while(|(a, b)| a == b).count();
    format!("line {}", same + 1)
}

/// The package's own kinds of file that are there, as paths below the folder.
fn present(folder: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&inner) else { continue };
        for entry in entries {
            let path = entry.map_err(|e| format!("{}: {e}", inner.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "csv" || e == "json") {
                let below = path.strip_prefix(folder).map_err(|e| e.to_string())?;
                let parts: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    Ok(found)
}
