//! A path inside the project.

use std::fmt;

use serde::Serialize;

use super::InvalidValue;

/// A path relative to the project's root, with forward slashes. Ex) `src/shop/api.py`; the root itself is the empty path.
///
/// It never leaves the root: it is not absolute and has no `..`. It may hold any other character that a file system
/// allows, so it is fit for reading; [`super::SourcePath`] is the stricter type for what a Dockerfile names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RelPath(String);

impl RelPath {
    /// The project's root.
    pub fn root() -> Self {
        Self(String::new())
    }

    /// A path that this program itself names. Ex) `pyproject.toml`
    pub fn named(name: &'static str) -> Self {
        Self::parse(name).expect("a name of this program is a path")
    }

    /// Reads a path as a project's file writes it: `./a//b` becomes `a/b`. `..` is resolved as long as it stays inside.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str = "a relative path that stays inside the project";
        let invalid = || InvalidValue::new("project path", text, EXPECTED);
        if text.starts_with('/') || text.contains('\0') {
            return Err(invalid());
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(invalid)?;
                }
                part => parts.push(part),
            }
        }
        Ok(Self(parts.join("/")))
    }

    /// This path with `name` below it, where `name` may itself hold slashes and `..`.
    pub fn join(&self, name: &str) -> Result<Self, InvalidValue> {
        if self.is_root() || name.starts_with('/') { Self::parse(name) } else { Self::parse(&format!("{}/{name}", self.0)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder that holds this path; the root is its own parent.
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map(|(parent, _)| parent.to_owned()).unwrap_or_default())
    }

    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// What follows the last dot of the file name. Ex) `py`
    pub fn extension(&self) -> Option<&str> {
        self.file_name().rsplit_once('.').map(|(_, extension)| extension)
    }

    /// The first component. Ex) `src` of `src/shop/api.py`
    pub fn top(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// How many components the path has; the root has none.
    pub fn depth(&self) -> usize {
        if self.is_root() { 0 } else { self.0.split('/').count() }
    }

    /// Whether this path is `folder` or lies below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        folder.is_root() || self.0.strip_prefix(&folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_and_stays_inside() {
        for (given, expected) in [
            ("a/b", Some("a/b")),
            ("./a//b/", Some("a/b")),
            ("a/../b", Some("b")),
            ("", Some("")),
            ("../b", None),
            ("a/../../b", None),
            ("/etc/passwd", None),
        ] {
            assert_eq!(RelPath::parse(given).ok().as_ref().map(RelPath::as_str), expected, "{given}");
        }
    }

    #[test]
    fn within_is_by_component() {
        let path = |text| RelPath::parse(text).unwrap();
        assert!(path("src/shop/api.py").is_within(&path("src")));
        assert!(path("src").is_within(&path("src")));
        assert!(path("src").is_within(&RelPath::root()));
        assert!(!path("srcs/api.py").is_within(&path("src")));
    }
}
