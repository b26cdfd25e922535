//! Absolute paths inside an image.

use crate::model::RelPath;

pub use crate::dockerfile::image_path::{absolute, below, join, name, parent};

/// The project's file that a path of the image most likely stands for. `None` if none is likely.
pub fn as_project(path: &str, workdir: &str) -> Option<RelPath> {
    RelPath::parse(below(path, workdir)?).ok().filter(|path| !path.is_root())
}
