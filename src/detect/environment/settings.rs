//! Settings classes whose annotated fields are variables: pydantic's `BaseSettings`.
//!
//! The name is the prefix and the field in capitals, or the alias as it is; a field that is a model of its own has its fields
//! behind a delimiter, where the class names one (pydantic-settings, "Parsing environment variable values").

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextSize};

use super::constants;
use super::held::Held;
use super::names::Names;
use super::read::{Read, kind_of_literal, kind_of_type, text};
use super::site::of_call;
use crate::knowledge::environment_readers;
use crate::model::VariableKind;
use crate::python::{Definition, Module, Project, Target, bindings, class_of, literal};

/// Classes followed before the search gives up.
const DEEPEST: usize = 8;

/// What a class says about its variables.
#[derive(Debug, Clone)]
struct Config {
    /// What all names start with; `None` if the code computes it, so that no name is known.
    prefix: Option<String>,
    delimiter: Option<String>,
    optional_is_none: bool,
}

/// The variables of the module's settings classes, but not of those that other classes are made from.
pub fn reads(names: &Names<'_>, module: &Module, bases: &[(String, String)]) -> Vec<Read> {
    let (project, mut found) = (names.project, Vec::new());
    for class in bindings::classes(module.statements()) {
        let is_base = bases.iter().any(|(file, name)| file == module.path().as_str() && name == class.name.as_str());
        if let Some(config) = config(project, module, class, DEEPEST).filter(|_| !is_base) {
            fields(names, module, class, &config, config.prefix.as_deref(), &mut found, DEEPEST);
        }
    }
    found
}

/// The classes of the project that the module's classes are made from, by file and name.
pub fn bases(project: &Project<'_>, module: &Module) -> Vec<(String, String)> {
    let classes = bindings::classes(module.statements());
    let named = classes.iter().flat_map(|class| class.bases()).filter_map(|base| match project.target(module, base)? {
        Target::Local(name) => Some((module.path().to_string(), name)),
        Target::Project { file, rest } => Some((file.to_string(), rest)),
        Target::External(_) => None,
    });
    named.collect()
}

/// The settings classes that are only the types of other settings' fields: what such a field holds is made from its own variables.
/// Ex) `db: Database`
pub fn parts(project: &Project<'_>, module: &Module) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for class in bindings::classes(module.statements()) {
        if config(project, module, class, DEEPEST).is_none_or(|config| config.delimiter.is_none()) {
            continue;
        }
        bindings::own_statements(&class.body, &mut |statement, _| {
            if let Stmt::AnnAssign(field) = statement
                && field.value.is_none()
                && let Some((file, name)) = class_of(project, module, &field.annotation)
                && project.module(&file).is_some_and(|module| !calls(&module, &name))
            {
                found.push((file.to_string(), name));
            }
        });
    }
    found
}

/// Whether the module makes an object of the class.
fn calls(module: &Module, class: &str) -> bool {
    let is_it = |call: &ExprCall| matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == class);
    crate::python::calls(module.statements()).iter().any(|site| is_it(site.call))
}

/// Whether the class is one of settings.
pub fn is_settings(project: &Project<'_>, module: &Module, class: &StmtClassDef) -> bool {
    config(project, module, class, DEEPEST).is_some()
}

/// Calls `with` on the class of the project that the expression names.
fn with_class<T>(
    project: &Project<'_>,
    module: &Module,
    expression: &Expr,
    with: impl FnOnce(&Module, &StmtClassDef) -> Option<T>,
) -> Option<T> {
    match project.target(module, expression)? {
        Target::Local(name) => match module.definition(&name)? {
            Definition::Class(class) => with(module, class),
            _ => None,
        },
        Target::Project { file, rest } => {
            let other = project.module(&file)?;
            match other.definition(&rest)? {
                Definition::Class(class) => with(&other, class),
                _ => None,
            }
        }
        Target::External(_) => None,
    }
}

/// The configuration of a settings class; nothing for any other class.
fn config(project: &Project<'_>, module: &Module, class: &StmtClassDef, depth: usize) -> Option<Config> {
    let depth = depth.checked_sub(1)?;
    let mut found = class.bases().iter().find_map(|base| match project.target(module, base)? {
        Target::External(name) => {
            let row = environment_readers().settings_class(&name)?;
            Some(Config { prefix: Some(String::new()), delimiter: None, optional_is_none: row.optional_is_none })
        }
        _ => with_class(project, module, base, |module, class| config(project, module, class, depth)),
    })?;
    let mut say = |key: &str, value: &Expr| match key {
        "env_prefix" => found.prefix = constants::text(project, module, None, value),
        "env_nested_delimiter" => found.delimiter = constants::text(project, module, None, value),
        _ => {}
    };
    for keyword in class.arguments.iter().flat_map(|arguments| &arguments.keywords) {
        keyword.arg.iter().for_each(|key| say(key.as_str(), &keyword.value));
    }
    for binding in bindings::bindings(&class.body).iter().filter(|binding| binding.name == "model_config") {
        match binding.value {
            Expr::Call(call) => {
                for keyword in &call.arguments.keywords {
                    keyword.arg.iter().for_each(|key| say(key.as_str(), &keyword.value));
                }
            }
            Expr::Dict(dictionary) => {
                for item in &dictionary.items {
                    item.key.as_ref().and_then(literal::string).into_iter().for_each(|key| say(key, &item.value));
                }
            }
            _ => {}
        }
    }
    for inner in bindings::classes(&class.body).into_iter().filter(|inner| inner.name.as_str() == "Config") {
        bindings::bindings(&inner.body).iter().for_each(|binding| say(binding.name, binding.value));
    }
    Some(found)
}

/// Adds the variables of the class and of the classes that it is made from.
fn fields(
    names: &Names<'_>,
    module: &Module,
    class: &StmtClassDef,
    config: &Config,
    prefix: Option<&str>,
    into: &mut Vec<Read>,
    depth: usize,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let project = names.project;
    bindings::own_statements(&class.body, &mut |statement, _| {
        let Stmt::AnnAssign(field) = statement else { return };
        let Expr::Name(name) = field.target.as_ref() else { return };
        let name = name.id.as_str();
        let Some(annotation) = Annotation::of(&field.annotation) else { return };
        if name.starts_with('_') || matches!(name, "model_config" | "Config") {
            return;
        }
        let said = Said::of(field.value.as_deref(), annotation.field);
        let nested = annotation.plain.filter(|_| said.names.is_empty());
        let is_settings = nested.and_then(|plain| {
            with_class(project, module, plain, |module, class| {
                let is_settings = self::config(project, module, class, depth).is_some();
                // Other settings that are the default are made before, and read their own variables.
                if let Some(delimiter) = config.delimiter.as_deref().filter(|_| !is_settings || !said.has_default) {
                    let prefix = prefix.map(|prefix| format!("{prefix}{name}{delimiter}"));
                    let before = into.len();
                    fields(names, module, class, config, prefix.as_deref(), into, depth);
                    if said.has_default || annotation.optional {
                        into[before..].iter_mut().for_each(|read| read.raises = false);
                    } else if !into[before..].iter().any(|read| read.raises) {
                        // One of them makes the object.
                        into[before..].iter_mut().take(1).for_each(|read| read.raises = true);
                    }
                }
                Some(is_settings || config.delimiter.is_some())
            })
        });
        if is_settings == Some(true) {
            return;
        }
        let plain = || prefix.map(|prefix| format!("{prefix}{name}")).into_iter().collect();
        let variables: Vec<String> = if said.names.is_empty() { plain() } else { said.names.clone() };
        let variables: Vec<String> = variables.into_iter().map(|name| name.to_uppercase()).collect();
        let optional = annotation.optional && config.optional_is_none;
        let default = said.default.and_then(text);
        // Nothing stands for the variable where it is `None`.
        let has_default = said.default.map_or(said.has_default, |default| !default.is_none_literal_expr());
        let is_empty = said.default.is_some_and(is_empty);
        let held = Held { file: module.path().clone(), class: Some(class.name.to_string()), name: name.to_owned() };
        // What is `None` without a variable is no value of the type, and defaults are checked too.
        let unset =
            said.default.filter(|_| !annotation.optional && annotation.refuses_none).map(|default| unset(names, module, default));
        let unset: Vec<String> = unset.unwrap_or_default();
        let kind = annotation.kind.or_else(|| said.default.and_then(kind_of_literal));
        let others = unset.iter().filter(|name| !variables.contains(name) && variables.iter().all(|own| !unset.contains(own)));
        into.extend(others.map(|name| Read { raises: true, ..one(module, name.clone(), field.target.start()) }));
        for variable in &variables {
            let read = one(module, variable.clone(), field.target.start());
            into.push(Read {
                raises: (!said.has_default && !optional && variables.len() == 1) || unset.contains(variable),
                defaulted: has_default && unset.is_empty(),
                is_empty,
                held: Some(held.clone()),
                default: default.clone(),
                kind,
                stand_in: annotation.stand_in.clone(),
                ..read
            });
        }
    });
    for base in class.bases() {
        with_class(project, module, base, |module, class| {
            fields(names, module, class, config, prefix, into, depth);
            Some(())
        });
    }
}

/// Whether the default is an empty text. Ex) `""`, `SecretStr("")`
fn is_empty(default: &Expr) -> bool {
    match default {
        Expr::Call(call) => matches!(call.arguments.args.as_ref(), [only] if is_empty(only)),
        default => literal::string(default).is_some_and(str::is_empty),
    }
}

/// The variables that the default reads, where it is `None` without them. Ex) `os.environ.get("X")`
fn unset(names: &Names<'_>, module: &Module, default: &Expr) -> Vec<String> {
    let Expr::Call(call) = default else { return Vec::new() };
    let Some(named) = names.of(module, None, &call.func) else { return Vec::new() };
    let sites = of_call(&named, &[], call).into_iter().filter(|site| site.default.is_none() && !site.raises && !site.guards);
    sites.filter_map(|site| constants::text(names.project, module, None, site.name?)).collect()
}

fn one(module: &Module, name: String, at: TextSize) -> Read {
    Read {
        name,
        at: module.source.location(at),
        raises: false,
        certain: true,
        guards: false,
        defaulted: false,
        is_empty: false,
        default: None,
        kind: None,
        stand_in: None,
        held: None,
    }
}

/// What a field's annotation says. Ex) `Optional[int]`, `Annotated[str, Field(alias="X")]`
struct Annotation<'a> {
    /// The class that it names, where it is one name.
    plain: Option<&'a Expr>,
    optional: bool,
    kind: Option<VariableKind>,
    stand_in: Option<String>,
    field: Option<&'a ExprCall>,
    /// The type takes no `None`.
    refuses_none: bool,
}

impl<'a> Annotation<'a> {
    /// Nothing for a class variable, which is no field.
    fn of(annotation: &'a Expr) -> Option<Self> {
        let nothing = Self { plain: None, optional: false, kind: None, stand_in: None, field: None, refuses_none: false };
        match annotation {
            Expr::Subscript(subscript) => {
                let name = match subscript.value.as_ref() {
                    Expr::Name(name) => name.id.as_str(),
                    Expr::Attribute(attribute) => attribute.attr.as_str(),
                    _ => return Some(nothing),
                };
                let elements = match subscript.slice.as_ref() {
                    Expr::Tuple(tuple) => tuple.elts.as_slice(),
                    one => std::slice::from_ref(one),
                };
                match name {
                    "ClassVar" => None,
                    "Optional" => Some(Self { optional: true, ..Self::of(elements.first()?)? }),
                    "Annotated" => {
                        let field =
                            elements.iter().skip(1).find_map(|element| element.as_call_expr().filter(|call| is_field(call)));
                        Some(Self { field, ..Self::of(elements.first()?)? })
                    }
                    "Union" => Self::of_any(elements),
                    "list" | "List" | "set" | "Set" | "tuple" | "Tuple" | "Sequence" | "frozenset" => {
                        Some(Self { kind: Some(VariableKind::Json), stand_in: Some("[]".to_owned()), ..nothing })
                    }
                    "dict" | "Dict" | "Mapping" => {
                        Some(Self { kind: Some(VariableKind::Json), stand_in: Some("{}".to_owned()), ..nothing })
                    }
                    "Literal" => Some(Self { stand_in: elements.first().and_then(text), ..nothing }),
                    _ => Some(nothing),
                }
            }
            Expr::BinOp(operation) => {
                let (left, right) = (&operation.left, &operation.right);
                let sides = [Self::of(left)?, Self::of(right)?];
                Self::merged(sides.into_iter().zip([left.is_none_literal_expr(), right.is_none_literal_expr()]).collect())
            }
            Expr::StringLiteral(_) => Some(nothing),
            _ => {
                let (kind, stand_in) = kind_of_type(annotation);
                let takes_any = matches!(annotation, Expr::Name(name) if matches!(name.id.as_str(), "Any" | "object"));
                Some(Self { plain: Some(annotation), kind, stand_in, refuses_none: !takes_any, ..nothing })
            }
        }
    }

    fn of_any(elements: &'a [Expr]) -> Option<Self> {
        let sides: Option<Vec<_>> =
            elements.iter().map(|element| Some((Self::of(element)?, element.is_none_literal_expr()))).collect();
        Self::merged(sides?)
    }

    fn merged(sides: Vec<(Self, bool)>) -> Option<Self> {
        let optional = sides.iter().any(|(side, is_none)| *is_none || side.optional);
        let mut rest = sides.into_iter().filter(|(_, is_none)| !is_none).map(|(side, _)| side);
        Some(Self { optional, ..rest.next()? })
    }
}

fn is_field(call: &ExprCall) -> bool {
    match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str() == "Field",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "Field",
        _ => false,
    }
}

/// What a field's value says: `Field("x", alias="X")`, or a plain default.
#[derive(Default)]
struct Said<'a> {
    names: Vec<String>,
    default: Option<&'a Expr>,
    has_default: bool,
}

impl<'a> Said<'a> {
    fn of(value: Option<&'a Expr>, annotated: Option<&'a ExprCall>) -> Self {
        let mut said = annotated.map(Self::of_field).unwrap_or_default();
        match value {
            Some(Expr::Call(call)) if is_field(call) => {
                let own = Self::of_field(call);
                if !own.names.is_empty() {
                    said.names = own.names;
                }
                if own.has_default {
                    (said.default, said.has_default) = (own.default, true);
                }
            }
            Some(value) if !value.is_ellipsis_literal_expr() => (said.default, said.has_default) = (Some(value), true),
            _ => {}
        }
        said
    }

    fn of_field(call: &'a ExprCall) -> Self {
        let keyword = |name: &str| call.arguments.find_keyword(name).map(|keyword| &keyword.value);
        let alias = keyword("validation_alias").or_else(|| keyword("alias")).or_else(|| keyword("env"));
        let default = call.arguments.find_argument_value("default", 0).filter(|default| !default.is_ellipsis_literal_expr());
        let has_default = default.is_some() || keyword("default_factory").is_some();
        Self { names: alias.map(aliases).unwrap_or_default(), default, has_default }
    }
}

/// `"X"`, `["X", "Y"]`, `AliasChoices("X", "Y")`
fn aliases(expression: &Expr) -> Vec<String> {
    let elements = match expression {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        Expr::Call(call) => &call.arguments.args,
        one => std::slice::from_ref(one),
    };
    elements.iter().filter_map(literal::string).map(str::to_owned).collect()
}
