//! pydock
pub mod dockerfile;
pub mod knowledge;
pub mod manifest;
pub mod model;
pub mod python;
pub mod tree;
pub mod wheel;
