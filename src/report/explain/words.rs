//! The words that text and page share.

use crate::explain::{Author, EdgeKind, ExplainedFile, ExplainedLine, NodeKind};

/// Ex) "written by pydock, preset `production`"
pub fn writer(file: &ExplainedFile) -> String {
    match &file.preset {
        Some(preset) => format!("written by pydock, preset `{preset}`"),
        None => "each line by itself".to_owned(),
    }
}

/// What follows from who wrote a line. `None` for a file that pydock did not write.
pub fn author(line: &ExplainedLine) -> Option<String> {
    let place = line.in_place_of.as_ref().map(|other| format!(" Here the project gives today: `{}`", other.trim()));
    let sentence = match &line.author {
        Author::Preset { preset } => format!("Written by a template of the preset `{preset}`."),
        Author::Earlier => "From an earlier version, out of date: `pydock update --diff` shows the change.".to_owned(),
        Author::Hand => "Your edit: `pydock update` keeps it.".to_owned(),
        Author::Pydock | Author::Other => return None,
    };
    Some(sentence + &place.unwrap_or_default())
}

/// The last way to change a line. `None` if there is no other way.
pub fn by_hand(line: &ExplainedLine) -> Option<&'static str> {
    match line.author {
        Author::Pydock | Author::Preset { .. } => Some("edit the line: `pydock update` keeps what you wrote"),
        Author::Earlier | Author::Hand | Author::Other => None,
    }
}

/// Ex) `stage deps, step install/uv`, `stage production, step run`
pub fn place(line: &ExplainedLine) -> String {
    let stage = line.stage.iter().map(|stage| format!("stage {stage}"));
    let step = line.step.iter().map(|step| format!("step {}", step.trim_start_matches("step/")));
    stage.chain(step).collect::<Vec<_>>().join(", ")
}

pub fn node_kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Stage => "stage",
        NodeKind::Image => "image",
        NodeKind::Context => "context",
    }
}

/// What an arrow carries, in full.
pub fn edge(kind: EdgeKind, paths: &[String]) -> String {
    let words: Vec<&str> = std::iter::once(kind.word()).chain(paths.iter().map(String::as_str)).collect();
    words.join(" ")
}

/// An arrow's words within `most` characters, the last sign being `…` where there is more.
pub fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
