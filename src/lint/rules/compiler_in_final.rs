//! `compiler-in-final`

use super::{Document, Findings, ImageName, install, rule};
use crate::dockerfile::Keyword;
use crate::knowledge::is_compiler;

rule! {
    /// ## What it does
    /// Checks for compilers in the final image.
    ///
    /// ## Why is this bad
    /// A compiler takes 200 MB, and is more useful to an attacker than to the application.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends build-essential
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// RUN apt-get update && apt-get install -y --no-install-recommends build-essential
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    "compiler-in-final", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage().filter(|_| document.purpose().is_shipped()) else { return };
    // Where the base image has a compiler, another one makes no difference.
    let facts = document.root_image(last.index).and_then(ImageName::facts);
    if facts.and_then(|facts| facts.row.has_compiler()) == Some(true) {
        return;
    }
    for stage in document.lineage(last.index) {
        for index in stage.range.clone() {
            let calls = document.calls(index);
            let removes = calls.iter().any(|call| {
                let by_apt =
                    install::apt(call).is_some_and(|(subcommand, _)| matches!(subcommand, "purge" | "remove" | "autoremove"));
                by_apt || (call.program == "apk" && call.words().first() == Some(&"del"))
            });
            if removes || document.instructions()[index].keyword != Keyword::Run {
                continue;
            }
            for call in calls {
                let packages = install::apt_packages(call).or_else(|| install::apk_packages(call)).unwrap_or_default();
                let found = packages.iter().find(|package| is_compiler(install::package_name(&package.text)));
                if let Some(package) = found {
                    findings
                        .add(package.span.clone(), format!("`{}` is shipped with the image", package.text))
                        .help("build in a separate stage and copy the result");
                }
            }
        }
    }
}
