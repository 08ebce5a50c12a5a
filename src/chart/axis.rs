//! Scales and legends that several charts share.

use super::scene::{Anchor, Scene};
use super::words::Locale;
use super::{BODY, SMALL};
use crate::draw::metrics;
use crate::draw::theme::Token;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;

/// Shares from nought to a round number that holds every value with its margin.
pub(super) struct ShareScale {
    pub(super) max: f64,
    pub(super) ticks: Vec<f64>,
    from: f64,
    to: f64,
}

impl ShareScale {
    /// A scale that maps nought to `from` and its end to `to`.
    pub(super) fn new(highest: f64, from: f64, to: f64, most_ticks: usize) -> Self {
        let step = if highest <= 0.12 { 0.02 } else { 0.1 };
        let max = ((highest / step - 1e-9).ceil() * step).clamp(step, 1.0);
        let range: RangedCoordf64 = (0.0..max).into();
        let ticks = range.key_points(BoldPoints(most_ticks.max(2)));
        Self { max, ticks, from, to }
    }

    pub(super) fn at(&self, share: f64) -> f64 {
        self.from + (self.to - self.from) * (share / self.max).clamp(0.0, 1.0)
    }
}

/// Years at even steps from the first, which a title may name, at most so many.
pub(super) fn year_ticks(first: f64, last: f64, most: usize) -> Vec<f64> {
    let (first, last) = (first.ceil(), last.floor());
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0];
    let count = |step: f64| ((last - first) / step).floor() as usize + 1;
    let step = steps.into_iter().find(|s| count(*s) <= most.max(2)).unwrap_or(100.0);
    (0..count(step)).map(|i| first + step * i as f64).collect()
}

/// The highest share of some estimates, margins included.
pub(super) fn highest<'a>(shares: impl Iterator<Item = &'a crate::measures::estimate::Estimate>) -> f64 {
    shares.filter_map(|e| e.value.map(|v| v + e.moe.unwrap_or(0.0))).fold(0.0, f64::max)
}

/// Swatches with labels, in as many lines as the width asks for. Returns where the next thing may begin.
pub(super) fn legend(scene: &mut Scene, entries: &[(String, Token)], top: f64, width: f64) -> f64 {
    const SWATCH: f64 = 12.0;
    const LINE: f64 = 22.0;
    let (mut x, mut y) = (0.0, top);
    for (label, fill) in entries {
        let needed = SWATCH + 6.0 + metrics::width(label, SMALL, false);
        if x > 0.0 && x + needed > width {
            x = 0.0;
            y += LINE;
        }
        scene.rect(x, y + 3.0, SWATCH, SWATCH, *fill);
        scene.frame(x, y + 3.0, SWATCH, SWATCH, Token::Muted);
        let label = fit(label, SMALL, false, width - x - SWATCH - 6.0);
        scene.text(x + SWATCH + 6.0, y + 14.0, &label, SMALL, false, Anchor::Start, Token::Ink);
        x += needed + 16.0;
    }
    if entries.is_empty() { top } else { y + LINE + 6.0 }
}

/// A text cut to a width, with an ellipsis where it was.
pub(super) fn fit(text: &str, size: f64, bold: bool, limit: f64) -> String {
    if metrics::width(text, size, bold) <= limit {
        return text.to_owned();
    }
    let mut cut: String = text.to_owned();
    while !cut.is_empty() {
        cut.pop();
        let shown = format!("{}…", cut.trim_end());
        if metrics::width(&shown, size, bold) <= limit {
            return shown;
        }
    }
    String::new()
}

/// A horizontal axis of shares: vertical grid lines with their labels below.
pub(super) fn share_axis_below(scene: &mut Scene, scale: &ShareScale, top: f64, bottom: f64, locale: Locale) {
    for (i, tick) in scale.ticks.iter().enumerate() {
        let x = scale.at(*tick);
        scene.rect(x.round(), top, 1.0, bottom - top, if i == 0 { Token::Muted } else { Token::Rule });
        let text = locale.whole_percent(*tick);
        let half = metrics::width(&text, SMALL, false) / 2.0;
        let anchor = if x < half {
            Anchor::Start
        } else if x + half > scene.width {
            Anchor::End
        } else {
            Anchor::Middle
        };
        scene.text(x, bottom + 18.0, &text, SMALL, false, anchor, Token::Muted);
    }
}

/// A label in lines above what it names; returns the baseline after the last.
pub(super) fn label_above(scene: &mut Scene, text: &str, top: f64, width: f64) -> f64 {
    let mut y = top;
    for line in metrics::wrap(text, BODY, true, width) {
        y += 18.0;
        scene.text_on_ground(0.0, y - 4.0, &line, BODY, true);
    }
    y
}

/// A label beside what it names, ending at `right`, centred on `middle`.
pub(super) fn label_beside(scene: &mut Scene, text: &str, right: f64, middle: f64) {
    let lines = metrics::wrap(text, BODY, false, right);
    let step = 17.0;
    let first = middle - step * (lines.len() as f64 - 1.0) / 2.0 + BODY * metrics::CAP_HEIGHT / 2.0;
    for (i, line) in lines.iter().enumerate() {
        scene.text(right, first + step * i as f64, line, BODY, false, Anchor::End, Token::Ink);
    }
}

/// Room for labels beside their marks: what the widest needs, at most a share of the width.
pub(super) fn label_room(labels: &[String], width: f64) -> f64 {
    let widest = labels.iter().map(|l| metrics::width(l, BODY, false)).fold(0.0, f64::max);
    (widest * 1.03).min(width * 0.32).ceil()
}
