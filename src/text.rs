//! A text within a text, looked for byte by byte: they are short here, and the standard library's search, made for long
//! ones, is long itself. What is looked for is never empty. Pieces are taken with `get`, here and in what every build has:
//! an index has a message that quotes the text, which is more code than all of this.

/// Where it begins for the first time.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

pub(crate) fn contains(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What is before it and after.
pub(crate) fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    find(text, part).and_then(|at| around(text, at, part))
}

/// The same of the last one.
pub(crate) fn rsplit_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(part.len()).rposition(|window| window == part.as_bytes());
    at.and_then(|at| around(text, at, part))
}

fn around<'a>(text: &'a str, at: usize, part: &str) -> Option<(&'a str, &'a str)> {
    text.get(..at).zip(text.get(at + part.len()..))
}

/// The pieces between.
pub(crate) fn split<'a>(text: &'a str, part: &'static str) -> Split<'a> {
    Split { rest: Some(text), part }
}

pub(crate) struct Split<'a> {
    rest: Option<&'a str>,
    part: &'static str,
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?;
        let Some((piece, rest)) = split_once(text, self.part) else { return Some(text) };
        self.rest = Some(rest);
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_standard_library_finds() {
        for text in ["", ", ", ",", "a", "a, b", "a, b, c", ", a, ", ",, , ", "Doña Ana, New Mexico", "ñ, ñ", "a,b"]
        {
            for part in [", ", ",", "ñ", "a, b"] {
                assert_eq!(find(text, part), text.find(part), "{text:?} {part:?}");
                assert_eq!(contains(text, part), text.contains(part), "{text:?} {part:?}");
                assert_eq!(split_once(text, part), text.split_once(part), "{text:?} {part:?}");
                assert_eq!(rsplit_once(text, part), text.rsplit_once(part), "{text:?} {part:?}");
                assert!(split(text, part).eq(text.split(part)), "{text:?} {part:?}");
            }
        }
    }
}
