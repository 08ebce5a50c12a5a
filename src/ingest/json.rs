//! A JSON array of arrays, as the Census API answers, to rows; whole or in pieces, cut anywhere. Only this form is read:
//! a cell is a string, a number, `true`, `false` or `null`, and a row is one inner array, so that no tree is built.
//! A position's line is the row's number, the header being 1, and its column the cell's.

use super::records::{MAX_ROW, Row};
use crate::error::{ErrorKind, Position, Result};
use crate::number;
use common_measure_scan::Gathered;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    FirstRow,
    NextRow,
    FirstCell,
    NextCell,
    Text,
    Escape,
    /// Hexadecimal digits of `\uXXXX` that are read already.
    Hex(u8),
    /// A number or a word.
    Bare,
    AfterCell,
    AfterRow,
    End,
}

pub(super) struct JsonRows {
    state: State,
    cells: Gathered,
    cell: Vec<u8>,
    /// Number of the row that is being read, or was read last; from 1.
    row: u64,
    /// Bytes of that row.
    size: usize,
    unit: u16,
    /// First half of a surrogate pair.
    high: Option<u16>,
}

impl JsonRows {
    pub(super) fn new() -> Self {
        Self { state: State::Start, cells: Gathered::default(), cell: Vec::new(), row: 0, size: 0, unit: 0, high: None }
    }

    pub(super) fn push(&mut self, piece: &[u8], each: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        piece.iter().try_for_each(|byte| self.byte(*byte, each))
    }

    pub(super) fn finish(&self) -> Result<()> {
        if self.state == State::End { Ok(()) } else { Err(ErrorKind::Truncated { at: self.at() }.into()) }
    }

    fn at(&self) -> Position {
        Position { line: self.row.max(1), column: self.cells.cells().len() as u64 + 1 }
    }

    fn bad<T>(&self) -> Result<T> {
        Err(ErrorKind::BadJson { at: self.at() }.into())
    }

    fn byte(&mut self, byte: u8, each: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        self.size += 1;
        if self.size > MAX_ROW {
            return Err(ErrorKind::RowTooLong { at: self.at(), limit: MAX_ROW }.into());
        }
        let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        match (self.state, byte) {
            (State::Text, _) => return self.text(byte),
            (State::Escape, _) => return self.escape(byte),
            (State::Hex(read), _) => return self.hex(byte, read),
            (State::Bare, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.') => self.cell.push(byte),
            (State::Bare, _) if blank || matches!(byte, b',' | b']') => {
                if !is_scalar(&self.cell) {
                    return self.bad();
                }
                self.end_cell();
                // The same byte again, as what follows a cell.
                self.size -= 1;
                return self.byte(byte, each);
            }
            _ if blank => {}
            (State::Start, b'[') => self.state = State::FirstRow,
            (State::FirstRow | State::NextRow, b'[') => {
                self.row += 1;
                self.size = 1;
                self.cells.clear();
                self.state = State::FirstCell;
            }
            (State::FirstRow | State::AfterRow, b']') => self.state = State::End,
            (State::FirstCell | State::AfterCell, b']') => {
                self.state = State::AfterRow;
                return each(Row { cells: self.cells.cells(), line: self.row, delimiter: b',', json: true });
            }
            (State::FirstCell | State::NextCell, b'"') => self.state = State::Text,
            (State::FirstCell | State::NextCell, b'-' | b'0'..=b'9' | b'n' | b't' | b'f') => {
                self.cell.push(byte);
                self.state = State::Bare;
            }
            (State::AfterCell, b',') => self.state = State::NextCell,
            (State::AfterRow, b',') => self.state = State::NextRow,
            _ => return self.bad(),
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        self.cells.push(&self.cell);
        self.cell.clear();
        self.state = State::AfterCell;
    }

    fn text(&mut self, byte: u8) -> Result<()> {
        match byte {
            b'\\' => {
                self.state = State::Escape;
                return Ok(());
            }
            0..=0x1f => return self.bad(),
            _ => self.lone_half(),
        }
        if byte == b'"' {
            self.end_cell();
        } else {
            self.cell.push(byte);
        }
        Ok(())
    }

    fn escape(&mut self, byte: u8) -> Result<()> {
        let plain = match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                self.unit = 0;
                self.state = State::Hex(0);
                return Ok(());
            }
            _ => return self.bad(),
        };
        self.lone_half();
        self.cell.push(plain);
        self.state = State::Text;
        Ok(())
    }

    fn hex(&mut self, byte: u8, read: u8) -> Result<()> {
        let Some(digit) = char::from(byte).to_digit(16) else { return self.bad() };
        self.unit = self.unit << 4 | digit as u16;
        self.state = State::Hex(read + 1);
        if read == 3 {
            self.state = State::Text;
            match (self.high.take(), self.unit) {
                (Some(high), low @ 0xdc00..=0xdfff) => {
                    let code = 0x1_0000 + ((u32::from(high) - 0xd800) << 10) + u32::from(low) - 0xdc00;
                    self.character(char::from_u32(code));
                }
                (high, unit) => {
                    self.high = high;
                    self.lone_half();
                    if (0xd800..=0xdbff).contains(&unit) {
                        self.high = Some(unit);
                    } else {
                        self.character(char::from_u32(u32::from(unit)));
                    }
                }
            }
        }
        Ok(())
    }

    /// Half a pair without its other half is no character.
    fn lone_half(&mut self) {
        if self.high.take().is_some() {
            self.character(None);
        }
    }

    fn character(&mut self, character: Option<char>) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        self.cell.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn is_scalar(text: &[u8]) -> bool {
    match text {
        b"null" | b"true" | b"false" => true,
        _ => std::str::from_utf8(text).is_ok_and(|t| number::parse(t).is_some_and(f64::is_finite)),
    }
}
