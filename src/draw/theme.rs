//! Colours by what they mean. A page hands over the values of its custom properties, so that page and chart agree;
//! what it leaves out comes from the built-in theme of its base.

use std::collections::BTreeMap;

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The ground.
    Paper,
    /// Text and strong lines.
    Ink,
    /// Text of less weight.
    Muted,
    /// Grid lines and frames.
    Rule,
    /// What is selected.
    Accent,
    /// Frames of what is missing.
    Missing,
    /// A level of education, 1 the lowest to 7 the highest.
    Level(u8),
    /// A group, place or series, 1 to 9.
    Series(u8),
    /// Paper or ink, whichever reads better on this level.
    OnLevel(u8),
}

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// Number of levels in the ramp.
pub const LEVELS: usize = 7;

/// Number of series.
pub const SERIES: usize = 9;

/// A colour for each token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    paper: Rgb,
    ink: Rgb,
    muted: Rgb,
    rule: Rgb,
    accent: Rgb,
    missing: Rgb,
    levels: [Rgb; LEVELS],
    series: [Rgb; SERIES],
}

const fn hex(v: u32) -> Rgb {
    ((v >> 16) as u8, (v >> 8) as u8, v as u8)
}

const LIGHT: Theme = Theme {
    paper: hex(0xfb_f9_f4),
    ink: hex(0x1c_1b_18),
    muted: hex(0x5a_57_50),
    rule: hex(0xd9_d4_c7),
    accent: hex(0xb3_3a_1e),
    missing: hex(0x8a_86_7c),
    levels: [
        hex(0xd6_e3_e0),
        hex(0xb2_cf_cd),
        hex(0x8a_b8_ba),
        hex(0x62_9d_a5),
        hex(0x3d_80_8d),
        hex(0x22_62_74),
        hex(0x10_43_56),
    ],
    series: [
        hex(0x0b_5c_73),
        hex(0xb3_4a_12),
        hex(0x6b_3f_8f),
        hex(0x3d_7a_1f),
        hex(0xa3_2a_5c),
        hex(0x2c_4f_a8),
        hex(0x85_6a_00),
        hex(0x4a_4a_4a),
        hex(0x0f_7d_62),
    ],
};

const DARK: Theme = Theme {
    paper: hex(0x16_18_1a),
    ink: hex(0xf1_ee_e6),
    muted: hex(0xb4_af_a4),
    rule: hex(0x3b_3d_3f),
    accent: hex(0xff_8f_6b),
    missing: hex(0x8f_8b_82),
    levels: [
        hex(0x25_3a_40),
        hex(0x2d_50_59),
        hex(0x39_6a_75),
        hex(0x4b_87_92),
        hex(0x67_a5_ac),
        hex(0x8f_c4_c6),
        hex(0xc5_e3_e0),
    ],
    series: [
        hex(0x5c_b8_d1),
        hex(0xf0_93_55),
        hex(0xb9_92_dd),
        hex(0x8c_c6_6c),
        hex(0xea_82_ad),
        hex(0x86_a8_f2),
        hex(0xd6_ba_4b),
        hex(0xb8_b8_b8),
        hex(0x56_c9_a9),
    ],
};

impl Theme {
    /// A built-in theme: `light` (also `screen`), `dark`, `projector` or `print`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "light" | "screen" => Some(LIGHT),
            "dark" => Some(DARK),
            "projector" | "print" => {
                Some(Self { paper: hex(0xff_ff_ff), ink: hex(0), muted: hex(0x3a_3a_3a), rule: hex(0xc4_c4_c4), ..LIGHT })
            }
            _ => None,
        }
    }

    /// This theme with some colours replaced: `paper`, `level-3`, `series-1`; `#rrggbb` or `rgb(r, g, b)`. A colour
    /// that cannot be read leaves the built-in one.
    #[must_use]
    pub fn with(mut self, tokens: &BTreeMap<String, String>) -> Self {
        for (name, value) in tokens {
            let Some(colour) = parse(value) else { continue };
            let slot = match name.as_str() {
                "paper" => Some(&mut self.paper),
                "ink" => Some(&mut self.ink),
                "muted" => Some(&mut self.muted),
                "rule" => Some(&mut self.rule),
                "accent" => Some(&mut self.accent),
                "missing" => Some(&mut self.missing),
                other => match other.split_once('-') {
                    Some(("level", n)) => n.parse::<usize>().ok().and_then(|n| self.levels.get_mut(n.wrapping_sub(1))),
                    Some(("series", n)) => n.parse::<usize>().ok().and_then(|n| self.series.get_mut(n.wrapping_sub(1))),
                    _ => None,
                },
            };
            if let Some(slot) = slot {
                *slot = colour;
            }
        }
        self
    }

    /// The colour of a token.
    #[must_use]
    pub fn colour(&self, token: Token) -> Rgb {
        let nth = |list: &[Rgb], n: u8| list[usize::from(n.max(1) - 1) % list.len()];
        match token {
            Token::Paper => self.paper,
            Token::Ink => self.ink,
            Token::Muted => self.muted,
            Token::Rule => self.rule,
            Token::Accent => self.accent,
            Token::Missing => self.missing,
            Token::Level(n) => nth(&self.levels, n),
            Token::Series(n) => nth(&self.series, n),
            Token::OnLevel(n) => {
                let ground = nth(&self.levels, n);
                if contrast(self.ink, ground) >= contrast(self.paper, ground) { self.ink } else { self.paper }
            }
        }
    }

    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn css(&self, token: Token) -> String {
        let (r, g, b) = self.colour(token);
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

fn parse(text: &str) -> Option<Rgb> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        let value = u32::from_str_radix(digits, 16).ok()?;
        return match digits.len() {
            6 => Some(hex(value)),
            3 => Some((((value >> 8) & 15) as u8 * 17, ((value >> 4) & 15) as u8 * 17, (value & 15) as u8 * 17)),
            _ => None,
        };
    }
    let inside = text.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = inside.split([',', ' ']).filter(|p| !p.is_empty()).map(|p| p.parse::<u8>().ok());
    let colour = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(colour)
}

/// Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio.
#[must_use]
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 4.5:1 for text, 3:1 for marks of a series, on the ground of their theme (WCAG 2.2, 1.4.3 and 1.4.11).
    #[test]
    fn colours_stand_out_from_their_ground() {
        for (name, theme) in [("light", LIGHT), ("dark", DARK)] {
            for token in [Token::Ink, Token::Muted, Token::Accent] {
                assert!(contrast(theme.colour(token), theme.paper) >= 4.5, "{name} {token:?}");
            }
            for n in 1..=SERIES as u8 {
                assert!(contrast(theme.colour(Token::Series(n)), theme.paper) >= 3.0, "{name} series {n}");
            }
            for n in 1..=LEVELS as u8 {
                let (text, ground) = (theme.colour(Token::OnLevel(n)), theme.colour(Token::Level(n)));
                assert!(contrast(text, ground) >= 4.5, "{name} text on level {n}: {:.2}", contrast(text, ground));
            }
        }
    }

    #[test]
    fn higher_levels_stand_out_more() {
        for theme in [LIGHT, DARK] {
            let ramp: Vec<f64> = theme.levels.iter().map(|l| contrast(*l, theme.paper)).collect();
            assert!(ramp.windows(2).all(|w| w[0] < w[1]), "{ramp:?}");
        }
    }

    #[test]
    fn a_page_replaces_colours_and_bad_ones_are_left() {
        let tokens = BTreeMap::from([
            ("paper".to_owned(), "#fff".to_owned()),
            ("series-1".to_owned(), "rgb(1, 2, 3)".to_owned()),
            ("ink".to_owned(), "url(evil)".to_owned()),
            ("series-99".to_owned(), "#000000".to_owned()),
        ]);
        let theme = LIGHT.with(&tokens);
        assert_eq!(theme.paper, (255, 255, 255));
        assert_eq!(theme.series[0], (1, 2, 3));
        assert_eq!(theme.ink, LIGHT.ink);
    }
}
