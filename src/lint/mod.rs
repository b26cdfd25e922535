//! Findings about any Dockerfile and its `.dockerignore`, whoever wrote them.
//!
//! ```text
//! text ── dockerfile, shell ──► Document ── rules ► findings ── suppressions ► what is left
//! ```
//! A file is parsed once; every rule sees the same [`Document`]. One file below `rules` holds one rule: its documentation, whose
//! example and remedy are its tests, its name, its relatives among BuildKit's checks and hadolint's rules, and its check.
//! Nothing is run and nothing is fetched: what only a registry knows, such as the platforms of an image, is not asked.

pub(crate) mod call;
mod context;
mod document;
mod edit;
mod finding;
mod ignorefile;
pub(crate) mod image;
pub(crate) mod install;
mod place;
pub(crate) mod purpose;
mod rule;
mod rules;
pub(crate) mod server;
mod settings;
mod stage;
mod suppress;
#[cfg(test)]
mod tests;

pub use context::Context;
pub use document::Document;
pub use edit::{Fixed, fix};
pub use finding::{Edit, Finding, Fix};
pub use ignorefile::IgnoreDocument;
pub use place::{LinePlace, Lines};
pub use rule::{Check, Confidence, Fixes, Rule, Severity};
pub use rules::ALL;
pub use settings::{Settings, UnknownRule};
pub use stage::StageView;

use finding::Findings;

/// Which of the two kinds of file a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Dockerfile,
    Dockerignore,
}

/// What is left of a rule's findings after the suppressions and the settings, in the order of the file.
pub fn lint(kind: FileKind, text: &str, context: &Context<'_>, settings: &Settings) -> Vec<Finding> {
    let mut findings = match kind {
        FileKind::Dockerfile => lint_dockerfile(text, context, settings),
        FileKind::Dockerignore => lint_ignore(text, context, settings),
    };
    findings.retain(|finding| finding.confidence >= settings.min_confidence());
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.rule.name));
    findings
}

fn lint_dockerfile(text: &str, context: &Context<'_>, settings: &Settings) -> Vec<Finding> {
    let (parsed, errors) = crate::dockerfile::Dockerfile::parse_leniently(text);
    let document = Document::new(text, &parsed, errors, context);
    let mut findings = Vec::new();
    for rule in settings.rules() {
        if let Check::Dockerfile(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            findings.extend(found.into_list());
        }
    }
    suppress::dockerfile(&document, findings, settings)
}

fn lint_ignore(text: &str, context: &Context<'_>, settings: &Settings) -> Vec<Finding> {
    let document = IgnoreDocument::new(text, context);
    let mut findings = Vec::new();
    for rule in settings.rules() {
        if let Check::Dockerignore(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            findings.extend(found.into_list());
        }
    }
    suppress::ignorefile(&document, findings)
}
