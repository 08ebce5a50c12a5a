//! GeoJSON and TopoJSON: what was read, written as GeoJSON, is read as the same; a map of it is drawn without a number
//! that is none. What was read, packed, is taken as the same.

#![no_main]

use common_measure::chart::geo::Shapes;
use common_measure::chart::{Chart, ChartSpec, Kind, LayoutOptions};
use common_measure::draw::svg::svg;
use common_measure::measures::Answer;
use common_measure_fuzz::{SHAPES, TREE, counties, within};
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use std::sync::{Arc, LazyLock};

static COUNTIES: LazyLock<Arc<Answer>> = LazyLock::new(|| Arc::new(counties()));

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = within(bytes.len(), TREE, || Shapes::unpack(bytes)) {
        assert_eq!(error.code(), "bad-geometry");
    }
    // As if the points were part of the input.
    let shapes = match within(bytes.len() + SHAPES / TREE, TREE, || Shapes::read(bytes)) {
        Ok(shapes) => shapes,
        Err(error) => return assert_eq!(error.code(), "bad-geometry"),
    };
    assert_eq!(Shapes::unpack(&shapes.pack()).unwrap(), shapes);
    let points: usize = shapes.layers.iter().flat_map(|l| &l.features).flat_map(|f| f.rings.iter()).map(Vec::len).sum();
    if points > 10_000 {
        return;
    }
    for layer in &shapes.layers {
        let features = layer.features.iter().map(|feature| {
            let closed = |ring: &Vec<(f64, f64)>| ring.iter().chain(ring.first()).map(|(x, y)| json!([x, y])).collect();
            let rings: Vec<Vec<serde_json::Value>> = feature.rings.iter().map(closed).collect();
            json!({ "type": "Feature", "geometry": { "type": "Polygon", "coordinates": rings } })
        });
        let written = json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() });
        let Ok(again) = Shapes::read(written.to_string().as_bytes()) else {
            assert!(layer.features.iter().all(|f| f.rings.is_empty()));
            continue;
        };
        for (one, other) in layer.features.iter().zip(&again.layers[0].features) {
            assert_eq!(one.rings.len(), other.rings.len());
            for (ring, read) in one.rings.iter().zip(other.rings.iter()) {
                let near = |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9;
                assert!(ring.len() == read.len() && ring.iter().zip(read).all(near), "{ring:?} {read:?}");
            }
        }
    }
    let spec = ChartSpec { chart: Some(Kind::Map), ..ChartSpec::default() };
    if let Ok(chart) = Chart::of_shapes(Arc::clone(&COUNTIES), &spec, &shapes) {
        let view = chart.layout(&LayoutOptions::default()).unwrap();
        let drawn = svg(&view).unwrap();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
});
