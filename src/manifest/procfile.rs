//! `Procfile`
//!
//! One process type a line, `name: command`. Lines of any other form are skipped, as foreman and Heroku skip them.

use super::error::ManifestError;
use crate::model::{Location, RelPath};
use crate::tree::ProjectTree;

#[derive(Debug, Clone)]
pub struct Procfile {
    pub processes: Vec<ProcessType>,
}

/// `web: gunicorn shop:app`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessType {
    pub name: String,
    /// The command line as written, for a shell.
    pub command: String,
    pub at: Location,
}

impl Procfile {
    pub(super) fn read(tree: &ProjectTree) -> Result<Option<Self>, ManifestError> {
        let path = RelPath::named("Procfile");
        Ok(tree.text(&path)?.map(|text| Self::parse(&path, &text)))
    }

    pub fn parse(path: &RelPath, text: &str) -> Self {
        let process = |(index, line): (usize, &str)| {
            let (name, command) = line.split_once(':')?;
            let (name, command) = (name.trim(), command.trim());
            let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
            (named && !command.is_empty()).then(|| ProcessType {
                name: name.to_owned(),
                command: command.to_owned(),
                at: Location::line(path.clone(), index + 1),
            })
        };
        Self { processes: text.lines().enumerate().filter_map(process).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_process_type_is_read_with_its_line() {
        let tree = ProjectTree::in_memory([(
            "Procfile",
            "# web server\nweb: gunicorn shop:app --bind :$PORT\n\nworker-1: celery -A shop worker\nbroken\n: x\n",
        )]);
        let processes = Procfile::read(&tree).unwrap().unwrap().processes;
        let found: Vec<_> = processes.iter().map(|p| (p.name.as_str(), p.command.as_str(), p.at.line)).collect();
        assert_eq!(found, [("web", "gunicorn shop:app --bind :$PORT", Some(2)), ("worker-1", "celery -A shop worker", Some(4))]);
    }
}
