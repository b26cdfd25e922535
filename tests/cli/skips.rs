//! Trials that pass without having looked, because the machine lacks a program. One line for each such program closes the
//! run, and where `CI=true` it is a failure.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many trials were skipped, by what they lack.
static SKIPPED: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

/// Counts the running trial as skipped; the caller returns.
pub fn skipped(lacks: &'static str) {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no {lacks}, which is expected under CI=true");
    *SKIPPED.lock().unwrap_or_else(PoisonError::into_inner).entry(lacks).or_default() += 1;
}

/// Ex) `3 skipped: no Chromium`
#[allow(clippy::print_stderr, reason = "the end of a run says what it has not looked at")]
pub fn print() {
    for (lacks, count) in SKIPPED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        eprintln!("{count} skipped: no {lacks}");
    }
}
