//! Words of a command.

use crate::facts::ResolveError;
use crate::model::{Dependency, Step};

/// Requirements by their own text, which keeps the install step independent of the file that they stand in.
pub(super) fn literal_requirements(dependencies: &[Dependency]) -> Result<Vec<String>, ResolveError> {
    Ok(["install".to_owned()].into_iter().chain(literal(dependencies)?).collect())
}

/// The text of each, as a word of a command. One with a secret in its URL is refused: the Dockerfile is committed.
pub(super) fn literal<'d>(dependencies: impl IntoIterator<Item = &'d Dependency>) -> Result<Vec<String>, ResolveError> {
    let one = |dependency: &Dependency| match dependency.source.gives_a_secret() {
        true => Err(ResolveError::SecretInUrl { name: dependency.name.clone(), at: dependency.at.clone() }),
        false => Ok(quote(&dependency.to_string())),
    };
    dependencies.into_iter().map(one).collect()
}

/// A word that a POSIX shell reads back as it is. Values come from validated types, which hold no NUL.
pub(super) fn quote(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), Into::into)
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The machine's architecture, for the ids of caches.
pub(super) fn arch() -> Step {
    Step::Arg { arg: "TARGETARCH".to_owned() }
}
