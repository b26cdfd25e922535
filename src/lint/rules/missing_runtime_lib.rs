//! `missing-runtime-lib`

use super::{Document, Findings, ImageName, Variant, apt, deps, install, rule};
use crate::knowledge::{When, native_package};
use crate::model::{Base, PackageName, Suite};

rule! {
    /// ## What it does
    /// Checks for packages whose shared library the final image lacks.
    ///
    /// ## Why is this bad
    /// The package was built where the library's headers are, and the slim image that it is copied to has no library:
    /// `libpq.so.5: cannot open shared object file`.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir psycopg2==2.9.10
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// RUN pip install --no-cache-dir psycopg2==2.9.10
    /// ```
    "missing-runtime-lib", Error, None, [], Dockerfile(check), also Build as ["library-missing"]
}

/// Packages that bring no libraries beside their own.
const SMALL: [&str; 10] =
    ["build-essential", "ca-certificates", "curl", "g++", "gcc", "gettext", "git", "locales", "tini", "tzdata"];

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    // Where system packages come from a file or a variable, nobody can tell.
    let is_slim =
        document.root_image(last.index).and_then(ImageName::python).is_some_and(|python| python.variant == Variant::Slim);
    let is_open = document.lineage(last.index).iter().any(|stage| {
        document.run_calls(stage).any(|(_, call)| {
            install::apt_packages(call).is_some_and(|packages| packages.iter().any(|package| !package.is_literal))
                || call.program == "xargs"
        })
    });
    if !is_slim || is_open {
        return;
    }
    let installed = apt::installed(document, last.index);
    let required = deps::required(document);
    let suite = match document.root_image(last.index).and_then(ImageName::debian_suite) {
        Some("bookworm") => Suite::Bookworm,
        _ => Suite::Trixie,
    };
    for name in required.iter().filter_map(|name| name.parse::<PackageName>().ok()) {
        let Some(row) = native_package(&name, None).filter(|row| row.always_runs_with()) else { continue };
        // A program is missed by one call, and maybe not in this image: `check --build` looks whether a source makes it.
        if !row.programs.is_empty() {
            continue;
        }
        let Some(library) = row.packages(Base::Slim, suite).run.first() else { continue };
        // Any program may bring a library along that others load by name.
        let may_come = |package: &String| {
            let is_program = row.when == When::Always && !package.starts_with("lib") && !SMALL.contains(&package.as_str());
            is_program || row.may_be_brought_by(Base::Slim, suite, package)
        };
        let has_other = row.unless.iter().any(|other| required.iter().any(|known| known == other.as_ref()));
        if has_other || installed.iter().any(may_come) {
            continue;
        }
        let words = last.from.placed_words();
        let span = words.first().map_or_else(|| document.head_span(last.from), |(_, span)| span.clone());
        findings
            .add(span, format!("`{name}` needs `{library}`, which the last stage does not have"))
            .help(format!("install `{library}` there with apt-get"));
    }
}
