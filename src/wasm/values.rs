//! The way in. By hand: serde's has words for every mistake with every type.

use crate::WHOLE;
use crate::plain::{DEEPEST, Fields, Plain, TOO_DEEP};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

pub(super) fn from_browser(value: &JsValue) -> Result<Plain, String> {
    Reader::default().value(value, DEEPEST)
}

/// Reads values as plain data, or says what is wrong with them.
#[derive(Default)]
struct Reader {
    /// The names of fields of the kinds of objects met so far, as JavaScript writes them in a row, and one by one: of
    /// thousands of objects a few kinds, and each name costs a way across the boundary. The whole module reads thousands
    /// otherwise.
    kinds: Vec<(String, Vec<String>)>,
}

impl Reader {
    fn value(&mut self, value: &JsValue, depth: u8) -> Result<Plain, String> {
        // What there is most of comes first: each question is a way across the boundary too.
        if let Some(text) = value.as_string() {
            return Ok(Plain::Text(text));
        }
        if let Some(number) = value.as_f64() {
            return Ok(Plain::Number(number));
        }
        if value.is_undefined() || value.is_null() {
            return Ok(Plain::Nothing);
        }
        if let Some(truth) = value.as_bool() {
            return Ok(Plain::Truth(truth));
        }
        // One that holds itself is not followed for ever.
        let inner = depth.checked_sub(1).ok_or(TOO_DEEP)?;
        if js_sys::Array::is_array(value) {
            let values = value.unchecked_ref::<js_sys::Array>().iter();
            return Ok(Plain::List(values.map(|v| self.value(&v, inner)).collect::<Result<_, _>>()?));
        }
        if !value.is_object() {
            return Err("a function, a symbol or a BigInt is no plain data".to_owned());
        }
        let object: &js_sys::Object = value.unchecked_ref();
        let names = js_sys::Object::keys(object);
        let names = if WHOLE { words(&names) } else { self.names(&names) };
        let mut fields = Fields::with_room(names.len());
        for (name, value) in names.into_iter().zip(js_sys::Object::values(object).iter()) {
            fields.put(name, self.value(&value, inner)?);
        }
        Ok(Plain::Object(fields))
    }

    /// The names of one of the kinds.
    fn names(&mut self, names: &js_sys::Array) -> Vec<String> {
        let row = String::from(names.to_string());
        // A name with a comma in it may make two kinds look alike.
        let alike = |(known, each): &&(String, Vec<String>)| *known == row && each.len() == names.length() as usize;
        if let Some((_, each)) = self.kinds.iter().find(alike) {
            return each.clone();
        }
        self.kinds.push((row, words(names)));
        words(names)
    }
}

fn words(list: &js_sys::Array) -> Vec<String> {
    list.iter().map(|word| word.as_string().unwrap_or_default()).collect()
}
