//! `pylock.toml` (PEP 751), lock version 1.
//!
//! What an installer takes by default is production: the packages whose markers hold with the default groups and without
//! extras. `pep508_rs` does not know the two variables that PEP 751 adds, so they are evaluated here.

use pep508_rs::MarkerEnvironment;

use super::super::error::{ManifestError, shown};
use super::super::marker_environment::{linux, newest_python};
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile};
use super::{Sources, file_name, package_name, package_version};
use crate::model::{DependencySource, Location, Lock, LockFormat, LockedPackage};

pub(super) fn read(file: &TomlFile<'_>, _text: &str, _sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    check_version(file)?;
    let requires_python = file.string(&file.root, "requires-python")?.and_then(|text| text.parse().ok());
    let groups: Vec<&str> = file.strings(&file.root, "default-groups")?.into_iter().map(|(group, _)| group).collect();
    let environment = linux(newest_python(requires_python.as_ref()));
    let mut packages = Vec::new();
    for (table, at) in file.tables(&file.root, "packages")? {
        let marker = file.string(table, "marker")?;
        let holds = |text: &str| environment.as_ref().is_none_or(|environment| evaluate(text, environment, &groups, 0));
        let production = marker.is_none_or(holds);
        packages.push(LockedPackage { production, ..package(file, table, &at)? });
    }
    let at = Location::file(file.path.clone());
    Ok(Lock { format: LockFormat::Pylock, at, requires_python, written_by: None, packages, fresh: None })
}

fn check_version(file: &TomlFile<'_>) -> Result<(), ManifestError> {
    let text = file.string(&file.root, "lock-version")?.unwrap_or_default();
    if text.split('.').next() == Some("1") {
        return Ok(());
    }
    let problem = format!("pydock reads version 1 of pylock.toml, and this is `{}`", shown(text));
    Err(ManifestError::invalid(file.at_key(&file.root, "lock-version"), problem)
        .hint("export the lock as version 1.0, or update pydock"))
}

fn package(file: &TomlFile<'_>, table: &Table<'_>, at: &Location) -> Result<LockedPackage, ManifestError> {
    let archives = table.get("wheels").and_then(|wheels| wheels.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let mut files = Vec::new();
    for archive in archives.iter().chain(table.get("sdist")).chain(table.get("archive")) {
        let text = |key: &str| archive.get_ref().as_table()?.get(key)?.get_ref().as_str();
        files.extend(text("name").or_else(|| text("url")).or_else(|| text("path")).map(file_name));
    }
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source: source(table),
        files,
        production: false,
        at: at.clone(),
    })
}

fn source(table: &Table<'_>) -> DependencySource {
    let text = |kind: &str, key: &str| table.get(kind).and_then(|value| value.get_ref().as_table()?.get(key)?.get_ref().as_str());
    if let Some(place) = text("vcs", "url").or_else(|| text("vcs", "path")) {
        return match text("vcs", "type") {
            Some("git") | None => DependencySource::Git(format!("git+{place}@{}", text("vcs", "commit-id").unwrap_or_default())),
            Some(_) => DependencySource::Url(place.to_owned()),
        };
    }
    if let Some(url) = text("archive", "url") {
        return DependencySource::Url(url.to_owned());
    }
    let editable = table.get("directory").and_then(|value| value.get_ref().as_table()?.get("editable")?.get_ref().as_bool());
    let path = text("directory", "path").or_else(|| text("archive", "path"));
    path.map_or(DependencySource::Index, |path| DependencySource::Path {
        path: path.to_owned(),
        editable: editable.unwrap_or(false),
    })
}

/// Evaluates a marker that may use `dependency_groups` and `extras`. It is cut at `or` and `and` outside parentheses and
/// quotes until a part is free of those two, which `pep508_rs` then evaluates.
fn evaluate(marker: &str, environment: &MarkerEnvironment, groups: &[&str], depth: usize) -> bool {
    const DEEPEST: usize = 64;
    let marker = marker.trim();
    if depth > DEEPEST || !(marker.contains("dependency_groups") || marker.contains("extras")) {
        return requirement::marker(marker).evaluate(environment, &[]);
    }
    let of = |part: &str| evaluate(part, environment, groups, depth + 1);
    if let Some((left, right)) = cut(marker, "or") {
        return of(left) || of(right);
    }
    if let Some((left, right)) = cut(marker, "and") {
        return of(left) && of(right);
    }
    if let Some(inner) = marker.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return of(inner);
    }
    let (quoted, variable) = marker.rsplit_once("in").unwrap_or((marker, ""));
    let negated = quoted.trim_end().ends_with("not");
    let named = quoted.trim_start().trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    let present = variable.trim() == "dependency_groups" && groups.contains(&named);
    present != negated
}

/// Cuts at the first word `operator` that stands outside parentheses and quotes.
fn cut<'m>(marker: &'m str, operator: &str) -> Option<(&'m str, &'m str)> {
    let (mut depth, mut quote) = (0_i32, None);
    for (offset, c) in marker.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ' ') if depth == 0 => {
                if let Some(right) = marker[offset + 1..].strip_prefix(operator).filter(|rest| rest.starts_with([' ', '('])) {
                    return Some((&marker[..offset], right));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_extras_are_evaluated_beside_the_standard_variables() {
        let environment = linux(newest_python(None)).unwrap();
        for (marker, expected) in [
            ("'default' in dependency_groups", true),
            ("\"dev\" in dependency_groups", false),
            ("'dev' not in dependency_groups", true),
            ("'x' in extras", false),
            ("'x' not in extras", true),
            ("sys_platform == 'win32' and 'default' in dependency_groups", false),
            ("(sys_platform == 'linux') and ('default' in dependency_groups or 'x' in extras)", true),
            ("'dev' in dependency_groups or 'x' in extras", false),
            ("python_version >= '3.8'", true),
        ] {
            assert_eq!(evaluate(marker, &environment, &["default"], 0), expected, "{marker}");
        }
        evaluate(&format!("{}'x' in extras", "(".repeat(10_000)), &environment, &[], 0);
    }
}
