//! What the Dockerfile installs of the project: extras, groups, and the files that it installs from.

use super::layout::{Layout, join};
use super::reading::Said;
use crate::dockerfile::Keyword;
use crate::knowledge::{Preparation, preparation, preparation_of_step};
use crate::lint::call::Call;
use crate::lint::install;
use crate::manifest::Manifests;
use crate::model::{Command, PackageName, RelPath};
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
    /// The step that does the same in pydock's image; nothing where that is not known.
    pub step: Option<Command>,
}

/// Parts that no image runs with, whatever installs them.
const DEVELOPMENT: &[&str] = &["dev", "develop", "development", "doc", "docs", "lint", "test", "testing", "tests", "typing"];

/// Reads the installations of the stage and of those that it is made from. What hangs on a condition is left out.
pub fn read(layout: &Layout<'_>, stage: usize, manifests: &Manifests) -> Installs {
    let document = layout.document;
    let mut found = Installs::default();
    let known = Known::new(manifests);
    for stage in layout.stages_of(stage) {
        let Some(view) = document.stages.get(stage) else { continue };
        for index in view.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword != Keyword::Run {
                continue;
            }
            for call in document.calls(index).iter().filter(|call| call.place.depth == 0) {
                let expand = |text: &str| document.expand(index, text).unwrap_or_else(|| text.to_owned());
                let (extras, groups) = parts(call, &known, &expand);
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
                        let value = Prepared { line: call.line(), row, step: Some(step) };
                        found.preparations.push(Said { value, line: instruction.line });
                    }
                }
                if let Some(row) = preparation(program, words) {
                    let expanded: Vec<String> = words.iter().map(|word| expand(word)).collect();
                    let step = row.step(&expanded.iter().map(String::as_str).collect::<Vec<_>>());
                    found.preparations.push(Said { value: Prepared { line: call.line(), row, step }, line: instruction.line });
                }
                let Some(pip) = install::pip(call) else { continue };
                let own = pip.packages.iter().map(|argument| argument.text.as_str()).chain(pip.editables.iter().copied());
                found.project |= own.map(&expand).any(|text| text.starts_with(['.', '/']) && !text.ends_with(".whl"));
                let folder = layout.workdir(stage, index);
                for file in &pip.requirements {
                    let file = expand(file);
                    let bound = || {
                        let mounts = instruction.mounts();
                        let mount = mounts
                            .iter()
                            .find(|mount| mount.target().is_some_and(|target| join(&folder, target) == join(&folder, &file)));
                        mount.and_then(|mount| RelPath::parse(mount.source()?).ok())
                    };
                    let path = layout.of(stage, &join(&folder, &file)).or_else(bound);
                    found.requirements.extend(
                        path.filter(|path| layout.tree.is_file(path)).map(|value| Said { value, line: instruction.line }),
                    );
                }
                let is_name = |text: &str| !text.contains(['/', '$', '*']) && !text.starts_with('.');
                let names = pip.packages.iter().map(|argument| expand(&argument.text)).filter(|text| is_name(text));
                found.packages.extend(names.map(|value| Said { value, line: instruction.line }));
            }
        }
    }
    let length =
        |path: &RelPath| manifests.requirements.iter().find(|file| file.path == *path).map_or(0, |file| file.dependencies.len());
    found.requirements.sort_by_key(|said| (said.line, length(&said.value)));
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
            let package = said.value.split(['=', '<', '>', '[', '~', '!', ';', ' ']).next().unwrap_or_default();
            package.parse::<PackageName>().is_ok_and(|package| package == *name)
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
        let name =
            pyproject.and_then(|file| file.name.as_ref()).or(manifests.setup.as_ref().and_then(|setup| setup.name.as_ref()));
        Self {
            extras: extras.chain(setup).map(ToString::to_string).collect(),
            groups: pyproject.iter().flat_map(|file| file.groups.keys()).map(ToString::to_string).collect(),
            name: name.map(|(name, _)| name.to_string()),
        }
    }

    fn of(&self, list: &[String], names: impl Iterator<Item = String>) -> Vec<String> {
        let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '.'], "-");
        let names: Vec<String> = names.map(|name| plain(&name)).collect();
        list.iter().filter(|known| names.contains(&plain(known)) && !DEVELOPMENT.contains(&known.as_str())).cloned().collect()
    }
}

/// The extras and the groups that one command installs.
fn parts(call: &Call, known: &Known, expand: &dyn Fn(&str) -> String) -> (Vec<String>, Vec<String>) {
    let words = call.words();
    let split = |text: &str| expand(text).split([',', ' ']).map(|word| word.trim_matches('"').to_owned()).collect::<Vec<_>>();
    let values = |flags: &[&str]| call.values(flags).into_iter().flat_map(|(_, value)| split(value)).collect::<Vec<_>>();
    let (mut extras, mut groups) = (Vec::new(), Vec::new());
    let mut all_extras = false;
    match (call.program.as_str(), words.first().copied()) {
        ("uv", Some("sync" | "export")) => {
            extras = values(&["--extra"]);
            groups = values(&["--group", "--only-group"]);
            all_extras = call.has(&["--all-extras"]);
        }
        ("poetry", Some("install" | "sync" | "export")) => {
            extras = values(&["--extras", "-E"]);
            groups = values(&["--with", "--only"]);
            all_extras = call.has(&["--all-extras"]);
        }
        ("pdm", Some("install" | "sync" | "export")) => {
            let named = values(&["-G", "--group", "--with"]);
            all_extras = named.iter().any(|name| name == ":all");
            extras = named.clone();
            groups = named;
        }
        _ => {
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
