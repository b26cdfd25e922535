//! `missing-runtime-lib`

use super::{Document, Findings, ImageName, Variant, apt, deps, install, rule};

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
    "missing-runtime-lib", Error, None, [], Dockerfile(check)
}

/// A package, the Debian package that it needs at run time, and words of others that bring it along.
const NEEDS: [(&str, &str, &[&str]); 8] = [
    ("lightgbm", "libgomp1", &["libgomp", "gcc", "g++", "build-essential"]),
    ("mysqlclient", "libmariadb3", &["mariadb", "mysql"]),
    ("opencv-contrib-python", "libgl1", &["libgl1", "libgl-", "opencv", "ffmpeg", "mesa"]),
    ("opencv-python", "libgl1", &["libgl1", "libgl-", "opencv", "ffmpeg", "mesa"]),
    ("pdf2image", "poppler-utils", &["poppler"]),
    ("psycopg2", "libpq5", &["libpq", "postgresql"]),
    ("pyodbc", "unixodbc", &["odbc"]),
    ("python-magic", "libmagic1", &["libmagic", "file"]),
];

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
    for (name, library, words) in NEEDS {
        let is_there = installed.iter().any(|package| words.iter().any(|word| package.contains(word)));
        if is_there || !required.iter().any(|known| known == name) {
            continue;
        }
        let words = last.from.placed_words();
        let span = words.first().map_or_else(|| document.head_span(last.from), |(_, span)| span.clone());
        findings
            .add(span, format!("`{name}` needs `{library}`, which the last stage does not have"))
            .help(format!("install `{library}` there with apt-get"));
    }
}
