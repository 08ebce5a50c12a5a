//! A table in any published form: no bytes make the reader panic, hang or take more memory than is stated; pieces make the
//! same table as the whole; what was read, written as a table of the project's own, is read as the same.

#![no_main]

use common_measure::dataset::{Dataset, Dim};
use common_measure::ingest::{self, MAX_WARNINGS, Settings};
use common_measure_fuzz::{DIMS, Row, TABLE, in_pieces, is_told, rows, settings, within};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| {
    let whole = within(bytes.len(), TABLE, || ingest::read(bytes, settings()));
    let pieces = in_pieces(bytes, settings());
    match (&whole, &pieces) {
        (Ok((data, report)), Ok((other, other_report))) => {
            assert_eq!(report, other_report);
            assert_eq!(rows(data), rows(other));
            assert!(report.warnings.len() <= MAX_WARNINGS && report.refused <= report.warning_count);
            read_again(data);
        }
        (Err(error), Err(other)) => {
            assert_eq!(error, other);
            is_told(error);
        }
        _ => panic!("whole {whole:?}, in pieces {pieces:?}"),
    }
});

fn read_again(data: &Dataset) {
    let own = |(texts, ..): &Row| {
        let [place, period, ..] = &texts[..] else { return false };
        // A text that is no code is kept as it stands, and a period may be left to the caller.
        place.bytes().all(|b| b.is_ascii_digit()) && !period.is_empty() && !texts.iter().any(|t| t.contains('\0'))
    };
    let kept: Vec<Row> = rows(data).into_iter().filter(own).collect();
    if kept.is_empty() {
        return;
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let header = DIMS.iter().map(|dim| Dim::name(*dim)).chain(["value", "moe"]);
    out.write_record(header).unwrap();
    for (texts, value, moe) in &kept {
        out.write_record(texts.iter().chain([value, moe])).unwrap();
    }
    let text = out.into_inner().unwrap();
    let (again, report) = ingest::read(&text, Settings::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((report.format, report.refused), ("common-measure", 0), "{:?}", report.warnings);
    assert_eq!(rows(&again), kept);
}

// A file is known by its first lines: three times in four they stay.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let lines = data[..size].iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let keep = if seed.is_multiple_of(4) { 0 } else { lines.take(1 + seed as usize / 4 % 3).last().unwrap_or(0) };
    keep + fuzzer_mutate(&mut data[keep..], size - keep, max_size - keep)
});
