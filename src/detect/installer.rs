//! Does uv install of a requirements file what pip would?
//!
//! uv reads the same grammar, and differs in what a file leaves open: it resolves in its own way, reads neither `pip.conf`
//! nor `PIP_*` variables, takes a package from the first index that has it, passes options such as `--pre` over with a
//! warning, and installs side by side. So a file is uv's only if it leaves nothing open: every line is pinned with `==`, and
//! no line names another source. A file of which only some requirements have hashes is uv's too, as pip refuses it.

use pep440_rs::Operator;

use crate::knowledge::shared_files;
use crate::manifest::RequirementsFile;
use crate::model::{Dependency, DependencySource, Location};

/// Why a file is left to pip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipOnly {
    /// Half a sentence, things named in backticks.
    pub reason: String,
    pub at: Location,
}

/// Options of which uv has the same understanding.
const SAME: &[&str] = &["--only-binary", "--require-hashes"];

/// The index that both take if no other is named.
const PYPI: &[&str] = &["https://pypi.org/simple", "https://pypi.python.org/simple"];

/// Settings of pip's that say where packages come from or which are taken, as files, variables and paths write them.
const CONFIGURATION: &[&str] = &[
    "index-url",
    "find-links",
    "pip.conf",
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_CONSTRAINT",
    "PIP_NO_BINARY",
];

/// What in the file speaks against uv; `None` if nothing does.
pub fn pip_only(file: &RequirementsFile) -> Option<PipOnly> {
    let of = |reason: String, at: &Location| Some(PipOnly { reason, at: at.clone() });
    if file.utf16 {
        return of("the file is not UTF-8".to_owned(), &Location::file(file.path.clone()));
    }
    if let Some(local) = file.local.first() {
        return of(format!("`{}` is a folder or a file", local.path), &local.at);
    }
    if file.is_hashed_in_part() {
        return None;
    }
    if let Some(at) = file.unnamed.first() {
        return of("it has a URL instead of a version".to_owned(), at);
    }
    let mut named = file.dependencies.iter().chain(&file.constraints);
    if let Some((reason, at)) = named.find_map(|dependency| Some((loose(dependency)?, &dependency.at))) {
        return of(reason, at);
    }
    if let Some(option) = file.options.iter().find(|option| !SAME.contains(&option.name)) {
        let value = if option.value.is_empty() { String::new() } else { format!(" {}", option.value) };
        return of(format!("uv reads `{}{value}` differently", option.name), &option.at);
    }
    let other = file.index_urls.iter().find(|(url, _)| !PYPI.contains(&url.trim_end_matches('/')));
    if let Some((_, at)) = other.or(file.index_urls.get(1)) {
        return of("it names an index other than PyPI".to_owned(), at);
    }
    if let Some(found) = file.dependencies.iter().find_map(|dependency| shares_files(file, dependency)) {
        return Some(found);
    }
    // What the file does not list, the installer chooses.
    let is_complete = file.is_complete();
    let early = file.dependencies.iter().find(|dependency| !is_complete && is_early(dependency));
    early.and_then(|early| of(format!("`{early}` is a pre-release, and what it requires may be one too"), &early.at))
}

/// Whether the text holds a setting of pip's that says where it installs from.
pub fn configures_pip(text: &str) -> bool {
    CONFIGURATION.iter().any(|mark| text.contains(mark))
}

/// What in a requirement is left to the installer.
fn loose(dependency: &Dependency) -> Option<String> {
    match &dependency.source {
        DependencySource::Index => {}
        DependencySource::Path { .. } => return Some(format!("`{}` is a folder or a file", dependency.name)),
        DependencySource::Git(_) | DependencySource::Url(_) => return Some(format!("`{}` comes from a URL", dependency.name)),
    }
    let is_exact = dependency.specifiers.iter().any(|specifier| *specifier.operator() == Operator::Equal);
    (!is_exact).then(|| format!("`{}` is not pinned with `==`", dependency.name))
}

fn is_early(dependency: &Dependency) -> bool {
    dependency.specifiers.iter().any(|specifier| specifier.version().any_prerelease())
}

/// Two distributions that hold the same files, or one that others bring a second one of.
fn shares_files(file: &RequirementsFile, dependency: &Dependency) -> Option<PipOnly> {
    let family = shared_files(&dependency.name)?;
    let is_complete = file.is_complete();
    let is_other = |other: &&Dependency| other.name != dependency.name && family.names.contains(&other.name);
    let reason = match file.dependencies.iter().find(is_other) {
        Some(other) => format!("`{}` and `{}` hold the same files", dependency.name, other.name),
        None if family.required && !is_complete => {
            format!("the file may not list all that is installed, and others hold the same files as `{}`", dependency.name)
        }
        None => return None,
    };
    Some(PipOnly { reason, at: dependency.at.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifests;
    use crate::tree::ProjectTree;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: Option<(&str, &str)>) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let manifests = Manifests::read(&tree).unwrap();
        let file = manifests.requirements.iter().find(|file| file.path.as_str() == "requirements.txt").unwrap();
        let found = pip_only(file).map(|found| (found.reason, found.at.to_string()));
        let found = found.as_ref().map(|(reason, at)| (reason.as_str(), at.as_str()));
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn a_file_that_leaves_nothing_open_is_for_uv() {
        for text in [
            "flask==3.1.3\n",
            "# by hand\nflask[async]==3.1.3 ; python_version >= '3.9'\nidna==3.10 # why\n",
            "-i https://pypi.org/simple\nflask==3.1.3\n",
            "--index-url https://pypi.org/simple/\n--only-binary :all:\nflask==3.1.3\n",
            "--require-hashes\nflask==3.1.3 --hash=sha256:aa \\\n    --hash=sha256:bb\n",
            "opencv-python==4.10.0.84 --hash=sha256:aa\n",
            "idna==3.10 --hash=sha256:aa\nshop @ git+https://github.com/acme/shop@5d3c\n",
            "idna==3.10 --hash=sha256:aa\ngit+https://github.com/acme/shop@5d3c\n",
            "idna==3.10 --hash=sha256:aa\nnumpy~=1.24.4\n",
            "psycopg2-binary==2.9.10\npyjwt==2.10.1\n",
            "# This file is autogenerated by pip-compile with Python 3.12\nblack==24.1a1\n",
        ] {
            check(&[("requirements.txt", text)], None);
        }
        let chain = [("requirements.txt", "-r base.txt\n-c pins.txt\nflask==3.1.3\n"), ("base.txt", "idna==3.10\n")];
        check(&[chain[0], chain[1], ("pins.txt", "click==8.1.8\n")], None);
        check(&[chain[0], chain[1], ("pins.txt", "click<9\n")], Some(("`click` is not pinned with `==`", "pins.txt:1")));
    }

    #[test]
    fn a_file_that_leaves_something_open_is_for_pip() {
        let family = "the file may not list all that is installed, and others hold the same files as `opencv-python`";
        for (text, reason, line) in [
            ("flask\n", "`flask` is not pinned with `==`", 1),
            ("flask==3.1.3\nidna>=3\n", "`idna` is not pinned with `==`", 2),
            ("flask==3.*\n", "`flask` is not pinned with `==`", 1),
            ("flask===3.1.3\n", "`flask` is not pinned with `==`", 1),
            ("flask==3.1.3\n-e ./lib\n", "`./lib` is a folder or a file", 2),
            ("./wheels/a-1.0-py3-none-any.whl\n", "`./wheels/a-1.0-py3-none-any.whl` is a folder or a file", 1),
            ("flask @ git+https://github.com/pallets/flask@main\n", "`flask` comes from a URL", 1),
            ("git+https://github.com/pallets/flask#egg=flask\n", "`flask` comes from a URL", 1),
            ("https://example.com/flask.tar\n", "it has a URL instead of a version", 1),
            ("--extra-index-url https://example.com/simple\na==1\n", "it names an index other than PyPI", 1),
            ("-i https://example.com/simple\na==1\n", "it names an index other than PyPI", 1),
            (
                "-i https://pypi.org/simple\n--extra-index-url https://pypi.org/simple\na==1\n",
                "it names an index other than PyPI",
                2,
            ),
            ("--pre\na==1\n", "uv reads `--pre` differently", 1),
            ("--find-links dist\na==1\n", "uv reads `--find-links dist` differently", 1),
            ("--no-binary :all:\na==1\n", "uv reads `--no-binary :all:` differently", 1),
            ("--trusted-host a.example\na==1\n", "uv reads `--trusted-host a.example` differently", 1),
            ("a==1 --config-settings=x=y\n", "uv reads `--config-settings x=y` differently", 1),
            ("-r https://example.com/more.txt\na==1\n", "uv reads `--requirement https://example.com/more.txt` differently", 1),
            ("a==1\nb==2.0rc1\n", "`b==2.0rc1` is a pre-release, and what it requires may be one too", 2),
            ("opencv-python==4.10.0.84\n", family, 1),
            ("psycopg2==2.9.10\npsycopg2-binary==2.9.10\n", "`psycopg2` and `psycopg2-binary` hold the same files", 1),
        ] {
            let at = format!("requirements.txt:{line}");
            check(&[("requirements.txt", text)], Some((reason, &at)));
        }
    }

    #[test]
    fn a_configuration_of_pip_is_found_in_a_template() {
        for (text, expected) in [
            ("ENV PIP_INDEX_URL=https://example.com/simple", true),
            ("COPY pip.conf /etc/pip.conf", true),
            ("RUN pip install --extra-index-url https://example.com/simple a", true),
            ("ENV PIP_NO_CACHE_DIR=1", false),
            ("RUN apt-get update", false),
        ] {
            assert_eq!(configures_pip(text), expected, "{text}");
        }
    }
}
