//! Takes the chart's messages out of the page's message files, as lines of key, tab, text: the page's own words stay
//! out of the wasm, and so does a JSON parser. A build leaves out the words of what it does not know.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

/// What keys of the words of pipelines, earnings and scenarios have in common.
#[rustfmt::skip]
const OF_CHARTS: [&str; 29] = [
    // Pipelines.
    "pipeline", "stage", "group.", "student", "whom", "hundred.", "cohort", "fills", "format.", "head.base",
    "head.share_of", "note.outline", "rounded-rates",
    // Earnings.
    "earn", "head.step", "head.unemployment", "head.unit", "per.",
    // Scenarios.
    "scenario", "input.", "head.with", "head.year", "legend.baseline", "legend.target", "legend.with", "margin.band",
    "people_a_year", "source.model", "target",
];

/// The same of maps, points and explanations.
#[rustfmt::skip]
const OF_WHOLE: [&str; 10] = [
    "map", "note.insets", "note.no-shape", "ranks-", "legend.range", "legend.unsure", "legend.missing", "rank.",
    "explain.", "scatter",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = env::var("OUT_DIR")?;
    let has = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    let of_charts: &[&str] = if has("CHARTS") { &[] } else { &OF_CHARTS };
    let of_whole: &[&str] = if has("WHOLE") { &[] } else { &OF_WHOLE };
    for language in ["en", "es"] {
        let file = format!("www/messages/{language}.json");
        println!("cargo::rerun-if-changed={file}");
        let messages: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let lines: String = messages
            .iter()
            .filter_map(|(key, text)| Some((key.strip_prefix("chart.")?, text)))
            .filter(|(key, _)| !of_charts.iter().chain(of_whole).any(|part| key.contains(part)))
            .map(|(key, text)| format!("{key}\t{text}\n"))
            .collect();
        fs::write(Path::new(&out).join(format!("words.{language}")), lines)?;
    }
    Ok(())
}
