//! `undefined-arg-in-from`

use super::{Document, Findings, rule};
use crate::dockerfile::{self, Keyword};

rule! {
    /// ## What it does
    /// Checks for variables in a `FROM` that no `ARG` in front of the first `FROM` declares.
    ///
    /// ## Why is this bad
    /// Only an `ARG` above the first `FROM` counts for the names of images. Any other variable is empty there, and
    /// the build fails or takes another image.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:${PYTHON_VERSION}-slim-trixie
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// ARG PYTHON_VERSION=3.14
    /// FROM python:${PYTHON_VERSION}-slim-trixie
    /// ```
    "undefined-arg-in-from", Error, None, ["UndefinedArgInFrom"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let declared: Vec<String> = document.global_args().into_iter().map(|pair| pair.name).collect();
    for from in document.of(Keyword::From) {
        let platform = from.flags.iter().filter_map(|flag| Some((flag.value.as_deref()?, from.flag_span(flag))));
        let words = from.placed_words().into_iter().take(1);
        for (text, span) in platform.chain(words) {
            for used in dockerfile::uses(text, document.dockerfile.escape) {
                let name = used.name.as_str();
                let is_known = declared.iter().any(|known| known == name) || super::super::document::PREDEFINED.contains(&name);
                if !is_known && !used.modifier.starts_with(":-") && !used.modifier.starts_with('-') {
                    findings
                        .add(span.clone(), format!("no `ARG {name}` in front of the first `FROM`"))
                        .help(format!("declare it above the first `FROM`: `ARG {name}=…`"));
                }
            }
        }
    }
}
