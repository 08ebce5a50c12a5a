//! What charts say, read as a reader would: every sentence of many answers of the bundled tables, in both languages.

mod common;

use common::bundled_for_words;
use common_measure::chart::explain::add_words;
use common_measure::chart::words::Locale;
use common_measure::chart::{Chart, ChartSpec, Kind, LayoutOptions};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::explain::explain;
use common_measure::measures::{self, Answer, Place, Spec};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(bundled_for_words);

/// Questions of every measure: of places of each kind, of groups, periods, levels and definitions.
fn specs() -> Vec<String> {
    let mut specs: Vec<String> = [
        // One place, several, of several states; a period, several; counts and percentages.
        r#"{"measure":"trend","place":"06037"}"#,
        r#"{"measure":"trend","place":"06037","period":"2019"}"#,
        r#"{"measure":"trend","place":"06037","period":["1970","1980"],"level":"less_than_high_school"}"#,
        r#"{"measure":"trend","place":"06037","period":["2018","2019"]}"#,
        r#"{"measure":"trend","place":"06"}"#,
        r#"{"measure":"trend","place":["06037","06","00"],"data":"attainment"}"#,
        r#"{"measure":"trend","place":["36","22","11"],"level":"high_school_or_higher"}"#,
        r#"{"measure":"trend","place":["22071","02020","02105","02110","51510","09110","72001","32510"]}"#,
        r#"{"measure":"trend","place":"22071"}"#,
        r#"{"measure":"trend","place":"11001"}"#,
        r#"{"measure":"trend","place":"36061","level":"some_college_or_higher"}"#,
        r#"{"measure":"attainment","place":["06037","06059","06","00"],"period":"2019-2023"}"#,
        r#"{"measure":"attainment","place":["22071","36061","51510","11001","72001"],"period":"2008-2012"}"#,
        r#"{"measure":"attainment","place":"06037","period":["1970","1980","2019-2023"]}"#,
        r#"{"measure":"attainment","place":"06037","period":"2019"}"#,
        r#"{"measure":"attainment","place":["06","36"],"period":["2019-2023","1990"],"level":"graduate"}"#,
        r#"{"measure":"attainment","place":"06037","period":"2019","by":"race"}"#,
        r#"{"measure":"attainment","place":"06","by":"county"}"#,
        r#"{"measure":"attainment","place":"06","by":"county","period":"2019"}"#,
        r#"{"measure":"attainment","place":"22","by":"county"}"#,
        r#"{"measure":"attainment","place":"02","by":"county"}"#,
        r#"{"measure":"attainment","place":"36","by":"county","level":"high_school_or_higher"}"#,
        r#"{"measure":"attainment","place":"00","by":"county"}"#,
        r#"{"measure":"attainment","place":"06037","by":"tract"}"#,
        r#"{"measure":"gap","place":["06037","06059"],"period":"2019"}"#,
        r#"{"measure":"gap","place":"06037","period":"2019","race":"hispanic","reference":{"race":"white_nh"}}"#,
        r#"{"measure":"gap","place":"06037","period":"2019","reference":{"place":"06059"}}"#,
        r#"{"measure":"gap","place":"36","period":"2018","by":"sex"}"#,
        r#"{"measure":"gap","place":["06","36"],"period":"2018","by":"sex"}"#,
        r#"{"measure":"jobs","place":"31080"}"#,
        r#"{"measure":"jobs","place":"06037"}"#,
        r#"{"measure":"jobs","place":"06037","period":"2030"}"#,
        r#"{"measure":"jobs","place":"00"}"#,
        r#"{"measure":"jobs","place":"00","period":"2024","data":"occupations"}"#,
        r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher"}"#,
        r#"{"measure":"skills_gap","place":"06037"}"#,
        r#"{"measure":"skills_gap","place":"31080"}"#,
        r#"{"measure":"skills_gap","place":"06","level":"some_college_or_higher"}"#,
        r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher","assumptions":{"period":"projected"}}"#,
        r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher","assumptions":{"required_share":0.8,"participation":0.6}}"#,
        r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher","assumptions":{"required_share":0.2}}"#,
        r#"{"measure":"pipeline","place":"06037"}"#,
        r#"{"measure":"pipeline","place":"06037","period":"2021-2022"}"#,
        r#"{"measure":"pipeline","place":"06037","group":["RH","RB","RA","RI"]}"#,
        r#"{"measure":"pipeline","place":["06037","06059"],"group":["RH","GX"]}"#,
        r#"{"measure":"pipeline","place":"06037","group":"SH"}"#,
        r#"{"measure":"trend","place":"06","by":"county","period":["1970","2019-2023"]}"#,
        r#"{"measure":"trend","place":"06","by":"county","period":["1990","2000"],"level":"high_school_or_higher"}"#,
        r#"{"measure":"earnings","place":"00"}"#,
        r#"{"measure":"earnings","place":"06","sex":"female","period":"2018"}"#,
        r#"{"measure":"earnings","place":"06037"}"#,
        r#"{"measure":"earnings","place":["00","06037","06"]}"#,
        r#"{"measure":"earnings","place":["06037","06"]}"#,
        r#"{"measure":"scenario","place":"06","level":"some_college_or_higher"}"#,
        r#"{"measure":"scenario","place":"06037","scenario":{"target":{"share":0.3}}}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    for definition in ["points", "ratio", "parity_index", "four_fifths", "people_to_parity"] {
        for rest in [
            r#""place":"06037","period":"2019","by":"race""#,
            r#""place":"06037","period":"2019","by":"race","reference":{"others":true}"#,
            r#""place":"06","period":"2018","by":"sex","level":"graduate""#,
            r#""place":"06037","period":"2019","reference":{"place":"06059"}"#,
            r#""place":"06","period":"2018","by":"race","reference":{"others":true},"level":"high_school_or_higher""#,
        ] {
            specs.push(format!(r#"{{"measure":"gap",{rest},"definition":"{definition}"}}"#));
        }
    }
    // Contributions that are made up, of partners that are invented.
    let one = |kind: &str, change: f64| {
        format!(
            r#"{{"name":"Colegios","kind":"{kind}","change":{change},"low":{},"high":{},"from":2026,"to":2032}}"#,
            change / 2.0,
            change * 1.5
        )
    };
    for (share, parts) in [
        (0.9, vec![one("completion", 0.08)]),
        (0.45, vec![one("completion", 0.08), one("college_going", 0.06), one("returning", 9000.0)]),
        (0.4, vec![one("graduation", 0.02), one("starting", 4000.0), one("returning", 30000.0)]),
    ] {
        specs.push(format!(
            r#"{{"measure":"scenario","place":"06037","scenario":{{"target":{{"share":{share}}},"contributions":[{}]}}}}"#,
            parts.join(",")
        ));
    }
    specs
}

/// Made-up squares for all places of an answer but the first, and one that no place has.
fn squares(answer: &Answer) -> String {
    let codes = answer.items.iter().skip(1).map(|i| i.place.code.as_str()).chain(["99999"]);
    let feature = |(i, code): (usize, &str)| {
        let (west, south) = (-120.0 + 0.01 * (i % 60) as f64, 35.0 + 0.01 * (i / 60) as f64);
        let (east, north) = (west + 0.01, south + 0.01);
        format!(
            r#"{{"type":"Feature","properties":{{"GEOID":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let features: Vec<String> = codes.enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// What a chart says, each with what it is: `title`, `mark` …
fn said(spec: &str, locale: &str) -> Vec<(&'static str, String)> {
    let asked = Spec::from_json(spec).unwrap_or_else(|e| panic!("{spec}: {e}"));
    let answer = measures::measure(&CATALOG, &asked).unwrap_or_else(|e| panic!("{spec}: {e}"));
    let mut all = Vec::new();
    let by = spec.contains("\"by\":\"county\"") || spec.contains("\"by\":\"tract\"");
    let points = by && asked.measure == measures::Measure::Trend;
    let shapes = (by && !points).then(|| squares(&answer));
    let kind = if points { Kind::Scatter } else { Kind::Map };
    let shown = ChartSpec { chart: by.then_some(kind), mark: vec!["06037".to_owned()], ..ChartSpec::default() };
    let shapes = shapes.as_ref().map(String::as_bytes);
    let chart = Chart::with_shapes(answer, &shown, shapes).unwrap_or_else(|e| panic!("{spec}: {e}"));
    for width in [320.0, 800.0] {
        let options = LayoutOptions { width, locale: locale.to_owned(), ..LayoutOptions::default() };
        let view = chart.layout(&options).unwrap();
        for mark in view.marks().iter() {
            all.push(("mark", mark.text.clone()));
            all.push(("label", mark.label.clone()));
        }
        if width < 800.0 {
            continue;
        }
        let words = view.describe();
        all.push(("title", words.title));
        all.push(("axis", words.axis));
        all.push(("summary", words.summary));
        all.extend(words.notes.into_iter().map(|note| ("note", note)));
        all.extend(words.legend.into_iter().map(|entry| ("legend", entry.label)));
        let table = view.table();
        all.push(("caption", table.caption));
        all.extend(table.head.into_iter().map(|head| ("head", head)));
        // The last column is the publisher's own name.
        for mut row in table.rows {
            row.pop();
            all.extend(row.into_iter().map(|cell| ("cell", cell)));
        }
    }
    if !by && let Ok(mut why) = explain(&CATALOG, &asked) {
        add_words(&mut why, Locale::from_tag(locale));
        for figure in why.figures {
            all.push(("label", figure.label));
            all.extend(figure.words.into_iter().map(|line| ("step", line)));
        }
    }
    all
}

/// The charts' messages of a language.
fn messages(language: &str) -> BTreeMap<String, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("www/messages/{language}.json"));
    let all: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    all.into_iter().filter_map(|(key, text)| Some((key.strip_prefix("chart.")?.to_owned(), text))).collect()
}

/// What a reader would stumble over; empty where nothing is.
fn faults(what: &str, text: &str, spanish: bool, keys: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    let never = [
        "{",
        "}",
        "…",
        "  ",
        " ,",
        " .",
        " ;",
        " :",
        " )",
        "( ",
        "..",
        ",,",
        "undefined",
        "NaN",
        "inf ",
        "null",
        "«",
        "»",
        "\"",
        "±±",
        "−−",
    ];
    // Publishers keep their own names: what follows is not asked of them.
    let own = text.split(if spanish { " Fuente:" } else { " Source:" }).next().unwrap_or_default();
    let own = if what == "step" { own.split('(').next().unwrap_or_default() } else { own };
    let never_own: &[&str] = if spanish {
        &[" de el ", " a el ", " County", " Parish", "Census", "New York", "Louisiana", "United States", " %"]
    } else {
        &["\u{a0}%", " %", "ondado", "¿"]
    };
    faults.extend(never.iter().filter(|part| text.contains(*part)).map(|part| format!("“{part}”")));
    faults.extend(never_own.iter().filter(|part| own.contains(*part)).map(|part| format!("“{part}”")));
    let first = text.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
    let starts =
        matches!(what, "title" | "axis" | "summary" | "note" | "legend" | "caption" | "head" | "mark" | "label");
    if starts && first.is_some_and(char::is_lowercase) {
        faults.push("no capital".to_owned());
    }
    let is_key = |word: &&str| word.contains('.') && keys.contains_key(*word);
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-')));
    faults.extend(words.map(|w| w.trim_end_matches('.')).filter(is_key).map(|key| format!("the key {key}")));
    if spanish && text.char_indices().any(|(i, c)| c == '%' && !text[..i].ends_with('\u{a0}')) {
        faults.push("% without its space".to_owned());
    }
    // A span of years has an en dash.
    let bytes = own.as_bytes();
    if what != "step" && bytes.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b'-' && w[2].is_ascii_digit()) {
        faults.push("a hyphen between figures".to_owned());
    }
    if matches!(what, "summary" | "note" | "mark") && !text.is_empty() && !text.ends_with('.') {
        faults.push("no full stop".to_owned());
    }
    faults
}

/// A question, what of the chart is said, and the text.
type Said = (String, &'static str, String);

/// Every text of every question, by language; said once for all tests.
static SAID: LazyLock<[Vec<Said>; 2]> = LazyLock::new(|| {
    ["en", "es-US"].map(|locale| {
        let of = |spec: String| said(&spec, locale).into_iter().map(move |(what, text)| (spec.clone(), what, text));
        specs().into_iter().flat_map(of).collect()
    })
});

#[test]
fn every_sentence_reads_well_in_both_languages() {
    let mut found: BTreeMap<String, &str> = BTreeMap::new();
    for (language, texts) in ["en", "es"].iter().zip(&*SAID) {
        let keys = messages(language);
        for (spec, what, text) in texts {
            for fault in faults(what, text, *language == "es", &keys) {
                found.entry(format!("{language} {what} {fault}: {text}")).or_insert(spec);
            }
        }
    }
    let shown: Vec<String> = found.iter().take(25).map(|(fault, spec)| format!("{fault}\n    {spec}")).collect();
    assert!(found.is_empty(), "{} faults\n{}", found.len(), shown.join("\n"));
}

/// Whether a text holds a message's own words in their order.
fn holds(text: &str, message: &str) -> bool {
    let mut rest = text;
    message.split('{').map(|part| part.split_once('}').map_or(part, |(_, words)| words)).all(|words| {
        let found = rest.find(words);
        rest = found.map_or("", |at| &rest[at + words.len()..]);
        found.is_some()
    })
}

/// What no bundled table leads to: a gap too close to call in its title, a step down, readings that agree.
const RARE: [&str; 5] = [
    "title.earnings.less",
    "title.gap.close",
    "title.skills.fewer",
    "title.skills.same.fewer",
    "title.skills.same.more",
];

/// The answers above have every other title, axis and summary, so that the test above reads them.
#[test]
fn the_answers_have_every_kind_of_sentence() {
    for (language, texts) in ["en", "es"].iter().zip(&*SAID) {
        let texts: Vec<String> = texts.iter().map(|(_, _, text)| text.to_lowercase()).collect();
        let unread: Vec<String> = messages(language)
            .into_iter()
            .filter(|(key, _)| {
                ["title.", "axis.", "summary."].iter().any(|part| key.starts_with(part))
                    && !RARE.contains(&key.as_str())
            })
            .filter(|(_, message)| !texts.iter().any(|text| holds(text, &message.to_lowercase())))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(unread, [""; 0], "{language}");
    }
}

/// Names in a sentence of their language: the states that Spanish has a name for, what stands for a county, a tract.
#[test]
fn places_have_their_names_in_both_languages() {
    let said = |code: &str, name: &str, kind: &str| {
        let place = Place { code: code.to_owned(), name: name.to_owned(), kind: kind.to_owned() };
        [Locale::En.place(&place), Locale::Es.place(&place), Locale::Es.place_label(&place)]
    };
    for (code, name, kind, expected) in [
        ("00", "United States", "nation", ["the United States", "Estados Unidos", "Estados Unidos"]),
        ("37", "North Carolina", "state", ["North Carolina", "Carolina del Norte", "Carolina del Norte"]),
        ("48", "Texas", "state", ["Texas", "Texas", "Texas"]),
        (
            "11",
            "District of Columbia",
            "state",
            ["the District of Columbia", "el Distrito de Columbia", "Distrito de Columbia"],
        ),
        (
            "11001",
            "District of Columbia",
            "county",
            ["the District of Columbia", "el Distrito de Columbia", "Distrito de Columbia"],
        ),
        (
            "06037",
            "Los Angeles County, California",
            "county",
            ["Los Angeles County", "el condado de Los Ángeles", "Condado de Los Ángeles"],
        ),
        (
            "35028",
            "Los Alamos County, New Mexico",
            "county",
            ["Los Alamos County", "el condado de Los Alamos", "Condado de Los Alamos"],
        ),
        (
            "22071",
            "Orleans Parish, Louisiana",
            "county",
            ["Orleans Parish", "la parroquia de Orleans", "Parroquia de Orleans"],
        ),
        (
            "02110",
            "Juneau City and Borough, Alaska",
            "county",
            ["Juneau City and Borough", "la ciudad y borough de Juneau", "Ciudad y borough de Juneau"],
        ),
        (
            "24510",
            "Baltimore city, Maryland",
            "county",
            ["Baltimore city", "la ciudad de Baltimore", "Ciudad de Baltimore"],
        ),
        ("32510", "Carson City, Nevada", "county", ["Carson City", "Carson City", "Carson City"]),
        (
            "72001",
            "Adjuntas Municipio, Puerto Rico",
            "county",
            ["Adjuntas Municipio", "el municipio de Adjuntas", "Municipio de Adjuntas"],
        ),
        (
            "06037101110",
            "Census Tract 1011.10",
            "tract",
            ["Census Tract 1011.10", "el sector censal 1011.10", "Sector censal 1011.10"],
        ),
        (
            "06991",
            "Some Other County, California",
            "other",
            ["Some Other County, California", "Some Other County, California", "Some Other County, California"],
        ),
    ] {
        assert_eq!(said(code, name, kind), expected, "{code}");
    }
}

/// What counts as a county has another name in some states.
#[test]
fn places_are_counted_by_the_name_that_their_state_has_for_them() {
    for (state, english, spanish) in [
        ("06", "58 California counties", "58 condados de California"),
        ("22", "64 Louisiana parishes", "64 parroquias de Luisiana"),
        ("02", "30 Alaska boroughs and census areas", "30 boroughs y áreas censales de Alaska"),
        ("09", "9 Connecticut planning regions", "9 regiones de planificación de Connecticut"),
        ("51", "133 Virginia counties and independent cities", "133 condados y ciudades independientes de Virginia"),
        ("72", "78 Puerto Rico municipios", "78 municipios de Puerto Rico"),
    ] {
        let spec = format!(r#"{{"measure":"attainment","place":"{state}","by":"county"}}"#);
        for (locale, counted) in [("en", english), ("es", spanish)] {
            let said = said(&spec, locale);
            let title = said.iter().find_map(|(what, text)| (*what == "title").then_some(text)).unwrap();
            assert!(title.contains(&format!(" {counted} ")) || title.contains(&format!(" {counted},")), "{title}");
        }
    }
}

/// The gap in people has no line that the others are read against.
#[test]
fn no_line_is_spoken_of_where_none_is_drawn() {
    for (locale, line) in [("en", "line"), ("es", "línea")] {
        let said = said(
            r#"{"measure":"gap","place":"06037","period":"2019","by":"race","definition":"people_to_parity"}"#,
            locale,
        );
        let notes: Vec<&String> = said.iter().filter(|(what, _)| *what == "note").map(|(_, text)| text).collect();
        assert!(!notes.is_empty());
        assert!(!notes.iter().any(|note| note.contains(line)), "{notes:?}");
    }
}

/// What no message may have, filled or not, the page's among them.
#[test]
fn messages_are_set_as_their_language_sets_them() {
    for language in ["en", "es"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("www/messages/{language}.json"));
        let all: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        // A language is named in itself.
        for (key, text) in all.into_iter().filter(|(key, _)| key != "page.deck.language") {
            let mut never = vec!["  ", " ,", " ;", " :", " ?", " …", "...", "\"", "'", "«", "»", " %", "--"];
            // A placeholder after "de" or "a" may begin with "el": messages do without.
            never.extend(if language == "es" { [" de el ", " a el ", "}%"] } else { ["\u{a0}%", " de ", "ñ"] });
            for part in never {
                assert!(!text.contains(part), "{language} {key}: “{part}” in {text}");
            }
            for name in ["place", "reference"].iter().filter(|_| language == "es") {
                let joined = [format!(" de {{{name}}}"), format!(" a {{{name}}}")];
                assert!(!joined.iter().any(|j| text.contains(j)), "{key}: {text}");
            }
        }
    }
}

/// The program text of the crate without its tests and comments.
fn code(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        if path.is_dir() {
            return code(&path);
        }
        let text = std::fs::read_to_string(path).unwrap();
        let own = text.split("#[cfg(test)]").next().unwrap();
        own.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
    };
    entries.map(read).collect()
}

/// A key is asked for where it stands in the code, whole or made up: `note.{}` and a note's code.
#[test]
fn every_message_of_the_charts_is_asked_for_and_every_one_asked_for_is_there() {
    // Codes of places, groups and claims are in the data, not in the code.
    const OF_DATA: [&str; 7] = ["place.", "claim.", "race.", "sex.", "age.", "nativity.", "employment."];
    let code = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).replace("'\"'", "").replace("\\\"", "");
    let literals: BTreeSet<&str> = code.split('"').skip(1).step_by(2).collect();
    let made_up: Vec<(&str, &str)> =
        literals.iter().filter_map(|l| Some((l.split_once('{')?.0, l.rsplit_once('}')?.1))).collect();
    let keys = messages("en");
    for key in keys.keys() {
        let within = |(before, after): &(&str, &str)| key.strip_prefix(before)?.strip_suffix(after);
        let known = |middle: &str| literals.contains(middle) || middle.split('.').all(|m| literals.contains(m));
        let asked = literals.contains(key.as_str())
            || made_up.iter().filter(|(before, _)| before.contains('.')).filter_map(within).any(known)
            || OF_DATA.iter().any(|of| key.starts_with(of));
        assert!(asked, "nothing asks for chart.{key}");
    }
    for asking in ["locale.get(", "locale.fill("] {
        for part in code.split(asking).skip(1) {
            // A key that is worked out is no literal, or has a gap in it.
            let Some((key, _)) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            assert!(keys.contains_key(key), "there is no chart.{key}");
        }
    }
}
