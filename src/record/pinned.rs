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
    /// The line that pins it, where one does. `None` if no line does.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{PinnedImage, Pristine};

    fn digest(digit: u8) -> Digest {
        Digest::of_sha256([digit; 32]).unwrap()
    }

    fn path() -> RelPath {
        RelPath::parse("Dockerfile").unwrap()
    }

    #[test]
    fn lines_with_a_tag_and_a_digest_are_found() {
        let (a, b) = (digest(0xaa), digest(0xbb));
        let text = format!(
            "# FROM python:1@{a}\nARG V=1\nFROM --platform=linux/amd64 python:3.13@{a} AS base\nFROM base AS deps\n\
             FROM ghcr.io/x/uv:1 AS uv\nFROM python@{a}\nFROM python:$V@{a}\nFROM python:3@sha512:00\nFROM scratch\n\
             FROM \\\n  localhost:5000/x/y:1@{b}\n"
        );
        let found: Vec<String> =
            written(&path(), &text).iter().map(|(name, digest, at)| format!("{name} {} {at}", digest.short())).collect();
        let expected = ["python:3.13 sha256:aaaaaaaaaaaa Dockerfile:3", "localhost:5000/x/y:1 sha256:bbbbbbbbbbbb Dockerfile:10"];
        assert_eq!(found, expected);
        assert!(written(&path(), "<<<<<<< yours\nFROM a:1\n").is_empty());
    }

    #[test]
    fn a_digest_that_moved_in_the_file_moves_in_the_record() {
        let pinned = |digest: &Digest| format!("FROM python:3.13@{digest} AS base\nFROM other:1@{}\n", self::digest(9));
        let (old, new, another) = (digest(1), digest(2), digest(3));
        for (dockerfile, expected) in [
            (pinned(&old), &old),
            (pinned(&new), &new),
            (pinned(&new) + &pinned(&new), &new),
            // What is meant cannot be told.
            (pinned(&new) + &pinned(&another), &old),
            ("FROM python:3.13\n".to_owned(), &old),
            (pinned(&new).replace("3.13", "3.14"), &old),
            ("not a Dockerfile".to_owned(), &old),
        ] {
            let name: ImageRef = "python:3.13".parse().unwrap();
            let mut lock = RecordLock {
                version: 1,
                pydock: String::new(),
                facts: BTreeMap::new(),
                answers: BTreeMap::new(),
                presets: Vec::new(),
                images: vec![PinnedImage { name, digest: old.clone() }],
                files: vec![Pristine { path: "Dockerfile".to_owned(), text: pinned(&old) }],
            };
            lock.follow_digests(&path(), &dockerfile);
            assert_eq!((&lock.images[0].digest, &lock.files[0].text), (expected, &pinned(expected)), "{dockerfile}");
        }
    }
}
