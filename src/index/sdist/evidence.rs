//! What the members of a source archive tell.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use serde::Deserialize;

use super::{Language, SdistEvidence};
use crate::model::{RelPath, named_requirement};
use crate::python::{SourceFile, calls};

/// Source files that are compiled, by the end of their names.
const SOURCES: &[(&str, Language)] = &[
    ("c", Language::C),
    ("c++", Language::Cxx),
    ("cc", Language::Cxx),
    ("cpp", Language::Cxx),
    ("cxx", Language::Cxx),
    ("f", Language::Fortran),
    ("f90", Language::Fortran),
    ("f95", Language::Fortran),
    ("for", Language::Fortran),
    ("pyx", Language::Cython),
    ("rs", Language::Rust),
];

/// Build descriptions of compiled code.
const DESCRIPTIONS: &[(&str, Option<Language>)] =
    &[("CMakeLists.txt", None), ("Cargo.toml", Some(Language::Rust)), ("meson.build", None)];

/// Build tools of compiled code. Those that only give headers or a language say which.
const BUILD_TOOLS: &[(&str, Option<Language>)] = &[
    ("cffi", Some(Language::C)),
    ("cython", Some(Language::Cython)),
    ("maturin", Some(Language::Rust)),
    ("meson-python", None),
    ("nanobind", Some(Language::Cxx)),
    ("numpy", Some(Language::C)),
    ("oldest-supported-numpy", Some(Language::C)),
    ("py-build-cmake", None),
    ("pybind11", Some(Language::Cxx)),
    ("scikit-build", None),
    ("scikit-build-core", None),
    ("setuptools-rust", Some(Language::Rust)),
    ("sip", Some(Language::Cxx)),
];

/// Folders whose files are no part of what is installed by being compiled.
const ASIDE: &[&str] =
    &["bench", "benchmark", "benchmarks", "doc", "docs", "example", "examples", "fixtures", "test", "testing", "tests"];

/// The keyword arguments of `setup()` that give something to compile. Ex) setuptools, cffi, setuptools-rust
const SETUP_ARGUMENTS: &[(&str, Option<Language>)] =
    &[("cffi_modules", Some(Language::C)), ("ext_modules", None), ("rust_extensions", Some(Language::Rust))];

/// What is known so far.
#[derive(Default)]
pub(super) struct Evidence {
    native: Option<String>,
    languages: BTreeSet<Language>,
    build_requires: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Pyproject {
    build_system: Option<BuildSystem>,
}

#[derive(Deserialize)]
struct BuildSystem {
    #[serde(default)]
    requires: Vec<String>,
}

impl Evidence {
    /// Takes note of a member; true when its text is wanted, too.
    pub(super) fn member(&mut self, path: &str) -> bool {
        let Some(path) = inside(path) else { return false };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if folder.is_empty() && matches!(name, "pyproject.toml" | "setup.py") {
            return true;
        }
        if folder.split('/').any(|part| ASIDE.contains(&part)) {
            return false;
        }
        let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
        let source = SOURCES.iter().find(|(known, _)| *known == end).map(|(_, language)| Some(*language));
        let description = || DESCRIPTIONS.iter().find(|(known, _)| *known == name).map(|(_, language)| *language);
        if let Some(language) = source.or_else(description) {
            self.found(path.to_owned(), language);
        }
        false
    }

    /// Takes note of what a member says whose text was wanted.
    pub(super) fn text(&mut self, path: &str, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        match inside(path) {
            Some("pyproject.toml") => self.pyproject(&text),
            Some("setup.py") => self.setup(&text),
            _ => {}
        }
    }

    pub(super) fn is_native(&self) -> bool {
        self.native.is_some()
    }

    pub(super) fn has_pyproject(&self) -> bool {
        self.build_requires.is_some()
    }

    pub(super) fn finish(self, complete: bool) -> SdistEvidence {
        let Self { native, languages, build_requires } = self;
        SdistEvidence { native, languages, build_requires: build_requires.unwrap_or_default(), complete }
    }

    fn found(&mut self, what: String, language: Option<Language>) {
        self.languages.extend(language);
        self.native.get_or_insert(what);
    }

    fn pyproject(&mut self, text: &str) {
        let parsed = toml::from_str::<Pyproject>(text).ok().and_then(|pyproject| pyproject.build_system);
        let requires = parsed.map(|build_system| build_system.requires).unwrap_or_default();
        for requirement in &requires {
            let tool = BUILD_TOOLS
                .iter()
                .find(|(tool, _)| named_requirement(requirement).is_some_and(|(name, _)| name.to_string() == *tool));
            if let Some((tool, language)) = tool {
                self.found(format!("pyproject.toml (requires {tool})"), *language);
            }
        }
        self.build_requires = Some(requires);
    }

    fn setup(&mut self, text: &str) {
        let Ok(path) = RelPath::parse("setup.py") else { return };
        let source = SourceFile::parse(path, text.into());
        for site in calls(source.statements()) {
            for keyword in &site.call.arguments.keywords {
                let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
                let known = SETUP_ARGUMENTS.iter().find(|(argument, _)| *argument == name);
                if let Some((argument, language)) = known.filter(|_| !is_empty(&keyword.value)) {
                    self.found(format!("setup.py ({argument})"), *language);
                }
            }
        }
    }
}

/// The path below the archive's own folder. Ex) `src/_psycopg.c` for `psycopg2-2.9.10/src/_psycopg.c`
fn inside(path: &str) -> Option<&str> {
    let inside = path.trim_start_matches("./").split_once('/')?.1;
    (!inside.is_empty() && inside.len() <= 1024 && !inside.contains(char::is_control)).then_some(inside)
}

/// `[]`, `()` and `None` give nothing to compile.
fn is_empty(value: &Expr) -> bool {
    match value {
        Expr::List(list) => list.elts.is_empty(),
        Expr::Tuple(tuple) => tuple.elts.is_empty(),
        Expr::NoneLiteral(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The evidence of an archive with these members and texts.
    fn evidence(members: &[(&str, &str)]) -> SdistEvidence {
        let mut evidence = Evidence::default();
        for (path, text) in members {
            if evidence.member(path) {
                evidence.text(path, text.as_bytes());
            }
        }
        evidence.finish(true)
    }

    #[test]
    fn members_tell_what_is_compiled() {
        for (members, native, languages) in [
            (vec![("docopt-0.6.2/docopt.py", ""), ("docopt-0.6.2/setup.py", "setup(name='docopt')")], None, vec![]),
            (vec![("psycopg2-2.9.10/psycopg/adapter.c", "")], Some("psycopg/adapter.c"), vec![Language::C]),
            (vec![("./x-1/src/lib.rs", ""), ("./x-1/Cargo.toml", "")], Some("src/lib.rs"), vec![Language::Rust]),
            (
                vec![("x-1/pkg/_fast.PYX", ""), ("x-1/pkg/b.cpp", "")],
                Some("pkg/_fast.PYX"),
                vec![Language::Cxx, Language::Cython],
            ),
            (vec![("x-1/meson.build", "")], Some("meson.build"), vec![]),
            (vec![("pycparser-2/examples/c_files/memmgr.c", ""), ("pycparser-2/pkg/tests/a.c", "")], None, vec![]),
            (vec![("x-1/setup.py", "setup(ext_modules=cythonize('a'))")], Some("setup.py (ext_modules)"), vec![]),
            (vec![("x-1/setup.py", "setuptools.setup(ext_modules=[], cffi_modules=None)")], None, vec![]),
            (vec![("x-1/setup.py", "setup(cffi_modules=['b.py:ffi'])")], Some("setup.py (cffi_modules)"), vec![Language::C]),
            (vec![("x-1/setup.py", "def broken(:")], None, vec![]),
            (vec![("x-1/vendor/setup.py", "setup(ext_modules=[a])")], None, vec![]),
            (vec![("x-1/a.c.py", ""), ("x-1/README", ""), ("pyproject.toml", "")], None, vec![]),
        ] {
            let found = evidence(&members);
            assert_eq!(found.native.as_deref(), native, "{members:?}");
            assert_eq!(found.languages.into_iter().collect::<Vec<_>>(), languages, "{members:?}");
        }
    }

    #[test]
    fn build_requirements_are_read_and_tell_too() {
        for (text, native, requires) in [
            ("[build-system]\nrequires = ['setuptools>=61', 'wheel']", None, vec!["setuptools>=61", "wheel"]),
            ("[build-system]\nrequires = ['maturin>=1,<2']", Some("pyproject.toml (requires maturin)"), vec!["maturin>=1,<2"]),
            (
                "[build-system]\nrequires = ['Setuptools_Rust']",
                Some("pyproject.toml (requires setuptools-rust)"),
                vec!["Setuptools_Rust"],
            ),
            ("[tool.black]", None, vec![]),
            ("[build-system", None, vec![]),
        ] {
            let found = evidence(&[("x-1/pyproject.toml", text)]);
            assert_eq!(
                (found.native.as_deref(), found.build_requires),
                (native, requires.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn rows_are_sorted_and_unique() {
        assert!(SOURCES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(DESCRIPTIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(BUILD_TOOLS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SETUP_ARGUMENTS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(ASIDE.is_sorted_by(|a, b| a < b));
    }
}
