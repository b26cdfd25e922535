//! `secret-in-arg-or-env`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;
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
            findings
                .add(document.head_span(instruction), format!("`{}` would be kept in the image for everybody to read", pair.name))
                .help("mount it while it is needed: `RUN --mount=type=secret,id=…`");
        }
    }
}
