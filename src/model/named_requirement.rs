//! The name and the extras of a requirement, where the rest of it does not matter.

use std::str::FromStr;

use pep508_rs::{ExtraName, PackageName, Requirement, VerbatimUrl};

/// `None` if the text is no such requirement. Ex) `fastapi` and `standard` of `fastapi[standard]>=0.115; python_version < "3.14"`
pub fn named_requirement(text: &str) -> Option<(PackageName, Vec<ExtraName>)> {
    // A marker says when, and nests as deep as its author likes.
    let text = text.split(';').next().unwrap_or(text);
    if has_open_name(text) {
        return None;
    }
    let requirement = Requirement::<VerbatimUrl>::from_str(text.trim()).ok()?;
    Some((requirement.name, requirement.extras))
}

/// Whether the name of the distribution or of an extra ends with a sign that joins two parts: `pep508_rs` takes one for a
/// name and then does not.
pub fn has_open_name(text: &str) -> bool {
    let is_open = |text: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let text = text.trim_start();
        text[..text.find(|c| !is_part(c)).unwrap_or(text.len())].ends_with(['.', '-', '_'])
    };
    let extras = text.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(extras, _)| extras);
    is_open(text) || extras.split(',').any(is_open)
}

/// The same where a variable has the version, or options follow.
/// `None` if the text is no such requirement. Ex) `flask` of `flask==${FLASK_VERSION}`
pub fn loosely_named_requirement(text: &str) -> Option<(PackageName, Vec<ExtraName>)> {
    let front = || {
        let extras = text.find(']').unwrap_or(0);
        let end = text[extras..].find(['=', '<', '>', '~', '!', '@', '#', ' ', '\\']).map_or(text.len(), |end| extras + end);
        named_requirement(&text[..end])
    };
    named_requirement(text).or_else(front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extras_are_read() {
        for (text, expected) in [
            ("fastapi", Some("fastapi")),
            ("FastAPI[standard, all] >=0.115,<1", Some("fastapi standard all")),
            ("setuptools_scm[toml]>=8", Some("setuptools-scm toml")),
            ("tomli; python_version < '3.11'", Some("tomli")),
            ("name (>=1)", Some("name")),
            ("shop @ https://example.org/shop-1.tar.gz", Some("shop")),
            ("-e .", None),
            ("fastapi[", None),
            ("shop-", None),
            ("shop-*.whl", None),
            ("shop_ >=1", None),
            ("shop[web-]", None),
            ("", None),
        ] {
            assert_eq!(shown(named_requirement(text)).as_deref(), expected, "{text}");
            assert_eq!(shown(loosely_named_requirement(text)).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_follows_a_name_need_not_be_a_version() {
        for (text, expected) in [
            ("flask==${FLASK_VERSION}", Some("flask")),
            ("psycopg[binary, pool]==$PSYCOPG", Some("psycopg binary pool")),
            ("Flask==3.1.0 --hash=sha256:00", Some("flask")),
            ("flask>=3 # the website", Some("flask")),
            ("flask \\", Some("flask")),
            ("$PACKAGES", None),
            ("./shop", None),
        ] {
            assert_eq!(shown(loosely_named_requirement(text)).as_deref(), expected, "{text}");
        }
    }

    fn shown(read: Option<(PackageName, Vec<ExtraName>)>) -> Option<String> {
        let (name, extras) = read?;
        Some(std::iter::once(name.to_string()).chain(extras.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" "))
    }
}
