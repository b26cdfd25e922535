//! What can be wrong with a preset, or with the answers to its questions.

use crate::facts::ResolveError;
use crate::model::{InvalidValue, of_known};
use crate::source::SourceError;
use crate::template::TemplateError;
use crate::tree::TreeError;

/// A preset that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    #[error("`{name}` is not a preset")]
    Unknown { name: String, known: String },
    /// Ex) "./presets/web/preset.toml:7: there is no step `certificate`"
    #[error("{place}: {problem}")]
    Invalid { place: String, problem: String, hint: String },
    /// A template of the preset; `preset` says whose.
    #[error("preset `{preset}`: {error}")]
    Template { preset: String, error: TemplateError },
    /// An answer that its question does not take.
    #[error("{place}: `{found}` is not an answer to `{question}`: expected {expected}")]
    Answer { place: String, question: String, found: String, expected: String },
    /// Questions that nobody answered, all of them.
    #[error("{} of the preset `{preset}` without an answer: {}", counted(.questions.len()), .questions.join(", "))]
    Open { preset: String, questions: Vec<String>, example: String },
    #[error("{place}: `{key}` is neither a setting nor a question of the preset `{preset}`")]
    UnknownSetting { place: String, key: String, preset: String, known: String },
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Tree(#[from] TreeError),
}

fn counted(count: usize) -> String {
    if count == 1 { "1 question".to_owned() } else { format!("{count} questions") }
}

impl PresetError {
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unknown { name, known } => {
                let hint = of_known("presets", name, known);
                format!("{hint}; or a folder such as ./presets/web, or a repository such as gh:org/presets//web@v2")
            }
            Self::Invalid { hint, .. } => hint.clone(),
            Self::Template { .. } => "`pydock preset check` lists all problems of a preset".to_owned(),
            Self::Answer { question, .. } => format!("answer with `--set {question}=…`, or in pydock.toml"),
            Self::Open { example, .. } => {
                format!("answer each with `--set {example}=…`, in pydock.toml or with `--answers FILE`")
            }
            Self::UnknownSetting { key, known, .. } => of_known("settings", key, known),
            Self::Resolve(error) => return error.hint(),
            Self::Source(error) => error.hint(),
            Self::Tree(error) => return error.hint.clone(),
        })
    }
}

impl From<InvalidValue> for PresetError {
    fn from(error: InvalidValue) -> Self {
        Self::Resolve(error.into())
    }
}
