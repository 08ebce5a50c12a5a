//! A question, and on further lines what to show of the answer and how large. An answer written and read again is the same
//! answer; it can be drawn without a number that is none, or says why not.

#![no_main]

use common_measure::chart::{Chart, ChartSpec, LayoutOptions};
use common_measure::dataset::catalog::Catalog;
use common_measure::draw::svg::svg;
use common_measure::measures::{self, Answer, Spec, explain};
use common_measure_fuzz::{made_up, same, within};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;

thread_local! {
    static CATALOG: RefCell<Catalog> = RefCell::new(made_up());
}

/// An answer is as large as the tables, whatever the size of the question.
const ANSWER: usize = 4 << 10;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.lines();
    let Ok(spec) = Spec::from_json(lines.next().unwrap_or_default()) else { return };
    let written = serde_json::to_string(&spec).unwrap();
    assert_eq!(Spec::from_json(&written).map(|s| serde_json::to_string(&s).unwrap()).as_ref(), Ok(&written));
    let answer = CATALOG.with_borrow(|catalog| {
        let answer = within(bytes.len(), ANSWER, || measures::measure(catalog, &spec));
        let _ = explain::explain(catalog, &spec);
        let _ = measures::periods(catalog, &spec);
        answer
    });
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let value = serde_json::to_value(&answer).unwrap();
    let again: Answer = serde_json::from_str(&value.to_string()).unwrap_or_else(|e| panic!("{e}: {value}"));
    assert!(same(&serde_json::to_value(&again).unwrap(), &value), "{value}");
    let chart = lines.next().and_then(|line| serde_json::from_str::<ChartSpec>(line).ok()).unwrap_or_default();
    let layout = lines.next().and_then(|line| serde_json::from_str::<LayoutOptions>(line).ok()).unwrap_or_default();
    let Ok(view) = Chart::new(again, &chart).and_then(|chart| chart.layout(&layout)) else { return };
    let drawn = svg(&view).unwrap();
    assert!(!drawn.contains("NaN") && !drawn.contains("\"inf"), "{drawn}");
    let words = serde_json::to_string(&(view.describe(), view.table())).unwrap();
    assert!(!words.contains("NaN"), "{words}");
});
