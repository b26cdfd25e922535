//! `constant-platform`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for a `--platform` with a fixed value.
    ///
    /// ## Why is this bad
    /// The image is for that machine alone then, even where `docker build --platform` asks for another. On the
    /// machines of others it is emulated, slowly.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM --platform=linux/amd64 python:3.14-slim-trixie
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "constant-platform", Warning, None, ["FromPlatformFlagConstDisallowed", "DL3029"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        // A stage that says its platform in its name is for that platform.
        let named = stage.name.as_deref().unwrap_or_default();
        for flag in stage.from.flags.iter().filter(|flag| flag.name == "platform") {
            let value = flag.value.as_deref().unwrap_or_default();
            let says_so = value.split('/').any(|part| !part.is_empty() && named.contains(part));
            if !value.is_empty() && !value.contains('$') && !says_so {
                findings
                    .add(stage.from.flag_span(flag), format!("the stage is always for {value}"))
                    .help("remove the flag and choose the platform with `docker build --platform`");
            }
        }
    }
}
