//! What every byte and every row of a file goes through, compiled for speed; all around it is compiled for size, which
//! a cargo profile tells apart by crate only. It knows of no format and no dimension: bytes to cells, cells to codes and
//! numbers, these to columns.
//!
//! Nothing here decides what a file says. What is not plain (quotation marks, a word that was not met before, a number in
//! other than digits) is left to the caller, who reads it with care.

mod column;
mod memo;
mod number;
mod rows;

pub use column::{Index, Run, Table, alike, numbers_of, one_code};
pub use memo::{Known, Taken};
pub use number::{add_bytes, number, take_bytes, wholes};
pub use rows::{Cells, Gathered, Rows};
