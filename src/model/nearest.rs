//! What a mistyped word was probably meant to be.

/// How alike two words are for one to be a typo of the other.
const ALIKE: f64 = 0.85;

/// In a shorter word one letter is too much of it.
const SHORTEST: usize = 3;

/// The candidate that is most like the word, or that differs in one letter or two exchanged ones. `None` if none is alike.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let scored = candidates.into_iter().map(|candidate| {
        let lower = candidate.to_lowercase();
        let is_slip = word.len() >= SHORTEST && strsim::osa_distance(&word, &lower) == 1;
        (strsim::jaro_winkler(&word, &lower).max(if is_slip { ALIKE + f64::EPSILON } else { 0.0 }), candidate)
    });
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score > ALIKE).map(|(_, candidate)| candidate)
}

/// The advice for a word that is not in a list. `known` has the list as it is shown, with commas.
/// Ex) "did you mean `flask`? known frameworks: bottle, flask"
pub fn of_known(what: &str, word: &str, known: &str) -> String {
    let guess = nearest(word, known.split(", ")).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
    format!("{guess}known {what}: {known}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_has_a_nearest_word() {
        let known = "bottle, flask, fastapi";
        assert_eq!(of_known("frameworks", "flaks", known), "did you mean `flask`? known frameworks: bottle, flask, fastapi");
        assert_eq!(of_known("frameworks", "FastAPI", known), "did you mean `fastapi`? known frameworks: bottle, flask, fastapi");
        assert_eq!(nearest("wbe", ["web", "worker"]), Some("web"));
        assert_eq!(nearest("wb", ["web", "worker"]), None);
        assert_eq!(nearest("x", ["web", "worker"]), None);
        assert_eq!(of_known("frameworks", "spring", known), "known frameworks: bottle, flask, fastapi");
    }
}
