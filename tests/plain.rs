//! Answers as JSON: what is written is what is read.

mod common;

use common::{ask, bundled_and_more};
use common_measure::measures::{Answer, Spec};
use serde_json::Value;

const SPECS: [&str; 9] = [
    r#"{"measure":"attainment","place":["06037","06"],"period":"2019"}"#,
    r#"{"measure":"attainment","place":"00","by":"county","level":"bachelors_or_higher"}"#,
    r#"{"measure":"trend","place":"06037"}"#,
    r#"{"measure":"gap","place":"06037","period":"2019","by":"race"}"#,
    r#"{"measure":"jobs","place":"06037"}"#,
    r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher"}"#,
    r#"{"measure":"pipeline","place":"06037","group":["RH","RB"]}"#,
    r#"{"measure":"earnings","place":"00"}"#,
    r#"{"measure":"scenario","place":"06037","scenario":{"horizon":2035,"completion":{"value":0.6,"low":0.5,"high":0.7}}}"#,
];

#[test]
fn an_answer_that_is_read_back_is_the_same() {
    let catalog = bundled_and_more();
    for spec in SPECS {
        let written = serde_json::to_string(&ask(&catalog, spec)).unwrap();
        let again: Answer = serde_json::from_str(&written).unwrap_or_else(|e| panic!("{spec}: {e}"));
        assert_eq!(rounded(serde_json::to_value(&again).unwrap()), rounded(written.parse().unwrap()), "{spec}");
        assert!(!written.contains("\"derivation") && !written.contains("\"replicates\""), "{spec}");
    }
}

#[test]
fn a_question_that_is_read_back_is_the_same() {
    for spec in SPECS {
        let again = serde_json::to_value(Spec::from_json(spec).unwrap()).unwrap();
        let given: Value = spec.parse().unwrap();
        for (field, value) in given.as_object().unwrap().iter().filter(|(field, _)| *field != "scenario") {
            assert_eq!(again[field], *value, "{spec}");
        }
        assert_eq!(again["scenario"]["completion"], given["scenario"]["completion"], "{spec}");
    }
}

/// serde_json reads a number to the last digit but one.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(n) if n.is_f64() => format!("{:.12e}", n.as_f64().unwrap()).into(),
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(field, value)| (field, rounded(value))).collect(),
        other => other,
    }
}

#[test]
fn what_is_missing_is_null_and_what_is_not_of_an_answer_is_left_out() {
    let catalog = bundled_and_more();
    let answer = serde_json::to_value(ask(&catalog, SPECS[0])).unwrap();
    let item = &answer["items"][0];
    assert!(item["group"]["sex"].is_null() && item["group"].as_object().unwrap().contains_key("sex"));
    for absent in ["jobs", "skillsGap", "pipeline", "earnings", "published", "scenario", "reference"] {
        assert!(answer.get(absent).is_none(), "{absent}");
    }
    assert!(item.get("gap").is_none() && item["atOrAbove"][0]["share"]["value"].is_f64(), "{item}");
}
