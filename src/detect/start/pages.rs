//! Files that are an application by themselves: a Streamlit page is run from top to bottom, a notebook and a
//! `production.ini` are handed to the program that knows them.

use ruff_text_size::{Ranged, TextSize};

use super::candidate::{Candidate, Rank};
use super::evidence::Evidence;
use super::files::{self, Scanned};
use super::marks::first_at_run;
use super::origin::{Origin, Resolver};
use super::ports::Stated;
use crate::knowledge::{FrameworkRow, Interface, PageFile};
use crate::model::{Location, RelPath};
use crate::python::{CallSite, Module, Target, calls};

/// The module as a page; `None` if it draws nothing when it is run.
pub fn find<'a>(evidence: Evidence<'a>, resolver: &Resolver<'a>, module: &Module) -> Option<Candidate<'a>> {
    let belongs =
        |path: &str, page: &String| path == page || path.strip_prefix(page.as_str()).is_some_and(|rest| rest.starts_with('.'));
    let row = evidence.frameworks.rows().iter().find(|row| {
        let imported = |page: &String| module.imports.paths().any(|path| path.level == 0 && belongs(&path.path, page));
        row.page_modules.iter().any(imported)
    })?;
    // The other pages of a multi-page application are started by the first.
    if module.path().parent().file_name() == "pages" {
        return None;
    }
    let draws = |expression: &ruff_python_ast::Expr| match resolver.project.target(module, expression) {
        Some(Target::External(name)) => row.page_modules.iter().any(|page| name != *page && belongs(&name, page)),
        _ => false,
    };
    let sites = calls(module.statements());
    let start = match first_at_run(&sites, &|site: &CallSite<'_>| draws(&site.call.func)) {
        Some(site) => site.call.start(),
        // What a decorator of the page's module adorns is drawn as well. Ex) `@render.plot`
        None => decorated(module, &draws)?,
    };
    let file = module.path().clone();
    Some(page(evidence, row, file, start, module.source.location(start), module.source.line_at(start)))
}

fn decorated(module: &Module, draws: &dyn Fn(&ruff_python_ast::Expr) -> bool) -> Option<TextSize> {
    let functions = crate::python::bindings::functions(module.statements());
    let drawn =
        functions.into_iter().flat_map(|function| &function.decorator_list).find(|decorator| draws(&decorator.expression));
    drawn.map(Ranged::start)
}

/// Files that are not Python and that a framework of the project runs, nearest to the root first.
pub fn other_files<'a>(evidence: Evidence<'a>) -> Vec<Candidate<'a>> {
    let rows = evidence.frameworks.rows().iter().filter(|row| !row.pages.is_empty() && evidence.declares_framework(row));
    let of_row = |row: &'a FrameworkRow| {
        let walk = evidence.tree.walk();
        let named =
            walk.files.iter().filter(|path| !files::is_skipped(path) && evidence.is_in_scope(path)).filter_map(move |path| {
                let page = row.pages.iter().find(|page| page.is_called(path.file_name()))?;
                let holds = || evidence.tree.text(path).ok().flatten().is_some_and(|text| text.contains(page.contains.as_str()));
                (page.contains.is_empty() || holds()).then_some((page, path))
            });
        let mut found: Vec<(&PageFile, &RelPath)> = named.collect();
        let place = |page: &PageFile| row.pages.iter().position(|other| other.name == page.name);
        found.sort_by_key(|(page, path)| (path.depth(), place(page), (*path).clone()));
        found.into_iter().map(move |(_, path)| {
            let at = Location::file(path.clone());
            page(evidence, row, path.clone(), TextSize::default(), at, format!("{} runs `{path}`", row.title))
        })
    };
    rows.flat_map(of_row).collect()
}

/// The port that one of the keys holds, alone or behind an address. `None` if none does. Ex) `listen = *:6543`
pub fn stated_port(text: &str, keys: &[String], file: &RelPath) -> Option<Stated> {
    text.lines().enumerate().find_map(|(index, line)| {
        let (key, value) = line.split_once('=')?;
        let value = value.split_whitespace().next()?;
        let port = keys.iter().any(|known| known == key.trim()).then(|| value.rsplit(':').next()?.parse().ok()).flatten()?;
        Some(Stated { port, at: Location::line(file.clone(), index + 1) })
    })
}

/// The page with the name that the framework itself looks for, though nothing in it could be read. `None` if there is none.
pub fn default<'a>(evidence: Evidence<'a>, scanned: &[Scanned]) -> Option<Candidate<'a>> {
    let row = evidence.frameworks.rows().iter().find(|row| row.default_page.is_some() && evidence.declares_framework(row))?;
    let file = scanned.iter().find(|file| Some(file.path.as_str()) == row.default_page.as_deref())?.path.clone();
    let why = format!("{} runs `{file}` where it is given no file", row.title);
    Some(page(evidence, row, file.clone(), TextSize::default(), Location::file(file), why))
}

/// Leaves out pages that other pages import: those are parts.
pub fn only_first_pages<'a>(candidates: Vec<Candidate<'a>>, imports: &dyn Fn(&RelPath) -> bool) -> Vec<Candidate<'a>> {
    candidates.into_iter().filter(|page| page.object.is_some() || !imports(&page.file)).collect()
}

fn page<'a>(
    evidence: Evidence<'a>,
    row: &'a FrameworkRow,
    file: RelPath,
    start: TextSize,
    at: Location,
    why: String,
) -> Candidate<'a> {
    Candidate {
        row,
        interface: Interface::None,
        origin: Origin { file: file.clone(), offset: start, callee: String::new(), interface: None },
        object: None,
        label: None,
        factory: false,
        at,
        why,
        rank: Rank::new(evidence, row, &file, None, false),
        file,
    }
}
