//! How a figure came about, in the visitor's language.

use super::describe::cite;
use super::words::{Locale, decimal};
use crate::dataset::catalog::Source;
use crate::measures::explain::{Explanation, Rule, Step};
use crate::measures::scenario::Input;

/// Cells named one by one in a sum; beyond that their number is said. The data has them all.
const NAMED_CELLS: usize = 8;

/// Puts every derivation into words: the result, then what it is made of, each step indented under the one that it serves.
pub fn add_words(explanation: &mut Explanation, locale: Locale) {
    for figure in &mut explanation.figures {
        let is_share = figure.what != "people_to_parity";
        let what = match figure.what {
            "baseline" | "with" => {
                format!("{}, {}", locale.level(&figure.level), locale.get(&format!("legend.{}", figure.what)))
            }
            "gap" => locale.get("head.gap").to_owned(),
            "people_to_parity" => locale.get("head.parity").to_owned(),
            "jobs" => format!("{}, {}", locale.get("head.jobs"), locale.level(&figure.level)),
            _ => locale.level(&figure.level),
        };
        let group = locale.group(&figure.group);
        let place = locale.place_label(&figure.place);
        let parts = [what, place, group, locale.period(&figure.period)];
        figure.label = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
        step(&figure.derivation, is_share, 0, &explanation.sources, locale, &mut figure.words);
    }
}

fn step(d: &Step, is_share: bool, depth: usize, sources: &[Source], locale: Locale, lines: &mut Vec<String>) {
    // A proportion is made of counts; a sum, difference or cell is of its own kind's unit.
    let number = |value: Option<f64>| match value {
        Some(v) if is_share => locale.percent(v),
        Some(v) => locale.count(v),
        None => locale.get("reason.not-available").to_owned(),
    };
    let margin = match d.moe {
        Some(m) if is_share => format!(" ±{}", decimal(m * 100.0)),
        Some(m) => format!(" ±{}", locale.count(m)),
        None => String::new(),
    };
    // A level or an input of a scenario's model is named.
    let name = match d.name {
        "" => String::new(),
        input if locale.has(&format!("input.{input}")) => format!("{}: ", locale.get(&format!("input.{input}"))),
        level => format!("{}: ", locale.level(level)),
    };
    let value = format!("{name}{}{margin}", number(d.value));
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
        Rule::Difference | Rule::Remainder | Rule::Others => "explain.difference",
        Rule::Proportion | Rule::Ratio | Rule::ParityIndex | Rule::IndexOfDisparity | Rule::Theil => {
            "explain.proportion"
        }
        Rule::Product => "explain.product",
        Rule::Assumption => "explain.assumption",
        Rule::Contribution => "explain.contribution",
        Rule::Scenario => "explain.scenario",
    };
    let values = [("value", &*value), ("n", &*d.inputs.len().to_string()), ("formula", d.margin)];
    lines.push(format!("{indent}{}", locale.fill(key, &values)));
    let parts_are_shares = is_share && !matches!(d.rule, Rule::Proportion | Rule::Ratio);
    for (i, input) in d.inputs.iter().enumerate() {
        if i == NAMED_CELLS && d.inputs.len() > NAMED_CELLS + 1 && d.rule != Rule::Scenario {
            let rest = (d.inputs.len() - NAMED_CELLS).to_string();
            lines.push(format!("{indent}\u{2003}{}", locale.fill("explain.more", &[("n", &rest)])));
            break;
        }
        // In people times a gap, only the second operand is a share; a model's inputs are shares or people.
        let share = match d.rule {
            Rule::Product => i == 1,
            Rule::Scenario => Input::ALL.iter().any(|known| known.name() == input.name && known.is_share()),
            _ => parts_are_shares,
        };
        step(input, share, depth + 1, sources, locale, lines);
    }
}
