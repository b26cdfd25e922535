//! Which part of a plan each line of a rendered file comes from.

use super::{DOCKERFILE, DOCKERIGNORE};

/// Where a line comes from; the numbers are places in the plan's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSource {
    /// The remark at the top of a file.
    Header,
    /// A stage's FROM, and the comment above it.
    Stage {
        stage: usize,
    },
    Step {
        stage: usize,
        step: usize,
    },
    /// A section of the `.dockerignore`: its title or one of its patterns.
    Section {
        section: usize,
    },
    /// An empty line between two parts.
    Gap,
}

/// The sources of every line, in the order of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    pub dockerfile: Vec<LineSource>,
    pub ignore: Vec<LineSource>,
}

impl SourceMap {
    /// The lines of the file with this name; other files have no map.
    pub fn of(&self, file: &str) -> &[LineSource] {
        match file {
            DOCKERFILE => &self.dockerfile,
            DOCKERIGNORE => &self.ignore,
            _ => &[],
        }
    }
}
