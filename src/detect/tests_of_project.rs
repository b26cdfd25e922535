//! Whether the project has tests, and what runs them.

use crate::manifest::Manifests;
use crate::model::{Command, Finding, Location, Note, PackageName, RelPath};
use crate::tree::{EntryKind, ProjectTree};

/// The project's own test suite.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TestSuite {
    pub command: Command,
    /// The distribution that must be installed for it; `None` for the standard library's own runner.
    pub runner: Option<PackageName>,
}

/// What was found of tests: a suite that can be run, or a remark why it cannot.
#[derive(Debug, Default)]
pub struct Tests {
    pub suite: Option<Finding<TestSuite>>,
    pub notes: Vec<Note>,
}

/// Looks for test files, then for the runner that the project declares.
pub fn detect(tree: &ProjectTree, manifests: &Manifests) -> Tests {
    let Some(first) = tree.walk().files.iter().find(|file| is_test_file(file)) else { return Tests::default() };
    let text = tree.text(first).ok().flatten();
    let uses = |module: &str| text.as_deref().is_some_and(|text| text.lines().any(|line| imports(line, module)));
    let at = Location::file(first.clone());
    if let Some(pytest) = declared_anywhere(manifests, "pytest") {
        let suite = TestSuite { command: words(&["python", "-m", "pytest"]), runner: Some(pytest) };
        return Tests { suite: Some(Finding { value: suite, at, why: "pytest is declared".to_owned() }), notes: Vec::new() };
    }
    if let Some(manage) = django_manage(tree, manifests) {
        let suite = TestSuite { command: words(&["python", manage.as_str(), "test"]), runner: None };
        return Tests {
            suite: Some(Finding { value: suite, at, why: "Django's own test runner".to_owned() }),
            notes: Vec::new(),
        };
    }
    if uses("unittest") && !uses("pytest") {
        let folder = first.parent();
        let start = if folder.is_root() { ".".to_owned() } else { folder.as_str().to_owned() };
        let suite =
            TestSuite { command: words(&["python", "-m", "unittest", "discover", "-s", &start, "-t", "."]), runner: None };
        return Tests { suite: Some(Finding { value: suite, at, why: "the tests use unittest".to_owned() }), notes: Vec::new() };
    }
    let note = Note::info("there are tests, but no declared dependency that runs them: the Dockerfile gets no test stage")
        .at(at)
        .hint("declare pytest in a development group or file, or pass `--test --test-cmd '…'`");
    Tests { suite: None, notes: vec![note] }
}

/// `test_*.py` and `*_test.py` (pytest's defaults), and Django's `tests.py`.
fn is_test_file(file: &RelPath) -> bool {
    let name = file.file_name();
    let example = file.as_str().split('/').any(|part| matches!(part, "examples" | "docs" | "templates"));
    name.ends_with(".py") && !example && (name.starts_with("test_") || name.ends_with("_test.py") || name == "tests.py")
}

fn imports(line: &str, module: &str) -> bool {
    let rest = line.trim_start().strip_prefix("import ").or_else(|| line.trim_start().strip_prefix("from "));
    rest.and_then(|rest| rest.trim_start().strip_prefix(module)).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn django_manage(tree: &ProjectTree, manifests: &Manifests) -> Option<RelPath> {
    let django: PackageName = "django".parse().ok()?;
    manifests.declared(&django)?;
    tree.children(&RelPath::root())
        .find(|(path, kind)| *kind == EntryKind::File && path.file_name() == "manage.py")
        .map(|(path, _)| path.clone())
}

/// The distribution's name, when any list of the project, for production or development, names it.
fn declared_anywhere(manifests: &Manifests, name: &str) -> Option<PackageName> {
    let name: PackageName = name.parse().ok()?;
    let development = manifests.development().any(|dependency| dependency.name == name);
    (development || manifests.declared(&name).is_some()).then_some(name)
}

fn words(words: &[&str]) -> Command {
    Command::of(words).expect("words without control characters")
}
