//! `secret-in-layer`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for secrets that are copied into the image or written into a command.
    ///
    /// ## Why is this bad
    /// What was in a layer once can be read by everybody who has the image, even if a later instruction deletes it.
    /// Commands stand in `docker history`.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY .env /app/.env
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf pip install --no-cache-dir shop==1.0
    /// ```
    "secret-in-layer", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.instructions() {
        let Some(paths) = instruction.copy_paths().filter(|_| instruction.flag("from").is_none()) else { continue };
        for source in paths.sources.iter().filter(|source| is_secret_file(source)) {
            let span = instruction.placed_words().into_iter().find(|(word, _)| word == source).map(|(_, span)| span);
            findings
                .add(
                    span.unwrap_or_else(|| document.head_span(instruction)),
                    format!("`{source}` stays in the image for everybody to read"),
                )
                .help("mount it while it is needed, `RUN --mount=type=secret,id=…`, or give it to the container");
        }
    }
    for (_, call) in document.all_run_calls() {
        for argument in call.arguments.iter().filter(|argument| has_password(&argument.text)) {
            findings
                .add(argument.span.clone(), "the password in this URL stands in the image's history")
                .help("mount a netrc file or a pip.conf as a secret");
        }
    }
}

fn is_secret_file(path: &str) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_example = ["example", "sample", "template", "dist", "test"].iter().any(|word| name.contains(word));
    let is_env = name == ".env" || name.strip_prefix(".env.").is_some();
    let is_known = matches!(
        name,
        ".netrc" | ".pypirc" | ".aws" | ".ssh" | ".git-credentials" | "credentials.json" | "secrets.toml" | ".npmrc"
    );
    let is_key = ["id_rsa", "id_ed25519", "id_ecdsa"].contains(&name) || name.ends_with(".key");
    !is_example && (is_env || is_known || is_key)
}

/// Ex) `https://user:password@host`, or with a build argument in the place of the password
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let Some((user, _)) = rest.split('/').next().unwrap_or_default().rsplit_once('@') else { return false };
    user.split_once(':').is_some_and(|(_, password)| !password.is_empty() && !password.contains("$("))
}
