//! Texts that were read before, and what they came to.

use crate::column::Table;
use crate::number::{any_number_at, eight, number_at};
use crate::rows::{Cells, Window, end_at, ends_cell};
use std::ops::Range;

/// Rows that are put together before they go into a table, column by column.
const BATCH: usize = 1 << 10;

/// Room for a column of them. Were it a power of two, all cells of a row would compete for one place in a processor's cache.
const COLUMN: usize = BATCH + 16;

/// Codes that are written at once; no more than a column has room for beyond a batch.
const AT_ONCE: usize = 8;

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
/// it, and goes on as such rows did before: that is tried first, and the row is not even cut into cells.
#[derive(Debug, Default)]
pub struct Known {
    kinds: Vec<Kind>,
    /// In the order of their cells.
    words: Vec<Word>,
    moe: bool,
    /// Words before the figure, where nothing but words is before it and nothing between it and its margin: rows of such a
    /// table may follow each other. Else none.
    lead: usize,
    /// Where each cell of the row that was read last begins, from the row's beginning on, and what follows the last.
    begins: Vec<usize>,
    /// Codes of the rows that are read at once, a column after the other: those of the words, then those of the figures; and
    /// which columns of the table they are for.
    batch: Vec<u32>,
    columns: Vec<usize>,
}

/// A column of words.
#[derive(Debug, Default)]
struct Word {
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
        write_all(column, since..filled, self.code);
    }

    /// From this row of the batch on it is another one.
    #[inline(never)]
    fn turn(&mut self, code: u32, column: &mut [u32], filled: usize) {
        if code != self.code {
            self.write(column, filled);
            self.code = code;
        }
    }
}

/// How far some bytes are read: where the next row begins, and the one before it.
#[derive(Debug, Clone, Copy)]
struct Read {
    before: Option<usize>,
    at: usize,
}

// What most rows pass by is kept out of what they go through: a browser takes as long to make fast code of a function as that
// is large, and is slow until then.

/// The cells that are over within so many bytes, given where those after them begin.
#[inline(never)]
fn cells_within(begins: &[usize], bytes: usize) -> usize {
    begins.iter().take_while(|begin| **begin <= bytes).count()
}

/// Writes a code into these rows, some at once: what is too many is written over by the rows after them.
#[inline(never)]
fn write_all(column: &mut [u32], rows: Range<usize>, code: u32) {
    for row in rows.step_by(AT_ONCE) {
        if let Some(room) = column.get_mut(row..).and_then(<[u32]>::first_chunk_mut) {
            *room = [code; AT_ONCE];
        }
    }
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
        let mut places = vec![None; width];
        words.for_each(|(cell, place)| places[cell] = Some(place));
        let mut known = Self { moe: moe.is_some(), begins: vec![0; width + 1], ..Self::default() };
        for (cell, place) in places.into_iter().enumerate() {
            known.kinds.push(match place {
                _ if cell == value.0 => Kind::Value,
                _ if moe.is_some_and(|moe| cell == moe.0) => Kind::Moe,
                Some(place) => {
                    known.words.push(Word::default());
                    known.columns.push(place);
                    Kind::Word(known.words.len() - 1)
                }
                None => Kind::Other,
            });
        }
        known.lead = known.kinds.iter().take_while(|kind| matches!(kind, Kind::Word(_))).count();
        if value.0 != known.lead || moe.is_some_and(|moe| moe.0 != known.lead + 1) {
            known.lead = 0;
        }
        known.batch = vec![0; (known.words.len() + FIGURES) * COLUMN];
        for (_, column) in [Some(value), moe].into_iter().flatten() {
            known.columns.extend([column, column + 1]);
        }
        if let Some((_, column)) = moe {
            known.columns.push(column + 2);
        }
        known
    }

    /// Reads rows into a table, up to the first that is not plain, is long or has a word that was not met
    /// before. `like` is a row of the table: what no cell says is as in there. `no_moe` is what is written where there is no
    /// margin, and the code of why.
    pub fn fill(
        &mut self,
        table: &mut Table,
        like: &[u32],
        bytes: &[u8],
        delimiter: u8,
        no_moe: (&[u8], u32),
    ) -> Taken {
        let mut rows = 0;
        let mut read = Read { before: None, at: 0 };
        let mut padded = Window::ROOM;
        loop {
            let most = table.room().min(BATCH);
            let mut filled = 0;
            while filled < most {
                (filled, read) = self.follow(filled..most, bytes, read, delimiter, no_moe);
                if filled == most {
                    break;
                }
                let rest = &bytes[read.at..];
                let window = match rest.first_chunk() {
                    Some(window) => Window(window),
                    None => Window::of_rest(rest, &mut padded),
                };
                let Some(len) = self.row(filled, window, delimiter, no_moe) else {
                    break;
                };
                read = Read { before: Some(read.at), at: read.at + len };
                filled += 1;
            }
            for (word, column) in self.words.iter_mut().zip(self.batch.chunks_exact_mut(COLUMN)) {
                word.write(column, filled);
                word.since = 0;
            }
            if filled == 0 {
                break;
            }
            table.extend(like, filled, &self.columns, &self.batch[..self.columns.len() * COLUMN]);
            rows += filled;
            if filled < most {
                break;
            }
        }
        Taken { rows, bytes: read.at }
    }

    /// Reads rows that follow the one before them as such rows did before, as rows of the batch: each begins with the same
    /// words, goes on with those that came next, has a figure, and ends with the same cells. The first that does not, and how
    /// far it came.
    #[inline(never)]
    fn follow(
        &mut self,
        rows: Range<usize>,
        bytes: &[u8],
        mut read: Read,
        delimiter: u8,
        no_moe: (&[u8], u32),
    ) -> (usize, Read) {
        let (mut filled, most) = (rows.start, rows.end.min(BATCH));
        let above = self.lead.saturating_sub(1);
        let (words, figures) = self.batch.split_at_mut(self.words.len() * COLUMN);
        let (columns, last_column) = words.split_at_mut(above * COLUMN);
        let (Some(mut before), Some((last, words)), Some(column), Some(figures)) = (
            read.before.and_then(|before| Window::at(bytes, before)),
            self.words[..self.lead].split_last_mut(),
            last_column.first_chunk_mut::<COLUMN>(),
            figures.first_chunk_mut::<{ FIGURES * COLUMN }>(),
        ) else {
            return (filled, read);
        };
        // The last of them turns with nearly every row.
        last.write(column, filled);
        let memo = &mut last.memo;
        let mut expected = memo.expected();
        let moe = self.moe;
        let (begins, of_figures) = self.begins.split_at_mut(self.lead);
        // What is after the figures is the same in all of them.
        let mut row = read.before.unwrap_or_default();
        let mut end_of_figures = of_figures[1 + usize::from(moe)];
        let tail = end_of_figures - 1..read.at - row;
        let (with_tail, closing) = (before, before.byte(tail.start));
        let (after_value, is_closed) = if moe { (delimiter, false) } else { (closing, tail.len() == 1) };
        let mut at = begins[above];
        'rows: while filled < most {
            let Some(window) = Window::at(bytes, read.at) else { break };
            if !window.same(0, before, 0, at) {
                let same = cells_within(&begins[1..], window.alike(before));
                for which in same..above {
                    let word = &mut words[which];
                    let Some((end, code)) = word.memo.read(window, begins[which], delimiter) else { break 'rows };
                    word.turn(code, &mut columns[which * COLUMN..][..COLUMN], filled);
                    if window.byte(end) != delimiter {
                        break 'rows;
                    }
                    begins[which + 1] = end + 1;
                }
                (before, at) = (window, begins[above]);
            }
            let Some((end, code)) = memo.next(window, at, delimiter, &mut expected) else { break };
            if window.byte(end) != delimiter {
                break;
            }
            let Some((mut end, value)) = number_at(window, end + 1, delimiter, |byte| byte == after_value) else {
                break;
            };
            (figures[filled], figures[COLUMN + filled]) = halves(value);
            if moe {
                let Some((own, moe)) = margin_at(window, end + 1, delimiter, no_moe) else { break };
                for (column, code) in moe.into_iter().enumerate() {
                    figures[(2 + column) * COLUMN + filled] = code;
                }
                end = own;
            }
            let len = end + tail.len();
            if len > Window::LONGEST || !is_closed && !window.same(end, with_tail, tail.start, tail.len()) {
                break;
            }
            column[filled] = code;
            filled += 1;
            (row, read.at, end_of_figures) = (read.at, read.at + len, end + 1);
        }
        if filled > rows.start {
            read.before = Some(row);
            of_figures[1 + usize::from(moe)] = end_of_figures;
            last.since = filled;
        }
        (filled, read)
    }

    /// Reads the row at the beginning of a window as a row of the batch; its length.
    #[inline(never)]
    fn row(&mut self, filled: usize, window: Window<'_>, delimiter: u8, no_moe: (&[u8], u32)) -> Option<usize> {
        let mut at = 0;
        let last = self.kinds.len().checked_sub(1)?;
        let (words, figures) = self.batch.split_at_mut(self.words.len() * COLUMN);
        // One look at the room for all of them.
        let figures: &mut [u32; FIGURES * COLUMN] = figures.first_chunk_mut()?;
        let filled = filled.min(BATCH);
        for (cell, (kind, next)) in self.kinds.iter().zip(&mut self.begins[1..]).enumerate() {
            let end = match *kind {
                Kind::Word(which) => {
                    let word = &mut self.words[which];
                    let (end, code) = word.memo.read(window, at, delimiter)?;
                    word.turn(code, &mut words[which * COLUMN..][..COLUMN], filled);
                    end
                }
                Kind::Value => {
                    let (end, value) = any_number_at(window, at, delimiter)?;
                    (figures[filled], figures[COLUMN + filled]) = halves(value);
                    end
                }
                Kind::Moe => {
                    let (end, codes) = margin_at(window, at, delimiter, no_moe)?;
                    for (column, code) in codes.into_iter().enumerate() {
                        figures[(2 + column) * COLUMN + filled] = code;
                    }
                    end
                }
                Kind::Other => end_at(window.0, at, delimiter)?,
            };
            at = end + 1;
            *next = at;
            if cell < last && window.byte(end) != delimiter {
                return None;
            }
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
            let (Kind::Word(which), text) = (kind, row.get(cell)) else { continue };
            if end_at(text, 0, delimiter) == Some(text.len()) {
                self.words[*which].memo.learn(text, codes[self.columns[*which]]);
            }
        }
    }
}

/// Where a cell that begins there ends, the bits of its number, and why there is none.
#[inline(never)]
fn margin_at(window: Window<'_>, at: usize, delimiter: u8, (no_moe, why): (&[u8], u32)) -> Option<(usize, [u32; 3])> {
    let blank = at + no_moe.len();
    if ends_cell(window.byte(blank), delimiter) && window.0.get(at..).is_some_and(|rest| rest.starts_with(no_moe)) {
        return Some((blank, [0, 0, why]));
    }
    let (end, moe) = any_number_at(window, at, delimiter)?;
    let (high, low) = halves(moe);
    Some((end, [high, low, 0]))
}

/// The bits of a number.
fn halves(number: f64) -> (u32, u32) {
    ((number.to_bits() >> 32) as u32, number.to_bits() as u32)
}

/// A text that was met before: all of it, where it is short.
#[derive(Debug)]
struct Entry {
    /// Its first eight bytes, and its last where it has more.
    first: u64,
    last: u64,
    len: u32,
    code: u32,
    /// The one that last came after it.
    then: u32,
}

/// Longer texts may have both their ends in common.
const SHORT: usize = 16;

impl Entry {
    #[inline(never)]
    fn of(text: &[u8], code: u32) -> Self {
        let (first, last) = match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (text.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
        };
        let last = if text.len() > 8 { last } else { 0 };
        Self { first, last, len: text.len() as u32, code, then: NONE }
    }

    #[inline(never)]
    fn hash(&self) -> usize {
        const ODD: u64 = 0xf135_7aea_2e62_a9c5;
        let hash = (self.first ^ u64::from(self.len)).wrapping_mul(ODD).rotate_left(26) ^ self.last;
        (hash.wrapping_mul(ODD) >> 40) as usize % HASHES
    }
}

/// Hashes that are told apart.
const HASHES: usize = 1 << 13;

/// So many words of one hash are remembered, and no more: long words alike at both ends have one, and a file may be made of
/// words that do. The caller reads those with care.
const OF_ONE_HASH: u32 = 32;

/// No entry.
const NONE: u32 = u32::MAX;

/// Where an entry's text is, the one before it of the same hash, and which of that hash it is.
#[derive(Debug)]
struct Link {
    from: usize,
    next: u32,
    count: u32,
}

/// Texts with a code each. One that comes again, or after the same one as before, as in tables that are in order, is known
/// without a search.
#[derive(Debug, Default)]
struct Memo {
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// One of each.
    links: Vec<Link>,
    /// The last entry of each hash.
    heads: Vec<u32>,
    /// The entry that was met last.
    last: u32,
}

impl Memo {
    /// Where a cell that begins there ends, and the code of its text; none where that is not known.
    #[inline(never)]
    fn read(&mut self, window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, u32)> {
        for guess in [self.expected(), self.last] {
            if let Some((end, code)) = self.is_at(guess, window, at)
                && ends_cell(window.byte(end), delimiter)
            {
                self.last = guess;
                return Some((end, code));
            }
        }
        self.search(window, at, delimiter)
    }

    /// The entry that came last after the one that was met last.
    #[inline]
    fn expected(&self) -> u32 {
        self.entries.get(self.last as usize).map_or(NONE, |entry| entry.then)
    }

    /// The same, of the text that is expected first of all, and what is expected after it.
    #[inline(always)]
    fn next(&mut self, window: Window<'_>, at: usize, delimiter: u8, expected: &mut u32) -> Option<(usize, u32)> {
        if let Some((end, code)) = self.is_at(*expected, window, at)
            && window.byte(end) == delimiter
        {
            self.last = std::mem::replace(expected, self.entries.get(*expected as usize)?.then);
            return Some((end, code));
        }
        let read = self.read(window, at, delimiter);
        *expected = self.expected();
        read
    }

    /// The same of any text, and from then on it comes after the one that was read before it.
    #[inline(never)]
    fn search(&mut self, window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, u32)> {
        let end = end_at(window.0, at, delimiter)?;
        let text = window.0.get(at..end)?;
        let found = self.find(text, &Entry::of(text, 0))?;
        self.entries.get_mut(self.last as usize)?.then = found;
        self.last = found;
        Some((end, self.entries[found as usize].code))
    }

    /// Where an entry's text ends, if it is there, and its code.
    #[inline(always)]
    fn is_at(&self, which: u32, window: Window<'_>, at: usize) -> Option<(usize, u32)> {
        let entry = self.entries.get(which as usize)?;
        let len = entry.len as usize;
        let head = window.eight(at);
        let same = match len {
            0..8 => head & ((1 << (8 * len)) - 1) == entry.first,
            8 => head == entry.first,
            _ => {
                head == entry.first
                    && window.eight(at + len - 8) == entry.last
                    && (len <= SHORT || self.is_inside(which, len, window, at))
            }
        };
        same.then_some((at + len, entry.code))
    }

    /// Whether a long text is the same between its ends: eight bytes at a time, as most are not much longer.
    #[inline]
    fn is_inside(&self, which: u32, len: usize, window: Window<'_>, at: usize) -> bool {
        let text = self.links.get(which as usize).and_then(|link| self.text.get(link.from..)).unwrap_or_default();
        (8..len - 8).step_by(8).all(|from| eight(text, from) == Some(window.eight(at + from)))
    }

    fn find(&self, text: &[u8], wanted: &Entry) -> Option<u32> {
        let mut at = *self.heads.get(wanted.hash())?;
        loop {
            let (entry, link) = (self.entries.get(at as usize)?, self.links.get(at as usize)?);
            let alike = (entry.first, entry.last, entry.len) == (wanted.first, wanted.last, wanted.len);
            if alike && (text.len() <= SHORT || self.text.get(link.from..link.from + text.len()) == Some(text)) {
                return Some(at);
            }
            at = link.next;
        }
    }

    fn learn(&mut self, text: &[u8], code: u32) {
        let entry = Entry::of(text, code);
        if self.find(text, &entry).is_some() {
            return;
        }
        self.heads.resize(HASHES, NONE);
        let head = &mut self.heads[entry.hash()];
        let count = self.links.get(*head as usize).map_or(1, |link| link.count + 1);
        if count <= OF_ONE_HASH {
            self.links.push(Link { from: self.text.len(), next: *head, count });
            *head = self.entries.len() as u32;
            self.entries.push(entry);
            self.text.extend_from_slice(text);
        }
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
        let taken = known.fill(&mut table, &[7; 8], text.as_bytes(), b',', (b"", 9));
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
                at += known.fill(&mut table, &[0; 6], &bytes[at..end], b',', (b"", 9)).bytes;
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
    fn rows_that_follow_each_other_end_alike() {
        let learnt = |cells: &[&str], words: &[(usize, usize)], moe| {
            let mut known = Known::new(cells.len(), words.iter().copied(), (1, 2), moe);
            let mut row = Gathered::default();
            cells.iter().for_each(|cell| row.push(cell.as_bytes()));
            known.learn(&row.cells(), b',', &[5, 6]);
            known
        };
        // Longer than what is looked at from a row's beginning on, or each row is read without the one before.
        let many = |row: &str| row.repeat(300);
        for (mut known, row, odd) in [
            (learnt(&["a", ""], &[(0, 0)], None), "a,7\n", &["a,7,\n", "a,7.5,8\n", "a,7\r\r\n", "a\n7\n", "a,\n"][..]),
            (learnt(&["a", "", ""], &[(0, 0)], Some((2, 5))), "a,7,8\n", &["a,7\n8\n", "a,7,8.5,\n", "a,7,8,\n"]),
            (
                learnt(&["a", "", "t"], &[(0, 0), (2, 1)], None),
                "a,7,t\n",
                &["a,7,u\n", "a,7.5\n", "a,7.5,t,\n", "a,7,\"t\"\n"],
            ),
        ] {
            for odd in odd {
                let (taken, table) = fill(&mut known, &(many(row) + odd + &many(row)));
                assert_eq!((taken, table.code(0, 299)), (300, 5), "{odd:?}");
            }
            let (decimal, windows) = (row.replace('7', "-7.25"), row.replace('\n', "\r\n"));
            for other in [decimal, windows] {
                let text = many(row) + &many(&other) + &many(row);
                let (taken, table) = fill(&mut known, &text);
                assert_eq!(taken, 900, "{other:?}");
                let value = |row| f64::from_bits(u64::from(table.code(2, row)) << 32 | u64::from(table.code(3, row)));
                assert_eq!(
                    [299, 300, 599, 600].map(value),
                    if other.contains('.') { [7.0, -7.25, -7.25, 7.0] } else { [7.0; 4] }
                );
            }
        }
    }

    #[test]
    fn a_row_is_over_where_its_line_is() {
        let mut known = Known::new(3, [(0, 0), (1, 1)].into_iter(), (2, 2), None);
        let mut row = Gathered::default();
        for cells in [["a", "b", "7"], ["c", "d", "7"]] {
            row.clear();
            cells.iter().for_each(|cell| row.push(cell.as_bytes()));
            known.learn(&row.cells(), b',', &[5, 6]);
        }
        let many = "a,b,7\n".repeat(300);
        for cut in ["c\nd,7\n", "c,d\n7\n", "a\nb,7\n"] {
            assert_eq!(fill(&mut known, &(many.clone() + cut + &many)).0, 300, "{cut:?}");
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

    /// Tables in order, with what may stand in them now and then: however they are cut, they are what their cells say.
    #[test]
    fn any_table_in_order_is_what_its_cells_say() {
        let mut state = 7u64;
        let mut below = move |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        for _ in 0..1000 {
            let (lead, moe, tail, carriage) = (1 + below(4), below(2), below(3), below(3) == 0);
            let width = lead + 1 + moe + tail;
            // Of each column of words some, of any length.
            let mut word =
                |_| "abcdefghijklmnopqrstuvwxyz0123456789 .:"[..below(39)].to_owned() + &below(50).to_string();
            let words: Vec<Vec<String>> = (0..lead + tail).map(|_| (0..4).map(&mut word).collect()).collect();
            let mut known = Known::new(
                width,
                (0..lead).chain(lead + 1 + moe..width).enumerate().map(|(which, cell)| (cell, which)),
                (lead, 6),
                (moe == 1).then_some((lead + 1, 8)),
            );
            let (mut rows, mut text) = (Vec::new(), String::new());
            // Some are more than a batch.
            let count = if below(8) == 0 { 2500 } else { 300 };
            for at in 0..count {
                let mut turn = at;
                let mut codes: Vec<usize> = vec![0; lead + tail];
                for which in (0..lead).rev() {
                    (codes[which], turn) = (turn % 4, turn / 4);
                }
                codes[lead..].fill(usize::from(at > 200));
                if below(30) == 0 {
                    codes[below(lead + tail)] = below(4);
                }
                let mut figure = || match below(20) {
                    0 => format!("-{}", below(900)),
                    1 => format!("{}.{}", below(9), below(90)),
                    2 => "123456789012".to_owned(),
                    digits => below(10usize.pow(digits as u32 % 8 + 1)).to_string(),
                };
                let (value, margin) = (figure(), figure());
                let mut cells: Vec<String> = (0..lead).map(|which| words[which][codes[which]].clone()).collect();
                cells.push(value.clone());
                let blank = moe == 1 && below(8) == 0;
                cells.extend((moe == 1).then(|| if blank { "n/a".to_owned() } else { margin.clone() }));
                cells.extend((lead..lead + tail).map(|which| words[which][codes[which]].clone()));
                let odd = match below(count / 8) {
                    0 => [cells.join(","), String::new()].join(","),
                    1 => cells[..1 + below(width - 1)].join(","),
                    2 => cells.join(",") + "\"",
                    3 => cells.join(",") + "\0",
                    4 => cells.join(",").replacen(',', ";", 1),
                    _ => String::new(),
                };
                let line = if odd.is_empty() { cells.join(",") } else { odd.clone() };
                text += &line;
                text += if carriage { "\r\n" } else { "\n" };
                rows.push((odd.is_empty().then_some(cells), codes, value, (moe == 1 && !blank).then_some(margin)));
            }
            let (mut at, mut end, mut next, bytes) = (0, 0, 0, text.as_bytes());
            let mut table = Table::new(11);
            let mut expected = Vec::new();
            while at < bytes.len() {
                end = end.max(at).saturating_add(200 + below(10 * count)).min(bytes.len());
                // Up to where a row is not known, which is then read with care, or where the piece ends.
                let taken = known.fill(&mut table, &[0; 11], &bytes[at..end], b',', (b"n/a", 5));
                at += taken.bytes;
                for (cells, codes, value, margin) in &rows[next..next + taken.rows] {
                    assert!(cells.is_some(), "{:?}", &text[at.saturating_sub(200)..at]);
                    expected.push((codes.clone(), value.clone(), margin.clone()));
                }
                next += taken.rows;
                let Some(line) = bytes[at..end].iter().position(|byte| *byte == b'\n') else { continue };
                if let (Some(cells), codes, ..) = &rows[next] {
                    let mut row = Gathered::default();
                    cells.iter().for_each(|cell| row.push(cell.as_bytes()));
                    let codes: Vec<u32> = codes.iter().map(|code| *code as u32).collect();
                    known.learn(&row.cells(), b',', &codes);
                }
                (at, next) = (at + line + 1, next + 1);
            }
            table.close();
            assert_eq!((table.rows(), next), (expected.len(), rows.len()));
            let number = |column, row| {
                f64::from_bits(u64::from(table.code(column, row)) << 32 | u64::from(table.code(column + 1, row)))
            };
            for (row, (codes, value, margin)) in expected.into_iter().enumerate() {
                for (which, code) in codes.into_iter().enumerate() {
                    // The same word may be there twice.
                    assert_eq!(words[which][table.code(which, row) as usize], words[which][code]);
                }
                assert_eq!(number(6, row), value.parse::<f64>().unwrap());
                let missing = if moe == 1 && margin.is_none() { 5 } else { 0 };
                assert_eq!(
                    (number(8, row), table.code(10, row)),
                    (margin.map_or(0.0, |m| m.parse().unwrap()), missing)
                );
            }
        }
    }
}
