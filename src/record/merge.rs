//! Three texts become one: the file as it was rendered, as a person has it now, and as it is rendered today.

use diffy::{ConflictStyle as Shape, MergeOptions};

/// What becomes of lines that both sides changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConflictStyle {
    /// Both stand there, between markers as git writes them.
    #[default]
    Markers,
    /// The person's lines.
    Ours,
    /// pydock's lines.
    Theirs,
    /// The person's lines, and the difference to pydock's in a `.rej` file.
    RejectFiles,
}

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// How many places both sides changed.
    pub conflicts: usize,
    /// The patch from this text to the one with pydock's side of each conflict. `None` if nothing was rejected.
    pub rejected: Option<String>,
}

const BEGIN: &str = "<<<<<<< yours\n";
const MIDDLE: &str = "=======\n";
const END: &str = ">>>>>>> pydock\n";

/// Where somebody has still to decide between the two sides of a conflict. `None` if nothing is open.
pub fn markers(text: &str) -> Option<usize> {
    let line = |marker: &str| {
        let mut offset = 0;
        text.split_inclusive('\n').find_map(|line| {
            let begin = offset;
            offset += line.len();
            (line.trim_end() == marker.trim_end()).then_some(begin)
        })
    };
    line(END).and(line(BEGIN))
}

/// At how many places a person changed what was rendered.
pub fn edits(pristine: &str, yours: &str) -> usize {
    diffy::create_patch(pristine, &yours.replace("\r\n", "\n")).hunks().len()
}

/// Merges. The line endings are the person's, and so is a missing one at the end of the file.
pub fn merge(pristine: &str, yours: &str, rendered: &str, style: ConflictStyle) -> Merged {
    let unix = yours.replace("\r\n", "\n");
    let is_windows = unix.len() != yours.len();
    let ends = |text: &str| if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let (base, ours, theirs) = (ends(pristine), ends(&unix), ends(rendered));
    let (parts, conflicts) = parts(&base, &ours, &theirs);
    let take = |side: fn(&Conflict) -> String| -> String {
        let text = parts.iter().map(|part| match part {
            Part::Settled(text) => text.clone(),
            Part::Open(conflict) => side(conflict),
        });
        text.collect()
    };
    let ours_kept = |conflict: &Conflict| conflict.ours.clone();
    let text = match style {
        ConflictStyle::Markers => take(|Conflict { ours, theirs }| format!("{BEGIN}{ours}{MIDDLE}{theirs}{END}")),
        ConflictStyle::Theirs => take(|conflict| conflict.theirs.clone()),
        ConflictStyle::Ours | ConflictStyle::RejectFiles => take(ours_kept),
    };
    let rejected = (style == ConflictStyle::RejectFiles && conflicts > 0)
        .then(|| diffy::create_patch(&text, &take(|conflict| conflict.theirs.clone())).to_string());
    let text = if text == ours { unix } else { text };
    let text = if is_windows { text.replace('\n', "\r\n") } else { text };
    Merged { text, conflicts, rejected }
}

enum Part {
    Settled(String),
    Open(Conflict),
}

/// Lines that both sides changed.
#[derive(Default)]
struct Conflict {
    ours: String,
    theirs: String,
}

/// The merged text, cut at its conflicts, and how many there are.
fn parts(base: &str, ours: &str, theirs: &str) -> (Vec<Part>, usize) {
    // Markers longer than any line cannot be mistaken for one.
    let longest = [base, ours, theirs].iter().flat_map(|text| text.lines()).map(str::len).max().unwrap_or(0);
    let length = longest.max(7) + 1;
    let mut options = MergeOptions::new();
    let marked = match options.set_conflict_style(Shape::Merge).set_conflict_marker_length(length).merge(base, ours, theirs) {
        Ok(text) => return (vec![Part::Settled(text)], 0),
        Err(marked) => marked,
    };
    let [begin, middle, end] = ["<", "=", ">"].map(|sign| sign.repeat(length));
    let mut parts = vec![Part::Settled(String::new())];
    let (mut conflicts, mut in_theirs) = (0, false);
    for line in marked.split_inclusive('\n') {
        match parts.last_mut() {
            _ if line.starts_with(&begin) => {
                (conflicts, in_theirs) = (conflicts + 1, false);
                parts.push(Part::Open(Conflict::default()));
            }
            _ if line.starts_with(&end) => parts.push(Part::Settled(String::new())),
            Some(Part::Open(_)) if line.starts_with(&middle) => in_theirs = true,
            Some(Part::Open(conflict)) if in_theirs => conflict.theirs.push_str(line),
            Some(Part::Open(conflict)) => conflict.ours.push_str(line),
            Some(Part::Settled(text)) => text.push_str(line),
            None => {}
        }
    }
    (parts, conflicts)
}

#[cfg(test)]
mod tests;
