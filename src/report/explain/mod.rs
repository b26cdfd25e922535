//! Explanations: as text, as JSON, as a page, and the graph in the languages of others.

mod graph;
mod html;
mod json;
mod layout;
mod page;
mod picture;
mod text;
mod words;

pub use graph::{dot, mermaid};
pub use json::document;
pub use page::page;
pub use text::text;
