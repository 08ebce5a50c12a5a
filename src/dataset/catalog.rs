//! The data package: a Frictionless descriptor that says what tables there are, and the tables that are loaded.

use super::suppression::Suppression;
use super::{Dataset, Dim, period::Period, place};
use crate::agenda::Agenda;
use crate::error::{ErrorKind, Result};
use crate::ingest::columns::Columns;
use crate::ingest::preview::{Preview, preview};
use crate::ingest::{self, Report, Settings};
use crate::order;
use crate::plain::{Faults, Fields, FromPlain, Plain, plain};
use crate::text;

/// A Frictionless data package, as far as this crate reads it. Unknown properties are left alone.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// Where figures come from; a row's `source` is the `name` of one of these.
    pub sources: Vec<Source>,
    /// The tables. The standard requires them, so that any other JSON is no package.
    pub resources: Vec<Resource>,
    /// What this project adds to the standard.
    pub common_measure: PackageSettings,
}

plain!(read Package { sources: optional, resources, common_measure as "commonMeasure": optional });

/// This project's own properties of a package.
#[derive(Debug, Clone, Default)]
pub struct PackageSettings {
    /// The place that a question without one means.
    pub place: Option<String>,
    /// The rule on small cells, for the package's tables and all that are loaded beside them.
    pub suppression: Suppression,
}

plain!(read PackageSettings { place, suppression: optional });

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// The id that rows carry.
    pub name: String,
    /// Name of the publication.
    pub title: String,
    /// Who publishes it.
    pub agency: Option<String>,
    /// The table within it.
    pub table: Option<String>,
    /// Which release.
    pub vintage: Option<String>,
    /// Its web address.
    pub path: Option<String>,
}

plain!(Source { name: optional, title: optional, agency: sparse, table: sparse, vintage: sparse, path: sparse });

/// A table of the package.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// Its file, or the files that it is cut into.
    pub path: Paths,
    /// How to read it.
    pub common_measure: ResourceSettings,
}

plain!(read Resource { name, path: optional, common_measure as "commonMeasure": optional });

/// One path or several.
#[derive(Debug, Clone)]
pub enum Paths {
    /// A whole table.
    One(String),
    /// A table in parts, each with its header.
    Many(Vec<String>),
}

impl FromPlain for Paths {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Text(one) => Self::One(one),
            many => Self::Many(Vec::from_plain(many, faults)),
        }
    }
}

plain!(deserialize Paths);

impl Default for Paths {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// This project's own properties of a resource.
#[derive(Debug, Clone, Default)]
pub struct ResourceSettings {
    /// Name of the format, else recognised.
    pub format: Option<String>,
    /// Period of all rows, where the file does not say.
    pub period: Option<String>,
    /// Source of all rows, where the file does not say.
    pub source: Option<String>,
    /// Indicator of all rows, where the file does not say.
    pub indicator: Option<String>,
    /// Unit of all rows, where the file does not say.
    pub unit: Option<String>,
}

plain!(read ResourceSettings { format, period, source, indicator, unit });

/// What a caller says of a file that goes before what the package says of it.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Name of the format, else recognised.
    pub format: Option<String>,
    /// Period of all rows, where the file does not say.
    pub period: Option<String>,
    /// Source of every row, whatever the file says: an id, or a whole entry to be cited.
    pub source: Option<SourceOf>,
    /// Indicator of all rows, where the file does not say.
    pub indicator: Option<String>,
    /// Unit of all rows, where the file does not say.
    pub unit: Option<String>,
    /// Which columns are which dimension, for a header that no format has.
    pub columns: Option<Columns>,
}

plain!(read strict LoadOptions { format, period, source, indicator, unit, columns: whole });

/// A source's id, or the source.
#[derive(Debug, Clone)]
pub enum SourceOf {
    /// The `name` of a source.
    Id(String),
    /// A source that the package does not have.
    Whole(Source),
}

impl FromPlain for SourceOf {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        if let Plain::Text(id) = value {
            return Self::Id(id);
        }
        let mut own = Fields::of(value, faults);
        let name: String = own.needed("name", faults);
        let source = Source {
            title: own.needed::<Option<String>>("title", faults).unwrap_or_else(|| name.clone()),
            name,
            agency: own.needed("agency", faults),
            table: own.needed("table", faults),
            vintage: own.needed("vintage", faults),
            path: own.needed("path", faults),
        };
        own.nothing_else(&["name", "title", "agency", "table", "vintage", "path"], faults);
        Self::Whole(source)
    }
}

plain!(deserialize SourceOf);

impl LoadOptions {
    /// The source that is to be cited and that the package does not have.
    #[must_use]
    pub fn new_source(&self) -> Option<&Source> {
        match &self.source {
            Some(SourceOf::Whole(source)) => Some(source),
            _ => None,
        }
    }
}

/// A data package and the tables of it, or beside it, that are loaded.
#[derive(Debug, Default)]
pub struct Catalog {
    package: Package,
    /// Sources of files beside the package.
    sources: Vec<Source>,
    tables: Vec<Table>,
    agenda: Option<Agenda>,
}

#[derive(Debug)]
struct Table {
    name: String,
    parts: Vec<Dataset>,
}

impl Catalog {
    /// A catalog without a package: every file that is loaded is recognised by its header.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A catalog of a package whose descriptor is JSON text.
    ///
    /// # Errors
    /// `bad-descriptor` where the text is no data package.
    ///
    /// ```
    /// use common_measure::dataset::catalog::Catalog;
    /// let catalog = Catalog::from_json(r#"{"name": "example", "resources": []}"#)?;
    /// assert!(Catalog::from_json("[]").is_err());
    /// # Ok::<(), common_measure::Error>(())
    /// ```
    pub fn from_json(descriptor: &str) -> Result<Self> {
        let package: Package =
            serde_json::from_str(descriptor).map_err(|e| ErrorKind::Descriptor { message: e.to_string() })?;
        Self::new(package)
    }

    /// A catalog of a package.
    ///
    /// # Errors
    /// `bad-descriptor` where two resources have one name, or the rule on small cells names no dimension.
    pub fn new(package: Package) -> Result<Self> {
        let names: Vec<&str> = package.resources.iter().map(|r| r.name.as_str()).collect();
        if let Some(at) = order::repeated(&names) {
            let message = format!("two resources are called {}", names[at]);
            return Err(ErrorKind::Descriptor { message }.into());
        }
        if let Some(message) = package.common_measure.suppression.fault() {
            return Err(ErrorKind::Descriptor { message }.into());
        }
        Ok(Self { package, ..Self::default() })
    }

    /// Reads a file into the catalog under a name of the package, or any other. A part of a table in several files
    /// is added to the parts before it; any other table takes the place of one of its name.
    ///
    /// # Errors
    /// See [`ingest::read`]. What was loaded before stays as it was.
    pub fn load(&mut self, name: &str, bytes: &[u8]) -> Result<Report> {
        self.load_with(name, bytes, LoadOptions::default())
    }

    /// The same, told more of the file than the package says.
    ///
    /// # Errors
    /// See [`ingest::read`]; `bad-spec` where the columns that are named do not do.
    pub fn load_with(&mut self, name: &str, bytes: &[u8], options: LoadOptions) -> Result<Report> {
        let source = options.new_source().cloned();
        let (data, report) = ingest::read(bytes, self.settings_with(name, options))?;
        self.cite_as(source);
        self.add(name, data);
        Ok(report)
    }

    /// A look at a file, or at its first bytes, before it is loaded; see [`preview`].
    ///
    /// # Errors
    /// See [`preview`].
    pub fn preview(&self, bytes: &[u8], size: Option<u64>, options: LoadOptions) -> Result<Preview> {
        preview(bytes, size, self.settings_with("", options))
    }

    /// A loader for a file that comes in pieces; what it finishes with goes to [`Catalog::add`].
    ///
    /// # Errors
    /// `no-such-format` where the package names a format that there is not.
    pub fn loader(&self, name: &str) -> Result<ingest::Loader> {
        self.loader_with(name, LoadOptions::default())
    }

    /// The same, told more of the file than the package says. A new source goes to [`Catalog::cite_as`].
    ///
    /// # Errors
    /// `no-such-format` for a format that there is not, `bad-spec` where the columns that are named do not do.
    pub fn loader_with(&self, name: &str, options: LoadOptions) -> Result<ingest::Loader> {
        ingest::Loader::new(self.settings_with(name, options))
    }

    /// Makes a source known that the package does not have; it takes the place of one of its name.
    pub fn cite_as(&mut self, source: Option<Source>) {
        let Some(source) = source else { return };
        match self.sources.iter_mut().find(|s| s.name == source.name) {
            Some(known) => *known = source,
            None => self.sources.push(source),
        }
    }

    /// Adds a table that is read already, and hides small cells in all tables anew.
    pub fn add(&mut self, name: &str, mut data: Dataset) {
        data.table = name.into();
        if let Some(persons) = &mut data.persons {
            persons.least = self.package.common_measure.suppression.sampled_persons.unwrap_or_default();
        }
        let mut concerned = self.concerned(name);
        concerned |= self.package.common_measure.suppression.concerns(&data);
        let in_parts = self
            .package
            .resources
            .iter()
            .any(|r| r.name == name && matches!(&r.path, Paths::Many(paths) if paths.len() > 1));
        match self.tables.iter_mut().find(|t| t.name == name) {
            Some(table) if in_parts => table.parts.push(data),
            Some(table) => table.parts = vec![data],
            None => self.tables.push(Table { name: name.to_owned(), parts: vec![data] }),
        }
        if concerned {
            self.suppress();
        }
    }

    /// Takes a table out; whether there was one.
    pub fn unload(&mut self, name: &str) -> bool {
        let (before, concerned) = (self.tables.len(), self.concerned(name));
        self.tables.retain(|t| t.name != name);
        if concerned {
            self.suppress();
        }
        self.tables.len() < before
    }

    /// Whether the rule on small cells is about a table.
    fn concerned(&self, name: &str) -> bool {
        self.datasets(Some(name)).any(|d| self.package.common_measure.suppression.concerns(d))
    }

    /// Of all tables, since one may give away what another hides.
    fn suppress(&mut self) {
        let mut all: Vec<&mut Dataset> = self.tables.iter_mut().flat_map(|t| &mut t.parts).collect();
        self.package.common_measure.suppression.apply(&mut all);
    }

    fn settings(&self, name: &str) -> Settings {
        match self.package.resources.iter().find(|r| r.name == name) {
            Some(Resource { common_measure: s, .. }) => Settings {
                format: s.format.clone(),
                period: s.period.clone().or_else(|| period_in_name(name)),
                source: s.source.clone(),
                indicator: s.indicator.clone(),
                unit: s.unit.clone(),
                ..Settings::default()
            },
            // A visitor's file is its own source.
            None => Settings { period: period_in_name(name), source: Some(name.to_owned()), ..Settings::default() },
        }
    }

    fn settings_with(&self, name: &str, options: LoadOptions) -> Settings {
        let mut settings = self.settings(name);
        for (setting, said) in [
            (&mut settings.format, options.format),
            (&mut settings.period, options.period),
            (&mut settings.indicator, options.indicator),
            (&mut settings.unit, options.unit),
        ] {
            if said.is_some() {
                *setting = said;
            }
        }
        settings.own = options.source.is_some();
        match options.source {
            Some(SourceOf::Id(id)) => settings.source = Some(id),
            Some(SourceOf::Whole(source)) => settings.source = Some(source.name),
            None => {}
        }
        settings.columns = options.columns;
        if settings.columns.is_some() {
            settings.format = None;
            for (code, name) in self.datasets(None).flat_map(Dataset::names) {
                if place::kind(code) != "other" {
                    settings.names.push((code.to_owned(), name.to_owned()));
                }
            }
        }
        settings
    }

    /// Holds an agenda, in the place of the one before: what progress is measured by.
    pub fn follow(&mut self, agenda: Agenda) {
        self.agenda = Some(agenda);
    }

    /// The agenda that it holds.
    #[must_use]
    pub fn agenda(&self) -> Option<&Agenda> {
        self.agenda.as_ref()
    }

    /// The place that a question without one means.
    #[must_use]
    pub fn default_place(&self) -> Option<&str> {
        self.package.common_measure.place.as_deref()
    }

    /// The tables under one name, or all in package order first and then in order of loading.
    pub fn datasets(&self, name: Option<&str>) -> impl Iterator<Item = &Dataset> {
        let rank = |table: &Table| self.package.resources.iter().position(|r| r.name == table.name);
        let mut tables: Vec<&Table> =
            self.tables.iter().filter(|t| name.is_none_or(|wanted| wanted == t.name)).collect();
        let last = |t: &Table| rank(t).unwrap_or(usize::MAX);
        order::sort_by(&mut tables, |a, b| last(a).cmp(&last(b)));
        tables.into_iter().flat_map(|t| &t.parts)
    }

    /// Whether a table of this name is loaded.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tables.iter().any(|t| t.name == name)
    }

    /// What the package says of a source; for an id that it does not know, the id alone.
    #[must_use]
    pub fn source(&self, id: &str) -> Source {
        let known = self.package.sources.iter().chain(&self.sources).find(|s| s.name == id);
        known.cloned().unwrap_or_else(|| Source { name: id.to_owned(), title: id.to_owned(), ..Source::default() })
    }

    /// A place's or occupation's name, where a loaded table gives it; a tract's name follows from its code.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<String> {
        self.names()(code)
    }

    /// [`Catalog::name`] for many codes.
    pub(crate) fn names(&self) -> impl Fn(&str) -> Option<String> {
        let naming: Vec<&Dataset> = self.datasets(None).filter(|d| d.names().next().is_some()).collect();
        move |code| Self::name_among(&naming, code)
    }

    fn name_among(datasets: &[&Dataset], code: &str) -> Option<String> {
        if let Some(name) = datasets.iter().find_map(|d| d.name(code)) {
            return Some(name.to_owned());
        }
        match place::kind(code) {
            "puma" => Some(format!("PUMA {}", code.get(2..)?)),
            "tract" => {
                let (number, suffix) = (code.get(5..9)?.trim_start_matches('0'), code.get(9..)?);
                let suffix = if suffix == "00" { String::new() } else { format!(".{suffix}") };
                Some(format!("Census Tract {number}{suffix}"))
            }
            _ => None,
        }
    }

    /// Places that have figures for an indicator, in one table or in any, each once, in code order, with their names.
    #[must_use]
    pub fn places(&self, indicator: &str, data: Option<&str>) -> Vec<(String, String)> {
        let mut codes: Vec<&str> = self
            .datasets(data)
            .filter(|d| d.values(Dim::Indicator).any(|i| i == indicator))
            .flat_map(|d| d.values(Dim::Place).filter(|p| !p.is_empty()))
            .collect();
        order::sort_by(&mut codes, |a, b| a.cmp(b));
        codes.dedup();
        codes.into_iter().map(|c| (c.to_owned(), self.name(c).unwrap_or_else(|| c.to_owned()))).collect()
    }
}

/// The period that official file names carry: `ACSST5Y2010.S1501-Data` is 2006-2010, `acs-acs1-2018-B15003` is 2018.
fn period_in_name(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let start = text::find(&lower, "acs")?;
    let year_at = (start + 3..bytes.len().saturating_sub(3)).find(|i| {
        let ends = bytes.get(i + 4).is_none_or(|b| !b.is_ascii_digit());
        let begins = !bytes[i - 1].is_ascii_digit();
        bytes[*i..*i + 4].starts_with(b"20") && bytes[*i..*i + 4].iter().all(u8::is_ascii_digit) && ends && begins
    })?;
    let year: u16 = lower.get(year_at..year_at + 4)?.parse().ok()?;
    let span = lower.get(start..year_at)?.bytes().rev().find(u8::is_ascii_digit);
    let first = if span == Some(b'5') { year - 4 } else { year };
    Some(Period { first, last: year }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_file_names_tell_the_period() {
        assert_eq!(period_in_name("ACSST5Y2010.S1501-Data.csv").as_deref(), Some("2006-2010"));
        assert_eq!(period_in_name("bystate-acs-acs1-2018-C15002.csv").as_deref(), Some("2018"));
        assert_eq!(period_in_name("ACSDT1Y2019.B15003-Data").as_deref(), Some("2019"));
        assert_eq!(period_in_name("Education2023.csv"), None);
        assert_eq!(period_in_name("acs"), None);
    }
}
