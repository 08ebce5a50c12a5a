//! How a figure came about, in the visitor's language.

use super::describe::cite;
use super::words::{Locale, capital, decimal};
use crate::dataset::catalog::Source;
use crate::measures::explain::{Explanation, Figure, Rule, Step, Unit};
use crate::number::{fixed, shortest};

/// Cells named one by one in a sum; beyond that their number is said. The data has them all.
const NAMED_CELLS: usize = 8;

/// Puts every derivation into words: the result, then what it is made of, each step indented under the one that it serves.
pub fn add_words(explanation: &mut Explanation, locale: Locale) {
    for figure in &mut explanation.figures {
        add_words_of(figure, &explanation.sources, locale);
    }
}

/// The same of one figure, whose cells are of these sources.
pub(crate) fn add_words_of(figure: &mut Figure, sources: &[Source], locale: Locale) {
    figure.label = label(figure, locale);
    step(&figure.derivation, 0, sources, locale, &mut figure.words);
}

/// What the figure is, of whom, where and when.
fn label(figure: &Figure, locale: Locale) -> String {
    let what = match figure.what {
        "share" | "total" => String::new(),
        "baseline" | "with" => locale.get(&format!("legend.{}", figure.what)).to_owned(),
        what => locale.get(&format!("explain.what.{what}")).to_owned(),
    };
    let level = if figure.level.is_empty() { String::new() } else { locale.level(&figure.level) };
    // A stage, a reading, or the level that a step is from.
    let of = ["stage", "reading"].map(|kind| format!("{kind}.{}", figure.of)).into_iter().find(|key| locale.has(key));
    let of = match of {
        Some(key) => locale.get(&key).to_owned(),
        None if figure.of.is_empty() => String::new(),
        None => locale.fill("explain.from", &[("level", &locale.level(&figure.of))]),
    };
    let students = match format!("group.{}", figure.students) {
        _ if figure.students.is_empty() => String::new(),
        key if locale.has(&key) => locale.get(&key).to_owned(),
        _ => figure.students.clone(),
    };
    let group = locale.group(&figure.group);
    let place = locale.place_label(&figure.place);
    let parts = [what, level, capital(&of), place, students, group, locale.period(&figure.period)];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A number of a unit.
fn number(value: f64, unit: Unit, locale: Locale) -> String {
    match unit {
        Unit::Share => locale.percent(value),
        Unit::Count => locale.count(value),
        Unit::Dollars if value < 0.0 => format!("\u{2212}${}", locale.count(-value)),
        Unit::Dollars => format!("${}", locale.count(value)),
        Unit::Ratio => fixed(value, 3),
    }
}

fn step(d: &Step, depth: usize, sources: &[Source], locale: Locale, lines: &mut Vec<String>) {
    // A level or an input of a scenario's model is named.
    let name = match d.name {
        "" => String::new(),
        input if locale.has(&format!("input.{input}")) => format!("{}: ", locale.get(&format!("input.{input}"))),
        level => format!("{}: ", locale.level(level)),
    };
    let value = match (d.value, d.moe, d.unit) {
        (None, ..) => locale.get("reason.not-available").to_owned(),
        (Some(v), None, unit) => number(v, unit, locale),
        // A margin of a share is in percentage points.
        (Some(v), Some(m), Unit::Share) => format!("{} ±{}", locale.percent(v), decimal(m * 100.0)),
        (Some(v), Some(m), unit) => format!("{} ±{}", number(v, unit, locale), number(m, unit, locale)),
    };
    let value = format!("{name}{value}");
    let indent = "\u{2003}".repeat(depth);
    if let Some(cell) = &d.cell {
        let source = sources.iter().find(|s| s.name == cell.source).map_or_else(|| cell.source.clone(), cite);
        let values = [
            ("value", &*value),
            ("table", &*cell.table),
            ("line", &*cell.line.to_string()),
            ("column", &*cell.column),
            ("source", &*source),
        ];
        let key = if d.rule == Rule::Replicates { "explain.replicates" } else { "explain.cell" };
        lines.push(format!("{indent}{}", locale.fill(key, &values)));
        return;
    }
    let key = match d.rule {
        Rule::Cell | Rule::Replicates => "explain.replicates",
        Rule::Sum => "explain.sum",
        Rule::Difference | Rule::Remainder | Rule::Others | Rule::PercentagePointGap => "explain.difference",
        Rule::Proportion => "explain.proportion",
        Rule::Ratio | Rule::FourFifths => "explain.ratio",
        Rule::ParityIndex => "explain.parity_index",
        Rule::IndexOfDisparity => "explain.index_of_disparity",
        Rule::Theil => "explain.theil",
        Rule::Product => "explain.product",
        Rule::AtLeastNought => "explain.at_least_nought",
        Rule::Constant => "explain.constant",
        Rule::Assumption => "explain.assumption",
        Rule::Contribution => "explain.contribution",
        Rule::Scenario => "explain.scenario",
    };
    // A number of the formula is said as it stands.
    let value = if d.rule == Rule::Constant { shortest(d.value.unwrap_or_default()) } else { value };
    let values = [("value", &*value), ("n", &*d.inputs.len().to_string()), ("formula", d.margin)];
    lines.push(format!("{indent}{}", locale.fill(key, &values)));
    for (i, input) in d.inputs.iter().enumerate() {
        if i == NAMED_CELLS && d.inputs.len() > NAMED_CELLS + 1 && d.rule != Rule::Scenario {
            let rest = (d.inputs.len() - NAMED_CELLS).to_string();
            lines.push(format!("{indent}\u{2003}{}", locale.fill("explain.more", &[("n", &rest)])));
            break;
        }
        step(input, depth + 1, sources, locale, lines);
    }
}
