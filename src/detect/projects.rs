//! The projects of a repository: the members of its workspace, and the folders with manifests of their own.
//!
//! Where the root starts nothing, one of them may be meant. Each is looked at on its own: what it is, what it would start.

use std::fmt;

use serde::{Serialize, Serializer};

use super::package_manager;
use super::start::{self, Evidence, Scope};
use crate::knowledge::{Frameworks, Kind};
use crate::manifest::{Manifests, Pyproject};
use crate::model::{Finding, Location, Note, PackageManager, RelPath, RunArguments, Start, is_dockerfile_name};
use crate::tree::{ProjectTree, TreeError};

/// One project below the root.
#[derive(Debug, Clone, Serialize)]
pub struct Project {
    pub path: RelPath,
    pub name: Option<String>,
    pub manager: PackageManager,
    /// The file that it is installed from. `None` if it has none.
    pub manifest: Option<RelPath>,
    pub kind: ProjectKind,
    /// Something in it can be started.
    pub runnable: bool,
    /// What would be started is more than a guess.
    #[serde(skip)]
    pub certain: bool,
    /// A member of the root's workspace: it is built from the root.
    pub workspace: bool,
    /// What would be started, best first.
    #[serde(serialize_with = "commands")]
    pub start: Vec<Finding<Start>>,
}

/// What a project is, by what it would start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectKind {
    WebApplication,
    Service,
    Worker,
    Bot,
    CommandLineTool,
    Script,
    /// Nothing in it is started.
    Library,
}

impl fmt::Display for ProjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WebApplication => "web application",
            Self::Service => "service",
            Self::Worker => "worker",
            Self::Bot => "bot",
            Self::CommandLineTool => "command-line tool",
            Self::Script => "script",
            Self::Library => "library",
        })
    }
}

fn commands<S: Serializer>(starts: &[Finding<Start>], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Shown<'a> {
        framework: String,
        command: String,
        at: &'a Location,
        why: &'a str,
    }
    serializer.collect_seq(starts.iter().map(|found| Shown {
        framework: found.value.framework.to_string(),
        command: found.value.command.to_string(),
        at: &found.at,
        why: &found.why,
    }))
}

/// Looks at every project below the root, in the order of their paths.
pub fn find(tree: &ProjectTree, manifests: &Manifests, frameworks: &Frameworks) -> Result<Vec<Project>, TreeError> {
    let mut projects = Vec::new();
    let manager = package_manager::detect(tree, manifests).0.chosen.map(|found| found.value);
    for member in &manifests.members {
        let folder = member.path.parent();
        let manifest = manager.as_ref().and_then(|manager| manager.manifest.as_ref());
        let start =
            start::detect(Evidence { tree, manifests, frameworks, manifest, scope: Scope::Member(&folder), witness: None })?;
        let certain = start.chosen.is_some() && !start.is_unsure();
        let start: Vec<Finding<Start>> = start.chosen.into_iter().chain(start.others).collect();
        projects.push(Project {
            certain,
            name: name(Some(member)),
            manager: manager.as_ref().map_or(PackageManager::Uv, |manager| manager.manager),
            manifest: Some(member.path.clone()),
            kind: kind(frameworks, start.first()),
            runnable: !start.is_empty(),
            workspace: true,
            start,
            path: folder,
        });
    }
    for folder in &manifests.apart {
        let below = tree.below(folder);
        // A manifest that cannot be read is an error of that project, which does not stop the others.
        let Ok(own) = Manifests::read(&below) else { continue };
        let chosen = package_manager::detect(&below, &own).0.chosen.map(|found| found.value);
        let manifest = chosen.as_ref().and_then(|manager| manager.manifest.clone());
        let evidence = Evidence {
            tree: &below,
            manifests: &own,
            frameworks,
            manifest: manifest.as_ref(),
            scope: Scope::Root,
            witness: None,
        };
        let start = start::detect(evidence)?;
        let within = |mut found: Finding<Start>| {
            found.at.file = folder.join(found.at.file.as_str()).unwrap_or(found.at.file);
            found
        };
        let certain = start.chosen.is_some() && !start.is_unsure();
        let start: Vec<Finding<Start>> = start.chosen.into_iter().chain(start.others).map(within).collect();
        projects.push(Project {
            certain,
            name: name(own.pyproject.as_ref()).or_else(|| Some(own.setup.as_ref()?.name.as_ref()?.0.to_string())),
            manager: chosen.as_ref().map_or(PackageManager::None, |manager| manager.manager),
            manifest: manifest.and_then(|file| folder.join(file.as_str()).ok()),
            kind: kind(frameworks, start.first()),
            runnable: !start.is_empty(),
            workspace: false,
            start,
            path: folder.clone(),
        });
    }
    projects.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(projects)
}

/// Whether the Dockerfile lies in one of several projects that start something and have a Dockerfile each.
pub fn have_images(tree: &ProjectTree, projects: &[Project], file: &RelPath) -> bool {
    let files = &tree.walk().files;
    let has_image = |project: &&Project| {
        project.runnable && files.iter().any(|file| is_dockerfile_name(file.file_name()) && file.is_within(&project.path))
    };
    let with_images: Vec<&Project> = projects.iter().filter(has_image).collect();
    with_images.len() > 1 && with_images.iter().any(|project| file.is_within(&project.path))
}

impl Project {
    /// What is typed to build it. Ex) `pydock init services/api`, `pydock init --member api`
    pub fn command(&self) -> String {
        let word = |text: &str| shlex::try_quote(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned);
        match (&self.name, self.workspace) {
            (Some(name), true) => format!("pydock init --member {}", word(name)),
            (None, true) => format!("pydock init --member {}", word(self.path.as_str())),
            (_, false) => format!("pydock init {}", word(self.path.as_str())),
        }
    }

    /// Whether a person means it by this name or path.
    pub fn is_called(&self, text: &str) -> bool {
        self.path.as_str() == text || self.name.as_deref() == Some(text)
    }

    /// One line for a list: the path, what it is and what it starts.
    pub fn summary(&self) -> String {
        match self.start.first() {
            Some(found) if matches!(found.value.framework.as_str(), "cli" | "script") => {
                format!("`{}`: {}, `{}`", self.path, self.kind, found.value.command)
            }
            Some(found) => format!("`{}`: {} ({}), `{}`", self.path, self.kind, found.value.framework, found.value.command),
            None => format!("`{}`: {}", self.path, self.kind),
        }
    }

    /// The same as a remark, with the command that builds it.
    pub fn note(&self) -> Note {
        let note = Note::info(format!("{}: `{}`", self.summary(), self.command()));
        match self.start.first() {
            Some(found) => note.at(found.at.clone()),
            None => note,
        }
    }
}

fn name(pyproject: Option<&Pyproject>) -> Option<String> {
    pyproject.and_then(|file| file.name.as_ref()).map(|(name, _)| name.to_string())
}

fn kind(frameworks: &Frameworks, start: Option<&Finding<Start>>) -> ProjectKind {
    let Some(Finding { value: start, .. }) = start else { return ProjectKind::Library };
    match frameworks.get(start.framework.as_str()).map(|row| row.kind) {
        Some(Kind::Web | Kind::Ui) => ProjectKind::WebApplication,
        Some(Kind::Service) => ProjectKind::Service,
        Some(Kind::Worker) => ProjectKind::Worker,
        Some(Kind::Bot) => ProjectKind::Bot,
        Some(Kind::Cli) => ProjectKind::CommandLineTool,
        Some(Kind::Script) | None if start.port.is_some() => ProjectKind::Service,
        Some(Kind::Script) | None if start.arguments != RunArguments::InsteadOfCommand => ProjectKind::CommandLineTool,
        Some(Kind::Script) | None => ProjectKind::Script,
    }
}
