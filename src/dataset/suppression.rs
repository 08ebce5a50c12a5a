//! Small cells: what must not be shown so that nobody is known by a table, and what must go with it.
//!
//! - Primary: a count of people from 1 up to, not including, the minimum, and every rate that hangs on it.
//! - Secondary: in each partition, a whole and its parts, what is hidden must not follow from what is shown. It would
//!   where one part alone is hidden, where the hidden parts together are under the minimum, or where the whole is hidden
//!   and no part is. Then the smallest part still shown goes too; of equal ones the first; the whole where no part is
//!   left. What a whole has beyond its known parts counts as a further hidden part, so that "all others" is never small.
//! - The partitions cross each other: a cell hidden for one may open another, so that they are gone through until none
//!   is open. Then every hidden cell is tested against all partitions together, see `determined`.
//!
//! It is worked out over all loaded tables as one, whenever one is added, and read wherever a cell is. Source of the rule:
//! California School Dashboard, no figures for fewer than 11 students; of complementary suppression: Federal Committee on
//! Statistical Methodology, Statistical Policy Working Paper 22.

use super::{Dataset, Dim, indicator, place};
use crate::CHARTS;
use crate::ingest::cell::{Cell, Missing};
use crate::order;
use crate::plain::plain;
use std::collections::HashMap;

/// The rule of a data package; what is left out is as in [`Suppression::default`].
#[derive(Debug, Clone, PartialEq)]
pub struct Suppression {
    /// The smallest count that is shown; 0 hides nothing.
    pub minimum: u32,
    /// Whether a count of 0 is small. By default it is not: it tells of nobody.
    pub zero: bool,
    /// The counts of people to be protected, and what hangs on each.
    pub counts: Vec<Counted>,
    /// What adds up to what.
    pub partitions: Vec<Partition>,
    /// The smallest number of sampled persons from whom a figure of microdata is shown; none where absent.
    pub sampled_persons: Option<u32>,
}

plain!(strict Suppression {
    minimum: or(Self::default().minimum), zero: sparse, counts: or(Self::default().counts),
    partitions: or(Self::default().partitions),
    sampled_persons as "sampledPersons": sparse,
});

/// A count of people and the figures about the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Indicator of the count.
    pub indicator: String,
    /// Indicators of rates and numerators that are hidden with it.
    pub rates: Vec<String>,
}

plain!(strict Counted { indicator, rates: optional });

/// A whole and its parts in one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// `place`, `sex`, `race`, `level`, `occupation` or `group`.
    pub dimension: String,
    /// Code of the whole; "" where absent. Without meaning for places.
    pub whole: String,
    /// Codes of the parts. Places need none: their codes tell what lies in what.
    pub parts: Vec<String>,
}

plain!(strict Partition { dimension, whole: sparse, parts: sparse });

impl Default for Suppression {
    /// The rule for students in California: no figures for fewer than 11, student groups by race and by sex add up to
    /// everyone, each other group and its others do, and so do schools, districts, counties and the state.
    fn default() -> Self {
        let counts: [(&str, &[&str]); 6] = [
            (indicator::COHORT, &[indicator::GRADUATION, indicator::A_G, indicator::DROPOUT]),
            (indicator::COMPLETERS, &[indicator::COLLEGE_GOING]),
            (indicator::ENROLLED, &[indicator::CHRONIC_ABSENCE]),
            (indicator::READING_3_TESTED, &[indicator::READING_3]),
            (indicator::MATH_8_TESTED, &[indicator::MATH_8]),
            (indicator::ENGLISH_11_TESTED, &[indicator::ENGLISH_11]),
        ];
        let owned = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
        let partition = |dim: Dim, parts: &[&str]| Partition {
            dimension: dim.name().to_owned(),
            whole: String::new(),
            parts: owned(parts),
        };
        let groups: [&[&str]; 8] =
            [&STUDENT_RACES, &STUDENT_SEXES, &["SD"], &["SE"], &["SF"], &["SH"], &["SM"], &["SS"]];
        let groups = groups.iter().map(|parts| partition(Dim::Group, parts));
        Self {
            minimum: 11,
            zero: false,
            counts: counts
                .iter()
                .map(|(count, rates)| Counted { indicator: (*count).to_owned(), rates: owned(rates) })
                .collect(),
            partitions: groups.chain([partition(Dim::Place, &[])]).collect(),
            sampled_persons: None,
        }
    }
}

/// Student groups by race and ethnicity, which make up everyone; the last is "not reported".
pub const STUDENT_RACES: [&str; 9] = ["RB", "RI", "RA", "RF", "RH", "RP", "RT", "RW", "RD"];

/// Student groups by sex, which make up everyone: female, male, non-binary.
pub const STUDENT_SEXES: [&str; 3] = ["GF", "GM", "GX"];

/// What tells counts of one indicator apart; a figure is the same whatever its table.
const KEY: [Dim; 7] = [Dim::Place, Dim::Period, Dim::Sex, Dim::Race, Dim::Level, Dim::Occupation, Dim::Group];

/// The indicator of the count, then each of [`KEY`], as numbers.
type Key = [u32; 8];

/// Texts as numbers, the same in all tables; 0 is "".
struct Words {
    ids: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Words {
    fn id(&mut self, text: &str) -> u32 {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.texts.len() as u32;
        self.ids.insert(text.into(), id);
        self.texts.push(text.into());
        id
    }

    /// Numbers the texts anew in their own order; the new number of each old one. What is hidden must not depend on the
    /// order of loading: two choices side by side would tell more than either.
    fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        order::sort_by(&mut order, |a, b| self.texts[*a as usize].cmp(&self.texts[*b as usize]));
        let mut new = vec![0; order.len()];
        (0..).zip(&order).for_each(|(rank, old)| new[*old as usize] = rank);
        self.texts = order.iter().map(|old| self.texts[*old as usize].clone()).collect();
        self.ids.values_mut().for_each(|id| *id = new[*id as usize]);
        new
    }
}

/// A count of people.
struct Count {
    key: Key,
    /// NaN where no table has it.
    value: f64,
    hidden: bool,
    /// Whether an agency has withheld it; its rates are then hidden too.
    withheld: bool,
}

/// A whole and those of its parts that are known, as places in the list of counts.
struct Set {
    whole: usize,
    parts: Vec<usize>,
}

impl Suppression {
    /// Why the rule cannot be used, if it cannot.
    pub(super) fn fault(&self) -> Option<String> {
        let unknown = self.partitions.iter().find(|p| !KEY.iter().any(|dim| dim.name() == p.dimension));
        unknown.map(|p| format!("suppression: nothing adds up by “{}”", p.dimension))
    }

    /// The number of the count that an indicator is or hangs on, and whether it is the count.
    fn counted(&self, indicator: &str) -> Option<(u32, bool)> {
        (0..).zip(&self.counts).find_map(|(i, c)| {
            let is_count = c.indicator == indicator;
            (is_count || c.rates.iter().any(|r| r == indicator)).then_some((i, is_count))
        })
    }

    /// Whether the rule is about anything in a table.
    pub(super) fn concerns(&self, data: &Dataset) -> bool {
        data.values(Dim::Indicator).any(|i| self.counted(i).is_some())
    }

    /// Hides what must be hidden in all tables: every figure that the rule is about, in the build that does not carry the
    /// rule's working. It shows no such figure.
    pub(super) fn apply(&self, data: &mut [&mut Dataset]) {
        if CHARTS { self.hide(data) } else { self.hide_all(data) }
    }

    /// Whatever the counts are.
    fn hide_all(&self, data: &mut [&mut Dataset]) {
        for table in data {
            let indicators = (0..table.len()).map(|row| table.text(Dim::Indicator, row));
            table.hidden = indicators.map(|i| self.counted(i).is_some()).collect();
        }
    }

    /// By the rule, in all tables as one.
    fn hide(&self, data: &mut [&mut Dataset]) {
        let mut words = Words { ids: HashMap::from([("".into(), 0)]), texts: vec!["".into()] };
        let minimum = f64::from(self.minimum);
        let mut counts: Vec<Count> = Vec::new();
        let mut figures: Vec<(Key, bool, usize, usize)> = Vec::new();
        for (at, table) in data.iter_mut().enumerate() {
            table.hidden.clear();
            let counted: Vec<_> = table.values(Dim::Indicator).map(|i| self.counted(i)).collect();
            if counted.iter().all(Option::is_none) {
                continue;
            }
            let ids = KEY.map(|dim| table.values(dim).map(|text| words.id(text)).collect::<Vec<u32>>());
            for row in 0..table.len() {
                let code = |dim: Dim| table.rows.code(dim as usize, row) as usize;
                let Some((indicator, is_count)) = counted[code(Dim::Indicator)] else { continue };
                let mut key: Key = [indicator; 8];
                for (i, dim) in KEY.into_iter().enumerate() {
                    key[i + 1] = ids[i][code(dim)];
                }
                figures.push((key, is_count, at, row));
                if is_count {
                    let cell = table.value(row);
                    let value = cell.value().unwrap_or(f64::NAN);
                    let hidden = value < minimum && (value > 0.0 || self.zero);
                    counts.push(Count { key, value, hidden, withheld: cell == Cell::Missing(Missing::Suppressed) });
                }
            }
        }
        let new = words.sort();
        for key in counts.iter_mut().map(|c| &mut c.key).chain(figures.iter_mut().map(|f| &mut f.0)) {
            key[1..].iter_mut().for_each(|id| *id = new[*id as usize]);
        }
        order::sort_by(&mut counts, |a, b| a.key.cmp(&b.key));
        // One count in several tables: known where one has it, small where one has it small.
        counts.dedup_by(|b, a| {
            let same = a.key == b.key;
            if same {
                // Of NaN and a number the number.
                a.value = a.value.min(b.value);
                a.hidden |= b.hidden;
                a.withheld |= b.withheld;
            }
            same
        });
        let sets = self.sets(&counts, &mut words);
        self.close(&mut counts, &sets);
        for (key, is_count, at, row) in figures {
            let Some(count) = find(&counts, &key).map(|i| &counts[i]) else { continue };
            if count.hidden || (count.withheld && !is_count) {
                let table = &mut data[at];
                table.hidden.resize(table.rows.rows(), false);
                table.hidden[row] = true;
            }
        }
    }

    /// Every whole with its parts.
    fn sets(&self, counts: &[Count], words: &mut Words) -> Vec<Set> {
        let mut sets = Vec::new();
        for partition in &self.partitions {
            let Some(at) = KEY.iter().position(|dim| dim.name() == partition.dimension).map(|i| i + 1) else {
                continue;
            };
            if partition.dimension == Dim::Place.name() {
                sets.append(&mut places(counts, at, words));
                continue;
            }
            let whole = words.id(&partition.whole);
            let parts: Vec<u32> = partition.parts.iter().map(|code| words.id(code)).collect();
            for (i, count) in counts.iter().enumerate().filter(|(_, c)| c.key[at] == whole && !c.value.is_nan()) {
                let of = |part: &u32| {
                    let mut key = count.key;
                    key[at] = *part;
                    find(counts, &key)
                };
                sets.push(Set { whole: i, parts: parts.iter().filter_map(of).collect() });
            }
        }
        sets
    }

    /// Hides further cells until nothing that is hidden can be worked out.
    fn close(&self, counts: &mut [Count], sets: &[Set]) {
        loop {
            let mut changed = false;
            for set in sets {
                while let Some(next) = self.next(counts, set) {
                    counts[next].hidden = true;
                    changed = true;
                }
            }
            if changed {
                continue;
            }
            let open = determined(counts, sets);
            if open.is_empty() {
                return;
            }
            // In a set of its own, else in any that has something hidden.
            let of = |set: &&Set| open.iter().any(|i| set.whole == *i || set.parts.contains(i));
            let hides = |set: &&Set| set.parts.iter().chain([&set.whole]).any(|i| counts[*i].hidden);
            let own = sets.iter().filter(of).find_map(|s| smallest(counts, s));
            let Some(next) = own.or_else(|| sets.iter().filter(hides).find_map(|s| smallest(counts, s))) else {
                return;
            };
            counts[next].hidden = true;
        }
    }

    /// The cell to hide next in a set from which something hidden could be worked out.
    fn next(&self, counts: &[Count], set: &Set) -> Option<usize> {
        let whole = &counts[set.whole];
        let known = set.parts.iter().map(|i| &counts[*i]).filter(|c| !c.value.is_nan());
        let (mut hidden, mut shown, mut all) = (0, 0.0, 0.0);
        for part in known {
            all += part.value;
            if part.hidden { hidden += 1 } else { shown += part.value }
        }
        let complete = all >= whole.value;
        let left = whole.value - shown;
        let open = if whole.hidden {
            hidden == 0 && complete
        } else {
            (left < f64::from(self.minimum) && (hidden > 0 || left > 0.0)) || (hidden == 1 && complete)
        };
        if open { smallest(counts, set) } else { None }
    }
}

fn find(counts: &[Count], key: &Key) -> Option<usize> {
    counts.binary_search_by(|c| c.key.cmp(key)).ok()
}

/// The smallest part that is shown and not 0, the first of equals; the whole where there is none.
fn smallest(counts: &[Count], set: &Set) -> Option<usize> {
    let mut found: Option<usize> = None;
    for part in &set.parts {
        let count = &counts[*part];
        if !count.hidden && count.value > 0.0 && found.is_none_or(|f| count.value < counts[f].value) {
            found = Some(*part);
        }
    }
    found.or_else(|| (!counts[set.whole].hidden).then_some(set.whole))
}

/// Each place with those that lie in it: a part belongs to the nearest places around it that have the same figure.
fn places(counts: &[Count], at: usize, words: &Words) -> Vec<Set> {
    let within: Vec<Vec<u32>> = words
        .texts
        .iter()
        .map(|code| place::around(code).iter().filter_map(|p| words.ids.get(&**p).copied()).collect())
        .collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (i, count) in counts.iter().enumerate() {
        let code = count.key[at] as usize;
        let mut nearest = false;
        for place in &within[code] {
            let mut key = count.key;
            key[at] = *place;
            let metro = place::kind(&words.texts[*place as usize]) == "metro";
            if let Some(whole) = find(counts, &key).filter(|w| !nearest && !counts[*w].value.is_nan()) {
                // Places of one kind make up a whole; counties do, and so do areas of microdata.
                pairs.push((whole, words.texts[code].len(), i));
                // A metropolitan area lies beside the states, not between them and their counties.
                nearest = !metro;
            }
        }
    }
    order::sort_by(&mut pairs, |a, b| a.cmp(b));
    let mut sets: Vec<Set> = Vec::new();
    let mut last = None;
    for (whole, kind, part) in pairs {
        if last != Some((whole, kind)) {
            sets.push(Set { whole, parts: Vec::new() });
            last = Some((whole, kind));
        }
        if let Some(set) = sets.last_mut() {
            set.parts.push(part);
        }
    }
    sets
}

/// The hidden cells that follow from all partitions together. Each set is an equation, its hidden cells the unknowns;
/// a cell is determined where no change of the unknowns that leaves every equation as it is changes it. A random change
/// is projected onto those (by conjugate gradients on the equations), and what does not move is determined.
fn determined(counts: &[Count], sets: &[Set]) -> Vec<usize> {
    const STILL: f64 = 1e-6;
    let mut equations: Vec<Vec<(usize, f64)>> = Vec::new();
    for set in sets {
        let known = |i: &usize| Some(counts[*i].value).filter(|v| !v.is_nan());
        // A whole with more than its known parts leaves their sum open.
        if set.parts.iter().filter_map(known).sum::<f64>() < counts[set.whole].value {
            continue;
        }
        let signed = set.parts.iter().map(|i| (*i, 1.0)).chain([(set.whole, -1.0)]);
        let unknown: Vec<(usize, f64)> = signed.filter(|(i, _)| counts[*i].hidden).collect();
        if !unknown.is_empty() {
            equations.push(unknown);
        }
    }
    // Any fixed sequence without a pattern will do.
    let mut seed = 0x2545_f491_u32;
    let mut change: Vec<f64> = counts
        .iter()
        .map(|count| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if count.hidden { 0.5 + f64::from(seed >> 8) / f64::from(1 << 24) } else { 0.0 }
        })
        .collect();
    let of_equations =
        |x: &[f64]| -> Vec<f64> { equations.iter().map(|e| e.iter().map(|(i, sign)| sign * x[*i]).sum()).collect() };
    let square = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>();
    let mut rest = of_equations(&change);
    let mut step = rest.clone();
    let mut size = square(&rest);
    let enough = size * 1e-24;
    // In exact arithmetic as many rounds as equations would do.
    for _ in 0..4 * equations.len() {
        if size <= enough {
            break;
        }
        let mut along = vec![0.0; counts.len()];
        for (equation, s) in equations.iter().zip(&step) {
            for (i, sign) in equation {
                along[*i] += sign * s;
            }
        }
        let length = size / square(&along);
        change.iter_mut().zip(&along).for_each(|(c, a)| *c -= length * a);
        rest = of_equations(&change);
        let next = square(&rest);
        let ratio = next / size;
        step.iter_mut().zip(&rest).for_each(|(s, r)| *s = r + ratio * *s);
        size = next;
    }
    let still = |i: &usize| counts[*i].hidden && change[*i].abs() < STILL;
    (0..counts.len()).filter(still).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Settings, read};

    /// Made-up figures.
    #[test]
    fn the_build_without_the_rules_working_shows_nothing_that_the_rule_is_about() {
        let file = b"place,period,indicator,value,source\n06037,2020,cohort,500,x\n06037,2020,graduation_rate,0.9,x\n\
                     06037,2020,adults,7,x\n";
        let (mut data, _) = read(file, Settings::default()).unwrap();
        Suppression::default().hide_all(&mut [&mut data]);
        let shown: Vec<Cell> = (0..data.len()).map(|row| data.value(row)).collect();
        let hidden = Cell::Missing(Missing::Suppressed);
        assert_eq!(shown, [hidden, hidden, Cell::Value(7.0)]);
    }
}
