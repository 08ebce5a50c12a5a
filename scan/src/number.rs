//! Plain numbers, and sums of them.

use crate::rows::{Cells, Window, end_at, ends_cell};

/// Every whole number of so many digits is a number of 53 bits.
const DIGITS: usize = 15;

const POWERS: [f64; DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A number of few digits, with or without sign and point; none where it is written otherwise.
/// Source: Clinger, "How to Read Floating Point Numbers Accurately" (1990): two exact numbers, divided once.
#[must_use]
pub fn number(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (mut whole, mut count, mut point) = (0u64, 0, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' if count < DIGITS => {
                whole = whole * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => return None,
        }
    }
    if count == 0 {
        return None;
    }
    let value = point.map_or(whole as f64, |point| whole as f64 / POWERS[count - point]);
    Some(if negative { -value } else { value })
}

/// Whole numbers of up to nine digits out of cells that follow each other, and how far the farthest is from 0; none where one
/// is written otherwise.
pub fn wholes(row: &Cells<'_>, first: usize, numbers: &mut [i32]) -> Option<u32> {
    let (mut start, ends, gap) = row.following(first, numbers.len())?;
    let mut most = 0;
    for (number, end) in numbers.iter_mut().zip(ends) {
        let len = (end - start) as usize;
        // What follows the cell is read along, and shifted out; noughts come before it.
        let head = eight(row.bytes(), start as usize).filter(|_| (1..=8).contains(&len));
        *number = match head.and_then(|head| digits_of(head, len)) {
            Some(digits) => digits as i32,
            None => whole(row.bytes().get(start as usize..*end as usize)?)?,
        };
        most = most.max(number.unsigned_abs());
        start = end + gap;
    }
    Some(most)
}

/// Where a cell that begins there ends, and its number, as [`number`]; what ends it is known.
#[inline(always)]
pub(crate) fn number_at(
    window: Window<'_>,
    at: usize,
    delimiter: u8,
    ends: impl Fn(u8) -> bool,
) -> Option<(usize, f64)> {
    // Up to the first byte that is no digit.
    let each = window.eight(at) ^ 0x3030_3030_3030_3030;
    let odd = (each | each.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
    let bits = odd.trailing_zeros() & !7;
    let end = at + bits as usize / 8;
    if bits == 0 || !ends(window.byte(end)) {
        return other_number_at(window, at, delimiter).filter(|(end, _)| ends(window.byte(*end)));
    }
    Some((end, f64::from(eight_digits(each << (64 - bits)))))
}

/// The same, whatever ends the cell.
#[inline(never)]
pub(crate) fn any_number_at(window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, f64)> {
    number_at(window, at, delimiter, |byte| ends_cell(byte, delimiter))
}

#[inline(never)]
fn other_number_at(window: Window<'_>, at: usize, delimiter: u8) -> Option<(usize, f64)> {
    let end = end_at(window.0, at, delimiter)?;
    Some((end, number(window.0.get(at..end)?)?))
}

/// The eight bytes from there on, the first being the lowest.
#[inline]
pub(crate) fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// The number of the first of eight bytes, all of them at once; none where one is no digit.
/// Source: Lemire, "Quickly parsing eight digits" (2018).
#[inline(always)]
fn digits_of(head: u64, len: usize) -> Option<u32> {
    let spare = 64 - 8 * len;
    let each = (head << spare) ^ (0x3030_3030_3030_3030 << spare);
    let odd = (each | each.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
    (odd == 0).then(|| eight_digits(each))
}

/// Of the worth of each digit, a byte for each, the first being the lowest.
#[inline(always)]
fn eight_digits(each: u64) -> u32 {
    let pairs = (each.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000 << 32 | 1) >> 32) as u32
}

fn whole(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if !(1..=9).contains(&digits.len()) {
        return None;
    }
    let mut value = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i32::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// Takes off each number as much as a byte holds: of those above 0, or of those below it where there are no others. Whether
/// it was the latter, and whether nothing is left.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn take_bytes(numbers: &mut [i32], bytes: &mut [u8]) -> (bool, bool) {
    let minus = numbers.iter().fold(0, |most, number| (*number).max(most)) == 0;
    let sign = if minus { -1 } else { 1 };
    let mut left = 0;
    for (byte, number) in bytes.iter_mut().zip(numbers) {
        let part = (*number * sign).clamp(0, 0xff);
        *byte = part as u8;
        *number -= part * sign;
        left |= *number;
    }
    (minus, left == 0)
}

/// Adds bytes to sums, one to one, or takes them off.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add_bytes(sums: &mut [i64], bytes: &[u8], minus: bool) {
    if minus {
        sums.iter_mut().zip(bytes).for_each(|(sum, byte)| *sum -= i64::from(*byte));
    } else {
        sums.iter_mut().zip(bytes).for_each(|(sum, byte)| *sum += i64::from(*byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Gathered;

    #[test]
    fn reads_as_the_standard_library_does_or_not_at_all() {
        for text in ["0", "-0", "7", "12.5", "-0.125", ".5", "5.", "123456789012345", "0.00000000000001", "007"] {
            let standard: f64 = text.parse().unwrap();
            assert_eq!(number(text.as_bytes()).map(f64::to_bits), Some(standard.to_bits()), "{text}");
        }
        for text in ["", "-", ".", "-.", "+5", "1e5", " 5", "1,000", "1.2.3", "--1", "1234567890123456", "NaN"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        for n in 0..100_000u32 {
            let text = format!("{}.{}", n / 7, n % 1000);
            assert_eq!(number(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn bytes_hold_what_fits() {
        let (mut numbers, mut bytes, mut sums) = ([0, 300, -7], [0; 3], [0; 3]);
        for (taken, left, minus, done) in [
            ([0, 255, 0], [0, 45, -7], false, false),
            ([0, 45, 0], [0, 0, -7], false, false),
            ([0, 0, 7], [0; 3], true, true),
        ] {
            assert_eq!(take_bytes(&mut numbers, &mut bytes), (minus, done));
            assert_eq!((numbers, bytes), (left, taken));
            add_bytes(&mut sums, &bytes, minus);
        }
        assert_eq!(take_bytes(&mut numbers, &mut bytes), (true, true));
        assert_eq!(sums, [0, 300, -7]);
    }

    #[test]
    fn cells_are_read_wherever_they_are() {
        let mut row = Gathered::default();
        ["1", "-20", "300", "", "5"].iter().for_each(|text| row.push(text.as_bytes()));
        let mut numbers = [0; 3];
        assert_eq!(wholes(&row.cells(), 0, &mut numbers), Some(300));
        assert_eq!(numbers, [1, -20, 300]);
        assert_eq!(wholes(&row.cells(), 4, &mut numbers[1..2]), Some(5));
        assert_eq!(numbers, [1, 5, 300]);
        assert_eq!([1, 2, 3, 5, 9].map(|first| wholes(&row.cells(), first, &mut numbers)), [None; 5]);
    }

    #[test]
    fn whole_numbers_are_plain_or_left() {
        let mut row = Gathered::default();
        let mut read = |text: &str, beside: &str| {
            row.clear();
            row.push(text.as_bytes());
            row.push(beside.as_bytes());
            let (mut numbers, cells) = ([0], row.cells());
            let most = wholes(&cells, 0, &mut numbers);
            let whole = most.map(|_| numbers[0]);
            assert!(most.is_none_or(|most| most == numbers[0].unsigned_abs()));
            let (line, own) = (format!("{text},{beside}\n"), number(text.as_bytes()));
            let found = number_at(Window::of_rest(line.as_bytes(), &mut Window::ROOM.clone()), 0, b',', |byte| {
                matches!(byte, b',' | b'\n')
            });
            let plain = !text.contains(['"', ',', '\n']);
            assert_eq!(
                found.map(|(end, n)| (end, n.to_bits())),
                own.filter(|_| plain).map(|n| (text.len(), n.to_bits())),
                "{text}"
            );
            whole
        };
        for beside in ["", "7", "-x/:,\n99"] {
            let cases = [("0", Some(0)), ("-12", Some(-12)), ("00042", Some(42)), ("999999999", Some(999_999_999))];
            let odd = ["", "-", "1.0", "+1", " 1", "1 ", "1234567890", "12/4", "12:4", "1é", "\u{81}1"];
            for (text, value) in cases.into_iter().chain(odd.map(|text| (text, None))) {
                assert_eq!(read(text, beside), value, "{text}");
            }
            for n in (0..200_000_000).step_by(76_543) {
                assert_eq!(read(&n.to_string(), beside), Some(n));
            }
        }
    }
}
