//! Asks a registry of images which digest a tag has now, by the OCI distribution API, and only for who pins digests.
//!
//! ```text
//! ImageRef ── place ─► mirrors …, the registry ── client: HEAD /v2/<name>/manifests/<tag> ─► Digest
//!                                                    │ 401: challenge ── login ─► a token, or a password
//!                                                    └ login ── config.json, docker-credential-<helper>
//! ```
//!
//! It goes by what Docker is configured with, so that what works for `docker pull` works here: the mirrors of the daemon, the
//! credentials of `docker login` and the programs that keep them. Those programs, which the user named in Docker's own
//! configuration, are the only ones that this room starts. What a server sends is foreign: it is limited in size, and a digest
//! that does not fit its manifest is a [`RegistryError`]. Credentials go to the registry that they are for and to the server
//! that it names for tokens, and are in no message.

#![expect(clippy::disallowed_methods, reason = "Docker's configuration is not the project's")]

mod challenge;
mod client;
mod config;
mod error;
mod helper;
mod login;
mod mirrors;
mod place;

pub use client::{Options, Registry};
pub use config::DockerConfig;
pub use error::{RegistryError, RegistryErrorKind};
pub use mirrors::Mirrors;

#[cfg(test)]
mod tests;
