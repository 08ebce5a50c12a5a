//! The skills gap as a range: a dot a reading of demand, tied to the one line of supply. A claim is quoted in a frame of
//! its own, with the share of jobs that it would need.

use super::axis::{self, Scale};
use super::describe::{Words, margin_cell};
use super::jobs::{ADULTS, JOBS, self_employed};
use super::scene::{Anchor, Scene, Shape};
use super::stage::{self, Form};
use super::words::{Locale, Unit, decimal};
use super::{Frame, NARROW, SMALL, mark, mark_of, source_names};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;
use crate::measures::estimate::Estimate;
use crate::measures::skills_gap::{Reading, SkillsGap};
use crate::order;

/// A reading or the claim.
struct Row<'a> {
    label: String,
    detail: String,
    /// Where the dot stands.
    share: &'a Estimate,
    /// What it comes to in people, and what that is.
    people: [String; 2],
    /// What the mark tells of.
    figure: &'a Estimate,
    quoted: bool,
}

fn is_assumed(reading: &Reading) -> bool {
    reading.required_share.moe_reason.as_deref() == Some("assumption")
}

fn name(reading: &Reading, locale: Locale) -> &'static str {
    let key = if is_assumed(reading) { "assumed" } else { reading.reading };
    locale.get(&format!("reading.{key}"))
}

/// Above nought fewer have the level than jobs ask for, below it more.
fn direction(people: f64) -> &'static str {
    if people > 0.0 { "fewer" } else { "more" }
}

fn rows<'a>(answer: &Answer, gap: &'a SkillsGap, locale: Locale) -> Vec<Row<'a>> {
    let of_reading = |reading: &'a Reading| Row {
        label: name(reading, locale).to_owned(),
        detail: if reading.period.is_empty() {
            String::new()
        } else {
            locale.fill("reading.period", &[("period", &locale.period(&reading.period))])
        },
        share: &reading.required_share,
        people: match reading.gap_people.value {
            Some(v) => {
                let n = locale.about(v);
                let key = format!("gap.{}", direction(v));
                [locale.fill(&key, &[("n", &n)]), locale.get("gap.than").to_owned()]
            }
            None => [String::new(), String::new()],
        },
        figure: &reading.required_share,
        quoted: false,
    };
    let mut rows: Vec<Row<'a>> = gap.readings.iter().map(of_reading).collect();
    if let Some((claim, share)) = gap.claim.as_ref().zip(gap.implied_share.as_ref()) {
        let needed = share.value.map_or_else(String::new, |v| decimal(v * 100.0));
        rows.push(Row {
            label: locale.fill("claim.label", &[("who", &claimant(answer, claim))]),
            detail: locale.get("claim.detail").to_owned(),
            share,
            people: [quote(claim, locale), locale.fill("claim.needs", &[("n", &needed)])],
            figure: claim,
            quoted: true,
        });
    }
    rows
}

/// Who says so.
fn claimant(answer: &Answer, claim: &Estimate) -> String {
    let source = answer.sources.iter().find(|s| s.name == claim.source);
    source.and_then(|s| s.agency.clone()).unwrap_or_else(|| claim.source.clone())
}

/// The claim in its publisher's words, where they are known.
fn quote(claim: &Estimate, locale: Locale) -> String {
    let own = format!("claim.{}", claim.source);
    let n = claim.value.map_or_else(String::new, |v| locale.count(v));
    locale.fill(if locale.has(&own) { &own } else { "claim" }, &[("n", &n)])
}

fn supply_name(answer: &Answer, gap: &SkillsGap, supply: &Estimate, locale: Locale) -> String {
    let values = [
        ("share", &*locale.share(supply)),
        ("have", &*locale.have(&answer.level)),
        ("period", &*locale.period(&gap.period)),
    ];
    locale.fill(supply_key(answer), &values)
}

fn supply_key(answer: &Answer) -> &'static str {
    if answer.universe == "adults_25_to_64" { "supply.25_to_64" } else { "supply" }
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let Some(gap) = &answer.skills_gap else { return scene };
    let rows = rows(answer, gap, locale);
    let supply = gap.readings.iter().map(|r| &r.supply_share).find(|s| s.value.is_some());
    if frame.on_stage() {
        return on_stage(answer, gap, supply, frame, &rows);
    }

    const PAD: f64 = 8.0;
    let labels: Vec<String> = rows.iter().map(|r| r.label.clone()).collect();
    let left = if narrow { PAD } else { axis::label_room(&labels, frame.width) + 14.0 + PAD };
    let texts = rows.iter().flat_map(|r| &r.people);
    let column = if narrow {
        0.0
    } else {
        texts.map(|t| metrics::width(t, SMALL, true)).fold(0.0, f64::max).min(frame.width * 0.27).ceil() + 12.0
    };
    let value_room = metrics::width(&locale.percent(0.888), SMALL, true) + 14.0;
    let right = frame.width - column - PAD;
    let shares = rows.iter().map(|r| r.share).chain(supply).filter(|e| e.value.is_some_and(|v| v <= 1.0));
    let most_ticks = if narrow { 4 } else { 6 };
    let scale = Scale::new(axis::highest(shares), Unit::Share, left, right - value_room, most_ticks);

    let name = supply.map(|s| supply_name(answer, gap, s, locale)).unwrap_or_default();
    let name_lines = metrics::wrap(&name, SMALL, true, frame.width.min(460.0) * 0.9);
    let top = name_lines.len() as f64 * 17.0 + 14.0;

    // Heights first: the line of supply and the grid lie behind all rows.
    let label_width = if narrow { frame.width - 2.0 * PAD } else { left - 14.0 - PAD };
    let people_lines = |row: &Row<'_>| -> Vec<(String, bool)> {
        let limit = if narrow { frame.width - 2.0 * PAD } else { column - 12.0 };
        let [number, rest] = &row.people;
        let one = format!("{number} {rest}");
        if narrow && metrics::width(&one, SMALL, true) <= limit {
            return vec![(one, true)];
        }
        let wrapped = |text: &str, bold: bool| {
            let lines = metrics::wrap(text, SMALL, bold, limit).into_iter().filter(|l| !l.is_empty());
            lines.map(|l| (l, bold)).collect::<Vec<_>>()
        };
        [wrapped(number, true), wrapped(rest, false)].concat()
    };
    let heading_height = |row: &Row<'_>| axis::heading_height((&row.label, &row.detail), label_width, !narrow);
    let heights: Vec<f64> = rows
        .iter()
        .map(|row| {
            let people = people_lines(row).len() as f64 * 17.0;
            let own = if narrow { heading_height(row) + 30.0 + people } else { heading_height(row).max(people) };
            own + if narrow { 14.0 } else { 22.0 }
        })
        .collect();
    let gaps = rows.iter().filter(|r| r.quoted).count() as f64 * 8.0;
    let bottom = top + heights.iter().sum::<f64>() + gaps + 4.0;
    scene.height = frame.height.map_or(bottom + 30.0, |h| h.max(bottom + 30.0));
    axis::axis_below(&mut scene, &scale, top, bottom, locale);

    let line = supply.and_then(|s| Some((s, scale.at(s.value?))));
    if let Some((supply, x)) = line {
        scene.dashes((x, top), (x, bottom), ADULTS, 2.0);
        if let (Some(value), Some(moe)) = (supply.value, supply.moe.filter(|m| *m > 0.0)) {
            let (low, high) = (scale.at(value - moe), scale.at(value + moe));
            scene.line((low, top - 4.0), (high, top - 4.0), ADULTS, 2.0);
            for edge in [low, high] {
                scene.line((edge, top - 8.0), (edge, top), ADULTS, 2.0);
            }
        }
        let mut width: f64 = 0.0;
        for (i, text) in name_lines.iter().enumerate() {
            let own = metrics::width(text, SMALL, true);
            width = width.max(own);
            let at = centred(x, own, frame.width);
            scene.text(at, 13.0 + 17.0 * i as f64, text, SMALL, true, Anchor::Middle, Token::Ink);
        }
        let at = centred(x, width, frame.width);
        let label = format!("{}, {}", locale.place_label(&gap.place), locale.get("legend.adults"));
        let label = format!("{label}, {}", locale.period(&gap.period));
        scene.marks.push(mark(answer, locale, label, supply, at, top / 2.0, (width, top)));
    }

    let mut y = top;
    for (row, height) in rows.iter().zip(&heights) {
        if row.quoted {
            y += 8.0;
            scene.dashed_frame(1.0, y, frame.width - 2.0, height - 6.0);
        }
        let lines = people_lines(row);
        let middle = if narrow {
            axis::heading(&mut scene, (&row.label, &row.detail), (PAD, y + 6.0), label_width, false) + 14.0
        } else {
            let start = y + (height - 6.0 - heading_height(row)) / 2.0;
            axis::heading(&mut scene, (&row.label, &row.detail), (left - 14.0, start), label_width, true);
            y + (height - 6.0) / 2.0
        };
        y += height;
        let detail = if row.detail.is_empty() || row.quoted { String::new() } else { format!(", {}", row.detail) };
        let label = format!("{}, {}{detail}", locale.place_label(&gap.place), row.label);
        let [number, rest] = &row.people;
        let value = match row.share.value {
            _ if row.quoted => format!("{number}, {rest}"),
            Some(share) => format!("{}: {number} {rest}", locale.percent(share)),
            None => locale.share(row.share),
        };
        let of = (row.figure, if row.quoted { Unit::People } else { Unit::Share });
        let Some(share) = row.share.value else {
            let width = right - left;
            axis::missing(&mut scene, &locale.reason(row.share.reason.as_deref()), (left, middle - 12.0), width, 24.0);
            let place = (left + width / 2.0, middle);
            scene.marks.push(mark_of(answer, locale, (label, value), of, place, (width, 24.0)));
            continue;
        };
        let x = scale.at(share);
        if (0.0..=1.0).contains(&share) {
            if let Some((_, to)) = line
                && (to - x).abs() > 8.0
            {
                let (from, to) = if to > x { (x, to - 1.0) } else { (to + 1.0, x) };
                if row.quoted {
                    scene.dashes((from, middle), (to, middle), JOBS, 2.0);
                } else {
                    scene.rect(from, middle.round() - 2.0, to - from, 4.0, JOBS);
                }
            }
            scene.shapes.push(Shape::Dot { x, y: middle, radius: 7.0, fill: JOBS, filled: !row.quoted });
            let text = locale.percent(share);
            let width = metrics::width(&text, SMALL, true);
            // On the side away from the line of supply, where there is room.
            let before = line.is_some_and(|(_, to)| to > x) && x - 12.0 - width > left;
            let at = if before { x - 12.0 - width } else { x + 12.0 };
            scene.text_on_ground(at, middle + 4.5, &text, SMALL, true);
        }
        let (start, at) = if narrow {
            (middle + 27.0, PAD)
        } else {
            (middle - 17.0 * (lines.len() as f64 - 1.0) / 2.0 + 4.5, right + 12.0)
        };
        for (i, (text, bold)) in lines.iter().enumerate() {
            let base = start + 17.0 * i as f64;
            if narrow {
                scene.ground(at, base, text, SMALL, *bold);
            }
            let fill = if *bold { Token::Ink } else { Token::Muted };
            scene.text(at, base, text, SMALL, *bold, Anchor::Start, fill);
        }
        scene.marks.push(mark_of(answer, locale, (label, value), of, (x, middle), (28.0, 28.0)));
    }
    scene
}

/// The readings as rows against the supply.
fn on_stage(answer: &Answer, gap: &SkillsGap, supply: Option<&Estimate>, frame: &Frame, rows: &[Row<'_>]) -> Scene {
    let locale = frame.locale;
    let row = |row: &Row<'_>| {
        let [number, rest] = &row.people;
        let share = locale.share(row.share);
        let value = if row.quoted { format!("{number}, {rest}") } else { format!("{share}: {number} {rest}") };
        let label = format!("{}, {}", locale.place_label(&gap.place), row.label);
        let of = (row.figure, if row.quoted { Unit::People } else { Unit::Share });
        stage::Row {
            // A claim is in people, and its share is ours: it is quoted with its name.
            label: if row.quoted { format!("{}: {number}", row.label) } else { row.label.clone() },
            value: row.share.value.filter(|v| (0.0..=1.0).contains(v)),
            moe: None,
            text: share,
            detail: if row.quoted { String::new() } else { number.clone() },
            fill: JOBS,
            form: if row.quoted { Form::Ring } else { Form::Dot },
            mark: Some(mark_of(answer, locale, (label, value), of, (0.0, 0.0), (0.0, 0.0))),
        }
    };
    let line = supply.and_then(|s| Some((s.value?, supply_name(answer, gap, s, locale), ADULTS)));
    let most = line.as_ref().map_or(0.0, |(value, ..)| *value);
    stage::chart(frame, Unit::Share, most, rows.iter().map(row).collect(), line)
}

/// The middle of a text of a width about `x`, kept inside the chart.
fn centred(x: f64, width: f64, whole: f64) -> f64 {
    let half = width / 2.0;
    axis::between(x, half.min(whole / 2.0), (whole - half).max(whole / 2.0))
}

pub(super) fn words(answer: &Answer, locale: Locale) -> Words {
    let Some(gap) = &answer.skills_gap else { return Words::default() };
    let (have, level) = (locale.have(&answer.level), locale.level(&answer.level));
    let n = gap.readings.len().to_string();
    let row = |r: &Reading| {
        vec![
            name(r, locale).to_owned(),
            locale.period(&r.period),
            locale.share(&r.required_share),
            margin_cell(&r.required_share, Unit::Share, locale),
            locale.share(&r.supply_share),
            margin_cell(&r.supply_share, Unit::Share, locale),
            r.gap_share.value.map_or_else(|| locale.share(&r.gap_share), |v| decimal(v * 100.0)),
            locale.people(&r.gap_people),
            margin_cell(&r.gap_people, Unit::People, locale),
            source_names(answer, if r.gap_people.value.is_some() { &r.gap_people.source } else { "" }),
        ]
    };
    let mut rows: Vec<Vec<String>> = gap.readings.iter().map(row).collect();
    if let Some(claim) = &gap.claim {
        let needs = gap.implied_share.as_ref().and_then(|e| e.value).map(|v| decimal(v * 100.0));
        let blank = String::new;
        rows.push(vec![
            locale.fill("claim.label", &[("who", &claimant(answer, claim))]),
            blank(),
            needs.map_or_else(blank, |n| locale.fill("claim.needs", &[("n", &n)])),
            blank(),
            blank(),
            blank(),
            blank(),
            quote(claim, locale),
            locale.get("claim.detail").to_owned(),
            source_names(answer, &claim.source),
        ]);
    }
    Words {
        title: title(gap, &have, locale),
        axis: locale.fill("axis.skills", &[("level", &level), ("n", &n)]),
        summary: summary(gap, locale),
        notes: self_employed(answer, locale).into_iter().collect(),
        legend: [("legend.need", JOBS), ("legend.adults", ADULTS)].map(|(k, t)| (locale.get(k).to_owned(), t)).to_vec(),
        head: vec![
            "reading",
            "period",
            "jobs",
            "margin",
            "adults",
            "adults_margin",
            "gap",
            "gap_people",
            "gap_margin",
            "source",
        ],
        rows,
    }
}

/// The range of the readings, never one of them.
fn title(gap: &SkillsGap, have: &str, locale: Locale) -> Option<String> {
    let mut people: Vec<f64> = gap.readings.iter().filter_map(|r| r.gap_people.value).collect();
    order::sort_by(&mut people, f64::total_cmp);
    let (least, most) = (*people.first()?, *people.last()?);
    let place = locale.place(&gap.place);
    let (low, high) = (locale.about(least), locale.about(most));
    let (key, a, b) = if least < 0.0 && most > 0.0 {
        ("title.skills.range", &low, &high)
    } else if low == high {
        (if most > 0.0 { "title.skills.same.fewer" } else { "title.skills.same.more" }, &low, &high)
    } else if most > 0.0 {
        ("title.skills.fewer", &low, &high)
    } else {
        ("title.skills.more", &high, &low)
    };
    let title = locale.fill(key, &[("place", &place), ("a", a), ("b", b), ("have", have)]);
    if gap.assumptions.period.as_deref() != Some("projected") {
        return Some(title);
    }
    let entry = gap.readings.first().map(|r| locale.period(&r.period)).unwrap_or_default();
    Some(locale.fill("title.skills.projected", &[("period", &entry), ("title", &title)]))
}

fn summary(gap: &SkillsGap, locale: Locale) -> String {
    let ends = |of: &dyn Fn(&Reading) -> Option<f64>| {
        let mut values: Vec<f64> = gap.readings.iter().filter_map(of).collect();
        order::sort_by(&mut values, f64::total_cmp);
        Some((*values.first()?, *values.last()?))
    };
    let Some((low, high)) = ends(&|r| r.required_share.value) else { return String::new() };
    let (least, most) = ends(&|r| r.gap_share.value).unwrap_or_default();
    let supply = gap.readings.iter().map(|r| &r.supply_share).find(|s| s.value.is_some());
    let values = [
        ("low", &*locale.percent(low)),
        ("high", &*locale.percent(high)),
        ("supply", &*supply.map_or_else(String::new, |s| locale.share_with_margin(s))),
        ("least", &*decimal(least * 100.0)),
        ("most", &*decimal(most * 100.0)),
    ];
    locale.fill("summary.skills", &values)
}
