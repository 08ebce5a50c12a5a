//! Plain data: the one form in which questions, answers and all else cross to JavaScript and to JSON. Each type says
//! once, beside itself, what its fields are called ([`plain!`]); serde's own derived code for each type and format made
//! up a fifth of the wasm.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A value of JSON. A whole number is written without a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    /// `null`, or `undefined`.
    Nothing,
    Truth(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Plain>),
    Object(Fields),
}

/// Why a value cannot be read: of several reasons the first.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The outermost field that it lies in; "" for the value itself.
    pub(crate) field: &'static str,
    /// What is wrong, after the names of the fields further in.
    pub(crate) message: String,
}

/// What has been found to be wrong so far. Reading goes on after a fault, with any value in the place of the one that
/// cannot be read: the code of each type is then a straight line, and half as long.
#[derive(Default)]
pub(crate) struct Faults {
    /// The fields around the value that is read, outermost first.
    path: Vec<&'static str>,
    first: Option<Fault>,
}

/// What can be written as plain data.
pub(crate) trait ToPlain {
    fn to_plain(&self) -> Plain;

    /// Whether a field that is written only where there is something is left out.
    fn is_nothing(&self) -> bool {
        false
    }
}

/// What can be read from plain data. A field that is not there is [`Plain::Nothing`].
pub(crate) trait FromPlain: Sized {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self;
}

/// Objects and arrays are within so many others at most.
pub(crate) const DEEPEST: u8 = 32;
pub(crate) const TOO_DEEP: &str = "too many objects are within each other";

/// Reads a value.
pub(crate) fn read<T: FromPlain>(value: Plain) -> Result<T, Fault> {
    let mut faults = Faults::default();
    let read = T::from_plain(value, &mut faults);
    faults.first.map_or(Ok(read), Err)
}

impl Faults {
    #[inline(never)]
    pub(crate) fn add(&mut self, what: &[&str]) {
        if self.first.is_some() {
            return;
        }
        let (field, inner) = self.path.split_first().map_or(("", &[][..]), |(field, inner)| (*field, inner));
        let mut message = String::new();
        for part in inner {
            message.push_str(part);
            message.push_str(": ");
        }
        what.iter().for_each(|w| message.push_str(w));
        self.first = Some(Fault { field, message });
    }

    /// Something else was found than what is needed.
    pub(crate) fn needed(&mut self, what: &str) {
        self.add(&[what, " is needed"]);
    }

    /// A word that is none of those known.
    #[inline(never)]
    pub(crate) fn unknown(&mut self, given: &str, known: &[&str]) {
        self.add(&["“", given, "” is not one of ", &known.join(", ")]);
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            f.write_str(self.field)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// The fields of an object, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Fields(Vec<(Cow<'static, str>, Plain)>);

impl Fields {
    /// None yet, with room for so many.
    #[inline(never)]
    pub(crate) fn with_room(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// An object's.
    #[inline(never)]
    pub(crate) fn of(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Object(fields) => fields,
            _ => {
                faults.needed("an object");
                Self::default()
            }
        }
    }

    #[inline(never)]
    pub(crate) fn put(&mut self, name: impl Into<Cow<'static, str>>, value: Plain) {
        self.0.push((name.into(), value));
    }

    /// Another object's fields as own ones.
    pub(crate) fn join(&mut self, value: Plain) {
        if let Plain::Object(fields) = value {
            self.0.extend(fields.0);
        }
    }

    /// The value of a field, which is then taken out.
    #[inline(never)]
    pub(crate) fn take(&mut self, name: &str) -> Plain {
        let at = self.0.iter().position(|(known, _)| known == name);
        at.map_or(Plain::Nothing, |at| self.0.swap_remove(at).1)
    }

    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// A field that is needed, unless its type may be missing.
    pub(crate) fn needed<T: FromPlain>(&mut self, name: &'static str, faults: &mut Faults) -> T {
        let value = self.take(name);
        faults.path.push(name);
        let read = T::from_plain(value, faults);
        faults.path.pop();
        read
    }

    /// A field with a default.
    pub(crate) fn optional<T: FromPlain + Default>(&mut self, name: &'static str, faults: &mut Faults) -> T {
        self.needed::<Option<T>>(name, faults).unwrap_or_default()
    }

    /// A word of a vocabulary.
    #[inline(never)]
    pub(crate) fn word(&mut self, name: &'static str, known: &[&'static str], faults: &mut Faults) -> &'static str {
        let given: String = self.needed(name, faults);
        if let Some(word) = known.iter().find(|word| **word == given) {
            return word;
        }
        faults.path.push(name);
        faults.unknown(&given, known);
        faults.path.pop();
        ""
    }

    /// The same where there may be none.
    pub(crate) fn word_or_none(
        &mut self,
        name: &'static str,
        known: &[&'static str],
        faults: &mut Faults,
    ) -> Option<&'static str> {
        self.has(name).then(|| self.word(name, known, faults))
    }

    /// Refuses what has not been taken: a typing mistake must not be taken for a default.
    #[inline(never)]
    pub(crate) fn nothing_else(&self, known: &[&str], faults: &mut Faults) {
        if let Some((other, _)) = self.0.first() {
            faults.add(&["there is no field “", other, "”; there are ", &known.join(", ")]);
        }
    }
}

impl ToPlain for bool {
    fn to_plain(&self) -> Plain {
        Plain::Truth(*self)
    }

    fn is_nothing(&self) -> bool {
        !self
    }
}

impl FromPlain for bool {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Truth(truth) => truth,
            _ => {
                faults.needed("true or false");
                false
            }
        }
    }
}

impl ToPlain for f64 {
    fn to_plain(&self) -> Plain {
        Plain::Number(*self)
    }
}

impl FromPlain for f64 {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Number(number) => number,
            Plain::Whole(whole) => whole as Self,
            _ => {
                faults.needed("a number");
                0.0
            }
        }
    }
}

/// Which of some words a value is; the first where it is none of them.
#[inline(never)]
pub(crate) fn which(value: Plain, known: &[&str], faults: &mut Faults) -> usize {
    let given = String::from_plain(value, faults);
    known.iter().position(|word| *word == given).unwrap_or_else(|| {
        faults.unknown(&given, known);
        0
    })
}

/// A whole number within the bounds of its type.
#[inline(never)]
fn whole(value: &Plain, most: u64, faults: &mut Faults) -> u64 {
    let whole = match value {
        Plain::Whole(whole) => u64::try_from(*whole).ok(),
        Plain::Number(number) if number.fract() == 0.0 && *number >= 0.0 => Some(*number as u64),
        _ => None,
    };
    whole.filter(|w| *w <= most).unwrap_or_else(|| {
        faults.needed("a whole number");
        0
    })
}

macro_rules! whole_numbers {
    ($($of:ty),*) => {
        $(
            impl ToPlain for $of {
                fn to_plain(&self) -> Plain {
                    Plain::Whole(*self as i64)
                }
            }

            impl FromPlain for $of {
                fn from_plain(value: Plain, faults: &mut Faults) -> Self {
                    whole(&value, <$of>::MAX as u64, faults) as $of
                }
            }
        )*
    };
}
whole_numbers!(u16, u32, u64, usize);

impl ToPlain for str {
    fn to_plain(&self) -> Plain {
        Plain::Text(self.to_owned())
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl ToPlain for &'static str {
    fn to_plain(&self) -> Plain {
        (**self).to_plain()
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl ToPlain for String {
    fn to_plain(&self) -> Plain {
        self.as_str().to_plain()
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl FromPlain for String {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Text(text) => text,
            _ => {
                faults.needed("a string");
                Self::new()
            }
        }
    }
}

impl<T: ToPlain> ToPlain for Option<T> {
    fn to_plain(&self) -> Plain {
        self.as_ref().map_or(Plain::Nothing, T::to_plain)
    }

    fn is_nothing(&self) -> bool {
        self.is_none()
    }
}

impl<T: FromPlain> FromPlain for Option<T> {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Nothing => None,
            value => Some(T::from_plain(value, faults)),
        }
    }
}

impl<T: ToPlain> ToPlain for [T] {
    fn to_plain(&self) -> Plain {
        Plain::List(self.iter().map(T::to_plain).collect())
    }
}

impl<T: ToPlain, const N: usize> ToPlain for [T; N] {
    fn to_plain(&self) -> Plain {
        self.as_slice().to_plain()
    }
}

impl<T: FromPlain, const N: usize> FromPlain for [T; N] {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        Vec::from_plain(value, faults).try_into().unwrap_or_else(|_| {
            faults.needed("an array of the right length");
            std::array::from_fn(|_| T::from_plain(Plain::Nothing, faults))
        })
    }
}

impl<T: ToPlain> ToPlain for Vec<T> {
    fn to_plain(&self) -> Plain {
        self.as_slice().to_plain()
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl<T: FromPlain> FromPlain for Vec<T> {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        list(value, faults).into_iter().map(|value| T::from_plain(value, faults)).collect()
    }
}

#[inline(never)]
fn list(value: Plain, faults: &mut Faults) -> Vec<Plain> {
    match value {
        Plain::List(values) => values,
        _ => {
            faults.needed("an array");
            Vec::new()
        }
    }
}

/// An object of any fields, in their order.
impl<T: FromPlain> FromPlain for Vec<(String, T)> {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        let fields = Fields::of(value, faults).0.into_iter();
        fields.map(|(name, value)| (name.into_owned(), T::from_plain(value, faults))).collect()
    }
}

impl<T: ToPlain> ToPlain for Vec<(String, T)> {
    fn to_plain(&self) -> Plain {
        let fields = self.iter().map(|(name, value)| (Cow::Owned(name.clone()), value.to_plain()));
        Plain::Object(Fields(fields.collect()))
    }
}

impl Plain {
    /// Itself, if at most [`DEEPEST`] are within each other: a reader of JSON allows more.
    pub(crate) fn bounded(self) -> Result<Self, Fault> {
        if self.is_within(DEEPEST) { Ok(self) } else { Err(Fault { field: "", message: TOO_DEEP.to_owned() }) }
    }

    fn is_within(&self, depth: u8) -> bool {
        match self {
            Self::List(values) => depth > 0 && values.iter().all(|value| value.is_within(depth - 1)),
            Self::Object(Fields(fields)) => depth > 0 && fields.iter().all(|(_, value)| value.is_within(depth - 1)),
            _ => true,
        }
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Truth(truth) => to.serialize_bool(*truth),
            // JavaScript's numbers hold as much.
            Self::Whole(whole) => to.serialize_i64(*whole),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::List(values) => to.collect_seq(values),
            Self::Object(Fields(fields)) => {
                // The crate's own names are made into strings of JavaScript once, not for each object.
                if fields.iter().all(|(name, _)| matches!(name, Cow::Borrowed(_))) {
                    let mut object = to.serialize_struct("", fields.len())?;
                    for (name, value) in fields {
                        if let Cow::Borrowed(name) = name {
                            object.serialize_field(name, value)?;
                        }
                    }
                    return object.end();
                }
                let mut object = to.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    object.serialize_entry(&**name, value)?;
                }
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

/// Reads a value of any depth that the format allows.
struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E: Error>(self) -> Result<Plain, E> {
        Ok(Plain::Nothing)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Plain, E> {
        Ok(Plain::Truth(truth))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Plain, E> {
        Ok(Plain::Whole(whole))
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<Plain, E> {
        Ok(i64::try_from(whole).map_or(Plain::Number(whole as f64), Plain::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Plain, E> {
        Ok(Plain::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Plain, E> {
        Ok(Plain::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Plain, A::Error> {
        let mut read = Vec::new();
        while let Some(value) = values.next_element()? {
            read.push(value);
        }
        Ok(Plain::List(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Plain, A::Error> {
        let mut read = Vec::new();
        while let Some((name, value)) = fields.next_entry::<String, Plain>()? {
            read.push((Cow::Owned(name), value));
        }
        Ok(Plain::Object(Fields(read)))
    }
}

/// Says how a type is written and read: `plain!(Type { field, other_field as "otherField": sparse })`. Of a field,
///
/// - nothing: it is needed, unless its type is an `Option`, and always written;
/// - `optional`: it has its type's default, and is always written; `or(...)`: the same with this default;
/// - `sparse`: it has its type's default, and is written where there is something;
/// - `charts`: the same with the feature of that name; without it there is no such field; `whole`, read alone, likewise;
/// - `written`: it is not read, and written where there is something; `whole_written`: the same in the whole crate;
/// - `skip`: it is neither written nor read;
/// - `flat`: its own fields stand in its stead;
/// - `among(...)`: it is one of these words; `perhaps(...)`: the same, or none, and then not written.
///
/// `read` or `write` before the type is for one direction alone; `strict` refuses fields that are not known. An `enum` of
/// words: `plain!(enum Type { Variant = "word" })`. With `by_hand` the two traits are implemented, and serde's follow.
macro_rules! plain {
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };

    (@put $out:ident, $name:expr, $value:expr $(, optional)?) => { $out.put($name, $value.to_plain()) };
    (@put $out:ident, $name:expr, $value:expr, or($default:expr)) => { $out.put($name, $value.to_plain()) };
    (@put $out:ident, $name:expr, $value:expr, among($known:expr)) => { $out.put($name, $value.to_plain()) };
    (@put $out:ident, $name:expr, $value:expr, perhaps($known:expr)) => {
        plain!(@put $out, $name, $value, sparse)
    };
    (@put $out:ident, $name:expr, $value:expr, flat) => { $out.join($value.to_plain()) };
    (@put $out:ident, $name:expr, $value:expr, skip) => {};
    (@put $out:ident, $name:expr, $value:expr, charts) => {
        if crate::CHARTS { plain!(@put $out, $name, $value, sparse); }
    };
    (@put $out:ident, $name:expr, $value:expr, whole_written) => {
        if crate::WHOLE { plain!(@put $out, $name, $value, sparse); }
    };
    // sparse, written
    (@put $out:ident, $name:expr, $value:expr, $kind:ident) => {
        if !$value.is_nothing() { $out.put($name, $value.to_plain()) }
    };

    (@get $from:ident $faults:ident, $name:expr) => { $from.needed($name, $faults) };
    (@get $from:ident $faults:ident, $name:expr, or($default:expr)) => {
        match $from.needed::<Option<_>>($name, $faults) {
            Some(given) => given,
            None => $default,
        }
    };
    (@get $from:ident $faults:ident, $name:expr, among($known:expr)) => { $from.word($name, $known, $faults) };
    (@get $from:ident $faults:ident, $name:expr, perhaps($known:expr)) => { $from.word_or_none($name, $known, $faults) };
    (@get $from:ident $faults:ident, $name:expr, flat) => { FromPlain::from_plain(Plain::Object($from.clone()), $faults) };
    (@get $from:ident $faults:ident, $name:expr, skip) => { Default::default() };
    (@get $from:ident $faults:ident, $name:expr, written) => { Default::default() };
    (@get $from:ident $faults:ident, $name:expr, whole_written) => { Default::default() };
    (@get $from:ident $faults:ident, $name:expr, charts) => {
        if crate::CHARTS { $from.optional($name, $faults) } else { Default::default() }
    };
    (@get $from:ident $faults:ident, $name:expr, whole) => {
        if crate::WHOLE { $from.optional($name, $faults) } else { Default::default() }
    };
    // optional, sparse
    (@get $from:ident $faults:ident, $name:expr, $kind:ident) => { $from.optional($name, $faults) };

    (enum $type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        plain!(write enum $type { $($variant = $word),* });

        impl $crate::plain::FromPlain for $type {
            fn from_plain(value: $crate::plain::Plain, faults: &mut $crate::plain::Faults) -> Self {
                const ALL: &[$type] = &[$($type::$variant),*];
                ALL[$crate::plain::which(value, &[$($word),*], faults)]
            }
        }

        plain!(deserialize $type);
    };
    (write enum $type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $type {
            /// Its name in questions and answers.
            #[inline]
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl $crate::plain::ToPlain for $type {
            fn to_plain(&self) -> $crate::plain::Plain {
                $crate::plain::ToPlain::to_plain(self.name())
            }
        }

        plain!(serialize $type);
    };
    (write $type:ident { $($field:ident $(as $name:literal)? $(: $kind:ident $(($known:expr))?)?),* $(,)? }) => {
        impl $crate::plain::ToPlain for $type {
            fn to_plain(&self) -> $crate::plain::Plain {
                #[allow(unused_imports)]
                use $crate::plain::{Fields, Plain, ToPlain};
                let names: &[&str] = &[$(stringify!($field)),*];
                let mut out = Fields::with_room(names.len());
                $(plain!(@put out, plain!(@name $field $($name)?), self.$field $(, $kind $(($known))?)?);)*
                Plain::Object(out)
            }
        }

        plain!(serialize $type);
    };
    (read $type:ident { $($field:ident $(as $name:literal)? $(: $kind:ident $(($known:expr))?)?),* $(,)? }) => {
        plain!(@read $type, [] { $($field $(as $name)? $(: $kind $(($known))?)?),* });
    };
    (read strict $type:ident { $($field:ident $(as $name:literal)? $(: $kind:ident $(($known:expr))?)?),* $(,)? }) => {
        plain!(@read $type, [$(plain!(@name $field $($name)?)),*]
            { $($field $(as $name)? $(: $kind $(($known))?)?),* });
    };
    (@read $type:ident, [$($all:expr),*]
        { $($field:ident $(as $name:literal)? $(: $kind:ident $(($known:expr))?)?),* }) => {
        impl $crate::plain::FromPlain for $type {
            fn from_plain(value: $crate::plain::Plain, faults: &mut $crate::plain::Faults) -> Self {
                #[allow(unused_imports)]
                use $crate::plain::{Fields, FromPlain, Plain};
                let mut from = Fields::of(value, faults);
                let read = Self {
                    $($field: plain!(@get from faults, plain!(@name $field $($name)?) $(, $kind $(($known))?)?),)*
                };
                let known: &[&str] = &[$($all),*];
                if !known.is_empty() {
                    from.nothing_else(known, faults);
                }
                read
            }
        }

        plain!(deserialize $type);
    };
    (strict $type:ident { $($fields:tt)* }) => {
        plain!(write $type { $($fields)* });
        plain!(read strict $type { $($fields)* });
    };
    (by_hand $type:ident) => {
        plain!(serialize $type);
        plain!(deserialize $type);
    };
    (serialize $type:ident) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
                $crate::plain::ToPlain::to_plain(self).serialize(to)
            }
        }
    };
    (deserialize $type:ident) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
                let value = $crate::plain::Plain::deserialize(from)?;
                value.bounded().and_then($crate::plain::read).map_err(serde::de::Error::custom)
            }
        }
    };
    ($type:ident { $($fields:tt)* }) => {
        plain!(write $type { $($fields)* });
        plain!(read $type { $($fields)* });
    };
}
pub(crate) use plain;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Spec;

    fn spec(json: &str) -> Result<Spec, Fault> {
        serde_json::from_str::<Plain>(json).unwrap().bounded().and_then(read)
    }

    #[test]
    fn a_fault_names_its_field_and_the_first_is_told() {
        for (json, field, message) in [
            (r#"{"measure":"gap","sex":1,"race":2}"#, "sex", "a string is needed"),
            (r#"{"measure":"gab"}"#, "measure", "“gab” is not one of attainment, trend"),
            ("{}", "measure", "a string is needed"),
            ("[]", "", "an object is needed"),
            (r#"{"measure":"gap","plaec":"06"}"#, "", "there is no field “plaec”; there are measure, place"),
            (r#"{"measure":"gap","place":["06",6]}"#, "place", "a string is needed"),
            (r#"{"measure":"gap","reference":{"sx":"male"}}"#, "reference", "there is no field “sx”"),
            (r#"{"measure":"scenario","scenario":{"target":{"year":-1}}}"#, "scenario", "target: year: a whole number"),
        ] {
            let fault = spec(json).unwrap_err();
            assert_eq!(fault.field, field, "{json}");
            assert!(fault.message.starts_with(message), "{json}: {}", fault.message);
        }
    }

    #[test]
    fn null_is_as_good_as_absent() {
        let asked = spec(r#"{"measure":"gap","place":null,"reference":{"others":null}}"#).unwrap();
        assert_eq!((asked.place, asked.reference.map(|r| r.others)), (None, Some(false)));
    }

    #[test]
    fn an_endless_value_is_refused() {
        let deep = |arrays| spec(&format!(r#"{{"measure":{}{}}}"#, "[".repeat(arrays), "]".repeat(arrays)));
        assert!(deep(60).unwrap_err().message.contains("within each other"));
        // The spec is one of them.
        assert_eq!(
            [31, 32].map(|arrays| deep(arrays).unwrap_err().message.contains("within each other")),
            [false, true]
        );
        let endless = "[".repeat(100_000);
        assert!(serde_json::from_str::<Plain>(&endless).unwrap_err().to_string().contains("recursion limit"));
    }
}
