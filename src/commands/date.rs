//! The date that a run goes by.

use crate::today::today;

/// Ex) `2026-11-29`, or the day of `SOURCE_DATE_EPOCH`
pub(super) fn date() -> String {
    today(std::env::var("SOURCE_DATE_EPOCH").ok().as_deref())
}
