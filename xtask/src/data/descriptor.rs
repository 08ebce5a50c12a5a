//! The Frictionless data package that describes the tables (Data Package 1.0, Table Schema 1.0).

use super::resources::Resource;
use common_measure::dataset::catalog::Source;
use common_measure::dataset::suppression::Suppression;
use common_measure::ingest::cell::Missing;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    profile: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    licenses: [License; 3],
    common_measure: OfPackage,
    sources: &'a [Source],
    resources: Vec<Described<'a>>,
}

#[derive(Serialize)]
struct License {
    name: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'static str>,
}

#[derive(Serialize)]
struct OfPackage {
    place: &'static str,
    suppression: Suppression,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described<'a> {
    profile: &'static str,
    name: &'a str,
    title: &'a str,
    description: &'a str,
    path: Value,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    common_measure: Option<Settings>,
}

#[derive(Serialize)]
struct Settings {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: Vec<&'static str>,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Value>,
}

/// The reasons for which a figure may be missing in the bundled tables.
const REASONS: [Missing; 7] = [
    Missing::Suppressed,
    Missing::NotPublished,
    Missing::NotApplicable,
    Missing::TooFewCases,
    Missing::OpenEnded,
    Missing::Controlled,
    Missing::NotAvailable,
];

/// The descriptor as JSON text.
pub(super) fn json(resources: &[Resource], sources: &[Source]) -> Result<Vec<u8>, String> {
    let package = Package {
        profile: "data-package",
        name: "common-measure-data",
        title: "Education and jobs: the bundled tables of Common Measure",
        description: "Figures on education, jobs and earnings from public sources, for Los Angeles County, California, \
                      and the counties, states and nation to compare it with. Each row names its source. Where a \
                      figure or its margin of error is missing, a word tells why.",
        licenses: [
            License {
                name: "other-pd",
                title: "Works of the United States Government (Census Bureau, BLS, USDA): public domain, 17 U.S.C. 105",
                path: Some("https://www.usa.gov/government-copyright"),
            },
            License {
                name: "other-open",
                title: "State of California open data (EDD, Department of Education), with credit to the agency that the \
                        source names",
                path: Some("https://data.ca.gov/"),
            },
            License {
                name: "other-closed",
                title: "Tables reference and goals: single facts and short sentences quoted from the publications that \
                        their sources name, whose texts remain their publishers'",
                path: None,
            },
        ],
        common_measure: OfPackage { place: "06037", suppression: Suppression::default() },
        sources,
        resources: resources.iter().map(described).collect(),
    };
    let mut text = serde_json::to_vec_pretty(&package).map_err(|e| e.to_string())?;
    text.push(b'\n');
    Ok(text)
}

fn described(resource: &Resource) -> Described<'_> {
    let paths: Vec<&str> = resource.files.iter().map(|(path, _)| path.as_str()).collect();
    let names = resource.header.contains(&"name");
    let settings = match resource.shape {
        Some(shape) => Some((shape.indicator, shape.unit)),
        None => names.then_some((None, None)),
    };
    let mut missing_values = vec![""];
    if resource.shape.is_some() {
        missing_values.extend(REASONS.iter().map(|reason| reason.code()));
    }
    Described {
        profile: "tabular-data-resource",
        name: resource.name,
        title: resource.title,
        description: resource.description,
        path: if let [one] = paths[..] { json!(one) } else { json!(paths) },
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        schema: Schema {
            fields: resource.header.iter().map(|column| field(column, resource)).collect(),
            missing_values,
        },
        common_measure: settings.map(|(indicator, unit)| Settings {
            format: "common-measure",
            indicator,
            unit,
            parts: resource.parts,
        }),
    }
}

fn field(column: &'static str, resource: &Resource) -> Field {
    let unit = resource.shape.map_or("", |shape| shape.unit.unwrap_or("as in the column unit"));
    let (kind, title, description, constraints) = match column {
        "place" => (
            "string",
            "Place",
            "FIPS code or GEOID with its leading zeros: 00 the nation, two digits a state, five a county or the area \
             31080, eleven a census tract."
                .to_owned(),
            Some(json!({"required": true, "pattern": "[0-9]{2}|[0-9]{5}|[0-9]{11}"})),
        ),
        "period" => (
            "string",
            "Period",
            "A year, or the first and last year over which a survey was gathered, or a school year; the word undated \
             for a quoted claim that names no year."
                .to_owned(),
            Some(json!({"required": true, "pattern": "[0-9]{4}(-[0-9]{4})?|undated"})),
        ),
        "indicator" => (
            "string",
            "Indicator",
            "What is counted or measured.".to_owned(),
            Some(json!({"required": true})),
        ),
        "sex" => (
            "string",
            "Sex",
            "Empty for both.".to_owned(),
            Some(json!({"enum": ["male", "female"]})),
        ),
        "race" => (
            "string",
            "Race or ethnicity",
            "Empty for everyone. As in the Census Bureau's tables A to I; races other than white_nh include Hispanics, \
             who may be of any race."
                .to_owned(),
            Some(json!({"enum": common_measure::dataset::RACES})),
        ),
        "level" => (
            "string",
            "Level of education",
            "Of people: the education that they have. Of jobs: the education typically needed for entry; empty for \
             all occupations together."
                .to_owned(),
            None,
        ),
        "occupation" => (
            "string",
            "Occupation",
            "Standard Occupational Classification code; 00-0000 all occupations.".to_owned(),
            Some(json!({"required": true, "pattern": "[0-9]{2}-[0-9]{4}"})),
        ),
        "group" => (
            "string",
            "Student group",
            "Code of the California Department of Education: RB African American, RI American Indian or Alaska Native, \
             RA Asian, RF Filipino, RH Hispanic, RD not reported, RP Pacific Islander, RT two or more races, RW White, \
             GF female, GM male, GX non-binary, SE English learners, SD with disabilities, SS socioeconomically \
             disadvantaged, SM migrant, SF foster, SH homeless. Empty for all students."
                .to_owned(),
            None,
        ),
        "unit" => (
            "string",
            "Unit",
            "count, or share from 0 to 1.".to_owned(),
            Some(json!({"required": true, "enum": ["count", "share"]})),
        ),
        "value" => (
            if matches!(unit, "count" | "dollars") { "integer" } else { "number" },
            "Value",
            format!("Unit: {}. A word where the source gives no figure: see missingValues.", unit_in_words(unit)),
            None,
        ),
        "moe" => (
            if matches!(unit, "count" | "dollars") { "integer" } else { "number" },
            "Margin of error",
            format!(
                "At 90 % confidence, published. Unit: {}. The word controlled: the estimate is set to a known figure \
                 and has no sampling error.",
                unit_in_words(unit)
            ),
            None,
        ),
        "source" => (
            "string",
            "Source",
            "The name of one of the package's sources.".to_owned(),
            Some(json!({"required": true})),
        ),
        "set" => ("string", "Set of goals", "Which of the Compact's sets.".to_owned(), Some(json!({"required": true}))),
        "number" => ("integer", "Number", "The goal's number in its set.".to_owned(), Some(json!({"required": true}))),
        "text" => ("string", "Goal", "As quoted by the source.".to_owned(), Some(json!({"required": true}))),
        _ => ("string", "Name", "Its name.".to_owned(), Some(json!({"required": true}))),
    };
    Field { name: column, kind, title, description, constraints }
}

fn unit_in_words(unit: &str) -> &str {
    match unit {
        "count" => "a count (people, students, jobs or openings)",
        "share" => "a share from 0 to 1",
        "dollars" => "U.S. dollars",
        other => other,
    }
}
