//! What the Dockerfile installs of the project: extras, groups, and the files that it installs from.

use pep508_rs::Requirement;

use super::layout::{Layout, join};
use super::reading::Said;
use crate::dockerfile::Keyword;
use crate::knowledge::{ManagerRow, Preparation, manager_row, preparation, preparation_of_step};
use crate::lint::call::{Argument, Call};
use crate::lint::install;
use crate::manifest::{Manifests, RequirementsFile, is_development};
use crate::model::{Command, Dependency, RelPath, has_open_name};
use crate::python::prepared_by;

/// The parts of the project that the image holds.
#[derive(Debug, Clone, Default)]
pub struct Installs {
    pub extras: Vec<Said<String>>,
    pub groups: Vec<Said<String>>,
    /// It installs the project itself.
    pub project: bool,
    /// Requirements files, as files of the project; of those of one line the longest is the last.
    pub requirements: Vec<Said<RelPath>>,
    /// What it prepares beside that, with the call as written.
    pub preparations: Vec<Said<Prepared>>,
    /// Packages that it installs by their names, without a file of the project. Ex) `gunicorn`
    pub packages: Vec<Said<String>>,
}

/// A call that prepares something.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// As written.
    pub line: String,
    pub row: &'static Preparation,
    /// The step that does the same in pydock's image; `None` if that is not known.
    pub step: Option<Command>,
}

impl Installs {
    /// The requirements files that the image is made from, without those for development and those that another one includes.
    /// A file that lists all that an earlier one does takes its place, and so does a later one that contradicts it.
    pub fn lists(&self, manifests: &Manifests) -> Vec<&Said<RelPath>> {
        let read = |path: &RelPath| manifests.requirements.iter().find(|file| file.path == *path);
        let mut found: Vec<&Said<RelPath>> = Vec::new();
        for said in self.requirements.iter().filter(|said| !is_development(&said.value)) {
            let includes = |one: &RelPath, other: &RelPath| read(one).is_some_and(|file| file.files.contains(other));
            if found.iter().any(|known| known.value == said.value || includes(&known.value, &said.value)) {
                continue;
            }
            let replaces = |known: &&Said<RelPath>| match (read(&known.value), read(&said.value)) {
                (Some(known), Some(new)) => supersedes(new, known),
                _ => false,
            };
            found.retain(|known| !includes(&said.value, &known.value) && !replaces(known));
            found.push(said);
        }
        found
    }
}

/// Whether both cannot be installed by one call, or the first adds nothing to the second.
fn supersedes(new: &RequirementsFile, known: &RequirementsFile) -> bool {
    let same = |one: &Dependency| new.dependencies.iter().find(|other| other.name == one.name);
    let all = !known.dependencies.is_empty() && known.dependencies.iter().all(|one| same(one).is_some());
    let pinned = |one: &Dependency| one.specifiers.iter().any(|specifier| *specifier.operator() == pep440_rs::Operator::Equal);
    let contradicts =
        |one: &Dependency| same(one).is_some_and(|other| pinned(one) && pinned(other) && one.specifiers != other.specifiers);
    all || new.hashed != known.hashed || known.dependencies.iter().any(contradicts)
}

/// The call with the variables that stand for several words put in. Ex) `uv sync $extra_flags`
fn split(call: &Call, expand: &dyn Fn(&str) -> Option<String>) -> Call {
    let words = |argument: &Argument| -> Vec<Argument> {
        let is_bare = !argument.is_literal && argument.text.starts_with('$');
        match expand(&argument.text).filter(|_| is_bare) {
            Some(text) => text.split_whitespace().map(|word| Argument { text: word.to_owned(), ..argument.clone() }).collect(),
            None => vec![argument.clone()],
        }
    };
    Call { arguments: call.arguments.iter().flat_map(words).collect(), ..call.clone() }
}

/// The files that a call takes requirements from, beside those of `pip install`.
fn listed(call: &Call) -> Vec<&str> {
    let words = call.words();
    match (call.program.as_str(), words.as_slice()) {
        ("pip", ["wheel" | "download", ..]) => {
            call.values(&["-r", "--requirement"]).into_iter().map(|(_, value)| value).collect()
        }
        ("uv", ["pip", "sync", ..]) => call.operands(&[]).into_iter().skip(2).map(|argument| argument.text.as_str()).collect(),
        ("pip-sync", _) => call.operands(&[]).into_iter().map(|argument| argument.text.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Parts that no image runs with, whatever installs them.
const DEVELOPMENT: &[&str] = &["dev", "develop", "development", "doc", "docs", "lint", "test", "testing", "tests", "typing"];

/// Reads the installations of the stage and of those that it is made from. What hangs on a condition is left out.
pub fn read(layout: &Layout<'_>, stage: usize, manifests: &Manifests) -> Installs {
    let document = layout.document;
    let mut found = Installs::default();
    let known = Known::new(manifests);
    let own: Vec<usize> = document.lineage(stage).iter().map(|view| view.index).collect();
    // Groups that the image itself leaves out, which another stage may install for its own work.
    let mut left_out: Vec<String> = Vec::new();
    for stage in layout.stages_of(stage) {
        let Some(view) = document.stages.get(stage) else { continue };
        for index in view.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword != Keyword::Run {
                continue;
            }
            for call in document.calls(index).iter().filter(|call| call.place.depth == 0) {
                let expand = |text: &str| document.expand(index, text).unwrap_or_else(|| text.to_owned());
                let written = call;
                let call = &split(call, &|text| document.expand(index, text));
                let (extras, groups) = parts(call, &known, &expand);
                if own.contains(&stage) {
                    let values = call.values(&["--no-group", "--without"]).into_iter().flat_map(|(_, value)| value.split(','));
                    left_out.extend(values.map(str::to_owned));
                }
                found.extras.extend(extras.into_iter().map(|value| Said { value, line: instruction.line }));
                found.groups.extend(groups.into_iter().map(|value| Said { value, line: instruction.line }));
                let words: Vec<&str> = call.arguments.iter().map(|argument| argument.text.as_str()).collect();
                // `python manage.py …` is a call of Python with a script.
                let (program, words) = match words.as_slice() {
                    [script, rest @ ..] if call.program == "python" => (script.rsplit('/').next().unwrap_or_default(), rest),
                    words => (call.program.as_str(), words),
                };
                if let ("-c", [code, ..]) = (program, words) {
                    // The quotes in it are Python's: an expansion would take them away.
                    for step in prepared_by(code) {
                        let Some(row) = preparation_of_step(&step) else { continue };
                        let value = Prepared { line: written.line(), row, step: Some(step) };
                        found.preparations.push(Said { value, line: instruction.line });
                    }
                }
                if let Some(row) = preparation(program, words) {
                    let expanded: Vec<String> = words.iter().map(|word| expand(word)).collect();
                    let step = row.step(&expanded.iter().map(String::as_str).collect::<Vec<_>>());
                    found.preparations.push(Said { value: Prepared { line: written.line(), row, step }, line: instruction.line });
                }
                let folder = layout.workdir(stage, index);
                let of_project = |file: &str| {
                    let file = expand(file).trim_matches('"').to_owned();
                    let bound = || {
                        let mounts = instruction.mounts();
                        let mount = mounts
                            .iter()
                            .find(|mount| mount.target().is_some_and(|target| join(&folder, target) == join(&folder, &file)));
                        mount.and_then(|mount| RelPath::parse(mount.source()?).ok())
                    };
                    let path = layout.of(stage, &join(&folder, &file)).or_else(bound);
                    path.filter(|path| layout.tree.is_file(path)).map(|value| Said { value, line: instruction.line })
                };
                found.requirements.extend(listed(call).into_iter().filter_map(of_project));
                let Some(pip) = install::pip(call) else { continue };
                let own = pip.packages.iter().map(|argument| argument.text.as_str()).chain(pip.editables.iter().copied());
                found.project |= own.map(&expand).any(|text| text.starts_with(['.', '/']) && !text.ends_with(".whl"));
                found.requirements.extend(pip.requirements.iter().filter_map(|file| of_project(file)));
                let is_name = |text: &str| !text.contains(['/', '$', '*']) && !text.starts_with('.');
                let names = pip.packages.iter().map(|argument| expand(&argument.text)).filter(|text| is_name(text));
                found.packages.extend(names.map(|value| Said { value, line: instruction.line }));
            }
        }
    }
    let length =
        |path: &RelPath| manifests.requirements.iter().find(|file| file.path == *path).map_or(0, |file| file.dependencies.len());
    found.requirements.sort_by_key(|said| (said.line, length(&said.value)));
    for said in &found.requirements {
        let file = manifests.requirements.iter().find(|file| file.path == said.value);
        let (extras, groups) = file.map(|file| exported(&file.exported, &known)).unwrap_or_default();
        found.extras.extend(extras.into_iter().map(|value| Said { value, line: said.line }));
        found.groups.extend(groups.into_iter().map(|value| Said { value, line: said.line }));
    }
    found.groups.retain(|said| !left_out.contains(&said.value));
    for list in [&mut found.extras, &mut found.groups] {
        let mut seen: Vec<String> = Vec::new();
        list.retain(|said| {
            let is_new = !seen.contains(&said.value);
            seen.push(said.value.clone());
            is_new
        });
    }
    found
}

impl Installs {
    /// Whether the project is among the packages that are installed by their names.
    pub fn names_project(&self, manifests: &Manifests) -> bool {
        let name = manifests.pyproject.as_ref().and_then(|file| file.name.as_ref());
        let Some((name, _)) = name.or(manifests.setup.as_ref().and_then(|setup| setup.name.as_ref())) else { return false };
        self.packages.iter().any(|said| {
            !has_open_name(&said.value) && said.value.parse::<Requirement>().is_ok_and(|requirement| requirement.name == *name)
        })
    }
}

/// The extras and groups that the project has.
struct Known {
    extras: Vec<String>,
    groups: Vec<String>,
    name: Option<String>,
}

impl Known {
    fn new(manifests: &Manifests) -> Self {
        let pyproject = manifests.pyproject.as_ref();
        let extras = pyproject.iter().flat_map(|file| file.extras.keys());
        let setup = manifests.setup.iter().flat_map(|setup| setup.extras.keys());
        let categories = manifests.pipfile.iter().flat_map(|file| &file.categories);
        let name =
            pyproject.and_then(|file| file.name.as_ref()).or(manifests.setup.as_ref().and_then(|setup| setup.name.as_ref()));
        Self {
            extras: extras.chain(setup).map(ToString::to_string).collect(),
            groups: pyproject.iter().flat_map(|file| file.groups.keys()).chain(categories).map(ToString::to_string).collect(),
            name: name.map(|(name, _)| name.to_string()),
        }
    }

    fn of(&self, list: &[String], names: impl Iterator<Item = String>) -> Vec<String> {
        let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '.'], "-");
        let names: Vec<String> = names.map(|name| plain(&name)).collect();
        list.iter().filter(|known| names.contains(&plain(known)) && !DEVELOPMENT.contains(&known.as_str())).cloned().collect()
    }
}

/// The extras and the groups in a file that was exported from a lock.
fn exported(words: &[String], known: &Known) -> (Vec<String>, Vec<String>) {
    let values = |flags: &[&str]| -> Vec<String> {
        let value = |(index, word): (usize, &String)| match word.split_once('=') {
            Some((flag, value)) if flags.contains(&flag) => Some(value.to_owned()),
            None if flags.contains(&word.as_str()) => words.get(index + 1).cloned(),
            _ => None,
        };
        let found = words.iter().enumerate().filter_map(value);
        found.flat_map(|value| value.split(',').map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let extras = known.of(&known.extras, values(&["--extra", "--extras", "-E", "-G"]).into_iter());
    let groups = known.of(&known.groups, values(&["--group", "--with", "--only-group", "-G"]).into_iter());
    (extras, groups)
}

/// The extras and the groups that one command installs.
fn parts(call: &Call, known: &Known, expand: &dyn Fn(&str) -> String) -> (Vec<String>, Vec<String>) {
    let words = call.words();
    let split = |text: &str| expand(text).split([',', ' ']).map(|word| word.trim_matches('"').to_owned()).collect::<Vec<_>>();
    let values = |flags: &[&str]| call.values(flags).into_iter().flat_map(|(_, value)| split(value)).collect::<Vec<_>>();
    let (mut extras, mut groups) = (Vec::new(), Vec::new());
    let mut all_extras = false;
    let verb = words.first().copied();
    let is_meant = |row: &&ManagerRow| !row.groups.is_empty() && (row.installs(verb) || verb == Some("export"));
    match manager_row(&call.program).filter(is_meant) {
        Some(row) => {
            let options = |names: &'static [String]| values(&names.iter().map(String::as_str).collect::<Vec<_>>());
            (extras, groups) = (options(&row.extras), options(&row.groups));
            all_extras = call.has(&["--all-extras"]) || extras.iter().any(|name| name == ":all");
        }
        None => {
            let Some(pip) = install::pip(call) else { return (extras, groups) };
            groups =
                values(&["--group"]).into_iter().map(|group| group.rsplit(':').next().unwrap_or_default().to_owned()).collect();
            let packages = pip.packages.iter().map(|argument| argument.text.as_str()).chain(pip.editables.iter().copied());
            for package in packages {
                let package = expand(package);
                let Some((front, inside)) = package.rsplit_once('[') else { continue };
                let front = front.split("file:").next().unwrap_or(front);
                let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '.'], "-");
                let is_project = front.is_empty()
                    || front.starts_with(['.', '/', '$'])
                    || front.ends_with(".whl")
                    || front.contains("@")
                    || known.name.as_ref().is_some_and(|name| plain(name) == plain(front));
                if let Some(names) = inside.split_once(']').map(|(names, _)| names).filter(|_| is_project) {
                    extras.extend(split(names));
                }
            }
        }
    }
    let extras = if all_extras {
        known.of(&known.extras, known.extras.iter().cloned())
    } else {
        known.of(&known.extras, extras.into_iter())
    };
    (extras, known.of(&known.groups, groups.into_iter()))
}
