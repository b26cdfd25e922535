//! The folders that the Dockerfile hands to the program: its `VOLUME`s, what it makes and gives to a user or, in an image that runs
//! as root, what it makes and leaves empty, and the volumes of the services that compose starts from it.

use super::layout::{Layout, join};
use super::purpose;
use crate::dockerfile::Keyword;
use crate::dockerfile::image_path::below;
use crate::lint::call::Call;
use crate::manifest::{ComposeService, Manifests, image_builds};
use crate::model::{DOCKERFILE, Location, RelPath, WritablePath};

/// Folders of the system and of other users, and those that are writable anyway.
const NOT_DATA: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt/venv",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/tmp",
    "/usr",
    "/var/cache/apt",
    "/var/lib/apt",
    "/var/run",
    "/var/tmp",
];

/// Folders that only hold others.
const PARENTS: &[&str] = &["/", "/app", "/media", "/mnt", "/opt", "/srv", "/var", "/var/cache", "/var/lib", "/var/log"];

/// Names of folders that hold programs, whoever owns them.
const PROGRAMS: &[&str] = &[".git", ".local", ".npm", ".venv", "env", "node_modules", "venv"];

/// The folders in the order of the file, each once with its place.
pub fn read(layout: &Layout<'_>, stage: usize, file: &RelPath, manifests: &Manifests) -> Vec<(WritablePath, Location)> {
    let mut found = Vec::new();
    let mut finder = Finder {
        layout,
        stage,
        made: Vec::new(),
        touched: Vec::new(),
        user: false,
        configuration: Vec::new(),
        values: Vec::new(),
    };
    for view in layout.document.lineage(stage).into_iter().rev() {
        for index in view.range.clone() {
            let at = Location::line(file.clone(), layout.document.instructions()[index].line);
            found.extend(finder.instruction(view.index, index).into_iter().map(|folder| (folder, at.clone())));
        }
    }
    // A variable leads the program there. Ex) `/etc/shop`, `XDG_CONFIG_HOME=/etc`
    let is_named =
        |path: &str| finder.values.iter().any(|value| value.len() > 1 && value.starts_with('/') && below(path, value).is_some());
    let named = finder.configuration.iter().filter(|(path, _)| is_named(path) && !path.contains(['$', ' ', '*']));
    let at = |line: &usize| Location::line(file.clone(), *line);
    found.extend(named.filter_map(|(path, line)| Some((path.parse().ok()?, at(line)))));
    // Root needs no folder to be given to it: one that is made and left empty is for the program.
    if !finder.user {
        let left_empty = finder.made.iter().filter(|(made, _)| !finder.touched.iter().any(|path| below(path, made).is_some()));
        for (made, line) in left_empty {
            let Some(place) = finder.place(made) else { continue };
            let is_inside = found.iter().any(|(folder, _)| below(&place.to_string(), &folder.to_string()).is_some());
            if !is_inside {
                found.push((place, Location::line(file.clone(), *line)));
            }
        }
    }
    let is_of_file = |service: &&ComposeService| match &service.dockerfile {
        Some(named) => named == file,
        None => file.as_str() == DOCKERFILE,
    };
    for service in manifests.compose.iter().filter(is_of_file) {
        for (target, at) in &service.volumes {
            found.extend(finder.place(target).map(|folder| (folder, at.clone())));
        }
    }
    // A compose file below the root, or beside the usual one, mounts folders of the same image. Ex) `docker/compose.prod.yaml`
    for build in
        image_builds(layout.tree).iter().filter(|build| build.dockerfile == *file && !purpose::is_for_work(&build.at.file))
    {
        for (target, at) in &build.volumes {
            found.extend(finder.place(target).map(|folder| (folder, at.clone())));
        }
    }
    let mut known: Vec<WritablePath> = Vec::new();
    found.retain(|(folder, _)| {
        let is_new = !known.contains(folder);
        known.push(folder.clone());
        is_new
    });
    found
}

struct Finder<'f> {
    layout: &'f Layout<'f>,
    stage: usize,
    /// Folders that were made so far, with the lines.
    made: Vec<(String, usize)>,
    /// Paths that anything else than `mkdir` names while the image is built.
    touched: Vec<String>,
    /// Whether commands run as somebody else than root.
    user: bool,
    /// Folders of the system's configuration that were made and given away, with the lines.
    configuration: Vec<(String, usize)>,
    /// What the variables of the image hold.
    values: Vec<String>,
}

impl Finder<'_> {
    fn instruction(&mut self, stage: usize, index: usize) -> Vec<WritablePath> {
        let document = self.layout.document;
        let instruction = &document.instructions()[index];
        let folder = self.layout.workdir(stage, index);
        let expand = |text: &str| document.expand(index, text);
        let mut given: Vec<String> = Vec::new();
        match instruction.keyword {
            Keyword::User => {
                let name = instruction.words().first().and_then(|word| expand(word)).unwrap_or_default();
                self.user = !is_root(&name);
            }
            Keyword::Env => {
                let values = instruction.pairs().into_iter().filter_map(|pair| expand(pair.value.as_deref()?));
                self.values.extend(values);
            }
            Keyword::Volume => {
                let words = instruction.words().into_iter().filter_map(expand);
                given.extend(words.map(|path| join(&folder, path.trim_matches('"'))));
            }
            Keyword::Workdir => {
                let text = instruction.arguments.as_shell().and_then(|text| expand(text.trim()));
                self.touched.extend(text.map(|path| join(&folder, &path)));
            }
            Keyword::Add | Keyword::Copy => {
                let copy = instruction.copy_paths();
                let to = copy.as_ref().and_then(|copy| expand(&copy.destination)).map(|to| join(&folder, &to));
                self.touched.extend(to);
            }
            Keyword::Run => {
                for call in document.calls(index) {
                    let operands =
                        || call.arguments.iter().map(|argument| argument.text.as_str()).filter(|word| !word.starts_with('-'));
                    let paths = |skipped: usize| -> Vec<String> {
                        operands().skip(skipped).filter_map(&expand).map(|path| join(&folder, &path)).collect()
                    };
                    match call.program.as_str() {
                        "mkdir" => {
                            let mode = call.value(&["-m", "--mode"]).and_then(&expand).map(|mode| join(&folder, &mode));
                            let made = paths(0).into_iter().filter(|path| Some(path) != mode.as_ref() && !path.contains('{'));
                            let made: Vec<String> = made.collect();
                            given.extend(made.iter().filter(|_| self.user).cloned());
                            self.made.extend(made.into_iter().map(|path| (path, instruction.line)));
                            continue;
                        }
                        "install" if call.has(&["-d"]) && call.value(&["-o"]).is_some_and(|owner| !is_root(owner)) => {
                            given.extend(operands().filter(|word| word.starts_with('/')).filter_map(&expand));
                        }
                        "chown" if gives(call) => given.extend(paths(1).iter().flat_map(|path| self.of_tree(path))),
                        "chmod" if opens(call) => given.extend(paths(1).iter().flat_map(|path| self.of_tree(path))),
                        _ => {}
                    }
                    let touched = paths(0);
                    self.touched.extend(touched);
                }
            }
            _ => {}
        }
        let is_of_system = |path: &&String| path.starts_with("/etc/") && self.made.iter().any(|(made, _)| made == *path);
        let kept: Vec<(String, usize)> = given.iter().filter(is_of_system).map(|path| (path.clone(), instruction.line)).collect();
        self.configuration.extend(kept);
        given.iter().filter_map(|path| self.place(path)).collect()
    }

    /// The folder where it was made here, and else the folders that were made in it.
    fn of_tree(&self, path: &str) -> Vec<String> {
        let made = self.made.iter().map(|(made, _)| made).filter(|made| below(made, path).is_some());
        let made: Vec<String> = made.cloned().collect();
        let is_whole = !made.is_empty() && self.place(path).is_some();
        if is_whole { vec![path.to_owned()] } else { made }
    }

    /// The folder in pydock's image, unless it holds code or belongs to the system.
    fn place(&self, path: &str) -> Option<WritablePath> {
        let path = path.trim_end_matches('/');
        // A file of variables is mounted to be read.
        let is_of_variables = path.rsplit('/').next().is_some_and(|name| name.starts_with(".env"));
        if !path.starts_with('/')
            || is_of_variables
            || path.contains(['$', ' ', '*'])
            || path.split('/').any(|part| PROGRAMS.contains(&part))
        {
            return None;
        }
        if let Some(own) = self.layout.in_project(self.stage, path) {
            let name = own.file_name();
            let is_code = self.layout.tree.walk().files.iter().any(|file| file.extension() == Some("py") && file.is_within(&own));
            let is_file = self.layout.tree.is_file(&own);
            // Static files are made while the image is built, and only read afterwards.
            let is_free = !own.is_root() && !is_code && !is_file && !name.starts_with("static");
            return is_free.then(|| own.as_str().parse().ok()).flatten();
        }
        let is_below = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if path.is_empty() || PARENTS.contains(&path) || NOT_DATA.iter().any(|folder| is_below(folder)) {
            return None;
        }
        // The folders of pydock's image lie below `/app`.
        path.strip_prefix("/app/").unwrap_or(path).parse().ok()
    }
}

/// `chown` to somebody else than root.
fn gives(call: &Call) -> bool {
    let owner = call.arguments.iter().map(|argument| argument.text.as_str()).find(|word| !word.starts_with('-'));
    owner.is_some_and(|owner| !is_root(owner))
}

/// `chmod` that lets others write. Ex) `777`, `g+rwX`
fn opens(call: &Call) -> bool {
    let mode = call.arguments.iter().map(|argument| argument.text.as_str()).find(|word| !word.starts_with('-'));
    mode.is_some_and(|mode| match mode.split_once('+') {
        Some((who, what)) => what.contains('w') && (who.is_empty() || who.contains(['a', 'g', 'o'])),
        None => mode.bytes().all(|byte| byte.is_ascii_digit()) && mode.bytes().rev().take(2).any(|byte| b"2367".contains(&byte)),
    })
}

/// Ex) `root`, `0:0`, `root:app`
fn is_root(owner: &str) -> bool {
    matches!(owner.split(':').next(), Some("root" | "0"))
}
