//! Trend lines: a line a place or group, a point a period at the middle of its years, a whisker for its margin.

use super::axis::{self, Scale};
use super::scene::{Anchor, Scene, Shape};
use super::words::Unit;
use super::{BODY, Frame, NARROW, SMALL, distinct_series, full_label, mark};
use crate::dataset::period::Period;
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::{Answer, Item, LevelFigure};
use crate::number;
use crate::order;

struct Point<'a> {
    item: &'a Item,
    figure: &'a LevelFigure,
    year: f64,
    value: f64,
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let stage = frame.on_stage();
    let narrow = frame.width < NARROW && !stage;
    let series = series(answer);
    let names: Vec<String> =
        series.iter().filter_map(|s| s.first()).map(|p| distinct_series(answer, p.item, locale)).collect();
    let many = series.len() > 1;
    let mut scene = Scene { width: frame.width, ..Scene::default() };

    // Names at the lines' ends where there is room, else above.
    let beside = many && !narrow;
    let room = if beside {
        names
            .iter()
            .map(|n| metrics::width(n, SMALL, true))
            .fold(0.0, f64::max)
            .min(frame.width * if stage { 0.5 } else { 0.3 })
            + 14.0
    } else {
        26.0
    };
    let mut top = 4.0;
    if many && !beside {
        let entries: Vec<(String, Token)> =
            names.iter().enumerate().map(|(i, n)| (n.clone(), Token::Series(i as u8 + 1))).collect();
        top = axis::legend(&mut scene, &entries, 0.0, frame.width);
    }
    top += 22.0;
    let natural = top + (frame.width * 0.5).clamp(210.0, 380.0) + 30.0;
    let least = if stage { 110.0 } else { 180.0 };
    scene.height = frame.height.map_or(natural, |h| h.max(top + least));
    let (left, right, bottom) = (44.0, frame.width - room, scene.height - 30.0);

    let points = || series.iter().flatten();
    let highest = axis::highest(points().map(|p| &p.figure.share));
    let scale = Scale::new(highest, Unit::Share, bottom, top, 6);
    let (first, last) = points().fold((f64::MAX, f64::MIN), |(a, b), p| (a.min(p.year), b.max(p.year)));
    let span = (last - first).max(1.0);
    let x_of = |year: f64| {
        if last > first {
            left + 12.0 + (right - left - 12.0) * (year - first) / span
        } else {
            f64::midpoint(left, right)
        }
    };

    for (i, tick) in scale.ticks.iter().enumerate() {
        let y = scale.at(*tick);
        scene.rect(left, y.round(), right - left, 1.0, if i == 0 { Token::Muted } else { Token::Rule });
        scene.text(left - 8.0, y + 4.5, &locale.whole_percent(*tick), SMALL, false, Anchor::End, Token::Muted);
    }
    if last > first {
        let most = ((right - left) / 70.0) as usize;
        for year in axis::year_ticks(first, last, most.min(8)) {
            let x = x_of(year);
            scene.rect(x.round(), bottom + 1.0, 1.0, 5.0, Token::Muted);
            scene.text(x, bottom + 20.0, &number::fixed(year, 0), SMALL, false, Anchor::Middle, Token::Muted);
        }
    } else if let Some(only) = points().next() {
        let period = locale.period(&only.item.period);
        scene.text(x_of(first), bottom + 20.0, &period, SMALL, false, Anchor::Middle, Token::Muted);
    }

    for (n, line) in series.iter().enumerate() {
        let colour = Token::Series(n as u8 % 9 + 1);
        let placed: Vec<(f64, f64)> = line.iter().map(|p| (x_of(p.year), scale.at(p.value))).collect();
        let apart: Vec<bool> = line.iter().map(|p| stands_apart(p, line)).collect();
        let points: Vec<(f64, f64)> =
            placed.iter().zip(&apart).filter(|(_, apart)| !**apart).map(|(p, _)| *p).collect();
        if points.len() > 1 {
            scene.shapes.push(Shape::Path { points, stroke: colour, width: 2.5 });
        }
        for ((point, (x, y)), apart) in line.iter().zip(&placed).zip(&apart) {
            if let Some(moe) = point.figure.share.moe.filter(|m| *m > 0.0) {
                let (low, high) = (scale.at(point.value - moe), scale.at(point.value + moe));
                scene.line((*x, low), (*x, high), colour, 1.5);
                scene.line((*x - 4.0, low), (*x + 4.0, low), colour, 1.5);
                scene.line((*x - 4.0, high), (*x + 4.0, high), colour, 1.5);
            }
            scene.shapes.push(Shape::Dot { x: *x, y: *y, radius: 4.5, fill: colour, filled: !apart });
            let label = full_label(point.item, locale);
            scene.marks.push(mark(answer, locale, label, &point.figure.share, *x, *y, (20.0, 20.0)));
        }
        if !many && let (Some(start), Some(end)) = (line.first(), line.last()) {
            let mut label = |p: &Point<'_>, anchor: Anchor, below: bool| {
                let (x, y) = (x_of(p.year), scale.at(p.value));
                let x = if anchor == Anchor::Start { (x - 6.0).max(left + 4.0) } else { x + 18.0 };
                let y = if below && y + 26.0 < bottom { y + 22.0 } else { y - 12.0 };
                scene.text(x, y, &locale.share(&p.figure.share), BODY, true, anchor, Token::Ink);
            };
            // Clear of the line, which leaves the first point upwards and comes to the last from below, or the reverse.
            let rises = end.value >= start.value;
            if line.len() > 1 {
                label(start, Anchor::Start, rises);
            }
            label(end, Anchor::End, !rises);
        }
    }
    if beside {
        names_at_ends(&mut scene, &series, &names, stage, &x_of, &scale, (right, room), (top, bottom));
    }
    scene
}

/// An average over years that the line has one by one is no step of it: a ring beside the line.
fn stands_apart(point: &Point<'_>, line: &[Point<'_>]) -> bool {
    let Some(span) = Period::parse(&point.item.period).filter(|p| p.years() > 1) else { return false };
    let inside = |p: &&Point<'_>| Period::parse(&p.item.period).is_some_and(|p| p.years() == 1 && p.overlaps(span));
    line.iter().filter(inside).count() > 1
}

/// Whether any figure is a ring.
pub(super) fn has_rings(answer: &Answer) -> bool {
    series(answer).iter().any(|line| line.iter().any(|p| stands_apart(p, line)))
}

/// Names to the right of the last points, moved apart where they would overlap.
#[allow(clippy::too_many_arguments, reason = "all of it the chart's own")]
fn names_at_ends(
    scene: &mut Scene,
    series: &[Vec<Point<'_>>],
    names: &[String],
    stage: bool,
    x_of: &dyn Fn(f64) -> f64,
    scale: &Scale,
    (right, room): (f64, f64),
    (top, bottom): (f64, f64),
) {
    const STEP: f64 = 17.0;
    let mut ends: Vec<(usize, f64, f64)> = series
        .iter()
        .enumerate()
        .filter_map(|(n, line)| line.last().map(|p| (n, scale.at(p.value), x_of(p.year))))
        .collect();
    order::sort_by(&mut ends, |a, b| a.1.total_cmp(&b.1));
    let mut next = top;
    for end in &mut ends {
        end.1 = end.1.max(next);
        next = end.1 + STEP;
    }
    // Pushed down past the floor: lift them from below.
    let mut floor = bottom;
    for end in ends.iter_mut().rev() {
        end.1 = end.1.min(floor);
        floor = end.1 - STEP;
    }
    for (n, y, _) in ends {
        let name = axis::fit(&names[n], SMALL, true, room - 12.0);
        let fill = if stage { Token::Ink } else { Token::Series(n as u8 % 9 + 1) };
        scene.text(right + 10.0, y + 4.5, &name, SMALL, true, Anchor::Start, fill);
    }
}

/// Items of one place and group make a line, oldest first. Periods without a figure leave no point.
fn series(answer: &Answer) -> Vec<Vec<Point<'_>>> {
    let mut lines: Vec<Vec<Point<'_>>> = Vec::new();
    for item in &answer.items {
        let Some(figure) = item.figure(&answer.level) else { continue };
        let (Some(value), Some(period)) = (figure.share.value, Period::parse(&item.period)) else { continue };
        let point = Point { item, figure, year: period.midpoint(), value };
        let same = |line: &&mut Vec<Point<'_>>| {
            line.first().is_some_and(|p| p.item.place == item.place && p.item.group == item.group)
        };
        // From the end: an answer has the items of a place together.
        match lines.iter_mut().rev().find(same) {
            Some(line) => line.push(point),
            None => lines.push(vec![point]),
        }
    }
    for line in &mut lines {
        order::sort_by(line, |a, b| a.year.total_cmp(&b.year));
    }
    lines
}
