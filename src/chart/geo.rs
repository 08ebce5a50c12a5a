//! Shapes of places from GeoJSON (RFC 7946) or TopoJSON (its specification, version 1): rings of longitude and latitude.
//!
//! Areas are filled by the even-odd rule, so that the winding of rings does not matter. Points and lines have no area
//! and are passed over; a null geometry is a feature without rings.

use crate::error::{Error, ErrorKind, Position, Result};
use crate::measures::Place;
use serde_json::{Map as Object, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Points of longitude and latitude in degrees; the last is joined to the first.
pub type Ring = Vec<(f64, f64)>;

/// A place's shape as the file has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feature {
    /// The file's own id.
    pub id: Option<String>,
    /// Short properties, by name: an id may be among them.
    pub properties: Vec<(String, String)>,
    /// Its area; maps made of it share it.
    pub rings: Arc<Vec<Ring>>,
}

/// Features that belong together: a whole GeoJSON file, or an object of a topology.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// Name of the topology's object; "" in GeoJSON.
    pub name: String,
    /// In the file's order.
    pub features: Vec<Feature>,
}

/// The shapes of a file, read once for as many maps as are made of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    /// In the file's order.
    pub layers: Vec<Layer>,
}

impl Shapes {
    /// Reads a GeoJSON or TopoJSON file.
    ///
    /// # Errors
    /// `bad-geometry`, with line and column (in characters) where the text is no JSON.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        read(bytes).map(|layers| Self { layers })
    }

    /// The shapes as bytes, which are taken much sooner than a file is read: a page has its files read elsewhere.
    ///
    /// Of each layer its name and features, of each feature its id, properties and rings, of each ring its longitudes and
    /// latitudes in eight bytes each. Their number stands before each list, and its length in bytes before each text, in
    /// four bytes; an id is a list of one or none. Numbers are little-endian.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        fn count(bytes: &mut Vec<u8>, count: usize) {
            // A file has fewer bytes, and points are limited.
            bytes.extend_from_slice(&(count as u32).to_le_bytes());
        }
        fn text(bytes: &mut Vec<u8>, text: &str) {
            count(bytes, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
        let mut bytes = Vec::new();
        count(&mut bytes, self.layers.len());
        for layer in &self.layers {
            text(&mut bytes, &layer.name);
            count(&mut bytes, layer.features.len());
            for Feature { id, properties, rings } in &layer.features {
                count(&mut bytes, usize::from(id.is_some()));
                if let Some(id) = id {
                    text(&mut bytes, id);
                }
                count(&mut bytes, properties.len());
                for (name, value) in properties {
                    text(&mut bytes, name);
                    text(&mut bytes, value);
                }
                count(&mut bytes, rings.len());
                for ring in rings.iter() {
                    count(&mut bytes, ring.len());
                    for (x, y) in ring {
                        bytes.extend_from_slice(&x.to_le_bytes());
                        bytes.extend_from_slice(&y.to_le_bytes());
                    }
                }
            }
        }
        bytes
    }

    /// What `pack` made.
    ///
    /// # Errors
    /// `bad-geometry` where it is anything else.
    pub fn unpack(bytes: &[u8]) -> Result<Self> {
        let mut packed = Packed { left: bytes, cut: false };
        let mut layers = Vec::new();
        for _ in 0..packed.count() {
            let mut layer = Layer { name: packed.text(), features: Vec::new() };
            for _ in 0..packed.count() {
                let mut feature = Feature::default();
                for _ in 0..packed.count() {
                    feature.id = Some(packed.text());
                }
                for _ in 0..packed.count() {
                    feature.properties.push((packed.text(), packed.text()));
                }
                feature.rings = Arc::new((0..packed.count()).map(|_| packed.ring()).collect());
                layer.features.push(feature);
            }
            layers.push(layer);
        }
        if packed.cut || !packed.left.is_empty() {
            return Err(bad("the bytes are not packed shapes"));
        }
        Ok(Self { layers })
    }
}

/// What is left of packed shapes. Once they are cut, or hold what is none, nothing is left, and every list is empty.
struct Packed<'a> {
    left: &'a [u8],
    cut: bool,
}

impl<'a> Packed<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, left) = self.left.split_at_checked(length).unwrap_or_else(|| {
            self.cut = true;
            (&[], &[])
        });
        self.left = left;
        taken
    }

    fn number(&mut self) -> usize {
        self.take(4).try_into().map_or(0, u32::from_le_bytes) as usize
    }

    /// Of things that take four bytes each at least: more than there can be are none.
    fn count(&mut self) -> usize {
        let count = self.number();
        if count <= self.left.len() / 4 { count } else { self.take(usize::MAX).len() }
    }

    fn text(&mut self) -> String {
        let length = self.number();
        let text = std::str::from_utf8(self.take(length)).map(str::to_owned);
        self.cut |= text.is_err();
        text.unwrap_or_default()
    }

    fn ring(&mut self) -> Ring {
        let points = self.count();
        let number = |b: &[u8]| b.try_into().map_or(f64::NAN, f64::from_le_bytes);
        let ring =
            self.take(points.saturating_mul(16)).chunks_exact(16).map(|b| (number(&b[..8]), number(&b[8..]))).collect();
        self.cut |= !in_degrees(&ring);
        ring
    }
}

/// Whether a ring can be drawn.
fn in_degrees(ring: &Ring) -> bool {
    ring.iter().all(|(x, y)| x.abs() <= 360.0 && y.abs() <= 90.0)
}

/// Larger files are for a geographic information system.
pub const MAX_BYTES: usize = 32 << 20;

/// Arcs of a topology may be used again and again: what they come to is limited, not only the file.
pub const MAX_POINTS: usize = 2_000_000;

/// Longer texts are no ids.
const MAX_ID: usize = 80;

#[inline(never)]
pub(super) fn refused(reason: &'static str, message: impl Into<String>) -> Error {
    ErrorKind::Geometry { reason, message: message.into(), at: None }.into()
}

fn bad(message: impl Into<String>) -> Error {
    refused("malformed", message)
}

fn no_kind() -> Error {
    refused("kind", "there is neither GeoJSON nor TopoJSON in the file")
}

/// Reads a file.
///
/// # Errors
/// `bad-geometry`, with line and column (in characters) where the text is no JSON.
pub fn read(bytes: &[u8]) -> Result<Vec<Layer>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > MAX_BYTES {
        return Err(refused(
            "size",
            format!("the file is larger than {} MB; simplify the shapes first", MAX_BYTES >> 20),
        ));
    }
    if bytes.starts_with(b"PK") {
        return Err(refused("zip", "it is a zip file; a shapefile must be saved as GeoJSON first"));
    }
    let root: Value = serde_json::from_slice(bytes).map_err(|e| ErrorKind::Geometry {
        reason: "json",
        message: "the text is not JSON".to_owned(),
        at: Some(Position::in_json(bytes, &e)),
    })?;
    let mut reader = Reader { left: MAX_POINTS, arcs: Vec::new() };
    let Value::Object(root) = &root else {
        return Err(no_kind());
    };
    let layers = match kind(root) {
        "Topology" => reader.topology(root)?,
        other => vec![Layer { name: String::new(), features: reader.features(other, root)? }],
    };
    if layers.iter().flat_map(|l| &l.features).all(|f| f.rings.is_empty()) {
        return Err(refused("no-polygon", "there is no polygon in the file"));
    }
    Ok(layers)
}

fn kind(object: &Object<String, Value>) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(object: &'a Object<String, Value>, name: &str) -> Result<&'a [Value]> {
    let found = object.get(name).and_then(Value::as_array);
    found.map(Vec::as_slice).ok_or_else(|| bad(format!("a {} has no list of {name}", kind(object))))
}

fn object(value: &Value) -> Result<&Object<String, Value>> {
    value.as_object().ok_or_else(|| bad("a feature or geometry is not an object"))
}

fn array(value: &Value) -> Result<&[Value]> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| bad("the coordinates of a polygon are not lists of lists"))
}

fn pair(value: &Value) -> Result<(f64, f64)> {
    match value.as_array().map(Vec::as_slice) {
        Some([x, y, ..]) => x.as_f64().zip(y.as_f64()),
        _ => None,
    }
    .ok_or_else(|| bad("a point is not a pair of numbers"))
}

/// Text and whole numbers may be ids.
fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.len() <= MAX_ID => Some(text.clone()),
        Value::Number(number) => {
            number.as_i64().map(|n| n.to_string()).or_else(|| number.as_u64().map(|n| n.to_string()))
        }
        _ => None,
    }
}

struct Reader {
    /// Points that may still be made.
    left: usize,
    arcs: Vec<Ring>,
}

impl Reader {
    /// Of GeoJSON: of a collection, of one feature, of a bare geometry.
    fn features(&mut self, kind: &str, root: &Object<String, Value>) -> Result<Vec<Feature>> {
        match kind {
            "FeatureCollection" => list(root, "features")?.iter().map(|f| self.feature(f)).collect(),
            "Feature" => Ok(vec![self.feature_of(root)?]),
            _ if root.contains_key("coordinates") || root.contains_key("geometries") => {
                let mut rings = Vec::new();
                self.geometry(root, &mut rings)?;
                Ok(vec![Feature { rings: Arc::new(rings), ..Feature::default() }])
            }
            _ => Err(no_kind()),
        }
    }

    fn feature(&mut self, value: &Value) -> Result<Feature> {
        self.feature_of(object(value)?)
    }

    fn feature_of(&mut self, feature: &Object<String, Value>) -> Result<Feature> {
        let mut rings = Vec::new();
        if let Some(geometry) = feature.get("geometry").filter(|g| !g.is_null()) {
            self.geometry(object(geometry)?, &mut rings)?;
        }
        Ok(named(feature, rings))
    }

    /// Adds the rings of a geometry. Geometries within each other end with JSON's own limit of depth.
    fn geometry(&mut self, geometry: &Object<String, Value>, rings: &mut Vec<Ring>) -> Result<()> {
        match kind(geometry) {
            "Polygon" => self.polygon(list(geometry, self.member())?, rings)?,
            "MultiPolygon" => {
                for polygon in list(geometry, self.member())? {
                    self.polygon(array(polygon)?, rings)?;
                }
            }
            "GeometryCollection" => {
                for inner in list(geometry, "geometries")? {
                    self.geometry(object(inner)?, rings)?;
                }
            }
            "Point" | "MultiPoint" | "LineString" | "MultiLineString" => {}
            // TopoJSON's null geometry.
            "" if geometry.get("type").is_none_or(Value::is_null) => {}
            other => return Err(bad(format!("“{other}” is no kind of geometry"))),
        }
        Ok(())
    }

    /// What holds a geometry's rings.
    fn member(&self) -> &'static str {
        if self.arcs.is_empty() { "coordinates" } else { "arcs" }
    }

    fn polygon(&mut self, polygon: &[Value], rings: &mut Vec<Ring>) -> Result<()> {
        for ring in polygon {
            let mut points = if self.arcs.is_empty() { self.points(array(ring)?)? } else { self.joined(array(ring)?)? };
            if points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
            // Fewer enclose no area.
            if points.len() < 3 {
                continue;
            }
            if !in_degrees(&points) {
                return Err(refused("degrees", "the coordinates are not degrees of longitude and latitude (WGS 84)"));
            }
            rings.push(points);
        }
        Ok(())
    }

    fn take(&mut self, points: usize) -> Result<()> {
        let left = self.left.checked_sub(points);
        self.left = left
            .ok_or_else(|| refused("size", format!("there are more than {MAX_POINTS} points; simplify the shapes")))?;
        Ok(())
    }

    fn points(&mut self, list: &[Value]) -> Result<Ring> {
        self.take(list.len())?;
        list.iter().map(pair).collect()
    }

    /// Arcs one after the other; a negative number is an arc backwards, and neighbours share a point.
    fn joined(&mut self, indices: &[Value]) -> Result<Ring> {
        let mut ring: Ring = Vec::new();
        for index in indices {
            let index = index.as_i64().ok_or_else(|| bad("the number of an arc is not a whole number"))?;
            let at = usize::try_from(if index < 0 { !index } else { index }).unwrap_or(usize::MAX);
            let length = self.arcs.get(at).map(Vec::len).ok_or_else(|| bad(format!("there is no arc {index}")))?;
            self.take(length)?;
            let skip = usize::from(!ring.is_empty());
            if index < 0 {
                ring.extend(self.arcs[at].iter().rev().skip(skip));
            } else {
                ring.extend(self.arcs[at].iter().skip(skip));
            }
        }
        Ok(ring)
    }

    fn topology(&mut self, root: &Object<String, Value>) -> Result<Vec<Layer>> {
        let transform = match root.get("transform").and_then(Value::as_object) {
            Some(t) => {
                Some((pair(t.get("scale").unwrap_or(&Value::Null))?, pair(t.get("translate").unwrap_or(&Value::Null))?))
            }
            None => None,
        };
        for arc in list(root, "arcs")? {
            let mut points = self.points(array(arc)?)?;
            if let Some((scale, translate)) = transform {
                // Each point is a step from the one before.
                let (mut x, mut y) = (0.0, 0.0);
                for point in &mut points {
                    (x, y) = (x + point.0, y + point.1);
                    *point = (x * scale.0 + translate.0, y * scale.1 + translate.1);
                }
            }
            self.arcs.push(points);
        }
        if self.arcs.is_empty() {
            return Err(bad("the topology has no arcs"));
        }
        let objects =
            root.get("objects").and_then(Value::as_object).ok_or_else(|| bad("the topology has no objects"))?;
        let mut layers = Vec::new();
        for (name, value) in objects {
            let whole = object(value)?;
            let members = if kind(whole) == "GeometryCollection" { list(whole, "geometries")? } else { &[] };
            let mut features = Vec::new();
            for geometry in members.iter().map(object).chain(members.is_empty().then_some(Ok(whole))) {
                let geometry = geometry?;
                let mut rings = Vec::new();
                self.geometry(geometry, &mut rings)?;
                features.push(named(geometry, rings));
            }
            layers.push(Layer { name: name.clone(), features });
        }
        Ok(layers)
    }
}

fn named(feature: &Object<String, Value>, rings: Vec<Ring>) -> Feature {
    let properties = feature.get("properties").and_then(Value::as_object);
    let short = |(name, value): (&String, &Value)| Some((name.clone(), id_text(value)?));
    Feature {
        id: feature.get("id").and_then(id_text),
        properties: properties.into_iter().flatten().filter_map(short).collect(),
        rings: Arc::new(rings),
    }
}

impl Feature {
    /// Its id: its own where `key` is "", else the property of that name.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&str> {
        if key.is_empty() {
            return self.id.as_deref();
        }
        self.properties.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Where each place is in an answer, by its code.
pub(super) type Index = HashMap<Box<str>, u32>;

/// The layer and the key ("" the id, else a property) that join most places; earlier ones, then `GEOID`, where equal.
pub(super) fn best_key(layers: &[Layer], places: &Index, wanted: Option<&str>) -> Option<(usize, String)> {
    let mut best: Option<(usize, usize, String)> = None;
    for (at, layer) in layers.iter().enumerate() {
        let mut keys: Vec<&str> = match wanted {
            Some(key) => vec![key],
            None => vec!["", "GEOID"],
        };
        if wanted.is_none() {
            for (name, _) in layer.features.iter().flat_map(|f| &f.properties) {
                if !keys.contains(&name.as_str()) && keys.len() < 64 {
                    keys.push(name);
                }
            }
        }
        for key in keys {
            let mut seen = vec![false; places.len()];
            for place in layer.features.iter().filter_map(|f| place_of(f, key, places)) {
                seen[place] = true;
            }
            let joined = seen.iter().filter(|s| **s).count();
            if joined > best.as_ref().map_or(0, |b| b.0) {
                best = Some((joined, at, key.to_owned()));
            }
        }
    }
    best.map(|(_, at, key)| (at, key))
}

/// The place that a feature is the shape of.
pub(super) fn place_of(feature: &Feature, key: &str, places: &Index) -> Option<usize> {
    let id = feature.key(key)?;
    places.get(id).or_else(|| places.get(&*crate::dataset::place::normalise(id))).map(|at| *at as usize)
}

/// The places of an answer by code.
pub(super) fn index<'a>(places: impl Iterator<Item = &'a Place>) -> Index {
    places.zip(0..).map(|(place, at)| (place.code.as_str().into(), at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GEO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"a","properties":{"GEOID":"06001","n":7},"geometry":{"type":"Polygon",
         "coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}},
        {"type":"Feature","properties":{"GEOID":"06003"},"geometry":{"type":"MultiPolygon",
         "coordinates":[[[[4,0],[8,0],[8,4],[4,4],[4,0]]],[[[9,9],[10,9],[10,10],[9,9]]]]}},
        {"type":"Feature","properties":null,"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[
         {"type":"Point","coordinates":[0,0]},{"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]}]}}]}"#;

    /// The same first two features, by hand: the border from (4, 0) to (4, 4) is one arc.
    const TOPO: &str = r#"{"type":"Topology","objects":{"made_up":{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","id":"a","properties":{"GEOID":"06001","n":7},"arcs":[[1,0],[2]]},
        {"type":"MultiPolygon","properties":{"GEOID":"06003"},"arcs":[[[3,-1]],[[4]]]},
        {"type":null}]}},
        "arcs":[[[4,0],[4,4]],[[4,4],[0,4],[0,0],[4,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]],
                [[4,0],[8,0],[8,4],[4,4]],[[9,9],[10,9],[10,10],[9,9]]]}"#;

    /// The same, quantised: tenths of a degree from (-1, -1), each point a step from the one before.
    const QUANTISED: &str = r#"{"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[-1,-1]},
        "objects":{"made_up":{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","id":"a","properties":{"GEOID":"06001","n":7},"arcs":[[1,0],[2]]},
        {"type":"MultiPolygon","properties":{"GEOID":"06003"},"arcs":[[[3,-1]],[[4]]]},
        {"type":null}]}},
        "arcs":[[[50,10],[0,40]],[[50,50],[-40,0],[0,-40],[40,0]],[[20,20],[0,10],[10,0],[0,-10],[-10,0]],
                [[50,10],[40,0],[0,40],[-40,0]],[[100,100],[10,0],[0,10],[-10,-10]]]}"#;

    /// Rings whatever their start and winding.
    fn rings(feature: &Feature) -> Vec<Vec<(i64, i64)>> {
        let mut all: Vec<Vec<(i64, i64)>> = Vec::new();
        for ring in feature.rings.iter() {
            let mut points: Vec<(i64, i64)> =
                ring.iter().map(|(x, y)| ((x * 1e6).round() as i64, (y * 1e6).round() as i64)).collect();
            points.sort_unstable();
            all.push(points);
        }
        all.sort();
        all
    }

    #[test]
    fn geojson_topojson_and_a_quantised_topology_of_the_same_shapes_agree() {
        let geo = read(GEO.as_bytes()).unwrap();
        assert_eq!(geo[0].features.len(), 4);
        assert_eq!(geo[0].features.iter().map(|f| f.rings.len()).collect::<Vec<_>>(), [2, 2, 0, 1]);
        for text in [TOPO, QUANTISED] {
            let topo = read(text.as_bytes()).unwrap();
            assert_eq!(topo[0].name, "made_up");
            for (a, b) in geo[0].features.iter().zip(&topo[0].features) {
                assert_eq!((rings(a), &a.id, &a.properties), (rings(b), &b.id, &b.properties));
            }
        }
    }

    #[test]
    fn the_property_that_joins_best_is_the_id() {
        let layers = read(GEO.as_bytes()).unwrap();
        let place = |code: &str| Place { code: code.into(), name: code.into(), kind: "county".into() };
        let places = [place("06001"), place("06003")];
        let index = index(places.iter());
        assert_eq!(best_key(&layers, &index, None), Some((0, "GEOID".to_owned())));
        assert_eq!(best_key(&layers, &index, Some("n")), None);
        // A spreadsheet takes leading zeros away, and the Census Bureau writes a summary level before the code.
        for id in ["6001", "0500000US06001"] {
            let text = GEO.replace("\"06001\"", &format!("\"{id}\""));
            let layers = read(text.as_bytes()).unwrap();
            assert_eq!(place_of(&layers[0].features[0], "GEOID", &index), Some(0), "{id}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let cases = [
            ("{\"type\":\n \"FeatureCollection\",}", "json", "not JSON"),
            ("[1,2]", "kind", "neither"),
            ("{}", "kind", "neither"),
            (r#"{"type":"FeatureCollection"}"#, "malformed", "features"),
            (r#"{"type":"FeatureCollection","features":[]}"#, "no-polygon", "no polygon"),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[1,"x"],[2,2]]]}"#, "malformed", "pair of numbers"),
            (
                r#"{"type":"Polygon","coordinates":[[[6480000,1830000],[6490000,1830000],[6490000,1840000]]]}"#,
                "degrees",
                "degrees",
            ),
            (r#"{"type":"Circle"}"#, "kind", "neither"),
            (r#"{"type":"Circle","coordinates":[]}"#, "malformed", "Circle"),
            (r#"{"type":"Feature","geometry":{"type":"Circle","coordinates":[]}}"#, "malformed", "Circle"),
            (
                r#"{"type":"Topology","arcs":[[[0,0],[1,1]]],"objects":{"a":{"type":"Polygon","arcs":[[7]]}}}"#,
                "malformed",
                "no arc 7",
            ),
            ("PK\u{3}\u{4}", "zip", "zip"),
            ("", "json", "not JSON"),
        ];
        for (text, why, told) in cases {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Geometry { reason, .. } if *reason == why), "{text}: {error:?}");
            assert!(error.to_string().contains(told), "{text}: {error}");
        }
        let error = read(cases[0].0.as_bytes()).unwrap_err();
        assert_eq!(error.position().map(|p| p.line), Some(2));
    }

    #[test]
    fn where_text_is_no_json_is_told_in_characters() {
        let error = read("[\n{\"niño\": 1, \"ñ\"}]".as_bytes()).unwrap_err();
        assert_eq!(error.position(), Some(Position { line: 2, column: 16 }));
    }

    #[test]
    fn what_is_no_packed_shape_is_refused() {
        let packed = Shapes::read(GEO.as_bytes()).unwrap().pack();
        let longer = [&packed[..], &[0; 16]].concat();
        let mut elsewhere = packed.clone();
        let last = elsewhere.len() - 8;
        elsewhere[last..].copy_from_slice(&91_f64.to_le_bytes());
        let cut = (0..packed.len()).map(|end| &packed[..end]);
        for bytes in cut.chain([&longer[..], &elsewhere, &[0xff; 40], GEO.as_bytes()]) {
            assert_eq!(Shapes::unpack(bytes).unwrap_err().code(), "bad-geometry", "{} bytes", bytes.len());
        }
    }

    #[test]
    fn arcs_used_again_and_again_come_to_an_end() {
        let arc = vec!["[0,0],[1,0],[1,1]"; 1000].join(",");
        let uses = vec!["[0]"; 1000].join(",");
        let text =
            format!(r#"{{"type":"Topology","arcs":[[{arc}]],"objects":{{"a":{{"type":"Polygon","arcs":[{uses}]}}}}}}"#);
        let error = read(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("points"), "{error}");
    }

    proptest! {
        /// Packed shapes that were changed on the way are other shapes or none.
        #[test]
        fn mutated_packs_are_taken_or_refused(at in 0usize..2000, with: u8) {
            let mut bytes = Shapes::read(GEO.as_bytes()).unwrap().pack();
            let at = at % bytes.len();
            bytes[at] = with;
            if let Err(error) = Shapes::unpack(&bytes) {
                prop_assert_eq!(error.code(), "bad-geometry");
            }
        }

        /// Whatever a file holds, it is shapes or a typed error.
        #[test]
        fn mutated_files_are_read_or_refused(
            which in 0usize..3, at in 0usize..600, with in "[-0-9\\[\\]{},.\":eE a-z]{0,6}", cut in 0usize..20,
        ) {
            let mut bytes = [GEO, TOPO, QUANTISED][which].as_bytes().to_vec();
            let at = at.min(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, with.bytes());
            match read(&bytes) {
                Ok(layers) => {
                    prop_assert!(layers.iter().flat_map(|l| &l.features).flat_map(|f| f.rings.iter()).flatten()
                        .all(|(x, y)| x.is_finite() && y.is_finite()));
                    let shapes = Shapes { layers };
                    prop_assert_eq!(Shapes::unpack(&shapes.pack()).unwrap(), shapes);
                }
                Err(error) => prop_assert_eq!(error.code(), "bad-geometry"),
            }
        }
    }
}
