//! Canvas through plotters-canvas. Its texts are drawn here, on the baseline and never measured: measuring would put
//! elements into the page, which a worker has not and a strict host forbids.

use crate::chart::View;
use crate::draw::{draw as paint, metrics};
use crate::error::{ErrorKind, Result};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

pub(super) fn draw(view: &View, canvas: HtmlCanvasElement, active: Option<usize>) -> Result<()> {
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
    paint(scene, &view.theme, ratio, active, &mut Canvas { shapes, context })
}

struct Canvas {
    shapes: CanvasBackend,
    context: CanvasRenderingContext2d,
}

type Drawn = std::result::Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl DrawingBackend for Canvas {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.shapes.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.shapes.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.shapes.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.shapes.draw_pixel(point, color)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        self.shapes.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.context.set_line_join("round");
        self.shapes.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        self.shapes.fill_polygon(vert, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.shapes.draw_circle(centre, radius, style, fill)
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
        self.context.set_font(&format!("{weight} {}px {}", style.size(), style.family().as_str()));
        self.context.set_text_align(align);
        self.context.set_text_baseline("alphabetic");
        self.context.set_fill_style_str(&format!("rgb({r},{g},{b})"));
        // Fails only for arguments that are no numbers.
        let _ = self.context.fill_text(text, f64::from(pos.0), f64::from(pos.1));
        Ok(())
    }
}
