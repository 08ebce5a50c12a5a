//! Places coloured by the share of adults at a level: classes of the ordered ramp, hatching where the margin is wide, a
//! dashed edge where there is no figure, and beside it the ranked list.
//!
//! Shapes are projected once, for the first layout; a layout scales them and drops what a screen cannot show.

use super::geo::{self, Feature, Ring};
use super::projection::Projection;
use super::scene::{Anchor, Area, Edge, Mark, Scene, Shape};
use super::words::{self, Locale};
use super::{ChartSpec, Frame, SMALL, Sources, Steps, describe, mark_text};
use crate::dataset::place;
use crate::draw::metrics;
use crate::draw::theme::{LEVELS, Theme, Token};
use crate::error::{Error, Result};
use crate::measures::estimate::{Estimate, Reliability};
use crate::measures::{Answer, Item, Place};
use crate::number;
use crate::order;
use crate::plain::plain;
use crate::text;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A margin of so much of its estimate, or more, is shown by hatching. Census Reporter marks such figures with a dagger
/// (censusreporter.org, "at least 10 percent of the total value").
const WIDE_MARGIN: f64 = 0.1;

/// Classes where none are asked for.
const CLASSES: usize = 5;

/// Alaska's scale beside the other states.
const ALASKA: f64 = 0.35;

/// Puerto Rico's: its municipios are small.
const PUERTO_RICO: f64 = 2.0;

/// Hawaii's islands west of this longitude have no people, and would put it far out in the ocean.
const HAWAII_WEST: f64 = -161.0;

/// Space between hatching lines, CSS pixels across the slope.
const HATCH: f64 = 4.0;

/// How many places without a shape are named in a note.
const NAMED: usize = 20;

/// How places and shapes found each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// Name of the topology's object; "" in GeoJSON.
    pub layer: String,
    /// The property that held the codes; "" for the shapes' own id.
    pub key: String,
    /// Places with a shape.
    pub joined: usize,
    /// Codes of places with a figure but no shape.
    pub without_shape: Vec<String>,
    /// Ids of shapes, or their number in the file, whose place is not in the answer.
    pub without_figure: Vec<String>,
}

plain!(write Join { layer, key, joined, without_shape as "withoutShape", without_figure as "withoutFigure" });

/// One place's shape.
#[derive(Debug, Clone, PartialEq)]
struct Plot {
    /// Of the answer; `None` for a shape of no place of it.
    item: Option<usize>,
    /// The shape's own code.
    code: String,
    /// Of the shapes as they were read: a place may be in several.
    shapes: Vec<Arc<Vec<Ring>>>,
}

/// All shapes in the plane.
#[derive(Debug, Clone, PartialEq)]
struct Plane {
    /// Rings of each plot.
    plots: Vec<Vec<Ring>>,
    borders: Vec<Ring>,
    /// Left, top, right, bottom of all plots.
    bounds: [f64; 4],
}

/// Shapes and classes of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Map {
    plots: Vec<Plot>,
    /// Outlines of states by code, where counties are shown.
    borders: Vec<(String, Arc<Vec<Ring>>)>,
    /// Thousands take a while, which a page has between making a chart and its layout.
    plane: OnceLock<Plane>,
    /// Whether Alaska and the islands are moved.
    insets: bool,
    /// The share of each item of the answer, where there is one, and whether it is to be hatched.
    shares: Vec<(Option<f64>, bool)>,
    /// Items of the answer from the highest share to the lowest, and whether others have the same rank: a mark each.
    ranking: Vec<(usize, bool)>,
    /// Plots of no item, whose marks follow.
    strangers: Vec<usize>,
    classes: Classes,
    pub(super) join: Join,
}

impl Map {
    pub(super) fn new(answer: &Answer, spec: &ChartSpec, shapes: &geo::Shapes) -> Result<Self> {
        let wanted = spec.classes.unwrap_or(CLASSES);
        if !(2..=LEVELS).contains(&wanted) {
            return Err(Error::spec("classes", format!("a map has 2 to {LEVELS} classes")));
        }
        let places = geo::index(answer.items.iter().map(|i| &i.place));
        if places.len() < answer.items.len() {
            return Err(Error::spec("chart", "a map shows one figure a place"));
        }
        let layers = &shapes.layers;
        let Some((chosen, key)) = geo::best_key(layers, &places, spec.id.as_deref()) else {
            return Err(geo::refused("no-place", "none of the shapes has the code of a place of this result"));
        };

        // A file may cover more than was asked for: shapes of other states (or, of tracts, other counties) are left out.
        let digits = match answer.items.first().map(|i| i.place.kind.as_str()) {
            Some("county") if all_are(answer, "county") => 2,
            Some("tract") if all_are(answer, "tract") => 5,
            _ => 0,
        };
        let asked: Vec<&str> = {
            let mut heads: Vec<&str> = answer.items.iter().filter_map(|i| i.place.code.get(..digits)).collect();
            order::sort_by(&mut heads, |a, b| a.cmp(b));
            heads.dedup();
            heads
        };
        let in_extent = |code: &str| digits == 0 || code.get(..digits).is_some_and(|h| asked.contains(&h));

        let mut plots: Vec<Plot> = Vec::new();
        let mut plot_of: Vec<Option<usize>> = vec![None; answer.items.len()];
        let mut without_figure = Vec::new();
        for (number, feature) in layers[chosen].features.iter().enumerate() {
            let item = geo::place_of(feature, &key, &places);
            let id = feature.key(&key).map_or_else(|| format!("#{}", number + 1), place::normalise);
            if item.is_none() && !in_extent(&id) {
                continue;
            }
            if item.is_none() {
                without_figure.push(id.clone());
            }
            if feature.rings.is_empty() {
                continue;
            }
            match item.and_then(|i| plot_of[i]) {
                Some(at) => plots[at].shapes.push(Arc::clone(&feature.rings)),
                None => {
                    if let Some(i) = item {
                        plot_of[i] = Some(plots.len());
                    }
                    plots.push(Plot { item, code: id, shapes: vec![Arc::clone(&feature.rings)] });
                }
            }
        }
        // Missing ones are painted last: their dashes lie over their neighbours' edges.
        let each = answer.items.iter().map(|item| share(answer, item));
        let shares: Vec<(Option<f64>, bool)> = each.map(|share| (share.value, unsure(share))).collect();
        let missing = |p: &Plot| p.item.and_then(|i| shares[i].0).is_none();
        order::sort_by(&mut plots, |a, b| missing(a).cmp(&missing(b)));

        let layer = layers[chosen].name.clone();
        let states = layers.iter().find(|l| l.name == "states" && digits == 2);
        let state = |f: &Feature| Some((f.id.clone().filter(|id| in_extent(id))?, Arc::clone(&f.rings)));
        let borders = states.into_iter().flat_map(|l| &l.features).filter_map(state).collect();

        let insets = digits == 2 && asked.len() > 1 && asked.iter().any(|s| matches!(*s, "02" | "15" | "72"));
        let mut drawn = vec![false; answer.items.len()];
        plots.iter().filter_map(|p| p.item).for_each(|i| drawn[i] = true);
        let without_shape = answer
            .items
            .iter()
            .zip(drawn.iter().zip(&shares))
            .filter(|(_, (drawn, share))| !**drawn && share.0.is_some());
        let join = Join {
            layer,
            key,
            joined: plots.iter().filter(|p| p.item.is_some()).count(),
            without_shape: without_shape.map(|(item, _)| item.place.code.clone()).collect(),
            without_figure,
        };
        let classes = Classes::new(answer, spec.steps, wanted);
        let ranking = ranked(answer).iter().map(|one| (one.index, one.tied)).collect();
        let strangers = (0..plots.len()).filter(|at| plots[*at].item.is_none()).collect();
        Ok(Self { plots, borders, plane: OnceLock::new(), insets, shares, ranking, strangers, classes, join })
    }

    pub(super) fn layout(&self, frame: &Frame) -> Scene {
        let locale = frame.locale;
        let width = frame.width;
        let mut scene = Scene { width, ..Scene::default() };
        let top = self.legend(&mut scene, locale) + 6.0;
        let plane = self.plane.get_or_init(|| project(&self.plots, &self.borders, self.insets));
        let [left, upper, right, lower] = plane.bounds;
        let (wide, high) = ((right - left).max(1e-9), (lower - upper).max(1e-9));
        // No taller than three quarters of its width, so that it can be seen whole.
        let room = match frame.height {
            Some(height) => (height - top).max(120.0),
            None => (width * 0.75).max(340.0),
        };
        let scale = ((width - 4.0) / wide).min((room - 4.0) / high);
        let height = (high * scale + 4.0).ceil();
        scene.height = frame.height.map_or(top + height, |h| h.max(top + height));
        let shift = ((width - wide * scale) / 2.0 - left * scale, top + 2.0 - upper * scale);
        let place = |ring: &Ring| on_screen(ring, scale, shift);

        let mut order_of: Vec<usize> = vec![0; self.ranking.len()];
        for (order, (item, _)) in self.ranking.iter().enumerate() {
            order_of[*item] = order;
            // A place without a shape is in the list only.
            scene.marks.push(Mark { x: width / 2.0, y: scene.height, ..Mark::default() });
        }
        // Thousands of edges would take away what they enclose.
        let hairline = if self.plots.len() > 500 { 0.35 } else { 0.75 };
        let mut hatching: Vec<(Token, Vec<Ring>)> = Vec::new();
        for (plot, shape) in self.plots.iter().zip(&plane.plots) {
            let mut rings: Vec<Ring> = shape.iter().map(place).filter(|r| r.len() > 2).collect();
            // However small, a place does not vanish, unless all of it lies where nothing is shown.
            if let (true, Some(&(x, y))) = (rings.is_empty(), shape.iter().flatten().next()) {
                let (x, y) = (x * scale + shift.0, y * scale + shift.1);
                rings.push(vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)]);
            }
            let bounds = extent(rings.iter().flatten());
            let largest = rings.iter().max_by(|a, b| size(a).total_cmp(&size(b))).map(|r| extent(r.iter()));
            let mark = match plot.item {
                Some(item) => order_of[item],
                None => {
                    scene.marks.push(Mark::default());
                    scene.marks.len() - 1
                }
            };
            if let (Some(mark), Some([l, t, r, b])) = (scene.marks.get_mut(mark), largest) {
                (mark.x, mark.y, mark.width, mark.height) = ((l + r) / 2.0, (t + b) / 2.0, r - l, b - t);
            }
            if rings.is_empty() {
                continue;
            }
            let (value, unsure) = self.share_of(plot);
            let class = value.map(|v| self.classes.token(v));
            if let (Some(Token::Level(n)), true) = (class, unsure) {
                let on = Token::OnLevel(n);
                let at = hatching.iter().position(|(token, _)| *token == on).unwrap_or_else(|| {
                    hatching.push((on, Vec::new()));
                    hatching.len() - 1
                });
                hatch(&rings, bounds, &mut hatching[at].1);
            }
            let edge = match class {
                Some(_) => Edge { stroke: Token::Paper, width: hairline, dashed: false },
                None => Edge { stroke: Token::Missing, width: 1.0, dashed: true },
            };
            scene.areas.push(Area { mark, shape: scene.shapes.len(), bounds });
            scene.shapes.push(Shape::Polygon { rings, fill: class.unwrap_or(Token::Paper), edge: Some(edge) });
        }
        for (stroke, lines) in hatching {
            scene.shapes.push(Shape::Lines { lines, edge: Edge { stroke, width: 0.75, dashed: false } });
        }
        let closed = |ring: &Ring| {
            let mut ring = place(ring);
            ring.extend(ring.first().copied());
            ring
        };
        let borders: Vec<Ring> = plane.borders.iter().map(closed).filter(|r| r.len() > 3).collect();
        if !borders.is_empty() {
            let edge = Edge { stroke: Token::Muted, width: 1.0, dashed: false };
            scene.shapes.push(Shape::Lines { lines: borders, edge });
        }
        scene
    }

    /// Classes, hatching and dashes with what they mean; returns where the next thing may begin.
    fn legend(&self, scene: &mut Scene, locale: Locale) -> f64 {
        const SWATCH: (f64, f64) = (22.0, 13.0);
        const LINE: f64 = 21.0;
        // Half of a swatch's edge lies outside it.
        let (mut x, mut y) = (1.0, 0.0);
        for (text, kind) in self.entries(locale) {
            let text = super::axis::fit(&text, SMALL, false, scene.width - SWATCH.0 - 7.0);
            let needed = SWATCH.0 + 6.0 + metrics::width(&text, SMALL, false);
            if x > 1.0 && x + needed > scene.width {
                (x, y) = (1.0, y + LINE);
            }
            let (right, bottom) = (x + SWATCH.0, y + 3.0 + SWATCH.1);
            let box_ = vec![vec![(x, y + 3.0), (right, y + 3.0), (right, bottom), (x, bottom)]];
            let (fill, stroke, dashed) = match kind {
                Swatch::Class(token) => (token, token, false),
                Swatch::Hatched => (Token::Paper, Token::Muted, false),
                Swatch::Missing => (Token::Paper, Token::Missing, true),
            };
            let mut lines = Vec::new();
            if kind == Swatch::Hatched {
                hatch(&box_, [x, y + 3.0, right, bottom], &mut lines);
            }
            scene.shapes.push(Shape::Polygon { rings: box_, fill, edge: Some(Edge { stroke, width: 1.0, dashed }) });
            if !lines.is_empty() {
                let edge = Edge { stroke: Token::Ink, width: 0.75, dashed: false };
                scene.shapes.push(Shape::Lines { lines, edge });
            }
            scene.text(right + 6.0, y + 14.0, &text, SMALL, false, Anchor::Start, Token::Ink);
            x += needed + 16.0;
        }
        y + LINE + 2.0
    }

    fn share_of(&self, plot: &Plot) -> (Option<f64>, bool) {
        plot.item.map_or((None, false), |item| self.shares[item])
    }

    fn entries(&self, locale: Locale) -> Vec<(String, Swatch)> {
        let mut entries: Vec<(String, Swatch)> = Vec::new();
        for class in 0..self.classes.lows.len() {
            entries.push((self.classes.label(class, locale), Swatch::Class(self.classes.colour(class))));
        }
        if self.plots.iter().any(|p| self.share_of(p).1) {
            entries.push((locale.get("legend.unsure").to_owned(), Swatch::Hatched));
        }
        if self.plots.iter().any(|p| self.share_of(p).0.is_none()) {
            entries.push((locale.get("legend.missing").to_owned(), Swatch::Missing));
        }
        entries
    }

    /// Marks of a layout with their words: those of thousands of places take longer than to lay them out.
    pub(super) fn marks(&self, answer: &Answer, scene: &Scene, range: Range<usize>, locale: Locale) -> Vec<Mark> {
        let (labels, mut names) = (Labels::of(describe::codes(answer)), Sources::default());
        let worded = |id: usize| {
            let mut mark = scene.marks.get(id)?.clone();
            let Some((item, tied)) = self.ranking.get(id).copied() else {
                let plot = &self.plots[*self.strangers.get(id - self.ranking.len())?];
                (mark.label, mark.value) = (plot.code.clone(), locale.reason(None));
                mark.text = format!("{}: {}.", mark.label, mark.value);
                mark.place = Some(plot.code.clone());
                return Some(mark);
            };
            let one = Ranked { item: &answer.items[item], index: item, tied };
            let share = share(answer, one.item);
            mark.label = labels.label(&one.item.place, locale);
            (mark.value, mark.margin) = (locale.share(share), locale.margin(share));
            mark.source = names.of(answer, &share.source);
            mark.text = mark_text(locale, &mark.label, &mark.value, &mark.margin, &mark.source);
            mark.place = Some(one.item.place.code.clone());
            mark.rank = Some(one.rank(locale)).filter(|rank| !rank.is_empty());
            Some(mark)
        };
        range.filter_map(worded).collect()
    }

    /// Adds what only the map knows to its description.
    pub(super) fn describe(&self, answer: &Answer, locale: Locale, theme: &Theme, words: &mut describe::Description) {
        let entry = |(label, swatch): (String, Swatch)| {
            let token = match swatch {
                Swatch::Class(token) => token,
                Swatch::Hatched => Token::Ink,
                Swatch::Missing => Token::Missing,
            };
            describe::LegendEntry { label, color: theme.css(token) }
        };
        words.legend = self.entries(locale).into_iter().map(entry).collect();
        let without = &self.join.without_shape;
        if !without.is_empty() {
            let named = answer.items.iter().filter(|i| without.contains(&i.place.code));
            let labels = Labels::of(describe::codes(answer));
            let mut names: Vec<String> = named.take(NAMED).map(|i| labels.label(&i.place, locale)).collect();
            if without.len() > NAMED {
                names.push(locale.fill("explain.more", &[("n", &locale.count((without.len() - NAMED) as f64))]));
            }
            words.notes.push(locale.fill("note.no-shape", &[("0", &names.join("; "))]));
        }
        let idle = self.join.without_figure.len();
        if idle > 0 {
            words.notes.push(locale.fill("note.no-figure", &[("0", &locale.count(idle as f64))]));
        }
        if self.insets {
            words.notes.push(locale.get("note.insets").to_owned());
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Swatch {
    Class(Token),
    Hatched,
    Missing,
}

fn all_are(answer: &Answer, kind: &str) -> bool {
    answer.items.iter().all(|i| i.place.kind == kind)
}

/// A kind of chart that has no figure at its level is refused before it gets here.
fn share<'a>(answer: &Answer, item: &'a Item) -> &'a Estimate {
    static NONE: OnceLock<Estimate> = OnceLock::new();
    item.figure(&answer.level).map_or_else(|| NONE.get_or_init(|| Estimate::missing("not-available")), |f| &f.share)
}

/// Whether a figure is to be hatched: of low reliability, or with a margin of a tenth of it or more.
fn unsure(share: &Estimate) -> bool {
    let wide = share.value.zip(share.moe).is_some_and(|(p, m)| m > 0.0 && m >= WIDE_MARGIN * p);
    wide || share.reliability == Some(Reliability::Low)
}

/// Cuts of the shares, in tenths of a percentage point: what a reader sees in the legend is what decides.
#[derive(Debug, Clone, PartialEq)]
struct Classes {
    /// Where each class begins.
    lows: Vec<i64>,
    /// The highest share.
    high: i64,
}

impl Classes {
    fn new(answer: &Answer, steps: Steps, wanted: usize) -> Self {
        let mut values: Vec<i64> = answer.items.iter().filter_map(|i| share(answer, i).value).map(tenths).collect();
        order::sort_by(&mut values, |a, b| a.cmp(b));
        let (Some(&low), Some(&high)) = (values.first(), values.last()) else {
            return Self { lows: Vec::new(), high: 0 };
        };
        let mut lows = vec![low];
        for step in 1..wanted {
            let begins = match steps {
                Steps::Quantile => values[(step * values.len()).div_ceil(wanted).min(values.len() - 1)],
                Steps::Equal => low + ((high - low) * step as i64 + wanted as i64 - 1) / wanted as i64,
            };
            // Equal shares stay in one class.
            if lows.last().is_some_and(|last| begins > *last) {
                lows.push(begins);
            }
        }
        Self { lows, high }
    }

    fn token(&self, share: f64) -> Token {
        let value = tenths(share);
        self.colour(self.lows.iter().skip(1).filter(|low| value >= **low).count())
    }

    /// Evenly along the ramp; its lightest colour, close to the ground, only where all are needed.
    fn colour(&self, class: usize) -> Token {
        let classes = self.lows.len();
        let first = if classes < LEVELS { 2 } else { 1 };
        let steps = (classes.max(2) - 1) as f64;
        Token::Level((first as f64 + (class * (LEVELS - first)) as f64 / steps).round() as u8)
    }

    fn label(&self, class: usize, locale: Locale) -> String {
        let low = self.lows[class];
        let high = self.lows.get(class + 1).map_or(self.high, |next| next - 1);
        let percent = |t: i64| locale.percent(t as f64 / 1000.0);
        if low >= high {
            percent(low)
        } else {
            locale.fill("legend.range", &[("low", &percent(low)), ("high", &percent(high))])
        }
    }
}

fn tenths(share: f64) -> i64 {
    (share * 1000.0).round() as i64
}

/// An item in its place in the ranking.
pub(super) struct Ranked<'a> {
    pub(super) item: &'a Item,
    index: usize,
    tied: bool,
}

impl Ranked<'_> {
    /// "3", or "3 (tied)"; "" where there is none.
    pub(super) fn rank(&self, locale: Locale) -> String {
        let rank = self.item.rank.map_or_else(String::new, |r| locale.count(r as f64));
        if self.tied { locale.fill("rank.tied", &[("rank", &rank)]) } else { rank }
    }
}

/// The items from the highest share to the lowest, then those without.
pub(super) fn ranked(answer: &Answer) -> Vec<Ranked<'_>> {
    let mut ranks: Vec<usize> = answer.items.iter().filter_map(|i| i.rank).collect();
    order::sort_by(&mut ranks, Ord::cmp);
    let times = |r: usize| ranks.partition_point(|known| *known <= r) - ranks.partition_point(|known| *known < r);
    let tied = |i: &Item| i.rank.is_some_and(|r| times(r) > 1);
    // The share of each is looked up once, not whenever two are compared.
    let each = answer.items.iter().enumerate();
    let mut all: Vec<(f64, Ranked<'_>)> = each
        .map(|(index, item)| (share(answer, item).value.unwrap_or(-1.0), Ranked { item, index, tied: tied(item) }))
        .collect();
    order::sort_by(&mut all, |(a, _), (b, _)| b.total_cmp(a));
    all.into_iter().map(|(_, one)| one).collect()
}

/// How the places of a chart are called.
#[derive(Clone, Copy)]
pub(super) struct Labels {
    /// Counties of several states have the state's name with them.
    with_state: bool,
}

impl Labels {
    pub(super) fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Self {
        let mut states = codes.filter_map(|code| code.get(..2));
        let first = states.next();
        Self { with_state: states.any(|s| Some(s) != first) }
    }

    pub(super) fn label(self, place: &Place, locale: Locale) -> String {
        let name = locale.place_label(place);
        match text::rsplit_once(&place.name, ", ") {
            Some((_, state)) if self.with_state && place.kind == "county" => {
                let code = place.code.get(..2).unwrap_or_default();
                format!("{name}, {}", locale.place_of(code, state))
            }
            _ => name,
        }
    }
}

/// What a state calls what is counted like a county, by the names of its places.
fn counted(places: &[(&str, &str)]) -> &'static str {
    let kind = |name: &str| words::county_kind(text::split(name, ", ").next()?).map(|(_, kind)| kind);
    let kinds: Vec<&str> = places.iter().filter_map(|(_, name)| kind(name)).collect();
    let any = |wanted: &str| kinds.contains(&wanted);
    match kinds.first() {
        Some(&"parish") => "parishes",
        Some(&"municipio") => "municipios",
        Some(&"region") => "regions",
        _ if any("borough") || any("census_area") => "boroughs",
        _ if any("county") && any("city") => "cities",
        _ => "counties",
    }
}

/// What places of a code and a name are, in the plural: "California counties".
pub(super) fn plural(places: &[(&str, &str)], locale: Locale) -> String {
    let (first, name) = places.first().copied().unwrap_or_default();
    let head = |digits: usize| {
        let head = first.get(..digits)?;
        places.iter().all(|(code, _)| code.starts_with(head)).then_some(head)
    };
    let all_are = |kind: &str| places.iter().all(|(code, _)| place::kind(code) == kind);
    if all_are("county") {
        return match (head(2), text::rsplit_once(name, ", ")) {
            (Some(code), Some((_, state))) => {
                locale.fill(&format!("map.{}.of", counted(places)), &[("name", &locale.place_of(code, state))])
            }
            (Some(_), None) => locale.get("map.counties.one-state").to_owned(),
            _ => locale.get("map.counties").to_owned(),
        };
    }
    if all_are("tract") {
        let county = head(5).map(|code| format!("place.{code}")).filter(|key| locale.has(key));
        return match county {
            Some(key) => locale.fill("map.tracts.of", &[("name", locale.get(&key))]),
            None => locale.get("map.tracts").to_owned(),
        };
    }
    locale.get("map.places").to_owned()
}

/// "In 58 California counties from 13 to 61 of 100 adults hold a bachelor's degree (2019–2023); half have fewer than 27"
pub(super) fn title(answer: &Answer, locale: Locale) -> Option<String> {
    let mut values: Vec<f64> = answer.items.iter().filter_map(|i| share(answer, i).value).collect();
    order::sort_by(&mut values, f64::total_cmp);
    let (low, high) = (*values.first()?, *values.last()?);
    let n = values.len();
    let median = (values[(n - 1) / 2] + values[n / 2]) / 2.0;
    let first = &answer.items[0];
    let known = answer.items.iter().filter(|i| share(answer, i).value.is_some());
    let places: Vec<(&str, &str)> = known.map(|i| (&*i.place.code, &*i.place.name)).collect();
    let mut title = locale.fill(
        "title.map",
        &[
            ("n", &locale.count(n as f64)),
            ("places", &plural(&places, locale)),
            ("low", &locale.of_hundred(low)),
            ("high", &locale.of_hundred(high)),
            ("who", &locale.who(&first.group)),
            ("have", &locale.have(&answer.level)),
            ("period", &locale.period(&first.period)),
        ],
    );
    if n > 2 {
        // Rounded up, half have fewer; rounded down, half have more: true in either case.
        let rounded = (median * 100.0).round();
        let key = if rounded > median * 100.0 { "title.map.fewer" } else { "title.map.more" };
        title.push_str(&locale.fill(key, &[("median", &number::fixed(rounded, 0))]));
    }
    Some(words::capital(&title))
}

/// Puts all into the plane.
fn project(plots: &[Plot], borders: &[(String, Arc<Vec<Ring>>)], insets: bool) -> Plane {
    let of_plot = |plot: &Plot| plot.shapes.iter().flat_map(|rings| rings.iter().cloned()).collect();
    let mut plane = Plane { plots: plots.iter().map(of_plot).collect(), borders: Vec::new(), bounds: EMPTY };
    let mut edges: Vec<Vec<Ring>> = borders.iter().map(|(_, rings)| rings.to_vec()).collect();
    if insets {
        let of_plots = plots.iter().map(|plot| plot.code.as_str()).zip(&mut plane.plots);
        let of_borders = borders.iter().map(|(code, _)| code.as_str()).zip(&mut edges);
        side_by_side(of_plots.chain(of_borders).collect());
    } else {
        let projection = fitted(plane.plots.iter().flatten().flatten());
        let points = plane.plots.iter_mut().chain(&mut edges).flatten().flatten();
        points.for_each(|p| *p = projection.at(p.0, p.1));
    }
    plane.bounds = extent(plane.plots.iter().flatten().flatten());
    plane.borders = edges.into_iter().flatten().collect();
    plane
}

/// Puts the nation into the plane, rings by the code of their place.
fn side_by_side(mut all: Vec<(&str, &mut Vec<Ring>)>) {
    // Each of the four parts by its own projection, then side by side below the contiguous states.
    let parts = [
        ("", Projection::united_states(), 1.0),
        ("02", Projection::new((55.0, 65.0), (-154.0, 50.0)), ALASKA),
        ("15", Projection::new((8.0, 18.0), (-157.0, 13.0)), 1.0),
        ("72", Projection::new((8.0, 18.0), (-66.0, 18.0)), PUERTO_RICO),
    ];
    let part = |code: &str| parts.iter().rposition(|(state, ..)| code.starts_with(state)).unwrap_or(0);
    let mut extents = [EMPTY; 4];
    for (code, rings) in &mut all {
        let at = part(code);
        let (state, projection, scale) = &parts[at];
        if *state == "15" {
            rings.retain(|ring| ring.iter().any(|p| p.0 > HAWAII_WEST));
        }
        for point in rings.iter_mut().flatten() {
            let (x, y) = projection.at(point.0, point.1);
            *point = (x * scale, y * scale);
        }
        extents[at] = joined(extents[at], extent(rings.iter().flatten()));
    }
    let [left, _, right, bottom] = extents[0];
    if left > right {
        // Nothing but the parts that would be moved: they stand side by side from nought.
        extents[0] = [0.0, 0.0, 0.0, 0.0];
    }
    let gap = 0.02;
    let floor = if left > right { 0.0 } else { bottom + 0.02 };
    let mut shifts = [(0.0, 0.0); 4];
    let mut x = if left > right { 0.0 } else { left };
    for at in [1, 2, 3] {
        let [l, t, r, b] = extents[at];
        if l > r {
            continue;
        }
        // Puerto Rico keeps to the right, as it lies.
        let to = if at == 3 && left <= right { right - (r - l) - gap } else { x };
        shifts[at] = (to - l, floor - b);
        extents[at] = [to, floor - (b - t), to + (r - l), floor];
        x = to + (r - l) + gap;
    }
    for (code, rings) in all {
        let (dx, dy) = shifts[part(code)];
        rings.iter_mut().flatten().for_each(|p| *p = (p.0 + dx, p.1 + dy));
    }
}

/// A projection for an extent, which may reach across the date line.
fn fitted<'a>(points: impl Iterator<Item = &'a (f64, f64)> + Clone) -> Projection {
    let [west, south, east, north] = extent(points.clone());
    if east - west <= 180.0 {
        return Projection::fitted(west, south, east, north);
    }
    let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
    for (x, _) in points {
        let x = x.rem_euclid(360.0);
        (west, east) = (west.min(x), east.max(x));
    }
    Projection::fitted(west, south, east, north)
}

const EMPTY: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn joined(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn extent<'a>(points: impl Iterator<Item = &'a (f64, f64)>) -> [f64; 4] {
    let [mut l, mut t, mut r, mut b] = EMPTY;
    // `f64::min` asks each time whether there is a number at all.
    for &(x, y) in points {
        l = if x < l { x } else { l };
        t = if y < t { y } else { t };
        r = if x > r { x } else { r };
        b = if y > b { y } else { b };
    }
    [l, t, r, b]
}

fn size(ring: &Ring) -> f64 {
    let [l, t, r, b] = extent(ring.iter());
    (r - l) * (b - t)
}

/// A ring in CSS pixels, on a grid of half ones. Neighbours share their corners, and whichever way round they are walked
/// each corner comes to the same point: no gap opens between them. What falls together, or lies on a line, is dropped.
fn on_screen(ring: &Ring, scale: f64, shift: (f64, f64)) -> Ring {
    let snap = |v: f64| (v * 2.0 + 0.5).floor() / 2.0;
    let mut out: Ring = Vec::new();
    for (x, y) in ring {
        let point = (snap(x * scale + shift.0), snap(y * scale + shift.1));
        if out.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = out[..]
            && (b.0 - a.0) * (point.1 - b.1) == (b.1 - a.1) * (point.0 - b.0)
        {
            out.pop();
        }
        out.push(point);
    }
    if out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    out
}

/// Lines at 45 degrees through an area, cut at its edges by the even-odd rule: any backend can draw them, and none
/// has to clip. They run through the whole picture at even steps, so that those of neighbours meet.
fn hatch(rings: &[Ring], [left, top, right, bottom]: [f64; 4], lines: &mut Vec<Ring>) {
    // Along a line x + y is the same.
    let step = HATCH * std::f64::consts::SQRT_2;
    let mut at = ((left + top) / step).ceil() * step;
    let mut crossings: Vec<f64> = Vec::new();
    while at < right + bottom {
        crossings.clear();
        for ring in rings {
            let Some(mut before) = ring.last() else { continue };
            for point in ring {
                let (a, b) = (before.0 + before.1 - at, point.0 + point.1 - at);
                if (a > 0.0) != (b > 0.0) {
                    crossings.push(before.0 + (point.0 - before.0) * a / (a - b));
                }
                before = point;
            }
        }
        order::sort_by(&mut crossings, f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            if pair[1] - pair[0] > 0.5 {
                lines.push(vec![(pair[0], at - pair[0]), (pair[1], at - pair[1])]);
            }
        }
        at += step;
    }
}
