//! Canvas through plotters-canvas. Its texts are drawn here, on the baseline and never measured: measuring would put
//! elements into the page, which a worker has not and a strict host forbids.

use crate::chart::View;
use crate::draw::theme::Rgb;
use crate::draw::{self, Outline, Surface, metrics};
use crate::error::{ErrorKind, Result};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule, HtmlCanvasElement};

pub(super) fn draw(view: &View, canvas: HtmlCanvasElement, active: Option<usize>) -> Result<()> {
    let mut canvas = sized(view, canvas)?;
    draw::draw(&view.scene, &view.theme, view.pixel_ratio, active, &mut canvas)
}

/// Only the mark that is pointed at, on a layer of its own.
pub(super) fn highlight(view: &View, canvas: HtmlCanvasElement, active: Option<usize>) -> Result<()> {
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let mut canvas = sized(view, canvas)?;
    canvas.context.clear_rect(0.0, 0.0, width, height);
    match active {
        Some(id) => draw::highlight(&view.scene, &view.theme, view.pixel_ratio, id, &mut canvas),
        None => Ok(()),
    }
}

/// The canvas in the device's size for a view.
fn sized(view: &View, canvas: HtmlCanvasElement) -> Result<Canvas> {
    let (scene, ratio) = (&view.scene, view.pixel_ratio);
    let size = |length: f64| (length * ratio).round().max(1.0) as u32;
    let (width, height) = (size(scene.width), size(scene.height.ceil()));
    // Setting a size clears the canvas, also to the same size: only where it changes.
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
    let no_context = || ErrorKind::Draw { message: "the canvas has no 2d context".to_owned() };
    let context = canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok()).ok_or_else(no_context)?;
    let shapes = CanvasBackend::with_canvas_object(canvas).ok_or_else(no_context)?;
    Ok(Canvas { shapes, context, set: Set::default() })
}

struct Canvas {
    shapes: CanvasBackend,
    context: CanvasRenderingContext2d,
    /// What the context is set to, where the last thing drawn was an outline: thousands in a row have the same.
    set: Set,
}

#[derive(Default)]
struct Set {
    fill: Option<Rgb>,
    stroke: Option<(Rgb, f64)>,
    dash: Option<f64>,
}

type Drawn = std::result::Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl Surface for Canvas {
    fn outline(&mut self, outline: &Outline<'_>) -> Drawn {
        let css = |(r, g, b): Rgb| format!("rgb({r},{g},{b})");
        let (context, set) = (&self.context, &mut self.set);
        context.begin_path();
        for line in outline.lines {
            for (i, (x, y)) in line.iter().enumerate() {
                let (x, y) = (x * outline.scale, y * outline.scale);
                if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
            }
            if outline.closed {
                context.close_path();
            }
        }
        if let Some(fill) = outline.fill {
            if set.fill.replace(fill) != Some(fill) {
                context.set_fill_style_str(&css(fill));
            }
            context.fill_with_canvas_winding_rule(CanvasWindingRule::Evenodd);
        }
        if let Some((colour, width)) = outline.stroke {
            if set.stroke.replace((colour, width)) != Some((colour, width)) {
                context.set_stroke_style_str(&css(colour));
                context.set_line_width(width);
                context.set_line_join("round");
            }
            if set.dash.replace(outline.dash) != Some(outline.dash) {
                let dashes = js_sys::Array::new();
                if outline.dash > 0.0 {
                    dashes.push(&outline.dash.into());
                }
                // Fails only for what is no list of numbers.
                let _ = context.set_line_dash(&dashes);
            }
            context.stroke();
        }
        Ok(())
    }
}

impl Canvas {
    /// The backend for plain shapes, which sets the context as it likes, and knows no dashes.
    fn plain(&mut self) -> &mut CanvasBackend {
        let set = std::mem::take(&mut self.set);
        if set.dash.is_some_and(|dash| dash > 0.0) {
            let _ = self.context.set_line_dash(&js_sys::Array::new());
        }
        &mut self.shapes
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.shapes.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.shapes.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.plain().present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.plain().draw_pixel(point, color)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        self.plain().draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.context.set_line_join("round");
        self.plain().draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        self.plain().fill_polygon(vert, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.plain().draw_circle(centre, radius, style, fill)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> std::result::Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        Ok((metrics::width(text, style.size(), bold).ceil() as u32, style.size().ceil() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let weight = if matches!(style.style(), FontStyle::Bold) { "700" } else { "400" };
        let align = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        };
        let (r, g, b) = style.color().rgb;
        self.set.fill = None;
        self.context.set_font(&format!("{weight} {}px {}", style.size(), style.family().as_str()));
        self.context.set_text_align(align);
        self.context.set_text_baseline("alphabetic");
        self.context.set_fill_style_str(&format!("rgb({r},{g},{b})"));
        // Fails only for arguments that are no numbers.
        let _ = self.context.fill_text(text, f64::from(pos.0), f64::from(pos.1));
        Ok(())
    }
}
