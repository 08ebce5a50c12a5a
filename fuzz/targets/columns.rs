//! Columns by hand: a line of options in JSON, and under it a file. The same is looked at before it is loaded.

#![no_main]

use common_measure::dataset::catalog::{Catalog, LoadOptions};
use common_measure_fuzz::{TABLE, TREE, is_told, rows, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let (options, file) = (&bytes[..at], bytes.get(at + 1..).unwrap_or_default());
    let catalog = Catalog::empty();
    if let Err(error) = within(bytes.len(), TABLE, || catalog.preview(file, None, LoadOptions::default())) {
        is_told(&error);
    }
    let half = &file[..file.len() / 2];
    let _ = within(bytes.len(), TABLE, || catalog.preview(half, Some(file.len() as u64), LoadOptions::default()));
    let Ok(options) = within(at, TREE, || serde_json::from_slice::<LoadOptions>(options)) else { return };
    let read = within(bytes.len(), TABLE, || {
        let mut loader = catalog.loader_with("made-up", options.clone())?;
        loader.push(file)?;
        loader.finish()
    });
    let mut others = Vec::new();
    let pieces = catalog.loader_with("made-up", options).and_then(|mut loader| {
        file.chunks(7).try_for_each(|piece| loader.push(piece))?;
        let (data, report) = loader.finish()?;
        others = rows(&data);
        Ok(report)
    });
    assert_eq!(read.as_ref().map(|(_, report)| report), pieces.as_ref());
    match read {
        Ok((data, _)) => assert_eq!(rows(&data), others),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
