//! `setup.py`, as a syntax tree that is never run.
//!
//! Read are the keyword arguments of the call of `setup` that are literals, or names and sums of literals of the same
//! module. Anything else is the business of the program.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::super::error::ManifestError;
use super::super::pyproject::ScriptEntry;
use super::super::requirement;
use super::literal::{Constants, Literal};
use super::{SetupPackage, cfg, options};
use crate::model::{Dependency, Location, Note, RelPath};
use crate::python::SourceFile;
use crate::tree::ProjectTree;

pub(super) fn read(
    tree: &ProjectTree,
    source: &SourceFile,
    into: &mut SetupPackage,
    notes: &mut Vec<Note>,
) -> Result<(), ManifestError> {
    let mut finder = Finder::default();
    finder.visit_body(source.statements());
    let is_input = |path: &RelPath| !path.is_root() && path.extension() != Some("py") && tree.is_file(path);
    for path in finder.texts.iter().filter_map(|text| RelPath::parse(text).ok()).filter(is_input) {
        if !into.files.contains(&path) {
            into.files.push(path);
        }
    }
    let Some(call) = finder.call else { return Ok(()) };
    into.at = source.location(call.range().start());
    let constants = Constants::of(source.statements());
    for keyword in &call.arguments.keywords {
        let Some(name) = &keyword.arg else {
            // `**options`: a dictionary of the module is read like keywords, any other may hold dependencies.
            match constants.evaluate(&keyword.value) {
                Some(Literal::Dict(members)) => {
                    for (name, value) in members {
                        argument(source, &name, Some(value), keyword.range().start(), into, notes)?;
                    }
                }
                _ => into.dependencies_unknown = Some(source.location(keyword.range().start())),
            }
            continue;
        };
        options::argument(name.as_str(), &keyword.value, &constants, &mut into.options);
        argument(source, name.as_str(), constants.evaluate(&keyword.value), keyword.range().start(), into, notes)?;
    }
    Ok(())
}

/// Takes one argument of `setup`; a value of `None` is one that only the program knows.
fn argument(
    source: &SourceFile,
    name: &str,
    value: Option<Literal>,
    at: TextSize,
    into: &mut SetupPackage,
    notes: &mut Vec<Note>,
) -> Result<(), ManifestError> {
    let text = value.as_ref().and_then(Literal::text);
    match name {
        "name" => into.name = text.and_then(|(name, at)| Some((name.parse().ok()?, source.location(at)))).or(into.name.take()),
        "python_requires" => {
            if let Some((range, at)) = text.map(|(range, at)| (range, source.location(at))) {
                into.requires_python = requirement::requires_python(range, &at, notes).map(|range| (range, at));
            }
        }
        "install_requires" => match value.as_ref().and_then(Literal::texts) {
            Some(texts) => into.dependencies = requirements(source, texts)?,
            None => into.dependencies_unknown = Some(source.location(at)),
        },
        "extras_require" => {
            let Some(Literal::Dict(members)) = &value else { return Ok(()) };
            for (extra, members) in members {
                if let (Ok(extra), Some(texts)) = (extra.parse(), members.texts()) {
                    into.extras.insert(extra, requirements(source, texts)?);
                }
            }
        }
        // Programs as files, which an installation puts beside Python.
        "scripts" => {
            let files = value.as_ref().and_then(Literal::texts).unwrap_or_default();
            let program = |(path, at): (&str, TextSize)| {
                let name = path.rsplit('/').next().filter(|name| !name.is_empty())?.to_owned();
                Some(ScriptEntry { name, target: path.to_owned(), at: source.location(at) })
            };
            into.scripts.extend(files.into_iter().filter_map(program));
        }
        // Sections of INI in one text, as older projects write them.
        "entry_points" if text.is_some() => {
            let Some((entries, start)) = text.map(|(entries, start)| (entries, source.location(start))) else { return Ok(()) };
            let mut group = "";
            for (index, line) in entries.lines().map(str::trim).enumerate() {
                match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    Some(name) => {
                        group = name.trim();
                        into.plugin_groups.extend(group.contains('.').then(|| group.to_owned()));
                    }
                    None if group == "console_scripts" => {
                        let at = Location { line: start.line.map(|line| line + index), ..start.clone() };
                        into.scripts.extend(cfg::script(line, at));
                    }
                    None => {}
                }
            }
        }
        "entry_points" => {
            let Some(Literal::Dict(members)) = &value else { return Ok(()) };
            let scripts =
                members.iter().filter(|(group, _)| group == "console_scripts").filter_map(|(_, scripts)| scripts.texts());
            into.scripts.extend(scripts.flatten().filter_map(|(text, at)| cfg::script(text, source.location(at))));
            into.plugin_groups.extend(members.iter().map(|(group, _)| group).filter(|group| group.contains('.')).cloned());
        }
        _ => {}
    }
    Ok(())
}

fn requirements(source: &SourceFile, texts: Vec<(&str, TextSize)>) -> Result<Vec<Dependency>, ManifestError> {
    texts.into_iter().map(|(text, at)| requirement::parse(text, &source.location(at))).collect()
}

/// Finds the call of `setup`, wherever it stands, and every string, since one of them may name a file that is read.
#[derive(Default)]
struct Finder<'a> {
    call: Option<&'a ExprCall>,
    texts: Vec<&'a str>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        ruff_python_ast::visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::StringLiteral(text) => self.texts.push(text.value.to_str()),
            Expr::Call(call) if self.call.is_none() && is_setup(&call.func) => self.call = Some(call),
            _ => {}
        }
        walk_expr(self, expression);
    }
}

/// `setup`, `setuptools.setup` or `numpy.distutils.core.setup`, and not `django.setup`
fn is_setup(function: &Expr) -> bool {
    const MODULES: &[&str] = &["core", "distutils", "setuptools", "skbuild"];
    let last = |owner: &Expr| match owner {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(attribute.attr.to_string()),
        _ => None,
    };
    match function {
        Expr::Name(name) => name.id.as_str() == "setup",
        Expr::Attribute(attribute) if attribute.attr.as_str() == "setup" => {
            last(&attribute.value).is_some_and(|module| MODULES.contains(&module.as_str()))
        }
        _ => false,
    }
}
