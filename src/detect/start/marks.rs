//! Applications that no constructor shows: a decorator, a base class, a call or a method marks the file or an object in it.
//! Ex) `@kopf.on.create(…)`, `class Visitor(HttpUser):`, `pn.Row(…).servable()`

use ruff_python_ast::{Decorator, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::candidate::{Candidate, Rank};
use super::evidence::Evidence;
use super::origin::{Origin, Resolver};
use crate::knowledge::{FrameworkRow, Interface};
use crate::model::Attribute;
use crate::python::{CallSite, Module, Target, bindings, calls, literal};

/// One mark: where it is, and what it marks.
struct Mark {
    at: TextSize,
    /// `None` if the whole file is the application.
    object: Option<String>,
    /// The name that the command takes it by.
    label: Option<String>,
}

/// What the marks of every framework show in the module.
pub fn find<'a>(evidence: Evidence<'a>, resolver: &Resolver<'a>, module: &Module) -> Vec<Candidate<'a>> {
    let rows = evidence.frameworks.rows().iter().filter(|row| !row.marks.is_empty() && imports(row, module));
    rows.flat_map(|row| {
        let mut marks = marks(row, resolver, module);
        marks.sort_by_key(|mark| mark.at);
        if !names_one(row) {
            marks.truncate(1);
        }
        marks.into_iter().filter_map(|mark| candidate(evidence, row, module, mark)).collect::<Vec<_>>()
    })
    .collect()
}

/// Whether a decorator of the function belongs to one of these.
pub fn is_decorated(resolver: &Resolver<'_>, module: &Module, decorators: &[Decorator], names: &[String]) -> bool {
    decorators.iter().any(|decorator| {
        let expression = match &decorator.expression {
            Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        is_one_of(resolver, module, expression, names)
    })
}

/// The first call of the module that satisfies the condition and that running the file makes: at the top, under the guard, or in
/// a function that is called there. `None` if there is none.
pub fn first_at_run<'s>(sites: &[CallSite<'s>], is_it: &dyn Fn(&CallSite<'_>) -> bool) -> Option<CallSite<'s>> {
    let called = |name: &str| {
        sites.iter().any(|site| {
            site.function.is_none() && matches!(site.call.func.as_ref(), Expr::Name(function) if function.id.as_str() == name)
        })
    };
    let found = || sites.iter().filter(|site| is_it(site));
    let at_top = found().find(|site| site.function.is_none());
    at_top.or_else(|| found().find(|site| site.function.is_some_and(|function| called(function.name.as_str())))).copied()
}

fn imports(row: &FrameworkRow, module: &Module) -> bool {
    let names = || row.marks.names().chain(row.constructors.values().flatten());
    let by_name = |path: &str| {
        let top = path.split('.').next().unwrap_or_default();
        let is_below = |name: &String| name.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        row.is_imported_as(path) || names().any(is_below)
    };
    module.imports.paths().any(|path| path.level == 0 && by_name(&path.path))
}

/// Whether the command names one object rather than the file.
fn names_one(row: &FrameworkRow) -> bool {
    let words = row.own.iter().flat_map(|own| &own.words);
    words.into_iter().any(|word| ["{object}", "{entrypoint}", "{label}"].iter().any(|name| word.contains(name)))
        || row.marks.interface.is_some()
}

fn marks(row: &FrameworkRow, resolver: &Resolver<'_>, module: &Module) -> Vec<Mark> {
    let marks = &row.marks;
    let whole = |at: TextSize| Mark { at, object: None, label: None };
    let mut found = Vec::new();
    bindings::own_statements(module.statements(), &mut |statement, guarded| {
        let (name, decorators) = match statement {
            Stmt::FunctionDef(function) => (&function.name, &function.decorator_list),
            Stmt::ClassDef(class) => (&class.name, &class.decorator_list),
            _ => return,
        };
        if !guarded && is_decorated(resolver, module, decorators, &marks.decorators) {
            found.push(Mark { at: statement.start(), object: Some(name.to_string()), label: None });
        }
    });
    for class in bindings::classes(module.statements()) {
        let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        if bases.into_iter().any(|base| is_one_of(resolver, module, base, &marks.base_classes)) {
            let label = marks.label.as_deref().and_then(|label| attribute_text(&class.body, label));
            // A class without the name is a base of others.
            if marks.label.is_none() || label.is_some() {
                found.push(Mark { at: class.start(), object: Some(class.name.to_string()), label });
            }
        }
    }
    let sites = calls(module.statements());
    if let Some(site) = first_at_run(&sites, &|site| is_one_of(resolver, module, &site.call.func, &marks.functions)) {
        found.push(whole(site.call.start()));
    }
    if let Some(site) = first_at_run(&sites, &|site| is_method(&site.call.func, &marks.methods)) {
        found.push(whole(site.call.start()));
    }
    for binding in module.bindings().iter().filter(|binding| !binding.guarded) {
        let Expr::Call(call) = binding.value else { continue };
        if is_method(&call.func, &marks.makers) {
            found.push(Mark { at: call.start(), object: Some(binding.name.to_owned()), label: None });
        }
    }
    if marks.object_is_module
        && let Some(first) = found.first_mut()
    {
        let alias = row.imports.first().and_then(|top| module.imports.name_of(top));
        first.object = alias.map(str::to_owned);
    }
    found
}

/// The text that the class gives to the attribute. Ex) `name = "board"`
fn attribute_text(body: &[Stmt], name: &str) -> Option<String> {
    let bound = bindings::bindings(body);
    bound.iter().find(|binding| binding.name == name).and_then(|binding| literal::string(binding.value)).map(str::to_owned)
}

fn is_method(function: &Expr, names: &[String]) -> bool {
    matches!(function, Expr::Attribute(attribute) if names.iter().any(|name| name == attribute.attr.as_str()))
}

/// Whether the expression names one of these, or something in one of these.
fn is_one_of(resolver: &Resolver<'_>, module: &Module, expression: &Expr, names: &[String]) -> bool {
    if names.is_empty() {
        return false;
    }
    let Some(Target::External(found)) = resolver.project.target(module, expression) else { return false };
    names.iter().any(|name| found.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn candidate<'a>(evidence: Evidence<'a>, row: &'a FrameworkRow, module: &Module, mark: Mark) -> Option<Candidate<'a>> {
    let file = module.path().clone();
    let object = mark.object.filter(|_| names_one(row)).and_then(|name| Attribute::new(&name).ok());
    Some(Candidate {
        row,
        interface: row.marks.interface.unwrap_or(Interface::None),
        origin: Origin { file: file.clone(), offset: mark.at, callee: String::new(), interface: None },
        rank: Rank::new(evidence, row, &file, None, false),
        object,
        label: mark.label,
        factory: false,
        at: module.source.location(mark.at),
        why: module.source.line_at(mark.at),
        file,
    })
}
