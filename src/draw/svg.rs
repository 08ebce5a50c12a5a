//! SVG through plotters-svg: for export, print and golden pictures.

use super::draw;
use crate::chart::View;
use crate::error::Result;
use plotters_backend::text_anchor::{Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform,
};
use plotters_svg::SVGBackend;

/// plotters-svg divides the font size by this.
const FONT_FACTOR: f64 = 1.24;

/// plotters-svg puts the baseline of a text with [`VPos::Top`] so far below its point, in em.
const TOP_TO_BASELINE: f64 = 0.76;

/// A chart as an SVG document with its title and description for screen readers.
///
/// # Errors
/// `draw-failed`; writing to memory has no known way to fail.
pub fn svg(view: &View) -> Result<String> {
    let scene = &view.scene;
    let mut document = String::new();
    let size = (scene.width.round() as u32, scene.height.round() as u32);
    {
        let mut backend = Svg(SVGBackend::with_string(&mut document, size));
        draw(scene, &view.theme, 1.0, None, &mut backend)?;
    }
    let words = view.describe();
    let head = format!(
        " role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>\n<desc>{1} {2}</desc>",
        escape(&words.title),
        escape(&words.summary),
        escape(&words.sources.join("; "))
    );
    // The first closing bracket ends the root element's tag.
    Ok(document.replacen('>', &head, 1))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// The backend with texts on their baseline and in CSS pixels.
struct Svg<'a>(SVGBackend<'a>);

type Drawn<'a> = std::result::Result<(), DrawingErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

impl<'a> DrawingBackend for Svg<'a> {
    type ErrorType = <SVGBackend<'a> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn<'a> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<'a> {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<'a> {
        self.0.draw_pixel(point, color)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn<'a> {
        self.0.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn<'a> {
        self.0.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn<'a> {
        self.0.fill_polygon(vert, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn<'a> {
        self.0.draw_circle(centre, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn<'a> {
        let drop = (style.size() * TOP_TO_BASELINE).round() as i32;
        self.0.draw_text(text, &OnBaseline(style), (pos.0, pos.1 - drop))
    }
}

/// A text style with the size and anchor that plotters-svg turns into the ones asked for.
struct OnBaseline<'a, S>(&'a S);

impl<S: BackendTextStyle> BackendTextStyle for OnBaseline<'_, S> {
    type FontError = S::FontError;

    fn color(&self) -> BackendColor {
        self.0.color()
    }

    fn size(&self) -> f64 {
        self.0.size() * FONT_FACTOR
    }

    fn transform(&self) -> FontTransform {
        self.0.transform()
    }

    fn style(&self) -> FontStyle {
        self.0.style()
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.0.anchor().h_pos, VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }

    fn layout_box(&self, text: &str) -> std::result::Result<((i32, i32), (i32, i32)), Self::FontError> {
        self.0.layout_box(text)
    }

    fn draw<E, D: FnMut(i32, i32, BackendColor) -> std::result::Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        draw: D,
    ) -> std::result::Result<std::result::Result<(), E>, Self::FontError> {
        self.0.draw(text, pos, draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::{Scene, Shape};
    use crate::draw::theme::{Theme, Token};

    /// The pen leaves the last ring by the way that it came, so that nothing lies between the rings.
    #[test]
    fn a_polygon_of_two_rings_is_one_path() {
        let square = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b)];
        let hole: Vec<(f64, f64)> = square(4.0, 6.0).into_iter().rev().collect();
        let shapes = vec![Shape::Polygon { rings: vec![square(0.0, 10.0), hole], fill: Token::Ink }];
        let scene = Scene { width: 10.0, height: 10.0, shapes, marks: Vec::new() };
        let mut document = String::new();
        let theme = Theme::named("light").unwrap();
        draw(&scene, &theme, 1.0, None, &mut Svg(SVGBackend::with_string(&mut document, (10, 10)))).unwrap();
        let points = document.split("points=\"").nth(1).and_then(|p| p.split('"').next()).unwrap();
        assert_eq!(points.trim(), "0,0 10,0 10,10 0,10 0,0 4,6 6,6 6,4 4,4 4,6 0,0");
    }
}
