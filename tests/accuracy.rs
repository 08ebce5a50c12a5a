//! The Census Bureau's own derived percentages as an oracle: for every row of the official files that publishes counts
//! and percentages with margins, both are worked out again from the counts.
//!
//! The Bureau's margins of derived figures come from replicates, ours from its published approximations, so margins
//! cannot all agree. How many do is written to `docs/accuracy.md` by this check: `ACCURACY=write cargo test --test
//! accuracy`. Without that it compares, so that the page is true of the code beside it.

mod common;

use common::{ask, official, official_gz};
use common_measure::dataset::catalog::Catalog;
use common_measure::measures::estimate::Estimate;
use std::fmt::Write;
use std::path::Path;

/// A level and the stem of the column that holds its published percentage.
type Published = (&'static str, &'static str);

const COUNTY: [Published; 3] =
    [("high_school", "S1501_C02_009"), ("bachelors", "S1501_C02_012"), ("graduate", "S1501_C02_013")];

const SUBJECT: [Published; 6] = [
    ("high_school", "S1501_C02_009"),
    ("some_college", "S1501_C02_010"),
    ("associate", "S1501_C02_011"),
    ("graduate", "S1501_C02_013"),
    ("high_school_or_higher", "S1501_C02_014"),
    ("bachelors_or_higher", "S1501_C02_015"),
];

struct File {
    what: &'static str,
    /// Carries the period.
    name: &'static str,
    path: &'static str,
    published: &'static [Published],
    /// Column whose number says that there are counts.
    counted: &'static [&'static str],
    place: &'static str,
}

const FILES: [File; 4] = [
    File {
        what: "Counties, 2019 (1-year), B06009 against S1501",
        name: "acs1-2019",
        path: "acs1_2019_counties_selected/co_acs_raw.csv.gz",
        published: &COUNTY,
        counted: &["B06009_001E"],
        place: "stco_code",
    },
    File {
        what: "Counties, 2013-2017 (5-year), B07009 against S1501",
        name: "acs5-2017",
        path: "acs5_2017_counties_selected/co_acs_raw.2017.derived.csv.gz",
        published: &COUNTY,
        counted: &["B07009_001E"],
        place: "stco_code",
    },
    File {
        what: "States, 2017 (1-year), S1501 counts against percentages",
        name: "acs1-2017",
        path: "acs1_api_us_states/2017/bystate-acs-acs1-subject-2017-S1501.csv.gz",
        published: &SUBJECT,
        counted: &["S1501_C01_006E"],
        place: "state",
    },
    File {
        what: "States, 2018 (1-year), S1501 counts against percentages",
        name: "acs1-2018",
        path: "acs1_api_us_states/2018/bystate-acs-acs1-subject-2018-S1501.csv.gz",
        published: &SUBJECT,
        counted: &["S1501_C01_006E"],
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

fn check(file: &File, bytes: &[u8]) -> Counts {
    let mut catalog = Catalog::empty();
    catalog.load(file.name, bytes).unwrap();
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let place = column(file.place).unwrap();
    let mut counts = Counts::default();
    for row in reader.records() {
        let row = row.unwrap();
        // The API's sentinels are far below nought.
        let number = |name: &str| row[column(name)?].parse::<f64>().ok().filter(|v| *v >= 0.0);
        if !file.counted.iter().any(|c| number(c).is_some()) {
            continue;
        }
        let answer = ask(&catalog, &format!(r#"{{"measure":"attainment","place":"{}"}}"#, &row[place]));
        for (level, stem) in file.published {
            let Some(published) = number(&format!("{stem}E")) else { continue };
            let figure = answer.items[0].figure(level).unwrap_or_else(|| panic!("{}: no {level}", &row[place]));
            let Some((share, margin)) = percent(&figure.share) else { continue };
            counts.shares += 1;
            let equal = (share - published).abs() <= 0.05 + 1e-9;
            assert!(equal, "{} {level}: {share} is not {published}", &row[place]);
            counts.equal += u32::from(equal);
            if let (Some(ours), Some(published)) = (margin, number(&format!("{stem}M"))) {
                counts.margin(ours, published);
            }
        }
    }
    assert!(counts.shares > 100, "{}: only {} shares", file.what, counts.shares);
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
    for file in &FILES {
        let bytes = if file.path.ends_with(".gz") { official_gz(file.path) } else { official(file.path) };
        let Some(bytes) = bytes else { return };
        let c = check(file, &bytes);
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {:.1} |",
            file.what, c.shares, c.equal, c.margins, c.to_the_rounding, c.one_tenth, c.wider, c.narrower, c.worst
        )
        .unwrap();
    }
    page.push_str(
        "\nShares are equal in every case. Margins are not, and cannot be: the Bureau computes the margin of a percentage\n\
         from its replicate weights, while a table of counts allows only the approximation of its handbook, which leaves\n\
         out how numerator and denominator vary together.\n\n\
         *Off by 0.1* is within twice the published rounding. *Wider* and *narrower* are further off: the approximation is\n\
         too wide where numerator and denominator vary together more than it supposes, and too narrow where they do so\n\
         less. Most agreement is in large places, least in counties of few sampled people.\n\n\
         Nothing is tuned to agree.\n",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/accuracy.md");
    if std::env::var("ACCURACY").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page, "docs/accuracy.md is out of date");
}
