//! What becomes of each file when the project is rendered anew.

use super::merge::{ConflictStyle, Merged, edits, markers, merge};
use super::{RecordError, RecordLock};
use crate::model::{Location, RelPath, RenderedFile};
use crate::tree::ProjectTree;

/// How one file came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    pub path: RelPath,
    pub outcome: Outcome,
    /// At how many places the existing file differs from the one that was rendered.
    pub edits: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Written, merged or as it was: the changes tell.
    Settled,
    /// Both sides changed the same lines at so many places.
    Conflicts(usize),
    /// Somebody deleted it, and it stays so.
    StaysDeleted,
    /// It was there before pydock came, so it is not followed.
    NotFollowed,
    /// It is no longer rendered. It stays as it is, and is not followed from now on.
    Dropped,
}

/// The files to write, and how each came out. `restore` writes anew what was deleted.
pub fn update(
    lock: &RecordLock,
    rendered: &[RenderedFile],
    tree: &ProjectTree,
    style: ConflictStyle,
    restore: bool,
) -> Result<(Vec<RenderedFile>, Vec<Updated>), RecordError> {
    let (mut files, mut outcomes) = (Vec::new(), Vec::new());
    for file in rendered {
        let (mut outcome, mut places) = (Outcome::Settled, 0);
        match (lock.file(&file.path), tree.text(&file.path)?) {
            (Some(_), None) if !restore => outcome = Outcome::StaysDeleted,
            (_, None) => files.push(file.clone()),
            (None, Some(_)) => outcome = Outcome::NotFollowed,
            (Some(_), Some(yours)) if let Some(offset) = markers(&yours) => {
                let at = Location::at_offset(file.path.clone(), &yours, offset);
                let hint = "keep one of the two sides, remove the markers, and run it again";
                return Err(RecordError::invalid(at, "it contains the conflict markers of an earlier update", hint));
            }
            (Some(pristine), Some(yours)) => {
                places = edits(&pristine.text, &yours);
                let Merged { text, conflicts, rejected } = merge(&pristine.text, &yours, &file.contents, style);
                if conflicts > 0 {
                    outcome = Outcome::Conflicts(conflicts);
                }
                files.push(RenderedFile { path: file.path.clone(), contents: text });
                files.extend(rejected.map(|patch| RenderedFile { path: beside(&file.path), contents: patch }));
            }
        }
        outcomes.push(Updated { path: file.path.clone(), outcome, edits: places });
    }
    for file in &lock.files {
        let path = RelPath::parse(&file.path).ok().filter(|path| tree.is_file(path));
        let path = path.filter(|path| rendered.iter().all(|file| file.path != *path));
        outcomes.extend(path.map(|path| Updated { path, outcome: Outcome::Dropped, edits: 0 }));
    }
    Ok((files, outcomes))
}

/// Ex) `Dockerfile.rej`
fn beside(path: &RelPath) -> RelPath {
    RelPath::parse(&format!("{path}.rej")).expect("a path with another ending is a path")
}
