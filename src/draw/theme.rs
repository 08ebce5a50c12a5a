//! Colours by what they mean. A page hands over the values of its custom properties, so that page and chart agree;
//! what it leaves out comes from the built-in theme of its base.

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
    /// The ground with a fifth of a series' colour, for areas behind its line.
    Tint(u8),
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
    /// Whether areas of different series have different hatching, for those who see no colours.
    hatched: bool,
}

/// A colour as a style sheet writes it.
const fn hex(v: u32) -> Rgb {
    ((v >> 16) as u8, (v >> 8) as u8, v as u8)
}

/// The values of `www/css/tokens.css`, which a test compares.
const LIGHT: Theme = Theme {
    paper: hex(0xfbfbf7),
    ink: hex(0x16191d),
    muted: hex(0x5a6068),
    rule: hex(0xd9d9d1),
    accent: hex(0xc2410c),
    missing: hex(0x858a91),
    levels: [hex(0xdfe2bc), hex(0xaccc9c), hex(0x62b5a0), hex(0x2e949f), hex(0x18708f), hex(0x134d76), hex(0x132a56)],
    series: [
        hex(0x3539a4),
        hex(0xaa6705),
        hex(0x167493),
        hex(0xba71c9),
        hex(0x5b2922),
        hex(0x70896d),
        hex(0x0c2c64),
        hex(0x815659),
        hex(0x515503),
    ],
    hatched: false,
};

const DARK: Theme = Theme {
    paper: hex(0x14181d),
    ink: hex(0xeef0ea),
    muted: hex(0xa3abb5),
    rule: hex(0x343b44),
    accent: hex(0xff9d5c),
    missing: hex(0x7d8691),
    levels: [hex(0x26344e), hex(0x294d6e), hex(0x266b8e), hex(0x318ea2), hex(0x4eb2a6), hex(0x94cf9f), hex(0xe2e4af)],
    series: [
        hex(0x8ea2ce),
        hex(0xfc9727),
        hex(0x41defb),
        hex(0xa16ee0),
        hex(0xefdf49),
        hex(0xc3f7dc),
        hex(0x4d7184),
        hex(0xc6582f),
        hex(0xbcc19c),
    ],
    hatched: false,
};

/// Black on white. The values of `www/css/deck.css`, which a test compares.
const ON_WHITE: Theme = Theme { paper: hex(0xffffff), ink: hex(0), muted: hex(0x3a3a3a), rule: hex(0xc4c4c4), ..LIGHT };

/// The ramp without the middle tones, on which neither black nor white has a contrast of 7.
const FAR: [Rgb; LEVELS] =
    [hex(0xeef0d4), hex(0xc3dcb2), hex(0x84c9b4), hex(0x4fb0ba), hex(0x11587a), hex(0x0c3e63), hex(0x0a1a3c)];

/// Directions of the hatching of each series: 1 rising, 2 falling, 4 level, 8 upright.
const HATCHING: [u8; SERIES] = [0, 1, 2, 4, 8, 3, 12, 5, 10];

impl Theme {
    /// A built-in theme: `light` (also `screen`), `dark`, `projector` or `print`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "light" | "screen" => Some(LIGHT),
            "dark" => Some(DARK),
            "print" => Some(ON_WHITE),
            "projector" => Some(Self { levels: FAR, hatched: true, ..ON_WHITE }),
            _ => None,
        }
    }

    /// This theme with some colours replaced: `paper`, `level-3`, `series-1`; `#rrggbb` or `rgb(r, g, b)`. A colour
    /// that cannot be read leaves the built-in one.
    #[must_use]
    pub fn with(mut self, tokens: &[(String, String)]) -> Self {
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
            Token::Tint(n) => mixed(self.paper, nth(&self.series, n)),
            Token::OnLevel(n) => {
                let ground = nth(&self.levels, n);
                if contrast(self.ink, ground) >= contrast(self.paper, ground) { self.ink } else { self.paper }
            }
        }
    }

    /// Directions of the hatching of a fill: 1 rising, 2 falling, 4 level, 8 upright.
    #[must_use]
    pub fn hatching(&self, token: Token) -> u8 {
        match token {
            Token::Series(n) if self.hatched => HATCHING[usize::from(n.max(1) - 1) % SERIES],
            _ => 0,
        }
    }

    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn css(&self, token: Token) -> String {
        let (r, g, b) = self.colour(token);
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// Four parts of the ground and one of a colour.
fn mixed(ground: Rgb, colour: Rgb) -> Rgb {
    let mix = |g: u8, c: u8| ((u16::from(g) * 4 + u16::from(c)) / 5) as u8;
    (mix(ground.0, colour.0), mix(ground.1, colour.1), mix(ground.2, colour.2))
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

    /// On a slide text has 7:1 (WCAG 2.2, 1.4.6), neighbours in the ramp differ without colour by a quarter at least, and
    /// so do series by their hatching.
    #[test]
    fn a_projector_s_colours_carry_to_the_last_row() {
        let theme = Theme::named("projector").unwrap();
        for token in [Token::Ink, Token::Muted] {
            assert!(contrast(theme.colour(token), theme.paper) >= 7.0, "{token:?}");
        }
        for n in 1..=LEVELS as u8 {
            let (text, ground) = (theme.colour(Token::OnLevel(n)), theme.colour(Token::Level(n)));
            assert!(contrast(text, ground) >= 7.0, "text on level {n}: {:.2}", contrast(text, ground));
        }
        for pair in theme.levels.windows(2) {
            assert!(contrast(pair[0], pair[1]) >= 1.25, "{pair:?}: {:.2}", contrast(pair[0], pair[1]));
        }
        for n in 1..=SERIES as u8 {
            assert!(contrast(theme.colour(Token::Series(n)), theme.paper) >= 3.0, "series {n}");
            let others = (1..n).map(|other| theme.hatching(Token::Series(other)));
            assert!(others.into_iter().all(|other| other != theme.hatching(Token::Series(n))), "series {n}");
        }
    }

    /// The page's style sheet and the built-in themes are one palette.
    #[test]
    fn the_page_has_the_same_colours() {
        let css = include_str!("../../www/css/tokens.css");
        let mut blocks = css.split("--cm-paper:").skip(1);
        for (name, theme) in [("light", LIGHT), ("dark", DARK)] {
            let block = format!("--cm-paper:{}", blocks.next().unwrap_or_default());
            let mut tokens = vec![
                ("paper".to_owned(), Token::Paper),
                ("ink".to_owned(), Token::Ink),
                ("muted".to_owned(), Token::Muted),
                ("rule".to_owned(), Token::Rule),
                ("accent".to_owned(), Token::Accent),
                ("missing".to_owned(), Token::Missing),
            ];
            tokens.extend((1..=LEVELS as u8).map(|n| (format!("level-{n}"), Token::Level(n))));
            tokens.extend((1..=SERIES as u8).map(|n| (format!("series-{n}"), Token::Series(n))));
            for (token, colour) in tokens {
                let value = block.split(&format!("--cm-{token}:")).nth(1).and_then(|rest| rest.split(';').next());
                assert_eq!(value.map(str::trim), Some(&*theme.css(colour)), "{name} --cm-{token}");
            }
        }
    }

    /// The deck's style sheet and the projector's theme too.
    #[test]
    fn the_deck_has_the_same_colours() {
        let css = include_str!("../../www/css/deck.css");
        let theme = Theme::named("projector").unwrap();
        for (token, colour) in [
            ("paper", Token::Paper),
            ("ink", Token::Ink),
            ("muted", Token::Muted),
            ("rule", Token::Rule),
            ("accent", Token::Accent),
        ] {
            let value = css.split(&format!("--cm-{token}:")).nth(1).and_then(|rest| rest.split(';').next());
            assert_eq!(value.map(str::trim), Some(&*theme.css(colour)), "--cm-{token}");
        }
    }

    /// The first four series, and neighbouring levels, stay apart for readers without red, green or blue cones.
    /// Simulation: Machado, Oliveira and Fernandes (2009), severity 1; distance: CIE 1976 L*a*b*.
    #[test]
    fn colours_stay_apart_for_colour_blind_readers() {
        const NONE: [f64; 9] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        const PROTAN: [f64; 9] =
            [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998];
        const DEUTAN: [f64; 9] =
            [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881];
        const TRITAN: [f64; 9] =
            [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900];
        for theme in [LIGHT, DARK] {
            for eyes in [NONE, PROTAN, DEUTAN, TRITAN] {
                for (i, a) in theme.series[..4].iter().enumerate() {
                    for b in &theme.series[..i] {
                        assert!(distance(seen(*a, &eyes), seen(*b, &eyes)) > 14.0, "{a:?} {b:?} {eyes:?}");
                    }
                }
                for pair in theme.levels.windows(2) {
                    assert!(distance(seen(pair[0], &eyes), seen(pair[1], &eyes)) > 9.0, "{pair:?} {eyes:?}");
                }
            }
        }
    }

    fn linear(c: u8) -> f64 {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    }

    fn seen((r, g, b): Rgb, m: &[f64; 9]) -> [f64; 3] {
        let rgb = [linear(r), linear(g), linear(b)];
        std::array::from_fn(|i| (0..3).map(|j| m[3 * i + j] * rgb[j]).sum::<f64>().clamp(0.0, 1.0))
    }

    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        let lab = |[r, g, b]: [f64; 3]| {
            let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
            let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
            let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
            let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
            [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
        };
        lab(a).iter().zip(lab(b)).map(|(p, q)| (p - q).powi(2)).sum::<f64>().sqrt()
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
        let tokens = [
            ("paper".to_owned(), "#fff".to_owned()),
            ("series-1".to_owned(), "rgb(1, 2, 3)".to_owned()),
            ("ink".to_owned(), "url(evil)".to_owned()),
            ("series-99".to_owned(), "#000000".to_owned()),
        ];
        let theme = LIGHT.with(&tokens);
        assert_eq!(theme.paper, (255, 255, 255));
        assert_eq!(theme.series[0], (1, 2, 3));
        assert_eq!(theme.ink, LIGHT.ink);
    }
}
