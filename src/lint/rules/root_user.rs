//! `root-user`

use super::{Call, Document, Findings, rule, server};
use crate::dockerfile::Keyword;
use crate::knowledge::{WrapperKind, is_wrapper_of};
use crate::lint::purpose::Purpose;

rule! {
    /// ## What it does
    /// Checks that the image does not run as root.
    ///
    /// ## Why is this bad
    /// An attacker who breaks into the application is root in the container, can change all of its files, and needs
    /// one more vulnerability to reach the host.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["python", "main.py"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// ```
    "root-user", Warning, None, ["DL3002"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    // Who tests or develops in a container is root in it for good reasons.
    let is_worked_in = matches!(document.purpose(), Purpose::Checks | Purpose::Development | Purpose::Devcontainer);
    let Some(stage) = document.last_stage().filter(|_| !is_worked_in) else { return };
    if let Some(user) = document.effective(stage.index, Keyword::User) {
        let index = document.instructions().iter().position(|known| std::ptr::eq(known, user)).unwrap_or_default();
        let text = user.arguments.as_shell().unwrap_or_default();
        let name = document.expand(index, text).unwrap_or_default();
        let name = name.split(':').next().unwrap_or_default();
        if matches!(name, "root" | "0") {
            findings.add(document.head_span(user), "the image runs as root").help("add a non-root user: `USER 10001:10001`");
        }
        return;
    }
    // Other images may bring a user of their own.
    let is_root = document.root_image(stage.index).is_some_and(|image| {
        let is_official = !image.repository.contains('/');
        is_official && (image.is_debian().is_some() || matches!(image.repository.as_str(), "fedora" | "rockylinux" | "almalinux"))
    });
    let is_for_users = |name: &str| is_wrapper_of(name, WrapperKind::User);
    let drops = |call: &Call| is_for_users(&call.program) || call.wrappers.iter().any(|name| is_for_users(name));
    let drops_later = server::start(document).is_some_and(|start| {
        let is_named = || document.text.split_whitespace().any(is_for_users);
        start.has_entrypoint && is_named() || start.calls.iter().any(|call| drops(call))
    });
    if is_root && !drops_later {
        let words = stage.from.placed_words();
        let span = words.first().map_or_else(|| document.head_span(stage.from), |(_, span)| span.clone());
        findings
            .add(span, "the image runs as root: there is no `USER`")
            .help("end the last stage with a non-root user: `USER 10001:10001`");
    }
}
