//! The bundled tables: the package describes every file, every row has its source and every place its name, and the
//! figures that are known from elsewhere come out of them.

use common_measure::dataset::catalog::{Catalog, Package, Paths};
use common_measure::dataset::{Dim, indicator};
use common_measure::measures::{self, Answer, Spec, estimate::Estimate};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data")
}

fn descriptor() -> String {
    std::fs::read_to_string(folder().join("datapackage.json")).expect("datapackage.json")
}

fn package() -> Package {
    serde_json::from_str(&descriptor()).expect("datapackage.json")
}

fn paths(paths: &Paths) -> Vec<String> {
    match paths {
        Paths::One(path) => vec![path.clone()],
        Paths::Many(paths) => paths.clone(),
    }
}

/// Resources that are listed in the package but not read by this crate.
const TEXTS: [&str; 1] = ["goals"];

/// The catalog with every bundled table.
fn catalog() -> &'static Catalog {
    static ALL: OnceLock<Catalog> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut catalog = Catalog::from_json(&descriptor()).expect("datapackage.json");
        for resource in package().resources.iter().filter(|r| !TEXTS.contains(&r.name.as_str())) {
            for path in paths(&resource.path) {
                let bytes = std::fs::read(folder().join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
                let report = catalog.load(&resource.name, &bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
                let lines = bytes.iter().filter(|b| **b == b'\n').count() as u64;
                assert_eq!((report.format, report.refused), ("common-measure", 0), "{path}: {:?}", report.warnings);
                assert_eq!(report.rows, lines - 1, "{path}");
            }
        }
        catalog
    })
}

fn ask(spec: &str) -> Answer {
    measures::measure(catalog(), &Spec::from_json(spec).unwrap()).unwrap_or_else(|e| panic!("{spec}: {e}"))
}

/// "35.5" or "33.8 ±0.3", in per cent.
fn percent(e: &Estimate) -> String {
    let value = e.value.map_or("none".into(), |v| format!("{:.1}", v * 100.0));
    e.moe.map_or(value.clone(), |m| format!("{value} ±{:.1}", m * 100.0))
}

#[test]
fn the_names_and_paths_that_the_page_relies_on() {
    let package = package();
    let names: Vec<&str> = package.resources.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "places",
            "attainment",
            "attainment-newest",
            "attainment-margins",
            "attainment-groups",
            "adults-25-64",
            "la-race",
            "la-tracts",
            "jobs",
            "occupations",
            "occupation-names",
            "jobs-la",
            "worker-attainment",
            "earnings",
            "unemployment-by-education",
            "unemployment",
            "graduation",
            "reference",
            "goals",
        ]
    );
    let of = |name: &str| paths(&package.resources.iter().find(|r| r.name == name).unwrap().path);
    assert_eq!(of("places"), ["places/core.csv", "places/counties.csv"]);
    assert_eq!(of("attainment")[0], "attainment/us.csv");
    assert_eq!(of("unemployment")[0], "unemployment/us.csv");
    for name in ["attainment", "attainment-margins", "attainment-groups", "unemployment"] {
        assert!(of(name).contains(&format!("{name}/06.csv")), "{name}");
    }
    assert_eq!(of("la-race"), ["la-race.csv"]);
    assert_eq!(catalog().default_place(), Some("06037"));
    // Each part has the header that the package describes: validators look at the first part's only.
    let described: serde_json::Value = serde_json::from_str(&descriptor()).unwrap();
    for (resource, about) in package.resources.iter().zip(described["resources"].as_array().unwrap()) {
        let fields = about["schema"]["fields"].as_array().unwrap();
        let header: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        for path in paths(&resource.path) {
            let text = std::fs::read_to_string(folder().join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
            assert_eq!(text.lines().next(), Some(&*header.join(",")), "{path}");
        }
    }
}

#[test]
fn every_row_has_a_declared_source_and_every_place_a_name() {
    let package = package();
    let declared: BTreeSet<&str> = package.sources.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(declared.len(), package.sources.len(), "two sources have one name");
    for source in &package.sources {
        assert!(source.agency.is_some() && source.vintage.is_some() && !source.title.is_empty(), "{source:?}");
        assert!(source.path.as_deref().is_some_and(|p| p.starts_with("http")), "{source:?}");
    }
    for dataset in catalog().datasets(None) {
        for row in 0..dataset.len() {
            let source = dataset.text(Dim::Source, row);
            assert!(declared.contains(source), "line {}: “{source}” is not declared", dataset.line(row));
        }
        for place in dataset.values(Dim::Place).filter(|p| !p.is_empty()) {
            assert!(catalog().name(place).is_some(), "{place} has no name");
        }
        for occupation in dataset.values(Dim::Occupation).filter(|o| !o.is_empty()) {
            assert!(catalog().name(occupation).is_some(), "{occupation} has no name");
        }
    }
    assert_eq!(catalog().name("35013").as_deref(), Some("Doña Ana County, New Mexico"));
    assert_eq!(catalog().name("31080").as_deref(), Some("Los Angeles and Orange County metro area"));
}

#[test]
fn los_angeles_county_since_1970() {
    for (period, some_college, bachelors) in [
        ("1970", "29.3", "12.7"),
        ("1980", "39.7", "18.5"),
        ("1990", "49.3", "22.3"),
        ("2000", "51.1", "24.9"),
        ("2006-2010", "54.5", "29.0 ±0.2"),
        ("2008-2012", "55.9", "29.5"),
        ("2013-2017", "57.4 ±0.2", "31.2 ±0.2"),
        ("2019", "59.2 ±0.4", "33.8 ±0.3"),
        ("2019-2023", "60.4", "35.5"),
    ] {
        let answer = ask(&format!(r#"{{"measure":"attainment","place":"06037","period":"{period}"}}"#));
        let at = |level| percent(&answer.items[0].at_or_above(level).expect(level).share);
        assert_eq!(at("some_college_or_higher"), some_college, "{period}");
        assert_eq!(at("bachelors_or_higher"), bachelors, "{period}");
    }
}

#[test]
fn los_angeles_county_by_race() {
    let of = |period: &str, level: &str, race: &str| {
        let answer = ask(&format!(
            r#"{{"measure":"attainment","place":"06037","period":"{period}","race":"{race}","level":"{level}"}}"#
        ));
        percent(&answer.items[0].at_or_above(level).expect(level).share)
    };
    for (race, share) in
        [("white_nh", "52.9 ±0.6"), ("asian", "53.6 ±0.8"), ("black", "27.9 ±1.2"), ("hispanic", "13.6 ±0.3")]
    {
        assert_eq!(of("2019", "bachelors_or_higher", race), share, "{race}");
    }
    for (race, some_college, bachelors) in [
        ("white_nh", "78.0", "48.8 ±0.3"),
        ("asian", "72.8", "51.0 ±0.4"),
        ("black", "64.5", "24.9 ±0.4"),
        ("hispanic", "34.4", "11.8 ±0.2"),
    ] {
        assert_eq!(of("2013-2017", "some_college_or_higher", race), some_college, "{race}");
        assert_eq!(of("2013-2017", "bachelors_or_higher", race), bachelors, "{race}");
    }
}

#[test]
fn jobs_by_the_education_that_they_ask_for() {
    let edd = ask(r#"{"measure":"jobs","place":"06037"}"#).jobs.unwrap();
    let at = |jobs: &measures::jobs::Jobs, level: &str| {
        percent(&jobs.at_or_above.iter().find(|e| e.level == level).unwrap().share)
    };
    assert_eq!(edd.period, "2020");
    assert_eq!(at(&edd, "bachelors_or_higher"), "32.1");
    assert_eq!(at(&edd, "some_college_or_higher"), "42.0");

    let oews = ask(r#"{"measure":"jobs","place":"31080"}"#).jobs.unwrap().coverage;
    assert_eq!((oews.counted, oews.published_total), (6_213_600.0, Some(6_271_560.0)));
    assert_eq!((oews.suppressed, oews.unmatched), (43, 0));

    let nation = ask(r#"{"measure":"jobs","place":"00","period":"2024","data":"occupations"}"#).jobs.unwrap();
    assert_eq!((nation.coverage.counted, nation.coverage.occupations), (169_956_400.0, 832));
    assert_eq!(at(&nation, "some_college_or_higher"), "40.6");
}

#[test]
fn tracts_add_up_to_the_county() {
    let tracts = catalog().datasets(Some("la-tracts")).next().unwrap();
    let sum = |level: &str| {
        let rows = tracts.select(&[(Dim::Indicator, indicator::ADULTS), (Dim::Level, level)]);
        assert_eq!(rows.len(), 2498);
        rows.iter().filter_map(|r| tracts.value(*r).value()).sum::<f64>()
    };
    let graduates: f64 = ["bachelors", "masters", "professional", "doctorate"].map(sum).iter().sum();
    assert_eq!(sum("total"), 6_909_650.0);
    assert_eq!(format!("{:.2}", graduates / sum("total") * 100.0), "34.58");
}

#[test]
fn groups_of_states_add_up() {
    // One table a line, published apart: men and women of C15002 are everyone of B15003.
    for place in ["00", "06"] {
        let everyone = ask(&format!(r#"{{"measure":"attainment","place":"{place}","period":"2018"}}"#));
        let by_sex = ask(&format!(r#"{{"measure":"attainment","place":"{place}","period":"2018","by":"sex"}}"#));
        let sum: f64 = by_sex.items.iter().filter_map(|i| i.total.value).sum();
        assert_eq!(everyone.items[0].total.value, Some(sum), "{place}");
    }
    let rhode_island = ask(r#"{"measure":"attainment","place":"44","period":"2018"}"#);
    let share = &rhode_island.items[0].at_or_above("bachelors_or_higher").unwrap().share;
    assert_eq!(format!("{:.2}", share.value.unwrap() * 100.0), "34.38");
}

#[test]
fn rates_and_medians_as_published() {
    let one = |name: &str, wanted: &[(Dim, &str)]| {
        let found: Vec<f64> = catalog()
            .datasets(Some(name))
            .flat_map(|d| d.select(wanted).into_iter().filter_map(|r| d.value(r).value()).collect::<Vec<_>>())
            .collect();
        assert_eq!(found.len(), 1, "{name} {wanted:?}: {found:?}");
        found[0]
    };
    let la = (Dim::Place, "06037");
    let cohort = |what| one("graduation", &[la, (Dim::Period, "2021-2022"), (Dim::Indicator, what), (Dim::Group, "")]);
    assert_eq!((cohort(indicator::GRADUATION), cohort(indicator::A_G)), (0.861, 0.582));
    let us_2019 = |name, level| one(name, &[(Dim::Place, "00"), (Dim::Period, "2019"), (Dim::Level, level)]);
    assert_eq!(us_2019("earnings", "bachelors"), 1248.0);
    assert_eq!(us_2019("unemployment-by-education", "bachelors_or_higher"), 0.021);
    let chief = [(Dim::Occupation, "11-1011"), (Dim::Level, "bachelors")];
    assert_eq!(one("worker-attainment", &chief), 0.41);
    let unemployed = [(Dim::Place, "00"), (Dim::Period, "2023"), (Dim::Indicator, indicator::UNEMPLOYED)];
    assert_eq!(one("unemployment", &unemployed), 6_065_878.0);
    let claim = [la, (Dim::Period, "undated"), (Dim::Indicator, "claim_adults_bachelors_or_higher")];
    assert_eq!(one("reference", &claim), 0.29);
}

#[test]
fn the_share_of_jobs_that_need_college_then_and_now_each_with_its_publication() {
    let answer = ask(r#"{"measure": "published", "place": "00", "indicator": "jobs_needing_postsecondary"}"#);
    let rows: Vec<(&str, String, &str)> =
        answer.published.iter().map(|r| (r.period.as_str(), percent(&r.value), r.value.source.as_str())).collect();
    assert_eq!(rows.first(), Some(&("1973", "28.0".into(), "cew-recovery-2020-new-america")));
    assert_eq!(rows.last(), Some(&("2021", "68.0".into(), "cew-after-everything")));
    assert!(rows.iter().all(|(_, share, _)| share != "65.0"), "the share of openings is no share of jobs");
    assert_eq!(answer.sources.len(), 3);
}

#[test]
fn a_published_figure_is_asked_for_by_its_indicator() {
    let refused = |spec: &str| measures::measure(catalog(), &Spec::from_json(spec).unwrap()).unwrap_err();
    assert_eq!(refused(r#"{"measure": "published", "place": "00"}"#).code(), "bad-spec");
    assert_eq!(refused(r#"{"measure": "published", "place": "00", "indicator": "wizards"}"#).code(), "no-data");
    assert_eq!(refused(r#"{"measure": "trend", "place": "00", "indicator": "adults"}"#).code(), "bad-spec");
}
