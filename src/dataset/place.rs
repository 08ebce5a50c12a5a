//! Places as FIPS codes and GEOIDs: `00` the nation, `06` a state, `06037` a county, `31080` a metropolitan area,
//! `5600100` a Public Use Microdata Area (state and area), `06037670413` a census tract.

use crate::text;

/// The nation.
pub const NATION: &str = "00";

/// The code in the form used throughout, from any form that the agencies write: `0500000US06037`, `us:1`, `06000`.
/// Text that is no code is returned as it is, so that a later message can name it.
///
/// ```
/// use common_measure::dataset::place::normalise;
/// assert_eq!(normalise("0500000US06037"), "06037");
/// assert_eq!(normalise("00000"), "00");
/// assert_eq!(normalise("06000"), "06");
/// assert_eq!(normalise("6037"), "06037");
/// ```
#[must_use]
pub fn normalise(text: &str) -> String {
    let text = text.trim();
    // A summary level and a component come before "US": 0100000US, 0400000US06, 1400000US06037670413.
    let code = match text::split_once(text, "US") {
        Some((level, rest)) if level.len() >= 7 && level.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            if rest.is_empty() { NATION } else { rest }
        }
        _ => text,
    };
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return match code {
            "US" | "us" => NATION.to_owned(),
            other => other.to_owned(),
        };
    }
    match code.len() {
        1 if code == "1" && text.len() == 1 => NATION.to_owned(),
        1 => format!("0{code}"),
        // A spreadsheet takes leading zeros away.
        4 => normalise(&format!("0{code}")),
        5 if code == "00000" => NATION.to_owned(),
        5 if code.ends_with("000") => code.get(..2).unwrap_or_default().to_owned(),
        10 => format!("0{code}"),
        _ => code.to_owned(),
    }
}

/// What sort of place a code names.
#[must_use]
pub fn kind(code: &str) -> &'static str {
    match code.len() {
        _ if !code.bytes().all(|b| b.is_ascii_digit()) => "other",
        2 if code == NATION => "nation",
        2 => "state",
        5 if code == "31080" => "metro",
        5 => "county",
        // The Census Bureau's cities have as many digits, but no table of them is read.
        7 => "puma",
        11 => "tract",
        _ => "other",
    }
}

/// The counties that make up an area for which only they have data. OEWS area 31080 is Los Angeles and Orange County.
#[must_use]
pub fn members(code: &str) -> &'static [&'static str] {
    match code {
        "31080" => &["06037", "06059"],
        _ => &[],
    }
}

/// The places around a place, the nearest first, as far as its code tells.
#[must_use]
pub(crate) fn around(code: &str) -> Vec<String> {
    let mut all = Vec::new();
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return all;
    }
    let mut state = code.get(..2).unwrap_or_default().to_owned();
    let mut county = code.get(..5).filter(|_| kind(code) == "tract").map(str::to_owned);
    // A Californian school or district: county of the state's own numbering, district, school.
    if code.len() == 14 {
        if !code.ends_with("0000000") {
            all.push(format!("{}0000000", &code[..7]));
        }
        let number: usize = code[..2].parse().unwrap_or_default();
        county = (number > 0).then(|| format!("06{:03}", 2 * number - 1));
        state = "06".to_owned();
    }
    all.extend(county);
    if matches!(kind(code), "county" | "tract") || code.len() == 14 {
        let own = all.last().map_or(code, String::as_str);
        if members("31080").contains(&own) {
            all.push("31080".to_owned());
        }
    }
    if code.len() > 2 && kind(code) != "metro" && code.len() != 10 {
        all.push(state);
    }
    if code != NATION && !code.is_empty() {
        all.push(NATION.to_owned());
    }
    all
}

/// Whether a place lies inside another, as far as their codes tell.
#[must_use]
pub(crate) fn holds(outer: &str, inner: &str) -> bool {
    match (kind(outer), members(inner)) {
        _ if outer == inner => true,
        ("nation", _) => true,
        // The code of a metropolitan area says nothing of its state.
        (_, parts @ [_, ..]) => parts.iter().all(|part| holds(outer, part)),
        ("state", _) => inner.starts_with(outer),
        ("county", _) => kind(inner) == "tract" && inner.starts_with(outer),
        _ => members(outer).iter().any(|part| holds(part, inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_around_a_place() {
        assert_eq!(around("19647331234567"), ["19647330000000", "06037", "31080", "06", "00"]);
        assert_eq!(around("01611190000000"), ["06001", "06", "00"]);
        assert_eq!(around("06037670413"), ["06037", "31080", "06", "00"]);
        assert_eq!(around("5600100"), ["56", "00"]);
        assert_eq!(around("31080"), ["00"]);
        assert_eq!(around("06"), ["00"]);
        assert!(around("00").is_empty() && around("Bay Area").is_empty());
    }
}
