//! Findings about any Dockerfile and its ignore file, whoever wrote them, and the engine for all of them.
//!
//! ```text
//! text ── dockerfile, shell ──► Document ── rules ► findings ─┐
//! project ── preflight ──────── a simulated build ► findings ─┼─ settings, suppressions ► what is left
//! preset ── policy ──────────── what a team wants ► findings ─┘
//! ```
//! A file is parsed once; every rule sees the same [`Document`]. One file below `rules` holds one rule: its documentation, whose
//! example and remedy are its tests, its name, its relatives among BuildKit's checks and hadolint's rules, and its check. The
//! rules of the groups `Build` and `Team` have no check there: the rooms `preflight` and `policy` bring their findings to
//! [`check`], so that every finding has a page, a severity, a confidence and the same ways to be suppressed.
//! Nothing is run and nothing is fetched: what only a registry knows, such as the platforms of an image, is not asked.

pub(crate) mod call;
mod context;
mod diagnostic;
mod document;
mod edit;
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
pub(crate) mod tests;

pub use context::Context;
pub use diagnostic::{Diagnostic, Edit, Fix};
pub use document::Document;
pub use edit::{Fixed, fix};

pub use ignorefile::IgnoreDocument;
pub use place::{LinePlace, Lines};
pub use rule::{Check, Confidence, Fixes, Group, Rule, Severity};
pub use rules::{ALL, build, team};
pub use settings::{Settings, UnknownRule};
pub use stage::StageView;

use crate::model::{Location, RelPath};
use diagnostic::Findings;

/// Which of the two kinds of file a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Dockerfile,
    Dockerignore,
}

/// What is left of the rules' findings after the suppressions and the settings, in the order of the file.
pub fn lint(kind: FileKind, text: &str, context: &Context<'_>, settings: &Settings) -> Vec<Diagnostic> {
    check(kind, text, context, settings, None)
}

/// The same, with what the simulated build and a preset's policy have found: in this file, or in another one because of it.
///
/// A rule that the simulation knows as well does not look itself then, so that a defect is reported once.
pub fn check(
    kind: FileKind,
    text: &str,
    context: &Context<'_>,
    settings: &Settings,
    found: Option<Vec<Diagnostic>>,
) -> Vec<Diagnostic> {
    let is_simulated = found.is_some();
    let found = found.into_iter().flatten().filter_map(|found| settings.judged(found)).collect();
    let mut findings = match kind {
        FileKind::Dockerfile => of_dockerfile(text, context, settings, found, is_simulated),
        FileKind::Dockerignore => of_ignore_file(text, context, settings, found, is_simulated),
    };
    findings.retain(|finding| finding.confidence >= settings.min_confidence());
    findings.sort_by(|a, b| {
        let key = |finding: &Diagnostic| (finding.also_at.is_some(), finding.at.clone(), finding.span.start, finding.span.end);
        (key(a), a.rule.name).cmp(&(key(b), b.rule.name))
    });
    findings
}

/// What is left of a policy's findings about a Dockerfile after the settings and the comments.
pub fn check_team(text: &str, context: &Context<'_>, settings: &Settings, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let (parsed, errors) = crate::dockerfile::Dockerfile::parse_leniently(text);
    let document = Document::new(text, &parsed, errors, context);
    let found = found.into_iter().filter_map(|found| settings.judged(found)).collect();
    suppress::dockerfile(&document, found, settings, true)
}

fn of_dockerfile(
    text: &str,
    context: &Context<'_>,
    settings: &Settings,
    mut findings: Vec<Diagnostic>,
    is_simulated: bool,
) -> Vec<Diagnostic> {
    // Nothing to look at, and nothing that a comment could suppress.
    if findings.is_empty() && !settings.looks(is_simulated) {
        return findings;
    }
    let (parsed, errors) = crate::dockerfile::Dockerfile::parse_leniently(text);
    let document = Document::new(text, &parsed, errors, context);
    for rule in settings.rules().filter(|rule| !is_simulated || !rule.is_in(Group::Build)) {
        if let Check::Dockerfile(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            findings.extend(placed(found, document.lines(), context));
        }
    }
    suppress::dockerfile(&document, findings, settings, is_simulated)
}

fn of_ignore_file(
    text: &str,
    context: &Context<'_>,
    settings: &Settings,
    mut findings: Vec<Diagnostic>,
    is_simulated: bool,
) -> Vec<Diagnostic> {
    let document = IgnoreDocument::new(text, context);
    for rule in settings.rules().filter(|rule| !is_simulated || !rule.is_in(Group::Build)) {
        if let Check::Dockerignore(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            findings.extend(placed(found, document.lines(), context));
        }
    }
    suppress::ignorefile(&document, findings)
}

/// The findings of a rule with the file and the line that they are in.
fn placed(found: Findings, lines: &Lines<'_>, context: &Context<'_>) -> Vec<Diagnostic> {
    let file = RelPath::parse(context.place()).unwrap_or_else(|_| RelPath::root());
    let mut list = found.into_list();
    list.iter_mut().for_each(|found| found.at = Location::line(file.clone(), lines.line_of(found.span.start)));
    list
}
