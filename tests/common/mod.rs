//! What several test files use: official files beside the checkout, where they are, the bundled tables, a question.

use common_measure::dataset::catalog::Catalog;
use common_measure::measures::{self, Answer, Spec};
use std::io::Read;
use std::path::{Path, PathBuf};

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data")
}

/// A file's bytes; where the folder of official files is not there, says so and gives nothing. A file missing from a
/// folder that is there fails the test.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn official(path: &str) -> Option<Vec<u8>> {
    if !shared().is_dir() {
        eprintln!("skipped: no ../shared");
        return None;
    }
    Some(std::fs::read(shared().join(path)).unwrap_or_else(|e| panic!("{path}: {e}")))
}

/// The same for a gzip file, unpacked.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn official_gz(path: &str) -> Option<Vec<u8>> {
    let packed = official(path)?;
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
    Some(bytes)
}

/// The bundled tables that the first charts use, from the committed data package.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn bundled() -> Catalog {
    let descriptor = String::from_utf8(read("datapackage.json")).unwrap();
    let mut catalog = Catalog::from_json(&descriptor).unwrap();
    for (name, path) in [
        ("places", "places/core.csv"),
        ("attainment", "attainment/us.csv"),
        ("attainment", "attainment/06.csv"),
        ("attainment-margins", "attainment-margins/06.csv"),
        ("attainment-groups", "attainment-groups/06.csv"),
        ("adults-25-64", "adults-25-64.csv"),
        ("la-race", "la-race.csv"),
        ("jobs", "jobs.csv"),
        ("occupations", "occupations.csv"),
        ("jobs-la", "jobs-la.csv"),
        ("graduation", "graduation/06037.csv"),
    ] {
        catalog.load(name, &read(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
    catalog
}

/// The same with the tables of demand, of students and of earnings.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn bundled_and_more() -> Catalog {
    let mut catalog = bundled();
    for (name, path) in [
        ("worker-attainment", "worker-attainment.csv"),
        ("reference", "reference.csv"),
        ("earnings", "earnings.csv"),
        ("unemployment-by-education", "unemployment-by-education.csv"),
        ("graduation", "graduation/06037.csv"),
        ("graduation", "graduation/06059.csv"),
    ] {
        catalog.load(name, &read(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
    catalog
}

/// The same with places of every kind: states, parishes, boroughs, cities, tracts.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn bundled_for_words() -> Catalog {
    let mut catalog = bundled_and_more();
    let states =
        ["02", "09", "11", "22", "32", "36", "51", "72"].map(|state| ("attainment", format!("attainment/{state}.csv")));
    let more = [
        ("places", "places/counties.csv"),
        ("attainment-newest", "attainment-newest.csv"),
        ("attainment-groups", "attainment-groups/36.csv"),
        ("la-tracts", "la-tracts.csv"),
    ];
    for (name, path) in states.into_iter().chain(more.map(|(name, path)| (name, path.to_owned()))) {
        catalog.load(name, &read(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
    catalog
}

#[allow(dead_code, reason = "each test file uses its own part of this module")]
fn read(path: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data");
    std::fs::read(folder.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The answer to a question that has one.
#[allow(dead_code, reason = "each test file uses its own part of this module")]
pub(crate) fn ask(catalog: &Catalog, spec: &str) -> Answer {
    measures::measure(catalog, &Spec::from_json(spec).unwrap()).unwrap_or_else(|e| panic!("{spec}: {e}"))
}
