//! Scales and legends that several charts share.

use super::scene::{Anchor, Scene};
use super::words::{Locale, Unit};
use super::{BODY, SMALL};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::estimate::Estimate;
use crate::number::{between, power_of_ten};
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;

/// From nought to a round number that holds every value with its margin.
pub(super) struct Scale {
    pub(super) max: f64,
    pub(super) ticks: Vec<f64>,
    unit: Unit,
    from: f64,
    to: f64,
}

impl Scale {
    /// A scale that maps nought to `from` and its end to `to`.
    pub(super) fn new(highest: f64, unit: Unit, from: f64, to: f64, most_ticks: usize) -> Self {
        let (step, end) = match unit {
            Unit::Share => (if highest <= 0.12 { 0.02 } else { 0.1 }, 1.0),
            Unit::OfHundred => (10.0, 100.0),
            Unit::Ratio => (0.2, f64::MAX),
            // A fifth of the highest figure's power of ten: $200 for $1,367.
            Unit::Dollars | Unit::People => (power_of_ten(highest.max(10.0)) / 5.0, f64::MAX),
        };
        let max = between((highest / step - 1e-9).ceil() * step, step, end);
        let range: RangedCoordf64 = (0.0..max).into();
        let ticks = range.key_points(BoldPoints(most_ticks.max(2)));
        Self { max, ticks, unit, from, to }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        self.from + (self.to - self.from) * (value / self.max).clamp(0.0, 1.0)
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

/// The highest of some estimates, margins included.
pub(super) fn highest<'a>(estimates: impl Iterator<Item = &'a crate::measures::estimate::Estimate>) -> f64 {
    estimates.filter_map(|e| e.value.map(|v| v + e.moe.unwrap_or(0.0))).fold(0.0, f64::max)
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

/// A horizontal axis: vertical grid lines with their labels below.
pub(super) fn axis_below(scene: &mut Scene, scale: &Scale, top: f64, bottom: f64, locale: Locale) {
    for (i, tick) in scale.ticks.iter().enumerate() {
        let x = scale.at(*tick);
        scene.rect(x.round(), top, 1.0, bottom - top, if i == 0 { Token::Muted } else { Token::Rule });
        let text = locale.tick(*tick, scale.unit);
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

/// A label with a smaller line below it, no wider than `limit`: beside a mark it ends at `x`, above one it begins there,
/// on a patch of the ground. Returns where it ends.
pub(super) fn heading(
    scene: &mut Scene,
    (label, detail): (&str, &str),
    (x, top): (f64, f64),
    limit: f64,
    beside: bool,
) -> f64 {
    let anchor = if beside { Anchor::End } else { Anchor::Start };
    let mut y = top;
    for (text, size, bold, step, fill) in
        [(label, BODY, !beside, 18.0, Token::Ink), (detail, SMALL, false, 16.0, Token::Muted)]
    {
        for line in metrics::wrap(text, size, bold, limit).into_iter().filter(|l| !l.is_empty()) {
            y += step;
            if !beside {
                scene.ground(x, y - 4.0, &line, size, bold);
            }
            scene.text(x, y - 4.0, &line, size, bold, anchor, fill);
        }
    }
    y
}

/// How high a [`heading`] is.
pub(super) fn heading_height((label, detail): (&str, &str), limit: f64, beside: bool) -> f64 {
    let lines = |text: &str, size: f64, bold: bool| {
        metrics::wrap(text, size, bold, limit).iter().filter(|l| !l.is_empty()).count() as f64
    };
    lines(label, BODY, !beside) * 18.0 + lines(detail, SMALL, false) * 16.0
}

/// A dashed frame with the reason why there is no figure, as high as its lines need. Returns its height.
pub(super) fn missing(scene: &mut Scene, reason: &str, (x, y): (f64, f64), width: f64, least: f64) -> f64 {
    let lines = metrics::wrap(reason, SMALL, false, width - 16.0);
    let height = (lines.len() as f64 * 16.0 + 8.0).max(least);
    scene.rect(x, y, width, height, Token::Paper);
    scene.dashed_frame(x, y, width, height);
    let first = y + height / 2.0 - (lines.len() as f64 - 1.0) * 8.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
    for (i, line) in lines.iter().enumerate() {
        scene.text(x + 8.0, first + 16.0 * i as f64, line, SMALL, false, Anchor::Start, Token::Muted);
    }
    height
}

/// A bar and what is written at it.
pub(super) struct Bar<'a> {
    /// Whose it is, where several stand together; "" where it is the only one.
    pub(super) name: &'a str,
    /// What its length says.
    pub(super) figure: &'a Estimate,
    /// What is written at its end or, where there is no figure, in its frame.
    pub(super) text: String,
    pub(super) fill: Token,
    /// An outline, for what is not of the same kind as the others.
    pub(super) hollow: bool,
    /// Whether the whole scale lies behind it, for the eye to compare with.
    pub(super) track: bool,
}

/// Where a bar or its frame stands: centre, size, and where the next thing may begin.
pub(super) struct Drawn {
    pub(super) centre: (f64, f64),
    pub(super) size: (f64, f64),
    pub(super) bottom: f64,
}

impl Bar<'_> {
    /// Draws it from `left` on; its name beside it, or above it where `narrow`.
    pub(super) fn draw(
        &self,
        scene: &mut Scene,
        scale: &Scale,
        (left, right): (f64, f64),
        top: f64,
        height: f64,
        narrow: bool,
    ) -> Drawn {
        const LINE: f64 = 16.0;
        let limit = if narrow { scene.width } else { left - 10.0 };
        let lines = if self.name.is_empty() { Vec::new() } else { metrics::wrap(self.name, SMALL, false, limit) };
        let names = LINE * lines.len() as f64;
        let (anchor, x) = if narrow { (Anchor::Start, 0.0) } else { (Anchor::End, limit) };
        // Beside it the higher of the two is centred on the other.
        let row = if narrow { height } else { height.max(names) };
        let first = if narrow { top } else { top + (row - names) / 2.0 };
        for (i, line) in lines.iter().enumerate() {
            scene.text(x, first + LINE * (i + 1) as f64 - 4.0, line, SMALL, false, anchor, Token::Ink);
        }
        let y = if narrow { top + names } else { top + (row - height) / 2.0 };
        let Some(value) = self.figure.value else {
            let width = right - left - 1.0;
            let height = missing(scene, &self.text, (left, y), width, height);
            let centre = (left + width / 2.0, y + height / 2.0);
            return Drawn { centre, size: (width, height), bottom: (y + height).max(top + row) };
        };
        let middle = y + height / 2.0;
        let end = scale.at(value).max(left + 1.0);
        let mut after = end;
        if self.track {
            after = scale.to;
            scene.rect(left, y, after - left, height, Token::Rule);
        }
        scene.rect(left, y, end - left, height, self.fill);
        if self.hollow && end - left > 4.0 {
            scene.rect(left + 2.0, y + 2.0, end - left - 4.0, height - 4.0, Token::Paper);
        }
        if let Some(moe) = self.figure.moe.filter(|m| *m > 0.0) {
            let (low, high) = (scale.at(value - moe), scale.at(value + moe));
            // Ink on the ground's colour, so that it shows on the bar as well.
            scene.line((low, middle), (high, middle), Token::Paper, 4.0);
            scene.line((low, middle), (high, middle), Token::Ink, 1.5);
            for edge in [low, high] {
                scene.line((edge, middle - 4.0), (edge, middle + 4.0), Token::Ink, 1.5);
            }
            after = after.max(high);
        }
        let base = middle + SMALL * metrics::CAP_HEIGHT / 2.0;
        scene.text(after + 6.0, base, &self.text, SMALL, true, Anchor::Start, Token::Ink);
        Drawn {
            centre: (f64::midpoint(left, end), middle),
            size: ((end - left).max(24.0), height),
            bottom: (y + height).max(top + row),
        }
    }
}
