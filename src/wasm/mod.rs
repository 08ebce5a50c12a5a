//! The surface for JavaScript: thin wrappers around the core's own types, which know nothing of browsers. Every
//! function gives plain JSON or throws a JS `Error` with a stable `code` and `details`.

mod canvas;
mod types;
mod values;
#[cfg(feature = "whole")]
mod whole;

use crate::chart::{self, ChartSpec, LayoutOptions};
use crate::dataset::Dataset;
use crate::dataset::catalog::{self, LoadOptions, Package};
use crate::dataset::place;
use crate::draw::svg::svg;
use crate::error::{Error, ErrorKind};
use crate::ingest;
use crate::measures::{self, Answer, Spec};
use crate::plain::{self, Fault, Fields, FromPlain, Plain, ToPlain};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use values::from_browser;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;
#[cfg(feature = "whole")]
use whole::read_result;

fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Setting a plain property of a new object does not fail.
    let _ = js_sys::Reflect::set(object, &JsValue::from_str(key), value);
}

/// A JS error with `code` and `details` (`line`, `column`, `field`, `reason` where there are such).
#[inline(never)]
fn js_error(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    let details = js_sys::Object::new();
    if let Some(at) = error.position() {
        set(&details, "line", &JsValue::from_f64(at.line as f64));
        set(&details, "column", &JsValue::from_f64(at.column as f64));
    }
    let (name, word) = match error.kind() {
        ErrorKind::Spec { field, .. } => ("field", *field),
        ErrorKind::Agenda { field, .. } => ("field", field.as_str()),
        ErrorKind::Geometry { reason, .. } => ("reason", *reason),
        _ => ("", ""),
    };
    if !word.is_empty() {
        set(&details, name, &JsValue::from_str(word));
    }
    set(&thrown, "code", &JsValue::from_str(error.code()));
    set(&thrown, "details", &details);
    thrown.into()
}

fn to_js<T: ToPlain + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    out(&value.to_plain())
}

#[inline(never)]
fn out(value: &Plain) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|e| js_error(ErrorKind::Draw { message: e.to_string() }.into()))
}

/// An argument that is not what is asked for.
#[inline(never)]
fn unfit(field: &'static str, message: &str) -> JsValue {
    js_error(Error::spec(field, message))
}

fn argument(field: &'static str, value: &JsValue) -> Result<Plain, JsValue> {
    from_browser(value).map_err(|message| unfit(field, &message))
}

#[inline(never)]
fn optional(field: &'static str, value: &JsValue) -> Result<Option<Plain>, JsValue> {
    if absent(value) { Ok(None) } else { argument(field, value).map(Some) }
}

fn absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

fn from_plain<T: FromPlain>(field: &'static str, value: Plain) -> Result<T, JsValue> {
    plain::read(value).map_err(|fault| unfit(field, &fault.to_string()))
}

/// A string, or an error that names the argument: taken as `&str`, a number would read memory that is not text.
fn text(field: &'static str, value: &JsValue) -> Result<String, JsValue> {
    value.as_string().ok_or_else(|| unfit(field, "a string is needed"))
}

fn text_or(field: &'static str, value: &JsValue, default: &str) -> Result<String, JsValue> {
    if absent(value) { Ok(default.to_owned()) } else { text(field, value) }
}

/// A whole file is taken over in pieces of so many bytes.
const PIECE: u32 = 1 << 17;

/// A `Uint8Array`, or one of an `ArrayBuffer`.
fn byte_array(value: &JsValue) -> Result<js_sys::Uint8Array, JsValue> {
    if let Some(array) = value.dyn_ref::<js_sys::Uint8Array>() {
        return Ok(array.clone());
    }
    match value.dyn_ref::<js_sys::ArrayBuffer>() {
        Some(buffer) => Ok(js_sys::Uint8Array::new(buffer)),
        None => Err(unfit("bytes", "a Uint8Array is needed")),
    }
}

fn octets(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    byte_array(value).map(|array| array.to_vec())
}

/// An argument that may be left out: `undefined` and `null` give the default.
fn from_js_or_default<T: FromPlain + Default>(field: &'static str, value: JsValue) -> Result<T, JsValue> {
    optional(field, &value)?.map_or_else(|| Ok(T::default()), |value| from_plain(field, value))
}

/// A question, or an error that names its field.
fn question(spec: Plain) -> Result<Spec, JsValue> {
    plain::read(spec).map_err(refused)
}

fn refused(fault: Fault) -> JsValue {
    unfit(if fault.field.is_empty() { "spec" } else { fault.field }, &fault.message)
}

/// What may be a question.
fn asked(value: JsValue) -> Result<Plain, JsValue> {
    argument("spec", &value)
}

/// A data package and the tables that are loaded.
#[wasm_bindgen]
pub struct Catalog {
    /// Shared with the loaders that will add to it.
    core: Rc<RefCell<catalog::Catalog>>,
}

#[wasm_bindgen]
impl Catalog {
    /// Of a Frictionless data package: an object or JSON text; of none, every file is recognised by its header.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "object | string")] descriptor: JsValue,
    ) -> Result<Self, JsValue> {
        let core = if absent(&descriptor) {
            Ok(catalog::Catalog::empty())
        } else {
            // The browser's own parser reads JSON text: one way into the core is code enough.
            let object = match descriptor.as_string() {
                Some(text) => js_sys::JSON::parse(&text).unwrap_or(JsValue::FALSE),
                None => descriptor,
            };
            match from_browser(&object).and_then(|o| plain::read::<Package>(o).map_err(|fault| fault.to_string())) {
                Ok(package) => catalog::Catalog::new(package),
                Err(message) => Err(ErrorKind::Descriptor { message }.into()),
            }
        };
        Ok(Self { core: Rc::new(RefCell::new(core.map_err(js_error)?)) })
    }

    /// Reads a file; its report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn load(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let bytes = byte_array(&bytes)?;
        let mut loader = self.loader(name, options)?;
        // A whole copy of the file would stay in the memory of the module for good.
        for from in (0..bytes.length()).step_by(PIECE as usize) {
            let to = bytes.length().min(from + PIECE);
            loader.take(&bytes.subarray(from, to).to_vec())?;
        }
        loader.finish()
    }

    /// Reads a file that comes in pieces.
    pub fn loader(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<Loader, JsValue> {
        let (name, options) = (text("name", &name)?, from_js_or_default::<LoadOptions>("options", options)?);
        let source = options.new_source().cloned();
        let core = self.core.borrow().loader_with(&name, options).map_err(js_error)?;
        Ok(Loader { name, core: Some(core), source, read: None, catalog: Rc::clone(&self.core) })
    }

    /// Takes a table out of the catalog.
    pub fn unload(&self, #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue) -> Result<bool, JsValue> {
        Ok(self.core.borrow_mut().unload(&text("name", &name)?))
    }

    /// Answers a question.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn measure(&self, #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue) -> Result<JsValue, JsValue> {
        let spec = question(asked(spec)?)?;
        let answer = measures::measure(&self.core.borrow(), &spec).map_err(js_error)?;
        to_js(&answer)
    }

    /// Places with figures, in code order.
    #[wasm_bindgen(unchecked_return_type = "Place[]")]
    pub fn places(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] indicator: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] data: JsValue,
    ) -> Result<JsValue, JsValue> {
        let indicator = text_or("indicator", &indicator, crate::dataset::indicator::ADULTS)?;
        let data = text_or("data", &data, "")?;
        let places = self.core.borrow().places(&indicator, Some(&*data).filter(|name| !name.is_empty()));
        let places: Vec<measures::Place> = places
            .into_iter()
            .map(|(code, name)| measures::Place { kind: place::kind(&code).to_owned(), code, name })
            .collect();
        to_js(&places)
    }

    /// Periods for which a place, and a group of it, has figures; oldest first.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn periods(&self, #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue) -> Result<JsValue, JsValue> {
        let mut fields = match asked(spec)? {
            Plain::Nothing => Fields::default(),
            Plain::Object(fields) => fields,
            _ => return Err(unfit("spec", "an object is needed")),
        };
        // Any measure's: they are asked of what it is about.
        if !fields.has("measure") {
            fields.put("measure", measures::Measure::Attainment.to_plain());
        }
        let spec = question(Plain::Object(fields))?;
        let periods = measures::periods(&self.core.borrow(), &spec).map_err(js_error)?;
        to_js(&periods)
    }
}

/// A file on its way in.
#[wasm_bindgen]
pub struct Loader {
    name: String,
    core: Option<ingest::Loader>,
    /// What the figures are cited as, where the package does not know it.
    source: Option<catalog::Source>,
    /// The table, once the file is closed.
    read: Option<(Dataset, ingest::Report)>,
    catalog: Rc<RefCell<catalog::Catalog>>,
}

#[wasm_bindgen]
impl Loader {
    /// Takes the next piece.
    pub fn push(&mut self, #[wasm_bindgen(unchecked_param_type = "Uint8Array")] piece: JsValue) -> Result<(), JsValue> {
        let piece = octets(&piece)?;
        self.take(&piece)
    }

    /// Closes the file and gives the report; the table waits for `finish` or `cancel`.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&mut self) -> Result<JsValue, JsValue> {
        if self.read.is_none() {
            let core = self.core.take().ok_or_else(|| js_error(ErrorKind::LoaderClosed.into()))?;
            self.read = Some(core.finish().map_err(js_error)?);
        }
        self.read.as_ref().map_or(Ok(JsValue::NULL), |(_, report)| to_js(report))
    }

    /// Closes the file, adds its table to the catalog and gives the report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let report = self.report()?;
        if let Some((data, _)) = self.read.take() {
            let mut catalog = self.catalog.borrow_mut();
            catalog.cite_as(self.source.take());
            catalog.add(&self.name, data);
        }
        Ok(report)
    }

    /// Gives up; what was read is forgotten.
    pub fn cancel(&mut self) {
        self.core = None;
        self.read = None;
    }
}

/// A file's bytes, or its text.
fn file(given: JsValue) -> Result<Vec<u8>, JsValue> {
    given.as_string().map_or_else(|| octets(&given), |text| Ok(text.into_bytes()))
}

impl Loader {
    fn take(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        let core = self.core.as_mut().ok_or_else(|| js_error(ErrorKind::LoaderClosed.into()))?;
        core.push(piece).map_err(js_error)
    }
}

/// Of the modules without a parser of JSON text.
#[cfg(not(feature = "whole"))]
fn read_result<T: FromPlain>(given: &JsValue) -> Result<T, JsValue> {
    from_plain("result", argument("result", given)?)
}

/// An answer to be shown. Made from a result alone, in any thread.
#[wasm_bindgen]
pub struct Chart {
    core: chart::Chart,
}

#[wasm_bindgen]
impl Chart {
    /// Of a result and what to show of it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Answer")] result: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ChartSpec")] spec: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Uint8Array | string")] shapes: JsValue,
    ) -> Result<Self, JsValue> {
        let answer: Answer = read_result(&result)?;
        let spec: ChartSpec = from_js_or_default("chart", spec)?;
        let shapes = if absent(&shapes) { None } else { Some(file(shapes)?) };
        let core = chart::Chart::with_shapes(answer, &spec, shapes.as_deref()).map_err(js_error)?;
        Ok(Self { core })
    }

    /// Places everything for a size, a language and a theme.
    pub fn layout(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "LayoutOptions")] options: JsValue,
    ) -> Result<View, JsValue> {
        let options: LayoutOptions = from_js_or_default("layout", options)?;
        Ok(View { core: self.core.layout(&options).map_err(js_error)? })
    }
}

/// A chart of one size, language and theme.
#[wasm_bindgen]
pub struct View {
    core: chart::View,
}

#[wasm_bindgen]
impl View {
    /// CSS pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> f64 {
        self.core.scene.width
    }

    /// CSS pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> f64 {
        self.core.scene.height.ceil()
    }

    /// The chart as an SVG document.
    pub fn svg(&self) -> Result<String, JsValue> {
        svg(&self.core).map_err(js_error)
    }

    /// The chart in words.
    #[wasm_bindgen(unchecked_return_type = "Description")]
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        to_js(&self.core.describe())
    }

    /// The chart as a table.
    #[wasm_bindgen(unchecked_return_type = "Table")]
    pub fn table(&self) -> Result<JsValue, JsValue> {
        to_js(&self.core.table())
    }

    /// Every figure on the chart, in reading order; or those from a place in that order on, up to another.
    #[wasm_bindgen(unchecked_return_type = "Mark[]")]
    pub fn marks(&self, from: Option<usize>, to: Option<usize>) -> Result<JsValue, JsValue> {
        to_js(&*self.core.marks_of(from.unwrap_or_default()..to.unwrap_or(usize::MAX)))
    }

    /// The figure at a point in CSS pixels, or null.
    #[wasm_bindgen(js_name = hitTest, unchecked_return_type = "Mark | null")]
    pub fn hit_test(&self, x: f64, y: f64) -> Result<JsValue, JsValue> {
        let at = self.core.scene.hit(x, y);
        let found = at.map(|at| self.core.marks_of(at..at + 1));
        found.as_deref().and_then(<[_]>::first).map_or(Ok(JsValue::NULL), to_js)
    }

    /// Clears a canvas of this view's size and paints only what marks the active mark: a layer above the picture, so
    /// that pointing at a map of thousands of places repaints one.
    pub fn highlight(
        &self,
        #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: JsValue,
        active: Option<usize>,
    ) -> Result<(), JsValue> {
        canvas::highlight(&self.core, element(canvas)?, active).map_err(js_error)
    }

    /// Sizes a canvas for this view and paints it; `active` is the id of the mark that is pointed at.
    pub fn draw(
        &self,
        #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: JsValue,
        active: Option<usize>,
    ) -> Result<(), JsValue> {
        canvas::draw(&self.core, element(canvas)?, active).map_err(js_error)
    }
}

fn element(canvas: JsValue) -> Result<HtmlCanvasElement, JsValue> {
    if !canvas.is_object() {
        return Err(unfit("canvas", "a canvas element is needed"));
    }
    // Not by its class: a canvas of another frame has another one.
    Ok(canvas.unchecked_into())
}
