//! One sort for all, and a short one: the standard library's is long and compiled anew for every type, which was a tenth
//! of the wasm.

use std::cmp::Ordering;

/// Sorts in place, keeping the order of equals.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order = sort_indices(order, &|a, b| compare(&items[a], &items[b]));
    let mut old: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|i| old[i].take()));
}

/// Which text has come before, in a list as long as somebody else's file has it; the first such.
pub(crate) fn repeated(texts: &[&str]) -> Option<usize> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order = sort_indices(order, &|a, b| texts[a].cmp(texts[b]));
    order.windows(2).filter(|pair| texts[pair[0]] == texts[pair[1]]).map(|pair| pair[1]).min()
}

/// Merge sort: runs of one, two, four ... that are in order.
fn sort_indices(mut order: Vec<usize>, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut run = 1;
    while run < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for pair in order.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let ([a, ..], [b, ..]) = (left, right) {
                let from = if compare(*b, *a).is_lt() { &mut right } else { &mut left };
                merged.push(from[0]);
                *from = &from[1..];
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_any_number_of_items() {
        for n in 0..70_u32 {
            let mut items: Vec<u32> = (0..n).map(|i| i * 37 % 11).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            sort_by(&mut items, Ord::cmp);
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn the_first_that_has_come_before() {
        assert_eq!(repeated(&["b", "a", "c", "c", "a", "c"]), Some(3));
        assert_eq!(repeated(&["b", "a", "B"]), None);
        assert_eq!(repeated(&[]), None);
    }

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let mut items = vec![("b", 2), ("a", 1), ("c", 2), ("d", 0)];
        sort_by(&mut items, |x, y| x.1.cmp(&y.1));
        assert_eq!(items, [("d", 0), ("a", 1), ("b", 2), ("c", 2)]);
    }
}
