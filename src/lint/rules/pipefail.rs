//! `pipefail`

use super::{Call, Document, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for pipes in a `RUN` whose failure goes unnoticed.
    ///
    /// ## Why is this bad
    /// The exit status of a pipe is that of its last command, so the build goes on although the first one has failed:
    /// `curl … | tar x` unpacks half a file.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN curl https://example.org/install.sh | sh
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    /// RUN curl https://example.org/install.sh | sh
    /// ```
    "pipefail", Info, None, ["DL4006"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let says_so = |instruction: &Instruction| instruction.words().iter().any(|word| word.contains("pipefail"));
        let mut is_set = document.lineage(stage.index).iter().skip(1).any(|stage| stage.of(Keyword::Shell).any(says_so));
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword == Keyword::Shell {
                is_set = says_so(instruction);
            }
            if instruction.keyword != Keyword::Run || is_set {
                continue;
            }
            let calls = document.calls(index);
            let sets = calls.iter().any(|call| call.arguments.iter().any(|argument| argument.text.contains("pipefail")));
            let harmless = |call: &Call| matches!(call.program.as_str(), "echo" | "printf" | "yes" | "cat" | "true");
            let piped = calls.iter().find(|call| {
                call.place.in_pipeline.1 > 1 && call.place.in_pipeline.0 == 0 && call.place.depth == 0 && !harmless(call)
            });
            if let Some(call) = piped.filter(|_| !sets) {
                findings
                    .add(
                        call.span.clone(),
                        format!(
                            "a failure of `{}` is ignored: only the last command of a pipe sets the exit status",
                            call.program
                        ),
                    )
                    .help("set `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before");
            }
        }
    }
}
