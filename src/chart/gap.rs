//! Gap dots: a dot a group or place at its share, a whisker for its margin, a line at what it is compared with.

use super::axis::{self, Scale};
use super::scene::{Anchor, Scene, Shape};
use super::words::Unit;
use super::{Frame, NARROW, SMALL, distinct_label, full_label, mark};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::estimate::Reliability;
use crate::measures::{Answer, Item};
use crate::order;

/// The items from the highest share to the lowest; those without a figure last.
pub(super) fn ranked(answer: &Answer) -> Vec<&Item> {
    let mut items: Vec<&Item> = answer.items.iter().collect();
    let share = |i: &Item| i.figure(&answer.level).and_then(|f| f.share.value).unwrap_or(-1.0);
    order::sort_by(&mut items, |a, b| share(b).total_cmp(&share(a)));
    items
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let items = ranked(answer);
    let labels: Vec<String> = items.iter().map(|i| distinct_label(answer, i, locale)).collect();
    let left = if narrow { 0.0 } else { axis::label_room(&labels, frame.width) + 14.0 };
    let figures = || items.iter().filter_map(|i| i.figure(&answer.level));
    let texts: Vec<String> = figures().map(|f| locale.share_with_margin(&f.share)).collect();
    let value_room = texts.iter().map(|t| metrics::width(t, SMALL, true)).fold(0.0, f64::max) + 16.0;
    let scale = Scale::new(
        axis::highest(figures().map(|f| &f.share)),
        Unit::Share,
        left + 8.0,
        frame.width - value_room,
        if narrow { 4 } else { 6 },
    );

    let reference = answer.reference.as_ref().and_then(|r| Some((r, r.figure(&answer.level)?)));
    let top = if reference.is_some() { 26.0 } else { 8.0 };
    let row = if narrow { 52.0 } else { 38.0 };
    // Labels above may take two lines where it is narrow.
    let heights: Vec<f64> = labels
        .iter()
        .map(|l| if narrow { row + 18.0 * (metrics::wrap(l, 14.0, true, frame.width).len() as f64 - 1.0) } else { row })
        .collect();
    let bottom = top + heights.iter().sum::<f64>() + 4.0;
    scene.height = frame.height.map_or(bottom + 30.0, |h| h.max(bottom + 30.0));
    axis::axis_below(&mut scene, &scale, top, bottom, locale);

    if let Some((item, figure)) = reference
        && let Some(value) = figure.share.value
    {
        let x = scale.at(value);
        scene.dashes((x, top), (x, bottom), Token::Muted, 1.5);
        let name = distinct_reference(item, locale);
        let name = axis::fit(&name, SMALL, true, frame.width);
        let half = metrics::width(&name, SMALL, true) / 2.0;
        let at = x.clamp(half.min(frame.width / 2.0), (frame.width - half).max(frame.width / 2.0));
        scene.text(at, top - 9.0, &name, SMALL, true, Anchor::Middle, Token::Muted);
    }
    let reference_x = reference.and_then(|(_, f)| f.share.value).map(|v| scale.at(v));

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
        let Some(figure) = item.figure(&answer.level) else { continue };
        let whole = full_label(item, locale);
        let Some(value) = figure.share.value else {
            let width = frame.width - left - 9.0;
            scene.dashed_frame(left + 8.0, middle - 10.0, width, 20.0);
            let reason = locale.reason(figure.share.reason.as_deref());
            scene.text(left + 18.0, middle + 4.5, &reason, SMALL, false, Anchor::Start, Token::Muted);
            let centre = left + 8.0 + width / 2.0;
            scene.marks.push(mark(answer, locale, whole, &figure.share, centre, middle, (width, 24.0)));
            continue;
        };
        let x = scale.at(value);
        let (mut start, mut end) = (x - 6.0, x + 6.0);
        if let Some(moe) = figure.share.moe.filter(|m| *m > 0.0) {
            let (low, high) = (scale.at(value - moe), scale.at(value + moe));
            scene.line((low, middle), (high, middle), Token::Series(1), 2.0);
            for edge in [low, high] {
                scene.line((edge, middle - 5.0), (edge, middle + 5.0), Token::Series(1), 2.0);
            }
            (start, end) = (start.min(low), end.max(high));
        }
        let low_reliability = figure.share.reliability == Some(Reliability::Low);
        scene.shapes.push(Shape::Dot { x, y: middle, radius: 6.0, fill: Token::Series(1), filled: !low_reliability });
        let mut text = locale.share_with_margin(&figure.share);
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
        scene.marks.push(mark(answer, locale, whole, &figure.share, x, middle, (28.0, 28.0)));
    }
    scene
}

fn distinct_reference(item: &Item, locale: super::words::Locale) -> String {
    let group = locale.group(&item.group);
    if group.is_empty() { locale.place_label(&item.place) } else { group }
}
