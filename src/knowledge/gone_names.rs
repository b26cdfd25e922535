//! `gone_names.toml`

use std::sync::OnceLock;

use pep508_rs::Requirement;
use serde::Deserialize;

use crate::model::PackageName;

/// Names that the newer releases of a distribution no longer have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoneNames {
    /// Modules and members of modules. Ex) `flask.ext`, `wtforms.TextField`
    #[serde(default)]
    pub names: Vec<String>,
    /// Attributes of objects, and forms of calls.
    #[serde(default)]
    pub uses: Vec<GoneUse>,
    /// The releases that still have them: first of the distribution that they belong to, then of others that it needs.
    pub releases: Vec<Requirement>,
    /// Distributions with a module of the same name that is kept up.
    #[serde(default)]
    pub unless: Vec<PackageName>,
    /// A distribution that bounds the release itself, where its own release is pinned.
    /// `None` if nothing else does. Ex) `fastapi`, which names its Starlette
    pub bounded_by: Option<PackageName>,
}

/// A use of an object, or a form of a call, that the newer releases refuse.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoneUse {
    /// What is used: a dotted name, with `*` for any member, or with a dot first the last attributes of an object of any name.
    /// Ex) `marshmallow.fields.*`, `.engine.execute`
    pub name: String,
    /// Modules or their members, one of which the program imports: an attribute alone may be one of anything.
    #[serde(default)]
    pub of: Vec<String>,
    /// The call names this argument. `None` if every argument will do.
    pub argument: Option<String>,
    /// The call has neither this argument nor one without a name. `None` if every call is meant.
    pub lacks: Option<String>,
    /// What the call has as its first argument. `None` if it may be anything.
    pub first: Option<Given>,
    /// What the call has as its second argument. `None` if it may be anything.
    pub second: Option<Given>,
}

/// What stands in the place of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Given {
    Text,
    List,
    Mapping,
}

impl GoneUse {
    /// Whether only a call is meant.
    pub fn is_form(&self) -> bool {
        self.argument.is_some() || self.lacks.is_some() || self.first.is_some() || self.second.is_some()
    }

    /// Whether the dotted name, or the chain of attributes, is the one of the row.
    pub fn is_named(&self, dotted: &str) -> bool {
        match self.name.strip_suffix(".*") {
            Some(module) => dotted.rsplit_once('.').is_some_and(|(start, _)| start == module),
            None if self.name.starts_with('.') => dotted.ends_with(&self.name),
            None => dotted == self.name,
        }
    }

    /// Whether a text has the words of such a use.
    pub fn is_in(&self, text: &str) -> bool {
        let plain = self.name.strip_suffix(".*").unwrap_or(&self.name);
        let last = plain.rsplit('.').next().unwrap_or(plain);
        text.contains(last) && self.argument.as_ref().is_none_or(|name| text.contains(name.as_str()))
    }
}

impl GoneNames {
    /// Whether the row has the name or a module that it is in.
    pub fn holds(&self, used: &str) -> bool {
        let is_it = |name: &String| used.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.names.iter().any(is_it)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    gone: Vec<GoneNames>,
}

/// Every row.
pub fn gone_names() -> &'static [GoneNames] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("gone_names.toml", table!("gone_names"))).gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_their_releases_are_bounds() {
        let key = |row: &GoneNames| row.releases[0].to_string();
        assert!(gone_names().is_sorted_by_key(key));
        let mut all: Vec<&String> = gone_names().iter().flat_map(|row| &row.names).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for row in gone_names() {
            assert!(row.names.is_sorted(), "{:?}", row.names);
            assert!(!row.names.is_empty() || !row.uses.is_empty(), "{:?}", row.releases);
            for one in &row.uses {
                // An attribute alone may be one of anything.
                assert_eq!(one.name.starts_with('.'), !one.of.is_empty(), "{}", one.name);
                assert!(one.of.is_sorted() && (one.is_form() || one.name.starts_with('.')), "{}", one.name);
            }
            assert!(row.releases.iter().all(|one| one.to_string().contains('<')), "{:?}", row.releases);
        }
    }

    #[test]
    fn a_use_is_known_by_its_name() {
        for (name, dotted, expected) in [
            ("yaml.load", "yaml.load", true),
            ("yaml.load", "yaml.loader", false),
            ("marshmallow.fields.*", "marshmallow.fields.Str", true),
            ("marshmallow.fields.*", "marshmallow.fields.Str.x", false),
            (".engine.execute", "db.engine.execute", true),
            (".engine.execute", ".engine.execute", true),
            (".engine.execute", "db.execute", false),
        ] {
            let one = GoneUse { name: name.to_owned(), of: Vec::new(), argument: None, lacks: None, first: None, second: None };
            assert_eq!(one.is_named(dotted), expected, "{name} {dotted}");
        }
    }

    #[test]
    fn a_module_holds_what_is_in_it() {
        let row = gone_names().iter().find(|row| row.names.iter().any(|name| name == "flask.ext")).unwrap();
        let found = ["flask.ext", "flask.ext.sqlalchemy", "flask.extension", "flask"].map(|name| row.holds(name));
        assert_eq!(found, [true, true, false, false]);
    }
}
