//! One command of a `RUN`, and what it may do to the image.

use super::build::Build;
use super::image::{Image, Layer, Openness, Presence};
use super::place;
use super::variables::Variables;
use crate::lint::{Diagnostic, Rule};
use crate::model::{Location, RelPath};

/// One command of a `RUN`, ready to be looked at.
pub struct Step<'s, 'a> {
    pub build: &'s mut Build<'a>,
    pub image: &'s mut Image,
    pub mounts: &'s [Layer],
    pub cwd: String,
    pub env: Variables,
    pub at: Location,
    pub is_conditional: bool,
    /// The words, variables expanded; one that is not known keeps its `$`.
    pub words: Vec<String>,
    /// It reads what a download gives.
    pub is_fed: bool,
    /// The installer takes files that somebody has built before.
    pub is_prebuilt: bool,
}

impl Step<'_, '_> {
    /// The command may have written any file but Python sources.
    pub fn data(&mut self) {
        self.image.opened(Openness::Data);
    }

    /// The command may have done anything.
    pub fn anything(&mut self) {
        self.image.opened(Openness::Anything);
        self.image.packages.is_open = true;
        self.image.programs.insert("*".to_owned());
        self.image.system.insert("*".to_owned());
    }

    pub fn look(&self, path: &str) -> Presence {
        self.build.eyes().look(self.image, self.mounts, &place::absolute(path, &self.cwd))
    }

    pub fn report(&mut self, problem: Diagnostic) {
        if !self.is_conditional {
            self.build.report(problem);
        }
    }

    /// Reports a file that is not in the image at this step. `needs` ends in its name.
    pub fn lacks(&mut self, path: &str, rule: &'static Rule, needs: &str) {
        let absolute = place::absolute(path, &self.cwd);
        let project = place::as_project(&absolute, &self.image.workdir).or_else(|| RelPath::parse(place::name(&absolute)).ok());
        let tree = self.build.context.tree;
        let problem = match project.filter(|path| tree.kind(path).is_some()) {
            Some(path) => {
                let left_out = self.build.context.left_out_by(&path).is_some();
                let problem = self.build.left_out(&path, &self.at, needs).filter(|_| left_out);
                problem.unwrap_or_else(|| {
                    let hint =
                        format!("`COPY {path}` before it, or bind it: `RUN --mount=type=bind,source={path},target={path}`");
                    Diagnostic::at(rule, self.at.clone(), format!("{needs}, which is not in the image at this step"), hint)
                })
            }
            None => {
                let hint = "add the file to the project, or correct its name";
                Diagnostic::at(rule, self.at.clone(), format!("{needs}, which is neither in the image nor in the project"), hint)
            }
        };
        self.report(problem);
    }

    pub fn env(&self, name: &str) -> Option<&str> {
        self.env.get(name)?.as_deref()
    }

    /// Whether a variable that switches something on is set.
    pub fn is_set(&self, name: &str) -> bool {
        match self.env.get(name) {
            Some(Some(value)) => !matches!(value.as_str(), "" | "0" | "false" | "no"),
            Some(None) => true,
            None => false,
        }
    }
}

/// Words that are neither options nor unknown.
pub fn plain(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|word| !word.starts_with('-') && !word.contains('$'))
}

pub fn has(arguments: &[String], options: &[&str]) -> bool {
    arguments.iter().any(|word| options.contains(&word.split('=').next().unwrap_or_default()))
}

/// The first word that is no option: the verb.
pub fn verb(arguments: &[String]) -> &str {
    arguments.iter().find(|word| !word.starts_with('-')).map_or("", String::as_str)
}
