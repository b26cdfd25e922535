//! `pydock lint`

mod files;
mod policies;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::{build, cache, findings, policy};
use crate::cli::LintArgs;
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::lint::{self, Brought, Context, FileKind, Fixed, Settings, Severity};
use crate::manifest::{ImageBuild, build_context, image_builds};
use crate::model::{ChangeSet, DOCKERIGNORE, RelPath, RenderedFile, dockerfile_of_ignore};
use crate::preset::Preset;
use crate::prompt;
use crate::record::lint_settings;
use crate::report::{ExitStatus, LintFormat, Linted, Report};
use crate::tree::ProjectTree;
use crate::write;
use files::{Target, targets};
use policies::Policies;

pub fn run(args: &LintArgs, report: &Report) -> Result<ExitStatus, Error> {
    let here = recorded(Path::new("."))?;
    let mut outcomes = Vec::new();
    if args.files.iter().any(|file| file.as_os_str() == "-") {
        outcomes.push(standard_input(args, &here, report)?);
    }
    let targets = with_surroundings(targets(&args.files)?);
    let policies = Policies::of(targets.iter().map(|(target, _)| target), report)?;
    for outcome in in_parallel(&targets, |(target, around)| look(target, around.as_ref(), policies.for_file(target), args, &here))
    {
        outcomes.push(outcome?);
    }
    if !args.mends() {
        return Ok(finish(outcomes, args.format.into(), report));
    }
    let changed: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.fixed.is_some()).collect();
    let mut planned = Vec::new();
    let mut shown = ChangeSet { changes: Vec::new() };
    for outcome in &changed {
        let (Some(target), Some(fixed)) = (&outcome.target, &outcome.fixed) else { continue };
        let file = RenderedFile { path: target.name.clone(), contents: fixed.text.clone() };
        let changes = write::plan(&target.folder, &[file])?;
        // What is shown has the path that the person knows the file by.
        let path = RelPath::parse(&target.shown).unwrap_or_else(|_| target.name.clone());
        shown.changes.extend(changes.changes.iter().map(|change| crate::model::Change { path: path.clone(), ..change.clone() }));
        planned.push((target, changes, fixed.count));
    }
    if args.diff {
        report.diff(&shown);
        return Ok(if shown.is_unchanged() { ExitStatus::Done } else { ExitStatus::Found });
    }
    let asks = !args.yes && prompt::can_ask() && !shown.is_unchanged();
    report.changes(&shown);
    if asks && !prompt::yes_or_no("Write these changes?")? {
        return Err(Error::Declined);
    }
    let mut folders: Vec<(&Path, ChangeSet)> = Vec::new();
    // A folder without changes may hold what a run left that was killed after its last change.
    for target in outcomes.iter().filter_map(|outcome| outcome.target.as_ref()) {
        if !folders.iter().any(|(folder, _)| *folder == target.folder) {
            folders.push((&target.folder, ChangeSet { changes: Vec::new() }));
        }
    }
    for (target, changes, _) in &planned {
        match folders.iter_mut().find(|(folder, _)| *folder == target.folder) {
            Some((_, all)) => all.changes.extend(changes.changes.iter().cloned()),
            None => folders.push((&target.folder, changes.clone())),
        }
    }
    for (folder, changes) in &folders {
        let is_kept = write::apply(folder, changes, cache::replaced().as_deref())?;
        if !changes.is_unchanged() {
            report.kept(folder, changes, is_kept);
        }
    }
    let counts: Vec<(String, usize)> = planned.iter().map(|(target, _, count)| (target.shown.clone(), *count)).collect();
    report.mended(&counts);
    Ok(finish(outcomes, args.format.into(), report))
}

/// A file, what was found in it, and what became of it.
struct Outcome {
    target: Option<Target>,
    linted: Linted,
    /// What other files have to do with it.
    others: Vec<Linted>,
    /// The text after its fixes, where one applied.
    fixed: Option<Fixed>,
}

impl LintArgs {
    fn mends(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }
}

fn recorded(folder: &Path) -> Result<Settings, Error> {
    Ok(lint_settings(&ProjectTree::open(folder)?)?.unwrap_or_default())
}

/// Lints one file, by the settings of its folder or else of the working folder.
fn look(
    target: &Target,
    around: Option<&Surroundings>,
    policy: Option<&Preset>,
    args: &LintArgs,
    here: &Settings,
) -> Result<Outcome, Error> {
    let tree = ProjectTree::open(&target.folder)?;
    let text = files::text(&tree, target)?;
    let recorded = lint_settings(&tree)?.unwrap_or_else(|| here.clone());
    let settings = args.settings(recorded)?;
    let job = Job { target: Some(target), text, policy, settings: &settings, args };
    let is_dockerfile = target.kind() == FileKind::Dockerfile;
    let Some(Surroundings { root, path, builds }) = around else {
        let context = Context::new(Some(&tree), Some(target.name.as_str()));
        return job.judge(&context, is_dockerfile.then_some((&tree, &RelPath::root(), &target.name)));
    };
    if !is_dockerfile && target.name.as_str() == DOCKERIGNORE {
        let context = Context::new(Some(&tree), Some(target.name.as_str())).at(path.as_str(), true);
        return job.judge(&context, None);
    }
    let repository = ProjectTree::open(root)?;
    // The ignore file of one Dockerfile has the context of that.
    let dockerfile = dockerfile_of_ignore(path.as_str()).and_then(|path| RelPath::parse(path).ok());
    let dockerfile = dockerfile.unwrap_or_else(|| path.clone());
    let parsed = repository.text(&dockerfile)?.map(|text| Dockerfile::parse_leniently(&text).0);
    let Some(parsed) = parsed else {
        let context = Context::new(Some(&tree), Some(target.name.as_str())).at(path.as_str(), false);
        return job.judge(&context, None);
    };
    let found = build_context(&repository, builds, &dockerfile, &parsed);
    let inner = path.as_str().strip_prefix(found.folder.as_str()).map(|rest| rest.trim_start_matches('/'));
    let inner = if found.folder.is_root() { Some(path.as_str()) } else { inner };
    let below = repository.below(&found.folder);
    let context = Context::new(Some(&below), inner).at(path.as_str(), found.is_sure);
    let is_inside = found.folder.is_root() || path.is_within(&found.folder);
    job.judge(&context, (is_dockerfile && is_inside).then_some((&repository, &found.folder, path)))
}

/// The repository around a file that does not lie at its root.
struct Surroundings {
    root: PathBuf,
    path: RelPath,
    /// The images that its compose files and workflows build.
    builds: Arc<Vec<ImageBuild>>,
}

/// Each file with what is around it; a repository is read once, however many of its files are looked at.
fn with_surroundings(targets: Vec<Target>) -> Vec<(Target, Option<Surroundings>)> {
    let mut read: BTreeMap<PathBuf, Arc<Vec<ImageBuild>>> = BTreeMap::new();
    let mut around = |target: &Target| {
        let (root, path) = repository(target)?;
        let builds = || ProjectTree::open(&root).map_or_else(|_| Vec::new(), |tree| image_builds(&tree).to_vec());
        let builds = Arc::clone(read.entry(root.clone()).or_insert_with(|| Arc::new(builds())));
        Some(Surroundings { root, path, builds })
    };
    targets
        .into_iter()
        .map(|target| {
            let surroundings = around(&target);
            (target, surroundings)
        })
        .collect()
}

/// The repository's folder and the file's path in it: found by git's folder, or else by the folder that pydock was started
/// in. Nothing for a file that lies at the root.
fn repository(target: &Target) -> Option<(PathBuf, RelPath)> {
    const HIGHEST: usize = 12;
    let folder = ProjectTree::open(&target.folder).ok()?.root()?.to_owned();
    let above = || folder.ancestors().take(HIGHEST);
    let here = ProjectTree::open(Path::new(".")).ok()?.root()?.to_owned();
    let git = RelPath::parse(".git").ok()?;
    let is_repository = |above: &&Path| ProjectTree::open(above).is_ok_and(|tree| tree.kind(&git).is_some());
    let root = above().find(is_repository).or_else(|| above().find(|above| **above == here))?;
    let inner = folder.strip_prefix(root).ok()?;
    let path = RelPath::parse(inner.join(target.name.as_str()).to_str()?).ok()?;
    (!inner.as_os_str().is_empty()).then(|| (root.to_owned(), path))
}

/// A file that is to be judged.
struct Job<'a> {
    target: Option<&'a Target>,
    text: String,
    /// The preset whose rules it is held to.
    policy: Option<&'a Preset>,
    settings: &'a Settings,
    args: &'a LintArgs,
}

impl Job<'_> {
    /// What the file has to be said about. With a repository, a folder of it and the file's path there, a build is simulated
    /// from that folder, if a rule is on that asks for one.
    fn judge(self, context: &Context<'_>, build: Option<(&ProjectTree, &RelPath, &RelPath)>) -> Result<Outcome, Error> {
        let Self { target, text, policy, settings, args } = self;
        let target = target.cloned();
        let path = target.as_ref().map_or_else(|| "-".to_owned(), |target| target.shown.clone());
        let kind = target.as_ref().map_or(FileKind::Dockerfile, Target::kind);
        let (text, fixed) = match args.mends() {
            true => {
                let fixed = lint::fix(kind, &text, context, settings, args.unsafe_fixes);
                if fixed.count == 0 { (text, None) } else { (fixed.text.clone(), Some(fixed)) }
            }
            false => (text, None),
        };
        let build = build.filter(|_| settings.wants_build());
        let simulated = build.map(|(tree, folder, path)| build::from_folder(tree, folder, path, &text, None)).transpose()?;
        let own = RelPath::parse(context.place()).unwrap_or_else(|_| RelPath::root());
        let mut team = policy.map(|preset| policy::findings(preset, &text, &own)).transpose()?;
        if !args.select.is_empty() {
            team.iter_mut().for_each(|team| team.retain(|found| settings.has(found.rule)));
        }
        let found = lint::check(kind, &text, context, settings, Brought { build: simulated, team });
        let (findings, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.at.file == own);
        let others = match build {
            Some((tree, _, own)) => {
                findings::by_file(Path::new(path.strip_suffix(own.as_str()).unwrap_or_default()), tree, others)
            }
            None => Vec::new(),
        };
        Ok(Outcome { target, linted: Linted { path, text, findings }, others, fixed })
    }
}

/// Standard input has no place to be written to: with `--fix`, the mended text goes to standard output.
fn standard_input(args: &LintArgs, here: &Settings, report: &Report) -> Result<Outcome, Error> {
    let text = prompt::standard_input()?;
    let settings = args.settings(here.clone())?;
    let outcome = Job { target: None, text, policy: None, settings: &settings, args }.judge(&Context::unknown(), None)?;
    if args.mends() {
        report.result(&outcome.linted.text);
        let linted = Linted { findings: Vec::new(), ..outcome.linted };
        return Ok(Outcome { linted, others: Vec::new(), fixed: None, target: None });
    }
    Ok(outcome)
}

fn finish(outcomes: Vec<Outcome>, format: LintFormat, report: &Report) -> ExitStatus {
    let files: Vec<Linted> =
        outcomes.into_iter().flat_map(|outcome| std::iter::once(outcome.linted).chain(outcome.others)).collect();
    report.linted(&files, format);
    let fails = files.iter().flat_map(|file| &file.findings).any(|finding| finding.severity >= Severity::Warning);
    if fails { ExitStatus::Found } else { ExitStatus::Done }
}

/// The results in the order of the items, on as many threads as there are processors.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(items.len());
    if count <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                let mut own = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    own.push((index, work(item)));
                }
                results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(own);
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
