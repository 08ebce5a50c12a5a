//! Attainment and gap charts from public education and workforce data, wholly in the visitor's browser.
//!
//! The data's path, a module a stage, in this order:
//!
//! 1. [`ingest`]: bytes to observations, one reader a published format; a cell is a value or the reason it has none.
//! 2. [`dataset`]: immutable typed columns, and the catalog (a Frictionless data package) that describes them.
//! 3. [`measures`]: attainment, trend, gap, jobs, skills gap, pipeline, earnings, published figures, progress, what-if:
//!    a formula with its source each, every figure with its margin.
//!    An [`agenda`] says what several partners watch; progress is measured by it.
//! 4. [`chart`]: what to show, without pixels; then a scene of placed marks, a sentence and a table from one result.
//! 5. [`draw`]: a scene onto any plotters backend; SVG here, canvas in the browser.
//! 6. `wasm`: the same surface for JavaScript. The only code that knows of browsers.
//!
//! ```
//! use common_measure::{dataset::catalog::Catalog, measures::{self, Spec}};
//!
//! // Made-up figures in the form of the USDA ERS workbook.
//! let file = b"FIPS Code,Area name,\"Less than a high school diploma, 1970\",\"High school diploma only, 1970\",\
//! \"Some college (1-3 years), 1970\",\"Four years of college or higher, 1970\"\n\
//! 06037,Example County,40,30,20,10\n";
//! let mut catalog = Catalog::empty();
//! catalog.load("usda", file)?;
//! let result = measures::measure(&catalog, &Spec::attainment("06037"))?;
//! assert_eq!(result.items[0].at_or_above("bachelors_or_higher").unwrap().share.value, Some(0.1));
//! # Ok::<(), common_measure::Error>(())
//! ```

pub mod agenda;
pub mod chart;
pub mod dataset;
pub mod draw;
pub mod error;
pub mod ingest;
pub mod measures;
mod number;
mod order;
mod plain;
mod text;
#[cfg(target_arch = "wasm32")]
mod wasm;

/// 2 kB of code where the standard library's own has 7, for the builds that a page waits for. Over files of many
/// megabytes, which the whole alone reads, it took up to a third more memory, and more time.
#[cfg(all(target_arch = "wasm32", not(feature = "whole")))]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf = rlsf::GlobalTlsf::new();

/// Whether this is the whole crate. Where it is not, what the page's first view never asks for is passed over at a few
/// points that ask this constant, so that the linker drops the code behind them.
pub(crate) const WHOLE: bool = cfg!(feature = "whole");

/// Whether every measure but progress and every chart but maps and scatters are there, as in the build for embeds.
pub(crate) const CHARTS: bool = cfg!(feature = "charts");

pub use error::{Error, ErrorKind, Position, Result};
