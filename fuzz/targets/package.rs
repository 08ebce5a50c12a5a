//! A data package, and its rule on small cells over the made-up tables.

#![no_main]

use common_measure::dataset::Dim;
use common_measure::dataset::catalog::Catalog;
use common_measure_fuzz::{TREE, load_samples, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut catalog = match within(bytes.len(), TREE, || Catalog::from_json(text)) {
        Ok(catalog) => catalog,
        Err(error) => return assert_eq!(error.code(), "bad-descriptor"),
    };
    // A package may name another format for one of them, or none that there is.
    let report =
        catalog.load("tidy", b"place,period,group,indicator,value\n06037,2020,RH,cohort,5\n06037,2020,TA,cohort,50\n");
    if report.is_err() {
        return;
    }
    load_samples(&mut catalog);
    for data in catalog.datasets(None) {
        for row in 0..data.len() {
            assert!(!data.text(Dim::Source, row).contains('\0'));
        }
    }
    for name in ["tidy", "acs1-2018-cde.csv", "no such"] {
        catalog.unload(name);
    }
});
