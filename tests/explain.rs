//! Every figure can be followed to the cells that it came from.

mod common;

use common::bundled;
use common_measure::chart::{explain::add_words, words::Locale};
use common_measure::measures::explain::{Explanation, Rule, Step, explain};
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
