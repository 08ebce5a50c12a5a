//! Speed beside other tools: stages the package, the inputs and the peers under `target/bench` and runs them in Chromium.

use crate::browser::CHROMIUM;
use crate::project::{Project, digest, files, read, run, timed, write};
use crate::{build, serve};
use std::path::Path;

/// What the start is measured with: the tables that the page's first chart needs.
const FIRST: [&str; 3] = ["datapackage.json", "places/core.csv", "attainment/06.csv"];

/// What the pages are served, and under which name.
const STAGED: [(&str, &str); 5] =
    [("benches", "page"), ("pkg", "pkg"), ("dist/first", "first"), ("dist/data", "tables"), ("dist/map", "map")];

/// Builds, then runs all works or the one that is named, and writes `docs/performance.md`.
pub(crate) fn run_all(project: &Project, work: Option<&str>) -> Result<(), String> {
    build::run_all(project)?;
    let chromium = CHROMIUM.find()?;
    let site = project.target.join("bench");
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        write(&site.join(name), &read(&project.root.join("benches").join(name))?)?;
    }
    have_peers(project, &site)?;
    for (from, to) in STAGED {
        let from = project.root.join(from);
        for path in files(&from)?.into_iter().filter(|path| !path.starts_with("node_modules")) {
            write(&site.join(to).join(&path), &read(&from.join(&path))?)?;
        }
    }
    for path in FIRST {
        let name = Path::new(path).file_name().unwrap_or_default();
        write(&site.join("data/first").join(name), &read(&project.root.join("www/data").join(path))?)?;
    }
    let scan = project.root.join("benches/scan.wat");
    let assemble = ["--enable-simd", "--enable-bulk-memory"];
    run(project
        .npm_program("binaryen/bin/wasm-as")
        .args(assemble)
        .arg(scan)
        .arg("--output")
        .arg(site.join("page/scan.wasm")))?;
    let listener = serve::listen(0)?;
    let address = serve::address(&listener)?;
    let folder = site.clone();
    std::thread::spawn(move || serve::serve(&listener, folder));
    let mut command = project.node();
    command.arg(project.root.join("benches/run.mjs")).arg(address).arg(&site).args(work).env("CHROME", chromium);
    run(&mut command)
}

/// The peers as their lock file has them.
fn have_peers(project: &Project, site: &Path) -> Result<(), String> {
    let key = digest(&[&read(&site.join("package-lock.json"))?]);
    let stamp = site.join("node_modules/.common-measure");
    if read(&stamp).is_ok_and(|was| was == key.as_bytes()) {
        return Ok(());
    }
    timed("the peers (npm ci)", || run(project.npm().current_dir(site).args(["ci", "--no-audit", "--no-fund"])))?;
    write(&stamp, key.as_bytes())
}
