//! Modules of Python's standard library, and the distributions that other modules come with.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;
use crate::model::PackageName;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modules {
    standard: Vec<String>,
    asked: Vec<String>,
    same_name: Vec<String>,
    tools: Vec<PackageName>,
    distributions: BTreeMap<String, Vec<PackageName>>,
    named: BTreeMap<String, PackageName>,
}

/// The table in `modules.toml`.
pub fn modules() -> &'static Modules {
    static MODULES: LazyLock<Modules> = LazyLock::new(|| embedded("modules.toml", table!("modules")));
    &MODULES
}

impl Modules {
    pub fn is_standard(&self, top: &str) -> bool {
        self.standard.binary_search_by(|known| known.as_str().cmp(top)).is_ok()
    }

    /// Whether a person is asked which distribution brings the module.
    pub fn is_asked(&self, top: &str) -> bool {
        self.asked.iter().any(|known| known == top)
    }

    /// Whether the distribution installs, builds or checks a project, so that no program needs it.
    pub fn is_tool(&self, name: &PackageName) -> bool {
        self.tools.binary_search(name).is_ok()
    }

    /// The distributions that bring the module, the usual one first; empty for a module that is not in the table.
    pub fn distributions(&self, top: &str) -> &[PackageName] {
        self.distributions.get(top).map_or(&[], Vec::as_slice)
    }

    /// The distribution that is known to bring the module. `None` if no row has the module, or a person is asked.
    pub fn certain<'m>(&'m self, top: &'m str) -> Option<&'m str> {
        let has_same_name = || self.same_name.binary_search_by(|known| known.as_str().cmp(top)).is_ok();
        let is_known = self.distributions.contains_key(top) || self.named.contains_key(top) || has_same_name();
        (is_known && !self.is_asked(top)).then(|| self.name(top))
    }

    /// The distribution to install for the module, which mostly has its name. Ex) `paho-mqtt`, `requests`
    pub fn name<'m>(&'m self, top: &'m str) -> &'m str {
        let usual = self.distributions(top).first().or_else(|| self.named.get(top));
        usual.map_or(top, AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_none_is_of_the_standard_library() {
        let modules = modules();
        assert!(modules.standard.is_sorted_by(|one, other| one < other));
        for (module, distributions) in &modules.distributions {
            assert!(!modules.is_standard(module), "{module}");
            assert!(!distributions.is_empty(), "{module}");
        }
        assert!(modules.same_name.is_sorted_by(|one, other| one < other));
        assert!(modules.tools.is_sorted_by(|one, other| one < other));
        for module in &modules.same_name {
            let has_row = modules.distributions.contains_key(module) || modules.named.contains_key(module);
            assert!(!modules.is_standard(module) && !has_row, "{module}");
        }
        assert!(modules.asked.is_sorted() && modules.asked.iter().all(|name| modules.distributions.contains_key(name)));
        for module in modules.named.keys() {
            assert!(!modules.is_standard(module), "{module}");
            assert!(!modules.distributions.contains_key(module), "{module}");
        }
        assert_eq!(["PIL", "paho", "requests"].map(|module| modules.name(module)), ["pillow", "paho-mqtt", "requests"]);
        assert_eq!(modules.certain("aiogram"), Some("aiogram"));
        assert_eq!(["discord", "os", "tides"].map(|module| modules.certain(module)), [None; 3]);
        assert_eq!(modules.distributions("PIL")[0].as_ref(), "pillow");
        assert!(modules.is_standard("zoneinfo") && modules.distributions("zoneinfo").is_empty());
    }
}
