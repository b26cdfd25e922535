//! How far something that takes a while has come.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error. Where that is no terminal nothing is drawn.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(what: &'static str, count: usize, is_drawn: bool) -> Self {
        let bar = if is_drawn && count > 0 { ProgressBar::new(count as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.set_message(what);
        Self { bar }
    }

    pub fn set(&self, done: usize) {
        self.bar.set_position(done as u64);
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
