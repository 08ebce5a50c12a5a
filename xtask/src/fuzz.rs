//! Open input under libFuzzer (`fuzz/`): each target for some seconds. What it learns stays in `fuzz/target/corpus`, and a run
//! goes on from there; what it finds is in `fuzz/target/found`, and the command fails.

use crate::project::{Project, files, run, timed};
use crate::supply::have_program;
use std::path::Path;

/// cargo-fuzz, installed where it is missing.
const CARGO_FUZZ: &str = "0.13.2";

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
        let seeds = [project.root.join("tests/data"), folder.join("seeds").join(target)];
        command.args(seeds.iter().filter(|seeds| seeds.is_dir())).arg("--");
        command.args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", found.display())]);
        command.arg(format!("-dict={}", folder.join("words.dict").display()));
        // Seconds for an input, megabytes for the process, bytes for an input.
        command.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=16384", "-verbosity=0", "-print_final_stats=1"]);
        timed(&format!("{target}, {seconds} s"), || run(&mut command))
            .map_err(|e| format!("{e}; the input is in {}", shown(project, &found)))?;
    }
    Ok(())
}

fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root).unwrap_or(path).display().to_string()
}
