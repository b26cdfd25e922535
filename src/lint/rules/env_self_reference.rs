//! `env-self-reference`

use super::{Document, Findings, rule};
use crate::dockerfile::{self, Keyword};

rule! {
    /// ## What it does
    /// Checks for an `ENV` whose value uses a variable that the same instruction defines.
    ///
    /// ## Why is this bad
    /// All values of one instruction are put in at once, from what was before it: the new variable is not there yet.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// ENV VENV=/opt/venv BIN=$VENV/bin
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// ENV VENV=/opt/venv
    /// ENV BIN=$VENV/bin
    /// ```
    "env-self-reference", Error, None, ["DL3044"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, instruction) in
        document.instructions().iter().enumerate().filter(|(_, instruction)| instruction.keyword == Keyword::Env)
    {
        let pairs = instruction.pairs();
        for pair in &pairs {
            let value = pair.raw_value.as_deref().unwrap_or_default();
            let uses = dockerfile::uses(value, document.dockerfile.escape);
            let early = uses.iter().find(|used| {
                let is_own = pairs.iter().any(|other| other.name == used.name && other.name != pair.name);
                is_own && used.modifier.is_empty() && document.value(index, &used.name).is_none()
            });
            if let Some(used) = early {
                findings
                    .add(
                        document.head_span(instruction),
                        format!("`${}` is not defined yet when `{}` is evaluated", used.name, pair.name),
                    )
                    .help("split this into two `ENV` instructions");
            }
        }
    }
}
