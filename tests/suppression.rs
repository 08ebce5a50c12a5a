//! Small cells are hidden, and nothing that is shown gives them away. All figures but the bundled ones are made up.

mod common;

use common::ask;
use common_measure::dataset::Dim;
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::Answer;
use common_measure::measures::pipeline::Stage;
use proptest::prelude::*;
use std::path::Path;

const HEADER: &str = "place,period,indicator,group,unit,value,source";

/// Rows of a place's cohort and graduation rate by group.
fn rows(place: &str, cohorts: &[(&str, u32)]) -> String {
    let row = |(group, n): &(&str, u32)| {
        format!(
            "{place},2021-2022,cohort,{group},count,{n},x\n{place},2021-2022,graduation_rate,{group},share,0.8,x\n\
             {place},2021-2022,a_g_rate,{group},share,0.5,x\n"
        )
    };
    cohorts.iter().map(row).collect()
}

fn load(catalog: &mut Catalog, name: &str, rows: &str) {
    let report = catalog.load(name, format!("{HEADER}\n{rows}").as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(report.refused, 0, "{:?}", report.warnings);
}

fn stage<'a>(answer: &'a Answer, group: &str, stage: &str) -> &'a Stage {
    answer.pipeline.iter().find(|s| s.group == group && s.stage == stage).unwrap()
}

/// The groups of a place whose cohort is shown, each with its number.
fn shown(catalog: &Catalog, place: &str) -> Vec<(String, f64)> {
    let mut found = Vec::new();
    for data in catalog.datasets(None) {
        for row in data.select(&[(Dim::Place, place), (Dim::Indicator, "cohort")]) {
            if let Some(n) = data.value(row).value() {
                found.push((data.text(Dim::Group, row).to_owned(), n));
            }
        }
    }
    found
}

fn groups(catalog: &Catalog, place: &str) -> Vec<String> {
    shown(catalog, place).into_iter().map(|(group, _)| group).collect()
}

const DISTRICT: &str = "19111110000000";

#[test]
fn a_group_of_seven_and_its_complement_are_hidden_the_total_is_not() {
    let mut catalog = Catalog::empty();
    load(&mut catalog, "own", &rows(DISTRICT, &[("", 307), ("RI", 7), ("RB", 100), ("RH", 200)]));
    let spec = format!(r#"{{"measure":"pipeline","place":"{DISTRICT}","group":["TA","RI","RB","RH"]}}"#);
    let answer = ask(&catalog, &spec);
    for group in ["RI", "RB"] {
        for name in ["graduated", "met_a_g"] {
            let s = stage(&answer, group, name);
            for e in [&s.share, &s.of_hundred, &s.base] {
                assert_eq!((e.value, e.reason.as_deref()), (None, Some("suppressed")), "{group} {name}");
                let text = serde_json::to_string(e).unwrap();
                assert!(!text.contains('7') && !text.contains("100"), "{text}");
            }
        }
    }
    for (group, cohort) in [("", 307.0), ("RH", 200.0)] {
        assert_eq!(stage(&answer, group, "graduated").base.value, Some(cohort), "{group}");
        assert_eq!(stage(&answer, group, "met_a_g").of_hundred.value, Some(40.0), "{group}");
    }
}

/// Two small groups hide each other, unless they are small together.
#[test]
fn hidden_groups_are_never_few_together() {
    let hidden = |groups: &[(&str, u32)]| {
        let mut catalog = Catalog::empty();
        let total = groups.iter().map(|g| g.1).sum();
        load(&mut catalog, "own", &rows(DISTRICT, &[&[("", total)], groups].concat()));
        let shown = self::groups(&catalog, DISTRICT);
        groups.iter().map(|g| g.0.to_owned()).filter(|g| !shown.contains(g)).collect::<Vec<_>>()
    };
    assert_eq!(hidden(&[("RI", 7), ("RP", 5), ("RB", 100), ("RH", 200)]), ["RI", "RP"]);
    assert_eq!(hidden(&[("RI", 4), ("RP", 5), ("RB", 100), ("RH", 200)]), ["RI", "RP", "RB"]);
    assert_eq!(hidden(&[("RI", 7), ("RP", 5), ("RB", 40), ("RH", 40), ("GF", 81), ("GM", 11)]), ["RI", "RP"]);
    assert_eq!(hidden(&[("RI", 11), ("RP", 0), ("RB", 100)]), Vec::<String>::new(), "11 and 0 are not small");
    assert_eq!(hidden(&[("RI", 7), ("RP", 100), ("RB", 100)]), ["RI", "RB"], "of equals the first of the rule's");
}

/// All but six have a group, or six are of no group that is listed: what is left of the whole would be six.
#[test]
fn all_others_are_never_few() {
    let mut catalog = Catalog::empty();
    load(&mut catalog, "own", &rows(DISTRICT, &[("", 200), ("SE", 194), ("SD", 150), ("RH", 120), ("RW", 74)]));
    assert_eq!(groups(&catalog, DISTRICT), ["", "SD", "RH"], "194 of 200, and 120 + 74 of 200");
}

/// A group hidden in one district opens the county's figure, and that the other districts'.
#[test]
fn districts_and_county_together() {
    let mut catalog = Catalog::empty();
    let (a, b, c) = (DISTRICT, "19222220000000", "19333330000000");
    load(&mut catalog, "a", &rows(a, &[("", 107), ("RI", 7), ("RB", 40), ("RH", 60)]));
    load(&mut catalog, "b", &rows(b, &[("", 150), ("RI", 20), ("RB", 60), ("RH", 70)]));
    load(&mut catalog, "c", &rows(c, &[("", 170), ("RI", 30), ("RB", 70), ("RH", 70)]));
    assert_eq!([groups(&catalog, a), groups(&catalog, b)], [vec!["", "RH"], vec!["", "RI", "RB", "RH"]]);
    load(&mut catalog, "county", &rows("06037", &[("", 427), ("RI", 57), ("RB", 170), ("RH", 200)]));
    assert_eq!(groups(&catalog, "06037"), ["", "RI", "RB", "RH"]);
    assert_eq!(groups(&catalog, a), ["", "RH"]);
    assert_eq!(groups(&catalog, b), ["", "RH"], "20 and 60 would tell of 7 and 40");
    assert_eq!(groups(&catalog, c), ["", "RI", "RB", "RH"]);
    // Loaded anew, and out again.
    load(&mut catalog, "a", &rows(a, &[("", 107), ("RI", 7), ("RB", 40), ("RH", 60)]));
    assert_eq!([groups(&catalog, a), groups(&catalog, b)], [["", "RH"], ["", "RH"]]);
    catalog.unload("county");
    assert_eq!([groups(&catalog, a), groups(&catalog, b)], [vec!["", "RH"], vec!["", "RI", "RB", "RH"]]);
}

/// Another file with the same figures shows no more than the first.
#[test]
fn a_second_table_does_not_open_the_first() {
    let mut catalog = Catalog::empty();
    load(&mut catalog, "own", &rows(DISTRICT, &[("", 307), ("RI", 7), ("RB", 100), ("RH", 200)]));
    load(&mut catalog, "groups", &rows(DISTRICT, &[("RB", 100), ("RI", 7)]));
    assert_eq!(groups(&catalog, DISTRICT), ["", "RH"]);
    let withheld = format!("{DISTRICT},2021-2022,cohort,RI,count,suppressed,x\n");
    load(&mut catalog, "withheld", &withheld);
    assert_eq!(groups(&catalog, DISTRICT), ["", "RH"]);
}

/// Two tables that disagree: small in one is small.
#[test]
fn a_count_that_is_small_in_one_table_is_hidden_in_all() {
    for order in [[7, 12], [12, 7]] {
        let mut catalog = Catalog::empty();
        for (name, few) in ["one", "two"].into_iter().zip(order) {
            load(&mut catalog, name, &rows(DISTRICT, &[("", 307), ("RI", few), ("RB", 100), ("RH", 200)]));
        }
        assert!(!groups(&catalog, DISTRICT).contains(&"RI".to_owned()), "{order:?}");
    }
}

/// A whole that is hidden among its like must not be the sum of parts that are shown.
#[test]
fn a_hidden_whole_hides_a_part() {
    let mut catalog = Catalog::empty();
    let other = "19222220000000";
    load(&mut catalog, "few", &rows(DISTRICT, &[("", 7)]));
    load(&mut catalog, "many", &rows(other, &[("", 100), ("GF", 60), ("GM", 40)]));
    load(&mut catalog, "county", &rows("06037", &[("", 107)]));
    assert_eq!(groups(&catalog, DISTRICT), Vec::<String>::new());
    let left = groups(&catalog, other);
    assert!(left.len() < 2 && !left.contains(&String::new()), "{left:?}");
}

/// What an agency withholds is no further down to be had either, nor the rate beside it.
#[test]
fn an_agencys_own_hidden_cell_is_kept() {
    let mut catalog = Catalog::empty();
    let withheld = format!(
        "{DISTRICT},2021-2022,cohort,GX,count,suppressed,x\n{DISTRICT},2021-2022,graduation_rate,GX,share,0.9,x\n"
    );
    load(&mut catalog, "own", &(rows(DISTRICT, &[("", 203), ("GF", 98), ("GM", 102)]) + &withheld));
    assert_eq!(groups(&catalog, DISTRICT), ["", "GM"]);
    let answer = ask(&catalog, &format!(r#"{{"measure":"pipeline","place":"{DISTRICT}","group":"GX"}}"#));
    assert_eq!(stage(&answer, "GX", "graduated").share.reason.as_deref(), Some("suppressed"));
}

#[test]
fn the_package_sets_the_rule() {
    let catalog = |suppression: &str| {
        let descriptor = format!(r#"{{"resources":[],"commonMeasure":{{"suppression":{suppression}}}}}"#);
        let mut catalog = Catalog::from_json(&descriptor)?;
        load(&mut catalog, "own", &rows(DISTRICT, &[("", 307), ("RI", 7), ("RB", 100), ("RH", 200)]));
        Ok::<_, common_measure::Error>(groups(&catalog, DISTRICT))
    };
    assert_eq!(catalog("{}").unwrap(), ["", "RH"]);
    assert_eq!(catalog(r#"{"minimum":0}"#).unwrap(), ["", "RI", "RB", "RH"]);
    assert_eq!(catalog(r#"{"minimum":101}"#).unwrap(), ["", "RH"]);
    assert_eq!(catalog(r#"{"partitions":[]}"#).unwrap(), ["", "RB", "RH"]);
    assert_eq!(catalog(r#"{"counts":[{"indicator":"completers"}]}"#).unwrap(), ["", "RI", "RB", "RH"]);
    let code = |e: common_measure::Error| e.code().to_owned();
    assert_eq!(catalog(r#"{"minimal":5}"#).map_err(code), Err("bad-descriptor".to_owned()));
    assert_eq!(catalog(r#"{"partitions":[{"dimension":"shoe"}]}"#).map_err(code), Err("bad-descriptor".to_owned()));
}

/// The sexes of a survey, say, where a package wants them protected.
#[test]
fn any_dimension_can_add_up() {
    let descriptor = r#"{"resources":[],"commonMeasure":{"suppression":{
        "counts":[{"indicator":"adults"}],
        "partitions":[{"dimension":"sex","parts":["female","male"]},
                      {"dimension":"level","whole":"total","parts":["high_school_or_less","some_college_or_higher"]}]}}}"#;
    let mut catalog = Catalog::from_json(descriptor).unwrap();
    let mut text = "place,period,sex,level,value,source\n".to_owned();
    for (sex, cells) in [("", [60, 40, 100]), ("female", [5, 25, 30]), ("male", [55, 15, 70])] {
        for (level, n) in ["high_school_or_less", "some_college_or_higher", "total"].iter().zip(cells) {
            text += &format!("06037,2020,{sex},{level},{n},x\n");
        }
    }
    catalog.load("own", text.as_bytes()).unwrap();
    let data = catalog.datasets(None).next().unwrap();
    let hidden: Vec<(&str, &str)> = (0..data.len())
        .filter(|row| data.value(*row).value().is_none())
        .map(|row| (data.text(Dim::Sex, row), data.text(Dim::Level, row)))
        .collect();
    let all = ["high_school_or_less", "some_college_or_higher"];
    assert_eq!(hidden, [("female", all[0]), ("female", all[1]), ("male", all[0]), ("male", all[1])]);
}

#[test]
fn figures_of_los_angeles_county_stay_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data");
    let descriptor = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
    assert!(descriptor.contains(r#""minimum": 11"#), "the package says its rule");
    let mut catalog = Catalog::from_json(&descriptor).unwrap();
    let bytes = std::fs::read(folder.join("graduation/06037.csv")).unwrap();
    catalog.load("graduation", &bytes).unwrap();
    let answer = ask(&catalog, r#"{"measure":"pipeline","period":"2021-2022"}"#);
    assert_eq!(stage(&answer, "", "graduated").share.value, Some(0.861));
    assert_eq!(format!("{:.0}", stage(&answer, "", "met_a_g").of_hundred.value.unwrap()), "50");
    // The newest cohort has no small group: all that the file has is shown.
    let lines = String::from_utf8(bytes).unwrap();
    let cohorts = lines.lines().filter(|l| l.starts_with("06037,2021-2022,cohort,"));
    let data = catalog.datasets(None).next().unwrap();
    let rows = data.select(&[(Dim::Place, "06037"), (Dim::Period, "2021-2022"), (Dim::Indicator, "cohort")]);
    assert_eq!(rows.iter().filter(|row| data.value(**row).value().is_some()).count(), cohorts.count());
}

/// The cells of a county's districts by group: two dimensions that add up.
#[derive(Debug, Clone)]
struct Table {
    places: Vec<String>,
    groups: Vec<&'static str>,
    /// A row a place, a column a group; totals at the end of both.
    cells: Vec<Vec<u32>>,
}

fn tables() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![2 => Just(0u32), 3 => 1u32..11, 3 => 11u32..25, 2 => 25u32..400];
    (2usize..6, 2usize..6)
        .prop_flat_map(move |(n, m)| prop::collection::vec(prop::collection::vec(cell.clone(), m..=m), n..=n))
        .prop_map(totalled)
}

/// A catalog with the table's rows dealt to two files.
fn dealt(table: &Table, deal: u64) -> Catalog {
    let mut files = [String::new(), String::new()];
    for (p, place) in table.places.iter().enumerate() {
        for (g, group) in table.groups.iter().enumerate() {
            let file = deal >> ((p * 7 + g) % 64) & 1;
            files[file as usize] += &rows(place, &[(group, table.cells[p][g])]);
        }
    }
    let mut catalog = Catalog::empty();
    for (name, file) in ["one", "two"].into_iter().zip(&files) {
        if !file.is_empty() {
            load(&mut catalog, name, file);
        }
    }
    catalog
}

/// The unknowns that a system of equations determines, by elimination: those alone in a row of its reduced form.
fn solved(mut rows: Vec<Vec<f64>>, unknowns: usize) -> Vec<usize> {
    let mut rank = 0;
    for column in 0..unknowns {
        let Some(pivot) = (rank..rows.len()).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))
        else {
            break;
        };
        if rows[pivot][column].abs() < 1e-9 {
            continue;
        }
        rows.swap(rank, pivot);
        let scale = rows[rank][column];
        rows[rank].iter_mut().for_each(|v| *v /= scale);
        let base = rows[rank].clone();
        for (i, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if i != rank && factor != 0.0 {
                row.iter_mut().zip(&base).for_each(|(v, b)| *v -= factor * b);
            }
        }
        rank += 1;
    }
    let alone = |row: &Vec<f64>| {
        let mut at = (0..unknowns).filter(|c| row[*c].abs() > 1e-9);
        at.next().filter(|_| at.next().is_none())
    };
    rows.iter().filter_map(alone).collect()
}

/// The table with its totals.
fn totalled(mut cells: Vec<Vec<u32>>) -> Table {
    for row in &mut cells {
        row.push(row.iter().sum());
    }
    cells.push((0..cells[0].len()).map(|g| cells.iter().map(|row| row[g]).sum()).collect());
    let mut places: Vec<String> = (1..cells.len()).map(|d| format!("19{d:05}0000000")).collect();
    places.push("06037".to_owned());
    let mut groups = ["RB", "RI", "RA", "RF", "RH"][..cells[0].len() - 1].to_vec();
    groups.push("");
    Table { places, groups, cells }
}

/// Each row and each column adds up: its last cell is the sum of the others.
fn lines(table: &Table) -> Vec<Vec<(usize, usize)>> {
    let (n, m) = (table.places.len(), table.groups.len());
    let rows = (0..n).map(|p| (0..m).map(|g| (p, g)).collect());
    rows.chain((0..m).map(|g| (0..n).map(|p| (p, g)).collect())).collect()
}

/// Which cells a catalog of the table hides; what it shows must be true.
fn hidden(table: &Table, catalog: &Catalog) -> Vec<Vec<bool>> {
    let mut hidden = vec![vec![true; table.groups.len()]; table.places.len()];
    for (p, place) in table.places.iter().enumerate() {
        for (group, count) in shown(catalog, place) {
            let g = table.groups.iter().position(|x| *x == group).unwrap();
            assert_eq!(f64::from(table.cells[p][g]), count);
            hidden[p][g] = false;
        }
    }
    hidden
}

/// The hidden cells that all sums together determine.
fn attack(table: &Table, hidden: &[Vec<bool>]) -> Vec<usize> {
    let m = table.groups.len();
    let equation = |line: Vec<(usize, usize)>| {
        let mut equation = vec![0.0; table.places.len() * m];
        let last = line.len() - 1;
        for (i, (p, g)) in line.into_iter().enumerate().filter(|(_, (p, g))| hidden[*p][*g]) {
            equation[p * m + g] = if i == last { -1.0 } else { 1.0 };
        }
        equation
    };
    solved(lines(table).into_iter().map(equation).collect(), table.places.len() * m)
}

/// No row and no column gives a cell away, but rows less columns would: two blocks of hidden cells, and 5 between them.
#[test]
fn a_cell_that_only_several_sums_together_determine() {
    let table = totalled(vec![vec![6, 7, 40, 50], vec![7, 6, 5, 50], vec![50, 40, 7, 6], vec![40, 50, 6, 7]]);
    let small = |n: &u32| (1..11).contains(n);
    let only_small: Vec<Vec<bool>> = table.cells.iter().map(|row| row.iter().map(small).collect()).collect();
    assert_eq!(attack(&table, &only_small), [5 + 2], "what the rule is up against");
    let hidden = hidden(&table, &dealt(&table, 0));
    assert_eq!(attack(&table, &hidden), [0; 0]);
    assert!(only_small.iter().flatten().zip(hidden.iter().flatten()).all(|(small, hidden)| *hidden || !small));
    assert!(hidden.iter().all(|row| !row[4]) && hidden[4].iter().all(|h| !h), "the totals stay shown: {hidden:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// An attacker who knows all sums and all that is shown works out no hidden cell, and no hidden few together.
    /// Since every hidden cell is 1 or more, knowing that there are no counts below 0 does not help either.
    #[test]
    fn an_attacker_learns_nothing(table in tables(), deal in any::<u64>()) {
        let catalog = dealt(&table, deal);
        let hidden = hidden(&table, &catalog);
        for (count, hidden) in table.cells.iter().flatten().zip(hidden.iter().flatten()) {
            prop_assert!(*hidden || *count == 0 || *count >= 11, "{count} is shown");
            prop_assert!(!hidden || *count > 0, "a 0 is hidden");
        }
        for line in lines(&table) {
            let (whole, parts) = line.split_last().unwrap();
            let together: u32 = parts.iter().filter(|(p, g)| hidden[*p][*g]).map(|(p, g)| table.cells[*p][*g]).sum();
            let told = !hidden[whole.0][whole.1];
            prop_assert!(!told || together == 0 || together >= 11, "{together} hidden together: {hidden:?}");
        }
        let found = attack(&table, &hidden);
        prop_assert!(found.is_empty(), "determined: {:?} of {:?}", found, hidden);
    }

    /// Nothing is hidden without need, and how the rows are dealt to files makes no difference.
    #[test]
    fn nothing_is_hidden_without_need(table in tables(), deal in any::<u64>()) {
        let all = |catalog: &Catalog| table.places.iter().map(|p| {
            let mut shown = groups(catalog, p);
            shown.sort();
            shown
        }).collect::<Vec<_>>();
        let whole = dealt(&table, 0);
        prop_assert_eq!(all(&whole), all(&dealt(&table, deal)));
        let small = table.cells.iter().flatten().any(|n| (1..11).contains(n));
        let shown: usize = all(&whole).iter().map(Vec::len).sum();
        prop_assert!(small || shown == table.places.len() * table.groups.len());
    }
}
