//! Where in a JSON text a field stands. Asked after a fault alone, of text that is JSON: reading need not remember places.

use super::shape::Step;
use crate::error::Position;

/// Line and character of the value that a path leads to, or of the innermost one on the way that is there.
pub(super) fn position(text: &str, path: &[Step]) -> Position {
    let bytes = text.as_bytes();
    let mut at = skip_blanks(bytes, 0);
    for step in path {
        match child(bytes, at, step) {
            Some(inner) => at = inner,
            None => break,
        }
    }
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() as u64 + 1, column: line.chars().count() as u64 + 1 }
}

/// Where a field or an element of the value that begins at `at` begins.
fn child(bytes: &[u8], at: usize, step: &Step) -> Option<usize> {
    let mut at = skip_blanks(bytes, at + 1);
    let mut index = 0;
    while !matches!(bytes.get(at)?, b'}' | b']') {
        let found = match step {
            Step::At(wanted) => index == *wanted,
            Step::Field(name) => {
                let end = value_end(bytes, at);
                let key = bytes.get(at..end)?.trim_ascii();
                // Past the colon.
                at = skip_blanks(bytes, end + 1);
                key.strip_prefix(b"\"").and_then(|k| k.strip_suffix(b"\"")) == Some(name.as_bytes())
            }
        };
        if found {
            return Some(at);
        }
        at = skip_blanks(bytes, value_end(bytes, at));
        if bytes.get(at) == Some(&b',') {
            at = skip_blanks(bytes, at + 1);
        }
        index += 1;
    }
    None
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let blanks = bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count();
    at + blanks
}

/// Where a value or a key ends: at the comma, colon or bracket after it.
fn value_end(bytes: &[u8], from: usize) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (i, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b',' | b':' | b'}' | b']' if depth == 0 => return i,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}
