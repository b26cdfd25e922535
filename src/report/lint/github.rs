//! `--format github`: workflow commands, which GitHub Actions shows beside the lines.

use super::{Linted, each};
use crate::lint::Severity;
use crate::report::harmless;

pub fn commands(files: &[Linted]) -> String {
    each(files)
        .map(|(file, lines, finding)| {
            let (start, end) = (lines.place(finding.span.start), lines.place(finding.span.end));
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let mut message = harmless(&finding.message);
            if let Some(help) = &finding.help {
                message.push_str(&format!("\nhelp: {}", harmless(help)));
            }
            format!(
                "::{level} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
                property(&harmless(&file.path)),
                start.line,
                start.column,
                end.line,
                end.column,
                finding.rule.name,
                escaped(&message)
            )
        })
        .collect()
}

/// The characters that would end a command are written as the runner decodes them.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
