//! Programs that a Dockerfile runs once for what the application needs and no dependency brings.

use std::sync::OnceLock;

use serde::Deserialize;

use super::embedded;

/// One such program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// The program, or the module behind `python -m`.
    pub program: String,
    /// Words that its call must hold.
    pub words: Vec<String>,
    /// What it brings. Ex) "browsers"
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    preparation: Vec<Preparation>,
}

fn rows() -> &'static [Preparation] {
    static ROWS: OnceLock<Vec<Preparation>> = OnceLock::new();
    ROWS.get_or_init(|| embedded::<Table>("preparations.toml", include_str!("preparations.toml")).preparation)
}

/// What a call of the program with these words prepares, as far as it is known.
pub fn preparation(program: &str, words: &[&str]) -> Option<&'static Preparation> {
    rows().iter().find(|row| row.program == program && row.words.iter().all(|word| words.contains(&word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found_by_their_words() {
        assert!(rows().is_sorted_by(|a, b| a.program < b.program));
        for row in rows() {
            let words: Vec<&str> = row.words.iter().map(String::as_str).chain(["--other"]).collect();
            assert_eq!(preparation(&row.program, &words).map(|found| &found.what), Some(&row.what));
        }
        assert!(preparation("playwright", &["--version"]).is_none());
    }
}
