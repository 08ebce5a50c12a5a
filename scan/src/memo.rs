//! Texts that were read before, and what they came to.

use crate::column::Table;
use crate::number::number_of;
use crate::rows::{Cells, Rows};

/// Rows that are put together before they go into a table, column by column.
const BATCH: usize = 1 << 10;

/// Columns of a figure and its margin: the bits of each, in two, and why there is no margin.
const FIGURES: usize = 5;

/// What stands where in a plain row beside words.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Number of cells.
    pub width: usize,
    /// The cell of the figure and the table's first column of it.
    pub value: (usize, usize),
    /// The same of its margin.
    pub moe: Option<(usize, usize)>,
    /// What is written where there is no margin, and the code of why.
    pub no_moe: (&'a [u8], u32),
}

/// What the words of some cells mean, as far as they were met already.
#[derive(Debug)]
pub struct Known {
    /// Cell of the row, place of its code, and what is known.
    cells: Vec<(usize, usize, Memo)>,
    /// Codes of the rows that are read at once, a column of them after the other.
    batch: Vec<[u32; BATCH]>,
}

impl Known {
    /// Of these cells nothing is known yet; each is given with the place of its code among a row's codes.
    #[must_use]
    pub fn new(cells: impl Iterator<Item = (usize, usize)>) -> Self {
        let cells: Vec<_> = cells.map(|(cell, place)| (cell, place, Memo::default())).collect();
        Self { batch: vec![[0; BATCH]; cells.len() + FIGURES], cells }
    }

    /// Reads rows into a table, from one on and up to the first that is not plain or has a word that was not met before;
    /// how many. `like` is a row of the table: what no cell says is as in there.
    pub fn fill(
        &mut self,
        table: &mut Table,
        like: &[u32],
        rows: &Rows,
        bytes: &[u8],
        from: usize,
        form: &Form,
    ) -> usize {
        let mut batch = std::mem::take(&mut self.batch);
        let mut taken = 0;
        // In tables that are in order, rows begin alike: those words need no look.
        let mut before: Option<Cells<'_>> = None;
        loop {
            let most = table.room().min(BATCH);
            let mut filled = 0;
            while filled < most && from + taken + filled < rows.len() {
                let row = rows.row(bytes, from + taken + filled);
                let alike = before.map_or(0, |before| row.alike(&before));
                if row.len() != form.width || !self.put(&row, alike, form, &mut batch, filled) {
                    break;
                }
                before = Some(row);
                filled += 1;
            }
            if filled == 0 {
                break;
            }
            let (words, figures) = batch.split_at(self.cells.len());
            let places = self.cells.iter().map(|(_, place, _)| *place);
            let columns = places.zip(words).chain((form.value.1..).zip(&figures[..2]));
            let margin = form.moe.map(|(_, column)| (column..).zip(&figures[2..])).into_iter().flatten();
            table.extend(like, filled, columns.chain(margin).map(|(column, codes)| (column, &codes[..filled])));
            taken += filled;
            if filled < most {
                break;
            }
        }
        self.batch = batch;
        taken
    }

    /// Puts what a row says at a place of the batch; false where it is not plain. It begins with so many bytes like the row
    /// that was put before it.
    #[inline]
    fn put(&mut self, row: &Cells<'_>, alike: usize, form: &Form, batch: &mut [[u32; BATCH]], at: usize) -> bool {
        let (words, figures) = batch.split_at_mut(self.cells.len());
        for ((cell, _, memo), codes) in self.cells.iter_mut().zip(words) {
            if !row.is_within(*cell, alike) && !memo.look(row, *cell) {
                return false;
            }
            codes[at] = memo.code;
        }
        let Some(value) = number_of(row, form.value.0) else { return false };
        let halves = |number: f64| ((number.to_bits() >> 32) as u32, number.to_bits() as u32);
        (figures[0][at], figures[1][at]) = halves(value);
        if let Some((cell, _)) = form.moe {
            let (high, low, missing) = if *row.get(cell) == *form.no_moe.0 {
                (0, 0, form.no_moe.1)
            } else {
                let Some(moe) = number_of(row, cell) else { return false };
                let (high, low) = halves(moe);
                (high, low, 0)
            };
            (figures[2][at], figures[3][at], figures[4][at]) = (high, low, missing);
        }
        true
    }

    /// Takes note of each cell's code.
    #[cold]
    pub fn learn(&mut self, row: &Cells<'_>, codes: &[u32]) {
        for (cell, place, memo) in &mut self.cells {
            memo.learn(row, *cell, codes[*place]);
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
    fn of(row: &Cells<'_>, cell: usize) -> Self {
        let (len, first) = row.head(cell);
        let last = if len > 8 { row.get(cell).last_chunk().map_or(0, |last| u64::from_le_bytes(*last)) } else { 0 };
        Self { len, first, last }
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
    /// The entry that was met last, and its code.
    last: usize,
    code: u32,
}

impl Memo {
    /// Looks a cell's text up; whether it is known.
    #[inline]
    fn look(&mut self, row: &Cells<'_>, cell: usize) -> bool {
        let Some(last) = self.entries.get(self.last) else { return false };
        let key = Key::of(row, cell);
        if self.is(last, key, row, cell) {
            self.code = last.code;
            return true;
        }
        let found = match self.entries.get(last.then) {
            Some(then) if self.is(then, key, row, cell) => last.then,
            _ => {
                let Some(found) = self.find(key, row, cell) else { return false };
                self.entries[self.last].then = found;
                found
            }
        };
        (self.last, self.code) = (found, self.entries[found].code);
        true
    }

    #[inline]
    fn is(&self, entry: &Entry, key: Key, row: &Cells<'_>, cell: usize) -> bool {
        entry.key == key && (key.len <= SHORT || self.text.get(entry.from..entry.from + key.len) == Some(row.get(cell)))
    }

    #[inline]
    fn find(&self, key: Key, row: &Cells<'_>, cell: usize) -> Option<usize> {
        let mut at = *self.heads.get(key.hash())?;
        loop {
            let entry = self.entries.get(at)?;
            if self.is(entry, key, row, cell) {
                return Some(at);
            }
            at = entry.next;
        }
    }

    fn learn(&mut self, row: &Cells<'_>, cell: usize, code: u32) {
        let (key, text) = (Key::of(row, cell), row.get(cell));
        if self.find(key, row, cell).is_some() {
            return;
        }
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

    /// Reads rows of a word, a number and a margin into a table, as far as it can: how many, and the table.
    fn fill(known: &mut Known, text: &str) -> (usize, Table) {
        let mut rows = Rows::default();
        rows.find(text.as_bytes(), b',', 999);
        let mut table = Table::new(8);
        let form = Form { width: 3, value: (1, 2), moe: Some((2, 5)), no_moe: (b"", 9) };
        let taken = known.fill(&mut table, &[7; 8], &rows, text.as_bytes(), 0, &form);
        table.close();
        (taken, table)
    }

    #[test]
    fn what_was_learnt_is_known_and_nothing_else() {
        let word = |n: u32| "w".repeat(n as usize % 30) + &n.to_string();
        let mut known = Known::new([(0, 1)].into_iter());
        let mut row = Gathered::default();
        let text: String = (0..20_000).map(|n| format!("{},{n},\n", word(n))).collect();
        assert_eq!(fill(&mut known, &text).0, 0);
        for n in 0..20_000 {
            row.clear();
            row.push(word(n).as_bytes());
            known.learn(&row.cells(), &[0, n]);
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
        let mut known = Known::new([(0, 1)].into_iter());
        let mut row = Gathered::default();
        row.push(b"a");
        known.learn(&row.cells(), &[0, 3]);
        for odd in ["b,1,2", "a,x,2", "a,1,x", "a,,2", "a,1", "a,1,2,", "", "A,1,2", "aa,1,2"] {
            let (taken, table) = fill(&mut known, &format!("a,1.5,-0.25\n{odd}\na,1,2\n"));
            assert_eq!((taken, table.rows()), (1, 1), "{odd}");
            let bits = |at: usize| u64::from(table.code(at, 0)) << 32 | u64::from(table.code(at + 1, 0));
            assert_eq!([bits(2), bits(5)].map(f64::from_bits), [1.5, -0.25]);
            assert_eq!(table.code(7, 0), 0);
        }
    }
}
