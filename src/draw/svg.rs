//! SVG through plotters-svg: for export, print and golden pictures.

use super::theme::Rgb;
use super::{Dots, Outline, Surface, draw, metrics};
use crate::chart::View;
use crate::error::Result;
use crate::text;
use plotters::style::BLACK;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_svg::SVGBackend;

/// A chart as an SVG document with its title and description for screen readers.
///
/// # Errors
/// `draw-failed`; writing to memory has no known way to fail.
pub fn svg(view: &View) -> Result<String> {
    let scene = &view.scene;
    let mut document = String::new();
    let size = (scene.width.round() as u32, scene.height.round() as u32);
    let mut own = Vec::new();
    {
        let mut backend = Svg(SVGBackend::with_string(&mut document, size), &mut own);
        draw(scene, &view.theme, 1.0, None, &mut backend)?;
    }
    let mut pieces = text::split(&document, PLACE);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for (element, piece) in own.iter().zip(pieces) {
        whole.push_str(element);
        whole.push_str(piece);
    }
    let words = view.describe();
    let head = format!(
        " role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>\n<desc>{1} {2}</desc>",
        escape(&words.title),
        escape(&words.summary),
        escape(&words.sources.join("; "))
    );
    // The first closing bracket ends the root element's tag.
    Ok(whole.replacen('>', &head, 1))
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

/// The backend with outlines and texts of our own.
///
/// plotters-svg has no way to add an element of one's own: an empty polygon keeps the place of each.
struct Svg<'a, 'b>(SVGBackend<'a>, &'b mut Vec<String>);

const PLACE: &str = "<polygon opacity=\"1\" fill=\"#000000\" points=\"\"/>";

impl<'a> Svg<'a, '_> {
    fn add(&mut self, element: String) -> Drawn<'a> {
        self.1.push(element);
        self.0.fill_polygon([], &BLACK)
    }
}

impl Surface for Svg<'_, '_> {
    fn outline(&mut self, outline: &Outline<'_>) -> std::result::Result<(), DrawingErrorKind<Self::ErrorType>> {
        let mut path = String::from("<path d=\"");
        for line in outline.lines {
            data(&mut path, line, outline.scale);
            if outline.closed {
                path.push('z');
            }
        }
        path += &match outline.fill {
            Some(fill) => format!("\" fill=\"{}\" fill-rule=\"evenodd\"", css(fill)),
            None => "\" fill=\"none\"".to_owned(),
        };
        if let Some((colour, width)) = outline.stroke {
            path +=
                &format!(" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"", css(colour), number(width));
        }
        if outline.dash > 0.0 {
            path += &format!(" stroke-dasharray=\"{}\"", number(outline.dash));
        }
        path.push_str("/>");
        self.add(path)
    }

    fn dots(&mut self, dots: &Dots<'_>) -> std::result::Result<(), DrawingErrorKind<Self::ErrorType>> {
        // One path for all: a start, and two halves of a circle.
        let radius = dots.radius - dots.ring / 2.0;
        let (r, across) = (number(radius), number(2.0 * radius));
        let mut path = String::from("<path d=\"");
        for (x, y) in dots.centres {
            let (x, y) = (
                number((x * dots.scale * 10.0).round() / 10.0 - radius),
                number((y * dots.scale * 10.0).round() / 10.0),
            );
            path += &format!("M{x} {y}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0");
        }
        let fill = css(dots.fill);
        path += &match dots.ring {
            0.0 => format!("\" fill=\"{fill}\"/>"),
            ring => format!("\" fill=\"none\" stroke=\"{fill}\" stroke-width=\"{}\"/>", number(ring)),
        };
        self.add(path)
    }
}

fn css((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The corners of a line: the first as it is, the others as steps, in tenths of a pixel.
fn data(path: &mut String, line: &[(f64, f64)], scale: f64) {
    let tenths = |v: f64| (v * scale * 10.0).round();
    let mut last = (0.0, 0.0);
    for (i, (x, y)) in line.iter().enumerate() {
        let (x, y) = (tenths(*x), tenths(*y));
        path.push_str(match i {
            0 => "M",
            1 => "l",
            _ => " ",
        });
        path.push_str(&number((x - last.0) / 10.0));
        path.push(' ');
        path.push_str(&number((y - last.1) / 10.0));
        last = (x, y);
    }
}

/// To two decimals, without noughts at its end.
fn number(v: f64) -> String {
    let text = format!("{v:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

type Drawn<'a> = std::result::Result<(), DrawingErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

impl<'a> DrawingBackend for Svg<'a, '_> {
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
        let bold = matches!(style.style(), FontStyle::Bold);
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // The layout counted on this width: another font, where the chart's is missing, is squeezed or spread to it.
        let width = metrics::width(text, style.size(), bold);
        self.add(format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\" \
             font-family=\"{}\" font-size=\"{}\"{} fill=\"{}\">{}</text>",
            pos.0,
            pos.1,
            number(width),
            escape(style.family().as_str()),
            number(style.size()),
            if bold { " font-weight=\"700\"" } else { "" },
            css(style.color().rgb),
            escape(text),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::{Anchor, Scene, Shape};
    use crate::draw::theme::{Theme, Token};

    #[test]
    fn a_ring_inside_another_is_a_hole_however_it_turns() {
        let square = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b)];
        let rings = vec![square(0.0, 10.0), square(4.0, 6.0)];
        let shapes = vec![Shape::Polygon { rings, fill: Token::Ink, edge: None }];
        let scene = Scene { width: 10.0, height: 10.0, shapes, ..Scene::default() };
        let (mut document, mut own) = (String::new(), Vec::new());
        let theme = Theme::named("light").unwrap();
        let mut backend = Svg(SVGBackend::with_string(&mut document, (10, 10)), &mut own);
        draw(&scene, &theme, 1.0, None, &mut backend).unwrap();
        let path = &own[0];
        assert!(path.contains("d=\"M0 0l10 0 0 10 -10 0zM4 4l2 0 0 2 -2 0z\""), "{path}");
        assert!(path.contains("fill-rule=\"evenodd\""), "{path}");
    }

    #[test]
    fn a_text_keeps_its_width_whatever_the_font() {
        let (mut document, mut own) = (String::new(), Vec::new());
        let mut scene = Scene { width: 200.0, height: 20.0, ..Scene::default() };
        scene.text(10.0, 15.0, "A & B", 14.0, true, Anchor::End, Token::Ink);
        let theme = Theme::named("light").unwrap();
        let mut backend = Svg(SVGBackend::with_string(&mut document, (200, 20)), &mut own);
        draw(&scene, &theme, 1.0, None, &mut backend).unwrap();
        let width = number(metrics::width("A & B", 14.0, true));
        let text = &own[0];
        assert!(text.contains(&format!("textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")), "{text}");
        assert!(text.contains("x=\"10\" y=\"15\" text-anchor=\"end\""), "{text}");
        assert!(text.ends_with(">A &amp; B</text>"), "{text}");
    }
}
