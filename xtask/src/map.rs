//! `dist/map/`: the counties of the nation and of California with their states, from npm `us-atlas` (ISC; Census Bureau
//! cartographic boundaries of 2017). Names, the nation's outline and what no screen shows are left out.

use crate::project::{Project, digest, read};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::PathBuf;

type Point = (f64, f64);

/// How a file is made smaller. All in degrees: at 960 pixels a pixel of the nation's map is 0.05 of them.
struct Extract {
    file: &'static str,
    keep: fn(&str) -> bool,
    /// Steps of longitude and latitude on which points are written.
    grid: Point,
    /// Corners that span less are dropped (square degrees).
    corner: f64,
    /// Islands in a smaller box are dropped, but for the largest of a place (square degrees).
    island: f64,
}

const EXTRACTS: [Extract; 2] = [
    Extract {
        file: "us-counties.json",
        // The territories of which no table is bundled: American Samoa, Guam, Northern Mariana and Virgin Islands.
        keep: |id| !["60", "66", "69", "78"].iter().any(|territory| id.starts_with(territory)),
        grid: (0.0125, 0.01),
        corner: 2e-3,
        island: 1e-2,
    },
    Extract {
        file: "06-counties.json",
        keep: |id| id.starts_with("06"),
        grid: (0.005, 0.004),
        corner: 2e-5,
        island: 1e-4,
    },
];

/// The atlas's own grid is coarser.
const FINEST: Point = (1e-9, 1e-9);

/// A place's largest ring keeps at least so much of its area, or its corners are left alone.
const KEPT: f64 = 0.8;

/// The files by their path in the site.
pub(crate) fn files(project: &Project) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let source = project.root.join("node_modules/us-atlas/counties-10m.json");
    let text = read(&source)?;
    let mut made = Vec::new();
    for extract in &EXTRACTS {
        let settings = format!("{:?} {} {}", extract.grid, extract.corner, extract.island);
        let key = digest(&[&text, include_bytes!("map.rs"), settings.as_bytes()]);
        let json = match project.noted(extract.file, &key) {
            Some(json) => json,
            None => {
                let atlas: Value = serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", source.display()))?;
                let json = smaller(&atlas, extract).ok_or_else(|| format!("{}: not as expected", source.display()))?;
                project.note(extract.file, &key, &json)?;
                json
            }
        };
        made.push((PathBuf::from("map").join(extract.file), json.into_bytes()));
    }
    Ok(made)
}

/// An extract of a quantised topology, as JSON text. `None` where the topology is not as it should be.
fn smaller(atlas: &Value, extract: &Extract) -> Option<String> {
    let arcs = decoded(atlas)?;
    let mut fine: Vec<Vec<Point>> = arcs.iter().map(|arc| without_small_corners(arc, extract.corner)).collect();
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut used: Vec<usize> = Vec::new();
    let mut objects = Map::new();
    for name in ["counties", "states"] {
        let mut geometries: Vec<&Value> = atlas["objects"][name]["geometries"].as_array()?.iter().collect();
        geometries.retain(|g| g["id"].as_str().is_some_and(extract.keep));
        // Neighbours in number are neighbours on the map: their arcs' numbers compress better.
        geometries.sort_by_key(|g| g["id"].as_str());
        let mut written = Vec::new();
        for geometry in geometries {
            let mut polygons = polygons(geometry)?;
            polygons.sort_by(|a, b| box_of(&arcs, &b[0]).total_cmp(&box_of(&arcs, &a[0])));
            let mut at = 0;
            polygons.retain(|p| {
                at += 1;
                at == 1 || box_of(&arcs, &p[0]) >= extract.island
            });
            let largest = polygons.first()?.first()?;
            if area(&fine, largest, extract.grid) < KEPT * area(&arcs, largest, FINEST) {
                for arc in largest.iter().map(|i| index(*i)) {
                    fine[arc] = arcs[arc].clone();
                }
            }
            let mut renumbered = |i: i64| -> i64 {
                let arc = index(i);
                let number = *numbers.entry(arc).or_insert_with(|| {
                    used.push(arc);
                    used.len() - 1
                }) as i64;
                if i < 0 { !number } else { number }
            };
            let mut rings = |polygon: &Vec<Vec<i64>>| -> Vec<Vec<i64>> {
                polygon.iter().map(|ring| ring.iter().map(|i| renumbered(*i)).collect()).collect()
            };
            let id = &geometry["id"];
            written.push(match &polygons[..] {
                [one] => json!({ "type": "Polygon", "id": id, "arcs": rings(one) }),
                many => {
                    let all: Vec<Vec<Vec<i64>>> = many.iter().map(&mut rings).collect();
                    json!({ "type": "MultiPolygon", "id": id, "arcs": all })
                }
            });
        }
        objects.insert(name.to_owned(), json!({ "type": "GeometryCollection", "geometries": written }));
    }
    let all = || used.iter().flat_map(|arc| &fine[*arc]);
    let west = all().map(|p| p.0).fold(f64::INFINITY, f64::min);
    let south = all().map(|p| p.1).fold(f64::INFINITY, f64::min);
    // A corner of the grid, so that a point is the same step whatever the extent.
    let corner = |v: f64, step: f64| (v / step).floor() * step;
    let (west, south) = (corner(west, extract.grid.0), corner(south, extract.grid.1));
    let arcs: Vec<Vec<[i64; 2]>> = used.iter().map(|arc| quantised(&fine[*arc], (west, south), extract.grid)).collect();
    let transform = json!({ "scale": [extract.grid.0, extract.grid.1], "translate": [west, south] });
    serde_json::to_string(&json!({ "type": "Topology", "transform": transform, "objects": objects, "arcs": arcs })).ok()
}

fn index(arc: i64) -> usize {
    (if arc < 0 { !arc } else { arc }) as usize
}

fn decoded(atlas: &Value) -> Option<Vec<Vec<Point>>> {
    let pair = |v: &Value| Some((v[0].as_f64()?, v[1].as_f64()?));
    let (scale, translate) = (pair(&atlas["transform"]["scale"])?, pair(&atlas["transform"]["translate"])?);
    let arc = |arc: &Value| -> Option<Vec<Point>> {
        let (mut x, mut y) = (0.0, 0.0);
        let step = |point: &Value| {
            let (dx, dy) = pair(point)?;
            (x, y) = (x + dx, y + dy);
            Some((x * scale.0 + translate.0, y * scale.1 + translate.1))
        };
        arc.as_array()?.iter().map(step).collect()
    };
    atlas["arcs"].as_array()?.iter().map(arc).collect()
}

/// A geometry's polygons, each a list of rings of arcs.
fn polygons(geometry: &Value) -> Option<Vec<Vec<Vec<i64>>>> {
    let arcs = geometry["arcs"].clone();
    match geometry["type"].as_str()? {
        "Polygon" => Some(vec![serde_json::from_value(arcs).ok()?]),
        "MultiPolygon" => serde_json::from_value(arcs).ok(),
        _ => None,
    }
}

fn points<'a>(arcs: &'a [Vec<Point>], ring: &'a [i64]) -> impl Iterator<Item = Point> + 'a {
    ring.iter().flat_map(|i| {
        let arc = &arcs[index(*i)];
        let last = arc.len() - 1;
        (0..arc.len()).map(move |at| if *i < 0 { arc[last - at] } else { arc[at] })
    })
}

/// The area of a ring whose points are written on a grid.
fn area(arcs: &[Vec<Point>], ring: &[i64], grid: Point) -> f64 {
    let snap = |v: f64, step: f64| (v / step).round() * step;
    let all: Vec<Point> = points(arcs, ring).map(|(x, y)| (snap(x, grid.0), snap(y, grid.1))).collect();
    let twice: f64 = all.windows(2).map(|p| p[0].0 * p[1].1 - p[1].0 * p[0].1).sum();
    twice.abs() / 2.0
}

fn box_of(arcs: &[Vec<Point>], ring: &[i64]) -> f64 {
    let empty = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let (w, s, e, n) = points(arcs, ring).fold(empty, |(w, s, e, n), (x, y)| (x.min(w), y.min(s), x.max(e), y.max(n)));
    (e - w) * (n - s)
}

/// Drops the corner that spans the smallest triangle with its neighbours, again and again; an arc's ends stay, so that
/// neighbours keep meeting. Source: Visvalingam and Whyatt, "Line generalisation by repeated elimination of points",
/// The Cartographic Journal 30 (1993).
fn without_small_corners(arc: &[Point], least: f64) -> Vec<Point> {
    let mut kept = arc.to_vec();
    let fewest = if kept.first() == kept.last() { 4 } else { 2 };
    while kept.len() > fewest {
        let span = |i: usize| {
            let (a, b, c) = (kept[i - 1], kept[i], kept[i + 1]);
            // A degree of longitude shrinks towards the poles.
            ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() / 2.0 * b.1.to_radians().cos()
        };
        let smallest = (1..kept.len() - 1).map(|i| (i, span(i))).min_by(|a, b| a.1.total_cmp(&b.1));
        match smallest {
            Some((i, span)) if span < least => kept.remove(i),
            _ => break,
        };
    }
    kept
}

/// Each point as a step from the one before, on the grid; an arc keeps its ends.
fn quantised(arc: &[Point], origin: Point, grid: Point) -> Vec<[i64; 2]> {
    let mut steps: Vec<[i64; 2]> = Vec::new();
    let mut last = [0, 0];
    for (x, y) in arc {
        let at = [((x - origin.0) / grid.0).round() as i64, ((y - origin.1) / grid.1).round() as i64];
        if steps.is_empty() || at != last {
            steps.push([at[0] - last[0], at[1] - last[1]]);
            last = at;
        }
    }
    if steps.len() == 1 {
        steps.push([0, 0]);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two made-up counties that share a border with a small kink, an island, and a territory.
    fn made_up() -> Value {
        json!({ "type": "Topology", "transform": { "scale": [1.0, 1.0], "translate": [0.0, 0.0] },
            "arcs": [[[10, 0], [0, 5], [0, 5]], [[10, 10], [-10, 0], [0, -10], [10, 0]],
                     [[10, 0], [10, 0], [0, 10], [-10, 0]], [[30, 0], [1, 0], [0, 1], [-1, -1]]],
            "objects": {
                "counties": { "type": "GeometryCollection", "geometries": [
                    { "type": "MultiPolygon", "id": "06003", "arcs": [[[3]], [[2, -1]]], "properties": { "name": "B" } },
                    { "type": "Polygon", "id": "06001", "arcs": [[0, 1]], "properties": { "name": "A" } },
                    { "type": "Polygon", "id": "60010", "arcs": [[3]] } ] },
                "states": { "type": "GeometryCollection", "geometries": [
                    { "type": "Polygon", "id": "06", "arcs": [[1, 2]] } ] } } })
    }

    #[test]
    fn an_extract_keeps_places_and_their_common_border() {
        let extract = Extract { file: "", keep: |id| id.starts_with("06"), grid: (1.0, 1.0), corner: 0.1, island: 2.0 };
        let made: Value = serde_json::from_str(&smaller(&made_up(), &extract).unwrap()).unwrap();
        let counties = made["objects"]["counties"]["geometries"].as_array().unwrap();
        let ids: Vec<&str> = counties.iter().map(|g| g["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["06001", "06003"]);
        // The border is one arc, walked both ways, and its middle point, which spans nothing, is gone.
        assert_eq!(counties[0]["arcs"], json!([[0, 1]]));
        assert_eq!(
            counties[1],
            json!({ "type": "Polygon", "id": "06003", "arcs": [[2, -1]] }),
            "the island is dropped"
        );
        assert_eq!(made["arcs"][0], json!([[10, 0], [0, 10]]));
        assert_eq!(made["arcs"].as_array().unwrap().len(), 3);
        let layers = common_measure::chart::geo::read(made.to_string().as_bytes()).unwrap();
        assert_eq!(layers.iter().map(|l| l.features.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(layers[1].features[0].rings[0].len(), 6);
    }
}
