//! Which top-level files and folders the running application needs.
//!
//! Production copies named paths, so that tests, documents and the pipeline stay out of the image. Code is taken unless
//! its folder is known to be for something else; data is taken when its name is a usual one or when the source names it.

use super::secrets;
use crate::model::{Distribution, Note, RelPath, RunArguments, SourcePath, Start, Text};
use crate::tree::{EntryKind, ProjectTree};

/// Folders that are taken only when the command or the source names them, whatever they hold.
const NOT_RUN: &[&str] = &[
    "benchmark",
    "benchmarks",
    "build",
    "charts",
    "ci",
    "contrib",
    "demo",
    "demos",
    "deploy",
    "deployment",
    "deployments",
    "design",
    "devscripts",
    "dist",
    "doc",
    "docker",
    "docs",
    "documentation",
    "e2e",
    "example",
    "examples",
    "extras",
    "fuzz",
    "helm",
    "hooks",
    "htmlcov",
    "infra",
    "infrastructure",
    "k8s",
    "kubernetes",
    "licenses",
    "notebook",
    "notebooks",
    "postman",
    "samples",
    "screenshots",
    "script",
    "scripts",
    "snap",
    "sphinx",
    "terraform",
    "test",
    "testing",
    "tests",
    "tools",
    "typings",
    "utils-dev",
    "wheels",
];

/// Folders without code that applications read at run time, by the names that frameworks give them.
const USUAL_DATA: &[&str] = &[
    "alembic",
    "assets",
    "certs",
    "conf",
    "conf.d",
    "config",
    "configs",
    "data",
    "db",
    "fixtures",
    "fonts",
    "i18n",
    "images",
    "locale",
    "locales",
    "media",
    "migrations",
    "model",
    "models",
    "public",
    "resources",
    "sql",
    "static",
    "statics",
    "templates",
    "translations",
    "views",
    "www",
];

/// Root files that describe the project and are not read by it, unless its source names them.
const DESCRIBING: &[&str] = &[
    "app.json",
    "authors",
    "biome.json",
    "citation.cff",
    "cloudbuild.yaml",
    "cloudbuild.yml",
    "codecov.yaml",
    "codecov.yml",
    "codeowners",
    "composer.json",
    "conftest.py",
    "contributors",
    "copying",
    "heroku.yml",
    "license",
    "makefile",
    "mkdocs.yaml",
    "mkdocs.yml",
    "mypy.ini",
    "notice",
    "now.json",
    "noxfile.py",
    "package-lock.json",
    "package.json",
    "pyrightconfig.json",
    "pytest.ini",
    "railway.json",
    "readme",
    "render.yaml",
    "renovate.json",
    "runtime.txt",
    "setup.cfg",
    "setup.py",
    "skaffold.yaml",
    "snapcraft.yaml",
    "taskfile.yaml",
    "taskfile.yml",
    "tox.ini",
    "tsconfig.json",
    "tslint.json",
    "vercel.json",
    "yarn.lock",
];

/// Beginnings of such names.
const DESCRIBING_STARTS: &[&str] = &[
    ".",
    "azure-pipelines",
    "changelog",
    "compose.",
    "constraints",
    "contributing",
    "docker-compose",
    "dockerfile",
    "license",
    "requirements",
    "test_",
];

/// Endings of files that programs read; others are taken only when the source names them.
const DATA_ENDINGS: &[&str] = &[
    "cfg", "conf", "css", "csv", "db", "geojson", "h5", "html", "ini", "joblib", "js", "json", "onnx", "parquet", "pkl", "pt",
    "py", "sql", "tsv", "txt", "xlsx", "xml", "yaml", "yml",
];

/// What production copies.
#[derive(Debug, Default)]
pub struct Sources {
    pub paths: Vec<SourcePath>,
    /// What should be copied and has a name that COPY cannot spell.
    pub notes: Vec<Note>,
}

/// The paths to copy, sorted: folders and files at the root, without the packages that are installed instead.
///
/// A command-line tool that is installed as a package brings everything with it.
pub fn detect(tree: &ProjectTree, start: Option<&Start>, installed: Option<&Distribution>) -> Sources {
    let started = start.and_then(|start| start.file.as_ref());
    let is_script = |start: &Start| start.arguments != RunArguments::InsteadOfCommand && start.command.program() != "python";
    if installed.is_some() && start.is_some_and(is_script) {
        return Sources::default();
    }
    let selection = Selection { tree, start };
    let needed = |path: &RelPath| started.is_some_and(|file| file.is_within(path));
    let root = RelPath::root();
    let wanted = tree.children(&root).filter(|(path, _)| !is_installed(path, installed, tree)).filter(|(path, kind)| {
        needed(path)
            || match kind {
                EntryKind::Folder => selection.takes_folder(path),
                // A file with secrets is not named, whatever names it: it is passed when the container runs.
                EntryKind::File => selection.takes_file(path) && secrets::of(tree, path).is_none(),
            }
    });
    let mut sources = Sources::default();
    for (path, _) in wanted {
        match SourcePath::new(path) {
            Ok(path) => sources.paths.push(path),
            Err(_) => sources.notes.push(
                Note::warning(format!("`{path}` is not copied into the image: a Dockerfile cannot name it"))
                    .hint("rename it, if the application needs it"),
            ),
        }
    }
    sources.paths.sort();
    let below: Vec<RelPath> = sources.paths.iter().map(SourcePath::to_rel_path).collect();
    sources.notes.extend(secrets::note(&secrets::find(tree, &below)));
    sources
}

/// A folder or module of which the installed wheel has a copy; other files beside the packages in it are still needed.
fn is_installed(path: &RelPath, installed: Option<&Distribution>, tree: &ProjectTree) -> bool {
    let Some(distribution) = installed else { return false };
    let below: Vec<&RelPath> = distribution.packages.iter().filter(|package| package.is_within(path)).collect();
    if below.is_empty() {
        return false;
    }
    below.contains(&path)
        || tree
            .children(path)
            .all(|(child, _)| below.iter().any(|package| child.is_within(package)) || child.file_name() == "py.typed")
}

fn is_python(file: &RelPath) -> bool {
    file.extension() == Some("py")
}

fn is_test(file: &RelPath) -> bool {
    let name = file.file_name();
    name.starts_with("test_") || name.ends_with("_test.py") || matches!(name, "conftest.py" | "tests.py" | "__init__.py")
}

#[derive(Clone, Copy)]
struct Selection<'a> {
    tree: &'a ProjectTree,
    start: Option<&'a Start>,
}

impl Selection<'_> {
    fn takes_folder(self, path: &RelPath) -> bool {
        let name = path.file_name();
        let lower = name.to_ascii_lowercase();
        if name == ".streamlit" {
            return true;
        }
        if name.starts_with('.') {
            return false;
        }
        let below = || self.tree.walk().files.iter().filter(|file| file.is_within(path));
        if below().next().is_none() {
            return false;
        }
        // A folder whose Python is all tests is one of tests, whatever its name.
        let has_code = below().any(|file| is_python(file) && !is_test(file));
        let has_tests = below().any(|file| is_python(file) && is_test(file) && file.file_name() != "__init__.py");
        if NOT_RUN.contains(&lower.as_str()) || (has_tests && !has_code) {
            return self.is_commanded(path) || (has_code && self.is_imported(name));
        }
        let is_package = below().any(is_python);
        is_package || USUAL_DATA.contains(&lower.as_str()) || self.is_named(name)
    }

    fn takes_file(self, path: &RelPath) -> bool {
        let name = path.file_name();
        let lower = name.to_ascii_lowercase();
        let stem = lower.split('.').next().unwrap_or_default();
        let describing = DESCRIBING.contains(&lower.as_str())
            || (DESCRIBING.contains(&stem) && !is_python(path))
            || DESCRIBING_STARTS.iter().any(|start| lower.starts_with(start))
            || lower.ends_with("requirements.txt")
            || lower.ends_with(".dockerfile")
            || lower.ends_with("_test.py");
        if self.is_commanded(path) {
            return true;
        }
        if lower.starts_with('.') || lower.starts_with("dockerfile") || (is_python(path) && describing) {
            return false;
        }
        let read = path.extension().is_some_and(|ending| DATA_ENDINGS.contains(&ending.to_ascii_lowercase().as_str()));
        (read && !describing) || self.is_named(name)
    }

    /// The start command names the path.
    fn is_commanded(self, path: &RelPath) -> bool {
        let words = self.start.map(|start| start.command.words()).unwrap_or_default();
        words
            .iter()
            .flat_map(|word| word.split_whitespace())
            .any(|word| RelPath::parse(word).is_ok_and(|named| !named.is_root() && named.is_within(path)))
    }

    /// Some Python source that runs holds the name as a quoted string, or as the first or last part of a quoted path.
    fn is_named(self, name: &str) -> bool {
        let patterns: Vec<String> = ['"', '\'']
            .into_iter()
            .flat_map(|quote| [format!("{quote}{name}{quote}"), format!("{quote}{name}/"), format!("/{name}{quote}")])
            .collect();
        self.sources().any(|text| patterns.iter().any(|pattern| text.contains(pattern.as_str())))
    }

    fn is_imported(self, name: &str) -> bool {
        let statements = [format!("from {name} import "), format!("from {name}."), format!("import {name}")];
        self.sources().any(|text| {
            text.lines().any(|line| statements.iter().any(|statement| line.trim_start().starts_with(statement.as_str())))
        })
    }

    /// The text of the Python files that may run in the image.
    fn sources(self) -> impl Iterator<Item = Text> {
        const BUILD_SCRIPTS: &[&str] = &["setup.py", "noxfile.py", "tasks.py", "conftest.py", "fabfile.py"];
        let runs = |file: &&RelPath| {
            is_python(file)
                && !BUILD_SCRIPTS.contains(&file.file_name())
                && !file.as_str().split('/').any(|part| NOT_RUN.contains(&part) || part.starts_with("test_"))
        };
        self.tree.walk().files.iter().filter(runs).filter_map(|file| self.tree.text(file).ok().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let sources = detect(&tree, None, None).paths;
        assert_eq!(sources.iter().map(SourcePath::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_runs_is_copied_and_what_describes_is_not() {
        check(
            &[
                ("app.py", "import flask"),
                ("shop/__init__.py", ""),
                ("templates/index.html", ""),
                ("static/site.css", ""),
                ("alembic.ini", ""),
                ("model.pkl", ""),
                ("README.md", ""),
                ("LICENSE", ""),
                ("requirements.txt", ""),
                ("requirements-dev.txt", ""),
                ("tests/test_app.py", ""),
                ("docs/index.md", ""),
                ("setup.cfg", ""),
                (".github/workflows/ci.yml", ""),
                (".streamlit/config.toml", ""),
                ("web/package.json", "{}"),
                ("web/index.js", ""),
                ("conftest.py", ""),
                ("Makefile", ""),
            ],
            &[".streamlit", "alembic.ini", "app.py", "model.pkl", "shop", "static", "templates"],
        );
    }

    #[test]
    fn a_file_that_the_source_names_is_copied() {
        check(
            &[
                ("app.py", "open('VERSION.md')\ntomllib.load(open(\"pyproject.toml\", 'rb'))"),
                ("VERSION.md", ""),
                ("pyproject.toml", ""),
                ("NOTES.md", ""),
                ("setup.py", "open('NOTES.md')"),
            ],
            &["VERSION.md", "app.py", "pyproject.toml"],
        );
    }
}
