//! One sort for all: the standard library's is compiled anew for every type, which was a tenth of the wasm.

use std::cmp::Ordering;

/// Sorts in place, keeping the order of equals.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_indices(&mut order, &|a, b| compare(&items[a], &items[b]));
    let mut old: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|i| old[i].take()));
}

/// The one instance of the sort.
fn sort_indices(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let mut items = vec![("b", 2), ("a", 1), ("c", 2), ("d", 0)];
        sort_by(&mut items, |x, y| x.1.cmp(&y.1));
        assert_eq!(items, [("d", 0), ("a", 1), ("b", 2), ("c", 2)]);
    }
}
