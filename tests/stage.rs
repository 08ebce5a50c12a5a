//! Charts for a slide: with the theme `projector` and a height they keep within it, in type of one size that a last row
//! can read, and nothing is written over anything else.

mod common;

use common::bundled_and_more;
use common_measure::chart::scene::{Anchor, Scene, Shape};
use common_measure::chart::{Chart, ChartSpec, LayoutOptions};
use common_measure::draw::metrics;
use common_measure::measures::{self, Spec};

/// What is left of a slide of 4:3 and of 16:9 below a heading of three lines, where the type is 13 and the slide 24 lines.
const ROOMS: [(f64, f64); 2] = [(385.0, 205.0), (525.0, 205.0)];

/// The smallest type, of which a slide is 24 lines high.
const TYPE: f64 = 13.0;

const QUESTIONS: [(&str, &str); 13] = [
    ("trend", r#"{"measure":"trend","place":"06037","level":"some_college_or_higher"}"#),
    ("trend of places", r#"{"measure":"trend","place":["06037","06","00"],"level":"some_college_or_higher"}"#),
    ("gap by race", r#"{"measure":"gap","place":"06037","period":"2019","by":"race"}"#),
    ("gap by sex", r#"{"measure":"gap","place":"06","period":"2018","by":"sex"}"#),
    ("jobs", r#"{"measure":"jobs","place":"31080"}"#),
    ("skills gap", r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher"}"#),
    ("pipeline", r#"{"measure":"pipeline","place":"06037"}"#),
    ("pipeline of groups", r#"{"measure":"pipeline","place":"06037","group":["RH","RW"]}"#),
    ("attainment", r#"{"measure":"attainment","place":["06037","06059","06","00"],"period":"2019-2023"}"#),
    ("earnings", r#"{"measure":"earnings","place":"00"}"#),
    ("what if, with nothing added", r#"{"measure":"scenario","place":"06037","scenario":{"target":{"share":0.5}}}"#),
    (
        "what if of one",
        r#"{"measure":"scenario","place":"06037","scenario":{"target":{"share":0.5},"contributions":[
        {"name":"Ejemplo: distritos escolares","kind":"graduation","change":0.03,"low":0.01,"high":0.05,"from":2026,"to":2032}]}}"#,
    ),
    (
        "what if",
        r#"{"measure":"scenario","place":"06037","scenario":{"target":{"share":0.5},"contributions":[
        {"name":"Schools: more graduates","kind":"graduation","change":0.03,"low":0.01,"high":0.05,"from":2026,"to":2032},
        {"name":"Colleges: more who finish","kind":"completion","change":0.05,"low":0.02,"high":0.08,"from":2026,"to":2032},
        {"name":"Employers: adults who go back","kind":"returning","change":8000,"low":4000,"high":10000,"from":2026,"to":2030}]}}"#,
    ),
];

fn scene(spec: &str, (width, height): (f64, f64), locale: &str) -> Scene {
    let answer = measures::measure(&bundled_and_more(), &Spec::from_json(spec).unwrap()).unwrap();
    let theme = serde_json::from_value(serde_json::json!("projector")).unwrap();
    let options = LayoutOptions { width, height: Some(height), locale: locale.to_owned(), theme, ..Default::default() };
    Chart::new(answer, &ChartSpec::default()).unwrap().layout(&options).unwrap().scene
}

/// Every text with its size and the area of its letters: left, top, right, bottom.
fn texts(scene: &Scene) -> Vec<(String, f64, [f64; 4])> {
    let of = |shape: &Shape| {
        let Shape::Text { x, y, text, size, bold, anchor, .. } = shape else { return None };
        let width = metrics::width(text, *size, *bold);
        let left = match anchor {
            Anchor::Start => *x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Some((text.clone(), *size, [left, y - size * metrics::CAP_HEIGHT, left + width, *y]))
    };
    scene.shapes.iter().filter_map(of).collect()
}

#[test]
fn every_chart_fits_a_slide_in_type_for_the_last_row() {
    for (name, spec) in QUESTIONS {
        for room in ROOMS {
            for locale in ["en", "es-US"] {
                let scene = scene(spec, room, locale);
                let at = format!("{name}, {locale}, {room:?}");
                assert!(scene.height <= room.1 + 0.5, "{at} is {} high", scene.height);
                assert!(!scene.marks.is_empty(), "{at} has no marks");
                let texts = texts(&scene);
                for (i, (text, size, [left, top, right, bottom])) in texts.iter().enumerate() {
                    assert!(*size >= TYPE, "{at}: “{text}” is {size}");
                    assert!(*left >= -1.0 && *right <= room.0 + 3.0, "{at}: “{text}” from {left} to {right}");
                    assert!(*top >= -1.0 && *bottom <= room.1 + 1.0, "{at}: “{text}” from {top} to {bottom}");
                    for (other, _, [l, t, r, b]) in &texts[..i] {
                        let apart = right <= l || r <= left || bottom <= t || b <= top;
                        assert!(apart, "{at}: “{text}” lies on “{other}”");
                    }
                }
            }
        }
    }
}

#[test]
fn without_a_height_the_theme_changes_nothing_but_colours() {
    let answer = measures::measure(&bundled_and_more(), &Spec::from_json(QUESTIONS[4].1).unwrap()).unwrap();
    let chart = Chart::new(answer, &ChartSpec::default()).unwrap();
    let laid = |theme: &str| {
        let theme = serde_json::from_value(serde_json::json!(theme)).unwrap();
        chart.layout(&LayoutOptions { width: 525.0, theme, ..Default::default() }).unwrap().scene
    };
    assert_eq!(laid("projector"), laid("light"));
}
