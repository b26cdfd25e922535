//! What the code needs in the image beside its dependencies: data, models, browsers. Ex) `nltk.download("punkt")`

use std::collections::BTreeSet;

use crate::knowledge::preparation_uses;
use crate::model::{Command, Distribution, Finding, RelPath, Start};
use crate::python::{Project, prepared};
use crate::tree::{ProjectTree, any_of};

use super::programs::Scope;
use super::writable::runs;

/// One step for each program and operand, with the first place that shows it.
pub fn by_code(tree: &ProjectTree, start: &Start, installed: Option<&Distribution>) -> Vec<Finding<Command>> {
    tree.once(Of(start.clone(), installed.cloned()), || find(tree, start, installed))
}

/// What the steps follow from.
#[derive(PartialEq)]
struct Of(Start, Option<Distribution>);

fn find(tree: &ProjectTree, start: &Start, installed: Option<&Distribution>) -> Vec<Finding<Command>> {
    let modules = preparation_uses().iter().map(|row| row.imports.as_str());
    let mut imports: Vec<String> = modules.flat_map(|module| [format!("import {module}"), format!("from {module}")]).collect();
    imports.dedup();
    let candidates = tree.files_where("preparations", runs, any_of(imports.iter().map(String::as_str)));
    if candidates.is_empty() {
        return Vec::new();
    }
    let roots = installed.iter().flat_map(|found| &found.packages).map(RelPath::parent).chain(start.working_dir.clone());
    let project = Project::new(tree, roots.filter(|root| !root.is_root()).collect(), BTreeSet::new());
    let scope = Scope::of(tree, &project, start);
    let mut found: Vec<Finding<Command>> = Vec::new();
    for path in candidates.iter().filter(|path| scope.holds(path)) {
        let Some(module) = project.module(path) else { continue };
        for (value, at) in prepared(module.statements(), &module.imports) {
            if !found.iter().any(|known| known.value == value) {
                let why = format!("`{}`", module.source.line_at(at));
                found.push(Finding { value, at: module.source.location(at), why });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_shows_what_it_needs() {
        for (code, expected) in [
            (
                "import nltk\nnltk.download('punkt')\nnltk.download(['stopwords', 'wordnet'])\n",
                "python -m nltk.downloader -d /opt/nltk_data punkt|python -m nltk.downloader -d /opt/nltk_data stopwords|python -m nltk.downloader -d /opt/nltk_data wordnet",
            ),
            (
                "import spacy\nnlp = spacy.load('en_core_web_sm')\nother = spacy.load('./model')\n",
                "python -m spacy download en_core_web_sm",
            ),
            (
                "from playwright.async_api import async_playwright\nasync def go():\n    async with async_playwright() as p:\n        browser = await p.chromium.launch()\n",
                "playwright install --with-deps chromium",
            ),
            ("import nltk\nnltk.download(name)\n", ""),
            ("rocket.chromium.launch()\n", ""),
        ] {
            let tree = ProjectTree::in_memory([("main.py", code), ("tests/a.py", "import nltk\nnltk.download('words')\n")]);
            let command = Command::of(&["python", "main.py"]).unwrap();
            let start = crate::detect::start::program("script", RelPath::parse("main.py").ok(), command);
            let found: Vec<String> = by_code(&tree, &start, None).iter().map(|found| found.value.to_string()).collect();
            assert_eq!(found.join("|"), expected, "{code}");
        }
    }
}
