//! What only the whole build does: the others carry neither its code nor its glue.

use super::{
    Catalog, Chart, View, asked, canvas, element, file, from_js_or_default, from_plain, js_error, octets, question,
    refused, set, text_or, to_js, unfit,
};
use crate::agenda::Agenda;
use crate::chart::words::Locale;
use crate::chart::{self, ChartSpec, Columns, Texts, geo};
use crate::dataset::catalog::LoadOptions;
use crate::measures::figures::{Estimates, FiguresSpec, RELIABILITIES, Words};
use crate::measures::{self, Answer, Group, Measure};
use crate::plain::{self, FromPlain, Plain};
use js_sys::{Float64Array, Object, Uint8Array, Uint32Array};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Catalog {
    /// A look at a file, or at its first bytes, before it is loaded; `size` is then the whole file's number of bytes.
    #[wasm_bindgen(unchecked_return_type = "Preview")]
    pub fn preview(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] size: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (bytes, options) = (octets(&bytes)?, from_js_or_default::<LoadOptions>("options", options)?);
        let seen = self.core.borrow().preview(&bytes, size.as_f64().map(|s| s as u64), options).map_err(js_error)?;
        to_js(&seen)
    }

    /// Checks an agenda, JSON text or an object, and holds it: what progress is measured by.
    pub fn agenda(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Agenda | string")] agenda: JsValue,
    ) -> Result<(), JsValue> {
        // An object is written out first: one way into the core is code enough.
        let text = agenda.as_string().or_else(|| String::from_utf8(json(&agenda)).ok()).unwrap_or_default();
        self.core.borrow_mut().follow(Agenda::from_json(&text).map_err(js_error)?);
        Ok(())
    }

    /// Figures of one level in columns: for thousands, which as objects would cost more than to compute them.
    #[wasm_bindgen(unchecked_return_type = "Figures")]
    pub fn figures(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FiguresSpec")] spec: JsValue,
    ) -> Result<JsValue, JsValue> {
        let spec: FiguresSpec = plain::read(asked(spec)?).map_err(refused)?;
        let found = measures::figures::figures(&self.core.borrow(), &spec).map_err(js_error)?;
        let place = words(&found.place);
        set(&place, "names", &list(&found.names));
        let columns = object([
            ("level", found.level.as_str().into()),
            ("length", (found.place.codes.len() as u32).into()),
            ("place", place.into()),
            ("period", words(&found.period).into()),
            ("share", estimates(&found.share)),
            ("people", estimates(&found.people)),
            ("total", estimates(&found.total)),
            ("reliabilities", to_js(&RELIABILITIES)?),
            ("sources", to_js(&found.sources)?),
            ("notes", to_js(&found.notes)?),
        ]);
        for (name, column) in &found.groups {
            set(&columns, name, &words(column));
        }
        Ok(columns.into())
    }

    /// How the figures of an answer came about, as data and in words of a language.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Spec")] spec: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] locale: JsValue,
    ) -> Result<JsValue, JsValue> {
        let spec = question(asked(spec)?)?;
        let locale = Locale::from_tag(&text_or("locale", &locale, "en")?);
        let mut explanation = measures::explain::explain(&self.core.borrow(), &spec).map_err(js_error)?;
        let figures = std::mem::take(&mut explanation.figures);
        let list = js_sys::Array::new();
        // One after the other: of thousands, the words of all take several times as much memory as the figures.
        for mut figure in figures {
            chart::explain::add_words_of(&mut figure, &explanation.sources, locale);
            list.push(&to_js(&figure)?);
        }
        let explanation = to_js(&explanation)?;
        set(&explanation, "figures", &list);
        Ok(explanation)
    }
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    fields.iter().for_each(|(name, value)| set(&object, name, value));
    object
}

/// Texts, of thousands as one that is cut there: each by itself takes several times as long.
fn list(texts: &[String]) -> js_sys::Array {
    const BREAK: &str = "\n";
    if texts.is_empty() || texts.iter().any(|text| text.contains(BREAK)) {
        return texts.iter().map(|text| JsValue::from_str(text)).collect();
    }
    js_sys::JsString::from(texts.join(BREAK)).split(BREAK)
}

fn words(column: &Words) -> Object {
    object([("values", list(&column.values).into()), ("codes", Uint32Array::from(&*column.codes).into())])
}

fn estimates(column: &Estimates) -> JsValue {
    object([
        ("value", Float64Array::from(&*column.value).into()),
        ("moe", Float64Array::from(&*column.moe).into()),
        ("reason", words(&column.reason).into()),
        ("reliability", Uint8Array::from(&*column.reliability).into()),
        ("source", words(&column.source).into()),
    ])
    .into()
}

/// What is given as JSON text; nothing where it cannot be written.
#[inline(never)]
fn json(given: &JsValue) -> Vec<u8> {
    js_sys::JSON::stringify(given).ok().filter(|text| text.is_string()).map(|text| utf8(&text)).unwrap_or_default()
}

/// Of an answer, or items of one: as JSON thousands cross at once, where a value at a time takes several times as long. A
/// number may differ in its last bit then, which nobody sees in a chart.
pub(super) fn read_result<T: FromPlain>(given: &JsValue) -> Result<T, JsValue> {
    from_plain("result", by_json(given)?)
}

#[inline(never)]
fn by_json(given: &JsValue) -> Result<Plain, JsValue> {
    let read: Plain = serde_json::from_slice(&json(given)).map_err(|e| unfit("result", &e.to_string()))?;
    read.bounded().map_err(|fault| unfit("result", &fault.to_string()))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = TextEncoder)]
    type Encoder;
    #[wasm_bindgen(constructor, js_class = "TextEncoder")]
    fn new() -> Encoder;
    #[wasm_bindgen(method)]
    fn encode(this: &Encoder, text: &js_sys::JsString) -> Uint8Array;
}

/// A long text in bytes: a string by itself would be written letter by letter.
fn utf8(text: &js_sys::JsString) -> Vec<u8> {
    Encoder::new().encode(text).to_vec()
}

/// A result of thousands of places, read piece by piece: a page can be scrolled and pressed in between. Then it serves
/// as many charts as are made of it.
#[wasm_bindgen]
pub struct ResultReader {
    answer: Arc<Answer>,
}

#[wasm_bindgen]
impl ResultReader {
    /// Of a result, with as many of its items as it has here. Where it is known how many there will be, room is made
    /// once, and no more than they need.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Answer")] result: JsValue,
        count: Option<usize>,
    ) -> Result<Self, JsValue> {
        let mut answer: Answer = read_result(&result)?;
        // Where there is no such room, the items find out.
        let more = count.unwrap_or_default().saturating_sub(answer.items.len());
        let _ = answer.items.try_reserve_exact(more);
        Ok(Self { answer: Arc::new(answer) })
    }

    /// More of them, in their order; not while a chart of it is in use.
    pub fn push(&mut self, #[wasm_bindgen(unchecked_param_type = "Item[]")] items: JsValue) -> Result<(), JsValue> {
        let shown = || unfit("items", "a chart of this result is in use");
        let answer = Arc::get_mut(&mut self.answer).ok_or_else(shown)?;
        answer.items.append(&mut read_result(&items)?);
        Ok(())
    }
}

/// The shapes of places, read once for as many maps as are made of them.
#[wasm_bindgen]
pub struct Shapes {
    core: geo::Shapes,
}

#[wasm_bindgen]
impl Shapes {
    /// Of a GeoJSON or TopoJSON file.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "Uint8Array | string")] bytes: JsValue) -> Result<Self, JsValue> {
        Ok(Self { core: geo::Shapes::read(&file(bytes)?).map_err(js_error)? })
    }

    /// The shapes as bytes, for another instance of the module: a worker reads a file, its page takes the shapes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        self.core.pack()
    }

    /// What `pack` made.
    pub fn unpack(bytes: &[u8]) -> Result<Self, JsValue> {
        Ok(Self { core: geo::Shapes::unpack(bytes).map_err(js_error)? })
    }

    /// A map of a result.
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Answer")] result: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ChartSpec")] spec: JsValue,
    ) -> Result<Chart, JsValue> {
        self.chart_of(&ResultReader::new(result, None)?, spec)
    }

    /// A map of a result that has been read.
    #[wasm_bindgen(js_name = chartOf)]
    pub fn chart_of(
        &self,
        result: &ResultReader,
        #[wasm_bindgen(unchecked_optional_param_type = "ChartSpec")] spec: JsValue,
    ) -> Result<Chart, JsValue> {
        let spec: ChartSpec = from_js_or_default("chart", spec)?;
        let core = chart::Chart::of_shapes(Arc::clone(&result.answer), &spec, &self.core).map_err(js_error)?;
        Ok(Chart { core })
    }
}

#[wasm_bindgen]
impl View {
    /// Paints shapes from one on, up to another, as `draw` paints them all; whether there are more. Of thousands a page
    /// can be scrolled and pressed between two parts.
    #[wasm_bindgen(js_name = drawPart)]
    pub fn draw_part(
        &self,
        #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: JsValue,
        from: usize,
        to: usize,
    ) -> Result<bool, JsValue> {
        canvas::part(&self.core, element(canvas)?, from..to).map_err(js_error)
    }
}

/// A field of columns from a page.
fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// Texts at once: one by one, a hundred thousand take longer than their points take to be drawn.
fn lines(list: &JsValue) -> Option<String> {
    let list = list.dyn_ref::<js_sys::Array>().filter(|list| list.length() > 0)?;
    String::from_utf8(utf8(&list.join("\n"))).ok()
}

fn texts(list: &JsValue) -> Vec<String> {
    lines(list).iter().flat_map(|text| text.split('\n')).map(str::to_owned).collect()
}

fn codes(column: &JsValue) -> Vec<u32> {
    field(column, "codes").dyn_ref::<Uint32Array>().map(Uint32Array::to_vec).unwrap_or_default()
}

fn numbers(column: &JsValue) -> Vec<f64> {
    column.dyn_ref::<Float64Array>().map(Float64Array::to_vec).unwrap_or_default()
}

fn read_words(column: &JsValue) -> Words {
    Words::of(texts(&field(column, "values")), codes(column))
}

#[wasm_bindgen]
impl Chart {
    /// A scatter of columns as `figures` gives them: a point a place, of two periods.
    #[wasm_bindgen(js_name = ofFigures)]
    pub fn of_figures(
        #[wasm_bindgen(unchecked_param_type = "ScatterFigures")] figures: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ChartSpec")] spec: JsValue,
    ) -> Result<Self, JsValue> {
        let spec: ChartSpec = from_js_or_default("chart", spec)?;
        let (place, share) = (field(&figures, "place"), field(&figures, "share"));
        let all = |name: &str| lines(&field(&place, name)).map(Texts::of_lines).unwrap_or_default();
        // Everyone, or the one group that all rows are of.
        let only = |name: &str| match &*texts(&field(&field(&figures, name), "values")) {
            [] => Ok(None),
            [one] => Ok(Some(one.clone()).filter(|code| code != "total")),
            _ => Err(unfit("result", "points are of one group")),
        };
        let columns = Columns {
            level: text_or("level", &field(&figures, "level"), "")?,
            who: Group {
                sex: only("sex")?,
                race: only("race")?,
                age: only("age")?,
                nativity: only("nativity")?,
                employment: only("employment")?,
            },
            codes: all("values"),
            names: all("names"),
            place: codes(&place),
            period: read_words(&field(&figures, "period")),
            share: Estimates {
                value: numbers(&field(&share, "value")),
                moe: numbers(&field(&share, "moe")),
                reason: read_words(&field(&share, "reason")),
                source: read_words(&field(&share, "source")),
                ..Estimates::default()
            },
        };
        let mut answer = Answer::new(Measure::Trend, &columns.level);
        answer.sources = from_js_or_default("sources", field(&figures, "sources"))?;
        answer.notes = from_js_or_default("notes", field(&figures, "notes"))?;
        Ok(Self { core: chart::Chart::of_columns(columns, answer, &spec).map_err(js_error)? })
    }

    /// How the places of a map and its shapes found each other; null for other charts.
    #[wasm_bindgen(unchecked_return_type = "Join | null")]
    pub fn join(&self) -> Result<JsValue, JsValue> {
        self.core.join().map_or(Ok(JsValue::NULL), to_js)
    }
}
