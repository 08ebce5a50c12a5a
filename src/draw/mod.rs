//! A scene onto any plotters backend. A text's position is its baseline, on which backends differ: each is wrapped so
//! that [`VPos::Bottom`] means the baseline and the font size is CSS pixels (SVG: [`svg`]; canvas: the wasm module).

pub mod metrics;
pub mod svg;
pub mod theme;

use crate::WHOLE;
use crate::chart::scene::{Anchor, Edge, Scene, Shape};
use crate::error::{Error, ErrorKind, Result};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};
use std::ops::Range;
use theme::{Rgb, Theme, Token};

/// The fonts of charts, first the one that [`metrics`] measures.
pub const FONT: &str = "\"Public Sans Variable\", \"Public Sans\", system-ui, sans-serif";

/// Rings or lines in device pixels.
#[derive(Debug)]
pub struct Outline<'a> {
    /// Corners, to be multiplied by `scale`.
    pub lines: &'a [Vec<(f64, f64)>],
    /// Device pixels to a unit.
    pub scale: f64,
    /// Colour inside, by the even-odd rule; each line is closed where there is one.
    pub fill: Option<Rgb>,
    /// Colour and thickness of the lines.
    pub stroke: Option<(Rgb, f64)>,
    /// Length of dashes; 0 for none.
    pub dash: f64,
    /// Whether each line is closed.
    pub closed: bool,
}

/// Circles in device pixels.
#[derive(Debug)]
pub struct Dots<'a> {
    /// Middles, to be multiplied by `scale`.
    pub centres: &'a [(f64, f64)],
    /// Device pixels to a unit.
    pub scale: f64,
    /// Radius in device pixels.
    pub radius: f64,
    /// Thickness of the rings in device pixels; 0 for discs.
    pub ring: f64,
    /// Colour.
    pub fill: Rgb,
}

/// A backend that also paints areas with holes, at fractions of a pixel, and thousands of circles as one: plotters has
/// none of these.
pub trait Surface: DrawingBackend {
    /// Paints an area or lines.
    ///
    /// # Errors
    /// The backend's own.
    fn outline(&mut self, outline: &Outline<'_>) -> std::result::Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Paints circles, none over another: where they meet they are one.
    ///
    /// # Errors
    /// The backend's own.
    fn dots(&mut self, dots: &Dots<'_>) -> std::result::Result<(), DrawingErrorKind<Self::ErrorType>>;
}

/// Paints a scene, `ratio` device pixels to a CSS pixel; `active` is the mark that is pointed at.
///
/// # Errors
/// `draw-failed` with the backend's own words.
pub fn draw<B: Surface>(
    scene: &Scene,
    theme: &Theme,
    ratio: f64,
    active: Option<usize>,
    backend: &mut B,
) -> Result<()> {
    let pen = Pen { theme, ratio };
    failed(pen.shapes(scene, &scene.shapes, true, backend))?;
    if let Some(id) = active {
        failed(pen.active(scene, id, backend))?;
    }
    failed(backend.present())
}

/// Paints some of a scene's shapes, with the ground before the first: parts one after the other are the picture.
///
/// # Errors
/// `draw-failed` with the backend's own words.
#[cfg_attr(not(all(target_arch = "wasm32", feature = "whole")), allow(dead_code, reason = "for pages with maps"))]
pub(crate) fn part<B: Surface>(
    scene: &Scene,
    theme: &Theme,
    ratio: f64,
    shapes: Range<usize>,
    backend: &mut B,
) -> Result<()> {
    let some = scene.shapes.get(shapes.start..shapes.end.min(scene.shapes.len())).unwrap_or_default();
    failed(Pen { theme, ratio }.shapes(scene, some, shapes.start == 0, backend))?;
    failed(backend.present())
}

/// Paints only what marks the active mark: for a layer above the picture.
///
/// # Errors
/// `draw-failed` with the backend's own words.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "only a page has layers"))]
pub(crate) fn highlight<B: Surface>(
    scene: &Scene,
    theme: &Theme,
    ratio: f64,
    active: usize,
    backend: &mut B,
) -> Result<()> {
    failed(Pen { theme, ratio }.active(scene, active, backend))?;
    failed(backend.present())
}

fn failed<E: std::error::Error + Send + Sync>(result: std::result::Result<(), DrawingErrorKind<E>>) -> Result<()> {
    result.map_err(|e| Error::from(ErrorKind::Draw { message: e.to_string() }))
}

fn px(v: f64) -> i32 {
    v.round() as i32
}

/// Lines across a rectangle, for each direction a bit.
fn hatching((x, y): (f64, f64), (w, h): (f64, f64), directions: u8) -> Vec<Vec<(f64, f64)>> {
    const STEP: f64 = 6.0;
    let mut lines = Vec::new();
    if directions == 0 || w.min(h) < STEP {
        return lines;
    }
    for n in 1..((w + h) / STEP).ceil() as usize {
        let c = n as f64 * STEP;
        // Where the diagonal leaves the rectangle on either side.
        let (across, down) = ((c - h).max(0.0)..c.min(w), (c - w).max(0.0)..c.min(h));
        let all = [
            [(across.start, down.end), (across.end, down.start)],
            [(across.start, h - down.end), (across.end, h - down.start)],
            [(0.0, c), (w, c)],
            [(c, 0.0), (c, h)],
        ];
        let fits = [true, true, c < h, c < w];
        let wanted = |(i, _): &(usize, [(f64, f64); 2])| directions >> i & 1 == 1 && fits[*i];
        let placed = |(_, line): (usize, [(f64, f64); 2])| line.map(|(dx, dy)| (x + dx, y + dy)).to_vec();
        lines.extend(all.into_iter().enumerate().filter(wanted).map(placed));
    }
    lines
}

/// Sets everything of a scene in the theme's colours. What does not depend on the backend is outside of the functions
/// that each backend gets a copy of.
struct Pen<'a> {
    theme: &'a Theme,
    ratio: f64,
}

impl Pen<'_> {
    fn rgb(&self, token: Token) -> RGBColor {
        let (r, g, b) = self.theme.colour(token);
        RGBColor(r, g, b)
    }

    fn style(&self, token: Token, width: f64) -> ShapeStyle {
        ShapeStyle {
            color: self.rgb(token).to_rgba(),
            filled: true,
            stroke_width: px(width * self.ratio).max(1) as u32,
        }
    }

    fn type_of(&self, size: f64, bold: bool, anchor: Anchor, fill: Token) -> TextStyle<'static> {
        let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let h = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name(FONT), size * self.ratio, style);
        TextStyle { font, color: self.rgb(fill).to_backend_color(), pos: Pos::new(h, VPos::Bottom) }
    }

    fn at(&self, x: f64, y: f64) -> BackendCoord {
        (px(x * self.ratio), px(y * self.ratio))
    }

    fn outline<B: Surface>(
        &self,
        lines: &[Vec<(f64, f64)>],
        fill: Option<Token>,
        edge: Option<Edge>,
        backend: &mut B,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        backend.outline(&Outline {
            lines,
            scale: self.ratio,
            fill: fill.map(|f| self.theme.colour(f)),
            stroke: edge.map(|e| (self.theme.colour(e.stroke), e.width * self.ratio)),
            dash: if edge.is_some_and(|e| e.dashed) { 3.0 * self.ratio } else { 0.0 },
            closed: fill.is_some(),
        })
    }

    fn shapes<B: Surface>(
        &self,
        scene: &Scene,
        shapes: &[Shape],
        ground: bool,
        backend: &mut B,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        if ground {
            let corner = (px(scene.width * self.ratio), px(scene.height * self.ratio));
            backend.draw_rect((0, 0), corner, &self.style(Token::Paper, 1.0), true)?;
        }
        shapes.iter().try_for_each(|shape| self.shape(shape, backend))
    }

    fn shape<B: Surface>(
        &self,
        shape: &Shape,
        backend: &mut B,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        match shape {
            Shape::Rect { x, y, width, height, fill } => {
                let (from, mut to) = (self.at(*x, *y), self.at(x + width, y + height));
                // A hairline stays at least one device pixel.
                to.0 = to.0.max(from.0 + i32::from(*width > 0.0));
                to.1 = to.1.max(from.1 + i32::from(*height > 0.0));
                backend.draw_rect(from, to, &self.style(*fill, 1.0), true)?;
                let lines = hatching((*x, *y), (*width, *height), self.theme.hatching(*fill));
                if lines.is_empty() {
                    return Ok(());
                }
                self.outline(&lines, None, Some(Edge { stroke: Token::Paper, width: 1.4, dashed: false }), backend)
            }
            Shape::Path { points, stroke, width } => {
                let points: Vec<BackendCoord> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
                backend.draw_path(points, &self.style(*stroke, *width))
            }
            Shape::Dot { x, y, radius, fill, filled } => {
                let centre = self.at(*x, *y);
                let circle = |backend: &mut B, radius: f64, token: Token| {
                    backend.draw_circle(centre, px(radius * self.ratio).max(1) as u32, &self.style(token, 1.0), true)
                };
                circle(backend, radius + 1.5, Token::Paper)?;
                circle(backend, *radius, *fill)?;
                if *filled { Ok(()) } else { circle(backend, radius - 2.0, Token::Paper) }
            }
            Shape::Dots { centres, radius, ring, fill } if WHOLE => backend.dots(&Dots {
                centres,
                scale: self.ratio,
                radius: radius * self.ratio,
                ring: ring * self.ratio,
                fill: self.theme.colour(*fill),
            }),
            Shape::Dots { .. } => Ok(()),
            Shape::Polygon { rings, fill, edge } => self.outline(rings, Some(*fill), *edge, backend),
            Shape::Lines { lines, edge } => self.outline(lines, None, Some(*edge), backend),
            Shape::Text { x, y, text, size, bold, anchor, fill } => {
                backend.draw_text(text, &self.type_of(*size, *bold, *anchor, *fill), self.at(*x, *y))
            }
        }
    }

    /// The outline of an area, or a ring.
    fn active<B: Surface>(
        &self,
        scene: &Scene,
        id: usize,
        backend: &mut B,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        if let Some(spots) = scene.spots.as_ref().filter(|_| WHOLE) {
            let Some((x, y)) = spots.centres.get(id).copied() else { return Ok(()) };
            // The margins as a cross, where there are any, then the point.
            let (dx, dy) = spots.margins.get(id).copied().unwrap_or_default();
            let cross = [vec![(x - dx, y), (x + dx, y)], vec![(x, y - dy), (x, y + dy)]];
            for (stroke, width) in [(Token::Paper, 5.0), (Token::Accent, 2.0)] {
                self.outline(&cross, None, Some(Edge { stroke, width, dashed: false }), backend)?;
            }
            return self.ring(x, y, backend);
        }
        let Some(mark) = scene.marks.get(id) else { return Ok(()) };
        let Some(rings) = scene.area(id) else {
            // A place without a shape is in the list of a map only.
            return if scene.areas.is_empty() { self.ring(mark.x, mark.y, backend) } else { Ok(()) };
        };
        let mut closed = rings.to_vec();
        closed.iter_mut().for_each(|ring| ring.extend(ring.first().copied()));
        for (stroke, width) in [(Token::Paper, 5.0), (Token::Accent, 2.5)] {
            self.outline(&closed, None, Some(Edge { stroke, width, dashed: false }), backend)?;
        }
        Ok(())
    }

    /// A ring around the active mark, of ground and accent so that it stands out from anything.
    fn ring<B: DrawingBackend>(
        &self,
        x: f64,
        y: f64,
        backend: &mut B,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        let centre = self.at(x, y);
        for (radius, token, width) in [(9.0, Token::Paper, 5.0), (9.0, Token::Accent, 2.5)] {
            let style = ShapeStyle { filled: false, ..self.style(token, width) };
            backend.draw_circle(centre, px(radius * self.ratio) as u32, &style, false)?;
        }
        Ok(())
    }
}
