//! Findings for people: the line with a caret below.

use super::{Linted, paint};
use crate::lint::{Diagnostic, Lines, Severity};
use crate::report::{Paint, harmless};

pub fn findings(files: &[Linted], colour: Paint) -> String {
    let mut output = String::new();
    for file in files {
        let lines = Lines::new(&file.text);
        for finding in &file.findings {
            one(&mut output, file, &lines, finding, colour);
        }
    }
    output
}

/// Ex) "3 findings in 1 file: 1 error, 2 warnings"
pub fn summary(files: &[Linted]) -> String {
    let count =
        |severity: Severity| files.iter().flat_map(|file| &file.findings).filter(|finding| finding.severity == severity).count();
    let named = |count: usize, name: &str| format!("{count} {name}{}", if count == 1 || name == "info" { "" } else { "s" });
    let all: usize = files.iter().map(|file| file.findings.len()).sum();
    if all == 0 {
        return format!("nothing found in {}", named(files.len(), "file"));
    }
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
        .into_iter()
        .filter(|(severity, _)| count(*severity) > 0)
        .map(|(severity, name)| named(count(severity), name))
        .collect();
    let files_with = files.iter().filter(|file| !file.findings.is_empty()).count();
    let fixable =
        files.iter().flat_map(|file| &file.findings).filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.is_safe));
    let fixable = fixable.count();
    let hint = if fixable > 0 { format!("; {fixable} fixable with `--fix`") } else { String::new() };
    format!("{} in {}: {}{hint}", named(all, "finding"), named(files_with, "file"), parts.join(", "))
}

fn one(output: &mut String, file: &Linted, lines: &Lines<'_>, finding: &Diagnostic, colour: Paint) {
    let start = lines.place(finding.span.start);
    let text = lines.text(start.line);
    let number = start.line.to_string();
    let margin = " ".repeat(number.len());
    let head = paint(finding.severity, &format!("{}[{}]", finding.severity.as_str(), finding.rule.name), colour);
    let range = lines.range(start.line);
    let before = &text[..(finding.span.start - range.start).min(text.len())];
    let marked = &text[before.len()..(finding.span.end.max(finding.span.start) - range.start).min(text.len())];
    // What the line holds is shown harmless, so the carets count what is shown.
    let width = console::measure_text_width(&shown(marked)).max(1);
    let indent = " ".repeat(console::measure_text_width(&shown(before)));
    let carets = paint(finding.severity, &"^".repeat(width), colour);
    output.push_str(&format!(
        "{head}: {}\n{margin}{} {}:{}:{}\n{margin} |\n{number} | {}\n{margin} | {indent}{carets}\n",
        harmless(&finding.message),
        colour.place("-->"),
        harmless(&file.path),
        start.line,
        start.column,
        shown(text),
    ));
    if let Some(help) = &finding.help {
        let kind = match &finding.fix {
            Some(fix) if fix.is_safe => " (`--fix` does it)",
            Some(_) => " (`--unsafe-fixes` does it)",
            None => "",
        };
        output.push_str(&format!("{margin} = help: {}{kind}\n", harmless(help)));
    }
    output.push('\n');
}

/// Without tabs, whose width nobody knows.
fn shown(text: &str) -> String {
    harmless(&text.replace('\t', "    "))
}
