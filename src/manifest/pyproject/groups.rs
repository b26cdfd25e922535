//! `[dependency-groups]` (PEP 735).
//!
//! A group includes others by name. Each of those is read once for the group that asks for it, however many of the groups
//! between them name it, and both the depth and the number of visits have an end: a file of a few kilobytes could ask for
//! billions otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::super::error::{ManifestError, shown};
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile};
use super::Pyproject;
use super::project::group_name;
use crate::model::{Dependency, normalized_name};

/// How many groups may include each other in a row.
const DEEPEST: usize = 64;
/// How many groups are looked at for all groups of a file.
const MOST_VISITS: usize = 100_000;

pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(groups) = file.table(&file.root, "dependency-groups")? else { return Ok(()) };
    let names = groups.keys().map(|key| (normalized_name(key.get_ref()), key.get_ref().as_ref())).collect();
    let mut reader = Reader { file, groups, names, visits: 0 };
    for (group, _) in groups {
        let name = group_name(group.get_ref(), file.at(group))?;
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        reader.collect(group.get_ref(), &mut Vec::new(), &mut seen, &mut found)?;
        into.groups.insert(name, found);
    }
    Ok(())
}

struct Reader<'r, 't> {
    file: &'r TomlFile<'t>,
    groups: &'r Table<'t>,
    /// The groups by their normalized names.
    names: BTreeMap<String, &'r str>,
    visits: usize,
}

impl<'r> Reader<'r, '_> {
    /// The requirements of one group and of the groups that it includes. `open` holds the groups on the way here, `seen`
    /// those that are read already.
    fn collect(
        &mut self,
        group: &'r str,
        open: &mut Vec<&'r str>,
        seen: &mut BTreeSet<&'r str>,
        found: &mut Vec<Dependency>,
    ) -> Result<(), ManifestError> {
        open.push(group);
        seen.insert(group);
        for item in self.file.array(self.groups, group)? {
            self.visits += 1;
            if let Some(text) = item.get_ref().as_str() {
                found.push(requirement::parse(text, &self.file.at(item))?);
                continue;
            }
            let include = item.get_ref().as_table().and_then(|table| table.get("include-group")?.get_ref().as_str());
            let Some(include) = include else {
                return Err(self.file.wrong_type(item, group, "requirements and `{ include-group = \"name\" }`"));
            };
            let invalid = |problem: String| ManifestError::invalid(self.file.at(item), problem);
            let Some(included) = self.names.get(&normalized_name(include)).copied() else {
                return Err(invalid(format!("there is no dependency group `{}`", shown(include)))
                    .hint("define it in `[dependency-groups]` or remove the include"));
            };
            if open.contains(&included) {
                let problem = format!("the dependency group `{}` includes itself", shown(include));
                return Err(invalid(problem).hint("remove one of the includes"));
            }
            if open.len() == DEEPEST || self.visits > MOST_VISITS {
                return Err(invalid("the dependency groups are nested too deeply".to_owned()));
            }
            if !seen.contains(included) {
                self.collect(included, open, seen, found)?;
            }
        }
        open.pop();
        Ok(())
    }
}
