//! What a visitor downloads, in bytes and compressed.

use crate::embed;
use crate::project::{Project, digest, files, output, read};
use crate::single;
use std::path::PathBuf;

/// In bytes compressed with brotli. What the first chart needs in all is measured by the browser tests, from the
/// requests that the page makes.
pub(crate) const FIRST_BUDGET: u64 = 145_000;

/// The whole module, which a view fetches that needs more than the first, and which partners install. Checking agendas, with
/// line and field for every fault, and judging progress are 9 kB of it, charts for a stage 4, answers in columns 14, places as
/// points 11, reading and tallying rows for speed 12, answers as JSON and explanations figure by figure half of one.
pub(crate) const WHOLE_BUDGET: u64 = 308_500;

/// The element for other pages: its one file and its module, before data and font.
pub(crate) const EMBED_BUDGET: u64 = 213_000;

/// The site as one file, in bytes as it lies on a disk.
pub(crate) const SINGLE_BUDGET: u64 = 3_000_000;

/// What the page loads for its first chart.
const FIRST_DATA: [&str; 3] = ["data/datapackage.json", "data/places/core.csv", "data/attainment/06.csv"];

/// Node has brotli built in; it prints a line a file.
const BROTLI: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const bytes = readFileSync(path);
  console.log(bytes.length + ' ' + brotliCompressSync(bytes).length);
}";

const FIRST: &str = "wasm, first";
const WHOLE: &str = "wasm, whole";
const EMBED: &str = "element and its wasm";
const SINGLE: &str = "site as one file";

/// A part of the site, all its files together.
#[derive(Clone)]
pub(crate) struct Size {
    pub(crate) part: &'static str,
    pub(crate) raw: u64,
    pub(crate) brotli: u64,
}

/// The parts of `dist/`.
pub(crate) fn measure(project: &Project) -> Result<Vec<Size>, String> {
    let dist = project.root.join("dist");
    let mut paths = Vec::new();
    let mut contents = Vec::new();
    for path in files(&dist)? {
        if let Some(part) = part(&path.to_string_lossy().replace('\\', "/")) {
            contents.push(read(&dist.join(&path))?);
            paths.push((part, dist.join(&path)));
        }
    }
    let key = digest(&contents.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let printed = match project.noted("sizes", &key) {
        Some(printed) => printed,
        None => {
            let printed = output(project.node().args(["-e", BROTLI, "--"]).args(paths.iter().map(|(_, p)| p)))?;
            project.note("sizes", &key, &printed)?;
            printed
        }
    };
    sum(&paths, &printed)
}

fn sum(paths: &[(&'static str, PathBuf)], printed: &str) -> Result<Vec<Size>, String> {
    let mut sizes: Vec<Size> = Vec::new();
    for ((part, path), line) in paths.iter().zip(printed.lines()) {
        let numbers: Vec<u64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
        let [raw, brotli] = numbers[..] else { return Err(format!("{}: size {line:?}", path.display())) };
        match sizes.iter_mut().find(|s| s.part == *part) {
            Some(size) => (size.raw, size.brotli) = (size.raw + raw, size.brotli + brotli),
            None => sizes.push(Size { part, raw, brotli }),
        }
    }
    sizes.sort_by_key(|s| std::cmp::Reverse(s.brotli));
    Ok(sizes)
}

/// Which part a file of the site belongs to; some are for partners, or for later.
fn part(path: &str) -> Option<&'static str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if FIRST_DATA.contains(&path) {
        return Some("first data");
    }
    if path == single::FILE {
        return Some(SINGLE);
    }
    if folder == embed::FOLDER {
        // The script is there under two names.
        let counted = name.ends_with(".wasm") || name == "common-measure.js";
        return counted.then_some(EMBED);
    }
    Some(match (folder.split('/').next().unwrap_or_default(), name.rsplit('.').next().unwrap_or_default()) {
        ("first", "wasm") => FIRST,
        ("first", "js") => "glue",
        ("pkg", "wasm") => WHOLE,
        ("pkg", "js") => "glue, whole",
        ("messages", _) => "messages, all languages",
        ("fonts", "woff2") => "fonts",
        ("vendor", "js") => "libraries, on demand",
        ("map", _) if name.starts_with("us-") => "map of the nation",
        ("map", _) => "map of California",
        // The modules that the bundles are made of are there to be read.
        ("js", _) if name != "early.js" => return None,
        (_, "html" | "css" | "js") => "pages and their code",
        _ => return None,
    })
}

pub(crate) fn print(sizes: &[Size]) {
    println!("{:<26}{:>10}{:>10}", "kB", "raw", "brotli");
    for size in sizes {
        let [raw, brotli] = [size.raw, size.brotli].map(|n| n as f64 / 1000.0);
        println!("{:<26}{raw:>10.1}{brotli:>10.1}", size.part);
    }
}

/// Whether the modules, the element and the single file are within their budgets.
pub(crate) fn check(sizes: &[Size]) -> Result<(), String> {
    for (part, budget) in [(FIRST, FIRST_BUDGET), (WHOLE, WHOLE_BUDGET), (EMBED, EMBED_BUDGET)] {
        let wasm = sizes.iter().find(|s| s.part == part).ok_or(format!("the site has no “{part}”"))?;
        if wasm.brotli > budget {
            return Err(format!("“{part}” is {} bytes in brotli, over its budget of {budget}", wasm.brotli));
        }
    }
    let single = sizes.iter().find(|s| s.part == SINGLE).ok_or(format!("the site has no {}", single::FILE))?;
    if single.raw > SINGLE_BUDGET {
        return Err(format!("{} is {} bytes, over its budget of {SINGLE_BUDGET}", single::FILE, single.raw));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_budget_is_refused() {
        let sizes = |first, whole, embed, single| {
            let modules =
                [(FIRST, first), (WHOLE, whole), (EMBED, embed)].map(|(part, brotli)| Size { part, raw: 1, brotli });
            [modules.as_slice(), &[Size { part: SINGLE, raw: single, brotli: 1 }]].concat()
        };
        assert!(check(&sizes(FIRST_BUDGET, WHOLE_BUDGET, EMBED_BUDGET, SINGLE_BUDGET)).is_ok());
        assert!(check(&sizes(FIRST_BUDGET + 1, WHOLE_BUDGET, EMBED_BUDGET, 1)).is_err());
        assert!(check(&sizes(FIRST_BUDGET, WHOLE_BUDGET + 1, EMBED_BUDGET, 1)).is_err());
        assert!(check(&sizes(FIRST_BUDGET, WHOLE_BUDGET, EMBED_BUDGET + 1, 1)).is_err());
        assert!(check(&sizes(1, 1, 1, SINGLE_BUDGET + 1)).is_err());
        assert!(check(&sizes(1, 1, 1, 1)[..3]).is_err());
        assert!(check(&[]).is_err());
    }

    #[test]
    fn files_are_summed_by_part() {
        let paths = [("wasm", "a".into()), ("glue", "b".into()), ("wasm", "c".into())];
        let sizes = sum(&paths, "100 10\n20 2\n30 3\n").unwrap();
        assert_eq!(
            sizes.iter().map(|s| (s.part, s.raw, s.brotli)).collect::<Vec<_>>(),
            [("wasm", 130, 13), ("glue", 20, 2)]
        );
    }

    #[test]
    fn what_comes_later_is_not_counted() {
        assert_eq!(part("first/common_measure.js"), Some("glue"));
        assert_eq!(part("pkg/common_measure.js"), Some("glue, whole"));
        assert_eq!(part("pkg/common_measure.d.ts"), None);
        assert_eq!(part("app/app.js"), Some("pages and their code"));
        assert_eq!(part("js/early.js"), Some("pages and their code"));
        assert_eq!(part("js/app.js"), None);
        assert_eq!(part("app/app.js.map"), None);
        assert_eq!(part("vendor/uqr.js"), Some("libraries, on demand"));
        assert_eq!(part("data/attainment/06.csv"), Some("first data"));
        assert_eq!(part("data/attainment/48.csv"), None);
        assert_eq!(part("index.html"), Some("pages and their code"));
        assert_eq!(part("embed/1/common-measure.js"), Some(EMBED));
        assert_eq!(part("embed/1/common-measure.0123456789abcdef.js"), None);
        assert_eq!(part("embed/1/common-measure.0123456789abcdef.wasm"), Some(EMBED));
        assert_eq!(part("embed/1/charts/trend.en.json"), None);
        assert_eq!(part("common-measure.html"), Some("site as one file"));
    }
}
