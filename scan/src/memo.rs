//! Texts that were read before, and what they came to.

use crate::column::Table;
use crate::number::{eight, number_at};
use crate::rows::{Cells, Window, end_at};

/// Rows that are put together before they go into a table, column by column.
const BATCH: usize = 1 << 10;

/// Room for a column of them. Were it a power of two, all cells of a row would compete for one place in a processor's cache.
const COLUMN: usize = BATCH + 16;

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
    words: Vec<Word>,
    /// Columns of the table: the first one of the figure, and that of its margin.
    value: usize,
    moe: Option<usize>,
    /// Cells before the first of a figure: as long as they are the same they need not be read again.
    lead: usize,
    /// Where each cell of the row that was read last ends, from its beginning on.
    ends: Vec<usize>,
    /// So many cells at its beginning were the same as in the row before it, and will be again; whether the row before was
    /// different.
    same: usize,
    surprised: bool,
    /// Codes of the rows that are read at once, a column after the other: those of the words, then those of the figures.
    batch: Vec<u32>,
}

/// A column of words.
#[derive(Debug)]
struct Word {
    /// Where its code is in a row of the table.
    place: usize,
    memo: Memo,
    /// The code of the row that was read last, and the first row of the batch that has it: these are written down once
    /// another one comes.
    code: u32,
    since: usize,
}

impl Word {
    #[inline]
    fn write(&mut self, column: &mut [u32], filled: usize) {
        let since = std::mem::replace(&mut self.since, filled);
        match &mut column[since..filled] {
            [only] => *only = self.code,
            several => write_all(several, self.code),
        }
    }
}

// What most rows pass by is kept out of what they go through: a browser takes as long to make fast code of a function as that
// is large, and is slow until then.

/// The cells that end within so many bytes, and where the next one begins.
#[inline(never)]
fn cells_alike(ends: &[usize], bytes: usize) -> (usize, usize) {
    let cells = ends.iter().take_while(|end| **end < bytes).count();
    (cells, ends[..cells].last().map_or(0, |end| end + 1))
}

#[inline(never)]
fn write_all(codes: &mut [u32], code: u32) {
    codes.fill(code);
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
            known.push(Word { place, memo: Memo::default(), code: 0, since: 0 });
        }
        kinds[value.0] = Kind::Value;
        if let Some((cell, _)) = moe {
            kinds[cell] = Kind::Moe;
        }
        Self {
            value: value.1,
            moe: moe.map(|(_, column)| column),
            lead: kinds.iter().take_while(|kind| matches!(kind, Kind::Word(_) | Kind::Other)).count(),
            kinds,
            ends: vec![0; width],
            same: 0,
            surprised: false,
            batch: vec![0; (known.len() + FIGURES) * COLUMN],
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
        let mut taken = Taken { rows: 0, bytes: 0 };
        let mut before = None;
        let mut padded = Window::ROOM;
        loop {
            let most = table.room().min(BATCH);
            let mut filled = 0;
            while filled < most {
                let rest = &bytes[taken.bytes..];
                let window = match rest.first_chunk() {
                    Some(window) => Window(window),
                    None => Window::of_rest(rest, &mut padded),
                };
                let Some(len) = self.row(filled, window, before, delimiter, no_moe).filter(|len| *len <= longest)
                else {
                    break;
                };
                // Once the bytes end, so does what is looked at of the row before.
                before = rest.first_chunk().map(Window);
                taken.bytes += len;
                filled += 1;
            }
            let (words, figures) = self.batch.split_at_mut(self.words.len() * COLUMN);
            for (word, column) in self.words.iter_mut().zip(words.chunks_exact_mut(COLUMN)) {
                word.write(column, filled);
                word.since = 0;
            }
            if filled == 0 {
                break;
            }
            let places = self.words.iter().map(|word| word.place);
            let figures = figures.chunks_exact(COLUMN);
            let margin = self.moe.map(|column| (column..).zip(figures.clone().skip(2))).into_iter().flatten();
            let columns = places.zip(words.chunks_exact(COLUMN)).chain((self.value..).zip(figures.take(2)));
            table.extend(like, filled, columns.chain(margin).map(|(column, codes)| (column, &codes[..filled])));
            taken.rows += filled;
            if filled < most {
                break;
            }
        }
        taken
    }

    /// Reads the row at the beginning of a window, where `before` begins with the one that was read before it, as a row of the
    /// batch; its length.
    #[inline]
    fn row(
        &mut self,
        filled: usize,
        window: Window<'_>,
        before: Option<Window<'_>>,
        delimiter: u8,
        no_moe: (&[u8], u32),
    ) -> Option<usize> {
        let (mut cell, mut at) = (0, 0);
        let last = self.kinds.len().checked_sub(1)?;
        let (words, figures) = self.batch.split_at_mut(self.words.len() * COLUMN);
        // One look at the room for all of them.
        let figures: &mut [u32; FIGURES * COLUMN] = figures.first_chunk_mut()?;
        let filled = filled.min(BATCH);
        if let Some(before) = before {
            // What ends the cells is the same too.
            let end = self.ends.get(self.same.wrapping_sub(1)).copied().unwrap_or_default();
            if end > 0 && window.begins_like(before, end + 1) {
                (cell, at) = (self.same, end + 1);
                self.surprised = false;
            } else {
                (cell, at) = cells_alike(&self.ends[..self.lead], window.alike(before));
                if cell > self.same || self.surprised {
                    self.same = cell;
                }
                self.surprised = true;
            }
        }
        for (kind, end_of) in self.kinds.iter().zip(&mut self.ends).skip(cell) {
            let end = match *kind {
                Kind::Word(which) => {
                    let word = &mut self.words[which];
                    let (end, code) = word.memo.read(window, at, delimiter)?;
                    if code != word.code {
                        word.write(&mut words[which * COLUMN..][..COLUMN], filled);
                        word.code = code;
                    }
                    end
                }
                Kind::Value => {
                    let (end, value) = number_at(window, at, delimiter)?;
                    (figures[filled], figures[COLUMN + filled]) = halves(value);
                    end
                }
                Kind::Moe => {
                    let blank = at + no_moe.0.len();
                    let (end, (high, low), why) = if window.ends_cell(blank, delimiter)
                        && window.0.get(at..).is_some_and(|rest| rest.starts_with(no_moe.0))
                    {
                        (blank, (0, 0), no_moe.1)
                    } else {
                        let (end, moe) = number_at(window, at, delimiter)?;
                        (end, halves(moe), 0)
                    };
                    figures[2 * COLUMN + filled] = high;
                    figures[3 * COLUMN + filled] = low;
                    figures[4 * COLUMN + filled] = why;
                    end
                }
                Kind::Other => end_at(window.0, at, delimiter)?,
            };
            *end_of = end;
            at = end + 1;
            if cell < last && window.byte(end) != delimiter {
                return None;
            }
            cell += 1;
        }
        let breaks = match (window.byte(at - 1), window.byte(at)) {
            (b'\n', _) => 0,
            (b'\r', b'\n') => 1,
            _ => return None,
        };
        // All that was looked at was inside the window.
        (at <= Window::LONGEST).then_some(at + breaks)
    }

    /// Takes note of each word's code, of a row that was read with care. Where a text has bytes that end cells, it is not what
    /// the file has there.
    #[cold]
    pub fn learn(&mut self, row: &Cells<'_>, delimiter: u8, codes: &[u32]) {
        for (cell, kind) in self.kinds.iter().enumerate() {
            if let Kind::Word(word) = kind {
                let word = &mut self.words[*word];
                if end_at(row.get(cell), 0, delimiter) == Some(row.get(cell).len()) {
                    word.memo.learn(row.get(cell), codes[word.place]);
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
    fn read(&mut self, window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, u32)> {
        let last = self.entries.get(self.last)?;
        for guess in [last.then, self.last] {
            if let Some(entry) = self.entries.get(guess)
                && let Some(end) = self.is_at(entry, window, at, delimiter)
            {
                self.last = guess;
                return Some((end, entry.code));
            }
        }
        self.search(window, at, delimiter)
    }

    /// The same of any text, and from then on it comes after the one that was read before it.
    #[inline(never)]
    fn search(&mut self, window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, u32)> {
        let end = end_at(window.0, at, delimiter)?;
        let found = self.find(window.0.get(at..end)?)?;
        self.entries[self.last].then = found;
        self.last = found;
        Some((end, self.entries[found].code))
    }

    /// Where a cell that begins there ends, if its text is an entry's.
    #[inline]
    fn is_at(&self, entry: &Entry, window: Window<'_>, at: usize, delimiter: u8) -> Option<usize> {
        let Key { len, first, last } = entry.key;
        let end = at + len;
        let head = window.eight(at);
        let same = match len {
            0..=7 => head & ((1 << (8 * len)) - 1) == first,
            8 => head == first,
            _ => head == first && window.eight(end - 8) == last && (len <= SHORT || self.is_inside(entry, window, at)),
        };
        (same && window.ends_cell(end, delimiter)).then_some(end)
    }

    /// Whether a long text is the same between its ends: eight bytes at a time, as most are not much longer.
    #[inline]
    fn is_inside(&self, entry: &Entry, window: Window<'_>, at: usize) -> bool {
        let middle = 8..entry.key.len - 8;
        let text = self.text.get(entry.from..).unwrap_or_default();
        middle.step_by(8).all(|from| eight(text, from) == Some(window.eight(at + from)))
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

    #[test]
    fn rows_of_an_ordered_table_are_what_they_say() {
        let groups = [
            "",
            "x",
            "short",
            "just 8 b",
            "of sixteen bytes",
            "a word longer than sixteen bytes",
            "and one of more than thirty-two",
        ];
        let mut known = Known::new(4, [(0, 0), (1, 1), (2, 2)].into_iter(), (3, 3), None);
        let (mut row, mut text, mut expected) = (Gathered::default(), String::new(), Vec::new());
        let mut number = 1u32;
        // More than a batch, and now and then a group that comes out of turn.
        for place in 0..90 {
            for sex in 0..2 {
                for group in (0..groups.len()).chain((place % 5 == 0).then_some(1)) {
                    number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let value = number >> (number % 30);
                    let cells = [format!("place {:05}", place * 7), format!("sex {sex}"), groups[group].to_owned()];
                    text += &format!("{},{value}\n", cells.join(","));
                    let codes = [place as u32, sex, group as u32];
                    row.clear();
                    cells.iter().for_each(|cell| row.push(cell.as_bytes()));
                    known.learn(&row.cells(), b',', &codes);
                    expected.push((codes, f64::from(value)));
                }
            }
        }
        // However it is cut.
        for piece in [97, 600, 5_000, usize::MAX] {
            let mut table = Table::new(6);
            let (mut at, bytes) = (0, text.as_bytes());
            let mut end = 0;
            while at < bytes.len() {
                end = end.max(at).saturating_add(piece).min(bytes.len());
                at += known.fill(&mut table, &[0; 6], &bytes[at..end], b',', 999, (b"", 9)).bytes;
            }
            table.close();
            assert_eq!(table.rows(), expected.len());
            for (at, (codes, value)) in expected.iter().enumerate() {
                assert_eq!([0, 1, 2].map(|column| table.code(column, at)), *codes, "{at} in pieces of {piece}");
                let bits = u64::from(table.code(3, at)) << 32 | u64::from(table.code(4, at));
                assert_eq!(f64::from_bits(bits), *value);
            }
        }
    }

    #[test]
    fn a_figure_that_is_the_same_again_is_read_again() {
        let mut known = Known::new(4, [(0, 0), (3, 1)].into_iter(), (1, 2), Some((2, 5)));
        let (mut row, mut text, mut expected) = (Gathered::default(), String::new(), Vec::new());
        for at in 0..3000u32 {
            let (value, moe, word) = (at / 40, at / 7, at % 5);
            row.clear();
            let cells = ["a long beginning".to_owned(), value.to_string(), moe.to_string(), format!("w{word}")];
            cells.iter().for_each(|cell| row.push(cell.as_bytes()));
            known.learn(&row.cells(), b',', &[1, word]);
            text += &(cells.join(",") + "\n");
            expected.push((word, f64::from(value), f64::from(moe)));
        }
        let (taken, table) = fill(&mut known, &text);
        assert_eq!(taken, expected.len());
        for (at, expected) in expected.into_iter().enumerate() {
            let bits = |column: usize| u64::from(table.code(column, at)) << 32 | u64::from(table.code(column + 1, at));
            assert_eq!((table.code(1, at), f64::from_bits(bits(2)), f64::from_bits(bits(5))), expected, "{at}");
        }
    }

    #[test]
    fn rows_of_any_length_are_read_right_or_left() {
        let mut known = known();
        let mut row = Gathered::default();
        for len in 0..700 {
            let word = "w".repeat(len);
            row.clear();
            row.push(word.as_bytes());
            known.learn(&row.cells(), b',', &[0, len as u32]);
            let (taken, table) = fill(&mut known, &format!("{word},7,\n{word},8,\n"));
            assert!(taken == 2 || len > 480, "{len}");
            assert!((0..taken).all(|at| table.code(1, at) == len as u32));
        }
    }
}
