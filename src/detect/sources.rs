//! Which top-level files and folders the running application needs.
//!
//! Production copies named paths, so that tests, documents and the pipeline stay out of the image. Everything that could
//! be read at run time is taken: a file too many costs a few bytes, a file too few costs the start.

use crate::model::{Distribution, RelPath, SourcePath, Start};
use crate::tree::{EntryKind, ProjectTree};

/// Folders that a running application has no use for.
const NOT_RUN: &[&str] = &[
    ".changeset", ".circleci", ".devcontainer", ".github", ".gitlab", ".husky", ".reuse", ".storybook", "benchmark", "benchmarks",
    "build", "charts", "ci", "deploy", "deployment", "deployments", "design", "dist", "doc", "docker", "docs", "documentation",
    "e2e", "example", "examples", "fuzz", "helm", "htmlcov", "infra", "infrastructure", "k8s", "kubernetes", "licenses", "notebook",
    "notebooks", "screenshots", "sphinx", "terraform", "test", "testing", "tests", "tools", "typings", "wheels",
];

/// Root files that describe the project and are not read by it, unless its source names them.
const DESCRIBING: &[&str] = &[
    "alembic.ini.example", "app.json", "appveyor.yml", "authors", "biome.json", "brewfile", "bumpversion.cfg", "citation.cff",
    "cloudbuild.yaml", "codecov.yml", "codeowners", "conftest.py", "contributors", "copying", "fly.toml", "gemfile", "heroku.yml",
    "justfile", "license", "makefile", "manifest.in", "mise.toml", "mkdocs.yml", "mypy.ini", "netlify.toml", "notice", "noxfile.py",
    "package-lock.json", "package.json", "pdm.lock", "pdm.toml", "pipfile", "pipfile.lock", "pixi.lock", "pixi.toml", "pnpm-lock.yaml",
    "poetry.lock", "poetry.toml", "procfile", "py.typed", "pylintrc", "pyproject.toml", "pyrightconfig.json", "pytest.ini",
    "railway.json", "readme", "render.yaml", "renovate.json", "ruff.toml", "runtime.txt", "setup.cfg", "setup.py", "skaffold.yaml",
    "sonar-project.properties", "taskfile.yml", "tox.ini", "tsconfig.json", "tslint.json", "uv.lock", "uv.toml", "vagrantfile",
    "vercel.json", "yarn.lock",
];

/// Endings of files for people and for tools.
const DESCRIBING_ENDINGS: &[&str] = &["adoc", "bat", "gif", "ipynb", "lock", "md", "mp4", "ps1", "rst", "toml", "webm"];

/// The paths to copy, sorted: folders and files at the root, without the packages that are installed instead.
pub fn detect(tree: &ProjectTree, start: Option<&Start>, installed: Option<&Distribution>) -> Vec<SourcePath> {
    let root = RelPath::root();
    let started = start.and_then(|start| start.file.as_ref());
    let needed = |path: &RelPath| started.is_some_and(|file| file.is_within(path));
    let mut sources: Vec<SourcePath> = tree
        .children(&root)
        .filter(|(path, kind)| match kind {
            EntryKind::Folder => !is_installed(path, installed, tree) && (needed(path) || is_run_folder(tree, path)),
            EntryKind::File => !is_installed(path, installed, tree) && (needed(path) || is_run_file(tree, path)),
        })
        .filter_map(|(path, _)| SourcePath::new(path).ok())
        .collect();
    sources.sort();
    sources
}

/// A folder or module of which the installed wheel has a copy; other files beside the packages in it are still needed.
fn is_installed(path: &RelPath, installed: Option<&Distribution>, tree: &ProjectTree) -> bool {
    let Some(distribution) = installed else { return false };
    let below: Vec<&RelPath> = distribution.packages.iter().filter(|package| package.is_within(path)).collect();
    if below.is_empty() {
        return false;
    }
    below.iter().any(|package| *package == path)
        || tree.children(path).all(|(child, _)| below.iter().any(|package| child.is_within(package)) || child.file_name() == "py.typed")
}

fn is_run_folder(tree: &ProjectTree, path: &RelPath) -> bool {
    let name = path.file_name();
    if name == ".streamlit" {
        return true;
    }
    if name.starts_with('.') || NOT_RUN.contains(&name.to_ascii_lowercase().as_str()) {
        return false;
    }
    let walk = tree.walk();
    let mut files = walk.files.iter().filter(|file| file.is_within(path));
    // A JavaScript source tree is built elsewhere; Python beside it means that the folder is a program of its own.
    let is_script_tree = walk.files.iter().any(|file| file.parent() == *path && file.file_name() == "package.json");
    if is_script_tree {
        return files.any(|file| file.extension() == Some("py"));
    }
    files.next().is_some()
}

fn is_run_file(tree: &ProjectTree, path: &RelPath) -> bool {
    let name = path.file_name();
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let test = lower.starts_with("test_") || lower.ends_with("_test.py");
    let describing = DESCRIBING.contains(&lower.as_str())
        || DESCRIBING.contains(&stem) && !lower.ends_with(".py")
        || path.extension().is_some_and(|extension| DESCRIBING_ENDINGS.contains(&extension.to_ascii_lowercase().as_str()))
        || ["requirements", "dockerfile", "docker-compose", "compose.", "constraints", "license", "changelog", "contributing"]
            .iter()
            .any(|prefix| lower.starts_with(prefix))
        || lower.ends_with("requirements.txt")
        || lower.ends_with(".dockerfile");
    if name.starts_with('.') || test {
        return false;
    }
    !describing || is_named_by_source(tree, path)
}

/// Some Python source outside the tests holds the file's name as a quoted string.
fn is_named_by_source(tree: &ProjectTree, path: &RelPath) -> bool {
    const BUILD_SCRIPTS: &[&str] = &["setup.py", "noxfile.py", "tasks.py", "conftest.py", "fabfile.py"];
    let quoted = [format!("\"{}\"", path.file_name()), format!("'{}'", path.file_name())];
    let run_source = |file: &&RelPath| {
        file.extension() == Some("py")
            && !BUILD_SCRIPTS.contains(&file.file_name())
            && !file.as_str().split('/').any(|part| NOT_RUN.contains(&part) || part.starts_with("test_"))
    };
    tree.walk().files.iter().filter(run_source).any(|file| {
        let text = tree.text(file).ok().flatten();
        text.is_some_and(|text| quoted.iter().any(|name| text.contains(name.as_str())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let sources = detect(&tree, None, None);
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
