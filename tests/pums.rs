//! Person microdata: against R's survey package (`tests/oracles/pums.R` wrote the figures), and against sums done by
//! hand on a made-up file.

mod common;

use common::{official, official_gz};
use common_measure::chart::explain::add_words;
use common_measure::chart::words::Locale;
use common_measure::dataset::catalog::Catalog;
use common_measure::error::ErrorKind;
use common_measure::measures::explain::{self, Rule};
use common_measure::measures::{self, Group, Item, LevelFigure, Spec};
use serde_json::{Map, Value, json};

const DIMENSIONS: [(&str, &[&str]); 5] = [
    ("sex", &["male", "female"]),
    ("race", &["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"]),
    ("age", &["25-34", "35-44", "45-54", "55-64", "65+"]),
    ("nativity", &["native", "foreign_born"]),
    ("employment", &["employed", "unemployed", "not_in_labor_force"]),
];

/// The two official files, where they are.
fn states() -> Option<Catalog> {
    let mut catalog = Catalog::empty();
    let wyoming = catalog.load("pums-wy", &official("acs_pums_2018_1yr/psam_p56.csv")?).unwrap();
    assert_eq!((wyoming.format, wyoming.rows, wyoming.refused), ("acs-pums-person", 5740, 0));
    let island = catalog.load("pums-ri", &official_gz("acs_pums_2018_1yr/psam_p44.csv.gz")?).unwrap();
    assert_eq!(island.refused, 0, "{:?}", island.warnings.first());
    Some(catalog)
}

fn ask(catalog: &Catalog, spec: &Value) -> common_measure::Result<measures::Answer> {
    measures::measure(catalog, &Spec::from_json(&spec.to_string()).unwrap())
}

/// The fields of a spec for codes such as "female asian".
fn fields(codes: &str) -> Map<String, Value> {
    let dimension = |code: &str| DIMENSIONS.iter().find(|(_, known)| known.contains(&code)).unwrap().0;
    codes.split(' ').filter(|c| !c.is_empty()).map(|c| (dimension(c).to_owned(), json!(c))).collect()
}

fn figure(item: &Item) -> &LevelFigure {
    &item.at_or_above[0]
}

#[test]
fn as_in_r() {
    let Some(catalog) = states() else { return };
    let mut compared = 0;
    let mut worst = [0.0f64; 2];
    for line in include_str!("oracles/pums.csv").lines().skip(1) {
        let [place, measure, group, reference, level, value, moe] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (value, moe): (f64, f64) = (value.parse().unwrap(), moe.parse().unwrap());
        let mut spec = fields(group);
        spec.insert("place".to_owned(), json!(place));
        if !level.is_empty() {
            spec.insert("level".to_owned(), json!(level));
        }
        let is_gap = matches!(measure, "gap" | "ratio");
        spec.insert("measure".to_owned(), json!(if is_gap { "gap" } else { "trend" }));
        if is_gap {
            let reference = match reference {
                "" => json!({ "sex": "total" }),
                "others" => json!({ "others": true }),
                codes => json!(fields(codes)),
            };
            spec.insert("reference".to_owned(), reference);
        }
        let answer = ask(&catalog, &Value::Object(spec)).unwrap_or_else(|e| panic!("{line}: {e}"));
        let item = &answer.items[0];
        let (estimate, unit) = match measure {
            "share" => (&figure(item).share, 100.0),
            "people" => (&figure(item).people, 1.0),
            "total" => (&item.total, 1.0),
            "ratio" => (&item.gap.as_ref().unwrap().ratio, 1.0),
            _ => (&item.gap.as_ref().unwrap().points, 100.0),
        };
        let ours = estimate.value.unwrap() * unit;
        // Shares to a ten-thousandth of a percentage point; people exactly, their margins to a ten-thousandth.
        assert!((ours - value).abs() < 1e-4, "{line}: {ours}");
        if moe == 0.0 {
            // Everyone or nobody in the sample: R says "no error", which no sample can say.
            assert_eq!((estimate.moe, estimate.moe_reason.as_deref()), (None, Some("too-few-cases")), "{line}");
        } else {
            let our_moe = estimate.moe.unwrap() * unit;
            assert!((our_moe - moe).abs() < 1e-4, "{line}: {our_moe}");
            worst[usize::from(unit == 1.0)] = worst[usize::from(unit == 1.0)].max((our_moe - moe).abs());
        }
        compared += 1;
    }
    eprintln!("{compared} figures; margins differ by at most {:e} points, {:e} people", worst[0], worst[1]);
    assert!(compared > 200);
}

#[test]
fn the_published_table_is_close() {
    let Some(catalog) = states() else { return };
    // ACS 2018 1-year, B15003: bachelor's or higher of adults 25 and over, in %. Microdata are a sample of its sample.
    for (place, published) in [("56", 26.86), ("44", 34.38)] {
        let answer = ask(&catalog, &json!({ "measure": "trend", "place": place })).unwrap();
        let share = &figure(&answer.items[0]).share;
        let (ours, moe) = (share.value.unwrap() * 100.0, share.moe.unwrap() * 100.0);
        eprintln!("{place}: {ours:.4} ±{moe:.4}, published {published}: {:+.4} points", ours - published);
        assert!((ours - published).abs() > 0.01 && (ours - published).abs() < moe);
    }
}

#[test]
fn pieces_give_what_the_whole_gives() {
    let Some(bytes) = official("acs_pums_2018_1yr/psam_p56.csv") else { return };
    let mut whole = Catalog::empty();
    let report = whole.load("pums", &bytes).unwrap();
    let mut pieces = Catalog::empty();
    let mut loader = pieces.loader("pums").unwrap();
    for piece in bytes.chunks(65_521) {
        loader.push(piece).unwrap();
    }
    let (data, of_pieces) = loader.finish().unwrap();
    pieces.add("pums", data);
    assert_eq!(report, of_pieces);
    for spec in [
        json!({ "measure": "attainment", "place": "56", "by": "race" }),
        json!({ "measure": "gap", "place": "56", "by": "puma", "age": "25-34" }),
    ] {
        assert_eq!(ask(&whole, &spec).unwrap(), ask(&pieces, &spec).unwrap());
    }
}

#[test]
fn groups_and_areas_add_up() {
    let Some(catalog) = states() else { return };
    let everyone = ask(&catalog, &json!({ "measure": "attainment", "place": "44" })).unwrap();
    let total = everyone.items[0].total.value.unwrap();
    for by in ["sex", "age", "nativity", "employment", "puma"] {
        let answer = ask(&catalog, &json!({ "measure": "attainment", "place": "44", "by": by })).unwrap();
        let sum: f64 = answer.items.iter().map(|i| i.total.value.unwrap()).sum();
        assert_eq!(sum, total, "{by}");
        assert!(answer.items.iter().all(|i| i.levels.len() == 6), "{by}");
    }
    let areas = ask(&catalog, &json!({ "measure": "attainment", "place": "56", "by": "puma" })).unwrap();
    let first = &areas.items[0].place;
    assert_eq!((areas.items.len(), first.code.as_str(), first.kind.as_str()), (5, "5600100", "puma"));
    // What names a group of a table: tables answer only for what they tell apart.
    let answer = ask(&catalog, &json!({ "measure": "gap", "place": "44", "sex": "female", "by": "race" })).unwrap();
    assert!(answer.items.iter().all(|i| i.group.sex.as_deref() == Some("female") && i.group.race.is_some()));
    assert_eq!(catalog.places("adults", None).len(), 2 + 5 + areas_of(&catalog, "44"));
}

fn areas_of(catalog: &Catalog, state: &str) -> usize {
    ask(catalog, &json!({ "measure": "attainment", "place": state, "by": "puma" })).unwrap().items.len()
}

/// A made-up person of a made-up file.
#[derive(Clone)]
struct Person {
    cells: [String; 10],
    weight: i64,
    replicates: [i64; 80],
}

const HEADER: [&str; 10] = ["SERIALNO", "PUMA", "ST", "AGEP", "SCHL", "SEX", "RAC1P", "HISP", "NATIVITY", "ESR"];

/// Everyone of weight 10 and all replicates 10: no sampling error until a test changes some.
fn person(age: u32, schl: &str, sex: u32) -> Person {
    let cells = ["2018HU0000001", "00100", "56", &age.to_string(), schl, &sex.to_string(), "1", "01", "1", "6"];
    Person { cells: cells.map(str::to_owned), weight: 10, replicates: [10; 80] }
}

fn with(mut person: Person, column: &str, text: &str) -> Person {
    person.cells[HEADER.iter().position(|h| *h == column).unwrap()] = text.to_owned();
    person
}

fn file(people: &[Person]) -> String {
    let mut text = format!("RT,{},PWGTP", HEADER.join(","));
    (1..=80).for_each(|r| text += &format!(",PWGTP{r}"));
    for p in people {
        text += &format!("\nP,{},{}", p.cells.join(","), p.weight);
        p.replicates.iter().for_each(|r| text += &format!(",{r}"));
    }
    text + "\n"
}

fn loaded(text: &str) -> Catalog {
    let mut catalog = Catalog::empty();
    catalog.load("made-up", text.as_bytes()).unwrap();
    catalog
}

/// Thirty people: 20 adults, of whom 6 women and 2 men have a bachelor's degree, and 10 who are under 25.
fn thirty() -> Vec<Person> {
    let mut people = Vec::new();
    for i in 0..10 {
        people.push(person(30 + i, if i < 6 { "21" } else { "16" }, 2));
        people.push(person(40 + i, if i < 2 { "24" } else { "01" }, 1));
        people.push(person(i, if i < 3 { "" } else { "03" }, 1));
    }
    people
}

#[test]
fn by_hand() {
    let mut people = thirty();
    // One woman with a degree has weight 10 but nought in replicate 1 and -10 in replicate 2.
    people[0].replicates[..2].copy_from_slice(&[0, -10]);
    let catalog = loaded(&file(&people));
    let answer = ask(&catalog, &json!({ "measure": "trend", "place": "56" })).unwrap();
    let item = &answer.items[0];
    assert_eq!(item.period, "2018");
    // X = 80, with 70 and 60 in two replicates: M = 1.645 sqrt(4/80 (10^2 + 20^2)) = 1.645 * 5.
    let people_at = &figure(item).people;
    assert_eq!((people_at.value, item.total.value), (Some(80.0), Some(200.0)));
    assert!((people_at.moe.unwrap() - 1.645 * 5.0).abs() < 1e-9);
    // Shares 80/200, 70/190 and 60/180: whole with each replicate.
    let share = &figure(item).share;
    let squares = (70.0 / 190.0 - 0.4f64).powi(2) + (60.0 / 180.0 - 0.4f64).powi(2);
    assert_eq!(share.value, Some(0.4));
    assert!((share.moe.unwrap() - 1.645 * (squares / 20.0).sqrt()).abs() < 1e-12);
    // Women 6 of 10 against everyone, who hold them: 0.4 - 0.6, then 70/190 - 50/90 and 60/180 - 40/80.
    let gap = json!({ "measure": "gap", "place": "56", "sex": "female", "reference": { "sex": "total" } });
    let answer = ask(&catalog, &gap).unwrap();
    let points = &answer.items[0].gap.as_ref().unwrap().points;
    let squares = (70.0 / 190.0 - 50.0 / 90.0 + 0.2f64).powi(2) + (60.0 / 180.0 - 40.0 / 80.0 + 0.2f64).powi(2);
    assert!((points.value.unwrap() + 0.2).abs() < 1e-12);
    assert!((points.moe.unwrap() - 1.645 * (squares / 20.0).sqrt()).abs() < 1e-12);
}

#[test]
fn explained() {
    let catalog = loaded(&file(&thirty()));
    let spec = json!({ "measure": "trend", "place": "56" });
    let mut found = explain::explain(&catalog, &Spec::from_json(&spec.to_string()).unwrap()).unwrap();
    let share = &found.figures[0].derivation;
    assert_eq!((share.rule, share.inputs.len()), (Rule::Proportion, 2));
    assert!(share.margin.contains("80") && share.formula_source.contains("PUMS"));
    add_words(&mut found, Locale::En);
    let words = &found.figures[0].words;
    assert!(
        words[0].starts_with("40.0%") && words[1].trim_start().starts_with("80 ±0: the sum of 4 figures"),
        "{words:?}"
    );
    assert!(words[2].contains("counted person by person in made-up by PWGTP"), "{words:?}");
}

#[test]
fn other_vintages() {
    // STATE for ST, pwgtp1 in small letters, nothing padded, no RT, and a period over several years.
    let mut people = thirty();
    people[0] = with(people[0].clone(), "SERIALNO", "2022HU0000001");
    people[1] = with(people[1].clone(), "PUMA", "200");
    let text = file(&people).replace("RT,SERIALNO", "SERIALNO").replace("\nP,", "\n");
    let text = text.replace(",ST,", ",STATE,").replace("PWGTP", "pwgtp").replace(",01,", ",1,");
    let catalog = loaded(&text);
    let answer = ask(&catalog, &json!({ "measure": "attainment", "place": "56", "by": "puma" })).unwrap();
    let areas: Vec<_> = answer.items.iter().map(|i| (i.place.code.as_str(), i.period.as_str())).collect();
    assert_eq!(areas, [("5600100", "2018-2022"), ("5600200", "2018-2022")]);
    // A serial number without a year: the name of the file has it.
    let without_year = file(&people).replace("2018HU0000001", "0000001").replace("2022HU0000001", "0000001");
    let mut catalog = Catalog::empty();
    catalog.load("acs-pums-2014", without_year.as_bytes()).unwrap();
    assert_eq!(ask(&catalog, &json!({ "measure": "attainment", "place": "56" })).unwrap().items[0].period, "2014");
    assert!(Catalog::empty().load("pums", without_year.as_bytes()).is_err());
}

#[test]
fn codes_before_2008_are_refused() {
    let mut people = thirty();
    people[4] = with(people[4].clone(), "SERIALNO", "2007000000001");
    let mut catalog = Catalog::empty();
    let report = catalog.load("pums", file(&people).as_bytes()).unwrap();
    assert_eq!((report.rows, report.refused, report.observations), (4, 26, 0));
    assert_eq!(report.warnings[0].code, "codes-too-old");
    assert!(ask(&catalog, &json!({ "measure": "attainment", "place": "56" })).is_err());
}

#[test]
fn bad_cells_refuse_their_row() {
    let mut people = thirty();
    people[0] = with(people[0].clone(), "SCHL", "25");
    people[1] = with(people[1].clone(), "SEX", "");
    people[3] = with(people[3].clone(), "AGEP", "old");
    let text = file(&people).replacen(",10,10,10\n", ",10,10,ten\n", 1);
    let mut catalog = Catalog::empty();
    let report = catalog.load("pums", text.as_bytes()).unwrap();
    let seen: Vec<_> = report.warnings.iter().map(|w| (w.code, w.line, w.column)).collect();
    assert_eq!(seen, [("unknown-code", 2, 6), ("not-a-number", 3, 7), ("not-a-number", 5, 5)]);
    assert_eq!((report.rows, report.refused, report.observations), (27, 3, 17));
    let text = file(&thirty()).replacen(",10,10,10\n", ",10,10,ten\n", 1);
    let report = Catalog::empty().load("pums", text.as_bytes()).unwrap();
    let warning = &report.warnings[0];
    assert_eq!((warning.code, warning.line, warning.column), ("not-a-number", 2, 92));
    // A person under 25 with blanks is read and not kept.
    assert_eq!((report.rows, report.refused, report.observations), (29, 1, 19));
}

#[test]
fn no_certainty_from_a_sample_without_such_people() {
    let catalog = loaded(&file(&thirty()));
    let women = json!({ "measure": "trend", "place": "56", "sex": "female", "level": "high_school_or_higher" });
    let all = figure(&ask(&catalog, &women).unwrap().items[0]).clone();
    assert_eq!((all.share.value, all.share.moe_reason.as_deref()), (Some(1.0), Some("too-few-cases")));
    let answer = ask(&catalog, &json!({ "measure": "gap", "place": "56", "by": "sex", "level": "professional" }));
    let gap = answer.unwrap().items[0].gap.clone().unwrap();
    assert_eq!(gap.points.moe, None);
}

/// Of everyone 8 of 20 asked have a degree, of the women 6 and of the men 2.
#[test]
fn figures_from_fewer_persons_than_the_package_wants_are_hidden() {
    let shares = |least: u32| {
        let descriptor =
            json!({ "resources": [], "commonMeasure": { "suppression": { "sampledPersons": least } } }).to_string();
        let mut catalog = Catalog::from_json(&descriptor).unwrap();
        catalog.load("made-up", file(&thirty()).as_bytes()).unwrap();
        let share = |group: Value| {
            let mut spec = json!({ "measure": "gap", "place": "56", "reference": { "sex": "total" } });
            spec.as_object_mut().unwrap().extend(group.as_object().unwrap().clone());
            let answer = ask(&catalog, &spec);
            answer.map_err(|e| e.code()).map(|a| (figure(&a.items[0]).share.value, a.items[0].total.value))
        };
        [share(json!({})), share(json!({ "sex": "female" }))]
    };
    assert_eq!(shares(2), [Ok((Some(0.4), Some(200.0))), Ok((Some(0.6), Some(100.0)))]);
    assert_eq!(shares(5), [Ok((Some(0.4), Some(200.0))), Err("no-data")], "4 women have no degree");
    assert_eq!(shares(9), [Err("no-data"), Err("no-data")]);
    // The total of ten women is no more to be had than the share.
    let descriptor = r#"{"resources":[],"commonMeasure":{"suppression":{"sampledPersons":11}}}"#;
    let mut catalog = Catalog::from_json(descriptor).unwrap();
    catalog.load("made-up", file(&thirty()).as_bytes()).unwrap();
    let answer = ask(&catalog, &json!({ "measure": "attainment", "place": "56", "by": "sex" })).unwrap();
    for item in &answer.items {
        assert_eq!((item.total.value, item.total.reason.as_deref()), (None, Some("suppressed")));
        assert!(item.levels.iter().chain(&item.at_or_above).all(|l| l.people.value.is_none()));
    }
}

#[test]
fn questions_about_what_is_not_there() {
    let catalog = loaded(&file(&thirty()));
    let error = |spec: Value| ask(&catalog, &spec).unwrap_err();
    for spec in [
        json!({ "measure": "attainment", "place": "44" }),
        json!({ "measure": "attainment", "place": "56", "nativity": "foreign_born" }),
        json!({ "measure": "attainment", "place": "44", "by": "puma" }),
        json!({ "measure": "attainment", "place": "56037" }),
    ] {
        assert_eq!(error(spec.clone()).code(), "no-data", "{spec}");
    }
    let wrong = error(json!({ "measure": "attainment", "place": "56", "age": "18-24" }));
    assert!(matches!(wrong.kind(), ErrorKind::Spec { field: "age", .. }));
}

#[test]
fn a_group_in_json_is_as_it_was() {
    let plain = serde_json::to_value(Group::default()).unwrap();
    assert_eq!(plain, json!({ "sex": null, "race": null }));
    let read: Group = serde_json::from_value(json!({ "sex": "female", "age": "65+" })).unwrap();
    assert_eq!((read.sex.as_deref(), read.age.as_deref()), (Some("female"), Some("65+")));
}
