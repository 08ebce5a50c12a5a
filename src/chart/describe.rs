//! The same chart in words and as a table, from the same answer as the scene.

use super::words::{Locale, Unit, capital, decimal};
use super::{
    Kind, attainment, distinct_series, earnings, gap, jobs, map, pipeline, scenario, skills_gap, source_names, trend,
};
use crate::dataset::catalog::Source;
use crate::dataset::period::Period;
use crate::draw::theme::{Theme, Token};
use crate::measures::gap::{Definition, Gap, Verdict};
use crate::measures::{Answer, Item, LevelFigure, estimate::Estimate};
use crate::number;
use crate::order;
use crate::plain::plain;
use crate::text;

/// A chart in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What the chart shows, as a sentence.
    pub title: String,
    /// What the axis or the parts are.
    pub axis: String,
    /// The highest, the lowest, and the gap with its margin.
    pub summary: String,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Agency, table and vintage of every source.
    pub sources: Vec<String>,
    /// Labels with their colours.
    pub legend: Vec<LegendEntry>,
}

plain!(write Description { title, axis, summary, notes, sources, legend });

/// A label with its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// What the colour stands for.
    pub label: String,
    /// `#rrggbb`
    pub color: String,
}

plain!(write LegendEntry { label, color });

/// A chart as a table of formatted cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

plain!(write Table { caption, head, rows });

/// A source for people: agency, table, vintage.
pub(super) fn cite(source: &Source) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in
        [source.agency.as_deref(), Some(source.title.as_str()), source.table.as_deref(), source.vintage.as_deref()]
            .into_iter()
            .flatten()
    {
        if !part.is_empty() && !parts.iter().any(|p| text::contains(p, part)) {
            parts.push(part);
        }
    }
    parts.join(", ")
}

/// Sources for people, the vintages of one table together.
fn cite_all(sources: &[Source]) -> Vec<String> {
    let mut cited: Vec<(Source, String)> = Vec::new();
    for source in sources {
        let table = |s: &Source| (s.agency.clone(), s.title.clone(), s.table.clone());
        match cited.iter_mut().find(|(known, _)| table(known) == table(source)) {
            Some((_, text)) => {
                text.push_str(", ");
                text.push_str(source.vintage.as_deref().unwrap_or_default());
            }
            None => cited.push((source.clone(), cite(source))),
        }
    }
    cited.into_iter().map(|(_, text)| text).collect()
}

/// What one kind of chart says; stands beside its layout, but for the three charts of [`Item`]s, whose words are here.
#[derive(Default)]
pub(super) struct Words {
    /// Absent: the axis stands in for it.
    pub(super) title: Option<String>,
    pub(super) axis: String,
    pub(super) summary: String,
    /// Beside those that the answer brings along.
    pub(super) notes: Vec<String>,
    pub(super) legend: Vec<(String, Token)>,
    /// Keys of the column heads. A table of items or of points comes later.
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Words {
    pub(super) fn of(answer: &Answer, kind: Kind, locale: Locale) -> Self {
        match kind {
            kind if !kind.is_known() => Self::default(),
            Kind::Attainment | Kind::Trend | Kind::Gap | Kind::Map => of_items(answer, kind, locale),
            Kind::Jobs => jobs::words(answer, locale),
            Kind::SkillsGap => skills_gap::words(answer, locale),
            Kind::Pipeline => pipeline::words(answer, locale),
            Kind::Earnings => earnings::words(answer, locale),
            Kind::Scenario => scenario::words(answer, locale),
            // Of points, which know more than the answer does.
            Kind::Scatter => Self::default(),
        }
    }

    fn title(&mut self) -> String {
        let title = self.title.take().unwrap_or_else(|| self.axis.clone());
        capital(&title)
    }
}

pub(super) fn describe(answer: &Answer, mut words: Words, locale: Locale, theme: &Theme) -> Description {
    let legend = words.legend.drain(..).map(|(label, token)| LegendEntry { label, color: theme.css(token) }).collect();
    let mut notes: Vec<String> = Vec::new();
    for note in &answer.notes {
        let key = format!("note.{}", note.code);
        if locale.has(&key) {
            let first = note.values.first().map_or("", String::as_str);
            let second = note.values.get(1).map_or("", String::as_str);
            notes.push(locale.fill(&key, &[("0", first), ("1", second)]));
        }
    }
    notes.append(&mut words.notes);
    Description {
        title: words.title(),
        axis: words.axis,
        summary: words.summary,
        notes,
        sources: cite_all(&answer.sources),
        legend,
    }
}

pub(super) fn table(mut words: Words, locale: Locale) -> Table {
    let head = words.head.iter().map(|n| locale.get(&format!("head.{n}")).to_owned()).collect();
    Table { caption: words.title(), head, rows: words.rows }
}

/// A margin in a table: `±0.3 points`, or why there is none.
pub(super) fn margin_cell(e: &Estimate, unit: Unit, locale: Locale) -> String {
    match (e.moe, unit) {
        (Some(m), Unit::Share) if m > 0.0 => locale.fill("points", &[("moe", &format!("±{}", decimal(m * 100.0)))]),
        (Some(m), Unit::Dollars | Unit::People) if m > 0.0 => format!("±{}", locale.tick(m, unit)),
        _ => locale.margin_of(e, unit),
    }
}

/// The words of stacked bars, lines and dots.
fn of_items(answer: &Answer, kind: Kind, locale: Locale) -> Words {
    Words {
        title: match kind {
            Kind::Gap => gap_title(answer, locale),
            Kind::Trend => trend_title(answer, locale),
            Kind::Map => map::title(answer, locale),
            _ => compare_title(answer, locale),
        },
        axis: axis_of_items(answer, kind, locale),
        summary: summary(answer, kind, locale),
        notes: notes_on_items(answer, kind, locale),
        legend: legend(answer, kind, locale),
        ..Words::default()
    }
}

/// The codes of the places of the items.
pub(super) fn codes(answer: &Answer) -> impl Iterator<Item = &str> {
    answer.items.iter().map(|i| i.place.code.as_str())
}

fn legend(answer: &Answer, kind: Kind, locale: Locale) -> Vec<(String, Token)> {
    match kind {
        Kind::Attainment => {
            let levels = answer.items.iter().map(|i| &i.levels).find(|l| !l.is_empty());
            levels.into_iter().flatten().map(|l| (locale.level(&l.level), attainment::ramp(&l.level))).collect()
        }
        Kind::Trend => {
            let mut names: Vec<String> = answer.items.iter().map(|i| distinct_series(answer, i, locale)).collect();
            names.dedup();
            if names.len() < 2 {
                return Vec::new();
            }
            names.into_iter().enumerate().map(|(i, n)| (n, Token::Series(i as u8 % 9 + 1))).collect()
        }
        _ => Vec::new(),
    }
}

/// The figure of the level asked about; for stacked bars without it, the highest level that there is.
fn asked<'a>(answer: &Answer, item: &'a Item) -> Option<&'a LevelFigure> {
    item.figure(&answer.level).or(item.at_or_above.last())
}

fn share(answer: &Answer, item: &Item) -> Option<f64> {
    asked(answer, item)?.share.value
}

/// The items with the lowest and the highest share.
fn extremes(answer: &Answer) -> Option<(&Item, &Item)> {
    let mut with: Vec<(&Item, f64)> = answer.items.iter().filter_map(|i| share(answer, i).map(|s| (i, s))).collect();
    order::sort_by(&mut with, |a, b| a.1.total_cmp(&b.1));
    Some((with.first()?.0, with.last()?.0))
}

fn level_code<'a>(answer: &'a Answer, item: &'a Item) -> &'a str {
    asked(answer, item).map_or(answer.level.as_str(), |f| f.level.as_str())
}

fn trend_title(answer: &Answer, locale: Locale) -> Option<String> {
    let mut lines: Vec<Vec<&Item>> = Vec::new();
    for item in answer.items.iter().filter(|i| share(answer, i).is_some()) {
        match lines.iter_mut().find(|l| l[0].place == item.place && l[0].group == item.group) {
            Some(line) => line.push(item),
            None => lines.push(vec![item]),
        }
    }
    for line in &mut lines {
        let when = |i: &Item| Period::parse(&i.period).map(Period::sort_key);
        order::sort_by(line, |a, b| when(a).cmp(&when(b)));
    }
    match &lines[..] {
        [line] => {
            let (first, last) = (line.first()?, line.last()?);
            let (from, to) = (share(answer, first)?, share(answer, last)?);
            if line.len() == 1 {
                return one_title(answer, last, locale);
            }
            // As the two are said: nothing goes up from 30 to 30.
            let (n, m) = (locale.of_hundred(to), locale.of_hundred(from));
            let change = match to.total_cmp(&from) {
                _ if n == m => "change.same",
                std::cmp::Ordering::Less => "change.down",
                _ => "change.up",
            };
            Some(locale.fill(
                "title.trend",
                &[
                    ("n", &n),
                    ("who", &locale.who(&last.group)),
                    ("place", &locale.place(&last.place)),
                    ("have", &locale.have(level_code(answer, last))),
                    ("period", &dated(answer, last, locale)),
                    ("change", &locale.fill(change, &[("m", &m)])),
                    ("first", &locale.period(&first.period)),
                ],
            ))
        }
        [] => None,
        _ => {
            // The newest points only, and only those of one period.
            let newest =
                lines.iter().filter_map(|l| l.last()).max_by_key(|i| Period::parse(&i.period).map(Period::sort_key))?;
            let ends: Vec<&Item> =
                lines.iter().filter_map(|l| l.iter().rev().find(|i| i.period == newest.period).copied()).collect();
            compare(answer, &ends, locale)
        }
    }
}

fn compare_title(answer: &Answer, locale: Locale) -> Option<String> {
    let with: Vec<&Item> = answer.items.iter().filter(|i| share(answer, i).is_some()).collect();
    compare(answer, &with, locale)
}

fn one_title(answer: &Answer, item: &Item, locale: Locale) -> Option<String> {
    Some(locale.fill(
        "title.trend.one",
        &[
            ("n", &locale.of_hundred(share(answer, item)?)),
            ("who", &locale.who(&item.group)),
            ("place", &locale.place(&item.place)),
            ("have", &locale.have(level_code(answer, item))),
            ("period", &dated(answer, item, locale)),
        ],
    ))
}

/// An item's period, with the margin of its share where there is one.
fn dated(answer: &Answer, item: &Item, locale: Locale) -> String {
    match asked(answer, item) {
        Some(figure) => locale.period_with_margin(&item.period, &figure.share),
        None => locale.period(&item.period),
    }
}

/// The first item against the one that differs most from it; of periods, the newest against the oldest.
fn compare(answer: &Answer, items: &[&Item], locale: Locale) -> Option<String> {
    let [first, ..] = items else { return None };
    let own = share(answer, first)?;
    let distance = |i: &&&Item| share(answer, i).map_or(0.0, |s| (s - own).abs());
    let Some(other) = items.iter().skip(1).max_by(|a, b| distance(a).total_cmp(&distance(b))) else {
        return one_title(answer, first, locale);
    };
    if first.group == other.group && first.place == other.place {
        let when = |i: &&&Item| Period::parse(&i.period).map(Period::sort_key);
        return versus(answer, items.iter().max_by_key(when)?, items.iter().min_by_key(when)?, locale);
    }
    versus(answer, first, other, locale)
}

/// One item against another, naming of the other whatever differs: group, place, period.
fn versus(answer: &Answer, item: &Item, other: &Item, locale: Locale) -> Option<String> {
    let mut rest = String::new();
    if item.group != other.group {
        rest += &locale.fill("title.versus.group", &[("other", &locale.who(&other.group))]);
    }
    if item.place != other.place {
        rest += &locale.fill("title.versus.place", &[("other", &locale.place(&other.place))]);
    }
    let key = if item.period == other.period { "title.versus" } else { "title.versus.periods" };
    let values = [
        ("n", &*locale.of_hundred(share(answer, item)?)),
        ("who", &*locale.who(&item.group)),
        ("place", &*locale.place(&item.place)),
        ("have", &*locale.have(level_code(answer, item))),
        ("m", &*locale.of_hundred(share(answer, other)?)),
        ("rest", &*rest),
        ("period", &*locale.period(&item.period)),
        ("other_period", &*locale.period(&other.period)),
    ];
    Some(locale.fill(key, &values))
}

/// The item whose distance from the reference concerns most people, and the reference.
fn widest(answer: &Answer) -> Option<(&Item, &Item)> {
    let (low, high) = extremes(answer)?;
    // Against all others each has a reference of its own.
    let of_others = answer.items.iter().any(|i| i.gap.as_ref().is_some_and(|g| g.reference.value.is_some()));
    let reference = match &answer.reference {
        Some(reference) => reference,
        None if of_others => high,
        None => return Some((low, high)),
    };
    let people = |i: &&Item| {
        let gap = i.gap.as_ref();
        let parity = gap.and_then(|g| g.people_to_parity.value).unwrap_or(0.0);
        (parity, gap.and_then(|g| g.points.value).map_or(0.0, f64::abs))
    };
    // "White" holds "White, not Hispanic", and "some other race" is a remainder: no headline is made of them.
    let clear = |i: &&Item| !matches!(i.group.race.as_deref(), Some("white" | "other"));
    let any_clear = answer.items.iter().any(|i| clear(&i) && share(answer, i).is_some());
    let candidates = answer.items.iter().filter(|i| share(answer, i).is_some() && (clear(i) || !any_clear));
    let widest = candidates.max_by(|a, b| {
        let (a, b) = (people(a), people(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    })?;
    Some((widest, reference))
}

/// The title of a gap by another definition than percentage points.
fn definition_title(answer: &Answer, item: &Item, definition: Definition, locale: Locale) -> Option<String> {
    let gap = item.gap.as_ref()?;
    let other = match &answer.reference {
        None => locale.get("others").to_owned(),
        Some(r) if r.group == item.group => locale.fill("others.place", &[("place", &locale.place(&r.place))]),
        Some(r) => locale.who(&r.group),
    };
    let under =
        answer.items.iter().filter_map(|i| i.gap.as_ref()).filter(|g| g.under_four_fifths == Some(true)).count();
    let judged = answer.items.iter().filter_map(|i| i.gap.as_ref()).filter(|g| g.under_four_fifths.is_some()).count();
    let figure = locale.with_margin(definition.of(gap), gap::unit(definition));
    let key = match definition {
        Definition::Points => return None,
        Definition::Ratio => "title.gap.ratio",
        Definition::ParityIndex => "title.gap.parity_index",
        Definition::FourFifths => "title.gap.four_fifths",
        Definition::PeopleToParity => "title.gap.people_to_parity",
    };
    let values = [
        ("figure", &*figure),
        ("who", &*locale.who(&item.group)),
        ("place", &*locale.place(&item.place)),
        ("have", &*locale.have(level_code(answer, item))),
        ("other", &*other),
        ("n", &*under.to_string()),
        ("m", &*judged.to_string()),
        ("period", &*locale.period(&item.period)),
    ];
    definition.of(gap).value?;
    Some(locale.fill(key, &values))
}

/// Against all others of its place.
fn others_title(answer: &Answer, item: &Item, locale: Locale) -> Option<String> {
    let gap = item.gap.as_ref()?;
    let values = [
        ("n", &*locale.of_hundred(share(answer, item)?)),
        ("who", &*locale.who(&item.group)),
        ("place", &*locale.place(&item.place)),
        ("have", &*locale.have(level_code(answer, item))),
        ("m", &*locale.of_hundred(gap.reference.value?)),
        ("period", &*locale.period(&item.period)),
    ];
    Some(format!("{}{}", locale.fill("title.gap.others", &values), gap_end(gap, locale)))
}

/// How sure the gap is, at the end of a title.
fn gap_end(gap: &Gap, locale: Locale) -> String {
    match (gap.verdict, gap.points.value.zip(gap.points.moe)) {
        (Verdict::TooClose, _) => locale.get("title.gap.close").to_owned(),
        (_, Some((value, moe))) => {
            let values = [("gap", &*decimal(value.abs() * 100.0)), ("moe", &*decimal(moe * 100.0))];
            locale.fill("title.gap.points", &values)
        }
        _ => String::new(),
    }
}

fn gap_title(answer: &Answer, locale: Locale) -> Option<String> {
    let (item, reference) = widest(answer)?;
    if let Some(title) = definition_title(answer, item, gap::definition(answer), locale) {
        return Some(title);
    }
    if answer.reference.is_none() {
        return others_title(answer, item, locale);
    }
    if item.group == reference.group && item.place == reference.place && item.period == reference.period {
        return one_title(answer, item, locale);
    }
    let mut title = versus(answer, item, reference, locale)?;
    if let Some(gap) = &item.gap {
        title.push_str(&gap_end(gap, locale));
    }
    Some(title)
}

fn axis_of_items(answer: &Answer, kind: Kind, locale: Locale) -> String {
    let have = locale.have(&answer.level);
    match kind {
        Kind::Trend => locale.fill("axis.trend", &[("have", &have)]),
        Kind::Attainment => match &periods(answer, locale)[..] {
            [one] => locale.fill("axis.attainment.period", &[("period", one)]),
            _ => locale.get("axis.attainment").to_owned(),
        },
        Kind::Gap | Kind::Map => {
            let key = match gap::definition(answer) {
                Definition::Points => "axis.gap",
                Definition::Ratio => "axis.gap.ratio",
                Definition::ParityIndex => "axis.gap.parity_index",
                Definition::FourFifths => "axis.gap.four_fifths",
                Definition::PeopleToParity => "axis.gap.people_to_parity",
            };
            locale.fill(key, &[("have", &have), ("period", &periods(answer, locale).join(", "))])
        }
        _ => String::new(),
    }
}

fn periods(answer: &Answer, locale: Locale) -> Vec<String> {
    let mut periods: Vec<&str> = answer.items.iter().map(|i| &*i.period).collect();
    periods.dedup();
    periods.into_iter().map(|p| locale.period(p)).collect()
}

fn summary(answer: &Answer, kind: Kind, locale: Locale) -> String {
    let Some((low, high)) = extremes(answer) else { return String::new() };
    let value = |i: &Item| asked(answer, i).map_or_else(String::new, |f| locale.share_with_margin(&f.share));
    let place = |i: &Item| {
        if kind == Kind::Map {
            return map::Labels::of(codes(answer)).label(&i.place, locale);
        }
        if kind == Kind::Trend { super::full_label(i, locale) } else { super::Distinct::of(answer).label(i, locale) }
    };
    let n = answer.items.iter().filter(|i| share(answer, i).is_some()).count();
    if n == 1 {
        let values = [("value", &*value(high)), ("where", &*super::full_label(high, locale))];
        return locale.fill("summary.one", &values);
    }
    let mut values = vec![
        ("n", locale.count(n as f64)),
        ("low", value(low)),
        ("low_where", place(low)),
        ("high", value(high)),
        ("high_where", place(high)),
    ];
    let key = match kind {
        Kind::Trend => {
            let years: Vec<Period> = answer.items.iter().filter_map(|i| Period::parse(&i.period)).collect();
            let first = years.iter().map(|p| p.first).min().unwrap_or_default();
            let last = years.iter().map(|p| p.last).max().unwrap_or_default();
            values.push(("first", first.to_string()));
            values.push(("last", last.to_string()));
            "summary.trend"
        }
        Kind::Attainment => "summary.attainment",
        Kind::Map => "summary.map",
        _ => {
            if let Some((item, reference, gap)) = widest(answer).and_then(|(i, r)| Some((i, r, i.gap.as_ref()?))) {
                values.push(("who", place(item)));
                values.push((
                    "other",
                    if answer.reference.is_none() {
                        locale.get("others").to_owned()
                    } else if item.group == reference.group {
                        locale.place_label(&reference.place)
                    } else {
                        locale.group_or_everyone(&reference.group)
                    },
                ));
                values.push(("gap", gap.points.value.map_or_else(String::new, |v| decimal(v * 100.0))));
                values
                    .push(("margin", gap.points.moe.map_or_else(String::new, |m| format!(" ±{}", decimal(m * 100.0)))));
                values.push(("verdict", verdict(gap.verdict, gap.reason.as_deref(), locale)));
                "summary.gap"
            } else {
                "summary.attainment"
            }
        }
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    locale.fill(key, &values)
}

fn verdict(verdict: Verdict, reason: Option<&str>, locale: Locale) -> String {
    match verdict {
        Verdict::Different => locale.get("verdict.different").to_owned(),
        Verdict::TooClose => locale.get("verdict.too-close").to_owned(),
        Verdict::CannotTest => {
            let key = format!("no_margin.{}", reason.unwrap_or("not-published"));
            let reason = locale.get(if locale.has(&key) { &key } else { "no_margin.not-published" });
            locale.fill("verdict.cannot-test", &[("reason", reason)])
        }
    }
}

fn notes_on_items(answer: &Answer, kind: Kind, locale: Locale) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let unsure = |e: &Estimate| e.value.is_some() && e.moe_reason.as_deref() == Some("not-published");
    let shown = answer.items.iter().filter_map(|i| asked(answer, i)).map(|f| &f.share);
    if shown.into_iter().any(unsure) {
        notes.push(locale.get("note.margin-not-published").to_owned());
    }
    if kind == Kind::Trend && trend::has_rings(answer) {
        notes.push(locale.get("note.ring").to_owned());
    }
    let races = answer.items.iter().filter_map(|i| i.group.race.as_deref());
    if races.clone().any(|r| r == "hispanic") && races.clone().any(|r| r != "hispanic") {
        notes.push(locale.get("note.races-overlap").to_owned());
    }
    notes
}

pub(super) fn table_of_items(answer: &Answer, kind: Kind, locale: Locale) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let margin = |e: &Estimate| margin_cell(e, Unit::Share, locale);
    if kind == Kind::Map {
        let (mut names, labels) = (super::Sources::default(), map::Labels::of(codes(answer)));
        let row = |one: map::Ranked<'_>| {
            let figure = one.item.figure(&answer.level)?;
            let (share, source) = (&figure.share, names.of(answer, &figure.share.source));
            let place = labels.label(&one.item.place, locale);
            let people = locale.people(&figure.people);
            Some(vec![place, one.rank(locale), locale.share(share), margin(share), people, source])
        };
        let rows = map::ranked(answer).into_iter().filter_map(row).collect();
        return (vec!["place", "rank", "share", "margin", "people", "source"], rows);
    }
    let key =
        |i: &Item| vec![locale.place_label(&i.place), locale.group_or_everyone(&i.group), locale.period(&i.period)];
    let figure = |f: &LevelFigure| {
        vec![
            locale.level(&f.level),
            locale.share(&f.share),
            margin(&f.share),
            locale.people(&f.people),
            source_names(answer, &f.share.source),
        ]
    };
    let mut rows = Vec::new();
    if kind == Kind::Gap {
        for item in gap::ranked(answer) {
            let Some(f) = item.figure(&answer.level) else { continue };
            let mut row = key(item);
            row.extend([locale.share(&f.share), margin(&f.share)]);
            // The reference is not compared with itself.
            let own = item.gap.as_ref().is_some_and(|g| g.reason.as_deref() == Some("is-the-reference"));
            row.extend(match &item.gap {
                Some(g) => [
                    g.rank.map_or_else(String::new, |r| r.to_string()),
                    g.points.value.map_or_else(String::new, |v| decimal(v * 100.0)),
                    if own { String::new() } else { margin(&g.points) },
                    g.ratio.value.map_or_else(String::new, |r| number::fixed(r, 2)),
                    g.under_four_fifths.map_or("", |yes| locale.get(if yes { "yes" } else { "no" })).to_owned(),
                    locale.people(&g.people_to_parity),
                    if own { "–".to_owned() } else { verdict(g.verdict, g.reason.as_deref(), locale) },
                ],
                None => Default::default(),
            });
            row.push(source_names(answer, &f.share.source));
            rows.push(row);
        }
        let head = [
            "place",
            "group",
            "period",
            "share",
            "margin",
            "rank",
            "gap",
            "gap_margin",
            "ratio",
            "four_fifths",
            "parity",
            "verdict",
            "source",
        ];
        return (head.to_vec(), rows);
    }
    for item in &answer.items {
        let figures: Vec<&LevelFigure> = match kind {
            Kind::Attainment => item.levels.iter().chain(&item.at_or_above).collect(),
            _ => item.figure(&answer.level).into_iter().collect(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for f in figures {
            if !seen.contains(&f.level.as_str()) {
                seen.push(&f.level);
                rows.push(key(item).into_iter().chain(figure(f)).collect());
            }
        }
    }
    (vec!["place", "group", "period", "level", "share", "margin", "people", "source"], rows)
}
