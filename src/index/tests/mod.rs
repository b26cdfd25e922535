//! The room against a server in the same process.

mod archives;
pub(in crate::index) mod objects;
mod pages;
mod real;
mod server;
