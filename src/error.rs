//! One error type for the whole path: a stable code, a sentence, and the place in the file where there is one.

use crate::plain::plain;
use std::fmt;

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// A failed operation. Cheap to move; see [`ErrorKind`] for what went wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// Where in a file: lines and columns count from 1, a column being a cell of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line in the file, the first line being 1.
    pub line: u64,
    /// Cell in the row, the first being 1.
    pub column: u64,
}

plain!(write Position { line, column });

impl Position {
    /// The start of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Where a JSON text is at fault. serde_json counts bytes, and from 0 where a line has nothing; here it is characters.
    pub(crate) fn in_json(text: &[u8], fault: &serde_json::Error) -> Self {
        let (mut line, mut bytes, mut characters) = (1, 0, 0);
        for byte in text {
            if line < fault.line() {
                line += usize::from(*byte == b'\n');
            } else if bytes < fault.column() {
                bytes += 1;
                characters += u64::from(*byte & 0xc0 != 0x80);
            }
        }
        Self { line: fault.line() as u64, column: characters.max(1) }
    }
}

/// Everything that can go wrong. New kinds may be added.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file has no bytes, or none but blanks.
    Empty,
    /// The file is not text: a workbook, an archive, a picture.
    Binary {
        /// What its first bytes say it is.
        looks_like: &'static str,
    },
    /// The file is text, but no table: a web page, a JSON object, a server's error message.
    NotATable {
        /// What it is instead; an error message is quoted.
        looks_like: String,
    },
    /// The file begins as a JSON array of arrays and does not go on as one.
    BadJson {
        /// Row and cell: the header is row 1.
        at: Position,
    },
    /// The file ends inside a quoted cell or a short last row.
    Truncated {
        /// Where the unfinished row or cell begins.
        at: Position,
    },
    /// One row is longer than any real row: most likely a quote that never closes.
    RowTooLong {
        /// Where the row begins.
        at: Position,
        /// The limit in bytes.
        limit: usize,
    },
    /// No known format has such a header.
    UnknownFormat {
        /// The first cells of the first row.
        seen: String,
    },
    /// A file was said to be of a format whose header it does not have.
    WrongFormat {
        /// The format asked for.
        expected: String,
        /// The first cells of the first row.
        seen: String,
    },
    /// The header is known but the file has no row of data.
    NoRows {
        /// The format of the header.
        format: &'static str,
        /// The line after the header.
        at: Position,
    },
    /// Every row was refused; the first refusal tells why.
    AllRefused {
        /// The first refused row's message.
        first: String,
        /// Where it is.
        at: Position,
    },
    /// A name that no format has.
    NoSuchFormat {
        /// The name given.
        name: String,
    },
    /// The data package's descriptor cannot be used.
    Descriptor {
        /// What is wrong.
        message: String,
    },
    /// A question (spec) that cannot be understood.
    Spec {
        /// The field at fault.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// The question is clear, but nothing that is loaded answers it.
    NoData {
        /// What was looked for.
        message: String,
    },
    /// The data is there, but the comparison would mislead.
    NotComparable {
        /// Why not.
        message: String,
    },
    /// A loader was used after it was finished or cancelled.
    LoaderClosed,
    /// Shapes that cannot be read.
    Geometry {
        /// A stable word for what is wrong, for whoever says it in another language; docs/api.md has them.
        reason: &'static str,
        /// What is wrong.
        message: String,
        /// Line and character, where the text is no JSON.
        at: Option<Position>,
    },
    /// An agenda that cannot be used.
    Agenda {
        /// The field at fault, `goals[2].indicators[0].target.year` say; "" where the text is no JSON.
        field: String,
        /// What is wrong with it.
        message: String,
        /// Line and character.
        at: Option<Position>,
    },
    /// The picture could not be drawn.
    Draw {
        /// The backend's own words.
        message: String,
    },
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// A stable word for programs: never changes its meaning once published.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match *self.0 {
            ErrorKind::Empty => "empty-file",
            ErrorKind::Binary { .. } => "binary-file",
            ErrorKind::NotATable { .. } => "not-a-table",
            ErrorKind::BadJson { .. } => "bad-json",
            ErrorKind::Truncated { .. } => "truncated-file",
            ErrorKind::RowTooLong { .. } => "row-too-long",
            ErrorKind::UnknownFormat { .. } => "unknown-format",
            ErrorKind::WrongFormat { .. } => "wrong-format",
            ErrorKind::NoRows { .. } => "no-rows",
            ErrorKind::AllRefused { .. } => "all-rows-refused",
            ErrorKind::NoSuchFormat { .. } => "no-such-format",
            ErrorKind::Descriptor { .. } => "bad-descriptor",
            ErrorKind::Spec { .. } => "bad-spec",
            ErrorKind::NoData { .. } => "no-data",
            ErrorKind::NotComparable { .. } => "not-comparable",
            ErrorKind::LoaderClosed => "loader-closed",
            ErrorKind::Geometry { .. } => "bad-geometry",
            ErrorKind::Agenda { .. } => "bad-agenda",
            ErrorKind::Draw { .. } => "draw-failed",
        }
    }

    /// Where in the file, for every error that a file causes.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match *self.0 {
            ErrorKind::Empty
            | ErrorKind::Binary { .. }
            | ErrorKind::NotATable { .. }
            | ErrorKind::UnknownFormat { .. }
            | ErrorKind::WrongFormat { .. } => Some(Position::START),
            ErrorKind::Truncated { at }
            | ErrorKind::BadJson { at }
            | ErrorKind::RowTooLong { at, .. }
            | ErrorKind::NoRows { at, .. }
            | ErrorKind::AllRefused { at, .. } => Some(at),
            ErrorKind::Geometry { at, .. } | ErrorKind::Agenda { at, .. } => at,
            _ => None,
        }
    }

    pub(crate) fn spec(field: &'static str, message: impl Into<String>) -> Self {
        ErrorKind::Spec { field, message: message.into() }.into()
    }

    pub(crate) fn no_data(message: impl Into<String>) -> Self {
        ErrorKind::NoData { message: message.into() }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Empty => write!(f, "the file is empty"),
            ErrorKind::Binary { looks_like } => write!(f, "the file is not text: it looks like {looks_like}"),
            ErrorKind::NotATable { looks_like } => write!(f, "the file is not a table: it is {looks_like}"),
            ErrorKind::BadJson { at } => write!(
                f,
                "the file is not a JSON array of arrays of plain values (row {}, cell {})",
                at.line, at.column
            ),
            ErrorKind::Truncated { at } => {
                write!(f, "the file ends in the middle of a row (line {}, column {})", at.line, at.column)
            }
            ErrorKind::RowTooLong { at, limit } => write!(
                f,
                "the row at line {} is longer than {limit} bytes; a quotation mark may be missing its end",
                at.line
            ),
            ErrorKind::UnknownFormat { seen } => write!(f, "no known table has this header: {seen}"),
            ErrorKind::WrongFormat { expected, seen } => {
                write!(f, "expected a file of format {expected}, but its header is: {seen}")
            }
            ErrorKind::NoRows { format, at } => {
                write!(f, "the header is of format {format}, but no row follows it (line {})", at.line)
            }
            ErrorKind::AllRefused { first, at } => {
                write!(
                    f,
                    "no row could be read; the first problem is at line {}, column {}: {first}",
                    at.line, at.column
                )
            }
            ErrorKind::NoSuchFormat { name } => write!(f, "there is no format called {name}"),
            ErrorKind::Descriptor { message } => write!(f, "the data package cannot be used: {message}"),
            ErrorKind::Spec { field, message } => write!(f, "{field}: {message}"),
            ErrorKind::NoData { message } | ErrorKind::NotComparable { message } => write!(f, "{message}"),
            ErrorKind::LoaderClosed => write!(f, "this loader has been finished or cancelled"),
            ErrorKind::Geometry { message, at: None, .. } => write!(f, "the shapes cannot be used: {message}"),
            ErrorKind::Geometry { message, at: Some(at), .. } => {
                write!(f, "the shapes cannot be used: {message} (line {}, column {})", at.line, at.column)
            }
            ErrorKind::Agenda { field, message, at } => {
                write!(f, "the agenda cannot be used: ")?;
                if !field.is_empty() {
                    write!(f, "{field}: ")?;
                }
                write!(f, "{message}")?;
                at.map_or(Ok(()), |at| write!(f, " (line {}, column {})", at.line, at.column))
            }
            ErrorKind::Draw { message } => write!(f, "the chart could not be drawn: {message}"),
        }
    }
}

impl std::error::Error for Error {}
