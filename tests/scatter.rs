//! The scatter of places: an earlier share across, a later one up.

mod common;

use common::{ask, bundled};
use common_measure::chart::scene::Shape;
use common_measure::chart::{Chart, ChartSpec, Kind, LayoutOptions, View};
use common_measure::draw::svg::svg;
use common_measure::measures::figures::{FiguresSpec, figures};
use common_measure::measures::{Answer, Group};
use serde_json::{Value, json};

const CALIFORNIA: &str = r#"{"measure":"trend","place":"06","by":"county","period":["1970","2019-2023"]}"#;

fn spec(mark: &[&str]) -> ChartSpec {
    let mark = mark.iter().map(|code| (*code).to_owned()).collect();
    ChartSpec { chart: Some(Kind::Scatter), mark, ..ChartSpec::default() }
}

fn options(locale: &str) -> LayoutOptions {
    LayoutOptions { locale: locale.to_owned(), ..LayoutOptions::default() }
}

fn view(answer: &Answer, mark: &[&str], locale: &str) -> View {
    // As a page gets it: through JSON.
    let answer: Answer = serde_json::from_str(&serde_json::to_string(answer).unwrap()).unwrap();
    Chart::new(answer, &spec(mark)).unwrap().layout(&options(locale)).unwrap()
}

/// An answer of made-up places, each with its shares and their margins in 1970 and 2020.
fn made_up(places: &[[(Option<f64>, Option<f64>); 2]]) -> Value {
    let item = |place: usize, period: &str, (value, moe): (Option<f64>, Option<f64>)| {
        let share = json!({ "value": value, "moe": moe });
        let figure = json!({ "level": "bachelors_or_higher", "share": share, "people": {} });
        let code = format!("0600{}", 2 * place + 1);
        let place = json!({ "code": code, "name": format!("{code} County, California"), "kind": "county" });
        json!({ "place": place, "period": period, "group": {}, "total": {}, "atOrAbove": [figure] })
    };
    let each = places.iter().enumerate();
    let items = each.flat_map(|(n, [then, now])| [item(n, "1970", *then), item(n, "2020", *now)]).collect::<Vec<_>>();
    json!({ "measure": "trend", "universe": "adults_25_and_over", "level": "bachelors_or_higher", "items": items })
}

fn chart(answer: &Value) -> common_measure::Result<Chart> {
    Chart::new(serde_json::from_value(answer.clone()).unwrap(), &spec(&[]))
}

#[test]
fn california_then_and_now() {
    let answer = ask(&bundled(), CALIFORNIA);
    let english = view(&answer, &["06037"], "en");
    let words = english.describe();
    assert_eq!(
        words.title,
        "In all 58 California counties, the share of adults who hold a bachelor’s degree or higher was higher in \
         2019–2023 than in 1970; it rose most in San Francisco County, from 17 to 60 of 100"
    );
    assert!(words.summary.contains("Highest in 2019–2023: 60.5% (Marin County). Lowest: 13.2% (Lassen County)."));
    assert!(words.summary.ends_with(" Los Angeles County: 12.7% in 1970, 35.5% in 2019–2023."), "{}", words.summary);
    assert_eq!(
        view(&answer, &[], "es-US").describe().title,
        "En 58 de 58 condados de California, el porcentaje de personas adultas que tienen una licenciatura o más \
         fue mayor en 2019–2023 que en 1970; donde más subió: Condado de San Francisco, de 17 a 60 de cada 100"
    );
    let table = english.table();
    assert_eq!(table.rows.len(), 58);
    assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    let row = table.rows.iter().find(|row| row[0] == "Los Angeles County").unwrap();
    assert_eq!([&*row[2], &*row[5], &*row[7]], ["12.7%", "35.5%", "22.7"]);

    // The keys walk from the lowest earlier share to the highest.
    let marks = english.marks();
    assert_eq!(marks.len(), 58);
    assert!(marks.windows(2).all(|pair| pair[0].x <= pair[1].x && pair[0].id + 1 == pair[1].id));
    let own = marks.iter().find(|m| m.place.as_deref() == Some("06037")).unwrap();
    assert_eq!(own.value, "12.7% → 35.5%");
    assert!(
        own.text.starts_with("Los Angeles County: 12.7% in 1970, 35.5% in 2019–2023, margin not published. Source: ")
    );
    assert_eq!(english.hit(own.x + 1.0, own.y - 1.0).as_ref(), Some(own));
    assert_eq!(english.hit(60.0, 40.0), None);
    // The place that is named, and no other.
    let named = |view: &View| view.scene.shapes.iter().filter(|s| matches!(s, Shape::Dot { .. })).count();
    assert_eq!((named(&english), named(&view(&answer, &[], "en"))), (1, 0));
}

#[test]
fn all_points_are_one_element_of_an_svg() {
    let picture = svg(&view(&ask(&bundled(), CALIFORNIA), &[], "en")).unwrap();
    let circles = picture.split("<path ").filter(|path| path.contains("a3.25 3.25 0 1 0 6.5 0"));
    assert_eq!(circles.map(|path| path.matches('M').count()).collect::<Vec<_>>(), [58]);
}

#[test]
fn columns_give_the_points_that_an_answer_gives() {
    let catalog = bundled();
    let asked = r#"{"place":"06","by":"county","period":["1970","2019-2023"]}"#;
    let columns = figures(&catalog, &FiguresSpec::from_json(asked).unwrap()).unwrap();
    let of_columns = Chart::of_figures(columns.clone(), Group::default(), &spec(&["06037"])).unwrap();
    let of_columns = of_columns.layout(&options("en")).unwrap();
    // Not through JSON, which may take the last bit of a number.
    let of_answer = Chart::new(ask(&catalog, CALIFORNIA), &spec(&["06037"])).unwrap();
    let of_answer = of_answer.layout(&options("en")).unwrap();
    assert_eq!(of_columns.marks(), of_answer.marks());
    assert_eq!(of_columns.describe(), of_answer.describe());
    assert_eq!(of_columns.scene, of_answer.scene);

    let refused = |change: &dyn Fn(&mut common_measure::measures::figures::Figures)| {
        let mut columns = columns.clone();
        change(&mut columns);
        let error = Chart::of_figures(columns, Group::default(), &spec(&[])).unwrap_err();
        assert_eq!(error.code(), "bad-spec");
        error.to_string()
    };
    assert!(refused(&|c| c.share.value.truncate(3)).contains("one length"));
    assert!(refused(&|c| c.names.truncate(3)).contains("one length"));
    assert!(refused(&|c| c.place.codes[0] = 4_000_000).contains("no name"));
    assert!(refused(&|c| c.period.codes[1] = 7).contains("one figure a period"));
    assert!(refused(&|c| c.period.codes[1] = c.period.codes[0]).contains("one figure a period"));
    assert!(refused(&|c| c.share.value[0] = 1.2).contains("0 to 1"));
    assert!(refused(&|c| c.share.moe[0] = -0.1).contains("not below nought"));
    let other = ChartSpec { chart: Some(Kind::Trend), ..ChartSpec::default() };
    assert_eq!(Chart::of_figures(columns, Group::default(), &other).unwrap_err().code(), "bad-spec");
}

#[test]
fn a_point_needs_both_periods() {
    let whole = [(Some(0.1), None), (Some(0.3), None)];
    let view = chart(&made_up(&[whole, [(None, None), (Some(0.2), None)]])).unwrap().layout(&options("en")).unwrap();
    assert_eq!(view.marks().len(), 1);
    let notes = view.describe().notes;
    assert!(notes.iter().any(|note| note.ends_with("has no figure for them: 1.")), "{notes:?}");
    let error = chart(&made_up(&[[(None, None), (Some(0.2), None)]])).unwrap_err();
    assert_eq!(error.code(), "no-data");
    // One period, or three, are no then and now.
    let mut one = made_up(&[whole]);
    one["items"].as_array_mut().unwrap().pop();
    assert_eq!(chart(&one).unwrap_err().code(), "bad-spec");
    let mut three = made_up(&[whole]);
    let mut more = three["items"][0].clone();
    more["period"] = json!("1980");
    three["items"].as_array_mut().unwrap().push(more);
    assert_eq!(chart(&three).unwrap_err().code(), "bad-spec");
}

#[test]
fn what_fell_is_not_said_to_have_risen_and_margins_reach_both_ways() {
    let fell = [(Some(0.3), Some(0.02)), (Some(0.2), Some(0.05))];
    let rose = [(Some(0.1), None), (Some(0.15), None)];
    let view = chart(&made_up(&[fell, rose])).unwrap().layout(&options("en")).unwrap();
    let title = view.describe().title;
    assert!(title.starts_with("In 1 of 2 California counties, the share of adults"), "{title}");
    let marks = view.marks();
    let spots = view.scene.spots.as_ref().unwrap();
    assert_eq!(spots.margins[0], (0.0, 0.0));
    // Two points across, five up, in the scales of the picture.
    let (across, up) = spots.margins[1];
    let (dx, dy) = (marks[1].x - marks[0].x, marks[0].y - marks[1].y);
    assert!((across - dx / 0.2 * 0.02).abs() < 1e-6 && (up - dy.abs() / 0.05 * 0.05).abs() < 1e-6, "{across} {up}");
    assert_eq!(marks[1].margin, "give or take 5.0 percentage points");

    let view = chart(&made_up(&[fell])).unwrap().layout(&options("en")).unwrap();
    assert!(!view.describe().title.contains("rose"), "{}", view.describe().title);
}
