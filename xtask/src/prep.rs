//! `cargo xtask prep`: the aggregation of microdata in `prep/`, run by DuckDB and by Spark on the official files at hand. The
//! two must give one table, and the toolkit must find the same figures in it as in the files themselves.

use crate::project::{Project, digest, read, run, timed, write};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::estimate::Estimate;
use common_measure::measures::{self, Answer, Spec};
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Wyoming and Rhode Island.
const PERSONS: [&str; 2] = ["acs_pums_2018_1yr/psam_p56.csv", "acs_pums_2018_1yr/psam_p44.csv.gz"];
const STATES: [&str; 2] = ["44", "56"];
const SEXES: [&str; 3] = ["", "male", "female"];
const RACES: [&str; 10] =
    ["", "white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];
const LEVELS: [&str; 4] =
    ["high_school_or_higher", "some_college_or_higher", "associate_or_higher", "bachelors_or_higher"];

pub(crate) fn check(project: &Project) -> Result<(), String> {
    let raw = project.root.join("../shared/data");
    let persons = PERSONS.map(|path| raw.join(path));
    if let Some(missing) = persons.iter().find(|path| !path.is_file()) {
        return Err(format!("{} is not there: the check is made on official files", missing.display()));
    }
    let python = environment(project)?;
    let [duckdb, spark] = ["duckdb", "spark"].map(|engine| {
        let out = project.work().join(format!("prep-{engine}.csv"));
        let mut command = std::process::Command::new(&python);
        command.current_dir(&project.root).arg("prep/run.py").arg(engine).arg(&out).args(&persons);
        timed(&format!("{engine} over {} files", persons.len()), || run(&mut command)).and_then(|()| read(&out))
    });
    let (table, other) = (duckdb?, spark?);
    if table != other {
        return Err("DuckDB and Spark do not give the same table (target/xtask/prep-*.csv)".to_owned());
    }
    println!("one table of {} figures from both", table.iter().filter(|b| **b == b'\n').count() - 1);
    let compared = compare(&table, &persons)?;
    if compared < 300 {
        return Err(format!("only {compared} figures could be compared"));
    }
    println!("{compared} counts and margins are those that the toolkit finds in the files themselves");
    Ok(())
}

/// A Python of this check's own with the two engines, made when it is missing or they have changed.
fn environment(project: &Project) -> Result<PathBuf, String> {
    let folder = project.work().join("prep-python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = project.root.join("prep/requirements.txt");
    let key = digest(&[&read(&wanted)?]);
    let stamp = folder.join("common-measure.stamp");
    if !read(&stamp).is_ok_and(|was| was == key.as_bytes()) {
        let program = |name: &Path| std::process::Command::new(name);
        timed("Python with DuckDB and Spark (pip)", || {
            run(program(Path::new("python3")).args(["-m", "venv"]).arg(&folder))?;
            run(program(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&wanted))
        })?;
        write(&stamp, key.as_bytes())?;
    }
    Ok(python)
}

/// Holds every figure of the table to the microdata themselves.
fn compare(table: &[u8], persons: &[PathBuf]) -> Result<usize, String> {
    let fail = |e: common_measure::error::Error| e.to_string();
    let (mut made, mut own) = (Catalog::empty(), Catalog::empty());
    let report = made.load("prepared", table).map_err(fail)?;
    if report.refused > 0 {
        return Err(format!("{} rows of the table cannot be read: {:?}", report.refused, report.warnings.first()));
    }
    for (at, path) in persons.iter().enumerate() {
        let mut bytes = read(path)?;
        if path.extension().is_some_and(|e| e == "gz") {
            let packed = std::mem::take(&mut bytes);
            MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        own.load(&format!("persons-{at}"), &bytes).map_err(fail)?;
    }
    let mut compared = 0;
    for (place, sex, race) in
        STATES.iter().flat_map(|p| SEXES.iter().flat_map(move |s| RACES.iter().map(move |r| (*p, *s, *r))))
    {
        let mut spec = json!({ "measure": "attainment", "place": place, "period": "2018" });
        for (name, code) in [("sex", sex), ("race", race)].into_iter().filter(|(_, code)| !code.is_empty()) {
            spec[name] = json!(code);
        }
        let spec = Spec::from_json(&spec.to_string()).map_err(fail)?;
        let who = format!("{place} {sex} {race}");
        // A group of whom nobody was asked has no figures in either.
        let [made, own] = [&made, &own].map(|catalog| measures::measure(catalog, &spec).ok());
        for level in LEVELS {
            match [&made, &own].map(|answer| answer.as_ref().and_then(|a| people(a, level))) {
                [Some(a), Some(b)] => {
                    same(a, b).map_err(|e| format!("{who} {level}: {e}"))?;
                    compared += 2;
                }
                // Nobody at the level has no row in the table.
                [None, Some(b)] if b.value == Some(0.0) && b.moe.is_none() => {}
                [None, None] => {}
                [a, b] => return Err(format!("{who} {level}: {a:?} in the table, {b:?} in the files")),
            }
        }
    }
    Ok(compared)
}

fn people<'a>(answer: &'a Answer, level: &str) -> Option<&'a Estimate> {
    answer.items.first()?.at_or_above(level).map(|figure| &figure.people)
}

/// The table's margins have six decimals. One that does not vary has none in either.
fn same(a: &Estimate, b: &Estimate) -> Result<(), String> {
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6,
        (None, None) => true,
        _ => false,
    };
    if near(a.value, b.value) && near(a.moe, b.moe) {
        return Ok(());
    }
    Err(format!("{:?} ±{:?} in the table, {:?} ±{:?} in the files", a.value, a.moe, b.value, b.moe))
}
