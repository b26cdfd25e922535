//! `--online`: asks the package index for what no lock tells.
//!
//! First the lists of files of everything whose files are not known, then what the chosen wheels take from the image, and
//! what the source archives hold that would be built. What is not answered stays as it is offline, and is said.

use std::collections::{BTreeMap, BTreeSet};

use super::cache;
use crate::detect::installed::{Basis, Installation, Installed};
use crate::detect::judge::{Outcome, judge_all};
use crate::detect::online::{Listed, Online, version_of};
use crate::error::Error;
use crate::facts::Answers;
use crate::http::Environment;
use crate::index::{Client, IndexError, IndexErrorKind, IndexFile, IndexUrl, Options};
use crate::manifest::{Manifests, RequirementsFile};
use crate::model::{DependencySource, LockedFile, Note, PackageName};
use crate::pipeline::{self, Survey};
use crate::report::Report;
use crate::wheel::{ImageTarget, is_sdist};

/// Adds to the survey what the indexes answer, for the targets or else for the image of the facts; tells what went wrong.
pub fn fill(
    survey: &mut Survey,
    answers: &Answers,
    targets: Option<&[ImageTarget]>,
    report: &Report,
) -> Result<Vec<Note>, Error> {
    let (facts, _) = pipeline::settle_dependencies(survey, answers)?;
    let chosen: Vec<ImageTarget> = facts.machines().into_iter().map(|machine| facts.image().target(machine)).collect();
    let (online, notes) = ask(&facts.installation(&survey.manifests, None), targets.unwrap_or(&chosen), report);
    survey.online = Some(online);
    Ok(notes)
}

/// What the indexes of the project answered, and what went wrong.
fn ask(installation: &Installation<'_>, targets: &[ImageTarget], report: &Report) -> (Online, Vec<Note>) {
    let variable = |name: &str| std::env::var(name).ok();
    let environment = Environment::read(variable);
    let client = Client::new(Options { cache_dir: cache::folder(), environment, ..Options::default() });
    let mut asking = Asking { client, report, online: Online::default(), failures: Failures::default() };
    asking.lists(installation, targets);
    let lists = std::mem::take(&mut asking.online);
    asking.insides(&installation.with_online(Some(&lists)), targets);
    let found = std::mem::replace(&mut asking.online, lists);
    asking.online.add_insides(found);
    (asking.online, asking.failures.notes())
}

struct Asking<'r> {
    client: Client,
    report: &'r Report,
    online: Online,
    failures: Failures,
}

impl Asking<'_> {
    fn lists(&mut self, installation: &Installation<'_>, targets: &[ImageTarget]) {
        let mut wanted: BTreeMap<PackageName, Vec<IndexUrl>> = BTreeMap::new();
        let indexes = indexes(installation);
        let closures: Vec<_> = targets.iter().map(|target| installation.packages(target.python, target.machine)).collect();
        for package in closures.iter().flat_map(|packages| packages.iter()) {
            if package.basis == Basis::Table && *package.source == DependencySource::Index {
                let own = package.index.and_then(|url| url.parse().ok()).map(|url| vec![url]);
                wanted.insert(package.name.clone(), own.unwrap_or_else(|| indexes.clone()));
            }
        }
        let requests: Vec<(PackageName, Vec<IndexUrl>)> = wanted.into_iter().collect();
        let progress = self.report.progress("asking the index", requests.len());
        let answers = self.client.files_of_all(requests.clone(), &|done, _| progress.set(done));
        progress.finish();
        for ((name, _), answer) in requests.into_iter().zip(answers) {
            match answer {
                Ok(files) => {
                    let listed = files.into_iter().filter_map(|file| listed(&name, file)).collect();
                    self.online.list(name, listed);
                    self.failures.answered += 1;
                }
                Err(error) => self.failures.add(&name, error),
            }
        }
    }

    /// The installation knows the lists already.
    fn insides(&mut self, installation: &Installation<'_>, targets: &[ImageTarget]) {
        let (mut wheels, mut sdists) = (BTreeMap::new(), BTreeMap::new());
        for target in targets {
            let packages = installation.packages(target.python, target.machine);
            for (package, judgement) in packages.iter().zip(judge_all(&packages, *target)) {
                match judgement.outcome {
                    Outcome::Wheel { file: Some(file), pure: false, .. } => {
                        wheels.extend(index_file(package, file).map(|found| (file.to_owned(), found)));
                    }
                    Outcome::Build { sdist: Some(file), .. } => {
                        sdists.extend(index_file(package, file).map(|found| (file.to_owned(), found)));
                    }
                    _ => {}
                }
            }
        }
        let files: Vec<IndexFile> = wheels.into_values().collect();
        let progress = self.report.progress("reading wheels", files.len());
        let answers = self.client.wheels(&files, &|done, _| progress.set(done));
        progress.finish();
        for (file, answer) in files.into_iter().zip(answers) {
            match answer {
                Ok(contents) => self.online.add_libraries(file.name, contents.needed.into_iter().collect()),
                Err(error) => self.failures.unread.push(error),
            }
        }
        let files: Vec<IndexFile> = sdists.into_values().filter(|file| is_sdist(&file.name)).collect();
        let progress = self.report.progress("reading source archives", files.len());
        let answers = self.client.sdists(&files, &|done, _| progress.set(done));
        progress.finish();
        for (file, answer) in files.into_iter().zip(answers) {
            match answer {
                Ok(evidence) if evidence.complete || evidence.native.is_some() => {
                    self.online.add_source(file.name, evidence.native);
                }
                Ok(_) => {}
                Err(error) => self.failures.unread.push(error),
            }
        }
    }
}

fn listed(name: &PackageName, file: IndexFile) -> Option<Listed> {
    let version = version_of(name, &file.name)?;
    let hash = file.hashes.iter().find(|(algorithm, _)| algorithm == "sha256").or(file.hashes.first());
    let hash = hash.map(|(algorithm, digest)| format!("{algorithm}:{digest}").into());
    // pip takes a range that is not PEP 440 for none.
    let requires_python = file.requires_python.as_deref().and_then(|text| text.parse().ok());
    let yanked = file.yanked;
    let file = LockedFile { name: file.name.into(), size: file.size, hash, url: Some(file.url.into()) };
    Some(Listed { version, file, requires_python, yanked })
}

/// The file as an index would list it, by the address that the lock or the list gives.
fn index_file(package: &Installed<'_>, name: &str) -> Option<IndexFile> {
    let file = package.files.iter().find(|file| &*file.name == name)?;
    let mut found = IndexFile::at(file.url.as_deref()?)?;
    let hash = file.hash.as_deref().and_then(|hash| hash.split_once(':'));
    found.hashes.extend(hash.map(|(algorithm, digest)| (algorithm.to_owned(), digest.to_owned())));
    found.size = found.size.or(file.size);
    Some(found)
}

/// The indexes that the project's installer asks: those of the requirements file, those of the environment, PyPI.
fn indexes(installation: &Installation<'_>) -> Vec<IndexUrl> {
    let variable = |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let file = requirements(installation.manifests, installation);
    let main = file
        .and_then(|file| file.main_index.clone())
        .or_else(|| variable(&["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"]));
    let more = file.into_iter().flat_map(|file| &file.index_urls).map(|(url, _)| url.clone());
    let more = more.filter(|url| Some(url) != main.as_ref()).collect::<Vec<_>>();
    let extra = variable(&["PIP_EXTRA_INDEX_URL"]).unwrap_or_default();
    // An index that replaces PyPI and cannot be asked is not replaced by PyPI in turn: its names are nobody's business.
    let main = main.as_ref().map_or_else(|| Some(IndexUrl::pypi()), |url| expanded(url).parse().ok());
    let extra: Vec<String> = extra.split_whitespace().map(str::to_owned).chain(more).collect();
    main.into_iter().chain(extra.iter().filter_map(|url| expanded(url).parse().ok())).collect()
}

fn requirements<'a>(manifests: &'a Manifests, installation: &Installation<'_>) -> Option<&'a RequirementsFile> {
    manifests.requirements.iter().find(|file| Some(&file.path) == installation.manifest)
}

/// `${NAME}` of the environment, as pip expands it; what is not set stays as it is written.
fn expanded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let is_name =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        match after.split_once('}').filter(|(name, _)| is_name(name)) {
            Some((name, behind)) => {
                out.push_str(&std::env::var(name).unwrap_or_else(|_| format!("${{{name}}}")));
                rest = behind;
            }
            None => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out + rest
}

/// What was not answered.
#[derive(Default)]
struct Failures {
    answered: usize,
    unknown: BTreeSet<PackageName>,
    errors: Vec<IndexError>,
    unread: Vec<IndexError>,
}

impl Failures {
    fn add(&mut self, name: &PackageName, error: IndexError) {
        match error.kind {
            IndexErrorKind::Unknown => {
                self.unknown.insert(name.clone());
            }
            _ => self.errors.push(error),
        }
    }

    /// One remark for each kind of failure, by the example of the first.
    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let with_hint = |note: Note, error: &IndexError| match &error.hint {
            Some(hint) => note.hint(hint.clone()),
            None => note,
        };
        if let Some(error) = self.errors.first() {
            let what = match (self.answered, self.errors.len()) {
                (0, _) => "no package index responds: the verdicts are those without `--online`".to_owned(),
                (_, 1) => "the index did not answer for one dependency".to_owned(),
                (_, several) => format!("the index did not answer for {several} dependencies"),
            };
            notes.push(with_hint(Note::warning(format!("{what}: {error}")), error));
        }
        if !self.unknown.is_empty() {
            let names: Vec<&str> = self.unknown.iter().map(AsRef::as_ref).collect();
            notes.push(Note::warning(format!("no index has {}", names.join(", "))));
        }
        if let Some(error) = self.unread.first() {
            let message = format!("{} of the files could not be read: {error}", self.unread.len());
            notes.push(with_hint(Note::info(message), error));
        }
        notes
    }
}
