//! `pydock lint` and `pydock rule`: findings for people and for programs, one file for each form.

mod github;
mod gitlab;
mod json;
mod rule;
mod sarif;
mod text;

use std::rc::Rc;

use super::{Paint, Report};
use crate::lint::{Diagnostic, Lines, Rule, Severity};

/// A file with what was found in it.
#[derive(Debug)]
pub struct Linted {
    /// The path as it was typed or found. Ex) `services/api/Dockerfile`
    pub path: String,
    pub text: String,
    pub findings: Vec<Diagnostic>,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintFormat {
    Human,
    Json,
    Sarif,
    Github,
    Gitlab,
}

impl Report {
    /// `pydock lint`
    pub fn linted(&self, files: &[Linted], format: LintFormat) {
        let text = match format {
            LintFormat::Human => text::findings(files, self.out),
            LintFormat::Json => json::document(files),
            LintFormat::Sarif => sarif::document(files),
            LintFormat::Github => github::commands(files),
            LintFormat::Gitlab => gitlab::document(files),
        };
        self.result(&text);
        if format == LintFormat::Human {
            self.say(&text::summary(files));
        }
    }

    /// How many findings were mended, and where.
    pub fn mended(&self, counts: &[(String, usize)]) {
        for (path, count) in counts {
            let findings = if *count == 1 { "finding" } else { "findings" };
            self.say(&format!("{} {count} {findings} in {}", self.err.added("fixed"), super::harmless(path)));
        }
    }

    /// `pydock rule NAME`
    pub fn rule(&self, rule: &Rule) {
        self.result(&rule::page(rule));
    }

    /// `pydock rule --all`
    pub fn rules(&self, rules: &[&Rule]) {
        self.result(&rule::list(rules));
    }
}

fn paint(severity: Severity, text: &str, paint: Paint) -> String {
    match severity {
        Severity::Error => paint.removed(text),
        Severity::Warning => paint.warning(text),
        Severity::Info => paint.place(text),
    }
}

/// Every finding with its file and the lines to look its place up in.
fn each<'a>(files: &'a [Linted]) -> impl Iterator<Item = (&'a Linted, Rc<Lines<'a>>, &'a Diagnostic)> {
    files.iter().flat_map(|file| {
        let lines = Rc::new(Lines::new(&file.text));
        file.findings.iter().map(move |finding| (file, Rc::clone(&lines), finding))
    })
}
