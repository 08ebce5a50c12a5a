//! Persons of a survey with their weights: what a table holds when its rows are people, not figures.
//!
//! A count of people is the sum of their weights; the same sum with each of the 80 replicate weights gives its sampling
//! error (see [`crate::measures::estimate::Estimate::with_replicates`]). Source: Census Bureau, "PUMS Accuracy of the Data".

use super::level::TOP;
use super::{RACES, period::Period};
use common_measure_scan::{add_bytes, take_bytes};

/// The full weight and its 80 replicates.
pub const WEIGHTS: usize = 81;

/// Persons younger than this are read but not kept: attainment is of adults 25 and over.
pub const YOUNGEST: usize = 25;

/// Codes of sex, in the order of the Census Bureau's.
pub const SEXES: [&str; 2] = ["male", "female"];

/// Codes of age bands, in years, both ends included; they make up the adults 25 and over.
pub const AGES: [&str; 5] = ["25-34", "35-44", "45-54", "55-64", "65+"];

/// Codes of nativity. Native: a U.S. citizen at birth, wherever born.
pub const NATIVITIES: [&str; 2] = ["native", "foreign_born"];

/// Codes of employment status. Employed includes the armed forces, so that the three make up everyone.
pub const EMPLOYMENTS: [&str; 3] = ["employed", "unemployed", "not_in_labor_force"];

/// What persons can be told apart by, as a set of bits: sex, race, age, nativity, employment, in the order of the lists
/// above. Races overlap, as they do in the Census Bureau's tables: a person may have several bits.
pub(crate) type Traits = u32;

/// Where each list's bits begin.
pub(crate) const SEX_BIT: usize = 0;
pub(crate) const RACE_BIT: usize = SEX_BIT + SEXES.len();
pub(crate) const AGE_BIT: usize = RACE_BIT + RACES.len();
pub(crate) const NATIVITY_BIT: usize = AGE_BIT + AGES.len();
pub(crate) const EMPLOYMENT_BIT: usize = NATIVITY_BIT + NATIVITIES.len();

/// The traits of these codes together; `None` where one is no code.
pub(crate) fn traits<'a>(codes: impl Iterator<Item = &'a str>) -> Option<Traits> {
    let mut all = 0;
    for code in codes {
        let lists: [&[&str]; 5] = [&SEXES, &RACES, &AGES, &NATIVITIES, &EMPLOYMENTS];
        all |= 1 << lists.into_iter().flatten().position(|c| *c == code)?;
    }
    Some(all)
}

/// Beside the traits: the record goes on with the weights of the one before it; its weights are to be taken off.
const MORE: Traits = 1 << 31;
const MINUS: Traits = 1 << 30;

/// A person, or a part of one: 88 bytes. Weights that do not fit, as most do, go on in further records; sums are the same.
#[derive(Debug, Clone)]
struct Person {
    traits: Traits,
    weights: [u8; WEIGHTS],
    step: u8,
}

/// Persons of a block. No block is ever moved: memory of a browser's tab that is once taken is never given back.
const BLOCK: usize = 32;

/// The nation has some 2,400 areas. Each takes the room of a block.
pub(crate) const MOST_AREAS: usize = 10_000;

/// The persons of a Public Use Microdata Area. Kept by area, so that a question about one reads no other.
#[derive(Debug, Clone)]
struct Area {
    code: u32,
    blocks: Vec<Vec<Person>>,
}

/// A number for each step of the ladder of education.
pub(crate) type Steps = [u32; TOP as usize + 1];

/// The persons of a group, counted.
pub(crate) struct Tally {
    /// With each weight, by the bins that the steps of the ladder were put into.
    pub(crate) counts: Vec<[i64; WEIGHTS]>,
    /// As many as were sampled, by step.
    pub(crate) sampled: Steps,
}

/// The persons of a file.
#[derive(Debug, Clone)]
pub(crate) struct Microdata {
    /// Id of the source.
    pub(crate) source: String,
    /// The years that the persons were asked in.
    pub(crate) period: Period,
    /// Sampled persons from whom a figure is shown, at least; 0 where the data package sets none.
    pub(crate) least: u32,
    areas: Vec<Area>,
}

impl Microdata {
    pub(crate) fn new(source: String, period: Period) -> Self {
        Self { source, period, least: 0, areas: Vec::new() }
    }

    /// Adds a person of a state and an area of it; area 0 is "not told". False where there are too many areas already.
    pub(crate) fn push(
        &mut self,
        state: u32,
        puma: u32,
        step: u8,
        traits: Traits,
        mut weights: [i32; WEIGHTS],
    ) -> bool {
        let code = state * 100_000 + puma;
        let at = match self.areas.binary_search_by_key(&code, |a| a.code) {
            Ok(at) => at,
            Err(_) if self.areas.len() == MOST_AREAS => return false,
            Err(at) => {
                self.areas.insert(at, Area { code, blocks: Vec::new() });
                at
            }
        };
        let blocks = &mut self.areas[at].blocks;
        let mut more = 0;
        loop {
            let mut part = [0; WEIGHTS];
            let (minus, whole) = take_bytes(&mut weights, &mut part);
            if blocks.last().is_none_or(|block| block.len() == BLOCK) {
                blocks.push(Vec::with_capacity(BLOCK));
            }
            if let Some(block) = blocks.last_mut() {
                let traits = traits | more | if minus { MINUS } else { 0 };
                block.push(Person { traits, weights: part, step });
            }
            if whole {
                return true;
            }
            more = MORE;
        }
    }

    /// Number of persons kept.
    pub(crate) fn len(&self) -> usize {
        let persons = self.areas.iter().flat_map(|a| &a.blocks).flatten();
        persons.filter(|p| p.traits & MORE == 0).count()
    }

    /// The areas within a state, in code order: `5600100` is area 00100 of Wyoming.
    pub(crate) fn areas(&self, state: &str) -> impl Iterator<Item = String> {
        self.areas.iter().filter(|a| a.code % 100_000 > 0).map(Area::place).filter(move |p| p.starts_with(state))
    }

    /// Every place that can be asked about: areas, and their states.
    pub(crate) fn places(&self) -> impl Iterator<Item = String> {
        self.areas.iter().flat_map(|a| [a.place()[..2].to_owned(), a.place()]).filter(|p| !p.ends_with("00000"))
    }

    /// The persons of a place who have all these traits.
    fn who(&self, place: &str, traits: Traits) -> impl Iterator<Item = &Person> {
        let divisor = if place.len() == 2 { 100_000 } else { 1 };
        let wanted = if matches!(place.len(), 2 | 7) { place.parse::<u32>().ok() } else { None };
        self.areas
            .iter()
            .filter(move |a| Some(a.code / divisor) == wanted)
            .flat_map(|a| &a.blocks)
            .flatten()
            .filter(move |p| p.traits & traits == traits)
    }

    /// Whether the file has such persons.
    pub(crate) fn has(&self, place: &str, traits: Traits) -> bool {
        self.who(place, traits).next().is_some()
    }

    /// Counts the persons of a place by groups, those who have all of a group's traits, and by bins of the ladder's steps:
    /// all groups in one go.
    pub(crate) fn tally(
        &self,
        place: &str,
        groups: &[Option<Traits>],
        bin: &[usize; TOP as usize + 1],
        bins: usize,
    ) -> Vec<Tally> {
        let none = || Tally { counts: vec![[0; WEIGHTS]; bins], sampled: Steps::default() };
        let mut tallies: Vec<Tally> = groups.iter().map(|_| none()).collect();
        for person in self.who(place, 0) {
            let step = usize::from(person.step);
            let minus = person.traits & MINUS != 0;
            for (traits, tally) in groups.iter().zip(&mut tallies) {
                if traits.is_some_and(|traits| person.traits & traits == traits) {
                    add_bytes(&mut tally.counts[bin[step]], &person.weights, minus);
                    tally.sampled[step] += u32::from(person.traits & MORE == 0);
                }
            }
        }
        tallies
    }
}

impl Area {
    fn place(&self) -> String {
        format!("{:07}", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_any_size_is_counted_whole() {
        let mut data = Microdata::new(String::new(), Period { first: 2018, last: 2018 });
        let mut weights = [7; WEIGHTS];
        (weights[0], weights[1], weights[2]) = (100_000, -70_000, 0);
        assert!(data.push(56, 100, 20, 1, weights));
        let each = std::array::from_fn(|step| step);
        let tally = |data: &Microdata| data.tally("56", &[Some(1), None, Some(2)], &each, each.len());
        let tallies = tally(&data);
        assert_eq!(tallies[0].counts[20][..4], [100_000, -70_000, 0, 7]);
        assert!(tallies[1..].iter().all(|t| t.counts[20][..4] == [0; 4] && t.sampled[20] == 0));
        // Beside those whose weights are all small.
        assert!(data.push(56, 100, 20, 1, [255; WEIGHTS]));
        let tallies = tally(&data);
        assert_eq!(tallies[0].counts[20][..4], [100_255, -69_745, 255, 262]);
        assert_eq!((tallies[0].sampled[20], data.len()), (2, 2));
        assert_eq!(data.places().collect::<Vec<_>>(), ["56", "5600100"]);
        assert!(data.has("5600100", 1) && !data.has("5600100", 2) && !data.has("5600", 1));
    }

    #[test]
    fn a_person_is_small() {
        assert_eq!(size_of::<Person>(), 88);
    }
}
