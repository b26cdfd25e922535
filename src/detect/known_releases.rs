//! How a dependency gets onto an image by what `wheels.toml` knows of its releases, where no list of its files is at hand.

use crate::knowledge::{FileKind, ReleaseRun, WheelReleases, wheel_releases};
use crate::model::{Base, Suite, VersionSpecifiers};
use crate::wheel::{ImageTarget, Machine, NoSource, NoWheel, Policy, Why};

use super::installed::Installed;
use super::judge::{Compiled, Outcome};

/// `None` if the table does not know the distribution, its version or the Python.
pub(super) fn outcome<'a>(package: &Installed<'a>, target: ImageTarget, takes_compiler: bool) -> Option<Outcome<'a>> {
    let row = wheel_releases(package.name).filter(|_| !target.free_threaded && WheelReleases::knows(target.python))?;
    let release = chosen(row, package, target)?;
    let (run, is_pinned) = (release.run, release.is_pinned);
    let compiled_wheel = wheel_kinds(target).any(|kind| run.has(kind, target.python));
    let wheel = compiled_wheel || run.has(FileKind::PureWheel, target.python);
    if wheel && package.policy() != Policy::OnlySource {
        let pure = !compiled_wheel;
        return Some(Outcome::Wheel { file: None, pure, fallback: pure && has_linux_wheel(run) });
    }
    let in_range = |why: String| if is_pinned { why } else { format!("{why} in the newest release that is allowed") };
    let has_source = source_kinds().any(|kind| run.has(kind, target.python));
    if has_source && package.policy() != Policy::OnlyWheels {
        let has_sign = run.has(FileKind::CompiledSource, target.python);
        let compiled = if has_sign || takes_compiler { Compiled::Yes } else { Compiled::NoSign };
        let why = match package.policy() {
            Policy::OnlySource => "the project asks for its source archive".to_owned(),
            Policy::Any | Policy::OnlyWheels => in_range(why_no_wheel(run, target, None)),
        };
        return Some(Outcome::Build { sdist: None, compiled, why });
    }
    let supports = run.supports(target.python);
    let why = match (supports, is_pinned) {
        (false, true) if source_kinds().any(|kind| run.has_for_some_python(kind)) => {
            format!("the release does not support {}", target.python.tag())
        }
        (false, false) => format!("no release that is allowed supports {}", target.python.tag()),
        _ if has_source => why_no_wheel(run, target, Some(NoSource::NotAllowed)),
        _ => why_no_wheel(run, target, Some(NoSource::NotPublished)),
    };
    Some(Outcome::CannotInstall { why })
}

/// The releases that an installer takes from.
struct Chosen {
    run: &'static ReleaseRun,
    is_pinned: bool,
}

/// Those of the pinned version; else the newest allowed ones that have a file for the target, as pip chooses, or, to say why
/// none has, the newest that have one for this Python on any system.
fn chosen(row: &'static WheelReleases, package: &Installed<'_>, target: ImageTarget) -> Option<Chosen> {
    if let Some(version) = &package.version {
        return Some(Chosen { run: row.release(version)?, is_pinned: true });
    }
    let any = VersionSpecifiers::empty();
    let runs: Vec<&ReleaseRun> = row.allowed(package.specifiers.unwrap_or(&any)).collect();
    let (wheels, source) = (package.policy() != Policy::OnlySource, package.policy() != Policy::OnlyWheels);
    let has_file = |run: &&ReleaseRun| {
        let kinds = wheel_kinds(target).chain([FileKind::PureWheel]).filter(|_| wheels);
        kinds.chain(source_kinds().filter(|_| source)).any(|kind| run.has(kind, target.python))
    };
    let found = runs.iter().find(|run| has_file(run)).or_else(|| runs.iter().find(|run| run.supports(target.python)));
    Some(Chosen { run: *found.or(runs.first())?, is_pinned: false })
}

/// The compiled wheels that the image takes.
fn wheel_kinds(target: ImageTarget) -> impl Iterator<Item = FileKind> {
    let is_trixie = target.suite == Suite::Trixie;
    let (usual, newer) = match (target.base, target.machine) {
        (Base::Alpine, Machine::X86_64) => (FileKind::MuslAmd64, None),
        (Base::Alpine, Machine::Aarch64) => (FileKind::MuslArm64, None),
        (_, Machine::X86_64) => (FileKind::Amd64, Some(FileKind::NewerAmd64)),
        (_, Machine::Aarch64) => (FileKind::Arm64, Some(FileKind::NewerArm64)),
    };
    [usual].into_iter().chain(newer.filter(|_| is_trixie))
}

fn source_kinds() -> impl Iterator<Item = FileKind> {
    [FileKind::Source, FileKind::CompiledSource].into_iter()
}

fn has_linux_wheel(run: &ReleaseRun) -> bool {
    FileKind::COMPILED_WHEELS.iter().any(|kind| run.has_for_some_python(*kind))
}

/// The same words as for a list of files.
fn why_no_wheel(run: &ReleaseRun, target: ImageTarget, no_source: Option<NoSource>) -> String {
    let needs_newer = |kind| run.has(kind, target.python) && target.base != Base::Alpine && target.suite == Suite::Bookworm;
    let newer = match target.machine {
        Machine::X86_64 => FileKind::NewerAmd64,
        Machine::Aarch64 => FileKind::NewerArm64,
    };
    if needs_newer(newer) {
        return format!("the wheels for {} need a newer glibc than bookworm has", target.machine);
    }
    let other_machine = Machine::ALL.into_iter().find(|machine| *machine != target.machine).unwrap_or(target.machine);
    let has = |target: ImageTarget| wheel_kinds(target).any(|kind| run.has_for_some_python(kind));
    let newest = || wheel_kinds(target).filter_map(|kind| run.newest_python(kind)).max();
    let no_wheel = if has(target) {
        NoWheel::OtherPythons { newest: newest() }
    } else if has(ImageTarget { machine: other_machine, ..target }) {
        NoWheel::OtherMachines
    } else if has_linux_wheel(run) {
        NoWheel::OtherLibc
    } else if run.has_for_some_python(FileKind::PureWheel) {
        NoWheel::PureForOtherPythons { newest: run.newest_python(FileKind::PureWheel) }
    } else if run.has_for_some_python(FileKind::CompiledSource) {
        NoWheel::OtherSystems
    } else {
        NoWheel::None
    };
    Why { no_wheel, no_source, target: target.wheel_target() }.to_string()
}
