//! What has moved since the files were rendered.

use super::merge::markers;
use super::{PinDrift, RecordError, RecordLock, RecordedPreset};
use crate::facts::{ProjectFacts, QUESTIONS};
use crate::model::{DOCKERFILE, FactId, Origin, RelPath, RenderedFile, product};
use crate::policy::BrokenRule;
use crate::tree::ProjectTree;

/// The difference between the record and the project as it is now.
#[derive(Debug)]
pub struct Drift {
    /// The version of pydock that rendered the files, where it is another one. `None` if it is this one.
    pub pydock: Option<String>,
    /// The layers of the preset that were fetched anew, at another commit: source, then the commits.
    pub presets: Vec<(String, String, String)>,
    /// A newer tag of the preset's repository, where it was asked. `None` if there is none, or it was not asked.
    pub newer_preset: Option<String>,
    /// The facts that moved. They count where they change a file.
    pub facts: Vec<Moved>,
    /// The images that have no digest, or an old one.
    pub images: Vec<PinDrift>,
    pub files: Vec<FileState>,
    /// Rules of the preset that the project's own Dockerfile breaks.
    pub broken: Vec<BrokenRule>,
}

/// A fact with other values than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub id: String,
    /// Values that are gone.
    pub before: Vec<String>,
    /// Values that came, with their origins.
    pub after: Vec<(String, Origin)>,
    /// Why one came, where there is more to say. `None` if there is no more to say. Ex) "psycopg2 2.9.10 runs with libpq5"
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    pub path: RelPath,
    pub presence: Presence,
    /// It would be rendered in another way today.
    pub is_outdated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// As it was rendered.
    Pristine,
    /// Edited by hand, which is allowed.
    Edited,
    /// Edited, and with the markers of a conflict in it.
    Conflicted,
    Deleted,
    /// There before pydock came: not followed.
    NotFollowed,
    /// The preset does not have it any more.
    Dropped,
}

impl FileState {
    /// The Dockerfile was deleted, without which nothing is built. Other files are a person's to delete.
    pub fn is_missing(&self) -> bool {
        self.presence == Presence::Deleted && self.path.as_str() == DOCKERFILE
    }
}

impl Drift {
    pub fn between(
        lock: &RecordLock,
        facts: &ProjectFacts,
        presets: &[RecordedPreset],
        rendered: &[RenderedFile],
        tree: &ProjectTree,
    ) -> Result<Self, RecordError> {
        let mut files = Vec::new();
        for file in rendered {
            let (pristine, yours) = (lock.file(&file.path), tree.text(&file.path)?);
            let presence = match (pristine, yours.map(|text| text.replace("\r\n", "\n"))) {
                (None, Some(_)) => Presence::NotFollowed,
                (_, None) => Presence::Deleted,
                (Some(pristine), Some(text)) if pristine.text == text => Presence::Pristine,
                (Some(_), Some(text)) if markers(&text).is_some() => Presence::Conflicted,
                (Some(_), Some(_)) => Presence::Edited,
            };
            // A file that nobody rendered before is new, and one that is not followed never is out of date.
            let is_outdated = presence != Presence::NotFollowed && pristine.is_none_or(|old| old.text != file.contents);
            files.push(FileState { path: file.path.clone(), presence, is_outdated });
        }
        for dropped in lock.files.iter().filter(|old| rendered.iter().all(|file| file.path.as_str() != old.path)) {
            if let Ok(path) = RelPath::parse(&dropped.path) {
                files.push(FileState { path, presence: Presence::Dropped, is_outdated: true });
            }
        }
        let here = product::VERSION;
        let pydock = Some(lock.pydock.clone()).filter(|version| version != here);
        let commit = |source: &str| lock.presets.iter().find(|old| old.source == source).map(|old| old.commit.clone());
        let presets = presets.iter().filter_map(|new| Some((new.source.clone(), commit(&new.source)?, new.commit.clone())));
        let presets = presets.filter(|(_, before, after)| before != after).collect();
        Ok(Self { pydock, presets, newer_preset: None, facts: moved(lock, facts), images: Vec::new(), files, broken: Vec::new() })
    }

    /// Nothing has to be done.
    pub fn is_in_step(&self) -> bool {
        self.images.is_empty()
            && self.broken.is_empty()
            && self.files.iter().all(|file| !file.is_outdated && file.presence != Presence::Conflicted && !file.is_missing())
    }
}

fn moved(lock: &RecordLock, facts: &ProjectFacts) -> Vec<Moved> {
    let mut all = Vec::new();
    for question in QUESTIONS {
        let old: Vec<&str> = lock.facts.get(question.id.name()).into_iter().flatten().map(|fact| &*fact.value).collect();
        let new = question.values(facts);
        let before: Vec<String> =
            old.iter().filter(|old| new.iter().all(|(value, _)| value != *old)).map(|old| (*old).to_owned()).collect();
        let after: Vec<(String, Origin)> = new.into_iter().filter(|(value, _)| !old.contains(&&**value)).collect();
        if !before.is_empty() || !after.is_empty() {
            let why = reason(question.id, &after, facts);
            all.push(Moved { id: question.id.name().to_owned(), before, after, why });
        }
    }
    let shown = facts.preset_answers.iter().filter(|answer| !answer.secret && !answer.skipped);
    for answer in shown {
        let before = lock.answers.get(&answer.id).map(|fact| fact.value.clone());
        if before.as_deref() != Some(&*answer.text) {
            let after = vec![(answer.text.clone(), answer.origin.clone())];
            all.push(Moved { id: answer.id.clone(), before: before.into_iter().collect(), after, why: None });
        }
    }
    all
}

/// System packages come with a reason of their own.
fn reason(fact: FactId, after: &[(String, Origin)], facts: &ProjectFacts) -> Option<String> {
    let is_new = |package: &crate::model::SystemPackage| after.iter().any(|(value, _)| value == package.as_str());
    let why = facts.native.reasons.iter().find_map(|reason| match fact {
        FactId::BuildPackages => reason.build.iter().any(is_new).then(|| reason.why.clone()),
        FactId::RunPackages => reason.run.iter().any(is_new).then(|| reason.why_run.clone()),
        _ => None,
    });
    why.filter(|why| !why.is_empty())
}
