//! Work on many files that depends on nothing but each of them, done by several threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Fewer are done faster than threads are started.
const FEWEST: usize = 48;
const STACK: usize = 8 * 1024 * 1024;
/// How many a thread takes at a time.
const AT_A_TIME: usize = 8;

/// What `make` gives for each of the items, in their order.
pub fn side_by_side<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = if items.len() < FEWEST { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    if threads == 1 {
        return items.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let start = next.fetch_add(AT_A_TIME, Ordering::Relaxed);
            let Some(rest) = items.get(start..).filter(|rest| !rest.is_empty()) else { return made };
            made.push((start, rest.iter().take(AT_A_TIME).map(&make).collect::<Vec<R>>()));
        }
    };
    let mut made: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        // A syntax tree may be as deep as the main thread's stack allows.
        let builder = || thread::Builder::new().stack_size(STACK);
        let others: Vec<_> = (1..threads).filter_map(|_| builder().spawn_scoped(scope, work).ok()).collect();
        let mut made = work();
        for other in others {
            match other.join() {
                Ok(more) => made.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    });
    made.sort_unstable_by_key(|(start, _)| *start);
    made.into_iter().flat_map(|(_, made)| made).collect()
}

/// Whether a text holds any of the words, for many texts.
pub fn any_of<'w>(words: impl IntoIterator<Item = &'w str>) -> impl Fn(&str) -> bool + Sync {
    let finders: Vec<_> = words.into_iter().map(|word| memchr::memmem::Finder::new(word).into_owned()).collect();
    move |text| finders.iter().any(|finder| finder.find(text.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items() {
        for count in [0, 1, 47, 48, 1_001] {
            let items: Vec<usize> = (0..count).collect();
            assert!(side_by_side(&items, |item| item * 2).into_iter().eq((0..count).map(|item| item * 2)), "{count}");
        }
    }
}
