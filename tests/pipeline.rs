//! Of 100 young people, how many reach each stage.

mod common;

use common::ask;
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::pipeline::Stage;
use common_measure::measures::{self, Answer, Spec};
use std::path::Path;

fn graduation() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data");
    let descriptor = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let mut catalog = Catalog::from_json(&descriptor).unwrap();
    for file in std::fs::read_dir(folder.join("graduation")).unwrap() {
        catalog.load("graduation", &std::fs::read(file.unwrap().path()).unwrap()).unwrap();
    }
    catalog.load("places", &std::fs::read(folder.join("places/core.csv")).unwrap()).unwrap();
    catalog
}

fn stage<'a>(answer: &'a Answer, stage: &str) -> &'a Stage {
    answer.pipeline.iter().find(|s| s.stage == stage).unwrap()
}

#[test]
fn fifty_of_a_hundred_meet_a_g_not_fifty_eight() {
    let answer = ask(&graduation(), r#"{"measure":"pipeline","place":"06037","period":"2021-2022"}"#);
    let shown = |name: &str| {
        let s = stage(&answer, name);
        (s.share.value.unwrap(), s.of, format!("{:.0}", s.of_hundred.value.unwrap()), s.hundred, s.multiplied)
    };
    assert_eq!(shown("graduated"), (0.861, "cohort", "86".into(), "cohort", false));
    assert_eq!(shown("met_a_g"), (0.582, "graduates", "50".into(), "cohort", true));
    assert_eq!(shown("dropped_out"), (0.083, "cohort", "8".into(), "cohort", false));
    for name in ["graduated", "met_a_g", "dropped_out"] {
        let s = stage(&answer, name);
        assert_eq!((s.period.as_str(), s.base.value), ("2021-2022", Some(115_462.0)), "{name}");
        for e in [&s.share, &s.of_hundred, &s.base] {
            assert_eq!((e.moe, e.moe_reason.as_deref()), (None, Some("full-count")), "{name}");
            assert_eq!(e.source, "ca-cde-acgr", "{name}");
        }
    }
    assert_eq!(answer.sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["ca-cde-acgr"]);
    assert!(answer.notes.iter().any(|n| n.code == "a-g-of-cohort"));
}

#[test]
fn stages_without_data_say_what_would_fill_them() {
    let answer = ask(&graduation(), r#"{"measure":"pipeline"}"#);
    let missing: Vec<(&str, &str)> = answer.pipeline.iter().filter_map(|s| Some((s.stage, s.fills?))).collect();
    assert_eq!(
        missing,
        [
            ("chronically_absent", "ca-cde-absenteeism"),
            ("reading_grade_3", "ca-caaspp"),
            ("math_grade_8", "ca-caaspp"),
            ("english_grade_11", "ca-caaspp"),
            ("college_going", "ca-cde-college-going"),
            ("first_year_credits", ""),
            ("degree", ""),
        ]
    );
    for s in answer.pipeline.iter().filter(|s| s.fills.is_some()) {
        assert_eq!((s.share.value, s.of_hundred.reason.as_deref()), (None, Some("not-available")), "{}", s.stage);
    }
    assert_eq!(stage(&answer, "graduated").period, "2021-2022", "the newest");
}

#[test]
fn groups_and_places() {
    let catalog = graduation();
    let spec = r#"{"measure":"pipeline","place":["06037","06059"],"group":["RH","RB"],"period":"2021-22"}"#;
    let answer = ask(&catalog, spec);
    let met: Vec<(&str, &str, String)> = answer
        .pipeline
        .iter()
        .filter(|s| s.stage == "met_a_g" && s.place.code == "06037")
        .map(|s| (s.place.code.as_str(), s.group.as_str(), format!("{:.1}", s.of_hundred.value.unwrap())))
        .collect();
    assert_eq!(met, [("06037", "RH", "45.5".to_owned()), ("06037", "RB", "39.4".to_owned())]);
    assert_eq!(answer.pipeline.len(), 4 * 10);
    let all = ask(&catalog, r#"{"measure":"pipeline","group":"TA"}"#);
    assert_eq!(all.pipeline, ask(&catalog, r#"{"measure":"pipeline"}"#).pipeline);
}

#[test]
fn different_cohorts_are_not_multiplied_and_small_ones_not_shown() {
    let table = "place,period,indicator,group,unit,value,source\n\
                 06037,2021-2022,cohort,,count,100,x\n\
                 06037,2021-2022,graduation_rate,,share,0.8,x\n\
                 06037,2020-2021,a_g_rate,,share,0.5,x\n\
                 06037,2020-2021,cohort,,count,100,x\n\
                 06037,2021-2022,cohort,RI,count,10,x\n\
                 06037,2021-2022,graduation_rate,RI,share,0.9,x\n\
                 06037,2021-2022,a_g_rate,RI,share,0.5,x\n";
    let mut catalog = Catalog::empty();
    catalog.load("own", table.as_bytes()).unwrap();
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037"}"#);
    let met = stage(&answer, "met_a_g");
    assert_eq!((met.share.value, met.of_hundred.value), (Some(0.5), None));
    assert_eq!(met.of_hundred.reason.as_deref(), Some("other-cohort"));
    assert!(answer.notes.iter().any(|n| n.code == "cohorts-differ"));
    let small = ask(&catalog, r#"{"measure":"pipeline","place":"06037","group":"RI"}"#);
    for name in ["graduated", "met_a_g"] {
        let s = stage(&small, name);
        for e in [&s.share, &s.of_hundred, &s.base] {
            assert_eq!((e.value, e.reason.as_deref()), (None, Some("suppressed")), "{name}");
        }
    }
}

fn of_group<'a>(answer: &'a Answer, group: &str, stage: &str) -> &'a Stage {
    answer.pipeline.iter().find(|s| s.group == group && s.stage == stage).unwrap()
}

/// PPG-1 by hand, from the file's own figures: others = (N p - n p_g) / (N - n), E = 1.96 sqrt(p_g (1 - p_g) / n).
#[test]
fn groups_against_all_others() {
    let answer = ask(&graduation(), r#"{"measure":"pipeline","place":"06037","period":"2021-2022","by":"race"}"#);
    let groups: Vec<&str> = answer.pipeline.iter().filter(|s| s.stage == "graduated").map(|s| &*s.group).collect();
    assert_eq!(groups, ["RB", "RI", "RA", "RF", "RH", "RP", "RT", "RW"]);
    let said = |group: &str, stage: &str| {
        let gap = of_group(&answer, group, stage).gap.as_ref().unwrap();
        let points = |e: f64| format!("{:.1}", e * 100.0);
        (
            points(gap.others_share.value.unwrap()),
            points(gap.points.value.unwrap()),
            points(gap.threshold.unwrap()),
            gap.flagged,
        )
    };
    let s = str::to_owned;
    assert_eq!(said("RB", "graduated"), (s("86.6"), s("-7.2"), s("2.0"), Some(true)));
    assert_eq!(said("RI", "graduated"), (s("86.1"), s("-12.4"), s("5.4"), Some(true)));
    assert_eq!(
        said("RP", "graduated"),
        (s("86.1"), s("-1.6"), s("3.6"), Some(false)),
        "380 students: it may be chance"
    );
    assert_eq!(said("RH", "met_a_g"), (s("58.8"), s("-13.3"), s("2.0"), Some(true)), "of the cohort, not of graduates");
    // More is worse: 5.2 points more dropped out.
    assert_eq!(said("RB", "dropped_out"), (s("7.9"), s("5.2"), s("2.0"), Some(true)));
    assert_eq!(said("RA", "dropped_out").3, Some(false));
    // 9.0 % of 75,497 against 7.0 %: 2.02 points, but rates rounded to a tenth may be 0.3 off.
    let gap = of_group(&answer, "RH", "dropped_out").gap.clone().unwrap();
    assert_eq!((gap.flagged, gap.reason.as_deref()), (None, Some("rounded-rates")));

    let gap = of_group(&answer, "RB", "met_a_g").gap.clone().unwrap();
    assert_eq!(format!("{:.3} {:.0}", gap.ratio.value.unwrap(), gap.people_to_parity.value.unwrap()), "0.773 959");
    assert_eq!((gap.under_four_fifths, gap.rank, gap.definitions_agree), (Some(true), Some(8), true));
    for e in [&gap.others_share, &gap.points, &gap.ratio, &gap.people_to_parity] {
        assert_eq!((e.moe, e.moe_reason.as_deref()), (None, Some("full-count")));
    }
    // Behind by PPG-1 and under the band of parity, but over four fifths of the highest.
    let gap = of_group(&answer, "RB", "graduated").gap.clone().unwrap();
    assert_eq!((gap.flagged, gap.under_four_fifths, gap.definitions_agree), (Some(true), Some(false), false));
    let notes: Vec<&str> = answer.notes.iter().map(|n| &*n.code).collect();
    for note in ["gap-of-cohorts", "ranks-of-counts", "definition-matters"] {
        assert!(notes.contains(&note), "{notes:?}");
    }
    let alone = ask(&graduation(), r#"{"measure":"pipeline","group":["TA","RB"]}"#);
    assert_eq!(of_group(&alone, "", "graduated").gap, None, "everyone has no others");
    let gap = of_group(&alone, "RB", "graduated").gap.clone().unwrap();
    assert_eq!((gap.under_four_fifths, gap.rank), (None, None), "the highest of one group says nothing");
    let sexes = ask(&graduation(), r#"{"measure":"pipeline","by":"sex","period":"2021-2022"}"#);
    assert_eq!(of_group(&sexes, "GX", "graduated").gap.as_ref().unwrap().rank, Some(3));
}

/// Made up: a hidden group has no gap, and none tells its size; equal rates share a rank.
#[test]
fn gaps_of_cohorts_keep_what_is_hidden() {
    let mut table = "place,period,indicator,group,unit,value,source\n".to_owned();
    for (group, n, rate) in [("", 318, 0.8), ("RI", 7, 0.4), ("RB", 100, 0.7), ("RH", 100, 0.85), ("RW", 111, 0.85)] {
        table += &format!("06037,2020-2021,cohort,{group},count,{n},x\n");
        table += &format!("06037,2020-2021,graduation_rate,{group},share,{rate},x\n");
    }
    let mut catalog = Catalog::empty();
    catalog.load("own", table.as_bytes()).unwrap();
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037","by":"race"}"#);
    for group in ["RI", "RB"] {
        let gap = of_group(&answer, group, "graduated").gap.clone().unwrap();
        for e in [&gap.others_share, &gap.points, &gap.ratio, &gap.people_to_parity] {
            assert_eq!((e.value, e.reason.as_deref()), (None, Some("suppressed")), "{group}");
        }
        assert_eq!((gap.flagged, gap.threshold, gap.rank), (None, None, None));
        assert_eq!(gap.reason.as_deref(), Some("suppressed"));
    }
    let rank = |group: &str| of_group(&answer, group, "graduated").gap.as_ref().unwrap().rank;
    assert_eq!([rank("RH"), rank("RW")], [Some(1), Some(1)]);
}

/// Made up: of dropping out the lowest rate is best, and ranks and four fifths are of those who did not.
#[test]
fn of_what_is_bad_the_least_ranks_first() {
    let mut table = "place,period,indicator,group,unit,value,source\n".to_owned();
    for (group, n, rate) in [("", 2000, 0.2), ("GF", 1000, 0.1), ("GM", 1000, 0.3)] {
        table += &format!("06037,2020-2021,cohort,{group},count,{n},x\n");
        table += &format!("06037,2020-2021,dropout_rate,{group},share,{rate},x\n");
    }
    let mut catalog = Catalog::empty();
    catalog.load("own", table.as_bytes()).unwrap();
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037","group":["GF","GM"]}"#);
    let gap = |group: &str| of_group(&answer, group, "dropped_out").gap.clone().unwrap();
    assert_eq!((gap("GF").rank, gap("GM").rank), (Some(1), Some(2)));
    assert_eq!((gap("GF").flagged, gap("GM").flagged), (Some(false), Some(true)));
    // 70 of 90 stayed.
    assert_eq!(gap("GM").under_four_fifths, Some(true));
    assert!((gap("GM").of_highest.value.unwrap() - 70.0 / 90.0).abs() < 1e-9);
}

/// Made up: met A-G is a product of two rounded rates, and its doubt twice that of one.
#[test]
fn the_product_of_two_rounded_rates_is_twice_as_doubtful() {
    let flagged = |a_g: f64| {
        let mut table = "place,period,indicator,group,unit,value,source\n".to_owned();
        for (group, n, rate) in [("", 100_000, 0.5), ("SE", 50_000, a_g)] {
            table += &format!("06037,2020-2021,cohort,{group},count,{n},x\n");
            table += &format!("06037,2020-2021,graduation_rate,{group},share,1,x\n");
            table += &format!("06037,2020-2021,a_g_rate,{group},share,{rate},x\n");
        }
        let mut catalog = Catalog::empty();
        catalog.load("own", table.as_bytes()).unwrap();
        let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037","group":"SE"}"#);
        let gap = of_group(&answer, "SE", "met_a_g").gap.clone().unwrap();
        (gap.flagged, gap.reason)
    };
    // N is 2 n, so that the gap is 2 (0.5 - rate): 2.3 points are 0.3 over the threshold of 2, within a doubt of 0.4.
    assert_eq!(flagged(0.4885), (None, Some("rounded-rates".to_owned())));
    assert_eq!(flagged(0.487), (Some(true), None));
}

/// The samples are made up; only their form is the department's.
#[test]
fn a_stage_fills_when_its_file_is_loaded() {
    let mut catalog = graduation();
    for name in ["college-going", "absenteeism", "caaspp"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{name}.txt"));
        catalog.load(name, &std::fs::read(path).unwrap()).unwrap();
    }
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"06037"}"#);
    for (name, period, hundred, of, base) in [
        ("chronically_absent", "2024-2025", 25.0, "enrolled", 2000.0),
        ("reading_grade_3", "2024-2025", 38.25, "tested", 1500.0),
        ("college_going", "2022-2023", 62.5, "completers", 800.0),
    ] {
        let s = stage(&answer, name);
        assert_eq!((s.period.as_str(), s.of_hundred.value, s.hundred), (period, Some(hundred), of), "{name}");
        assert_eq!((s.base.value, s.multiplied, s.fills), (Some(base), false, None), "{name}");
    }
    assert_eq!(format!("{:.0}", stage(&answer, "met_a_g").of_hundred.value.unwrap()), "50");
    assert!(answer.notes.iter().any(|n| n.code == "cohorts-differ"));
    let school = ask(&catalog, r#"{"measure":"pipeline","place":"19999990999999"}"#);
    assert_eq!(school.pipeline[0].place.name, "Invented High");
    assert_eq!(stage(&school, "college_going").share.value, Some(0.55));
}

/// Rows of the official files, where they are at hand.
#[test]
fn official_extracts_are_read_whole() {
    let mut catalog = Catalog::empty();
    for (name, format, rows) in [
        ("cgr12mo23", "ca-cde-college-going", 7),
        ("chronicabsenteeism25", "ca-cde-absenteeism", 7),
        ("sb_ca2025_1", "ca-caaspp", 5),
    ] {
        let Some(bytes) = common::official(&format!("ca_cde_raw_extracts/{name}.txt")) else { return };
        let report = catalog.load(name, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((report.format, report.rows, report.refused), (format, rows, 0), "{name}: {:?}", report.warnings);
    }
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"19101990100776"}"#);
    let s = stage(&answer, "college_going");
    assert_eq!((s.share.value, s.base.value, s.period.as_str()), (Some(56.6 / 100.0), Some(83.0), "2022-2023"));
    let answer = ask(&catalog, r#"{"measure":"pipeline","place":"01100170130419"}"#);
    assert_eq!(stage(&answer, "english_grade_11").share.value, Some(9.09 / 100.0));
    assert_eq!(stage(&answer, "chronically_absent").of_hundred.value, Some(86.0));
}

#[test]
fn what_cannot_be_asked() {
    let error = |catalog: &Catalog, spec: &str| {
        measures::measure(catalog, &Spec::from_json(spec).unwrap()).unwrap_err().code().to_owned()
    };
    let catalog = graduation();
    assert_eq!(error(&catalog, r#"{"measure":"pipeline","race":"hispanic"}"#), "bad-spec");
    assert_eq!(error(&catalog, r#"{"measure":"pipeline","by":"age"}"#), "bad-spec");
    assert_eq!(error(&catalog, r#"{"measure":"pipeline","by":"race","group":"RH"}"#), "bad-spec");
    assert_eq!(error(&catalog, r#"{"measure":"pipeline","place":"36061"}"#), "no-data");
    assert_eq!(error(&catalog, r#"{"measure":"pipeline","group":"ZZ"}"#), "no-data");
    assert_eq!(error(&Catalog::empty(), r#"{"measure":"pipeline","place":"06037"}"#), "no-data");
}
