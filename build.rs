//! Takes the chart's messages out of the page's message files, as lines of key, tab, text: the page's own words stay
//! out of the wasm, and so does a JSON parser. The build without `whole` leaves out the words of what it does not know.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

/// What keys of the words of pipelines, earnings, scenarios, maps and explanations have in common.
#[rustfmt::skip]
const OF_WHOLE: [&str; 38] = [
    // Pipelines.
    "pipeline", "stage", "group.", "student", "whom", "hundred.", "cohort", "fills", "format.", "head.base",
    "head.share_of", "note.outline", "rounded-rates",
    // Earnings.
    "earn", "head.step", "head.unemployment", "head.unit", "per.",
    // Scenarios.
    "scenario", "input.", "head.with", "head.year", "legend.baseline", "legend.target", "legend.with", "margin.band",
    "people_a_year", "source.model", "target",
    // Maps.
    "map", "note.insets", "note.no-shape", "ranks-", "legend.range", "legend.unsure", "legend.missing", "rank.",
    // Explanations.
    "explain.",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = env::var("OUT_DIR")?;
    let whole = env::var_os("CARGO_FEATURE_WHOLE").is_some();
    for language in ["en", "es"] {
        let file = format!("www/messages/{language}.json");
        println!("cargo::rerun-if-changed={file}");
        let messages: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let lines: String = messages
            .iter()
            .filter_map(|(key, text)| Some((key.strip_prefix("chart.")?, text)))
            .filter(|(key, _)| whole || !OF_WHOLE.iter().any(|part| key.contains(part)))
            .map(|(key, text)| format!("{key}\t{text}\n"))
            .collect();
        fs::write(Path::new(&out).join(format!("words.{language}")), lines)?;
    }
    Ok(())
}
