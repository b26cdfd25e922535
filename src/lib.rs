//! pydock
pub mod detect;
pub mod knowledge;
pub mod manifest;
pub mod model;
pub mod python;
pub mod tree;
