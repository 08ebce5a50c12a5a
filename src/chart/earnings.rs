//! What a step of education is worth: a bar a level and place, the step between the bars, unemployment in a panel of its
//! own. Earnings a week and earnings a year are two measures and never share a scale. Levels that overlap those of the
//! ladder (bachelor's or higher beside bachelor's) are outlines below it: they are no further step.

use super::axis::{self, Bar, Scale};
use super::describe::{Words, margin_cell};
use super::scene::{Anchor, Scene, Shape};
use super::stage::{self, Form, Row};
use super::words::{Locale, Unit, capital};
use super::{Frame, NARROW, SMALL, mark, mark_of, source_names};
use crate::dataset::indicator;
use crate::dataset::level::Level;
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;
use crate::measures::earnings::Earnings;
use crate::measures::estimate::Estimate;
use crate::order;

/// The rows of one measure: a week's or a year's earnings.
struct Block<'a> {
    rows: Vec<&'a Earnings>,
    /// A place each, in the order asked for.
    places: Vec<&'a Earnings>,
    /// Levels that stand on each other, lowest first.
    ladder: Vec<&'a str>,
    /// Levels that overlap those.
    others: Vec<&'a str>,
}

impl<'a> Block<'a> {
    fn of(&self, level: &str) -> impl Iterator<Item = &'a Earnings> {
        self.places
            .iter()
            .filter_map(move |p| self.rows.iter().find(|r| r.place == p.place && r.level == level))
            .copied()
    }

    fn colour(&self, row: &Earnings) -> Token {
        let n = self.places.iter().position(|p| p.place == row.place).unwrap_or_default();
        Token::Series(n as u8 % 9 + 1)
    }

    fn is_weekly(&self) -> bool {
        self.places.first().is_some_and(|p| is_weekly(p))
    }

    /// A place's name, with its period where those differ.
    fn name(&self, row: &Earnings, locale: Locale) -> String {
        if self.places.len() < 2 {
            return String::new();
        }
        let place = locale.place_label(&row.place);
        let same = self.places.iter().all(|p| p.period == row.period);
        if same { place } else { format!("{place}, {}", locale.period(&row.period)) }
    }
}

fn is_weekly(row: &Earnings) -> bool {
    row.indicator == indicator::WEEKLY_EARNINGS
}

fn blocks(answer: &Answer) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for row in &answer.earnings {
        let block = match blocks.iter_mut().position(|b| b.rows[0].indicator == row.indicator) {
            Some(n) => &mut blocks[n],
            None => {
                blocks.push(Block { rows: Vec::new(), places: Vec::new(), ladder: Vec::new(), others: Vec::new() });
                let last = blocks.len() - 1;
                &mut blocks[last]
            }
        };
        block.rows.push(row);
        if block.places.iter().all(|p| p.place != row.place) {
            block.places.push(row);
        }
    }
    for block in &mut blocks {
        let mut levels: Vec<(Level, &str, bool)> = Vec::new();
        for row in &block.rows {
            let Some(level) = Level::from_code(&row.level) else { continue };
            match levels.iter_mut().find(|l| l.0 == level) {
                Some(known) => known.2 |= row.earnings.value.is_some(),
                None => levels.push((level, &row.level, row.earnings.value.is_some())),
            }
        }
        order::sort_by(&mut levels, |a, b| a.0.cmp(&b.0));
        // A level that holds another one with earnings is no rung, and one without earnings is none where a rung is.
        let overlap = |a: Level, b: Level| a.first() <= b.last() && b.first() <= a.last();
        let is_rung = |l: &(Level, &str, bool)| {
            let others = || levels.iter().filter(|o| o.0 != l.0 && o.2);
            if l.2 { others().all(|o| !l.0.holds(o.0)) } else { others().all(|o| !overlap(l.0, o.0)) }
        };
        (block.ladder, block.others) = (Vec::new(), Vec::new());
        for level in &levels {
            if is_rung(level) { block.ladder.push(level.1) } else { block.others.push(level.1) }
        }
    }
    blocks
}

/// The step to a rung from the one below it, where that is what it was taken from.
fn step<'a>(block: &Block<'_>, row: &'a Earnings) -> Option<&'a Estimate> {
    let at = block.ladder.iter().position(|l| *l == row.level)?;
    let below = block.ladder.get(at.checked_sub(1)?)?;
    row.difference.as_ref().filter(|d| d.value.is_some() && row.step_from.as_deref() == Some(*below))
}

/// "+$392 a week"
fn step_text(step: &Estimate, weekly: bool, locale: Locale) -> String {
    let dollars = step.value.map(|v| signed(v, locale)).unwrap_or_default();
    locale.fill(if weekly { "per.week" } else { "per.year" }, &[("n", &dollars)])
}

fn signed(dollars: f64, locale: Locale) -> String {
    let sign = if dollars > 0.0 { "+" } else { "" };
    format!("{sign}{}", locale.dollars(dollars))
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let blocks = blocks(answer);
    if frame.on_stage() {
        return on_stage(answer, &blocks, frame);
    }
    let mut y = 0.0;
    for block in &blocks {
        if blocks.len() > 1 {
            let head = capital(frame.locale.get(if block.is_weekly() { "earnings.week" } else { "earnings.year" }));
            y = axis::heading(&mut scene, (&head, ""), (0.0, y), frame.width, false) + 8.0;
        }
        y = draw(&mut scene, answer, block, frame, y) + 24.0;
    }
    y -= 24.0;
    scene.height = frame.height.map_or(y, |h| h.max(y));
    scene
}

/// The first block, without unemployment and without the levels that are no further step.
fn on_stage(answer: &Answer, blocks: &[Block<'_>], frame: &Frame) -> Scene {
    let locale = frame.locale;
    let mut rows = Vec::new();
    for block in blocks.iter().take(1) {
        for level in &block.ladder {
            for (n, row) in block.of(level).enumerate() {
                let level = locale.level(level);
                let who = earners(answer, block.is_weekly(), locale);
                let words = [&*locale.place_label(&row.place), &*level, who, &*locale.period(&row.period)].join(", ");
                let text = match row.earnings.value {
                    Some(_) => locale.figure(&row.earnings, Unit::Dollars),
                    None => capital(&locale.reason(row.earnings.reason.as_deref())),
                };
                let of = (&row.earnings, Unit::Dollars);
                let name = block.name(row, locale);
                rows.push(Row {
                    label: if n == 0 { level } else { String::new() },
                    value: row.earnings.value,
                    moe: row.earnings.moe,
                    text: [&*text, &*name].join(" ").trim_end().to_owned(),
                    detail: String::new(),
                    fill: block.colour(row),
                    form: Form::Bar,
                    mark: Some(mark_of(answer, locale, (words, text), of, (0.0, 0.0), (0.0, 0.0))),
                });
            }
        }
    }
    stage::chart(frame, Unit::Dollars, 0.0, rows, None)
}

/// Draws one block from `top` on; returns where it ends.
fn draw(scene: &mut Scene, answer: &Answer, block: &Block<'_>, frame: &Frame, top: f64) -> f64 {
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let many = block.places.len() > 1;
    let beside = !narrow && !many;
    let weekly = block.is_weekly();
    let labels: Vec<String> = block.ladder.iter().chain(&block.others).map(|l| locale.level(l)).collect();
    let names: Vec<String> = block.places.iter().map(|p| block.name(p, locale)).collect();
    let left = match (narrow, many) {
        (true, _) => 0.0,
        (false, true) => axis::label_room(&names, frame.width) + 10.0,
        (false, false) => axis::label_room(&labels, frame.width) + 14.0,
    };
    let unemployed = block.rows.iter().filter_map(|r| r.unemployment.as_ref());
    let panel = !narrow && unemployed.clone().any(|e| e.value.is_some());
    let right = if panel { (frame.width * 0.76).round() } else { frame.width };
    let value = |row: &Earnings| match step(block, row) {
        Some(s) if many && !narrow => {
            format!("{} ({})", locale.figure(&row.earnings, Unit::Dollars), signed(s.value.unwrap_or(0.0), locale))
        }
        _ => locale.figure(&row.earnings, Unit::Dollars),
    };
    let with = || block.rows.iter().filter(|r| r.earnings.value.is_some());
    let room = with().map(|r| metrics::width(&value(r), SMALL, true)).fold(0.0, f64::max) + 10.0;
    let highest = axis::highest(with().map(|r| &r.earnings));
    let ticks = ((right - room - left) / 60.0) as usize;
    let scale = Scale::new(highest, Unit::Dollars, left, right - room, ticks.min(5));
    // Unemployment has a scale and an axis of its own, in a panel of its own.
    let rate = Scale::new(
        axis::highest(unemployed),
        Unit::Share,
        right + 28.0,
        frame.width - metrics::width(&locale.percent(0.088), SMALL, true) - 14.0,
        3,
    );

    let height = if many { 18.0 } else { 26.0 };
    let mut y = top;
    if panel {
        y += 22.0;
    }
    let from = y;
    // The grid lies behind the bars but is as high as they are: it is put below what is drawn from here on.
    let behind = scene.shapes.len();
    for (n, level) in block.ladder.iter().chain(&block.others).enumerate() {
        let is_rung = n < block.ladder.len();
        if n == block.ladder.len() {
            y += 10.0;
            for line in metrics::wrap(locale.get("earnings.others"), SMALL, false, frame.width) {
                scene.ground(0.0, y + 13.0, &line, SMALL, false);
                scene.text(0.0, y + 13.0, &line, SMALL, false, Anchor::Start, Token::Muted);
                y += 16.0;
            }
            y += 10.0;
        }
        let rows: Vec<&Earnings> = block.of(level).collect();
        let label = locale.level(level);
        if is_rung
            && !many
            && let Some(s) = rows.first().and_then(|r| step(block, r))
        {
            y = step_between(scene, block, &scale, (s, level), (y, right), locale);
        } else if n > 0 {
            y += 8.0;
        }
        // Where there is no panel the rate is said with the name of what it is of.
        let rate_text = |row: &Earnings| {
            let share = row.unemployment.as_ref().filter(|_| narrow)?;
            Some(locale.fill("earnings.rate", &[("n", &locale.share(share))]))
        };
        if !beside {
            let detail = rows.first().filter(|_| !many).and_then(|r| rate_text(r)).unwrap_or_default();
            y = axis::heading(scene, (&label, &detail), (0.0, y), frame.width, false) + 3.0;
        }
        for row in rows {
            let mut name = block.name(row, locale);
            if let Some(rate) = rate_text(row).filter(|_| many) {
                name = format!("{name}: {rate}");
            }
            let has = row.earnings.value.is_some();
            let bar = Bar {
                name: &name,
                figure: &row.earnings,
                text: if has { value(row) } else { capital(&locale.reason(row.earnings.reason.as_deref())) },
                fill: block.colour(row),
                hollow: !is_rung,
                track: false,
            };
            let block_height =
                if beside { axis::heading_height((&label, ""), left - 14.0, true).max(height) } else { height };
            if beside {
                axis::label_beside(scene, &label, left - 14.0, y + block_height / 2.0);
            }
            let at = if beside { y + (block_height - height) / 2.0 } else { y };
            let drawn = bar.draw(scene, &scale, (left, right - 12.0), at, height, narrow);
            let who = earners(answer, weekly, locale);
            let words = format!("{}, {label}, {who}, {}", locale.place_label(&row.place), locale.period(&row.period));
            let mut said = locale.figure(&row.earnings, Unit::Dollars);
            if has {
                said = locale.fill(if weekly { "per.week" } else { "per.year" }, &[("n", &said)]);
            }
            if let Some(s) = step(block, row) {
                said = format!("{said} ({})", signed(s.value.unwrap_or(0.0), locale));
            }
            let of = (&row.earnings, Unit::Dollars);
            scene.marks.push(mark_of(answer, locale, (words, said), of, drawn.centre, drawn.size));
            y = drawn.bottom.max(y + if beside { block_height } else { 0.0 });
            if let Some(share) = &row.unemployment {
                let label = format!(
                    "{}, {label}, {}, {}",
                    locale.place_label(&row.place),
                    locale.get("earnings.unemployed"),
                    locale.period(&row.period)
                );
                if panel {
                    let x = share.value.map(|v| rate.at(v));
                    if let Some(x) = x {
                        scene.shapes.push(Shape::Dot {
                            x,
                            y: drawn.centre.1,
                            radius: 5.5,
                            fill: bar.fill,
                            filled: is_rung,
                        });
                        scene.text_on_ground(x + 10.0, drawn.centre.1 + 4.5, &locale.share(share), SMALL, true);
                    }
                    let x = x.unwrap_or(rate.at(0.0));
                    scene.marks.push(mark(answer, locale, label, share, x, drawn.centre.1, (28.0, 28.0)));
                } else if narrow {
                    let above = drawn.centre.1 - height / 2.0 - 9.0;
                    scene.marks.push(mark(answer, locale, label, share, 60.0, above, (120.0, 16.0)));
                }
            }
            y += if many { 4.0 } else { 0.0 };
        }
    }
    let bottom = y + 8.0;
    let mut drawn = scene.shapes.split_off(behind);
    axis::axis_below(scene, &scale, from, bottom, locale);
    if panel {
        let title = capital(locale.get("earnings.unemployed"));
        scene.text(rate.at(0.0), top + 13.0, &title, SMALL, true, Anchor::Start, Token::Ink);
        axis::axis_below(scene, &rate, from, bottom, locale);
    }
    scene.shapes.append(&mut drawn);
    bottom + 26.0
}

/// The step to a rung, between its bar and the one below it in education, from where that one ends. Returns where the
/// rung's own bar begins.
fn step_between(
    scene: &mut Scene,
    block: &Block<'_>,
    scale: &Scale,
    (step, level): (&Estimate, &str),
    (y, right): (f64, f64),
    locale: Locale,
) -> f64 {
    const ROOM: f64 = 24.0;
    let upper = block.of(level).next().and_then(|r| r.earnings.value);
    let (Some(upper), Some(difference)) = (upper, step.value) else { return y + 8.0 };
    let text = step_text(step, block.is_weekly(), locale);
    let (from, to) = (scale.at(upper - difference), scale.at(upper));
    let base = y + ROOM / 2.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
    // A tie from the end of one bar to the end of the next.
    let middle = (y + ROOM / 2.0).round();
    scene.rect(from.min(to), middle, (to - from).abs(), 1.0, Token::Muted);
    scene.rect(from - 0.5, y + 2.0, 1.0, ROOM / 2.0 - 1.0, Token::Muted);
    scene.rect(to - 0.5, middle, 1.0, ROOM / 2.0 - 2.0, Token::Muted);
    let width = metrics::width(&text, SMALL, false);
    // After the tie where there is room, else before it.
    let after = from.max(to) + 8.0;
    let x = if after + width <= right { after } else { (from.min(to) - 8.0 - width).max(0.0) };
    scene.ground(x, base, &text, SMALL, false);
    scene.text(x, base, &text, SMALL, false, Anchor::Start, Token::Ink);
    y + ROOM
}

/// Whose earnings: "full-time workers", "women with earnings".
fn earners(answer: &Answer, weekly: bool, locale: Locale) -> &'static str {
    let who = answer.universe.split('_').next().unwrap_or_default();
    let who = if matches!(who, "women" | "men") { who } else { "people" };
    locale.get(&format!("earners.{who}.{}", if weekly { "week" } else { "year" }))
}

pub(super) fn words(answer: &Answer, locale: Locale) -> Words {
    let blocks = blocks(answer);
    let row = |r: &Earnings| {
        let (step, margin) = match r.difference.as_ref().zip(r.step_from.as_ref()) {
            Some((d, from)) => {
                let n = d.value.map(|v| signed(v, locale)).unwrap_or_default();
                (
                    locale.fill("earnings.step", &[("n", &n), ("level", &locale.level(from))]),
                    margin_cell(d, Unit::Dollars, locale),
                )
            }
            None => (String::new(), String::new()),
        };
        let mut sources = source_names(answer, &r.earnings.source);
        let rate = r.unemployment.as_ref();
        let of_rate = rate.map(|e| source_names(answer, &e.source)).unwrap_or_default();
        if !of_rate.is_empty() {
            sources = if sources.is_empty() { of_rate } else { format!("{sources}; {of_rate}") };
        }
        let per = locale.get(if is_weekly(r) { "earnings.week" } else { "earnings.year" });
        vec![
            locale.place_label(&r.place),
            locale.period(&r.period),
            locale.level(&r.level),
            locale.figure(&r.earnings, Unit::Dollars),
            capital(per),
            margin_cell(&r.earnings, Unit::Dollars, locale),
            step,
            margin,
            rate.map(|e| locale.share(e)).unwrap_or_default(),
            sources,
        ]
    };
    let who: Vec<String> = blocks
        .iter()
        .map(|b| {
            let key = if b.is_weekly() { "axis.earnings.week" } else { "axis.earnings.year" };
            locale.fill(key, &[("who", earners(answer, b.is_weekly(), locale))])
        })
        .collect();
    let many = blocks.iter().filter(|b| b.places.len() > 1);
    let legend = many.flat_map(|b| b.places.iter().map(|p| (b.name(p, locale), b.colour(p))));
    Words {
        title: blocks.first().and_then(|b| title(answer, b, locale)),
        axis: who.join("; "),
        summary: blocks.iter().flat_map(|b| summary(b, locale)).collect::<Vec<_>>().join(" "),
        notes: Vec::new(),
        legend: legend.collect(),
        head: vec![
            "place",
            "period",
            "level",
            "earnings",
            "unit",
            "margin",
            "step",
            "step_margin",
            "unemployment",
            "source",
        ],
        rows: answer.earnings.iter().map(row).collect(),
    }
}

/// The step to a bachelor's degree or, without one, the last step of the ladder.
fn title(answer: &Answer, block: &Block<'_>, locale: Locale) -> Option<String> {
    let weekly = block.is_weekly();
    let of_place =
        |level: &str| block.rows.iter().find(|r| r.level == level && r.place == block.places[0].place).copied();
    let steps = || block.ladder.iter().filter_map(|l| of_place(l)).filter(|r| step(block, r).is_some());
    let found = steps().find(|r| r.level == "bachelors").or_else(|| steps().next_back());
    let found =
        found.or_else(|| block.ladder.iter().filter_map(|l| of_place(l)).rfind(|r| r.earnings.value.is_some()))?;
    let per = |v: f64| locale.fill(if weekly { "per.week" } else { "per.year" }, &[("n", &locale.dollars(v))]);
    let with = |level: &str| {
        let key = format!("with.{level}");
        if locale.has(&key) { locale.get(&key).to_owned() } else { locale.level(level) }
    };
    let values = [
        ("place", &*locale.place(&found.place)),
        ("who", earners(answer, weekly, locale)),
        ("level", &*with(&found.level)),
        ("n", &*per(found.earnings.value?)),
        ("period", &*locale.period(&found.period)),
    ];
    let mut title = locale.fill("title.earnings", &values);
    let others: Vec<&&Earnings> = block.places.iter().skip(1).collect();
    if !others.is_empty() {
        // Of several places the same level, not its steps.
        for place in others {
            let row = block.rows.iter().find(|r| r.place == place.place && r.level == found.level);
            if let Some((row, value)) = row.and_then(|r| Some((r, r.earnings.value?))) {
                let period = locale.period(&row.period);
                let values =
                    [("place", &*locale.place(&row.place)), ("n", &*locale.dollars(value)), ("period", &*period)];
                let key = if row.period == found.period { "title.earnings.and" } else { "title.earnings.and.period" };
                title.push_str(&locale.fill(key, &values));
            }
        }
        return Some(title);
    }
    if let Some((difference, from)) = step(block, found).zip(found.step_from.as_deref()) {
        let value = difference.value?;
        let key = if value < 0.0 { "title.earnings.less" } else { "title.earnings.more" };
        title.push_str(&locale.fill(key, &[("n", &locale.dollars(value.abs())), ("level", &with(from))]));
        match difference.moe {
            Some(m) if m >= value.abs() => title.push_str(locale.get("title.gap.close")),
            Some(m) if m > 0.0 => title.push_str(&locale.fill("title.earnings.moe", &[("moe", &locale.dollars(m))])),
            _ => {}
        }
    }
    Some(title)
}

/// From the lowest rung to the highest, a sentence a place.
fn summary(block: &Block<'_>, locale: Locale) -> Vec<String> {
    let of_place = |place: &&Earnings| {
        let rows: Vec<&Earnings> =
            block.ladder.iter().filter_map(|l| block.of(l).find(|r| r.place == place.place)).collect();
        let known: Vec<&&Earnings> = rows.iter().filter(|r| r.earnings.value.is_some()).collect();
        let (low, high) = (known.first()?, known.last()?);
        let per = |r: &Earnings| {
            let n = locale.figure(&r.earnings, Unit::Dollars);
            locale.fill(if block.is_weekly() { "per.week" } else { "per.year" }, &[("n", &n)])
        };
        let values = [
            ("place", &*locale.place_label(&place.place)),
            ("period", &*locale.period(&place.period)),
            ("low", &*per(low)),
            ("low_level", &*locale.level(&low.level)),
            ("high", &*per(high)),
            ("high_level", &*locale.level(&high.level)),
        ];
        Some(locale.fill("summary.earnings", &values))
    };
    block.places.iter().filter_map(of_place).collect()
}
