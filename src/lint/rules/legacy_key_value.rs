//! `legacy-key-value`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `ENV` and `LABEL` with a blank between name and value.
    ///
    /// ## Why is this bad
    /// The old form takes the rest of the line as one value, so `ENV A b C=d` defines one variable. It is deprecated.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// ENV PORT 8000
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// ENV PORT=8000
    /// ```
    "legacy-key-value", Warning, Safe, ["LegacyKeyValueFormat"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.instructions() {
        let pairs = instruction.pairs();
        let Some(pair) = pairs.first().filter(|pair| pair.is_legacy) else { continue };
        let finding = findings.add(document.head_span(instruction), format!("{} without `=`", instruction.keyword));
        finding.help(format!("write `{} {}=…`", instruction.written_keyword, pair.name));
        let text = instruction.arguments.as_shell().unwrap_or_default();
        let whole = instruction.source_range(&(0..text.len()));
        let value = pair.raw_value.as_deref().unwrap_or_default().trim_end();
        // A value over several lines stays for a person to mend.
        if let Some(value) = quoted(value).filter(|_| document.is(&whole, text)) {
            finding.edit(whole, format!("{}={value}", pair.name));
        }
    }
}

/// The value as the new form needs it, where that is plain.
fn quoted(value: &str) -> Option<String> {
    if value.contains(['\\', '`', '\'']) {
        return None;
    }
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => Some(value.to_owned()),
        _ if value.contains('"') => None,
        _ if value.is_empty() || value.contains(char::is_whitespace) => Some(format!("\"{value}\"")),
        _ => Some(value.to_owned()),
    }
}
