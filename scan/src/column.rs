//! Columns that are written once, row by row, and then kept small: a block of rows at a time in as few bytes a row as its
//! numbers need, none where all are one. No block is ever moved, so that memory holds no old copies.

/// Rows of a block.
const BLOCK: usize = 1 << 14;

/// Columns of codes and columns of numbers, row by row.
#[derive(Debug, Clone, Default)]
pub struct Table {
    codes: Vec<Codes>,
    numbers: Vec<Numbers>,
    rows: usize,
}

impl Table {
    /// An empty table of so many columns of either kind.
    #[must_use]
    pub fn new(codes: usize, numbers: usize) -> Self {
        Self { codes: vec![Codes::default(); codes], numbers: vec![Numbers::default(); numbers], rows: 0 }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row.
    pub fn push(&mut self, codes: &[u32], numbers: &[f64]) {
        self.codes.iter_mut().zip(codes).for_each(|(column, code)| column.push(*code));
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.open.push(*number));
        self.rows += 1;
        if self.rows.is_multiple_of(BLOCK) {
            self.close();
        }
    }

    /// Packs the last block too. Rows can be read after that, and none added.
    pub fn close(&mut self) {
        self.codes.iter_mut().for_each(Codes::close);
        self.numbers.iter_mut().for_each(Numbers::close);
    }

    /// A code; 0 beyond the table.
    #[must_use]
    #[inline]
    pub fn code(&self, column: usize, row: usize) -> u32 {
        self.codes[column].blocks.get(row / BLOCK).map_or(0, |block| block.get(row % BLOCK))
    }

    /// A number; 0 beyond the table.
    #[must_use]
    pub fn number(&self, column: usize, row: usize) -> f64 {
        self.numbers[column].blocks.get(row / BLOCK).map_or(0.0, |block| match block {
            NumberBlock::Whole(block) => f64::from(block.get(row % BLOCK)),
            NumberBlock::Any(numbers) => numbers.get(row % BLOCK).copied().unwrap_or_default(),
        })
    }

    /// Whether a row has these codes in these columns.
    #[must_use]
    pub fn has(&self, row: usize, wanted: &[(usize, u32)]) -> bool {
        wanted.iter().all(|(column, code)| self.code(*column, row) == *code)
    }
}

#[derive(Debug, Clone, Default)]
struct Codes {
    blocks: Vec<Block>,
    /// As long as all codes of a block are one: this one, so many times.
    same: u32,
    times: usize,
    open: Vec<u32>,
}

impl Codes {
    #[inline]
    fn push(&mut self, code: u32) {
        if self.open.is_empty() {
            if self.times == 0 || code == self.same {
                (self.same, self.times) = (code, self.times + 1);
                return;
            }
            self.open.resize(self.times, self.same);
        }
        self.open.push(code);
    }

    fn close(&mut self) {
        if self.open.is_empty() && self.times > 0 {
            self.blocks.push(Block { least: self.same, more: More::None });
        } else if !self.open.is_empty() {
            self.blocks.push(Block::of(&self.open));
        }
        self.times = 0;
        self.open.clear();
    }
}

/// Codes of a block: the least, and what each has more than that.
#[derive(Debug, Clone)]
struct Block {
    least: u32,
    more: More,
}

#[derive(Debug, Clone)]
enum More {
    None,
    Bytes(Box<[u8]>),
    Pairs(Box<[u16]>),
    Fours(Box<[u32]>),
}

impl Block {
    fn of(codes: &[u32]) -> Self {
        let (least, most) = codes.iter().fold((u32::MAX, 0), |(least, most), c| (least.min(*c), most.max(*c)));
        let more = codes.iter().map(|code| code - least);
        let more = match most - least {
            0 => More::None,
            1..=0xff => More::Bytes(more.map(|m| m as u8).collect()),
            0x100..=0xffff => More::Pairs(more.map(|m| m as u16).collect()),
            _ => More::Fours(more.collect()),
        };
        Self { least, more }
    }

    #[inline]
    fn get(&self, row: usize) -> u32 {
        self.least
            + match &self.more {
                More::None => 0,
                More::Bytes(more) => more.get(row).copied().unwrap_or_default().into(),
                More::Pairs(more) => more.get(row).copied().unwrap_or_default().into(),
                More::Fours(more) => more.get(row).copied().unwrap_or_default(),
            }
    }
}

#[derive(Debug, Clone, Default)]
struct Numbers {
    blocks: Vec<NumberBlock>,
    open: Vec<f64>,
}

#[derive(Debug, Clone)]
enum NumberBlock {
    /// People are whole.
    Whole(Block),
    Any(Box<[f64]>),
}

impl Numbers {
    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        // By its bits: there is a minus nought.
        let whole = |n: &f64| f64::from(*n as u32).to_bits() == n.to_bits();
        self.blocks.push(if self.open.iter().all(whole) {
            let codes: Vec<u32> = self.open.iter().map(|n| *n as u32).collect();
            NumberBlock::Whole(Block::of(&codes))
        } else {
            NumberBlock::Any(self.open.as_slice().into())
        });
        self.open.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of every kind of block: one code, few, many, any; whole numbers and others.
    fn row(row: u32) -> ([u32; 4], [f64; 3]) {
        let wide = if row.is_multiple_of(5) { u32::MAX - row } else { row };
        let some = if row > 20_000 { f64::from(row) / 3.0 } else { f64::from(row) };
        ([7, 3 + row % 9, row / 2, wide], [0.0, some, if row == 40_000 { -0.0 } else { f64::NAN }])
    }

    #[test]
    fn what_is_written_is_read() {
        for rows in [0, 1, 2, BLOCK as u32 - 1, BLOCK as u32, BLOCK as u32 + 1, 50_000] {
            let mut table = Table::new(4, 3);
            for n in 0..rows {
                let (codes, numbers) = row(n);
                table.push(&codes, &numbers);
            }
            table.close();
            assert_eq!(table.rows(), rows as usize);
            for n in 0..rows {
                let (codes, numbers) = row(n);
                let at = n as usize;
                assert_eq!(std::array::from_fn(|c| table.code(c, at)), codes, "{n} of {rows}");
                assert_eq!(std::array::from_fn(|c| table.number(c, at).to_bits()), numbers.map(f64::to_bits), "{n}");
                assert!(table.has(at, &[(1, codes[1]), (3, codes[3])]) && !table.has(at, &[(0, 8)]));
            }
        }
    }
}
