//! One PEP 508 requirement, and the version ranges that stand beside it.
//!
//! `name[extras] specifiers ; marker` is read by `pep508_rs`. `name @ url ; marker` is taken apart here, because the URL
//! may be a path or hold `${VARIABLES}`, which are kept as they are written.

use std::str::FromStr;

use pep508_rs::{Requirement, VerbatimUrl, VersionOrUrl};

use super::error::{ManifestError, shown};
use crate::model::{Dependency, DependencySource, Location, MarkerTree, Note, VersionSpecifiers, has_open_name, is_hidden};

const EXPECTED: &str =
    "expected a name, and maybe extras, versions and a marker, as in `name[extra]>=1.2; python_version < \"3.13\"`";

/// Reads one requirement that has a name.
pub fn parse(text: &str, at: &Location) -> Result<Dependency, ManifestError> {
    let refuse = |reason: &str| {
        let problem = format!("`{}` is not a valid requirement: {}", shown(text.trim()), shown(reason));
        Err(ManifestError::invalid(at.clone(), problem).hint(EXPECTED))
    };
    let (rest, url) = match split_url(text) {
        Some((name, url, marker)) => (format!("{name} {marker}"), Some(url)),
        None => (text.trim().to_owned(), None),
    };
    if rest.contains(is_hidden) {
        return refuse("it holds a control character or one that is not shown");
    }
    if has_open_name(&rest) {
        return refuse("a name ends with a letter or a digit");
    }
    if is_too_deep(&rest) {
        return refuse("its marker is nested too deeply");
    }
    let source = match url.map(source_of_url) {
        None => DependencySource::Index,
        Some(Some(source)) => source,
        Some(None) => return refuse("what follows `@` is not a URL"),
    };
    let rest = without_last_comma(rest);
    let requirement = match Requirement::<VerbatimUrl>::from_str(&rest) {
        Ok(requirement) => requirement,
        Err(error) => return refuse(&error.message.to_string()),
    };
    let specifiers = match requirement.version_or_url {
        None => VersionSpecifiers::empty(),
        Some(VersionOrUrl::VersionSpecifier(specifiers)) => specifiers,
        Some(VersionOrUrl::Url(_)) => return refuse("what follows `@` is not a URL"),
    };
    let Requirement { name, extras, marker, .. } = requirement;
    Ok(Dependency { name, extras, specifiers, marker, source, at: at.clone() })
}

/// The text without a comma behind its last range, which `packaging`, and with it pip, takes. Ex) `gradio>=5,`
fn without_last_comma(text: String) -> String {
    let (ranges, marker) = text.split_once(';').map_or((text.as_str(), None), |(ranges, marker)| (ranges, Some(marker)));
    let Some(shorter) = ranges.trim_end().strip_suffix(',').filter(|ranges| ranges.contains(['<', '>', '='])) else {
        return text;
    };
    match marker {
        Some(marker) => format!("{shorter} ;{marker}"),
        None => shorter.to_owned(),
    }
}

/// Where a URL or path leads; `None` if it is empty or holds white space or control characters.
pub(super) fn source_of_url(url: &str) -> Option<DependencySource> {
    if url.is_empty() || url.contains(|c: char| is_hidden(c) || c.is_whitespace()) {
        return None;
    }
    let path = |path: &str| DependencySource::Path { path: path.to_owned(), editable: false };
    Some(match url.split_once(':') {
        Some((scheme, _)) if scheme.starts_with("git+") || scheme == "git" => DependencySource::Git(url.to_owned()),
        Some(("file", rest)) => path(rest.strip_prefix("//").unwrap_or(rest)),
        Some((scheme, _)) if scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
            DependencySource::Url(url.to_owned())
        }
        _ => path(url),
    })
}

/// Takes `name[extras] @ url ; marker` apart into its three sides.
fn split_url(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.[], \t".contains(c);
    if !name.chars().all(plain) {
        return None;
    }
    let rest = rest.trim();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (url, marker) = rest.split_at(end);
    let marker = marker.trim_start();
    (marker.is_empty() || marker.starts_with(';')).then_some((name, url, marker))
}

/// `pep508_rs` follows parentheses without a limit of its own.
fn is_too_deep(text: &str) -> bool {
    const MOST: usize = 100;
    text.matches('(').count() > MOST
}

/// Reads a marker of a lock file. One that cannot be read keeps its package, since leaving a package out is worse.
pub(super) fn marker(text: &str) -> MarkerTree {
    if is_too_deep(text) {
        return MarkerTree::TRUE;
    }
    MarkerTree::from_str(text).unwrap_or(MarkerTree::TRUE)
}

/// Reads `requires-python` as leniently as pip does: a clause that is not PEP 440 is dropped and noted. `None` if no clause is
/// left.
pub(super) fn requires_python(text: &str, at: &Location, notes: &mut Vec<Note>) -> Option<VersionSpecifiers> {
    if let Ok(specifiers) = VersionSpecifiers::from_str(text) {
        return (!specifiers.is_empty()).then_some(specifiers);
    }
    let mut kept = Vec::new();
    for clause in text.split(',').map(str::trim).filter(|clause| !clause.is_empty()) {
        match VersionSpecifiers::from_str(clause) {
            Ok(specifiers) => kept.extend(specifiers.iter().cloned()),
            Err(_) => notes.push(
                Note::warning(format!("`{}` is not a valid Python version range and is ignored", shown(clause)))
                    .at(at.clone())
                    .hint("write it as PEP 440 does, for example `>=3.11`"),
            ),
        }
    }
    (!kept.is_empty()).then(|| kept.into_iter().collect())
}
