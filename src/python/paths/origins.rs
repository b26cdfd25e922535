//! What names, attributes and entries stand for: the expressions, classes and functions behind them, wherever they are defined.

use ruff_python_ast::{Expr, ExprCall, ExprName, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use super::super::bindings::{self, bindings};
use super::super::{Definition, Module, Target, calls, literal};
use super::{Each, Found, Function, Object, Paths, entered};
use crate::model::RelPath;

/// Names under which programs keep the parsed options of their command line.
const OPTIONS: &[&str] = &["args", "arguments", "options", "opts", "parsed"];

impl Paths<'_> {
    /// Everything that the expression may stand for, the most likely first. `None` if `each` gives no answer for any of them.
    pub(super) fn origins(
        &self,
        module: &Module,
        function: Function<'_>,
        expression: &Expr,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        let depth = self.step(depth)?;
        match expression {
            Expr::Name(name) => self.of_name(module, function, name, expression, depth, each),
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                match self.project.target(module, expression) {
                    Some(Target::External(external)) => {
                        let name = external.strip_prefix("django.conf.settings.")?;
                        return self.settings.iter().find_map(|file| self.exported(file, name, depth, each));
                    }
                    Some(Target::Project { file, rest }) if !rest.contains('.') => {
                        return self.exported(&file, &rest, depth, each);
                    }
                    _ => {}
                }
                let of_object = &mut |object: Object<'_>, depth: usize| self.attribute(object, name, depth, each);
                if let Some(found) = self.objects(module, function, &attribute.value, depth, of_object) {
                    return Some(found);
                }
                if let Some(found) = self.stored(module, function, expression, depth, each) {
                    return Some(found);
                }
                let is_options = matches!(attribute.value.as_ref(), Expr::Name(of) if OPTIONS.contains(&of.id.as_str()));
                if is_options { self.option(module, name, depth, each) } else { None }
            }
            Expr::Subscript(subscript) => {
                let of_object = &mut |object: Object<'_>, depth: usize| object.item(&subscript.slice, depth, each);
                if let Some(found) = self.objects(module, function, &subscript.value, depth, of_object) {
                    return Some(found);
                }
                self.entry(module, function, &subscript.value, literal::string(&subscript.slice)?, depth, each)
            }
            other => each(module, function, Found::Value(other), depth),
        }
    }

    fn of_name(
        &self,
        module: &Module,
        function: Function<'_>,
        name: &ExprName,
        expression: &Expr,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        let (name, at) = (name.id.as_str(), name.range());
        if let Some(scope) = function {
            if matches!(name, "self" | "cls") {
                return each(module, function, Found::Class(class_around(module, scope.definition.range())?), depth);
            }
            if let Some(found) = self.local(module, scope, name, at, depth, each) {
                return Some(found);
            }
        } else if let Some(class) = class_around(module, at).filter(|_| self.follows.get()) {
            // A name inside the body of a class may be an attribute of it.
            let bound = bindings(&class.body);
            let mut bound =
                bound.iter().rev().filter(|binding| binding.name == name && !binding.value.range().contains_range(at));
            if let Some(found) = bound.find_map(|binding| each(module, None, Found::Value(binding.value), depth)) {
                return Some(found);
            }
        }
        if (module.definition(name).is_some() || module.imports.get(name).is_none())
            && let Some(found) = self.exported(module.path(), name, depth, each)
        {
            return Some(found);
        }
        match self.project.target(module, expression)? {
            Target::Project { file, rest } if !rest.is_empty() => self.exported(&file, &rest, depth, each),
            _ => None,
        }
    }

    /// A name of the module, as another module sees it.
    fn exported(&self, file: &RelPath, name: &str, depth: usize, each: Each<'_>) -> Option<String> {
        let depth = self.step(depth)?;
        let module = &*self.project.module(file)?;
        match module.definition(name) {
            Some(Definition::Values(values)) => {
                values.into_iter().rev().find_map(|value| each(module, None, Found::Value(value), depth))
            }
            Some(Definition::Class(class)) => each(module, None, Found::Class(class), depth),
            Some(Definition::Function(function)) => each(module, None, Found::Function(function), depth),
            None => {
                if let Some(path) = module.imports.get(name) {
                    return match self.project.import(file, path) {
                        Target::Project { file: other, rest } if other != *file => self.exported(&other, &rest, depth, each),
                        _ => None,
                    };
                }
                let looped = self.looped(module, None, module.statements(), name, depth, each);
                looped.or_else(|| {
                    module.imports.stars().iter().find_map(|star| match self.project.import(file, star) {
                        Target::Project { file: other, rest } if rest.is_empty() && other != *file => {
                            self.exported(&other, name, depth, each)
                        }
                        _ => None,
                    })
                })
            }
        }
    }

    /// What the function itself stores under the name. Ex) `settings.DATA = Path("data")`
    fn stored(&self, module: &Module, function: Function<'_>, name: &Expr, depth: usize, each: Each<'_>) -> Option<String> {
        let scope = function.filter(|_| self.follows.get())?;
        let name = module.imports.reference(name)?;
        let mut found = None;
        bindings::own_statements(&scope.definition.body, &mut |statement, _| {
            if let Stmt::Assign(assign) = statement
                && let [target @ Expr::Attribute(_)] = assign.targets.as_slice()
                && found.is_none()
                && module.imports.reference(target).as_ref() == Some(&name)
            {
                found = each(module, entered(Some(scope.definition)), Found::Value(&assign.value), depth);
            }
        });
        found
    }

    /// The default of the command line's option that is kept under this name, as argparse and click declare it. `None` if there
    /// is none, or `each` gives no answer for it.
    pub(super) fn option(&self, module: &Module, name: &str, depth: usize, each: Each<'_>) -> Option<String> {
        let is_it = |call: &ExprCall| {
            let declares = match call.func.as_ref() {
                Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "add_argument" | "option"),
                _ => false,
            };
            let mut flags = call.arguments.args.iter().filter_map(literal::string);
            declares && flags.any(|flag| flag.starts_with("--") && flag[2..].replace('-', "_") == name)
        };
        let site = calls(module.statements()).into_iter().find(|site| is_it(site.call))?;
        let default = &site.call.arguments.find_keyword("default")?.value;
        each(module, entered(site.function), Found::Value(default), depth)
    }

    /// What a key of a configuration object is set to, somewhere in the file, or, where the key is one of Flask's, in the
    /// program. `None` if there is none, or `each` gives no answer for it.
    pub(super) fn entry(
        &self,
        module: &Module,
        function: Function<'_>,
        holder: &Expr,
        key: &str,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        if matches!(self.project.target(module, holder), Some(Target::External(name)) if name == "os.environ") {
            return None;
        }
        if let Some(found) = self.entry_of(module, function, key, depth, each) {
            return Some(found);
        }
        if matches!(holder, Expr::Name(name) if name.id.as_str() == "kwargs") {
            return self.option(module, key, depth, each);
        }
        let is_config = matches!(holder, Expr::Attribute(attribute) if attribute.attr.as_str() == "config");
        if !is_config || !self.follows.get() || key.chars().any(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        let others = self.callers.naming(key).filter(|path| *path != module.path());
        others.into_iter().find_map(|path| {
            let other = self.project.module(path)?;
            let own = self.exported_value(&other, key, depth, each);
            own.or_else(|| self.entry_of(&other, None, key, depth, each))
        })
    }

    fn exported_value(&self, module: &Module, name: &str, depth: usize, each: Each<'_>) -> Option<String> {
        match module.definition(name)? {
            Definition::Values(values) => {
                values.into_iter().rev().find_map(|value| each(module, None, Found::Value(value), depth))
            }
            _ => None,
        }
    }

    fn entry_of(&self, module: &Module, function: Function<'_>, key: &str, depth: usize, each: Each<'_>) -> Option<String> {
        let depth = self.step(depth)?;
        let mut statements: Vec<(Function<'_>, &Stmt)> =
            module.statements().iter().map(|statement| (function, statement)).collect();
        for own in bindings::functions(module.statements()) {
            statements.extend(own.body.iter().map(|statement| (entered(Some(own)), statement)));
        }
        for (around, statement) in statements {
            if let Stmt::Assign(assign) = statement
                && let [Expr::Subscript(target)] = assign.targets.as_slice()
                && literal::string(&target.slice) == Some(key)
                && let Some(found) = each(module, around, Found::Value(&assign.value), depth)
            {
                return Some(found);
            }
        }
        // `app.config.from_object(Config)`: the key is an attribute of a class.
        let mut classes = bindings::classes(module.statements()).into_iter();
        classes.find_map(|class| self.attribute(Object::Class { module, class, call: None }, key, depth, each))
    }
}

/// The class at the top of the module that the place is in.
fn class_around(module: &Module, range: TextRange) -> Option<&StmtClassDef> {
    bindings::classes(module.statements()).into_iter().find(|class| class.range().contains_range(range))
}
