//! Files that are an application by themselves: a Streamlit page is run from top to bottom.

use ruff_text_size::{Ranged, TextSize};

use super::candidate::{Candidate, Rank};
use super::evidence::Evidence;
use super::files::Scanned;
use super::origin::{Origin, Resolver};
use crate::knowledge::Interface;
use crate::model::{Location, RelPath};
use crate::python::{CallSite, Module, Target, calls};

/// The module as a page, if it draws anything when it is run.
pub fn find<'a>(evidence: Evidence<'a>, resolver: &Resolver<'a>, module: &Module) -> Option<Candidate<'a>> {
    let row = evidence.frameworks.rows().iter().find(|row| {
        let imported =
            |name: &String| module.imports.paths().any(|path| path.level == 0 && path.path.split('.').next() == Some(name));
        row.page_modules.iter().any(imported)
    })?;
    // The other pages of a multi-page application are started by the first.
    if module.path().parent().file_name() == "pages" {
        return None;
    }
    let sites = calls(module.statements());
    let draws = |site: &&CallSite<'_>| match resolver.project.target(module, &site.call.func) {
        Some(Target::External(name)) => {
            row.page_modules.iter().any(|page| name.strip_prefix(page.as_str()).is_some_and(|rest| rest.starts_with('.')))
        }
        _ => false,
    };
    let first = sites.iter().filter(draws).find(|site| site.function.is_none()).or_else(|| {
        // `main()` at the end of the file, or under the guard, draws what the function draws.
        let called = |name: &str| {
            sites.iter().any(|site| {
                site.function.is_none()
                    && matches!(site.call.func.as_ref(), ruff_python_ast::Expr::Name(f) if f.id.as_str() == name)
            })
        };
        sites.iter().filter(draws).find(|site| site.function.is_some_and(|function| called(function.name.as_str())))
    })?;
    let file = module.path().clone();
    Some(Candidate {
        row,
        interface: Interface::None,
        origin: Origin { file: file.clone(), offset: first.call.start(), callee: String::new(), interface: None },
        object: None,
        factory: false,
        at: module.source.location(first.call.start()),
        why: module.source.line_at(first.call.start()),
        rank: Rank::new(evidence, row, &file, None, false),
        file,
    })
}

/// The page with the name that the framework itself looks for, though nothing in it could be read.
pub fn default<'a>(evidence: Evidence<'a>, scanned: &[Scanned]) -> Option<Candidate<'a>> {
    let row = evidence.frameworks.rows().iter().find(|row| row.default_page.is_some() && evidence.declares_framework(row))?;
    let file = scanned.iter().find(|file| Some(file.path.as_str()) == row.default_page.as_deref())?.path.clone();
    Some(Candidate {
        row,
        interface: Interface::None,
        origin: Origin { file: file.clone(), offset: TextSize::default(), callee: String::new(), interface: None },
        object: None,
        factory: false,
        at: Location::file(file.clone()),
        why: format!("{} runs `{file}` where it is given no file", row.title),
        rank: Rank::new(evidence, row, &file, None, false),
        file,
    })
}

/// Leaves out pages that other pages import: those are parts.
pub fn only_first_pages<'a>(candidates: Vec<Candidate<'a>>, imports: &dyn Fn(&RelPath) -> bool) -> Vec<Candidate<'a>> {
    candidates.into_iter().filter(|page| !imports(&page.file)).collect()
}
