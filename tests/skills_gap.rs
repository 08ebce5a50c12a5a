//! The skills gap, and what a step of education is worth.

mod common;

use common::{ask, bundled};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::skills_gap::{Reading, SkillsGap};
use common_measure::measures::{self, Answer, Spec};
use std::collections::HashMap;
use std::path::Path;

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data").join(path)).unwrap()
}

/// The bundled tables with those of demand, or some of them.
fn with(tables: &[&str]) -> Catalog {
    let mut catalog = bundled();
    for name in tables {
        catalog.load(name, text(&format!("{name}.csv")).as_bytes()).unwrap();
    }
    catalog
}

fn all() -> Catalog {
    with(&["worker-attainment", "reference", "earnings", "unemployment-by-education"])
}

fn error(catalog: &Catalog, spec: &str) -> String {
    match Spec::from_json(spec).and_then(|spec| measures::measure(catalog, &spec)) {
        Err(e) => e.code().to_owned(),
        Ok(_) => panic!("{spec} has an answer"),
    }
}

fn gap(catalog: &Catalog, place: &str, level: &str, assumptions: &str) -> (Answer, SkillsGap) {
    let spec =
        format!(r#"{{"measure":"skills_gap","place":"{place}","level":"{level}","assumptions":{{{assumptions}}}}}"#);
    let answer = ask(catalog, &spec);
    let gap = answer.skills_gap.clone().unwrap();
    (answer, gap)
}

fn of<'a>(gap: &'a SkillsGap, reading: &str) -> &'a Reading {
    gap.readings.iter().find(|r| r.reading == reading).unwrap()
}

fn percent(value: Option<f64>) -> String {
    value.map_or("none".to_owned(), |v| format!("{:.1}", v * 100.0))
}

/// The rows of a small table without quoted commas, by column name.
fn rows(path: &str) -> Vec<HashMap<String, String>> {
    let text = text(path);
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    lines.map(|row| head.iter().cloned().zip(row).collect()).collect()
}

#[test]
fn los_angeles_county() {
    let catalog = all();
    let (answer, county) = gap(&catalog, "06037", "bachelors_or_higher", "");
    assert_eq!(county.readings.iter().map(|r| r.reading).collect::<Vec<_>>(), ["entry", "workers", "published"]);
    assert_eq!((of(&county, "entry").period.as_str(), county.period.as_str()), ("2020", "2019"));
    // The figures of the jobs' chart.
    assert_eq!(percent(of(&county, "entry").required_share.value), "32.1");
    let (_, some_college) = gap(&catalog, "06037", "some_college_or_higher", "");
    let entry = of(&some_college, "entry");
    assert_eq!(percent(entry.required_share.value), "42.0");
    let jobs = ask(&catalog, r#"{"measure":"jobs","place":"06037"}"#).jobs.unwrap();
    assert_eq!(jobs.coverage.counted, 4_407_470.0);
    let counted = entry.jobs.as_ref().and_then(|e| e.value).unwrap() / entry.required_share.value.unwrap();
    assert!((counted - 4_407_470.0).abs() < 0.01, "{counted}");
    // The published series is of education after high school only.
    assert_eq!(of(&county, "published").required_share.reason.as_deref(), Some("not-available"));
    let published = of(&some_college, "published");
    assert_eq!((published.required_share.value, published.period.as_str()), (Some(0.68), "2021"));
    assert_eq!(some_college.assumptions.required_share, Some(0.68));
    for reading in &some_college.readings {
        let value = |e: &measures::estimate::Estimate| e.value.unwrap();
        let d = value(&reading.required_share) - value(&reading.supply_share);
        assert_eq!(percent(reading.supply_share.value), "59.2");
        assert_eq!(reading.base.value, Some(6_961_614.0));
        assert!((value(&reading.gap_share) - d).abs() < 1e-12);
        assert!((value(&reading.gap_people) - d * 6_961_614.0).abs() < 1e-3);
        assert!(reading.gap_people.moe.is_none() && reading.gap_people.moe_reason.is_some());
    }
    // The readings differ in sign: no one number stands for them.
    assert_eq!(percent(of(&some_college, "entry").gap_share.value), "-17.2");
    assert_eq!(percent(of(&some_college, "workers").gap_share.value), "8.2");
    assert_eq!(percent(of(&some_college, "published").gap_share.value), "8.8");
    for source in ["ca-edd-2020-30", "bls-ep-5-3", "acs1-2019-b06009"] {
        assert!(answer.sources.iter().any(|s| s.name == source), "{source}");
    }
}

#[test]
fn what_workers_have_recomputed_from_the_files() {
    let catalog = all();
    let mut shares: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for row in rows("worker-attainment.csv") {
        let value = row["value"].parse().unwrap();
        shares.entry(row["occupation"].clone()).or_default().insert(row["level"].clone(), value);
    }
    let ladder = ["doctoral_or_professional", "masters", "bachelors", "associate", "some_college"];
    for (level, lines, share) in [("bachelors_or_higher", 3, "33.7"), ("some_college_or_higher", 5, "65.1")] {
        let (mut having, mut joined, mut total) = (0.0, 0.0, 0.0);
        for row in rows("jobs.csv").iter().filter(|r| r["place"] == "31080") {
            let Ok(jobs) = row["value"].parse::<f64>() else { continue };
            if row["occupation"] == "00-0000" {
                total = jobs;
            } else if let Some(of_workers) = shares.get(&row["occupation"]) {
                joined += jobs;
                having += jobs * ladder[..lines].iter().map(|l| of_workers[*l]).sum::<f64>();
            }
        }
        let (answer, metro) = gap(&catalog, "31080", level, "");
        let workers = of(&metro, "workers");
        assert!((workers.required_share.value.unwrap() - having / joined).abs() < 1e-9, "{level}");
        assert!((workers.jobs.as_ref().unwrap().value.unwrap() - having).abs() < 1e-3, "{level}");
        assert!((workers.joined.unwrap() - joined / total).abs() < 1e-12, "{level}");
        assert_eq!((percent(workers.required_share.value).as_str(), percent(workers.joined).as_str()), (share, "92.9"));
        let note = answer.notes.iter().find(|n| n.code == "demand-workers").unwrap();
        assert_eq!(note.values, ["92.9"]);
        assert!(metro.claim.is_none(), "the claim is the county's");
    }
}

/// Area 31080 is two counties, and so are its adults.
#[test]
fn the_metropolitan_area_has_the_adults_of_both_counties() {
    let catalog = all();
    let (_, metro) = gap(&catalog, "31080", "bachelors_or_higher", "");
    let adults = |place: &str| {
        let spec = format!(r#"{{"measure":"attainment","place":"{place}","period":"{}"}}"#, metro.period);
        ask(&catalog, &spec).items[0].total.value.unwrap()
    };
    assert_eq!(of(&metro, "entry").base.value, Some(adults("06037") + adults("06059")));
}

#[test]
fn a_higher_level_is_asked_for_and_had_by_fewer() {
    let catalog = all();
    let county: &[&str] = &["some_college_or_higher", "bachelors_or_higher", "graduate"];
    for (place, levels) in [("06037", county), ("31080", &county[..2])] {
        let found: Vec<SkillsGap> = levels.iter().map(|level| gap(&catalog, place, level, "").1).collect();
        for pair in found.windows(2) {
            for reading in ["entry", "workers"] {
                let (low, high) = (of(&pair[0], reading), of(&pair[1], reading));
                assert!(low.required_share.value > high.required_share.value, "{place} {reading}");
                assert!(low.supply_share.value > high.supply_share.value, "{place} {reading}");
            }
        }
    }
}

#[test]
fn assumptions_change_what_they_should_and_nothing_else() {
    let catalog = all();
    let level = "some_college_or_higher";
    let (_, plain) = gap(&catalog, "06037", level, "");
    let (answer, assumed) = gap(&catalog, "06037", level, r#""required_share":0.7,"participation":0.5"#);
    let (a, b) = (of(&plain, "published"), of(&assumed, "published"));
    assert_eq!((b.required_share.value, b.required_share.moe_reason.as_deref()), (Some(0.7), Some("assumption")));
    assert_eq!(b.base.value, a.base.value.map(|v| v / 2.0));
    assert_eq!((b.base.moe, b.base.moe_reason.as_deref()), (None, Some("assumption")));
    assert_eq!(b.supply_share, a.supply_share);
    for reading in ["entry", "workers"] {
        assert_eq!(of(&assumed, reading).required_share, of(&plain, reading).required_share);
        let (half, whole) =
            (of(&assumed, reading).gap_people.value.unwrap(), of(&plain, reading).gap_people.value.unwrap());
        assert!((half - whole / 2.0).abs() < 1e-6);
    }
    assert_eq!((assumed.assumptions.participation, assumed.assumptions.required_share), (Some(0.5), Some(0.7)));
    assert_eq!(assumed.assumptions.population.as_deref(), Some("25_and_over"));
    assert!(answer.notes.iter().any(|n| n.code == "supply-participation" && n.values == ["50.0"]));
    // More demand, more gap.
    let people = |share: f64| {
        let (_, g) = gap(&catalog, "06037", level, &format!(r#""required_share":{share}"#));
        of(&g, "published").gap_people.value.unwrap()
    };
    assert!(people(0.5) < 0.0 && people(0.5) < people(0.6) && people(0.6) < people(0.7));
    // An assumed share answers for a level of which nothing is published.
    let (_, bachelors) = gap(&catalog, "06037", "bachelors_or_higher", r#""required_share":0.4"#);
    assert_eq!(of(&bachelors, "published").required_share.value, Some(0.4));
    // Jobs at the end of the projection; the adults are of today.
    let (answer, projected) = gap(&catalog, "06037", level, r#""period":"projected""#);
    assert_eq!((of(&projected, "entry").period.as_str(), projected.period.as_str()), ("2030", "2019-2023"));
    assert_eq!(of(&projected, "published").required_share.value, Some(0.72));
    assert_ne!(of(&projected, "entry").jobs, of(&plain, "entry").jobs);
    assert!(answer.notes.iter().any(|n| n.code == "supply-today" && n.values == ["2030", "2019-2023"]));
}

#[test]
fn the_claim_is_quoted_with_what_would_give_it() {
    let catalog = all();
    let level = "some_college_or_higher";
    let (answer, now) = gap(&catalog, "06037", level, "");
    let claim = now.claim.as_ref().unwrap();
    assert_eq!((claim.value, claim.source.as_str()), (Some(600_000.0), "la-compact-page"));
    assert!(answer.notes.iter().any(|n| n.code == "claim-quoted"));
    assert!(answer.sources.iter().any(|s| s.name == "la-compact-page"));
    assert_eq!(percent(now.implied_share.as_ref().unwrap().value), "67.8");
    // Assuming that share gives the claim.
    let implied = now.implied_share.unwrap().value.unwrap();
    let (_, back) = gap(&catalog, "06037", level, &format!(r#""required_share":{implied}"#));
    assert!((of(&back, "published").gap_people.value.unwrap() - 600_000.0).abs() < 0.01);
    // With the adults of 2013-2017 it is near the 67 % of the page's own "58 %".
    let spec = format!(r#"{{"measure":"skills_gap","place":"06037","level":"{level}","period":"2013-2017"}}"#);
    let then = ask(&catalog, &spec).skills_gap.unwrap();
    assert_eq!(then.period, "2013-2017");
    assert_eq!(percent(then.implied_share.unwrap().value), "66.3");
}

/// Every reading leads to the cells of jobs, workers and adults.
#[test]
fn each_reading_is_explained() {
    use common_measure::measures::explain::{Step, explain};
    fn tables<'a>(step: &'a Step, found: &mut Vec<&'a str>) {
        found.extend(step.cell.iter().map(|c| &*c.table));
        step.inputs.iter().for_each(|i| tables(i, found));
    }
    let spec = Spec::from_json(r#"{"measure":"skills_gap","level":"some_college_or_higher"}"#).unwrap();
    let why = explain(&all(), &spec).unwrap();
    for (reading, table) in [("entry", "jobs-la"), ("workers", "worker-attainment"), ("published", "reference")] {
        for (what, tables_of) in [
            ("required_share", vec![table]),
            ("supply_share", vec!["attainment-margins"]),
            ("gap", vec![table, "attainment-margins"]),
            ("people", vec![table, "attainment-margins"]),
        ] {
            let mut found = Vec::new();
            let figure = why.figures.iter().find(|f| f.of == reading && f.what == what).unwrap();
            tables(&figure.derivation, &mut found);
            assert!(tables_of.iter().all(|t| found.contains(t)), "{reading} {what}: {found:?}");
        }
    }
    assert_eq!(why.figures.len(), 3 * 4 + 2, "and the claim with what it implies");
}

#[test]
fn what_cannot_be_asked() {
    let catalog = all();
    for spec in [
        r#"{"measure":"skills_gap","assumptions":{"participaton":0.6}}"#,
        r#"{"measure":"skills_gap","assumptions":{"participation":60}}"#,
        r#"{"measure":"skills_gap","assumptions":{"required_share":-0.1}}"#,
        r#"{"measure":"skills_gap","assumptions":{"population":"16_and_over"}}"#,
        r#"{"measure":"skills_gap","assumptions":{"period":"2030"}}"#,
        r#"{"measure":"skills_gap","level":"bachelors"}"#,
        r#"{"measure":"skills_gap","level":"doctorate"}"#,
        r#"{"measure":"skills_gap","race":"hispanic"}"#,
        r#"{"measure":"skills_gap","place":["06037","31080"]}"#,
        r#"{"measure":"skills_gap","period":["2019","2013-2017"]}"#,
        r#"{"measure":"skills_gap","group":"RH"}"#,
        r#"{"measure":"attainment","assumptions":{"participation":0.6}}"#,
        r#"{"measure":"earnings","race":"hispanic"}"#,
        r#"{"measure":"earnings","period":"soon"}"#,
    ] {
        assert_eq!(error(&catalog, spec), "bad-spec", "{spec}");
    }
    for spec in [
        r#"{"measure":"skills_gap","place":"06073"}"#,
        r#"{"measure":"skills_gap","place":"31080","assumptions":{"period":"projected"}}"#,
        r#"{"measure":"skills_gap","period":"1950"}"#,
        // The adults' newest tables do not tell the associate degree apart; an old table's would not do.
        r#"{"measure":"skills_gap","level":"associate_or_higher"}"#,
        r#"{"measure":"skills_gap","assumptions":{"population":"25_to_64"}}"#,
        r#"{"measure":"earnings","place":"06073"}"#,
        r#"{"measure":"earnings","period":"1950"}"#,
    ] {
        assert_eq!(error(&catalog, spec), "no-data", "{spec}");
    }
    // One reading alone would be the one number that there is not.
    assert_eq!(error(&with(&[]), r#"{"measure":"skills_gap"}"#), "no-data");
    assert_eq!(error(&with(&["reference"]), r#"{"measure":"skills_gap"}"#), "no-data");
    assert_eq!(error(&Catalog::empty(), r#"{"measure":"skills_gap","place":"06037"}"#), "no-data");
    let (_, two) = gap(&with(&["reference"]), "06037", "some_college_or_higher", "");
    assert_eq!(of(&two, "workers").gap_share.reason.as_deref(), Some("not-available"));
    assert_eq!(error(&with(&[]), r#"{"measure":"earnings"}"#), "no-data");
}

/// Made up: a rate of another year is not put beside the earnings.
#[test]
fn unemployment_is_of_the_year_of_the_earnings() {
    let table = |year: u32| {
        format!(
            "place,period,indicator,unit,level,value,source\n\
             00,2019,median_weekly_earnings,dollars,high_school,700,x\n\
             00,{year},unemployment_rate,share,high_school,0.04,x\n"
        )
    };
    let rate = |year: u32| {
        let mut catalog = Catalog::empty();
        catalog.load("own", table(year).as_bytes()).unwrap();
        ask(&catalog, r#"{"measure":"earnings","place":"00"}"#).earnings[0].unemployment.clone().and_then(|e| e.value)
    };
    assert_eq!((rate(2019), rate(2020)), (Some(0.04), None));
}

/// The nation has both measures of earnings; by the year's it can be set beside California.
#[test]
fn nation_and_california_by_one_measure_of_earnings() {
    let catalog = all();
    let answer = ask(&catalog, r#"{"measure":"earnings","place":["00","06"],"indicator":"median_earnings"}"#);
    let bachelors: Vec<_> = answer
        .earnings
        .iter()
        .filter(|e| e.level == "bachelors")
        .map(|e| (e.place.code.as_str(), e.period.as_str(), e.indicator, e.earnings.value.unwrap()))
        .collect();
    // Table B20004 of 2018.
    let file = rows("earnings.csv");
    let cell = |place: &str| -> f64 {
        let own = |r: &&HashMap<String, String>| {
            r["place"] == place
                && r["period"] == "2018"
                && r["sex"].is_empty()
                && r["level"] == "bachelors"
                && r["indicator"] == "median_earnings"
        };
        file.iter().find(own).unwrap()["value"].parse().unwrap()
    };
    let measure = "median_earnings";
    assert_eq!(bachelors, [("00", "2018", measure, cell("00")), ("06", "2018", measure, cell("06"))]);
    assert!(answer.earnings.iter().all(|e| e.unemployment.is_none() || e.place.code == "00"));
    let week = ask(&catalog, r#"{"measure":"earnings","place":"00","indicator":"median_weekly_earnings"}"#);
    assert_eq!(week.earnings, ask(&catalog, r#"{"measure":"earnings","place":"00"}"#).earnings);
    for (spec, code) in [
        (r#"{"measure":"earnings","place":"06","indicator":"median_weekly_earnings"}"#, "no-data"),
        (r#"{"measure":"earnings","place":"06","indicator":"jobs"}"#, "bad-spec"),
        (r#"{"measure":"attainment","indicator":"median_earnings"}"#, "bad-spec"),
    ] {
        assert_eq!(error(&catalog, spec), code, "{spec}");
    }
}

/// The nation and the states have a table of adults 25 to 64, so that no microdata are needed.
#[test]
fn adults_25_to_64_from_their_own_table() {
    let catalog = all();
    let older = gap(&catalog, "06", "bachelors_or_higher", "").1;
    let (answer, state) = gap(&catalog, "06", "bachelors_or_higher", r#""population":"25_to_64""#);
    assert_eq!((answer.universe.as_str(), state.period.as_str()), ("adults_25_to_64", "2018"));
    let cell = |level: &str| -> f64 {
        let mut found = rows("adults-25-64.csv").into_iter().filter(|r| r["place"] == "06" && r["level"] == level);
        found.next().unwrap()["value"].parse().unwrap()
    };
    let (having, all) = (cell("bachelors_or_higher"), cell("total"));
    let entry = of(&state, "entry");
    assert_eq!(entry.base.value, Some(all));
    assert!((entry.supply_share.value.unwrap() - having / all).abs() < 1e-12);
    let d = entry.required_share.value.unwrap() - having / all;
    assert!((entry.gap_people.value.unwrap() - d * all).abs() < 1e-3);
    assert!(of(&older, "entry").base.value.unwrap() > all, "older adults are left out");
    assert!(answer.sources.iter().any(|s| s.name == "acs1-2018-b23006"));
    // Some college and above is two lines of that table; an associate degree cuts through one.
    let (_, some) = gap(&catalog, "06", "some_college_or_higher", r#""population":"25_to_64""#);
    let share = (cell("some_college_or_associate") + having) / all;
    assert!((of(&some, "entry").supply_share.value.unwrap() - share).abs() < 1e-12);
    let none = r#"{"measure":"skills_gap","place":"06","assumptions":{"population":"25_to_64"}"#;
    assert_eq!(error(&catalog, &format!(r#"{none},"level":"associate_or_higher"}}"#)), "no-data");
    assert_eq!(error(&catalog, &format!(r#"{none},"period":"2017"}}"#)), "no-data");
}

#[test]
fn the_worth_of_a_step() {
    let catalog = all();
    let nation = ask(&catalog, r#"{"measure":"earnings","place":"00"}"#);
    let row = |answer: &Answer, level: &str| answer.earnings.iter().find(|e| e.level == level).unwrap().clone();
    for (level, weekly, from, unemployment) in [
        ("less_than_high_school", 592.0, None, Some(0.054)),
        ("high_school", 746.0, Some("less_than_high_school"), Some(0.037)),
        ("some_college_or_associate", 856.0, Some("high_school"), Some(0.03)),
        ("bachelors", 1248.0, Some("some_college_or_associate"), None),
        ("bachelors_or_higher", 1367.0, Some("some_college_or_associate"), Some(0.021)),
    ] {
        let found = row(&nation, level);
        assert_eq!((found.period.as_str(), found.indicator), ("2019", "median_weekly_earnings"), "{level}");
        assert_eq!((found.earnings.value, found.step_from.as_deref()), (Some(weekly), from), "{level}");
        assert_eq!(found.unemployment.and_then(|e| e.value), unemployment, "{level}");
    }
    let step = row(&nation, "bachelors");
    assert_eq!(step.difference.as_ref().unwrap().value, Some(392.0));
    assert_eq!(step.difference.as_ref().unwrap().moe_reason.as_deref(), Some("not-published"));
    assert_eq!(format!("{:.3}", step.ratio.unwrap().value.unwrap()), "1.458");
    // Only unemployment is published of it; it is no step.
    let associate = row(&nation, "associate");
    assert_eq!((associate.earnings.value, associate.step_from), (None, None));
    assert!(associate.unemployment.is_some());

    // A year's earnings, with margins. Ladder: lowest first.
    let county = ask(&catalog, r#"{"measure":"earnings","place":"06037"}"#);
    assert_eq!(
        county.earnings.iter().map(|e| e.level.as_str()).collect::<Vec<_>>(),
        ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors", "graduate"]
    );
    let (lower, upper) = (row(&county, "some_college_or_associate"), row(&county, "bachelors"));
    assert_eq!((upper.period.as_str(), upper.indicator), ("2019", "median_earnings"));
    let (a, b) = (upper.earnings.moe.unwrap(), lower.earnings.moe.unwrap());
    assert!((upper.difference.unwrap().moe.unwrap() - a.hypot(b)).abs() < 1e-9);
    assert!(upper.ratio.unwrap().moe.is_some());
    let women = ask(&catalog, r#"{"measure":"earnings","place":"06","sex":"female","period":"2018"}"#);
    let everyone = ask(&catalog, r#"{"measure":"earnings","place":"06","period":"2018"}"#);
    assert!(row(&women, "bachelors").earnings.value < row(&everyone, "bachelors").earnings.value);
}
