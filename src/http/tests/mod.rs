//! A server for the tests of the rooms that ask questions.

pub(crate) mod server;
