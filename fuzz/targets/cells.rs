//! Rows cut 64 bytes at a time against the csv crate, and numbers of few digits against the standard library.

#![no_main]

use common_measure_scan::{Rows, number};
use libfuzzer_sys::fuzz_target;

const LONGEST: usize = 500;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let delimiter = [b',', b'\t', b'^'][usize::from(*first) % 3];
    let mut rows = Rows::default();
    let used = rows.find(bytes, delimiter, LONGEST, usize::MAX);
    // The csv crate takes a byte order mark off what it reads first, and passes over blank lines.
    let plain = [b"\n", &bytes[..used]].concat();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(&plain[..]);
    let mut records = reader.byte_records();
    for row in 0..rows.len() {
        let cells = rows.row(bytes, row);
        for text in cells.iter() {
            if let Some(value) = number(text) {
                let standard = std::str::from_utf8(text).ok().and_then(|t| t.parse::<f64>().ok());
                assert_eq!(standard.map(f64::to_bits), Some(value.to_bits()));
            }
        }
        if cells.len() > 1 || !cells.get(0).is_empty() {
            let record = records.next().unwrap().unwrap();
            assert!(record.iter().eq(cells.iter()), "{record:?}");
        }
    }
    assert!(records.next().is_none());
    // What is left begins with a row that is not plain, is too long or does not end.
    let left = &bytes[used..];
    let end = left.iter().position(|b| *b == b'\n').map(|at| at + 1);
    let odd = |row: &[u8]| {
        let lone = row.iter().enumerate().any(|(i, b)| *b == b'\r' && row.get(i + 1) != Some(&b'\n'));
        lone || row.iter().any(|b| matches!(b, b'"' | 0))
    };
    assert!(end.is_none_or(|end| end > LONGEST || odd(&left[..end])), "{left:?}");
});
