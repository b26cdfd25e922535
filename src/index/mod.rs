//! Asks a package index: which files a project has, and what a file of it holds. Only for who said `--online`.
//!
//! ```text
//! IndexUrl + name ── client ── http ── page (JSON or HTML) ──► IndexFile …
//!                      │  cache: the answer, until the server says it is old, and then only if it changed
//! IndexFile ── remote (parts of the file) ┬ zip_directory ── wheel ── elf ──► WheelContents
//!                                         └ tar, zip_directory ── sdist ────► SdistEvidence
//! ```
//!
//! Everything that a server sends is foreign: sizes are limited, archives are read without unpacking them anywhere, and a
//! broken one is an [`IndexError`]. Credentials come only by the address of an index; they go to that server and nowhere
//! else, and are in no message and in no file.

#![expect(clippy::disallowed_methods, reason = "the cache of answers is not the project's")]

mod cache;
mod client;
mod elf;
mod error;
mod file;
mod http;
mod page;
mod parallel;
mod remote;
mod sdist;
mod url;
mod wheel;
mod zip_directory;

pub use client::{Client, IndexStrategy, Options};
pub use error::{IndexError, IndexErrorKind};
pub use file::IndexFile;
pub use sdist::{Language, SdistEvidence};
pub use url::IndexUrl;
pub use wheel::WheelContents;

#[cfg(test)]
mod tests;
