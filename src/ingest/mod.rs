//! Bytes to observations: one reader for each form in which a table is published, recognised by its header.
//!
//! A file's title lines, byte order mark, delimiter, line ends and encoding are dealt with here once; a reader sees
//! rows. Every row ends up either read or refused, and each refusal is a [`Warning`] with its place in the file.

pub mod cell;
pub mod columns;
mod json;
pub mod preview;
mod records;

mod bls;
mod california;
mod census;
mod community;
mod pums;
mod tidy;
mod usda;

use crate::WHOLE;
use crate::dataset::{Builder, Dataset, Dim, Lines};
use crate::error::{Error, ErrorKind, Position, Result};
use crate::plain::plain;
use columns::{Columns, Mapping};
use common_measure_scan::Taken;
use records::{Records, Row, Sink};

/// At most so many warnings are kept; the report counts them all.
pub const MAX_WARNINGS: usize = 100;

/// A header stands within so many rows: title lines come before it.
const HEADER_WITHIN: usize = 12;

/// A reader for the rows under a header, or `None` where the header is of another form.
type Open = fn(&[String], &Settings) -> Option<Box<dyn RowReader>>;

/// A published form of table.
struct Format {
    /// The name by which a data package or a caller asks for it.
    name: &'static str,
    /// Recognises its header.
    open: Open,
}

/// The agencies' forms, most particular header first.
const AGENCIES: &[Format] = if WHOLE {
    &[
        Format { name: "acs-pums-person", open: pums::open },
        Format { name: "usda-ers-education", open: usda::education },
        Format { name: "usda-ers-unemployment", open: usda::unemployment },
        Format { name: JSON, open: census::api },
        Format { name: "census-export", open: census::export },
        Format { name: "census-export-labels", open: census::export_labels },
        Format { name: "census-api", open: census::api },
        Format { name: "tidycensus-wide", open: census::tidycensus_wide },
        Format { name: "quick-stats", open: community::quick_stats },
        Format { name: "bls-oews", open: bls::oews },
        Format { name: "bls-employment-projections", open: bls::employment_projections },
        Format { name: "bls-table-5-3", open: bls::table_5_3 },
        Format { name: "bls-cps", open: bls::cps },
        Format { name: "ca-edd-projections", open: california::edd },
        Format { name: "ca-cde-graduation", open: california::cde_graduation },
        Format { name: "ca-cde-college-going", open: california::cde_college_going },
        Format { name: "ca-cde-absenteeism", open: california::cde_absenteeism },
        Format { name: "ca-caaspp", open: california::caaspp },
    ]
} else {
    &[]
};

/// The project's own, asked last.
const OWN: Format = Format { name: "common-measure", open: tidy::open };

/// Every form.
fn formats() -> impl Iterator<Item = &'static Format> {
    AGENCIES.iter().chain(std::iter::once(&OWN))
}

/// The one form that is JSON, not delimited text.
const JSON: &str = "census-api-json";

/// What the report of a table calls its format where its columns were named by hand.
const BY_HAND: &str = "columns";

/// The names of all formats.
pub fn format_names() -> impl Iterator<Item = &'static str> {
    formats().map(|f| f.name)
}

/// What a caller knows of a file beyond its bytes. A Census API answer, for one, does not say its own year.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Name of the format; recognised from the header where absent.
    pub format: Option<String>,
    /// Period of the figures, for formats that do not carry it.
    pub period: Option<String>,
    /// Source id for every row, for formats that do not carry it.
    pub source: Option<String>,
    /// Indicator of every row, for the project's own tables of one indicator.
    pub indicator: Option<String>,
    /// Unit of every row, for the project's own tables of one unit.
    pub unit: Option<String>,
    /// Which columns are which dimension, for a header that no format has.
    pub columns: Option<Columns>,
    /// Codes and names of places, for a table that has names in place of codes.
    pub names: Vec<(String, String)>,
    /// Whether [`Settings::source`] holds for every row whatever the file says of itself.
    pub own: bool,
}

/// Code of a row that has too few cells, or too many.
const RAGGED: &str = "ragged-row";

/// Why a row was not read: the cell at fault and a sentence.
struct Refusal {
    code: &'static str,
    column: usize,
    message: String,
}

impl Refusal {
    fn new(code: &'static str, column: usize, message: impl Into<String>) -> Self {
        Self { code, column, message: message.into() }
    }

    fn ragged(column: usize, cells: usize, needed: usize) -> Self {
        Self::new(RAGGED, column, format!("the row has {cells} cells; {needed} are needed"))
    }

    fn not_a_number(column: usize, text: &str) -> Self {
        Self::new("not-a-number", column, format!("“{}” is not a number", shortened(text)))
    }
}

/// What became of a row that is neither read nor at fault.
enum Outcome {
    /// Its observations are in the builder.
    Read,
    /// No row of data: a second header, a footnote.
    NotData,
}

/// Reads the rows under one header.
trait RowReader {
    /// Puts a row's observations into the builder, all or none.
    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> std::result::Result<Outcome, Refusal>;

    /// Reads as many rows as it can without care; none where it never can.
    fn lines(&mut self, _lines: Lines<'_>, _out: &mut Builder) -> Option<Taken> {
        None
    }

    /// Cells that a complete row has at least; a shorter one is ragged.
    fn width(&self) -> usize;

    /// What the reader of the report should know of the row that was just read.
    fn notice(&mut self) -> Option<Refusal> {
        None
    }
}

/// A row that was refused, or something else that the reader of the report should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable word.
    pub code: &'static str,
    /// Line in the file, from 1.
    pub line: u64,
    /// Cell in the row, from 1.
    pub column: u64,
    /// What was found.
    pub message: String,
}

plain!(write Warning { code, line, column, message });

/// What loading a file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The format it was read as.
    pub format: &'static str,
    /// Rows read.
    pub rows: u64,
    /// Rows refused; read and refused add up to the rows of the file.
    pub refused: u64,
    /// Figures and reasons that the rows held; of microdata, the persons kept.
    pub observations: u64,
    /// Number of warnings, also where not all are kept.
    pub warning_count: u64,
    /// The first [`MAX_WARNINGS`] warnings.
    pub warnings: Vec<Warning>,
}

plain!(write Report { format, rows, refused, observations, warning_count as "warningCount", warnings });

/// Reads a whole file.
///
/// # Errors
/// One error with code, line and column for an empty, binary, truncated, unknown or wrong file.
///
/// ```
/// use common_measure::ingest::{read, Settings};
/// // Made-up figures in the project's own form.
/// let (data, report) = read(b"place,period,level,value,source\n06037,2020,total,10,test\n", Settings::default())?;
/// assert_eq!((report.format, report.rows, data.len()), ("common-measure", 1, 1));
/// # Ok::<(), common_measure::Error>(())
/// ```
pub fn read(bytes: &[u8], settings: Settings) -> Result<(Dataset, Report)> {
    let mut loader = Loader::new(settings)?;
    loader.push(bytes)?;
    loader.finish()
}

/// Reads a file that comes in pieces, cut anywhere.
pub struct Loader {
    records: Records,
    rows: Rows,
    failed: bool,
}

impl Loader {
    /// A loader for one file.
    ///
    /// # Errors
    /// `no-such-format` where the settings name a format that there is not, `bad-spec` where their columns do not do.
    pub fn new(mut settings: Settings) -> Result<Self> {
        if let Some(name) = &settings.format
            && !formats().any(|f| f.name == name)
        {
            return Err(ErrorKind::NoSuchFormat { name: name.clone() }.into());
        }
        let mapping = match settings.columns.take() {
            Some(_) if !WHOLE => {
                return Err(Error::spec("columns", "this build of the module reads none that are named by hand"));
            }
            None => None,
            Some(columns) => Some(columns.checked(
                settings.period.as_deref(),
                settings.indicator.as_deref(),
                settings.unit.as_deref(),
            )?),
        };
        let rows = Rows {
            mapping,
            settings,
            titles: Vec::new(),
            reader: None,
            format: "",
            header_line: 1,
            header_width: 0,
            builder: Builder::new(),
            read: 0,
            warning_count: 0,
            refused: 0,
            warnings: Vec::new(),
            short_last: None,
            absent: Vec::new(),
        };
        Ok(Self { records: Records::new(), rows, failed: false })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// As soon as the file turns out to be unusable; nothing can be pushed after that.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        if self.failed {
            return Err(ErrorKind::LoaderClosed.into());
        }
        self.records.push(piece, &mut self.rows).inspect_err(|_| self.failed = true)
    }

    /// The table and the report of what was read.
    ///
    /// # Errors
    /// See [`read`].
    pub fn finish(mut self) -> Result<(Dataset, Report)> {
        if self.failed {
            return Err(ErrorKind::LoaderClosed.into());
        }
        self.records.finish(&mut self.rows)?;
        self.rows.finish(self.records.ends_with_line_break())
    }
}

/// The reader's side of a loader: finds the header, then hands rows on and keeps count.
struct Rows {
    settings: Settings,
    mapping: Option<Mapping>,
    titles: Vec<String>,
    reader: Option<Box<dyn RowReader>>,
    format: &'static str,
    header_line: u64,
    header_width: usize,
    builder: Builder,
    read: u64,
    refused: u64,
    warning_count: u64,
    warnings: Vec<Warning>,
    short_last: Option<Position>,
    /// Columns that were named and that the best of the rows so far has not.
    absent: Vec<String>,
}

impl Sink for Rows {
    fn lines(&mut self, lines: Lines<'_>) -> Option<Taken> {
        // Before there is a header nobody can say.
        let Some(reader) = &mut self.reader else { return Some(Taken { rows: 0, bytes: 0 }) };
        let taken = reader.lines(lines, &mut self.builder)?;
        self.read += taken.rows as u64;
        if taken.rows > 0 {
            self.short_last = None;
        }
        Some(taken)
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        let row = &row;
        let Some(reader) = &mut self.reader else { return self.header(row) };
        self.short_last = None;
        let filled = row.filled();
        if filled == 0 {
            return Ok(());
        }
        let outcome = if row.len() < reader.width() {
            Err(Refusal::ragged(row.len().saturating_sub(1), row.len(), reader.width()))
        } else if filled > self.header_width {
            // Some cell before was cut in two, and figures would be read under the wrong name.
            Err(Refusal::ragged(self.header_width, filled, self.header_width))
        } else {
            reader.row(row, &mut self.builder)
        };
        if let Err(refusal) = &outcome
            && refusal.code == RAGGED
            && row.len() < self.header_width
        {
            self.short_last = Some(Position { line: row.line, column: row.len() as u64 });
        }
        let notice = reader.notice();
        match outcome {
            Ok(Outcome::Read) => self.read += 1,
            Ok(Outcome::NotData) => {}
            Err(refusal) => {
                self.refused += 1;
                self.warn(row.line, refusal);
            }
        }
        if let Some(notice) = notice {
            self.warn(row.line, notice);
        }
        Ok(())
    }
}

impl Rows {
    fn warn(&mut self, line: u64, found: Refusal) {
        self.warning_count += 1;
        if self.warnings.len() < MAX_WARNINGS {
            let column = found.column as u64 + 1;
            self.warnings.push(Warning { code: found.code, line, column, message: found.message });
        }
    }

    fn header(&mut self, row: &Row<'_>) -> Result<()> {
        // Spreadsheets leave empty cells at the end of a row.
        let cells: Vec<String> = row.iter().take(row.filled()).map(std::borrow::Cow::into_owned).collect();
        let opened = match &self.mapping {
            Some(mapping) if WHOLE => tidy::mapped(&cells, mapping, &self.settings).map(|reader| (reader, BY_HAND)),
            _ => formats().find_map(|format| {
                let other = self.settings.format.as_deref().is_some_and(|name| name != format.name);
                if other || (format.name == JSON) != row.json {
                    return None;
                }
                (format.open)(&cells, &self.settings).map(|reader| (reader, format.name))
            }),
        };
        if let Some((reader, format)) = opened {
            self.reader = Some(reader);
            self.format = format;
            self.header_line = row.line;
            self.header_width = cells.len();
            return Ok(());
        }
        if let Some(mapping) = self.mapping.as_ref().filter(|_| WHOLE) {
            let absent = mapping.absent(&cells);
            if self.absent.is_empty() || absent.len() < self.absent.len() {
                self.absent = absent.into_iter().map(str::to_owned).collect();
            }
        }
        if !cells.is_empty() {
            self.titles.push(cells.into_iter().filter(|c| !c.is_empty()).take(6).collect::<Vec<_>>().join(", "));
        }
        if self.titles.len() >= HEADER_WITHIN { Err(self.no_header()) } else { Ok(()) }
    }

    fn no_header(&self) -> Error {
        let Some(first) = self.titles.first() else { return ErrorKind::Empty.into() };
        let seen = shortened(first);
        if seen.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("error:")) {
            return ErrorKind::NotATable { looks_like: format!("an error message, “{seen}”") }.into();
        }
        if self.mapping.is_some() {
            let names: Vec<String> = self.absent.iter().map(|name| format!("“{name}”")).collect();
            return Error::spec("columns", format!("the table has no column {}", names.join(", ")));
        }
        match &self.settings.format {
            Some(expected) => ErrorKind::WrongFormat { expected: expected.clone(), seen }.into(),
            None => ErrorKind::UnknownFormat { seen }.into(),
        }
    }

    fn finish(mut self, ends_with_line_break: bool) -> Result<(Dataset, Report)> {
        if self.reader.is_none() {
            return Err(self.no_header());
        }
        if let Some(at) = self.short_last
            && !ends_with_line_break
        {
            return Err(ErrorKind::Truncated { at }.into());
        }
        if self.read == 0 {
            let Some(first) = self.warnings.into_iter().next() else {
                let at = Position { line: self.header_line + 1, column: 1 };
                return Err(ErrorKind::NoRows { format: self.format, at }.into());
            };
            let at = Position { line: first.line, column: first.column };
            return Err(ErrorKind::AllRefused { first: first.message, at }.into());
        }
        let data = self.builder.finish();
        if !data.is_empty() && data.values(Dim::Period).all(str::is_empty) {
            let message = "the file does not say which years its figures are of; name the period in the data package, \
                           or load it under its official name";
            self.warning_count += 1;
            self.warnings.insert(0, Warning { code: "no-period", line: 1, column: 1, message: message.to_owned() });
            self.warnings.truncate(MAX_WARNINGS);
        }
        let report = Report {
            format: self.format,
            rows: self.read,
            refused: self.refused,
            observations: (data.len() + data.persons.as_ref().map_or(0, |p| p.len())) as u64,
            warning_count: self.warning_count,
            warnings: self.warnings,
        };
        Ok((data, report))
    }
}

/// Text of a visitor's file, short enough for a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// Index of a column by its exact name.
fn column(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|h| h == name)
}
