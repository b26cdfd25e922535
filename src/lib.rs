//! pydock
pub mod detect;
pub mod dockerfile;
pub mod error;
pub mod facts;
pub mod knowledge;
pub mod manifest;
pub mod model;
pub mod pipeline;
pub mod preset;
pub mod python;
pub mod render;
pub mod report;
pub mod tree;
pub mod wheel;
pub mod write;
