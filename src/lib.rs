//! pydock
pub mod dockerfile;
pub mod manifest;
pub mod model;
pub mod python;
pub mod report;
pub mod tree;
pub mod write;
