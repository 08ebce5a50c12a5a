//! Files made to do harm, each a case that was found by fuzzing (`cargo xtask fuzz`) or by thought. Where the harm was time,
//! the file is so large that [`soon`] fails without the defence, and what is read as it should be takes a second; only a
//! preview, which looks at 2000 rows at most, took no more than some seconds.

use common_measure::agenda::Agenda;
use common_measure::chart::geo::Shapes;
use common_measure::dataset::catalog::Catalog;
use common_measure::dataset::{Dataset, Dim};
use common_measure::ingest::columns::Columns;
use common_measure::ingest::preview::preview;
use common_measure::ingest::{self, Report, Settings};
use common_measure::measures::Spec;
use std::fmt::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Fails where a test takes much longer than it should, instead of waiting for its end.
fn soon(test: impl FnOnce() + Send + 'static) {
    let (done, ended) = channel();
    let running = std::thread::spawn(move || {
        test();
        done.send(()).unwrap();
    });
    // One that panics hangs up.
    assert_ne!(ended.recv_timeout(Duration::from_secs(30)), Err(RecvTimeoutError::Timeout), "it hangs");
    running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn read(text: &str) -> (Dataset, Report) {
    ingest::read(text.as_bytes(), Settings::default()).unwrap_or_else(|e| panic!("{e}"))
}

/// Code, line and column of every warning.
fn warnings(report: &Report) -> Vec<(&str, u64, u64)> {
    report.warnings.iter().map(|w| (w.code, w.line, w.column)).collect()
}

/// Long words alike at both ends have one hash among the words that were met before, and were looked for one by one.
#[test]
fn words_alike_at_both_ends_are_read_in_a_step_each() {
    soon(|| {
        let groups = 200_000;
        let mut text = "place,period,level,group,value\n".to_owned();
        for n in 0..groups {
            writeln!(text, "06991,2018,total,Region number {n:06} of the made-up area,{n}").unwrap();
        }
        let (data, report) = read(&text);
        assert_eq!((report.rows, report.refused, data.values(Dim::Group).count()), (groups, 0, groups as usize + 1));
        let last = data.select(&[(Dim::Group, "Region number 199999 of the made-up area")]);
        assert_eq!(last.iter().map(|row| data.value(*row).value()).collect::<Vec<_>>(), [Some(199_999.0)]);
    });
}

/// The margin of each was looked for in the whole header, though only the first of one meaning is kept.
#[test]
fn a_header_of_one_variable_many_times_is_read_once() {
    soon(|| {
        let text =
            format!("GEO_ID,{}B15003_1M\n0500000US06991{},7\n", "B15003_1E,".repeat(200_000), ",5".repeat(200_000));
        let (data, report) = read(&text);
        assert_eq!((report.format, report.rows, data.len()), ("census-export", 1, 1));
        assert_eq!((data.value(0).value(), data.moe(0).value()), (Some(5.0), Some(7.0)));
    });
}

/// Each row with quotation marks between plain ones had a parser of its own made ready.
#[test]
fn quotation_marks_in_every_other_row_cost_no_parser_each() {
    soon(|| {
        let rows = 1_000_000;
        let text = format!("place,period,level,value\n06991,2018,total,1\n{}", "\r\n\"\"\n".repeat(rows));
        assert_eq!(read(&text).1.rows, 1);
        let text =
            format!("place,period,level,value\n{}", "06991,2018,total,1\n\"06991\",2018,total,1\n".repeat(100_000));
        let (data, report) = read(&text);
        assert_eq!((report.rows, report.refused, data.line(199_999)), (200_000, 0, 200_001));
    });
}

/// A preview looked through all rows for the cells of each column.
#[test]
fn a_preview_of_more_columns_than_cells_looks_at_each_cell_once() {
    soon(|| {
        let text = format!("{}last\n{}", "a,".repeat(300_000), "1,2\n".repeat(2000));
        let seen = preview(text.as_bytes(), None, Settings::default()).unwrap();
        assert_eq!((seen.columns.len(), seen.row_count), (300_001, 2000));
        assert_eq!((&seen.columns[1].words[..], seen.columns[1].numbers), (&["2".to_owned()][..], true));
        assert!(seen.columns[2].words.is_empty() && !seen.columns[2].numbers);
    });
}

fn persons(rows: &[String]) -> String {
    let replicates: String = (1..=80).map(|r| format!(",PWGTP{r}")).collect();
    let header = format!("SERIALNO,ST,PUMA,AGEP,SEX,SCHL,RAC1P,HISP,NATIVITY,ESR,PWGTP{replicates}");
    [&[header], rows].concat().join("\n") + "\n"
}

fn person(puma: u32, weights: &str) -> String {
    format!("2018GQ0000014,06,{puma:05},40,1,21,1,01,1,1,{weights}")
}

/// A weight of nine digits took four million records of memory.
#[test]
fn a_weight_that_no_person_has_is_refused() {
    let usual = vec!["9999"; 81].join(",");
    let mut heavy = vec!["-9999"; 81];
    heavy[80] = "999999999";
    let (data, report) = read(&persons(&[person(100, &usual), person(100, &heavy.join(","))]));
    assert_eq!((report.rows, report.refused, report.observations), (1, 1, 1));
    assert_eq!(warnings(&report), [("out-of-range", 3, 91)]);
    assert!(data.has_place("0600100"));
}

/// Each area was moved for every other that came after it and goes before it, and took the room of many persons.
#[test]
fn a_file_has_no_more_areas_than_a_nation_could() {
    let weights = vec!["1"; 81].join(",");
    let rows: Vec<String> = (0..10_100).rev().map(|n| person(100 + n, &weights)).collect();
    let (_, report) = read(&persons(&rows));
    assert_eq!((report.rows, report.refused, report.observations), (10_000, 100, 10_000));
    assert_eq!(warnings(&report)[0], ("out-of-range", 10_002, 3));
}

/// One column a thousand times made a thousand figures of each cell.
#[test]
fn a_column_of_figures_is_named_once() {
    let many = |names: [&str; 2]| {
        let value: Vec<_> =
            names.iter().map(|n| serde_json::json!({"column": n, "level": "total", "indicator": n})).collect();
        let columns = serde_json::json!({"place": "place", "period": "period", "value": value});
        let columns: Columns = serde_json::from_value(columns).unwrap();
        ingest::read(b"place,period,a,b\n06991,2018,1,2\n", Settings { columns: Some(columns), ..Settings::default() })
    };
    assert_eq!(many(["a", "b"]).unwrap().0.len(), 2);
    let error = many(["a", "a"]).unwrap_err();
    assert_eq!(error.code(), "bad-spec");
    assert!(error.to_string().contains("“a” is named twice"), "{error}");
}

/// Found by fuzzing: the fault of a text that ends at the beginning of a line was said to be in column 0.
#[test]
fn a_fault_at_the_beginning_of_a_line_is_in_column_one() {
    for (text, line) in [("", 1), ("{\n", 2)] {
        for error in [Agenda::from_json(text).unwrap_err(), Shapes::read(text.as_bytes()).unwrap_err()] {
            let at = error.position().unwrap();
            assert_eq!((at.line, at.column), (line, 1), "{text:?}: {error}");
        }
    }
}

/// Every resource's name was compared with every other.
#[test]
fn a_package_of_very_many_resources_is_read() {
    soon(|| {
        let resources: Vec<String> = (0..300_000).map(|n| format!(r#"{{"name":"{n}"}}"#)).collect();
        let package = |more: &str| Catalog::from_json(&format!(r#"{{"resources":[{}{more}]}}"#, resources.join(",")));
        assert!(package("").is_ok());
        let error = package(r#",{"name":"17"}"#).unwrap_err();
        assert_eq!(error.to_string(), "the data package cannot be used: two resources are called 17");
    });
}

/// Ids are compared with ids: an agenda that no person could read is refused before.
#[test]
fn an_agenda_that_no_person_could_read_is_refused() {
    let error = Agenda::from_json(&format!("{{{}}}", " ".repeat(1 << 20))).unwrap_err();
    let at = error.position().unwrap();
    assert_eq!((error.code(), at.line, at.column), ("bad-agenda", 1, 1));
    assert!(error.to_string().contains("larger than 1 MB"), "{error}");
}

/// Beyond that they are for a geographic information system, whose user is told so before the text is looked at.
#[test]
fn shapes_of_more_than_32_megabytes_are_refused() {
    let told = |length: usize| Shapes::read(&vec![b' '; length]).unwrap_err().to_string();
    assert!(told((32 << 20) + 1).contains("larger than 32 MB"), "{}", told((32 << 20) + 1));
    assert!(told(32 << 20).contains("not JSON"), "{}", told(32 << 20));
}

/// Whatever is read into a tree ends at a depth, not at the end of the stack.
#[test]
fn brackets_within_brackets_end_with_an_error() {
    let collections = r#"{"type":"GeometryCollection","geometries":["#.repeat(100_000);
    let lists = "[".repeat(1_000_000);
    for text in [&collections, &lists] {
        assert_eq!(Shapes::read(text.as_bytes()).unwrap_err().code(), "bad-geometry");
        assert_eq!(Agenda::from_json(text).unwrap_err().code(), "bad-agenda");
        assert_eq!(Catalog::from_json(text).unwrap_err().code(), "bad-descriptor");
        assert_eq!(Spec::from_json(text).unwrap_err().code(), "bad-spec");
        let error = ingest::read(text.as_bytes(), Settings::default()).unwrap_err();
        assert!(matches!(error.code(), "bad-json" | "not-a-table"), "{error}");
    }
}
