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
mod health;
mod installs;
mod layout;
mod purpose;
pub mod reading;
mod start;
mod supervisor;
mod testimony;
#[cfg(test)]
mod tests;
mod told;
mod variables;

use crate::dockerfile::Dockerfile;
use crate::lint::{Context, Document};
use crate::manifest::Manifests;
use crate::model::{Location, Note, RelPath};
use crate::tree::ProjectTree;

pub use crate::model::is_own;
pub use frontend::Frontend;
pub use installs::{Installs, Prepared};
pub use purpose::is_for_work;
pub use reading::{Reading, Said};
pub use testimony::{Testimony, Witness};
pub use told::Told;

use layout::Layout;

/// The record beside a Dockerfile that pydock wrote: what the project's own one said is in it.
const RECORD: &str = "pydock.lock";

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
