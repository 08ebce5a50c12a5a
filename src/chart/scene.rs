//! Placed marks in CSS pixels, before any backend: what is painted, and where each figure stands.

use crate::WHOLE;
use crate::draw::metrics;
use crate::draw::theme::Token;
use crate::plain::plain;

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The point is the text's left end.
    Start,
    /// The point is its middle.
    Middle,
    /// The point is its right end.
    End,
}

/// A line around an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Colour.
    pub stroke: Token,
    /// Thickness.
    pub width: f64,
    /// Whether it is dashed.
    pub dashed: bool,
}

/// Something to paint. Lengths in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Rect {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Colour.
        fill: Token,
    },
    /// A line through points.
    Path {
        /// Corners.
        points: Vec<(f64, f64)>,
        /// Colour.
        stroke: Token,
        /// Thickness.
        width: f64,
    },
    /// A disc on a ring of the ground's colour, so that discs stay apart; hollow where `filled` is false.
    Dot {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        radius: f64,
        /// Colour.
        fill: Token,
        /// Whether it is a disc or a ring.
        filled: bool,
    },
    /// An area, even-odd: rings inside others are holes, whatever their winding.
    Polygon {
        /// Each closed by itself.
        rings: Vec<Vec<(f64, f64)>>,
        /// Colour.
        fill: Token,
        /// The line around it.
        edge: Option<Edge>,
    },
    /// Many circles of one colour and size, drawn at once.
    Dots {
        /// Their middles.
        centres: Vec<(f64, f64)>,
        /// Radius.
        radius: f64,
        /// Thickness of a ring; 0 for a disc.
        ring: f64,
        /// Colour.
        fill: Token,
    },
    /// Many open lines of one colour, drawn at once.
    Lines {
        /// Corners of each.
        lines: Vec<Vec<(f64, f64)>>,
        /// Colour and thickness.
        edge: Edge,
    },
    /// One line of text on its baseline.
    Text {
        /// Where the anchor is.
        x: f64,
        /// Baseline.
        y: f64,
        /// The text.
        text: String,
        /// Font size.
        size: f64,
        /// Weight 700 in place of 400.
        bold: bool,
        /// Which end `x` is.
        anchor: Anchor,
        /// Colour.
        fill: Token,
    },
}

/// A figure on the chart: what a pointer, a finger or an arrow key finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// Its place in reading order.
    pub id: usize,
    /// Centre, where a tooltip points.
    pub x: f64,
    /// Centre.
    pub y: f64,
    /// Width of the area that belongs to it, around the centre.
    pub width: f64,
    /// Height of that area.
    pub height: f64,
    /// What it is: place, period, group, level.
    pub label: String,
    /// The figure, formatted.
    pub value: String,
    /// Its margin in words, or why there is none.
    pub margin: String,
    /// Where it is from.
    pub source: String,
    /// All of it as one sentence.
    pub text: String,
    /// Code of the place, on a map and of points.
    pub place: Option<String>,
    /// Rank among the places of a map, with a word where it is shared.
    pub rank: Option<String>,
}

plain!(write Mark { id, x, y, width, height, label, value, margin, source, text, place: sparse, rank: sparse });

/// The area of a mark: what a pointer finds it by on a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The mark.
    pub mark: usize,
    /// Its [`Shape::Polygon`].
    pub shape: usize,
    /// Left, top, right, bottom.
    pub bounds: [f64; 4],
}

/// A chart, laid out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Painted in this order.
    pub shapes: Vec<Shape>,
    /// In reading order; on a map without their words, which [`super::View::marks`] makes.
    pub marks: Vec<Mark>,
    /// Areas of the marks, on a map; later ones lie over earlier ones.
    pub areas: Vec<Area>,
    /// Where the marks of a scatter are, which are only made when they are asked for.
    pub spots: Option<Spots>,
}

/// Points by the thousand in a grid: a pointer finds the nearest among those of the cells around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spots {
    /// Middles, in the marks' order.
    pub centres: Vec<(f64, f64)>,
    /// How far the margins reach to either side, across and up; empty where no figure has one.
    pub margins: Vec<(f64, f64)>,
    /// Cells in a row.
    columns: usize,
    /// Where in `inside` each cell begins; one more than there are cells.
    begins: Vec<usize>,
    /// The points, cell by cell.
    inside: Vec<usize>,
}

impl Spots {
    pub(super) fn new(centres: Vec<(f64, f64)>, margins: Vec<(f64, f64)>, width: f64, height: f64) -> Self {
        let cells = |length: f64| (length.max(0.0) / REACH) as usize + 1;
        let (columns, rows) = (cells(width), cells(height));
        let mut spots = Self { columns, begins: vec![0; columns * rows + 1], ..Self::default() };
        let cell = |(x, y): &(f64, f64)| (cells(*y) - 1).min(rows - 1) * columns + (cells(*x) - 1).min(columns - 1);
        for centre in &centres {
            spots.begins[cell(centre) + 1] += 1;
        }
        for at in 1..spots.begins.len() {
            spots.begins[at] += spots.begins[at - 1];
        }
        let mut next = spots.begins.clone();
        spots.inside = vec![0; centres.len()];
        for (id, centre) in centres.iter().enumerate() {
            let next = &mut next[cell(centre)];
            spots.inside[*next] = id;
            *next += 1;
        }
        Self { centres, margins, ..spots }
    }

    /// The point nearest to another, within reach.
    #[must_use]
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        // As far as the reach, a neighbour is at most one cell away.
        let around = |at: f64| ((at / REACH).floor() as i64 - 1)..=((at / REACH).floor() as i64 + 1);
        let mut best = (REACH, None);
        for row in around(y) {
            for column in around(x).filter(|c| (0..self.columns as i64).contains(c)) {
                let Ok(cell) = usize::try_from(row * self.columns as i64 + column) else { continue };
                let (Some(from), Some(to)) = (self.begins.get(cell), self.begins.get(cell + 1)) else { continue };
                for id in &self.inside[*from..*to] {
                    let (cx, cy) = self.centres[*id];
                    let distance = (cx - x).hypot(cy - y);
                    if distance < best.0 || (distance == best.0 && best.1.is_none()) {
                        best = (distance, Some(*id));
                    }
                }
            }
        }
        best.1
    }
}

/// Beyond its own area a mark is still found within this distance, for fingers.
const REACH: f64 = 24.0;

impl Scene {
    /// The mark at a point: the one whose area holds it and whose centre is nearest, else the nearest within reach.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<usize> {
        if let Some(spots) = self.spots.as_ref().filter(|_| WHOLE) {
            return spots.nearest(x, y);
        }
        if !self.areas.is_empty() {
            let within = |a: &&Area| {
                let [left, top, right, bottom] = a.bounds;
                (left..=right).contains(&x) && (top..=bottom).contains(&y) && self.holds(a, x, y)
            };
            return self.areas.iter().rev().find(within).map(|a| a.mark);
        }
        let distance = |m: &Mark| (m.x - x).hypot(m.y - y);
        let inside = |m: &&Mark| (m.x - x).abs() <= m.width / 2.0 && (m.y - y).abs() <= m.height / 2.0;
        let nearest = |marks: &mut dyn Iterator<Item = &'_ Mark>| -> Option<usize> {
            marks.min_by(|a, b| distance(a).total_cmp(&distance(b))).map(|m| m.id)
        };
        nearest(&mut self.marks.iter().filter(inside))
            .or_else(|| nearest(&mut self.marks.iter().filter(|m| distance(m) <= REACH)))
    }

    fn holds(&self, area: &Area, x: f64, y: f64) -> bool {
        matches!(self.shapes.get(area.shape), Some(Shape::Polygon { rings, .. }) if inside(rings, x, y))
    }

    /// The rings of a mark's area.
    #[must_use]
    pub fn area(&self, mark: usize) -> Option<&[Vec<(f64, f64)>]> {
        let area = self.areas.iter().find(|a| a.mark == mark)?;
        match self.shapes.get(area.shape) {
            Some(Shape::Polygon { rings, .. }) => Some(rings),
            _ => None,
        }
    }

    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: Token) {
        self.shapes.push(Shape::Rect { x, y, width, height, fill });
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Token, width: f64) {
        self.shapes.push(Shape::Path { points: vec![from, to], stroke, width });
    }

    /// Dashes between two points; no backend has them of its own.
    pub(crate) fn dashes(&mut self, from: (f64, f64), to: (f64, f64), stroke: Token, width: f64) {
        const DASH: f64 = 4.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |d: f64| {
            let t = d.min(length) / length;
            (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t)
        };
        let mut start = 0.0;
        while start < length {
            self.line(at(start), at(start + DASH), stroke, width);
            start += 2.0 * DASH;
        }
    }

    /// A dashed frame for a figure that is missing.
    pub(crate) fn dashed_frame(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let (right, bottom) = (x + width, y + height);
        for (from, to) in
            [((x, y), (right, y)), ((right, y), (right, bottom)), ((right, bottom), (x, bottom)), ((x, bottom), (x, y))]
        {
            self.dashes(from, to, Token::Missing, 1.0);
        }
    }

    /// A text on a patch of the ground, so that lines behind it do not cross it.
    pub(crate) fn text_on_ground(&mut self, x: f64, y: f64, text: &str, size: f64, bold: bool) {
        self.ground(x, y, text, size, bold);
        self.text(x, y, text, size, bold, Anchor::Start, Token::Ink);
    }

    /// The patch of the ground alone.
    pub(crate) fn ground(&mut self, x: f64, y: f64, text: &str, size: f64, bold: bool) {
        let width = metrics::width(text, size, bold);
        self.rect(x - 3.0, y - size + 1.0, width + 6.0, size + 3.0, Token::Paper);
    }

    /// A hairline around a rectangle.
    pub(crate) fn frame(&mut self, x: f64, y: f64, width: f64, height: f64, fill: Token) {
        self.rect(x, y, width, 1.0, fill);
        self.rect(x, y + height - 1.0, width, 1.0, fill);
        self.rect(x, y, 1.0, height, fill);
        self.rect(x + width - 1.0, y, 1.0, height, fill);
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a text, each of another type")]
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str, size: f64, bold: bool, anchor: Anchor, fill: Token) {
        self.shapes.push(Shape::Text { x, y, text: text.to_owned(), size, bold, anchor, fill });
    }
}

/// Whether a point lies inside rings by the even-odd rule: a ray from it crosses their edges an odd number of times.
#[must_use]
pub fn inside(rings: &[Vec<(f64, f64)>], x: f64, y: f64) -> bool {
    let mut odd = false;
    for ring in rings {
        let Some(mut before) = ring.last() else { continue };
        for point in ring {
            if (point.1 > y) != (before.1 > y) {
                let at = point.0 + (y - point.1) / (before.1 - point.1) * (before.0 - point.0);
                odd ^= x < at;
            }
            before = point;
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_inside_an_area_but_not_in_its_hole() {
        let square = |from: f64, to: f64| vec![(from, from), (to, from), (to, to), (from, to)];
        let mut hole = square(4.0, 6.0);
        for rings in [[square(0.0, 10.0), hole.clone()], {
            hole.reverse();
            [square(0.0, 10.0), hole]
        }] {
            assert!(inside(&rings, 2.0, 2.0) && inside(&rings, 5.0, 8.0));
            assert!(!inside(&rings, 5.0, 5.0) && !inside(&rings, 11.0, 5.0) && !inside(&rings, 5.0, -1.0));
        }
        // A concave ring: the notch from the right is outside.
        let c =
            vec![vec![(0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (3.0, 3.0), (3.0, 6.0), (9.0, 6.0), (9.0, 9.0), (0.0, 9.0)]];
        assert!(inside(&c, 1.0, 4.0) && !inside(&c, 6.0, 4.0));
    }

    #[test]
    fn the_nearest_of_many_points_is_found_within_reach() {
        let mut state = 7_u32;
        let mut random = |most: f64| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1_u32 << 24) * most
        };
        // Some lie on the edges, as the highest and the lowest do.
        let mut centres: Vec<(f64, f64)> = (0..300).map(|_| (random(500.0), random(300.0))).collect();
        centres.extend([(0.0, 0.0), (500.0, 300.0)]);
        let spots = Spots::new(centres.clone(), Vec::new(), 500.0, 300.0);
        let (mut found, mut none) = (0, 0);
        for _ in 0..2_000 {
            let (x, y) = (random(600.0) - 50.0, random(400.0) - 50.0);
            let distance = |id: &usize| (centres[*id].0 - x).hypot(centres[*id].1 - y);
            let nearest = (0..centres.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let expected = nearest.filter(|id| distance(id) <= REACH);
            assert_eq!(spots.nearest(x, y), expected, "{x} {y}");
            if expected.is_some() { found += 1 } else { none += 1 }
        }
        assert!(found > 100 && none > 100, "{found} {none}");
    }
}
