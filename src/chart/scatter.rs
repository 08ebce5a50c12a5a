//! A point a place: the share of its adults at a level in an earlier period across, in a later one up. On the diagonal
//! nothing has changed.
//!
//! Made of columns, so that a hundred thousand points are no more than numbers: a mark, with its words, is made when
//! somebody asks for it.

use super::axis::{self, Scale};
use super::describe::{Words, margin_cell};
use super::map::{Labels, plural};
use super::scene::{Anchor, Edge, Mark, Scene, Shape, Spots};
use super::words::{self, Locale, Unit, decimal};
use super::{ChartSpec, Frame, SMALL, Sources, mark_text};
use crate::dataset::period::Period;
use crate::dataset::place;
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::error::{Error, Result};
use crate::measures::estimate::Estimate;
use crate::measures::figures::{Estimates, Figures, Words as Column};
use crate::measures::{Answer, Group, Place};
use crate::order;
use std::ops::Range;

/// So many points are rings, which show through one another; more are discs.
const RINGS: usize = 5_000;

/// No row of the columns.
const NONE: u32 = u32::MAX;

/// Texts, as one: a hundred thousand by themselves take longer to be made than their points to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Texts {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.text.push('\n');
    }

    /// Of a text a line.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "whole")), allow(dead_code, reason = "a page gives them so"))]
    pub(crate) fn of_lines(mut text: String) -> Self {
        text.push('\n');
        let mut ends = Vec::new();
        // A loop: compiled for size, a chain of adapters is a call or two a byte.
        for (at, byte) in text.as_bytes().iter().enumerate() {
            if *byte == b'\n' {
                ends.push(at);
            }
        }
        Self { text, ends }
    }

    fn at(&self, number: usize) -> &str {
        let begin = if number == 0 { 0 } else { self.ends[number - 1] + 1 };
        &self.text[begin..self.ends[number]]
    }
}

/// What points are made of: a row a place and period.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Columns {
    pub(crate) level: String,
    pub(crate) who: Group,
    /// Of the places, with their names.
    pub(crate) codes: Texts,
    pub(crate) names: Texts,
    /// The number of each row's place.
    pub(crate) place: Vec<u32>,
    pub(crate) period: Column,
    pub(crate) share: Estimates,
}

impl Columns {
    pub(super) fn of_figures(figures: Figures, who: Group) -> Self {
        let (mut codes, mut names) = (Texts::default(), Texts::default());
        figures.place.values.iter().for_each(|code| codes.add(code));
        figures.names.iter().for_each(|name| names.add(name));
        let Figures { level, place, period, share, .. } = figures;
        Self { level, who, codes, names, place: place.codes, period, share }
    }

    fn of_answer(answer: &Answer) -> Result<Self> {
        let who = answer.items.first().map(|i| i.group.clone()).unwrap_or_default();
        let mut columns = Self { level: answer.level.clone(), who, ..Self::default() };
        let mut places = Column::default();
        for item in &answer.items {
            if item.group != columns.who {
                return Err(Error::spec("chart", "points are of one group"));
            }
            if places.push(&item.place.code) {
                columns.codes.add(&item.place.code);
                columns.names.add(&item.place.name);
            }
            columns.period.push(&item.period);
            columns.share.add(item.figure(&answer.level).map_or(&Estimate::default(), |figure| &figure.share));
        }
        columns.place = places.codes;
        Ok(columns)
    }
}

/// The points of an answer or of columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Points {
    columns: Columns,
    /// The rows of each point, earlier and later: from the lowest earlier share on, or of very many as they came.
    rows: Vec<[u32; 2]>,
    /// Places that lack one of the two.
    without: usize,
    /// Numbers of the points that are named.
    named: Vec<usize>,
}

impl Points {
    /// Of an answer with two periods of each place.
    pub(super) fn of_answer(answer: &Answer, spec: &ChartSpec) -> Result<Self> {
        Self::new(Columns::of_answer(answer)?, spec)
    }

    pub(super) fn new(columns: Columns, spec: &ChartSpec) -> Result<Self> {
        let bad = |message: &str| Err(Error::spec("result", message));
        let (share, length, places) = (&columns.share, columns.place.len(), columns.codes.ends.len());
        if columns.period.codes.len() != length || share.value.len() != length || columns.names.ends.len() != places {
            return bad("the columns are not of one length");
        }
        let [a, b] = &*columns.period.values else {
            return bad("points are of two periods, an earlier and a later one");
        };
        let later = match (Period::parse(a), Period::parse(b)) {
            (Some(a), Some(b)) if a.sort_key() != b.sort_key() => u32::from(a.sort_key() < b.sort_key()),
            _ => return bad("points are of two periods, an earlier and a later one"),
        };
        let mut rows = vec![[NONE; 2]; places];
        for row in 0..length {
            let (period, value) = (columns.period.codes[row], share.value[row]);
            let Some(slot) = rows.get_mut(columns.place[row] as usize) else { return bad("a place has no name") };
            let slot = &mut slot[usize::from(period == later)];
            if period > 1 || *slot != NONE {
                return bad("a place has one figure a period");
            }
            if value.is_nan() {
                continue;
            }
            if !(-1e-9..=1.0 + 1e-9).contains(&value) || share.moe.get(row).is_some_and(|m| *m < 0.0) {
                return bad("a share is 0 to 1, and its margin not below nought");
            }
            *slot = row as u32;
        }
        rows.retain(|slot| !slot.contains(&NONE));
        if rows.is_empty() {
            return Err(Error::no_data("no place has a figure in both periods".to_owned()));
        }
        if rows.len() <= RINGS {
            order::sort_by(&mut rows, |a, b| share.value[a[0] as usize].total_cmp(&share.value[b[0] as usize]));
        }
        let mut points = Self { without: places - rows.len(), columns, rows, named: Vec::new() };
        if !spec.mark.is_empty() {
            let named = |point: &usize| spec.mark.iter().any(|code| code == points.code(*point));
            points.named = (0..points.rows.len()).filter(named).collect();
        }
        Ok(points)
    }

    fn place_number(&self, point: usize) -> usize {
        self.columns.place[self.rows[point][0] as usize] as usize
    }

    fn code(&self, point: usize) -> &str {
        self.columns.codes.at(self.place_number(point))
    }

    fn name(&self, point: usize) -> &str {
        self.columns.names.at(self.place_number(point))
    }

    fn place(&self, point: usize) -> Place {
        let code = self.code(point);
        Place { kind: place::kind(code).to_owned(), name: self.name(point).to_owned(), code: code.to_owned() }
    }

    fn value(&self, point: usize, side: usize) -> f64 {
        self.columns.share.value[self.rows[point][side] as usize]
    }

    fn margin(&self, point: usize, side: usize) -> f64 {
        self.columns.share.moe.get(self.rows[point][side] as usize).copied().filter(|m| !m.is_nan()).unwrap_or(0.0)
    }

    fn share(&self, point: usize, side: usize) -> Estimate {
        self.columns.share.at(self.rows[point][side] as usize)
    }

    fn period(&self, side: usize, locale: Locale) -> String {
        let code = self.columns.period.codes[self.rows[0][side] as usize];
        locale.period(&self.columns.period.values[code as usize])
    }

    fn labels(&self) -> Labels {
        Labels::of((0..self.rows.len()).map(|point| self.code(point)))
    }

    /// Where everything stands.
    pub(super) fn layout(&self, frame: &Frame) -> Scene {
        let locale = frame.locale;
        let width = frame.width;
        let mut scene = Scene { width, ..Scene::default() };
        let natural = (width * 0.66).clamp(300.0, 620.0) + 70.0;
        scene.height = frame.height.map_or(natural, |h| h.max(300.0));
        let (left, right, top, bottom) = (46.0, width - 12.0, 30.0, scene.height - 44.0);
        let count = self.rows.len();
        let highest = |side: usize| (0..count).map(|n| self.value(n, side) + self.margin(n, side)).fold(0.0, f64::max);
        let across = Scale::new(highest(0), Unit::Share, left, right, ((width - left) / 80.0) as usize);
        let up = Scale::new(highest(1), Unit::Share, bottom, top, 8);

        for (i, tick) in up.ticks.iter().enumerate() {
            let y = up.at(*tick);
            scene.rect(left, y.round(), right - left, 1.0, if i == 0 { Token::Muted } else { Token::Rule });
            scene.text(left - 8.0, y + 4.5, &locale.whole_percent(*tick), SMALL, false, Anchor::End, Token::Muted);
        }
        axis::axis_below(&mut scene, &across, top, bottom, locale);
        scene.text(0.0, 14.0, &self.period(1, locale), SMALL, true, Anchor::Start, Token::Ink);
        scene.text(right, bottom + 38.0, &self.period(0, locale), SMALL, true, Anchor::End, Token::Ink);

        // Where nothing has changed.
        let end = across.max.min(up.max);
        let (x, y) = (across.at(end), up.at(end));
        let edge = Edge { stroke: Token::Muted, width: 1.25, dashed: true };
        scene.shapes.push(Shape::Lines { lines: vec![vec![(left, bottom), (x, y)]], edge });

        let centres: Vec<(f64, f64)> =
            (0..count).map(|n| (across.at(self.value(n, 0)), up.at(self.value(n, 1)))).collect();
        let (radius, ring) = if count > RINGS { (2.0, 0.0) } else { (4.0, 1.5) };
        scene.shapes.push(Shape::Dots { centres: centres.clone(), radius, ring, fill: Token::Series(1) });

        let same = locale.get("scatter.same");
        let wide = metrics::width(same, SMALL, false);
        // Below the line, which comes up from the left.
        let begin = (x - wide - 8.0).max(left + 8.0);
        let line = bottom - (bottom - y) * (begin - left) / (x - left).max(1.0);
        scene.text_on_ground(begin, (line + 18.0).min(bottom - 6.0), same, SMALL, false);

        let labels = self.labels();
        for point in &self.named {
            let (x, y) = centres[*point];
            scene.shapes.push(Shape::Dot { x, y, radius: 5.5, fill: Token::Accent, filled: true });
            let name = labels.label(&self.place(*point), locale);
            let name = axis::fit(&name, SMALL, true, right - left);
            let wide = metrics::width(&name, SMALL, true);
            // Beside it, else above.
            let (begin, base) = if x + 12.0 + wide <= right {
                (x + 12.0, y + 4.5)
            } else if x - 12.0 - wide >= left {
                (x - 12.0 - wide, y + 4.5)
            } else {
                ((x - wide / 2.0).min(right - wide).max(left), y - 12.0)
            };
            scene.text_on_ground(begin, base, &name, SMALL, true);
        }
        let reach = |point: usize, side: usize, scale: &Scale| {
            let (value, margin) = (self.value(point, side), self.margin(point, side));
            if margin > 0.0 { (scale.at(value + margin) - scale.at(value)).abs() } else { 0.0 }
        };
        let any = self.columns.share.moe.iter().any(|m| *m > 0.0);
        let margins =
            if any { (0..count).map(|n| (reach(n, 0, &across), reach(n, 1, &up))).collect() } else { Vec::new() };
        scene.spots = Some(Spots::new(centres, margins, width, scene.height));
        scene
    }

    /// Points' marks, from the lowest earlier share on.
    pub(super) fn marks(&self, answer: &Answer, scene: &Scene, range: Range<usize>, locale: Locale) -> Vec<Mark> {
        let (labels, mut names) = (self.labels(), Sources::default());
        range.filter_map(|n| self.mark_of(answer, scene, n, labels, &mut names, locale)).collect()
    }

    fn mark_of(
        &self,
        answer: &Answer,
        scene: &Scene,
        point: usize,
        labels: Labels,
        names: &mut Sources,
        locale: Locale,
    ) -> Option<Mark> {
        let (x, y) = *scene.spots.as_ref()?.centres.get(point)?;
        let [then, now] = [0, 1].map(|side| self.share(point, side));
        let label = labels.label(&self.place(point), locale);
        let (margin, source) = (locale.margin(&now), names.of(answer, &now.source));
        // To see, as the axes name the periods; and to hear.
        let value = format!("{} → {}", locale.share(&then), locale.share(&now));
        let text = mark_text(locale, &label, &self.change(&then, &now, locale), &margin, &source);
        let place = Some(self.code(point).to_owned());
        Some(Mark { id: point, x, y, width: 12.0, height: 12.0, label, value, margin, source, text, place, rank: None })
    }

    /// "7.9% in 1970, 34.0% in 2019–2023".
    fn change(&self, then: &Estimate, now: &Estimate, locale: Locale) -> String {
        let values = [
            ("then", &*locale.share(then)),
            ("now", &*locale.share(now)),
            ("first", &*self.period(0, locale)),
            ("last", &*self.period(1, locale)),
        ];
        locale.fill("scatter.change", &values)
    }

    fn rise(&self, point: usize) -> f64 {
        self.value(point, 1) - self.value(point, 0)
    }

    pub(super) fn words(&self, locale: Locale) -> Words {
        let every = || 0..self.rows.len();
        let labels = self.labels();
        let label = |point: usize| labels.label(&self.place(point), locale);
        let (have, who) = (locale.have(&self.columns.level), locale.who(&self.columns.who));
        let (first, last) = (self.period(0, locale), self.period(1, locale));
        let places: Vec<(&str, &str)> = every().map(|n| (self.code(n), self.name(n))).collect();
        let up = every().filter(|n| self.rise(*n) > 0.0).count();
        let (n, m) = (locale.count(up as f64), locale.count(self.rows.len() as f64));
        let of = |point: usize, side: usize| locale.of_hundred(self.value(point, side));
        let by = |key: &dyn Fn(usize) -> f64| {
            let most = every().max_by(|a, b| key(*a).total_cmp(&key(*b))).unwrap_or_default();
            let least = every().min_by(|a, b| key(*a).total_cmp(&key(*b))).unwrap_or_default();
            (least, most)
        };
        let (_, most) = by(&|point| self.rise(point));
        let (low, high) = by(&|point| self.value(point, 1));
        let values = [
            ("n", &*n),
            ("m", &*m),
            ("places", &*plural(&places, locale)),
            ("who", &*who),
            ("have", &*have),
            ("first", &*first),
            ("last", &*last),
            ("most", &*label(most)),
            ("then", &*of(most, 0)),
            ("now", &*of(most, 1)),
            ("low", &*locale.share_with_margin(&self.share(low, 1))),
            ("low_where", &*label(low)),
            ("high", &*locale.share_with_margin(&self.share(high, 1))),
            ("high_where", &*label(high)),
        ];
        let mut title = locale.fill(if up == self.rows.len() { "title.scatter.all" } else { "title.scatter" }, &values);
        if self.rise(most) > 0.0 {
            title.push_str(&locale.fill("title.scatter.most", &values));
        }
        let mut summary = locale.fill("summary.scatter", &values);
        for point in &self.named {
            let [then, now] = [0, 1].map(|side| self.share(*point, side));
            let change = self.change(&then, &now, locale);
            summary.push_str(&format!(" {}: {change}.", label(*point)));
        }
        let mut notes = vec![locale.get("note.scatter").to_owned()];
        if self.without > 0 {
            let without = locale.count(self.without as f64);
            notes.push(locale.fill("note.scatter.without", &[("0", &without)]));
        }
        if every()
            .any(|point| (0..2).any(|side| self.share(point, side).moe_reason.as_deref() == Some("not-published")))
        {
            notes.push(locale.get("note.margin-not-published").to_owned());
        }
        Words {
            title: Some(words::capital(&title)),
            axis: locale.fill("axis.scatter", &values),
            summary,
            notes,
            ..Words::default()
        }
    }

    /// Keys of the heads, and a row a point.
    pub(super) fn table(&self, answer: &Answer, locale: Locale) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let (labels, mut names) = (self.labels(), Sources::default());
        let [first, last] = [0, 1].map(|side| self.period(side, locale));
        let mut row = |point: usize| {
            let [then, now] = [0, 1].map(|side| self.share(point, side));
            let margin = |e: &Estimate| margin_cell(e, Unit::Share, locale);
            let sources = if then.source == now.source {
                names.of(answer, &now.source)
            } else {
                format!("{}; {}", names.of(answer, &then.source), names.of(answer, &now.source))
            };
            vec![
                labels.label(&self.place(point), locale),
                first.clone(),
                locale.share(&then),
                margin(&then),
                last.clone(),
                locale.share(&now),
                margin(&now),
                decimal(self.rise(point) * 100.0),
                sources,
            ]
        };
        let head = vec!["place", "period", "share", "margin", "period", "share", "margin", "scatter", "source"];
        (head, (0..self.rows.len()).map(&mut row).collect())
    }
}
