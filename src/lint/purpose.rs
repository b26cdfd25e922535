//! What an image is for: rules about what is shipped ask it first.

use super::document::Document;
use super::image::ImageName;
use crate::knowledge::ImagePurpose;
use crate::model::RelPath;

/// What an image is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is shipped, as far as is known.
    Production,
    /// A development container, with what a person works with.
    Devcontainer,
    /// Another image for development: it has a debugger, or reloads.
    Development,
    /// It runs tests, checks or documentation, most likely in CI.
    Checks,
    /// It builds something that is taken out of it.
    Builder,
}

/// Words in the names of stages, files and folders.
const WORDS: &[(&str, Purpose)] = &[
    ("bench", Purpose::Checks),
    ("benchmark", Purpose::Checks),
    ("benchmarks", Purpose::Checks),
    ("build", Purpose::Builder),
    ("builder", Purpose::Builder),
    ("ci", Purpose::Checks),
    ("debug", Purpose::Development),
    ("dev", Purpose::Development),
    ("devcontainer", Purpose::Devcontainer),
    ("develop", Purpose::Development),
    ("development", Purpose::Development),
    ("doc", Purpose::Checks),
    ("docs", Purpose::Checks),
    ("e2e", Purpose::Checks),
    ("integration", Purpose::Checks),
    ("lint", Purpose::Checks),
    ("local", Purpose::Development),
    ("smoke", Purpose::Checks),
    ("test", Purpose::Checks),
    ("tester", Purpose::Checks),
    ("testing", Purpose::Checks),
    ("tests", Purpose::Checks),
    ("unittest", Purpose::Checks),
    ("unittests", Purpose::Checks),
];

/// Folders that hold files for one purpose, wherever they stand.
const FOLDERS: &[(&str, Purpose)] = &[
    (".binder", Purpose::Development),
    (".ci", Purpose::Checks),
    (".circleci", Purpose::Checks),
    (".devcontainer", Purpose::Devcontainer),
    (".github", Purpose::Checks),
    (".gitlab", Purpose::Checks),
    (".gitpod", Purpose::Devcontainer),
];

impl Purpose {
    /// Read from the name of the last stage, of the file and of the folders above it, and from the base image.
    pub fn of(document: &Document<'_>) -> Self {
        let last = document.last_stage();
        let image = last.and_then(|stage| document.root_image(stage.index)).and_then(ImageName::facts);
        if image.and_then(|facts| facts.row.purpose) == Some(ImagePurpose::Devcontainer) {
            return Self::Devcontainer;
        }
        let by_stage = last.and_then(|stage| named(stage.name.as_deref().unwrap_or_default()));
        let mut folders: Vec<&str> = document.context.place().split('/').collect();
        let name = folders.pop().unwrap_or_default().to_lowercase();
        // Ex) `Dockerfile.dev`, `test.Dockerfile`, `Dockerfile-ci`
        let rest = name.replace("dockerfile", "").replace("containerfile", "");
        let by_folder = || {
            let known = |folder: &&str| FOLDERS.iter().find(|(name, _)| name == folder).map(|(_, purpose)| *purpose);
            folders.iter().find_map(known).or_else(|| folders.iter().find_map(|folder| named(folder)))
        };
        let by_other = || has_production_beside(document, &name).then_some(Self::Development);
        by_stage.or_else(|| named(&rest)).or_else(by_folder).or_else(by_other).unwrap_or(Self::Production)
    }

    /// Whether what is in the image reaches those whom the service is for.
    pub fn is_shipped(self) -> bool {
        self == Self::Production
    }
}

/// Whether another file is the one for production. Ex) `Dockerfile.prod` beside `Dockerfile`
fn has_production_beside(document: &Document<'_>, name: &str) -> bool {
    let Some(folder) = document.context.tree().map(|tree| tree.entries(&RelPath::root())) else { return false };
    let is_one_of = |other: &str, word: &str| {
        let others = [".", "-", "_"].iter().flat_map(|dot| [format!("{name}{dot}{word}"), format!("{word}{dot}{name}")]);
        others.into_iter().any(|known| known == other)
    };
    let others = folder.iter().map(|other| other.to_lowercase());
    !name.contains("prod") && others.into_iter().any(|other| is_one_of(&other, "prod") || is_one_of(&other, "production"))
}

fn named(text: &str) -> Option<Purpose> {
    let mut parts = text.split(['-', '_', '.']);
    parts.find_map(|part| {
        let known = WORDS.iter().find(|(word, _)| *word == part).map(|(_, purpose)| *purpose);
        // Ex) `webdev`
        known.or_else(|| (part.len() > 3 && part.ends_with("dev")).then_some(Purpose::Development))
    })
}
