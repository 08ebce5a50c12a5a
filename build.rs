//! Takes the chart's messages out of the page's message files, as lines of key, tab, text: the page's own words stay
//! out of the wasm, and so does a JSON parser. The build without `whole` leaves out the words of what it does not know.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

/// What keys of the words of pipelines, earnings, scenarios, maps and explanations have in common.
const OF_WHOLE: [&str; 14] = [
    "pipeline", "stage.", "group.", "students", "whom.", "hundred.", "cohort", "fills", "format.", "earn", "scenario",
    "input.", "explain.", "map.",
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
