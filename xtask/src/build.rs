//! Sources to `pkg/` (what partners install) and `dist/` (the static site, with the package under `dist/pkg`).

use crate::project::{Project, digest, files, output, read, run, timed, write};
use crate::{agenda, bundle, embed, map, offline, published, sbom, single, sizes, stories};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const NAME: &str = "common_measure";
pub(crate) const WASM: &str = "common_measure_bg.wasm";

/// A build of the module.
struct Build {
    name: &'static str,
    /// Arguments to cargo.
    features: &'static [&'static str],
    /// Where its glue and module go.
    folder: fn(&Project) -> PathBuf,
    /// Its target folder, within cargo's own.
    target: Option<&'static str>,
}

/// The whole is what partners install; the first has what the page's first view needs, and is the site's alone; that of
/// embeds has every chart.
const BUILDS: [Build; 3] = [
    Build { name: "whole", features: &[], folder: |p| p.root.join("pkg"), target: None },
    Build { name: "first", features: &FIRST, folder: |p| p.root.join("dist/first"), target: Some("first") },
    Build { name: "charts", features: &CHARTS, folder: embed::module, target: Some("charts") },
];

/// They read small tables only, and nothing in them is for speed.
const SMALL: &str = "profile.release.package.common-measure-scan.opt-level=\"z\"";
const FIRST: [&str; 3] = ["--no-default-features", "--config", SMALL];
const CHARTS: [&str; 5] = ["--no-default-features", "--features", "charts", "--config", SMALL];

/// Arguments to cargo, those of each module that is shipped.
pub(crate) fn feature_sets() -> impl Iterator<Item = &'static [&'static str]> {
    BUILDS.iter().map(|build| build.features)
}

/// With `--all-features` Chromium refuses the file: what it and rustc both know is named. Functions with one caller stay
/// functions: inlining them made the module 7 % larger in brotli and no faster; nor did -O3, in twice the time. Twice over
/// it is half a kB smaller. No processor that browsers run on asks for aligned memory, so the hints are made alike:
/// brotli then has less to say.
const WASM_OPT: [&str; 16] = [
    "-O2",
    "-O2",
    "--shrink-level=1",
    "--one-caller-inline-max-function-size=0",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--dealign",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Libraries that a page fetches when a visitor asks for what they do, as npm has them, with their licences.
pub(crate) const VENDOR: [(&str, &str); 2] =
    [("uqr/dist/index.mjs", "vendor/uqr.js"), ("uqr/LICENSE", "vendor/uqr-LICENSE.txt")];

/// Go with the package.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Makes all, for a site at any address, and prints the sizes.
pub(crate) fn run_all(project: &Project) -> Result<(), String> {
    run_for(project, None)
}

/// The same for a site that will stand at this address.
pub(crate) fn run_for(project: &Project, address: Option<&str>) -> Result<(), String> {
    have_target(project)?;
    have_packages(project)?;
    // The linker works alone for most of each: side by side they take little more than half the time.
    std::thread::scope(|scope| {
        let builds =
            BUILDS.each_ref().map(|build| scope.spawn(move || package(project, build, &compile(project, build)?)));
        let ended =
            builds.map(|build| build.join().unwrap_or_else(|_| Err("a build ended before its time".to_owned())));
        ended.into_iter().collect::<Result<Vec<()>, String>>()
    })?;
    for licence in LICENCES {
        write(&project.root.join("pkg").join(licence), &read(&project.root.join(licence))?)?;
    }
    site(project, address)?;
    offline::write(project)?;
    single::write(project)?;
    sizes::print(&sizes::measure(project)?);
    Ok(())
}

pub(crate) fn have_target(project: &Project) -> Result<(), String> {
    let sysroot = output(project.rustc().args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    println!("the target {TARGET} is missing: rustup target add {TARGET}");
    run(project.rustup().args(["target", "add", TARGET])).map_err(|e| {
        format!(
            "{e}\n\nThe standard library for {TARGET} could not be added. Where rustup cannot, a distribution's compiler \
             with its library source and -Zbuild-std does it (Debian: rustc-web, cargo-web, rust-web-src, lld)."
        )
    })
}

/// npm's packages as the lock file has them. The stamp lies in `node_modules`, so that it goes when they go.
fn have_packages(project: &Project) -> Result<(), String> {
    let key = digest(&[&read(&project.root.join("package.json"))?, &read(&project.root.join("package-lock.json"))?]);
    let stamp = project.root.join("node_modules/.common-measure");
    if read(&stamp).is_ok_and(|was| was == key.as_bytes()) {
        return Ok(());
    }
    timed("npm packages (npm ci)", || run(project.npm().args(["ci", "--no-audit", "--no-fund"])))?;
    write(&stamp, key.as_bytes())
}

/// The crate as rustc leaves it. Each build has a target folder of its own: in one, they would take each other's place
/// and be compiled anew every time.
fn compile(project: &Project, build: &Build) -> Result<PathBuf, String> {
    println!("the crate to {TARGET}, {} …", build.name);
    let mut command = project.cargo();
    command.args(["build", "--release", "--lib", "--package", "common-measure", "--target", TARGET]);
    command.args(build.features);
    let target = build.target.map_or_else(|| project.target.clone(), |folder| project.target.join(folder));
    command.arg("--target-dir").arg(&target);
    command.env("CARGO_ENCODED_RUSTFLAGS", rust_flags(project));
    run(&mut command)?;
    Ok(target.join(TARGET).join("release").join(format!("{NAME}.wasm")))
}

/// The builder's own flags, and panic messages without the builder's folders: the same bytes on every machine.
fn rust_flags(project: &Project) -> String {
    let mut flags: Vec<String> = match (std::env::var("CARGO_ENCODED_RUSTFLAGS"), std::env::var("RUSTFLAGS")) {
        (Ok(encoded), _) if !encoded.is_empty() => encoded.split('\x1f').map(str::to_owned).collect(),
        (_, Ok(plain)) => plain.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let home = std::env::home_dir().unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    // The last match wins: the folder inside comes after the one around it.
    for (from, to) in [(&home, "~"), (&cargo_home, "cargo"), (&project.root, ".")] {
        if from.components().count() > 1 {
            flags.push(format!("--remap-path-prefix={}={to}", from.display()));
        }
    }
    flags.join("\x1f")
}

/// A build's folder: the glue with its types, and the optimised module.
fn package(project: &Project, build: &Build, plain: &Path) -> Result<(), String> {
    let pkg = (build.folder)(project);
    let step = format!("package-{}", build.name);
    let key = digest(&[&read(plain)?, &read(&project.root.join("package-lock.json"))?, include_bytes!("build.rs")]);
    if let Some(made) = project.noted(&step, &key)
        && made.lines().all(|line| is_as_noted(&pkg, line))
    {
        return Ok(());
    }
    let own = project.work().join(build.name);
    let raw = own.join("bindgen");
    if raw.is_dir() {
        std::fs::remove_dir_all(&raw).map_err(|e| format!("{}: {e}", raw.display()))?;
    }
    timed("JavaScript glue and types (wasm-bindgen)", || glue(plain, &raw))?;
    let optimised = own.join(WASM);
    timed("the module made small and fast (wasm-opt)", || {
        let mut command = project.npm_program("binaryen/bin/wasm-opt");
        run(command.args(WASM_OPT).arg(raw.join(WASM)).arg("--output").arg(&optimised))
    })?;
    let mut note = Vec::new();
    for path in files(&raw)? {
        let bytes = read(&if path == Path::new(WASM) { optimised.clone() } else { raw.join(&path) })?;
        write(&pkg.join(&path), &bytes)?;
        note.push(format!("{} {}", digest(&[&bytes]), path.display()));
    }
    project.note(&step, &key, &note.join("\n"))
}

fn is_as_noted(folder: &Path, line: &str) -> bool {
    line.split_once(' ').is_some_and(|(key, path)| read(&folder.join(path)).is_ok_and(|b| digest(&[&b]) == key))
}

fn glue(plain: &Path, folder: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(plain).out_name(NAME).typescript(true).remove_name_section(true).remove_producers_section(true);
    // Bundlers find the module by its address in the script, and `init()` fetches it from there.
    bindgen.omit_default_module_path(false);
    bindgen.web(true).and_then(|web| web.generate(folder)).map_err(|e| format!("wasm-bindgen: {e:#}"))
}

/// Words of charts that the page says too; the rest is in the module.
const SHARED_WORDS: [&str; 8] = [
    "chart.everyone",
    "chart.group.",
    "chart.have.",
    "chart.level.",
    "chart.place.",
    "chart.race.",
    "chart.sex.",
    "chart.who.",
];

/// A message file without the words that only the module says.
fn page_words(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let words: std::collections::BTreeMap<String, String> =
        serde_json::from_slice(bytes).map_err(|e| format!("messages: {e}"))?;
    let said = |key: &String| !key.starts_with("chart.") || SHARED_WORDS.iter().any(|shared| key.starts_with(shared));
    let kept: std::collections::BTreeMap<_, _> = words.into_iter().filter(|(key, _)| said(key)).collect();
    serde_json::to_vec(&kept).map_err(|e| format!("messages: {e}"))
}

/// Of `www/`, what stands in the single file alone.
const SINGLE: &str = "js/single";

/// Files by their path in the site.
type Made = Result<Vec<(PathBuf, Vec<u8>)>, String>;

/// `dist/`: the pages with their code bundled, the package, the libraries, the shapes of counties, the agenda's feeds and
/// the list of what it is made of beside them, the published views, nothing else.
fn site(project: &Project, address: Option<&str>) -> Result<(), String> {
    let dist = project.root.join("dist");
    let first = Path::new("first");
    let mut kept: BTreeSet<PathBuf> = files(&dist.join(first))?.iter().map(|path| first.join(path)).collect();
    for (from, below) in [("www", ""), ("pkg", "pkg")] {
        let from = project.root.join(from);
        for path in files(&from)?.iter().filter(|path| !path.starts_with(SINGLE)) {
            let to = Path::new(below).join(path);
            let bytes = read(&from.join(path))?;
            let bytes = if path.starts_with("messages") { page_words(&bytes)? } else { bytes };
            write(&dist.join(&to), &bytes)?;
            kept.insert(to);
        }
    }
    for (from, to) in VENDOR {
        write(&dist.join(to), &read(&project.root.join("node_modules").join(from))?)?;
        kept.insert(PathBuf::from(to));
    }
    // Each may read in `dist/` what those before it made.
    let makers: [&dyn Fn() -> Made; 5] = [
        &|| map::files(project),
        &|| agenda::files(project),
        &|| embed::all(project),
        &|| stories::all(project),
        &|| published::files(project, address),
    ];
    for make in makers {
        for (to, bytes) in make()? {
            write(&dist.join(&to), &bytes)?;
            kept.insert(to);
        }
    }
    kept.extend(bundle::run(project)?);
    write(&dist.join(sbom::PATH), &sbom::make(project)?)?;
    kept.extend([sbom::PATH, single::FILE].map(PathBuf::from));
    for path in files(&dist)?.into_iter().filter(|p| !kept.contains(p)) {
        std::fs::remove_file(dist.join(&path)).map_err(|e| format!("dist/{}: {e}", path.display()))?;
    }
    Ok(())
}
