//! SVG through plotters-svg: for export, print and golden pictures. It begins and ends the document; what is in it is
//! written here, as it has no outlines, and would bring along a way to write any number for an opacity that is always 1.

use super::theme::Rgb;
use super::{Dots, Outline, Surface, draw, metrics};
use crate::chart::View;
use crate::error::Result;
use crate::number::trimmed;
use crate::text;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_svg::SVGBackend;
use std::fmt::{self, Write as _};

/// A chart as an SVG document with its title and description for screen readers.
///
/// # Errors
/// `draw-failed`; writing to memory has no known way to fail.
pub fn svg(view: &View) -> Result<String> {
    let scene = &view.scene;
    let (mut document, mut elements) = (String::new(), String::new());
    let size = (scene.width.round() as u32, scene.height.round() as u32);
    {
        let mut backend = Svg { document: SVGBackend::with_string(&mut document, size), elements: &mut elements };
        draw(scene, &view.theme, 1.0, None, &mut backend)?;
    }
    // The root's tag, and what closes it.
    let (root, end) = text::split_once(&document, ">\n").unwrap_or_default();
    let words = view.describe();
    Ok(format!(
        "{root} role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<desc>{} {}</desc>\n{elements}{end}",
        escape(&words.summary),
        escape(&words.sources.join("; ")),
        title = escape(&words.title),
    ))
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

/// A document and what will stand in it.
struct Svg<'a, 'b> {
    document: SVGBackend<'a>,
    elements: &'b mut String,
}

impl Svg<'_, '_> {
    fn add(&mut self, element: fmt::Arguments<'_>) -> Drawn {
        self.elements.write_fmt(element).map_err(DrawingErrorKind::DrawingError)
    }
}

impl Surface for Svg<'_, '_> {
    fn outline(&mut self, outline: &Outline<'_>) -> Drawn {
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
                &format!(" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"", css(colour), trimmed(width));
        }
        if outline.dash > 0.0 {
            path += &format!(" stroke-dasharray=\"{}\"", trimmed(outline.dash));
        }
        self.add(format_args!("{path}/>\n"))
    }

    fn dots(&mut self, dots: &Dots<'_>) -> Drawn {
        // One path for all: a start, and two halves of a circle.
        let radius = dots.radius - dots.ring / 2.0;
        let (r, across) = (trimmed(radius), trimmed(2.0 * radius));
        let mut path = String::from("<path d=\"");
        for (x, y) in dots.centres {
            let (x, y) = (
                trimmed((x * dots.scale * 10.0).round() / 10.0 - radius),
                trimmed((y * dots.scale * 10.0).round() / 10.0),
            );
            path += &format!("M{x} {y}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0");
        }
        let fill = css(dots.fill);
        path += &match dots.ring {
            0.0 => format!("\" fill=\"{fill}\"/>"),
            ring => format!("\" fill=\"none\" stroke=\"{fill}\" stroke-width=\"{}\"/>", trimmed(ring)),
        };
        self.add(format_args!("{path}\n"))
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
        path.push_str(&trimmed((x - last.0) / 10.0));
        path.push(' ');
        path.push_str(&trimmed((y - last.1) / 10.0));
        last = (x, y);
    }
}

/// The colours inside and of the line of a shape that is either.
fn paint(colour: BackendColor, filled: bool) -> (String, String) {
    let (r, g, b) = colour.rgb;
    let (colour, none) = (format!("#{r:02X}{g:02X}{b:02X}"), "none".to_owned());
    if filled { (colour, none) } else { (none, colour) }
}

type Drawn = std::result::Result<(), DrawingErrorKind<fmt::Error>>;

impl DrawingBackend for Svg<'_, '_> {
    type ErrorType = fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        self.document.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.document.present().map_err(|_| DrawingErrorKind::DrawingError(fmt::Error))
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let ((x, y), (width, height)) = (from, (to.0 - from.0, to.1 - from.1));
        let (fill, stroke) = paint(style.color(), fill);
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" opacity=\"1\" fill=\"{fill}\" \
             stroke=\"{stroke}\"/>\n"
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let (fill, stroke) = paint(style.color(), false);
        let points: String = path.into_iter().map(|(x, y)| format!("{x},{y} ")).collect();
        self.add(format_args!(
            "<polyline fill=\"{fill}\" opacity=\"1\" stroke=\"{stroke}\" stroke-width=\"{}\" points=\"{points}\"/>\n",
            style.stroke_width()
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        let corners = vert.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
        let fill = Some(style.color().rgb);
        self.outline(&Outline { lines: &[corners], scale: 1.0, fill, stroke: None, dash: 0.0, closed: true })
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let (x, y) = centre;
        let (fill, stroke) = paint(style.color(), fill);
        self.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" opacity=\"1\" fill=\"{fill}\" stroke=\"{stroke}\" \
             stroke-width=\"{}\"/>\n",
            style.stroke_width()
        ))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let bold = matches!(style.style(), FontStyle::Bold);
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // The layout counted on this width: another font, where the chart's is missing, is squeezed or spread to it.
        let width = metrics::width(text, style.size(), bold);
        self.add(format_args!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\" \
             font-family=\"{}\" font-size=\"{}\"{} fill=\"{}\">{}</text>\n",
            pos.0,
            pos.1,
            trimmed(width),
            escape(style.family().as_str()),
            trimmed(style.size()),
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
        let (mut document, mut elements) = (String::new(), String::new());
        let theme = Theme::named("light").unwrap();
        let mut backend = Svg { document: SVGBackend::with_string(&mut document, (10, 10)), elements: &mut elements };
        draw(&scene, &theme, 1.0, None, &mut backend).unwrap();
        assert!(elements.contains("d=\"M0 0l10 0 0 10 -10 0zM4 4l2 0 0 2 -2 0z\""), "{elements}");
        assert!(elements.contains("fill-rule=\"evenodd\""), "{elements}");
    }

    #[test]
    fn a_text_keeps_its_width_whatever_the_font() {
        let (mut document, mut elements) = (String::new(), String::new());
        let mut scene = Scene { width: 200.0, height: 20.0, ..Scene::default() };
        scene.text(10.0, 15.0, "A & B", 14.0, true, Anchor::End, Token::Ink);
        let theme = Theme::named("light").unwrap();
        let mut backend = Svg { document: SVGBackend::with_string(&mut document, (200, 20)), elements: &mut elements };
        draw(&scene, &theme, 1.0, None, &mut backend).unwrap();
        let width = trimmed(metrics::width("A & B", 14.0, true));
        assert!(elements.contains(&format!("textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")), "{elements}");
        assert!(elements.contains("x=\"10\" y=\"15\" text-anchor=\"end\""), "{elements}");
        assert!(elements.ends_with(">A &amp; B</text>\n"), "{elements}");
    }
}
