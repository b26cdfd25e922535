//! Which tool installs the project's dependencies, and from which file.

use super::conda::{self, Unsupported};
use super::{install_lines, stale_lock};
use crate::manifest::{Manifests, RequirementsFile};
use crate::model::{Dependency, Detection, Finding, Location, Lock, LockFormat, LockingProgram, Note, PackageManager, RelPath};
use crate::tree::ProjectTree;

/// A manager together with the file that it installs from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Manager {
    pub manager: PackageManager,
    /// Ex) `uv.lock`, `requirements.txt`, `pyproject.toml`; `None` for a project without dependencies.
    pub manifest: Option<RelPath>,
}

/// How far a candidate can be trusted, best first: that order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A lock that is committed and, as far as can be told, matches its manifest.
    Locked,
    /// Every requirement pinned or hashed in a requirements file.
    Pinned,
    /// `[project] dependencies` of a pyproject.toml, which the project's own tools keep complete.
    Declared,
    /// A requirements file with ranges.
    Listed,
    /// What a setup.py or setup.cfg says.
    Setup,
    /// A lock that does not match its manifest any more, or that git ignores.
    Stale,
    /// A manifest that names no dependency.
    Empty,
}

struct Candidate {
    rank: Rank,
    finding: Finding<Manager>,
}

/// Chooses the lock that is committed and fresh; without one, the best list of dependencies. Where the only list is one
/// that pydock cannot install from, the answer says which.
pub fn detect(tree: &ProjectTree, manifests: &Manifests) -> (Detection<Manager>, Option<Unsupported>) {
    let mut notes = Vec::new();
    let mut unsupported = None;
    let mut candidates: Vec<Candidate> =
        manifests.locks.iter().filter_map(|lock| locked(tree, manifests, lock, &mut notes)).collect();
    candidates.retain(|candidate| {
        let orphan = orphan(manifests, &candidate.finding);
        let is_alone = orphan.is_some();
        unsupported = unsupported.take().or(orphan);
        !is_alone
    });
    candidates.extend(unlocked(manifests));
    candidates.sort_by_key(|candidate| candidate.rank);
    let documented = put_documented_first(tree, manifests, &mut candidates);
    let lists_something = candidates.first().is_some_and(|candidate| candidate.rank != Rank::Empty);
    let conda = conda::detect(tree, manifests);
    match (conda, lists_something) {
        (Some((at, tool)), true) => {
            let from = &candidates[0].finding.at.file;
            let message = format!("dependencies come from `{from}`, not from `{}` ({tool})", at.file);
            notes.push(Note::info(message).at(at).hint(format!("packages that only {tool} has are not installed")));
        }
        (Some(conda), false) => unsupported = unsupported.or_else(|| Some(conda::unsupported(conda))),
        (None, _) => {}
    }
    if lists_something && let Some(orphan) = unsupported.take() {
        notes.push(Note::warning(orphan.message).at(orphan.at).hint(orphan.hint));
    }
    let mut findings = candidates.into_iter().map(|candidate| candidate.finding);
    let Some(chosen) = findings.next() else {
        let none = Manager { manager: PackageManager::None, manifest: None };
        let why = "no file lists dependencies".to_owned();
        return (Detection::one(Finding { value: none, at: Location::file(RelPath::root()), why }), unsupported);
    };
    unsupported = unsupported.or_else(|| without_its_lock(manifests, &chosen));
    if chosen.value.manifest.is_none() {
        notes.extend(without_list(manifests));
    }
    // The manifest that a lock was made from is no rival of the lock.
    let is_its_manifest = |other: &Finding<Manager>| {
        matches!(chosen.value.manager, PackageManager::Uv | PackageManager::Poetry | PackageManager::Pdm | PackageManager::Pylock)
            && other.at.file.as_str() == "pyproject.toml"
    };
    let others: Vec<_> = findings
        .filter(|other| other.value.manager != chosen.value.manager || other.at.file != chosen.at.file)
        .filter(|other| !is_its_manifest(other))
        .collect();
    let rivals: Vec<String> = others
        .iter()
        .filter(|other| other.value.manager != chosen.value.manager)
        .map(|other| format!("`{}` ({})", other.at.file, other.why))
        .collect();
    // Where the project's own lines decided, that is said, and once.
    let is_documented = documented.is_some();
    notes.extend(documented);
    if !rivals.is_empty() && !is_documented {
        notes.push(
            Note::info(format!("dependencies come from `{}` ({}), not from {}", chosen.at.file, chosen.why, rivals.join(" or ")))
                .at(chosen.at.clone())
                .hint("use `--manager` to choose another"),
        );
    }
    (Detection { chosen: Some(chosen), others, tied: false, notes }, unsupported)
}

/// Puts the requirements file that people install from before a pyproject.toml without a lock, if it lists more than that does.
fn put_documented_first(tree: &ProjectTree, manifests: &Manifests, candidates: &mut [Candidate]) -> Option<Note> {
    let first = candidates.first()?;
    if first.rank != Rank::Declared || first.finding.value.manager != PackageManager::Pyproject {
        return None;
    }
    let declared = &manifests.pyproject.as_ref()?.dependencies;
    let is_more = |file: &RequirementsFile| {
        let lists = |one: &Dependency| file.dependencies.iter().any(|other| other.name == one.name);
        file.dependencies.len() > declared.len() && declared.iter().all(lists)
    };
    let is_list =
        |candidate: &Candidate| candidate.rank == Rank::Listed && candidate.finding.value.manager == PackageManager::Pip;
    candidates.iter().find(|candidate| is_list(candidate))?;
    let (file, at) = install_lines::list_of_all(tree)?;
    let position = candidates.iter().position(|candidate| is_list(candidate) && candidate.finding.at.file == file)?;
    let known = manifests.requirements.iter().find(|known| known.path == file).filter(|known| is_more(known))?;
    let more = known.dependencies.iter().filter(|one| !declared.iter().any(|other| other.name == one.name));
    let names: Vec<String> = more.map(|one| format!("`{}`", one.name)).collect();
    candidates[..=position].rotate_right(1);
    let message = format!("dependencies come from `{file}`, which lists {} beside those of `pyproject.toml`", names.join(", "));
    Some(Note::info(message).at(at).hint("use `--manager pyproject` to install what `pyproject.toml` lists"))
}

/// What is installed where no file lists anything.
fn without_list(manifests: &Manifests) -> Option<Note> {
    let first = manifests.named.first()?;
    let names: Vec<String> = manifests.named.iter().map(|dependency| format!("`{}`", dependency.name)).collect();
    let is = if names.len() == 1 { "is" } else { "are" };
    let message =
        format!("no file lists dependencies; {} {is} installed, because the project names or imports them", names.join(", "));
    Some(Note::warning(message).at(first.at.clone()).hint("write them with their versions into a `requirements.txt`"))
}

/// A lock whose manager reads the project's own file beside it, which is absent.
fn orphan(manifests: &Manifests, lock: &Finding<Manager>) -> Option<Unsupported> {
    let program = LockingProgram::of(lock.value.manager)?;
    let has_manifest = match program.format {
        LockFormat::Pipenv => manifests.pipfile.is_some(),
        _ => manifests.pyproject.is_some(),
    };
    if has_manifest {
        return None;
    }
    let manifest = program.manifest;
    let (manager, file) = (lock.value.manager, &lock.at.file);
    Some(Unsupported {
        message: format!("`{file}` is here without its `{manifest}`, which {manager} needs to install from it"),
        at: lock.at.clone(),
        hint: format!("add the `{manifest}` that `{file}` was made from, or a `requirements.txt`"),
    })
}

/// The choice would be the file that a lock was made from, because the lock is out of date: nothing is installed without
/// its pins unless a person says so.
fn without_its_lock(manifests: &Manifests, chosen: &Finding<Manager>) -> Option<Unsupported> {
    let formats: &[LockFormat] = match (chosen.value.manager, chosen.at.file.as_str()) {
        (PackageManager::Pyproject, _) => &[LockFormat::Uv, LockFormat::Poetry, LockFormat::Pdm],
        (PackageManager::Pipenv, _) => &[LockFormat::Pipenv],
        _ => return None,
    };
    let is_in_use = |lock: &&Lock| lock.format != LockFormat::Poetry || uses_poetry(manifests);
    let locks = formats.iter().filter_map(|format| manifests.lock(*format)).filter(is_in_use);
    let lock = locks.into_iter().find(|lock| lock.fresh == Some(false))?;
    let file = &lock.at.file;
    let unmet = stale_lock::unmet(manifests, lock);
    let is_chosen = chosen.at.file == *file;
    // Pipenv has nothing else to install from.
    if is_chosen && unmet.is_none() {
        return None;
    }
    let why = match unmet {
        Some(dependency) => format!("it does not satisfy `{dependency}` ({})", dependency.at),
        None => "poetry refuses to install from it".to_owned(),
    };
    let renew = PackageManager::of_lock(lock.format).map_or_else(|| "write the lock again".to_owned(), relock);
    Some(Unsupported {
        message: format!("`{file}` is out of date: {why}"),
        at: lock.at.clone(),
        hint: match is_chosen {
            true => renew.clone(),
            false => format!("{renew}, or use `--manager {}` to install without the lock", chosen.value.manager),
        },
    })
}

/// Whether pyproject.toml has anything that is for poetry: a lock of a manager that the project has left stays behind at
/// times.
fn uses_poetry(manifests: &Manifests) -> bool {
    manifests.pyproject.as_ref().is_none_or(|file| {
        let is_other = file.tools.iter().any(|tool| matches!(tool.as_str(), "hatch" | "pdm" | "rye" | "uv"));
        let builds = file.build_system.as_ref().is_some_and(|system| system.backend.contains("poetry"));
        builds || file.tools.iter().any(|tool| tool == "poetry") || !is_other
    })
}

fn locked(tree: &ProjectTree, manifests: &Manifests, lock: &Lock, notes: &mut Vec<Note>) -> Option<Candidate> {
    let manager = PackageManager::of_lock(lock.format)?;
    let file = lock.at.file.clone();
    let ignored = tree.git_ignored_by(&file);
    let (rank, why) = match (&ignored, lock.fresh) {
        (Some(line), _) => {
            notes.push(
                Note::warning(format!("`{file}` is not committed: {line} ignores it")).at(line.clone()).hint("commit the lock"),
            );
            (Rank::Stale, "a lock that git ignores")
        }
        // `poetry export` refuses such a lock; the others install what it pins when they are told not to check it.
        (None, Some(false)) if manager != PackageManager::Poetry && stale_lock::unmet(manifests, lock).is_none() => {
            let message = format!("`{file}` is out of date; it satisfies every requirement, so the image installs what it pins");
            notes.push(Note::warning(message).at(lock.at.clone()).hint(relock(manager)));
            (Rank::Locked, "the lock, although it is out of date")
        }
        (None, Some(false)) => {
            notes.push(Note::warning(format!("`{file}` is out of date")).at(lock.at.clone()).hint(relock(manager)));
            (Rank::Stale, "a lock that is out of date")
        }
        (None, _) => (Rank::Locked, "the lock"),
    };
    let finding = Finding { value: Manager { manager, manifest: Some(file) }, at: lock.at.clone(), why: why.to_owned() };
    Some(Candidate { rank, finding })
}

fn relock(manager: PackageManager) -> String {
    LockingProgram::of(manager).map_or_else(|| "regenerate the lock".to_owned(), |program| format!("run `{}`", program.relock))
}

fn unlocked(manifests: &Manifests) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut add = |rank, manager, file: &RelPath, why: &str| {
        let value = Manager { manager, manifest: Some(file.clone()) };
        found.push(Candidate { rank, finding: Finding { value, at: Location::file(file.clone()), why: why.to_owned() } });
    };
    // A file that installs the project alone adds nothing to what the project's metadata says.
    let described = manifests.setup.is_some() || manifests.pyproject.as_ref().is_some_and(|file| file.has_project);
    let redundant = |file: &RequirementsFile| described && file.only_the_project().is_some();
    // The best known name is what the project installs. Another file may only pin what that one lists: more pins do not
    // make `requirements_gpu.txt` the better choice.
    let mut best = None;
    for file in manifests.requirements.iter().filter(|file| !file.development && !redundant(file) && !tests(manifests, file)) {
        let something = !file.dependencies.is_empty() || !file.local.is_empty();
        let (rank, why) = match (something, file.pinned || file.hashed) {
            (false, _) => (Rank::Empty, "an empty requirements file"),
            (true, true) => (Rank::Pinned, "pinned requirements"),
            (true, false) => (Rank::Listed, "requirements without pins"),
        };
        let rank = best.filter(|_| !file.lock).map_or(rank, |best| rank.max(best));
        if rank != Rank::Empty && !file.lock {
            best = best.or(Some(rank));
        }
        add(rank, PackageManager::Pip, &file.path, why);
    }
    if let Some(pipfile) = manifests.pipfile.as_ref().filter(|_| manifests.lock(LockFormat::Pipenv).is_none()) {
        add(Rank::Declared, PackageManager::Pipenv, &pipfile.path, "a Pipfile without a lock");
    }
    if let Some(pyproject) = &manifests.pyproject {
        let poetry = pyproject.poetry.as_ref().is_some_and(|table| table.lists_dependencies);
        let declares = !pyproject.dependencies.is_empty() || pyproject.dynamic.iter().any(|field| field == "dependencies");
        if poetry && manifests.lock(LockFormat::Poetry).is_none() {
            add(Rank::Declared, PackageManager::Pyproject, &pyproject.path, "poetry's dependencies without a lock");
        } else if declares {
            let why =
                if pyproject.has_project { "`[project]` dependencies without a lock" } else { "dependencies without a lock" };
            add(Rank::Declared, PackageManager::Pyproject, &pyproject.path, why);
        } else if pyproject.groups.values().any(|group| !group.is_empty()) && !pyproject.has_project && !poetry {
            add(Rank::Setup, PackageManager::Pyproject, &pyproject.path, "dependency groups without a project");
        } else if pyproject.has_project || pyproject.build_system.is_some() {
            add(Rank::Empty, PackageManager::Pyproject, &pyproject.path, "a project without dependencies");
        }
    }
    if let Some(setup) = &manifests.setup {
        let declares = !setup.dependencies.is_empty() || setup.dependencies_unknown.is_some();
        let rank = if declares { Rank::Setup } else { Rank::Empty };
        add(rank, PackageManager::Setuptools, &setup.at.file, "setuptools' metadata");
    }
    if let [script] = manifests.scripts.as_slice() {
        add(Rank::Declared, PackageManager::Script, &script.path, "inline script metadata");
    }
    if let Some(first) = manifests.named.first().filter(|_| found.is_empty()) {
        let value = Manager { manager: PackageManager::Pip, manifest: None };
        let why = "no file lists dependencies".to_owned();
        found.push(Candidate { rank: Rank::Listed, finding: Finding { value, at: first.at.clone(), why } });
    }
    found
}

/// Whether the file lists what a project is tested with: a runner of tests, and nothing of what setup.py installs.
fn tests(manifests: &Manifests, file: &RequirementsFile) -> bool {
    const RUNNERS: &[&str] = &["nose", "pytest", "tox"];
    let Some(setup) = manifests.setup.as_ref().filter(|setup| !setup.dependencies.is_empty()) else { return false };
    let lists = |name: &str| file.dependencies.iter().any(|dependency| dependency.name.as_ref() == name);
    RUNNERS.iter().any(|runner| lists(runner)) && !setup.dependencies.iter().any(|dependency| lists(dependency.name.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_people_install_goes_before_a_pyproject_that_lists_less() {
        const README: &str = "Run `pip install -r requirements.txt`.";
        for (requirements, readme, expected) in [
            ("flask\nreportlab\n", README, "requirements.txt"),
            ("flask\n", README, "pyproject.toml"),
            // Each lacks something.
            ("reportlab\nrich\n", README, "pyproject.toml"),
            ("flask\nreportlab\n", "Run `pip install .`.", "pyproject.toml"),
            ("flask\nreportlab\n", "", "pyproject.toml"),
        ] {
            let pyproject = "[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = [\"flask\"]\n";
            let files = [("pyproject.toml", pyproject), ("requirements.txt", requirements), ("README.md", readme)];
            let tree = ProjectTree::in_memory(files);
            let (found, _) = detect(&tree, &Manifests::read(&tree).unwrap());
            assert_eq!(found.chosen.unwrap().at.file.as_str(), expected, "{requirements}{readme}");
            assert_eq!(found.notes.len(), 1, "{requirements}{readme}: {:?}", found.notes);
        }
    }
}
