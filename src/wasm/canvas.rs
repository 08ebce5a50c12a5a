//! Canvas around plotters-canvas, which writes out a colour and sets the whole context for every mark: what is drawn often
//! is drawn here, and the context told only what changes. Texts stand on their baseline and are never measured: measuring
//! would put elements into the page, which a worker has not and a strict host forbids.

use crate::chart::View;
use crate::draw::theme::Rgb;
use crate::draw::{self, Dots, Outline, Surface, metrics};
use crate::error::{ErrorKind, Result};
use crate::number::trimmed;
use js_sys::{Uint8ClampedArray, Uint32Array};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_canvas::CanvasBackend;
use std::f64::consts::TAU;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule, HtmlCanvasElement, ImageData};

pub(super) fn draw(view: &View, canvas: HtmlCanvasElement, active: Option<usize>) -> Result<()> {
    let mut canvas = sized(view, canvas)?;
    draw::draw(&view.scene, &view.theme, view.pixel_ratio, active, &mut canvas)
}

/// Some of the shapes alone; whether there are more.
#[cfg_attr(not(feature = "whole"), allow(dead_code, reason = "only maps have thousands"))]
pub(super) fn part(view: &View, canvas: HtmlCanvasElement, shapes: Range<usize>) -> Result<bool> {
    let (mut canvas, more) = (sized(view, canvas)?, shapes.end < view.scene.shapes.len());
    draw::part(&view.scene, &view.theme, view.pixel_ratio, shapes, &mut canvas)?;
    Ok(more)
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
    let context = context_of(&canvas).ok_or_else(no_context)?;
    let shapes = CanvasBackend::with_canvas_object(canvas).ok_or_else(no_context)?;
    context.set_line_join("round");
    context.set_text_baseline("alphabetic");
    Ok(Canvas { shapes, context, set: Set::default(), colours: Vec::new() })
}

fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok())
}

/// Rows of a picture of dots that are worked out at a time: what is taken from the module's memory is never given back.
const BAND: usize = 64;

struct Canvas {
    shapes: CanvasBackend,
    context: CanvasRenderingContext2d,
    /// What the context is set to: thousands of marks in a row have the same.
    set: Set,
    /// The colours of the picture, which are few, as the context takes them.
    colours: Vec<(Rgb, String)>,
}

#[derive(Default)]
struct Set {
    fill: Option<Rgb>,
    stroke: Option<Rgb>,
    width: Option<f64>,
    dash: Option<f64>,
    font: String,
    align: &'static str,
}

impl Canvas {
    fn fill(&mut self, colour: Rgb) {
        if self.set.fill.replace(colour) != Some(colour) {
            self.context.set_fill_style_str(css(&mut self.colours, colour));
        }
    }

    fn stroke(&mut self, colour: Rgb, width: f64, dash: f64) {
        if self.set.stroke.replace(colour) != Some(colour) {
            self.context.set_stroke_style_str(css(&mut self.colours, colour));
        }
        if self.set.width.replace(width) != Some(width) {
            self.context.set_line_width(width);
        }
        if self.set.dash.replace(dash) != Some(dash) {
            let dashes = js_sys::Array::new();
            if dash > 0.0 {
                dashes.push(&dash.into());
            }
            // Fails only for what is no list of numbers.
            let _ = self.context.set_line_dash(&dashes);
        }
    }
}

fn css(colours: &mut Vec<(Rgb, String)>, colour: Rgb) -> &str {
    let at = colours.iter().position(|(known, _)| *known == colour).unwrap_or_else(|| {
        let (r, g, b) = colour;
        colours.push((colour, format!("rgb({r},{g},{b})")));
        colours.len() - 1
    });
    &colours[at].1
}

type Drawn = std::result::Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl Surface for Canvas {
    fn outline(&mut self, outline: &Outline<'_>) -> Drawn {
        let context = &self.context;
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
            self.fill(fill);
            self.context.fill_with_canvas_winding_rule(CanvasWindingRule::Evenodd);
        }
        if let Some((colour, width)) = outline.stroke {
            self.stroke(colour, width, outline.dash);
            self.context.stroke();
        }
        Ok(())
    }

    /// Stamped into a picture of their own, which is then laid over this one: as arcs, a hundred thousand take the
    /// browser ten times as long.
    fn dots(&mut self, dots: &Dots<'_>) -> Drawn {
        let Some(own) = self.context.canvas() else { return Ok(()) };
        let Some(sheet) = own.clone_node().ok().and_then(|node| node.dyn_into::<HtmlCanvasElement>().ok()) else {
            return Ok(());
        };
        let Some(context) = context_of(&sheet) else { return Ok(()) };
        let (width, height) = (sheet.width() as usize, sheet.height() as usize);
        // A stamp is a square around the middle of a pixel: how much of each of its pixels is inside.
        let reach = dots.radius.ceil() as usize;
        let side = 2 * reach + 1;
        let (r, g, b) = dots.fill;
        let stamp: Vec<u32> = (0..side * side)
            .map(|at| {
                let far = (at % side) as f64 - reach as f64;
                let far = far.hypot((at / side) as f64 - reach as f64);
                let inner = if dots.ring > 0.0 { far - dots.radius + dots.ring } else { f64::MAX };
                let cover = (dots.radius - far).min(inner) + 0.5;
                u32::from_le_bytes([r, g, b, (cover.clamp(0.0, 1.0) * 255.0) as u8])
            })
            .collect();
        let edge = |length: usize| length.saturating_sub(reach);
        let at = |v: f64| (v * dots.scale).round();
        // By its left upper corner, in each band that it is in; none hangs over an edge, so that nothing need be cut.
        let mut bands: Vec<Vec<(usize, usize)>> = vec![Vec::new(); height / BAND + 1];
        for (x, y) in dots.centres {
            // A negative number comes to nought.
            let (x, y) = (at(*x) as usize, at(*y) as usize);
            if x < reach || y < reach || x >= edge(width) || y >= edge(height) {
                continue;
            }
            for corners in &mut bands[(y - reach) / BAND..=(y + reach) / BAND] {
                corners.push((x - reach, y - reach));
            }
        }
        let mut pixels = vec![0_u32; width * BAND];
        for (band, corners) in bands.iter().enumerate().filter(|(_, corners)| !corners.is_empty()) {
            let top = band * BAND;
            pixels.fill(0);
            for (x, y) in corners {
                for row in top.max(*y)..(top + BAND).min(y + side) {
                    let pixels = &mut pixels[(row - top) * width + x..][..side];
                    for (pixel, own) in pixels.iter_mut().zip(&stamp[(row - y) * side..]) {
                        // The same colour in both: what decides is how much of it.
                        *pixel = (*pixel).max(*own);
                    }
                }
            }
            let bytes = Uint8ClampedArray::new(&Uint32Array::from(&*pixels).buffer());
            if let Ok(image) = ImageData::new_with_js_u8_clamped_array(&bytes, width as u32) {
                // These two fail only for numbers that are none.
                let _ = context.put_image_data(&image, 0.0, top as f64);
            }
        }
        let _ = self.context.draw_image_with_html_canvas_element(&sheet, 0.0, 0.0);
        Ok(())
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
        self.shapes.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let [x, y, width, height] = [from.0, from.1, to.0 - from.0, to.1 - from.1].map(f64::from);
        if fill {
            self.fill(style.color().rgb);
            self.context.fill_rect(x, y, width, height);
        } else {
            self.stroke(style.color().rgb, f64::from(style.stroke_width()), 0.0);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.stroke(style.color().rgb, f64::from(style.stroke_width()), 0.0);
        self.context.begin_path();
        for (x, y) in path {
            // The first, where there is none to come from, is moved to.
            self.context.line_to(f64::from(x), f64::from(y));
        }
        self.context.stroke();
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        self.set.fill = None;
        self.shapes.fill_polygon(vert, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.context.begin_path();
        // Fails only for a radius below nought.
        let _ = self.context.arc(f64::from(centre.0), f64::from(centre.1), f64::from(radius), 0.0, TAU);
        if fill {
            self.fill(style.color().rgb);
            self.context.fill();
        } else {
            self.stroke(style.color().rgb, f64::from(style.stroke_width()), 0.0);
            self.context.stroke();
        }
        Ok(())
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
        self.fill(style.color().rgb);
        let font = format!("{weight} {}px {}", trimmed(style.size()), style.family().as_str());
        if self.set.font != font {
            self.context.set_font(&font);
            self.set.font = font;
        }
        if self.set.align != align {
            self.set.align = align;
            self.context.set_text_align(align);
        }
        // Fails only for arguments that are no numbers.
        let _ = self.context.fill_text(text, f64::from(pos.0), f64::from(pos.1));
        Ok(())
    }
}
