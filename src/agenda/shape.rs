//! The form of an agenda as data, and the check of a file against it. The same as `www/data/agenda.schema.json`.

use crate::dataset::RACES;
use crate::dataset::level::Level;
use crate::dataset::microdata::SEXES;
use crate::measures::pipeline;
use serde_json::Value;

/// What a value has to be. `null` is as good as absent.
pub(super) enum Shape {
    /// A string that is not empty.
    Text,
    /// Small letters, digits and hyphens.
    Id,
    /// An address of the web.
    Address,
    /// An address of the web or of mail: nothing else opens by a click.
    Contact,
    /// FIPS or GEOID.
    Place,
    /// Day, as `2021-10-14`.
    Date,
    /// `2019` or `2019-2023`.
    Period,
    /// A calendar year.
    Year,
    /// 0 to 1.
    Share,
    Truth,
    /// Code of a level of education.
    Level,
    /// Code of a student group: two capitals.
    Students,
    OneOf(&'static [&'static str]),
    Stage,
    List(&'static Shape),
    Object(&'static [Field]),
}

/// A field of an object.
pub(super) struct Field {
    name: &'static str,
    shape: &'static Shape,
    needed: bool,
}

const fn needed(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, needed: true }
}

const fn may(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, needed: false }
}

use Shape::{Address, Contact, Date, Id, List, Object, OneOf, Period, Place, Share, Students, Text, Truth, Year};

/// A sentence in both languages of the page.
static WORDS: Shape = Object(&[needed("en", &Text), needed("es", &Text)]);

pub(super) static AGENDA: Shape = Object(&[
    may("$schema", &Text),
    needed("id", &Id),
    needed("title", &WORDS),
    may("about", &WORDS),
    may("contact", &Contact),
    may("sources", &List(&Object(&[needed("id", &Id), needed("title", &Text), needed("url", &Address)]))),
    may(
        "partners",
        &List(&Object(&[
            needed("id", &Id),
            needed("name", &Text),
            may("about", &WORDS),
            may("url", &Address),
            may("source", &Id),
        ])),
    ),
    needed("goals", &List(&GOAL)),
    may("changes", &List(&Object(&[needed("date", &Date), needed("text", &WORDS), may("indicator", &Id)]))),
]);

static GOAL: Shape =
    Object(&[needed("id", &Id), needed("title", &WORDS), may("source", &Id), needed("indicators", &List(&INDICATOR))]);

static INDICATOR: Shape = Object(&[
    needed("id", &Id),
    needed("title", &WORDS),
    needed("definition", &WORDS),
    may("source", &Id),
    may("spec", &SPEC),
    may("stage", &Shape::Stage),
    may("waiting", &WORDS),
    needed("better", &OneOf(&["higher", "lower"])),
    may("baseline", &Object(&[needed("period", &Period)])),
    may("target", &Object(&[needed("value", &Share), needed("year", &Year), may("source", &Id)])),
    may("contributions", &List(&Object(&[needed("partner", &Id), needed("text", &WORDS), may("source", &Id)]))),
    may("contact", &Contact),
]);

/// A question with one figure a period.
static SPEC: Shape = Object(&[
    needed("measure", &OneOf(&["attainment", "trend", "gap", "pipeline"])),
    may("place", &Place),
    may("level", &Shape::Level),
    may("sex", &OneOf(&SEXES)),
    may("race", &OneOf(&RACES)),
    may(
        "reference",
        &Object(&[
            may("others", &Truth),
            may("place", &Place),
            may("sex", &OneOf(&SEXES)),
            may("race", &OneOf(&RACES)),
        ]),
    ),
    may("data", &Text),
    may("group", &Students),
]);

/// A field or an element on the way to a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Field(String),
    At(usize),
}

pub(super) type Path = Vec<Step>;

impl Step {
    pub(super) fn field(name: &str) -> Self {
        Self::Field(name.to_owned())
    }
}

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) path: Path,
    pub(super) message: String,
}

impl Fault {
    /// Of a field of the value at a path; of the value itself where the field is "".
    pub(super) fn at(path: &[Step], field: &str, message: String) -> Self {
        let mut path = path.to_vec();
        if !field.is_empty() {
            path.push(Step::field(field));
        }
        Self { path, message }
    }
}

/// A path as it is written: `goals[2].indicators[0].target.year`.
pub(super) fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::At(index) => text.push_str(&format!("[{index}]")),
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}

/// Checks a value; the first fault in the order of the form.
pub(super) fn check(shape: &Shape, value: &Value, path: &mut Path) -> Result<(), Fault> {
    let wrong = match (shape, value) {
        (Object(fields), Value::Object(given)) => {
            for Field { name, shape, needed } in *fields {
                path.push(Step::field(name));
                match given.get(*name).filter(|v| !v.is_null()) {
                    Some(value) => check(shape, value, path)?,
                    None if *needed => return Err(Fault { path: path.clone(), message: "is needed".to_owned() }),
                    None => {}
                }
                path.pop();
            }
            let Some(other) = given.keys().find(|key| !fields.iter().any(|f| f.name == *key)) else { return Ok(()) };
            let known: Vec<&str> = fields.iter().map(|f| f.name).collect();
            let message = format!("there is no such field; there are {}", known.join(", "));
            return Err(Fault::at(path, other, message));
        }
        (List(shape), Value::Array(values)) => {
            for (i, value) in values.iter().enumerate() {
                path.push(Step::At(i));
                check(shape, value, path)?;
                path.pop();
            }
            return Ok(());
        }
        (Object(_), _) => "an object is needed".to_owned(),
        (List(_), _) => "an array is needed".to_owned(),
        (Truth, _) if value.is_boolean() => return Ok(()),
        (Truth, _) => "true or false is needed".to_owned(),
        (Share, _) if value.as_f64().is_some_and(|v| (0.0..=1.0).contains(&v)) => return Ok(()),
        (Share, _) => "a share is needed, from 0 to 1".to_owned(),
        (Year, _) if value.as_f64().is_some_and(|v| v.fract() == 0.0 && (1900.0..=2200.0).contains(&v)) => {
            return Ok(());
        }
        (Year, _) => "a year is needed".to_owned(),
        (shape, Value::String(text)) => match wrong_text(shape, text) {
            Some(message) => message,
            None => return Ok(()),
        },
        _ => "a string is needed".to_owned(),
    };
    Err(Fault { path: path.clone(), message: wrong })
}

/// What is wrong with a text.
fn wrong_text(shape: &Shape, text: &str) -> Option<String> {
    let among = |known: &[&str]| match known.contains(&text) {
        true => None,
        false => Some(format!("“{text}” is not one of {}", known.join(", "))),
    };
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let opens = |schemes: &[&str]| {
        let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
    };
    let (fits, what) = match shape {
        OneOf(known) => return among(known),
        Shape::Stage => return among(&pipeline::stages()),
        Shape::Level => (Level::from_code(text).is_some_and(|l| l != Level::TOTAL), "the code of a level of education"),
        Id => {
            let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            (!text.is_empty() && text.bytes().all(known), "an id of small letters, digits and hyphens")
        }
        Address => (opens(&["https://", "http://"]), "an address that begins with https:// or http://"),
        Contact => {
            (opens(&["https://", "http://", "mailto:"]), "an address that begins with https://, http:// or mailto:")
        }
        Place => (digits(text, 2..=14), "the code of a place, 2 to 14 digits,"),
        Students => {
            (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()), "the code of a student group, RH say,")
        }
        Period => {
            let years: Vec<&str> = text.split('-').collect();
            (years.len() <= 2 && years.iter().all(|y| digits(y, 4..=4)), "a year or a span of years")
        }
        Date => {
            let parts: Vec<&str> = text.split('-').collect();
            let within = |text: &str, last: u8| text.parse::<u8>().is_ok_and(|n| (1..=last).contains(&n));
            let fits = match parts[..] {
                [y, m, d] => digits(y, 4..=4) && digits(m, 2..=2) && digits(d, 2..=2) && within(m, 12) && within(d, 31),
                _ => false,
            };
            (fits, "a day, 2021-10-14 say,")
        }
        _ => (!text.is_empty(), "a text"),
    };
    (!fits).then(|| format!("{what} is needed"))
}

/// Hands every `source` and `partner` of the agenda, wherever it stands, to `known`.
pub(super) fn each_reference<'a>(
    value: &'a Value,
    path: &mut Path,
    known: &mut dyn FnMut(&str, &'a str) -> Result<(), String>,
) -> Result<(), Fault> {
    match value {
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                path.push(Step::At(i));
                each_reference(value, path, known)?;
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                path.push(Step::field(name));
                match value {
                    Value::String(id) => known(name, id).map_err(|message| Fault { path: path.clone(), message })?,
                    inner => each_reference(inner, path, known)?,
                }
                path.pop();
            }
        }
        _ => {}
    }
    Ok(())
}
