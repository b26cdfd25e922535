//! `requirements.txt` and its kin, by pip's own grammar.

use crate::model::{Dependency, Location, RelPath};

/// One requirements file together with everything it includes.
#[derive(Debug, Clone)]
pub struct RequirementsFile {
    pub path: RelPath,
    /// What the file is for, by its name. Ex) `requirements-dev.txt`, `requirements/test.txt`
    pub development: bool,
    /// Named requirements of this file and of those it includes with `-r`, in order.
    pub dependencies: Vec<Dependency>,
    /// Pins of `-c` files.
    pub constraints: Vec<Dependency>,
    /// This file and every file reached by `-r` and `-c`, each once, this one first.
    pub files: Vec<RelPath>,
    /// Local paths that are installed. Ex) `-e .`, `./libs/shared`
    pub local: Vec<LocalRequirement>,
    /// Some requirement carries `--hash`.
    pub hashed: bool,
    /// Every named requirement is pinned with `==` or by URL.
    pub pinned: bool,
    /// The command in the header of a compiled file. Ex) `pip-compile`, `uv pip compile`
    pub compiled_by: Option<String>,
    /// The Python in that header. Ex) `3.12`
    pub compiled_for: Option<String>,
    /// A version control requirement needs git.
    pub needs_git: bool,
    /// `--index-url` or `--extra-index-url` lines. Ex) `https://download.pytorch.org/whl/cpu`
    pub index_urls: Vec<(String, Location)>,
    /// The file is not UTF-8: pip decodes it by its byte order mark, which other tools may not.
    pub utf16: bool,
}

/// `-e ./libs/shared` or `./libs/shared`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalRequirement {
    /// As written, without extras.
    pub path: String,
    /// The same path from the project's root, when it stays inside.
    pub inside: Option<RelPath>,
    pub editable: bool,
    pub at: Location,
}
