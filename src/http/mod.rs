//! What every question over HTTP has in common: proxies and certificate authorities of one's own, credentials, redirects, and
//! what a failure is called. [`index`](crate::index) and [`registry`](crate::registry) ask their questions by it.

#![expect(clippy::disallowed_methods, reason = "the file of certificates is not the project's")]

mod agents;
mod credentials;
mod environment;
mod failure;
mod redirect;

pub use agents::Agents;
pub use credentials::Credentials;
pub use environment::Environment;
pub use failure::{Failure, FailureKind, shown};
pub use redirect::redirect;

#[cfg(test)]
pub(crate) mod tests;
