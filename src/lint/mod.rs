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

use diagnostic::Findings;

/// Which of the two kinds of file a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Dockerfile,
    Dockerignore,
}

/// What the other rooms have found in a file, or in another one because of it; `None` where they did not look.
#[derive(Debug, Default)]
pub struct Brought {
    /// The simulated build. A rule that it knows as well does not look itself then. `None` if no build was simulated.
    pub build: Option<Vec<Diagnostic>>,
    /// The policy of a preset, which counts whatever is selected, unless its rule is ignored. `None` if there is none.
    pub team: Option<Vec<Diagnostic>>,
}

/// Which of the other rooms have looked.
#[derive(Debug, Clone, Copy)]
struct Looked {
    build: bool,
    team: bool,
}

/// What is left of the rules' findings after the suppressions and the settings, in the order of the file.
pub fn lint(kind: FileKind, text: &str, context: &Context<'_>, settings: &Settings) -> Vec<Diagnostic> {
    check(kind, text, context, settings, Brought::default())
}

/// The same, with what the simulated build and a preset's policy have found. A defect is reported once.
pub fn check(kind: FileKind, text: &str, context: &Context<'_>, settings: &Settings, brought: Brought) -> Vec<Diagnostic> {
    let looked = Looked { build: brought.build.is_some(), team: brought.team.is_some() };
    let build = brought.build.into_iter().flatten().filter_map(|found| settings.judged(found));
    let team = brought.team.into_iter().flatten().filter(|found| !settings.ignores(found.rule));
    let brought: Vec<Diagnostic> = team.chain(build).collect();
    let mut findings = match kind {
        FileKind::Dockerfile => of_dockerfile(text, context, settings, brought, looked),
        FileKind::Dockerignore => of_ignore_file(text, context, settings, brought, looked),
    };
    findings.retain(|finding| finding.confidence >= settings.min_confidence());
    findings.sort_by(|a, b| {
        let key = |finding: &Diagnostic| (finding.also_at.is_some(), finding.at.clone(), finding.span.start, finding.span.end);
        (key(a), a.rule.name).cmp(&(key(b), b.rule.name))
    });
    findings
}

fn of_dockerfile(
    text: &str,
    context: &Context<'_>,
    settings: &Settings,
    mut findings: Vec<Diagnostic>,
    looked: Looked,
) -> Vec<Diagnostic> {
    // Nothing to look at, and nothing that a comment could suppress.
    if findings.is_empty() && !settings.looks(looked.build) {
        return findings;
    }
    let (parsed, errors) = crate::dockerfile::Dockerfile::parse_leniently(text);
    let document = Document::new(text, &parsed, errors, context);
    for rule in settings.rules().filter(|rule| !looked.build || !rule.is_in(Group::Build)) {
        if let Check::Dockerfile(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            for found in found.placed(document.lines(), context.place()) {
                add(&mut findings, found);
            }
        }
    }
    suppress::dockerfile(&document, findings, settings, looked)
}

/// Adds a rule's own finding, or no more than its fix where a policy has found the same.
fn add(findings: &mut Vec<Diagnostic>, own: Diagnostic) {
    match findings.iter_mut().find(|known| own.rule.is_in(Group::Team) && known.rule == own.rule && known.at == own.at) {
        Some(known) => known.fix = known.fix.take().or(own.fix),
        None => findings.push(own),
    }
}

fn of_ignore_file(
    text: &str,
    context: &Context<'_>,
    settings: &Settings,
    mut findings: Vec<Diagnostic>,
    looked: Looked,
) -> Vec<Diagnostic> {
    let document = IgnoreDocument::new(text, context);
    for rule in settings.rules().filter(|rule| !looked.build || !rule.is_in(Group::Build)) {
        if let Check::Dockerignore(check) = rule.check {
            let mut found = Findings::new(rule, settings.severity(rule));
            check(&document, &mut found);
            findings.extend(found.placed(document.lines(), context.place()));
        }
    }
    suppress::ignorefile(&document, findings)
}
