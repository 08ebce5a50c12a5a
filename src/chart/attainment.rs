//! Stacked bars: how the adults of a place, period or group are spread over the levels of education, out of 100.

use super::axis;
use super::scene::{Anchor, Scene};
use super::{Distinct, Frame, NARROW, SMALL, full_label, mark, stage};
use crate::dataset::level::Level;
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::{Answer, LevelFigure};
use crate::number;

/// The ramp's step for a level: by the lowest rung in it, so that a colour means the same in every chart.
pub(super) fn ramp(code: &str) -> Token {
    let first = Level::from_code(code).map_or(0, Level::first);
    Token::Level(match first {
        0..=10 => 1,
        11..=14 => 2,
        15..=16 => 3,
        17..=18 => 4,
        19 => 5,
        20 => 6,
        _ => 7,
    })
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let stage = frame.on_stage();
    let narrow = frame.width < NARROW && !stage;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let levels: Vec<&LevelFigure> =
        answer.items.iter().map(|i| &i.levels).find(|l| !l.is_empty()).into_iter().flatten().collect();
    let entries: Vec<(String, Token)> = levels.iter().map(|l| (locale.level(&l.level), ramp(&l.level))).collect();
    let distinct = Distinct::of(answer);
    let labels: Vec<String> = answer.items.iter().map(|i| distinct.label(i, locale)).collect();
    let left = if narrow { 0.0 } else { axis::label_room(&labels, frame.width) + 12.0 };
    let width = frame.width - left;
    let mut y = if stage {
        stage::names_above(&mut scene, &middles(answer, &entries, left, width))
    } else {
        axis::legend(&mut scene, &entries, 0.0, frame.width) + 4.0
    };
    let bar = match frame.height.filter(|_| stage) {
        Some(height) => number::between((height - y) / answer.items.len() as f64 - 6.0, 18.0, 44.0),
        None if answer.items.len() > 8 => 26.0,
        None => 36.0,
    };
    for (item, label) in answer.items.iter().zip(&labels) {
        if narrow {
            y = axis::label_above(&mut scene, label, y, frame.width) + 2.0;
        } else {
            axis::label_beside(&mut scene, label, left - 12.0, y + bar / 2.0);
        }
        let whole = full_label(item, locale);
        let complete = !item.levels.is_empty() && item.levels.iter().all(|l| l.share.value.is_some());
        if complete {
            let mut x = left;
            for figure in &item.levels {
                let share = figure.share.value.unwrap_or(0.0);
                let end = (x + share * width).min(left + width);
                // A hairline of the ground keeps neighbours apart.
                let gap = if end - x > 2.0 { 1.0 } else { 0.0 };
                scene.rect(x, y, end - x - gap, bar, ramp(&figure.level));
                let text = locale.whole_percent(share);
                if metrics::width(&text, SMALL, true) + 4.0 <= end - x {
                    let Token::Level(n) = ramp(&figure.level) else { continue };
                    let middle = f64::midpoint(x, end - gap);
                    let base = y + bar / 2.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
                    scene.text(middle, base, &text, SMALL, true, Anchor::Middle, Token::OnLevel(n));
                }
                let label = format!("{whole}, {}", locale.level(&figure.level));
                let place = (f64::midpoint(x, end), y + bar / 2.0);
                scene.marks.push(mark(answer, locale, label, &figure.share, place.0, place.1, (end - x, bar)));
                x = end;
            }
            scene.frame(left, y, width, bar, Token::Muted);
        } else {
            scene.dashed_frame(left, y, width - 1.0, bar);
            let absent = item.levels.iter().find(|l| l.share.value.is_none()).or(item.levels.first());
            let reason = locale.reason(absent.and_then(|l| l.share.reason.as_deref()));
            let base = y + bar / 2.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
            scene.text(left + 10.0, base, &reason, SMALL, false, Anchor::Start, Token::Muted);
            if let Some(figure) = absent {
                let place = (left + width / 2.0, y + bar / 2.0);
                scene.marks.push(mark(answer, locale, whole, &figure.share, place.0, place.1, (width, bar)));
            }
        }
        y += bar
            + if narrow {
                12.0
            } else if stage {
                6.0
            } else {
                10.0
            };
    }
    scene.height = frame.height.map_or(y, |h| h.max(y));
    scene
}

/// The middle of each part of the first complete bar, with its name.
fn middles(answer: &Answer, entries: &[(String, Token)], left: f64, width: f64) -> Vec<(f64, String)> {
    let complete = |i: &&crate::measures::Item| i.levels.iter().all(|l| l.share.value.is_some());
    let mut from = left;
    let parts = answer.items.iter().filter(|i| !i.levels.is_empty()).find(complete).into_iter().flat_map(|i| &i.levels);
    let middle = |(figure, (name, _)): (&LevelFigure, &(String, Token))| {
        let length = figure.share.value.unwrap_or(0.0) * width;
        from += length;
        (from - length / 2.0, name.clone())
    };
    parts.zip(entries).map(middle).collect()
}
