//! What the user sees: the one room that prints.

pub mod diff;
mod paint;

pub use paint::Paint;
