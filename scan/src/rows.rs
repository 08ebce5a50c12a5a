//! Bytes to rows and cells, as long as these are plain.

/// A power of two, so that no offset needs a look at where the bytes end.
const OFFSETS: usize = 512;

/// The bytes from the beginning of a row on, always as many. Beyond the longest row that is looked for, an offset may mean
/// another byte: what is found there is not to be believed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window<'a>(pub(crate) &'a [u8; OFFSETS + 8]);

impl<'a> Window<'a> {
    /// Longer rows are left to others.
    pub(crate) const LONGEST: usize = OFFSETS - 8;

    pub(crate) const ROOM: [u8; OFFSETS + 8] = [0; OFFSETS + 8];

    /// From there on, if there are as many bytes.
    #[inline]
    pub(crate) fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        bytes.get(at..)?.first_chunk().map(Self)
    }

    /// Of fewer bytes: zeros, which no plain row has, follow them.
    #[cold]
    pub(crate) fn of_rest(rest: &[u8], room: &'a mut [u8; OFFSETS + 8]) -> Self {
        *room = Self::ROOM;
        room.iter_mut().zip(rest).for_each(|(byte, of_rest)| *byte = *of_rest);
        Self(room)
    }

    #[inline]
    pub(crate) fn byte(self, at: usize) -> u8 {
        self.0[at % OFFSETS]
    }

    /// The eight bytes from there on, the first being the lowest.
    #[inline]
    pub(crate) fn eight(self, at: usize) -> u64 {
        let at = at % OFFSETS;
        self.0[at..at + 8].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    /// Whether so many bytes from there on are the same as those from there on in the other.
    #[inline(always)]
    pub(crate) fn same(self, at: usize, other: Self, of_other: usize, len: usize) -> bool {
        let different = |more: usize| self.eight(at + more) ^ other.eight(of_other + more);
        // The last eight overlap those before.
        match len {
            0..8 => different(0) & ((1 << (8 * len)) - 1) == 0,
            8..=16 => different(0) | different(len - 8) == 0,
            _ => {
                different(0) | different(8) | different(len - 16) | different(len - 8) == 0
                    && (len <= 32 || (16..len - 16).step_by(8).all(|more| different(more) == 0))
            }
        }
    }

    /// How many bytes are the same in both.
    #[inline(never)]
    pub(crate) fn alike(self, other: Self) -> usize {
        let eights = |window: Self| window.0.as_chunks().0.iter().map(|eight| u64::from_le_bytes(*eight));
        let mut alike = 0;
        for (one, other) in eights(self).zip(eights(other)) {
            let different = one ^ other;
            if different != 0 {
                return alike + different.trailing_zeros() as usize / 8;
            }
            alike += 8;
        }
        alike
    }
}

/// Whether a cell ends before such a byte.
#[inline]
pub(crate) fn ends_cell(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || matches!(byte, b'\n' | b'\r')
}

/// Where a plain cell that begins there ends: at a delimiter, a line break or the end of the bytes. None where it has a
/// quotation mark or a zero byte.
#[inline(never)]
pub(crate) fn end_at(bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let stop = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r' | b'"' | 0);
    match rest.iter().position(stop) {
        Some(end) if matches!(rest[end], b'"' | 0) => None,
        end => Some(at + end.unwrap_or(rest.len())),
    }
}

/// The cells of a row.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    bytes: &'a [u8],
    /// Where the first cell begins, and where each ends.
    start: u32,
    ends: &'a [u32],
    /// Bytes between one cell and the next.
    gap: u32,
}

impl<'a> Cells<'a> {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell; empty beyond the row's end.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> &'a [u8] {
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.bytes.get(self.begin(index) as usize..end as usize).unwrap_or_default()
    }

    #[inline]
    fn begin(&self, index: usize) -> u32 {
        let before = index.checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(self.start, |end| end + self.gap)
    }

    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Of cells that follow each other: where the first begins, where each ends, and the bytes between one and the next.
    pub(crate) fn following(&self, first: usize, cells: usize) -> Option<(u32, &'a [u32], u32)> {
        let ends = self.ends.get(first..first + cells)?;
        Some((self.begin(first), ends, self.gap))
    }

    /// Number of cells up to the last that is not blank.
    #[must_use]
    pub fn filled(&self) -> usize {
        let mut filled = self.len();
        while filled > 0 && self.get(filled - 1).trim_ascii().is_empty() {
            filled -= 1;
        }
        filled
    }

    /// Every cell.
    pub fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(move |index| self.get(index))
    }
}

/// Cells that are put together one by one: those whose text is not what stands in the file.
#[derive(Debug, Default)]
pub struct Gathered {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Gathered {
    /// Forgets the cells.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &[u8]) {
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len() as u32);
    }

    /// The row.
    #[must_use]
    pub fn cells(&self) -> Cells<'_> {
        Cells { bytes: &self.bytes, start: 0, ends: &self.ends, gap: 0 }
    }
}

/// The rows at the beginning of some bytes.
#[derive(Debug, Default)]
pub struct Rows {
    /// Where each row begins, and which of `ends` is its first.
    rows: Vec<(u32, u32)>,
    /// Those of all rows, and room for more.
    ends: Vec<u32>,
    found: usize,
}

impl Rows {
    /// Finds so many rows that end in a line feed, with or without a carriage return before it, or fewer: up to the first
    /// that has a quotation mark, a zero byte or a lone carriage return, or is longer than `longest`. Gives the number of
    /// bytes that they take; blank lines are rows of one empty cell.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn find(&mut self, bytes: &[u8], delimiter: u8, longest: usize, most: usize) -> usize {
        self.rows.clear();
        // Of the row that is not complete yet; and the number of ends so far.
        let (mut start, mut first, mut count) = (0, 0, 0);
        let mut padded = [b' '; BLOCK];
        'blocks: for at in (0..bytes.len()).step_by(BLOCK) {
            let block = match bytes[at..].first_chunk() {
                Some(block) => block,
                None => {
                    padded[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                    &padded
                }
            };
            let found = Found::of(block, delimiter);
            let followed = found.breaks >> 1 | u64::from(bytes.get(at + BLOCK) == Some(&b'\n')) << (BLOCK - 1);
            let odd = found.odd | (found.returns & !followed);
            let mut ends = found.ends;
            if odd != 0 {
                ends &= (1 << odd.trailing_zeros()) - 1;
            }
            // There is room for a whole block, and none is made while it is filled.
            if self.ends.len() < count + BLOCK + AT_ONCE {
                self.ends.resize(2 * count + BLOCK + AT_ONCE, 0);
            }
            let Some(room) = self.ends[count..].first_chunk_mut::<{ BLOCK + AT_ONCE }>() else { break };
            if ends & found.breaks == 0 {
                // Some at once, and what is too many is written over.
                let cells = ends.count_ones() as usize;
                for from in (0..cells).step_by(AT_ONCE) {
                    for end in &mut room[from % BLOCK..from % BLOCK + AT_ONCE] {
                        *end = at as u32 + ends.trailing_zeros();
                        ends &= ends.wrapping_sub(1);
                    }
                }
                count += cells;
            }
            let mut filled = 0;
            while ends != 0 {
                let bit = ends.trailing_zeros();
                ends &= ends - 1;
                let mut end = at + bit as usize;
                if found.breaks >> bit & 1 == 1 {
                    let next = end + 1;
                    if next - start > longest || self.rows.len() == most {
                        break 'blocks;
                    }
                    if end > start && bytes[end - 1] == b'\r' {
                        end -= 1;
                    }
                    room[filled % BLOCK] = end as u32;
                    filled += 1;
                    self.rows.push((start as u32, first));
                    (start, first) = (next, (count + filled) as u32);
                } else {
                    room[filled % BLOCK] = end as u32;
                    filled += 1;
                }
            }
            count += filled;
            if odd != 0 {
                break;
            }
        }
        self.found = first as usize;
        start
    }

    /// Number of rows that were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row that was found in these bytes; empty beyond the last.
    #[must_use]
    pub fn row<'a>(&'a self, bytes: &'a [u8], index: usize) -> Cells<'a> {
        let (start, first) = self.rows.get(index).copied().unwrap_or((0, self.found as u32));
        let next = self.rows.get(index + 1).map_or(self.found, |(_, next)| *next as usize);
        Cells { bytes, start, ends: self.ends.get(first as usize..next).unwrap_or_default(), gap: 1 }
    }
}

/// Bytes that are looked at in one go, a bit each.
const BLOCK: usize = 64;

/// Ends of cells that are written down in one go.
const AT_ONCE: usize = 4;

/// Where in a block there are which bytes.
struct Found {
    /// Delimiters and line feeds.
    ends: u64,
    breaks: u64,
    returns: u64,
    /// Quotation marks and zero bytes.
    odd: u64,
}

impl Found {
    #[cfg(target_arch = "wasm32")]
    #[target_feature(enable = "simd128")]
    #[inline]
    fn of(block: &[u8; BLOCK], delimiter: u8) -> Self {
        use core::arch::wasm32::{i8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
        let mut found = Self { ends: 0, breaks: 0, returns: 0, odd: 0 };
        for (quarter, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            let [low, high] =
                [0, 8].map(|from| bytes[from..].first_chunk().map_or(0, |half| u64::from_le_bytes(*half)));
            let bytes = u64x2(low, high);
            let is = |byte: u8| u8x16_eq(bytes, u8x16_splat(byte));
            let breaks = is(b'\n');
            for (all, of) in [
                (&mut found.ends, v128_or(is(delimiter), breaks)),
                (&mut found.breaks, breaks),
                (&mut found.returns, is(b'\r')),
                (&mut found.odd, v128_or(is(b'"'), is(0))),
            ] {
                *all |= u64::from(i8x16_bitmask(of)) << (16 * quarter);
            }
        }
        found
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn of(block: &[u8; BLOCK], delimiter: u8) -> Self {
        let mut found = Self { ends: 0, breaks: 0, returns: 0, odd: 0 };
        for (bit, byte) in block.iter().enumerate() {
            let at = |is: bool| u64::from(is) << bit;
            found.ends |= at(*byte == delimiter || *byte == b'\n');
            found.breaks |= at(*byte == b'\n');
            found.returns |= at(*byte == b'\r');
            found.odd |= at(*byte == b'"' || *byte == 0);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8], longest: usize) -> (usize, Vec<Vec<String>>) {
        let mut rows = Rows::default();
        let used = rows.find(bytes, b',', longest, usize::MAX);
        let text = |cell: &[u8]| String::from_utf8(cell.to_vec()).unwrap();
        (used, (0..rows.len()).map(|i| rows.row(bytes, i).iter().map(text).collect()).collect())
    }

    #[test]
    fn rows_end_at_line_feeds() {
        assert_eq!(found(b"a,b\r\n\n,\nc", 99).1, [vec!["a", "b"], vec![""], vec!["", ""]]);
        assert_eq!(found(b"a,b\r\n\n,\nc", 99).0, 8);
        assert_eq!(found(b"", 99), (0, vec![]));
        let mut rows = Rows::default();
        assert_eq!([1, 2, 9].map(|most| rows.find(b"a\nb,c\n\nd", b',', 99, most)), [2, 6, 7]);
    }

    #[test]
    fn what_is_not_plain_is_left() {
        for odd in ["\"c\"", "c\0", "c\rd"] {
            assert_eq!(found(format!("a,b\n{odd},e\nf\n").as_bytes(), 99).0, 4, "{odd:?}");
        }
        assert_eq!(found(b"abc\nabcd\n", 4).0, 4);
        // The line feed may still follow.
        assert_eq!(found(b"a\r", 99).0, 0);
    }

    #[test]
    fn blank_cells_at_the_end_are_not_filled() {
        let mut rows = Rows::default();
        let bytes = b"a,,b,, \n\n , \na\n";
        rows.find(bytes, b',', 99, usize::MAX);
        assert_eq!([0, 1, 2, 3, 4].map(|i| rows.row(bytes, i).filled()), [3, 0, 0, 1, 0]);
    }

    #[test]
    fn blocks_make_no_difference() {
        for length in 0..200 {
            let row = ["x".repeat(length), "y".to_owned()];
            let (used, rows) = found(format!("{}\r\n{}\n", row.join(","), row.join(",")).as_bytes(), 999);
            assert_eq!((used, rows), (2 * length + 7, vec![row.to_vec(), row.to_vec()]), "{length}");
        }
    }
}
