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
        let old = std::fs::read(&path).unwrap_or_default();
        if old == *bytes {
            continue;
        }
        println!("{}: {}", path.strip_prefix(target).unwrap_or(&path).display(), Change::between(&old, bytes));
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

/// What a table has that its former version had not: what a review of a new vintage looks at.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    new: usize,
    gone: usize,
    /// Rows of the same place, period and so on with another figure or margin: revised by the agency, or read otherwise.
    revised: Vec<String>,
}

impl Change {
    fn between(old: &[u8], new: &[u8]) -> Self {
        let mut rest = rows(old);
        let mut change = Self { new: 0, gone: 0, revised: Vec::new() };
        for (key, figure) in rows(new) {
            match rest.remove(&key) {
                None => change.new += 1,
                Some(former) if former != figure => change.revised.push(format!("{key}: {former} is now {figure}")),
                Some(_) => {}
            }
        }
        change.gone = rest.len();
        change
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows new, {} gone, {} revised", self.new, self.gone, self.revised.len())?;
        for revised in self.revised.iter().take(20) {
            write!(f, "\n  {revised}")?;
        }
        Ok(())
    }
}

/// The rows of a table: what tells them apart, with the figure and its margin.
fn rows(bytes: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let is_figure = |column: &usize| head.get(*column).is_some_and(|name| matches!(*name, "value" | "moe"));
    let of = |line: &str, figures: bool| {
        let cells = line.split(',').enumerate().filter(|(column, _)| is_figure(column) == figures);
        cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
    };
    lines.map(|line| (of(line, false), of(line, true))).collect()
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

/// Files of the folder that are written by hand.
const BY_HAND: [&str; 2] = ["agenda.json", "agenda.schema.json"];

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
    found.retain(|path| !BY_HAND.contains(&path.as_str()));
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_vintage_is_told_from_a_revised_figure() {
        let old = b"place,period,value,moe,source\n06,2019,10,1,x\n06,2018,9,1,x\n";
        let new = b"place,period,value,moe,source\n06,2019,11,1,x\n06,2020,12,1,x\n";
        let change = Change::between(old, new);
        assert_eq!((change.new, change.gone), (1, 1));
        assert_eq!(change.revised, ["06,2019,x: 10,1 is now 11,1"]);
        assert_eq!(change.to_string(), "1 rows new, 1 gone, 1 revised\n  06,2019,x: 10,1 is now 11,1");
        assert_eq!(Change::between(old, old).to_string(), "0 rows new, 0 gone, 0 revised");
    }
}
