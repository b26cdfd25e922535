//! The name and the extras of a requirement, where the rest of it does not matter.

use std::str::FromStr;

use pep508_rs::{ExtraName, PackageName, Requirement, VerbatimUrl};

/// Ex) `fastapi` and `standard` of `fastapi[standard]>=0.115; python_version < "3.14"`
pub fn named_requirement(text: &str) -> Option<(PackageName, Vec<ExtraName>)> {
    // A marker says when, and nests as deep as its author likes.
    let text = text.split(';').next().unwrap_or(text);
    let requirement = Requirement::<VerbatimUrl>::from_str(text.trim()).ok()?;
    Some((requirement.name, requirement.extras))
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
            ("", None),
        ] {
            let read = named_requirement(text).map(|(name, extras)| {
                std::iter::once(name.to_string()).chain(extras.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
