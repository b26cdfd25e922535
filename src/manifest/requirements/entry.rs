//! One requirement of a requirements file: PEP 508, or one of the forms that only pip knows.
//!
//! A path (`./libs/shared`, `../w/a-1.0-py3-none-any.whl`, `.[dev]`) and a URL (`https://…`, `git+ssh://…#egg=name`) may
//! stand for a requirement. Their name is in the fragment or in the file name, or it is not known without building.

use super::super::error::{ManifestError, shown};
use super::super::requirement;
use super::LocalRequirement;
use crate::model::{Dependency, DependencySource, ExtraName, Location, MarkerTree, PackageName, RelPath, VersionSpecifiers};

const ARCHIVES: &[&str] = &[".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz"];
const SCHEMES: &[&str] = &["http:", "https:", "ftp:", "file:", "git+", "hg+", "svn+", "bzr+"];

/// What one requirement turned out to be.
pub(super) struct Entry {
    /// `None` if the name cannot be known without building.
    pub dependency: Option<Dependency>,
    pub local: Option<LocalRequirement>,
    pub git: bool,
}

pub(super) fn read(text: &str, editable: bool, at: &Location) -> Result<Entry, ManifestError> {
    if let Some(problem) =
        text.contains(crate::model::is_hidden).then_some("it holds a control character or one that is not shown")
    {
        return Err(ManifestError::invalid(at.clone(), format!("`{}` is not a valid requirement: {problem}", shown(text))));
    }
    let url = SCHEMES.iter().any(|scheme| {
        text.len() >= scheme.len() && text.is_char_boundary(scheme.len()) && text[..scheme.len()].eq_ignore_ascii_case(scheme)
    });
    if url || (looks_like_path(text) && !has_name_and_url(text)) || (editable && !has_name_and_url(text)) {
        return Ok(unnamed(text, url, editable, at));
    }
    let mut dependency = requirement::parse(text, at)?;
    let mut local = None;
    if let DependencySource::Path { path, editable: named_editable } = &mut dependency.source {
        *named_editable = editable;
        local = Some(local_requirement(path, dependency.extras.clone(), editable, at));
    }
    let git = matches!(dependency.source, DependencySource::Git(_));
    Ok(Entry { dependency: Some(dependency), local, git })
}

fn looks_like_path(text: &str) -> bool {
    let first = text.split([';', ' ']).next().unwrap_or_default();
    first.contains('/') || first.starts_with('.') || ARCHIVES.iter().any(|end| first.ends_with(end))
}

/// `name @ url`, which is PEP 508 although it holds slashes.
fn has_name_and_url(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, _)| !name.trim().is_empty() && !name.contains(['/', ':']) && !name.starts_with('.'))
}

/// A bare path or URL, with its marker and extras.
fn unnamed(text: &str, url: bool, editable: bool, at: &Location) -> Entry {
    // A URL may hold a semicolon of its own, so its marker needs a space before or after the one that starts it.
    let cut = if url { text.split_once("; ").or_else(|| text.split_once(" ;")) } else { text.split_once(';') };
    let (target, marker) = cut.map_or((text, ""), |(target, marker)| (target.trim(), marker.trim()));
    let (target, fragment) = if url { target.split_once('#').unwrap_or((target, "")) } else { (target, "") };
    let (target, extras) = if url { (target, "") } else { split_extras(target) };
    let source = match requirement::source_of_url(target) {
        Some(DependencySource::Path { path, .. }) => DependencySource::Path { path, editable },
        Some(source) => source,
        None => DependencySource::Path { path: target.to_owned(), editable },
    };
    // The type takes a name without letters too.
    let names = extras.split(',').map(str::trim).filter(|extra| !extra.is_empty());
    let extras: Vec<ExtraName> = names.filter_map(|extra| extra.parse().ok()).collect();
    let local = match &source {
        DependencySource::Path { path, .. } => Some(local_requirement(path, extras.clone(), editable, at)),
        _ => None,
    };
    let git = matches!(source, DependencySource::Git(_));
    let dependency = name_of(target, fragment).map(|name| Dependency {
        name,
        extras,
        specifiers: VersionSpecifiers::empty(),
        marker: if marker.is_empty() { MarkerTree::TRUE } else { requirement::marker(marker) },
        source,
        at: at.clone(),
    });
    Entry { dependency, local, git }
}

fn local_requirement(path: &str, extras: Vec<ExtraName>, editable: bool, at: &Location) -> LocalRequirement {
    LocalRequirement { path: path.to_owned(), extras, inside: RelPath::parse(path).ok(), editable, at: at.clone() }
}

/// Ex) `.` and `dev` of `.[dev]`
fn split_extras(path: &str) -> (&str, &str) {
    match path.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((path, extras)) => (path.trim(), extras),
        None => (path, ""),
    }
}

/// The name in `#egg=name`, or the one that a wheel's or source archive's file name starts with.
fn name_of(target: &str, fragment: &str) -> Option<PackageName> {
    if let Some(egg) = fragment.split('&').find_map(|part| part.strip_prefix("egg=")) {
        let name = egg.split(['[', '-']).next().filter(|_| egg.contains('[')).unwrap_or(egg);
        return name.parse().ok();
    }
    let file = target.rsplit('/').next()?;
    let archive = ARCHIVES.iter().find(|end| file.ends_with(**end))?;
    let stem = file.strip_suffix(archive)?;
    let name = if *archive == ".whl" { stem.split('-').next()? } else { stem.rsplit_once('-')?.0 };
    name.parse().ok()
}
