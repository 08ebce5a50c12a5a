//! The surface for JavaScript: thin wrappers around the core's own types, which know nothing of browsers. Every
//! function gives plain JSON or throws a JS `Error` with a stable `code` and `details`.

mod canvas;
mod types;

use crate::WHOLE;
use crate::chart::words::Locale;
use crate::chart::{self, ChartSpec, LayoutOptions};
use crate::dataset::Dataset;
use crate::dataset::catalog::{self, LoadOptions, Package, SourceOf};
use crate::dataset::place;
use crate::draw::svg::svg;
use crate::error::{Error, ErrorKind};
use crate::ingest;
use crate::ingest::columns::{Columns, Given, ValueColumn, Values};
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

const SPEC: [&str; 17] = [
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
    "definition",
    "data",
    "group",
    "assumptions",
    "indicator",
    "scenario",
];
const REFERENCE: [&str; 7] = ["others", "place", "sex", "race", "age", "nativity", "employment"];
const ASSUMPTIONS: [&str; 4] = ["population", "participation", "required_share", "period"];
const SCENARIO: [&str; 10] = [
    "horizon",
    "target",
    "cohort",
    "graduation",
    "college_going",
    "completion",
    "starting",
    "returning",
    "ageing_out",
    "contributions",
];
const TARGET: [&str; 3] = ["level", "share", "year"];
const RANGE: [&str; 3] = ["value", "low", "high"];
const CONTRIBUTION: [&str; 7] = ["name", "kind", "change", "low", "high", "from", "to"];

/// Refuses what is not known within a scenario.
fn only_in_scenario(scenario: &JsValue) -> Result<(), JsValue> {
    only("scenario", scenario, &SCENARIO)?;
    for field in SCENARIO {
        let Ok(value) = js_sys::Reflect::get(scenario, &JsValue::from_str(field)) else { continue };
        match field {
            "horizon" => {}
            "target" => only("scenario", &value, &TARGET)?,
            "contributions" => {
                for one in value.dyn_ref::<js_sys::Array>().iter().flat_map(|list| list.iter()) {
                    only("scenario", &one, &CONTRIBUTION)?;
                }
            }
            _ => only("scenario", &value, &RANGE)?,
        }
    }
    Ok(())
}

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
    if let Ok(scenario) = js_sys::Reflect::get(&spec, &JsValue::from_str("scenario")) {
        only_in_scenario(&scenario)?;
    }
    from_js("spec", spec)
}

/// The texts come first.
const LOAD: [&str; 6] = ["format", "period", "indicator", "unit", "source", "columns"];
const SOURCE: [&str; 6] = ["name", "title", "agency", "table", "vintage", "path"];
const VALUE: [&str; 8] = ["column", "moe", "level", "sex", "race", "period", "indicator", "unit"];
const COLUMNS: [&str; 12] =
    ["place", "period", "indicator", "sex", "race", "level", "occupation", "group", "unit", "name", "value", "moe"];

/// A field of an object; nothing where it is absent, `null` or there is no object.
fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = js_sys::Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A field that is a string.
fn words(of: &'static str, object: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    let told = || js_error(&Error::spec(of, format!("{name} is not a string")));
    field(object, name).map(|value| value.as_string().ok_or_else(told)).transpose()
}

/// Fields that are strings, into their places.
fn fill(of: &'static str, object: &JsValue, known: &[&str], places: &mut [&mut Option<String>]) -> Result<(), JsValue> {
    for (name, place) in known.iter().zip(places) {
        **place = words(of, object, name)?;
    }
    Ok(())
}

/// What is said of a file, with no field that is not known. By hand: deserialisers of so many forms would make the
/// module a good deal larger.
fn load_options(options: &JsValue) -> Result<LoadOptions, JsValue> {
    let mut made = LoadOptions::default();
    if options.is_undefined() || options.is_null() {
        return Ok(made);
    }
    only("options", options, &LOAD)?;
    let texts = [&mut made.format, &mut made.period, &mut made.indicator, &mut made.unit];
    fill("options", options, &LOAD, &mut { texts })?;
    if let Some(source) = field(options, "source") {
        made.source = Some(match source.as_string() {
            Some(id) => SourceOf::Id(id),
            None => SourceOf::Whole(whole_source(&source)?),
        });
    }
    if let Some(columns) = field(options, "columns") {
        // Refused later on where there is no reader for them.
        made.columns = Some(if WHOLE { mapping(&columns)? } else { Columns::default() });
    }
    Ok(made)
}

fn whole_source(object: &JsValue) -> Result<catalog::Source, JsValue> {
    only("source", object, &SOURCE)?;
    let (mut name, mut title, mut made) = (None, None, catalog::Source::default());
    let texts = [&mut name, &mut title, &mut made.agency, &mut made.table, &mut made.vintage, &mut made.path];
    fill("source", object, &SOURCE, &mut { texts })?;
    made.name = name.ok_or_else(|| js_error(&Error::spec("source", "a name is needed")))?;
    made.title = title.unwrap_or_else(|| made.name.clone());
    Ok(made)
}

/// Which columns are which dimension.
fn mapping(columns: &JsValue) -> Result<Columns, JsValue> {
    only("columns", columns, &COLUMNS)?;
    let mut made = Columns::default();
    let givens = [
        &mut made.place,
        &mut made.period,
        &mut made.indicator,
        &mut made.sex,
        &mut made.race,
        &mut made.level,
        &mut made.occupation,
        &mut made.group,
        &mut made.unit,
    ];
    for (name, place) in COLUMNS.iter().zip(givens) {
        if let Some(value) = field(columns, name) {
            *place = Some(given(&value)?);
        }
    }
    made.name = words("columns", columns, "name")?;
    made.moe = words("columns", columns, "moe")?;
    let Some(value) = field(columns, "value") else { return Ok(made) };
    if let Some(column) = value.as_string() {
        made.value = Some(Values::One(column));
        return Ok(made);
    }
    let several = value.dyn_ref::<js_sys::Array>();
    let several = several.ok_or_else(|| js_error(&Error::spec("columns", "value is neither a name nor an array")))?;
    let mut many = Vec::new();
    for one in several.iter() {
        only("columns", &one, &VALUE)?;
        let (mut column, mut v) = (None, ValueColumn::default());
        let texts = [
            &mut column,
            &mut v.moe,
            &mut v.level,
            &mut v.sex,
            &mut v.race,
            &mut v.period,
            &mut v.indicator,
            &mut v.unit,
        ];
        fill("columns", &one, &VALUE, &mut { texts })?;
        v.column = column.unwrap_or_default();
        many.push(v);
    }
    made.value = Some(Values::Many(many));
    Ok(made)
}

fn given(value: &JsValue) -> Result<Given, JsValue> {
    if let Some(column) = value.as_string() {
        return Ok(Given::Column(column));
    }
    only("columns", value, &["value", "column", "words"])?;
    let mut pairs = Vec::new();
    if let Some(object) = field(value, "words").as_ref().and_then(|w| w.dyn_ref::<js_sys::Object>()) {
        for key in js_sys::Object::keys(object).iter().filter_map(|k| k.as_string()) {
            let code = words("columns", object, &key)?;
            pairs.push((key, code));
        }
    }
    let text = |name| words("columns", value, name);
    Ok(Given::More { value: text("value")?, column: text("column")?, words: pairs })
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
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (name, bytes, options) = (text("name", &name)?, octets(&bytes)?, load_options(&options)?);
        let report = self.core.borrow_mut().load_with(&name, &bytes, options).map_err(|e| js_error(&e))?;
        to_js(&report)
    }

    /// Reads a file that comes in pieces.
    pub fn loader(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<Loader, JsValue> {
        let (name, options) = (text("name", &name)?, load_options(&options)?);
        let source = options.new_source().cloned();
        let core = self.core.borrow().loader_with(&name, options).map_err(|e| js_error(&e))?;
        Ok(Loader { name, core: Some(core), source, read: None, catalog: Rc::clone(&self.core) })
    }

    /// A look at a file, or at its first bytes, before it is loaded; `size` is then the whole file's number of bytes.
    #[wasm_bindgen(unchecked_return_type = "Preview")]
    pub fn preview(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] size: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        if !WHOLE {
            return Err(js_error(&Error::spec("bytes", "this build of the module previews nothing")));
        }
        let (bytes, options) = (octets(&bytes)?, load_options(&options)?);
        let seen =
            self.core.borrow().preview(&bytes, size.as_f64().map(|s| s as u64), options).map_err(|e| js_error(&e))?;
        to_js(&seen)
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
        if !WHOLE {
            return Err(js_error(&Error::spec("spec", "this build of the module explains nothing")));
        }
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
        let core = self.core.as_mut().ok_or_else(|| js_error(&ErrorKind::LoaderClosed.into()))?;
        core.push(&piece).map_err(|e| js_error(&e))
    }

    /// Closes the file and gives the report; the table waits for `finish` or `cancel`.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&mut self) -> Result<JsValue, JsValue> {
        if self.read.is_none() {
            let core = self.core.take().ok_or_else(|| js_error(&ErrorKind::LoaderClosed.into()))?;
            self.read = Some(core.finish().map_err(|e| js_error(&e))?);
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
