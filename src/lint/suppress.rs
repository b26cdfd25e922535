//! Comments that silence rules.
//!
//! ```text
//! "# pydock: ignore=" rule ("," rule)*          the instruction below, or the one that the comment stands in
//! "# pydock: ignore-file=" rule ("," rule)*     the whole file
//! "# hadolint ignore=" id ("," id)*             as the first
//! "# hadolint global ignore=" id ("," id)*      as the second
//! "# check=skip=" id ("," id)*                  the whole file, by BuildKit's names or `all`; a directive, so at the top
//! ```
//! What follows the words, separated by white space, is the reason. A comment of pydock that silences nothing is a finding
//! itself.

use super::Context;
use super::diagnostic::Findings;
use super::rules::unused_ignore;
use super::{ALL, Diagnostic, Document, Group, IgnoreDocument, Lines, Looked, Settings};
use crate::dockerfile::DirectiveKind;
use crate::model::RelPath;

struct Suppression {
    words: Vec<String>,
    /// The bytes for which it counts; nothing: the whole file.
    span: Option<std::ops::Range<usize>>,
    /// The line of the comment, where it is pydock's own.
    own_line: Option<usize>,
    used: Vec<bool>,
}

impl Suppression {
    fn new(words: Vec<String>, span: Option<std::ops::Range<usize>>, own_line: Option<usize>) -> Self {
        let used = vec![false; words.len()];
        Self { words, span, own_line, used }
    }

    fn silences(&mut self, finding: &Diagnostic, file: &RelPath, lines: &Lines<'_>) -> bool {
        // A finding in another file is silenced where the instruction stands that leads there.
        let start = match &finding.also_at {
            Some(at) if at.file == *file => at.line.map(|line| lines.range(line).start),
            None if finding.at.file == *file => Some(finding.span.start),
            _ => None,
        };
        let is_inside = |span: &std::ops::Range<usize>| start.is_some_and(|start| (span.start..=span.end).contains(&start));
        if self.span.as_ref().is_some_and(|span| !is_inside(span)) {
            return false;
        }
        let is_meant = |word: &String| word == "all" || finding.rule.is_called(word);
        let Some(index) = self.words.iter().position(is_meant) else { return false };
        self.used[index] = true;
        true
    }
}

/// The words of a comment, and whether it is for the whole file, and pydock's own.
fn read(comment: &str) -> Option<(Vec<String>, bool, bool)> {
    let (list, is_global, is_own) = if let Some(rest) = comment.strip_prefix("pydock:") {
        let rest = rest.trim_start();
        match rest.strip_prefix("ignore-file") {
            Some(list) => (list, true, true),
            None => (rest.strip_prefix("ignore")?, false, true),
        }
    } else {
        let rest = comment.strip_prefix("hadolint")?.strip_prefix(char::is_whitespace)?.trim_start();
        match rest.strip_prefix("global") {
            Some(rest) => (rest.trim_start().strip_prefix("ignore")?, true, false),
            None => (rest.strip_prefix("ignore")?, false, false),
        }
    };
    let list = list.trim_start().strip_prefix('=')?.trim_start();
    let mut words = Vec::new();
    for part in list.split(',') {
        let mut parts = part.split_whitespace();
        words.extend(parts.next().map(str::to_owned));
        // What is behind a blank is the reason.
        if parts.next().is_some() {
            break;
        }
    }
    Some((words, is_global, is_own))
}

pub(super) fn dockerfile(
    document: &Document<'_>,
    findings: Vec<Diagnostic>,
    settings: &Settings,
    looked: Looked,
) -> Vec<Diagnostic> {
    let mut suppressions = Vec::new();
    for directive in document.dockerfile.directives.iter().filter(|directive| directive.kind == DirectiveKind::Check) {
        for option in directive.value.split(';') {
            if let Some(("skip", list)) = option.trim().split_once('=') {
                let words: Vec<String> = list.split(',').map(|word| word.trim().to_owned()).collect();
                let is_all = words.iter().any(|word| word == "all");
                let buildkit = || ALL.iter().filter_map(|rule| rule.relatives.first()).filter(|id| !id.starts_with("DL"));
                let words = if is_all { buildkit().map(|&id| id.to_owned()).collect() } else { words };
                suppressions.push(Suppression::new(words, None, None));
            }
        }
    }
    for comment in &document.dockerfile.comments {
        let Some((words, is_global, is_own)) = read(&comment.text) else { continue };
        let own_line = is_own.then_some(comment.line);
        suppressions.push(Suppression::new(words, if is_global { None } else { Some(document.below(comment.line)) }, own_line));
    }
    // What was not looked at cannot be said to be unused.
    let was_asked = |word: &str| {
        let mut meant = ALL.iter().filter(|rule| rule.is_called(word));
        meant.all(|rule| (looked.build || !rule.is_in(Group::Build)) && (looked.team || !rule.is_in(Group::Team)))
    };
    let tells_unused = settings.has(&unused_ignore::RULE);
    filter(suppressions, findings, document.context, document.lines(), tells_unused, |found, line, word| {
        if was_asked(word) {
            let mut unused = Findings::new(&unused_ignore::RULE, settings.severity(&unused_ignore::RULE));
            unused_ignore::report(document.lines(), &mut unused, line, word);
            found.extend(unused.placed(document.lines(), document.context.place()));
        }
    })
}

pub(super) fn ignorefile(document: &IgnoreDocument<'_>, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut suppressions = Vec::new();
    for line in 1..=document.lines().count() {
        let Some(comment) = document.lines().text(line).strip_prefix('#') else { continue };
        let Some((words, is_global, is_own)) = read(comment.trim()) else { continue };
        let span = if is_global { None } else { Some(document.lines().range(line + 1)) };
        suppressions.push(Suppression::new(words, span, is_own.then_some(line)));
    }
    filter(suppressions, findings, document.context, document.lines(), false, |_, _, _| {})
}

fn filter(
    mut suppressions: Vec<Suppression>,
    mut findings: Vec<Diagnostic>,
    context: &Context<'_>,
    lines: &Lines<'_>,
    tells_unused: bool,
    report: impl Fn(&mut Vec<Diagnostic>, usize, &str),
) -> Vec<Diagnostic> {
    if suppressions.is_empty() {
        return findings;
    }
    let file = RelPath::parse(context.place()).unwrap_or_else(|_| RelPath::root());
    // Every suppression is asked, so that none counts as unused because another one came first.
    findings.retain(|finding| {
        let silenced = suppressions.iter_mut().map(|suppression| suppression.silences(finding, &file, lines));
        !silenced.fold(false, |any, one| any | one)
    });
    for suppression in suppressions.iter().filter(|_| tells_unused) {
        let Some(line) = suppression.own_line else { continue };
        for (word, _) in suppression.words.iter().zip(&suppression.used).filter(|(_, used)| !**used) {
            report(&mut findings, line, word);
        }
    }
    findings
}
