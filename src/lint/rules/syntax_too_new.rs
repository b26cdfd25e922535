//! `syntax-too-new`

use super::{Document, Findings, rule};
use crate::dockerfile::{DirectiveKind, Keyword};
use crate::lint::Severity;

rule! {
    /// ## What it does
    /// Checks for flags that the frontend of the file does not know.
    ///
    /// ## Why is this bad
    /// Without a `# syntax=` line, the frontend is the one that came with the Docker Engine. On an older engine the
    /// build fails with "unknown flag".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPY --parents a/b c/d /out/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM scratch
    /// COPY --parents a/b c/d /out/
    /// ```
    "syntax-too-new", Error, None, [], Dockerfile(check)
}

/// A flag and the version of the syntax that brought it, of which every engine in use has those up to 1.7.
const SINCE: [(Keyword, &str, u32); 5] = [
    (Keyword::Copy, "exclude", 19),
    (Keyword::Add, "exclude", 19),
    (Keyword::Copy, "parents", 20),
    (Keyword::Add, "unpack", 17),
    (Keyword::Run, "device", 20),
];

fn check(document: &Document<'_>, findings: &mut Findings) {
    let syntax = document.dockerfile.directives.iter().find(|directive| directive.kind == DirectiveKind::Syntax);
    let minor = match syntax.map(|directive| directive.value.as_str()) {
        None => 7,
        Some(value) => {
            let tag = value.split('@').next().and_then(|value| value.rsplit_once(':')).map_or("latest", |(_, tag)| tag);
            let mut numbers = tag.split(['.', '-']);
            let is_labs = tag.contains("labs") || !value.starts_with("docker/dockerfile");
            match (numbers.next(), numbers.next().and_then(|minor| minor.parse().ok())) {
                (Some("1"), Some(minor)) if !is_labs => minor,
                _ => return,
            }
        }
    };
    for instruction in document.instructions() {
        for flag in &instruction.flags {
            let since = SINCE.iter().find(|(keyword, name, _)| *keyword == instruction.keyword && *name == flag.name);
            if let Some((.., since)) = since.filter(|(.., since)| *since > minor) {
                let message = format!("`--{}` needs Dockerfile syntax 1.{since} or newer", flag.name);
                let finding = findings.add(instruction.flag_span(flag), message);
                finding.help("begin the file with `# syntax=docker/dockerfile:1`");
                // An engine of today has it, so only a line that asks for an older one is sure to fail.
                if syntax.is_none() && finding.severity == Severity::Error {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
