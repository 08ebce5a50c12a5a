//! What the targets have in common: how much memory an input may take, what a table says, the tables that are asked.

mod memory;

use common_measure::chart::geo::MAX_POINTS;
use common_measure::dataset::catalog::Catalog;
use common_measure::dataset::{Dataset, Dim};
use common_measure::error::Error;
use common_measure::ingest::cell::Cell;
use common_measure::ingest::{Loader, Report, Settings};
use common_measure::measures::{self, Answer, Spec};
use serde_json::Value;

pub use memory::within;

/// Bytes of memory to a byte of a table, at most: an empty cell is one byte of the file and an observation, or a cell of
/// a header, whose text is a `String`.
pub const TABLE: usize = 128;

/// The same of JSON that is read into a tree: an object of one field is seven bytes, and a node of its map 640.
pub const TREE: usize = 192;

/// Bytes more that shapes may take: arcs that are used again and again come to two million points at most, of 16 bytes, twice
/// there while they grow.
pub const SHAPES: usize = 3 * 16 * MAX_POINTS;

/// What a caller says of a file that does not say it itself.
#[must_use]
pub fn settings() -> Settings {
    Settings { period: Some("2018".into()), source: Some("made-up".into()), ..Settings::default() }
}

/// Reads a file in pieces of one byte and more, each time the same ones.
///
/// # Errors
/// Those of [`common_measure::ingest::read`].
pub fn in_pieces(bytes: &[u8], settings: Settings) -> Result<(Dataset, Report), Error> {
    let mut loader = Loader::new(settings)?;
    let (mut rest, mut state) = (bytes, bytes.len() as u64 + 1);
    while !rest.is_empty() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let length = if state >> 63 == 0 { 1 } else { 1 + (state >> 40) as usize % 200 };
        let (piece, others) = rest.split_at(length.min(rest.len()));
        loader.push(piece)?;
        rest = others;
    }
    loader.finish()
}

/// The dimensions of a row that the project's own tables have a column for.
pub const DIMS: [Dim; 10] = [
    Dim::Place,
    Dim::Period,
    Dim::Indicator,
    Dim::Sex,
    Dim::Race,
    Dim::Level,
    Dim::Occupation,
    Dim::Group,
    Dim::Unit,
    Dim::Source,
];

/// A row of a table: its texts, its figure and its margin, bit by bit.
pub type Row = (Vec<String>, String, String);

/// All rows of a table.
#[must_use]
pub fn rows(data: &Dataset) -> Vec<Row> {
    let row = |row: usize| {
        let texts = DIMS.iter().map(|dim| data.text(*dim, row).to_owned()).collect();
        (texts, written(data.value(row)), written(data.moe(row)))
    };
    (0..data.len()).map(row).collect()
}

/// A cell as the project's own tables write it.
fn written(cell: Cell) -> String {
    match cell {
        Cell::Value(value) => value.to_string(),
        Cell::Missing(reason) => reason.code().to_owned(),
    }
}

/// An error has words, and a place in the file.
pub fn is_told(error: &Error) {
    assert!(!error.to_string().is_empty());
    assert!(error.position().is_some_and(|at| at.line >= 1 && at.column >= 1), "{error}: no place");
}

macro_rules! samples {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../../tests/data/", $name)).as_slice())),*]
    };
}

/// A catalog of made-up tables, one a format.
#[must_use]
pub fn made_up() -> Catalog {
    let mut catalog = Catalog::empty();
    load_samples(&mut catalog);
    catalog
}

/// Loads the made-up tables.
pub fn load_samples(catalog: &mut Catalog) {
    for (name, bytes) in samples!(
        "census-export.csv",
        "census-api.json",
        "usda.csv",
        "usda-unemployment.csv",
        "oews.tsv",
        "projections.csv",
        "table-5-3.csv",
        "cps.csv",
        "edd.csv",
        "cde.csv",
        "college-going.txt",
        "absenteeism.txt",
        "caaspp.txt",
        "tidy.csv",
        "made-up.csv"
    ) {
        // "acs1-2018" tells the period of those that do not say it.
        catalog.load(&format!("acs1-2018-{name}"), bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

/// The shares of counties of California, to be drawn as a map.
#[must_use]
pub fn counties() -> Answer {
    let mut catalog = Catalog::empty();
    let mut table = "place,period,level,value\n".to_owned();
    for county in (1..116).step_by(2) {
        table += &format!("06{county:03},2020,total,1000\n06{county:03},2020,bachelors_or_higher,{}\n", 5 * county);
    }
    let ask = |catalog: &Catalog| {
        let spec = r#"{"measure":"attainment","place":"06","by":"county","level":"bachelors_or_higher"}"#;
        measures::measure(catalog, &Spec::from_json(spec)?)
    };
    catalog.load("made-up", table.as_bytes()).and_then(|_| ask(&catalog)).unwrap_or_else(|e| panic!("{e}"))
}

/// Whether two values are the same, numbers but for their last digits.
#[must_use]
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) else { return false };
            (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
