//! The files of one release, read once and judged for any number of targets.

use std::cmp::{Ordering, Reverse};
use std::str::FromStr;

use pep440_rs::Version;

use super::tags::{Tags, is_for_linux};
use super::{Native, NoSource, NoWheel, Policy, Target, Verdict, WheelFileName, Why, is_sdist};

/// One version of a distribution, by the names of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release<'f> {
    wheels: Vec<WheelFileName<'f>>,
    /// Those of the wheels, in their order.
    tags: Vec<Tags<'f>>,
    /// pip ranks all source archives of a version alike and then takes the last one listed.
    sdist: Option<&'f str>,
    /// Whether any file was listed; of what kind does not matter.
    listed: bool,
}

impl<'f> Release<'f> {
    /// Files that are neither wheels nor source archives (eggs, installers, signatures) are passed over, as pip does it.
    pub fn new(files: impl IntoIterator<Item = &'f str>) -> Self {
        let mut release = Self { wheels: Vec::new(), tags: Vec::new(), sdist: None, listed: false };
        for file in files {
            release.listed = true;
            if let Some(wheel) = WheelFileName::parse(file) {
                release.wheels.push(wheel);
                release.tags.push(Tags::of(wheel));
            } else if is_sdist(file) {
                release.sdist = Some(file);
            }
        }
        release
    }

    /// How the release gets onto the target.
    pub fn verdict(&self, target: Target, policy: Policy) -> Verdict<'f> {
        if !self.listed {
            return Verdict::Unknown;
        }
        let wheel = match policy {
            Policy::Any | Policy::OnlyWheels => self.best_wheel(target),
            Policy::OnlySource => None,
        };
        if let Some(wheel) = wheel {
            let pure = wheel.is_pure();
            return Verdict::Wheel { file: wheel.file(), pure, fallback: pure && self.has_compiled_linux_wheel() };
        }
        let no_source = match (policy, self.sdist) {
            (Policy::Any | Policy::OnlySource, Some(sdist)) => return Verdict::Build { sdist, native: self.native() },
            (Policy::OnlyWheels, Some(_)) => NoSource::NotAllowed,
            (_, None) => NoSource::NotPublished,
        };
        let no_wheel = if policy == Policy::OnlySource { NoWheel::NotAllowed } else { NoWheel::of(&self.wheels, target) };
        Verdict::CannotInstall(Why { no_wheel, no_source: Some(no_source), target })
    }

    /// Why no wheel is taken; where one fits, the reason can only be that wheels are not allowed.
    pub fn why_no_wheel(&self, target: Target) -> Why {
        Why { no_wheel: NoWheel::of(&self.wheels, target), no_source: None, target }
    }

    /// pip's choice: the newest version (of `2.6.0` and `2.6.0+cpu`, the latter), then the lowest rank, then the highest
    /// build number, then the last one listed.
    fn best_wheel(&self, target: Target) -> Option<WheelFileName<'f>> {
        let wheels = self.wheels.iter().zip(&self.tags);
        let fitting = wheels.filter_map(|(wheel, tags)| Some((target.rank_of(tags)?, *wheel)));
        fitting
            .reduce(|best, next| {
                let versions = if best.1.version() == next.1.version() {
                    None
                } else {
                    // Both were read as versions when the file names were.
                    Version::from_str(best.1.version()).ok().zip(Version::from_str(next.1.version()).ok())
                };
                let newer = versions.map_or(Ordering::Equal, |(best, next)| next.cmp(&best));
                let better = newer.then_with(|| (Reverse(next.0), next.1.build()).cmp(&(Reverse(best.0), best.1.build())));
                if better.is_lt() { best } else { next }
            })
            .map(|(_, wheel)| wheel)
    }

    fn has_compiled_linux_wheel(&self) -> bool {
        self.wheels.iter().any(|wheel| is_for_linux(*wheel))
    }

    /// The evidence is a wheel for Linux where there is one.
    fn native(&self) -> Native<'f> {
        let for_linux = self.wheels.iter().find(|wheel| is_for_linux(**wheel));
        let any = for_linux.or_else(|| self.wheels.iter().find(|wheel| !wheel.is_pure()));
        any.map_or(Native::NoSign, |wheel| Native::Yes(wheel.file()))
    }
}
