//! The same question for many, several at once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Answers in the order of the items, whatever order they arrived in.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    at_once: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
    ask: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answers: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            let answer = ask(item);
            answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, answer));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, items.len());
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once.clamp(1, items.len().max(1)) {
            scope.spawn(work);
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..40).collect();
        let seen = Mutex::new(Vec::new());
        let progress = |done: usize, all: usize| seen.lock().unwrap().push((done, all));
        let ask = |item: &u64| {
            std::thread::sleep(std::time::Duration::from_micros((40 - item) * 20));
            item * 2
        };
        assert_eq!(in_parallel(&items, 8, &progress, ask), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        assert_eq!(seen, (1..=40).map(|done| (done, 40)).collect::<Vec<_>>());
        assert_eq!(in_parallel(&[] as &[u64], 8, &|_, _| {}, ask), [] as [u64; 0]);
    }
}
