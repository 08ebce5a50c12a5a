//! What if: a stock-and-flow model of adults 25 to 64, what partners add to it, and how it stands to a target.

mod common;

use common::{ask, bundled};
use common_measure::chart::{Chart, ChartSpec, LayoutOptions, explain::add_words, words::Locale};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::explain::{Rule, explain};
use common_measure::measures::scenario::{Input, Scenario, Verdict, step};
use common_measure::measures::{self, Answer, Spec};
use proptest::prelude::*;

/// Made-up adults 25 to 64 of an invented county.
const FOUR_HUNDRED: &[u8] = b"place,period,indicator,level,value,moe,source\n\
    99001,2020,adults_25_to_64,total,400,0,made-up\n\
    99001,2020,adults_25_to_64,less_than_high_school,100,0,made-up\n\
    99001,2020,adults_25_to_64,high_school,100,0,made-up\n\
    99001,2020,adults_25_to_64,some_college_or_associate,100,0,made-up\n\
    99001,2020,adults_25_to_64,bachelors_or_higher,100,20,made-up\n";

fn made_up() -> Catalog {
    let mut catalog = Catalog::empty();
    catalog.load("own", FOUR_HUNDRED).unwrap();
    catalog
}

fn scenario(answer: Answer) -> Scenario {
    answer.scenario.unwrap()
}

/// Rates of the hand-worked case, sure ones; `more` is put into the scenario.
fn by_hand(more: &str) -> String {
    format!(
        r#"{{"measure":"scenario","place":"99001","scenario":{{"horizon":2022,"cohort":40,"graduation":0.9,"college_going":0.5,
        "completion":0.5,"starting":5,"returning":2,"ageing_out":0.1{more}}}}}"#
    )
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// Worked by hand. 400 adults in 2020, 100 at each level; 40 turn 25 a year: 0.9 x 40 = 36 graduate, of whom
/// 0.5 x 36 = 18 go to college, of whom 0.5 x 18 = 9 complete. So 4, 18, 9 and 9 come in. A tenth leaves every level. 5 move
/// from high school to some college, 2 from there to a bachelor's degree.
///
/// | | less than HS | HS | some college | bachelor's | all |
/// | 2020 | 100 | 100 | 100 | 100 | 400 |
/// | 2021 | 90 + 4 = 94 | 90 - 5 + 18 = 103 | 90 + 5 - 2 + 9 = 102 | 90 + 2 + 9 = 101 | 400 |
/// | 2022 | 84.6 + 4 = 88.6 | 92.7 - 5 + 18 = 105.7 | 91.8 + 5 - 2 + 9 = 103.8 | 90.9 + 2 + 9 = 101.9 | 400 |
#[test]
fn the_hand_worked_case() {
    let found = scenario(ask(&made_up(), &by_hand("")));
    let stocks = [[100.0; 4], [94.0, 103.0, 102.0, 101.0], [88.6, 105.7, 103.8, 101.9]];
    assert_eq!(found.rows.iter().map(|r| r.year).collect::<Vec<_>>(), [2020, 2021, 2022]);
    for (row, wanted) in found.rows.iter().zip(stocks) {
        for (got, wanted) in row.baseline_stock.iter().zip(wanted) {
            assert!(close(*got, wanted), "{}: {got}, by hand {wanted}", row.year);
        }
        assert_eq!(row.baseline_stock, row.with_stock, "nothing is contributed");
        assert!(close(row.baseline.value, wanted[3] / 400.0), "{}", row.year);
    }
    assert_eq!((found.base.method.as_str(), found.base.year), ("published", 2020));
    // 50 of 100 adults are 200; 101.9 have the degree.
    assert!(close(found.outcome.gap.value, 98.1) && close(found.outcome.missing.value, 98.1));
    assert!(found.inputs.iter().all(|i| i.assumed && i.source == "question"));
}

/// Also by hand: graduation is 0.1 higher in 2022 alone, so that 40 graduate, 20 go and 10 complete: 1 more than 9. 3 more
/// adults return from 2021 on: 3 in 2021, of whom 0.9 x 3 = 2.7 are left in 2022, and 3 more. Together 1 + 5.7 = 6.7.
#[test]
fn contributions_add_up() {
    let more = r#","contributions":[
        {"name":"Schools","kind":"graduation","change":0.1,"from":2022},
        {"name":"Colleges","kind":"returning","change":3,"from":2021}]"#;
    let found = scenario(ask(&made_up(), &by_hand(more)));
    let parts: Vec<f64> = found.contributions.iter().map(|c| c.people.value).collect();
    assert!(close(parts[0], 1.0) && close(parts[1], 5.7), "{parts:?}");
    assert!(close(found.outcome.gain.value, 6.7) && close(found.outcome.with.value, 108.6));
    assert!(close(found.outcome.with.value, found.outcome.baseline.value + found.outcome.gain.value));
    assert!(close(found.outcome.missing.value, 200.0 - 108.6));
}

/// A ramp from 2020 to 2022 is half there in 2021: 2 of 4 adults; in 2022 all 4, beside 0.9 x 2 of the year before.
#[test]
fn a_contribution_ramps_up() {
    let more = r#","contributions":[{"name":"A","kind":"returning","change":4,"from":2020,"to":2022}]"#;
    let found = scenario(ask(&made_up(), &by_hand(more)));
    let more = |i: usize| found.rows[i].with_stock[3] - found.rows[i].baseline_stock[3];
    assert!(close(more(0), 0.0) && close(more(1), 2.0) && close(more(2), 5.8), "{} {}", more(1), more(2));
}

/// Rates that work against each other: what one adds depends on those before it, and still the parts make up the whole.
#[test]
fn parts_make_up_the_whole_where_they_depend_on_each_other() {
    let parts = [
        r#"{"name":"A","kind":"college_going","change":0.2,"low":0.1,"high":0.3,"from":2021}"#,
        r#"{"name":"B","kind":"completion","change":0.3,"from":2021}"#,
        r#"{"name":"C","kind":"graduation","change":0.05,"low":0.0,"high":0.1,"from":2021}"#,
    ];
    let of = |order: [usize; 3]| {
        let list: Vec<&str> = order.iter().map(|i| parts[*i]).collect();
        scenario(ask(&made_up(), &by_hand(&format!(r#","contributions":[{}]"#, list.join(",")))))
    };
    let (one, other) = (of([0, 1, 2]), of([2, 1, 0]));
    for found in [&one, &other] {
        let sum: f64 = found.contributions.iter().map(|c| c.people.value).sum();
        assert!(close(sum, found.outcome.gain.value));
    }
    assert!(close(one.outcome.gain.value, other.outcome.gain.value), "the order does not change the total");
    assert!(!close(one.contributions[0].people.value, other.contributions[2].people.value), "but what is whose");
}

/// The margin of 20 of 100 is the whole band where all inputs are sure: 0.81 x 20 are left of it in 2022.
#[test]
fn the_margin_of_the_base_is_in_the_band() {
    let found = scenario(ask(&made_up(), &by_hand("")));
    let band = found.outcome.baseline;
    // Less moves on from the levels below: nothing there is short, so that only the leavers count.
    assert!(close(band.high - band.value, 16.2) && close(band.value - band.low, 16.2), "{band:?}");
    let wider = scenario(ask(
        &made_up(),
        &by_hand("").replace("\"completion\":0.5", r#""completion":{"value":0.5,"low":0.4,"high":0.6}"#),
    ));
    assert!(wider.outcome.baseline.high > band.high + 3.0 && wider.outcome.baseline.low < band.low - 3.0);
}

/// More newcomers lower the share where they have less education than those who are there: the low end is then the run with
/// the most of them.
#[test]
fn each_input_is_at_the_end_that_lowers_the_share() {
    let low = |cohort: &str| {
        let spec = by_hand("").replace(r#""graduation":0.9"#, r#""graduation":0"#);
        let spec = spec.replace(r#""cohort":40"#, &format!(r#""cohort":{cohort}"#));
        let found = scenario(ask(&made_up(), &spec));
        let last = found.rows.last().unwrap();
        (last.baseline.low, last.baseline.value, last.baseline.high)
    };
    let (most, fewest) = (low("60"), low("20"));
    assert!(most.1 < fewest.1, "{most:?} {fewest:?}");
    let band = low(r#"{"value":40,"low":20,"high":60}"#);
    // The base's own margin is in all three.
    assert!(close(band.0, most.0) && close(band.2, fewest.2), "{band:?} {most:?} {fewest:?}");
}

#[test]
fn the_verdict_is_of_the_band() {
    let verdict = |share: f64| {
        let target = format!(r#","target":{{"share":{share}}}"#);
        scenario(ask(&made_up(), &by_hand(&target))).outcome
    };
    // 101.9 of 400, give or take 16.2: 21.4 to 29.5 %.
    let reaches = verdict(0.2);
    assert_eq!((reaches.verdict, reaches.missing.high), (Verdict::Reaches, 0.0));
    assert_eq!(verdict(0.25).verdict, Verdict::WithinBand);
    assert_eq!(verdict(0.28).verdict, Verdict::WithinBand);
    let short = verdict(0.3);
    assert_eq!(short.verdict, Verdict::FallsShort);
    assert!(short.missing.low > 0.0 && short.missing.low < short.missing.value);
}

#[test]
fn other_levels_and_years() {
    let more = r#","target":{"level":"high_school_or_higher","share":0.8,"year":2021}"#;
    let answer = ask(&made_up(), &by_hand(more));
    assert_eq!((answer.level.as_str(), answer.universe.as_str()), ("high_school_or_higher", "adults_25_to_64"));
    let found = scenario(answer);
    assert!(close(found.outcome.baseline.value, 306.0) && close(found.outcome.needed.value, 320.0));
}

/// What no table gives is a default with ends, and is said to be an assumption.
#[test]
fn los_angeles_county_from_the_bundled_tables() {
    let answer = ask(&bundled(), r#"{"measure":"scenario"}"#);
    let sources: Vec<&str> = answer.sources.iter().map(|s| s.name.as_str()).collect();
    for id in ["acs1-2019-b06009", "acs1-2018-b23006", "acs1-2018-b15003", "ca-cde-acgr"] {
        assert!(sources.contains(&id), "{id} is not in {sources:?}");
    }
    for code in ["scenario-synthetic", "scenario-assumed", "scenario-target-assumed", "scenario-model"] {
        assert!(answer.notes.iter().any(|n| n.code == code), "{code}");
    }
    let found = scenario(answer);
    assert_eq!((found.place.code.as_str(), found.base.period.as_str(), found.horizon), ("06037", "2019", 2040));
    assert_eq!(found.base.method, "synthetic");
    // 2,349,549 adults with a degree, 7,346,033 of 9,171,076 of California's under 65.
    let people = &found.base.levels[3].people;
    assert_eq!(format!("{:.0}", people.value.unwrap()), "1881989");
    assert!(people.moe.unwrap() > 20_000.0 && people.moe.unwrap() < 40_000.0, "{people:?}");
    assert_eq!(format!("{:.3}", found.base.share.value.unwrap()), "0.344");
    assert!(found.base.share.moe.is_some());
    for used in &found.inputs {
        let published = matches!(used.input, Input::Cohort | Input::Graduation);
        assert_eq!(used.assumed, !published, "{:?}", used.input);
        assert_eq!(used.source, if published { "ca-cde-acgr" } else { "assumption" });
        assert_eq!(used.band.is_wide(), !published, "{:?}", used.input);
    }
    assert_eq!((found.inputs[0].band.value, found.inputs[1].band.value), (115_462.0, 0.861));
    assert_eq!(found.target.share, 0.5);
    let order = |b: &measures::scenario::Band| b.low <= b.value && b.value <= b.high;
    assert!(found.rows.iter().all(|r| order(&r.baseline) && order(&r.with)));
    assert_eq!(found.rows.len(), 22);
}

#[test]
fn a_state_starts_from_its_own_table() {
    let answer = ask(&bundled(), r#"{"measure":"scenario","place":"06"}"#);
    let found = scenario(answer);
    assert_eq!((found.base.method.as_str(), found.base.year), ("published", 2018));
    assert_eq!(found.base.levels[3].people.value, Some(7_346_033.0));
    let cohort = &found.inputs[0];
    assert!(cohort.assumed && cohort.band.is_wide() && close(cohort.band.value, (21_148_307.0f64 * 0.025).round()));
}

#[test]
fn the_explanation_ends_in_cells_and_assumptions() {
    let spec = Spec::from_json(r#"{"measure":"scenario"}"#).unwrap();
    let mut found = explain(&bundled(), &spec).unwrap();
    add_words(&mut found, Locale::En);
    assert_eq!(found.figures.iter().map(|f| f.what).collect::<Vec<_>>(), ["baseline", "with"]);
    let root = &found.figures[0].derivation;
    assert_eq!((root.rule, root.inputs.len()), (Rule::Scenario, 4 + 7));
    let input = |name: &str| root.inputs.iter().find(|i| i.name == name).unwrap();
    assert_eq!(input("completion").rule, Rule::Assumption);
    assert_eq!(input("graduation").cell.as_ref().unwrap().table, "graduation");
    assert_eq!(input("bachelors_or_higher").rule, Rule::Product);
    let words = found.figures[0].words.join("\n");
    for part in ["50.0%: an assumption", "table graduation, line ", "115,462: table graduation", "1,881,989"] {
        assert!(words.contains(part), "{part} is not in:\n{words}");
    }
}

/// How far the synthetic estimate is from the published adults 25 to 64 where both are known: Los Angeles County 2006-2010,
/// with California's part under 65 of 2010. Within half a point of the share, and 5 % of the people.
#[test]
fn the_synthetic_base_is_near_the_published_one() {
    let Some(s1501) = common::official_gz("acs5_2010_s1501_counties/ACSST5Y2010.S1501-Data.csv.gz") else { return };
    let mut lines = csv::ReaderBuilder::new().flexible(true).from_reader(&s1501[..]);
    let head = lines.headers().unwrap().clone();
    let la =
        lines.records().map(Result::unwrap).find(|r| r.iter().any(|c| c == "Los Angeles County, California")).unwrap();
    let at = |i: usize| la[i].parse::<f64>().unwrap();
    let (mut published, mut published_degrees) = (0.0, 0.0);
    for band in ["25 to 34", "35 to 44", "45 to 64"] {
        let i = head.iter().position(|h| h == format!("Total!!Estimate!!Population {band} years")).unwrap();
        let degree = "Total!!Estimate!!Bachelor's degree or higher";
        let degree = i + head.iter().skip(i).position(|h| h == degree).unwrap();
        published += at(i);
        published_degrees += at(i) * at(degree) / 100.0;
    }
    let mut catalog = Catalog::empty();
    for table in ["B23006", "B15003"] {
        let path = format!("acs1_api_us_states/2010/bystate-acs-acs1-2010-{table}.csv");
        catalog.load(&format!("acs1-2010-{table}"), &common::official(&path).unwrap()).unwrap();
    }
    // All adults 25 and over with the published shares, as counts of a table of their own.
    let all = ask(&bundled(), r#"{"measure":"attainment","place":"06037","period":"2006-2010"}"#).items.remove(0);
    let above = |level: &str| all.at_or_above(level).unwrap().share.value.unwrap();
    let (hs, college, degree) =
        (above("high_school_or_higher"), above("some_college_or_higher"), above("bachelors_or_higher"));
    let mut table = String::from("place,period,level,value,source\n");
    for (level, share) in [
        ("less_than_high_school", 1.0 - hs),
        ("high_school", hs - college),
        ("some_college_or_associate", college - degree),
        ("bachelors_or_higher", degree),
    ] {
        table += &format!("06037,2006-2010,{level},{:.0},s1501\n", share * all.total.value.unwrap());
    }
    catalog.load("own", table.as_bytes()).unwrap();
    let base = scenario(ask(&catalog, r#"{"measure":"scenario","place":"06037"}"#)).base;
    assert_eq!((base.method.as_str(), base.period.as_str(), base.year), ("synthetic", "2006-2010", 2008));
    let (share, published_share) = (base.share.value.unwrap(), published_degrees / published);
    println!(
        "share {share:.4}, published {published_share:.4}; all {:.0}, published {published:.0}",
        base.total.value.unwrap()
    );
    assert!((share - published_share).abs() < 0.005, "{share} {published_share}");
    assert!((base.total.value.unwrap() / published - 1.0).abs() < 0.05);
}

/// What a chart is made from comes over the wire.
#[test]
fn an_answer_survives_json_and_is_drawn_from_it() {
    let spec = r#"{"measure":"scenario","scenario":{"contributions":[
        {"name":"Colleges","kind":"completion","change":0.1,"low":0.05,"high":0.15,"from":2026,"to":2032},
        {"name":"Employers","kind":"returning","change":6000,"from":2026}]}}"#;
    let answer = ask(&bundled(), spec);
    let again: Answer = serde_json::from_str(&serde_json::to_string(&answer).unwrap()).unwrap();
    let rows = |a: &Answer| {
        let rows = a.scenario.as_ref().unwrap().rows.iter();
        rows.map(|r| format!("{} {:.9?} {:.3?}", r.year, r.with, r.with_stock)).collect::<Vec<_>>()
    };
    assert_eq!(rows(&again), rows(&answer));
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["scenario"]["rows"][0]["withStock"].as_array().unwrap().len(), 4);
    assert_eq!(json["scenario"]["inputs"][3]["input"], "completion");
    let outcome = answer.scenario.unwrap().outcome;
    let view = Chart::new(again, &ChartSpec::default()).unwrap().layout(&LayoutOptions::default()).unwrap();
    // Each year of both lines, and each contribution.
    assert_eq!(view.scene.marks.len(), 2 * 22 + 2);
    let last = &view.scene.marks[21];
    assert_eq!(view.scene.hit(last.x, last.y), Some(21));
    assert!(last.label.contains("2040, With contributions"), "{}", last.label);
    let words = view.describe();
    let low = format!("{:.0}", outcome.with_share.low * 100.0);
    assert!(words.title.starts_with(&format!("With these 2 contributions, {low} to ")), "{}", words.title);
    assert!(words.title.ends_with("; the target is 50"), "{}", words.title);
    assert_eq!(view.table().rows.len(), 22 + 2);
}

#[test]
fn what_cannot_be_asked() {
    let catalog = made_up();
    let error = |spec: &str| {
        let answer = Spec::from_json(spec).and_then(|spec| measures::measure(&catalog, &spec));
        let error = answer.map(|_| ()).unwrap_err();
        (error.code(), error.to_string())
    };
    let with = |more: &str| error(&by_hand(more));
    for (more, named) in [
        (r#","target":{"share":1.5}"#, "target.share"),
        (r#","target":{"year":2030}"#, "target.year"),
        (r#","target":{"level":"associate_or_higher"}"#, "target.level"),
        (r#","target":{"level":"wizard"}"#, "target.level"),
        (
            r#","contributions":[{"name":"A","kind":"returning","change":1,"from":2021},{"name":"B","kind":"magic","change":1,"from":2021}]"#,
            "contributions[1].kind",
        ),
        (r#","contributions":[{"kind":"returning","change":1,"from":2021}]"#, "contributions[0].name"),
        (r#","contributions":[{"name":"A","kind":"returning","from":2021}]"#, "contributions[0].change"),
        (r#","contributions":[{"name":"A","kind":"graduation","change":2,"from":2021}]"#, "contributions[0].change"),
        (
            r#","contributions":[{"name":"A","kind":"graduation","change":0.1,"low":0.2,"from":2021}]"#,
            "contributions[0].change",
        ),
        (r#","contributions":[{"name":"A","kind":"graduation","change":0.1}]"#, "contributions[0].from"),
        (
            r#","contributions":[{"name":"A","kind":"graduation","change":0.1,"from":2022,"to":2021}]"#,
            "contributions[0].to",
        ),
    ] {
        let (code, message) = with(more);
        assert_eq!(code, "bad-spec", "{more}");
        assert!(message.starts_with("scenario: ") && message.contains(named), "{more}: {message}");
    }
    for (from, to, named) in [
        ("\"graduation\":0.9", "\"graduation\":90", "graduation"),
        ("\"cohort\":40", "\"cohort\":-1", "cohort"),
        ("\"completion\":0.5", r#""completion":{"value":0.5,"low":0.6}"#, "completion"),
        ("\"completion\":0.5", r#""completion":"half""#, "a number, or { value, low, high }"),
        ("\"horizon\":2022", "\"horizon\":2020", "horizon"),
        ("\"horizon\":2022", "\"horizons\":2022", "horizons"),
    ] {
        let (code, message) = error(&by_hand("").replace(from, to));
        assert_eq!(code, "bad-spec", "{to}");
        assert!(message.contains(named), "{to}: {message}");
    }
    let many = [r#"{"name":"A","kind":"returning","change":1,"from":2021}"#; 9].join(",");
    assert_eq!(with(&format!(r#","contributions":[{many}]"#)).0, "bad-spec");
    assert_eq!(error(r#"{"measure":"trend","place":"99001","scenario":{}}"#).0, "bad-spec");
    assert_eq!(error(r#"{"measure":"scenario","place":"99001","sex":"female"}"#).0, "bad-spec");
    assert_eq!(error(r#"{"measure":"scenario","place":["99001","06"]}"#).0, "bad-spec");
    assert_eq!(error(r#"{"measure":"scenario","place":"06037"}"#).0, "no-data");
    assert_eq!(error(r#"{"measure":"scenario","place":"99001","period":"2010"}"#).0, "no-data");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Nobody appears or is lost but by turning 25 or 65, and no level is ever below nought.
    #[test]
    fn people_are_conserved(
        stock in prop::array::uniform4(0.0..1e7f64),
        people in prop::array::uniform3(0.0..1e6f64),
        shares in prop::array::uniform4(0.0..=1.0f64),
        years in 1usize..60,
    ) {
        let rates = [people[0], shares[0], shares[1], shares[2], people[1], people[2], shares[3]];
        let mut now = stock;
        for _ in 0..years {
            let before: f64 = now.iter().sum();
            now = step(&now, &rates);
            let after: f64 = now.iter().sum();
            let expected = before - before * shares[3] + people[0];
            prop_assert!((after - expected).abs() <= 1e-9 * (1.0 + before + people[0]), "{after} is not {expected}");
            prop_assert!(now.iter().all(|s| *s >= 0.0), "{now:?}");
        }
    }

    /// Whatever is assumed and contributed: bands are in order, shares are shares, parts make up the whole.
    #[test]
    fn bands_are_in_order_and_parts_add_up(
        change in prop::array::uniform3(-0.5..0.5f64),
        adults in 0.0..200.0f64,
        spread in 0.0..0.2f64,
        from in 2020u16..2030,
        ramp in 0u16..8,
        level in prop::sample::select(vec!["high_school_or_higher", "some_college_or_higher", "bachelors_or_higher"]),
    ) {
        let one = |kind: &str, change: f64| format!(
            r#"{{"name":"{kind}","kind":"{kind}","change":{change},"low":{},"high":{},"from":{from},"to":{}}}"#,
            change - spread, change + spread, from + ramp
        );
        let spec = format!(
            r#"{{"measure":"scenario","place":"99001","level":"{level}","scenario":{{"horizon":2035,"contributions":[{},{},{},{}]}}}}"#,
            one("graduation", change[0]), one("college_going", change[1]), one("completion", change[2]), one("starting", adults)
        );
        let found = scenario(ask(&made_up(), &spec));
        for row in &found.rows {
            for band in [row.baseline, row.with] {
                prop_assert!(0.0 <= band.low && band.low <= band.value && band.value <= band.high && band.high <= 1.0, "{band:?}");
            }
            let sum: f64 = row.with_stock.iter().sum();
            let base: f64 = row.baseline_stock.iter().sum();
            prop_assert!((sum - base).abs() < 1e-6, "contributions move people, they make none");
        }
        let parts: f64 = found.contributions.iter().map(|c| c.people.value).sum();
        prop_assert!((parts - found.outcome.gain.value).abs() < 1e-6);
    }
}
