//! Levels of education as intervals on one ladder, so that a level of one table can be put together from the cells of
//! another: "bachelor's or higher" is whatever tiles its part of the ladder.

/// The 24 steps of Census table B15003, the finest that the Census Bureau publishes, in the order of its lines.
pub const STEPS: [&str; 24] = [
    "no_schooling",
    "nursery_school",
    "kindergarten",
    "grade_1",
    "grade_2",
    "grade_3",
    "grade_4",
    "grade_5",
    "grade_6",
    "grade_7",
    "grade_8",
    "grade_9",
    "grade_10",
    "grade_11",
    "grade_12_no_diploma",
    "high_school_diploma",
    "ged_or_alternative",
    "some_college_under_1_year",
    "some_college_1_year_or_more",
    "associate",
    "bachelors",
    "masters",
    "professional",
    "doctorate",
];

/// The step of [`STEPS`] at which high school is finished.
pub const HIGH_SCHOOL: usize = 15;

/// Intervals with a name of their own, each from a first to a last step.
const NAMED: [(&str, u8, u8); 17] = [
    ("total", 0, 23),
    ("less_than_9th_grade", 0, 10),
    ("grade_9_to_12_no_diploma", 11, 14),
    ("less_than_high_school", 0, 14),
    ("high_school", 15, 16),
    ("some_college", 17, 18),
    ("some_college_or_associate", 17, 19),
    ("graduate", 21, 23),
    ("doctoral_or_professional", 22, 23),
    ("high_school_or_less", 0, 16),
    ("less_than_associate", 0, 18),
    ("less_than_bachelors", 0, 19),
    ("high_school_to_associate", 15, 19),
    ("high_school_or_higher", 15, 23),
    ("some_college_or_higher", 17, 23),
    ("associate_or_higher", 19, 23),
    ("bachelors_or_higher", 20, 23),
];

/// A stretch of the ladder of education, first and last step included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    first: u8,
    last: u8,
}

impl Level {
    /// Everyone.
    pub const TOTAL: Self = Self { first: 0, last: TOP };

    /// Any education after high school.
    pub const SOME_COLLEGE_OR_HIGHER: Self = Self { first: 17, last: TOP };

    /// A bachelor's degree or higher, the level a question means unless it names another.
    pub const BACHELORS_OR_HIGHER: Self = Self { first: 20, last: TOP };

    /// The level of a code, `bachelors_or_higher` say.
    ///
    /// ```
    /// use common_measure::dataset::level::Level;
    /// let level = Level::from_code("some_college_or_associate").unwrap();
    /// assert_eq!(level.code(), Some("some_college_or_associate"));
    /// assert!(Level::from_code("wizard").is_none());
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some((_, first, last)) = NAMED.iter().find(|(name, ..)| *name == code) {
            return Some(Self { first: *first, last: *last });
        }
        STEPS.iter().position(|step| *step == code).map(|i| Self { first: i as u8, last: i as u8 })
    }

    /// The level's code, where it has one.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        if self.first == self.last {
            return Some(STEPS[usize::from(self.first)]);
        }
        NAMED.iter().find(|(_, first, last)| (*first, *last) == (self.first, self.last)).map(|(name, ..)| *name)
    }

    /// From a first to a last step, where `first <= last`.
    pub(crate) fn between(first: u8, last: u8) -> Self {
        debug_assert!(first <= last && last <= TOP);
        Self { first, last }
    }

    /// This step and all above.
    pub(crate) fn from_step(first: u8) -> Self {
        Self { first, last: TOP }
    }

    pub(crate) fn first(self) -> u8 {
        self.first
    }

    pub(crate) fn last(self) -> u8 {
        self.last
    }

    /// Whether the other level lies inside this one.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether it reaches to the top of the ladder without being the whole.
    #[must_use]
    pub fn is_at_or_above(self) -> bool {
        self.last == TOP && self.first > 0
    }
}

/// The last step of the ladder.
pub(crate) const TOP: u8 = 23;

/// Where charts may cut the ladder: the first steps of high school, some college, associate, bachelor's, graduate.
pub(crate) const CUTS: [u8; 5] = [15, 17, 19, 20, 21];

/// Splits a level into the fewest of `cells` that tile it without gap or overlap; `None` where they cannot.
/// A cell that is the level itself is the shortest tiling.
pub(crate) fn tile(level: Level, cells: &[Level]) -> Option<Vec<usize>> {
    // best[k]: fewest cells from the level's first step up to, not including, step k.
    let (first, end) = (usize::from(level.first), usize::from(level.last) + 1);
    let mut best: [Option<(usize, usize)>; STEPS.len() + 1] = [None; STEPS.len() + 1];
    best[first] = Some((0, usize::MAX));
    for at in first..end {
        let Some((used, _)) = best[at] else { continue };
        for (i, cell) in cells.iter().enumerate() {
            let to = usize::from(cell.last) + 1;
            if usize::from(cell.first) == at && to <= end && best[to].is_none_or(|(n, _)| used + 1 < n) {
                best[to] = Some((used + 1, i));
            }
        }
    }
    let mut tiles = Vec::new();
    let mut at = end;
    while at > first {
        let (_, cell) = best[at]?;
        tiles.push(cell);
        at = usize::from(cells[cell].first);
    }
    tiles.reverse();
    Some(tiles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(codes: &[&str]) -> Vec<Level> {
        codes.iter().map(|c| Level::from_code(c).unwrap()).collect()
    }

    #[test]
    fn every_code_reads_back() {
        for code in STEPS.iter().copied().chain(NAMED.map(|(name, ..)| name)) {
            assert_eq!(Level::from_code(code).and_then(Level::code), Some(code));
        }
    }

    #[test]
    fn tiles_without_gap_or_overlap() {
        let usda =
            levels(&["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"]);
        let at = |code| tile(Level::from_code(code).unwrap(), &usda);
        assert_eq!(at("some_college_or_higher"), Some(vec![2, 3]));
        assert_eq!(at("total"), Some(vec![0, 1, 2, 3]));
        assert_eq!(at("bachelors_or_higher"), Some(vec![3]));
        assert_eq!(at("associate_or_higher"), None, "the associate degree is inside a wider cell");
    }

    #[test]
    fn a_published_cell_wins_over_a_sum() {
        let cells = levels(&["bachelors", "graduate", "bachelors_or_higher"]);
        assert_eq!(tile(Level::BACHELORS_OR_HIGHER, &cells), Some(vec![2]));
    }
}
