//! Pictures of charts, as SVG, compared with the ones that were looked at and accepted.
//!
//! A difference fails with a diff, and the new picture is left in `target/golden/` to look at. After looking at it:
//! `GOLDEN=accept cargo test --test golden`.

mod common;

use common::bundled_and_more;
use common_measure::chart::{Chart, ChartSpec, Kind, LayoutOptions, Steps};
use common_measure::draw::svg::svg;
use common_measure::measures::{self, Spec};
use similar::TextDiff;
use std::path::Path;

fn compare(name: &str, spec: &str, width: f64, locale: &str, theme: &str) {
    compare_chart(name, spec, &ChartSpec::default(), None, (width, None, locale, theme));
}

/// For a slide of 4:3 or 16:9.
fn compare_stage(name: &str, spec: &str, width: f64, locale: &str) {
    compare_chart(name, spec, &ChartSpec::default(), None, (width, Some(205.0), locale, "projector"));
}

fn compare_chart(
    name: &str,
    spec: &str,
    shown: &ChartSpec,
    shapes: Option<&[u8]>,
    (width, height, locale, theme): (f64, Option<f64>, &str, &str),
) {
    let catalog = bundled_and_more();
    let answer = measures::measure(&catalog, &Spec::from_json(spec).unwrap()).unwrap();
    let chart = Chart::with_shapes(answer, shown, shapes).unwrap();
    let theme = serde_json::from_value(serde_json::json!(theme)).unwrap();
    let options = LayoutOptions { width, height, locale: locale.to_owned(), theme, ..LayoutOptions::default() };
    let picture = svg(&chart.layout(&options).unwrap()).unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.svg"));
    if std::env::var("GOLDEN").is_ok_and(|v| v == "accept") {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, &picture).unwrap();
        return;
    }
    let accepted = std::fs::read_to_string(&golden).unwrap_or_default();
    if accepted != picture {
        let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.svg"));
        std::fs::write(&left, &picture).unwrap();
        let diff = TextDiff::from_lines(&accepted, &picture).unified_diff().context_radius(1).to_string();
        panic!("{name}.svg differs; the new picture is {}\n{diff}", left.display());
    }
}

const LA_TREND: &str = r#"{"measure":"trend","place":"06037"}"#;
const PLACES_TREND: &str = r#"{"measure":"trend","place":["06037","06","00"],"data":"attainment"}"#;
/// One year at a time from 2008 on, and a five-year average of the same years.
const CALIFORNIA_TREND: &str = r#"{"measure":"trend","place":"06"}"#;
const PLACES: &str = r#"{"measure":"attainment","place":["06037","06059","06","00"],"period":"2019-2023"}"#;
const PERIODS: &str =
    r#"{"measure":"attainment","place":"06037","period":["1970","1980","1990","2000","2008-2012","2019-2023"]}"#;
const RACE: &str = r#"{"measure":"gap","place":"06037","period":"2019","by":"race"}"#;
const SEX: &str = r#"{"measure":"gap","place":"06","period":"2018","by":"sex"}"#;
const JOBS: &str = r#"{"measure":"jobs","place":"31080"}"#;
const JOBS_LA: &str = r#"{"measure":"jobs","place":"06037"}"#;
const SKILLS_GAP: &str = r#"{"measure":"skills_gap","place":"06037","level":"some_college_or_higher"}"#;
/// Nothing is published for this level, and there is no claim.
const SKILLS_GAP_METRO: &str = r#"{"measure":"skills_gap","place":"31080"}"#;
const PIPELINE: &str = r#"{"measure":"pipeline","place":"06037"}"#;
const PIPELINE_GROUPS: &str = r#"{"measure":"pipeline","place":"06037","group":["RH","RB","RA","RI"]}"#;
const EARNINGS: &str = r#"{"measure":"earnings","place":"00"}"#;
const EARNINGS_PLACES: &str = r#"{"measure":"earnings","place":["06037","06"]}"#;
/// A week's earnings and a year's, each on its own scale.
const EARNINGS_TWO: &str = r#"{"measure":"earnings","place":["00","06037"]}"#;

/// Contributions that are made up, of partners that are invented.
const WHAT_IF: &str = r#"{"measure":"scenario","place":"06037","scenario":{"target":{"share":0.45},"contributions":[
    {"name":"Schools: college counselors","kind":"college_going","change":0.06,"low":0.03,"high":0.09,"from":2026,"to":2032},
    {"name":"Colleges: transfer and completion","kind":"completion","change":0.08,"low":0.04,"high":0.1,"from":2026,"to":2034},
    {"name":"Employers: paid time to finish a degree","kind":"returning","change":9000,"low":5000,"high":12000,"from":2026,"to":2030}]}}"#;
const WHAT_IF_NOTHING: &str = r#"{"measure":"scenario","place":"06","level":"some_college_or_higher"}"#;

#[test]
fn scenario_wide_and_narrow() {
    compare("scenario_la_wide", WHAT_IF, 800.0, "en", "light");
    compare("scenario_la_narrow_es", WHAT_IF, 320.0, "es-US", "light");
    compare("scenario_la_wide_dark", WHAT_IF, 800.0, "en", "dark");
    compare("scenario_california_wide", WHAT_IF_NOTHING, 800.0, "en", "light");
}

#[test]
fn on_stage() {
    compare_stage("stage_gap_race_4_3_es", RACE, 385.0, "es-US");
    compare_stage("stage_jobs_16_9", JOBS, 525.0, "en");
    compare_stage("stage_skills_gap_4_3", SKILLS_GAP, 385.0, "en");
    compare_stage("stage_skills_gap_upright_es", SKILLS_GAP, 320.0, "es-US");
    compare_stage("stage_pipeline_16_9_es", PIPELINE, 525.0, "es-US");
    compare_stage("stage_attainment_4_3", PLACES, 385.0, "en");
    compare_stage("stage_earnings_16_9", EARNINGS, 525.0, "en");
    compare_stage("stage_what_if_16_9", WHAT_IF, 525.0, "en");
    compare_stage("stage_trend_places_4_3", PLACES_TREND, 385.0, "en");
}

#[test]
fn trend_wide_and_narrow() {
    compare("trend_la_wide", LA_TREND, 800.0, "en", "light");
    compare("trend_la_narrow_es", LA_TREND, 320.0, "es-US", "dark");
    compare("trend_places_wide_es", PLACES_TREND, 800.0, "es-US", "light");
    compare("trend_california_wide", CALIFORNIA_TREND, 800.0, "en", "light");
    compare("trend_places_narrow", PLACES_TREND, 320.0, "en", "light");
}

#[test]
fn attainment_wide_and_narrow() {
    compare("attainment_places_wide", PLACES, 800.0, "en", "light");
    compare("attainment_places_narrow_es", PLACES, 320.0, "es-US", "light");
    compare("attainment_periods_wide_dark", PERIODS, 800.0, "en", "dark");
}

#[test]
fn gap_wide_and_narrow() {
    compare("gap_race_wide", RACE, 800.0, "en", "light");
    compare("gap_race_narrow_es", RACE, 320.0, "es-US", "light");
    compare("gap_sex_wide_dark", SEX, 800.0, "en", "dark");
}

#[test]
fn jobs_wide_and_narrow() {
    compare("jobs_metro_wide", JOBS, 800.0, "en", "light");
    compare("jobs_la_narrow_es", JOBS_LA, 320.0, "es-US", "projector");
}

#[test]
fn skills_gap_wide_and_narrow() {
    compare("skills_gap_la_wide", SKILLS_GAP, 800.0, "en", "light");
    compare("skills_gap_la_narrow_es", SKILLS_GAP, 320.0, "es-US", "light");
    compare("skills_gap_metro_wide_dark", SKILLS_GAP_METRO, 800.0, "en", "dark");
}

#[test]
fn pipeline_wide_and_narrow() {
    compare("pipeline_la_wide", PIPELINE, 800.0, "en", "light");
    compare("pipeline_groups_wide_es_dark", PIPELINE_GROUPS, 800.0, "es-US", "dark");
    compare("pipeline_groups_narrow_es", PIPELINE_GROUPS, 320.0, "es-US", "light");
}

#[test]
fn earnings_wide_and_narrow() {
    compare("earnings_nation_wide", EARNINGS, 800.0, "en", "light");
    compare("earnings_nation_narrow_es", EARNINGS, 320.0, "es-US", "light");
    compare("earnings_places_narrow", EARNINGS_PLACES, 320.0, "en", "light");
    compare("earnings_two_measures_wide_dark", EARNINGS_TWO, 800.0, "en", "dark");
}

/// With the shapes that the build makes of us-atlas, as `tests/data/06-counties.json` keeps them.
#[test]
fn map_wide_and_narrow() {
    let shapes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/06-counties.json")).unwrap();
    let newest = r#"{"measure":"attainment","place":"06","by":"county"}"#;
    let margins = r#"{"measure":"attainment","place":"06","by":"county","period":"2019"}"#;
    let map = |steps| ChartSpec { chart: Some(Kind::Map), steps, ..ChartSpec::default() };
    compare_chart("map_california_wide", newest, &map(Steps::Quantile), Some(&shapes), (800.0, None, "en", "light"));
    compare_chart("map_california_dark", newest, &map(Steps::Equal), Some(&shapes), (800.0, None, "en", "dark"));
    // Some counties have margins of a tenth or more, most have no figure of one year.
    compare_chart(
        "map_california_narrow_es",
        margins,
        &map(Steps::Quantile),
        Some(&shapes),
        (320.0, None, "es-US", "light"),
    );
}

#[test]
fn scatter_wide_and_narrow() {
    let then_and_now = r#"{"measure":"trend","place":"06","by":"county","period":["1970","2019-2023"]}"#;
    // Some counties have margins in 2019, and most have no figure.
    let one_year = r#"{"measure":"trend","place":"06","by":"county","period":["2006-2010","2019"]}"#;
    let mark = vec!["06037".to_owned(), "06041".to_owned()];
    let scatter = ChartSpec { chart: Some(Kind::Scatter), mark, ..ChartSpec::default() };
    compare_chart("scatter_california_wide", then_and_now, &scatter, None, (800.0, None, "en", "light"));
    compare_chart("scatter_california_dark", then_and_now, &scatter, None, (800.0, None, "en", "dark"));
    compare_chart("scatter_california_narrow_es", one_year, &scatter, None, (320.0, None, "es-US", "light"));
}
