//! `requirements.txt` and its kin, by pip's own grammar.
//!
//! Read are requirements (PEP 508, paths, URLs, `-e`), `-r` and `-c` chains, `--hash` and the index options; every other
//! option that pip takes in such a file is accepted and passed over. An option or requirement that pip refuses is an
//! error. Not expanded: `${VARIABLES}`. Not fetched: `-r https://…`.

mod entry;
mod header;
mod lines;
pub(super) mod name;

use std::collections::{BTreeMap, BTreeSet};

use super::error::{ManifestError, shown};
use super::format_control::FormatControl;
use crate::model::{Dependency, DependencySource, ExtraName, Location, LockingProgram, Note, PackageName, RelPath};
use crate::tree::ProjectTree;
use lines::{Line, LineOption, Parts};

pub use name::is_development;
pub(super) use name::is_development_name;

/// A requirements file together with everything it includes.
#[derive(Debug, Clone)]
pub struct RequirementsFile {
    pub path: RelPath,
    /// What the file is for, by its name. Ex) `requirements-dev.txt`, `requirements/test.txt`
    pub development: bool,
    /// It pins, by its name, what another file lists. Ex) `requirements.lock.txt`
    pub lock: bool,
    /// Named requirements of this file and of those it includes with `-r`, in order.
    pub dependencies: Vec<Dependency>,
    /// Pins of `-c` files.
    pub constraints: Vec<Dependency>,
    /// This file and every file reached by `-r` and `-c`, each once, this one first.
    pub files: Vec<RelPath>,
    /// Other files that are installed by the same call, in order.
    pub further: Vec<RelPath>,
    /// Local paths that are installed. Ex) `-e .`, `./libs/shared`
    pub local: Vec<LocalRequirement>,
    /// Some requirement carries `--hash`.
    pub hashed: bool,
    /// The hashes of each requirement that carries some: only files with one of them may be installed.
    pub hashes: BTreeMap<PackageName, Vec<String>>,
    /// `--no-binary` and `--only-binary`
    pub formats: FormatControl,
    /// Every named requirement is pinned with `==` or by URL.
    pub pinned: bool,
    /// The command in the header of a compiled file. `None` if the file has no such header. Ex) `pip-compile`, `uv pip compile`
    pub compiled_by: Option<String>,
    /// The Python in that header. `None` if the header names none. Ex) `3.12`
    pub compiled_for: Option<String>,
    /// The words of the `export` that wrote the file. Ex) `uv export --frozen --group prod`
    pub exported: Vec<String>,
    /// The first requirement from version control, for which pip starts git. `None` if there is none.
    pub needs_git: Option<Location>,
    /// `--index-url` or `--extra-index-url` lines. Ex) `https://download.pytorch.org/whl/cpu`
    pub index_urls: Vec<(String, Location)>,
    /// `--index-url`, which stands in for PyPI. `None` if PyPI is used.
    pub main_index: Option<String>,
    /// Every option of these files but those that name files of the project and indexes, in order. Ex) `--pre`
    pub options: Vec<FileOption>,
    /// Requirements whose names are not known before they are built. Ex) a URL without `#egg=`
    pub unnamed: Vec<Location>,
    /// The file is not UTF-8: pip decodes it by its byte order mark, which other tools may not.
    pub utf16: bool,
}

/// An option of a requirements file, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOption {
    /// The long spelling.
    pub name: &'static str,
    pub value: String,
    pub at: Location,
}

/// `-e ./libs/shared` or `./libs/shared`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalRequirement {
    /// As written, without extras.
    pub path: String,
    /// Ex) `web` of `.[web]`
    pub extras: Vec<ExtraName>,
    /// The same path from the project's root; `None` if it leads outside.
    pub inside: Option<RelPath>,
    pub editable: bool,
    pub at: Location,
}

/// The requirements files at the root and in `requirements/`. A file in that folder whose name says nothing may be no
/// requirements file at all, and one for development is in no image: either is only noted if it cannot be read.
///
/// `groups` are files, wherever they are, that one call installs together: each group is read as one file, by the name of its
/// first.
pub(super) fn read_all(
    tree: &ProjectTree,
    groups: &[Vec<RelPath>],
    notes: &mut Vec<Note>,
) -> Result<Vec<RequirementsFile>, ManifestError> {
    let mut found = Vec::new();
    for group in groups {
        let Some((main, further)) = group.split_first() else { continue };
        let Some(mut file) = RequirementsFile::read(tree, main, notes)? else { continue };
        for path in further {
            if let Some(other) = RequirementsFile::read(tree, path, notes)? {
                file.join(other);
            }
        }
        found.push(file);
    }
    // Beside a lock, a list that the project's own image does not install is of no use to the build.
    let has_lock = LockingProgram::ALL.iter().any(|program| tree.is_file(&RelPath::named(program.lock)));
    for path in name::find(tree).into_iter().filter(|path| !groups.iter().flatten().any(|named| named == path)) {
        match RequirementsFile::read(tree, &path, notes) {
            Err(error) if has_lock || !name::is_telling(&path) || name::is_development(&path) => {
                notes.push(Note::warning(error.to_string()).at(Location::file(path)));
            }
            read => found.extend(read?),
        }
    }
    Ok(found)
}

impl RequirementsFile {
    /// The line that installs the project itself, where the file has nothing else. `None` if there is no such line, or the file
    /// has more. Ex) `-e .`, `.[web]`
    pub fn only_the_project(&self) -> Option<&LocalRequirement> {
        let own = self.local.iter().find(|local| local.inside.as_ref().is_some_and(RelPath::is_root))?;
        let named = |dependency: &Dependency| dependency.at != own.at;
        (self.local.len() == 1 && !self.dependencies.iter().any(named)).then_some(own)
    }

    /// Hashes beside a requirement that has none, such as one from version control: pip refuses such a file, and uv checks what
    /// has one.
    pub fn is_hashed_in_part(&self) -> bool {
        let has_none = |dependency: &Dependency| {
            !matches!(dependency.source, DependencySource::Path { .. }) && !self.hashes.contains_key(&dependency.name)
        };
        self.hashed && (self.needs_git.is_some() || self.dependencies.iter().any(has_none))
    }

    /// Reads the file and all that it includes; nothing when there is no such file.
    pub(super) fn read(tree: &ProjectTree, path: &RelPath, notes: &mut Vec<Note>) -> Result<Option<Self>, ManifestError> {
        let Some(text) = tree.text(path)? else { return Ok(None) };
        let header = header::read(&text);
        let mut file = Self {
            path: path.clone(),
            development: name::is_development(path),
            lock: name::is_lock(path),
            dependencies: Vec::new(),
            constraints: Vec::new(),
            files: Vec::new(),
            further: Vec::new(),
            local: Vec::new(),
            hashed: false,
            hashes: BTreeMap::new(),
            formats: FormatControl::default(),
            pinned: false,
            compiled_by: header.command,
            compiled_for: header.python,
            exported: header.exported,
            needs_git: None,
            index_urls: Vec::new(),
            main_index: None,
            options: Vec::new(),
            unnamed: Vec::new(),
            utf16: tree.bytes(path)?.is_some_and(|bytes| matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])),
        };
        let mut reader = Reader { tree, file: &mut file, notes, open: Vec::new(), done: BTreeSet::new() };
        reader.read(path, &text, false)?;
        file.pinned = file.dependencies.iter().all(is_pinned);
        if file.compiled_by.is_none() && file.pinned && has_source(tree, path) {
            file.compiled_by = Some("pip-compile".to_owned());
        }
        Ok(Some(file))
    }
}

impl RequirementsFile {
    /// Whether the file lists all that it installs: a tool compiled it, or pip refuses whatever it does not list.
    pub fn is_complete(&self) -> bool {
        self.compiled_by.is_some() || self.hashed
    }

    /// Takes in a file that the same call installs.
    fn join(&mut self, other: Self) {
        self.further.push(other.path);
        self.development &= other.development;
        self.dependencies.extend(other.dependencies);
        self.constraints.extend(other.constraints);
        for path in other.files {
            if !self.files.contains(&path) {
                self.files.push(path);
            }
        }
        self.local.extend(other.local);
        self.hashed |= other.hashed;
        for (name, hashes) in other.hashes {
            self.hashes.entry(name).or_default().extend(hashes);
        }
        self.pinned &= other.pinned;
        self.needs_git = self.needs_git.take().or(other.needs_git);
        self.index_urls.extend(other.index_urls);
        self.main_index = self.main_index.take().or(other.main_index);
        self.options.extend(other.options);
        self.unnamed.extend(other.unnamed);
        self.utf16 |= other.utf16;
    }
}

/// `requirements.in` stands beside `requirements.txt`, which is then its compiled form.
fn has_source(tree: &ProjectTree, path: &RelPath) -> bool {
    let stem = path.as_str().strip_suffix(".txt").unwrap_or(path.as_str());
    RelPath::parse(&format!("{stem}.in")).is_ok_and(|source| tree.is_file(&source))
}

fn is_pinned(dependency: &Dependency) -> bool {
    let exact = |specifier: &pep440_rs::VersionSpecifier| {
        matches!(specifier.operator(), pep440_rs::Operator::Equal | pep440_rs::Operator::ExactEqual)
    };
    dependency.source != DependencySource::Index || dependency.specifiers.iter().any(exact)
}

/// Follows one file's includes and collects what they say.
struct Reader<'a> {
    tree: &'a ProjectTree,
    file: &'a mut RequirementsFile,
    notes: &'a mut Vec<Note>,
    /// The files that are being read, each with the line that included it.
    open: Vec<(RelPath, Option<Location>)>,
    /// What has been read, as requirements and as constraints.
    done: BTreeSet<(RelPath, bool)>,
}

impl Reader<'_> {
    fn read(&mut self, path: &RelPath, text: &str, constraint: bool) -> Result<(), ManifestError> {
        if self.open.is_empty() {
            self.open.push((path.clone(), None));
        }
        self.done.insert((path.clone(), constraint));
        if !self.file.files.contains(path) {
            self.file.files.push(path.clone());
        }
        for line in lines::logical(text) {
            self.line(path, &line, constraint)?;
        }
        Ok(())
    }

    fn line(&mut self, path: &RelPath, line: &Line, constraint: bool) -> Result<(), ManifestError> {
        let at = Location::line(path.clone(), line.number);
        let Parts { requirement, options, dropped } = lines::split(&line.text).map_err(|problem| {
            ManifestError::invalid(at.clone(), problem).hint("pip would refuse this line too; correct or remove it")
        })?;
        if !dropped.is_empty() {
            let message = format!("pip ignores `{}`: it follows an option", shown(&dropped.join(" ")));
            let hint = "write each requirement on a line of its own, its marker before the options";
            self.notes.push(Note::warning(message).at(at.clone()).hint(hint));
        }
        let hashes: Vec<String> =
            options.iter().filter(|option| option.name == "--hash").map(|option| option.value.clone()).collect();
        self.file.hashed |= !hashes.is_empty();
        if !requirement.is_empty() {
            let other = options.into_iter().filter(|option| option.name != "--hash");
            self.file.options.extend(other.map(|option| option.at(&at)));
            return self.requirement(&requirement, false, hashes, &at, constraint);
        }
        options.into_iter().try_for_each(|option| self.option(option, &at, constraint))
    }

    fn option(&mut self, option: LineOption, at: &Location, constraint: bool) -> Result<(), ManifestError> {
        match option.name {
            "--requirement" => self.include(&option.value, at, constraint),
            "--constraint" => self.include(&option.value, at, true),
            "--editable" => self.requirement(&option.value, true, Vec::new(), at, constraint),
            "--index-url" | "--extra-index-url" | "--pypi-url" => {
                if option.name != "--extra-index-url" {
                    self.file.main_index = Some(option.value.clone());
                }
                self.file.index_urls.push((option.value, at.clone()));
                Ok(())
            }
            name => {
                match name {
                    "--no-binary" => self.file.formats.no_binary(&option.value),
                    "--only-binary" => self.file.formats.only_binary(&option.value),
                    _ => {}
                }
                self.file.options.push(option.at(at));
                Ok(())
            }
        }
    }

    fn requirement(
        &mut self,
        text: &str,
        editable: bool,
        hashes: Vec<String>,
        at: &Location,
        constraint: bool,
    ) -> Result<(), ManifestError> {
        let entry = entry::read(text, editable, at)?;
        if constraint {
            self.file.constraints.extend(entry.dependency);
            return Ok(());
        }
        if let Some(dependency) = entry.dependency.as_ref().filter(|_| !hashes.is_empty()) {
            self.file.hashes.entry(dependency.name.clone()).or_default().extend(hashes);
        }
        if entry.git && self.file.needs_git.is_none() {
            self.file.needs_git = Some(at.clone());
        }
        if entry.dependency.is_none() && entry.local.is_none() {
            self.file.unnamed.push(at.clone());
        }
        self.file.local.extend(entry.local);
        self.file.dependencies.extend(entry.dependency);
        Ok(())
    }

    fn include(&mut self, target: &str, at: &Location, constraint: bool) -> Result<(), ManifestError> {
        if target.contains("://") {
            let name = if constraint { "--constraint" } else { "--requirement" };
            self.file.options.push(FileOption { name, value: target.to_owned(), at: at.clone() });
            let message = format!("`{}` is not on this machine, so what it requires is not known", shown(target));
            self.notes.push(Note::warning(message).at(at.clone()));
            return Ok(());
        }
        let Ok(path) = at.file.parent().join(target) else {
            let problem = format!("`{}` is outside of the project", shown(target));
            return Err(ManifestError::invalid(at.clone(), problem)
                .hint("the build context is the project's folder: move the file into it"));
        };
        if let Some((_, opened_at)) = self.open.iter().find(|(open, _)| *open == path) {
            return Err(cycle(&path, at, opened_at.as_ref()));
        }
        if self.done.contains(&(path.clone(), constraint)) {
            return Ok(());
        }
        let Some(text) = self.tree.text(&path)? else {
            let problem = format!("`{}` is included here but does not exist", shown(path.as_str()));
            return Err(ManifestError::invalid(at.clone(), problem).hint(
                "paths after `-r` and `-c` are relative to the file that contains them; add the file or correct the path",
            ));
        };
        self.open.push((path.clone(), Some(at.clone())));
        self.read(&path, &text, constraint)?;
        self.open.pop();
        Ok(())
    }
}

fn cycle(path: &RelPath, at: &Location, opened_at: Option<&Location>) -> ManifestError {
    let by = opened_at.map(|opened| format!(", which {opened} includes,")).unwrap_or_default();
    ManifestError::invalid(at.clone(), format!("`{}`{by} includes itself through this line", shown(path.as_str())))
        .hint("remove one of the `-r` or `-c` lines; pip refuses circular includes too")
}

#[cfg(test)]
mod tests;
