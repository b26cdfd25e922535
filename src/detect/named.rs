//! What a project without any list of dependencies needs: the packages that its own Dockerfile, or a page for readers, installs by
//! their names, and the distributions that are known to bring what its code imports.
//!
//! A module that nothing names and no row knows is nobody's for certain. Then nothing is assumed, and a person writes the list.

use std::collections::BTreeSet;

use super::start::files::{is_chore, is_example, is_for_development, is_helper, is_skipped};
use super::{Detected, install_lines, reached, unlisted};
use crate::knowledge::modules;
use crate::manifest::{Manifests, requirement};
use crate::model::{Dependency, Location, PackageManager, PackageName, RelPath, Start};
use crate::tree::ProjectTree;
use crate::witness::Witness;

/// The dependencies, sorted by name; none where a file lists some, or where not all of them can be known.
pub fn find(tree: &ProjectTree, manifests: &Manifests, detected: &Detected) -> Vec<Dependency> {
    let lists = detected.manager.chosen.as_ref().is_some_and(|found| found.value.manager != PackageManager::None);
    let Some(start) = detected.start.chosen.as_ref().map(|found| &found.value) else { return Vec::new() };
    if lists || detected.unsupported.is_some() || !detected.projects.is_empty() || !manifests.apart.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Dependency> = detected.witness.iter().flat_map(of_image).collect();
    let is_whole = !found.is_empty();
    if !is_whole {
        found = install_lines::of_pip(tree).into_iter().filter_map(|(text, at)| named(&text, &at)).collect();
        match of_imports(tree, start, &found) {
            Some(imported) => found.extend(imported),
            None => return Vec::new(),
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found.dedup_by(|one, other| one.name == other.name);
    found
}

/// The packages that the project's own image installs by their names.
fn of_image(witness: &Witness) -> impl Iterator<Item = Dependency> {
    witness.installs.packages.iter().filter_map(|said| named(&said.value, &witness.at(said.line)))
}

/// A requirement that the program may need. `None` for text that is none, and for what installs or checks a project.
fn named(text: &str, at: &Location) -> Option<Dependency> {
    let dependency = requirement(text, at).ok()?;
    (!modules().is_tool(&dependency.name)).then_some(dependency)
}

/// The distributions of what the code imports, beside those that are named already. `None` if the program cannot start without a
/// module whose distribution is not known.
fn of_imports(tree: &ProjectTree, start: &Start, known: &[Dependency]) -> Option<Vec<Dependency>> {
    let mut names: BTreeSet<PackageName> = known.iter().map(|dependency| dependency.name.clone()).collect();
    let mut found = Vec::new();
    let mut add = |module: &str, at: &Location| {
        let brings =
            |name: &PackageName| modules().distributions(module).contains(name) || name.as_ref() == modules().name(module);
        let is_same = |name: &PackageName| module.parse::<PackageName>().is_ok_and(|module| *name == module);
        if names.iter().any(|name| brings(name) || is_same(name)) {
            return true;
        }
        let Some(dependency) = modules().certain(module).and_then(|name| requirement(name, at).ok()) else { return false };
        names.insert(dependency.name.clone());
        found.push(dependency);
        true
    };
    let is_own = |module: &str| unlisted::is_own(tree, module);
    for loaded in unlisted::loaded(tree, start) {
        if !is_own(&loaded.module) && !add(&loaded.module, &loaded.at) {
            return None;
        }
    }
    // Pages, extensions and blueprints are loaded by their files' names: what is known of their imports is installed as well.
    let is_part = |path: &&RelPath| {
        let is_python = path.extension() == Some("py");
        is_python && ![is_skipped, is_helper, is_example, is_chore, is_for_development].iter().any(|is| is(path))
    };
    let project = reached::project(tree, start, None);
    for path in tree.walk().files.iter().filter(is_part) {
        let Some(module) = project.module(path) else { continue };
        for (top, at) in unlisted::imported_from_outside(&project, &module) {
            if !is_own(&top) {
                add(&top, &at);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::pipeline::survey_tree;
    use crate::tree::ProjectTree;

    #[test]
    fn what_no_file_lists_is_named_by_an_image_a_page_or_the_code() {
        const BOT: &str = "import discord\nimport tides\ndiscord.Client().run('x')\n";
        const API: &str = "import flask\nimport yaml\napp = flask.Flask('x')\n";
        for (kind, files, expected) in [
            ("the code", vec![("app.py", API)], "flask pyyaml"),
            (
                "pages beside it",
                vec![("app.py", API), ("pages/a.py", "import pandas\nimport unheard_of\n"), ("tests/t.py", "import httpx\n")],
                "flask pandas pyyaml",
            ),
            ("a module of nobody", vec![("app.py", "import flask\nimport unheard_of\napp = flask.Flask('x')\n")], ""),
            ("which one is asked", vec![("bot.py", BOT), ("tides.py", "")], ""),
            (
                "a page names it",
                vec![("bot.py", BOT), ("tides.py", ""), ("README.md", "Run `pip3 install -U discord.py==2.4 pytest`.\n")],
                "discord-py==2.4",
            ),
            (
                "the image",
                vec![
                    ("bot.py", BOT),
                    ("tides.py", ""),
                    ("README.md", "pip install rich\n"),
                    (
                        "Dockerfile",
                        "FROM python:3.13\nRUN pip install -U pip py-cord && pip install 'aiohttp>=3'\nCOPY . .\nCMD [\"python\", \"bot.py\"]\n",
                    ),
                ],
                "aiohttp>=3 py-cord",
            ),
            ("a list", vec![("app.py", API), ("requirements.txt", "flask\n")], ""),
        ] {
            let survey = survey_tree(ProjectTree::in_memory(files), "2026-01-01").unwrap();
            let found: Vec<String> = survey.manifests.named.iter().map(ToString::to_string).collect();
            assert_eq!(found.join(" "), expected, "{kind}");
        }
    }
}
