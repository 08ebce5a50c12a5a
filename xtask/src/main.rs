//! `cargo xtask <command>`: the one place for build logic; CI calls the same commands.

mod agenda;
mod bench;
mod browser;
mod build;
mod bundle;
mod data;
mod embed;
mod fuzz;
mod map;
mod offline;
mod prep;
mod project;
mod published;
mod sbom;
mod serve;
mod single;
mod sizes;
mod stories;
mod supply;
mod test;
mod visit;

use project::Project;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  build [--site URL]    pkg/ (what partners install) and dist/ (the static site); with its address, oEmbed too
  serve [--port N]      builds, then serves dist/ on localhost (8080, or the next free port)
  test [--all | words]  every check, in Node and a real browser; --all adds the long ones; or those with these words in
                        their names, on what was built last
  reproduce             builds twice from nothing, in two folders, and compares every byte
  fuzz [target] [secs]  hostile input under libFuzzer, each target or one, 60 seconds where none are named
  bench [work]          speed beside other tools, written to docs/performance.md
  visit                 counts what a visit asks of a server, written to docs/scaling.md
  data [--check]        makes www/data from the official files; --check makes it again and compares
  prep                  runs prep/ (microdata by SQL) in DuckDB and Spark, and compares with the toolkit";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["build"] => Project::find().and_then(|p| build::run_all(&p)),
        ["build", "--site", site] => {
            published::address(site).and_then(|site| build::run_for(&Project::find()?, Some(site)))
        }
        ["serve"] => Project::find().and_then(|p| serve::run(&p, None)),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => Project::find().and_then(|p| serve::run(&p, Some(port))),
            Err(_) => Err(format!("{port} is not a port: a number from 0 (any free one) to 65535")),
        },
        ["reproduce"] => Project::find().and_then(|p| supply::reproduce(&p)),
        ["fuzz"] => fuzzed(None, "60"),
        ["fuzz", seconds] if seconds.parse::<u32>().is_ok() => fuzzed(None, seconds),
        ["fuzz", target] => fuzzed(Some(target), "60"),
        ["fuzz", target, seconds] => fuzzed(Some(target), seconds),
        ["bench"] => Project::find().and_then(|p| bench::run_all(&p, None)),
        ["bench", work] => Project::find().and_then(|p| bench::run_all(&p, Some(work))),
        ["visit"] => Project::find().and_then(|p| visit::count(&p)),
        ["data"] => data::run(false),
        ["data", "--check"] => data::run(true),
        ["prep"] => Project::find().and_then(|p| prep::check(&p)),
        ["test"] => return Project::find().map_or_else(|e| failed(&e), |p| test::run_all(&p, false)),
        ["test", "--all"] => return Project::find().map_or_else(|e| failed(&e), |p| test::run_all(&p, true)),
        ["test", words] => return Project::find().map_or_else(|e| failed(&e), |p| test::run_named(&p, words)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(format!("unknown: {}\n\n{USAGE}", words.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn fuzzed(target: Option<&str>, seconds: &str) -> Result<(), String> {
    let seconds = seconds.parse().map_err(|_| format!("{seconds} is not a number of seconds"))?;
    fuzz::run_all(&Project::find()?, target, seconds)
}

fn failed(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
