//! Why the facts cannot be settled.

use super::answers::RuledOut;
use crate::detect::native::{Obstacle, ObstacleKind};
use crate::model::{
    Detection, Finding, InvalidValue, Location, Note, PackageManager, PackageName, PythonVersion, Runtime, Start, Suite,
    SystemPackage, of_known,
};
use crate::tree::TreeError;

#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    Invalid(#[from] InvalidValue),
    /// Nothing in the project says how it starts. The notes tell what was looked at.
    #[error("no Python application found in this folder")]
    NoStart { notes: Vec<Note> },
    /// What was found may be the program, or may not. The notes list it.
    #[error("{summary}")]
    UnsureStart { summary: String, notes: Vec<Note> },
    /// The root starts nothing, and projects below it do.
    #[error("{}", projects_below(*.count))]
    ProjectsBelow { count: usize, first: String, notes: Vec<Note> },
    #[error("the workspace has no member `{given}`")]
    NoSuchMember { given: String, known: String },
    #[error("the member `{member}` of the workspace is installed from `uv.lock`, and there is no current one")]
    MemberWithoutLock { member: String },
    #[error("`{path}` is outside of the build context ({at})")]
    OutsideContext { path: String, at: Location },
    /// Every start that was found fails in the image. The notes say why.
    #[error("no candidate can be started in the image")]
    NoneRuns { notes: Vec<Note> },
    /// The start that was found ends at an import, because nothing that is installed brings the module.
    #[error("the program imports `{module}`, which no file of the project lists as a dependency ({at})")]
    MissingDependency { module: String, at: Box<Location>, distributions: Vec<String>, flag: String, notes: Vec<Note> },
    /// A person refused the server that would have been added.
    #[error("the project declares no production server for {title}")]
    NoServer { title: String, server: PackageName },
    #[error("no Python release with an official image fits this project")]
    NoPython { notes: Vec<Note> },
    #[error("there is no official image of Python {python}")]
    UnknownPython { python: PythonVersion, known: String },
    #[error("there is no image of Python {python} on {suite}")]
    NoSuite { python: PythonVersion, suite: Suite, suites: String },
    #[error("`{given}` is not a framework that pydock knows")]
    UnknownFramework { given: String, known: String },
    #[error("no {given} application was found")]
    NoSuchFramework { given: String, found: String },
    #[error("the application has no process `{given}`")]
    NoSuchProcess { given: String, known: String },
    #[error("found no file that {manager} installs from")]
    NoManifest { manager: PackageManager, expected: &'static str },
    /// The only list of dependencies is one that pydock cannot install from.
    #[error("{message}")]
    Unsupported { message: String, at: Location, hint: String },
    /// Its text would be written into the Dockerfile.
    #[error("the URL of `{name}` contains a password or a token, which pydock does not write into the Dockerfile ({at})")]
    SecretInUrl { name: PackageName, at: Location },
    #[error("`--group` has no meaning for {manager}, which installs this project")]
    NoGroups { manager: PackageManager },
    #[error("the project has no dependency group `{given}`")]
    NoSuchGroup { given: String, known: String },
    #[error("`--extra` has no meaning for {manager}, which installs this project")]
    NoExtras { manager: PackageManager },
    #[error("the project has no extra `{given}`")]
    NoSuchExtra { given: String, known: String },
    #[error("`{path}` does not exist in the project")]
    NoSuchPath { path: String, flag: &'static str },
    #[error("the test stage has no command to run")]
    NoTestCommand,
    #[error("on Alpine {summary}")]
    NoWheels { summary: String, notes: Vec<Note> },
    #[error("`--torch cpu` is for projects that pip installs, and {manager} installs this one")]
    TorchOfLock { manager: PackageManager },
    #[error("`--torch cpu` installs files that no hash in `{file}` allows")]
    TorchWithHashes { file: String },
    /// The image that was chosen cannot run this application.
    #[error("`--runtime {runtime}` does not work here: {reason}")]
    Runtime { runtime: Runtime, reason: String, hint: String },
    #[error("the preset `single-stage` would leave compilers in the image ({packages})")]
    CompilersInImage { packages: String },
}

impl ResolveError {
    /// What to do about it. `None` if there is no advice.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Tree(error) => return error.hint.clone(),
            Self::Invalid(_) => return None,
            // What the remarks advise knows more about the project.
            Self::NoStart { notes } => {
                let advice = notes.iter().find_map(|note| note.hint.clone());
                advice.unwrap_or_else(|| "run pydock where pyproject.toml or requirements.txt is, or pass `--entrypoint module:object` or `--cmd 'python main.py'`".to_owned())
            }
            Self::UnsureStart { .. } => "choose one with the flag behind it, or pass another command with `--cmd '…'`".to_owned(),
            Self::ProjectsBelow { count: 1, first, .. } => format!("run `{first}`, or give the start with `--cmd`"),
            Self::ProjectsBelow { first, .. } => format!("choose one, for example `{first}`"),
            Self::NoSuchMember { known, .. } if known.is_empty() => {
                "`--member` takes a member of `[tool.uv.workspace]`, or a folder with its own manifest".to_owned()
            }
            Self::NoSuchMember { given, known } => of_known("members", given, known),
            Self::MemberWithoutLock { .. } => "run `uv lock` at the root of the workspace and commit the lock".to_owned(),
            Self::OutsideContext { .. } => {
                "the build context is the project's folder: move the dependency into it, publish it, or make both members of a uv workspace and run pydock at its root".to_owned()
            }
            Self::NoneRuns { .. } => "correct what is named above, or pass the command with `--cmd '…'`".to_owned(),
            Self::MissingDependency { distributions, flag, .. } => {
                let named: Vec<String> = distributions.iter().map(|name| format!("`{name}`")).collect();
                format!("add {} to the dependencies, or choose this start with {flag} to go on without", named.join(", "))
            }
            Self::NoServer { server, .. } => format!(
                "add `{server}` to the dependencies, pass `--cmd` with another server, or leave `--no-add-server` out"
            ),
            Self::NoPython { .. } => "change the files named above, or pass `--python`".to_owned(),
            Self::UnknownPython { known, .. } => format!("supported Python versions: {known}"),
            Self::NoSuite { suites, .. } => format!("pass `--suite {suites}`, or choose another Python"),
            Self::UnknownFramework { given, known } => of_known("frameworks", given, known),
            Self::NoSuchFramework { found, .. } if found.is_empty() => "also pass `--entrypoint module:object`".to_owned(),
            Self::NoSuchFramework { found, .. } => format!("found: {found}; also pass `--entrypoint module:object`"),
            Self::NoSuchProcess { known, .. } if known.is_empty() => "pass the command with `--cmd '…'`".to_owned(),
            Self::NoSuchProcess { given, known } => {
                format!("{}; pass any other command with `--cmd '…'`", of_known("processes", given, known))
            }
            Self::NoManifest { expected, .. } => format!("expected {expected}; name another file with `--manifest`"),
            Self::Unsupported { hint, .. } | Self::Runtime { hint, .. } => hint.clone(),
            Self::SecretInUrl { .. } => {
                "remove the login from the URL and give it to pip another way, for example as a build secret with a `.netrc`"
                    .to_owned()
            }
            Self::NoGroups { .. } => {
                "groups are read from `pyproject.toml`; name another requirements file with `--manifest`".to_owned()
            }
            Self::NoSuchGroup { known, .. } if known.is_empty() => {
                "groups are read from `[dependency-groups]`, from the tables of poetry and pdm, and from the categories of a Pipfile".to_owned()
            }
            Self::NoSuchGroup { given, known } => of_known("groups", given, known),
            Self::NoExtras { .. } => "leave `--extra` out, and add the package to the dependencies".to_owned(),
            Self::NoSuchExtra { known, .. } if known.is_empty() => {
                "extras are read from `[project.optional-dependencies]`; `--manifest` installs another requirements file".to_owned()
            }
            Self::NoSuchExtra { given, known } => of_known("extras", given, known),
            Self::NoSuchPath { flag, .. } => format!("`--{flag}` takes a path below the project's root"),
            Self::NoTestCommand => "pass `--test-cmd '…'`, or declare pytest in a development group".to_owned(),
            Self::NoWheels { .. } => {
                "`--base slim` installs wheels; `pydock wheels` shows every dependency; `--allow-builds` continues anyway"
                    .to_owned()
            }
            Self::TorchOfLock { .. } => "`pydock wheels` shows what to write into the project's own files".to_owned(),
            Self::TorchWithHashes { .. } => {
                "name PyTorch's index in the file that it is compiled from, and compile it again".to_owned()
            }
            Self::CompilersInImage { .. } => "choose `--preset production` or `--preset two-stage`".to_owned(),
        })
    }

    /// Whether a person has to say how the project starts.
    pub fn is_about_the_start(&self) -> bool {
        matches!(self, Self::NoStart { .. } | Self::UnsureStart { .. } | Self::NoneRuns { .. })
    }

    /// Remarks that were collected on the way and explain the error.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::NoStart { notes }
            | Self::NoneRuns { notes }
            | Self::UnsureStart { notes, .. }
            | Self::MissingDependency { notes, .. }
            | Self::ProjectsBelow { notes, .. }
            | Self::NoPython { notes }
            | Self::NoWheels { notes, .. } => notes,
            _ => &[],
        }
    }
}

fn projects_below(count: usize) -> String {
    match count {
        1 => "found no start at the root, but one project below it".to_owned(),
        _ => format!("found no start at the root, but {count} projects below it"),
    }
}

impl ResolveError {
    /// The best start is weak, or tied with another: the candidates, each with its evidence and the flag that takes it.
    pub(super) fn unsure(detection: &Detection<Start>, tried: &[RuledOut]) -> Self {
        let summary = match (detection.all().count(), detection.tied) {
            (1, _) => "not sure that this is how the project starts".to_owned(),
            _ => "several candidates could start the project".to_owned(),
        };
        let mut notes = detection.notes.clone();
        notes.extend(tried.iter().map(RuledOut::note));
        notes.extend(candidates(detection));
        Self::UnsureStart { summary, notes }
    }
}

/// One line for each of the starts: of each folder at the root the first, and then the others, up to the number that a person
/// still reads.
pub(super) fn candidates(detection: &Detection<Start>) -> Vec<Note> {
    const MOST: usize = 10;
    let mut tops: Vec<&str> = Vec::new();
    let (first, more): (Vec<_>, Vec<_>) = detection.all().partition(|found| {
        let is_new = !tops.contains(&found.at.file.top());
        tops.push(found.at.file.top());
        is_new
    });
    let count = first.len() + more.len();
    let shown = if count > MOST { first.into_iter().chain(more).collect() } else { detection.all().collect::<Vec<_>>() };
    let mut notes: Vec<Note> = shown.into_iter().take(MOST).map(candidate).collect();
    if count > MOST {
        notes.push(Note::info(format!("and {} more: `pydock detect --json` lists all", count - MOST)));
    }
    notes
}

/// One line for a start: what is run, why it may be the program, why it may not, and the flag.
fn candidate(finding: &Finding<Start>) -> Note {
    let Start { command, confidence, .. } = &finding.value;
    let doubt = confidence.doubt().map(|doubt| format!("; {doubt}")).unwrap_or_default();
    Note::info(format!("`{command}`: {}{doubt}; choose it with {}", finding.why, finding.value.flag())).at(finding.at.clone())
}

impl ResolveError {
    /// Consent to compiling on Alpine is missing: the list of what has no wheel there, and what that costs.
    pub fn no_wheels(obstacles: &[Obstacle], build: &[SystemPackage]) -> Self {
        let count = |kind| obstacles.iter().filter(|obstacle| obstacle.kind == kind).count();
        let mut parts = Vec::new();
        for (kind, what) in [(ObstacleKind::CannotInstall, "cannot be installed"), (ObstacleKind::Compiled, "must be compiled")] {
            match count(kind) {
                0 => {}
                1 => parts.push(format!("1 dependency {what}")),
                several => parts.push(format!("{several} dependencies {what}")),
            }
        }
        let mut summary = parts.join(" and ");
        if !build.is_empty() {
            let names: Vec<&str> = build.iter().map(SystemPackage::as_str).collect();
            summary.push_str(&format!(", which takes {} in the builder and its time in every build", names.join(", ")));
        }
        let mut sorted: Vec<&Obstacle> = obstacles.iter().collect();
        sorted.sort_by_key(|obstacle| obstacle.kind);
        let note = |Obstacle { title, why, kind, at }: &Obstacle| {
            let what = if *kind == ObstacleKind::Compiled { "must be compiled" } else { "cannot be installed" };
            Note::warning(format!("`{title}` {what}: {why}")).at(at.clone())
        };
        Self::NoWheels { summary, notes: sorted.into_iter().map(note).collect() }
    }
}
