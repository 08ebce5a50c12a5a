//! What the project rests on: licences and sources of crates, known weaknesses, the oldest compiler, the same bytes from the
//! same sources. What asks a server that cannot be reached is skipped, and counted as skipped.

use crate::browser::on_path;
use crate::build;
use crate::project::{Project, cannot_start, files, output, read, run, timed, write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A step is done, or could not be for want of a server.
pub(crate) enum Checked {
    Done,
    Unreachable,
}

/// cargo-deny, installed where it is missing.
const DENY: &str = "0.20.2";

pub(crate) fn deny(project: &Project) -> Result<Checked, String> {
    let program = have_program(project, "cargo-deny", DENY)?;
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(&project.root).stdin(Stdio::null()).arg("--locked").args(arguments);
        command
    };
    // Nothing of it is shipped, so that the licences that may be are not asked of it.
    let fuzz = ["--manifest-path", "fuzz/Cargo.toml", "--config", "deny.toml", "check", "--deny", "warnings"];
    run(&mut deny(&["check", "--deny", "warnings", "bans"]))?;
    run(&mut deny(&["--workspace", "check", "--deny", "warnings", "licenses", "sources"]))?;
    run(deny(&fuzz).args(["bans", "sources"]))?;
    let mut fetch = deny(&["fetch", "db"]);
    // git says in the language of its user why it has nothing.
    let fetched = fetch.env("LC_ALL", "C").output().map_err(|e| cannot_start(&fetch, &e))?;
    if !fetched.status.success() {
        return unreachable_or("cargo deny fetch db", &fetched);
    }
    run(&mut deny(&["--workspace", "check", "--deny", "warnings", "advisories"]))?;
    run(deny(&fuzz).arg("advisories"))?;
    Ok(Checked::Done)
}

/// What a program or a server says where there is no way to a server, or the server has no such list: npm by Node's codes
/// and the statuses of HTTP, git as libcurl does. A mirror answers 404 or 405 to what npm asks.
const AWAY: [&str; 22] = [
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "ETIMEDOUT",
    "network timeout at",
    "socket hang up",
    "404 Not Found - POST",
    "405 Method Not Allowed",
    "501 Not Implemented",
    "502 Bad Gateway",
    "503 Service Unavailable",
    "504 Gateway",
    "Could not resolve",
    "Failed to connect",
    "t connect to server",
    "Could not connect",
    "timed out",
    "CONNECT tunnel failed",
    "from proxy after CONNECT",
];

/// Any other failure is one: a check that takes all of them for a missing network would pass for ever.
fn unreachable_or(what: &str, answer: &Output) -> Result<Checked, String> {
    let said = [&answer.stdout, &answer.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n");
    let said = said.trim();
    if AWAY.iter().any(|away| said.contains(away)) {
        println!("{what}: {said}");
        return Ok(Checked::Unreachable);
    }
    Err(format!("{what} failed ({}): {said}", answer.status))
}

/// A program of a crate: the one on the path, or one of this version, installed where it is missing.
pub(crate) fn have_program(project: &Project, name: &str, version: &str) -> Result<PathBuf, String> {
    let tools = project.work().join("tools");
    let own = tools.join("bin").join(name);
    if let Some(found) = on_path(name).or_else(|| on_path(&own.to_string_lossy())) {
        return Ok(found);
    }
    timed(&format!("{name} (cargo install)"), || {
        run(project.cargo().args(["install", "--locked", name, "--version", version, "--root"]).arg(&tools))
    })?;
    Ok(own)
}

/// npm's list of known weaknesses, of every package that the build runs or ships.
pub(crate) fn audit(project: &Project) -> Result<Checked, String> {
    let answer = project.npm().args(["audit", "--json"]).output().map_err(|e| format!("npm audit: {e}"))?;
    if answer.status.success() {
        return Ok(Checked::Done);
    }
    let report: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap_or_default();
    match report.get("vulnerabilities") {
        Some(found) => Err(format!("npm audit: {found:#}")),
        None => unreachable_or("npm audit", &answer),
    }
}

/// The compiler that `Cargo.toml` promises still builds and is enough for the tests, and for the module in each of its sizes.
pub(crate) fn oldest_compiler(project: &Project) -> Result<(), String> {
    let metadata = output(project.cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let oldest = packages.iter().find_map(|p| p["rust_version"].as_str()).ok_or("Cargo.toml names no rust-version")?;
    if run(project.rustup().args(["run", oldest, "rustc", "--version"])).is_err() {
        run(project.rustup().args(["toolchain", "install", oldest, "--profile", "minimal"]))?;
    }
    let mut check = project.rustup();
    check.args(["run", oldest, "cargo", "check", "--workspace", "--all-targets", "--locked", "--target-dir"]);
    run(check.arg(project.target.join("oldest")))?;
    run(project.rustup().args(["target", "add", "--toolchain", oldest, build::TARGET]))?;
    for features in build::feature_sets() {
        let mut check = project.rustup();
        check.args(["run", oldest, "cargo", "check", "--package", "common-measure", "--lib", "--locked"]);
        check.args(["--target", build::TARGET]).args(features).arg("--target-dir");
        run(check.arg(project.target.join("oldest")))?;
    }
    Ok(())
}

/// Builds the checkout twice from nothing, in two folders, and compares every byte of the site and the package.
pub(crate) fn reproduce(project: &Project) -> Result<(), String> {
    let work = project.work().join("reproduce");
    if work.is_dir() {
        std::fs::remove_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    }
    let copies = ["one", "two/with a longer name"].map(|name| work.join(name));
    for root in &copies {
        copy(project, root)?;
        let copy = Project { root: root.clone(), target: root.join("target") };
        timed(&format!("a clean build in {}", root.display()), || build::run_all(&copy))?;
    }
    for folder in ["dist", "pkg"] {
        let [one, two] = copies.each_ref().map(|root| root.join(folder));
        same(&one, &two)?;
    }
    std::fs::remove_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))
}

/// What git would take: tracked files as they are now, and new ones.
fn copy(project: &Project, to: &Path) -> Result<(), String> {
    let mut git = Command::new("git");
    git.current_dir(&project.root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let paths = output(&mut git)?;
    for path in paths.split('\0').filter(|path| project.root.join(path).is_file()) {
        write(&to.join(path), &read(&project.root.join(path))?)?;
    }
    Ok(())
}

fn same(one: &Path, two: &Path) -> Result<(), String> {
    let paths = files(one)?;
    if paths != files(two)? {
        return Err(format!("{} and {} hold other files", one.display(), two.display()));
    }
    for path in &paths {
        if read(&one.join(path))? != read(&two.join(path))? {
            return Err(format!("{} differs between {} and {}", path.display(), one.display(), two.display()));
        }
    }
    println!("{}: {} files, the same bytes", one.file_name().unwrap_or_default().display(), paths.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What npm 11 and cargo-deny 0.20 print.
    #[test]
    fn only_a_missing_network_lets_a_check_be_skipped() {
        let answer = |printed: &str| {
            let mut failing = Command::new("sh");
            let output = failing.args(["-c", "printf %s \"$1\"; exit 1", "sh", printed]).output().unwrap();
            unreachable_or("it", &output)
        };
        for away in [
            r#"{"message": "request to https://registry.npmjs.org/-/npm/v1/security/advisories/bulk failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org"}"#,
            r#"{"message": "405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk", "statusCode": 405}"#,
            "fatal: unable to access 'https://github.com/RustSec/advisory-db/': Could not resolve host: github.com",
        ] {
            assert!(matches!(answer(away), Ok(Checked::Unreachable)), "{away}");
        }
        for wrong in [
            r#"{"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile."}}"#,
            r#"{"message": "400 Bad Request - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk"}"#,
            "failed to acquire advisory database lock",
            "",
        ] {
            assert!(answer(wrong).is_err_and(|e| e.contains(wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_byte_or_a_file_more_is_a_difference() {
        let work = std::env::temp_dir().join(format!("common-measure-same-{}", std::process::id()));
        let [one, two] = ["one", "two"].map(|name| work.join(name));
        for folder in [&one, &two] {
            write(&folder.join("in/a"), b"1").unwrap();
        }
        assert_eq!(same(&one, &two), Ok(()));
        write(&two.join("in/a"), b"2").unwrap();
        assert!(same(&one, &two).is_err_and(|e| e.contains("differs")));
        write(&one.join("in/a"), b"2").unwrap();
        write(&one.join("b"), b"").unwrap();
        assert!(same(&one, &two).is_err_and(|e| e.contains("other files")));
        std::fs::remove_dir_all(&work).unwrap();
    }
}
