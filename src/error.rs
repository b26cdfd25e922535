//! Every way in which a run can fail, with its advice.

use crate::dockerfile::ParseError;
use crate::facts::ResolveError;
use crate::lint::UnknownRule;
use crate::manifest::ManifestError;
use crate::model::{InvalidValue, Note, RelPath, nearest};
use crate::outputs::OutputError;
use crate::preset::PresetError;
use crate::record::RecordError;
use crate::registry::RegistryError;
use crate::render::RenderError;
use crate::tree::TreeError;
use crate::write::{PluginError, WriteError};

/// An error of some room, with what a person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    #[error(transparent)]
    Preset(#[from] PresetError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A digest that was asked for and not given; behind a pointer, because it has much to say and is rare.
    #[error(transparent)]
    Registry(#[from] Box<RegistryError>),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Plugin(#[from] PluginError),
    /// A word that no lint rule is called by.
    #[error(transparent)]
    Rule(#[from] UnknownRule),
    /// A flag's value that its type refuses.
    #[error("--{flag}: {source}")]
    Flag { flag: &'static str, source: InvalidValue },
    /// A target of `pydock wheels` that is none.
    #[error("--target: {source}")]
    Target { source: InvalidValue, nearest: Option<String> },
    /// A secret that came through every door.
    #[error("line {line} of the rendered `{path}` contains a password or a token, so nothing is written")]
    Secret { path: RelPath, line: usize },
    /// A recorded answer that another one rules out.
    #[error(transparent)]
    Answer(#[from] InvalidValue),
    /// Another version was asked for of what has none.
    #[error("the preset `{preset}` has no versions")]
    NoVersions { preset: String },
    /// A Dockerfile that no builder would read.
    #[error("`{path}` is not a Dockerfile: {source}")]
    Dockerfile { path: String, source: ParseError },
    /// A file to explain that does not exist.
    #[error("`{path}` does not exist")]
    NoFile { path: String, nearest: Option<String> },
    #[error("`{path}` has {count} lines, and no line {line}")]
    NoLine { path: String, count: usize, line: usize },
    /// A dependency to show that nothing installs.
    #[error("production does not install `{name}`")]
    NoPackage { name: String, known: Vec<String> },
    /// A manual page of a command that does not exist.
    #[error("{problem}")]
    NoPage { problem: String, nearest: Option<String> },
    /// Existing files differ, and there is no terminal to ask at.
    #[error("{files}")]
    WouldReplace { files: String },
    /// Ctrl-C at a question.
    #[error("cancelled")]
    Stopped,
    /// A question was answered with no.
    #[error("cancelled")]
    Declined,
    /// The terminal cannot be read or written.
    #[error("cannot use the terminal: {0}")]
    Terminal(String),
}

impl Error {
    /// The line behind `hint:`. `None` if there is no advice.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Tree(error) => error.hint.clone(),
            Self::Manifest(error) => error.advice().map(str::to_owned),
            Self::Resolve(error) => error.hint(),
            Self::Preset(error) => error.hint(),
            Self::Render(_) => Some(
                "check the templates of the preset; without a preset of your own, please report this with the project's files"
                    .to_owned(),
            ),
            Self::Output(_) => {
                Some("leave it out with another `--with`, and please report it with the project's files".to_owned())
            }
            Self::Record(error) => error.hint().map(str::to_owned),
            Self::Registry(error) => Some(error.hint.clone()),
            Self::Write(error) => error.hint.clone(),
            Self::Plugin(error) => Some(error.hint().to_owned()),
            Self::Rule(error) => Some(error.hint()),
            Self::WouldReplace { .. } => Some(
                "`pydock update` merges, `--diff` compares, `--force` overwrites, `--skip-existing` keeps existing files"
                    .to_owned(),
            ),
            Self::NoFile { nearest: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Self::NoFile { nearest: None, .. } => Some("`pydock init` writes a Dockerfile; or pass another file".to_owned()),
            Self::NoPackage { name, known } => Some(match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`? `pydock wheels` lists all"),
                None => "`pydock wheels` lists what is installed".to_owned(),
            }),
            Self::Flag { source, .. } => source.nearest().map(|near| format!("did you mean `{near}`?")),
            Self::Target { nearest, .. } => nearest.as_ref().map(|near| format!("did you mean `{near}`?")),
            Self::Secret { .. } => Some(
                "take it out of the project's files or of the flags; `pydock detect` prints every fact with its place".to_owned(),
            ),
            Self::NoPage { nearest: Some(near), .. } => {
                Some(format!("did you mean `{near}`? `pydock man --list` lists the commands"))
            }
            Self::NoPage { nearest: None, .. } => Some("`pydock man --list` lists the commands".to_owned()),
            Self::NoVersions { .. } => Some("`--preset-version` works only with presets from a git repository".to_owned()),
            Self::Terminal(_) => Some("pass `--yes` to skip prompts".to_owned()),
            Self::Dockerfile { .. } | Self::NoLine { .. } | Self::Answer(_) | Self::Stopped | Self::Declined => None,
        }
    }

    /// Remarks that explain the error.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::Resolve(error) | Self::Preset(PresetError::Resolve(error)) => error.notes(),
            _ => &[],
        }
    }
}
