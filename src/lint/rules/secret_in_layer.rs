//! `secret-in-layer`

use super::{Confidence, Document, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};
use crate::knowledge::{Proof, secret_file};
use crate::model::{RelPath, url_login};

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
        for (source, (holds, confidence)) in paths.sources.iter().filter_map(|source| Some((source, secret(document, source)?))) {
            let span = instruction.placed_words().into_iter().find(|(word, _)| word == source).map(|(_, span)| span);
            findings
                .add(
                    span.unwrap_or_else(|| document.head_span(instruction)),
                    format!("`{source}` ({holds}) stays in the image, where anyone with the image can read it"),
                )
                .help("mount it while it is needed, `RUN --mount=type=secret,id=…`, or give it to the container")
                .confidence(confidence);
        }
    }
    for (_, call) in document.all_run_calls() {
        for argument in call.arguments.iter().filter(|argument| has_password(document, &argument.text)) {
            findings
                .add(argument.span.clone(), "the password in this URL stays in the image's history")
                .help("mount a netrc file or a pip.conf as a secret");
        }
    }
}

/// What the path names, as far as its name and, where the folder is known, its content show. A name that needs a proof by
/// content is little where the content is not known.
fn secret(document: &Document<'_>, source: &str) -> Option<(&'static str, Confidence)> {
    let source = source.trim_matches(['"', '\'']).trim_start_matches("./");
    let path = RelPath::parse(source.trim_start_matches('/').trim_end_matches('/')).ok()?;
    // A folder of keys counts as a whole.
    let row = secret_file(&path)?;
    let text = document.context.text(path.as_str());
    let is_weak = text.is_none() && row.proof != Proof::Name && !row.kept_out;
    let confidence = if is_weak { Confidence::Low } else { Confidence::High };
    row.is_proven(text.as_deref()).then_some((row.holds.as_str(), confidence))
}

/// Ex) `https://user:password@host`, or with a build argument in the place of the password: the history has the values of
/// those, but not of what the shell itself fills in.
fn has_password(document: &Document<'_>, text: &str) -> bool {
    let Some((_, Some(password))) = url_login(text) else { return false };
    if password.is_empty() {
        return false;
    }
    let Some(variable) = password.strip_prefix('$') else { return !password.contains('$') };
    let name = variable.trim_start_matches('{').trim_end_matches('}');
    let declared = document.instructions().iter().filter(|known| matches!(known.keyword, Keyword::Arg | Keyword::Env));
    declared.flat_map(Instruction::pairs).any(|pair| pair.name == name)
}
