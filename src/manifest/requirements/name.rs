//! What a requirements file is for, by its name, and where such files are found.

use crate::model::RelPath;
use crate::tree::{EntryKind, ProjectTree};

/// Words in a file's name that make it a file for development. The least versions that a project works with serve its
/// tests: no image is meant to run with them.
const DEVELOPMENT: &[&str] = &[
    "bench",
    "benchmark",
    "benchmarks",
    "binary",
    "build",
    "check",
    "ci",
    "coverage",
    "debug",
    "dev",
    "devel",
    "develop",
    "development",
    "doc",
    "docs",
    "documentation",
    "format",
    "formatting",
    "jupyter",
    "lint",
    "linting",
    "linter",
    "local",
    "lowest",
    "min",
    "mindeps",
    "minimal",
    "minimum",
    "minver",
    "minversion",
    "minversions",
    "mypy",
    "notebook",
    "notebooks",
    "oldest",
    "optional",
    "qa",
    "readthedocs",
    "release",
    "ruff",
    "style",
    "test",
    "testing",
    "tests",
    "tool",
    "tools",
    "tox",
    "typecheck",
    "typechecking",
    "types",
    "typing",
];

/// Folders in which a file of any name is for development. Ex) `docs/source/requirements.txt`
const DEVELOPMENT_FOLDERS: &[&str] =
    &["bench", "benchmark", "benchmarks", "doc", "docs", "documentation", "test", "testing", "tests"];

/// Names of files for production, best known first.
const PRODUCTION: &[&str] = &["production", "prod", "base", "main", "common", "requirements", "app", "core", "default", "deploy"];

/// Words in the name of a file that pins what another one lists.
const LOCKS: &[&str] = &["compiled", "freeze", "frozen", "lock", "locked", "pinned", "pins"];

/// Whether the file holds, by its name, the exact versions for another requirements file. Ex) `requirements.lock.txt`
pub(super) fn is_lock(path: &RelPath) -> bool {
    words(path).iter().any(|word| LOCKS.contains(&word.as_str()))
}

/// Whether the file is for development by its name or its folder. Ex) `requirements-dev.txt`, `docs/requirements.txt`
pub fn is_development(path: &RelPath) -> bool {
    let mut folders = path.as_str().split('/').rev().skip(1);
    words(path).iter().any(|word| DEVELOPMENT.contains(&word.as_str()))
        || folders.any(|folder| DEVELOPMENT_FOLDERS.contains(&folder.to_ascii_lowercase().as_str()))
}

/// Whether an extra or a group is for development by its name. Ex) `dev`, `test-integration`
pub(in crate::manifest) fn is_development_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| DEVELOPMENT.contains(&word))
}

/// Whether the name makes sure that the file is meant for pip.
pub(super) fn is_telling(path: &RelPath) -> bool {
    is_requirements_name(path.file_name())
        || words(path).iter().any(|word| DEVELOPMENT.contains(&word.as_str()) || PRODUCTION.contains(&word.as_str()))
}

/// The requirements files of the tree, best known names first and those for development last.
pub(super) fn find(tree: &ProjectTree) -> Vec<RelPath> {
    let folder = RelPath::named("requirements");
    let root = RelPath::root();
    let is_one = |path: &RelPath| {
        is_requirements_name(path.file_name()) || (is_short_name(path.file_name()) && names_distributions(tree, path))
    };
    let at_root = tree.children(&root).filter(|(path, _)| is_one(path));
    let in_folder = tree.children(&folder).filter(|(path, _)| path.extension() == Some("txt"));
    let mut found: Vec<RelPath> =
        at_root.chain(in_folder).filter(|(_, kind)| *kind == EntryKind::File).map(|(path, _)| path.clone()).collect();
    // `.gitignore` may exclude a file that is there all the same; the first name is one that nobody means to hide.
    let first = RelPath::named("requirements.txt");
    if !found.contains(&first) && tree.is_file(&first) {
        found.push(first);
    }
    if found.is_empty() && !super::super::folders::at_root_is_one(tree) {
        found.extend(super::super::folders::only_one_down(tree));
    }
    found.retain(|path| !words(path).iter().any(|word| word.starts_with("constraint")));
    found.sort_by_cached_key(rank);
    found
}

/// Ex) `requirements.txt`, `requirements-web.txt`, `requirments.txt`
pub(in crate::manifest) fn is_requirements_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".txt") else { return false };
    let stem = stem.to_ascii_lowercase();
    if split(&stem).any(|word| OF_OTHERS.contains(&word)) {
        return false;
    }
    let is_misspelt = |word: &str| word.starts_with("req") && strsim::damerau_levenshtein(word, "requirements") <= MISSPELT;
    stem.starts_with("requirements") || stem.ends_with("requirements") || split(&stem).any(is_misspelt)
}

/// Other programs that install what such a file lists. Ex) `apt-requirements.txt`
const OF_OTHERS: &[&str] = &["apk", "apt", "brew", "npm", "pacman", "rpm", "yum"];

/// Letters that a person leaves out or exchanges in the word.
const MISSPELT: usize = 2;

/// Whether the name is short for requirements, as it may be for requests. Ex) `req.txt`, `reqs-dev.txt`
pub(in crate::manifest) fn is_short_name(name: &str) -> bool {
    let stem = name.strip_suffix(".txt").map(str::to_ascii_lowercase);
    stem.is_some_and(|stem| split(&stem).any(|word| matches!(word, "req" | "reqs")))
}

/// Whether every line of the file names a distribution or is an option, as those of a file with a short name must.
pub(in crate::manifest) fn names_distributions(tree: &ProjectTree, path: &RelPath) -> bool {
    let Ok(Some(text)) = tree.text(path) else { return false };
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).filter(|line| !line.is_empty());
    let is_name = |line: &str| {
        let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(line.len());
        let rest = line[end..].trim_start();
        line.starts_with('-') || (end > 0 && (rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~', ';', '@', '['])))
    };
    let lines: Vec<&str> = lines.collect();
    !lines.is_empty() && lines.into_iter().all(is_name)
}

fn split(stem: &str) -> impl Iterator<Item = &str> {
    stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn rank(path: &RelPath) -> (bool, usize, usize, RelPath) {
    let known = words(path).iter().filter_map(|word| PRODUCTION.iter().position(|name| name == word)).min();
    let plain = if path.as_str() == "requirements.txt" { 0 } else { 1 };
    (is_development(path), plain, known.unwrap_or(PRODUCTION.len()), path.clone())
}

/// The words of the file's name. Ex) `dev` and `requirements` of `dev-requirements.txt`
fn words(path: &RelPath) -> Vec<String> {
    let stem = path.file_name().rsplit_once('.').map_or(path.file_name(), |(stem, _)| stem);
    let words: Vec<String> = split(stem).map(str::to_lowercase).collect();
    // `requirements.prod.txt` is for production; `requirements` alone is a name of its own.
    if words.len() > 1 { words.into_iter().filter(|word| word != "requirements").collect() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_comes_first_and_development_last() {
        let names = [
            "dev-requirements.txt",
            "requirements-dev.txt",
            "requirements.txt",
            "requirements/base.txt",
            "requirements/prod.txt",
            "requirements/test.txt",
            "requirements_gpu.txt",
            "notes.txt",
            "requirements/base.in",
            "requirements.in",
            "requirements/constraints.txt",
        ];
        let tree = ProjectTree::in_memory(names.map(|name| (name, "")));
        let found: Vec<String> = find(&tree).iter().map(RelPath::to_string).collect();
        assert_eq!(
            found,
            [
                "requirements.txt",
                "requirements/prod.txt",
                "requirements/base.txt",
                "requirements_gpu.txt",
                "dev-requirements.txt",
                "requirements-dev.txt",
                "requirements/test.txt",
            ]
        );
    }

    #[test]
    fn short_and_misspelt_names_are_known() {
        const LISTS: &str = "# web\nFlask==3.0\nuvicorn[standard]>=0.30 ; python_version > '3.8'\n-r more.txt\n";
        const REQUEST: &str = "GET /tides HTTP/1.1\nHost: example.org\n";
        for (name, text, expected) in [
            ("requirments.txt", LISTS, true),
            ("Requirement.txt", LISTS, true),
            ("reqirements-web.txt", LISTS, true),
            ("requierments.txt", LISTS, true),
            ("req.txt", LISTS, true),
            ("reqs.txt", LISTS, true),
            ("bot_reqs.txt", LISTS, true),
            ("req.txt", REQUEST, false),
            ("reqs.txt", "", false),
            ("requests.txt", LISTS, false),
            ("required.txt", LISTS, false),
            ("apt-requirements.txt", LISTS, false),
            ("requirements.apt.txt", LISTS, false),
        ] {
            let tree = ProjectTree::in_memory([(name, text)]);
            assert_eq!(find(&tree).len(), usize::from(expected), "{name}");
            let below = format!("bot/{name}");
            let tree = ProjectTree::in_memory([(below.as_str(), text), ("bot/main.py", "")]);
            assert_eq!(find(&tree).len(), usize::from(expected), "{below}");
        }
        let two = ProjectTree::in_memory([("reqs.txt", LISTS), ("requirements.txt", LISTS)]);
        assert_eq!(find(&two).first().map(RelPath::as_str), Some("requirements.txt"));
    }

    #[test]
    fn words_decide_not_letters() {
        for (path, expected) in [
            ("requirements-dev.txt", true),
            ("requirements/testing.txt", true),
            ("requirements.local.txt", true),
            ("requirements/minver.txt", true),
            ("requirements-min-versions.txt", true),
            ("requirements-minio.txt", false),
            ("lint_requirements.txt", true),
            ("requirements_readthedocs.txt", true),
            ("docs/source/requirements.txt", true),
            ("requirements.txt", false),
            ("requirements-devices.txt", false),
            ("requirements/production.txt", false),
            ("docs/source/requirements.txt", true),
            ("tests/requirements.txt", true),
            ("testament/requirements.txt", false),
        ] {
            assert_eq!(is_development(&RelPath::parse(path).unwrap()), expected, "{path}");
        }
    }
}
