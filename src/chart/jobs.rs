//! Jobs against attainment: two bars a level, the jobs that ask for it and the adults who have it.

use super::axis::{self, Scale};
use super::describe::Words;
use super::scene::{Anchor, Scene};
use super::stage::{self, Form, Row};
use super::words::{Locale, Unit};
use super::{Frame, NARROW, SMALL, mark, source_names};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;
use crate::measures::jobs::Jobs;

pub(super) const JOBS: Token = Token::Series(2);
pub(super) const ADULTS: Token = Token::Series(1);

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let Some(jobs) = &answer.jobs else { return scene };
    if frame.on_stage() {
        return on_stage(answer, jobs, frame);
    }
    let entries = [(locale.get("legend.jobs").to_owned(), JOBS), (locale.get("legend.adults").to_owned(), ADULTS)];
    let top = axis::legend(&mut scene, &entries, 0.0, frame.width) + 4.0;
    let labels: Vec<String> = jobs.bands.iter().map(|b| locale.band(&b.level)).collect();
    let left = if narrow { 0.0 } else { axis::label_room(&labels, frame.width) + 14.0 };
    let value_room = metrics::width(&locale.percent(0.888), SMALL, true) + 12.0;
    let shares = jobs.bands.iter().flat_map(|b| [&b.jobs, &b.adults]);
    let scale = Scale::new(axis::highest(shares), Unit::Share, left, frame.width - value_room, 5);
    const BAR: f64 = 22.0;
    let mut y = top;
    for (band, label) in jobs.bands.iter().zip(&labels) {
        if narrow {
            y = axis::label_above(&mut scene, label, y, frame.width) + 2.0;
        } else {
            axis::label_beside(&mut scene, label, left - 14.0, y + BAR);
        }
        let adults_period = jobs.adults.as_ref().map(|a| a.period.as_str()).unwrap_or_default();
        for (share, fill, what, period) in [
            (&band.jobs, JOBS, "legend.jobs", jobs.period.as_str()),
            (&band.adults, ADULTS, "legend.adults", adults_period),
        ] {
            let name = format!("{label}: {}, {}", locale.get(what), locale.period(period));
            let base = y + BAR / 2.0 + SMALL * metrics::CAP_HEIGHT / 2.0;
            match share.value {
                Some(value) => {
                    let end = scale.at(value);
                    scene.rect(left, y, (end - left).max(1.0), BAR - 2.0, fill);
                    scene.text(end + 6.0, base - 1.0, &locale.percent(value), SMALL, true, Anchor::Start, Token::Ink);
                    let size = ((end - left).max(24.0), BAR);
                    scene.marks.push(mark(answer, locale, name, share, f64::midpoint(left, end), y + BAR / 2.0, size));
                }
                None => {
                    let width = frame.width - left - 1.0;
                    scene.dashed_frame(left, y, width, BAR - 3.0);
                    let reason = locale.reason(share.reason.as_deref());
                    scene.text(left + 8.0, base - 1.0, &reason, SMALL, false, Anchor::Start, Token::Muted);
                    let place = (left + width / 2.0, y + BAR / 2.0);
                    scene.marks.push(mark(answer, locale, name, share, place.0, place.1, (width, BAR)));
                }
            }
            y += BAR;
        }
        y += 16.0;
    }
    if !narrow {
        scene.rect(left, top, 1.0, y - 16.0 - top, Token::Muted);
    }
    scene.height = frame.height.map_or(y, |h| h.max(y));
    scene
}

/// Two rows a level, of which the first two say whose they are.
fn on_stage(answer: &Answer, jobs: &Jobs, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let adults_period = jobs.adults.as_ref().map(|a| a.period.as_str()).unwrap_or_default();
    let mut rows = Vec::new();
    for (n, band) in jobs.bands.iter().enumerate() {
        let level = locale.band(&band.level);
        for (share, fill, what, period) in [
            (&band.jobs, JOBS, "legend.jobs", jobs.period.as_str()),
            (&band.adults, ADULTS, "legend.adults", adults_period),
        ] {
            let whose = locale.get(what);
            let named = format!("{level}: {whose}, {}", locale.period(period));
            let text = locale.share(share);
            rows.push(Row {
                label: if fill == JOBS { level.clone() } else { String::new() },
                value: share.value,
                moe: None,
                text: if n == 0 { format!("{text} {whose}") } else { text },
                detail: String::new(),
                fill,
                form: Form::Bar,
                mark: Some(mark(answer, locale, named, share, 0.0, 0.0, (0.0, 0.0))),
            });
        }
    }
    stage::chart(frame, Unit::Share, 0.0, rows, None)
}

pub(super) fn words(answer: &Answer, locale: Locale) -> Words {
    let Some(jobs) = &answer.jobs else { return Words::default() };
    let jobs_period = locale.period(&jobs.period);
    let axis = match &jobs.adults {
        Some(adults) => {
            let values = [("jobs_period", &*jobs_period), ("adults_period", &*locale.period(&adults.period))];
            locale.fill("axis.jobs", &values)
        }
        None => locale.fill("axis.jobs.alone", &[("jobs_period", &jobs_period)]),
    };
    let at = |level: &str| {
        let found = jobs.at_or_above.iter().find(|e| e.level == level);
        found.map_or_else(String::new, |e| locale.share(&e.share))
    };
    let total = locale.count(jobs.coverage.counted);
    let (n, m) = (at("bachelors_or_higher"), at("some_college_or_higher"));
    let row = |b: &crate::measures::jobs::Band| {
        let sources = [&b.jobs.source, &b.adults.source].map(|s| source_names(answer, s));
        vec![locale.band(&b.level), locale.share(&b.jobs), locale.share(&b.adults), sources.join("; ")]
    };
    Words {
        title: title(answer, locale),
        axis,
        summary: locale.fill("summary.jobs", &[("total", &total), ("n", &n), ("m", &m)]),
        notes: self_employed(answer, locale).into_iter().collect(),
        legend: [("legend.jobs", JOBS), ("legend.adults", ADULTS)].map(|(k, t)| (locale.get(k).to_owned(), t)).to_vec(),
        head: vec!["level", "jobs", "adults", "source"],
        rows: jobs.bands.iter().map(row).collect(),
    }
}

/// Whom the survey of employers leaves out, where it is a source.
pub(super) fn self_employed(answer: &Answer, locale: Locale) -> Option<String> {
    let survey = answer.sources.iter().any(|s| s.name.contains("oews"));
    survey.then(|| locale.get("note.jobs-self-employed").to_owned())
}

fn title(answer: &Answer, locale: Locale) -> Option<String> {
    let jobs = answer.jobs.as_ref()?;
    let asked = jobs.at_or_above.iter().find(|e| e.level == "bachelors_or_higher")?.share.value?;
    let projected = answer.notes.iter().any(|n| n.code == "jobs-projected");
    let (n, place) = (locale.of_hundred(asked), locale.place(&jobs.place));
    let values = [("n", &*n), ("place", &*place), ("period", &*locale.period(&jobs.period))];
    let mut title = locale.fill(if projected { "title.jobs.projected" } else { "title.jobs" }, &values);
    let adults = jobs.adults.as_ref();
    if let Some((adults, have)) = adults.and_then(|a| Some((a, a.at_or_above("bachelors_or_higher")?.share.value?))) {
        let values = [("m", &*locale.of_hundred(have)), ("period", &*locale.period(&adults.period))];
        title.push_str(&locale.fill("title.jobs.adults", &values));
    }
    Some(title)
}
