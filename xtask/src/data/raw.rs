//! The official files beside the checkout.

use common_measure::dataset::Dataset;
use common_measure::ingest::{self, Settings};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of official files.
pub(super) struct Raw {
    folder: PathBuf,
}

impl Raw {
    pub(super) fn open(folder: &Path) -> Result<Self, String> {
        if !folder.is_dir() {
            return Err(
                "the official files are not there: the bundled tables are made from the folder ../shared/data \
                        beside the checkout (see docs/data-sources.md)"
                    .into(),
            );
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// A file's bytes, unpacked where it is a gzip file.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let stored = std::fs::read(self.folder.join(path)).map_err(|e| format!("{path}: {e}"))?;
        if !path.ends_with(".gz") {
            return Ok(stored);
        }
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(&stored[..]).read_to_end(&mut bytes).map_err(|e| format!("{path}: {e}"))?;
        Ok(bytes)
    }

    /// A file read whole; a refused row is an error.
    pub(super) fn table(&self, path: &str, format: &str, period: Option<&str>) -> Result<Dataset, String> {
        let settings =
            Settings { format: Some(format.into()), period: period.map(str::to_owned), ..Settings::default() };
        let (data, report) = ingest::read(&self.bytes(path)?, settings).map_err(|e| format!("{path}: {e}"))?;
        if let Some(warning) = report.warnings.first() {
            return Err(format!("{path}: {} rows refused, line {}: {}", report.refused, warning.line, warning.message));
        }
        Ok(data)
    }
}
