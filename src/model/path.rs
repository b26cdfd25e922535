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
        if is_clean(text) {
            return Ok(Self(text.to_owned()));
        }
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
        if self.is_root() || name.starts_with('/') {
            return Self::parse(name);
        }
        let text = [self.0.as_str(), name].join("/");
        if is_clean(name) { Ok(Self(text)) } else { Self::parse(&text) }
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
        let start = self.0.bytes().rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
        &self.0[start..]
    }

    /// What follows the last dot of the file name. `None` if the name has no dot. Ex) `py`
    pub fn extension(&self) -> Option<&str> {
        let end = self.0.bytes().rposition(|byte| matches!(byte, b'.' | b'/'))?;
        self.0[end..].strip_prefix('.')
    }

    /// The first component. Ex) `src` of `src/shop/api.py`
    pub fn top(&self) -> &str {
        let end = self.0.bytes().position(|byte| byte == b'/').unwrap_or(self.0.len());
        &self.0[..end]
    }

    /// How many components the path has; the root has none.
    pub fn depth(&self) -> usize {
        if self.is_root() { 0 } else { 1 + self.0.bytes().filter(|byte| *byte == b'/').count() }
    }

    /// Whether this path is `folder` or lies below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        folder.is_root() || self.0.strip_prefix(&folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Whether nothing in the text is to be resolved: most paths come out of a walk.
fn is_clean(text: &str) -> bool {
    let mut start = 0;
    let is_name = |part: &[u8]| !matches!(part, b"" | b"." | b"..");
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            0 => return false,
            b'/' if !is_name(&text.as_bytes()[start..index]) => return false,
            b'/' => start = index + 1,
            _ => {}
        }
    }
    is_name(&text.as_bytes()[start..])
}

/// A path is looked up by its text.
impl std::borrow::Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
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
            ("a/./b", Some("a/b")),
            ("a/..", Some("")),
            ("a/.b", Some("a/.b")),
            ("a\0b", None),
            ("", Some("")),
            ("../b", None),
            ("a/../../b", None),
            ("/etc/passwd", None),
        ] {
            assert_eq!(RelPath::parse(given).ok().as_ref().map(RelPath::as_str), expected, "{given}");
        }
    }

    #[test]
    fn a_path_has_parts() {
        for (text, name, extension, top, depth) in [
            ("src/shop/api.py", "api.py", Some("py"), "src", 3),
            ("a.b/c", "c", None, "a.b", 2),
            (".env", ".env", Some("env"), ".env", 1),
            ("a.tar.gz", "a.tar.gz", Some("gz"), "a.tar.gz", 1),
            ("", "", None, "", 0),
        ] {
            let path = RelPath::parse(text).unwrap();
            assert_eq!((path.file_name(), path.extension(), path.top(), path.depth()), (name, extension, top, depth), "{text}");
        }
        let joined = |name| RelPath::parse("a/b").unwrap().join(name).map(|path| path.to_string()).ok();
        for (name, expected) in [("c", Some("a/b/c")), ("../c", Some("a/c")), ("", Some("a/b")), ("../../..", None), ("/c", None)]
        {
            assert_eq!(joined(name).as_deref(), expected, "{name}");
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
