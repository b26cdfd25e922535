//! What is known about one line.

use serde::Serialize;

use crate::model::Origin;

/// A line with everything that explains it.
#[derive(Debug, Clone, Serialize)]
pub struct ExplainedLine {
    /// Counted from 1.
    pub number: usize,
    pub text: String,
    pub author: Author,
    /// The line of today's rendering that it stands in the place of. `None` if it replaces none.
    pub in_place_of: Option<String>,
    /// Lines with the same number belong together: they are of one step, one instruction or one section.
    #[serde(skip)]
    pub group: usize,
    pub stage: Option<String>,
    /// `None` if no step wrote it. Ex) `step/apt`, `install/uv`
    pub step: Option<String>,
    /// `None` if no template wrote it. Ex) `step/apt.tera`
    pub template: Option<String>,
    /// What the line is for, in one sentence. `None` if nothing is known of it.
    pub about: Option<String>,
    /// Why it is written this way.
    pub reasons: Vec<Reason>,
    /// What its instruction does.
    pub does: Vec<String>,
    /// Where Docker's reference describes it. `None` if the reference does not.
    pub reference: Option<String>,
    pub facts: Vec<LineFact>,
    pub passed_over: Vec<PassedOver>,
    /// How to have it otherwise.
    pub changes: Vec<Change>,
    /// What checks found.
    pub findings: Vec<String>,
}

/// Who wrote a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Author {
    Pydock,
    /// A template of the preset's.
    Preset {
        preset: String,
    },
    /// An earlier rendering: the project has moved on since, or pydock has.
    Earlier,
    /// A person, in a file that pydock wrote.
    Hand,
    /// Whoever wrote the file.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub text: String,
    /// The document that says so, or that it was measured. `None` if neither is known.
    pub source: Option<String>,
}

/// A fact behind a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineFact {
    pub id: String,
    pub value: String,
    pub origin: Origin,
    /// What was seen at the place that it comes from. `None` if nothing was noted. Ex) `requires-python = ">=3.13"`
    pub why: Option<String>,
}

/// A candidate that was seen and not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// The id of the fact that it would have been.
    pub id: String,
    pub value: String,
    /// `None` if it has no place. Ex) `runtime.txt:1`
    pub at: Option<String>,
    pub why: String,
}

/// Something to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Ex) `--port PORT`
    pub flag: String,
    pub help: String,
}

impl ExplainedLine {
    /// A line of which nothing is known yet.
    pub(super) fn new(number: usize, text: &str, author: Author, group: usize) -> Self {
        Self {
            number,
            text: text.to_owned(),
            author,
            in_place_of: None,
            group,
            stage: None,
            step: None,
            template: None,
            about: None,
            reasons: Vec::new(),
            does: Vec::new(),
            reference: None,
            facts: Vec::new(),
            passed_over: Vec::new(),
            changes: Vec::new(),
            findings: Vec::new(),
        }
    }
}
