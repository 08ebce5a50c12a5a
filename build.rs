//! Takes the chart's messages out of the page's message files, as lines of key, tab, text: the page's own words stay
//! out of the wasm, and so does a JSON parser.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = env::var("OUT_DIR")?;
    for language in ["en", "es"] {
        let file = format!("www/messages/{language}.json");
        println!("cargo::rerun-if-changed={file}");
        let messages: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let lines: String = messages
            .iter()
            .filter_map(|(key, text)| key.strip_prefix("chart.").map(|key| format!("{key}\t{text}\n")))
            .collect();
        fs::write(Path::new(&out).join(format!("words.{language}")), lines)?;
    }
    Ok(())
}
