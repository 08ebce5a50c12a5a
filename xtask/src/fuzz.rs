//! Open input under libFuzzer (`fuzz/`): each target for some seconds. What it learns stays in `fuzz/target/corpus`, and a run
//! goes on from there; what it finds is in `fuzz/target/found`, and the command fails.

use crate::project::{Project, files, run, timed, write};
use crate::supply::have_program;
use common_measure::ingest::Settings;
use common_measure::ingest::preview::preview;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// cargo-fuzz, installed where it is missing.
const CARGO_FUZZ: &str = "0.13.2";

/// Bytes for an input.
const MAX_LEN: usize = 16 << 10;

/// Bytes of a real table.
const ENOUGH: usize = 2 << 10;

/// All targets, or the one of a name.
pub(crate) fn run_all(project: &Project, wanted: Option<&str>, seconds: u32) -> Result<(), String> {
    let folder = project.root.join("fuzz");
    let mut targets: Vec<String> = files(&folder.join("targets"))?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    if let Some(wanted) = wanted {
        let known = targets.join(", ");
        targets.retain(|target| target == wanted);
        if targets.is_empty() {
            return Err(format!("{wanted} is not one of {known}"));
        }
    }
    let (manifest, made) = (folder.join("Cargo.toml"), folder.join("target"));
    run(project.cargo().args(["fmt", "--check", "--manifest-path"]).arg(&manifest))?;
    timed("memory of the worst files", || {
        run(project.cargo().args(["test", "--locked", "--manifest-path"]).arg(&manifest).arg("--target-dir").arg(&made))
    })?;
    if run(project.rustup().args(["run", "nightly", "rustc", "--version"])).is_err() {
        run(project.rustup().args(["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    }
    let program = have_program(project, "cargo-fuzz", CARGO_FUZZ)?;
    let cargo_fuzz = |command: &str| {
        let mut started = project.rustup();
        // The nightly's cargo, not the one that runs this command.
        started.env_remove("CARGO").env_remove("RUSTC").args(["run", "nightly"]).arg(&program).arg(command);
        started.arg("--fuzz-dir").arg(&folder).arg("--target-dir").arg(&made);
        started
    };
    timed("fuzz targets", || run(&mut cargo_fuzz("build")))?;
    for target in &targets {
        let own = |kind: &str| made.join(kind).join(target);
        let (corpus, found) = (own("corpus"), own("found"));
        for kept in [&corpus, &found] {
            std::fs::create_dir_all(kept).map_err(|e| format!("{}: {e}", kept.display()))?;
        }
        let mut command = cargo_fuzz("run");
        command.arg(target).arg(&corpus);
        real_seeds(project, target, &own("real"))?;
        let seeds = [project.root.join("tests/data"), folder.join("seeds").join(target), own("real")];
        command.args(seeds.iter().filter(|seeds| seeds.is_dir())).arg("--");
        command.args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", found.display())]);
        command.arg(format!("-dict={}", folder.join("words.dict").display()));
        // Seconds for an input, which takes milliseconds; megabytes for the process.
        command.args(["-timeout=2", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1"]);
        command.arg(format!("-max_len={MAX_LEN}"));
        timed(&format!("{target}, {seconds} s"), || run(&mut command))
            .map_err(|e| format!("{e}; the input is in {}", shown(project, &found)))?;
    }
    Ok(())
}

/// The heads of real files that a target reads: the site's own, and official ones where they are at hand. They are made
/// anew each time, so that nothing official is committed.
fn real_seeds(project: &Project, target: &str, folder: &Path) -> Result<(), String> {
    if folder.is_dir() {
        std::fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let own = project.root.join("www/data");
    let official = project.root.join("../shared/data");
    let seeds = match target {
        "agenda" => vec![fitting(&own.join("agenda.json"))?],
        "package" => vec![fitting(&own.join("datapackage.json"))?],
        "shapes" => {
            let shapes = files(&official.join("boundaries")).unwrap_or_default();
            let shapes = shapes.iter().filter(|path| plain_name(path).ends_with("json"));
            shapes.map(|path| fitting(&official.join("boundaries").join(path))).collect::<Result<_, _>>()?
        }
        "table" => [heads(&own)?, heads(&official)?].concat(),
        // Their first byte tells the delimiter.
        "cells" => [heads(&own)?, heads(&official)?].concat().iter().map(|head| [b"0", &head[..]].concat()).collect(),
        "columns" => {
            let by_hand = br#"{"columns":{"place":"place","period":"period","level":"level","value":"value"}}"#;
            let seed = |options: &[u8], head: &[u8]| [options, b"\n", head].concat();
            let own = heads(&own)?.into_iter().map(|head| seed(by_hand, &head));
            own.chain(heads(&official)?.into_iter().map(|head| seed(b"{}", &head))).collect()
        }
        _ => Vec::new(),
    };
    seeds.iter().enumerate().try_for_each(|(n, seed)| write(&folder.join(n.to_string()), seed))
}

/// Without the ending of a packed file.
fn plain_name(path: &Path) -> &str {
    let name = path.to_str().unwrap_or_default();
    name.strip_suffix(".gz").unwrap_or(name)
}

fn opened(path: &Path) -> Result<Box<dyn Read>, String> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(if path.extension().is_some_and(|e| e == "gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// The heads of a folder's tables that a reader knows, one of each format and inner folder: a target is to spend its time on
/// what it makes of them. None where there is no such folder.
fn heads(folder: &Path) -> Result<Vec<Vec<u8>>, String> {
    let table = |path: &&PathBuf| [".csv", ".tsv", ".txt"].iter().any(|ending| plain_name(path).ends_with(ending));
    let mut known = BTreeSet::new();
    let mut heads = Vec::new();
    for path in files(folder).unwrap_or_default().iter().filter(table) {
        let mut head = Vec::new();
        let taken = opened(&folder.join(path))?.take(MAX_LEN as u64).read_to_end(&mut head);
        taken.map_err(|e| format!("{}: {e}", path.display()))?;
        let seen = preview(&head, Some(head.len() as u64 + 1), Settings::default());
        let Some(format) = seen.ok().and_then(|seen| seen.format) else { continue };
        if known.insert((format, path.components().next().map(|inner| inner.as_os_str().to_owned()))) {
            // A header and a row may be long; of short rows some will do.
            let lines = head.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
            let enough = lines.skip(1).find(|end| *end >= ENOUGH).unwrap_or(head.len());
            head.truncate(enough);
            heads.push(head);
        }
    }
    Ok(heads)
}

/// A JSON file, its lists cut until it is no longer than an input may be: a head alone would be refused at its end.
fn fitting(path: &Path) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    opened(path)?.read_to_end(&mut text).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut value: Value = serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut most = 1 << 10;
    while text.len() > MAX_LEN && most > 0 {
        cut(&mut value, most);
        text = value.to_string().into_bytes();
        most /= 2;
    }
    Ok(text)
}

fn cut(value: &mut Value, most: usize) {
    match value {
        Value::Array(list) => {
            list.truncate(most);
            list.iter_mut().for_each(|value| cut(value, most));
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| cut(value, most)),
        _ => {}
    }
}

fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root).unwrap_or(path).display().to_string()
}
