//! The Census Bureau's own derived percentages as an oracle: for every row of the official files that publishes counts
//! and percentages with margins, both are worked out again from the counts.
//!
//! The Bureau's margins of derived figures come from replicates, ours from its published approximations, so margins
//! cannot all agree. How many do is written to `docs/accuracy.md` by this check: `ACCURACY=write cargo test --test
//! accuracy`. Without that it compares, so that the page is true of the code beside it.

mod common;

use common::{official, official_gz};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::estimate::Estimate;
use common_measure::measures::{self, Spec};
use std::fmt::Write;
use std::path::Path;

/// Of whom, which level, and the stem of the column that holds its published percentage.
#[derive(Clone)]
struct Published {
    sex: &'static str,
    race: &'static str,
    level: &'static str,
    stem: String,
}

const SEXES: [(&str, &str); 3] = [("", "C02"), ("male", "C04"), ("female", "C06")];

/// Lines of S1501 on adults 25 and over; the first is line 7.
const LINES: [&str; 9] = [
    "less_than_9th_grade",
    "grade_9_to_12_no_diploma",
    "high_school",
    "some_college",
    "associate",
    "bachelors",
    "graduate",
    "high_school_or_higher",
    "bachelors_or_higher",
];

/// The races and ethnicities of S1501, from line 28 on: a total each, then high school and bachelor's or higher.
const RACES: [&str; 9] = ["white", "white_nh", "black", "aian", "asian", "nhpi", "other", "two_or_more", "hispanic"];

/// Everyone's lines of these levels.
fn everyone(levels: &[&str]) -> Vec<Published> {
    subject().into_iter().filter(|p| p.sex.is_empty() && p.race.is_empty() && levels.contains(&p.level)).collect()
}

/// Every percentage of S1501 on adults 25 and over that it has a count beside: everyone, men and women, each of all
/// levels, and of two levels by race.
fn subject() -> Vec<Published> {
    let mut found = Vec::new();
    for (sex, column) in SEXES {
        for (line, level) in (7..).zip(LINES) {
            found.push(Published { sex, race: "", level, stem: format!("S1501_{column}_{line:03}") });
        }
        for (at, race) in RACES.into_iter().enumerate() {
            for (line, level) in [(29, "high_school_or_higher"), (30, "bachelors_or_higher")] {
                found.push(Published { sex, race, level, stem: format!("S1501_{column}_{:03}", line + 3 * at) });
            }
        }
    }
    found
}

fn of_everyone() -> Vec<Published> {
    everyone(&LINES)
}

fn of_sexes() -> Vec<Published> {
    subject().into_iter().filter(|p| !p.sex.is_empty() && p.race.is_empty()).collect()
}

fn of_races() -> Vec<Published> {
    subject().into_iter().filter(|p| !p.race.is_empty()).collect()
}

/// Of S1501 what tables C15002 and C15002A to I tell: four levels by sex, or by race and sex.
fn by_sex() -> Vec<Published> {
    let told = ["high_school", "high_school_or_higher", "bachelors_or_higher"];
    subject().into_iter().filter(|p| told.contains(&p.level) && (!p.sex.is_empty() || !p.race.is_empty())).collect()
}

struct File {
    what: &'static str,
    /// Carries the period.
    name: &'static str,
    /// With the published percentages.
    path: &'static str,
    /// With the counts, where these are not in the same file.
    tables: &'static [&'static str],
    published: fn() -> Vec<Published>,
    /// Column whose number says that there are counts; none where the counts are in another file.
    counted: &'static [&'static str],
    place: &'static str,
}

const COUNTY: [&str; 3] = ["high_school", "bachelors", "graduate"];
const STATES_2017: &str = "acs1_api_us_states/2017/bystate-acs-acs1-subject-2017-S1501.csv.gz";
const STATES_2018: &str = "acs1_api_us_states/2018/bystate-acs-acs1-subject-2018-S1501.csv.gz";

const FILES: [File; 12] = [
    File {
        what: "Counties, 2019 (1-year), B06009 against S1501",
        name: "acs1-2019",
        path: "acs1_2019_counties_selected/co_acs_raw.csv.gz",
        tables: &[],
        published: || everyone(&COUNTY),
        counted: &["B06009_001E"],
        place: "stco_code",
    },
    File {
        what: "Counties, 2013-2017 (5-year), B07009 against S1501",
        name: "acs5-2017",
        path: "acs5_2017_counties_selected/co_acs_raw.2017.derived.csv.gz",
        tables: &[],
        published: || everyone(&COUNTY),
        counted: &["B07009_001E"],
        place: "stco_code",
    },
    File {
        what: "States, 2017 (1-year), S1501 counts against percentages: everyone",
        name: "acs1-2017",
        path: STATES_2017,
        tables: &[],
        published: of_everyone,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2017 (1-year), S1501 counts against percentages: men and women",
        name: "acs1-2017",
        path: STATES_2017,
        tables: &[],
        published: of_sexes,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2017 (1-year), S1501 counts against percentages: by race and ethnicity, and by sex within them",
        name: "acs1-2017",
        path: STATES_2017,
        tables: &[],
        published: of_races,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2018 (1-year), S1501 counts against percentages: everyone",
        name: "acs1-2018",
        path: STATES_2018,
        tables: &[],
        published: of_everyone,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2018 (1-year), S1501 counts against percentages: men and women",
        name: "acs1-2018",
        path: STATES_2018,
        tables: &[],
        published: of_sexes,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2018 (1-year), S1501 counts against percentages: by race and ethnicity, and by sex within them",
        name: "acs1-2018",
        path: STATES_2018,
        tables: &[],
        published: of_races,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "Nation, 2017 (1-year), S1501 counts against percentages",
        name: "acs1-2017",
        path: "acs1_api_us_states/2017/us-acs-acs1-subject-2017-S1501.csv",
        tables: &[],
        published: subject,
        counted: &["S1501_C01_006E"],
        place: "us",
    },
    File {
        what: "Nation, 2018 (1-year), S1501 counts against percentages",
        name: "acs1-2018",
        path: "acs1_api_us_states/2018/us-acs-acs1-subject-2018-S1501.csv",
        tables: &[],
        published: subject,
        counted: &["S1501_C01_006E"],
        place: "us",
    },
    File {
        what: "States, 2018 (1-year), B15003 against S1501",
        name: "acs1-2018",
        path: STATES_2018,
        tables: &["acs1_api_us_states/2018/bystate-acs-acs1-2018-B15003.csv"],
        published: || everyone(&LINES[2..]),
        counted: &[],
        place: "state",
    },
    File {
        what: "States, 2018 (1-year), C15002 and C15002A to I, by sex and race, against S1501",
        name: "acs1-2018",
        path: STATES_2018,
        tables: &[
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002A.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002B.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002C.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002D.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002E.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002F.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002G.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002H.csv",
            "acs1_api_us_states/2018/bystate-acs-acs1-2018-C15002I.csv",
        ],
        published: by_sex,
        counted: &[],
        place: "state",
    },
];

/// How far margins are from the published ones, which are rounded to a tenth of a point.
#[derive(Default)]
struct Counts {
    shares: u32,
    equal: u32,
    margins: u32,
    to_the_rounding: u32,
    one_tenth: u32,
    wider: u32,
    narrower: u32,
    worst: f64,
}

impl Counts {
    fn margin(&mut self, ours: f64, published: f64) {
        let off = ours - published;
        self.margins += 1;
        self.worst = self.worst.max(off.abs());
        match off.abs() {
            d if d <= 0.05 + 1e-9 => self.to_the_rounding += 1,
            d if d <= 0.15 + 1e-9 => self.one_tenth += 1,
            _ if off > 0.0 => self.wider += 1,
            _ => self.narrower += 1,
        }
    }
}

fn percent(e: &Estimate) -> Option<(f64, Option<f64>)> {
    Some((e.value? * 100.0, e.moe.map(|m| m * 100.0)))
}

fn read(path: &str) -> Option<Vec<u8>> {
    if path.ends_with(".gz") { official_gz(path) } else { official(path) }
}

/// Sizes of groups, in adults, up to which margins are counted together.
const SIZES: [(f64, &str); 4] = [
    (1e4, "under 10,000"),
    (1e5, "10,000 to 100,000"),
    (1e6, "100,000 to 1 million"),
    (f64::MAX, "1 million and more"),
];

fn check(file: &File, bytes: &[u8], by_size: &mut [Counts; 4]) -> Counts {
    let mut catalog = Catalog::empty();
    if file.tables.is_empty() {
        catalog.load(file.name, bytes).unwrap();
    }
    for path in file.tables {
        // The name of the table in its columns; the period in the file's name.
        let name = path.rsplit('/').next().unwrap();
        catalog.load(name, &read(path).unwrap()).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let place = column(file.place).unwrap();
    let wanted = (file.published)();
    let mut counts = Counts::default();
    for row in reader.records() {
        let row = row.unwrap();
        // The API's sentinels are far below nought.
        let number = |name: &str| row[column(name)?].parse::<f64>().ok().filter(|v| *v >= 0.0);
        if !file.counted.is_empty() && !file.counted.iter().any(|c| number(c).is_some()) {
            continue;
        }
        let code = if file.place == "us" { "00" } else { &row[place] };
        for Published { sex, race, level, stem } in &wanted {
            let Some(published) = number(&format!("{stem}E")) else { continue };
            let of = |field: &str, code: &str| {
                if code.is_empty() { String::new() } else { format!(r#","{field}":"{code}""#) }
            };
            let who = of("sex", sex) + &of("race", race);
            let spec = format!(r#"{{"measure":"trend","place":"{code}","level":"{level}"{who}}}"#);
            let answer = Spec::from_json(&spec).and_then(|spec| measures::measure(&catalog, &spec));
            // A table without that line, or without that group in a small state.
            let Ok(answer) = answer else { continue };
            let Some((share, margin)) = percent(&answer.items[0].at_or_above[0].share) else { continue };
            counts.shares += 1;
            let equal = (share - published).abs() <= 0.05 + 1e-9;
            assert!(equal, "{}: {code} {who} {level}: {share} is not {published}", file.what);
            counts.equal += u32::from(equal);
            if let (Some(ours), Some(published)) = (margin, number(&format!("{stem}M"))) {
                counts.margin(ours, published);
                let adults = answer.items[0].total.value.unwrap();
                let size = SIZES.iter().position(|(below, _)| adults < *below).unwrap();
                by_size[size].margin(ours, published);
            }
        }
    }
    assert!(counts.shares >= 50, "{}: only {} shares", file.what, counts.shares);
    counts
}

#[test]
fn shares_are_the_published_ones_and_margins_are_counted() {
    let mut page = String::from(
        "# Accuracy\n\n\
         Written by `ACCURACY=write cargo test --test accuracy`; the test fails where this page is not what it finds.\n\n\
         For every row of these official files that publishes counts and percentages with margins, the share and its\n\
         margin are worked out from the counts and set against the Census Bureau's own, which are rounded to 0.1.\n\n\
         | file | shares | equal to the rounding | margins | equal to the rounding | off by 0.1 | wider by more | narrower by more | furthest off |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut by_size: [Counts; 4] = Default::default();
    for file in &FILES {
        let Some(bytes) = read(file.path) else { return };
        let c = check(file, &bytes, &mut by_size);
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {:.1} |",
            file.what, c.shares, c.equal, c.margins, c.to_the_rounding, c.one_tenth, c.wider, c.narrower, c.worst
        )
        .unwrap();
    }
    page.push_str(
        "\nThe same margins by the number of adults in the place and group:\n\n\
         | adults | margins | equal to the rounding | off by 0.1 | wider by more | narrower by more | furthest off |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for ((_, size), c) in SIZES.iter().zip(&by_size) {
        writeln!(
            page,
            "| {size} | {} | {} | {} | {} | {} | {:.1} |",
            c.margins, c.to_the_rounding, c.one_tenth, c.wider, c.narrower, c.worst
        )
        .unwrap();
    }
    page.push_str(
        "\nShares are equal in every case. Margins are not, and cannot be: the Bureau computes the margin of a percentage\n\
         from its replicate weights, while a table of counts allows only the approximation of its handbook, which leaves\n\
         out how numerator and denominator vary together.\n\n\
         *Off by 0.1* is within twice the published rounding. *Wider* and *narrower* are further off, for these reasons:\n\n\
         - Everyone, and men and women: the Bureau fits the number of adults to known totals, so that it hardly varies and\n  \
           the approximation is good.\n\
         - Groups by race, and counties of few people: the number of adults is itself an estimate. Where numerator and\n  \
           denominator vary together more than supposed the approximation is too wide, where they do so less too narrow.\n\
         - Nearly all of a small group at a level: the radicand is negative and the ratio's form is used, or the share is 1\n  \
           and the margin that of the count. Both hold how uncertain the size of the group is, and are tens of points too\n  \
           wide in the smallest groups.\n\
         - Several cells (B15003, C15002): sums of levels, and of men and women, take their cells as independent. Most such\n  \
           margins are too wide: more at one level means fewer at the next.\n\n\
         A margin that is too wide calls a difference too close; one that is too narrow may call a difference that is none.\n\
         Small groups are where to be careful, in either direction. Nothing is tuned to agree.\n",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/accuracy.md");
    if std::env::var("ACCURACY").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page, "docs/accuracy.md is out of date");
}
