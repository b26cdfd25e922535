//! From a release's file names to an answer.

use super::Why;

/// How one release gets onto one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'f> {
    /// A wheel fits; `file` is the one that pip takes.
    Wheel {
        file: &'f str,
        /// It holds no compiled code.
        pure: bool,
        /// It is pure although the release has compiled wheels for other Linux targets: it installs everywhere and is
        /// usually slower, which pip does not mention.
        fallback: bool,
    },
    /// No wheel fits (or none is allowed) and the source archive is built.
    Build { sdist: &'f str, native: Native<'f> },
    /// There is neither a wheel nor a source archive to install from.
    CannotInstall(Why),
    /// No files are listed.
    Unknown,
}

/// Whether building takes a compiler, as far as file names tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Native<'f> {
    /// The release has a wheel with compiled code, for this system or another; the wheel is the evidence.
    Yes(&'f str),
    /// It has none. A release of nothing but a source archive is usually pure Python; its contents would tell.
    NoSign,
}

/// What the project allows for this distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    #[default]
    Any,
    /// pip's `--only-binary`, uv's `no-build`
    OnlyWheels,
    /// pip's `--no-binary`, uv's `no-binary-package`
    OnlySource,
}
