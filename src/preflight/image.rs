//! A simulated image: what is known of the files and programs of a stage after the steps so far.

use std::collections::{BTreeMap, BTreeSet};

use super::base::KnownBase;
use super::context::Context;
use super::place;
use super::variables::Variables;
use crate::knowledge::{ImageFacts, simulated_build};
use crate::model::{Location, PackageName, PythonVersion, RelPath};
use crate::tree::EntryKind;

/// What is known about a path of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// It is there; with the project's file that it is a copy of, where it is one.
    Present(Option<RelPath>),
    Absent,
    /// A command may have made it, or the base image may have it.
    Unknown,
}

/// Something that put files into an image.
#[derive(Debug, Clone)]
pub enum Layer {
    /// A file or folder of the build context; of a folder its content, without what `--exclude` names.
    Context { to: String, from: RelPath, excluded: Vec<String> },
    /// A file or folder of an earlier stage.
    Stage { to: String, stage: usize, from: String },
    /// Something whose content is not known.
    Made(String),
    /// A folder that was made and has nothing in it yet.
    Empty(String),
}

/// How much commands may have written that nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openness {
    Closed,
    /// Anything but Python sources.
    Data,
    Anything,
}

/// What is installed for Python, as far as the steps tell.
#[derive(Debug, Clone, Default)]
pub struct Packages {
    pub names: BTreeSet<PackageName>,
    /// What a command line asks for beside the name. Ex) `==1.8.3`
    pub asked: BTreeMap<PackageName, String>,
    /// Requirements with extras, for distributions that those bring along. Ex) `fastapi[standard]`
    pub with_extras: BTreeSet<String>,
    /// Something was installed whose content is not known.
    pub is_open: bool,
    /// What the names depend on may not be among them.
    pub is_direct_only: bool,
    /// The project itself is installed.
    pub project: bool,
}

#[derive(Debug, Clone)]
pub struct Image {
    /// `None` if the base image is not known.
    pub base: Option<KnownBase>,
    pub facts: Option<ImageFacts>,
    pub is_scratch: bool,
    /// `SHELL` names another one than the image's.
    pub has_own_shell: bool,
    pub open: Openness,
    pub layers: Vec<Layer>,
    pub workdir: String,
    pub env: Variables,
    pub user: Option<(String, usize)>,
    /// Debian's and Alpine's packages that were installed by name.
    pub system: BTreeSet<String>,
    /// Programs that were brought along in other ways; `*` stands for any.
    pub programs: BTreeSet<String>,
    /// Files that were made executable; `*` stands for any.
    pub executable: BTreeSet<String>,
    /// Line endings may have been corrected.
    pub is_edited: bool,
    /// A lock was exported into a requirements file.
    pub is_exported: bool,
    pub users: BTreeSet<String>,
    pub packages: Packages,
    pub environments: Vec<Environment>,
    /// The command, entry point and health check so far: the instruction's index in the file. `None` if there is none.
    pub command: Option<usize>,
    pub entrypoint: Option<usize>,
    pub health: Option<usize>,
    pub exposed: Vec<(u16, usize)>,
}

/// An environment, and the Python that made it.
#[derive(Debug, Clone)]
pub struct Environment {
    pub path: String,
    pub python: Option<PythonVersion>,
    /// The interpreter, or the folder in which uv keeps it.
    pub interpreter: String,
    /// The step that copied it from another stage. `None` if no stage has it.
    pub copied_at: Option<Location>,
}

impl Image {
    pub fn new(facts: Option<ImageFacts>, is_scratch: bool) -> Self {
        let base = facts.as_ref().and_then(KnownBase::of);
        let is_open = base.is_none() && !is_scratch;
        let programs: &[&str] = if is_open { &["*"] } else { &[] };
        let env = match (&base, is_scratch) {
            (Some(base), _) if base.python.is_some() => Variables::from([(
                "PATH".to_owned(),
                Some("/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
            )]),
            _ => Variables::from([(
                "PATH".to_owned(),
                Some("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
            )]),
        };
        let users: BTreeSet<String> = facts.iter().flat_map(|facts| facts.row.users.iter().cloned()).collect();
        let homes = users.iter().map(|user| Layer::Made(format!("/home/{user}")));
        let layers = homes.collect();
        Self {
            base,
            facts,
            is_scratch,
            has_own_shell: false,
            open: if is_open { Openness::Anything } else { Openness::Closed },
            layers,
            workdir: "/".to_owned(),
            env,
            user: None,
            system: BTreeSet::new(),
            programs: programs.iter().map(|program| (*program).to_owned()).collect(),
            executable: BTreeSet::new(),
            is_edited: false,
            is_exported: false,
            users,
            packages: Packages { is_open, ..Packages::default() },
            environments: Vec::new(),
            command: None,
            entrypoint: None,
            health: None,
            exposed: Vec::new(),
        }
    }

    /// An empty image that gets every file of another stage is what that one is, but for its variables and instructions.
    pub fn become_copy_of(&mut self, other: &Self) {
        self.base.clone_from(&other.base);
        self.facts = other.facts;
        self.is_scratch = other.is_scratch;
        self.opened(other.open);
        self.system.extend(other.system.iter().cloned());
        self.executable.extend(other.executable.iter().cloned());
        self.users.extend(other.users.iter().cloned());
    }

    pub fn opened(&mut self, how: Openness) {
        self.open = self.open.max(how);
    }

    /// Takes what a stage, or one of its folders, gives to an image that copies from it.
    pub fn take_over(&mut self, from: &Self) {
        let packages = &from.packages;
        self.packages.names.extend(packages.names.iter().cloned());
        self.packages.with_extras.extend(packages.with_extras.iter().cloned());
        self.packages.is_open |= packages.is_open;
        self.packages.is_direct_only |= packages.is_direct_only;
        self.packages.project |= packages.project;
    }

    /// Whether some layer put something at the path, the base image aside.
    pub fn is_put(&self, path: &str) -> bool {
        self.layers.iter().any(|layer| match layer {
            Layer::Context { to, .. } | Layer::Stage { to, .. } | Layer::Made(to) => place::below(path, to).is_some(),
            Layer::Empty(_) => false,
        })
    }

    /// Whether there is certainly no shell.
    pub fn lacks_shell(&self) -> bool {
        let has_none = self.is_scratch || self.facts.is_some_and(|facts| !facts.row.shell);
        has_none
            && !self.has_own_shell
            && !["/bin/sh", "/usr/bin/sh", "/bin/busybox", "/busybox/sh"].into_iter().any(|path| self.is_put(path))
    }

    /// A slim official image into which nothing was brought that could have brought more. `None` for other images.
    pub fn is_lean(&self) -> Option<&KnownBase> {
        self.base.as_ref().filter(|base| !base.is_full && self.open != Openness::Anything)
    }
}

/// Looks into images, which may lead to earlier ones and to the context.
#[derive(Clone, Copy)]
pub struct Eyes<'a> {
    pub context: &'a Context<'a>,
    pub finished: &'a [Image],
}

impl Eyes<'_> {
    /// What is known about an absolute path; `mounts` lie over the image's own files while a command runs.
    pub fn look(&self, image: &Image, mounts: &[Layer], path: &str) -> Presence {
        self.look_through(image, mounts, path, 0)
    }

    /// Stages copy from stages, and a file that nobody wrote by hand may send a look around for ages: at some point the
    /// answer is that it is not known.
    fn look_through(&self, image: &Image, mounts: &[Layer], path: &str, depth: usize) -> Presence {
        const DEEPEST: usize = 50;
        const MOST: usize = 100_000;
        self.context.looked.set(self.context.looked.get() + 1);
        if depth > DEEPEST || self.context.looked.get() > MOST {
            return Presence::Unknown;
        }
        let mut is_unknown = false;
        for layer in mounts.iter().rev().chain(image.layers.iter().rev()) {
            match self.in_layer(layer, path, depth) {
                Presence::Present(source) => return Presence::Present(source),
                Presence::Unknown => is_unknown = true,
                Presence::Absent => {}
            }
        }
        let may_be_made = match image.open {
            Openness::Closed => false,
            Openness::Data => !path.ends_with(".py"),
            Openness::Anything => true,
        };
        let is_system = !image.is_scratch
            && (path == "/" || simulated_build().folders.iter().any(|folder| place::below(path, folder).is_some()));
        let above_workdir = place::below(&image.workdir, path).is_some();
        if is_unknown || may_be_made || is_system || above_workdir { Presence::Unknown } else { Presence::Absent }
    }

    fn in_layer(&self, layer: &Layer, path: &str, depth: usize) -> Presence {
        let to = match layer {
            Layer::Context { to, .. } | Layer::Stage { to, .. } | Layer::Made(to) | Layer::Empty(to) => to,
        };
        let Some(rest) = place::below(path, to) else {
            // A folder above something that was put there.
            return if place::below(to, path).is_some() { Presence::Present(None) } else { Presence::Absent };
        };
        match layer {
            Layer::Made(_) => {
                if rest.is_empty() {
                    Presence::Present(None)
                } else {
                    Presence::Unknown
                }
            }
            Layer::Empty(_) => {
                if rest.is_empty() {
                    Presence::Present(None)
                } else {
                    Presence::Absent
                }
            }
            Layer::Context { from, excluded, .. } => {
                let Ok(source) = from.join(rest) else { return Presence::Unknown };
                match self.context.kind(&source) {
                    None => Presence::Absent,
                    Some(_) if !excluded.is_empty() && !rest.is_empty() => Presence::Unknown,
                    Some(_) => Presence::Present(Some(source)),
                }
            }
            Layer::Stage { stage, from, .. } => match self.finished.get(*stage) {
                Some(image) => self.look_through(image, &[], &place::join(from, rest), depth + 1),
                None => Presence::Unknown,
            },
        }
    }

    /// Whether the path is certainly a folder of the image.
    pub fn is_folder(&self, image: &Image, path: &str) -> bool {
        match self.look(image, &[], path) {
            Presence::Present(Some(source)) => self.context.kind(&source) == Some(EntryKind::Folder),
            Presence::Present(None) => true,
            Presence::Unknown | Presence::Absent => path == image.workdir,
        }
    }
}
