//! What if: the share at the target's level year by year, without and with the contributions, each within its band; below
//! it the contributions side by side on the way to the target.

use super::axis::{self, Scale};
use super::describe::Words;
use super::scene::{Anchor, Mark, Scene, Shape};
use super::stage::{self, Form};
use super::words::{Locale, Unit, decimal};
use super::{BODY, Frame, NARROW, SMALL, source_names};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;
use crate::measures::estimate::{AND, source_ids};
use crate::measures::scenario::{Band, Input, Row, Scenario, UsedContribution, Verdict};
use crate::number;
use crate::order;

/// The lines' series: with the contributions, and without.
const WITH: u8 = 1;
const BASELINE: u8 = 2;

/// Colour of a contribution. The first two series are the lines'.
pub(super) fn colour(index: usize) -> Token {
    Token::Series(3 + index as u8 % 7)
}

/// The two lines with their names; one where nothing is contributed.
pub(super) fn lines(scenario: &Scenario, locale: Locale) -> Vec<(String, Token)> {
    let with = (locale.get("legend.with").to_owned(), Token::Series(WITH));
    let baseline = (locale.get("legend.baseline").to_owned(), Token::Series(BASELINE));
    if scenario.contributions.is_empty() { vec![baseline] } else { vec![with, baseline] }
}

fn of_line(row: &Row, token: Token) -> &Band {
    if token == Token::Series(WITH) { &row.with } else { &row.baseline }
}

/// `39.0% to 43.4%`, or the share alone where both ends are the same.
pub(super) fn share_band(band: &Band, locale: Locale) -> String {
    let (low, high) = (locale.percent(band.low), locale.percent(band.high));
    if low == high { low } else { locale.fill("band_of", &[("low", &low), ("high", &high)]) }
}

/// A number of people as it is shown: to three digits of the largest that is asked about, since a model knows no more. One
/// step for all, so that what is shown adds up.
pub(super) fn rounded(people: f64, scenario: &Scenario) -> f64 {
    let outcome = &scenario.outcome;
    let largest = outcome.gain.value.abs().max(if scenario.contributions.is_empty() { outcome.gap.value } else { 1.0 });
    let mut step = 1.0;
    while largest / step >= 1000.0 {
        step *= 10.0;
    }
    (people / step).round() * step
}

/// All that the contributions add, as the sum of the parts that are shown.
pub(super) fn rounded_gain(scenario: &Scenario) -> f64 {
    scenario.contributions.iter().map(|c| rounded(c.people.value, scenario)).sum()
}

/// A band of people.
pub(super) fn people_band(band: &Band, scenario: &Scenario, locale: Locale) -> String {
    let (low, high) = (locale.count(rounded(band.low, scenario)), locale.count(rounded(band.high, scenario)));
    if low == high { low } else { locale.fill("band_of", &[("low", &low), ("high", &high)]) }
}

/// What a contribution changes, and by how much: "graduation +2.0 points".
pub(super) fn change(one: &UsedContribution, locale: Locale) -> String {
    let value = one.change.value;
    let sign = if value < 0.0 { "" } else { "+" };
    let amount = if one.kind.is_share() {
        locale.fill("points", &[("moe", &format!("{sign}{}", decimal(value * 100.0)))])
    } else {
        locale.fill("people_a_year", &[("n", &format!("{sign}{}", locale.count(value)))])
    };
    format!("{}, {amount}", input_name(one.kind, locale))
}

pub(super) fn input_name(input: Input, locale: Locale) -> String {
    locale.get(&format!("input.{}", input.name())).to_owned()
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let Some(scenario) = &answer.scenario else { return scene };
    let locale = frame.locale;
    let stage = frame.on_stage();
    let narrow = frame.width < NARROW && !stage;
    let lines = lines(scenario, locale);
    let sources = scenario_sources(answer, scenario);

    // Names at the lines' ends where there is room, else above.
    let (mut top, room) = if narrow {
        (axis::legend(&mut scene, &lines, 0.0, frame.width), 44.0)
    } else {
        let widest = lines.iter().map(|(n, _)| metrics::width(n, SMALL, true)).fold(0.0, f64::max);
        (4.0, widest.min(frame.width * if stage { 0.4 } else { 0.3 }) + 14.0)
    };
    top += 22.0;
    let natural = top + (frame.width * 0.42).clamp(210.0, 340.0);
    let part_rows = if stage { part_rows(scenario, locale, &sources) } else { Vec::new() };
    let parts = match scenario.contributions.len() {
        0 => 0.0,
        _ if stage => stage::needed(&part_rows, frame.width) + 10.0,
        _ => bar_height(scenario, locale, frame.width),
    };
    let below = 30.0 + parts;
    let least = if stage { 70.0 } else { 180.0 };
    scene.height = frame.height.map_or(natural + below, |h| h.max(top + least + below));
    let (left, right, bottom) = (44.0, frame.width - room, scene.height - below);

    let rows = &scenario.rows;
    let highest = rows.iter().map(|r| r.with.high.max(r.baseline.high)).fold(scenario.target.share, f64::max);
    let scale = Scale::new(highest, Unit::Share, bottom, top, 6);
    let first = rows.first().map_or(0.0, |r| f64::from(r.year));
    let span = rows.last().map_or(1.0, |r| f64::from(r.year) - first).max(1.0);
    let x_of = |year: u16| left + 12.0 + (right - left - 12.0) * (f64::from(year) - first) / span;

    for (i, tick) in scale.ticks.iter().enumerate() {
        let y = scale.at(*tick);
        scene.rect(left, y.round(), right - left, 1.0, if i == 0 { Token::Muted } else { Token::Rule });
        scene.text(left - 8.0, y + 4.5, &locale.whole_percent(*tick), SMALL, false, Anchor::End, Token::Muted);
    }
    let most = ((right - left) / 70.0) as usize;
    // Round years, the horizon's most likely among them.
    let from = if span < 10.0 { first } else { (first / 5.0).ceil() * 5.0 };
    for year in axis::year_ticks(from, first + span, most.min(6)) {
        let x = x_of(year as u16);
        scene.rect(x.round(), bottom + 1.0, 1.0, 5.0, Token::Muted);
        scene.text(x, bottom + 20.0, &number::fixed(year, 0), SMALL, false, Anchor::Middle, Token::Muted);
    }

    // Bands first, the baseline's below; their edges show where one lies on the other.
    for (_, token) in lines.iter().rev() {
        let Token::Series(n) = token else { continue };
        let edge = |end: fn(&Band) -> f64| -> Vec<(f64, f64)> {
            rows.iter().map(|r| (x_of(r.year), scale.at(end(of_line(r, *token))))).collect()
        };
        let (low, high) = (edge(|b| b.low), edge(|b| b.high));
        let ring: Vec<(f64, f64)> = high.iter().chain(low.iter().rev()).copied().collect();
        scene.shapes.push(Shape::Polygon { rings: vec![ring], fill: Token::Tint(*n), edge: None });
    }
    for (_, token) in lines.iter().rev() {
        for end in [|b: &Band| b.low, |b: &Band| b.high] {
            let points = rows.iter().map(|r| (x_of(r.year), scale.at(end(of_line(r, *token))))).collect();
            scene.shapes.push(Shape::Path { points, stroke: *token, width: 1.0 });
        }
    }
    let aim = scale.at(scenario.target.share);
    scene.dashes((left, aim), (right, aim), Token::Accent, 2.0);
    let name = locale.fill(
        "target",
        &[("share", &locale.whole_percent(scenario.target.share)), ("year", &scenario.target.year.to_string())],
    );
    // At the end that is farther from the lines.
    let away = |row: Option<&Row>| row.map_or(0.0, |r| (scale.at(r.with.value) - aim).abs());
    let x = if away(rows.first()) >= away(rows.last()) {
        left + 8.0
    } else {
        right - 8.0 - metrics::width(&name, SMALL, true)
    };
    for (_, token) in lines.iter().rev() {
        let points = rows.iter().map(|r| (x_of(r.year), scale.at(of_line(r, *token).value))).collect();
        scene.shapes.push(Shape::Path { points, stroke: *token, width: 2.5 });
    }
    scene.text_on_ground(x, aim - 8.0, &name, SMALL, true);

    let place = locale.place_label(&scenario.place);
    let step = (right - left - 12.0) / span;
    for (name, token) in &lines {
        for row in rows {
            let band = of_line(row, *token);
            scene.marks.push(model_mark(
                locale,
                format!("{place}, {}, {name}", row.year),
                locale.percent(band.value),
                share_band(band, locale),
                &sources,
                (x_of(row.year), scale.at(band.value)),
                (step.max(4.0), 24.0),
            ));
        }
    }
    ends(&mut scene, scenario, &lines, &scale, &x_of, (right, room, narrow), (stage, locale));
    if !part_rows.is_empty() {
        let height = scene.height;
        stage::draw(&mut scene, Unit::People, 0.0, part_rows, None, bottom + 34.0, height);
    } else if !scenario.contributions.is_empty() {
        bar(&mut scene, scenario, locale, bottom + 34.0, &sources);
    }
    scene
}

/// The sources of the first stock and of the inputs that are no assumptions.
fn scenario_sources(answer: &Answer, scenario: &Scenario) -> String {
    let mut ids: Vec<&str> = Vec::new();
    let base = scenario.base.levels.iter().flat_map(|l| source_ids(&l.people.source));
    let inputs = scenario.inputs.iter().filter(|i| !i.assumed).flat_map(|i| source_ids(&i.source));
    for id in base.chain(inputs) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    source_names(answer, &ids.join(AND))
}

fn model_mark(
    locale: Locale,
    label: String,
    value: String,
    band: String,
    source: &str,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
) -> Mark {
    let margin = locale.fill("margin.band", &[("band", &band)]);
    let source = locale.fill("source.model", &[("source", source)]);
    let values = [("label", &*label), ("value", &*value), ("margin", &*margin), ("source", &*source)];
    let text = locale.fill("mark", &values);
    Mark { id: 0, x, y, width, height, label, value, margin, source, text, place: None, rank: None }
}

/// The contributions as rows, for a slide.
fn part_rows(scenario: &Scenario, locale: Locale, sources: &str) -> Vec<stage::Row> {
    let place = locale.place_label(&scenario.place);
    let row = |(n, one): (usize, &UsedContribution)| {
        let people = rounded(one.people.value, scenario);
        let text = locale.fill("scenario.more_adults", &[("n", &locale.count(people))]);
        let label = format!("{place}, {}, {} ({})", scenario.target.year, one.name, change(one, locale));
        let band = people_band(&one.people, scenario, locale);
        stage::Row {
            label: one.name.clone(),
            value: Some(one.people.value.max(0.0)),
            moe: None,
            // Whom is counted is in the title.
            text: locale.fill("gap.more", &[("n", &locale.count(people))]),
            detail: String::new(),
            fill: colour(n),
            form: Form::Bar,
            mark: Some(model_mark(locale, label, text, band, sources, (0.0, 0.0), (0.0, 0.0))),
        }
    };
    scenario.contributions.iter().enumerate().map(row).collect()
}

/// Last values, and in the wide form names, to the right of the lines, apart from each other.
fn ends(
    scene: &mut Scene,
    scenario: &Scenario,
    lines: &[(String, Token)],
    scale: &Scale,
    x_of: &dyn Fn(u16) -> f64,
    (right, room, narrow): (f64, f64, bool),
    (stage, locale): (bool, Locale),
) {
    let Some(last) = scenario.rows.last() else { return };
    let height = if narrow { 18.0 } else { 36.0 };
    let mut ends: Vec<(f64, &(String, Token))> =
        lines.iter().map(|line| (scale.at(of_line(last, line.1).value), line)).collect();
    order::sort_by(&mut ends, |a, b| a.0.total_cmp(&b.0));
    if let [upper, lower] = &mut ends[..] {
        let overlap = (height - (lower.0 - upper.0)).max(0.0);
        upper.0 -= overlap / 2.0;
        lower.0 += overlap / 2.0;
    }
    for (y, (name, token)) in ends {
        let share = of_line(last, *token).value;
        scene.shapes.push(Shape::Dot {
            x: x_of(last.year),
            y: scale.at(share),
            radius: 4.5,
            fill: *token,
            filled: true,
        });
        let value = locale.percent(share);
        if narrow {
            scene.text(scene.width, y + 4.5, &locale.whole_percent(share), SMALL, true, Anchor::End, *token);
        } else {
            scene.text(right + 10.0, y - 3.0, &value, BODY, true, Anchor::Start, Token::Ink);
            let name = axis::fit(name, SMALL, true, room - 12.0);
            let fill = if stage { Token::Ink } else { *token };
            scene.text(right + 10.0, y + 13.0, &name, SMALL, true, Anchor::Start, fill);
        }
    }
}

const BAR: f64 = 28.0;
const LINE: f64 = 20.0;

/// "12,000 + 8,000 = 20,000 of the 60,000 adults who are missing to the target".
fn sum_words(scenario: &Scenario, locale: Locale) -> String {
    let mut sum = String::new();
    for (i, one) in scenario.contributions.iter().enumerate() {
        let people = rounded(one.people.value, scenario);
        let n = locale.count(if i == 0 { people } else { people.abs() });
        let sign = if people < 0.0 { " − " } else { " + " };
        if i > 0 {
            sum.push_str(sign);
        }
        sum.push_str(&n);
    }
    if scenario.contributions.len() > 1 {
        sum.push_str(&format!(" = {}", locale.count(rounded_gain(scenario))));
    }
    let gap = scenario.outcome.gap.value;
    let key = if gap > 0.0 { "scenario.sum" } else { "scenario.sum.met" };
    let year = scenario.target.year.to_string();
    locale.fill(key, &[("sum", &sum), ("gap", &locale.count(rounded(gap, scenario))), ("year", &year)])
}

/// The label of a contribution below the bar.
fn label(one: &UsedContribution, scenario: &Scenario, locale: Locale) -> String {
    let people = locale.count(rounded(one.people.value, scenario));
    let values = [("name", &*one.name), ("people", &*people), ("band", &*people_band(&one.people, scenario, locale))];
    locale.fill(if one.people.is_wide() { "scenario.part.band" } else { "scenario.part" }, &values)
}

fn labels(scenario: &Scenario, locale: Locale, width: f64) -> Vec<Vec<String>> {
    let wrap = |one: &UsedContribution| metrics::wrap(&label(one, scenario, locale), SMALL, false, width - 22.0);
    scenario.contributions.iter().map(wrap).collect()
}

/// Room for the bar with the sentence above it and a line or more for each contribution below it.
fn bar_height(scenario: &Scenario, locale: Locale, width: f64) -> f64 {
    let sentence = metrics::wrap(&sum_words(scenario, locale), BODY, true, width).len() as f64;
    let lines: usize = labels(scenario, locale, width).iter().map(Vec::len).sum();
    4.0 + sentence * 18.0 + 8.0 + BAR + 10.0 + lines as f64 * LINE
}

/// The contributions as parts of what is missing to the target, or of their own sum where it is larger.
fn bar(scene: &mut Scene, scenario: &Scenario, locale: Locale, top: f64, sources: &str) {
    let width = scene.width;
    let mut y = axis::label_above(scene, &sum_words(scenario, locale), top, width) + 8.0;
    let parts = || scenario.contributions.iter().map(|c| c.people.value.max(0.0));
    let whole = scenario.outcome.gap.value.max(parts().sum());
    let place = locale.place_label(&scenario.place);
    let mut x = 0.0;
    for (i, (one, people)) in scenario.contributions.iter().zip(parts()).enumerate() {
        let length = if whole > 0.0 { people / whole * width } else { 0.0 };
        // A hairline of the ground keeps neighbours apart.
        let gap = if length > 2.0 { 1.0 } else { 0.0 };
        scene.rect(x, y, length - gap, BAR, colour(i));
        scene.marks.push(model_mark(
            locale,
            format!("{place}, {}, {} ({})", scenario.target.year, one.name, change(one, locale)),
            locale.fill("scenario.more_adults", &[("n", &locale.count(rounded(one.people.value, scenario)))]),
            people_band(&one.people, scenario, locale),
            sources,
            (x + length / 2.0, y + BAR / 2.0),
            (length.max(8.0), BAR),
        ));
        x += length;
    }
    let left_over = width - 1.0 - x;
    if left_over > 2.0 {
        scene.dashed_frame(x, y, left_over, BAR);
        // Contributions make no people, so that what is missing is the gap less what they add: also as shown.
        let missing = (rounded(scenario.outcome.gap.value, scenario) - rounded_gain(scenario)).max(0.0);
        let text = locale.fill("scenario.missing", &[("n", &locale.count(missing))]);
        if metrics::width(&text, SMALL, false) + 12.0 <= left_over {
            let base = y + BAR / 2.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
            scene.text(x + left_over / 2.0, base, &text, SMALL, false, Anchor::Middle, Token::Muted);
        }
    }
    y += BAR + 10.0;
    for (i, lines) in labels(scenario, locale, width).iter().enumerate() {
        scene.rect(0.0, y + 2.0, 12.0, 12.0, colour(i));
        for line in lines {
            scene.text(22.0, y + 13.0, line, SMALL, false, Anchor::Start, Token::Ink);
            y += LINE;
        }
    }
}

/// The words of the chart.
pub(super) fn words(answer: &Answer, locale: Locale) -> Words {
    let Some(found) = &answer.scenario else { return Words::default() };
    let of_rows = found.rows.iter().map(|row| {
        let cells = [&row.baseline, &row.with].map(|b| [locale.percent(b.value), share_band(b, locale)]).concat();
        std::iter::once(row.year.to_string()).chain(cells).collect()
    });
    let of_parts = found.contributions.iter().map(|one| {
        let what = format!("{}: {}, {}", one.name, change(one, locale), one.years());
        let n = locale.count(rounded(one.people.value, found));
        let people = locale.fill("scenario.more_adults", &[("n", &n)]);
        vec![what, String::new(), String::new(), people, people_band(&one.people, found, locale)]
    });
    let parts = found.contributions.iter().enumerate().map(|(i, c)| (c.name.clone(), colour(i)));
    let target = (locale.get("legend.target").to_owned(), Token::Accent);
    Words {
        title: Some(title(found, locale)),
        axis: locale.fill("axis.scenario", &[("have", &locale.have(&answer.level))]),
        summary: summary(found, locale),
        notes: Vec::new(),
        legend: lines(found, locale).into_iter().chain([target]).chain(parts).collect(),
        head: vec!["year", "baseline", "baseline_band", "with", "with_band"],
        rows: of_rows.chain(of_parts).collect(),
    }
}

/// What is claimed is the band, and not its middle.
fn title(found: &Scenario, locale: Locale) -> String {
    let band = |b: &Band| {
        let (low, high) = (locale.of_hundred(b.low), locale.of_hundred(b.high));
        if low == high { low } else { locale.fill("band_of", &[("low", &low), ("high", &high)]) }
    };
    let key = match found.contributions.len() {
        0 => "title.scenario.baseline",
        1 => "title.scenario.one",
        _ => "title.scenario",
    };
    let values = [
        ("n", &*found.contributions.len().to_string()),
        ("with", &*band(&found.outcome.with_share)),
        ("baseline", &*band(&found.outcome.baseline_share)),
        ("place", &*locale.place(&found.place)),
        ("have", locale.get(&format!("would_have.{}", found.target.level))),
        ("year", &*found.target.year.to_string()),
        ("target", &*number::fixed(found.target.share * 100.0, 0)),
    ];
    locale.fill(key, &values)
}

/// What the contributions add, and how all of it stands to the target.
fn summary(found: &Scenario, locale: Locale) -> String {
    let outcome = &found.outcome;
    let people = |b: &Band| people_band(b, found, locale);
    let year = found.target.year.to_string();
    let mut text = String::new();
    if !found.contributions.is_empty() {
        let gain = locale.count(rounded_gain(found));
        let values = [("gain", &*gain), ("band", &*people(&outcome.gain)), ("year", &*year)];
        text = format!("{} ", locale.fill("summary.scenario", &values));
    }
    let key = match outcome.verdict {
        Verdict::Reaches => "summary.scenario.reaches",
        Verdict::FallsShort => "summary.scenario.falls-short",
        Verdict::WithinBand => "summary.scenario.within-band",
    };
    let target = locale.whole_percent(found.target.share);
    let values = [("target", &*target), ("year", &*year), ("missing", &*people(&outcome.missing))];
    text.push_str(&locale.fill(key, &values));
    text
}
