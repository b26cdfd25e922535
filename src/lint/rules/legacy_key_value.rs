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
        let [pair] = instruction.pairs().try_into().unwrap_or_else(|_| [EMPTY]);
        let (true, Some(value)) = (pair.is_legacy, &pair.raw_value) else { continue };
        let finding = findings.add(document.head_span(instruction), format!("{} without `=`", instruction.keyword));
        finding.help(format!("write `{} {}=…`", instruction.written_keyword, pair.name));
        let text = instruction.arguments.as_shell().unwrap_or_default();
        let whole = instruction.source_range(&(0..text.len()));
        // A value over several lines stays for a person to mend, and so does one that quotes stand in the middle of.
        let is_simple = document.is(&whole, text) && !value.contains(['"', '\'', '\\', '`']);
        let is_quoted = value.len() > 1 && value.starts_with('"') && value.find_from(1, '"') == Some(value.len() - 1);
        if is_simple && value.contains(char::is_whitespace) {
            finding.edit(whole, format!("{}=\"{}\"", pair.name, value.trim_end()));
        } else if is_simple || (is_quoted && document.is(&whole, text) && !value.contains('\\')) {
            finding.edit(whole, format!("{}={}", pair.name, value.trim_end()));
        }
    }
}

const EMPTY: crate::dockerfile::Pair =
    crate::dockerfile::Pair { name: String::new(), value: None, raw_value: None, is_legacy: false };

trait FindFrom {
    fn find_from(&self, start: usize, c: char) -> Option<usize>;
}

impl FindFrom for String {
    fn find_from(&self, start: usize, c: char) -> Option<usize> {
        self.get(start..)?.find(c).map(|index| index + start)
    }
}
