//! `user-not-numeric`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `USER` that is a name.
    ///
    /// ## Why is this bad
    /// Kubernetes cannot tell whether a name is root's, and refuses to start the container under `runAsNonRoot`.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 10001 app
    /// USER app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 10001 app
    /// USER 10001
    /// ```
    "user-not-numeric", Info, Safe, ["DL3066"], Dockerfile(check), also Team as ["numeric-user"]
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(stage) = document.last_stage() else { return };
    let Some(user) = document.effective(stage.index, Keyword::User) else { return };
    let index = document.instructions().iter().position(|known| std::ptr::eq(known, user)).unwrap_or_default();
    let text = user.arguments.as_shell().unwrap_or_default();
    let Some(expanded) = document.expand(index, text) else { return };
    let name = expanded.split(':').next().unwrap_or_default();
    if name.is_empty() || name == "root" || name.chars().all(|c| c.is_ascii_digit()) {
        return;
    }
    let finding =
        findings.add(document.head_span(user), format!("`{name}` is a name, and Kubernetes verifies only numeric users"));
    let uid = document.lineage(stage.index).iter().find_map(|stage| {
        document.run_calls(stage).find_map(|(_, call)| {
            let is_it = matches!(call.program.as_str(), "useradd" | "adduser")
                && call.arguments.iter().any(|argument| argument.text == name);
            let uid = call.value(&["-u", "--uid"]).filter(|_| is_it)?;
            uid.chars().all(|c| c.is_ascii_digit()).then(|| uid.to_owned())
        })
    });
    let Some(uid) = uid else {
        finding.help("write the number that `useradd --uid` gives it");
        return;
    };
    finding.help(format!("write `USER {uid}`"));
    let words = user.placed_words();
    if let Some((word, span)) = words.first().filter(|(word, span)| *word == name && document.is(span, word)) {
        let _ = word;
        finding.edit(span.clone(), uid);
    }
}
