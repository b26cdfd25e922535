//! Where a tag stands in pip's order of preference.

/// The lower, the better: a wheel of the lowest rank is the one that pip takes.
///
/// The order among ranks is that of the tags in `packaging.tags` for the same interpreter; the numbers themselves mean
/// nothing and are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    pub(super) step: Step,
    /// Among tags of the same step.
    pub(super) platform: PlatformPlace,
}

/// What a tag says of interpreter and ABI, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Step {
    /// Ex) `cp313-cp313-<platform>`
    OwnAbi,
    /// Ex) `cp313-abi3-<platform>`
    OwnStableAbi,
    /// Ex) `cp313-none-<platform>`
    OwnWithoutAbi,
    /// Ex) `cp312-abi3-<platform>`, with the number of releases between
    OlderStableAbi(u8),
    /// Ex) `py3-none-<platform>`
    AnyInterpreter(Generic),
    /// Ex) `cp313-none-any`
    OwnPure,
    /// Ex) `py3-none-any`
    AnyInterpreterPure(Generic),
}

/// The interpreter tags that are not CPython's own, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Generic {
    /// Ex) `py313` on 3.13
    Own,
    /// `py3`
    Major,
    /// Ex) `py312` on 3.13, with the number of releases between
    Older(u8),
}

/// The place among the platforms that a target takes, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum PlatformPlace {
    /// `manylinux…` and `musllinux…`: the nearer to the target's own C library, the better. The old name of a version
    /// (`manylinux2014` for `manylinux_2_17`) comes right behind the new one.
    Portable { above: u16, legacy: bool },
    /// `linux_<machine>`, and `any` where it is the only one. So have it uv and the pips in the images, up to 26.2; since
    /// 26.3 pip takes such a wheel first. PyPI has none of them.
    Local,
}
