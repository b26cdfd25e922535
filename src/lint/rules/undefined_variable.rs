//! `undefined-variable`

use super::{BaseView, Document, Findings, rule};
use crate::dockerfile::{self, Arguments, Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for variables that no `ARG` and no `ENV` of the stage defines.
    ///
    /// ## Why is this bad
    /// A variable without a value is empty, so that `COPY $SRC /app` copies the whole context. An `ARG` above the
    /// first `FROM` counts for `FROM` alone; a stage has to declare it again.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPY $SRC /app/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// ARG SRC=shop
    /// COPY $SRC /app/
    /// ```
    "undefined-variable", Warning, None, ["UndefinedVar"], Dockerfile(check)
}

/// What the official images of Python and everything else without variables of their own define.
const PYTHON: [&str; 7] =
    ["PATH", "LANG", "GPG_KEY", "PYTHON_VERSION", "PYTHON_SHA256", "PYTHON_PIP_VERSION", "PYTHON_SETUPTOOLS_VERSION"];

fn check(document: &Document<'_>, findings: &mut Findings) {
    let everywhere: Vec<String> = document.of(Keyword::Arg).flat_map(Instruction::pairs).map(|pair| pair.name).collect();
    for stage in &document.stages {
        let mut defined: Vec<String> = PYTHON.iter().map(|&name| name.to_owned()).collect();
        defined.extend(super::super::document::PREDEFINED.iter().map(|&name| name.to_owned()));
        for ancestor in document.lineage(stage.index).iter().skip(1) {
            // A stage inherits the arguments of the one that it is built on, too.
            let declared = ancestor.of(Keyword::Env).chain(ancestor.of(Keyword::Arg));
            defined.extend(declared.flat_map(Instruction::pairs).map(|pair| pair.name));
        }
        let knows_base = document.root_image(stage.index).map_or_else(
            || document.lineage(stage.index).last().is_some_and(|root| root.base == BaseView::Scratch),
            |image| {
                let known = ["debian", "ubuntu", "alpine", "busybox", "fedora"];
                image.python().is_some() || known.contains(&image.repository.as_str())
            },
        );
        for instruction in stage.instructions {
            for (name, span) in used(document, instruction) {
                let is_defined = defined.contains(&name) || name.starts_with("BUILDKIT_");
                if is_defined || !(knows_base || everywhere.contains(&name)) {
                    continue;
                }
                let finding = findings.add(span, format!("`${name}` is not defined here"));
                match everywhere.contains(&name) {
                    true => finding.help(format!("declare it in this stage: `ARG {name}`")),
                    false => finding.help(format!("define it before: `ARG {name}=…` or `ENV {name}=…`")),
                };
                defined.push(name);
            }
            if matches!(instruction.keyword, Keyword::Arg | Keyword::Env) {
                defined.extend(instruction.pairs().into_iter().map(|pair| pair.name));
            }
        }
    }
}

/// The variables that BuildKit itself puts in, which it does for neither `RUN` nor commands. Those of `EXPOSE` it puts in
/// without a check.
fn used(document: &Document<'_>, instruction: &Instruction) -> Vec<(String, std::ops::Range<usize>)> {
    let expands = matches!(
        instruction.keyword,
        Keyword::Add
            | Keyword::Arg
            | Keyword::Copy
            | Keyword::Env
            | Keyword::Label
            | Keyword::Stopsignal
            | Keyword::User
            | Keyword::Volume
            | Keyword::Workdir
    );
    if !expands {
        return Vec::new();
    }
    let escape = document.dockerfile.escape;
    let is_guarded = |modifier: &str| modifier.trim_start_matches(':').starts_with(['-', '+', '?']);
    let mut found = Vec::new();
    let mut take = |text: &str, place: &dyn Fn(std::ops::Range<usize>) -> std::ops::Range<usize>| {
        for used in dockerfile::uses(text, escape) {
            if !is_guarded(&used.modifier) {
                found.push((used.name, place(used.span)));
            }
        }
    };
    for flag in &instruction.flags {
        let span = instruction.flag_span(flag);
        take(flag.value.as_deref().unwrap_or_default(), &|_| span.clone());
    }
    match &instruction.arguments {
        Arguments::Shell(text) => take(text, &|range| instruction.source_range(&range)),
        Arguments::Exec(words) => words.iter().for_each(|word| take(word, &|_| document.head_span(instruction))),
    }
    found
}
