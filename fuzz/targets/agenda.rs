//! An agenda: a fault has a place in the text; what was read, written anew, is read as the same; progress can be asked.

#![no_main]

use common_measure::agenda::Agenda;
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::{self, Spec};
use common_measure_fuzz::{TREE, is_told, made_up, within};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::cell::RefCell;

thread_local! {
    static CATALOG: RefCell<Catalog> = RefCell::new(made_up());
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let agenda = match within(bytes.len(), TREE, || Agenda::from_json(text)) {
        Ok(agenda) => agenda,
        Err(error) => {
            is_told(&error);
            assert!(error.position().is_some_and(|at| at.line <= text.matches('\n').count() as u64 + 1), "{error}");
            return;
        }
    };
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    assert_eq!(Agenda::from_json(&serde_json::to_string_pretty(&value).unwrap()).as_ref(), Ok(&agenda));
    CATALOG.with_borrow_mut(|catalog| {
        catalog.follow(agenda);
        if let Ok(spec) = Spec::from_json(r#"{"measure":"progress"}"#) {
            let _ = measures::measure(catalog, &spec);
        }
    });
});
