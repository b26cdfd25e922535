//! What the user sees: the one room that prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the room that prints")]

pub mod diff;
mod paint;

pub use paint::{Paint, harmless};
