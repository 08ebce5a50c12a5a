//! Every check, in order, each with its time; the closing line sums what the test runners reported.

use crate::browser::{CHROMIUM, FIREFOX, PDF, Program, SCREEN, WEBKIT};
use crate::project::{Project, cannot_start, files, run, words};
use crate::supply::{self, Checked};
use crate::{build, data, fuzz, serve, sizes};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// What the runners reported so far.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

type Step = fn(&Project, &mut Counts) -> Result<(), String>;

/// For a file of tests without a browser: what hangs, or takes the square of what it should, fails. The longest takes seconds.
const PATIENCE: &str = "--test-timeout=120000";

const STEPS: [(&str, Step); 16] = [
    ("format (cargo fmt)", |p, _| run(p.cargo().args(["fmt", "--all", "--check"]))),
    ("clippy, this machine", |p, _| {
        run(p.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    }),
    ("clippy, wasm32", |p, _| {
        build::have_target(p)?;
        run(p
            .cargo()
            .args(["clippy", "--package", "common-measure", "--lib", "--target", build::TARGET])
            .args(["--", "-D", "warnings"]))
    }),
    ("clippy, fuzz targets", |p, _| {
        let mut clippy = p.cargo();
        clippy.args(["clippy", "--locked", "--all-targets", "--manifest-path"]).arg(p.root.join("fuzz/Cargo.toml"));
        run(clippy.arg("--target-dir").arg(&p.target).args(["--", "-D", "warnings"]))
    }),
    ("Rust tests", |p, c| runner(p.cargo().args(["test", "--workspace", "--no-fail-fast"]), c)),
    ("Rust documentation", |p, _| {
        run(p.cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("build", |p, _| build::run_all(p)),
    ("JavaScript types (tsc)", |p, _| run(p.npm_program("typescript/bin/tsc").args(["--project", "tsconfig.json"]))),
    ("JavaScript lint (eslint)", |p, _| run(p.npm_program("eslint/bin/eslint.js").args(["--max-warnings", "0", "."]))),
    ("npm package (publint, attw)", npm_package),
    ("bundled data", bundled_data),
    ("data package (frictionless)", data_package),
    ("sizes", |p, _| sizes::check(&sizes::measure(p)?)),
    ("headless surface in Node", |p, c| {
        let tests = test_files(p, "tests/node")?;
        runner(p.node().args(["--test", "--test-reporter=spec", PATIENCE]).args(tests), c)
    }),
    ("pages in Chromium", |p, c| {
        PDF.find()?;
        pages(p, c, &CHROMIUM, "tests/browser")
    }),
    ("pages in Firefox", |p, c| pages(p, c, &FIREFOX, "tests/firefox")),
];

/// What `--all` adds: slow, or in need of more than the build needs.
const LONG_STEPS: [(&str, Step); 10] = [
    ("pages in WebKit", |p, c| {
        SCREEN.find()?;
        pages(p, c, &WEBKIT, "tests/webkit")
    }),
    ("hostile input (cargo fuzz)", |p, _| fuzz::run_all(p, None, 20)),
    ("endurance in Chromium", |p, c| pages(p, c, &CHROMIUM, "tests/endurance")),
    ("package in fresh projects", |p, c| in_node(p, c, "tests/package")),
    ("recipes in other frameworks", |p, c| pages(p, c, &CHROMIUM, "tests/frameworks")),
    ("site behind nginx", |p, c| in_node(p, c, "tests/hosting")),
    ("crates (cargo-deny)", |p, c| supply::deny(p).map(|done| skip_unreachable(done, c))),
    ("npm packages (npm audit)", |p, c| supply::audit(p).map(|done| skip_unreachable(done, c))),
    ("oldest compiler", |p, _| supply::oldest_compiler(p)),
    ("two clean builds, the same bytes", |p, _| supply::reproduce(p)),
];

/// Runs all; the last line printed is the closing line.
pub(crate) fn run_all(project: &Project, all: bool) -> ExitCode {
    run_steps(project, &STEPS.iter().chain(if all { &LONG_STEPS[..] } else { &[] }).collect::<Vec<_>>())
}

/// Runs the steps with these words in their names.
pub(crate) fn run_named(project: &Project, words: &str) -> ExitCode {
    let words = words.to_lowercase();
    let all = STEPS.iter().chain(&LONG_STEPS);
    let named: Vec<_> = all.clone().filter(|(title, _)| title.to_lowercase().contains(&words)).collect();
    if named.is_empty() {
        let titles: Vec<_> = all.map(|(title, _)| *title).collect();
        eprintln!("error: “{words}” is in none of\n  {}", titles.join("\n  "));
        return ExitCode::FAILURE;
    }
    run_steps(project, &named)
}

fn run_steps(project: &Project, steps: &[&(&str, Step)]) -> ExitCode {
    let start = Instant::now();
    let mut counts = Counts::default();
    let mut times = Vec::new();
    let mut wrong = None;
    for (at, (title, step)) in steps.iter().enumerate() {
        println!("\n== {}/{} {title}", at + 1, steps.len());
        let begun = Instant::now();
        let failed_before = counts.failed;
        let done = step(project, &mut counts);
        times.push(format!("{:>6.1} s  {title}", begun.elapsed().as_secs_f32()));
        if let Err(error) = done {
            // A check that counts nothing of its own is one failure.
            counts.failed += u64::from(counts.failed == failed_before);
            wrong = Some((title, error));
            break;
        }
    }
    println!("\n{}\n{:>6.1} s  in all", times.join("\n"), start.elapsed().as_secs_f32());
    if counts.skipped > 0 {
        println!("{} tests or steps were skipped", counts.skipped);
    }
    if let Some((title, error)) = &wrong {
        println!("stopped at: {title}: {error}");
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if wrong.is_none() && counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tests that serve what they look at themselves.
fn in_node(project: &Project, counts: &mut Counts, folder: &str) -> Result<(), String> {
    let mut command = project.node();
    command.args(["--test", "--test-reporter=spec"]).args(test_files(project, folder)?);
    runner(command.env(CHROMIUM.variable, CHROMIUM.find()?), counts)
}

fn skip_unreachable(done: Checked, counts: &mut Counts) {
    if matches!(done, Checked::Unreachable) {
        skip("the list of known weaknesses cannot be reached from here", counts);
    }
}

/// A step that cannot be taken here counts as a test that was skipped: the closing lines tell of it.
fn skip(why: &str, counts: &mut Counts) {
    println!("skipped: {why}");
    counts.skipped += 1;
}

/// What a bundler, Node and the TypeScript compiler will make of the package. The module is no entry point with types.
fn npm_package(project: &Project, _: &mut Counts) -> Result<(), String> {
    run(project.npm_program("publint/src/cli.js").args(["pkg", "--strict"]))?;
    run(project.npm_program("@arethetypeswrong/cli/dist/index.js").args([
        "--pack",
        "pkg",
        "--profile",
        "esm-only",
        "--exclude-entrypoints",
        "./common_measure_bg.wasm",
    ]))
}

fn bundled_data(project: &Project, counts: &mut Counts) -> Result<(), String> {
    if !project.root.join("../shared/data").is_dir() {
        skip("no ../shared", counts);
        return Ok(());
    }
    data::run(true)
}

/// The standard's own validator, a Python program that not every machine has.
fn data_package(project: &Project, counts: &mut Counts) -> Result<(), String> {
    let frictionless = || {
        let mut command = Command::new("python3");
        command.args(["-m", "frictionless"]).current_dir(&project.root);
        command
    };
    let there = frictionless().arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        skip("no frictionless (pip install frictionless)", counts);
        return Ok(());
    }
    run(frictionless().args(["validate", "www/data/datapackage.json"]))
}

fn pages(project: &Project, counts: &mut Counts, browser: &Program, folder: &str) -> Result<(), String> {
    let tests = test_files(project, folder)?;
    let program = browser.find()?;
    let listener = serve::listen(0)?;
    let site = serve::address(&listener)?;
    let dist = project.root.join("dist");
    std::thread::spawn(move || serve::serve(&listener, dist));
    let mut command = project.node();
    command.args(["--test", "--test-reporter=spec"]).args(tests).env(browser.variable, program).env("SITE", site);
    runner(&mut command, counts)
}

/// The test files of a folder, named one by one: Node's versions read a folder's name differently.
fn test_files(project: &Project, folder: &str) -> Result<Vec<PathBuf>, String> {
    let folder = project.root.join(folder);
    let mut tests = files(&folder)?;
    tests.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    if tests.is_empty() {
        return Err(format!("{} holds no tests", folder.display()));
    }
    Ok(tests.iter().map(|path| folder.join(path)).collect())
}

/// Runs a test runner: shows what it prints and adds up its closing lines.
fn runner(command: &mut Command, counts: &mut Counts) -> Result<(), String> {
    let before = *counts;
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| cannot_start(command, &e))?;
    if let Some(printed) = child.stdout.take() {
        for line in BufReader::new(printed).split(b'\n') {
            let line = line.map_err(|e| e.to_string())?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            count(&line, counts);
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    if !status.success() {
        return Err(format!("{} failed ({status})", words(command)));
    }
    if counts.failed > before.failed {
        return Err(format!("{} reported failures and yet succeeded", words(command)));
    }
    if counts.passed == before.passed {
        return Err(format!("{} ran no test", words(command)));
    }
    Ok(())
}

/// Adds a line of a runner's closing report; any other line adds nothing.
fn count(line: &str, counts: &mut Counts) {
    // cargo test: "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s"
    if let Some(report) = line.strip_prefix("test result: ") {
        for part in report.split(['.', ';']) {
            match part.trim().split_once(' ').and_then(|(n, what)| Some((n.parse::<u64>().ok()?, what))) {
                Some((n, "passed")) => counts.passed += n,
                Some((n, "failed")) => counts.failed += n,
                Some((n, "ignored")) => counts.skipped += n,
                _ => {}
            }
        }
    }
    // node --test: "ℹ pass 5", one line a number
    if let Some((what, n)) = line.strip_prefix("ℹ ").and_then(|report| report.split_once(' '))
        && let Ok(n) = n.trim().parse::<u64>()
    {
        match what {
            "pass" => counts.passed += n,
            "fail" | "cancelled" => counts.failed += n,
            "skipped" | "todo" => counts.skipped += n,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &str) -> Counts {
        let mut counts = Counts::default();
        lines.lines().for_each(|line| count(line, &mut counts));
        counts
    }

    #[test]
    fn closing_lines_of_cargo_test_add_up() {
        let printed = "test a ... ok\ntest result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                       test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1.50s";
        assert_eq!(counted(printed), Counts { passed: 7, failed: 3, skipped: 1 });
    }

    #[test]
    fn closing_lines_of_node_add_up() {
        let printed = "✔ a test (1.2ms)\nℹ tests 9\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 2\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 88.1";
        assert_eq!(counted(printed), Counts { passed: 4, failed: 3, skipped: 2 });
    }

    #[test]
    fn a_step_without_what_it_needs_counts_as_skipped() {
        let nowhere = std::env::temp_dir().join("common-measure-no-such-checkout");
        let project = Project { target: nowhere.join("target"), root: nowhere };
        let mut counts = Counts::default();
        assert_eq!(bundled_data(&project, &mut counts), Ok(()));
        assert_eq!(counts, Counts { passed: 0, failed: 0, skipped: 1 });
        // No program starts in a folder that is not there, whether it is installed or not.
        assert_eq!(data_package(&project, &mut counts), Ok(()));
        assert_eq!(counts, Counts { passed: 0, failed: 0, skipped: 2 });
    }

    #[test]
    fn a_runner_that_fails_or_runs_nothing_is_an_error() {
        let mut counts = Counts::default();
        let shell = |script: &str, counts: &mut Counts| runner(Command::new("sh").args(["-c", script]), counts);
        assert!(shell("echo 'ℹ pass 1'", &mut counts).is_ok());
        assert!(shell("echo 'ℹ pass 1'; exit 1", &mut counts).is_err());
        assert!(shell("echo 'ℹ pass 1'; echo 'ℹ fail 1'", &mut counts).is_err());
        assert!(shell("echo nothing", &mut counts).is_err());
        assert!(runner(&mut Command::new("no-such-program"), &mut counts).is_err());
        assert_eq!(counts, Counts { passed: 3, failed: 1, skipped: 0 });
    }
}
