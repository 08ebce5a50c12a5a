//! A look at a file before it is loaded: its form, header and first rows, and, for a header that no format has, guesses
//! at which column is what. A guess is for a person to confirm; nothing is loaded on its strength.

use super::columns::{code, code_of_place};
use super::records::Records;
use super::{Loader, Settings, Warning, cell};
use crate::dataset::{Dim, period::Period};
use crate::error::{ErrorKind, Result};
use crate::plain::plain;
use crate::text;

/// At most so many rows are shown.
const SHOWN: usize = 20;
/// So many rows are looked at for guesses and for a column's distinct words.
const STUDIED: usize = 2000;
/// At most so many distinct words of a column are given.
const WORDS: usize = 60;

/// What a file looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The format that has this header, if one has.
    pub format: Option<&'static str>,
    /// What cells are separated by; JSON has none.
    pub delimiter: Option<String>,
    /// Line of the header, from 1.
    pub header_line: u64,
    /// The header's cells.
    pub header: Vec<String>,
    /// The first rows under it, at most 20.
    pub rows: Vec<Vec<String>>,
    /// Rows under the header: counted where the whole file was given, else estimated from its size.
    pub row_count: u64,
    /// Whether they were counted.
    pub counted: bool,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Which column is likely what.
    pub guesses: Guesses,
    /// Rows that the format's reader took, of what was given; 0 where there is none.
    pub read: u64,
    /// Rows that it refused.
    pub refused: u64,
    /// What it said of them.
    pub warnings: Vec<Warning>,
}

plain!(write Preview {
    format, delimiter, header_line as "headerLine", header, rows, row_count as "rowCount", counted, columns, guesses,
    read, refused, warnings,
});

/// A column of a previewed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its distinct words in order of appearance; none where there are more than 60.
    pub words: Vec<String>,
    /// Whether every cell that is filled is a number or a mark for a missing one.
    pub numbers: bool,
}

plain!(write Column { name, words, numbers });

/// Names of the columns that are likely these.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Guesses {
    /// Place.
    pub place: Option<String>,
    /// Period.
    pub period: Option<String>,
    /// Level of education.
    pub level: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Race or ethnicity.
    pub race: Option<String>,
    /// The figure.
    pub value: Option<String>,
    /// Its margin of error.
    pub moe: Option<String>,
    /// Name of the place.
    pub name: Option<String>,
}

plain!(write Guesses { place, period, level, sex, race, value, moe, name });

/// Looks at a file, or at its beginning: `size` is the whole file's number of bytes where only a part is given.
///
/// # Errors
/// Those of [`super::read`], apart from `unknown-format`: an empty file, one that is no text or no table.
///
/// ```
/// use common_measure::ingest::{Settings, preview::preview};
/// // Made-up figures.
/// let seen = preview(b"GEOID,Year,Schooling,Adults\n6037,2020,BA+,40\n", None, Settings::default())?;
/// assert_eq!((seen.format, seen.row_count), (None, 1));
/// assert_eq!(seen.guesses.place.as_deref(), Some("GEOID"));
/// assert_eq!(seen.guesses.value.as_deref(), Some("Adults"));
/// # Ok::<(), common_measure::Error>(())
/// ```
pub fn preview(bytes: &[u8], size: Option<u64>, settings: Settings) -> Result<Preview> {
    let part = size.is_some_and(|size| size > bytes.len() as u64);
    let mut studied: Vec<(u64, Vec<String>)> = Vec::new();
    let mut filled_rows = 0u64;
    let mut records = Records::new();
    let mut each = |row: super::Row<'_>| {
        let filled = row.filled();
        if filled > 0 {
            filled_rows += 1;
            if studied.len() < STUDIED {
                studied.push((row.line, row.iter().take(filled).map(std::borrow::Cow::into_owned).collect()));
            }
        }
        Ok(())
    };
    records.push(bytes, &mut each)?;
    if !part {
        records.finish(&mut each)?;
    }
    let mut loader = Loader::new(settings)?;
    let pushed = loader.push(bytes);
    let rows = &loader.rows;
    let known = rows.reader.is_some();
    let (format, mut read, mut refused, mut warnings) =
        (known.then_some(rows.format), rows.read, rows.refused, rows.warnings.clone());
    let header_line = known.then_some(rows.header_line);
    match pushed {
        // Without a known header the loader looks no further.
        Err(e) if !matches!(e.kind(), ErrorKind::UnknownFormat { .. }) => return Err(e),
        Ok(()) if !part => match loader.finish() {
            Ok((_, report)) => (read, refused, warnings) = (report.rows, report.refused, report.warnings),
            Err(e) if !matches!(e.kind(), ErrorKind::UnknownFormat { .. }) => return Err(e),
            Err(_) => {}
        },
        _ => {}
    }
    let most = studied.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let header_at = match header_line {
        Some(line) => studied.iter().position(|(at, _)| *at == line),
        // Title lines have a cell or two.
        None => studied.iter().position(|(_, cells)| cells.len() * 2 > most),
    };
    let Some(header_at) = header_at else { return Err(ErrorKind::Empty.into()) };
    let (header_line, header) = studied[header_at].clone();
    let rows: Vec<Vec<String>> = studied.into_iter().skip(header_at + 1).map(|(_, cells)| cells).collect();
    let filled = filled(header.len(), &rows);
    let columns: Vec<Column> = header.iter().zip(&filled).map(|(name, cells)| study(name, cells)).collect();
    let guesses = guess(&columns, &filled);
    let counted = filled_rows.saturating_sub(header_at as u64 + 1);
    let row_count = match size {
        Some(size) if part && !bytes.is_empty() => (counted as f64 * size as f64 / bytes.len() as f64).round() as u64,
        _ => counted,
    };
    Ok(Preview {
        format,
        delimiter: records.delimiter().map(|d| char::from(d).to_string()),
        header_line,
        guesses,
        header,
        rows: rows.into_iter().take(SHOWN).collect(),
        row_count,
        counted: !part,
        columns,
        read,
        refused,
        warnings,
    })
}

/// The cells of each column that are not empty. Row by row: a file may have a hundred thousand columns and two cells a row.
fn filled(columns: usize, rows: &[Vec<String>]) -> Vec<Vec<&str>> {
    let mut filled: Vec<Vec<&str>> = vec![Vec::new(); columns];
    for row in rows {
        for (cell, own) in row.iter().zip(&mut filled).filter(|(cell, _)| !cell.is_empty()) {
            own.push(cell);
        }
    }
    filled
}

fn study(name: &str, cells: &[&str]) -> Column {
    let mut words: Vec<String> = Vec::new();
    for cell in cells {
        if words.len() <= WORDS && !words.iter().any(|word| word == cell) {
            words.push((*cell).to_owned());
        }
    }
    if words.len() > WORDS {
        words.clear();
    }
    let number = |c: &&str| cell::any(c.strip_suffix('%').unwrap_or(c)).is_ok();
    Column { name: name.to_owned(), words, numbers: !cells.is_empty() && cells.iter().all(number) }
}

/// By a word in the column's name and by what its cells are; of two, the one whose name says it.
fn guess(columns: &[Column], filled: &[Vec<&str>]) -> Guesses {
    const NAMES: [(usize, &[&str]); 8] = [
        (PLACE, &["geoid", "geo_id", "fips", "place", "county", "area code", "geography", "state", "region", "tract"]),
        (PERIOD, &["period", "year", "vintage", "survey", "date"]),
        (LEVEL, &["level", "education", "attainment", "schooling", "degree"]),
        (SEX, &["sex", "gender"]),
        (RACE, &["race", "ethnic"]),
        (MOE, &["moe", "margin", "error", "plus", "±"]),
        (
            VALUE,
            &["value", "estimate", "count", "number", "adults", "people", "population", "total", "share", "percent"],
        ),
        (NAME, &["name"]),
    ];
    const PLACE: usize = 0;
    const PERIOD: usize = 1;
    const LEVEL: usize = 2;
    const SEX: usize = 3;
    const RACE: usize = 4;
    const MOE: usize = 5;
    const VALUE: usize = 6;
    const NAME: usize = 7;
    let mut taken: Vec<usize> = Vec::new();
    let mut found: [Option<usize>; 8] = [None; 8];
    for (field, words) in NAMES {
        let named = |index: usize| {
            let name = columns[index].name.to_ascii_lowercase();
            words.iter().any(|w| text::contains(&name, w))
        };
        let fits = |index: usize| {
            let (mut all, mut good) = (0, 0);
            for cell in filled[index].iter().take(200) {
                all += 1;
                let fit = match field {
                    // Small numbers are codes of states too: only where the column's name says so.
                    PLACE => code_of_place(cell)
                        .is_some_and(|(code, _)| named(index) || (code.len() > 2 && Period::parse(cell).is_none())),
                    PERIOD => Period::parse(cell).is_some(),
                    LEVEL => code(Dim::Level, cell, true).is_ok(),
                    SEX => code(Dim::Sex, cell, true).is_ok(),
                    RACE => code(Dim::Race, cell, true).is_ok(),
                    MOE | VALUE => columns[index].numbers,
                    _ => false,
                };
                good += usize::from(fit);
            }
            all > 0 && good * 10 >= all * 9
        };
        let free = |i: &usize| !taken.contains(i);
        // What must be a number or a year is never guessed by its name alone.
        let strict = matches!(field, PERIOD | MOE | VALUE);
        let all = || (0..columns.len()).filter(free);
        let best = all()
            .find(|i| named(*i) && fits(*i))
            .or_else(|| all().find(|i| !strict && named(*i) && !columns[*i].numbers))
            .or_else(|| all().find(|i| field != MOE && fits(*i)));
        taken.extend(best);
        found[field] = best;
    }
    let name = |field: usize| found[field].map(|i| columns[i].name.clone());
    Guesses {
        place: name(PLACE),
        period: name(PERIOD),
        level: name(LEVEL),
        sex: name(SEX),
        race: name(RACE),
        value: name(VALUE),
        moe: name(MOE),
        name: name(NAME),
    }
}
