//! Jobs against attainment: two bars a level, the jobs that ask for it and the adults who have it.

use super::axis::{self, ShareScale};
use super::scene::{Anchor, Scene};
use super::{Frame, NARROW, SMALL, mark};
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::measures::Answer;

pub(super) const JOBS: Token = Token::Series(2);
pub(super) const ADULTS: Token = Token::Series(1);

pub(super) fn layout(answer: &Answer, frame: &Frame) -> Scene {
    let locale = frame.locale;
    let narrow = frame.width < NARROW;
    let mut scene = Scene { width: frame.width, ..Scene::default() };
    let Some(jobs) = &answer.jobs else { return scene };
    let entries = [(locale.get("legend.jobs").to_owned(), JOBS), (locale.get("legend.adults").to_owned(), ADULTS)];
    let top = axis::legend(&mut scene, &entries, 0.0, frame.width) + 4.0;
    let labels: Vec<String> = jobs.bands.iter().map(|b| locale.band(&b.level)).collect();
    let left = if narrow { 0.0 } else { axis::label_room(&labels, frame.width) + 14.0 };
    let value_room = metrics::width(&locale.percent(0.888), SMALL, true) + 12.0;
    let shares = jobs.bands.iter().flat_map(|b| [&b.jobs, &b.adults]);
    let scale = ShareScale::new(axis::highest(shares), left, frame.width - value_room, 5);
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
