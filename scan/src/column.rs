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

    /// Adds some rows that are alike, but for some columns. No more than there is [`Table::room`] for.
    pub fn extend<'a>(&mut self, like: &[u32], rows: usize, columns: impl Iterator<Item = (usize, &'a [u32])>) {
        let mut given = vec![false; self.columns.len()];
        for (at, codes) in columns {
            self.columns[at].extend(codes);
            given[at] = true;
        }
        for ((column, code), given) in self.columns.iter_mut().zip(like).zip(given) {
            if !given {
                column.repeat(*code, rows);
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
        let mut codes = Vec::with_capacity(self.rows);
        for block in &self.columns[column].blocks {
            let rows = BLOCK.min(self.rows - codes.len());
            codes.extend((0..rows).map(|row| block.get(row)));
        }
        codes
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
        match codes {
            [first, rest @ ..] if rest.iter().all(|code| code == first) => self.repeat(*first, codes.len()),
            _ => {
                self.unfold();
                self.open.extend_from_slice(codes);
            }
        }
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

/// Codes of a block: the least, and what each has more than that, the first bytes of all, then the second ones, as far as any
/// is not 0.
#[derive(Debug, Clone)]
struct Block {
    least: u32,
    more: Vec<Box<[u8]>>,
}

impl Block {
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
        }
    }

    #[test]
    fn rows_at_once_are_rows_one_by_one() {
        let (mut one, mut many) = (Table::new(5), Table::new(5));
        let mut from = 0;
        for length in [1, 2, 700, 1, 1024, 1024, 20, 1024, 1024, 16_384, 16_384, 0, 3] {
            let rows: Vec<[u32; 5]> = (from..from + length.min(many.room() as u32)).map(row).collect();
            let columns: Vec<Vec<u32>> = [1, 2, 3, 4].map(|c| rows.iter().map(|r| r[c]).collect()).into();
            let given = (1..5).zip(columns.iter().map(Vec::as_slice));
            many.extend(&[7, 0, 0, 0, 0], rows.len(), given);
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
