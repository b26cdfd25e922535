//! What an engine leaves out of `COPY . /` for a `.dockerignore`; each case of `ignores.json` was built.
//! `scripts/refresh-ignore-patterns.py` builds them anew.

use serde::Deserialize;

use crate::dockerfile::IgnoreFile;
use crate::model::RelPath;

#[derive(Deserialize)]
struct Record {
    /// The tree that was built with each of the ignore files.
    files: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    ignore: String,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    /// These are left out and the rest is kept.
    Ignored(Vec<String>),
    /// These are kept and the rest is left out.
    Kept(Vec<String>),
    /// The build fails, with this message.
    Fails(String),
}

#[test]
fn a_file_is_ignored_when_the_engine_leaves_it_out() {
    let record: Record = serde_json::from_str(include_str!("ignores.json")).unwrap();
    assert!(record.cases.len() >= 130, "{}", record.cases.len());
    for Case { ignore, outcome } in &record.cases {
        let (listed, found) = match (IgnoreFile::parse(ignore), outcome) {
            (Err(_), Outcome::Fails(_)) => continue,
            (Err(error), _) => panic!("{ignore:?}: {error}"),
            (Ok(_), Outcome::Fails(message)) => panic!("{ignore:?} fails a build: {message}"),
            (Ok(file), Outcome::Ignored(listed)) => (listed, ignored(&record.files, &file, true)),
            (Ok(file), Outcome::Kept(listed)) => (listed, ignored(&record.files, &file, false)),
        };
        assert_eq!(*listed, found, "{ignore:?}");
    }
}

fn ignored(files: &[String], file: &IgnoreFile, is_ignored: bool) -> Vec<String> {
    files.iter().filter(|path| file.is_ignored(&RelPath::parse(path).unwrap()) == is_ignored).cloned().collect()
}

#[test]
fn the_deciding_line_is_known() {
    let file = IgnoreFile::parse("# docs\n*.md\n!README.md\ndocs\n").unwrap();
    let line = |path| file.decided_by(&RelPath::parse(path).unwrap()).map(|pattern| (pattern.line, pattern.is_exception));
    assert_eq!(line("a.md"), Some((2, false)));
    assert_eq!(line("README.md"), Some((3, true)));
    assert_eq!(line("docs/deep/x.rst"), Some((4, false)));
    assert_eq!(line("app.py"), None);
}

#[test]
fn a_bad_pattern_is_named_with_its_line() {
    let error = IgnoreFile::parse("*.md\na[\n").unwrap_err();
    assert_eq!(error.to_string(), "line 2: `a[` is not a pattern: a bracket is open or empty, or a backslash ends it");
}

/// A pattern that sends a backtracking matcher around for ages.
#[test]
fn a_pattern_with_many_stars_takes_no_time() {
    let file = IgnoreFile::parse(&format!("{}b", "*a".repeat(60))).unwrap();
    assert!(!file.is_ignored(&RelPath::parse(&"a".repeat(400)).unwrap()));
}
