//! Texts that were read before, and what they came to.

use crate::rows::Cells;

/// What the words of some cells mean, as far as they were met already.
#[derive(Debug)]
pub struct Known {
    /// Cell of the row, place of its code, and what is known.
    cells: Vec<(usize, usize, Memo)>,
}

impl Known {
    /// Of these cells nothing is known yet; each is given with the place of its code among a row's codes.
    #[must_use]
    pub fn new(cells: impl Iterator<Item = (usize, usize)>) -> Self {
        Self { cells: cells.map(|(cell, place)| (cell, place, Memo::default())).collect() }
    }

    /// Puts the code of each cell in its place; false where one of them is not known.
    pub fn codes(&mut self, row: &Cells<'_>, codes: &mut [u32]) -> bool {
        self.cells.iter_mut().all(|(cell, place, memo)| match memo.get(row.get(*cell)) {
            Some(code) => {
                codes[*place] = code;
                true
            }
            None => false,
        })
    }

    /// Takes note of each cell's code.
    #[cold]
    pub fn learn(&mut self, row: &Cells<'_>, codes: &[u32]) {
        for (cell, place, memo) in &mut self.cells {
            memo.learn(row.get(*cell), codes[*place]);
        }
    }
}

/// Length, beginning and end of a text: all of it where it is short.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    len: usize,
    first: u64,
    last: u64,
}

/// Longer texts may have a key in common.
const SHORT: usize = 16;

impl Key {
    #[inline]
    fn of(text: &[u8]) -> Self {
        let eight = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
        let few = || text.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
        let first = eight(text.first_chunk()).unwrap_or_else(few);
        Self { len: text.len(), first, last: eight(text.last_chunk()).unwrap_or_default() }
    }

    #[inline]
    fn hash(self) -> usize {
        const ODD: u64 = 0xf135_7aea_2e62_a9c5;
        let hash = (self.first ^ self.len as u64).wrapping_mul(ODD).rotate_left(26) ^ self.last;
        (hash.wrapping_mul(ODD) >> 40) as usize % HASHES
    }
}

#[derive(Debug)]
struct Entry {
    key: Key,
    from: usize,
    code: u32,
    /// Of the same hash.
    next: usize,
    /// Those of the same hash up to this one.
    count: usize,
}

/// Hashes that are told apart.
const HASHES: usize = 1 << 13;

/// So many words of one hash are remembered, and no more: long words alike at both ends have one, and a file may be made of
/// words that do. The caller reads those with care.
const OF_ONE_HASH: usize = 32;

/// No entry.
const NONE: usize = usize::MAX;

/// Texts with a code each. One that comes again, as in tables that are in order, is known without a search.
#[derive(Debug, Default)]
struct Memo {
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// The last entry of each hash.
    heads: Vec<usize>,
    last: usize,
}

impl Memo {
    #[inline]
    fn get(&mut self, text: &[u8]) -> Option<u32> {
        let last = self.entries.get(self.last)?;
        let key = Key::of(text);
        if self.is(last, key, text) {
            return Some(last.code);
        }
        self.last = self.find(key, text)?;
        Some(self.entries[self.last].code)
    }

    #[inline]
    fn is(&self, entry: &Entry, key: Key, text: &[u8]) -> bool {
        entry.key == key && (key.len <= SHORT || self.text.get(entry.from..entry.from + key.len) == Some(text))
    }

    #[inline(never)]
    fn find(&self, key: Key, text: &[u8]) -> Option<usize> {
        let mut at = *self.heads.get(key.hash())?;
        loop {
            let entry = self.entries.get(at)?;
            if self.is(entry, key, text) {
                return Some(at);
            }
            at = entry.next;
        }
    }

    fn learn(&mut self, text: &[u8], code: u32) {
        let key = Key::of(text);
        if self.find(key, text).is_some() {
            return;
        }
        self.heads.resize(HASHES, NONE);
        let head = &mut self.heads[key.hash()];
        let count = self.entries.get(*head).map_or(1, |entry| entry.count + 1);
        if count > OF_ONE_HASH {
            return;
        }
        self.entries.push(Entry { key, from: self.text.len(), code, next: *head, count });
        *head = self.entries.len() - 1;
        self.text.extend_from_slice(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Gathered;

    #[test]
    fn what_was_learnt_is_known_and_nothing_else() {
        let word = |n: u32| "w".repeat(n as usize % 30) + &n.to_string();
        let mut known = Known::new([(1, 0)].into_iter());
        let mut row = Gathered::default();
        let mut codes = [0];
        for pass in 0..2 {
            for n in 0..20_000 {
                row.clear();
                row.push(b"other");
                row.push(word(n).as_bytes());
                assert_eq!(known.codes(&row.cells(), &mut codes), pass == 1, "{n}");
                if pass == 1 {
                    assert_eq!(codes, [n]);
                }
                known.learn(&row.cells(), &[n]);
            }
        }
        row.clear();
        assert!(!known.codes(&row.cells(), &mut codes), "a cell that is not there");
    }
}
