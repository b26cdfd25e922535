//! What a run would do to the user's files.

use serde::Serialize;

use super::RelPath;

/// The changes of one run. They are applied together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeSet {
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub path: RelPath,
    pub kind: ChangeKind,
    /// What is there now; empty for a new file.
    pub before: String,
    pub after: String,
    /// It holds a secret: its text is not shown, and its owner alone may read the file.
    pub is_secret: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Nothing is there yet.
    Create,
    /// A file with other contents is there: it is replaced only with consent.
    Update,
    /// The file already says this.
    Unchanged,
}

impl ChangeSet {
    pub fn is_unchanged(&self) -> bool {
        self.changes.iter().all(|change| change.kind == ChangeKind::Unchanged)
    }

    /// Marks the files that hold a secret.
    pub fn with_secrets(mut self, paths: &[RelPath]) -> Self {
        self.changes.iter_mut().for_each(|change| change.is_secret = paths.contains(&change.path));
        self
    }

    /// Both sets, to be applied together.
    pub fn and(mut self, other: Self) -> Self {
        self.changes.extend(other.changes);
        self
    }

    /// These changes against the files as they were seen at an earlier moment.
    pub fn as_seen_in(mut self, earlier: &Self) -> Self {
        for change in &mut self.changes {
            let Some(seen) = earlier.changes.iter().find(|seen| seen.path == change.path) else { continue };
            change.before.clone_from(&seen.before);
            change.kind = match seen.kind {
                ChangeKind::Create => ChangeKind::Create,
                _ if change.before == change.after => ChangeKind::Unchanged,
                _ => ChangeKind::Update,
            };
        }
        self
    }

    pub fn updates(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.kind == ChangeKind::Update)
    }
}
