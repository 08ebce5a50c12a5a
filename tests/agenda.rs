//! Agendas: what is refused and where, and the verdict on progress.

mod common;

use common_measure::agenda::{Agenda, Target};
use common_measure::dataset::catalog::Catalog;
use common_measure::error::ErrorKind;
use common_measure::measures::progress::{Progress, Verdict};
use common_measure::measures::{self, Measure, Spec};
use proptest::prelude::*;

/// An agenda of one indicator, a line a field.
fn agenda(indicator: &str) -> String {
    format!(
        r#"{{
  "id": "made-up",
  "title": {{ "en": "Made up", "es": "Inventada" }},
  "goals": [
    {{
      "id": "one",
      "title": {{ "en": "One", "es": "Una" }},
      "indicators": [
        {{
          "id": "degrees",
          "title": {{ "en": "Degrees", "es": "Títulos" }},
          "definition": {{ "en": "Who has one", "es": "Quien tiene uno" }},
          "better": "higher",
          {indicator}
        }}
      ]
    }}
  ]
}}"#
    )
}

/// What a wrong agenda is told: line, field and message.
fn refused(json: &str) -> (u64, String, String) {
    let error = Agenda::from_json(json).expect_err(json);
    assert_eq!(error.code(), "bad-agenda");
    match error.kind() {
        ErrorKind::Agenda { field, message, at: Some(at) } => (at.line, field.clone(), message.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_names_its_line_and_field() {
    let spec = r#""spec": { "measure": "trend" }"#;
    let at = "goals[0].indicators[0]";
    for (indicator, line, field, message) in [
        (r#""spec": { "measure": "trend" }, "colour": "red""#, 14, ".colour", "there is no such field"),
        (r#""spec": { "measure": "jobs" }"#, 14, ".spec.measure", "“jobs” is not one of attainment, trend"),
        (r#""spec": { "measure": "trend", "place": 6037 }"#, 14, ".spec.place", "a string is needed"),
        (r#""spec": { "measure": "trend", "group": "RH" }"#, 14, ".spec.group", "this measure knows no such thing"),
        (r#""spec": { "measure": "pipeline" }"#, 9, ".stage", "is needed for a pipeline"),
        (r#""target": null"#, 9, ".spec", "is needed, or “waiting”"),
        (
            &format!("{spec},\n\"target\": {{\n\"value\": 45,\n\"year\": 2030 }}"),
            16,
            ".target.value",
            "a share is needed",
        ),
        (&format!("{spec},\n\"target\": {{ \"value\": 0.45 }}"), 15, ".target.year", "is needed"),
        (
            &format!(
                "{spec},\n\"baseline\": {{ \"period\": \"2019-2023\" }},\n\"target\": {{ \"value\": 0.4, \"year\": 2023 }}"
            ),
            16,
            ".target.year",
            "the target is not after the baseline",
        ),
        (
            &format!("{spec},\n\"baseline\": {{ \"period\": \"2023-2019\" }}"),
            15,
            ".baseline.period",
            "a year or a span",
        ),
        (&format!("{spec},\n\"contact\": \"javascript:alert(1)\""), 15, ".contact", "an address that begins with"),
        (&format!("{spec},\n\"source\": \"nobody\""), 15, ".source", "there is no source with the id “nobody”"),
        (
            &format!(
                "{spec},\n\"contributions\": [\n{{ \"partner\": \"nobody\", \"text\": {{ \"en\": \"a\", \"es\": \"b\" }} }}]"
            ),
            16,
            ".contributions[0].partner",
            "there is no partner",
        ),
    ] {
        let json = agenda(indicator);
        let (told_line, told_field, told) = refused(&json);
        assert_eq!((told_line, told_field), (line, format!("{at}{field}")), "{json}");
        assert!(told.starts_with(message), "{told}");
    }
    let (line, field, _) = refused("{\n  \"id\": \"made-up\",,\n}");
    assert_eq!((line, &*field), (2, ""));
    assert_eq!(refused("[]").1, "");
}

#[test]
fn what_stands_in_quotation_marks_does_not_mislead_the_line() {
    // Brackets, a comma, an escaped quotation mark and another "id" before the fault.
    let json = "{ \"title\": { \"en\": \"[{\\\"id\\\", \", \"es\": \"}]\" },\n \"goals\": [],\n \"id\":\n 7 }";
    assert_eq!(refused(json), (4, "id".to_owned(), "a string is needed".to_owned()));
}

#[test]
fn ids_do_not_repeat() {
    let twice = agenda(
        r#""spec": { "measure": "trend" } }, { "id": "degrees",
        "title": { "en": "a", "es": "b" }, "definition": { "en": "a", "es": "b" }, "better": "higher",
        "spec": { "measure": "trend" }"#,
    );
    assert_eq!(refused(&twice).1, "goals[0].indicators[1].id");
}

/// Two tables of 1,000 adults each, with these shares in percent and their margins.
fn catalog(figures: &[(&str, f64, Option<f64>)]) -> Catalog {
    let mut csv = "place,period,level,unit,value,moe,source\n".to_owned();
    for (period, value, moe) in figures {
        let moe = moe.map_or("not-published".to_owned(), |m| (m / 100.0).to_string());
        csv += &format!("06037,{period},bachelors_or_higher,share,{},{moe},made-up\n", value / 100.0);
    }
    let mut catalog = Catalog::empty();
    catalog.load("made-up", csv.as_bytes()).unwrap();
    catalog
}

fn progress(mut catalog: Catalog, indicator: &str) -> Progress {
    catalog.follow(Agenda::from_json(&agenda(indicator)).unwrap());
    let answer = measures::measure(&catalog, &Spec::new(Measure::Progress)).unwrap();
    answer.progress.into_iter().next().unwrap()
}

const SPEC: &str = r#""spec": { "measure": "trend", "place": "06037" }"#;

/// From 2010 to 40 % in 2030.
fn towards_40() -> String {
    format!(r#"{SPEC}, "baseline": {{ "period": "2010" }}, "target": {{ "value": 0.4, "year": 2030 }}"#)
}

#[test]
fn by_hand() {
    // 20 % in 2010, 40 % in 2030: on the path 29 % in 2019, of which 0.55 is the baseline's. With margins of 1 and 2:
    // M = sqrt(1^2 + 0.55^2 2^2) = sqrt(2.21) = 1.487.
    for (newest, verdict, reason) in [
        (30.5, Verdict::OnTrack, None),
        (30.4, Verdict::CannotTell, Some("within-margin")),
        (27.6, Verdict::CannotTell, Some("within-margin")),
        (27.5, Verdict::OffTrack, None),
    ] {
        let row = progress(catalog(&[("2010", 20.0, Some(2.0)), ("2019", newest, Some(1.0))]), &towards_40());
        assert_eq!((row.verdict, row.reason.as_deref()), (verdict, reason), "{newest}");
        let (path, ahead) = (row.path.unwrap(), row.ahead.unwrap());
        assert!((path.value.unwrap() - 0.29).abs() < 1e-12 && (path.moe.unwrap() - 0.011).abs() < 1e-12);
        assert!((ahead.value.unwrap() - (newest / 100.0 - 0.29)).abs() < 1e-12);
        assert!((ahead.moe.unwrap() - 2.21_f64.sqrt() / 100.0).abs() < 1e-12);
        let change = row.change.unwrap();
        assert!((change.moe.unwrap() - 5.0_f64.sqrt() / 100.0).abs() < 1e-12);
        assert_eq!(row.target, Some(Target { value: 0.4, year: 2030 }));
    }
}

#[test]
fn where_less_is_better_it_is_the_other_way_round() {
    let lower = agenda(
        r#""spec": { "measure": "trend", "place": "06037" }, "baseline": { "period": "2010" },
        "target": { "value": 0.1, "year": 2030 }"#,
    )
    .replace("\"higher\"", "\"lower\"");
    for (newest, verdict) in [(12.0, Verdict::OnTrack), (18.0, Verdict::OffTrack)] {
        let mut catalog = catalog(&[("2010", 20.0, Some(1.0)), ("2019", newest, Some(1.0))]);
        catalog.follow(Agenda::from_json(&lower).unwrap());
        let answer = measures::measure(&catalog, &Spec::new(Measure::Progress)).unwrap();
        assert_eq!(answer.progress[0].verdict, verdict, "{newest}");
    }
}

#[test]
fn past_its_year_the_target_itself_counts() {
    let row = |newest| {
        let figures = [("2010", 20.0, None), ("2031", newest, Some(1.0))];
        progress(catalog(&figures), &towards_40())
    };
    assert_eq!(row(41.5).verdict, Verdict::OnTrack);
    assert_eq!(row(40.5).verdict, Verdict::CannotTell);
    assert_eq!(row(38.0).verdict, Verdict::OffTrack);
}

#[test]
fn what_cannot_be_told_says_why() {
    let based = |period: &str| {
        format!(r#"{SPEC}, "baseline": {{ "period": "{period}" }}, "target": {{ "value": 0.4, "year": 2030 }}"#)
    };
    let two = [("2010", 20.0, Some(1.0)), ("2019", 35.0, Some(1.0))];
    let waiting = r#""waiting": { "en": "A table", "es": "Una tabla" }"#.to_owned();
    let free = format!(r#"{SPEC}, "baseline": {{ "period": "2010" }}, "target": null"#);
    let endless = format!(r#"{SPEC}, "target": {{ "value": 0.4, "year": 2030 }}"#);
    for (figures, indicator, reason) in [
        (&two[..], waiting, "waiting-for-data"),
        (&two, free, "no-target"),
        (&two, endless, "no-baseline"),
        (&two, based("2005"), "no-baseline-figure"),
        (&two[..1], based("2010"), "one-period"),
        (&[("2010", 20.0, Some(1.0)), ("2019", 35.0, None)], towards_40(), "not-published"),
        (&[("2010", 20.0, None), ("2019", 35.0, Some(1.0))], towards_40(), "not-published"),
        (&[("2010", 20.0, Some(1.0)), ("2015-2019", 35.0, Some(1.0))], based("2010"), "periods-differ"),
        (&[("2008-2012", 20.0, Some(1.0)), ("2011-2015", 35.0, Some(1.0))], based("2008-2012"), "periods-overlap"),
    ] {
        let row = progress(catalog(figures), &indicator);
        assert_eq!((row.verdict, row.reason.as_deref()), (Verdict::CannotTell, Some(reason)), "{indicator}");
    }
    let row = progress(Catalog::empty(), &towards_40());
    assert_eq!((row.verdict, row.reason.as_deref()), (Verdict::CannotTell, Some("no-data")));
}

#[test]
fn students_are_counted_whole_but_their_rates_are_rounded() {
    let row = |newest: &str| {
        let mut catalog = Catalog::empty();
        let csv = format!(
            "place,period,indicator,group,unit,value,source\n06037,2009-2010,graduation_rate,,share,0.8,made-up\n\
             06037,2018-2019,graduation_rate,,share,{newest},made-up\n"
        );
        catalog.load("made-up", csv.as_bytes()).unwrap();
        let indicator = r#""spec": { "measure": "pipeline", "place": "06037" }, "stage": "graduated",
            "baseline": { "period": "2009-2010" }, "target": { "value": 0.9, "year": 2029 }"#;
        progress(catalog, indicator)
    };
    // From 2009.5 to 2029, 9 of 19.5 years: on the path 0.84615, each rate rounded to a tenth of a point.
    for (newest, verdict, reason) in [
        ("0.848", Verdict::OnTrack, None),
        ("0.846", Verdict::CannotTell, Some("rounded-rates")),
        ("0.845", Verdict::OffTrack, None),
    ] {
        let row = row(newest);
        assert_eq!((row.verdict, row.reason.as_deref()), (verdict, reason), "{newest}");
        assert_eq!(row.ahead.unwrap().moe_reason.as_deref(), Some("full-count"));
    }
}

#[test]
fn one_indicator_can_be_asked_for() {
    let mut catalog = catalog(&[("2010", 20.0, Some(1.0))]);
    let ask = |catalog: &Catalog, id: &str| {
        measures::measure(catalog, &Spec { indicator: Some(id.to_owned()), ..Spec::new(Measure::Progress) })
    };
    assert_eq!(ask(&catalog, "degrees").unwrap_err().code(), "no-data");
    catalog.follow(Agenda::from_json(&agenda(SPEC)).unwrap());
    assert_eq!(ask(&catalog, "degrees").unwrap().sources[0].name, "made-up");
    assert_eq!(ask(&catalog, "diplomas").unwrap_err().code(), "bad-spec");
}

#[test]
fn the_bundled_agenda_has_its_figures_and_no_target() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data/agenda.json");
    let agenda = Agenda::from_json(&std::fs::read_to_string(folder).unwrap()).unwrap();
    assert!(agenda.indicators.iter().all(|i| i.target.is_none()), "the sources state none");
    let mut catalog = common::bundled();
    catalog.follow(agenda.clone());
    let answer = measures::measure(&catalog, &Spec::new(Measure::Progress)).unwrap();
    for (indicator, row) in agenda.indicators.iter().zip(&answer.progress) {
        let reason = if indicator.spec.is_some() { "no-target" } else { "waiting-for-data" };
        assert_eq!(row.reason.as_deref(), Some(reason), "{}", indicator.id);
        assert_eq!(row.latest.is_some() && row.baseline.is_some(), indicator.spec.is_some(), "{}", indicator.id);
    }
    // As the California Department of Education publishes them for 2021-22 and 2018-19.
    let graduation = answer.progress.iter().find(|row| row.indicator == "graduation").unwrap();
    let value = |point: &Option<measures::progress::Point>| point.as_ref().unwrap().value.value;
    assert_eq!((value(&graduation.latest), value(&graduation.baseline)), (Some(0.861), Some(0.818)));
}

proptest! {
    /// Whatever the figures: a verdict is given only where the whole interval lies on its side of the path.
    #[test]
    fn a_verdict_is_never_within_the_margin(
        base in 1.0..60.0, newest in 1.0..60.0, base_moe in 0.0..9.0, moe in 0.0..9.0, target in 1.0..99.0_f64,
    ) {
        let indicator = format!(
            r#"{SPEC}, "baseline": {{ "period": "2010" }}, "target": {{ "value": {}, "year": 2030 }}"#, target / 100.0
        );
        let row = progress(catalog(&[("2010", base, Some(base_moe)), ("2019", newest, Some(moe))]), &indicator);
        // Written out anew, in percent.
        let path = base + (target - base) * 9.0 / 20.0;
        let margin = (moe * moe + (base_moe * 11.0 / 20.0).powi(2)).sqrt();
        match row.verdict {
            Verdict::OnTrack => prop_assert!(newest - margin > path - 1e-9),
            Verdict::OffTrack => prop_assert!(newest + margin < path + 1e-9),
            Verdict::CannotTell => prop_assert!((newest - path).abs() <= margin + 1e-9),
        }
    }
}
