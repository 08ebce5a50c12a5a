//! What to show and how large; no pixel is placed here.

use crate::draw::theme::Theme;
use crate::error::{Error, Result};
use crate::measures::{Answer, Item, Measure};
use crate::plain::{Faults, Fields, FromPlain, Plain, ToPlain, plain};
use crate::{CHARTS, WHOLE};

/// A kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stacked bars of the levels of education, a bar a place, period or group.
    Attainment,
    /// A line a place or group, a point a period.
    Trend,
    /// A dot a group or place, with a whisker for its margin.
    Gap,
    /// Two bars a level: jobs that ask for it, adults who have it.
    Jobs,
    /// Two lines into the future with their bands, and a bar of what adds up to the target.
    Scenario,
    /// A dot a reading of demand, tied to the line of supply.
    SkillsGap,
    /// A bar out of 100 a stage, place and group.
    Pipeline,
    /// A bar a level of education, with the step from the one below; unemployment beside it.
    Earnings,
    /// Places coloured by the share at the level asked about; it needs their shapes.
    Map,
    /// A point a place: the share of an earlier period across, of a later one up.
    Scatter,
}

plain!(
    enum Kind {
        Attainment = "attainment",
        Trend = "trend",
        Gap = "gap",
        Jobs = "jobs",
        Scenario = "scenario",
        SkillsGap = "skills_gap",
        Pipeline = "pipeline",
        Earnings = "earnings",
        Map = "map",
        Scatter = "scatter",
    }
);

/// How a map's shares are cut into classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Steps {
    /// As many places in each.
    #[default]
    Quantile,
    /// As many percentage points in each.
    Equal,
}

plain!(
    enum Steps {
        Quantile = "quantile",
        Equal = "equal",
    }
);

impl Kind {
    /// The kind that shows a measure best; none for figures as published and for progress.
    #[must_use]
    pub fn of(measure: Measure) -> Option<Self> {
        Some(match measure {
            Measure::Attainment => Self::Attainment,
            Measure::Trend => Self::Trend,
            Measure::Gap => Self::Gap,
            Measure::Scenario => Self::Scenario,
            Measure::Jobs => Self::Jobs,
            Measure::SkillsGap => Self::SkillsGap,
            Measure::Pipeline => Self::Pipeline,
            Measure::Earnings => Self::Earnings,
            Measure::Published | Measure::Progress => return None,
        })
    }

    /// Whether this build of the crate draws it, as [`Measure::is_known`].
    pub(crate) fn is_known(self) -> bool {
        match self {
            Self::Map | Self::Scatter => WHOLE,
            Self::Pipeline | Self::Earnings | Self::Scenario => CHARTS,
            _ => true,
        }
    }

    /// Whether an answer holds what this kind shows. Lines and dots also show attainment, of the level asked about.
    #[must_use]
    pub fn can_show(self, answer: &Answer) -> bool {
        if !self.is_known() {
            return false;
        }
        let level = || !answer.items.is_empty() && answer.items.iter().all(|i| i.figure(&answer.level).is_some());
        match self {
            Self::Attainment => answer.measure == Measure::Attainment && !answer.items.is_empty(),
            Self::Trend => matches!(answer.measure, Measure::Trend | Measure::Attainment) && level(),
            Self::Scatter => answer.measure == Measure::Trend && level(),
            Self::Gap => matches!(answer.measure, Measure::Gap | Measure::Attainment) && level(),
            Self::Jobs => answer.jobs.is_some(),
            Self::Scenario => answer.scenario.as_ref().is_some_and(|s| !s.rows.is_empty()),
            Self::SkillsGap => answer.skills_gap.as_ref().is_some_and(|g| !g.readings.is_empty()),
            Self::Pipeline => !answer.pipeline.is_empty(),
            Self::Earnings => !answer.earnings.is_empty(),
            // One figure a place.
            Self::Map => {
                let first = |i: &Item| answer.items.first().is_some_and(|f| f.group == i.group && f.period == i.period);
                answer.measure == Measure::Attainment && level() && answer.items.iter().all(first)
            }
        }
    }
}

/// What to show of a result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChartSpec {
    /// The kind; the one that suits the measure where absent.
    pub chart: Option<Kind>,
    /// How a map's shares are cut into classes; [`Steps::Quantile`] where absent.
    pub steps: Steps,
    /// How many classes a map has, 2 to 7; 5 where absent.
    pub classes: Option<usize>,
    /// The property of a map's shapes that holds the place's code; what joins best where absent.
    pub id: Option<String>,
    /// Codes of the places that a scatter names.
    pub mark: Vec<String>,
}

plain!(strict ChartSpec { chart, steps: optional, classes, id, mark: whole });

/// Size, language and colours of a layout.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutOptions {
    /// CSS pixels, 200 to 4,000.
    pub width: f64,
    /// CSS pixels; what the chart needs where absent, and never less.
    pub height: Option<f64>,
    /// Device pixels to a CSS pixel, 0.5 to 8.
    pub pixel_ratio: f64,
    /// `en` or `es-US`.
    pub locale: String,
    /// Colours; `projector` with a height also lays out for a slide.
    pub theme: ThemeChoice,
}

plain!(strict LayoutOptions {
    width: or(Self::default().width), height, pixel_ratio as "pixelRatio": or(Self::default().pixel_ratio),
    locale: or(Self::default().locale), theme: or(Self::default().theme),
});

impl Default for LayoutOptions {
    fn default() -> Self {
        Self {
            width: 800.0,
            height: None,
            pixel_ratio: 1.0,
            locale: "en".to_owned(),
            theme: ThemeChoice::Named("light".to_owned()),
        }
    }
}

impl LayoutOptions {
    pub(super) fn checked(&self) -> Result<(f64, f64)> {
        if !(200.0..=4000.0).contains(&self.width) {
            return Err(Error::spec("width", "a width is 200 to 4,000 CSS pixels"));
        }
        if self.height.is_some_and(|h| !(50.0..=8000.0).contains(&h)) {
            return Err(Error::spec("height", "a height is 50 to 8,000 CSS pixels"));
        }
        if !(0.5..=8.0).contains(&self.pixel_ratio) {
            return Err(Error::spec("pixelRatio", "a pixel ratio is 0.5 to 8"));
        }
        Ok((self.width, self.pixel_ratio))
    }
}

/// A built-in theme, or one with a page's own colours.
#[derive(Debug, Clone, PartialEq)]
pub enum ThemeChoice {
    /// `screen`, `light`, `dark`, `projector` or `print`.
    Named(String),
    /// A built-in theme and what replaces its colours.
    Own {
        /// The built-in theme.
        base: String,
        /// Colours by token: `paper`, `level-3`, `series-1`.
        tokens: Vec<(String, String)>,
    },
}

impl ToPlain for ThemeChoice {
    fn to_plain(&self) -> Plain {
        match self {
            Self::Named(name) => name.to_plain(),
            Self::Own { base, tokens } => {
                let mut own = Fields::default();
                own.put("base", base.to_plain());
                own.put("tokens", tokens.to_plain());
                Plain::Object(own)
            }
        }
    }
}

impl FromPlain for ThemeChoice {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Text(name) => Self::Named(name),
            own => {
                let mut own = Fields::of(own, faults);
                Self::Own { base: own.needed("base", faults), tokens: own.optional("tokens", faults) }
            }
        }
    }
}

plain!(by_hand ThemeChoice);

impl ThemeChoice {
    /// Whether it is the theme for the last row.
    pub(super) fn is_projector(&self) -> bool {
        let (Self::Named(name) | Self::Own { base: name, .. }) = self;
        name == "projector"
    }

    pub(super) fn resolve(&self) -> Result<Theme> {
        let named = |name: &str| {
            Theme::named(name)
                .ok_or_else(|| Error::spec("theme", format!("“{name}” is not screen, light, dark, projector or print")))
        };
        match self {
            Self::Named(name) => named(name),
            Self::Own { base, tokens } => Ok(named(base)?.with(tokens)),
        }
    }
}
