//! Rules that a preset states, held against a Dockerfile, whoever wrote it.
//!
//! ```text
//! [policy] of a preset ──► Policy ──┐
//! Dockerfile ── stages: what each stage is when it is built ──► check ──► Broken …
//!                 └ variables, shell: what `$VERSION` and the commands of a RUN come to
//! ```
//!
//! A rule looks at the defaults of the file, for linux/amd64, since that is what a build without options takes. What cannot
//! be told from the file is broken where a rule asks for it, and left alone where a rule forbids.

mod images;
mod ports;
mod programs;
mod rules;
mod stages;
mod values;

use serde::{Deserialize, Serialize};

use crate::dockerfile::Dockerfile;
use crate::lint::Rule;

pub use images::{ImagePattern, Registry};
pub use ports::PortRange;
pub use programs::{Program, Programs};
pub use values::LabelKey;

#[cfg(test)]
mod tests;

/// What a team wants of its images. A rule that is not stated holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Policy {
    /// Where every image of the file comes from, those of `COPY --from` and `RUN --mount=from` among them.
    /// `None` if the policy does not say. Ex) `docker.io`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registries: Option<Vec<Registry>>,
    /// What is built upon, in any stage; not what is only copied out of, by `--from` or by a stage that is nothing but its
    /// FROM. `None` if the policy does not say. Ex) `python:*-slim-*`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_images: Option<Vec<ImagePattern>>,
    /// Every image of the file is named with its digest.
    pub digests: bool,
    /// Labels that the image has, by the last stage or those that it starts from.
    pub labels: Vec<LabelKey>,
    /// No command of the last stage, or of those that it starts from, calls one of these.
    pub no_package_manager: Programs,
    /// The image runs as a user who is named by number, and is not root.
    pub numeric_user: bool,
    /// Every port of the file is one of these. `None` if the policy does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<PortRange>>,
}

/// A rule that a Dockerfile breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The line of the instruction, counted from 1.
    pub line: usize,
    /// The rule's key in the table `[policy]`. Ex) `numeric-user`
    pub rule: &'static str,
    /// The page that says what the rule is about; one that the lint knows too has its name there.
    pub page: &'static Rule,
    /// Ex) "`USER app`"
    pub found: String,
    /// Ex) "a number above 0"
    pub expected: String,
    /// What a person can do about it.
    pub hint: String,
}

/// A rule that a Dockerfile breaks, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRule {
    /// Ex) `gh:acme/presets//web@v2`
    pub preset: String,
    pub broken: Broken,
}

impl Policy {
    /// The rules that the file breaks, in the order of its lines.
    pub fn check(&self, dockerfile: &Dockerfile) -> Vec<Broken> {
        let reading = stages::read(dockerfile);
        let mut broken = Vec::new();
        rules::images(self, &reading, &mut broken);
        rules::labels(self, &reading, &mut broken);
        rules::package_managers(self, &reading, &mut broken);
        rules::user(self, &reading, &mut broken);
        rules::ports(self, &reading, &mut broken);
        broken.sort();
        broken.dedup();
        broken
    }
}
