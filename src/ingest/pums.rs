//! Census Bureau, American Community Survey: the person file of the Public Use Microdata Sample (PUMS), `psam_p06.csv`.
//! A row is a person. Of its near 300 columns only those that attainment is told apart by are kept, with the weight
//! and its 80 replicates. Source of all codes: the file's "PUMS Data Dictionary".

use super::{Outcome, Refusal, Row, RowReader, Settings};
use crate::dataset::microdata::{
    AGE_BIT, AGES, EMPLOYMENT_BIT, MOST_AREAS, Microdata, NATIVITY_BIT, RACE_BIT, SEX_BIT, Traits, WEIGHTS, YOUNGEST,
};
use crate::dataset::{Builder, period::Period};
use common_measure_scan::wholes;

/// Before this year `SCHL` had 16 codes with other meanings.
const FIRST_YEAR: u16 = 2008;

/// `RAC1P` 1 to 9 to its place in [`crate::dataset::RACES`]: 3, 4 and 5 are all American Indian or Alaska Native.
const RACE: [usize; 9] = [0, 1, 2, 2, 2, 3, 4, 5, 6];
/// Not Hispanic with `RAC1P` 1, and Hispanic of any race, in the same list.
const WHITE_NH: usize = 7;
const HISPANIC: usize = 8;

/// `ESR` 1 to 6 to its place in [`crate::dataset::microdata::EMPLOYMENTS`]: 4 and 5 are the armed forces.
const EMPLOYMENT: [usize; 6] = [0, 0, 1, 0, 0, 2];

/// Weights have at most four digits, replicates a sign too.
const MOST_WEIGHT: u32 = 9999;

struct Persons {
    serial: usize,
    state: usize,
    /// Files over several years with two sets of areas have none that holds for all of them.
    puma: Option<usize>,
    age: usize,
    education: usize,
    sex: usize,
    race: usize,
    hispanic: usize,
    nativity: usize,
    employment: usize,
    weights: [usize; WEIGHTS],
    /// So many of them follow each other, then so many, and so on.
    runs: Vec<usize>,
    width: usize,
    period: Option<Period>,
    /// The year of the row before, as it is written.
    year: Option<([u8; 4], Period)>,
    source: String,
    /// A year whose codes cannot be read was met.
    too_old: bool,
}

pub(super) fn open(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    // Older vintages write `pwgtp1`.
    let find = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let mut weights = [find("PWGTP")?; WEIGHTS];
    for (r, weight) in weights.iter_mut().enumerate().skip(1) {
        *weight = find(&format!("PWGTP{r}"))?;
    }
    let runs = weights.chunk_by(|one, next| one + 1 == *next).map(<[usize]>::len).collect();
    let mut persons = Persons {
        serial: find("SERIALNO")?,
        state: find("ST").or_else(|| find("STATE"))?,
        puma: find("PUMA"),
        age: find("AGEP")?,
        education: find("SCHL")?,
        sex: find("SEX")?,
        race: find("RAC1P")?,
        hispanic: find("HISP")?,
        nativity: find("NATIVITY")?,
        employment: find("ESR")?,
        weights,
        runs,
        width: 0,
        period: settings.period.as_deref().and_then(Period::parse),
        year: None,
        source: settings.source.clone().unwrap_or_default(),
        too_old: false,
    };
    let p = &persons;
    let others = [p.serial, p.state, p.age, p.education, p.sex, p.race, p.hispanic, p.nativity, p.employment];
    let last = others.into_iter().chain(p.puma).chain(p.weights).max();
    persons.width = last.map_or(0, |last| last + 1);
    Some(Box::new(persons))
}

/// Reads whole numbers of cells that follow each other, zero-padded or not; how far the farthest is from 0.
fn numbers(row: &Row<'_>, first: usize, numbers: &mut [i32]) -> Result<u32, Refusal> {
    if let Some(most) = wholes(&row.cells, first, numbers) {
        return Ok(most);
    }
    let mut most = 0;
    for (value, column) in numbers.iter_mut().zip(first..) {
        let text = row.text(column);
        *value = text.parse().map_err(|_| Refusal::not_a_number(column, &text))?;
        most = most.max(value.unsigned_abs());
    }
    Ok(most)
}

/// A number that has a meaning only from a first to a last one.
fn within(row: &Row<'_>, column: usize, first: i32, last: i32) -> Result<usize, Refusal> {
    let mut code = [0];
    numbers(row, column, &mut code)?;
    let [code] = code;
    if (first..=last).contains(&code) {
        return Ok(code as usize);
    }
    Err(Refusal::new("unknown-code", column, format!("{code} is not from {first} to {last}")))
}

/// A code from 1 to a last one.
fn code(row: &Row<'_>, column: usize, last: i32) -> Result<usize, Refusal> {
    within(row, column, 1, last)
}

impl Persons {
    /// The year that a person was asked in: the first four digits of the serial number, `2018GQ0000014`. Files of one year
    /// before 2017 have none there; then it is what the caller says.
    fn period(&mut self, row: &Row<'_>) -> Result<Period, Refusal> {
        let serial = row.cells.get(self.serial);
        let whole = serial.len() == 13 && serial.iter().all(u8::is_ascii_alphanumeric);
        if let Some((_, period)) = self.year.filter(|(year, _)| whole && serial.starts_with(year)) {
            return Ok(period);
        }
        let text = row.text(self.serial);
        let year = if text.len() == 13 { text.get(..4).and_then(Period::parse) } else { None };
        self.year = serial.first_chunk().copied().zip(year).filter(|_| whole);
        year.or(self.period).ok_or_else(|| {
            Refusal::new("no-period", self.serial, "the serial number has no year; the period must be given")
        })
    }
}

impl RowReader for Persons {
    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let period = self.period(row)?;
        if self.too_old || period.first < FIRST_YEAR {
            // Without some of its years a file would give wrong figures: it gives none.
            self.too_old = true;
            out.persons = None;
            let message = format!("before {FIRST_YEAR} education was asked in other codes");
            return Err(Refusal::new("codes-too-old", self.serial, message));
        }
        let age = within(row, self.age, 0, 130)?;
        if age < YOUNGEST {
            return Ok(Outcome::Read);
        }
        let state = code(row, self.state, 99)? as u32;
        let puma = match self.puma {
            Some(column) => code(row, column, 99_999)? as u32,
            None => 0,
        };
        // The 24 codes are the 24 steps of the ladder.
        let step = code(row, self.education, 24)? as u8 - 1;
        let race = code(row, self.race, 9)?;
        let hispanic = code(row, self.hispanic, 24)? > 1;
        let band = ((age - YOUNGEST) / 10).min(AGES.len() - 1);
        let mut traits: Traits = 1 << (SEX_BIT + code(row, self.sex, 2)? - 1)
            | 1 << (RACE_BIT + RACE[race - 1])
            | 1 << (AGE_BIT + band)
            | 1 << (NATIVITY_BIT + code(row, self.nativity, 2)? - 1)
            | 1 << (EMPLOYMENT_BIT + EMPLOYMENT[code(row, self.employment, 6)? - 1]);
        if hispanic {
            traits |= 1 << (RACE_BIT + HISPANIC);
        } else if race == 1 {
            traits |= 1 << (RACE_BIT + WHITE_NH);
        }
        let mut weights = [0; WEIGHTS];
        let (mut most, mut at) = (0, 0);
        for run in &self.runs {
            most = most.max(numbers(row, self.weights[at], &mut weights[at..at + run])?);
            at += run;
        }
        // A record is kept for every 255 of a weight.
        if most > MOST_WEIGHT {
            let at = weights.iter().position(|weight| weight.unsigned_abs() > MOST_WEIGHT).unwrap_or_default();
            let message = format!("{} is more than a person can weigh, {MOST_WEIGHT}", weights[at]);
            return Err(Refusal::new("out-of-range", self.weights[at], message));
        }
        let persons = out.persons.get_or_insert_with(|| Microdata::new(self.source.clone(), period));
        if !persons.push(state, puma, step, traits, weights) {
            let message = format!("the file has more than {MOST_AREAS} areas");
            return Err(Refusal::new("out-of-range", self.puma.unwrap_or(self.state), message));
        }
        persons.period.first = persons.period.first.min(period.first);
        persons.period.last = persons.period.last.max(period.last);
        Ok(Outcome::Read)
    }

    fn width(&self) -> usize {
        self.width
    }
}
