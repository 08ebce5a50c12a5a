//! `dist/agenda.atom` and `dist/agenda.es.atom`: the changes of the bundled agenda as Atom feeds (RFC 4287), newest first.
//! Everything in them comes from the agenda, so that the same agenda gives the same bytes on any day.

use crate::project::{Project, read};
use common_measure::agenda::Agenda;
use serde_json::Value;
use std::fmt::Write;
use std::path::PathBuf;

/// A feed a language, by its path in the site.
const FEEDS: [(&str, &str); 2] = [("en", "agenda.atom"), ("es", "agenda.es.atom")];

/// The feeds by their path in the site.
pub(crate) fn files(project: &Project) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let source = project.root.join("www/data/agenda.json");
    let text = String::from_utf8(read(&source)?).map_err(|e| format!("{}: {e}", source.display()))?;
    let feed = |(language, path)| Ok((PathBuf::from(path), feed(&text, language, path)?.into_bytes()));
    FEEDS.into_iter().map(feed).collect::<Result<_, String>>().map_err(|e| format!("{}: {e}", source.display()))
}

fn feed(agenda: &str, language: &str, path: &str) -> Result<String, String> {
    Agenda::from_json(agenda).map_err(|e| e.to_string())?;
    let agenda: Value = serde_json::from_str(agenda).map_err(|e| e.to_string())?;
    // The check has seen to it that they are there.
    let said = |value: &Value| escaped(value[language].as_str().unwrap_or_default());
    let id = agenda["id"].as_str().unwrap_or_default();
    let page = format!("./?view=agenda&amp;lang={language}");
    let mut entries = String::new();
    let mut newest = "";
    let mut known: Vec<&str> = Vec::new();
    for change in agenda["changes"].as_array().into_iter().flatten() {
        let date = change["date"].as_str().unwrap_or_default();
        // Of several on one day, which: a text that is corrected stays the same entry.
        let nth = known.iter().filter(|other| **other == date).count();
        known.push(date);
        newest = newest.max(date);
        let about = change["indicator"].as_str().and_then(|id| indicator(&agenda, id));
        let about = about.map_or_else(String::new, |one| format!("{}: ", said(&one["title"])));
        // A change is a sentence, and its title.
        let entry = format!(
            "  <entry>\n    <id>{}</id>\n    <title>{about}{}</title>\n    <updated>{date}T00:00:00Z</updated>\n    \
             <link rel=\"alternate\" href=\"{page}\"/>\n  </entry>\n",
            uuid(&format!("{id} {language} {date} {nth}")),
            said(&change["text"]),
        );
        entries.insert_str(0, &entry);
    }
    if newest.is_empty() {
        return Err("a feed needs a change, and there is none".to_owned());
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n  <id>{}</id>\n  <title>{}</title>\n  \
         <updated>{newest}T00:00:00Z</updated>\n  <author><name>Common Measure</name></author>\n  \
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{path}\"/>\n  \
         <link rel=\"alternate\" href=\"{page}\"/>\n{entries}</feed>\n",
        uuid(&format!("{id} {language}")),
        said(&agenda["title"]),
    );
    Ok(xml)
}

fn indicator<'a>(agenda: &'a Value, id: &str) -> Option<&'a Value> {
    let goals = agenda["goals"].as_array().into_iter().flatten();
    goals.flat_map(|goal| goal["indicators"].as_array().into_iter().flatten()).find(|i| i["id"] == id)
}

/// Text of an element. What XML 1.0 has no place for, controls, is left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// An id that never changes and names no site: UUID version 8 (RFC 9562) of a name's FNV-1a hash of 128 bits
/// (draft-eastlake-fnv).
fn uuid(name: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in name.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let hash = hash & !(0xf << 76) | 0x8 << 76;
    let hash = hash & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{hash:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agenda(changes: &str) -> String {
        format!(
            r#"{{"id":"ours","title":{{"en":"A & B <b>","es":"A y B"}},"goals":[{{"id":"g","title":{{"en":"g","es":"g"}},
            "indicators":[{{"id":"i","title":{{"en":"Degrees","es":"Títulos"}},"definition":{{"en":"d","es":"d"}},
            "better":"higher","spec":{{"measure":"trend"}}}}]}}],"changes":[{changes}]}}"#
        )
    }

    #[test]
    fn the_newest_change_dates_the_feed_and_comes_first() {
        let text = r#"{"date":"2026-01-02","text":{"en":"Second","es":"Dos"},"indicator":"i"}"#;
        let first = r#"{"date":"2025-03-04","text":{"en":"First","es":"Uno"}}"#;
        let xml = feed(&agenda(&format!("{first},{text}")), "en", "agenda.atom").unwrap();
        assert!(xml.find("Second").unwrap() < xml.find("First").unwrap());
        assert!(xml.find("<updated>2026-01-02T00:00:00Z</updated>").unwrap() < xml.find("<entry>").unwrap());
        assert!(
            xml.contains("<title>A &amp; B &lt;b&gt;</title>") && xml.contains("<title>Degrees: Second</title>"),
            "{xml}"
        );
    }

    #[test]
    fn an_entry_keeps_its_id_when_its_words_are_corrected_or_others_join_it() {
        let ids = |changes: &str| {
            let xml = feed(&agenda(changes), "en", "agenda.atom").unwrap();
            let mut ids: Vec<String> =
                xml.lines().filter(|l| l.contains("<id>")).map(|l| l.trim().to_owned()).collect();
            ids.sort();
            ids
        };
        let one = ids(r#"{"date":"2025-03-04","text":{"en":"Frist","es":"Uno"}}"#);
        let two = ids(
            r#"{"date":"2025-03-04","text":{"en":"First","es":"Uno"}},{"date":"2025-03-04","text":{"en":"b","es":"b"}}"#,
        );
        assert_eq!(two.len(), 3);
        assert!(one.iter().all(|id| two.contains(id)), "{one:?} {two:?}");
        assert!(two.windows(2).all(|w| w[0] != w[1]));
    }

    #[test]
    fn a_wrong_agenda_stops_the_build_and_says_where() {
        let error = feed(&agenda(r#"{"date":"soon","text":{"en":"a","es":"b"}}"#), "en", "agenda.atom").unwrap_err();
        assert!(error.contains("changes[0].date") && error.contains("line 3"), "{error}");
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // The empty name's hash is the offset basis; version and variant stand in their places.
        assert_eq!(uuid(""), "urn:uuid:6c62272e-07bb-8142-a2b8-21756295c58d");
    }
}
