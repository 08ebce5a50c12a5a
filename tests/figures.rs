//! Figures in columns are those of `measure`, one by one: of the bundled tables, of a made-up table by sex, of made-up persons.

mod common;

use common::bundled;
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::estimate::{Estimate, Reliability};
use common_measure::measures::figures::{Estimates, Figures, FiguresSpec, RELIABILITIES, Words, figures};
use common_measure::measures::{self, Item, Spec};
use serde_json::{Value, json};
use std::collections::HashMap;

fn word(words: &Words, row: usize) -> &str {
    &words.values[words.codes[row] as usize]
}

/// An estimate as plain words: numbers by their bits.
type Told = (Option<u64>, Option<u64>, String, String, String);

fn of_columns(columns: &Estimates, row: usize) -> Told {
    let bits = |number: f64| (!number.is_nan()).then(|| number.to_bits());
    (
        bits(columns.value[row]),
        bits(columns.moe[row]),
        word(&columns.reason, row).to_owned(),
        RELIABILITIES[usize::from(columns.reliability[row])].to_owned(),
        word(&columns.source, row).to_owned(),
    )
}

fn of_item(estimate: &Estimate) -> Told {
    let why = if estimate.value.is_none() { &estimate.reason } else { &estimate.moe_reason };
    let reliability = match estimate.reliability {
        None => "",
        Some(Reliability::High) => "high",
        Some(Reliability::Medium) => "medium",
        Some(Reliability::Low) => "low",
    };
    (
        estimate.value.map(f64::to_bits),
        estimate.moe.map(f64::to_bits),
        why.clone().unwrap_or_default(),
        reliability.to_owned(),
        estimate.source.clone(),
    )
}

fn ask(catalog: &Catalog, spec: &Value) -> Figures {
    let spec = FiguresSpec::from_json(&spec.to_string()).unwrap();
    figures(catalog, &spec).unwrap_or_else(|e| panic!("{spec:?}: {e}"))
}

/// The rows by place, period and group.
fn rows(figures: &Figures) -> HashMap<String, [Told; 3]> {
    let lengths = figures.groups.iter().map(|(_, words)| words.codes.len()).chain([
        figures.place.codes.len(),
        figures.period.codes.len(),
        figures.share.value.len(),
        figures.people.moe.len(),
        figures.total.reliability.len(),
    ]);
    let lengths: Vec<usize> = lengths.collect();
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    let row = |row: usize| {
        let groups: Vec<&str> = figures.groups.iter().map(|(_, words)| word(words, row)).collect();
        let name = &figures.names[figures.place.codes[row] as usize];
        let key = format!("{} {name} {} {}", word(&figures.place, row), word(&figures.period, row), groups.join(" "));
        (key, [&figures.share, &figures.people, &figures.total].map(|columns| of_columns(columns, row)))
    };
    let rows: HashMap<_, _> = (0..lengths[0]).map(row).collect();
    assert_eq!(rows.len(), lengths[0], "no row comes twice");
    rows
}

/// The same of items at a level.
fn items(items: &[Item], level: &str, dimensions: usize) -> HashMap<String, [Told; 3]> {
    let mut found = HashMap::new();
    for item in items {
        let group = &item.group;
        let codes = [&group.sex, &group.race, &group.age, &group.nativity, &group.employment];
        let codes: Vec<&str> = codes[..dimensions].iter().map(|code| code.as_deref().unwrap_or("total")).collect();
        let key = format!("{} {} {} {}", item.place.code, item.place.name, item.period, codes.join(" "));
        let Some(figure) = item.figure(level) else { continue };
        let told = [&figure.share, &figure.people, &item.total].map(of_item);
        found.insert(key, told);
    }
    found
}

fn measured(catalog: &Catalog, spec: &Value) -> Vec<Item> {
    measures::measure(catalog, &Spec::from_json(&spec.to_string()).unwrap()).map_or(Vec::new(), |answer| answer.items)
}

/// A spec with further fields.
fn with(spec: &Value, more: &Value) -> Value {
    let mut spec = spec.clone();
    for (name, value) in more.as_object().unwrap() {
        spec[name] = value.clone();
    }
    spec
}

/// The same figures on either side; what is not available may be left out.
fn agree(what: &Value, mut found: HashMap<String, [Told; 3]>, mut own: HashMap<String, [Told; 3]>, least: usize) {
    for rows in [&mut found, &mut own] {
        rows.retain(|_, told| told.iter().any(|told| told.2 != "not-available"));
    }
    assert!(own.len() >= least, "{what}: {}", own.len());
    for (key, told) in &own {
        assert_eq!(found.get(key), Some(told), "{what}: {key}");
    }
    assert_eq!(found.len(), own.len(), "{what}");
}

fn same(catalog: &Catalog, spec: &Value, measure: &str) {
    let level = spec["level"].as_str().unwrap_or("bachelors_or_higher");
    let found = rows(&ask(catalog, spec));
    let own = items(&measured(catalog, &with(spec, &json!({ "measure": measure }))), level, 2);
    agree(spec, found, own, 1);
}

#[test]
fn of_bundled_tables() {
    let catalog = bundled();
    for level in ["high_school_or_higher", "bachelors_or_higher"] {
        for spec in [
            json!({ "place": "06", "by": "county" }),
            json!({ "place": "06", "by": "county", "period": "2000" }),
            json!({ "place": "06", "by": "county", "race": "hispanic" }),
            json!({ "place": ["06037", "06059", "31080"], "period": ["1970", "2019"] }),
            json!({ "place": ["06037", "06001"], "by": "race" }),
            json!({ "place": "06037", "by": "race", "data": "la-race" }),
        ] {
            same(&catalog, &with(&spec, &json!({ "level": level })), "attainment");
        }
    }
}

const COUNTIES: [&str; 8] = ["06001", "06003", "06037", "06059", "06065", "06071", "06073", "06111"];

/// Made-up counts by county, sex, race and level, some of them missing, suppressed or without margin; the whole of both
/// sexes is not in it.
fn by_sex() -> Catalog {
    let mut text = "place,period,sex,race,level,value,moe,source\n".to_owned();
    let mut n = 17;
    for place in COUNTIES {
        for sex in ["male", "female"] {
            for race in ["white", "black", "asian"] {
                for level in
                    ["less_than_high_school", "high_school", "some_college", "associate", "bachelors", "graduate"]
                {
                    n = n * 31 % 9973;
                    match n % 41 {
                        0 => continue,
                        1 => text += &format!("{place},2020,{sex},{race},{level},suppressed,,a\n"),
                        2 => text += &format!("{place},2020,{sex},{race},{level},{n},,b\n"),
                        3 => text += &format!("{place},2020,{sex},{race},{level},0,11,a\n"),
                        _ => text += &format!("{place},2020,{sex},{race},{level},{n},{},a\n", n / 9),
                    }
                }
            }
        }
    }
    let mut catalog = Catalog::empty();
    let report = catalog.load("made-up", text.as_bytes()).unwrap();
    assert_eq!(report.refused, 0, "{:?}", report.warnings);
    catalog
}

#[test]
fn of_counties_by_groups() {
    let catalog = by_sex();
    for level in ["some_college_or_higher", "bachelors_or_higher", "associate"] {
        let spec = json!({ "place": "06", "period": "2020", "level": level });
        let mut found = rows(&ask(&catalog, &with(&spec, &json!({ "by": ["county", "race", "sex"] }))));
        let (mut own, mut derived) = (HashMap::new(), HashMap::new());
        for sex in ["male", "female"] {
            for race in ["white", "black", "asian"] {
                let more = json!({ "measure": "attainment", "by": "county", "sex": sex, "race": race });
                own.extend(items(&measured(&catalog, &with(&spec, &more)), level, 2));
            }
            let more = json!({ "measure": "attainment", "place": COUNTIES, "by": "race", "sex": sex });
            derived.extend(items(&measured(&catalog, &with(&spec, &more)), level, 2));
        }
        agree(&spec, found.clone(), own, 40);
        // Answers with derivations, of all levels from one up: without those at which there is neither share nor number.
        if level != "associate" {
            found.retain(|key, [share, people, _]| derived.contains_key(key) || share.0.or(people.0).is_some());
            agree(&spec, found, derived, 30);
        }
        same(&catalog, &json!({ "place": "06", "by": "county", "race": "black", "level": level }), "attainment");
    }
}

/// Made-up counts without margins: groups of nobody, parts of people, years out of order, a county that lacks a row, and in
/// one year figures of both sexes beside those of either.
fn plain() -> Catalog {
    let mut text = "period,place,sex,race,level,value\n".to_owned();
    let mut n = 5;
    for period in ["2021", "2019", "2020"] {
        for place in COUNTIES {
            for sex in if period == "2019" { &["female", "", "male"][..] } else { &["male", "female"] } {
                for race in ["", "white", "black", "asian"] {
                    for level in
                        ["less_than_high_school", "high_school", "some_college", "associate", "bachelors", "graduate"]
                    {
                        n = n * 31 % 9973;
                        let value = match (place, race) {
                            ("06003", "black") => 0.0,
                            ("06037", _) => f64::from(n) / 7.0,
                            _ => f64::from(n),
                        };
                        if (place, sex, level) != ("06065", &"male", "associate") {
                            text += &format!("{period},{place},{sex},{race},{level},{value}\n");
                        }
                    }
                }
            }
        }
    }
    let mut catalog = Catalog::empty();
    catalog.load("made-up", text.as_bytes()).unwrap();
    catalog
}

#[test]
fn of_counts_without_margins() {
    let catalog = plain();
    for level in ["high_school_or_higher", "associate", "bachelors_or_higher"] {
        for period in ["2019", "2020", "2021"] {
            let spec = json!({ "place": "06", "period": period, "level": level });
            let found = ask(&catalog, &with(&spec, &json!({ "by": ["county", "race"] })));
            // A figure of nobody is missing for another reason than the margins.
            assert_eq!(found.share.reason.values[..2], ["not-published", "not-applicable"]);
            let mut own = HashMap::new();
            for race in ["white", "black", "asian"] {
                let more = json!({ "measure": "attainment", "by": "county", "race": race });
                own.extend(items(&measured(&catalog, &with(&spec, &more)), level, 2));
            }
            agree(&spec, rows(&found), own, 20);
            let of_places = with(&spec, &json!({ "place": COUNTIES, "by": "race" }));
            if level != "associate" {
                same(&catalog, &of_places, "attainment");
            }
        }
    }
    same(&catalog, &json!({ "place": ["06037", "06003"], "level": "bachelors_or_higher" }), "attainment");
}

/// Made-up persons of two areas, two in each group and step, whose replicates differ.
fn persons() -> Catalog {
    let mut text = "SERIALNO,PUMA,ST,AGEP,SCHL,SEX,RAC1P,HISP,NATIVITY,ESR,PWGTP".to_owned();
    (1..=80).for_each(|r| text += &format!(",PWGTP{r}"));
    for n in 0..600u32 {
        let (puma, age, step, sex, race) = (100 + n % 2, 20 + n % 60, 1 + n * 7 % 24, 1 + n / 5 % 2, 1 + n / 3 % 9);
        text +=
            &format!("\n2018HU0000001,{puma:05},56,{age},{step},{sex},{race},{:02},1,1,{}", 1 + n % 3, 300 + n % 50);
        (0..80).for_each(|r| text += &format!(",{}", 150 + (n * 37 + r * 91) % 400));
    }
    let mut catalog = Catalog::empty();
    catalog.load("made-up", text.as_bytes()).unwrap();
    catalog
}

#[test]
fn of_persons() {
    let catalog = persons();
    same(&catalog, &json!({ "place": "56", "by": "race" }), "attainment");
    same(&catalog, &json!({ "place": "56", "by": "puma" }), "trend");
    let found = rows(&ask(&catalog, &json!({ "place": "56", "by": ["puma", "age", "sex"], "period": "2018" })));
    let mut own = HashMap::new();
    for sex in ["male", "female"] {
        for age in ["25-34", "35-44", "45-54", "55-64", "65+"] {
            let spec = json!({ "measure": "trend", "place": "56", "by": "puma", "sex": sex, "age": age });
            own.extend(items(&measured(&catalog, &spec), "bachelors_or_higher", 3));
        }
    }
    assert!(own.values().any(|[share, ..]| share.1.is_some()));
    agree(&json!("persons"), found, own, 20);
}

#[test]
fn what_cannot_be_answered_is_an_error() {
    let catalog = by_sex();
    for (spec, code) in [
        (json!({ "place": "06", "by": ["county", "tract"] }), "bad-spec"),
        (json!({ "place": "06", "by": ["sex", "sex"] }), "bad-spec"),
        (json!({ "place": "06", "by": "county", "level": "wizard" }), "bad-spec"),
        (json!({ "place": "06", "by": "county", "data": "other" }), "no-data"),
        (json!({ "place": "48", "by": "county" }), "no-data"),
        (json!({ "place": "06", "by": "county", "race": "hispanic" }), "no-data"),
        (json!({ "place": "06", "by": "county", "period": "1900" }), "no-data"),
    ] {
        let error = figures(&catalog, &FiguresSpec::from_json(&spec.to_string()).unwrap()).unwrap_err();
        assert_eq!(error.code(), code, "{spec}");
    }
    for spec in [r#"{ "measure": "gap" }"#, r#"{ "by": "planet" }"#] {
        assert_eq!(FiguresSpec::from_json(spec).unwrap_err().code(), "bad-spec");
    }
}
