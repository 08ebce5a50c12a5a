//! Maps: every county of a state or the nation, every tract of a county, ranked and joined to shapes.

mod common;

use common::{ask, bundled, official};
use common_measure::chart::describe::LegendEntry;
use common_measure::chart::scene::Shape;
use common_measure::chart::spec::ThemeChoice;
use common_measure::chart::{Chart, ChartSpec, Kind, LayoutOptions, Steps};
use common_measure::dataset::catalog::Catalog;
use common_measure::draw::svg::svg;
use common_measure::draw::theme::{Theme, Token};
use common_measure::measures::{self, Answer, Spec};

const COUNTIES: &str = r#"{"measure":"attainment","place":"06","by":"county"}"#;

fn map_spec() -> ChartSpec {
    ChartSpec { chart: Some(Kind::Map), ..ChartSpec::default() }
}

/// Made-up figures of four made-up counties and one tract, with margins where `margins`.
fn made_up(margins: bool) -> Catalog {
    let mut catalog = Catalog::from_json(
        r#"{"resources":[{"name":"made-up","commonMeasure":{"format":"common-measure","indicator":"adults","unit":"count","source":"made-up"}}]}"#,
    )
    .unwrap();
    let mut text = "place,period,level,value,moe\n".to_owned();
    for (place, people, moe) in [("06001", 300, 10), ("06003", 305, 10), ("06005", 500, 10), ("06007", 300, 200)] {
        let (all, moe) = if margins { ("0".to_owned(), moe.to_string()) } else { (String::new(), String::new()) };
        text += &format!("{place},2020,total,1000,{all}\n{place},2020,bachelors_or_higher,{people},{moe}\n");
    }
    text += "06009,2010,total,1000,0\n06009,2010,bachelors_or_higher,100,10\n";
    text += "06001400100,2020,total,100,0\n06001400100,2020,bachelors_or_higher,30,3\n";
    catalog.load("made-up", text.as_bytes()).unwrap();
    catalog
}

/// A row of unit squares of made-up shapes, eastwards from -120.
fn squares(ids: &[&str]) -> String {
    let feature = |(i, id): (usize, &&str)| {
        let (west, east) = (i as f64 - 120.0, i as f64 - 119.0);
        format!(
            r#"{{"type":"Feature","properties":{{"GEOID":"{id}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},36],[{east},36],[{east},37],[{west},37],[{west},36]]]}}}}"#
        )
    };
    let features: Vec<String> = ids.iter().enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn ranks(answer: &Answer) -> Vec<Option<usize>> {
    answer.items.iter().map(|i| i.rank).collect()
}

#[test]
fn counties_of_a_state_are_ranked_by_test() {
    let answer = ask(&made_up(true), COUNTIES);
    let codes: Vec<&str> = answer.items.iter().map(|i| i.place.code.as_str()).collect();
    assert_eq!(codes, ["06001", "06003", "06005", "06007", "06009"]);
    // 30.0 and 30.5 cannot be told apart; 30 +-20 is not below 50 either. 2010 alone has a figure for the last.
    assert_eq!(ranks(&answer), [Some(2), Some(2), Some(1), Some(1), None]);
    assert!(answer.notes.iter().any(|n| n.code == "ranks-tested"));
    assert_eq!(answer.items[4].at_or_above[0].share.reason.as_deref(), Some("not-available"));
    // Lean: one level, so that thousands are quick.
    assert!(answer.items.iter().all(|i| i.levels.is_empty() && i.at_or_above.len() == 1));
}

#[test]
fn without_margins_only_equal_figures_tie_and_it_is_said() {
    let answer = ask(&made_up(false), COUNTIES);
    assert_eq!(ranks(&answer), [Some(3), Some(2), Some(1), Some(3), None]);
    assert!(answer.notes.iter().any(|n| n.code == "ranks-untested"));
}

/// Made up: the county of some people of 10,000, and how the two rank.
fn two(first: u32, second: u32, moe: &str) -> Vec<Option<usize>> {
    let mut text = "place,period,level,value,moe,source\n".to_owned();
    for (place, people) in [("06001", first), ("06003", second)] {
        text += &format!("{place},2020,total,10000,0,x\n{place},2020,bachelors_or_higher,{people},{moe},x\n");
    }
    let mut catalog = Catalog::empty();
    catalog.load("made-up", text.as_bytes()).unwrap();
    ranks(&ask(&catalog, COUNTIES))
}

#[test]
fn a_place_is_ahead_by_more_than_the_margin_of_the_difference() {
    // Each ±1 point: a difference is significant from 1.41 points on, though the margins still overlap at 1.7.
    assert_eq!(two(3000, 3170, "100"), [Some(2), Some(1)]);
    assert_eq!(two(3000, 3140, "100"), [Some(1), Some(1)]);
    // Without margins a tenth of a point counts.
    assert_eq!(two(3000, 3040, "not-published"), [Some(2), Some(1)]);
    assert_eq!(two(3000, 3004, "not-published"), [Some(1), Some(1)]);
}

#[test]
fn tracts_of_a_county_are_found_and_several_periods_refused() {
    let catalog = made_up(true);
    let answer = ask(&catalog, r#"{"measure":"attainment","place":"06001","by":"tract"}"#);
    assert_eq!(answer.items.len(), 1);
    assert_eq!(answer.items[0].place.name, "Census Tract 4001");
    let error = |spec: &str| measures::measure(&catalog, &Spec::from_json(spec).unwrap()).unwrap_err();
    let two = error(r#"{"measure":"attainment","place":"06","by":"county","period":["2010","2020"]}"#);
    assert_eq!(two.code(), "bad-spec");
    assert_eq!(error(r#"{"measure":"attainment","place":"12","by":"county"}"#).code(), "no-data");
}

#[test]
fn the_newest_period_that_most_counties_share_is_taken() {
    let answer = ask(&bundled(), COUNTIES);
    assert_eq!(answer.items.len(), 58);
    assert_eq!(answer.items[0].period, "2019-2023");
    let older = ask(&bundled(), r#"{"measure":"attainment","place":"06","by":"county","period":"2006-2010"}"#);
    assert!(older.items.iter().all(|i| i.at_or_above[0].share.moe.is_some()), "S1501 publishes margins");
    assert!(older.notes.iter().any(|n| n.code == "ranks-tested"));
}

#[test]
fn a_pointer_finds_the_place_whose_shape_holds_it() {
    let answer = ask(&made_up(true), COUNTIES);
    let shapes = squares(&["06001", "06003", "06005", "06007"]);
    let chart = Chart::with_shapes(answer, &map_spec(), Some(shapes.as_bytes())).unwrap();
    let view = chart.layout(&LayoutOptions { width: 404.0, ..LayoutOptions::default() }).unwrap();
    let at = |x: f64, y: f64| view.hit(x, y).and_then(|m| m.place);
    let middle = view.scene.height - 30.0;
    assert_eq!(at(50.0, middle).as_deref(), Some("06001"));
    assert_eq!(at(150.0, middle).as_deref(), Some("06003"));
    assert_eq!(at(350.0, middle).as_deref(), Some("06007"));
    assert_eq!(at(350.0, 3.0), None, "the legend is no place");
    // The ranked list: highest first; what has no figure or no shape is in it too.
    let marks = view.marks();
    let places: Vec<&str> = marks.iter().filter_map(|m| m.place.as_deref()).collect();
    assert_eq!(places, ["06005", "06003", "06001", "06007", "06009"]);
    let parts = [view.marks_of(0..2), view.marks_of(2..4), view.marks_of(4..9), view.marks_of(9..12)];
    assert_eq!(parts.concat(), *marks, "in parts they are the same");
    assert_eq!(view.table().rows.len(), 5);
    assert_eq!(view.table().rows[1][1], "2 (tied)");
}

#[test]
fn what_does_not_join_is_said() {
    let answer = ask(&made_up(true), COUNTIES);
    let shapes = squares(&["06001", "06003", "06011", "09001"]);
    let chart = Chart::with_shapes(answer.clone(), &map_spec(), Some(shapes.as_bytes())).unwrap();
    let join = chart.join().unwrap();
    assert_eq!((join.joined, join.key.as_str()), (2, "GEOID"));
    assert_eq!(join.without_shape, ["06005", "06007"]);
    // Of another state than the ones asked about: not shown at all.
    assert_eq!(join.without_figure, ["06011"]);
    let notes = chart.layout(&LayoutOptions::default()).unwrap().describe().notes.join("\n");
    assert!(notes.contains("06005; 06007"), "{notes}");
    assert!(notes.contains("Shapes without a figure: 1."), "{notes}");

    let spec = |spec: ChartSpec, shapes: Option<&[u8]>| Chart::with_shapes(answer.clone(), &spec, shapes).unwrap_err();
    assert_eq!(spec(map_spec(), None).code(), "bad-spec");
    assert_eq!(spec(ChartSpec { classes: Some(8), ..map_spec() }, Some(shapes.as_bytes())).code(), "bad-spec");
    assert_eq!(spec(map_spec(), Some(squares(&["99999"]).as_bytes())).code(), "bad-geometry");
    assert_eq!(
        spec(ChartSpec { id: Some("nope".into()), ..map_spec() }, Some(shapes.as_bytes())).code(),
        "bad-geometry"
    );
}

/// Of Hawaii only the islands with people are shown; a file may put a county's code elsewhere.
#[test]
fn a_shape_where_nothing_is_shown_takes_no_other_place_away() {
    let mut catalog = made_up(true);
    let row =
        |place: &str, people: u32| format!("{place},2020,total,1000,0\n{place},2020,bachelors_or_higher,{people},10\n");
    let rows = [("06001", 300), ("06003", 305), ("15003", 400)].map(|(place, people)| row(place, people)).concat();
    catalog.load("made-up", format!("place,period,level,value,moe\n{rows}").as_bytes()).unwrap();
    let mut shapes = squares(&["06001", "06003", "15003", "72001"]);
    // Westwards, with what is of no place of the answer.
    shapes = shapes.replace("-118,", "-175,").replace("-117,", "-174,");
    let answer = ask(&catalog, r#"{"measure":"attainment","place":"00","by":"county"}"#);
    let chart = Chart::with_shapes(answer, &map_spec(), Some(shapes.as_bytes())).unwrap();
    let view = chart.layout(&LayoutOptions { width: 404.0, ..LayoutOptions::default() }).unwrap();
    let marks = view.marks();
    let of = |code: &str| marks.iter().find(|mark| mark.place.as_deref() == Some(code)).unwrap();
    assert_eq!(view.scene.hit(of("06003").x, of("06003").y), Some(of("06003").id));
    assert!(view.scene.areas.iter().all(|area| area.mark != of("15003").id));
    assert_eq!(of("15003").value, "40.0%");
}

#[test]
fn classes_are_of_as_many_places_or_of_as_many_points() {
    let answer = ask(&bundled(), COUNTIES);
    let ids: Vec<String> = answer.items.iter().map(|i| i.place.code.clone()).collect();
    let shapes = squares(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let legend = |steps| {
        let spec = ChartSpec { steps, classes: Some(4), ..map_spec() };
        let chart = Chart::with_shapes(answer.clone(), &spec, Some(shapes.as_bytes())).unwrap();
        chart.layout(&LayoutOptions::default()).unwrap().describe().legend
    };
    let (quantile, equal) = (legend(Steps::Quantile), legend(Steps::Equal));
    assert_eq!((quantile.len(), equal.len()), (4, 4));
    let bounds = |label: &str| -> (f64, f64) {
        let (low, high) = label.split_once('–').unwrap();
        (low.trim_end_matches('%').parse().unwrap(), high.trim_end_matches('%').parse().unwrap())
    };
    let shares: Vec<f64> =
        answer.items.iter().map(|i| (i.at_or_above[0].share.value.unwrap() * 1000.0).round() / 10.0).collect();
    let count = |label: &str| {
        let (low, high) = bounds(label);
        shares.iter().filter(|s| (low..=high).contains(s)).count()
    };
    let counts: Vec<usize> = quantile.iter().map(|e| count(&e.label)).collect();
    assert_eq!(counts.iter().sum::<usize>(), 58, "every county is in one class: {counts:?}");
    assert!(counts.iter().all(|n| (13..=16).contains(n)), "{counts:?}");
    let widths: Vec<f64> = equal.iter().map(|e| bounds(&e.label).1 - bounds(&e.label).0).collect();
    assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.21), "{widths:?}");
    assert_eq!(equal.iter().map(|e| count(&e.label)).sum::<usize>(), 58);
}

#[test]
fn each_class_has_a_colour_of_its_own_and_each_place_its_class() {
    let answer = ask(&bundled(), COUNTIES);
    let ids: Vec<String> = answer.items.iter().map(|i| i.place.code.clone()).collect();
    let shapes = squares(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, steps) in [("light", Steps::Quantile), ("dark", Steps::Equal)] {
        let theme = Theme::named(name).unwrap();
        let ramp: Vec<String> = (1..=7).map(|n| theme.css(Token::Level(n))).collect();
        for classes in 3..=7 {
            let spec = ChartSpec { steps, classes: Some(classes), ..map_spec() };
            let chart = Chart::with_shapes(answer.clone(), &spec, Some(shapes.as_bytes())).unwrap();
            let options = LayoutOptions { theme: ThemeChoice::Named(name.into()), ..LayoutOptions::default() };
            let view = chart.layout(&options).unwrap();
            let legend = view.describe().legend;
            // What follows the classes is of what is missing or not certain.
            let along = |e: &LegendEntry| ramp.iter().position(|colour| *colour == e.color).unwrap();
            let places: Vec<usize> = legend[..classes].iter().map(along).collect();
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
            assert_eq!(places.last(), Some(&6), "the highest is the strongest");
            // A place's colour is that of the range that holds its share.
            let marks = view.marks();
            for area in &view.scene.areas {
                let Shape::Polygon { fill, .. } = &view.scene.shapes[area.shape] else {
                    panic!("an area is a polygon")
                };
                let value: f64 = marks[area.mark].value.trim_end_matches('%').parse().unwrap();
                let entry = legend.iter().find(|e| e.color == theme.css(*fill)).unwrap();
                let ends: Vec<f64> = entry.label.split('–').map(|v| v.trim_end_matches('%').parse().unwrap()).collect();
                assert!((ends[0]..=ends[ends.len() - 1]).contains(&value), "{value} in {}", entry.label);
            }
        }
    }
}

#[test]
fn every_tract_of_los_angeles_with_a_shape_joins() {
    let Some(shapes) = official("boundaries/la_county_tracts_2022.derived.geojson") else { return };
    let mut catalog = bundled();
    let tracts = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/www/data/la-tracts.csv")).unwrap();
    catalog.load("la-tracts", &tracts).unwrap();
    let answer = ask(&catalog, r#"{"measure":"attainment","place":"06037","by":"tract"}"#);
    assert_eq!(answer.items.len(), 2498);
    let chart = Chart::with_shapes(answer, &map_spec(), Some(&shapes)).unwrap();
    let join = chart.join().unwrap();
    assert_eq!((join.joined, join.key.as_str()), (2495, "GEOID"));
    assert!(join.without_figure.is_empty());
    let view = chart.layout(&LayoutOptions::default()).unwrap();
    assert_eq!(view.scene.marks.len(), 2498);
    assert!(view.describe().title.starts_with("In 2,4"), "{}", view.describe().title);
    // Every shape's own middle, where it is inside, finds its place.
    let wide: Vec<_> = view.scene.marks.iter().filter(|m| m.width > 4.0).collect();
    let found = wide.iter().filter(|m| view.scene.hit(m.x, m.y) == Some(m.id)).count();
    assert!(wide.len() > 500 && found * 10 > wide.len() * 9, "{found} of {}", wide.len());
    if let Ok(folder) = std::env::var("MAP_PICTURES") {
        std::fs::write(format!("{folder}/tracts.svg"), svg(&view).unwrap()).unwrap();
    }
}

#[test]
fn the_nation_is_drawn_with_alaska_and_the_islands_beside_it() {
    let Some(shapes) = official("boundaries/us-atlas-counties-10m.json") else { return };
    let mut catalog = bundled();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/data/");
    for file in std::fs::read_dir(format!("{folder}attainment")).unwrap() {
        let name = file.unwrap().file_name();
        let name = name.to_str().unwrap();
        if !matches!(name, "us.csv" | "06.csv") {
            catalog.load("attainment", &std::fs::read(format!("{folder}attainment/{name}")).unwrap()).unwrap();
        }
    }
    catalog.load("places", &std::fs::read(format!("{folder}places/counties.csv")).unwrap()).unwrap();
    let answer = ask(&catalog, r#"{"measure":"attainment","place":"00","by":"county"}"#);
    let known = answer.items.iter().filter(|i| i.at_or_above[0].share.value.is_some()).count();
    assert!(known > 3140, "{known}");
    let chart = Chart::with_shapes(answer, &map_spec(), Some(&shapes)).unwrap();
    let view = chart.layout(&LayoutOptions { width: 960.0, ..LayoutOptions::default() }).unwrap();
    let marks = view.marks();
    let at = |code: &str| marks.iter().find(|m| m.place.as_deref() == Some(code)).unwrap();
    // Anchorage and Honolulu lie below California, left to right, and San Juan in the right corner.
    let (la, anchorage, honolulu, san_juan) = (at("06037"), at("02020"), at("15003"), at("72127"));
    assert!(anchorage.y > la.y && honolulu.y > la.y && anchorage.x < honolulu.x && honolulu.x < san_juan.x);
    assert!(view.scene.marks.iter().all(|m| m.x <= 960.0 && m.y <= view.scene.height));
    let notes = view.describe().notes.join("\n");
    // Drawn before Connecticut's regions and two Alaskan areas were.
    for name in ["Capitol Planning Region", "Chugach Census Area", "Copper River Census Area", "not drawn to the scale"]
    {
        assert!(notes.contains(name), "{name}: {notes}");
    }
    if let Ok(folder) = std::env::var("MAP_PICTURES") {
        std::fs::write(format!("{folder}/nation.svg"), svg(&view).unwrap()).unwrap();
    }
}
