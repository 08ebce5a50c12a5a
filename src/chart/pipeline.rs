//! From school to work: a bar out of 100 a stage, place and group. Each stage says of whom and of which year it is, for
//! they are not one group followed over time; what is not reached (absence, leaving school) is an outline.

use super::axis::{self, Bar, Scale};
use super::describe::Words;
use super::scene::Scene;
use super::stage::{self, Form, Row};
use super::words::{Locale, Unit, capital};
use super::{Frame, NARROW, SMALL, mark_of, source_names};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;
use crate::measures::estimate::Estimate;
use crate::measures::pipeline::Stage;

/// Whom the bars are of: a place and a student group.
type Series<'a> = (&'a str, &'a str);

fn key(stage: &Stage) -> Series<'_> {
    (&stage.place.code, &stage.group)
}

fn series(answer: &Answer) -> Vec<&Stage> {
    let mut found: Vec<&Stage> = Vec::new();
    for stage in &answer.pipeline {
        if !found.iter().any(|s| key(s) == key(stage)) {
            found.push(stage);
        }
    }
    found
}

/// The rows of each stage, in the order of a life.
fn stages(answer: &Answer) -> Vec<Vec<&Stage>> {
    let mut found: Vec<Vec<&Stage>> = Vec::new();
    for stage in &answer.pipeline {
        match found.iter_mut().find(|rows| rows[0].stage == stage.stage) {
            Some(rows) => rows.push(stage),
            None => found.push(vec![stage]),
        }
    }
    found
}

fn colour(series: &[&Stage], stage: &Stage) -> Token {
    let n = series.iter().position(|s| key(s) == key(stage)).unwrap_or_default();
    Token::Series(n as u8 % 9 + 1)
}

/// What tells a series apart from the others: place, group or both.
fn series_name(series: &[&Stage], stage: &Stage, locale: Locale) -> String {
    let mut parts = Vec::new();
    if series.iter().any(|s| s.place != stage.place) {
        parts.push(locale.place_label(&stage.place));
    }
    if series.iter().any(|s| s.group != stage.group) {
        parts.push(if stage.group.is_empty() {
            locale.get("students.all").to_owned()
        } else {
            locale.students(&stage.group)
        });
    }
    parts.join(", ")
}

/// What they did or, of absence and leaving, did not want to.
fn did(stage: &str, locale: Locale) -> &'static str {
    locale.get(&format!("stage.{stage}"))
}

/// "of 100 students who began high school (class of 2021–2022)"
fn whom(stage: &Stage, group: &str, locale: Locale) -> String {
    let values = [("who", &*locale.students(group)), ("period", &*locale.period(&stage.period))];
    locale.fill(&format!("hundred.{}", stage.hundred), &values)
}

/// Why there is no bar, and what would fill it.
fn reason(stage: &Stage, locale: Locale) -> String {
    match stage.fills {
        Some("") => locale.get("fills.none").to_owned(),
        Some(format) => locale.fill("fills", &[("file", locale.get(&format!("format.{format}")))]),
        None => capital(&locale.reason(stage.of_hundred.reason.as_deref())),
    }
}

fn is_reached(stage: &Stage) -> bool {
    !matches!(stage.stage, "chronically_absent" | "dropped_out")
}

/// The rows with a figure, and whether all are of the same year and the same hundred.
fn alike<'a>(rows: &[&'a Stage]) -> (Option<&'a Stage>, bool) {
    let mut with = rows.iter().filter(|s| !s.period.is_empty());
    let first = with.next().copied();
    (first, with.all(|s| first.is_some_and(|f| f.period == s.period && f.hundred == s.hundred)))
}

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    if frame.on_stage() {
        return on_stage(answer, frame);
    }
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let series = series(answer);
    let many = series.len() > 1;
    let beside = !narrow && !many;
    let names: Vec<String> = series.iter().map(|s| capital(&series_name(&series, s, locale))).collect();
    let left = match (narrow, many) {
        (true, _) => 0.0,
        (false, true) => axis::label_room(&names, frame.width) + 10.0,
        (false, false) => (frame.width * 0.4).round(),
    };
    let full = Estimate::new(100.0, 0.0);
    let room = metrics::width(&locale.figure(&full, Unit::OfHundred), SMALL, true) + 8.0;
    let right = frame.width - room;
    let scale = Scale::new(100.0, Unit::OfHundred, left, right, 5);
    let height = if many { 18.0 } else { 24.0 };
    let mut y = 0.0;
    for rows in stages(answer) {
        let (first, alike) = alike(&rows);
        let group = if many { "" } else { &*rows[0].group };
        let detail = first.filter(|_| alike).map(|s| whom(s, group, locale)).unwrap_or_default();
        let name = capital(did(rows[0].stage, locale));
        let head = (&*name, &*detail);
        let limit = if beside { left - 14.0 } else { frame.width };
        let block = axis::heading_height(head, limit, beside);
        // Where it stands beside, the higher of heading and bar is centred on the other.
        let row = block.max(height);
        let (from, mut top) = if beside {
            ((limit, y + (row - block) / 2.0), y + (row - height) / 2.0)
        } else {
            ((0.0, y), y + block + 4.0)
        };
        axis::heading(&mut scene, head, from, limit, beside);
        // A stage that no series has is missing once.
        let all_missing = rows.iter().all(|s| s.fills.is_some());
        let shown = if all_missing { &rows[..1] } else { &rows[..] };
        for stage in shown {
            let mut own =
                if many && !all_missing { capital(&series_name(&series, stage, locale)) } else { String::new() };
            if !own.is_empty() && !alike && !stage.period.is_empty() {
                // No one heading is true of all: each says its year and its hundred.
                let whom = whom(stage, &stage.group, locale);
                let places = series.iter().any(|s| s.place != stage.place);
                own = if places { format!("{}, {whom}", locale.place_label(&stage.place)) } else { capital(&whom) };
            }
            let has = stage.of_hundred.value.is_some();
            // Where others have a figure the file is there, and has none of this series.
            let reason = if all_missing || stage.fills.is_none() {
                reason(stage, locale)
            } else {
                capital(locale.get("reason.not-available"))
            };
            let bar = Bar {
                name: &own,
                figure: &stage.of_hundred,
                text: if has { locale.figure(&stage.of_hundred, Unit::OfHundred) } else { reason.clone() },
                fill: colour(&series, stage),
                hollow: !is_reached(stage),
                track: true,
            };
            let edges = (left, if has { right } else { frame.width });
            let drawn = bar.draw(&mut scene, &scale, edges, top, height, narrow);
            top = drawn.bottom + if narrow { 8.0 } else { 5.0 };
            let mut parts = vec![name.clone()];
            if !(many && all_missing) {
                parts.push(locale.place(&stage.place));
                parts.push(if stage.period.is_empty() {
                    locale.students(&stage.group)
                } else {
                    whom(stage, &stage.group, locale)
                });
            }
            let value = if has { bar.text } else { reason };
            let of = (&stage.of_hundred, Unit::OfHundred);
            scene.marks.push(mark_of(answer, locale, (parts.join(", "), value), of, drawn.centre, drawn.size));
        }
        y = if beside { top.max(y + row) } else { top } + 14.0;
    }
    y -= 14.0;
    scene.height = frame.height.map_or(y, |h| h.max(y));
    scene
}

/// The stages that have a figure; of several series, each below the stage's name.
fn on_stage(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let series = series(answer);
    let many = series.len() > 1;
    let mut rows = Vec::new();
    for stages in stages(answer) {
        if stages.iter().all(|s| s.of_hundred.value.is_none()) {
            continue;
        }
        let name = capital(did(stages[0].stage, locale));
        if many {
            rows.push(Row::heading(name.clone()));
        }
        for stage in stages {
            let has = stage.of_hundred.value.is_some();
            let text = if has { locale.figure(&stage.of_hundred, Unit::OfHundred) } else { reason(stage, locale) };
            let own = capital(&series_name(&series, stage, locale));
            let whose = whom(stage, &stage.group, locale);
            let label = [&*name, &*locale.place(&stage.place), &*whose].join(", ");
            let of = (&stage.of_hundred, Unit::OfHundred);
            rows.push(Row {
                label: if many { own } else { name.clone() },
                value: stage.of_hundred.value,
                moe: None,
                text: text.clone(),
                detail: String::new(),
                fill: colour(&series, stage),
                form: if is_reached(stage) { Form::Bar } else { Form::Hollow },
                mark: Some(mark_of(answer, locale, (label, text), of, (0.0, 0.0), (0.0, 0.0))),
            });
        }
    }
    stage::chart(frame, Unit::OfHundred, 100.0, rows, None)
}

pub(super) fn words(answer: &Answer, locale: Locale) -> Words {
    let series = series(answer);
    let stages = stages(answer);
    let many = series.len() > 1;
    let n = |s: &Stage| s.of_hundred.value.map(|v| locale.of_hundred(v / 100.0));
    let mut summary: Vec<String> = Vec::new();
    for rows in &stages {
        let figure = |s: &&Stage| {
            let n = locale.fill("of_hundred", &[("n", &n(s)?)]);
            let name = series_name(&series, s, locale);
            Some(if many { format!("{name} {n}") } else { n })
        };
        let figures: Vec<String> = rows.iter().filter_map(figure).collect();
        if !figures.is_empty() {
            summary.push(format!("{}: {}.", capital(did(rows[0].stage, locale)), figures.join(", ")));
        }
    }
    let without = stages.iter().filter(|rows| rows.iter().all(|s| s.of_hundred.value.is_none())).count();
    if without > 0 {
        summary.push(locale.fill("summary.pipeline", &[("n", &without.to_string())]));
    }
    let row = |s: &Stage| {
        let has = s.of_hundred.value.is_some();
        vec![
            capital(did(s.stage, locale)),
            locale.place_label(&s.place),
            capital(&locale.students(&s.group)),
            locale.period(&s.period),
            if has { locale.figure(&s.of_hundred, Unit::OfHundred) } else { reason(s, locale) },
            if s.period.is_empty() { String::new() } else { whom(s, &s.group, locale) },
            if s.period.is_empty() { String::new() } else { locale.share(&s.share) },
            if s.period.is_empty() { String::new() } else { locale.get(&format!("whom.{}", s.of)).to_owned() },
            if s.period.is_empty() { String::new() } else { locale.people(&s.base) },
            locale.margin_of(&s.of_hundred, Unit::OfHundred),
            source_names(answer, &s.share.source),
        ]
    };
    Words {
        title: title(&series, &stages, locale),
        axis: locale.get("axis.pipeline").to_owned(),
        summary: summary.join(" "),
        notes: if answer.pipeline.iter().any(|s| !is_reached(s) && s.of_hundred.value.is_some()) {
            vec![locale.get("note.outline").to_owned()]
        } else {
            Vec::new()
        },
        legend: if many {
            series.iter().map(|s| (capital(&series_name(&series, s, locale)), colour(&series, s))).collect()
        } else {
            Vec::new()
        },
        head: vec![
            "stage",
            "place",
            "student_group",
            "period",
            "of_hundred",
            "of_whom",
            "share",
            "share_of",
            "base",
            "margin",
            "source",
        ],
        rows: stages.iter().flatten().map(|s| row(s)).collect(),
    }
}

/// The furthest stages of school that have a figure; of several series, the first and the one that differs most.
fn title(series: &[&Stage], stages: &[Vec<&Stage>], locale: Locale) -> Option<String> {
    let of = |name: &str| stages.iter().find(|rows| rows[0].stage == name);
    let value = |s: &Stage| s.of_hundred.value;
    let n = |s: &Stage| value(s).map(|v| locale.of_hundred(v / 100.0));
    let with = |rows: &&Vec<&Stage>| rows.iter().any(|s| value(s).is_some());
    let place = |s: &Stage| locale.place(&s.place);
    if series.len() > 1 {
        // Alike in year and hundred, or they are not compared.
        let comparable = |rows: &&Vec<&Stage>| {
            let known: Vec<&Stage> = rows.iter().filter(|s| value(s).is_some()).copied().collect();
            known.len() > 1 && alike(&known).1
        };
        let rows = of("met_a_g").filter(comparable).or_else(|| of("graduated").filter(comparable));
        let rows = rows.or_else(|| stages.iter().find(comparable))?;
        let known: Vec<&&Stage> = rows.iter().filter(|s| value(s).is_some()).collect();
        let first = known.first()?;
        let distance = |s: &Stage| (value(s).unwrap_or_default() - value(first).unwrap_or_default()).abs();
        let other = known.iter().skip(1).max_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let mut rest = String::new();
        if other.group != first.group {
            rest += &locale.fill("title.versus.group", &[("other", &locale.students(&other.group))]);
        }
        if other.place != first.place {
            rest += &locale.fill("title.versus.place", &[("other", &place(other))]);
        }
        let values = [
            ("place", &*place(first)),
            ("whom", &*whom(first, &first.group, locale)),
            ("n", &*n(first)?),
            ("did", did(first.stage, locale)),
            ("m", &*n(other)?),
            ("rest", &*rest),
        ];
        return Some(locale.fill("title.pipeline.versus", &values));
    }
    let graduated = of("graduated").filter(with).and_then(|rows| rows.first());
    let met = of("met_a_g").filter(with).and_then(|rows| rows.first());
    let first = graduated.or(met).or_else(|| stages.iter().find(with).and_then(|rows| rows.first()))?;
    let mut values = vec![
        ("place", place(first)),
        ("whom", whom(first, &first.group, locale)),
        ("n", n(first)?),
        ("did", did(first.stage, locale).to_owned()),
    ];
    let mut key = "title.pipeline";
    if let Some(met) =
        met.filter(|m| first.stage == "graduated" && m.hundred == first.hundred && m.period == first.period)
    {
        values.push(("m", n(met)?));
        values.push(("then", did(met.stage, locale).to_owned()));
        key = "title.pipeline.two";
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Some(locale.fill(key, &values))
}
