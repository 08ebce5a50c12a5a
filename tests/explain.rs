//! Every figure can be followed to the cells that it came from.

mod common;

use common::bundled;
use common_measure::chart::{explain::add_words, words::Locale};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::explain::{Explanation, Figure, Rule, Step, Unit, explain};
use common_measure::measures::{self, Spec};

fn why(spec: &str, locale: Locale) -> Explanation {
    let mut explanation = explain(&bundled(), &Spec::from_json(spec).unwrap()).unwrap();
    add_words(&mut explanation, locale);
    explanation
}

/// The cells at the end of a derivation.
fn cells(step: &Step) -> Vec<(&str, u32, f64)> {
    match &step.cell {
        Some(cell) => vec![(&cell.table, cell.line, step.value.unwrap())],
        None => step.inputs.iter().flat_map(cells).collect(),
    }
}

#[test]
fn a_share_leads_to_lines_of_the_bundled_file() {
    let spec = r#"{"measure":"trend","place":"06037","period":"2019","level":"bachelors_or_higher"}"#;
    let found = why(spec, Locale::En);
    let [figure] = &found.figures[..] else { panic!("{} figures", found.figures.len()) };
    assert_eq!(figure.derivation.rule, Rule::Proportion);
    let file = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data/attainment-margins/06.csv"),
    )
    .unwrap();
    let cells = cells(&figure.derivation);
    assert_eq!(cells.iter().map(|c| c.2).collect::<Vec<_>>(), [1_551_191.0, 798_358.0, 6_961_614.0]);
    for (table, line, value) in cells {
        assert_eq!(table, "attainment-margins");
        let row = file.lines().nth(line as usize - 1).unwrap();
        assert!(row.starts_with("06037,2019,") && row.contains(&format!(",{value},")), "line {line}: {row}");
    }
    assert_eq!(found.sources.len(), 1);
}

#[test]
fn the_words_hold_result_operands_and_place_in_the_file() {
    let spec = r#"{"measure":"trend","place":"06037","period":"2019"}"#;
    let found = why(spec, Locale::En);
    let words = found.figures[0].words.join("\n");
    for part in ["33.8% ±0.3", "2,349,549 ±23,063", "6,961,614 ±0", "table attainment-margins, line "] {
        assert!(words.contains(part), "{part} is not in:\n{words}");
    }
    let spanish = why(spec, Locale::Es).figures[0].words.join("\n");
    assert!(spanish.contains("33.8\u{a0}% ±0.3") && spanish.contains("tabla attainment-margins, línea "), "{spanish}");
}

/// What is explained is what is measured.
#[test]
fn derivations_end_in_the_figures_of_the_answer() {
    let spec = r#"{"measure":"gap","place":"06037","period":"2019","race":"hispanic","reference":{"race":"white_nh"}}"#;
    let answer = measures::measure(&bundled(), &Spec::from_json(spec).unwrap()).unwrap();
    let gap = answer.items[0].gap.as_ref().unwrap();
    let found = why(spec, Locale::En);
    let of = |what: &str| &found.figures.iter().find(|f| f.what == what).unwrap().derivation;
    assert_eq!((of("gap").value, of("gap").moe), (gap.points.value, gap.points.moe));
    assert_eq!(of("people_to_parity").value, gap.people_to_parity.value);
    assert_eq!(of("gap").rule, Rule::Difference);
    assert_eq!(cells(of("gap")).len(), 4);
}

#[test]
fn jobs_lead_to_every_occupation() {
    let found = why(r#"{"measure":"jobs","place":"06037"}"#, Locale::En);
    let share = &found.figures.iter().find(|f| f.level == "bachelors_or_higher").unwrap();
    let counted: f64 = cells(&share.derivation.inputs[1]).iter().map(|c| c.2).sum();
    assert_eq!(counted, 4_407_470.0);
    assert!(share.words.len() < 30, "a long sum is cut short in words: {} lines", share.words.len());
}

/// A catalog of all bundled tables that these measures use.
fn everything() -> Catalog {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data");
    let mut catalog = bundled();
    for (name, path) in [
        ("graduation", "graduation/06037.csv"),
        ("earnings", "earnings.csv"),
        ("unemployment-by-education", "unemployment-by-education.csv"),
        ("worker-attainment", "worker-attainment.csv"),
        ("reference", "reference.csv"),
    ] {
        catalog.load(name, &std::fs::read(folder.join(path)).unwrap()).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
    catalog
}

fn all(spec: &str, locale: Locale) -> Explanation {
    let mut explanation = explain(&everything(), &Spec::from_json(spec).unwrap()).unwrap();
    add_words(&mut explanation, locale);
    explanation
}

/// The steps at the end of a derivation.
fn ends<'a>(step: &'a Step, found: &mut Vec<&'a Step>) {
    if step.inputs.is_empty() { found.push(step) } else { step.inputs.iter().for_each(|s| ends(s, found)) }
}

fn figure<'a>(found: &'a Explanation, of: &str, what: &str) -> &'a Figure {
    found.figures.iter().find(|f| f.of == of && f.what == what).unwrap_or_else(|| panic!("no {what} of {of}"))
}

/// Every derivation of every measure ends in a line of a table, in an assumption that says so, or in the formula.
#[test]
fn every_figure_of_every_measure_ends_in_a_cell_or_says_why_not() {
    for (spec, least) in [
        (r#"{"measure":"attainment","place":"06037","period":"2019"}"#, 5),
        (r#"{"measure":"trend","place":"06037"}"#, 5),
        (r#"{"measure":"gap","place":"06","period":"2018","by":"sex"}"#, 8),
        (r#"{"measure":"gap","place":"06","period":"2018","by":"race","reference":{"others":true}}"#, 20),
        (r#"{"measure":"jobs","place":"06037"}"#, 2),
        (r#"{"measure":"pipeline","group":["TA","RB","RH"],"period":"2021-2022"}"#, 30),
        (r#"{"measure":"earnings","place":["00","06037"]}"#, 20),
        (
            r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher","period":"2019",
                "assumptions":{"participation":0.6,"required_share":0.5}}"#,
            12,
        ),
    ] {
        for locale in [Locale::En, Locale::Es] {
            let found = all(spec, locale);
            assert!(found.figures.len() >= least, "{} figures: {spec}", found.figures.len());
            for figure in &found.figures {
                let mut leaves = Vec::new();
                ends(&figure.derivation, &mut leaves);
                for leaf in leaves {
                    match (leaf.rule, &leaf.cell) {
                        (Rule::Cell, Some(cell)) => {
                            assert!(cell.line > 1 && !cell.column.is_empty() && !cell.table.is_empty(), "{cell:?}");
                            let known = |id: &str| found.sources.iter().any(|s| s.name == id);
                            assert!(known(&cell.source), "{} of {}", cell.source, figure.label);
                        }
                        (Rule::Assumption | Rule::Constant, None) => {}
                        other => panic!("{spec}: {} ends in {other:?}", figure.label),
                    }
                }
                let words = figure.words.join("\n");
                assert!(!words.contains('…') && !figure.label.contains('…') && !words.contains('{'), "{words}");
            }
        }
    }
}

#[test]
fn a_stage_is_explained_with_its_product_and_its_gap() {
    let spec = r#"{"measure":"pipeline","group":["RB","RA"],"period":"2021-2022"}"#;
    let found = all(spec, Locale::En);
    let hundred = figure(&found, "met_a_g", "of_hundred");
    assert_eq!((hundred.students.as_str(), hundred.derivation.unit), ("RB", Unit::Count));
    assert_eq!(cells(&hundred.derivation).iter().map(|c| c.2).collect::<Vec<_>>(), [0.794, 0.496]);
    assert!(hundred.label.contains("A–G") && hundred.label.contains("Black students"), "{}", hundred.label);
    for (line, start) in
        hundred.words.iter().zip(["39: the first", "39.4%: the first", "79.4%: table graduation, line "])
    {
        assert!(line.trim_start().starts_with(start), "{line}");
    }
    assert_eq!(hundred.words.last().unwrap().trim_start(), "100: a number of the formula");
    let gap = figure(&found, "graduated", "gap");
    assert!(
        gap.derivation.formula_source.contains("California Community Colleges"),
        "{}",
        gap.derivation.formula_source
    );
    assert!(gap.words[0].starts_with("−7.2%: the first figure less the second"), "{:?}", gap.words);
    // Everyone's rate and cohort, the group's own, and the group's rate once more.
    assert_eq!(cells(&gap.derivation).iter().map(|c| c.2).filter(|v| *v == 8_298.0 || *v == 115_462.0).count(), 4);
    let fifths = figure(&found, "graduated", "four_fifths");
    assert!(fifths.derivation.formula_source.contains("43 FR 38295"));
    assert!(fifths.words[0].starts_with("0.832: the first figure divided by the second"), "{:?}", fifths.words);
    let spanish = all(spec, Locale::Es);
    let gap = figure(&spanish, "graduated", "gap");
    assert!(gap.label.starts_with("Brecha, puntos porcentuales · Se graduaron"), "{}", gap.label);
    assert!(gap.words[0].starts_with("−7.2\u{a0}%: "), "{:?}", gap.words);
}

#[test]
fn earnings_are_dollars_and_their_ratio_is_none() {
    let found = all(r#"{"measure":"earnings","place":"00","period":"2019"}"#, Locale::En);
    let of = |what: &str| found.figures.iter().find(|f| f.level == "bachelors" && f.what == what).unwrap();
    assert!(of("earnings").words[0].starts_with("$1,248: table "), "{:?}", of("earnings").words);
    assert!(of("step").words[0].starts_with("$392: the first figure less the second"), "{:?}", of("step").words);
    assert!(
        of("step_ratio").words[0].starts_with("1.458: the first figure divided by"),
        "{:?}",
        of("step_ratio").words
    );
    let rate = found.figures.iter().find(|f| f.level == "bachelors_or_higher" && f.what == "unemployment").unwrap();
    assert!(rate.words[0].starts_with("2.1%: table "), "{:?}", rate.words);
    assert!(of("step").label.contains("Above Some college or associate degree"), "{}", of("step").label);
    let county = all(r#"{"measure":"earnings","place":"06037"}"#, Locale::Es);
    let step = county.figures.iter().find(|f| f.what == "step").unwrap();
    assert!(step.words[0].starts_with('$') && step.words[0].contains(" ±$"), "{:?}", step.words);
}

#[test]
fn a_skills_gap_says_what_was_assumed() {
    let found = all(
        r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher","period":"2019",
            "assumptions":{"participation":0.6,"required_share":0.5}}"#,
        Locale::En,
    );
    let of = |what| &figure(&found, "published", what).words;
    assert_eq!(of("required_share"), &["50.0%: an assumption, not a published figure"]);
    assert!(of("gap")[0].starts_with("−9.2%: the first figure less the second"), "{:?}", of("gap"));
    assert!(
        of("people").iter().any(|l| l.trim_start() == "60.0%: an assumption, not a published figure"),
        "{:?}",
        of("people")
    );
    let claim = figure(&found, "", "claim");
    assert!(claim.words[0].starts_with("600,000: table reference, line "), "{:?}", claim.words);
    let implied = figure(&found, "", "implied_share");
    assert!(implied.words[0].starts_with("73.5%: the sum of 2 figures"), "{:?}", implied.words);
    assert!(implied.words.iter().any(|l| l.trim_start().starts_with("0.144: the first figure divided")), "{implied:?}");
}

#[test]
fn each_definition_has_its_own_source() {
    let found = all(r#"{"measure":"gap","place":"06","period":"2018","by":"sex"}"#, Locale::En);
    for (what, source) in [
        ("gap", "Census Bureau"),
        ("four_fifths", "43 FR 38295"),
        ("index_of_disparity", "Pearcy and Keppel"),
        ("theil", "Theil"),
    ] {
        let step = &figure(&found, "", what).derivation;
        assert!(step.formula_source.contains(source), "{what}: {}", step.formula_source);
    }
    let spec = r#"{"measure":"gap","place":"06","period":"2018","sex":"female","reference":{"sex":"male"}}"#;
    let found = all(spec, Locale::En);
    let index = figure(&found, "", "parity_index");
    assert_eq!(index.derivation.rule, Rule::ParityIndex);
    assert!(index.derivation.formula_source.contains("UNESCO"));
    assert!(index.words[0].starts_with("1.0") && index.words[1].trim_start().starts_with("1.0"), "{:?}", index.words);
    assert!(figure(&found, "", "people_to_parity").words.iter().any(|l| l.contains("or 0 where it is under 0")));
}

/// What is hidden is in no derivation.
#[test]
fn a_hidden_figure_is_not_explained() {
    let mut catalog = Catalog::empty();
    let mut table = "place,period,indicator,group,unit,value,source\n".to_owned();
    for (group, n, rate) in [("", 307, 0.8), ("RI", 7, 0.4), ("RB", 100, 0.7), ("RH", 200, 0.864)] {
        table += &format!("06037,2020-2021,cohort,{group},count,{n},x\n");
        table += &format!("06037,2020-2021,graduation_rate,{group},share,{rate},x\n");
    }
    catalog.load("own", table.as_bytes()).unwrap();
    let spec = Spec::from_json(r#"{"measure":"pipeline","place":"06037","group":["TA","RI","RB","RH"]}"#).unwrap();
    let found = explain(&catalog, &spec).unwrap();
    let explained: Vec<&str> = found.figures.iter().filter(|f| f.what == "share").map(|f| &*f.students).collect();
    assert_eq!(explained, ["", "RH"]);
    for figure in &found.figures {
        for (_, _, value) in cells(&figure.derivation) {
            assert!([307.0, 0.8, 200.0, 0.864].contains(&value), "{value}");
        }
    }
}
