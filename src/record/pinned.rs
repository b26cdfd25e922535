//! Digests in a Dockerfile that a person, Renovate or Dependabot edits, and in the record of it.

use std::collections::BTreeMap;

use super::RecordLock;
use crate::dockerfile::{Dockerfile, StageBase};
use crate::model::{Digest, ImageRef, Location, Pins, RelPath};

/// An image whose digest is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinDrift {
    /// With its tag and without digest.
    pub name: ImageRef,
    pub state: PinState,
    /// The line that pins it, where one does.
    pub at: Option<Location>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinState {
    /// It is to be pinned, and no registry has been asked yet.
    Missing,
    /// The tag has moved on.
    Old { pinned: Digest, current: Digest },
}

/// Every image of a FROM line that has a tag and a digest, with its digest and line. A digest without a tag says nothing that
/// could grow old, and a name with a variable is known at build time only.
pub fn written(path: &RelPath, dockerfile: &str) -> Vec<(ImageRef, Digest, Location)> {
    let Ok(parsed) = Dockerfile::parse(dockerfile) else { return Vec::new() };
    let image = |stage: &crate::dockerfile::Stage<'_>| {
        let StageBase::Image(text) = stage.base else { return None };
        let image: ImageRef = text.parse().ok()?;
        image.tag()?;
        Some((image.without_digest(), image.digest()?, Location::line(path.clone(), stage.from.line)))
    };
    parsed.stages().iter().filter_map(image).collect()
}

impl RecordLock {
    /// The digests to render with: those of the record.
    pub fn pins(&self) -> Pins {
        self.images.iter().map(|image| (image.name.clone(), image.digest.clone())).collect()
    }

    /// Takes over the digests that the file has by now. Whoever moves a digest along its tag, as Renovate and Dependabot do,
    /// edits nothing: the record would otherwise hold against it at the next update.
    pub fn follow_digests(&mut self, path: &RelPath, dockerfile: &str) {
        let mut found: BTreeMap<ImageRef, Vec<Digest>> = BTreeMap::new();
        for (name, digest, _) in written(path, dockerfile) {
            found.entry(name).or_default().push(digest);
        }
        for image in &mut self.images {
            let Some(digests) = found.get(&image.name) else { continue };
            // Of two that differ, neither is the one that is meant.
            let [digest, rest @ ..] = digests.as_slice() else { continue };
            if rest.iter().any(|other| other != digest) {
                continue;
            }
            let (old, new) = (image.name.with_digest(&image.digest), image.name.with_digest(digest));
            for file in self.files.iter_mut().filter(|file| file.path == path.as_str()) {
                file.text = file.text.replace(old.as_str(), new.as_str());
            }
            image.digest = digest.clone();
        }
    }
}
