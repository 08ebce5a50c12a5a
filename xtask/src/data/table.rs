//! A tidy table on its way into files: rows in one order, numbers in one form, nothing twice.

use common_measure::dataset::level::Level;
use common_measure::dataset::period::Period;
use common_measure::dataset::{Dataset, Dim, ENTRY};
use common_measure::ingest::cell::{Cell, Missing};
use std::collections::{BTreeMap, BTreeSet};

/// What a table's columns are, and what holds for all of its rows.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Dimensions that are columns, in the order of [`Dim::ALL`].
    pub(super) columns: &'static [Dim],
    /// Indicator of all rows; a column where absent.
    pub(super) indicator: Option<&'static str>,
    /// Unit of all rows; a column where absent.
    pub(super) unit: Option<&'static str>,
    /// Whether any of its sources publishes margins of error.
    pub(super) margins: bool,
}

/// Rows by what tells them apart, in the order in which they are written.
pub(super) struct Table {
    pub(super) shape: Shape,
    rows: BTreeMap<Vec<Key>, Vec<String>>,
    pub(super) sources: BTreeSet<String>,
}

impl Table {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, rows: BTreeMap::new(), sources: BTreeSet::new() }
    }

    /// Adds the observations that `keep` wants. What is not a column of the table has to be the same in all of them.
    pub(super) fn add(
        &mut self,
        data: &Dataset,
        source: &str,
        keep: impl Fn(&Dataset, usize) -> bool,
    ) -> Result<(), String> {
        let before = self.rows.len();
        for row in (0..data.len()).filter(|row| keep(data, *row)) {
            let at = |dim: Dim| data.text(dim, row);
            let about = || format!("{source}, {} at line {}", at(Dim::Column), data.line(row));
            for dim in Dim::ALL.into_iter().filter(|d| !matches!(d, Dim::Source | Dim::Column)) {
                let constant = match dim {
                    Dim::Indicator => self.shape.indicator.unwrap_or(""),
                    Dim::Unit => self.shape.unit.unwrap_or(""),
                    _ => "",
                };
                if !self.shape.columns.contains(&dim) && at(dim) != constant {
                    return Err(format!("{}: {} is {:?}, which the table cannot tell", about(), dim.name(), at(dim)));
                }
            }
            let value = match data.value(row) {
                // A blank that the reader took for a county that did not exist, or was not surveyed, then.
                Cell::Missing(Missing::NotAvailable) => continue,
                Cell::Missing(Missing::Blank) => return Err(format!("{}: blank", about())),
                Cell::Missing(reason) => reason.code().to_owned(),
                Cell::Value(v) if at(Dim::Unit) != "share" && v.fract() != 0.0 => {
                    return Err(format!("{}: {v} is no whole number", about()));
                }
                Cell::Value(v) => number(v),
            };
            let moe = match data.moe(row) {
                Cell::Value(m) => number(m),
                Cell::Missing(reason) => reason.code().to_owned(),
            };
            // What is hidden has no margin either.
            let none = [Missing::NotPublished, Missing::Suppressed].map(Cell::Missing);
            if !self.shape.margins && !none.contains(&data.moe(row)) {
                return Err(format!("{}: a margin, but the table has no column for it", about()));
            }
            let dims: Vec<&str> = self.shape.columns.iter().map(|dim| at(*dim)).collect();
            self.push(&dims, value, moe, source).map_err(|e| format!("{}: {e}", about()))?;
        }
        if self.rows.len() == before { Err(format!("{source}: nothing was added")) } else { Ok(()) }
    }

    /// Adds one row; `dims` in the order of the columns.
    pub(super) fn push(&mut self, dims: &[&str], value: String, moe: String, source: &str) -> Result<(), String> {
        let key = Key::all(self.shape.columns, dims);
        let mut cells: Vec<String> = dims.iter().map(|d| (*d).to_owned()).collect();
        cells.push(value);
        if self.shape.margins {
            cells.push(moe);
        }
        cells.push(source.to_owned());
        self.sources.insert(source.to_owned());
        match self.rows.insert(key, cells) {
            Some(old) => Err(format!("there is already {}", old.join(","))),
            None => Ok(()),
        }
    }

    /// The value of a row, by its dimensions.
    pub(super) fn value(&self, dims: &[&str]) -> Option<&str> {
        self.rows.get(&Key::all(self.shape.columns, dims)).map(|cells| cells[dims.len()].as_str())
    }

    pub(super) fn header(&self) -> Vec<&'static str> {
        let dims = self.shape.columns.iter().map(|d| d.name());
        let moe = self.shape.margins.then_some("moe");
        dims.chain(["value"]).chain(moe).chain(["source"]).collect()
    }

    /// The table as CSV.
    pub(super) fn whole(&self) -> Result<Vec<u8>, String> {
        csv_text(&self.header(), self.rows.values())
    }

    /// The table cut by place: `part` names the piece that a place belongs to. Pieces in the order of their names,
    /// `us` first.
    pub(super) fn pieces(&self, part: impl Fn(&str) -> String) -> Result<Vec<(String, Vec<u8>)>, String> {
        let mut pieces: BTreeMap<(bool, String), Vec<&Vec<String>>> = BTreeMap::new();
        for cells in self.rows.values() {
            let name = part(&cells[0]);
            pieces.entry((name != "us", name)).or_default().push(cells);
        }
        let text = |rows: Vec<&Vec<String>>| csv_text(&self.header(), rows.into_iter());
        pieces.into_iter().map(|((_, name), rows)| Ok((name, text(rows)?))).collect()
    }
}

/// What a cell sorts by: periods by their last year, levels from the bottom of the ladder up with the whole first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Period(u16, u16),
    Level { is_part: bool, level: Option<Level>, entry: Option<usize> },
    Text(String),
}

impl Key {
    fn of(dim: Dim, text: &str) -> Self {
        let entry = ENTRY.iter().position(|(code, _)| *code == text);
        let period = if dim == Dim::Period { Period::parse(text) } else { None };
        match (dim, period) {
            (_, Some(period)) => Self::Period(period.last, period.first),
            (Dim::Level, _) => {
                let level = Level::from_code(text).or_else(|| Level::from_code(ENTRY[entry?].1));
                Self::Level { is_part: !matches!(text, "" | "total"), level, entry }
            }
            _ => Self::Text(text.to_owned()),
        }
    }

    fn all(columns: &[Dim], dims: &[&str]) -> Vec<Self> {
        columns.iter().zip(dims).map(|(dim, text)| Self::of(*dim, text)).collect()
    }
}

/// A number as short as it can be written without float noise: six decimals are more than any source publishes.
pub(super) fn number(v: f64) -> String {
    let rounded = (v * 1e6).round() / 1e6;
    format!("{rounded}")
}

/// CSV with `\n` at the end of every line.
pub(super) fn csv_text<'a, R>(header: &[&str], rows: impl Iterator<Item = &'a R>) -> Result<Vec<u8>, String>
where
    R: 'a,
    &'a R: IntoIterator,
    <&'a R as IntoIterator>::Item: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(header).map_err(|e| e.to_string())?;
    for row in rows {
        writer.write_record(row).map_err(|e| e.to_string())?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some("adults"),
        unit: Some("count"),
        margins: false,
    };

    #[test]
    fn numbers_are_written_without_float_noise() {
        assert_eq!([28.7 / 100.0, 29.0 / 100.0, 0.1 + 0.2].map(number), ["0.287", "0.29", "0.3"]);
        assert_eq!([6_271_560.0, 0.0].map(number), ["6271560", "0"]);
    }

    #[test]
    fn rows_are_written_in_one_order_and_none_twice() {
        let mut table = Table::new(SHAPE);
        for (place, period, level) in [
            ("06037", "2019-2023", "bachelors_or_higher"),
            ("06037", "2019-2023", "high_school"),
            ("06037", "2008-2012", "bachelors_or_higher"),
            ("06037", "2019-2023", "total"),
            ("00", "2019-2023", "total"),
        ] {
            table.push(&[place, period, level], "1".into(), String::new(), "made-up").unwrap();
        }
        let again = table.push(&["00", "2019-2023", "total"], "2".into(), String::new(), "other");
        assert!(again.unwrap_err().contains("there is already"));
        let pieces = table.pieces(|p| if p.len() == 2 { "us".into() } else { p[..2].into() }).unwrap();
        let [(us, _), (state, county)] = &pieces[..] else { panic!("two pieces") };
        assert_eq!((us.as_str(), state.as_str()), ("us", "06"));
        assert_eq!(
            String::from_utf8_lossy(county),
            "place,period,level,value,source\n\
             06037,2008-2012,bachelors_or_higher,1,made-up\n\
             06037,2019-2023,total,1,made-up\n\
             06037,2019-2023,high_school,1,made-up\n\
             06037,2019-2023,bachelors_or_higher,1,made-up\n"
        );
    }
}
