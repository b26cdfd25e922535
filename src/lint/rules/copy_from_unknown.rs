//! `copy-from-unknown`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `--from` of a stage that does not come before.
    ///
    /// ## Why is this bad
    /// Only earlier stages can be copied from. Any other name is taken for an image, and the build asks a registry
    /// for it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch AS runtime
    /// COPY --from=builder /one /one
    /// FROM scratch AS builder
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch AS builder
    /// FROM scratch AS runtime
    /// COPY --from=builder /one /one
    /// ```
    "copy-from-unknown", Error, None, ["DL3022", "DL3023"], Dockerfile(check), also Build as ["stage-missing"]
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for instruction in stage.instructions {
            for flag in instruction.flags.iter().filter(|flag| flag.name == "from") {
                let name = flag.value.as_deref().unwrap_or_default();
                let is_context = name == "context" || name.is_empty() || name.contains('$');
                if is_context || document.stage_called(name, stage.index).is_some() {
                    continue;
                }
                let later = document.stages.iter().find(|later| later.name.as_deref() == Some(&name.to_lowercase()));
                let message = match later {
                    Some(later) if later.index == stage.index => format!("`{name}` is the stage itself"),
                    Some(later) => format!("`{name}` comes later, on line {}", later.from.line),
                    None if name.chars().all(|c| c.is_ascii_digit()) => format!("there is no stage {name} before this one"),
                    None => continue,
                };
                findings.add(instruction.flag_span(flag), message).help("move the stage above this one");
            }
        }
    }
}
