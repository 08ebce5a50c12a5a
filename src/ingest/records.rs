//! Bytes, whole or in pieces, to rows. A piece may stop anywhere, even inside a quoted cell. Rows without quotation marks
//! are cut by [`common_measure_scan::Rows`]; the csv crate parses all others, and is what the former are tested against.

use super::json::JsonRows;
use crate::WHOLE;
use crate::dataset::Lines;
use crate::error::{ErrorKind, Position, Result};
use common_measure_scan::{Cells, Gathered, Rows, Taken};
use std::borrow::Cow;

/// A row longer than this is taken for an unclosed quotation mark.
pub(super) const MAX_ROW: usize = 4 << 20;

/// So much is worked on at a time, whatever the size of the pieces: it stays in the processor's cache.
const PIECE: usize = 1 << 17;

/// The csv crate is given so many bytes at least, plain rows among them: it takes longer to make ready than to read them.
const PARSED: usize = 1 << 10;

/// One row of a file.
pub(crate) struct Row<'a> {
    pub(super) cells: Cells<'a>,
    /// Line of the file on which the row starts, from 1; in JSON the number of the row.
    pub(crate) line: u64,
    /// What its cells are separated by in the file.
    pub(super) delimiter: u8,
    /// Whether it is an array of JSON.
    pub(super) json: bool,
}

impl Row<'_> {
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The text of a cell, trimmed; "" beyond the row's end. Bytes that are not UTF-8 are read as Windows-1252,
    /// which older federal files use.
    pub(crate) fn text(&self, index: usize) -> Cow<'_, str> {
        decode(self.cells.get(index))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.cells.iter().map(decode)
    }

    /// Number of cells up to the last that is not blank.
    pub(crate) fn filled(&self) -> usize {
        self.cells.filled()
    }
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => Cow::Owned(bytes.iter().map(|b| windows_1252(*b)).collect::<String>().trim().to_owned()),
    }
}

/// Windows-1252 differs from Latin-1, and so from Unicode, only in 0x80 to 0x9F. Source: WHATWG Encoding Standard.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// What rows go into.
pub(crate) trait Sink {
    /// Takes a row.
    fn row(&mut self, row: Row<'_>) -> Result<()>;

    /// Takes as many rows as it can without care; none where it never can. The next one is then taken as a row.
    fn lines(&mut self, _lines: Lines<'_>) -> Option<Taken> {
        None
    }
}

impl<F: FnMut(Row<'_>) -> Result<()>> Sink for F {
    fn row(&mut self, row: Row<'_>) -> Result<()> {
        self(row)
    }
}

/// Splits a stream of bytes into rows.
pub(crate) struct Records {
    pending: Vec<u8>,
    /// In so many of these no further row ends.
    scanned: usize,
    rows: Rows,
    gathered: Gathered,
    delimiter: Option<u8>,
    started: bool,
    /// Line on which `pending` begins.
    line: u64,
    last_byte: u8,
    /// Where the file is JSON, its reader.
    json: Option<JsonRows>,
}

impl Records {
    pub(crate) fn new() -> Self {
        Self {
            pending: Vec::new(),
            scanned: 0,
            rows: Rows::default(),
            gathered: Gathered::default(),
            delimiter: None,
            started: false,
            line: 1,
            last_byte: b'\n',
            json: None,
        }
    }

    /// The delimiter, once it is known; JSON has none.
    pub(super) fn delimiter(&self) -> Option<u8> {
        self.delimiter.filter(|_| self.json.is_none())
    }

    /// Takes a piece and hands each row that is complete to `each`.
    pub(crate) fn push(&mut self, piece: &[u8], each: &mut dyn Sink) -> Result<()> {
        self.last_byte = piece.last().copied().unwrap_or(self.last_byte);
        for part in piece.chunks(PIECE) {
            let part =
                if WHOLE && self.started && self.delimiter().is_some() { self.in_place(part, each)? } else { part };
            self.pending.extend_from_slice(part);
            // Signatures and the byte order mark need four bytes at most, unless the file is shorter than that.
            if !self.started && self.pending.len() >= 4 && form(&self.pending) != Form::Open {
                self.start()?;
            }
            if self.started {
                self.drain(false, each)?;
            }
        }
        Ok(())
    }

    /// Hands over the rows of a piece that are complete, without a copy of them; what is left of it.
    fn in_place<'a>(&mut self, piece: &'a [u8], each: &mut dyn Sink) -> Result<&'a [u8]> {
        let mut rest = piece;
        if !self.pending.is_empty() {
            // First the row that began in the piece before.
            let Some(end) = piece.iter().position(|b| *b == b'\n') else { return Ok(piece) };
            let (row, after) = piece.split_at(end + 1);
            self.pending.extend_from_slice(row);
            self.drain(false, each)?;
            rest = after;
        }
        if self.pending.is_empty() {
            let used = self.complete(rest, false, each)?;
            rest = &rest[used..];
        }
        Ok(rest)
    }

    /// Hands over what is left. A file may end without a line break, but not inside quotation marks.
    pub(crate) fn finish(&mut self, each: &mut dyn Sink) -> Result<()> {
        if !self.started {
            self.start()?;
        }
        self.drain(true, each)
    }

    pub(crate) fn ends_with_line_break(&self) -> bool {
        // An array that is closed is complete.
        self.json.is_some() || matches!(self.last_byte, b'\n' | b'\r')
    }

    fn start(&mut self) -> Result<()> {
        self.started = true;
        let head = &self.pending[..];
        let looks_like = match head {
            [b'P', b'K', 3, 4, ..] => Some("a zip archive or a workbook (.xlsx)"),
            [0x1f, 0x8b, ..] => Some("a gzip archive"),
            [b'%', b'P', b'D', b'F', ..] => Some("a PDF document"),
            [0x89, b'P', b'N', b'G', ..] => Some("a picture"),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16 text; save it as UTF-8"),
            _ => None,
        };
        if let Some(looks_like) = looks_like {
            return Err(ErrorKind::Binary { looks_like }.into());
        }
        if self.pending.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.pending.drain(..3);
        }
        match form(&self.pending) {
            Form::Json if WHOLE => self.json = Some(JsonRows::new()),
            Form::WebPage => return Err(ErrorKind::NotATable { looks_like: "a web page (HTML)".to_owned() }.into()),
            Form::Object | Form::Json => {
                let looks_like = "a JSON object, not an array of arrays".to_owned();
                return Err(ErrorKind::NotATable { looks_like }.into());
            }
            Form::Table | Form::Open => {}
        }
        Ok(())
    }

    fn drain(&mut self, last: bool, each: &mut dyn Sink) -> Result<()> {
        if let Some(json) = self.json.as_mut().filter(|_| WHOLE) {
            let piece = std::mem::take(&mut self.pending);
            json.push(&piece, &mut |row| each.row(row))?;
            return if last { json.finish() } else { Ok(()) };
        }
        self.delimiter = self.delimiter.or_else(|| sniff(&self.pending, last));
        // Up to the first of them, a row reads the same whichever the delimiter turns out to be.
        let known = self.delimiter.map_or_else(|| self.pending.iter().position(|b| is_delimiter(*b)), |_| None);
        let known = known.unwrap_or(self.pending.len());
        // No row can have ended, nor be at fault.
        let new = &self.pending[self.scanned..known];
        if !last && known < MAX_ROW && !new.contains(&b'\n') && !new.contains(&0) {
            self.scanned = known;
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        let used = self.complete(&pending[..known], last, each)?;
        // The room is kept, for the next piece.
        self.pending = pending;
        self.pending.drain(..used);
        self.scanned = known - used;
        Ok(())
    }

    /// Hands over the rows of these bytes that are complete, or all where these are the last; the bytes that they took.
    fn complete(&mut self, bytes: &[u8], last: bool, each: &mut dyn Sink) -> Result<usize> {
        let delimiter = self.delimiter.unwrap_or(b',');
        let mut at = 0;
        // So many rows are read with care before it is tried without.
        let mut careful = 1;
        loop {
            let rest = &bytes[at..];
            // The build that reads small tables alone leaves all rows to the csv crate.
            if WHOLE {
                let lines = Lines { bytes: rest, delimiter, line: self.line };
                let taken = each.lines(lines);
                let Taken { rows, bytes: read } = taken.unwrap_or(Taken { rows: 0, bytes: 0 });
                (at, self.line) = (at + read, self.line + rows as u64);
                careful = match (taken, rows) {
                    (None, _) => usize::MAX,
                    (_, 0) => careful.saturating_mul(2),
                    _ => 1,
                };
                let rest = &bytes[at..];
                let used = self.rows.find(rest, delimiter, MAX_ROW, careful);
                for row in 0..self.rows.len() {
                    let (cells, line) = (self.rows.row(rest, row), self.line);
                    self.line += 1;
                    // The csv crate passes over blank lines.
                    if cells.len() > 1 || !cells.get(0).is_empty() {
                        each.row(Row { cells, line, delimiter, json: false })?;
                    }
                }
                at += used;
                if used > 0 {
                    continue;
                }
            }
            let rest = &bytes[at..];
            // The rows before a fault come first, or a file in pieces would meet other errors than the whole.
            let block = match quoted(rest, delimiter) {
                Quoted { fault: Some(kind), rows, .. } => {
                    self.parse(&rest[..rows], delimiter, each)?;
                    self.line += line_feeds(&rest[..rows]);
                    return Err(kind(Position { line: self.line, column: 1 }).into());
                }
                Quoted { open: true, .. } if last => return self.unfinished(rest, delimiter, each),
                Quoted { rows, plain, .. } if plain || !last => &rest[..rows],
                _ => rest,
            };
            if block.is_empty() {
                return Ok(at);
            }
            self.parse(block, delimiter, each)?;
            self.line += line_feeds(block);
            at += block.len();
        }
    }

    /// A file that ends inside quotation marks: the rows before are good, the last one is not.
    fn unfinished(&mut self, block: &[u8], delimiter: u8, each: &mut dyn Sink) -> Result<usize> {
        let mut position = Position { line: self.line, column: 1 };
        self.parse(block, delimiter, &mut |row: Row<'_>| {
            position = Position { line: row.line, column: row.len() as u64 };
            Ok(())
        })?;
        self.parse(block, delimiter, &mut |row: Row<'_>| {
            if row.line < position.line { each.row(row) } else { Ok(()) }
        })?;
        Err(ErrorKind::Truncated { at: position }.into())
    }

    fn parse(&mut self, block: &[u8], delimiter: u8, each: &mut dyn Sink) -> Result<()> {
        if block.is_empty() {
            return Ok(());
        }
        // The csv crate takes a byte order mark off whatever it reads first, even from the middle of a file: so that
        // is a line break, which it passes over.
        let bytes = std::io::Read::chain(&b"\n"[..], block);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        // Reading bytes from memory into flexible byte records has no error left to report.
        while let Ok(true) = reader.read_byte_record(&mut record) {
            let line = self.line + record.position().map_or(0, |p| lines_before(block, p));
            self.gathered.clear();
            record.iter().for_each(|cell| self.gathered.push(cell));
            each.row(Row { cells: self.gathered.cells(), line, delimiter, json: false })?;
        }
        Ok(())
    }
}

/// The csv crate's own states, as far as a row's end depends on them.
#[derive(Clone, Copy, PartialEq)]
enum Quote {
    CellStart,
    Plain,
    Quoted,
    EndOrEscape,
}

/// Rows that have quotation marks, or something else that is not plain, at the beginning of some bytes.
struct Quoted {
    /// Bytes of those that are complete.
    rows: usize,
    /// Whether a row follows that is plain again.
    plain: bool,
    /// Whether the last one is inside quotation marks where the bytes end.
    open: bool,
    fault: Option<fn(Position) -> ErrorKind>,
}

/// Finds the end of the first row, and of those after it up to one that is plain.
fn quoted(bytes: &[u8], delimiter: u8) -> Quoted {
    let mut found = Quoted { rows: 0, plain: false, open: false, fault: None };
    let mut quote = Quote::CellStart;
    let mut plain = true;
    for (i, &byte) in bytes.iter().enumerate() {
        if byte == 0 {
            found.fault = Some(|_| ErrorKind::Binary { looks_like: "binary data" });
            return found;
        }
        if i - found.rows >= MAX_ROW {
            found.fault = Some(|at| ErrorKind::RowTooLong { at, limit: MAX_ROW });
            return found;
        }
        plain &= byte != b'"';
        let row_ends = matches!(byte, b'\n' | b'\r') && quote != Quote::Quoted;
        quote = match (quote, byte) {
            (Quote::Quoted, b'"') => Quote::EndOrEscape,
            (Quote::Quoted, _) => Quote::Quoted,
            (Quote::CellStart | Quote::EndOrEscape, b'"') => Quote::Quoted,
            _ if row_ends || byte == delimiter => Quote::CellStart,
            _ => Quote::Plain,
        };
        // Not after a carriage return: the line feed that may follow belongs to the same line.
        if row_ends && byte == b'\n' {
            if WHOLE && plain && found.rows >= PARSED {
                found.plain = true;
                return found;
            }
            found.rows = i + 1;
            plain = true;
        }
    }
    found.open = quote == Quote::Quoted;
    found
}

fn line_feeds(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}

/// What a file's first characters say of its form.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Table,
    Json,
    Object,
    WebPage,
    /// More of it is needed to tell.
    Open,
}

/// The form by the first characters that are not blank; blanks beyond the first kilobytes do not count as such.
fn form(pending: &[u8]) -> Form {
    const FORMS: [(&str, Form); 5] = [
        ("[[", Form::Json),
        ("[]", Form::Json),
        ("{\"", Form::Object),
        ("<!doctype html", Form::WebPage),
        ("<html", Form::WebPage),
    ];
    let bytes = pending.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pending);
    let full = bytes.len() >= 4096;
    let bytes = &bytes[..bytes.len().min(4096)];
    let squeezed: String = match bytes.trim_ascii_start().first() {
        // Blanks may stand between brackets; in a page's first tag they count.
        Some(b'[' | b'{') => {
            bytes.iter().filter(|b| !b.is_ascii_whitespace()).take(2).map(|b| char::from(*b)).collect()
        }
        _ => bytes.trim_ascii_start().iter().take(14).map(|b| char::from(b.to_ascii_lowercase())).collect(),
    };
    if let Some((_, found)) = FORMS.iter().find(|(start, _)| squeezed.starts_with(start)) {
        return *found;
    }
    if !full && FORMS.iter().any(|(start, _)| start.starts_with(&squeezed)) { Form::Open } else { Form::Table }
}

/// Line breaks before a record. Its position is where the one before it ended: the second half of a CRLF and blank
/// lines may follow. One line break more was read than the block has.
fn lines_before(block: &[u8], position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX).saturating_sub(1);
    let breaks = block.iter().skip(from).take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line().saturating_sub(2) + breaks.filter(|b| **b == b'\n').count() as u64
}

/// What cells are separated by; of equally many the first.
const DELIMITERS: [u8; 3] = *b",\t^";

fn is_delimiter(byte: u8) -> bool {
    DELIMITERS.contains(&byte)
}

/// The delimiter of the first line that has one: the one that it has most of. `None` until that line, or enough of it,
/// is there.
fn sniff(pending: &[u8], last: bool) -> Option<u8> {
    const ENOUGH: usize = 1 << 16;
    let first = pending.iter().position(|b| is_delimiter(*b))?;
    let line = &pending[first..pending.len().min(first + ENOUGH)];
    let end = line.iter().position(|b| *b == b'\n');
    if end.is_none() && line.len() < ENOUGH && !last {
        return None;
    }
    let line = &line[..end.unwrap_or(line.len())];
    let count = |d: u8| line.iter().filter(|b| **b == d).count();
    let most = |best, d| if count(d) > count(best) { d } else { best };
    Some(DELIMITERS.into_iter().fold(DELIMITERS[0], most))
}
