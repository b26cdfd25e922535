//! Where presets come from: part of pydock, a folder, or a git repository.
//!
//! ```text
//! text ── address ──► PresetSource ─┬ built in, folder: read elsewhere
//!                                   └ GitSource + reference ── Store ──► Checkout: a commit and its files
//!                                        │  cache: a snapshot of each commit, and where each reference led
//!                                        └  git: the user's own, in a temporary repository
//! ```
//!
//! The only room that starts a program, and git is the only program: with the user's credentials, proxies and ssh, without
//! hooks, submodules or a checkout. What a repository holds is foreign: only plain files are taken, within limits, and
//! they are bytes until another room reads them. A commit whose snapshot is there needs no git at all.

#![expect(clippy::disallowed_methods, reason = "the cache of snapshots is not the project's")]

mod address;
mod cache;
mod commit;
mod error;
mod git;
mod git_url;
mod reference;
mod store;
mod tree;
mod work;

pub use address::{GitSource, PresetName, PresetSource};
pub use commit::Commit;
pub use error::SourceError;
pub use store::{Checkout, Consent, Store};

#[cfg(test)]
mod tests;
