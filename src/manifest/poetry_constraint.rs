//! Poetry's version constraints, turned into PEP 440.
//!
//! Read are `^1.2.3`, `~1.2`, `1.*`, `*`, bare versions, PEP 440 clauses, and both spellings of "and" (`,` and a space).
//! PEP 440 cannot say "or": `||` becomes the smallest range that holds every alternative.

use std::str::FromStr;

use pep440_rs::{Operator, VersionSpecifier};

use crate::model::{Version, VersionSpecifiers};

/// `None` if the text is no constraint.
pub(super) fn parse(text: &str) -> Option<VersionSpecifiers> {
    let alternatives: Vec<VersionSpecifiers> =
        text.split('|').filter(|part| !part.trim().is_empty()).map(all_of).collect::<Option<_>>()?;
    match alternatives.as_slice() {
        [] => text.trim().is_empty().then(VersionSpecifiers::empty),
        [only] => Some(only.clone()),
        several => Some(hull(several)),
    }
}

fn all_of(text: &str) -> Option<VersionSpecifiers> {
    let mut specifiers = Vec::new();
    for clause in clauses(text) {
        specifiers.extend(clause_of(&clause)?);
    }
    Some(specifiers.into_iter().collect())
}

/// Clauses stand between commas and spaces; a space after an operator belongs to its clause.
fn clauses(text: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    let mut current = String::new();
    for c in text.chars() {
        if c == ',' || c.is_whitespace() {
            let complete = current.chars().any(|c| c.is_alphanumeric() || c == '*');
            if complete {
                clauses.push(std::mem::take(&mut current));
            }
        } else {
            current.push(c);
        }
    }
    if !current.is_empty() {
        clauses.push(current);
    }
    clauses
}

fn clause_of(clause: &str) -> Option<Vec<VersionSpecifier>> {
    if clause == "*" {
        return Some(Vec::new());
    }
    if let Some(version) = clause.strip_prefix('^') {
        return between(version, |release| release.iter().position(|part| *part > 0).unwrap_or(release.len() - 1));
    }
    if let Some(version) = clause.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        return between(version, |release| usize::from(release.len() > 1));
    }
    let version = clause.trim_start_matches(['=', '!', '<', '>', '~']);
    let operator = &clause[..clause.len() - version.len()];
    let version = version.strip_suffix(".x").map_or_else(|| version.to_owned(), |stem| format!("{stem}.*"));
    let text = match operator {
        "" | "=" => format!("=={version}"),
        "<" | "<=" | ">" | ">=" => format!("{operator}{}", version.trim_end_matches(".*")),
        _ => format!("{operator}{version}"),
    };
    VersionSpecifier::from_str(&text).ok().map(|specifier| vec![specifier])
}

/// From the version to the next release at the position that `keep` chooses.
fn between(version: &str, keep: impl Fn(&[u64]) -> usize) -> Option<Vec<VersionSpecifier>> {
    let lower = Version::from_str(version.trim_end_matches(".*")).ok()?;
    let position = keep(lower.release()).min(lower.release().len().checked_sub(1)?);
    let upper = next(&lower, position)?;
    Some(vec![VersionSpecifier::greater_than_equal_version(lower), VersionSpecifier::less_than_version(upper)])
}

/// The release that follows at the position. Ex) position 1 of `1.2.3` is `1.3`
fn next(version: &Version, position: usize) -> Option<Version> {
    let mut release = version.release().get(..=position)?.to_vec();
    let last = release.last_mut()?;
    *last = last.checked_add(1)?;
    Some(Version::new(release))
}

/// The smallest range around every alternative.
fn hull(alternatives: &[VersionSpecifiers]) -> VersionSpecifiers {
    let lower = alternatives.iter().map(lowest).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().min());
    let upper = alternatives.iter().map(highest).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    let from = lower.map(VersionSpecifier::greater_than_equal_version);
    let to = upper.map(|(version, included)| match included {
        true => VersionSpecifier::less_than_equal_version(version),
        false => VersionSpecifier::less_than_version(version),
    });
    from.into_iter().chain(to).collect()
}

fn lowest(specifiers: &VersionSpecifiers) -> Option<Version> {
    let bounds = specifiers.iter().filter(|specifier| {
        use Operator::{Equal, EqualStar, ExactEqual, GreaterThan, GreaterThanEqual, TildeEqual};
        matches!(specifier.operator(), Equal | EqualStar | ExactEqual | GreaterThan | GreaterThanEqual | TildeEqual)
    });
    bounds.map(|specifier| specifier.version().clone()).max()
}

/// The upper bound, and whether it is part of the range.
fn highest(specifiers: &VersionSpecifiers) -> Option<(Version, bool)> {
    let bound = |specifier: &VersionSpecifier| {
        let version = specifier.version();
        let parts = version.release().len();
        match specifier.operator() {
            Operator::LessThan => Some((version.clone(), false)),
            Operator::LessThanEqual | Operator::Equal | Operator::ExactEqual => Some((version.clone(), true)),
            Operator::EqualStar => Some((next(version, parts.checked_sub(1)?)?, false)),
            Operator::TildeEqual => Some((next(version, parts.checked_sub(2)?)?, false)),
            _ => None,
        }
    };
    specifiers.iter().filter_map(bound).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poetry_constraints_become_pep_440() {
        for (text, expected) in [
            ("^1.2.3", ">=1.2.3, <2"),
            ("^0.2.3", ">=0.2.3, <0.3"),
            ("^0.0.3", ">=0.0.3, <0.0.4"),
            ("^0", ">=0, <1"),
            ("^3.10", ">=3.10, <4"),
            ("~1.2", ">=1.2, <1.3"),
            ("~1.2.3", ">=1.2.3, <1.3"),
            ("~1", ">=1, <2"),
            ("~=1.4.2", "~=1.4.2"),
            ("1.*", "==1.*"),
            ("1.2.x", "==1.2.*"),
            ("*", ""),
            ("", ""),
            ("3.1.1", "==3.1.1"),
            ("=3.1", "==3.1"),
            (">= 1.0, < 2", ">=1.0, <2"),
            (">=1.0 <2.0", ">=1.0, <2.0"),
            ("^3.8,!=3.9.0", ">=3.8, !=3.9.0, <4"),
            (">=3.8.*", ">=3.8"),
            ("~2.7 || ^3.6", ">=2.7, <4"),
            ("<1 || >2", ""),
            ("1.0 || 1.2", ">=1.0, <=1.2"),
        ] {
            assert_eq!(parse(text).map(|found| found.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["^", "~", "one", "^1.2.q", ">=", "1..2", "^18446744073709551615"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
