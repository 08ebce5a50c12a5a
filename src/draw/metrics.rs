//! Widths of text, from the advance widths of Public Sans (SIL Open Font License) in thousandths of an em. A table keeps
//! a layout the same on a server, in a worker and on a page, before and after the font has loaded.

/// U+0020 to U+007E at weight 400.
const REGULAR: [u16; 95] = [
    243, 251, 426, 603, 658, 904, 708, 248, 302, 309, 394, 554, 242, 378, 225, 350, 612, 407, 596, 630, 628, 640, 622,
    600, 648, 624, 226, 240, 546, 554, 546, 521, 831, 710, 670, 688, 694, 620, 594, 733, 766, 283, 388, 682, 578, 886,
    754, 734, 636, 748, 676, 670, 594, 700, 672, 954, 688, 607, 637, 303, 350, 303, 473, 518, 218, 553, 596, 544, 596,
    566, 396, 622, 576, 248, 262, 562, 303, 865, 577, 566, 596, 596, 391, 506, 389, 580, 504, 780, 564, 535, 480, 328,
    263, 332, 568,
];

/// The same at weight 700.
const BOLD: [u16; 95] = [
    226, 282, 480, 616, 680, 939, 784, 261, 333, 336, 473, 588, 277, 393, 270, 381, 644, 428, 635, 665, 656, 675, 660,
    626, 671, 659, 270, 278, 578, 588, 578, 534, 828, 726, 684, 718, 720, 634, 614, 759, 770, 308, 402, 717, 578, 918,
    782, 760, 652, 773, 696, 692, 616, 724, 704, 968, 717, 668, 670, 337, 381, 337, 484, 553, 264, 566, 608, 547, 608,
    576, 396, 628, 592, 267, 288, 580, 329, 896, 593, 576, 607, 607, 412, 527, 416, 595, 520, 788, 588, 563, 496, 384,
    268, 384, 612,
];

/// Height of a capital over the font size.
pub const CAP_HEIGHT: f64 = 0.723;

/// Width of a text in the unit of `size`.
///
/// ```
/// use common_measure::draw::metrics::width;
/// assert!(width("Los Angeles", 14.0, true) > width("Los Angeles", 14.0, false));
/// assert_eq!(width("0", 1000.0, false), 612.0);
/// ```
#[must_use]
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let table = if bold { &BOLD } else { &REGULAR };
    text.chars().map(|c| f64::from(advance(c, table))).sum::<f64>() / 1000.0 * size
}

fn advance(c: char, table: &[u16; 95]) -> u16 {
    let plain = match c {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' => 'e',
        'ó' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        'í' => 'i',
        'ñ' => 'n',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' => 'U',
        'Ñ' => 'N',
        '\u{a0}' => ' ',
        '±' | '−' | '–' | '×' => '+',
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '—' => return 1117,
        '…' => return 768,
        '·' => return 230,
        other => other,
    };
    match u32::from(plain) {
        code @ 0x20..=0x7e => table[(code - 0x20) as usize],
        // Scripts outside the table: a wide letter, so that nothing is cut.
        _ => 900,
    }
}

/// Breaks a text into lines no wider than `limit`, at spaces; a single word may stand over.
#[must_use]
pub fn wrap(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line, size, bold) + width(" ", size, bold) + width(word, size, bold) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
