//! How often each file was parsed, for tests.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::RelPath;

thread_local! {
    static PARSED: RefCell<BTreeMap<RelPath, usize>> = RefCell::default();
}

pub(super) fn note(path: &RelPath) {
    PARSED.with_borrow_mut(|parsed| *parsed.entry(path.clone()).or_default() += 1);
}

/// The files that this thread has parsed since the last call, each with its count.
pub fn take() -> BTreeMap<RelPath, usize> {
    PARSED.take()
}
