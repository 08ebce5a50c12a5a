//! Words and numbers in the visitor's language. The page's message files, one a language, hold the chart's
//! under keys that begin with `chart.` (see `build.rs`).

use crate::measures::estimate::Estimate;
use crate::measures::{Group, Place};
use crate::number;
use crate::text;
use std::sync::OnceLock;

/// A language of the message files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// English, as in the United States.
    En,
    /// Spanish, as in the United States: 33.8 %, 6,909,650.
    Es,
}

/// What the name of a county, or of what is counted like one, ends in, and the key of that kind of place. The longest
/// come first: the Census Bureau writes "Carson City" for a name, and "Baltimore city" for a name and a kind.
const KINDS: [(&str, &str); 10] = [
    ("City and Borough", "city_borough"),
    ("Planning Region", "region"),
    ("Census Area", "census_area"),
    ("Municipality", "municipality"),
    ("Municipio", "municipio"),
    ("Division", "division"),
    ("Borough", "borough"),
    ("County", "county"),
    ("Parish", "parish"),
    ("city", "city"),
];

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0 to 1, said as a percentage.
    Share,
    /// People of 100.
    OfHundred,
    /// People, counted.
    People,
    /// U.S. dollars.
    Dollars,
    /// How many times as much.
    Ratio,
}

impl Locale {
    /// The language of a tag such as `es-US`; English where there are no messages.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("es") { Self::Es } else { Self::En }
    }

    /// Keys and texts, by key.
    fn messages(self) -> &'static [(&'static str, &'static str)] {
        // Immutable and the same for every chart.
        static EN: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
        static ES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
        let (slot, text) = match self {
            Self::En => (&EN, include_str!(concat!(env!("OUT_DIR"), "/words.en"))),
            Self::Es => (&ES, include_str!(concat!(env!("OUT_DIR"), "/words.es"))),
        };
        slot.get_or_init(|| text.lines().filter_map(|line| line.split_once('\t')).collect())
    }

    /// A message by its key, without the `chart.` of the message files.
    #[must_use]
    pub fn get(self, key: &str) -> &'static str {
        self.find(key).or_else(|| Self::En.find(key)).unwrap_or("…")
    }

    /// Whether there is a message of this key.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(self, key: &str) -> Option<&'static str> {
        let messages = self.messages();
        messages.binary_search_by(|(known, _)| (*known).cmp(key)).ok().map(|at| messages[at].1)
    }

    /// A message with its `{names}` filled in.
    #[must_use]
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let message = self.get(key);
        let mut text = String::with_capacity(message.len() + 32);
        // Before each closing bracket there is some text, an opening one, and a name.
        let mut pieces = message.split('}').peekable();
        while let Some(piece) = pieces.next() {
            match piece.rsplit_once('{').filter(|_| pieces.peek().is_some()) {
                Some((before, name)) => {
                    text.push_str(before);
                    text.push_str(values.iter().find(|(known, _)| *known == name).map_or("…", |(_, value)| value));
                }
                None => text.push_str(piece),
            }
        }
        text
    }

    /// A share as a percentage: 0.338 is `33.8%` or, in Spanish, `33.8 %`.
    ///
    /// ```
    /// use common_measure::chart::words::Locale;
    /// assert_eq!(Locale::En.percent(0.338), "33.8%");
    /// assert_eq!(Locale::Es.percent(0.338), "33.8\u{a0}%");
    /// ```
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        let sign = if self == Self::Es { "\u{a0}%" } else { "%" };
        format!("{}{sign}", decimal(share * 100.0))
    }

    /// A percentage without decimals, for axes.
    #[must_use]
    pub fn whole_percent(self, share: f64) -> String {
        let sign = if self == Self::Es { "\u{a0}%" } else { "%" };
        number::fixed(share * 100.0, 0) + sign
    }

    /// A whole number with thousands separators.
    ///
    /// ```
    /// use common_measure::chart::words::Locale;
    /// assert_eq!(Locale::Es.count(6_909_650.0), "6,909,650");
    /// assert_eq!(Locale::En.count(-1_234.4), "\u{2212}1,234");
    /// ```
    #[must_use]
    pub fn count(self, value: f64) -> String {
        let digits = number::fixed(value.abs(), 0);
        let mut out = String::new();
        if value < -0.5 {
            out.push('\u{2212}');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    /// Whole dollars.
    ///
    /// ```
    /// use common_measure::chart::words::Locale;
    /// assert_eq!(Locale::Es.dollars(1_248.0), "$1,248");
    /// assert_eq!(Locale::En.dollars(-392.0), "\u{2212}$392");
    /// ```
    #[must_use]
    pub fn dollars(self, value: f64) -> String {
        let sign = if value < -0.5 { "\u{2212}" } else { "" };
        format!("{sign}${}", self.count(value.abs()))
    }

    /// A number of people to two figures, where more would claim a precision that there is not.
    ///
    /// ```
    /// use common_measure::chart::words::Locale;
    /// assert_eq!(Locale::En.about(612_622.0), "610,000");
    /// assert_eq!(Locale::Es.about(1_199_285.0), "1.2\u{a0}millones");
    /// ```
    #[must_use]
    pub fn about(self, people: f64) -> String {
        let people = people.abs();
        let step = number::power_of_ten(people.max(10.0)) / 10.0;
        let rounded = (people / step).round() * step;
        if rounded < 999_999.5 {
            return self.count(rounded);
        }
        let millions = decimal(rounded / 1e6);
        let n = millions.strip_suffix(".0").unwrap_or(&millions);
        self.fill(if n == "1" { "million" } else { "millions" }, &[("n", n)])
    }

    /// A value on an axis.
    #[must_use]
    pub fn tick(self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Share => self.whole_percent(value),
            Unit::OfHundred | Unit::People => self.count(value),
            Unit::Dollars => self.dollars(value),
            Unit::Ratio => number::fixed(value, 2),
        }
    }

    /// A figure of a unit, or why there is none.
    #[must_use]
    pub fn figure(self, e: &Estimate, unit: Unit) -> String {
        match (e.value, unit) {
            (Some(v), Unit::Dollars) => self.dollars(v),
            (Some(v), Unit::OfHundred) => self.fill("of_hundred", &[("n", &self.of_hundred(v / 100.0))]),
            (_, Unit::People) => self.people(e),
            (Some(v), Unit::Ratio) => number::fixed(v, 2),
            _ => self.share(e),
        }
    }

    /// A share in people: "36 of 100". Between nought and one it is said to be fewer than one.
    #[must_use]
    pub fn of_hundred(self, share: f64) -> String {
        let n = share * 100.0;
        if n > 0.0 && n < 0.5 { self.get("fewer_than_1").to_owned() } else { number::fixed(n, 0) }
    }

    /// A share, or why there is none.
    #[must_use]
    pub fn share(self, e: &Estimate) -> String {
        match e.value {
            Some(v) => self.percent(v),
            None => self.reason(e.reason.as_deref()),
        }
    }

    /// A number of people, or why there is none.
    #[must_use]
    pub fn people(self, e: &Estimate) -> String {
        match e.value {
            Some(v) => self.count(v),
            None => self.reason(e.reason.as_deref()),
        }
    }

    /// Why a figure or a margin is missing.
    #[must_use]
    pub fn reason(self, reason: Option<&str>) -> String {
        let key = format!("reason.{}", reason.unwrap_or("not-available"));
        if self.has(&key) { self.get(&key).to_owned() } else { self.get("reason.not-available").to_owned() }
    }

    /// A share's margin: "give or take 0.3 percentage points", "no sampling error", or why there is none.
    #[must_use]
    pub fn margin(self, e: &Estimate) -> String {
        self.margin_of(e, Unit::Share)
    }

    /// The same for a figure of any unit.
    #[must_use]
    pub fn margin_of(self, e: &Estimate, unit: Unit) -> String {
        match e.moe {
            Some(m) if m > 0.0 && unit == Unit::OfHundred => self.fill("margin.about", &[("moe", &decimal(m))]),
            Some(m) if m > 0.0 && unit != Unit::Share => self.fill("margin.about", &[("moe", &self.tick(m, unit))]),
            Some(m) if m > 0.0 && m < 0.0005 => self.get("margin.tiny").to_owned(),
            Some(m) if m > 0.0 => self.fill("margin.points", &[("moe", &decimal(m * 100.0))]),
            Some(_) => self.get("margin.none").to_owned(),
            None if e.value.is_none() => String::new(),
            None => {
                let key = format!("no_margin.{}", e.moe_reason.as_deref().unwrap_or("not-published"));
                self.get(if self.has(&key) { &key } else { "no_margin.not-published" }).to_owned()
            }
        }
    }

    /// A period with the margin of a share, for a title: "2019, give or take 0.3".
    #[must_use]
    pub fn period_with_margin(self, period: &str, e: &Estimate) -> String {
        let period = self.period(period);
        match e.moe {
            Some(m) if m >= 0.0005 => self.fill("title.margin", &[("period", &period), ("moe", &decimal(m * 100.0))]),
            _ => period,
        }
    }

    /// `33.8% ±0.3`
    #[must_use]
    pub fn share_with_margin(self, e: &Estimate) -> String {
        match (e.value, e.moe) {
            (Some(v), Some(m)) if m >= 0.0005 => format!("{} ±{}", self.percent(v), decimal(m * 100.0)),
            _ => self.share(e),
        }
    }

    /// A figure of a unit with its margin: `0.57 ±0.02`.
    #[must_use]
    pub fn with_margin(self, e: &Estimate, unit: Unit) -> String {
        match (e.moe, unit) {
            (_, Unit::Share) => self.share_with_margin(e),
            (Some(m), Unit::Ratio) if m >= 0.005 => format!("{} ±{}", self.figure(e, unit), number::fixed(m, 2)),
            (Some(m), Unit::People) if m >= 0.5 => format!("{} ±{}", self.figure(e, unit), self.count(m)),
            _ => self.figure(e, unit),
        }
    }

    /// The name of a level of education, as a noun.
    #[must_use]
    pub fn level(self, code: &str) -> String {
        let key = format!("level.{code}");
        if self.has(&key) { self.get(&key).to_owned() } else { code.replace('_', " ") }
    }

    /// The name of a level at which jobs and adults are set side by side.
    #[must_use]
    pub fn band(self, code: &str) -> String {
        let key = format!("band.{code}");
        if self.has(&key) { self.get(&key).to_owned() } else { self.level(code) }
    }

    /// What people at or above a level have, to follow "adults in ...".
    #[must_use]
    pub fn have(self, code: &str) -> String {
        let key = format!("have.{code}");
        if self.has(&key) { self.get(&key).to_owned() } else { self.fill("have", &[("level", &self.level(code))]) }
    }

    /// The name of a group; "" for everyone.
    #[must_use]
    pub fn group(self, group: &Group) -> String {
        let dims = [
            ("race", &group.race),
            ("sex", &group.sex),
            ("age", &group.age),
            ("nativity", &group.nativity),
            ("employment", &group.employment),
        ];
        let name = |(dim, code): (&str, &Option<String>)| Some(self.get(&format!("{dim}.{}", code.as_ref()?)));
        dims.into_iter().filter_map(name).collect::<Vec<_>>().join(", ")
    }

    /// The name of a group, also of everyone.
    #[must_use]
    pub fn group_or_everyone(self, group: &Group) -> String {
        let name = self.group(group);
        if name.is_empty() { self.get("everyone").to_owned() } else { name }
    }

    /// The students of a group of the California Department of Education, inside a sentence; "" is all of them.
    #[must_use]
    pub fn students(self, code: &str) -> String {
        let key = format!("group.{code}");
        match code {
            "" => self.get("students").to_owned(),
            _ if self.has(&key) => self.get(&key).to_owned(),
            _ => self.fill("students.other", &[("code", code)]),
        }
    }

    /// The group as the subject of a sentence: "Latino adults", "women", "adults".
    #[must_use]
    pub fn who(self, group: &Group) -> String {
        let mut codes = group.codes();
        match (codes.next(), codes.next()) {
            (None, _) => self.get("who").to_owned(),
            (Some(only), None) if self.has(&format!("who.{only}")) => self.get(&format!("who.{only}")).to_owned(),
            _ => self.fill("who.both", &[("group", &self.group(group))]),
        }
    }

    /// A place's name without its state, for sentences: "Los Angeles County", "el condado de Los Ángeles".
    #[must_use]
    pub fn place(self, place: &Place) -> String {
        let (county, tract) = (place.kind == "county", place.kind == "tract");
        let short = if county { text::split(&place.name, ", ").next().unwrap_or_default() } else { &place.name };
        let name = self.place_of(&place.code, short);
        let found = if tract { name.strip_prefix("Census Tract ").map(|number| (number, "tract")) } else { None };
        match found.or_else(|| county_kind(&name).filter(|_| county)) {
            Some((bare, kind)) => self.fill(&format!("place.{kind}"), &[("name", bare)]),
            None => name,
        }
    }

    /// This language's own name for the place of a code, else the data's.
    #[must_use]
    pub(super) fn place_of(self, code: &str, name: &str) -> String {
        let own = format!("place.{code}");
        if self.has(&own) { self.get(&own).to_owned() } else { name.to_owned() }
    }

    /// The same to stand alone: without its article, and with a capital.
    #[must_use]
    pub fn place_label(self, place: &Place) -> String {
        let name = self.place(place);
        // Articles that are part of a name have a capital: Los Alamos County.
        let bare = ["the ", "el ", "la ", "los ", "las "].iter().find_map(|article| name.strip_prefix(article));
        capital(bare.unwrap_or(&name))
    }

    /// A period with an en dash.
    #[must_use]
    pub fn period(self, period: &str) -> String {
        period.replace('-', "–")
    }
}

/// The name of a county without the kind of place that it ends in, and the key of that kind.
pub(super) fn county_kind(name: &str) -> Option<(&str, &'static str)> {
    KINDS.iter().find_map(|(ending, kind)| Some((name.strip_suffix(ending)?.strip_suffix(' ')?, *kind)))
}

/// With its first letter a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| std::iter::once(capital_letter(first)).chain(letters).collect())
}

/// Of the letters of English and Spanish: the table of all others' is larger than every chart's code.
fn capital_letter(letter: char) -> char {
    match letter {
        'à'..='ö' | 'ø'..='þ' => char::from_u32(u32::from(letter) - 32).unwrap_or(letter),
        other => other.to_ascii_uppercase(),
    }
}

/// One decimal, with a true minus sign.
pub(crate) fn decimal(v: f64) -> String {
    let text = number::fixed(v.abs(), 1);
    if v < -0.05 { format!("−{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    fn files() -> [BTreeMap<String, String>; 2] {
        [include_str!("../../www/messages/en.json"), include_str!("../../www/messages/es.json")]
            .map(|text| serde_json::from_str(text).unwrap())
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_gaps() {
        let [en, es] = files();
        let gaps = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|p| p.split('}').next()).map(str::to_owned).collect();
            names.sort();
            names.dedup();
            names
        };
        assert_eq!(en.keys().collect::<Vec<_>>(), es.keys().collect::<Vec<_>>());
        for (key, text) in &en {
            assert_eq!(gaps(text), gaps(&es[key]), "{key}");
            assert!(!es[key].trim().is_empty() && !text.trim().is_empty(), "{key}");
        }
    }
}
