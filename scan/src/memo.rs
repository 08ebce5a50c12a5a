//! Texts that were read before, and what they came to.

use crate::column::Table;
use crate::number::{eight, number_at};
use crate::rows::{Cells, alike, end_at, ends_cell};

/// Rows that are put together before they go into a table, column by column.
const BATCH: usize = 1 << 10;

/// Columns of a figure and its margin: the bits of each, in two, and why there is no margin.
const FIGURES: usize = 5;

/// What a cell of a row is read as.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A word: which of them.
    Word(usize),
    Value,
    Moe,
    /// Not at all.
    Other,
}

/// Rows that were read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How many.
    pub rows: usize,
    /// The bytes that they took.
    pub bytes: usize,
}

/// Reads rows of words that were met already, and of a figure. In tables that are in order a row begins like the one before
/// it, and goes on as such rows did before: both are tried first, and the row is not even cut into cells.
#[derive(Debug)]
pub struct Known {
    kinds: Vec<Kind>,
    /// Places of each word's code in a row of the table, and what is known.
    words: Vec<(usize, Memo)>,
    /// Columns of the table: the first one of the figure, and that of its margin.
    value: usize,
    moe: Option<usize>,
    /// Of the row that was read last: where each cell ends, from its beginning on; the codes of its words, then its figures.
    ends: Vec<usize>,
    codes: Vec<u32>,
    /// Codes of the rows that are read at once, a column of them after the other.
    batch: Vec<[u32; BATCH]>,
}

impl Known {
    /// For rows of `width` cells. Each word is given by its cell and by the place of its code in a row of the table; the
    /// figure and its margin by their cell and the first of their columns.
    #[must_use]
    pub fn new(
        width: usize,
        words: impl Iterator<Item = (usize, usize)>,
        value: (usize, usize),
        moe: Option<(usize, usize)>,
    ) -> Self {
        let mut kinds = vec![Kind::Other; width];
        let mut known = Vec::new();
        for (cell, place) in words {
            kinds[cell] = Kind::Word(known.len());
            known.push((place, Memo::default()));
        }
        kinds[value.0] = Kind::Value;
        if let Some((cell, _)) = moe {
            kinds[cell] = Kind::Moe;
        }
        Self {
            kinds,
            value: value.1,
            moe: moe.map(|(_, column)| column),
            ends: vec![0; width],
            codes: vec![0; known.len() + FIGURES],
            batch: vec![[0; BATCH]; known.len() + FIGURES],
            words: known,
        }
    }

    /// Reads rows into a table, up to the first that is not plain, is longer than `longest` or has a word that was not met
    /// before. `like` is a row of the table: what no cell says is as in there. `no_moe` is what is written where there is no
    /// margin, and the code of why.
    pub fn fill(
        &mut self,
        table: &mut Table,
        like: &[u32],
        bytes: &[u8],
        delimiter: u8,
        longest: usize,
        no_moe: (&[u8], u32),
    ) -> Taken {
        let mut batch = std::mem::take(&mut self.batch);
        let mut taken = Taken { rows: 0, bytes: 0 };
        let mut before = None;
        loop {
            let most = table.room().min(BATCH);
            let mut filled = 0;
            while filled < most {
                let Some(next) = self.row(bytes, taken.bytes, before, delimiter, no_moe) else { break };
                if next - taken.bytes > longest {
                    break;
                }
                for (codes, code) in batch.iter_mut().zip(&self.codes) {
                    codes[filled] = *code;
                }
                before = Some(taken.bytes);
                taken.bytes = next;
                filled += 1;
            }
            if filled == 0 {
                break;
            }
            let (words, figures) = batch.split_at(self.words.len());
            let places = self.words.iter().map(|(place, _)| *place);
            let columns = places.zip(words).chain((self.value..).zip(&figures[..2]));
            let margin = self.moe.map(|column| (column..).zip(&figures[2..])).into_iter().flatten();
            table.extend(like, filled, columns.chain(margin).map(|(column, codes)| (column, &codes[..filled])));
            taken.rows += filled;
            if filled < most {
                break;
            }
        }
        self.batch = batch;
        taken
    }

    /// Reads the row that begins at `start`, where the one that was read before it begins at `before`; where the next one
    /// begins.
    #[inline]
    fn row(
        &mut self,
        bytes: &[u8],
        start: usize,
        before: Option<usize>,
        delimiter: u8,
        no_moe: (&[u8], u32),
    ) -> Option<usize> {
        let (mut cell, mut at) = (0, start);
        let last = self.kinds.len().checked_sub(1)?;
        if let Some(before) = before {
            // A cell is the same where what ends it is too.
            let alike = alike(bytes, before, start);
            while let Some(end) = self.ends[..last].get(cell).filter(|end| **end < alike) {
                at = start + end + 1;
                cell += 1;
            }
        }
        for (kind, end_of) in self.kinds.iter().zip(&mut self.ends).skip(cell) {
            let (words, figures) = self.codes.split_at_mut(self.words.len());
            let end = match *kind {
                Kind::Word(word) => {
                    let (end, code) = self.words[word].1.read(bytes, at, delimiter)?;
                    words[word] = code;
                    end
                }
                Kind::Value => {
                    let (end, value) = number_at(bytes, at, delimiter)?;
                    (figures[0], figures[1]) = halves(value);
                    end
                }
                Kind::Moe if ends_cell(bytes, at + no_moe.0.len(), delimiter) && bytes[at..].starts_with(no_moe.0) => {
                    (figures[2], figures[3], figures[4]) = (0, 0, no_moe.1);
                    at + no_moe.0.len()
                }
                Kind::Moe => {
                    let (end, moe) = number_at(bytes, at, delimiter)?;
                    (figures[2], figures[3]) = halves(moe);
                    figures[4] = 0;
                    end
                }
                Kind::Other => end_at(bytes, at, delimiter)?,
            };
            *end_of = end - start;
            at = end + 1;
            if cell < last && bytes.get(end) != Some(&delimiter) {
                return None;
            }
            cell += 1;
        }
        match bytes.get(at - 1..)? {
            [b'\n', ..] => Some(at),
            [b'\r', b'\n', ..] => Some(at + 1),
            _ => None,
        }
    }

    /// Takes note of each word's code, of a row that was read with care. Where a text has bytes that end cells, it is not what
    /// the file has there.
    #[cold]
    pub fn learn(&mut self, row: &Cells<'_>, delimiter: u8, codes: &[u32]) {
        for (cell, kind) in self.kinds.iter().enumerate() {
            if let Kind::Word(word) = kind {
                let (place, memo) = &mut self.words[*word];
                if end_at(row.get(cell), 0, delimiter) == Some(row.get(cell).len()) {
                    memo.learn(row.get(cell), codes[*place]);
                }
            }
        }
    }
}

/// The bits of a number.
fn halves(number: f64) -> (u32, u32) {
    ((number.to_bits() >> 32) as u32, number.to_bits() as u32)
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
        let (first, last) = match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (text.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
        };
        Self { len: text.len(), first, last: if text.len() > 8 { last } else { 0 } }
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
    /// The one that last came after it.
    then: usize,
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

/// Texts with a code each. One that comes again, or after the same one as before, as in tables that are in order, is known
/// without a search.
#[derive(Debug, Default)]
struct Memo {
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// The last entry of each hash.
    heads: Vec<usize>,
    /// The entry that was met last.
    last: usize,
}

impl Memo {
    /// Where a cell that begins there ends, and the code of its text; none where that is not known.
    #[inline]
    fn read(&mut self, bytes: &[u8], at: usize, delimiter: u8) -> Option<(usize, u32)> {
        let last = self.entries.get(self.last)?;
        for guess in [last.then, self.last] {
            if let Some(entry) = self.entries.get(guess)
                && let Some(end) = self.is_at(entry, bytes, at, delimiter)
            {
                self.last = guess;
                return Some((end, entry.code));
            }
        }
        let end = end_at(bytes, at, delimiter)?;
        let found = self.find(bytes.get(at..end)?)?;
        self.entries[self.last].then = found;
        self.last = found;
        Some((end, self.entries[found].code))
    }

    /// Where a cell that begins there ends, if its text is an entry's.
    #[inline]
    fn is_at(&self, entry: &Entry, bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
        let Key { len, first, last } = entry.key;
        let end = at + len;
        let head = eight(bytes, at)?;
        let same = match len {
            0..=7 => head & ((1 << (8 * len)) - 1) == first,
            8 => head == first,
            _ => {
                let middle = len <= SHORT || self.text.get(entry.from..entry.from + len) == bytes.get(at..end);
                head == first && middle && eight(bytes, end - 8)? == last
            }
        };
        (same && ends_cell(bytes, end, delimiter)).then_some(end)
    }

    fn find(&self, text: &[u8]) -> Option<usize> {
        let key = Key::of(text);
        let mut at = *self.heads.get(key.hash())?;
        loop {
            let entry = self.entries.get(at)?;
            let same = key.len <= SHORT || self.text.get(entry.from..entry.from + key.len) == Some(text);
            if entry.key == key && same {
                return Some(at);
            }
            at = entry.next;
        }
    }

    fn learn(&mut self, text: &[u8], code: u32) {
        if self.find(text).is_some() {
            return;
        }
        let key = Key::of(text);
        self.heads.resize(HASHES, NONE);
        let head = &mut self.heads[key.hash()];
        let count = self.entries.get(*head).map_or(1, |entry| entry.count + 1);
        if count > OF_ONE_HASH {
            return;
        }
        self.entries.push(Entry { key, from: self.text.len(), code, then: NONE, next: *head, count });
        *head = self.entries.len() - 1;
        self.text.extend_from_slice(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Gathered;

    /// For rows of a word, a number and a margin.
    fn known() -> Known {
        Known::new(3, [(0, 1)].into_iter(), (1, 2), Some((2, 5)))
    }

    /// Reads such rows into a table, as far as it can: how many, and the table.
    fn fill(known: &mut Known, text: &str) -> (usize, Table) {
        let mut table = Table::new(8);
        let taken = known.fill(&mut table, &[7; 8], text.as_bytes(), b',', 999, (b"", 9));
        table.close();
        assert_eq!(text[..taken.bytes].lines().count(), taken.rows);
        (taken.rows, table)
    }

    #[test]
    fn what_was_learnt_is_known_and_nothing_else() {
        let word = |n: u32| "w".repeat(n as usize % 30) + &n.to_string();
        let mut known = known();
        let mut row = Gathered::default();
        let text: String = (0..20_000).map(|n| format!("{},{n},\n", word(n))).collect();
        assert_eq!(fill(&mut known, &text).0, 0);
        for n in 0..20_000 {
            row.clear();
            row.push(word(n).as_bytes());
            known.learn(&row.cells(), b',', &[0, n]);
        }
        let (taken, table) = fill(&mut known, &text);
        assert_eq!((taken, table.rows()), (20_000, 20_000));
        for n in 0..20_000 {
            let bits = f64::from(n).to_bits();
            let codes: [u32; 8] = std::array::from_fn(|column| table.code(column, n as usize));
            assert_eq!(codes, [7, n, (bits >> 32) as u32, bits as u32, 7, 0, 0, 9], "{n}");
        }
    }

    #[test]
    fn rows_are_read_up_to_the_first_that_is_not_plain() {
        let mut known = known();
        let mut row = Gathered::default();
        row.push(b"a");
        known.learn(&row.cells(), b',', &[0, 3]);
        // A word with a delimiter in it stood in quotation marks.
        row.clear();
        row.push(b"b,c");
        known.learn(&row.cells(), b',', &[0, 4]);
        let odd = [
            "b,1,2",
            "a,x,2",
            "a,1,x",
            "a,,2",
            "a,1",
            "a,1,2,",
            "",
            "A,1,2",
            "aa,1,2",
            "b,c,1,2",
            "\"a\",1,2",
            "a,1,2\r,",
        ];
        for odd in odd {
            let (taken, table) = fill(&mut known, &format!("a,1.5,-0.25\n{odd}\na,1,2\n"));
            assert_eq!((taken, table.rows()), (1, 1), "{odd}");
            let bits = |at: usize| u64::from(table.code(at, 0)) << 32 | u64::from(table.code(at + 1, 0));
            assert_eq!([bits(2), bits(5)].map(f64::from_bits), [1.5, -0.25]);
            assert_eq!(table.code(7, 0), 0);
        }
    }
}
