//! `secret-in-arg-or-env`

use super::{Confidence, Document, Findings, rule};
use crate::dockerfile::{Keyword, Pair};
use crate::model::mentions_secret;

rule! {
    /// ## What it does
    /// Checks for `ARG` and `ENV` whose names are those of secrets.
    ///
    /// ## Why is this bad
    /// Build arguments and variables are kept in the image, where `docker history` and `docker inspect` show them to
    /// everybody who can pull it. A mounted secret leaves no trace.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// ARG PYPI_TOKEN
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=secret,id=pypi,env=UV_INDEX_PRIVATE_PASSWORD uv sync --locked
    /// ```
    "secret-in-arg-or-env", Warning, None, ["SecretsUsedInArgOrEnv", "DL3064"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.instructions() {
        if !matches!(instruction.keyword, Keyword::Arg | Keyword::Env) {
            continue;
        }
        for pair in instruction.pairs().into_iter().filter(|pair| mentions_secret(&pair.name)) {
            // An empty `ENV` is filled in when the container starts.
            let is_empty = instruction.keyword == Keyword::Env && pair.value.as_deref() == Some("");
            findings
                .add(document.head_span(instruction), format!("`{}` stays readable in the image", pair.name))
                .help("mount it while it is needed: `RUN --mount=type=secret,id=…`")
                .confidence(if is_empty || is_harmless(&pair) { Confidence::Low } else { Confidence::High });
        }
    }
}

/// How the names of variables begin that bundlers write into what every browser gets.
const PUBLIC: [&str; 6] = ["VITE_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "REACT_APP_", "VUE_APP_", "EXPO_PUBLIC_"];

/// Whether the value is one that no secret has: a switch, a number, a place. So is a name that says where one is.
fn is_harmless(pair: &Pair) -> bool {
    const PLACES: [&str; 10] = ["dir", "file", "header", "id", "name", "path", "url", "usage", "user", "username"];
    let lower = pair.name.to_lowercase();
    let names_place = lower.rsplit('_').next().is_some_and(|last| PLACES.contains(&last));
    let value = pair.value.as_deref().map(str::to_lowercase);
    let is_plain = value.as_deref().is_some_and(|value| {
        let is_switch = matches!(value, "true" | "false" | "yes" | "no" | "on" | "off" | "none" | "null" | "changeme");
        let is_place = value.contains("://") || value.starts_with('/');
        is_switch || is_place || (!value.is_empty() && value.chars().all(|c| c.is_ascii_digit()))
    });
    names_place || is_plain || PUBLIC.iter().any(|begin| pair.name.starts_with(begin))
}
