//! Images and the digests that they are pinned to.

use std::collections::BTreeMap;

use super::{BuildPlan, Digest, ImageRef, StageBase};

/// By the name with its tag, without a digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins(BTreeMap<ImageRef, Digest>);

impl Pins {
    /// Those of a plan that has some.
    pub fn of(plan: &BuildPlan) -> Self {
        let images = plan.stages.iter().filter_map(|stage| match &stage.from {
            StageBase::Image(image) => Some((image.without_digest(), image.digest()?)),
            StageBase::Stage(_) | StageBase::Scratch => None,
        });
        Self(images.collect())
    }

    pub fn insert(&mut self, image: ImageRef, digest: Digest) {
        self.0.insert(image, digest);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&ImageRef, &Digest)> {
        self.0.iter()
    }

    /// Puts the digests behind the tags of the plan's base images. What is given back are the images that have none here.
    ///
    /// The tag stays, although a build goes by the digest alone. Renovate keeps it for people and goes by it to find the next
    /// digest (<https://docs.renovatebot.com/docker/#digest-pinning>). Dependabot takes the tag for the version where there is
    /// one, and moves a digest without a tag to whatever is the latest image of that name (its `shared_file_parser.rb` in
    /// <https://github.com/dependabot/dependabot-core/tree/main/docker>).
    pub fn apply(&self, plan: &mut BuildPlan) -> Vec<ImageRef> {
        let mut unpinned = Vec::new();
        for stage in &mut plan.stages {
            let StageBase::Image(image) = &mut stage.from else { continue };
            match self.0.get(image) {
                Some(digest) => *image = image.with_digest(digest),
                None if unpinned.contains(image) => {}
                None => unpinned.push(image.clone()),
            }
        }
        unpinned
    }
}

impl FromIterator<(ImageRef, Digest)> for Pins {
    fn from_iter<I: IntoIterator<Item = (ImageRef, Digest)>>(images: I) -> Self {
        Self(images.into_iter().collect())
    }
}
