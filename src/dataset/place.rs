//! Places as FIPS codes and GEOIDs: `00` the nation, `06` a state, `06037` a county, `31080` a metropolitan area,
//! `5600100` a Public Use Microdata Area (state and area), `06037670413` a census tract.

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
    let code = match text.split_once("US") {
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
        5 if code.ends_with("000") => code[..2].to_owned(),
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
