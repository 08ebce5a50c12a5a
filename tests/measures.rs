//! Figures and their margins: what must hold for any table, what cannot be said, and the Census Bureau's own
//! percentages as an oracle. All figures but those of the official files are made up.

mod common;

use common::ask;
use common_measure::dataset::catalog::Catalog;
use common_measure::dataset::level::Level;
use common_measure::measures::estimate::{self, Estimate};
use common_measure::measures::gap::{Gap, Verdict};
use common_measure::measures::{self, Answer, Item, Spec};
use proptest::prelude::*;

const HEADER: &str = "place,period,sex,race,level,unit,value,moe,source\n";

/// The four lines of a table by education, lowest first, and the cuts between them.
const LINES: [&str; 4] = ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"];
const CUTS: [&str; 3] = ["high_school_or_higher", "some_college_or_higher", "bachelors_or_higher"];

/// A catalog of one table with these rows.
fn table(rows: &[String]) -> Catalog {
    let mut catalog = Catalog::empty();
    let text = format!("{HEADER}{}\n", rows.join("\n"));
    let report = catalog.load("made-up", text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(report.refused, 0, "{:?}", report.warnings);
    catalog
}

/// Rows of one place, period and group: a count and a margin for each line.
fn rows(place: &str, period: &str, sex: &str, race: &str, lines: &[(u32, u32)]) -> Vec<String> {
    let row =
        |((n, m), level): (&(u32, u32), &str)| format!("{place},{period},{sex},{race},{level},count,{n},{m},made-up");
    lines.iter().zip(LINES).map(row).collect()
}

fn code(catalog: &Catalog, spec: &str) -> &'static str {
    Spec::from_json(spec).and_then(|s| measures::measure(catalog, &s)).unwrap_err().code()
}

fn gap_of(item: &Item) -> &Gap {
    item.gap.as_ref().unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn value(e: &Estimate) -> f64 {
    e.value.unwrap_or_else(|| panic!("no value: {e:?}"))
}

fn moe(e: &Estimate) -> f64 {
    e.moe.unwrap_or_else(|| panic!("no margin: {e:?}"))
}

fn estimates() -> impl Strategy<Value = Vec<Estimate>> {
    prop::collection::vec(estimate(), 1..8)
}

fn estimate() -> impl Strategy<Value = Estimate> {
    (prop_oneof![1 => Just(0u32), 4 => 0..5_000_000u32], 0..100_000u32)
        .prop_map(|(v, m)| Estimate::new(f64::from(v), f64::from(m)))
}

fn lines() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0..2_000_000u32, 0..50_000u32), 4).prop_filter("nobody", |l| l.iter().any(|(n, _)| *n > 0))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sums_margin_lies_between_the_largest_part_and_all_parts(parts in estimates()) {
        let sum = estimate::sum(&parts);
        let (largest, all) = parts.iter().map(moe).fold((0.0, 0.0), |(most, sum), m| (f64::max(most, m), sum + m));
        prop_assert_eq!(value(&sum), parts.iter().map(value).sum::<f64>());
        prop_assert!(moe(&sum) >= largest * (1.0 - 1e-12) && moe(&sum) <= all * (1.0 + 1e-12), "{:?}", sum);
        // The order of the parts is nothing.
        let reversed: Vec<Estimate> = parts.iter().rev().cloned().collect();
        prop_assert!(close(moe(&estimate::sum(&reversed)), moe(&sum)));
    }

    /// Of estimates that are nought only the largest margin counts, and once.
    #[test]
    fn noughts_count_once(parts in estimates(), zeros in prop::collection::vec(0..10_000u32, 1..5)) {
        let zeros: Vec<Estimate> = zeros.into_iter().map(|m| Estimate::new(0.0, f64::from(m))).collect();
        let largest = zeros.iter().map(moe).fold(0.0, f64::max);
        let with = |more: &[Estimate]| {
            let some = parts.iter().filter(|e| value(e) != 0.0).chain(more).cloned().collect::<Vec<_>>();
            moe(&estimate::sum(&some))
        };
        prop_assert!(close(with(&zeros), with(&[Estimate::new(0.0, largest)])));
    }

    #[test]
    fn a_proportion_of_a_part(y in 1..1_000_000u32, x in 0..1_000_000u32, mx in 0..9_000u32, my in 0..9_000u32) {
        let x = f64::from(x.min(y));
        let (y, mx, my) = (f64::from(y), f64::from(mx), f64::from(my));
        let share = estimate::proportion(&Estimate::new(x, mx), &Estimate::new(y, my));
        let p = x / y;
        prop_assert!((0.0..=1.0).contains(&value(&share)));
        let radicand = mx * mx - p * p * my * my;
        let expected = if x == y {
            mx / y
        } else if radicand < 0.0 {
            (mx * mx + p * p * my * my).sqrt() / y
        } else {
            radicand.sqrt() / y
        };
        // Near a radicand of nought its root is worth half the digits.
        prop_assert!((moe(&share) - expected).abs() < 1e-6, "{:?} {}", share, expected);
        let ratio = estimate::ratio(&Estimate::new(x, mx), &Estimate::new(y, my));
        prop_assert!(moe(&share) <= moe(&ratio) * (1.0 + 1e-12));
    }

    #[test]
    fn a_difference_is_antisymmetric(a in estimate(), b in estimate()) {
        let (there, back) = (estimate::difference(&a, &b), estimate::difference(&b, &a));
        prop_assert_eq!(value(&there), -value(&back));
        prop_assert_eq!(there.moe, back.moe);
        prop_assert_eq!(estimate::differ(&a, &b), Some(value(&there).abs() > moe(&there)));
        prop_assert_eq!(estimate::differ(&a, &b), estimate::differ(&b, &a));
        prop_assert!(there.reliability.is_none());
    }

    /// Whatever the counts: levels make up the whole, and nobody is at or above a level without being so below it.
    #[test]
    fn levels_make_up_the_whole(counts in lines()) {
        let answer = ask(&table(&rows("06991", "2018", "", "", &counts)), r#"{"measure":"attainment","place":"06991"}"#);
        let item = &answer.items[0];
        let total: f64 = counts.iter().map(|(n, _)| f64::from(*n)).sum();
        prop_assert_eq!(value(&item.total), total);
        prop_assert_eq!(item.levels.iter().map(|l| &l.level[..]).collect::<Vec<_>>(), LINES);
        prop_assert_eq!(item.levels.iter().map(|l| value(&l.people)).sum::<f64>(), total);
        prop_assert!(close(item.levels.iter().map(|l| value(&l.share)).sum::<f64>(), 1.0));
        for (figure, (n, m)) in item.levels.iter().zip(&counts) {
            prop_assert_eq!((value(&figure.people), moe(&figure.people)), (f64::from(*n), f64::from(*m)));
        }
        prop_assert_eq!(item.at_or_above.iter().map(|l| &l.level[..]).collect::<Vec<_>>(), CUTS);
        for figure in item.levels.iter().chain(&item.at_or_above) {
            prop_assert!((0.0..=1.0).contains(&value(&figure.share)), "{:?}", figure);
        }
        for pair in item.at_or_above.windows(2) {
            prop_assert!(value(&pair[0].people) >= value(&pair[1].people));
            prop_assert!(value(&pair[0].share) >= value(&pair[1].share));
        }
    }

    /// The level of a table by sex is that of both sexes together.
    #[test]
    fn both_sexes_are_the_sum(men in lines(), women in lines()) {
        let catalog = table(&[rows("06", "2018", "male", "", &men), rows("06", "2018", "female", "", &women)].concat());
        let answer = ask(&catalog, r#"{"measure":"attainment","place":"06"}"#);
        for (i, figure) in answer.items[0].levels.iter().enumerate() {
            prop_assert_eq!(value(&figure.people), f64::from(men[i].0) + f64::from(women[i].0));
            let parts = [men[i], women[i]].map(|(n, m)| Estimate::new(f64::from(n), f64::from(m)));
            prop_assert!(close(moe(&figure.people), moe(&estimate::sum(&parts))));
        }
    }

    #[test]
    fn the_metro_is_both_counties(la in lines(), orange in lines()) {
        // A nought has a rule of its own; it is tested above.
        prop_assume!(la.iter().chain(&orange).all(|(n, _)| *n > 0));
        let catalog = table(&[rows("06037", "2018", "", "", &la), rows("06059", "2018", "", "", &orange)].concat());
        let metro = ask(&catalog, r#"{"measure":"attainment","place":"31080"}"#);
        let item = &metro.items[0];
        prop_assert_eq!(&item.place.kind, "metro");
        for (figure, (a, b)) in item.levels.iter().zip(la.iter().zip(&orange)) {
            prop_assert_eq!(value(&figure.people), f64::from(a.0) + f64::from(b.0));
            prop_assert!(close(moe(&figure.people), f64::from(a.1).hypot(f64::from(b.1))));
        }
    }

    #[test]
    fn gaps_mirror_each_other(a in lines(), b in lines(), level in prop::sample::select(CUTS.to_vec())) {
        let catalog = table(&[rows("06991", "2018", "", "", &a), rows("06993", "2018", "", "", &b)].concat());
        let gap = |place: &str, reference: &str| {
            let spec = format!(r#"{{"measure":"gap","place":"{place}","level":"{level}","reference":{{"place":"{reference}"}}}}"#);
            ask(&catalog, &spec)
        };
        let (there, back) = (gap("06991", "06993"), gap("06993", "06991"));
        let share = |answer: &Answer| (answer.items[0].at_or_above[0].share.clone(), answer.items[0].total.clone());
        let ((p, n), (q, _)) = (share(&there), share(&back));
        let (there, back) = (gap_of(&there.items[0]).clone(), gap_of(&back.items[0]).clone());
        prop_assert_eq!(value(&there.points), value(&q) - value(&p));
        prop_assert_eq!(value(&there.points), -value(&back.points));
        prop_assert_eq!(moe(&there.points), moe(&back.points));
        prop_assert!(close(moe(&there.points), moe(&p).hypot(moe(&q))));
        let different = value(&there.points).abs() > moe(&there.points);
        prop_assert_eq!(there.verdict, if different { Verdict::Different } else { Verdict::TooClose });
        prop_assert_eq!(there.verdict, back.verdict);
        prop_assert_eq!(&there.reason, &None);
        let d = value(&there.points).max(0.0);
        prop_assert!(close(value(&there.people_to_parity), value(&n) * d));
        prop_assert!(close(moe(&there.people_to_parity), (value(&n) * moe(&there.points)).hypot(d * moe(&n))));
    }

    /// Of a line that is missing nothing is made: neither it, nor a sum with it, nor a share.
    #[test]
    fn a_missing_cell_stays_missing(counts in lines(), gone in 0..4usize, reason in prop::sample::select(vec!["suppressed", "not-published", "too-few-cases"])) {
        let mut all = rows("06991", "2018", "", "", &counts);
        all[gone] = format!("06991,2018,,,{},count,{reason},{reason},made-up", LINES[gone]);
        all.push("06991,2018,,,total,count,9000000,100,made-up".to_owned());
        let catalog = table(&all);
        for (i, line) in LINES.iter().enumerate() {
            let spec = format!(r#"{{"measure":"trend","place":"06991","level":"{line}"}}"#);
            if i == gone {
                prop_assert_eq!(code(&catalog, &spec), "no-data");
            } else {
                prop_assert_eq!(value(&ask(&catalog, &spec).items[0].at_or_above[0].people), f64::from(counts[i].0));
            }
        }
        let item = &ask(&catalog, r#"{"measure":"attainment","place":"06991"}"#).items[0];
        for figure in item.levels.iter().chain(&item.at_or_above) {
            let level = Level::from_code(&figure.level).unwrap();
            if level.holds(Level::from_code(LINES[gone]).unwrap()) {
                prop_assert_eq!((figure.share.value, figure.share.moe), (None, None), "{:?}", figure);
                prop_assert_eq!((figure.people.value, figure.people.moe), (None, None), "{:?}", figure);
                prop_assert_eq!(figure.share.reason.as_deref(), Some(reason));
            }
        }
    }
}

/// Worked in the Census Bureau's "Understanding and Using ACS Data", chapter 8, as printed there.
#[test]
fn handbook_share() {
    let part = Estimate::new(203_119.0, 5_070.0);
    let share = estimate::proportion(&part, &Estimate::new(630_498.0, 831.0));
    assert_eq!(format!("{:.4} ±{:.4}", value(&share), moe(&share)), "0.3222 ±0.0080");
}

#[test]
fn a_share_of_everyone_and_of_nobody() {
    let all = estimate::proportion(&Estimate::new(500.0, 60.0), &Estimate::new(500.0, 90.0));
    assert_eq!((value(&all), moe(&all)), (1.0, 60.0 / 500.0));
    let none = estimate::proportion(&Estimate::new(0.0, 12.0), &Estimate::new(0.0, 12.0));
    assert_eq!((none.value, none.moe, none.reason.as_deref()), (None, None, Some("not-applicable")));
}

/// A group inside the reference is not independent of it, and no margin of the difference is given.
#[test]
fn a_group_inside_the_reference_cannot_be_tested() {
    let some = [(400, 20), (300, 20), (200, 20), (100, 20)];
    let more = [(800, 30), (700, 30), (600, 30), (900, 30)];
    let everywhere = ["00", "06", "06037", "06059", "06037999901", "31", "08"];
    let mut all: Vec<String> = everywhere.iter().flat_map(|p| rows(p, "2018", "", "", &more)).collect();
    for (sex, race) in
        [("female", ""), ("male", ""), ("", "white"), ("", "white_nh"), ("", "asian"), ("female", "white_nh")]
    {
        all.extend(rows("06", "2018", sex, race, &some));
    }
    let catalog = table(&all);
    let verdict = |spec: &str| {
        let answer = ask(&catalog, &format!(r#"{{"measure":"gap",{spec}}}"#));
        let gap = gap_of(&answer.items[0]).clone();
        assert_eq!(gap.verdict == Verdict::CannotTest, gap.points.moe.is_none(), "{spec}");
        assert_eq!(gap.verdict == Verdict::CannotTest, gap.people_to_parity.moe.is_none(), "{spec}");
        (gap.verdict == Verdict::CannotTest).then(|| gap.reason.unwrap())
    };
    for inside in [
        r#""place":"06","reference":{"place":"00"}"#,
        r#""place":"06037","reference":{"place":"06"}"#,
        r#""place":"06","reference":{"place":"06037"}"#,
        r#""place":"06037999901","reference":{"place":"06037"}"#,
        r#""place":"06037999901","reference":{"place":"31080"}"#,
        r#""place":"06037","reference":{"place":"31080"}"#,
        r#""place":"31080","reference":{"place":"06"}"#,
        r#""place":"31080","reference":{"place":"00"}"#,
        r#""place":"06","sex":"female","reference":{"sex":"total"}"#,
        r#""place":"06","race":"white_nh","reference":{"race":"total"}"#,
        r#""place":"06","race":"white_nh","reference":{"race":"white"}"#,
        r#""place":"06","race":"white","reference":{"race":"white_nh"}"#,
        r#""place":"06","race":"white_nh","sex":"female","reference":{"race":"white","sex":"total"}"#,
    ] {
        assert_eq!(verdict(inside).as_deref(), Some("not-independent"), "{inside}");
    }
    for apart in [
        r#""place":"06","reference":{"place":"08"}"#,
        r#""place":"06037","reference":{"place":"06059"}"#,
        // Nebraska is 31; the metropolitan area whose code begins so is in California.
        r#""place":"31080","reference":{"place":"31"}"#,
        r#""place":"31080","reference":{"place":"08"}"#,
        r#""place":"06","sex":"female","reference":{"sex":"male"}"#,
        r#""place":"06","race":"white_nh","reference":{"race":"asian"}"#,
    ] {
        assert_eq!(verdict(apart), None, "{apart}");
    }
    let itself = verdict(r#""place":"06","reference":{"place":"06"}"#);
    assert_eq!(itself.as_deref(), Some("is-the-reference"));
}

#[test]
fn a_side_without_a_margin_cannot_be_tested() {
    let mut all = rows("06991", "2018", "", "", &[(40, 2), (30, 2), (20, 2), (10, 2)]);
    all.extend(LINES.map(|l| format!("06993,2018,,,{l},count,50,not-published,made-up")));
    let catalog = table(&all);
    let answer = ask(&catalog, r#"{"measure":"gap","place":"06991","reference":{"place":"06993"}}"#);
    let gap = gap_of(&answer.items[0]);
    assert_eq!((gap.verdict, gap.reason.as_deref()), (Verdict::CannotTest, Some("not-published")));
    assert!(close(value(&gap.points), 0.25 - 0.1));
}

/// Every pair that is compared counts, not only those with the first period.
#[test]
fn periods_that_overlap_or_differ_in_length_are_not_compared() {
    let periods = ["2019", "2018", "2015-2019", "2006-2010", "2010-2014", "2011-2015", "2014-2018"];
    // The share rises down the list, so that the highest, the reference where none is named, is the last asked for.
    let counts = |i: usize| [(100, 1), (100, 1), (100, 1), (100 + 50 * i as u32, 1)];
    let all: Vec<String> = periods.iter().enumerate().flat_map(|(i, p)| rows("06991", p, "", "", &counts(i))).collect();
    let catalog = table(&all);
    let asked = |periods: &[&str]| {
        let spec = serde_json::json!({"measure": "gap", "place": "06991", "period": periods}).to_string();
        measures::measure(&catalog, &Spec::from_json(&spec).unwrap()).map_err(|e| e.code())
    };
    for bad in [
        &["2019", "2015-2019"][..],
        &["2015-2019", "2014-2018"],
        &["2019", "2006-2010"],
        &["2006-2010", "2011-2015", "2014-2018"],
    ] {
        assert_eq!(asked(bad).map(|_| ()), Err("not-comparable"), "{bad:?}");
    }
    for good in [&["2019", "2018"][..], &["2006-2010", "2011-2015"], &["2015-2019", "2010-2014"], &["2019"]] {
        assert_eq!(asked(good).unwrap().items.len(), good.len(), "{good:?}");
    }
    // Side by side, without a difference, they may stand.
    assert_eq!(ask(&catalog, r#"{"measure":"trend","place":"06991"}"#).items.len(), periods.len());
}

#[test]
fn what_is_not_there_or_not_understood_is_said() {
    let catalog = table(&rows("06991", "2018", "", "", &[(40, 2), (30, 2), (20, 2), (10, 2)]));
    for measure in ["attainment", "trend", "gap"] {
        for absent in [
            r#""place":"06999""#,
            r#""place":"nowhere""#,
            r#""place":"06991","period":"1990""#,
            r#""place":"06991","sex":"female""#,
            r#""place":"06991","race":"asian""#,
            r#""place":"06991","by":"race""#,
            r#""place":"06991","data":"another table""#,
        ] {
            assert_eq!(
                code(&catalog, &format!(r#"{{"measure":"{measure}",{absent}}}"#)),
                "no-data",
                "{measure} {absent}"
            );
        }
    }
    // A cut inside a published line is not guessed.
    assert_eq!(code(&catalog, r#"{"measure":"gap","place":"06991","level":"associate_or_higher"}"#), "no-data");
    assert_eq!(code(&catalog, r#"{"measure":"jobs","place":"06991"}"#), "no-data");
    for (field, spec) in [
        ("place", r#"{"measure":"attainment"}"#),
        ("place", r#"{"measure":"attainment","place":[]}"#),
        ("place", r#"{"measure":"jobs","place":["06991","06993"]}"#),
        ("period", r#"{"measure":"attainment","place":"06991","period":"last year"}"#),
        ("level", r#"{"measure":"attainment","place":"06991","level":"wizard"}"#),
        ("level", r#"{"measure":"gap","place":"06991","level":"total"}"#),
        ("sex", r#"{"measure":"attainment","place":"06991","sex":"x"}"#),
        ("race", r#"{"measure":"gap","place":"06991","race":"green"}"#),
        ("race", r#"{"measure":"gap","place":"06991","reference":{"race":"green"}}"#),
        ("colour", r#"{"measure":"attainment","place":"06991","colour":"red"}"#),
        ("country", r#"{"measure":"gap","place":"06991","reference":{"country":"US"}}"#),
        ("guess", r#"{"measure":"guess"}"#),
        ("spec", "not JSON"),
    ] {
        let error = Spec::from_json(spec).and_then(|s| measures::measure(&catalog, &s)).unwrap_err();
        assert_eq!(error.code(), "bad-spec", "{spec}");
        assert!(error.to_string().contains(field), "{spec}: {error}");
    }
}

/// Where a table has no count but a published percentage, that is the answer.
#[test]
fn a_published_share_stands_in_for_a_missing_count() {
    let catalog = table(&[
        "72999,2018,,,total,count,suppressed,suppressed,made-up".to_owned(),
        "72999,2018,,,bachelors_or_higher,count,suppressed,suppressed,made-up".to_owned(),
        "72999,2018,,,bachelors_or_higher,share,0.25,0.02,made-up".to_owned(),
    ]);
    let answer = ask(&catalog, r#"{"measure":"attainment","place":"72999"}"#);
    let figure = answer.items[0].at_or_above("bachelors_or_higher").unwrap();
    assert_eq!((figure.share.value, figure.share.moe, figure.people.value), (Some(0.25), Some(0.02), None));
}
