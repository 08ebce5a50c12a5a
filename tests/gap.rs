//! Gaps by every definition, on made-up tables whose answers are worked out by hand.

mod common;

use common_measure::chart::{Chart, ChartSpec, LayoutOptions};
use common_measure::dataset::catalog::Catalog;
use common_measure::draw::svg::svg;
use common_measure::measures::gap::{Parity, Verdict};
use common_measure::measures::{self, Answer, Spec};

/// Made up: 1,000 adults, of which 400 men (100 with a bachelor's degree) and 600 women (240).
const TABLE: &str = "place,period,sex,level,value,moe,source\n\
    99001,2019,,total,1000,0,t\n99001,2019,,bachelors_or_higher,340,20,t\n\
    99001,2019,male,total,400,6,t\n99001,2019,male,bachelors_or_higher,100,12,t\n\
    99001,2019,female,total,600,6,t\n99001,2019,female,bachelors_or_higher,240,15,t\n";

fn ask(table: &str, spec: &str) -> Answer {
    let mut catalog = Catalog::empty();
    catalog.load("made-up", table.as_bytes()).unwrap();
    measures::measure(&catalog, &Spec::from_json(spec).unwrap()).unwrap_or_else(|e| panic!("{spec}: {e}"))
}

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|f| (f - wanted).abs() < 1e-9), "{found:?} is not {wanted}");
}

#[test]
fn every_definition_of_a_gap() {
    let answer = ask(TABLE, r#"{"measure":"gap","place":"99001","by":"sex"}"#);
    // Women: 240/600 = 0.4 is the highest. Men: 100/400 = 0.25.
    let men = answer.items.iter().find(|i| i.group.sex.as_deref() == Some("male")).unwrap().gap.as_ref().unwrap();
    near(men.points.value, 0.15);
    let m_men = (12f64.powi(2) - (0.25 * 6.0f64).powi(2)).sqrt() / 400.0;
    let m_women = (15f64.powi(2) - (0.4 * 6.0f64).powi(2)).sqrt() / 600.0;
    near(men.points.moe, m_men.hypot(m_women));
    near(men.ratio.value, 0.625);
    near(men.ratio.moe, m_men.hypot(0.625 * m_women) / 0.4);
    near(men.parity_index.value, 0.625);
    assert_eq!((men.parity, men.under_four_fifths), (Some(Parity::Below), Some(true)));
    near(men.people_to_parity.value, 60.0);
    assert_eq!((men.verdict, men.rank, men.definitions_agree), (Verdict::Different, Some(2), true));
    let spread = answer.spread.unwrap();
    near(spread.index_of_disparity.value, 37.5);
    let t = 0.4 * (0.25 / 0.34) * (0.25f64 / 0.34).ln() + 0.6 * (0.4 / 0.34) * (0.4f64 / 0.34).ln();
    near(spread.theil.value, t);
    assert_eq!(spread.theil.moe_reason.as_deref(), Some("needs-replicates"));
}

#[test]
fn above_parity_the_index_is_mirrored() {
    let spec = r#"{"measure":"gap","place":"99001","sex":"female","reference":{"sex":"male"}}"#;
    let women = ask(TABLE, spec).items[0].gap.clone().unwrap();
    near(women.ratio.value, 1.6);
    near(women.parity_index.value, 2.0 - 1.0 / 1.6);
    near(women.parity_index.moe, women.ratio.moe.unwrap() / 2.56);
    assert_eq!(women.parity, Some(Parity::Above));
    near(women.people_to_parity.value, 0.0);
}

#[test]
fn a_group_against_all_others() {
    let spec = r#"{"measure":"gap","place":"99001","sex":"male","reference":{"others":true}}"#;
    let men = ask(TABLE, spec).items[0].gap.clone().unwrap();
    // Others: (340 - 100) / (1000 - 400).
    near(men.reference.value, 0.4);
    near(men.points.value, 0.15);
    // The total's margin, nought, is smaller than the group's: no margin can be worked out, so no verdict.
    assert_eq!((men.verdict, men.reason.as_deref()), (Verdict::CannotTest, Some("others-not-testable")));
}

#[test]
fn ranks_tie_where_shares_cannot_be_told_apart() {
    // Made up: 50 % ±10, 45 % ±10 and 20 % ±2 of 100 adults each; totals controlled.
    let table = "place,period,level,value,moe,source\n\
        99001,2019,total,100,controlled,t\n99001,2019,bachelors_or_higher,50,10,t\n\
        99003,2019,total,100,controlled,t\n99003,2019,bachelors_or_higher,45,10,t\n\
        99005,2019,total,100,controlled,t\n99005,2019,bachelors_or_higher,20,2,t\n";
    let answer = ask(table, r#"{"measure":"gap","place":["99001","99003","99005"]}"#);
    let gaps: Vec<_> = answer.items.iter().map(|i| i.gap.as_ref().unwrap()).collect();
    assert_eq!(gaps.iter().map(|g| g.rank).collect::<Vec<_>>(), [Some(1), Some(1), Some(3)]);
    // 45 of 50 is within four fifths but under parity, and too close to call: the definitions disagree, and it is said.
    assert_eq!(
        (gaps[1].verdict, gaps[1].parity, gaps[1].under_four_fifths),
        (Verdict::TooClose, Some(Parity::Below), Some(false))
    );
    assert!(!gaps[1].definitions_agree);
    assert!(answer.notes.iter().any(|n| n.code == "definition-matters"));
}

/// A county is part of its state: no test of one against the other, and so no place ahead of the other.
#[test]
fn a_place_and_one_that_holds_it_tie() {
    let table = "place,period,level,value,moe,source\n\
        04,2019,total,1000,controlled,t\n04,2019,bachelors_or_higher,300,5,t\n\
        04001,2019,total,100,controlled,t\n04001,2019,bachelors_or_higher,40,2,t\n\
        08001,2019,total,100,controlled,t\n08001,2019,bachelors_or_higher,20,2,t\n";
    let answer = ask(table, r#"{"measure":"gap","place":["04","04001","08001"]}"#);
    let ranks: Vec<_> = answer.items.iter().map(|i| i.gap.as_ref().unwrap().rank).collect();
    // Made up: 30, 40 and 20 of 100. The county of the other state differs from both.
    assert_eq!(ranks, [Some(1), Some(1), Some(3)]);
    let state = answer.items[0].gap.as_ref().unwrap();
    assert_eq!((state.verdict, state.reason.as_deref()), (Verdict::CannotTest, Some("not-independent")));
}

/// Whatever the reference, ranks set all items against each other.
#[test]
fn periods_that_cannot_be_compared_are_refused_among_the_items_too() {
    let mut table = String::from("place,period,level,value,moe,source\n");
    for period in ["2006-2010", "2013-2017", "2015-2019", "2019", "2018"] {
        table += &format!("99001,{period},total,100,0,t\n99001,{period},bachelors_or_higher,40,2,t\n");
    }
    let mut catalog = Catalog::empty();
    catalog.load("made-up", table.as_bytes()).unwrap();
    let asked = |periods: &str| {
        let spec = format!(r#"{{"measure":"gap","place":"99001","period":[{periods}]}}"#);
        measures::measure(&catalog, &Spec::from_json(&spec).unwrap()).map_err(|e| (e.code(), e.to_string()))
    };
    // Neither overlaps the first, but they overlap each other.
    let (code, message) = asked(r#""2006-2010","2013-2017","2015-2019""#).unwrap_err();
    assert_eq!(code, "not-comparable");
    assert!(message.contains("2013-2017 and 2015-2019 overlap"), "{message}");
    let (code, message) = asked(r#""2015-2019","2019""#).unwrap_err();
    assert_eq!(code, "not-comparable");
    assert!(message.contains("different length"), "{message}");
    assert!(asked(r#""2006-2010","2013-2017""#).is_ok() && asked(r#""2018","2019""#).is_ok());
}

#[test]
fn without_margins_there_is_no_verdict_and_no_rank() {
    let table = TABLE.replace(",0,t", ",not-published,t").replace(",6,t", ",not-published,t");
    let answer = ask(&table, r#"{"measure":"gap","place":"99001","by":"sex"}"#);
    let men = answer.items.iter().find(|i| i.group.sex.as_deref() == Some("male")).unwrap().gap.as_ref().unwrap();
    assert_eq!((men.verdict, men.reason.as_deref(), men.rank), (Verdict::CannotTest, Some("not-published"), None));
    near(men.points.value, 0.15);
}

/// Every way in which an item can differ from what it is compared with is in the sentence, in both languages.
#[test]
fn a_title_names_whatever_differs() {
    let mut table = String::from("place,period,sex,level,value,moe,source\n");
    for (place, period, share) in [("04", "2017", 20), ("04", "2018", 30), ("08", "2017", 40), ("08", "2018", 60)] {
        for (sex, more) in [("male", 0), ("female", 5)] {
            table += &format!("{place},{period},{sex},total,100,0,t\n");
            table += &format!("{place},{period},{sex},bachelors_or_higher,{},1,t\n", share + more);
        }
    }
    let title = |spec: &str, locale: &str| {
        let chart = Chart::new(ask(&table, spec), &ChartSpec::default()).unwrap();
        chart.layout(&LayoutOptions { locale: locale.into(), ..Default::default() }).unwrap().describe().title
    };
    let groups_and_places = r#"{"measure":"gap","place":["04","08"],"period":"2018","by":"sex"}"#;
    assert_eq!(
        title(groups_and_places, "en"),
        "30 of 100 men in 04 hold a bachelor’s degree or higher, against 65 of 100 women in 08 (2018): a gap of 35.0 points, give or take 1.4"
    );
    let groups_and_periods = r#"{"measure":"gap","place":"04","period":["2017","2018"],"by":"sex"}"#;
    let spanish = title(groups_and_periods, "es");
    assert!(spanish.starts_with("20 de cada 100 hombres en 04 tienen una licenciatura o más en 2017, frente a 35 de cada 100 mujeres en 2018"), "{spanish}");
    let periods = r#"{"measure":"gap","place":"04","sex":"male","period":["2017","2018"]}"#;
    assert!(title(periods, "en").contains("in 2017, against 30 in 2018"), "{}", title(periods, "en"));
    // Two periods that do not overlap are independent samples.
    let verdicts: Vec<Verdict> = ask(&table, periods).items.iter().map(|i| i.gap.as_ref().unwrap().verdict).collect();
    assert_eq!(verdicts, [Verdict::Different, Verdict::CannotTest]);
}

/// Made up: the highest share is of few people, CV 41 %; it is no measure for the others.
#[test]
fn an_unreliable_highest_share_is_not_the_reference() {
    let table = "place,period,sex,level,value,moe,source\n\
        99001,2019,,total,300,0,t\n99001,2019,,bachelors_or_higher,100,9,t\n\
        99003,2019,,total,100,0,t\n99003,2019,,bachelors_or_higher,60,41,t\n\
        99005,2019,,total,100,0,t\n99005,2019,,bachelors_or_higher,40,4,t\n";
    let answer = ask(table, r#"{"measure":"gap","place":["99001","99003","99005"]}"#);
    assert_eq!(answer.reference.unwrap().place.code, "99005");
    assert!(answer.notes.iter().any(|n| n.code == "reference-reliable"));
    // Exactly four fifths of the highest is not under it: 48 of 60.
    let table = table.replace(",100,9,t", ",144,9,t").replace(",60,41,t", ",60,4,t");
    let answer = ask(&table, r#"{"measure":"gap","place":["99001","99003"]}"#);
    let gap = answer.items[0].gap.as_ref().unwrap();
    assert_eq!((gap.under_four_fifths, gap.of_highest.value), (Some(false), Some(0.8)));
}

/// A line over periods that share years says so.
#[test]
fn a_trend_whose_periods_overlap_says_so() {
    let said = |second: &str| {
        let mut table = String::from("place,period,level,value,moe,source\n");
        for period in ["2006-2010", second] {
            table += &format!("99001,{period},total,100,0,t\n99001,{period},bachelors_or_higher,40,2,t\n");
        }
        let answer = ask(&table, r#"{"measure":"trend","place":"99001"}"#);
        answer.notes.iter().any(|n| n.code == "periods-overlap")
    };
    assert!(said("2008-2012") && !said("2011-2015"));
}

#[test]
fn eleven_students_are_enough_and_ten_are_not() {
    use common_measure::measures::gap::{ppg1, ppg1_threshold};
    assert_eq!((ppg1(0.2, 10, 0.8), ppg1(0.2, 11, 0.8)), (None, Some(true)));
    near(ppg1_threshold(0.2, 11), 1.96 * (0.16f64 / 11.0).sqrt());
    near(ppg1_threshold(0.5, 100_000), 0.02);
}

/// The line that dots are read against is named by what tells it apart: among women of two places it is a place.
#[test]
fn the_line_is_named_by_what_tells_it_apart() {
    let mut table = String::from("place,period,sex,level,value,moe,source\n");
    for (place, women, men) in [("04", 20, 10), ("08", 40, 30)] {
        for (sex, share) in [("female", women), ("male", men)] {
            table += &format!("{place},2019,{sex},total,100,0,t\n{place},2019,{sex},bachelors_or_higher,{share},1,t\n");
        }
    }
    let line = |spec: &str| -> Vec<String> {
        let chart = Chart::new(ask(&table, spec), &ChartSpec::default()).unwrap();
        let picture = svg(&chart.layout(&LayoutOptions::default()).unwrap()).unwrap();
        let texts = picture.split("</text>").filter_map(|part| part.rsplit_once('>').map(|(_, text)| text));
        texts.map(|t| t.trim().to_owned()).filter(|text| text.contains("Women") || text == "08").collect()
    };
    // The row of its own and the line.
    assert_eq!(line(r#"{"measure":"gap","place":["04","08"],"sex":"female"}"#), ["08", "08"]);
    assert_eq!(line(r#"{"measure":"gap","place":"08","by":"sex"}"#), ["Women", "Women"]);
    let both = line(r#"{"measure":"gap","place":["04","08"],"by":"sex"}"#);
    assert!(both.contains(&"08, Women".to_owned()), "{both:?}");
}

#[test]
fn what_is_asked_for_and_absent_is_shown_as_not_available() {
    let spec = r#"{"measure":"attainment","place":["99001","99003"],"period":["2019","2011"]}"#;
    let answer = ask(TABLE, spec);
    let known: Vec<(String, String, Option<f64>)> = answer
        .items
        .iter()
        .map(|i| (i.place.code.clone(), i.period.clone(), i.levels.last().and_then(|l| l.share.value)))
        .collect();
    let row = |place: &str, period: &str, share| (place.to_owned(), period.to_owned(), share);
    let wanted = [
        row("99001", "2019", Some(0.34)),
        row("99001", "2011", None),
        row("99003", "2019", None),
        row("99003", "2011", None),
    ];
    assert_eq!(known, wanted);
    assert_eq!(answer.items[1].levels[0].share.reason.as_deref(), Some("not-available"));
}

/// A result is plain data and may come from anywhere.
#[test]
fn a_share_that_is_none_is_refused() {
    let good = ask(TABLE, r#"{"measure":"gap","place":"99001","by":"sex"}"#);
    for (value, moe) in [(5.0, 0.1), (-1.0, 0.1), (f64::NAN, 0.1), (0.5, -0.1), (0.5, f64::INFINITY)] {
        let mut bad = good.clone();
        bad.items[0].at_or_above[0].share.value = Some(value);
        bad.items[0].at_or_above[0].share.moe = Some(moe);
        let error = Chart::new(bad, &ChartSpec::default()).unwrap_err();
        assert_eq!(error.code(), "bad-spec", "{value} ±{moe}");
    }
}

#[test]
fn all_others_of_a_countys_groups_are_everyone_of_the_same_survey_less_the_group() {
    let answer = common::ask(
        &common::bundled(),
        r#"{"measure":"gap","place":"06037","by":"race","period":"2019","data":"la-race","reference":{"others":true}}"#,
    );
    let latino = answer.items.iter().find(|i| i.group.race.as_deref() == Some("hispanic")).unwrap();
    let gap = latino.gap.as_ref().unwrap();
    // 2,349,549 of 6,961,614 adults hold one; everyone less the Latino adults.
    let own = latino.at_or_above("bachelors_or_higher").unwrap();
    let (n, p) = (latino.total.value.unwrap(), own.share.value.unwrap());
    let others = (2_349_549.0 - n * p) / (6_961_614.0 - n);
    assert!((gap.reference.value.unwrap() - others).abs() < 1e-4, "{:?} {others}", gap.reference);
    // The number of all adults is controlled and has no margin, the group's has: none can be worked out for the others.
    assert_eq!((gap.points.moe, gap.reason.as_deref()), (None, Some("others-not-testable")));
}
