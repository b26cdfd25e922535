//! The rules by which evidence becomes confidence, all of them.
//!
//! | evidence | confidence |
//! |---|---|
//! | Procfile, compose, `[tool.fastapi]`, the project's Dockerfile | declared |
//! | the only console script, the one named like the project or its package, the one that its documents run | declared |
//! | an application object with its framework declared and something to serve it | strong |
//! | `python -m package` of the project's own or only package with a `__main__` | strong |
//! | a script that starts a server, has a program's name at the root, or is the only one that does anything | strong |
//! | a program that the project's own files run, beside an application that no line of them serves | strong |
//! | an application of a framework that the project does not depend on | weak |
//! | an application of a framework that only an extra or a group brings, beside a declared console script | weak |
//! | an application of a framework that only groups for development bring, in a project that builds into a wheel | weak |
//! | a file in one of many projects of a repository without a manifest at its root | weak |
//! | an application that a program serves beside its other work, in a thread or a task | weak |
//! | an application that another one includes, or anything in a folder of helpers | weak |
//! | an application beside a bot, or beside programs that the project's own files run as well | weak |
//! | an application without a declared server, beside a command with the project's name that does not run it | weak, both |
//! | one of several console scripts, packages or files, of which nothing names one | weak |

use super::candidate::Rank;
use crate::model::{Confidence, Doubt};

pub fn of_application(rank: &Rank) -> Confidence {
    if rank.is_undeclared() {
        Confidence::Weak(Doubt::UndeclaredFramework)
    } else if rank.is_inner() {
        Confidence::Weak(Doubt::Inner)
    } else if rank.is_beside() {
        Confidence::Weak(Doubt::Beside)
    } else if rank.is_helper() {
        Confidence::Weak(Doubt::Helper)
    } else {
        Confidence::Strong
    }
}

/// A command that an installation of the project makes.
pub fn of_command(is_only: bool, is_named: bool) -> Confidence {
    if is_only || is_named { Confidence::Declared } else { Confidence::Weak(Doubt::OneOfSeveral) }
}

/// `package/__main__.py`
pub fn of_package(is_only: bool, is_named: bool) -> Confidence {
    if is_only || is_named { Confidence::Strong } else { Confidence::Weak(Doubt::OneOfSeveral) }
}

/// What is known about a plain file that does something when it is run.
pub struct FileEvidence {
    pub is_helper: bool,
    pub runs_server: bool,
    /// Ex) `main.py` at the root
    pub is_named: bool,
    /// No other file does anything when it is run, and the project declares no other start.
    pub is_only: bool,
}

pub fn of_file(evidence: &FileEvidence) -> Confidence {
    if evidence.is_helper {
        Confidence::Weak(Doubt::Helper)
    } else if evidence.runs_server || evidence.is_named || evidence.is_only {
        Confidence::Strong
    } else {
        Confidence::Weak(Doubt::Unnamed)
    }
}
