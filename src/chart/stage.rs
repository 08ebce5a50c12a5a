//! Charts for a slide, with the theme `projector` and a height: type as large as the room allows is all that a last row
//! can read, so rows are as high as their words, values stand at their marks in place of an axis, and names in place of a
//! legend. What does not fit a slide, such as margins of unemployment or what would fill a stage, is left to the table.

use super::axis::{Scale, fit};
use super::scene::{Anchor, Mark, Scene, Shape};
use super::words::Unit;
use super::{Frame, SMALL};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::number::between;

/// How a row shows its figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Bar,
    /// An outline, for what is not of the same kind as the others.
    Hollow,
    Dot,
    /// A hollow dot.
    Ring,
    /// No figure: what the rows below it have in common.
    Heading,
}

/// A figure and its words.
pub(super) struct Row {
    /// "" where it goes on with the row above.
    pub(super) label: String,
    pub(super) value: Option<f64>,
    pub(super) moe: Option<f64>,
    /// Written at the mark; of a figure that is missing, the reason.
    pub(super) text: String,
    /// In a line below that.
    pub(super) detail: String,
    pub(super) fill: Token,
    pub(super) form: Form,
    /// Without its place.
    pub(super) mark: Option<Mark>,
}

impl Row {
    pub(super) fn heading(label: String) -> Self {
        let (text, detail) = (String::new(), String::new());
        Self { label, value: None, moe: None, text, detail, fill: Token::Ink, form: Form::Heading, mark: None }
    }

    /// The label's lines, left of the figures or, of a heading, above them.
    fn lines(&self, left: f64, width: f64) -> Vec<String> {
        match self.form {
            Form::Heading => metrics::wrap(&self.label, SMALL, true, width),
            _ => metrics::wrap(&self.label, SMALL, false, left - 12.0),
        }
    }

    fn height(&self, lines: &[String]) -> f64 {
        let lines = lines.len().max(if self.detail.is_empty() { 1 } else { 2 });
        LEAST.max(lines as f64 * STEP + 1.0)
    }
}

/// A line that all figures are read against, with its name.
pub(super) type Line = (f64, String, Token);

/// Between two lines of a label.
const STEP: f64 = 15.0;
/// The lowest row.
const LEAST: f64 = 17.0;

/// Where the figures begin.
fn left(rows: &[Row], width: f64) -> f64 {
    let labels = rows.iter().filter(|r| r.form != Form::Heading).map(|r| metrics::width(&r.label, SMALL, false));
    (labels.fold(0.0, f64::max) * 1.03).min(width * 0.42).ceil() + 12.0
}

/// How high rows are at least.
pub(super) fn needed(rows: &[Row], width: f64) -> f64 {
    let left = left(rows, width);
    rows.iter().map(|row| row.height(&row.lines(left, width))).sum()
}

/// A chart of rows alone.
pub(super) fn chart(frame: &Frame, unit: Unit, most: f64, rows: Vec<Row>, line: Option<Line>) -> Scene {
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let height = frame.height.unwrap_or(0.0);
    scene.height = draw(&mut scene, unit, most, rows, line, 0.0, height).max(height);
    scene
}

/// Draws rows from `top` to `bottom`, or as far below as they need; returns where they end. `most`: what the scale holds
/// beside the figures.
pub(super) fn draw(
    scene: &mut Scene,
    unit: Unit,
    most: f64,
    rows: Vec<Row>,
    line: Option<Line>,
    mut top: f64,
    bottom: f64,
) -> f64 {
    let bold = |text: &str| metrics::width(text, SMALL, true);
    let figures = || rows.iter().filter(|r| r.form != Form::Heading);
    let left = left(&rows, scene.width);
    let reach = |r: &Row| Some(r.value? + r.moe.unwrap_or(0.0));
    let highest = figures().filter_map(reach).fold(most, f64::max);
    let scale = |end: f64| Scale::new(highest, unit, left, end, 2);
    // As long as leaves every row room for what is written after its mark, and a quarter of the width at least.
    let max = scale(scene.width).max;
    let room = |r: &Row| {
        let words = bold(&r.text).max(metrics::width(&r.detail, SMALL, false)) + 16.0;
        Some(left + (scene.width - left - words) * max / reach(r)?.max(max / 100.0))
    };
    let end = figures().filter_map(room).fold(scene.width - 8.0, f64::min);
    let scale = scale(end.max(left + (scene.width - left) / 4.0));

    if let Some((value, name, token)) = &line {
        let x = scale.at(*value);
        let names = metrics::wrap(name, SMALL, true, scene.width);
        for (i, name) in names.iter().enumerate() {
            let half = bold(name) / 2.0;
            let at = between(x, half, (scene.width - half).max(half));
            scene.text(at, top + SMALL + STEP * i as f64, name, SMALL, true, Anchor::Middle, Token::Ink);
        }
        top += STEP * names.len().saturating_sub(1) as f64 + LEAST + 3.0;
        scene.dashes((x, top - 2.0), (x, bottom.max(top + 1.0)), *token, 2.0);
    }
    let spare = bottom - top - needed(&rows, scene.width);
    let air = between(spare / rows.len().max(1) as f64, 0.0, 30.0);
    let bar = between(LEAST + air - 4.0, 13.0, 34.0);
    // Rows of one label stand together.
    let goes_on: Vec<bool> = rows.iter().map(|r| r.label.is_empty()).chain([false]).collect();
    let base = SMALL * metrics::CAP_HEIGHT / 2.0;
    for (n, row) in rows.into_iter().enumerate() {
        let lines = row.lines(left, scene.width);
        let height = row.height(&lines) + air;
        let nearer = |goes_on: bool| if goes_on { air / 4.0 } else { 0.0 };
        let middle = top + height / 2.0 + nearer(goes_on[n + 1]) - nearer(goes_on[n]);
        top += height;
        let first = middle - STEP * (lines.len() as f64 - 1.0) / 2.0 + base;
        let heading = row.form == Form::Heading;
        let (x, anchor) = if heading { (0.0, Anchor::Start) } else { (left - 12.0, Anchor::End) };
        for (i, text) in lines.iter().enumerate() {
            scene.text(x, first + STEP * i as f64, text, SMALL, heading, anchor, Token::Ink);
        }
        let Some(value) = row.value else {
            if !heading {
                let text = fit(&row.text, SMALL, false, scene.width - left - 8.0);
                scene.text(left, middle + base, &text, SMALL, false, Anchor::Start, Token::Muted);
                place(scene, row.mark, (left + 40.0, middle), (80.0, bar));
            }
            continue;
        };
        let at = scale.at(value);
        let mut after = at;
        if let Form::Bar | Form::Hollow = row.form {
            scene.rect(left, middle - bar / 2.0, (at - left).max(1.0), bar, row.fill);
            if row.form == Form::Hollow && at - left > 5.0 {
                scene.rect(left + 2.0, middle - bar / 2.0 + 2.0, at - left - 4.0, bar - 4.0, Token::Paper);
            }
        } else {
            after += 6.0;
        }
        if let Some(moe) = row.moe.filter(|m| *m > 0.0) {
            let (low, high) = (scale.at(value - moe), scale.at(value + moe));
            for (token, width) in [(Token::Paper, 4.0), (Token::Ink, 2.0)] {
                scene.line((low, middle), (high, middle), token, width);
            }
            after = after.max(high);
        }
        if let Form::Dot | Form::Ring = row.form {
            let filled = row.form == Form::Dot;
            scene.shapes.push(Shape::Dot { x: at, y: middle, radius: 6.0, fill: row.fill, filled });
            place(scene, row.mark, (at, middle), (28.0, bar));
        } else {
            place(scene, row.mark, (f64::midpoint(left, at), middle), ((at - left).max(24.0), bar));
        }
        let rise = if row.detail.is_empty() { 0.0 } else { STEP / 2.0 };
        for (text, bold, drop) in
            [(&row.text, true, -rise), (&row.detail, false, rise)].into_iter().filter(|t| !t.0.is_empty())
        {
            let text = fit(text, SMALL, bold, scene.width - after - 6.0);
            scene.text_on_ground(after + 6.0, middle + base + drop, &text, SMALL, bold);
        }
    }
    top
}

fn place(scene: &mut Scene, mark: Option<Mark>, (x, y): (f64, f64), (width, height): (f64, f64)) {
    scene.marks.extend(mark.map(|mark| Mark { x, y, width, height, ..mark }));
}

/// Names above the parts of a bar, each at a line down to the middle of its part: from right to left on as few tiers as
/// keep names and lines apart. Returns where the bar may begin.
pub(super) fn names_above(scene: &mut Scene, parts: &[(f64, String)]) -> f64 {
    const TIER: f64 = 16.0;
    let mut placed: Vec<(usize, f64, f64, &str)> = Vec::new();
    for (x, text) in parts.iter().rev() {
        let left = x - metrics::width(text, SMALL, false) - 8.0;
        // Below every name that its own line would cross.
        let met = placed.iter().filter(|(_, _, from, _)| *from < x + 4.0);
        placed.push((met.map(|(tier, ..)| tier + 1).max().unwrap_or(0), *x, left, text));
    }
    let tiers = placed.iter().map(|(tier, ..)| tier + 1).max().unwrap_or(0) as f64;
    let bottom = tiers * TIER + 4.0;
    for (tier, x, _, text) in placed {
        let top = tier as f64 * TIER;
        scene.rect(x.round(), top + 2.0, 1.0, bottom - top - 2.0, Token::Muted);
        scene.text(x - 4.0, top + SMALL, &fit(text, SMALL, false, x - 4.0), SMALL, false, Anchor::End, Token::Ink);
    }
    bottom
}
