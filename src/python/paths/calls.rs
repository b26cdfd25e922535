//! What calls come to: functions of the standard library that make paths, and functions of the project that return some.

use ruff_python_ast::{Arguments, Expr, ExprCall};

use super::super::bindings::returns;
use super::super::{Definition, Module, Reference, literal};
use super::objects::no_arguments;
use super::text::{join, normal, unknown_fields};
use super::{Found, Function, Object, Paths, Scope, Site};
use crate::knowledge::{environment_readers, home_folders};

impl Paths<'_> {
    pub(super) fn call(&self, module: &Module, function: Function<'_>, call: &ExprCall, depth: usize) -> Option<String> {
        let arguments = &call.arguments;
        let of = |expression: &Expr| self.text(module, function, expression, depth);
        let first = || arguments.find_positional(0).and_then(of);
        let default = || arguments.find_argument_value("default", 1).and_then(of);
        let joined = |start: String, skipped: usize| {
            let parts = arguments.args.iter().skip(skipped);
            Some(parts.fold(start, |path, part| join(&path, &self.part(module, function, part, depth))))
        };
        match module.imports.reference(&call.func) {
            Some(Reference::Imported(path)) => match path.path.as_str() {
                // Without its start the rest says nothing.
                "os.path.join" => return joined(first()?, 1),
                "os.path.dirname" => return Some(self.parent(&first()?)),
                "os.path.abspath" | "os.path.realpath" => return Some(normal(&join(&self.working_dir, &first()?))),
                "os.path.normpath" | "os.path.expandvars" | "os.fspath" => return first(),
                "os.getcwd" | "pathlib.Path.cwd" => return Some(self.working_dir.clone()),
                "pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath" | "environ.Path" => {
                    return if arguments.args.is_empty() { Some(".".to_owned()) } else { joined(first()?, 1) };
                }
                name if environment_readers().takes_default(name) => {
                    let is_home = arguments.find_positional(0).and_then(literal::string) == Some("HOME");
                    return if is_home { Some(self.home.clone()) } else { default() };
                }
                "os.path.expanduser" => return Some(self.expanded(&first()?)),
                "attr.field" | "attr.ib" | "attrs.field" | "dataclasses.field" | "pydantic.Field" => {
                    let factory = arguments.find_keyword("default_factory").or_else(|| arguments.find_keyword("factory"));
                    return match factory.map(|factory| &factory.value) {
                        Some(Expr::Lambda(lambda)) => of(&lambda.body),
                        Some(factory) => self.result(module, function, factory, &no_arguments(), depth),
                        None => arguments.find_argument_value("default", 0).and_then(of),
                    };
                }
                "typing.cast" => return arguments.find_positional(1).and_then(of),
                name => {
                    if let Some(folder) = home_folders().of_call(name, first().as_deref()) {
                        return Some(join(&self.home, &folder));
                    }
                }
            },
            Some(Reference::Local(name)) if name == "str" => return first(),
            _ => {}
        }
        if let Expr::Attribute(attribute) = call.func.as_ref() {
            let receiver = || of(&attribute.value);
            match attribute.attr.as_str() {
                "resolve" | "absolute" => return Some(normal(&join(&self.working_dir, &receiver()?))),
                "expanduser" => return Some(self.expanded(&receiver()?)),
                "joinpath" => return joined(receiver()?, 0),
                "as_posix" | "strip" | "rstrip" => return receiver(),
                "replace" => {
                    let literal = |place| arguments.find_positional(place).and_then(literal::string);
                    if let (Some(old), Some(new)) = (literal(0), literal(1)) {
                        return Some(receiver()?.replace(old, new));
                    }
                }
                "with_name" | "with_suffix" => return Some(join(&self.parent(&receiver()?), "*")),
                "format" => return Some(unknown_fields(&receiver()?)),
                "get" if let Some(found) = self.got(module, function, &attribute.value, arguments, depth) => return Some(found),
                "get" if self.is_config_parser(module, function, &attribute.value, depth) => {
                    return arguments.find_keyword("fallback").and_then(|fallback| of(&fallback.value));
                }
                // `config.get("key", "value")`, django-environ's `env.str("X", default="value")`
                "get" | "str" | "path" | "getenv" if arguments.len() > 1 => return default(),
                "str" | "path" => return self.scheme(module, &attribute.value, arguments, depth),
                _ => {}
            }
        }
        if matches!(call.func.as_ref(), Expr::Name(name) if matches!(name.id.as_str(), "config" | "env"))
            && !self.is_function(module, &call.func)
        {
            return default().or_else(|| self.scheme(module, &call.func, arguments, depth));
        }
        self.result(module, function, &call.func, arguments, depth)
    }

    /// What a function of the project gives back that the expression names.
    fn result(
        &self,
        module: &Module,
        function: Function<'_>,
        callee: &Expr,
        arguments: &Arguments,
        depth: usize,
    ) -> Option<String> {
        let site = Site { module, function, arguments };
        self.origins(module, function, callee, depth, &mut |other, _, found, depth| match found {
            Found::Function(definition) => {
                let scope = Scope { definition, call: Some(&site) };
                returns(definition).into_iter().find_map(|value| self.text(other, Some(scope), value, depth))
            }
            Found::Value(Expr::Lambda(lambda)) => self.text(other, None, &lambda.body, depth),
            // django-environ's `root = environ.Path(__file__) - 2`, then `root("media")`
            Found::Value(value) => {
                let start = self.text(other, None, value, depth)?;
                Some(arguments.args.iter().fold(start, |path, part| join(&path, &self.part(module, function, part, depth))))
            }
            Found::Class(_) => None,
        })
    }

    /// Whether the object is one of configparser's, which takes a section before the key.
    fn is_config_parser(&self, module: &Module, function: Function<'_>, object: &Expr, depth: usize) -> bool {
        let is_it = self.objects(module, function, object, depth, &mut |object, _| match object {
            Object::External { class, .. } if class.starts_with("configparser.") => Some(String::new()),
            _ => None,
        });
        is_it.is_some()
    }

    /// What a table has under the key that the method is given. Ex) `paths.get("data")`
    fn got(&self, module: &Module, function: Function<'_>, table: &Expr, arguments: &Arguments, depth: usize) -> Option<String> {
        let key = arguments.find_positional(0)?;
        let each = &mut |module: &Module, function: Function<'_>, found: Found<'_>, depth: usize| match found {
            Found::Value(value) => self.text(module, function, value, depth),
            _ => None,
        };
        let found = self.objects(module, function, table, depth, &mut |object, depth| object.item(key, depth, each));
        // Ex) `config.get("paths", "data")` of configparser, with the section before the key
        let found = found.or_else(|| {
            let key_of_section = arguments.find_positional(1)?;
            let each_section = &mut |section: Object<'_>, depth: usize| section.item(key_of_section, depth, each);
            let of_section = &mut |module: &Module, function: Function<'_>, found: Found<'_>, depth: usize| match found {
                Found::Value(section) => self.objects(module, function, section, depth, each_section),
                _ => None,
            };
            self.objects(module, function, table, depth, &mut |object, depth| object.item(key, depth, of_section))
        });
        found.or_else(|| {
            let is_config = matches!(table, Expr::Attribute(attribute) if attribute.attr.as_str() == "config");
            if is_config { self.entry(module, function, table, literal::string(key)?, depth, each) } else { None }
        })
    }

    fn is_function(&self, module: &Module, expression: &Expr) -> bool {
        matches!(expression, Expr::Name(name) if matches!(module.definition(name.id.as_str()), Some(Definition::Function(_))))
    }

    /// One part of a joined path; `*parts` stands for the arguments of the call.
    fn part(&self, module: &Module, function: Function<'_>, part: &Expr, depth: usize) -> String {
        let unknown = || "*".to_owned();
        let Expr::Starred(starred) = part else {
            return self.text(module, function, part, depth).unwrap_or_else(unknown);
        };
        let Some(Scope { definition, call: Some(site) }) = function else { return unknown() };
        let parameters = &definition.parameters;
        let is_rest = matches!((starred.value.as_ref(), &parameters.vararg),
            (Expr::Name(name), Some(rest)) if name.id == rest.name.id);
        let before = parameters.posonlyargs.len() + parameters.args.len();
        if !is_rest || depth == 0 {
            return unknown();
        }
        let given = site.arguments.args.iter().skip(before);
        given.fold(String::new(), |path, part| join(&path, &self.part(site.module, site.function, part, depth - 1)))
    }

    /// The default that django-environ's scheme has for the variable: `env = environ.Env(MEDIA_ROOT=(str, "media"))`
    fn scheme(&self, module: &Module, reader: &Expr, arguments: &Arguments, depth: usize) -> Option<String> {
        let Expr::Name(reader) = reader else { return None };
        let Some(Definition::Values(values)) = module.definition(reader.id.as_str()) else { return None };
        let name = arguments.find_positional(0).and_then(literal::string)?;
        values.into_iter().find_map(|value| match value {
            Expr::Call(made) => match &made.arguments.find_keyword(name)?.value {
                Expr::Tuple(pair) => self.text(module, None, pair.elts.get(1)?, depth),
                _ => None,
            },
            _ => None,
        })
    }
}
