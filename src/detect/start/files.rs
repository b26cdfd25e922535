//! The project's Python files, read just far enough to tell which deserve to be parsed.

use std::collections::BTreeSet;

use super::evidence::Evidence;
use crate::knowledge::FrameworkRow;
use crate::model::{RelPath, SourcePath};
use crate::python::{ImportPath, names_python, statement_lines};

/// A folder of this name holds code about the project, or code of others, but not the application.
const SKIPPED_FOLDERS: &[&str] = &[
    "_vendor",
    "alembic",
    "benchmark",
    "benchmarks",
    "demos",
    "doc",
    "docs",
    "example",
    "examples",
    "fixtures",
    "migrations",
    "node_modules",
    "sample",
    "samples",
    "sandbox",
    "test",
    "testing",
    "tests",
    "third_party",
    "thirdparty",
    "vendor",
    "vendored",
];

/// A folder of this name holds helpers; an application in it counts only where there is no other.
const HELPER_FOLDERS: &[&str] = &[
    ".ci",
    ".github",
    "bin",
    "ci",
    "contrib",
    "deploy",
    "dev",
    "etc",
    "hack",
    "notebooks",
    "script",
    "scripts",
    "tools",
    "utils",
];

const SKIPPED_FILES: &[&str] = &[
    "conftest.py",
    "fabfile.py",
    "gunicorn.conf.py",
    "gunicorn_config.py",
    "noxfile.py",
    "run_tests.py",
    "runtests.py",
    "setup.py",
];

/// One Python file and what its import lines say, taken line by line without parsing.
#[derive(Debug)]
pub struct Scanned {
    pub path: RelPath,
    pub imports: Vec<ImportPath>,
    /// Imports something that makes, runs or routes an application.
    pub relevant: bool,
    /// A line looks like `if __name__ == "__main__":`.
    pub guarded: bool,
}

/// Whether the file lies in a folder of helpers.
pub fn is_helper(path: &RelPath) -> bool {
    path.parent().as_str().split('/').any(|part| HELPER_FOLDERS.contains(&part))
}

/// Words in the names of files that do one thing for a program and end.
const CHORES: &[&str] =
    &["backup", "check", "cleanup", "cron", "export", "import", "migrate", "migration", "migrations", "reset", "seed", "update"];

/// Whether the file does, by its name, one thing for a program and ends. Ex) `update_accounts.py`
pub fn is_chore(path: &RelPath) -> bool {
    let stem = match path.file_name().trim_end_matches(".py") {
        "__init__" => path.parent().file_name().to_ascii_lowercase(),
        stem => stem.to_ascii_lowercase(),
    };
    stem.split('_').any(|word| CHORES.contains(&word))
}

/// Whether the file's name says that it is for work on the program. Ex) `run_dev.py`
pub fn is_for_development(path: &RelPath) -> bool {
    let mut words = path.file_name().trim_end_matches(".py").split(['_', '-', '.']);
    words.any(|word| matches!(word, "debug" | "dev" | "development" | "local" | "test" | "tests"))
}

/// Whether the file lies in a folder at the top that holds programs for those who work on the project.
pub fn is_for_maintainers(path: &RelPath) -> bool {
    const USED_BY_PROGRAMS: &[&str] = &["bin", "utils"];
    path.depth() > 1 && HELPER_FOLDERS.contains(&path.top()) && !USED_BY_PROGRAMS.contains(&path.top())
}

/// Whether the file shows what a library can do: a project of its own, in which the library is tried out.
pub fn is_demonstration(path: &RelPath) -> bool {
    const FOLDERS: &[&str] = &[
        "demo",
        "demo_project",
        "demoproject",
        "example_project",
        "exampleproject",
        "playground",
        "sandbox",
        "testapp",
        "testproject",
        "tester",
    ];
    path.depth() > 1 && FOLDERS.contains(&path.top())
}

/// Whether the file belongs to a library that lies in the project's tree as a copy. Ex) `lib/certifi/__main__.py`
pub fn is_copied_in(path: &RelPath) -> bool {
    const FOLDERS: &[&str] = &["lib", "libs", "ext", "external", "site-packages", "deps", "packages"];
    path.depth() > 2 && FOLDERS.contains(&path.top())
}

/// Whether the file is about a program that shows how the project is used.
pub fn is_example(path: &RelPath) -> bool {
    const FOLDERS: &[&str] = &["demo", "demos", "example", "examples", "fixtures", "sample", "samples", "sandbox"];
    path.parent().as_str().split('/').any(|part| FOLDERS.contains(&part))
}

pub fn is_skipped(path: &RelPath) -> bool {
    let name = path.file_name();
    let folder = path.parent();
    SKIPPED_FILES.contains(&name)
        || name.starts_with("test_")
        || name.ends_with("_test.py")
        || folder
            .as_str()
            .split('/')
            .any(|part| SKIPPED_FOLDERS.contains(&part) || part.starts_with("test_") || part.starts_with("docs_"))
        || SourcePath::new(path).is_err()
}

/// Scans every Python file that may hold an application. A file that is not text is left out: Python cannot read it.
pub fn scan(evidence: Evidence<'_>) -> Vec<Scanned> {
    let wanted = wanted_modules(evidence);
    let candidates = evidence.tree.walk().files.iter().filter(|path| {
        (path.extension() == Some("py") || may_be_script(path)) && !is_skipped(path) && evidence.is_in_scope(path)
    });
    let tops: BTreeSet<&str> =
        evidence.frameworks.rows().iter().flat_map(FrameworkRow::marking_modules).map(String::as_str).collect();
    let is_relevant = |import: &ImportPath| {
        let top = import.path.split('.').next().unwrap_or_default();
        import.level == 0 && (wanted.contains(&import.path) || tops.contains(top))
    };
    let scan = |path: &RelPath, text: &str| {
        if path.extension() != Some("py") && !names_python(text) {
            return None;
        }
        let mut scanned = scan_text(path, text, &wanted);
        scanned.relevant = scanned.imports.iter().any(is_relevant);
        Some(scanned)
    };
    let candidates: Vec<&RelPath> = candidates.collect();
    evidence.tree.of_texts(&candidates, scan).into_iter().filter_map(|(_, scanned)| scanned).collect()
}

/// Whether a file without an ending may be a program: one at the root, or in its folder of programs.
fn may_be_script(path: &RelPath) -> bool {
    !path.file_name().contains('.') && (path.depth() == 1 || matches!(path.parent().as_str(), "bin" | "scripts"))
}

/// Every leading part of every dotted name that the knowledge speaks of: `fastapi.FastAPI` makes `fastapi` wanted.
fn wanted_modules(evidence: Evidence<'_>) -> BTreeSet<String> {
    let rows = evidence.frameworks.rows().iter().flat_map(FrameworkRow::qualified_names);
    let servers = evidence.frameworks.servers().iter().flat_map(|server| &server.runs);
    let names = rows.chain(servers).map(String::as_str).chain(super::routes::ROUTERS.iter().copied());
    let mut wanted = BTreeSet::new();
    for name in names {
        wanted.extend(name.match_indices('.').map(|(end, _)| name[..end].to_owned()));
        wanted.insert(name.to_owned());
    }
    wanted
}

fn scan_text(path: &RelPath, text: &str, wanted: &BTreeSet<String>) -> Scanned {
    let mut scanned = Scanned { path: path.clone(), imports: Vec::new(), relevant: false, guarded: false };
    for line in statement_lines(text, b"if") {
        if let Some(names) = line.strip_prefix("import ") {
            for name in names.split(',') {
                let module = name.split_whitespace().next().unwrap_or_default();
                scanned.imports.push(ImportPath { level: 0, path: module.trim_end_matches(';').to_owned() });
            }
        } else if let Some(rest) = line.strip_prefix("from ") {
            let Some((module, names)) = rest.split_once(" import") else { continue };
            let module = module.trim();
            let path = module.trim_start_matches('.');
            let level = u32::try_from(module.len() - path.len()).unwrap_or_default();
            // `from . import api` names the module after the word import.
            if path.is_empty() || !wanted.contains(path) {
                let names = names.split('#').next().unwrap_or_default();
                for name in names.split([',', '(', ')']) {
                    if let Some(name) = name.split_whitespace().next().filter(|name| *name != "*") {
                        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                        scanned.imports.push(ImportPath { level, path });
                    }
                }
            }
            scanned.imports.push(ImportPath { level, path: path.to_owned() });
        } else if line.starts_with("if ") && line.contains("__name__") && line.contains("__main__") {
            scanned.guarded = true;
        }
    }
    scanned
}
