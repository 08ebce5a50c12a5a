//! One result, several forms: a scene to paint and to point at, a sentence, a table. All from the same answer, so that
//! they cannot disagree.

pub mod describe;
pub mod explain;
pub mod geo;
pub mod projection;
pub mod scene;
pub mod spec;
pub mod words;

mod attainment;
mod axis;
mod earnings;
mod gap;
mod jobs;
mod map;
mod pipeline;
mod scatter;
mod scenario;
mod skills_gap;
mod stage;
mod trend;

use crate::WHOLE;
use crate::dataset::level::Level;
use crate::draw::theme::Theme;
use crate::error::{Error, Result};
use crate::measures::estimate::{self, Estimate};
use crate::measures::figures::Figures;
use crate::measures::{Answer, Group, Item, Measure};
use crate::number;
pub use map::Join;
#[cfg_attr(
    not(all(target_arch = "wasm32", feature = "whole")),
    allow(unused_imports, reason = "columns come from a page")
)]
pub(crate) use scatter::{Columns, Texts};
use scene::{Mark, Scene};
pub use spec::{ChartSpec, Kind, LayoutOptions, Steps};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use words::{Locale, Unit};

/// An answer to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Shared with every view: a map's has thousands of items.
    answer: Arc<Answer>,
    kind: Kind,
    map: Option<Arc<map::Map>>,
    points: Option<Arc<scatter::Points>>,
}

/// A chart of one size, language and theme.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Marks in their places.
    pub scene: Scene,
    /// The colours to paint them in.
    pub theme: Theme,
    /// Device pixels to a CSS pixel.
    pub pixel_ratio: f64,
    /// Language.
    pub locale: Locale,
    answer: Arc<Answer>,
    kind: Kind,
    map: Option<Arc<map::Map>>,
    points: Option<Arc<scatter::Points>>,
}

impl Chart {
    /// A chart of an answer. It needs no catalog.
    ///
    /// # Errors
    /// `bad-spec` where this kind of chart cannot show this measure.
    pub fn new(answer: Answer, spec: &ChartSpec) -> Result<Self> {
        Self::build(Arc::new(answer), spec, None)
    }

    /// A chart with the shapes of its places, which a map needs: a GeoJSON or TopoJSON file.
    ///
    /// # Errors
    /// `bad-spec` where this kind of chart cannot show this measure, or a map has no shapes; `bad-geometry` where the
    /// file cannot be read or none of its shapes is of a place of the answer.
    pub fn with_shapes(answer: Answer, spec: &ChartSpec, shapes: Option<&[u8]>) -> Result<Self> {
        // Where no map is known, no shapes are read.
        let shapes = shapes.filter(|_| Kind::Map.is_known()).map(geo::Shapes::read).transpose()?;
        Self::build(Arc::new(answer), spec, shapes.as_ref())
    }

    /// A map of an answer with shapes that were read before.
    ///
    /// # Errors
    /// As [`Chart::with_shapes`].
    pub fn of_shapes(answer: Arc<Answer>, spec: &ChartSpec, shapes: &geo::Shapes) -> Result<Self> {
        Self::build(answer, spec, Some(shapes))
    }

    /// A scatter of columns: for points by the thousand, which as items of an answer would cost more than to draw them.
    ///
    /// # Errors
    /// `bad-spec` for another kind of chart, and where the columns do not hold a figure a place and period, for two
    /// periods; `no-data` where no place has both.
    pub fn of_figures(mut figures: Figures, group: Group, spec: &ChartSpec) -> Result<Self> {
        if spec.chart != Some(Kind::Scatter) {
            return Err(Error::spec("chart", "columns are shown as a scatter"));
        }
        let mut answer = Answer::new(Measure::Trend, &figures.level);
        answer.sources = std::mem::take(&mut figures.sources);
        answer.notes = std::mem::take(&mut figures.notes);
        Self::of_columns(scatter::Columns::of_figures(figures, group), answer, spec)
    }

    /// The same of columns that an answer without items has the sources of.
    pub(crate) fn of_columns(columns: scatter::Columns, answer: Answer, spec: &ChartSpec) -> Result<Self> {
        let points = Some(Arc::new(scatter::Points::new(columns, spec)?));
        Ok(Self { answer: Arc::new(answer), kind: Kind::Scatter, map: None, points })
    }

    fn build(answer: Arc<Answer>, spec: &ChartSpec, shapes: Option<&geo::Shapes>) -> Result<Self> {
        let asked = spec.chart.or_else(|| Kind::of(answer.measure));
        let Some(kind) = asked.filter(|kind| kind.can_show(&answer)) else {
            let message = format!("no chart “{}” shows this result", asked.map_or(answer.measure.name(), Kind::name));
            return Err(Error::spec("chart", message));
        };
        check(&answer)?;
        let map = match (kind, shapes) {
            _ if !Kind::Map.is_known() => None,
            (Kind::Map, Some(shapes)) => Some(Arc::new(map::Map::new(&answer, spec, shapes)?)),
            (Kind::Map, None) => return Err(Error::spec("shapes", "a map needs the shapes of its places")),
            _ => None,
        };
        let points = if WHOLE && kind == Kind::Scatter {
            Some(Arc::new(scatter::Points::of_answer(&answer, spec)?))
        } else {
            None
        };
        Ok(Self { answer, kind, map, points })
    }

    /// How the places of a map and its shapes found each other.
    #[must_use]
    pub fn join(&self) -> Option<&Join> {
        self.map.as_ref().map(|m| &m.join)
    }

    /// Places everything for a width.
    ///
    /// # Errors
    /// `bad-spec` for a size or a theme that cannot be used.
    pub fn layout(&self, options: &LayoutOptions) -> Result<View> {
        let theme = options.theme.resolve()?;
        let (width, pixel_ratio) = options.checked()?;
        let locale = Locale::from_tag(&options.locale);
        let frame = Frame { width, height: options.height, stage: options.theme.is_projector(), locale };
        let mut scene = match self.kind {
            // Never asked for; so the build that does not know them carries none of their code.
            kind if !kind.is_known() => Scene::default(),
            Kind::Attainment => attainment::layout(&self.answer, &frame),
            Kind::Trend => trend::layout(&self.answer, &frame),
            Kind::Gap => gap::layout(&self.answer, &frame),
            Kind::Jobs => jobs::layout(&self.answer, &frame),
            Kind::Scenario => scenario::layout(&self.answer, &frame),
            Kind::SkillsGap => skills_gap::layout(&self.answer, &frame),
            Kind::Pipeline => pipeline::layout(&self.answer, &frame),
            Kind::Earnings => earnings::layout(&self.answer, &frame),
            Kind::Map => self.map.as_ref().map_or_else(Scene::default, |m| m.layout(&frame)),
            Kind::Scatter => self.points.as_ref().map_or_else(Scene::default, |p| p.layout(&frame)),
        };
        for (id, mark) in scene.marks.iter_mut().enumerate() {
            mark.id = id;
        }
        let (answer, map, points) = (Arc::clone(&self.answer), self.map.clone(), self.points.clone());
        Ok(View { scene, theme, pixel_ratio, locale, answer, kind: self.kind, map, points })
    }
}

impl View {
    /// The chart in words.
    #[must_use]
    pub fn describe(&self) -> describe::Description {
        let mut words = describe::describe(&self.answer, self.words(), self.locale, &self.theme);
        if let Some(map) = self.map.as_ref().filter(|_| Kind::Map.is_known()) {
            map.describe(&self.answer, self.locale, &self.theme, &mut words);
        }
        words
    }

    /// The chart as a table.
    #[must_use]
    pub fn table(&self) -> describe::Table {
        let mut words = self.words();
        // A row a figure: of thousands it takes longer than all the words, so it is made only here.
        (words.head, words.rows) = match (self.kind, self.points.as_ref().filter(|_| WHOLE)) {
            (_, Some(points)) => points.table(&self.answer, self.locale),
            (Kind::Attainment | Kind::Trend | Kind::Gap | Kind::Map, None) => {
                describe::table_of_items(&self.answer, self.kind, self.locale)
            }
            _ => (words.head, words.rows),
        };
        describe::table(words, self.locale)
    }

    fn words(&self) -> describe::Words {
        match self.points.as_ref().filter(|_| WHOLE) {
            Some(points) => points.words(self.locale),
            None => describe::Words::of(&self.answer, self.kind, self.locale),
        }
    }

    /// Every figure on the chart, in reading order.
    #[must_use]
    pub fn marks(&self) -> Cow<'_, [Mark]> {
        self.marks_of(0..usize::MAX)
    }

    /// Those of a part of that order, as far as it goes. The words of thousands of places are made when they are asked
    /// for.
    #[must_use]
    pub fn marks_of(&self, range: Range<usize>) -> Cow<'_, [Mark]> {
        let Self { answer, scene, locale, .. } = self;
        let count = scene.spots.as_ref().map_or(scene.marks.len(), |spots| spots.centres.len());
        let range = range.start.min(count)..range.end.clamp(range.start.min(count), count);
        match (self.points.as_ref().filter(|_| WHOLE), self.map.as_ref().filter(|_| Kind::Map.is_known())) {
            (Some(points), _) => Cow::Owned(points.marks(answer, scene, range, *locale)),
            (_, Some(map)) => Cow::Owned(map.marks(answer, scene, range, *locale)),
            _ => Cow::Borrowed(&scene.marks[range]),
        }
    }

    /// The figure at a point, as [`Scene::hit`].
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<Mark> {
        let found = self.scene.hit(x, y)?;
        self.marks_of(found..found + 1).into_owned().pop()
    }
}

/// An answer may come from anywhere: a share is 0 to 1, every figure is finite, a margin is not below nought.
fn check(answer: &Answer) -> Result<()> {
    // Larger than any number of people or dollars, small enough to be added and drawn.
    const MOST: f64 = 1e12;
    let within = |what: &str, least: f64, most: f64, e: &Estimate| {
        let bad = e.value.is_some_and(|v| !(least - 1e-9..=most + 1e-9).contains(&v));
        if bad || e.moe.is_some_and(|m| !(0.0..=MOST).contains(&m)) {
            let told = |v: Option<f64>| v.map_or_else(|| "none".to_owned(), number::shortest);
            let message = format!("{what} of {} with a margin of {} cannot be shown", told(e.value), told(e.moe));
            return Err(Error::spec("result", message));
        }
        Ok(())
    };
    let items = answer.items.iter().chain(&answer.reference);
    let figures = items.flat_map(|i| i.levels.iter().chain(&i.at_or_above)).map(|f| &f.share);
    let bands = answer.jobs.iter().flat_map(|j| &j.bands).flat_map(|b| [&b.jobs, &b.adults]);
    for share in figures.chain(bands) {
        within("a share", 0.0, 1.0, share)?;
    }
    if let Some(gap) = &answer.skills_gap {
        let supply = gap.readings.first().and_then(|r| r.supply_share.value);
        for reading in &gap.readings {
            let (demand, own) = (&reading.required_share, &reading.supply_share);
            within("a share of demand", 0.0, 1.0, demand)?;
            within("a share of supply", 0.0, 1.0, own)?;
            within("a gap", -1.0, 1.0, &reading.gap_share)?;
            within("a number of people", -MOST, MOST, &reading.gap_people)?;
            let difference = demand.value.zip(own.value).map(|(d, s)| d - s);
            let other = |(a, b): (f64, f64)| (a - b).abs() > 1e-6;
            if own.value != supply || difference.zip(reading.gap_share.value).is_some_and(other) {
                return Err(Error::spec("result", "a gap is demand less the one supply of all readings"));
            }
        }
        // A claim may need more jobs than there are.
        for e in gap.claim.iter().chain(&gap.implied_share) {
            within("a claim", -MOST, MOST, e)?;
        }
    }
    for stage in &answer.pipeline {
        within("a share", 0.0, 1.0, &stage.share)?;
        within("a number of 100", 0.0, 100.0, &stage.of_hundred)?;
        within("a number of students", 0.0, MOST, &stage.base)?;
    }
    for row in &answer.earnings {
        within("earnings", 0.0, MOST, &row.earnings)?;
        row.unemployment.iter().try_for_each(|e| within("a share", 0.0, 1.0, e))?;
        row.difference.iter().try_for_each(|e| within("a difference", -MOST, MOST, e))?;
        if Level::from_code(&row.level).is_none() {
            return Err(Error::spec("result", format!("“{}” is no level of education", row.level)));
        }
    }
    for band in answer.scenario.iter().flat_map(|s| &s.rows).flat_map(|r| [&r.baseline, &r.with]) {
        if !(0.0 <= band.low && band.low <= band.value && band.value <= band.high && band.high <= 1.0 + 1e-9) {
            let [value, low, high] = [band.value, band.low, band.high].map(number::shortest);
            let message = format!("a share of {value} between {low} and {high} cannot be shown");
            return Err(Error::spec("result", message));
        }
    }
    Ok(())
}

/// What a layout has to keep to.
struct Frame {
    width: f64,
    height: Option<f64>,
    stage: bool,
    locale: Locale,
}

impl Frame {
    /// Whether the chart is for a slide: [`stage`].
    fn on_stage(&self) -> bool {
        WHOLE && self.stage && self.height.is_some()
    }
}

/// Below this width labels stand above what they name, not beside it.
const NARROW: f64 = 560.0;

/// Sizes of type in a chart, CSS pixels.
const SMALL: f64 = 13.0;
const BODY: f64 = 14.0;

/// The names of the sources of a figure, for people.
fn source_names(answer: &Answer, ids: &str) -> String {
    let named = |id: &str| {
        let known = answer.sources.iter().find(|s| s.name == id);
        known.map_or_else(|| id.to_owned(), describe::cite)
    };
    estimate::source_ids(ids).map(named).collect::<Vec<_>>().join("; ")
}

/// [`source_names`] for many figures, of which most have the same.
#[derive(Default)]
struct Sources(Vec<(String, String)>);

impl Sources {
    fn of(&mut self, answer: &Answer, ids: &str) -> String {
        if let Some((_, names)) = self.0.iter().find(|(known, _)| known == ids) {
            return names.clone();
        }
        let names = source_names(answer, ids);
        self.0.push((ids.to_owned(), names.clone()));
        names
    }
}

/// A mark of a share.
fn mark(answer: &Answer, locale: Locale, label: String, share: &Estimate, x: f64, y: f64, size: (f64, f64)) -> Mark {
    mark_of(answer, locale, (label, locale.share(share)), (share, Unit::Share), (x, y), size)
}

/// A mark as a sentence: "Los Angeles County, 2019: 33.8%, give or take 0.3 percentage points. Source: ...".
fn mark_text(locale: Locale, label: &str, value: &str, margin: &str, source: &str) -> String {
    let key = match (margin.is_empty(), source.is_empty()) {
        (false, false) => "mark",
        (true, false) => "mark.short",
        // Nothing is known of it, so that nobody has said anything.
        (_, true) => "mark.missing",
    };
    locale.fill(key, &[("label", label), ("value", value), ("margin", margin), ("source", source)])
}

/// A mark of any figure, by its label and its value in words.
fn mark_of(
    answer: &Answer,
    locale: Locale,
    (label, value): (String, String),
    (figure, unit): (&Estimate, Unit),
    (x, y): (f64, f64),
    size: (f64, f64),
) -> Mark {
    let margin = locale.margin_of(figure, unit);
    let source = source_names(answer, &figure.source);
    let text = mark_text(locale, &label, &value, &margin, &source);
    let (width, height) = size;
    Mark { id: 0, x, y, width, height, label, value, margin, source, text, place: None, rank: None }
}

/// What tells the items of an answer apart: place, group or period, whichever differ. Asked once for all of them.
#[derive(Debug, Clone, Copy)]
struct Distinct {
    places: bool,
    groups: bool,
    periods: bool,
}

impl Distinct {
    fn of(answer: &Answer) -> Self {
        let pairs = || answer.items.windows(2);
        Self {
            places: pairs().any(|pair| pair[0].place != pair[1].place),
            groups: pairs().any(|pair| pair[0].group != pair[1].group),
            periods: pairs().any(|pair| pair[0].period != pair[1].period),
        }
    }

    fn label(self, item: &Item, locale: Locale) -> String {
        let mut parts = Vec::new();
        if self.places || !(self.groups || self.periods) {
            parts.push(locale.place_label(&item.place));
        }
        if self.groups {
            parts.push(locale.group_or_everyone(&item.group));
        }
        if self.periods {
            parts.push(locale.period(&item.period));
        }
        parts.join(", ")
    }
}

/// What tells a line apart from the others: as [`Distinct`], without the period.
fn distinct_series(answer: &Answer, item: &Item, locale: Locale) -> String {
    let first = &answer.items[0];
    let places = answer.items.iter().any(|i| i.place != first.place);
    let group = locale.group(&item.group);
    if group.is_empty() {
        return locale.place_label(&item.place);
    }
    if places { format!("{}, {group}", locale.place_label(&item.place)) } else { group }
}

/// Everything that is known of an item, for a mark that stands alone.
fn full_label(item: &Item, locale: Locale) -> String {
    let group = locale.group(&item.group);
    let mut parts = vec![locale.place_label(&item.place)];
    if !group.is_empty() {
        parts.push(group);
    }
    parts.push(locale.period(&item.period));
    parts.join(", ")
}
