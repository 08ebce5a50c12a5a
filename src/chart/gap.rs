//! Gap dots: a dot a group or place at its share, a whisker for its margin, a line at what it is compared with.

use super::axis::{self, Scale};
use super::scene::{Anchor, Scene, Shape};
use super::stage::{self, Form, Row};
use super::words::{Locale, Unit};
use super::{Distinct, Frame, NARROW, SMALL, full_label, mark_of};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::estimate::{Estimate, Reliability};
use crate::measures::gap::{Definition, FOUR_FIFTHS, PARITY};
use crate::measures::{Answer, Item};
use crate::{number, order};

/// What the chart shows of an item: its share, or its gap by another definition.
fn shown<'a>(answer: &'a Answer, item: &'a Item) -> Option<&'a Estimate> {
    match definition(answer) {
        Definition::Points => Some(&item.figure(&answer.level)?.share),
        other => Some(other.of(item.gap.as_ref()?)),
    }
}

pub(super) fn definition(answer: &Answer) -> Definition {
    answer.definition.unwrap_or_default()
}

pub(super) fn unit(definition: Definition) -> Unit {
    match definition {
        Definition::Points => Unit::Share,
        Definition::PeopleToParity => Unit::People,
        Definition::Ratio | Definition::ParityIndex | Definition::FourFifths => Unit::Ratio,
    }
}

/// The items from the highest figure to the lowest; those without a figure last.
pub(super) fn ranked(answer: &Answer) -> Vec<&Item> {
    let mut items: Vec<&Item> = answer.items.iter().collect();
    let figure = |i: &Item| shown(answer, i).and_then(|e| e.value).unwrap_or(f64::NEG_INFINITY);
    order::sort_by(&mut items, |a, b| figure(b).total_cmp(&figure(a)));
    items
}

/// The line that figures are read against, with its name.
fn line(answer: &Answer, locale: Locale) -> Option<(f64, String)> {
    match definition(answer) {
        Definition::Points => {
            let item = answer.reference.as_ref()?;
            Some((item.figure(&answer.level)?.share.value?, distinct_reference(answer, item, locale)))
        }
        Definition::Ratio | Definition::ParityIndex => Some((1.0, locale.get("line.parity").to_owned())),
        Definition::FourFifths => Some((FOUR_FIFTHS, locale.get("line.four_fifths").to_owned())),
        Definition::PeopleToParity => None,
    }
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    if frame.on_stage() {
        return on_stage(answer, frame);
    }
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let items = ranked(answer);
    let distinct = Distinct::of(answer);
    let labels: Vec<String> = items.iter().map(|i| distinct.label(i, locale)).collect();
    let left = if narrow { 0.0 } else { axis::label_room(&labels, frame.width) + 14.0 };
    let unit = unit(definition(answer));
    let figures = || items.iter().filter_map(|i| shown(answer, i));
    let texts: Vec<String> = figures().map(|e| locale.with_margin(e, unit)).collect();
    let value_room = texts.iter().map(|t| metrics::width(t, SMALL, true)).fold(0.0, f64::max) + 16.0;
    let line = line(answer, locale);
    let others = || items.iter().filter_map(|i| compared(answer, i));
    let highest = axis::highest(figures()).max(axis::highest(others())).max(line.as_ref().map_or(0.0, |(at, _)| *at));
    let scale = Scale::new(highest, unit, left + 8.0, frame.width - value_room, if narrow { 4 } else { 6 });

    let top = if line.is_some() { 26.0 } else { 8.0 };
    let row = if narrow { 52.0 } else { 38.0 };
    // Labels above may take two lines where it is narrow.
    let heights: Vec<f64> = labels
        .iter()
        .map(|l| if narrow { row + 18.0 * (metrics::wrap(l, 14.0, true, frame.width).len() as f64 - 1.0) } else { row })
        .collect();
    let bottom = top + heights.iter().sum::<f64>() + 4.0;
    scene.height = frame.height.map_or(bottom + 30.0, |h| h.max(bottom + 30.0));
    if matches!(definition(answer), Definition::Ratio | Definition::ParityIndex) {
        let (from, to) = (scale.at(*PARITY.start()), scale.at(*PARITY.end()));
        scene.rect(from, top, to - from, bottom - top, Token::Rule);
    }
    axis::axis_below(&mut scene, &scale, top, bottom, locale);

    if let Some((value, name)) = &line {
        let x = scale.at(*value);
        scene.dashes((x, top), (x, bottom), Token::Muted, 1.5);
        let name = axis::fit(name, SMALL, true, frame.width);
        let half = metrics::width(&name, SMALL, true) / 2.0;
        let at = number::between(x, half.min(frame.width / 2.0), (frame.width - half).max(frame.width / 2.0));
        scene.text(at, top - 9.0, &name, SMALL, true, Anchor::Middle, Token::Muted);
    }
    let line_x = line.map(|(value, _)| scale.at(value));

    let mut y = top;
    for ((item, label), height) in items.iter().zip(&labels).zip(&heights) {
        let middle = if narrow {
            axis::label_above(&mut scene, label, y, frame.width);
            y + height - 16.0
        } else {
            axis::label_beside(&mut scene, label, left - 14.0, y + height / 2.0);
            y + height / 2.0
        };
        y += height;
        let Some(figure) = shown(answer, item) else { continue };
        let whole = full_label(item, locale);
        let own = compared(answer, item).and_then(|e| e.value).map(|v| scale.at(v));
        let reference_x = line_x.or(own);
        let Some(value) = figure.value else {
            let width = frame.width - left - 9.0;
            scene.dashed_frame(left + 8.0, middle - 10.0, width, 20.0);
            let reason = locale.reason(figure.reason.as_deref());
            scene.text(left + 18.0, middle + 4.5, &reason, SMALL, false, Anchor::Start, Token::Muted);
            let centre = left + 8.0 + width / 2.0;
            scene.marks.push(mark_of(answer, locale, (whole, reason), (figure, unit), (centre, middle), (width, 24.0)));
            continue;
        };
        let x = scale.at(value);
        // All others of each group are at a place of their own.
        if let Some(at) = own {
            scene.rect(at - 1.0, middle - 9.0, 2.0, 18.0, Token::Muted);
        }
        let (mut start, mut end) = (x - 6.0, x + 6.0);
        if let Some(moe) = figure.moe.filter(|m| *m > 0.0) {
            let (low, high) = (scale.at(value - moe), scale.at(value + moe));
            scene.line((low, middle), (high, middle), Token::Series(1), 2.0);
            for edge in [low, high] {
                scene.line((edge, middle - 5.0), (edge, middle + 5.0), Token::Series(1), 2.0);
            }
            (start, end) = (start.min(low), end.max(high));
        }
        let low_reliability = figure.reliability == Some(Reliability::Low);
        scene.shapes.push(Shape::Dot { x, y: middle, radius: 6.0, fill: Token::Series(1), filled: !low_reliability });
        let mut text = locale.with_margin(figure, unit);
        if low_reliability {
            text = format!("{text} ({})", locale.get("low_reliability"));
        }
        let text = axis::fit(&text, SMALL, true, frame.width - end - 8.0);
        let width = metrics::width(&text, SMALL, true);
        // To the right of the dot, unless the line of the reference would run through it there.
        let meets_line = reference_x.is_some_and(|to| to > end && to < end + 16.0 + width);
        let text_x = if meets_line && start - 8.0 - width > left { start - 8.0 - width } else { end + 8.0 };
        // From the value's end, or from the dot where the value is not in between, to what it is compared with.
        let from = if text_x > x { text_x + width + 8.0 } else { end + 2.0 };
        match reference_x {
            Some(to) if to > from => scene.rect(from, middle.round(), to - from, 1.0, Token::Muted),
            Some(to) if to < x - 8.0 => scene.rect(to, middle.round(), x - 8.0 - to, 1.0, Token::Muted),
            _ => {}
        }
        scene.text_on_ground(text_x, middle + 4.5, &text, SMALL, true);
        scene.marks.push(mark_of(
            answer,
            locale,
            (whole, locale.figure(figure, unit)),
            (figure, unit),
            (x, middle),
            (28.0, 28.0),
        ));
    }
    scene
}

/// The groups as rows.
fn on_stage(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let unit = unit(definition(answer));
    let distinct = Distinct::of(answer);
    let row = |item: &&Item| {
        let figure = shown(answer, item)?;
        let low = figure.reliability == Some(Reliability::Low);
        let value = locale.figure(figure, unit);
        let named = (full_label(item, locale), value);
        let text = if figure.value.is_some() {
            locale.with_margin(figure, unit)
        } else {
            locale.reason(figure.reason.as_deref())
        };
        Some(Row {
            label: distinct.label(item, locale),
            value: figure.value,
            moe: figure.moe,
            text,
            detail: String::new(),
            fill: Token::Series(1),
            form: if low { Form::Ring } else { Form::Dot },
            mark: Some(mark_of(answer, locale, named, (figure, unit), (0.0, 0.0), (0.0, 0.0))),
        })
    };
    let rows = ranked(answer).iter().filter_map(row).collect();
    let line = line(answer, locale).map(|(value, name)| (value, name, Token::Muted));
    let most = line.as_ref().map_or(0.0, |(value, ..)| *value);
    stage::chart(frame, unit, most, rows, line)
}

/// What a group is compared with where that is not one line for all.
fn compared<'a>(answer: &Answer, item: &'a Item) -> Option<&'a Estimate> {
    let own = definition(answer) == Definition::Points && answer.reference.is_none();
    item.gap.as_ref().map(|g| &g.reference).filter(|_| own)
}

/// What tells the reference apart from the items: its place, its group, or both.
fn distinct_reference(answer: &Answer, reference: &Item, locale: Locale) -> String {
    let places = answer.items.iter().any(|i| i.place != reference.place);
    let groups = answer.items.iter().any(|i| i.group != reference.group);
    let (place, group) = (locale.place_label(&reference.place), locale.group(&reference.group));
    match (places, groups) {
        _ if group.is_empty() => place,
        (true, false) => place,
        (true, true) => format!("{place}, {group}"),
        (false, _) => group,
    }
}
