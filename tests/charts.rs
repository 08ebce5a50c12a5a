//! The charts of the skills gap, the pipeline and earnings: what they say, and what they refuse.

mod common;

use common::{ask, bundled_and_more};
use common_measure::chart::scene::{Anchor, Shape};
use common_measure::chart::{Chart, ChartSpec, LayoutOptions, View};
use common_measure::dataset::catalog::Catalog;
use common_measure::draw::metrics;
use common_measure::measures::Answer;
use serde_json::{Value, json};

const SKILLS_GAP: &str = r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher"}"#;
const PIPELINE: &str = r#"{"measure":"pipeline","place":"06037","period":"2021-2022"}"#;
const EARNINGS: &str = r#"{"measure":"earnings","place":"00","period":"2019"}"#;

fn view(answer: &Answer, width: f64, locale: &str) -> View {
    // As a page gets it: through JSON.
    let answer: Answer = serde_json::from_str(&serde_json::to_string(answer).unwrap()).unwrap();
    let options = LayoutOptions { width, locale: locale.to_owned(), ..LayoutOptions::default() };
    Chart::new(answer, &ChartSpec::default()).unwrap().layout(&options).unwrap()
}

fn texts(view: &View) -> Vec<&str> {
    view.scene
        .shapes
        .iter()
        .filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.as_str()) } else { None })
        .collect()
}

fn title(answer: &Answer, locale: &str) -> String {
    view(answer, 800.0, locale).describe().title
}

#[test]
fn the_skills_gap_is_a_range() {
    let answer = ask(&bundled_and_more(), SKILLS_GAP);
    assert_eq!(
        title(&answer, "en"),
        "Depending on how need is counted, from 1.2 million more to 610,000 fewer adults in Los Angeles County have \
         studied beyond high school than jobs there ask for"
    );
    assert_eq!(
        title(&answer, "es-US"),
        "Según cómo se cuente la demanda, en el condado de Los Ángeles las personas adultas que han estudiado después \
         de la preparatoria son desde 1.2\u{a0}millones más hasta 610,000 menos de las que piden los empleos"
    );
    let view = view(&answer, 800.0, "en");
    let words = view.describe();
    for figure in ["42.0%", "68.0%", "59.2% ±0.4", "−17.2", "8.8"] {
        assert!(words.summary.contains(figure), "{figure}: {}", words.summary);
    }
    let shown = texts(&view);
    for text in [
        "59.2% of adults have studied beyond high school (2019)",
        "42.0%",
        "67.4%",
        "68.0%",
        "1.2 million more adults",
        "570,000 fewer adults",
        "610,000 fewer adults",
        "Quoted: L.A. Compact",
        "no date or method published",
        "“nearly 600,000 workers”",
        "would need 67.8 of 100 jobs",
    ] {
        assert!(shown.contains(&text), "{text}: {shown:?}");
    }
    // Supply, three readings and the claim; only the claim's dot is hollow.
    assert_eq!(view.scene.marks.len(), 5);
    let dots =
        view.scene.shapes.iter().filter_map(|s| if let Shape::Dot { filled, .. } = s { Some(*filled) } else { None });
    assert_eq!(dots.collect::<Vec<_>>(), [true, true, true, false]);
    let claim = &view.scene.marks[4];
    assert!(claim.text.contains("L.A. Compact web page, undated"), "{}", claim.text);
    let table = view.table();
    assert_eq!(
        table.rows[0][..9].iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "What employers ask of newcomers",
            "2020",
            "42.0%",
            "margin not published",
            "59.2%",
            "±0.4 points",
            "−17.2",
            "−1,199,285",
            "margin not published"
        ]
    );
    // The claim is quoted, not computed: it has neither supply nor a gap of its own.
    assert_eq!(
        table.rows[3][4..8].iter().map(String::as_str).collect::<Vec<_>>(),
        ["", "", "", "“nearly 600,000 workers”"]
    );
}

#[test]
fn a_reading_without_data_has_its_reason_and_an_assumed_one_says_so() {
    let catalog = bundled_and_more();
    let answer = ask(&catalog, r#"{"measure":"skills_gap","place":"31080"}"#);
    assert_eq!(
        title(&answer, "en"),
        "Depending on how need is counted, from 340,000 to 700,000 more adults in Los Angeles and Orange Counties hold a \
         bachelor’s degree or higher than jobs there ask for"
    );
    let metro = view(&answer, 800.0, "en");
    assert!(texts(&metro).contains(&"not available"));
    assert_eq!(metro.scene.marks.last().unwrap().value, "not available");
    assert!(metro.describe().notes.iter().any(|n| n.contains("leaves out people who work for themselves")));
    let spec = r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher",
        "assumptions":{"required_share":0.9,"period":"projected"}}"#;
    let assumed = ask(&catalog, spec);
    assert!(title(&assumed, "en").starts_with("Against the jobs projected for 2030: depending"));
    assert!(texts(&view(&assumed, 800.0, "en")).contains(&"The share of jobs assumed here"));
}

#[test]
fn of_a_hundred_students() {
    let answer = ask(&bundled_and_more(), PIPELINE);
    assert_eq!(
        title(&answer, "en").replace('\u{a0}', " "),
        "In Los Angeles County, of 100 students who began high school (class of 2021–2022), 86 graduated from high \
         school and 50 completed the A–G courses that state universities ask for"
    );
    let pipeline = view(&answer, 800.0, "en");
    let shown = texts(&pipeline).join(" ");
    for text in [
        "86 of 100",
        "50 of 100",
        "8 of 100",
        "(class\u{a0}of\u{a0}2021–2022)",
        "College-Going Rate",
        "no public file has this",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert_eq!(pipeline.scene.marks.len(), 10, "a mark a stage, with or without data");
    assert_eq!(
        pipeline.scene.marks[0].text,
        "Missed a tenth of school days or more, Los Angeles County, students: No data yet: filled by the file “California Department of Education, Chronic Absenteeism”."
    );
    let met = pipeline.table().rows.into_iter().find(|r| r[0].contains("A–G")).unwrap();
    assert_eq!(
        met[4..10].join(" | ").replace('\u{a0}', " "),
        "50 of 100 | of 100 students who began high school (class of 2021–2022) | 58.2% | graduates | 115,462 | no margin: everyone is counted"
    );
}

#[test]
fn groups_of_students_are_compared_within_a_stage() {
    let answer = ask(
        &bundled_and_more(),
        r#"{"measure":"pipeline","place":"06037","group":["RH","RA","XX"],"period":"2021-2022"}"#,
    );
    let title = title(&answer, "en");
    assert!(
        title.contains("of 100 Latino students who began") && title.ends_with("against 76 of 100 Asian students"),
        "{title}"
    );
    let groups = view(&answer, 800.0, "en");
    assert!(groups.describe().summary.contains("Latino students 46 of 100, Asian students 76 of 100."));
    assert!(texts(&groups).contains(&"Students of group XX"), "a group that is not known is named by its code");
    assert_eq!(groups.describe().legend.len(), 3);
}

/// Made-up figures: the newest of one group is of another year.
#[test]
fn groups_of_different_years_are_not_compared() {
    let table = "place,period,indicator,group,unit,value,source\n\
                 06037,2021-2022,cohort,RH,count,100,x\n\
                 06037,2021-2022,graduation_rate,RH,share,0.8,x\n\
                 06037,2020-2021,cohort,RB,count,100,x\n\
                 06037,2020-2021,graduation_rate,RB,share,0.7,x\n\
                 06037,2019-2020,a_g_rate,RB,share,0.5,x\n";
    let mut catalog = Catalog::empty();
    catalog.load("own", table.as_bytes()).unwrap();
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037","group":["RH","RB"]}"#);
    let view = view(&answer, 800.0, "en");
    // No stage can be set against itself, and so the title makes no comparison.
    assert_eq!(view.describe().title, view.describe().axis);
    let shown = texts(&view).join(" ").replace('\u{a0}', " ");
    for text in ["Of 100 Latino students", "(class of 2021–2022)", "Of 100 Black students", "(class of 2020–2021)"]
    {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(shown.contains("The two rates are of different cohorts"), "{shown}");
}

/// The files are made up; only their form is the department's.
#[test]
fn stages_of_other_years_say_so() {
    let mut catalog: Catalog = bundled_and_more();
    for name in ["college-going", "absenteeism"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{name}.txt"));
        catalog.load(name, &std::fs::read(path).unwrap()).unwrap();
    }
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037"}"#);
    let shown = texts(&view(&answer, 800.0, "en")).join(" ");
    for year in ["enrolled in 2024–2025", "2021–2022", "finished high school in 2022–2023"] {
        assert!(shown.contains(year), "{year}: {shown}");
    }
}

#[test]
fn the_worth_of_a_step() {
    let catalog = bundled_and_more();
    let answer = ask(&catalog, EARNINGS);
    assert_eq!(
        title(&answer, "en"),
        "In the United States, full-time workers with a bachelor’s degree earned a median of $1,248 a week in 2019, $392 more than \
         those with some college or an associate degree"
    );
    let nation = view(&answer, 800.0, "en");
    let shown = texts(&nation);
    for text in ["$592", "$746", "$856", "$1,248", "+$154 a week", "+$110 a week", "+$392 a week", "5.4%"] {
        assert!(shown.contains(&text), "{text}: {shown:?}");
    }
    // $511 from some college to bachelor's or higher is no further step beside the one to a bachelor's degree.
    assert!(!shown.iter().any(|t| t.contains("511")), "{shown:?}");
    let at = |text: &str| shown.iter().position(|t| *t == text).unwrap();
    assert!(at("Bachelor’s degree or higher") > at("Not further steps: these levels overlap those above."));
    assert!(at("Bachelor’s degree") < at("Not further steps: these levels overlap those above."));
    assert!(texts(&view(&answer, 320.0, "es-US")).contains(&"5.4\u{a0}% sin empleo"));

    let county = ask(&catalog, r#"{"measure":"earnings","place":"06037","period":"2019"}"#);
    assert_eq!(
        title(&county, "en"),
        "In Los Angeles County, full- and part-time workers with a bachelor’s degree earned a median of $60,216 a year in 2019, \
         $21,434 more than those with some college or an associate degree (give or take $1,300)"
    );
    let women = ask(&catalog, r#"{"measure":"earnings","place":"06","sex":"female","period":"2018"}"#);
    assert!(
        title(&women, "en").starts_with("In California, women who work full or part time with"),
        "{}",
        title(&women, "en")
    );
}

/// Dollars a week and dollars a year stand one below the other, each with an axis from nought.
#[test]
fn two_measures_of_earnings_share_no_scale() {
    let answer = ask(&bundled_and_more(), r#"{"measure":"earnings","place":["00","06037"],"period":"2019"}"#);
    let view = view(&answer, 800.0, "en");
    let shown = texts(&view);
    assert!(shown.contains(&"Dollars a week") && shown.contains(&"Dollars a year"));
    assert_eq!(shown.iter().filter(|t| **t == "$0").count(), 2);
}

/// No text leaves the chart, at any width, in either language.
#[test]
fn texts_stay_inside() {
    let catalog = bundled_and_more();
    for spec in [
        SKILLS_GAP,
        r#"{"measure":"skills_gap","place":"31080"}"#,
        PIPELINE,
        r#"{"measure":"pipeline","place":["06037","06059"],"group":["RH","RI"]}"#,
        EARNINGS,
        r#"{"measure":"earnings","place":["00","06037","06"]}"#,
    ] {
        let answer = ask(&catalog, spec);
        for width in [320.0, 400.0, 559.0, 560.0, 800.0, 1200.0] {
            for locale in ["en", "es-US"] {
                let view = view(&answer, width, locale);
                for shape in &view.scene.shapes {
                    let Shape::Text { x, y, text, size, bold, anchor, .. } = shape else { continue };
                    let own = metrics::width(text, *size, *bold);
                    let start = match anchor {
                        Anchor::Start => *x,
                        Anchor::Middle => x - own / 2.0,
                        Anchor::End => x - own,
                    };
                    assert!(
                        start >= -0.5 && start + own <= width + 0.5,
                        "{spec} {width} {locale}: {text} {start} {own}"
                    );
                    assert!(*y <= view.scene.height && y - size >= -3.0, "{spec} {width} {locale}: {text} at {y}");
                }
            }
        }
    }
}

/// Every mark is found at its own centre.
#[test]
fn marks_are_found_where_they_are() {
    let catalog = bundled_and_more();
    for spec in [SKILLS_GAP, PIPELINE, EARNINGS] {
        for width in [320.0, 800.0] {
            let view = view(&ask(&catalog, spec), width, "en");
            for mark in &view.scene.marks {
                assert_eq!(view.scene.hit(mark.x, mark.y), Some(mark.id), "{spec} {width}: {}", mark.label);
                assert!(!mark.text.contains("{") && !mark.text.contains('…'), "{}", mark.text);
            }
        }
    }
}

/// A result that someone has made or changed by hand is refused, whatever is wrong with it.
#[test]
fn wrong_results_are_refused() {
    let catalog = bundled_and_more();
    let refused = |spec: &str, at: &str, wrong: Value| {
        let mut answer = serde_json::to_value(ask(&catalog, spec)).unwrap();
        *answer.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = wrong.clone();
        match serde_json::from_value::<Answer>(answer) {
            Err(_) => {}
            Ok(answer) => match Chart::new(answer, &ChartSpec::default()) {
                Err(e) => assert_eq!(e.code(), "bad-spec", "{at} {wrong}"),
                Ok(_) => panic!("{at} {wrong} makes a chart"),
            },
        }
    };
    for (at, wrong) in [
        ("/skillsGap/readings", json!([])),
        ("/skillsGap", Value::Null),
        ("/skillsGap/readings/0/requiredShare/value", json!(1.5)),
        ("/skillsGap/readings/0/requiredShare/value", json!(0.9)),
        ("/skillsGap/readings/1/supplyShare/value", json!(0.2)),
        ("/skillsGap/readings/0/supplyShare/moe", json!(-0.1)),
        ("/skillsGap/readings/0/gapPeople/value", json!(1e300)),
        ("/skillsGap/readings/0/reading", json!("invented")),
        ("/skillsGap/claim/value", json!(1e300)),
    ] {
        refused(SKILLS_GAP, at, wrong);
    }
    for (at, wrong) in [
        ("/pipeline", json!([])),
        ("/pipeline/4/ofHundred/value", json!(101)),
        ("/pipeline/4/share/value", json!(-0.2)),
        ("/pipeline/4/base/value", json!(-1)),
        ("/pipeline/4/stage", json!("invented")),
        ("/pipeline/4/hundred", json!("invented")),
        ("/pipeline/0/fills", json!("invented")),
    ] {
        refused(PIPELINE, at, wrong);
    }
    for (at, wrong) in [
        ("/earnings", json!([])),
        ("/earnings/0/earnings/value", json!(-5)),
        ("/earnings/0/earnings/value", json!(1e300)),
        ("/earnings/0/unemployment/value", json!(5.4)),
        ("/earnings/1/difference/moe", json!(-1)),
        ("/earnings/0/level", json!("invented")),
        ("/earnings/0/indicator", json!("invented")),
    ] {
        refused(EARNINGS, at, wrong);
    }
}

/// A number that JSON cannot hold comes from JavaScript all the same.
#[test]
fn figures_that_are_no_numbers_are_refused() {
    let catalog = bundled_and_more();
    for wrong in [f64::NAN, f64::INFINITY] {
        let mut answers = [ask(&catalog, SKILLS_GAP), ask(&catalog, PIPELINE), ask(&catalog, EARNINGS)];
        answers[0].skills_gap.as_mut().unwrap().readings[0].gap_people.value = Some(wrong);
        answers[1].pipeline[4].of_hundred.value = Some(wrong);
        answers[2].earnings[0].earnings.moe = Some(wrong);
        for answer in answers {
            assert_eq!(Chart::new(answer, &ChartSpec::default()).unwrap_err().code(), "bad-spec");
        }
    }
}
