//! The bundled tables: which official file each is made from, and what is kept of it.

use super::raw::Raw;
use super::sources::{self, ONE_YEAR};
use super::table::{Shape, Table, csv_text, number};
use common_measure::dataset::catalog::{Catalog, Source};
use common_measure::dataset::level::{HIGH_SCHOOL, STEPS};
use common_measure::dataset::{Dataset, Dim, RACES, indicator};
use std::collections::{BTreeMap, BTreeSet};

/// One table of the package, made.
pub(super) struct Resource {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    /// Its paths with their bytes, in the order of the descriptor.
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) header: Vec<&'static str>,
    /// What its columns do not say; `None` for a table that is only listed.
    pub(super) shape: Option<Shape>,
    /// What one file is for, `state` or `place`, where it is cut into several.
    pub(super) parts: Option<&'static str>,
    pub(super) sources: BTreeSet<String>,
}

/// The metropolitan area of which only OEWS speaks.
const METRO: (&str, &str) = ("31080", "Los Angeles and Orange County metro area");
const LA: &str = "06037";

const EDUCATION: &str = "usda_ers_education/Education2023.derived.csv.gz";
const UNEMPLOYMENT: &str = "usda_ers_unemployment_laus/Unemployment2023.derived.csv.gz";
const COUNTIES_2010: &str = "acs5_2010_s1501_counties/ACSST5Y2010.S1501-Data.csv.gz";
const COUNTIES_2017: &str = "acs5_2017_counties_selected/co_acs_raw.2017.derived.csv.gz";
const COUNTIES_2019: &str = "acs1_2019_counties_selected/co_acs_raw.csv.gz";

/// The big files that several tables are made from, read once.
struct Counties {
    education: Dataset,
    unemployment: Dataset,
    acs_2010: Dataset,
    acs_2017: Dataset,
    acs_2019: Dataset,
}

/// Every table, in the order of the descriptor.
pub(super) fn all(raw: &Raw, sources: &[Source]) -> Result<Vec<Resource>, String> {
    let counties = Counties {
        education: raw.table(EDUCATION, "usda-ers-education", None)?,
        unemployment: raw.table(UNEMPLOYMENT, "usda-ers-unemployment", None)?,
        acs_2010: raw.table(COUNTIES_2010, "census-export-labels", Some("2006-2010"))?,
        acs_2017: raw.table(COUNTIES_2017, "census-api", Some("2013-2017"))?,
        acs_2019: raw.table(COUNTIES_2019, "census-api", Some("2019"))?,
    };
    let projections =
        raw.table("bls_employment_projections_2024_34/Employment Projections.csv", "bls-employment-projections", None)?;
    let table_5_3 = raw.table("bls_employment_projections/table_5_3_occupation.csv", "bls-table-5-3", None)?;
    let edd = raw.table(
        "ca_edd_occupational_projections/Long-Term_Occupational_Employment_Projections.LA_CA.csv",
        "ca-edd-projections",
        None,
    )?;
    let mut all = vec![
        attainment(&counties)?,
        attainment_newest(&counties)?,
        attainment_margins(&counties)?,
        attainment_groups(raw)?,
        adults_25_to_64(raw)?,
        la_race(raw, &counties)?,
        la_tracts(raw)?,
        jobs(raw, &projections)?,
        occupations(&projections)?,
        occupation_names(&[&projections, &table_5_3, &edd])?,
        jobs_la(&edd)?,
        worker_attainment(&table_5_3)?,
        earnings(raw, &counties)?,
        unemployment_by_education(raw)?,
        unemployment(&counties)?,
        graduation(raw)?,
        reference(raw, sources)?,
        goals(raw, sources)?,
    ];
    all.insert(0, places(&counties, &all)?);
    Ok(all)
}

/// `us` for the nation and the states, else the state that a county is in.
fn state_part(place: &str) -> String {
    if place.len() == 2 { "us".to_owned() } else { place[..2].to_owned() }
}

fn is_county(data: &Dataset, row: usize) -> bool {
    data.text(Dim::Place, row).len() == 5
}

fn level_in(data: &Dataset, row: usize, levels: &[&str]) -> bool {
    levels.contains(&data.text(Dim::Level, row))
}

fn is(data: &Dataset, row: usize, dim: Dim, text: &str) -> bool {
    data.text(dim, row) == text
}

/// Whether an observation is from this table, as the variable's id says.
fn from_table(data: &Dataset, row: usize, table: &str) -> bool {
    data.text(Dim::Column, row).split('_').next() == Some(table)
}

impl Resource {
    fn one(name: &'static str, title: &'static str, description: &'static str, table: &Table) -> Result<Self, String> {
        Ok(Self {
            name,
            title,
            description,
            files: vec![(format!("{name}.csv"), table.whole()?)],
            header: table.header(),
            shape: Some(table.shape),
            parts: None,
            sources: table.sources.clone(),
        })
    }

    fn in_parts(
        name: &'static str,
        title: &'static str,
        description: &'static str,
        table: &Table,
        parts: &'static str,
        part: impl Fn(&str) -> String,
    ) -> Result<Self, String> {
        let pieces = table.pieces(part)?;
        let files = pieces.into_iter().map(|(part, bytes)| (format!("{name}/{part}.csv"), bytes)).collect();
        Ok(Self { files, parts: Some(parts), ..Self::one(name, title, description, table)? })
    }
}

fn attainment(counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some(indicator::ADULTS),
        unit: Some("count"),
        margins: false,
    });
    table.add(&counties.education, "usda-ers-education", |_, _| true)?;
    Resource::in_parts(
        "attainment",
        "Adults 25 and over by education, nation, states and counties, 1970 to 2019-2023",
        "Decennial censuses 1970 to 2000 and ACS 5-year estimates 2008-2012 and 2019-2023, as compiled by USDA ERS. \
         Four levels that add up to all adults 25 and over. In 1970 and 1980 years of schooling were asked, so that \
         \"bachelors_or_higher\" means four years of college or more. No margins of error are published. Counties \
         that did not exist in a year have no row for it.",
        &table,
        "state",
        state_part,
    )
}

/// The newest period of all counties in one file, so that a map of the nation need not fetch every state's.
fn attainment_newest(counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some(indicator::ADULTS),
        unit: Some("count"),
        margins: false,
    });
    let newest = |d: &Dataset, r: usize| is_county(d, r) && is(d, r, Dim::Period, "2019-2023");
    table.add(&counties.education, "usda-ers-education", newest)?;
    Resource::one(
        "attainment-newest",
        "Adults 25 and over by education, all counties, 2019-2023",
        "The rows of \"attainment\" for the counties of the nation in its newest period, ACS 5-year estimates \
         2019-2023 as compiled by USDA ERS. No margins of error are published.",
        &table,
    )
}

/// The lines of B06009 and B07009 for all adults.
const SIX: [&str; 6] =
    ["total", "less_than_high_school", "high_school", "some_college_or_associate", "bachelors", "graduate"];

fn attainment_margins(counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level, Dim::Unit],
        indicator: Some(indicator::ADULTS),
        unit: None,
        margins: true,
    });
    table.add(&counties.acs_2010, "acs5-2010-s1501", |d, r| is_county(d, r) && is(d, r, Dim::Sex, ""))?;
    // Puerto Rico has tables of its own in place of these two.
    let six = |d: &Dataset, r: usize, id: &str| {
        from_table(d, r, id) && is_county(d, r) && level_in(d, r, &SIX) && !d.text(Dim::Place, r).starts_with("72")
    };
    table.add(&counties.acs_2017, "acs5-2017-b07009", |d, r| six(d, r, "B07009"))?;
    table.add(&counties.acs_2019, "acs1-2019-b06009", |d, r| six(d, r, "B06009"))?;
    Resource::in_parts(
        "attainment-margins",
        "Adults 25 and over by education, counties, with margins of error, 2006-2010, 2013-2017 and 2019",
        "ACS 5-year estimates 2006-2010 (S1501: all adults as a count, levels as rounded shares) and 2013-2017 \
         (B07009: counts), and 1-year estimates 2019 (B06009: counts; counties of 65,000 people or more).",
        &table,
        "state",
        state_part,
    )
}

fn attainment_groups(raw: &Raw) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Sex, Dim::Race, Dim::Level],
        indicator: Some(indicator::ADULTS),
        unit: Some("count"),
        margins: true,
    });
    for year in ONE_YEAR {
        for area in ["us", "bystate"] {
            let read = |id: &str| {
                let path = format!("acs1_api_us_states/{year}/{area}-acs-acs1-{year}-{id}.csv");
                raw.table(&path, "census-api", Some(year))
            };
            let source = |id: &str| format!("acs1-{year}-{id}");
            // Every level from high school up can be put together from these lines.
            table.add(&read("B15003")?, &source("b15003"), |d, r| {
                level_in(d, r, &["total"]) || level_in(d, r, &STEPS[HIGH_SCHOOL..])
            })?;
            // Its first line is everyone, which B15003 gives as well.
            table.add(&read("C15002")?, &source("c15002"), |d, r| !is(d, r, Dim::Sex, ""))?;
            for letter in (b'A'..=b'I').take(RACES.len()).map(char::from) {
                table.add(&read(&format!("C15002{letter}"))?, &source("c15002-race"), |_, _| true)?;
            }
        }
    }
    Resource::in_parts(
        "attainment-groups",
        "Adults 25 and over by education, sex and race or ethnicity, nation and states, with margins of error, 2008 to 2018",
        "ACS 1-year estimates 2008 to 2012, 2014, 2015, 2017 and 2018: everyone from B15003 (without the lines below \
         high school), men and women from C15002, races and ethnicities by sex from C15002A to I. Races other than \
         white_nh include Hispanics. One file a state, 00 for the nation.",
        &table,
        "state",
        |place| place[..2].to_owned(),
    )
}

fn adults_25_to_64(raw: &Raw) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some(indicator::ADULTS_25_TO_64),
        unit: Some("count"),
        margins: true,
    });
    for area in ["us", "bystate"] {
        let path = format!("acs1_api_us_states/2018/{area}-acs-acs1-2018-B23006.csv");
        table.add(&raw.table(&path, "census-api", Some("2018"))?, "acs1-2018-b23006", |_, _| true)?;
    }
    Resource::one(
        "adults-25-64",
        "Adults 25 to 64 by education, nation and states, with margins of error, 2018",
        "ACS 1-year estimates 2018, B23006: all adults 25 to 64 and four levels that add up to them. The part of a \
         state's adults of each level who are under 65 also serves its counties, for which the official files have no \
         such table.",
        &table,
    )
}

/// Lines of S1501 by race and ethnicity.
const THREE: [&str; 3] = ["total", "high_school_or_higher", "bachelors_or_higher"];

fn la_race(raw: &Raw, counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Race, Dim::Level],
        indicator: Some(indicator::ADULTS),
        unit: Some("count"),
        margins: true,
    });
    let of_race = |d: &Dataset, r: usize| {
        is(d, r, Dim::Place, LA) && from_table(d, r, "S1501") && !is(d, r, Dim::Race, "") && level_in(d, r, &THREE)
    };
    table.add(&counties.acs_2017, "acs5-2017-s1501", of_race)?;
    table.add(&counties.acs_2019, "acs1-2019-s1501", of_race)?;
    let quick =
        raw.table("acs5_2017_c15002_by_race_counties/edu_county.CA.derived.csv", "quick-stats", Some("2013-2017"))?;
    // S1501 has the same count with its margin, which is the one to keep.
    for row in quick.select(&[(Dim::Place, LA), (Dim::Level, "bachelors_or_higher")]) {
        let race = quick.text(Dim::Race, row);
        let known = table.value(&[LA, "2013-2017", race, "bachelors_or_higher"]).unwrap_or("");
        if known.parse().ok() != quick.value(row).value() {
            return Err(format!("{race}: bachelors_or_higher is {known} in S1501 but not in C15002"));
        }
    }
    table.add(&quick, "acs5-2017-c15002-race", |d, r| {
        is(d, r, Dim::Place, LA) && !is(d, r, Dim::Level, "bachelors_or_higher")
    })?;
    Resource::one(
        "la-race",
        "Adults 25 and over by education and race or ethnicity, Los Angeles County, 2013-2017 and 2019",
        "ACS S1501 with margins of error (total, high school or higher, bachelor's or higher) for both periods; for \
         2013-2017 also the levels below a bachelor's degree of C15002B, C, D, E, H and I, without margins. Races \
         other than white_nh include Hispanics.",
        &table,
    )
}

fn la_tracts(raw: &Raw) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some(indicator::ADULTS),
        unit: Some("count"),
        margins: true,
    });
    let path = "acs5_2022_b15003_la_tracts/la_tracts_b15003_2022.derived.csv";
    table.add(&raw.table(path, "tidycensus-wide", Some("2018-2022"))?, "acs5-2022-b15003", |_, _| true)?;
    Resource::one(
        "la-tracts",
        "Adults 25 and over with a bachelor's degree or more, census tracts of Los Angeles County, 2018-2022",
        "ACS 5-year estimates, B15003, with margins of error: all adults 25 and over, and the four lines from a \
         bachelor's degree up. Tracts of 2020. A tract without adults has no share.",
        &table,
    )
}

fn jobs(raw: &Raw, projections: &Dataset) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Occupation],
        indicator: Some(indicator::JOBS),
        unit: Some("count"),
        margins: false,
    });
    let detailed: BTreeSet<&str> = projections.values(Dim::Occupation).filter(|o| !o.is_empty()).collect();
    for path in ["bls_oews_2025/oe.data.LosAngeles_MSA.tsv", "bls_oews_2025/oe.data.California_US.tsv.gz"] {
        let oews = raw.table(path, "bls-oews", None)?;
        // Codes of groups end in a nought; so do seven of detailed occupations that are published together.
        if let Some(lost) =
            oews.values(Dim::Occupation).find(|o| !o.is_empty() && !o.ends_with('0') && !detailed.contains(o))
        {
            return Err(format!("{path}: the occupation {lost} is not in the projections"));
        }
        table.add(&oews, "bls-oews-2025", |d, r| {
            let occupation = d.text(Dim::Occupation, r);
            occupation == "00-0000" || detailed.contains(occupation)
        })?;
    }
    Resource::one(
        "jobs",
        "Jobs by occupation, Los Angeles and Orange County metro area, California and the nation, May 2025",
        "OEWS employment in all industries, without the self-employed: all occupations (00-0000) and the detailed \
         ones. Area 31080 is Los Angeles and Orange County together. Withheld estimates are marked \"suppressed\".",
        &table,
    )
}

fn occupations(projections: &Dataset) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator, Dim::Level, Dim::Occupation],
        indicator: None,
        unit: Some("count"),
        margins: false,
    });
    table.add(projections, "bls-ep-2024-34", |_, _| true)?;
    Resource::one(
        "occupations",
        "The nation's jobs by occupation and the education typically needed for entry, 2024 and 2034",
        "BLS Employment Projections 2024-34, detailed occupations: jobs in 2024, projected jobs in 2034 and openings \
         a year between them (published in thousands to one decimal). Rows of indicator \"entry_education\" \
         hold 1 at the level that the occupation typically asks for at entry.",
        &table,
    )
}

fn occupation_names(tables: &[&Dataset]) -> Result<Resource, String> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    // The first table that names an occupation is the newest.
    for (code, name) in tables.iter().flat_map(|t| t.names().collect::<BTreeMap<_, _>>()) {
        names.entry(code).or_insert(name);
    }
    let rows: Vec<[&str; 2]> = names.into_iter().map(|(code, name)| [code, name]).collect();
    Ok(Resource {
        name: "occupation-names",
        title: "Names of occupations",
        description: "Standard Occupational Classification codes of the other tables, named by BLS Employment \
                      Projections 2024-34; older codes by table 5.3 and EDD.",
        files: vec![("occupation-names.csv".into(), csv_text(&["occupation", "name"], rows.iter())?)],
        header: vec!["occupation", "name"],
        shape: None,
        parts: None,
        sources: BTreeSet::new(),
    })
}

fn jobs_la(edd: &Dataset) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator, Dim::Level, Dim::Occupation],
        indicator: None,
        unit: Some("count"),
        margins: false,
    });
    table.add(edd, "ca-edd-2020-30", |_, _| true)?;
    Resource::one(
        "jobs-la",
        "Jobs by occupation and the education typically needed for entry, Los Angeles County and California, 2020 and 2030",
        "California EDD long-term projections: all occupations (00-0000) and the detailed ones; jobs in 2020, \
         projected jobs in 2030, and openings a year, a tenth of the openings published for the ten years.",
        &table,
    )
}

fn worker_attainment(table_5_3: &Dataset) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level, Dim::Occupation],
        indicator: Some(indicator::WORKERS),
        unit: Some("share"),
        margins: false,
    });
    table.add(table_5_3, "bls-ep-5-3", |_, _| true)?;
    Resource::one(
        "worker-attainment",
        "Education of the workers 25 and over of each occupation, nation, 2019",
        "BLS table 5.3: the share of an occupation's workers at each level, rounded to a tenth of a per cent, so that \
         the shares of an occupation may not add up to exactly 1.",
        &table,
    )
}

fn earnings(raw: &Raw, counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator, Dim::Sex, Dim::Level],
        indicator: None,
        unit: Some("dollars"),
        margins: true,
    });
    for year in 2005..=2019 {
        let path = format!("bls_cps_earnings_by_education/le-{year}.csv.gz");
        table.add(&raw.table(&path, "bls-cps", None)?, "bls-cps-earnings", |_, _| true)?;
    }
    let la = |d: &Dataset, r: usize| is(d, r, Dim::Place, LA) && from_table(d, r, "B20004");
    table.add(&counties.acs_2017, "acs5-2017-b20004", la)?;
    table.add(&counties.acs_2019, "acs1-2019-b20004", la)?;
    for year in ONE_YEAR {
        for area in ["us", "bystate"] {
            let path = format!("acs1_api_us_states/{year}/{area}-acs-acs1-{year}-B20004.csv");
            let acs = raw.table(&path, "census-api", Some(year))?;
            table.add(&acs, &format!("acs1-{year}-b20004"), |d, r| {
                is(d, r, Dim::Place, "00") || is(d, r, Dim::Place, "06")
            })?;
        }
    }
    Resource::one(
        "earnings",
        "Median earnings by education, 2005 to 2019",
        "median_weekly_earnings: CPS, usual weekly earnings of full-time wage and salary workers 25 and over, nation, \
         annual averages, dollars of each year; no margins published. median_earnings: ACS B20004, earnings in the \
         past 12 months of people 25 and over with earnings, by sex, with margins of error, in dollars of the last \
         year of the period: Los Angeles County 2013-2017 and 2019, California and the nation 1-year.",
        &table,
    )
}

fn unemployment_by_education(raw: &Raw) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Level],
        indicator: Some(indicator::UNEMPLOYMENT_RATE),
        unit: Some("share"),
        margins: false,
    });
    let path = "bls_cps_unemployment_by_education/ln-education-rates-2005-2020.derived.csv.gz";
    table.add(&raw.table(path, "bls-cps", None)?, "bls-cps-unemployment", |_, _| true)?;
    Resource::one(
        "unemployment-by-education",
        "Unemployment rate by education, nation, 2005 to 2019",
        "CPS annual averages for people 25 and over, as a share of the labor force of the same education. \
         some_college_or_associate includes associate.",
        &table,
    )
}

fn unemployment(counties: &Counties) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator],
        indicator: None,
        unit: Some("count"),
        margins: false,
    });
    table.add(&counties.unemployment, "usda-ers-unemployment", |_, _| true)?;
    Resource::in_parts(
        "unemployment",
        "Labor force and unemployed people, nation, states and counties, 2000 to 2023",
        "BLS Local Area Unemployment Statistics, annual averages, as compiled by USDA ERS. The unemployment rate is \
         unemployed / labor_force.",
        &table,
        "state",
        state_part,
    )
}

fn graduation(raw: &Raw) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator, Dim::Group, Dim::Unit],
        indicator: None,
        unit: None,
        margins: false,
    });
    let path = "ca_cde_acgr_county/ACGR_County(2017-2022).csv";
    // Small cells are hidden in the files too: whoever opens them finds no more than the page shows.
    let mut catalog = Catalog::empty();
    catalog.add("graduation", raw.table(path, "ca-cde-graduation", None)?);
    for shown in catalog.datasets(None) {
        table.add(shown, "ca-cde-acgr", |_, _| true)?;
    }
    Resource::in_parts(
        "graduation",
        "Four-year high school cohorts, California counties, 2016-17 to 2021-22",
        "California Department of Education, all schools of a county, by student group (empty: all students). \
         a_g_rate is a share of the graduates, the other rates are shares of the cohort. Groups that are empty or too \
         small to publish are marked \"not-published\": the file does not tell one from the other. Cohorts of fewer than 11, \
         and what would give them away, are marked \"suppressed\".",
        &table,
        "place",
        str::to_owned,
    )
}

/// What the transcribed facts call an indicator, and its code here.
const FACTS: [(&str, &str); 5] = [
    ("share of jobs requiring postsecondary education", "jobs_needing_postsecondary"),
    ("share of jobs requiring postsecondary education (projected)", "jobs_needing_postsecondary_projected"),
    ("adults with at least an associate degree", "adults_associate_or_higher"),
    ("adults 25+ with some higher education", "adults_some_college_or_higher"),
    ("adults 25+ with bachelor's degree or higher", "adults_bachelors_or_higher"),
];

/// What is left out, and why: the complement of a figure that is in; goals, which have a table of their own;
/// graduates of one school district, which is none of the places here.
const FACTS_LEFT_OUT: [&str; 4] = [
    "share of jobs requiring at most high school",
    "L.A. Compact goals",
    "LAUSD graduates who enrol in a 2- or 4-year college",
    "LAUSD class of 2008 earning a college degree within six years",
];

/// What the L.A. Compact's page claims, quoted. It gives no year but "the 1970s".
const CLAIMS: [(&str, &str, &str, &str, f64); 4] = [
    ("00", "1970-1979", "claim_jobs_needing_postsecondary", "share", 0.28),
    (LA, "undated", "claim_adults_some_college_or_higher", "share", 0.58),
    (LA, "undated", "claim_adults_bachelors_or_higher", "share", 0.29),
    (LA, "undated", "claim_skills_gap_workers", "count", 600_000.0),
];

fn reference(raw: &Raw, sources: &[Source]) -> Result<Resource, String> {
    let mut table = Table::new(Shape {
        columns: &[Dim::Place, Dim::Period, Dim::Indicator, Dim::Unit],
        indicator: None,
        unit: None,
        margins: false,
    });
    for fact in transcribed(raw, "cew_and_la_compact_facts/facts.transcribed.csv")? {
        let said = fact["indicator"].as_str();
        if FACTS_LEFT_OUT.contains(&said) {
            continue;
        }
        let code = FACTS.iter().find(|(name, _)| *name == said);
        let (_, mut code) = *code.ok_or_else(|| format!("no code for the fact “{said}”"))?;
        let place = match fact["area"].as_str() {
            "US" => "00",
            "California" => "06",
            "Los Angeles County" => LA,
            "Los Angeles metro area" => METRO.0,
            other => return Err(format!("no place code for {other}")),
        };
        let mut period = fact["year"].as_str();
        // Openings over ten years are a flow, no share of jobs.
        if fact["note"].contains("OPENINGS 2010-20") {
            (code, period) = ("openings_needing_postsecondary", "2010-2020");
        }
        let value: f64 = fact["value"].parse().map_err(|_| format!("{said}: {} is no number", fact["value"]))?;
        let source = sources::at(sources, &fact["source_url_or_location"])?;
        if fact["unit"] != "percent" {
            return Err(format!("{said}: the unit is {}", fact["unit"]));
        }
        table.push(&[place, period, code, "share"], number(value / 100.0), String::new(), source)?;
    }
    for (place, period, code, unit, value) in CLAIMS {
        table.push(&[place, period, code, unit], number(value), String::new(), "la-compact-page")?;
    }
    Resource::one(
        "reference",
        "Published figures to compare with",
        "Single figures quoted from publications, each with the page on which it stands. Indicators that begin with \
         claim_ are quoted claims of the L.A. Compact's web page, which is undated and gives no derivation (\"nearly \
         600,000 workers\"); they are never computed here. Georgetown CEW's publications use different series: \
         figures of one are not to be joined to those of another.",
        &table,
    )
}

fn goals(raw: &Raw, sources: &[Source]) -> Result<Resource, String> {
    let header = vec!["set", "number", "text", "source"];
    let mut rows: Vec<[String; 4]> = Vec::new();
    for line in transcribed(raw, "la_compact_goals_metrics/goals_metrics.transcribed.csv")? {
        if line["kind"] == "goal" {
            let source = sources::at(sources, &line["source_url"])?.to_owned();
            rows.push([line["set"].clone(), line["number"].clone(), line["text"].clone(), source]);
        }
    }
    rows.sort();
    Ok(Resource {
        name: "goals",
        title: "Goals of the L.A. Compact, 2009 and 2021",
        description: "The goals in the Compact's own words, each with the page on which it was read. Text, not figures.",
        files: vec![("goals.csv".into(), csv_text(&header, rows.iter())?)],
        header,
        shape: None,
        parts: None,
        sources: rows.iter().map(|r| r[3].clone()).collect(),
    })
}

/// The rows of a file that was written by hand, by column.
fn transcribed(raw: &Raw, path: &str) -> Result<Vec<BTreeMap<String, String>>, String> {
    let bytes = raw.bytes(path)?;
    let rows = csv::Reader::from_reader(&bytes[..]).into_deserialize::<BTreeMap<String, String>>();
    rows.collect::<Result<_, _>>().map_err(|e| format!("{path}: {e}"))
}

/// Names of the places of all other tables; tracts are named from their codes.
fn places(counties: &Counties, others: &[Resource]) -> Result<Resource, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::from([(METRO.0.to_owned(), METRO.1.to_owned())]);
    // The newest table that names a place counts.
    let tables = [&counties.education, &counties.acs_2017, &counties.unemployment, &counties.acs_2010];
    for (code, name) in tables.iter().flat_map(|t| t.names().collect::<BTreeMap<_, _>>()) {
        let known = names.entry(code.to_owned()).or_insert_with(|| name.to_owned());
        // USDA writes Dona Ana where the Census Bureau writes Doña Ana.
        if known != name && without_accents(known, name) {
            name.clone_into(known);
        }
    }
    if let Some((code, name)) = names.iter().find(|(_, name)| name.contains(['?', '\u{fffd}'])) {
        return Err(format!("the name of {code} is damaged: {name}"));
    }
    let in_use: BTreeSet<String> = others.iter().flat_map(places_of).collect();
    if let Some(nameless) = in_use.iter().find(|p| !names.contains_key(*p) && p.len() != 11) {
        return Err(format!("place {nameless} has figures but no name"));
    }
    names.retain(|code, _| in_use.contains(code));
    let is_core = |code: &str| code.len() == 2 || code.starts_with("06") || code == METRO.0;
    let file = |core: bool| {
        let rows: Vec<[&String; 2]> =
            names.iter().filter(|(c, _)| is_core(c) == core).map(|(code, name)| [code, name]).collect();
        csv_text(&["place", "name"], rows.iter())
    };
    Ok(Resource {
        name: "places",
        title: "Names of places",
        description: "FIPS codes of the other tables. First file: the nation (00), the states, California's counties \
                      and the metropolitan area 31080, which is Los Angeles and Orange County; second file: all other \
                      counties, Connecticut's old counties and its planning regions among them.",
        files: vec![("places/core.csv".into(), file(true)?), ("places/counties.csv".into(), file(false)?)],
        header: vec!["place", "name"],
        shape: None,
        parts: None,
        sources: BTreeSet::new(),
    })
}

/// The places of a table that has figures.
fn places_of(resource: &Resource) -> Vec<String> {
    if resource.shape.is_none() {
        return Vec::new();
    }
    let lines = resource.files.iter().flat_map(|(_, bytes)| bytes.split(|b| *b == b'\n').skip(1));
    let mut places: Vec<String> = lines
        .filter_map(|line| line.split(|b| *b == b',').next())
        .filter(|place| !place.is_empty())
        .map(|place| String::from_utf8_lossy(place).into_owned())
        .collect();
    places.dedup();
    places
}

/// Whether the plain name is the accented one with its accents left out.
fn without_accents(plain: &str, accented: &str) -> bool {
    plain.is_ascii()
        && plain.chars().count() == accented.chars().count()
        && plain
            .chars()
            .zip(accented.chars())
            .all(|(p, a)| p == a || (p.is_ascii_alphabetic() && a.is_alphabetic() && !a.is_ascii()))
}
