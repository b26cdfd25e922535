//! Wheels that are a bad choice for most images: what they cost, and the edit that cures it. Nothing is applied.

use serde::Serialize;

use crate::knowledge::{ChoiceWhen, Cure, WheelChoice, wheel_choice};
use crate::manifest::Manifests;
use crate::model::{Edge, Location, LockingProgram, PackageManager, PackageName};
use crate::tree::ProjectTree;
use crate::wheel::ImageTarget;

use super::installed::{Installation, Installed};
use super::judge::{Judgement, Outcome, judge_all};

/// A better choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub package: PackageName,
    /// What it costs, and what the other one costs.
    pub message: String,
    /// What to write where, or what to run; several lines. `None` if no edit is known.
    pub edit: Option<String>,
    /// Bytes to download now, where the lock has the sizes. `None` if the lock has no sizes.
    pub bytes: Option<u64>,
    /// The dependencies that bring it in, as far as the lock says.
    pub brought_by: Vec<PackageName>,
    pub at: Location,
}

pub fn choices(tree: &ProjectTree, installation: &Installation<'_>, target: ImageTarget) -> Vec<Choice> {
    let packages = installation.packages(target.python, target.machine);
    let judgements = judge_all(&packages, target);
    let finder = Finder { tree, installation, packages: &packages };
    packages.iter().zip(&judgements).filter_map(|(package, judgement)| finder.choice(package, judgement)).collect()
}

struct Finder<'f, 'a> {
    tree: &'f ProjectTree,
    installation: &'f Installation<'a>,
    packages: &'f [Installed<'a>],
}

impl Finder<'_, '_> {
    fn choice(&self, package: &Installed<'_>, judgement: &Judgement<'_>) -> Option<Choice> {
        let row = wheel_choice(package.name).filter(|row| self.matters(row, package, judgement))?;
        let declared = self.installation.manifests.declared(package.name).is_some();
        let brought_by = self.brought_by(package.name);
        let by = match brought_by.as_slice() {
            [] => String::new(),
            _ if declared => String::new(),
            [one] => format!(" (brought in by {one})"),
            several => format!(" (brought in by {})", several.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" and ")),
        };
        let instead = match row.cure {
            Cure::Replace => format!("`{}`", row.instead),
            Cure::Index => format!("the build at {}", row.instead),
        };
        let bytes = self.bytes(row, package, judgement);
        let here = bytes.map(|bytes| format!(" ({} MB by this lock)", bytes.div_ceil(1_000_000))).unwrap_or_default();
        let message = format!("{}{by} {}{here}; {instead} {}", package.title(), row.costs, row.instead_costs);
        let edit = match row.cure {
            Cure::Replace => {
                let own = self.replacement(row).filter(|_| declared);
                let transitive = self.replacement_of_transitive(row, declared).filter(|_| !brought_by.is_empty());
                let edits: Vec<String> = own.into_iter().chain(transitive).collect();
                (!edits.is_empty()).then(|| edits.join("\n"))
            }
            Cure::Index => Some(self.other_index(row, package, declared)),
        };
        let at = self.installation.manifests.declared(package.name).map_or(package.at, |dependency| &dependency.at).clone();
        Some(Choice { package: package.name.clone(), message, edit, bytes, brought_by, at })
    }

    fn matters(&self, row: &WheelChoice, package: &Installed<'_>, judgement: &Judgement<'_>) -> bool {
        match row.when {
            ChoiceWhen::Installed => true,
            ChoiceWhen::Compiled => judgement.outcome.is_compiled(),
            // Without a lock nothing tells what comes along; the usual index then gives the usual build.
            ChoiceWhen::With if self.installation.lock().is_none() => {
                !self.uses_index(row) && !package.version.as_ref().is_some_and(|version| version.to_string().contains('+'))
            }
            ChoiceWhen::With => self.companions(row).next().is_some(),
        }
    }

    fn uses_index(&self, row: &WheelChoice) -> bool {
        let files = self.installation.manifests.requirements.iter();
        files.flat_map(|file| &file.index_urls).any(|(url, _)| url.trim_end_matches('/') == row.instead)
    }

    fn companions<'s>(&'s self, row: &'s WheelChoice) -> impl Iterator<Item = &'s Installed<'s>> {
        let begins = |package: &&Installed<'_>| row.beside.iter().any(|start| package.name.as_ref().starts_with(start.as_str()));
        self.packages.iter().filter(begins)
    }

    /// The size of the wheel and of what comes along with it, where all of them are recorded.
    fn bytes(&self, row: &WheelChoice, package: &Installed<'_>, judgement: &Judgement<'_>) -> Option<u64> {
        let Outcome::Wheel { file: Some(file), .. } = judgement.outcome else { return None };
        let largest = |package: &Installed<'_>| package.files.iter().filter_map(|file| file.size).max();
        let others: Option<u64> = self.companions(row).map(largest).sum();
        Some(package.size_of(file)? + others?)
    }

    /// The packages of the lock that depend on it, where the lock has edges.
    fn brought_by(&self, name: &PackageName) -> Vec<PackageName> {
        let Some(lock) = self.installation.lock() else { return Vec::new() };
        let installed = |index: usize| self.packages.iter().any(|package| *package.name == lock.packages[index].name);
        let leads = |edges: &[Edge]| edges.iter().any(|edge| lock.packages[edge.to].name == *name);
        let from = lock.graph.edges.iter().enumerate().filter(|(index, edges)| leads(edges) && installed(*index));
        let mut names: Vec<PackageName> = from.map(|(index, _)| lock.packages[index].name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The line that asks for it, before and after.
    fn replacement(&self, row: &WheelChoice) -> Option<String> {
        let Location { file, line } = &self.installation.manifests.declared(&row.name)?.at;
        let text = self.tree.text(file).ok().flatten()?;
        let before = text.lines().nth(line.as_ref()?.checked_sub(1)?)?;
        let after = with_name(before, &row.name, &row.instead)?;
        let relock = relock(self.installation).map(|command| format!("\nthen: {command}")).unwrap_or_default();
        Some(format!("in {file}:{}\n- {}\n+ {}{relock}", line.as_ref()?, before.trim(), after.trim()))
    }

    /// What keeps other dependencies from bringing it in. uv leaves out what an override's marker never lets in; the other
    /// managers have no such means.
    fn replacement_of_transitive(&self, row: &WheelChoice, declared: bool) -> Option<String> {
        let (name, instead) = (&row.name, &row.instead);
        let then = if declared { "uv lock".to_owned() } else { format!("uv add {instead}") };
        (self.installation.manager == PackageManager::Uv).then(|| {
            format!(
                "in pyproject.toml\n+ [tool.uv]\n+ override-dependencies = [\"{name} ; sys_platform == 'never'\"]\nthen: {then}"
            )
        })
    }

    /// The other index, in the form of the project's manager.
    fn other_index(&self, row: &WheelChoice, package: &Installed<'_>, declared: bool) -> String {
        let (name, url) = (&row.name, &row.instead);
        let constraint = package.version.as_ref().map(|version| format!("=={version}")).unwrap_or_default();
        let (requirement, version) = (format!("{name}{constraint}"), if constraint.is_empty() { "*" } else { &constraint });
        let asks = |command: &str| if declared { String::new() } else { format!("{command}\n") };
        match self.installation.manager {
            PackageManager::Uv => format!(
                "{}in pyproject.toml\n+ [[tool.uv.index]]\n+ name = \"pytorch-cpu\"\n+ url = \"{url}\"\n+ explicit = true\n+\n\
                 + [tool.uv.sources]\n+ {name} = {{ index = \"pytorch-cpu\" }}\nthen: uv lock",
                asks(&format!("uv add '{requirement}', since a source holds for direct dependencies only"))
            ),
            PackageManager::Poetry => format!(
                "poetry source add --priority=explicit pytorch-cpu {url}\npoetry add --source pytorch-cpu '{name}@{version}'"
            ),
            PackageManager::Pdm => format!(
                "{}in pyproject.toml\n+ [[tool.pdm.source]]\n+ name = \"pytorch-cpu\"\n+ url = \"{url}\"\n\
                 + include_packages = [\"torch\", \"torchvision\", \"torchaudio\"]\nthen: pdm lock",
                asks(&format!("pdm add '{requirement}'"))
            ),
            PackageManager::Pipenv => format!(
                "in Pipfile\n+ [[source]]\n+ name = \"pytorch-cpu\"\n+ url = \"{url}\"\n+ verify_ssl = true\n+\n+ [packages]\n\
                 + {name} = {{ version = \"{version}\", index = \"pytorch-cpu\" }}\nthen: pipenv lock"
            ),
            PackageManager::Pip => {
                let file = self.installation.manifest.map_or("requirements.txt", |path| path.as_str());
                format!(
                    "pydock init --torch cpu, which installs {name} from there first; or\nin {file}\n+ --extra-index-url {url}\n\
                     + {requirement}+cpu"
                )
            }
            _ => format!("pip install --index-url {url} '{requirement}', before anything that asks for it"),
        }
    }
}

/// The line with one distribution's name for another's; nothing where the name does not stand in it as a whole word.
fn with_name(line: &str, name: &PackageName, instead: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut start = 0;
    while start < line.len() {
        let rest = &line[start..];
        let from = start + rest.find(is_part)?;
        let length = line[from..].find(|c| !is_part(c)).unwrap_or(line.len() - from);
        let word = &line[from..from + length];
        if word.parse::<PackageName>().is_ok_and(|found| found == *name) {
            return Some(format!("{}{instead}{}", &line[..from], &line[from + length..]));
        }
        start = from + length;
    }
    None
}

/// The command that writes the lock anew.
fn relock(installation: &Installation<'_>) -> Option<String> {
    let compiled = |manifests: &Manifests| manifests.requirements.iter().find_map(|file| file.compiled_by.clone());
    Some(match installation.manager {
        PackageManager::Pylock => "regenerate pylock.toml".to_owned(),
        PackageManager::Pip => return compiled(installation.manifests),
        manager => LockingProgram::of(manager)?.relock.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_where_it_stands_as_a_word() {
        for (line, expected) in [
            ("    \"opencv-python>=4.9\",", Some("    \"opencv-python-headless>=4.9\",")),
            ("OpenCV_Python==4.9 ; python_version > '3.8'", Some("opencv-python-headless==4.9 ; python_version > '3.8'")),
            ("opencv-python = \"^4.9\"", Some("opencv-python-headless = \"^4.9\"")),
            ("dependencies = [\"numpy\", \"opencv-python\"]", Some("dependencies = [\"numpy\", \"opencv-python-headless\"]")),
            ("opencv-python-headless==4.9", None),
            ("# nothing", None),
        ] {
            let found = with_name(line, &"opencv-python".parse().unwrap(), "opencv-python-headless");
            assert_eq!(found.as_deref(), expected, "{line}");
        }
    }
}
