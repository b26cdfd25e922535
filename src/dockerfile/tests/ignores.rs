//! What Engine 28.5 leaves out of `COPY . /` for a `.dockerignore`; each row was built.

use crate::dockerfile::IgnoreFile;
use crate::model::RelPath;

use Outcome::{Fails, Ignores, Keeps};

/// The tree that was built with each of the files below.
#[rustfmt::skip]
const FILES: &[&str] = &[
    "a.txt", "b.md", "README.md", ".env", ".env.example", "prod.env", "foo", "foo2/x", "src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "docs/index.md", "docs/README.md", "docs/deep/er/x.md", "build/out.bin", "src/build/keep.py", "tests/test_a.py", "{a,b}.txt", "x^y", "[z]", "a b.txt", "-dash", "!bang", "#hash", "sub/.git/config", ".git/HEAD", "A.TXT", "data/1.csv", "data/22.csv", "data/raw/3.csv", "star*", "q?", "back\\slash", "é.txt", "xfoo/bar", "foo.d/x", "docs.bak/x",
];

enum Outcome {
    /// These are left out and the rest is kept.
    Ignores(&'static [&'static str]),
    /// These are kept and the rest is left out.
    Keeps(&'static [&'static str]),
    /// The build fails.
    Fails,
}

#[rustfmt::skip]
const CASES: &[(&str, Outcome)] = &[
    ("*", Keeps(&[])),
    ("**", Keeps(&[])),
    ("*\n!src", Keeps(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("*\n!src/a.py", Keeps(&["src/a.py"])),
    ("*\n!src/**", Keeps(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("*\n!**/*.py", Keeps(&["src/a.py", "src/sub/b.py", "src/build/keep.py", "tests/test_a.py"])),
    ("*\n!*.md", Keeps(&["b.md", "README.md"])),
    ("*.md", Ignores(&["b.md", "README.md"])),
    ("**/*.md", Ignores(&["b.md", "README.md", "docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("*.md\n!README.md", Ignores(&["b.md"])),
    ("**/*.md\n!docs/README.md", Ignores(&["b.md", "README.md", "docs/index.md", "docs/deep/er/x.md"])),
    ("docs\n!docs/README.md", Ignores(&["docs/index.md", "docs/deep/er/x.md"])),
    ("docs/\n!docs/deep", Ignores(&["docs/index.md", "docs/README.md"])),
    ("docs/*\n!docs/deep/er", Ignores(&["docs/index.md", "docs/README.md"])),
    ("docs/**", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("docs/**\n!docs/index.md", Ignores(&["docs/README.md", "docs/deep/er/x.md"])),
    ("**/docs", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("/docs", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("/docs/", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("./docs", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("docs/.", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("docs/../src", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("../docs", Ignores(&[])),
    ("foo", Ignores(&["foo"])),
    ("foo/", Ignores(&["foo"])),
    ("fo?", Ignores(&["foo"])),
    ("foo*", Ignores(&["foo", "foo2/x", "foo.d/x"])),
    ("*/", Keeps(&[])),
    ("*/*", Keeps(&["a.txt", "b.md", "README.md", ".env", ".env.example", "prod.env", "foo", "{a,b}.txt", "x^y", "[z]", "a b.txt", "-dash", "!bang", "#hash", "A.TXT", "star*", "q?", "back\\slash", "é.txt"])),
    ("*/*/*", Ignores(&["src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "docs/deep/er/x.md", "src/build/keep.py", "sub/.git/config", "data/raw/3.csv"])),
    ("**/.env", Ignores(&[".env", "src/sub/.env"])),
    ("**.env", Ignores(&[".env", "prod.env", "src/sub/.env"])),
    ("**/.env*\n!**/.env.example", Ignores(&[".env", "src/sub/.env"])),
    (".env*\n!.env.example", Ignores(&[".env"])),
    ("**/__pycache__", Ignores(&["src/__pycache__/a.pyc"])),
    ("**/*.py[co]", Ignores(&["src/a.pyc", "src/__pycache__/a.pyc"])),
    ("__pycache__", Ignores(&[])),
    ("*.py[co]", Ignores(&[])),
    ("build", Ignores(&["build/out.bin"])),
    ("**/build", Ignores(&["build/out.bin", "src/build/keep.py"])),
    ("/build", Ignores(&["build/out.bin"])),
    ("src/*/b.py", Ignores(&["src/sub/b.py"])),
    ("src/**/b.py", Ignores(&["src/sub/b.py"])),
    ("src/**/*.py", Ignores(&["src/a.py", "src/sub/b.py", "src/build/keep.py"])),
    ("**/src", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("[ab].*", Ignores(&["a.txt", "b.md"])),
    ("[^a].txt", Ignores(&["é.txt"])),
    ("[a-c]*", Ignores(&["a.txt", "b.md", "build/out.bin", "a b.txt", "back\\slash"])),
    ("{a,b}.txt", Ignores(&["{a,b}.txt"])),
    ("x^y", Ignores(&["x^y"])),
    ("x^*", Ignores(&[])),
    ("\\[z\\]", Ignores(&["[z]"])),
    ("[[]z]", Ignores(&["[z]"])),
    ("a b.txt", Ignores(&["a b.txt"])),
    ("  tests  ", Ignores(&["tests/test_a.py"])),
    ("  # indented", Ignores(&[])),
    ("# comment\ntests", Ignores(&["tests/test_a.py"])),
    ("tests # trailing", Ignores(&[])),
    ("!bang", Ignores(&[])),
    ("\\!bang", Ignores(&["!bang"])),
    ("\\#hash", Ignores(&["#hash"])),
    ("#hash", Ignores(&[])),
    ("-dash", Ignores(&["-dash"])),
    ("", Ignores(&[])),
    ("\n\n", Ignores(&[])),
    ("!src", Ignores(&[])),
    ("src\n!src", Ignores(&[])),
    ("src\n!src\nsrc/a.py", Ignores(&["src/a.py"])),
    ("src/a.py\n!src", Ignores(&["src/a.py"])),
    ("src/a.*\n!src", Ignores(&["src/a.py", "src/a.pyc"])),
    ("!src\nsrc", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    (".git", Ignores(&[".git/HEAD"])),
    ("**/.git", Ignores(&["sub/.git/config", ".git/HEAD"])),
    ("*.TXT", Ignores(&["A.TXT"])),
    ("*.txt", Ignores(&["a.txt", "{a,b}.txt", "a b.txt", "é.txt"])),
    ("data/?.csv", Ignores(&["data/1.csv"])),
    ("data/*.csv", Ignores(&["data/1.csv", "data/22.csv"])),
    ("data/**.csv", Ignores(&[])),
    ("data/[0-9].csv", Ignores(&["data/1.csv"])),
    ("data/[0-9][0-9].csv", Ignores(&["data/22.csv"])),
    ("star\\*", Ignores(&["star*"])),
    ("star*", Ignores(&["star*"])),
    ("q\\?", Ignores(&["q?"])),
    ("back\\\\slash", Ignores(&["back\\slash"])),
    ("é.*", Ignores(&["é.txt"])),
    ("?.txt", Ignores(&["a.txt", "é.txt"])),
    ("**/foo", Ignores(&["foo"])),
    ("**foo", Ignores(&["foo", "xfoo/bar"])),
    ("foo**", Ignores(&["foo", "foo2/x", "foo.d/x"])),
    ("**/x", Ignores(&["foo2/x", "foo.d/x", "docs.bak/x"])),
    ("**/x/**", Ignores(&[])),
    ("**/*", Keeps(&[])),
    ("**/**", Keeps(&[])),
    ("***", Keeps(&[])),
    (".", Ignores(&[])),
    ("..", Ignores(&[])),
    ("/", Ignores(&[])),
    ("./", Ignores(&[])),
    ("docs\r\n!docs/index.md\r\n", Ignores(&["docs/README.md", "docs/deep/er/x.md"])),
    ("\u{feff}docs", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("# a\n\u{feff}docs", Ignores(&[])),
    ("!", Fails),
    ("! src", Ignores(&[])),
    ("!/", Fails),
    ("a[", Fails),
    ("a[]", Fails),
    ("a[]a]", Fails),
    ("a[z-a]", Fails),
    ("a[-a]", Fails),
    ("a\\", Fails),
    ("[a-]", Fails),
    ("[^]", Fails),
    ("docs/deep/er/", Ignores(&["docs/deep/er/x.md"])),
    ("docs/*/er", Ignores(&["docs/deep/er/x.md"])),
    ("docs/*\n!docs/deep\ndocs/deep/er/x.md", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("!docs/index.md\ndocs", Ignores(&["docs/index.md", "docs/README.md", "docs/deep/er/x.md"])),
    ("*\n!docs\ndocs/deep", Keeps(&["docs/index.md", "docs/README.md"])),
    ("src/sub\n!src/**/*.py", Ignores(&["src/sub/.env"])),
    ("**/sub\n!**/sub/b.py", Ignores(&["src/sub/.env", "sub/.git/config"])),
    ("*\n!./src/", Keeps(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("*\n!/src", Keeps(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("foo.d", Ignores(&["foo.d/x"])),
    ("foo.*", Ignores(&["foo.d/x"])),
    ("src/[^x]*", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("src[^a]a.py", Ignores(&["src/a.py"])),
    ("s*c", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("src?a.py", Ignores(&[])),
    ("*.p*c", Ignores(&[])),
    ("**/a.*", Ignores(&["a.txt", "src/a.py", "src/a.pyc", "src/__pycache__/a.pyc"])),
    ("src/**", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("src/*", Ignores(&["src/a.py", "src/a.pyc", "src/__pycache__/a.pyc", "src/sub/b.py", "src/sub/.env", "src/build/keep.py"])),
    ("**/*.md\n**/*.py\n!README.md\n!src/a.py", Ignores(&["b.md", "src/sub/b.py", "docs/index.md", "docs/README.md", "docs/deep/er/x.md", "src/build/keep.py", "tests/test_a.py"])),
    ("*\n!src/sub\nsrc/sub/.env", Keeps(&["src/sub/b.py"])),
    ("docs/deep\n!docs/deep/er/x.md", Ignores(&[])),
    ("*/index.md", Ignores(&["docs/index.md"])),
    ("!**/x.md\n**/deep", Ignores(&["docs/deep/er/x.md"])),
];

#[test]
fn a_file_is_ignored_when_the_engine_leaves_it_out() {
    for (text, outcome) in CASES {
        let (listed, expected) = match (IgnoreFile::parse(text), outcome) {
            (Err(_), Fails) => continue,
            (Err(error), _) => panic!("{text:?}: {error}"),
            (Ok(_), Fails) => panic!("{text:?} fails a build"),
            (Ok(file), Ignores(listed)) => (listed, ignored(&file, true)),
            (Ok(file), Keeps(listed)) => (listed, ignored(&file, false)),
        };
        assert_eq!(*listed, expected, "{text:?}");
    }
}

fn ignored(file: &IgnoreFile, is_ignored: bool) -> Vec<&'static str> {
    FILES.iter().copied().filter(|path| file.is_ignored(&RelPath::parse(path).unwrap()) == is_ignored).collect()
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
