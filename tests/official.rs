//! The official files themselves, where they are at hand: figures that must come out, and every file read whole.

mod common;

use common::{ask, official, official_gz};
use common_measure::dataset::catalog::Catalog;
use common_measure::dataset::{Dataset, Dim};
use common_measure::ingest::{self, Settings};
use common_measure::measures::{self, estimate::Estimate};

/// "35.5" or "33.8 ±0.3", in per cent.
fn percent(e: &Estimate) -> String {
    let value = e.value.map_or("none".into(), |v| format!("{:.1}", v * 100.0));
    e.moe.map_or(value.clone(), |m| format!("{value} ±{:.1}", m * 100.0))
}

fn la(catalog: &Catalog, period: &str) -> (String, String) {
    let answer = ask(catalog, &format!(r#"{{"measure":"attainment","place":"06037","period":"{period}"}}"#));
    let at = |level| percent(&answer.items[0].at_or_above(level).expect(level).share);
    (at("some_college_or_higher"), at("bachelors_or_higher"))
}

#[test]
fn los_angeles_county_since_1970() {
    let Some(usda) = official("usda_ers_education/Education2023.CA_US_states.derived.csv") else {
        return;
    };
    let mut catalog = Catalog::empty();
    let report = catalog.load("usda", &usda).unwrap();
    assert_eq!((report.format, report.refused), ("usda-ers-education", 0));
    for (period, some_college, bachelors) in [
        ("1970", "29.3", "12.7"),
        ("1980", "39.7", "18.5"),
        ("1990", "49.3", "22.3"),
        ("2000", "51.1", "24.9"),
        ("2008-2012", "55.9", "29.5"),
        ("2019-2023", "60.4", "35.5"),
    ] {
        assert_eq!(la(&catalog, period), (some_college.into(), bachelors.into()), "{period}");
    }
    let newest = ask(&catalog, r#"{"measure":"attainment","place":"06037"}"#);
    assert_eq!(newest.items[0].period, "2019-2023");
    let share = &newest.items[0].at_or_above("bachelors_or_higher").unwrap().share;
    assert_eq!(share.moe_reason.as_deref(), Some("not-published"));
}

#[test]
fn los_angeles_county_with_margins() {
    let names = [
        ("ACSST5Y2010.S1501", "acs5_2010_s1501_counties/ACSST5Y2010.S1501-Data.CA.csv"),
        ("acs5-2017", "acs5_2017_counties_selected/co_acs_raw.2017.CA.derived.csv"),
        ("acs1-2019", "acs1_2019_counties_selected/co_acs_raw.CA.csv"),
    ];
    let mut catalog = Catalog::empty();
    for (name, path) in names {
        let Some(bytes) = official(path) else { return };
        let report = catalog.load(name, &bytes).unwrap();
        assert_eq!(report.refused, 0, "{path}: {:?}", report.warnings);
    }
    assert_eq!(la(&catalog, "2006-2010"), ("54.5".into(), "29.0 ±0.2".into()));
    assert_eq!(la(&catalog, "2013-2017"), ("57.4 ±0.2".into(), "31.2 ±0.2".into()));
    assert_eq!(la(&catalog, "2019"), ("59.2 ±0.4".into(), "33.8 ±0.3".into()));
    let by_race = ask(&catalog, r#"{"measure":"attainment","place":"06037","period":"2019","by":"race"}"#);
    let of = |race: &str| {
        let item = by_race.items.iter().find(|i| i.group.race.as_deref() == Some(race)).unwrap();
        percent(&item.at_or_above("bachelors_or_higher").unwrap().share)
    };
    assert_eq!(of("white_nh"), "52.9 ±0.6");
    assert_eq!(of("asian"), "53.6 ±0.8");
    assert_eq!(of("black"), "27.9 ±1.2");
    assert_eq!(of("hispanic"), "13.6 ±0.3");
    let gap = ask(
        &catalog,
        r#"{"measure":"gap","place":"06037","period":"2019","race":"hispanic","reference":{"race":"white_nh"}}"#,
    );
    let gap = gap.items[0].gap.as_ref().unwrap();
    assert_eq!(percent(&gap.points), "39.3 ±0.7");
    assert_eq!(gap.verdict, measures::gap::Verdict::Different);
}

#[test]
fn los_angeles_county_jobs_ask_for() {
    let Some(edd) = official("ca_edd_occupational_projections/Long-Term_Occupational_Employment_Projections.LA_CA.csv")
    else {
        return;
    };
    let mut catalog = Catalog::empty();
    catalog.load("edd", &edd).unwrap();
    let jobs = ask(&catalog, r#"{"measure":"jobs","place":"06037"}"#).jobs.unwrap();
    let at = |level: &str| percent(&jobs.at_or_above.iter().find(|e| e.level == level).unwrap().share);
    assert_eq!(jobs.period, "2020");
    assert_eq!(at("bachelors_or_higher"), "32.1");
    // 1,848,980 of 4,407,470 jobs.
    assert_eq!(at("some_college_or_higher"), "42.0");
}

#[test]
fn los_angeles_and_orange_county_jobs() {
    let Some(oews) = official("bls_oews_2025/oe.data.LosAngeles_MSA.tsv") else {
        return;
    };
    let Some(projections) = official("bls_employment_projections_2024_34/Employment Projections.csv") else {
        return;
    };
    let Some(usda) = official("usda_ers_education/Education2023.CA_US_states.derived.csv") else {
        return;
    };
    let mut catalog = Catalog::empty();
    catalog.load("oews", &oews).unwrap();
    catalog.load("projections", &projections).unwrap();
    catalog.load("usda", &usda).unwrap();
    let answer = ask(&catalog, r#"{"measure":"jobs","place":"31080"}"#);
    let jobs = answer.jobs.unwrap();
    assert_eq!((jobs.coverage.counted, jobs.coverage.suppressed, jobs.coverage.unmatched), (6_213_600.0, 43, 0));
    // The adults of both counties: 06037 and 06059.
    let both: f64 = ["06037", "06059"]
        .iter()
        .map(|p| {
            let spec = format!(r#"{{"measure":"attainment","place":"{p}","period":"2019-2023"}}"#);
            ask(&catalog, &spec).items[0].total.value.unwrap()
        })
        .sum();
    assert_eq!(jobs.adults.unwrap().total.value, Some(both));
}

/// Every file of the formats that are read, whole: nothing refused, and the rows are those of the csv crate.
#[test]
fn whole_official_files_are_read_without_refusal() {
    let files = [
        ("usda_ers_education/Education2023.derived.csv.gz", "usda-ers-education", 1),
        ("usda_ers_unemployment_laus/Unemployment2023.derived.csv.gz", "usda-ers-unemployment", 1),
        ("acs5_2010_s1501_counties/ACSST5Y2010.S1501-Data.csv.gz", "census-export-labels", 1),
        ("acs5_2017_counties_selected/co_acs_raw.2017.derived.csv.gz", "census-api", 1),
        ("acs5_2017_c15002_by_race_counties/edu_county.derived.csv.gz", "quick-stats", 1),
        ("acs5_2022_b15003_la_tracts/la_tracts_b15003_2022.derived.csv", "tidycensus-wide", 1),
        ("acs1_2019_counties_selected/co_acs_raw.csv.gz", "census-api", 1),
        ("acs1_api_us_states/2018/bystate-acs-acs1-2018-B15003.csv", "census-api", 1),
        ("acs1_api_us_states/2008/bystate-acs-acs1-2008-C15002E.csv", "census-api", 1),
        ("bls_oews_2025/oe.data.California_US.tsv.gz", "bls-oews", 1),
        ("bls_employment_projections/Employment Projections.csv", "bls-employment-projections", 1),
        ("bls_employment_projections_2024_34/Employment Projections.csv", "bls-employment-projections", 1),
        ("bls_employment_projections/table_5_3_occupation.csv", "bls-table-5-3", 2),
        ("bls_cps_earnings_by_education/le-2019.csv.gz", "bls-cps", 1),
        ("bls_cps_unemployment_by_education/ln-education-rates-2005-2020.derived.csv.gz", "bls-cps", 1),
        (
            "ca_edd_occupational_projections/Long-Term_Occupational_Employment_Projections.csv.gz",
            "ca-edd-projections",
            1,
        ),
        ("ca_cde_acgr_county/ACGR_County(2017-2022).csv", "ca-cde-graduation", 1),
    ];
    for (path, format, header_rows) in files {
        let bytes = if path.ends_with(".gz") { official_gz(path) } else { official(path) };
        let Some(bytes) = bytes else { return };
        let mut catalog = Catalog::empty();
        let report = catalog.load("acs5-2017", &bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert_eq!((report.format, report.refused), (format, 0), "{path}: {:?}", report.warnings.first());
        let delimiter = if path.contains(".tsv") { b'\t' } else { b',' };
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(&bytes[..])
            .byte_records()
            .count() as u64;
        assert_eq!(report.rows, rows - header_rows, "{path}");
        assert!(report.observations > 0, "{path}");
    }
}

/// The API's answers as JSON hold what they hold as delimited text.
#[test]
fn census_api_json_is_the_same_table_as_its_csv() {
    for (json, csv) in [
        ("bystate-acs1-2018-B15003.json", "2018/bystate-acs-acs1-2018-B15003.csv"),
        ("bystate-acs1-2018-C15002I.json", "2018/bystate-acs-acs1-2018-C15002I.csv"),
        ("us-acs1-2018-C15002B.json", "2018/us-acs-acs1-2018-C15002B.csv"),
    ] {
        let folder = "acs1_api_us_states";
        let (Some(json), Some(csv)) =
            (official(&format!("{folder}/json_reserialised/{json}")), official(&format!("{folder}/{csv}")))
        else {
            return;
        };
        let settings = || Settings { period: Some("2018".into()), ..Settings::default() };
        let (one, report) = ingest::read(&json, settings()).unwrap();
        let (other, plain) = ingest::read(&csv, settings()).unwrap();
        assert_eq!((report.format, report.rows, report.refused), ("census-api-json", plain.rows, 0));
        assert_eq!(one.len(), other.len());
        for row in 0..one.len() {
            let texts = |d: &Dataset| Dim::ALL.map(|dim| d.text(dim, row).to_owned());
            assert_eq!((texts(&one), one.value(row), one.moe(row)), (texts(&other), other.value(row), other.moe(row)));
        }
    }
}
