//! One requirement as uv compares it: after `[tool.uv.sources]` has been applied.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::str::FromStr;

use pep440_rs::Operator;

use super::super::super::pyproject::Pyproject;
use super::super::super::requirement;
use super::super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::{FolderKind, Project, is_package, text};
use crate::model::{Dependency, DependencySource, ExtraName, MarkerTree, PackageName, RelPath, VersionSpecifiers};

/// A requirement and where it is taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    name: PackageName,
    extras: BTreeSet<ExtraName>,
    marker: MarkerTree,
    source: Source,
    /// The extra or group that the source is meant for alone. Ex) `extra cpu`
    conflict: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// The clauses of the range, and the index if one is named.
    Index(BTreeSet<String>, Option<String>),
    /// The repository and, after a `?`, what of it. Ex) `https://github.com/pallets/flask?rev=main`
    Git(String),
    Url(String),
    /// A folder or archive, from the folder of the lock. Ex) `libs/shared`
    Path(String, PathKind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PathKind {
    Archive,
    Editable,
    Virtual,
    Directory,
}

/// The extra or group that a requirement belongs to.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    Extra(&'a ExtraName),
    Group(&'a ExtraName),
}

/// A package of the project, whose requirements are read.
pub struct Context<'a, 'p, 't> {
    pub project: &'a Project<'p, 't>,
    pub file: &'a TomlFile<'a>,
    pub pyproject: &'a Pyproject,
    /// Its folder from that of the lock; empty for the root.
    pub folder: &'a str,
    pub python: Option<&'a VersionSpecifiers>,
}

impl Entry {
    /// A requirement as the lock has it; `None` if it is written in a way that is not known.
    pub fn locked(table: &Table<'_>, python: Option<&VersionSpecifiers>) -> Option<Self> {
        let extras = super::strings(table.get("extras")).iter().map(|extra| extra.parse().ok()).collect::<Option<_>>()?;
        let path = |key: &str, kind: PathKind| Some(Source::Path(tidy(text(table, key)?), kind));
        let source = text(table, "git")
            .map(|url| Source::Git(url.to_owned()))
            .or_else(|| Some(Source::Url(with_subdirectory(text(table, "url")?, text(table, "subdirectory")))))
            .or_else(|| path("path", PathKind::Archive))
            .or_else(|| path("editable", PathKind::Editable))
            .or_else(|| path("virtual", PathKind::Virtual))
            .or_else(|| path("directory", PathKind::Directory));
        let source = match source {
            Some(source) => source,
            None => {
                let range = text(table, "specifier").map_or(Ok(VersionSpecifiers::empty()), VersionSpecifiers::from_str);
                Source::Index(clauses(&range.ok()?), text(table, "index").map(str::to_owned))
            }
        };
        let conflict = table.get("conflict").and_then(|value| value.get_ref().as_table());
        let conflict = conflict
            .and_then(|conflict| ["extra", "group"].iter().find_map(|kind| Some(format!("{kind} {}", text(conflict, kind)?))));
        let marker = simplify(text(table, "marker").map_or(MarkerTree::TRUE, requirement::marker), python);
        Some(Self { name: text(table, "name")?.parse().ok()?, extras, marker, source, conflict })
    }
}

impl Context<'_, '_, '_> {
    /// What uv records of a requirement: one entry for each of its sources, and one for where none of them holds.
    /// `None` if a source is written in a way that is not known.
    pub fn lower(&self, dependency: &Dependency, owner: Option<Owner<'_>>) -> Option<Vec<Entry>> {
        let mut marker = dependency.marker.clone();
        if let Some(Owner::Extra(extra)) = owner {
            marker.and(requirement::marker(&format!("extra == '{extra}'")));
        }
        let entry = |condition: Option<&MarkerTree>, source: Source, conflict: Option<String>| {
            let mut marker = marker.clone();
            marker.and(condition.cloned().unwrap_or(MarkerTree::TRUE));
            Entry {
                name: dependency.name.clone(),
                extras: dependency.extras.iter().cloned().collect(),
                marker: simplify(marker, self.python),
                source,
                conflict,
            }
        };
        let without = || Some(entry(None, self.stated(dependency)?, None));
        let sources = self.sources(&dependency.name);
        let mut sources: Vec<&Table<'_>> = sources.into_iter().flat_map(one_or_many).collect();
        let is_meant = |source: &&Table<'_>| match (text(source, "extra"), text(source, "group"), owner) {
            (None, None, _) => true,
            (Some(meant), _, Some(Owner::Extra(name))) | (_, Some(meant), Some(Owner::Group(name))) => meant == name.as_ref(),
            _ => false,
        };
        sources.retain(is_meant);
        // A URL in the requirement itself is what counts, and uv refuses a source beside it.
        if sources.is_empty() || dependency.source != DependencySource::Index {
            return Some(vec![without()?]);
        }
        let mut entries = Vec::new();
        let mut covered = MarkerTree::FALSE;
        for source in sources {
            let condition = text(source, "marker").map_or(MarkerTree::TRUE, requirement::marker);
            covered.or(condition.clone());
            let conflict = ["extra", "group"].iter().find_map(|kind| Some(format!("{kind} {}", text(source, kind)?)));
            entries.push(entry(Some(&condition), self.source(source, dependency)?, conflict));
        }
        let rest = covered.negate();
        if !rest.is_false() {
            entries.push(entry(Some(&rest), self.stated(dependency)?, None));
        }
        Some(entries)
    }

    /// The sources of a package, which the root of a workspace states for all members that do not.
    fn sources(&self, name: &PackageName) -> Option<&Value<'_>> {
        [&self.file.root, &self.project.file.root].into_iter().find_map(|root| {
            let table = lookup(root, &["tool", "uv", "sources"])?.get_ref().as_table()?;
            table.iter().find(|(key, _)| key.get_ref().parse::<PackageName>().ok().as_ref() == Some(name)).map(|(_, value)| value)
        })
    }

    /// Where the requirement alone says that it is taken from.
    fn stated(&self, dependency: &Dependency) -> Option<Source> {
        Some(match &dependency.source {
            DependencySource::Index => Source::Index(clauses(&dependency.specifiers), None),
            DependencySource::Git(url) => Source::Git(git_of_requirement(url)?),
            DependencySource::Url(url) => {
                let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
                let folder = fragment.split('&').find_map(|part| part.strip_prefix("subdirectory="));
                Source::Url(with_subdirectory(url, folder))
            }
            DependencySource::Path { .. } => return None,
        })
    }

    fn source(&self, source: &Table<'_>, dependency: &Dependency) -> Option<Source> {
        if let Some(name) = text(source, "index") {
            return Some(Source::Index(clauses(&dependency.specifiers), Some(self.index(name)?)));
        }
        if let Some(url) = text(source, "git") {
            let wanted = ["subdirectory", "rev", "tag", "branch"].iter();
            let wanted: Vec<String> = wanted.filter_map(|key| Some(format!("{key}={}", text(source, key)?))).collect();
            return Some(Source::Git(if wanted.is_empty() { url.to_owned() } else { format!("{url}?{}", wanted.join("&")) }));
        }
        if let Some(url) = text(source, "url") {
            return Some(Source::Url(with_subdirectory(url, text(source, "subdirectory"))));
        }
        let editable = source.get("editable").and_then(|value| value.get_ref().as_bool());
        if source.get("workspace").and_then(|value| value.get_ref().as_bool()) == Some(true) {
            return self.member(&dependency.name, editable);
        }
        let path = tidy(&format!("{}/{}", self.folder, text(source, "path")?));
        let forced = source.get("package").and_then(|value| value.get_ref().as_bool());
        let kind = match (self.pyproject_of(&path), editable, forced) {
            (None, _, _) if is_archive(&path) => PathKind::Archive,
            (_, Some(true), _) => PathKind::Editable,
            (_, _, Some(false)) => PathKind::Virtual,
            (Some(pyproject), _, None) if pyproject.uv.as_ref().and_then(|uv| uv.package) == Some(false) => PathKind::Virtual,
            _ => PathKind::Directory,
        };
        Some(Source::Path(path, kind))
    }

    /// A member of the workspace, the root among them.
    fn member(&self, name: &PackageName, editable: Option<bool>) -> Option<Source> {
        let root = self.project.pyproject;
        let named = |pyproject: &Pyproject| pyproject.name.as_ref().is_some_and(|(own, _)| own == name);
        let kind = |pyproject: &Pyproject| match (is_package(pyproject), editable) {
            (false, _) => PathKind::Virtual,
            (true, Some(false)) => PathKind::Directory,
            (true, _) => PathKind::Editable,
        };
        if named(root) {
            return Some(Source::Path(".".to_owned(), kind(root)));
        }
        let folders = root.uv.as_ref()?.workspace_members.iter();
        folders
            .filter_map(|folder| Some((folder, self.pyproject_of(folder.as_str())?)))
            .find(|(_, pyproject)| named(pyproject))
            .map(|(folder, pyproject)| Source::Path(folder.to_string(), kind(&pyproject)))
    }

    fn pyproject_of(&self, folder: &str) -> Option<Pyproject> {
        let path = RelPath::parse(folder).ok()?.join("pyproject.toml").ok()?;
        let text = self.project.tree.text(&path).ok()??;
        Pyproject::read(self.project.tree, &TomlFile::parse(&path, &text).ok()?, &mut Vec::new()).ok()
    }

    /// The address of an index, which the package or the root of its workspace names.
    fn index(&self, name: &str) -> Option<String> {
        [&self.file.root, &self.project.file.root].into_iter().find_map(|root| {
            let mut indexes = super::items(lookup(root, &["tool", "uv", "index"]));
            let index = indexes.find(|index| text(index, "name") == Some(name))?;
            text(index, "url").map(str::to_owned)
        })
    }
}

fn one_or_many<'v, 't>(value: &'v Value<'t>) -> Vec<&'v Table<'t>> {
    let many = value.get_ref().as_array().map_or(std::slice::from_ref(value), |array| &**array);
    many.iter().filter_map(|item| item.get_ref().as_table()).collect()
}

/// `~=` and the like stay as they are written: uv compares the clauses, not what they allow. Trailing zeros do not count.
fn clauses(specifiers: &VersionSpecifiers) -> BTreeSet<String> {
    let clause = |specifier: &pep440_rs::VersionSpecifier| {
        let keeps_zeros = matches!(specifier.operator(), Operator::TildeEqual | Operator::EqualStar | Operator::NotEqualStar);
        let version = specifier.version();
        let version = if keeps_zeros { version.clone() } else { version.clone().with_release(trimmed(version.release())) };
        format!("{}{version}", specifier.operator())
    };
    specifiers.iter().map(clause).collect()
}

fn trimmed(release: &[u64]) -> Vec<u64> {
    let kept = release.iter().rposition(|number| *number != 0).map_or(1, |last| last + 1);
    release.iter().take(kept.max(1)).copied().collect()
}

fn with_subdirectory(url: &str, folder: Option<&str>) -> String {
    folder.map_or_else(|| url.to_owned(), |folder| format!("{url}#subdirectory={folder}"))
}

/// `git+https://host/repo@rev#subdirectory=x` as the lock writes it. Ex) `https://host/repo?subdirectory=x&rev=rev`
fn git_of_requirement(url: &str) -> Option<String> {
    let url = url.strip_prefix("git+")?;
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let host = url.find("://")? + 3;
    let (url, reference) = match url[host..].rsplit_once('@').filter(|(before, _)| before.contains('/')) {
        Some((before, reference)) => (&url[..host + before.len()], Some(reference)),
        None => (url, None),
    };
    let folder = fragment.split('&').find(|part| part.starts_with("subdirectory=")).map(str::to_owned);
    let wanted: Vec<String> = folder.into_iter().chain(reference.map(|reference| format!("rev={reference}"))).collect();
    Some(if wanted.is_empty() { url.to_owned() } else { format!("{url}?{}", wanted.join("&")) })
}

fn is_archive(path: &str) -> bool {
    [".whl", ".zip", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz"].iter().any(|end| path.ends_with(end))
}

/// A path without `.` and without `..` where a folder stands before it.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// uv drops from markers what the lock's Pythons make certain.
pub fn simplify(marker: MarkerTree, python: Option<&VersionSpecifiers>) -> MarkerTree {
    let bound = |operator: Operator| {
        let versions =
            python.into_iter().flat_map(|python| python.iter()).filter(move |specifier| *specifier.operator() == operator);
        versions.map(pep440_rs::VersionSpecifier::version)
    };
    let lower = bound(Operator::GreaterThanEqual).max().map_or(Bound::Unbounded, Bound::Included);
    let upper = bound(Operator::LessThan).min().map_or(Bound::Unbounded, Bound::Excluded);
    marker.simplify_python_versions(lower, upper)
}

impl From<FolderKind> for PathKind {
    fn from(kind: FolderKind) -> Self {
        match kind {
            FolderKind::Editable => Self::Editable,
            FolderKind::Virtual => Self::Virtual,
            FolderKind::Directory => Self::Directory,
        }
    }
}
