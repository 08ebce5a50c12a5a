//! The surface for JavaScript: thin wrappers around the core's own types, which know nothing of browsers. Every
//! function gives plain JSON or throws a JS `Error` with a stable `code` and `details`.

mod canvas;
mod types;

use crate::chart::words::Locale;
use crate::chart::{self, ChartSpec, LayoutOptions};
use crate::dataset::catalog::{self, Package};
use crate::dataset::place;
use crate::draw::svg::svg;
use crate::error::{Error, ErrorKind};
use crate::ingest;
use crate::measures::{self, Answer, Spec};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// A JS error with `code` and `details` (`line`, `column`, `field` where there are such).
fn js_error(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    let details = js_sys::Object::new();
    let set = |object: &JsValue, key: &str, value: &JsValue| {
        // Setting a plain property of a new object does not fail.
        let _ = js_sys::Reflect::set(object, &JsValue::from_str(key), value);
    };
    if let Some(at) = error.position() {
        set(&details, "line", &JsValue::from_f64(at.line as f64));
        set(&details, "column", &JsValue::from_f64(at.column as f64));
    }
    if let ErrorKind::Spec { field, .. } = error.kind() {
        set(&details, "field", &JsValue::from_str(field));
    }
    set(&thrown, "code", &JsValue::from_str(error.code()));
    set(&thrown, "details", &details);
    thrown.into()
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|e| js_error(&ErrorKind::Draw { message: e.to_string() }.into()))
}

fn from_js<T: DeserializeOwned>(field: &'static str, value: JsValue) -> Result<T, JsValue> {
    let told = |e: serde_wasm_bindgen::Error| {
        let message = e.to_string();
        js_error(&Error::spec(field, message.strip_prefix("Error: ").unwrap_or(&message)))
    };
    serde_wasm_bindgen::from_value(value).map_err(told)
}

/// Refuses a field that is not known: a typing mistake must not be taken for a default. serde-wasm-bindgen asks an
/// object only for the fields that it knows.
fn only(field: &'static str, value: &JsValue, known: &[&str]) -> Result<(), JsValue> {
    let Some(object) = value.dyn_ref::<js_sys::Object>() else { return Ok(()) };
    for key in js_sys::Object::keys(object).iter().filter_map(|k| k.as_string()) {
        if !known.contains(&key.as_str()) {
            let message = format!("there is no field “{key}”; there are {}", known.join(", "));
            return Err(js_error(&Error::spec(field, message)));
        }
    }
    Ok(())
}

/// A string, or an error that names the argument: taken as `&str`, a number would read memory that is not text.
fn text(field: &'static str, value: &JsValue) -> Result<String, JsValue> {
    value.as_string().ok_or_else(|| js_error(&Error::spec(field, "a string is needed")))
}

fn text_or(field: &'static str, value: &JsValue, default: &str) -> Result<String, JsValue> {
    if value.is_undefined() || value.is_null() { Ok(default.to_owned()) } else { text(field, value) }
}

/// The bytes of a `Uint8Array` or `ArrayBuffer`.
fn octets(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    if let Some(array) = value.dyn_ref::<js_sys::Uint8Array>() {
        return Ok(array.to_vec());
    }
    match value.dyn_ref::<js_sys::ArrayBuffer>() {
        Some(buffer) => Ok(js_sys::Uint8Array::new(buffer).to_vec()),
        None => Err(js_error(&Error::spec("bytes", "a Uint8Array is needed"))),
    }
}

/// A place or a period is a string or an array of strings; a number loses its leading zeros before it gets here.
fn strings(field: &'static str, spec: &JsValue) -> Result<(), JsValue> {
    let Ok(value) = js_sys::Reflect::get(spec, &JsValue::from_str(field)) else { return Ok(()) };
    let good = match value.dyn_ref::<js_sys::Array>() {
        Some(many) => many.iter().all(|v| v.is_string()),
        None => value.is_string() || value.is_undefined() || value.is_null(),
    };
    if good { Ok(()) } else { Err(js_error(&Error::spec(field, "a string or an array of strings is needed"))) }
}

/// An argument that may be left out: `undefined` and `null` give the default.
fn from_js_or_default<T: DeserializeOwned + Default>(
    field: &'static str,
    value: JsValue,
    known: &[&str],
) -> Result<T, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    only(field, &value, known)?;
    from_js(field, value)
}

const SPEC: [&str; 14] = [
    "measure",
    "place",
    "period",
    "level",
    "sex",
    "race",
    "age",
    "nativity",
    "employment",
    "by",
    "reference",
    "data",
    "group",
    "assumptions",
];
const REFERENCE: [&str; 7] = ["others", "place", "sex", "race", "age", "nativity", "employment"];
const ASSUMPTIONS: [&str; 4] = ["population", "participation", "required_share", "period"];

/// A question, with no field that is not known.
fn question(spec: JsValue) -> Result<Spec, JsValue> {
    if !spec.is_object() {
        return Err(js_error(&Error::spec("spec", "an object is needed")));
    }
    only("spec", &spec, &SPEC)?;
    strings("place", &spec)?;
    strings("period", &spec)?;
    if let Ok(reference) = js_sys::Reflect::get(&spec, &JsValue::from_str("reference")) {
        only("reference", &reference, &REFERENCE)?;
    }
    if let Ok(assumptions) = js_sys::Reflect::get(&spec, &JsValue::from_str("assumptions")) {
        only("assumptions", &assumptions, &ASSUMPTIONS)?;
    }
    from_js("spec", spec)
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
        let core = if descriptor.is_undefined() || descriptor.is_null() {
            Ok(catalog::Catalog::empty())
        } else {
            // The browser's own parser reads JSON text: one way into the core is code enough.
            let object = match descriptor.as_string() {
                Some(text) => js_sys::JSON::parse(&text).unwrap_or(JsValue::FALSE),
                None => descriptor,
            };
            match serde_wasm_bindgen::from_value::<Package>(object) {
                Ok(package) => catalog::Catalog::new(package),
                Err(e) => Err(ErrorKind::Descriptor { message: e.to_string() }.into()),
            }
        };
        Ok(Self { core: Rc::new(RefCell::new(core.map_err(|e| js_error(&e))?)) })
    }

    /// Reads a file; its report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn load(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (name, bytes) = (text("name", &name)?, octets(&bytes)?);
        let report = self.core.borrow_mut().load(&name, &bytes).map_err(|e| js_error(&e))?;
        to_js(&report)
    }

    /// Reads a file that comes in pieces.
    pub fn loader(&self, #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue) -> Result<Loader, JsValue> {
        let name = text("name", &name)?;
        let core = self.core.borrow().loader(&name).map_err(|e| js_error(&e))?;
        Ok(Loader { name, core: Some(core), catalog: Rc::clone(&self.core) })
    }

    /// Takes a table out of the catalog.
    pub fn unload(&self, #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue) -> Result<bool, JsValue> {
        Ok(self.core.borrow_mut().unload(&text("name", &name)?))
    }

    /// Answers a question.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn measure(&self, #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue) -> Result<JsValue, JsValue> {
        let spec = question(spec)?;
        let answer = measures::measure(&self.core.borrow(), &spec).map_err(|e| js_error(&e))?;
        to_js(&answer)
    }

    /// How the figures of an answer came about, as data and in words of a language.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] locale: JsValue,
    ) -> Result<JsValue, JsValue> {
        let spec = question(spec)?;
        let locale = Locale::from_tag(&text_or("locale", &locale, "en")?);
        let mut explanation = measures::explain::explain(&self.core.borrow(), &spec).map_err(|e| js_error(&e))?;
        chart::explain::add_words(&mut explanation, locale);
        to_js(&explanation)
    }

    /// Places with figures, in code order.
    #[wasm_bindgen(unchecked_return_type = "Place[]")]
    pub fn places(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] indicator: JsValue,
    ) -> Result<JsValue, JsValue> {
        let indicator = text_or("indicator", &indicator, crate::dataset::indicator::ADULTS)?;
        let places = self.core.borrow().places(&indicator);
        let places: Vec<measures::Place> = places
            .into_iter()
            .map(|(code, name)| measures::Place { kind: place::kind(&code).to_owned(), code, name })
            .collect();
        to_js(&places)
    }

    /// Periods for which a place, and a group of it, has figures; oldest first.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn periods(&self, #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue) -> Result<JsValue, JsValue> {
        let spec: PeriodsSpec = from_js_or_default("spec", spec, &SPEC)?;
        let spec = Spec {
            place: spec.place,
            sex: spec.sex,
            race: spec.race,
            age: spec.age,
            nativity: spec.nativity,
            employment: spec.employment,
            by: spec.by,
            data: spec.data,
            level: spec.level,
            ..Spec::new(measures::Measure::Attainment)
        };
        let periods = measures::periods(&self.core.borrow(), &spec).map_err(|e| js_error(&e))?;
        to_js(&periods)
    }
}

/// What [`Catalog::periods`] is asked; a whole spec will do.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct PeriodsSpec {
    place: Option<measures::spec::OneOrMany>,
    sex: Option<String>,
    race: Option<String>,
    age: Option<String>,
    nativity: Option<String>,
    employment: Option<String>,
    by: Option<measures::spec::By>,
    level: Option<String>,
    data: Option<String>,
}

/// A file on its way in.
#[wasm_bindgen]
pub struct Loader {
    name: String,
    core: Option<ingest::Loader>,
    catalog: Rc<RefCell<catalog::Catalog>>,
}

#[wasm_bindgen]
impl Loader {
    /// Takes the next piece.
    pub fn push(&mut self, #[wasm_bindgen(unchecked_param_type = "Uint8Array")] piece: JsValue) -> Result<(), JsValue> {
        let piece = octets(&piece)?;
        let core = self.core.as_mut().ok_or_else(|| js_error(&ErrorKind::LoaderClosed.into()))?;
        core.push(&piece).map_err(|e| js_error(&e))
    }

    /// Closes the file, adds its table to the catalog and gives the report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let core = self.core.take().ok_or_else(|| js_error(&ErrorKind::LoaderClosed.into()))?;
        let (data, report) = core.finish().map_err(|e| js_error(&e))?;
        self.catalog.borrow_mut().add(&self.name, data);
        to_js(&report)
    }

    /// Gives up; what was read is forgotten.
    pub fn cancel(&mut self) {
        self.core = None;
    }
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
        let answer: Answer = from_js("result", result)?;
        let spec: ChartSpec = from_js_or_default("chart", spec, &["chart", "steps", "classes", "id"])?;
        let shapes = match shapes.as_string() {
            _ if shapes.is_undefined() || shapes.is_null() => None,
            Some(text) => Some(text.into_bytes()),
            None => Some(octets(&shapes)?),
        };
        let core = chart::Chart::with_shapes(answer, &spec, shapes.as_deref()).map_err(|e| js_error(&e))?;
        Ok(Self { core })
    }

    /// How the places of a map and its shapes found each other; null for other charts.
    #[wasm_bindgen(unchecked_return_type = "Join | null")]
    pub fn join(&self) -> Result<JsValue, JsValue> {
        self.core.join().map_or(Ok(JsValue::NULL), to_js)
    }

    /// Places everything for a size, a language and a theme.
    pub fn layout(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "LayoutOptions")] options: JsValue,
    ) -> Result<View, JsValue> {
        let options: LayoutOptions =
            from_js_or_default("layout", options, &["width", "height", "pixelRatio", "locale", "theme"])?;
        Ok(View { core: self.core.layout(&options).map_err(|e| js_error(&e))? })
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
        svg(&self.core).map_err(|e| js_error(&e))
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

    /// Every figure on the chart, in reading order.
    #[wasm_bindgen(unchecked_return_type = "Mark[]")]
    pub fn marks(&self) -> Result<JsValue, JsValue> {
        to_js(&self.core.scene.marks)
    }

    /// The figure at a point in CSS pixels, or null.
    #[wasm_bindgen(js_name = hitTest, unchecked_return_type = "Mark | null")]
    pub fn hit_test(&self, x: f64, y: f64) -> Result<JsValue, JsValue> {
        match self.core.scene.hit(x, y) {
            Some(mark) => to_js(mark),
            None => Ok(JsValue::NULL),
        }
    }

    /// Clears a canvas of this view's size and paints only what marks the active mark: a layer above the picture, so
    /// that pointing at a map of thousands of places repaints one.
    pub fn highlight(
        &self,
        #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: JsValue,
        active: Option<usize>,
    ) -> Result<(), JsValue> {
        if !canvas.is_object() {
            return Err(js_error(&Error::spec("canvas", "a canvas element is needed")));
        }
        canvas::highlight(&self.core, canvas.unchecked_into(), active).map_err(|e| js_error(&e))
    }

    /// Sizes a canvas for this view and paints it; `active` is the id of the mark that is pointed at.
    pub fn draw(
        &self,
        #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: JsValue,
        active: Option<usize>,
    ) -> Result<(), JsValue> {
        if !canvas.is_object() {
            return Err(js_error(&Error::spec("canvas", "a canvas element is needed")));
        }
        // Not by its class: a canvas of another frame has another one.
        let canvas: HtmlCanvasElement = canvas.unchecked_into();
        canvas::draw(&self.core, canvas, active).map_err(|e| js_error(&e))
    }
}
