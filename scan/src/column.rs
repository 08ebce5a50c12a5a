//! Columns that are written once, row by row, and then kept small: a block of rows at a time in as few bytes a row as its
//! codes need, none where all are one. No block is ever moved, so that memory holds no old copies.

/// Rows of a block.
const BLOCK: usize = 1 << 14;

/// Columns of codes, row by row. A number is two of them, its bits.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// An empty table of so many columns.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { columns: std::iter::repeat_with(Column::default).take(columns).collect(), rows: 0 }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row.
    pub fn push(&mut self, codes: &[u32]) {
        self.columns.iter_mut().zip(codes).for_each(|(column, code)| column.push(*code));
        self.rows += 1;
        if self.rows.is_multiple_of(BLOCK) {
            self.close();
        }
    }

    /// Adds some rows that are alike, but for the columns that are given: the codes of one, or more than there are rows,
    /// after those of the other. No more rows than there is [`Table::room`] for.
    #[inline(never)]
    pub fn extend(&mut self, like: &[u32], rows: usize, given: &[usize], codes: &[u32]) {
        let each = codes.len() / given.len().max(1);
        for (at, (column, code)) in self.columns.iter_mut().zip(like).enumerate() {
            match given.iter().position(|column| *column == at) {
                Some(which) => column.extend(&codes[which * each..][..rows]),
                None => column.repeat(*code, rows),
            }
        }
        self.rows += rows;
        if rows > 0 && self.rows.is_multiple_of(BLOCK) {
            self.close();
        }
    }

    /// Rows that may be added at once.
    #[must_use]
    pub fn room(&self) -> usize {
        BLOCK - self.rows % BLOCK
    }

    /// All codes of a column, row by row. Of a table that is closed.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<u32> {
        let mut codes = vec![0; self.rows];
        for (block, codes) in self.columns[column].blocks.iter().zip(codes.chunks_mut(BLOCK)) {
            block.read(0, codes);
        }
        codes
    }

    /// The codes of some rows in some columns, a column of them after the other, in place of what is in `codes`. Of a table
    /// that is closed; 0 beyond it.
    pub fn gather(&self, columns: &[usize], rows: &[u32], codes: &mut Vec<u32>) {
        codes.clear();
        codes.resize(columns.len() * rows.len(), 0);
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        // Mostly one follows the other.
        let in_one = last.checked_sub(*first).is_some_and(|apart| apart as usize + 1 == rows.len())
            && *first as usize / BLOCK == *last as usize / BLOCK
            && rows.is_sorted_by(|one, next| one < next);
        for (column, codes) in columns.iter().zip(codes.chunks_exact_mut(rows.len())) {
            let blocks = &self.columns[*column].blocks;
            match blocks.get(*first as usize / BLOCK) {
                Some(block) if in_one => block.read(*first as usize % BLOCK, codes),
                _ => codes.iter_mut().zip(rows).for_each(|(code, row)| *code = self.code(*column, *row as usize)),
            }
        }
    }

    /// The rows by their codes in a column, those of one code by their codes in another one, and of these in the order of the
    /// table; where each code's rows begin. Codes are below `values`, the two columns' numbers of them. Of a table that is
    /// closed.
    #[must_use]
    pub fn index(&self, columns: [usize; 2], values: [usize; 2]) -> (Vec<u32>, Vec<u32>) {
        let [first, then] = columns;
        // Tables of one year after the other are in order already.
        let order = (!self.is_sorted(then)).then(|| self.by_code(then, values[1], None).0);
        self.by_code(first, values[0], order)
    }

    fn is_sorted(&self, column: usize) -> bool {
        let (mut last, mut sorted) = (0, true);
        self.each_block(column, &mut |_, codes| {
            sorted &= last <= codes[0] && codes.is_sorted();
            last = codes[codes.len() - 1];
        });
        sorted
    }

    /// All rows by their codes in a column, those of one code in the order given, else of the table; where each code's begin.
    fn by_code(&self, column: usize, values: usize, order: Option<Vec<u32>>) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0; values + 1];
        self.each_block(column, &mut |_, codes| count(codes, &mut starts));
        begin(&mut starts);
        let (mut next, mut sorted) = (starts.clone(), vec![0; self.rows]);
        match order {
            None => self.each_block(column, &mut |row, codes| place(row, codes, &mut next, &mut sorted)),
            Some(rows) => {
                let codes = self.column(column);
                rows.chunks(BLOCK).for_each(|rows| place_rows(rows, &codes, &mut next, &mut sorted));
            }
        }
        (sorted, starts)
    }

    /// The codes of a column, block by block, with the first row of each.
    fn each_block(&self, column: usize, each: &mut dyn FnMut(usize, &[u32])) {
        let mut room = vec![0; BLOCK];
        for (block, row) in self.columns[column].blocks.iter().zip((0..self.rows).step_by(BLOCK)) {
            let codes = &mut room[..BLOCK.min(self.rows - row)];
            block.read(0, codes);
            each(row, codes);
        }
    }

    /// Packs the last block too. Rows can be read after that, and none added.
    pub fn close(&mut self) {
        self.columns.iter_mut().for_each(Column::close);
    }

    /// A code; 0 beyond the table.
    #[must_use]
    #[inline]
    pub fn code(&self, column: usize, row: usize) -> u32 {
        self.columns[column].blocks.get(row / BLOCK).map_or(0, |block| block.get(row % BLOCK))
    }

    /// Whether a row has these codes in these columns.
    #[must_use]
    pub fn has(&self, row: usize, wanted: &[(usize, u32)]) -> bool {
        wanted.iter().all(|(column, code)| self.code(*column, row) == *code)
    }
}

// Neighbours are mostly alike, and so counted and placed in one. These are functions for themselves since a browser makes
// fast code of a function that is called often, but only for its next call.

#[inline(never)]
fn count(codes: &[u32], counts: &mut [u32]) {
    for run in codes.chunk_by(|one, next| one == next) {
        counts[run[0] as usize + 1] += run.len() as u32;
    }
}

/// Of counts, each after its code's place, where each begins.
fn begin(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

#[inline(never)]
fn place(row: usize, codes: &[u32], next: &mut [u32], sorted: &mut [u32]) {
    let mut row = row as u32;
    for run in codes.chunk_by(|one, next| one == next) {
        let slot = &mut next[run[0] as usize];
        let room = &mut sorted[*slot as usize..][..run.len()];
        room.iter_mut().zip(row..).for_each(|(at, row)| *at = row);
        *slot += run.len() as u32;
        row += run.len() as u32;
    }
}

#[inline(never)]
fn place_rows(rows: &[u32], codes: &[u32], next: &mut [u32], sorted: &mut [u32]) {
    for row in rows {
        let slot = &mut next[codes[*row as usize] as usize];
        sorted[*slot as usize] = *row;
        *slot += 1;
    }
}

#[derive(Debug, Clone, Default)]
struct Column {
    blocks: Vec<Block>,
    /// As long as all codes of a block are one: this one, so many times.
    same: u32,
    times: usize,
    open: Vec<u32>,
}

impl Column {
    #[inline]
    fn push(&mut self, code: u32) {
        if self.open.is_empty() {
            if self.times == 0 || code == self.same {
                (self.same, self.times) = (code, self.times + 1);
                return;
            }
            self.unfold();
        }
        self.open.push(code);
    }

    fn extend(&mut self, codes: &[u32]) {
        if let Some(code) = one_code(codes) {
            return self.repeat(code, codes.len());
        }
        self.unfold();
        self.open.extend_from_slice(codes);
    }

    fn repeat(&mut self, code: u32, times: usize) {
        if self.open.is_empty() && (self.times == 0 || code == self.same) {
            (self.same, self.times) = (code, self.times + times);
            return;
        }
        self.unfold();
        self.open.resize(self.open.len() + times, code);
    }

    /// Writes out what was one code so far.
    fn unfold(&mut self) {
        if self.open.is_empty() {
            self.open.resize(self.times, self.same);
        }
    }

    fn close(&mut self) {
        if self.open.is_empty() {
            self.open.extend((self.times > 0).then_some(self.same));
        }
        if !self.open.is_empty() {
            self.blocks.push(Block::of(&self.open));
        }
        self.times = 0;
        self.open.clear();
    }
}

/// Whether two lists of codes are the same.
#[must_use]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn alike(codes: &[u32], other: &[u32]) -> bool {
    // To the end, whatever is found: that is many at a time.
    codes.len() == other.len() && codes.iter().zip(other).fold(0, |differ, (code, of)| differ | (code ^ of)) == 0
}

/// The code that all are; 0 of none.
#[must_use]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn one_code(codes: &[u32]) -> Option<u32> {
    let first = codes.first().copied().unwrap_or_default();
    (codes.iter().fold(0, |differ, code| differ | (code ^ first)) == 0).then_some(first)
}

/// Numbers by their bits, the high ones and the low ones, in place of what is in `numbers`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn numbers_of(high: &[u32], low: &[u32], numbers: &mut Vec<f64>) {
    numbers.clear();
    numbers.extend(high.iter().zip(low).map(|(high, low)| f64::from_bits(u64::from(*high) << 32 | u64::from(*low))));
}

/// Codes of a block: the least, and what each has more than that, the first bytes of all, then the second ones, as far as any
/// is not 0.
#[derive(Debug, Clone)]
struct Block {
    least: u32,
    more: Vec<Box<[u8]>>,
}

impl Block {
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn of(codes: &[u32]) -> Self {
        let (least, most) = codes.iter().fold((u32::MAX, 0), |(least, most), c| (least.min(*c), most.max(*c)));
        let mut more = Vec::new();
        let (mut range, mut shift) = (most - least, 0);
        while range > 0 {
            more.push(codes.iter().map(|code| ((code - least) >> shift) as u8).collect());
            (range, shift) = (range >> 8, shift + 8);
        }
        Self { least, more }
    }

    /// The codes from a row on.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn read(&self, from: usize, codes: &mut [u32]) {
        codes.fill(self.least);
        for (place, bytes) in self.more.iter().enumerate() {
            for (code, byte) in codes.iter_mut().zip(bytes.get(from..).unwrap_or_default()) {
                *code += u32::from(*byte) << (8 * place);
            }
        }
    }

    #[inline]
    fn get(&self, row: usize) -> u32 {
        let byte = |bytes: &[u8]| bytes.get(row).copied().map_or(0, u32::from);
        self.least + self.more.iter().rev().fold(0, |more, bytes| more << 8 | byte(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes for every kind of block: one code, few, many, any.
    fn row(row: u32) -> [u32; 5] {
        let wide = if row.is_multiple_of(5) { u32::MAX - row } else { row };
        [7, 3 + row % 9, row / 2, wide, if row > 20_000 { 70_000 * (row % 99) } else { 5 }]
    }

    #[test]
    fn what_is_written_is_read() {
        for rows in [0, 1, 2, BLOCK as u32 - 1, BLOCK as u32, BLOCK as u32 + 1, 50_000] {
            let mut table = Table::new(5);
            (0..rows).for_each(|n| table.push(&row(n)));
            table.close();
            assert_eq!(table.rows(), rows as usize);
            for n in 0..rows {
                let (codes, at) = (row(n), n as usize);
                assert_eq!(std::array::from_fn(|c| table.code(c, at)), codes, "{n} of {rows}");
                assert!(table.has(at, &[(1, codes[1]), (3, codes[3])]) && !table.has(at, &[(0, 8)]));
            }
            for column in 0..5 {
                assert!(table.column(column).into_iter().eq((0..rows).map(|n| row(n)[column])));
            }
            let (some, mut codes) = ((0..rows).filter(|n| n % 3 > 0).collect::<Vec<_>>(), vec![9]);
            table.gather(&[2, 0, 4], &some, &mut codes);
            assert!(codes.into_iter().eq([2, 0, 4].iter().flat_map(|c| some.iter().map(|n| row(*n)[*c]))));
        }
    }

    #[test]
    fn rows_are_found_by_two_columns() {
        for later in [0, 1] {
            let mut table = Table::new(3);
            let row = |n: u32| [n % 7, (n + later) / 1000 % 3, n];
            (0..2500).for_each(|n| table.push(&row(n)));
            table.close();
            let (found, starts) = table.index([0, 1], [8, 3]);
            let mut own: Vec<[u32; 3]> = (0..2500).map(row).collect();
            own.sort();
            assert!(found.iter().eq(own.iter().map(|[_, _, n]| n)));
            assert_eq!(starts.len(), 9);
            for (code, ends) in starts.windows(2).enumerate() {
                assert!(own[ends[0] as usize..ends[1] as usize].iter().all(|row| row[0] as usize == code));
            }
        }
        let mut unsorted = Table::new(2);
        [[1, 2], [0, 1], [1, 0], [1, 2], [0, 0]].iter().for_each(|row| unsorted.push(row));
        unsorted.close();
        assert_eq!(unsorted.index([0, 1], [2, 3]), (vec![4, 1, 2, 0, 3], vec![0, 2, 5]));
    }

    #[test]
    fn rows_at_once_are_rows_one_by_one() {
        let (mut one, mut many) = (Table::new(5), Table::new(5));
        let mut from = 0;
        for length in [1, 2, 700, 1, 1024, 1024, 20, 1024, 1024, 16_384, 16_384, 0, 3] {
            let rows: Vec<[u32; 5]> = (from..from + length.min(many.room() as u32)).map(row).collect();
            // More room than there are rows.
            let codes = |column: usize| rows.iter().map(move |r| r[column]).chain([99; 2]);
            let columns: Vec<u32> = [4, 1, 2, 3].into_iter().flat_map(codes).collect();
            many.extend(&[7, 0, 0, 0, 0], rows.len(), &[4, 1, 2, 3], &columns);
            rows.iter().for_each(|r| one.push(r));
            from += rows.len() as u32;
        }
        one.close();
        many.close();
        assert_eq!(one.rows(), many.rows());
        for column in 0..5 {
            assert_eq!(one.column(column), many.column(column), "{column}");
        }
    }
}
