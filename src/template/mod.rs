//! Templates: pydock's own, and those that a preset brings.
//!
//! A preset's templates are somebody else's text, so they are held to less than the engine can do: [`guard`] lets only tags
//! pass that cannot make a value grow, [`functions`] bounds what functions and filters make, and [`render`] bounds the time
//! and the size of what is written. They see the values that they are given, and neither files nor the environment.

mod functions;
mod guard;
mod own;
mod render;

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

pub use render::Values;

/// A template that cannot be used, or that did not come to an end. Ex) "step/proxy.tera:3: Variable `prot` is undefined"
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{template}{}: {problem}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct TemplateError {
    pub template: String,
    pub line: Option<usize>,
    pub problem: String,
}

impl TemplateError {
    fn new(template: &str, line: Option<usize>, problem: impl Into<String>) -> Self {
        Self { template: template.to_owned(), line, problem: problem.into() }
    }

    /// What the engine says, at the place that it names; `template` is the one that was asked for.
    fn of_engine(template: &str, error: &tera::Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let file = Some(report.filename()).filter(|file| !file.is_empty()).unwrap_or(template);
                Self::new(file, Some(report.span().start_line), report.message())
            }
            _ => {
                // A report as text: the message, then an arrow and the place, then a drawing of it.
                let text = error.to_string();
                let mut lines = text.lines();
                let message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let place = lines.next().and_then(|line| line.trim().strip_prefix("--> ")).unwrap_or_default();
                let mut parts = place.rsplitn(3, ':').skip(1);
                let line = parts.next().and_then(|line| line.parse().ok());
                Self::new(parts.next().unwrap_or(template), line, message)
            }
        }
    }
}

/// A set of templates that can include each other.
#[derive(Clone)]
pub struct Templates {
    /// Pydock's own and a preset's, where one brought some.
    mixed: Option<Arc<Tera>>,
    /// The names of those that a preset brought.
    foreign: BTreeSet<String>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Templates").field(&self.foreign).finish()
    }
}

impl Templates {
    /// Pydock's own templates.
    pub fn built_in() -> Self {
        Self { mixed: None, foreign: BTreeSet::new() }
    }

    /// Every template of the set.
    fn whole(&self) -> &Arc<Tera> {
        self.mixed.as_ref().unwrap_or_else(|| own::whole())
    }

    /// Compiles these together, which costs less than one after the other when each is rendered.
    pub fn prepare(&self, names: &[&str]) {
        if self.mixed.is_none() {
            drop(own::with(names));
        }
    }

    /// These templates and a preset's, which go before those of the same name.
    pub fn with(&self, foreign: &[(String, String)]) -> Result<Self, TemplateError> {
        if foreign.is_empty() {
            return Ok(self.clone());
        }
        let mut engine = Tera::clone(self.whole());
        for (name, text) in foreign {
            guard::admit(name, text)?;
            // Alone first, so that a mistake is told with the name of the file that it is in. Whether what it includes is
            // there is known only when all are.
            if let Err(error) = Tera::new().add_raw_template(name, text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                return Err(TemplateError::of_engine(name, &error));
            }
        }
        let all = foreign.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        engine.add_raw_templates(all).map_err(|error| TemplateError::of_engine("templates", &error))?;
        let names = self.foreign.iter().cloned().chain(foreign.iter().map(|(name, _)| name.clone()));
        Ok(Self { foreign: names.collect(), mixed: Some(Arc::new(engine)) })
    }

    pub fn contains(&self, name: &str) -> bool {
        self.mixed.as_ref().map_or_else(|| own::has(name), |engine| engine.contains_template(name))
    }

    /// Whether a preset brought it.
    pub fn is_foreign(&self, name: &str) -> bool {
        self.foreign.contains(name)
    }

    /// Every name in the set, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.whole().get_template_names().collect();
        names.sort_unstable();
        names
    }

    /// The values that the template and those that it includes ask for.
    pub fn variables(&self, name: &str) -> BTreeSet<&str> {
        self.whole().get_template_variables(name).unwrap_or_default().into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
