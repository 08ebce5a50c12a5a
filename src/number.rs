//! Numbers without what the standard library brings along for every case there is: tables to read them, a fifteenth of the
//! wasm, and two algorithms to write them, as much again. Numbers in files are short, those on charts have few decimals:
//! both are read and written exactly as it does.

/// Reads a decimal number, with or without sign, point and exponent: what `str::parse` takes but for `inf` and `nan`.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let mut rest = text.as_bytes();
    let negative = rest.first() == Some(&b'-');
    if let [b'-' | b'+', others @ ..] = rest {
        rest = others;
    }
    let (mut digits, mut exponent, mut any, mut fraction) = (0u64, 0i32, false, false);
    // Up to 2^53 every whole number is one of ours.
    let mut exact = true;
    while let [byte, others @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                digits = digits.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                exact &= digits <= 1 << 53;
                exponent -= i32::from(fraction);
                any = true;
            }
            b'.' if !fraction => fraction = true,
            _ => break,
        }
        rest = others;
    }
    if let [b'e' | b'E', power @ ..] = rest
        && any
    {
        let below = power.first() == Some(&b'-');
        let power = if let [b'-' | b'+', others @ ..] = power { others } else { power };
        if power.is_empty() || !power.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let add = |sum: i32, byte: &u8| sum.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
        let power = power.iter().fold(0, add);
        exponent = exponent.saturating_add(if below { -power } else { power });
        rest = &[];
    }
    if !any || !rest.is_empty() {
        return None;
    }
    // Source: Clinger, "How to Read Floating Point Numbers Accurately" (1990): two exact numbers, rounded once.
    if !exact || !(-22..=22).contains(&exponent) {
        return slow(text);
    }
    let mut power = 1.0;
    for _ in 0..exponent.abs() {
        power *= 10.0;
    }
    let value = if exponent < 0 { digits as f64 / power } else { digits as f64 * power };
    Some(if negative { -value } else { value })
}

/// A number of more digits than any table has, as the browser reads it.
#[cfg(target_arch = "wasm32")]
fn slow(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text))
}

/// A number of more digits than any table has.
#[cfg(not(target_arch = "wasm32"))]
fn slow(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A number with so many decimals, three at most, as `{:.n}` writes it: the nearest, and of two as near the even one.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
    if !value.is_finite() {
        return format!("{sign}{}", if value.is_nan() { "NaN" } else { "inf" });
    }
    // The value is a whole number below 2^53 times a power of two.
    let (digits, power) = (value.to_bits() & ((1 << 52) - 1), (value.to_bits() >> 52) as i32 & 0x7ff);
    let (digits, power) = if power == 0 { (digits, -1074) } else { (digits | 1 << 52, power - 1075) };
    let unit = [1, 10, 100, 1000][decimals];
    let (whole, part) = if power >= 0 {
        (doubled(digits, power), 0)
    } else {
        // Below 2^63: less than half of one where the point stands farther left than that.
        let units = digits * unit;
        let (floor, rest, half) = match power {
            -63..0 => (units >> -power, units & ((1 << -power) - 1), 1 << (-power - 1)),
            _ => (0, 0, 1),
        };
        let rounded = floor + u64::from(rest > half || rest == half && floor % 2 == 1);
        ((rounded / unit).to_string(), rounded % unit)
    };
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0decimals$}") }
}

/// The greatest power of ten that is not above a number from 1 on; of a greater one than any people or dollars, 10^18.
pub(crate) fn power_of_ten(value: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= value && power < 1e18 {
        power *= 10.0;
    }
    power
}

/// The same with two at most: without noughts at its end.
pub(crate) fn trimmed(value: f64) -> String {
    let text = fixed(value, 2);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A whole number, doubled so many times.
fn doubled(whole: u64, times: i32) -> String {
    let mut digits = whole.to_string();
    for _ in 0..times {
        let mut carry = 0;
        let twice: Vec<u8> = digits
            .bytes()
            .rev()
            .map(|digit| {
                let sum = 2 * (digit - b'0') + carry;
                carry = sum / 10;
                b'0' + sum % 10
            })
            .collect();
        digits =
            (carry > 0).then_some('1').into_iter().chain(twice.iter().rev().map(|digit| char::from(*digit))).collect();
    }
    digits
}

/// A number with as many decimals as it has, as the browser writes it.
#[cfg(target_arch = "wasm32")]
pub(crate) fn shortest(value: f64) -> String {
    use wasm_bindgen::JsCast;
    wasm_bindgen::JsValue::from_f64(value).unchecked_into::<js_sys::Object>().to_string().into()
}

/// A number with as many decimals as it has.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn shortest(value: f64) -> String {
    value.to_string()
}

/// A value within two bounds. [`f64::clamp`] has a message for bounds in the wrong order, with a way of its own to write
/// numbers.
#[allow(clippy::manual_clamp)]
pub(crate) fn between(value: f64, least: f64, most: f64) -> f64 {
    value.max(least).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every size, always the same ones.
    fn many() -> impl Iterator<Item = u64> {
        let mut state = 1u64;
        (0..50_000).map(move |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        })
    }

    #[test]
    fn powers_of_ten_are_whole() {
        for (value, power) in
            [(1.0, 1.0), (9.99, 1.0), (10.0, 10.0), (999_999.9, 1e5), (1e6, 1e6), (f64::INFINITY, 1e18)]
        {
            assert_eq!(power_of_ten(value), power, "{value}");
        }
    }

    #[test]
    fn writes_as_the_standard_library_does() {
        let figures = many().take(20_000).map(|n| (n >> 40) as f64 / 1e4);
        let bits = many().take(300).map(f64::from_bits);
        // Halves, eighths and so on lie between two decimals.
        let between = many().take(5_000).map(|n| (n >> 50) as f64 / 16.0);
        let powers = (-1074..1024).step_by(9).map(|power| 2_f64.powi(power));
        let odd = [0.0, -0.0, 0.05, 0.25, 2.675, 9.9995, 1e21, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN];
        for value in figures.chain(bits).chain(between).chain(powers).chain(odd) {
            for value in [value, -value] {
                for decimals in 0..=3 {
                    assert_eq!(fixed(value, decimals), format!("{value:.decimals$}"), "{value:e}, {decimals}");
                }
            }
        }
    }

    #[test]
    fn reads_as_the_standard_library_does() {
        let figures = many().map(|n| format!("{}", (n >> 40) as f64 / 1e4));
        let bits = many().take(5_000).map(|n| f64::from_bits(n).to_string());
        let long = many().take(5_000).map(|n| format!("0.{n}{n}"));
        let powers = many().take(5_000).map(|n| format!("{}e{}", n >> 12, n as i8));
        let odd = [
            "", "-", "+", ".", "1.", ".5", "+.5", "-0", "1..2", "1.2.3", "e5", "1e", "1e+", "1e-", "1e99999",
            "1e-99999",
        ];
        let odd =
            odd.iter().chain(&["1-2", "1e5e5", "--1", "1E+05", "00012", "9007199254740993", "1e22", "1e23", "1+"]);
        for text in figures.chain(bits).chain(long).chain(powers).chain(odd.map(|o| (*o).to_owned())) {
            let standard = text.parse::<f64>().ok().filter(|v| !v.is_nan() && !text.contains("inf"));
            let own = parse(&text);
            assert_eq!(own.map(f64::to_bits), standard.map(f64::to_bits), "{text}");
        }
    }
}
