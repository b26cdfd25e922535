//! The files of the image: what is copied, and where the program writes.

use crate::detect::{sources, writable};
use crate::model::{
    Distribution, EnvVar, Fact, LinkedFile, Location, Note, Origin, PackageName, PythonVersion, RelPath, SourcePath, Start,
    WritablePath,
};
use crate::python::Project;

use super::ResolveError;
use super::resolver::Resolver;

impl Resolver<'_> {
    pub(super) fn sources(
        self,
        start: &Start,
        env: &[Fact<EnvVar>],
        member: Option<&PackageName>,
        installed: Option<&Distribution>,
        notes: &mut Vec<Note>,
    ) -> Result<Vec<Fact<SourcePath>>, ResolveError> {
        let stated = &self.answers.sources;
        if !stated.is_empty() {
            let missing = stated.iter().find(|fact| self.tree.kind(&fact.value.to_rel_path()).is_none());
            return match missing {
                Some(fact) => Err(ResolveError::NoSuchPath { path: fact.value.to_string(), flag: "source" }),
                None => Ok(stated.clone()),
            };
        }
        let found = member.and_then(|member| self.sources_of_member(member, start, installed));
        let found = found.unwrap_or_else(|| sources::detect(self.tree, Some(start), installed));
        notes.extend(found.notes);
        let mut paths = found.paths;
        // What another process is run with is needed as well. Ex) `alembic.ini`
        let files = self.detected.processes.found.iter().filter_map(|process| process.start.file.as_ref());
        for file in files.filter(|file| self.tree.is_file(file)) {
            let is_there = paths.iter().any(|path| file.is_within(&path.to_rel_path()))
                || installed.is_some_and(|installed| installed.packages.iter().any(|package| file.is_within(package)));
            let parent = file.parent();
            let needed = if parent.is_root() { file.clone() } else { parent };
            if let Some(path) = SourcePath::new(&needed).ok().filter(|_| !is_there) {
                paths.push(path);
            }
        }
        // So is what a variable names by its path in the image.
        let named = env.iter().filter_map(|fact| RelPath::parse(fact.value.value().strip_prefix("/app/")?).ok());
        for path in named.filter(|path| self.tree.kind(path).is_some()) {
            let is_there = paths.iter().any(|known| path.is_within(&known.to_rel_path()));
            paths.extend(SourcePath::new(&path).ok().filter(|_| !is_there));
        }
        paths.sort();
        Ok(paths.into_iter().map(|path| Fact::detected(path.clone(), Location::file(path.to_rel_path()))).collect())
    }

    /// What the program writes, by its code.
    pub(super) fn written(
        self,
        project: &Project<'_>,
        start: &Start,
        installed: Option<&Distribution>,
        python: PythonVersion,
    ) -> writable::Writable {
        let processes = self.detected.processes.found.iter();
        let others: Vec<&Start> =
            processes.filter(|process| !process.is_image && process.kind.lasts()).map(|process| &process.start).collect();
        let moved = installed.filter(|distribution| distribution.is_moved());
        writable::detect(self.tree, project, self.frameworks, start, &others, self.releases(), moved, python)
    }

    pub(super) fn writable(
        self,
        found: writable::Writable,
        notes: &mut Vec<Note>,
    ) -> (Vec<Fact<WritablePath>>, Vec<WritablePath>, Vec<LinkedFile>) {
        let stated = &self.answers.writable;
        if !stated.is_empty() {
            if stated.iter().all(|fact| matches!(fact.origin, Origin::Adopted { .. })) {
                notes.extend(found.notes);
            }
            // A file beside the code is still linked into a folder that the list has.
            let links = found.links.into_iter().map(|finding| finding.value);
            let is_listed = |link: &LinkedFile| {
                let folder = link.target.as_str().rsplit_once('/').map(|(folder, _)| folder.trim_start_matches("app/"));
                folder.is_some_and(|folder| stated.iter().any(|fact| fact.value.to_string() == folder))
            };
            let kept = found.kept.into_iter().filter(|folder| stated.iter().any(|fact| fact.value == *folder)).collect();
            return (stated.clone(), kept, links.filter(is_listed).collect());
        }
        notes.extend(found.notes);
        let folders = found.folders.into_iter().map(|finding| Fact::detected(finding.value, finding.at)).collect();
        (folders, found.kept, found.links.into_iter().map(|finding| finding.value).collect())
    }
}
