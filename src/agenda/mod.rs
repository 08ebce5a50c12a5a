//! An agenda: what several partners have agreed to watch, as a published JSON file. Goals, an indicator each with the
//! question that measures it, its baseline and target, who works on it, and what changed.
//!
//! The form is written down twice, for two readers: in `shape.rs`, which checks a file here and names line and field, and
//! in `www/data/agenda.schema.json` for editors and other programs. A test holds the two together. The core keeps what it
//! needs to judge progress ([`crate::measures::progress`]); words are the page's.

mod locate;
mod shape;

use crate::dataset::period::Period;
use crate::error::{ErrorKind, Position, Result};
use crate::measures::{Measure, Spec};
use crate::order;
use crate::plain::{self, Fields, Plain, plain};
use serde_json::Value;
use shape::{AGENDA, Fault, Path, Step};

/// Larger ones are none: it is read by people.
pub const MAX_BYTES: usize = 1 << 20;

/// What the core keeps of an agenda.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Agenda {
    /// In the order of the goals.
    pub indicators: Vec<Indicator>,
}

/// One figure to be watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its id, unique in the agenda.
    pub id: String,
    /// Id of its goal.
    pub goal: String,
    /// The question that measures it; none where it waits for data.
    pub spec: Option<Spec>,
    /// Of a pipeline, which stage.
    pub stage: Option<String>,
    /// Whether less of it is better.
    pub lower_is_better: bool,
    /// The period that progress is counted from.
    pub baseline: Option<Period>,
    /// What is to be reached, and when.
    pub target: Option<Target>,
}

/// What is to be reached, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// A share, 0 to 1.
    pub value: f64,
    /// By the end of this year.
    pub year: u16,
}

plain!(write Target { value, year });

impl Agenda {
    /// Reads and checks JSON text.
    ///
    /// # Errors
    /// `bad-agenda` with line, column and field.
    ///
    /// ```
    /// use common_measure::agenda::Agenda;
    /// let fault = Agenda::from_json("{\n  \"id\": \"Ours\"\n}").unwrap_err();
    /// assert_eq!((fault.code(), fault.position().unwrap().line), ("bad-agenda", 2));
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > MAX_BYTES {
            let message = format!("the text is larger than {} MB", MAX_BYTES >> 20);
            return Err(ErrorKind::Agenda { field: String::new(), message, at: Some(Position::START) }.into());
        }
        // Of bytes, as shapes are read: the parser is in the module once.
        let value: Value = serde_json::from_slice(text.as_bytes()).map_err(|e| ErrorKind::Agenda {
            field: String::new(),
            message: "the text is not JSON".to_owned(),
            at: Some(Position::in_json(text.as_bytes(), &e)),
        })?;
        Self::check(&value).map_err(|Fault { path, message }| {
            let at = Some(locate::position(text, &path));
            ErrorKind::Agenda { field: shape::written(&path), message, at }.into()
        })
    }

    fn check(agenda: &Value) -> std::result::Result<Self, Fault> {
        let mut path = Path::new();
        shape::check(&AGENDA, agenda, &mut path)?;
        let sources = ids(agenda, &[Step::field("sources")])?;
        let partners = ids(agenda, &[Step::field("partners")])?;
        ids(agenda, &[Step::field("goals")])?;
        shape::each_reference(agenda, &mut path, &mut |name, id| {
            let known = match name {
                "source" => &sources,
                "partner" => &partners,
                _ => return Ok(()),
            };
            if known.contains(&id) { Ok(()) } else { Err(format!("there is no {name} with the id “{id}”")) }
        })?;
        let mut read = Self::default();
        for (g, goal) in list(agenda, "goals").iter().enumerate() {
            for (i, indicator) in list(goal, "indicators").iter().enumerate() {
                let at = [Step::field("goals"), Step::At(g), Step::field("indicators"), Step::At(i)];
                let one = Indicator::read(text(goal, "id"), indicator, &at)?;
                if read.indicators.iter().any(|known| known.id == one.id) {
                    return Err(Fault::at(&at, "id", format!("two indicators are called “{}”", one.id)));
                }
                read.indicators.push(one);
            }
        }
        for (c, change) in list(agenda, "changes").iter().enumerate() {
            let id = text(change, "indicator");
            if !id.is_empty() && !read.indicators.iter().any(|known| known.id == id) {
                let at = [Step::field("changes"), Step::At(c)];
                return Err(Fault::at(&at, "indicator", format!("there is no indicator with the id “{id}”")));
            }
        }
        Ok(read)
    }
}

impl Indicator {
    /// What hangs together in an indicator whose fields are each as they should be.
    fn read(goal: &str, value: &Value, at: &[Step]) -> std::result::Result<Self, Fault> {
        let fault = |field: &'static str, message: &str| Err(Fault::at(at, field, message.to_owned()));
        let spec = match &value["spec"] {
            Value::Null if value["waiting"].is_null() => {
                return fault("spec", "is needed, or “waiting”: what data it waits for");
            }
            Value::Null => None,
            _ if !value["waiting"].is_null() => return fault("waiting", "there is a spec: it waits for nothing"),
            spec => Some(question(spec, at)?),
        };
        let stage = value["stage"].as_str().map(str::to_owned);
        let of_stages = spec.as_ref().is_some_and(|s| s.measure == Measure::Pipeline);
        if of_stages != stage.is_some() {
            return fault("stage", "is needed for a pipeline, and for nothing else");
        }
        let baseline = &value["baseline"];
        let period = Period::parse(text(baseline, "period"));
        if !baseline.is_null() && period.is_none() {
            let at = [at, &[Step::field("baseline")]].concat();
            return Err(Fault::at(&at, "period", "a year or a span of years is needed".to_owned()));
        }
        let target = &value["target"];
        // The shape has both as numbers, where there is a target.
        let target = target["value"].as_f64().zip(target["year"].as_f64());
        let target = target.map(|(value, year)| Target { value, year: year as u16 });
        if let (Some(period), Some(target)) = (period, target)
            && target.year <= period.last
        {
            let at = [at, &[Step::field("target")]].concat();
            return Err(Fault::at(&at, "year", "the target is not after the baseline".to_owned()));
        }
        Ok(Self {
            id: text(value, "id").to_owned(),
            goal: goal.to_owned(),
            spec,
            stage,
            lower_is_better: value["better"] == "lower",
            baseline: period,
            target,
        })
    }
}

/// A question with one figure a period.
fn question(value: &Value, at: &[Step]) -> std::result::Result<Spec, Fault> {
    let at = [at, &[Step::field("spec")]].concat();
    let spec: Spec = plain::read(plain_of(value)).map_err(|fault| Fault::at(&at, fault.field, fault.message))?;
    let of_students = spec.measure == Measure::Pipeline;
    for (field, given, fits) in [
        ("group", spec.group.is_some(), of_students),
        ("reference", spec.reference.is_some(), spec.measure == Measure::Gap),
        ("race", spec.race.is_some(), !of_students),
        ("sex", spec.sex.is_some(), !of_students),
        ("level", spec.level.is_some(), !of_students),
    ] {
        if given && !fits {
            return Err(Fault::at(&at, field, "this measure knows no such thing".to_owned()));
        }
    }
    Ok(spec)
}

fn plain_of(value: &Value) -> Plain {
    match value {
        Value::Null => Plain::Nothing,
        Value::Bool(truth) => Plain::Truth(*truth),
        Value::Number(number) => Plain::Number(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => Plain::Text(text.clone()),
        Value::Array(values) => Plain::List(values.iter().map(plain_of).collect()),
        Value::Object(fields) => {
            let mut object = Fields::default();
            fields.iter().for_each(|(name, value)| object.put(name.clone(), plain_of(value)));
            Plain::Object(object)
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The ids of a list, no two of which are the same.
fn ids<'a>(agenda: &'a Value, at: &[Step]) -> std::result::Result<Vec<&'a str>, Fault> {
    let found: Vec<&str> = list(agenda, &shape::written(at)).iter().map(|one| text(one, "id")).collect();
    match order::repeated(&found) {
        None => Ok(found),
        Some(i) => {
            let message = format!("another one has the id “{}”", found[i]);
            Err(Fault::at(&[at, &[Step::At(i)]].concat(), "id", message))
        }
    }
}
