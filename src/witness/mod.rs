//! The project's own Dockerfile as a witness: how a person built and started this project before.
//!
//! ```text
//! files ── purpose ► the one for production ── reading ► image, packages, ports, variables
//!                                            ── start ► ENTRYPOINT and CMD, scripts followed
//!                                            ── installs ► extras, groups, requirements files
//!                                            ── folders ► what the program may write to
//! ```
//! A repository may hold many of them: for tests, for documentation, for another project in a subfolder. One is chosen:
//! built in the root of the project, from a base with Python, and not for development by its name or stage. One that builds
//! the project of a subfolder says nothing about this one, and is only named.
//!
//! Nothing is decided here about the facts; `detect` and `adopt` ask, and a start is taken over only if what it names will
//! be in the image.

mod above;
mod files;
mod folders;
mod follow;
mod frontend;
mod installs;
mod layout;
mod purpose;
pub mod reading;
mod start;
mod supervisor;
#[cfg(test)]
mod tests;
mod variables;

use crate::dockerfile::Dockerfile;
use crate::lint::{Context, Document};
use crate::manifest::Manifests;
use crate::model::{Finding, Location, Note, PythonVersion, RelPath, WritablePath};
use crate::tree::ProjectTree;

pub use crate::model::is_own;
pub use frontend::Frontend;
pub use installs::{Installs, Prepared};
pub use reading::{Reading, Said};
pub use start::Told;

use layout::Layout;

/// The record beside a Dockerfile that pydock wrote: what the project's own one said is in it.
const RECORD: &str = "pydock.lock";

/// The Dockerfile that is for production, and what it says.
#[derive(Debug)]
pub struct Witness {
    pub file: RelPath,
    pub reading: Reading,
    /// The start of the image, then those of the services that compose starts from it.
    pub starts: Vec<Told>,
    /// What of its starts could not be followed.
    pub refused: Vec<Note>,
    pub installs: Installs,
    /// Packages of the stages that it copies from.
    pub build_packages: Vec<Said<String>>,
    /// Pages that other stages build.
    pub frontends: Vec<Frontend>,
    /// Variables that the project reads, as pydock's image has them.
    pub variables: Vec<Said<(String, String)>>,
    /// Folders that the program may write to, as pydock's image has them.
    pub folders: Vec<(WritablePath, Location)>,
}

/// The witness, and remarks about Dockerfiles that are none.
#[derive(Debug, Default)]
pub struct Testimony {
    pub witness: Option<Witness>,
    pub notes: Vec<Note>,
}

impl Witness {
    pub fn at(&self, line: usize) -> Location {
        Location::line(self.file.clone(), line)
    }

    /// The Python that its image has.
    pub fn python(&self) -> Option<Finding<PythonVersion>> {
        let said = self.reading.python.as_ref()?;
        let image = self.reading.image.as_ref().map(|image| format!("`{}`", image.value)).unwrap_or_default();
        Some(Finding { value: said.value, at: self.at(said.line), why: image })
    }

    /// What the Dockerfile prepares and pydock's will not.
    pub fn left_out(&self) -> Vec<Note> {
        let note = |said: &Said<Prepared>| {
            let Prepared { line, row, .. } = &said.value;
            let message = format!("`{line}` is not adopted, so the image has no {}", row.what);
            Note::warning(message).at(self.at(said.line)).hint(row.hint.clone())
        };
        let is_of_frontend = |line: usize| self.frontends.iter().any(|frontend| frontend.lines.contains(&line));
        let left = self.installs.preparations.iter().filter(|said| said.value.step.is_none() && !is_of_frontend(said.line));
        let frontends = self.frontends.iter().map(|frontend| frontend.note(self.at(frontend.line)));
        left.map(note).chain(frontends).collect()
    }
}

/// Looks for the project's own Dockerfile. A project that pydock has set up needs none any more.
pub fn read(tree: &ProjectTree, manifests: &Manifests) -> Testimony {
    let mut testimony = Testimony::default();
    let is_recorded = RelPath::parse(RECORD).is_ok_and(|path| tree.is_file(&path));
    if is_recorded {
        return testimony;
    }
    let mut candidates = files::find(tree);
    candidates.sort_by_cached_key(|file| (purpose::of_name(file), file.path.depth(), file.path.clone()));
    let mut of_distribution = None;
    for file in candidates.iter().filter(|file| purpose::of_name(file).is_some()) {
        let Ok(Some(text)) = tree.text(&file.path) else { continue };
        if is_own(&text) {
            continue;
        }
        let Ok(parsed) = Dockerfile::parse(&text) else { continue };
        let context = Context::unknown();
        let document = Document::new(&text, &parsed, Vec::new(), &context);
        let Some(stage) = purpose::stage(&document, file.target.as_deref()) else { continue };
        if !purpose::is_python(&document, stage) {
            continue;
        }
        let layout = Layout { document: &document, tree, context: &file.context };
        if let Some((folder, line)) = layout.other_project(stage) {
            let message = format!("`{}` builds the project in `{folder}`, not this one", file.path);
            let at = line.map_or_else(|| Location::file(file.path.clone()), |line| Location::line(file.path.clone(), line));
            testimony.notes.push(Note::info(message).at(at).hint(format!("`pydock init {folder}` sets that project up")));
            continue;
        }
        // One that is built elsewhere says how this project starts if it installs it by its name.
        let is_of_distribution = !file.context.is_root() && installs::read(&layout, stage, manifests).names_project(manifests);
        if !file.context.is_root() && (!is_of_distribution || of_distribution.is_some()) {
            continue;
        }
        let Some(witness) = witness_of(&layout, stage, &file.path, manifests) else { continue };
        if is_of_distribution {
            of_distribution = Some(witness);
            continue;
        }
        testimony.witness = Some(witness);
        break;
    }
    testimony.witness = testimony.witness.or(of_distribution).or_else(|| above::read(tree, manifests));
    testimony
}

/// What the Dockerfile says of the stage.
fn witness_of(layout: &Layout<'_>, stage: usize, file: &RelPath, manifests: &Manifests) -> Option<Witness> {
    let mut witness = Witness {
        installs: installs::read(layout, stage, manifests),
        build_packages: layout.packages_of_others(stage),
        frontends: frontend::read(layout, stage),
        variables: Vec::new(),
        folders: folders::read(layout, stage, file, manifests),
        file: file.clone(),
        reading: reading::of_stage(layout.document, stage)?,
        starts: Vec::new(),
        refused: Vec::new(),
    };
    witness.variables = variables::read(layout, stage, &witness.reading);
    start::read(layout, stage, manifests, &mut witness);
    Some(witness)
}
