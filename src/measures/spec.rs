//! A question: what to measure, where, when, for whom.

use crate::dataset::microdata::{AGES, EMPLOYMENTS, NATIVITIES, SEXES};
use crate::dataset::{RACES, level::Level, period::Period, place};
use crate::error::{Error, Result};
use crate::measures::scenario::Setup;
use crate::plain::{Faults, FromPlain, Plain, ToPlain, plain};
use crate::{CHARTS, WHOLE};

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Share and number of people at each level of education, and at or above it.
    Attainment,
    /// A level over the periods.
    Trend,
    /// A level between groups or places.
    Gap,
    /// Jobs by the education they ask for, beside the adults of the same area.
    Jobs,
    /// Demand for a level less its supply, by several readings of demand.
    SkillsGap,
    /// How many of 100 young people reach each stage.
    Pipeline,
    /// Median earnings and unemployment by level.
    Earnings,
    /// Figures of one indicator as they are published.
    Published,
    /// Where the indicators of the agenda stand against their targets.
    Progress,
    /// What if: adults 25 to 64 by level in the years to come, with and without contributions.
    Scenario,
}

plain!(
    enum Measure {
        Attainment = "attainment",
        Trend = "trend",
        Gap = "gap",
        Jobs = "jobs",
        SkillsGap = "skills_gap",
        Pipeline = "pipeline",
        Earnings = "earnings",
        Published = "published",
        Progress = "progress",
        Scenario = "scenario",
    }
);

impl Measure {
    /// Whether this build of the crate measures it; progress is the whole's, and some others need the feature `charts`.
    #[must_use]
    pub fn is_known(self) -> bool {
        match self {
            Self::Pipeline | Self::Earnings | Self::Scenario => CHARTS,
            Self::Progress => WHOLE,
            _ => true,
        }
    }
}

/// One value or several, as JSON allows both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOrMany {
    /// One value.
    One(String),
    /// Several, in the order in which they are to be shown.
    Many(Vec<String>),
}

impl ToPlain for OneOrMany {
    fn to_plain(&self) -> Plain {
        match self {
            Self::One(one) => one.to_plain(),
            Self::Many(many) => many.to_plain(),
        }
    }
}

impl FromPlain for OneOrMany {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        // A number has lost its leading zeros before it gets here.
        match value {
            Plain::Text(one) => Self::One(one),
            Plain::List(_) => Self::Many(Vec::from_plain(value, faults)),
            _ => {
                faults.needed("a string or an array of strings");
                Self::Many(Vec::new())
            }
        }
    }
}

plain!(by_hand OneOrMany);

impl OneOrMany {
    /// The values as a list.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// People told apart; `None` means everyone. All but sex and race only microdata can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// `male` or `female`.
    pub sex: Option<String>,
    /// A code of [`RACES`].
    pub race: Option<String>,
    /// A code of [`AGES`].
    pub age: Option<String>,
    /// A code of [`NATIVITIES`].
    pub nativity: Option<String>,
    /// A code of [`EMPLOYMENTS`].
    pub employment: Option<String>,
}

plain!(Group { sex, race, age: sparse, nativity: sparse, employment: sparse });

impl Group {
    /// Whether it is everyone.
    #[must_use]
    pub fn is_everyone(&self) -> bool {
        *self == Self::default()
    }

    /// Whether everyone in `other` is in this group too.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        let nested = |own, other| own == Some("white") && other == Some("white_nh");
        let mut parts = self.parts().into_iter().zip(other.parts());
        parts.all(|(own, other)| own.is_none() || own == other || nested(own, other))
    }

    /// Each dimension's code: sex, race, age, nativity, employment.
    pub(super) fn parts(&self) -> [Option<&str>; 5] {
        [&self.sex, &self.race, &self.age, &self.nativity, &self.employment].map(Option::as_deref)
    }

    /// The codes that it is told apart by.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.parts().into_iter().flatten()
    }

    /// Whether published tables tell it apart.
    pub(super) fn is_of_tables(&self) -> bool {
        self.parts()[2..].iter().all(Option::is_none)
    }

    /// The same with "total" as everyone, and every other code checked.
    fn checked(mut self) -> Result<Self> {
        let dims: [(&'static str, &mut Option<String>, &[&str]); 5] = [
            ("sex", &mut self.sex, &SEXES),
            ("race", &mut self.race, &RACES),
            ("age", &mut self.age, &AGES),
            ("nativity", &mut self.nativity, &NATIVITIES),
            ("employment", &mut self.employment, &EMPLOYMENTS),
        ];
        for (field, code, known) in dims {
            *code = code.take().filter(|c| c != "total");
            if let Some(code) = code
                && !known.contains(&code.as_str())
            {
                return Err(Error::spec(field, format!("“{code}” is not one of {}", known.join(", "))));
            }
        }
        Ok(self)
    }
}

/// What a gap is measured against; what is absent is as in the spec.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// All others of the place, in the place of one group.
    pub others: bool,
    /// Another place.
    pub place: Option<String>,
    /// Another sex.
    pub sex: Option<String>,
    /// Another race.
    pub race: Option<String>,
    /// Another age band.
    pub age: Option<String>,
    /// Another nativity.
    pub nativity: Option<String>,
    /// Another employment status.
    pub employment: Option<String>,
}

plain!(strict Reference {
    others: sparse, place: sparse, sex: sparse, race: sparse, age: sparse, nativity: sparse, employment: sparse,
});

impl Reference {
    /// The group that it names, the rest being as in the spec.
    pub(super) fn group(&self, spec: &Spec) -> Result<Group> {
        let or = |own: &Option<String>, of_spec: &Option<String>| own.clone().or_else(|| of_spec.clone());
        let group = Group {
            sex: or(&self.sex, &spec.sex),
            race: or(&self.race, &spec.race),
            age: or(&self.age, &spec.age),
            nativity: or(&self.nativity, &spec.nativity),
            employment: or(&self.employment, &spec.employment),
        };
        group.checked()
    }
}

/// A dimension to tell people apart by, or the parts of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Men and women.
    Sex,
    /// Race and Hispanic origin.
    Race,
    /// Age bands.
    Age,
    /// Native and foreign born.
    Nativity,
    /// Employed, unemployed, not in the labor force.
    Employment,
    /// Public Use Microdata Areas of a state.
    Puma,
    /// Counties of a state, or of the nation; attainment of one level in one period.
    County,
    /// Census tracts of a county; likewise.
    Tract,
}

plain!(
    enum By {
        Sex = "sex",
        Race = "race",
        Age = "age",
        Nativity = "nativity",
        Employment = "employment",
        Puma = "puma",
        County = "county",
        Tract = "tract",
    }
);

impl By {
    /// Whether it is parts of a place, not groups of people.
    pub(super) fn is_of_places(self) -> bool {
        matches!(self, Self::Puma | Self::County | Self::Tract)
    }

    /// Whether this build of the crate tells apart by it, as [`Measure::is_known`].
    pub(super) fn is_known(self) -> bool {
        WHOLE || !self.is_of_places()
    }
}

/// What a skills gap assumes; a default where absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assumptions {
    /// `25_and_over`, or `25_to_64`, for which a table of that age or microdata must be loaded.
    pub population: Option<String>,
    /// Part of the adults, 0 to 1, that takes part in the labor market; all of them where absent.
    pub participation: Option<f64>,
    /// Share of the jobs, 0 to 1, that need the level, in place of the published share.
    pub required_share: Option<f64>,
    /// `base`: jobs as counted; `projected`: jobs at the end of the newest projection.
    pub period: Option<String>,
}

plain!(strict Assumptions { population, participation, required_share, period });

/// A question. JSON with these names in lower case; unknown fields are refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What to measure.
    pub measure: Measure,
    /// FIPS or GEOID of a place, or several; the package's default place where absent.
    pub place: Option<OneOrMany>,
    /// A period, or several; the newest with data where absent.
    pub period: Option<OneOrMany>,
    /// A level of education; a bachelor's degree or higher where absent.
    pub level: Option<String>,
    /// Only this sex.
    pub sex: Option<String>,
    /// Only this race.
    pub race: Option<String>,
    /// Only this age band.
    pub age: Option<String>,
    /// Only this nativity.
    pub nativity: Option<String>,
    /// Only this employment status.
    pub employment: Option<String>,
    /// Every group of a dimension.
    pub by: Option<By>,
    /// What a gap is measured against; the group with the highest share where absent.
    pub reference: Option<Reference>,
    /// The definition of a gap; percentage points where absent.
    pub definition: Option<super::gap::Definition>,
    /// The table to ask, where more than one could answer.
    pub data: Option<String>,
    /// Student group of a pipeline (`RH`), or several; everyone where absent.
    pub group: Option<OneOrMany>,
    /// What a skills gap assumes.
    pub assumptions: Option<Assumptions>,
    /// Which indicator's published figures are asked for.
    pub indicator: Option<String>,
    /// What a scenario sets.
    pub scenario: Option<Setup>,
}

plain!(strict Spec {
    measure, place: sparse, period: sparse, level: sparse, sex: sparse, race: sparse, age: sparse, nativity: sparse,
    employment: sparse, by: sparse, reference: sparse, definition: sparse, data: sparse, group: sparse,
    assumptions: sparse, indicator: sparse, scenario: charts,
});

impl Spec {
    /// A question of one measure with everything else left to its default.
    #[must_use]
    pub fn new(measure: Measure) -> Self {
        Self {
            measure,
            place: None,
            period: None,
            level: None,
            sex: None,
            race: None,
            age: None,
            nativity: None,
            employment: None,
            by: None,
            reference: None,
            definition: None,
            data: None,
            group: None,
            assumptions: None,
            indicator: None,
            scenario: None,
        }
    }

    /// The attainment of a place in the newest period.
    #[must_use]
    pub fn attainment(place: &str) -> Self {
        Self { place: Some(OneOrMany::One(place.to_owned())), ..Self::new(Measure::Attainment) }
    }

    /// Reads a question from JSON text.
    ///
    /// # Errors
    /// `bad-spec` with what is wrong.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Error::spec("spec", e.to_string()))
    }

    /// The places asked for, in their usual form.
    pub(super) fn places(&self, default: Option<&str>) -> Result<Vec<String>> {
        match &self.place {
            Some(places) if places.as_slice().is_empty() => Err(Error::spec("place", "no place is named")),
            Some(places) => Ok(places.as_slice().iter().map(|p| place::normalise(p)).collect()),
            None => match default {
                Some(place) => Ok(vec![place.to_owned()]),
                None => Err(Error::spec("place", "no place is named, and the data package has no default")),
            },
        }
    }

    /// The periods asked for; empty means the newest.
    pub(super) fn periods(&self) -> Result<Vec<Period>> {
        let Some(periods) = &self.period else { return Ok(Vec::new()) };
        let parse = |p: &String| {
            Period::parse(p)
                .ok_or_else(|| Error::spec("period", format!("“{p}” is neither a year nor a span of years")))
        };
        periods.as_slice().iter().map(parse).collect()
    }

    pub(super) fn level(&self) -> Result<Level> {
        match &self.level {
            None => Ok(Level::BACHELORS_OR_HIGHER),
            Some(code) => Level::from_code(code)
                .filter(|l| *l != Level::TOTAL)
                .ok_or_else(|| Error::spec("level", format!("“{code}” is no level of education"))),
        }
    }

    pub(super) fn group(&self) -> Result<Group> {
        Reference::default().group(self)
    }

    /// Refuses groups of adults for a measure that has figures for everyone alone.
    pub(super) fn of_everyone(&self, measure: &str) -> Result<()> {
        if self.group()?.is_everyone() && self.by.is_none() && self.reference.is_none() {
            return Ok(());
        }
        Err(Error::spec("measure", format!("{measure} does not tell adults apart")))
    }
}
