//! The worst that was thought of, large enough for the multiples to tell: what an input may take is what docs/security.md says.

use common_measure::agenda::Agenda;
use common_measure::chart::geo::Shapes;
use common_measure::dataset::catalog::Catalog;
use common_measure::ingest;
use common_measure::ingest::preview::preview;
use common_measure_fuzz::{SHAPES, TABLE, TREE, settings, within};

/// One test: memory is counted for all that goes on at a time.
#[test]
fn the_worst_files_take_no_more_than_is_stated() {
    tables();
    trees();
    arcs();
}

/// 300 kB of this, between a beginning and an end.
fn repeated(first: &str, again: &str, last: &str) -> String {
    [first, &again.repeat(300_000 / again.len()), last].concat()
}

fn tables() {
    let replicates: String = (1..=80).map(|r| format!(",PWGTP{r}")).collect();
    let person = |weights: [&str; 2]| {
        let weights: Vec<&str> = weights.into_iter().cycle().take(81).collect();
        format!("2018GQ0000014,06,00100,40,1,21,1,01,1,1,{}\n", weights.join(","))
    };
    let persons = |row: String| {
        let header = format!("SERIALNO,ST,PUMA,AGEP,SEX,SCHL,RAC1P,HISP,NATIVITY,ESR,PWGTP{replicates}\n");
        repeated(&header, &row, "")
    };
    let variables: String = (1..=25).map(|line| format!(",B15003_{line:03}E")).collect();
    let groups: String = (0..20_000).map(|n| format!("06,2018,{n},\n")).collect();
    for (name, text) in [
        ("empty cells of a header", repeated("", ",", "a\n")),
        ("cells of a header", repeated("", "a,", "a\n")),
        ("empty figures", repeated(&format!("GEO_ID{variables}\n"), &format!("06{}\n", ",".repeat(25)), "")),
        ("short figures", repeated(&format!("GEO_ID{variables}\n"), &format!("06{}\n", ",7".repeat(25)), "")),
        ("rows of a table", repeated("place,period,value\n", "06,2018,\n", "")),
        ("groups, each another", format!("place,period,group,value\n{groups}")),
        ("light persons", persons(person(["1", "1"]))),
        ("heavy persons", persons(person(["9999", "-9999"]))),
        ("cells of JSON", repeated("[[1", ",1", "]]")),
        ("rows of JSON", repeated("[[\"state\",\"B15003_001E\"]", ",[1,1]", "]")),
        ("halves of characters", repeated("[[\"", "\\ud800", "\"]]")),
        ("Windows-1252", repeated("a,b\n\"", "\u{80}", "\"\n")),
        ("blank lines", repeated("place,period,value\n06,2018,1\n", "\n", "")),
    ] {
        println!("{name}");
        let _ = within(text.len(), TABLE, || ingest::read(text.as_bytes(), settings()));
        let _ = within(text.len(), TABLE, || preview(text.as_bytes(), None, settings()));
    }
}

fn trees() {
    for (name, text) in [
        ("objects of a field", repeated("[", "{\"\":0},", "0]")),
        ("empty lists", repeated("[", "[],", "0]")),
        ("numbers", repeated("[", "0,", "0]")),
        ("features", repeated("{\"type\":\"FeatureCollection\",\"features\":[", "{\"id\":1},", "{}]}")),
        ("resources", repeated("{\"resources\":[", "{\"name\":\"\"},", "{\"name\":\"a\"}]}")),
    ] {
        println!("{name}");
        let _ = within(text.len(), TREE, || Agenda::from_json(&text));
        let _ = within(text.len(), TREE, || Catalog::from_json(&text));
        let _ = within(text.len(), TREE, || Shapes::read(text.as_bytes()));
    }
}

/// One long arc, as often as two million points allow; neighbours share a point, and the last is the first.
fn arcs() {
    let arc = vec!["[0,1]"; 10_000].join(",");
    let ring = vec!["0"; 190].join(",");
    let text =
        format!(r#"{{"type":"Topology","arcs":[[{arc}]],"objects":{{"a":{{"type":"Polygon","arcs":[[{ring}]]}}}}}}"#);
    let shapes = within(text.len() + SHAPES / TREE, TREE, || Shapes::read(text.as_bytes())).unwrap();
    assert_eq!(shapes.layers[0].features[0].rings[0].len(), 190 * 9_999);
}
