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
    pub fn learn(&mut self, row: &Cells<'_>, codes: &[u32]) {
        for (cell, place, memo) in &mut self.cells {
            let text = row.get(*cell);
            if memo.get(text).is_none() {
                memo.learn(text, codes[*place]);
            }
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    hash: u64,
    from: u32,
    /// Of a place that is free, [`FREE`].
    len: u32,
    code: u32,
}

const FREE: u32 = u32::MAX;

/// Texts with a code each. One that comes again, as in tables that are in order, is known without a search.
#[derive(Debug, Default)]
struct Memo {
    text: Vec<u8>,
    /// Twice as many as are taken, at least; a power of two.
    entries: Vec<Entry>,
    taken: usize,
    last: usize,
}

impl Memo {
    #[inline]
    fn get(&mut self, text: &[u8]) -> Option<u32> {
        let last = self.entries.get(self.last)?;
        if self.is(last, text) {
            return Some(last.code);
        }
        let hash = hash(text);
        let mask = self.entries.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let entry = self.entries.get(at).filter(|e| e.len != FREE)?;
            if entry.hash == hash && self.is(entry, text) {
                self.last = at;
                return Some(entry.code);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn is(&self, entry: &Entry, text: &[u8]) -> bool {
        let from = entry.from as usize;
        entry.len as usize == text.len() && self.text.get(from..from + text.len()) == Some(text)
    }

    fn learn(&mut self, text: &[u8], code: u32) {
        if 2 * (self.taken + 1) > self.entries.len() {
            let wider = vec![Entry { len: FREE, ..Entry::default() }; (2 * self.entries.len()).max(16)];
            for entry in std::mem::replace(&mut self.entries, wider) {
                if entry.len != FREE {
                    self.put(entry);
                }
            }
        }
        let entry = Entry { hash: hash(text), from: self.text.len() as u32, len: text.len() as u32, code };
        self.text.extend_from_slice(text);
        self.taken += 1;
        self.put(entry);
    }

    fn put(&mut self, entry: Entry) {
        let mask = self.entries.len() - 1;
        let mut at = entry.hash as usize & mask;
        while self.entries[at].len != FREE {
            at = (at + 1) & mask;
        }
        self.entries[at] = entry;
        self.last = at;
    }
}

/// Eight bytes at a time, folded as in FxHash; the last eight may overlap those before.
#[inline]
fn hash(text: &[u8]) -> u64 {
    const ODD: u64 = 0xf135_7aea_2e62_a9c5;
    let word = |from: usize| text[from..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(ODD).rotate_left(26);
    let mut hash = mix(0, text.len() as u64);
    match text.len() {
        0 => {}
        1..8 => hash = mix(hash, text.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))),
        len => {
            for from in (0..len - 8).step_by(8) {
                hash = mix(hash, word(from));
            }
            hash = mix(hash, word(len - 8));
        }
    }
    hash ^ hash >> 32
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
            for n in 0..5_000 {
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
