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

    /// The codes of some rows in some columns, a column of them after the other, in place of what is in `codes`. Of a table
    /// that is closed; 0 beyond it.
    pub fn gather(&self, columns: &[usize], runs: &[Run], codes: &mut Vec<u32>) {
        let rows: usize = runs.iter().map(|[_, rows]| *rows as usize).sum();
        codes.clear();
        codes.resize(columns.len() * rows, 0);
        for (column, mut codes) in columns.iter().zip(codes.chunks_exact_mut(rows.max(1))) {
            for [first, rows] in runs {
                let (own, rest) = std::mem::take(&mut codes).split_at_mut(*rows as usize);
                if let Some(block) = self.columns[*column].blocks.get(*first as usize / BLOCK) {
                    block.read(*first as usize % BLOCK, own);
                }
                codes = rest;
            }
        }
    }

    /// The rows by their codes in a column, those of one code by their codes in another one, and of these in the order of the
    /// table. Codes are below `values`, the two columns' numbers of them. Of a table that is closed.
    #[must_use]
    pub fn index(&self, columns: [usize; 2], values: [usize; 2]) -> Index {
        let (mut next, mut then_next) = (vec![0; values[0] + 1], vec![0; values[1] + 1]);
        self.each_run(columns, &mut |[code, then], _| {
            next[code as usize + 1] += 1;
            then_next[then as usize + 1] += 1;
        });
        begin(&mut next);
        begin(&mut then_next);
        let starts = next.clone();
        let every = starts[values[0]] as usize;
        let (mut ordered, mut runs) = (vec![0; 3 * every], vec![0; 2 * every]);
        let (found, _) = ordered.as_chunks_mut();
        self.each_run(columns, &mut |[code, then], [first, rows]| {
            found[take(&mut then_next, then)] = [code, first, rows];
        });
        let (own, _) = runs.as_chunks_mut();
        for [code, first, rows] in found {
            own[take(&mut next, *code)] = [*first, *rows];
        }
        Index { runs, starts }
    }

    /// Runs of rows that are alike in two columns, with their codes.
    fn each_run(&self, columns: [usize; 2], each: &mut dyn FnMut([u32; 2], Run)) {
        let mut codes = vec![0; BLOCK.min(self.rows)];
        let mut then_codes = codes.clone();
        let (blocks, then_blocks) = (&self.columns[columns[0]].blocks, &self.columns[columns[1]].blocks);
        for (first, (block, then_block)) in (0..self.rows).step_by(BLOCK).zip(blocks.iter().zip(then_blocks)) {
            let rows = BLOCK.min(self.rows - first);
            block.read(0, &mut codes[..rows]);
            then_block.read(0, &mut then_codes[..rows]);
            runs_of(first, &codes[..rows], &then_codes[..rows], each);
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

/// Rows of a table that follow each other, none in another block than the first: that one, and how many there are.
pub type Run = [u32; 2];

/// Where the rows of a code are. Neighbours are mostly alike, so that it holds far less than a number a row.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// One after the other.
    runs: Vec<u32>,
    /// Where each code's begin.
    starts: Vec<u32>,
}

impl Index {
    /// The rows of a code, in the order of the index; none of a code that there is not.
    #[must_use]
    pub fn runs(&self, code: u32) -> &[Run] {
        let start = |code: usize| self.starts.get(code).copied().unwrap_or_default() as usize;
        self.runs.as_chunks().0.get(start(code as usize)..start(code as usize + 1)).unwrap_or_default()
    }
}

// A function for itself, since a browser makes fast code of one that is called often, but only for its next call.
#[inline(never)]
fn runs_of(first: usize, codes: &[u32], then_codes: &[u32], each: &mut dyn FnMut([u32; 2], Run)) {
    let mut run = [first as u32, 0];
    let mut last = None;
    for alike in codes.iter().zip(then_codes).map(|(code, then)| [*code, *then]) {
        if let Some(last) = last.filter(|last| *last != alike) {
            each(last, run);
            run = [run[0] + run[1], 0];
        }
        last = Some(alike);
        run[1] += 1;
    }
    if let Some(last) = last {
        each(last, run);
    }
}

/// A code's next place, which is taken.
fn take(next: &mut [u32], code: u32) -> usize {
    next[code as usize] += 1;
    next[code as usize] as usize - 1
}

/// Of counts, each after its code's place, where each begins.
fn begin(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
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

    fn rows_of(runs: &[Run]) -> Vec<u32> {
        runs.iter().flat_map(|[first, rows]| *first..first + rows).collect()
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
            let some: Vec<Run> =
                (0..rows / 3).map(|n| [3 * n, 2]).filter(|r| r[0] as usize % BLOCK + 2 <= BLOCK).collect();
            let mut codes = vec![9];
            table.gather(&[2, 0, 4], &some, &mut codes);
            let each = |c: usize| rows_of(&some).into_iter().map(move |n| row(n)[c]);
            assert!(codes.into_iter().eq([2, 0, 4].into_iter().flat_map(each)));
        }
    }

    #[test]
    fn rows_are_found_by_two_columns() {
        // One row after the other of another code, many of one code, and more than a block; in order or not.
        for (each, later) in [(1, 0), (1, 1), (50, 0), (50, 1), (20_000, 1)] {
            let mut table = Table::new(3);
            let row = |n: u32| [n / each % 7, (n + later) / 1000 % 3, n];
            (0..2500 * each.min(40)).for_each(|n| table.push(&row(n)));
            table.close();
            let rows = table.rows() as u32;
            let index = table.index([0, 1], [8, 3]);
            for code in 0..9 {
                let mut own: Vec<[u32; 3]> = (0..rows).map(row).filter(|row| row[0] == code).collect();
                own.sort();
                assert!(rows_of(index.runs(code)).into_iter().eq(own.iter().map(|[_, _, n]| *n)), "{code}");
                assert!(index.runs(code).iter().all(|run| run[0] as usize % BLOCK + run[1] as usize <= BLOCK));
            }
        }
        let mut unsorted = Table::new(2);
        [[1, 2], [0, 1], [1, 0], [1, 2], [0, 0]].iter().for_each(|row| unsorted.push(row));
        unsorted.close();
        let index = unsorted.index([0, 1], [2, 3]);
        assert_eq!(
            [0, 1, 2, u32::MAX - 1].map(|code| rows_of(index.runs(code))),
            [vec![4, 1], vec![2, 0, 3], vec![], vec![]]
        );
        assert!(Index::default().runs(0).is_empty());
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
            for row in 0..one.rows() {
                assert_eq!(one.code(column, row), many.code(column, row), "{column}, {row}");
            }
        }
    }
}
