//! The classes of the project that objects are made from, as far as names show it: where the code calls the class, or a function
//! that returns such an object.

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::bindings::{self, bindings, self_attributes};
use super::reach::{definition, named};
use super::{Definition, Module, Place, Project, Target};
use crate::model::RelPath;

/// Names and calls followed before the search gives up.
const DEEPEST: usize = 6;

/// The class of the object that the expression names, as the function, its class or its module makes it. `None` if that is not known.
pub fn class_of_value(
    project: &Project<'_>,
    module: &Module,
    place: &Place,
    function: Option<&StmtFunctionDef>,
    value: &Expr,
) -> Option<(RelPath, String)> {
    Objects { project, deepest: DEEPEST }.class(module, place, function, value)
}

/// The class of the project that the expression names. `None` if it names none.
pub fn class_of(project: &Project<'_>, module: &Module, expression: &Expr) -> Option<(RelPath, String)> {
    let (file, name) = match project.target(module, expression)? {
        Target::Local(name) => (module.path().clone(), name),
        Target::Project { file, rest } => project.defined(&file, &rest),
        Target::External(_) => return None,
    };
    let place = named(project, file, &name).filter(|place| place.function == "__init__")?;
    Some((place.file, place.class?))
}

/// The class that gives its objects the attribute: the class itself or the nearest of those that it is made from. `None` if none
/// does.
pub fn defining(project: &Project<'_>, class: (RelPath, String), attribute: &str) -> Option<(RelPath, String)> {
    let mut open = vec![class];
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for (file, name) in open {
            let Some(module) = project.module(&file) else { continue };
            let Some(Definition::Class(class)) = module.definition(&name) else { continue };
            if gives(class, attribute) {
                return Some((file, name));
            }
            next.extend(class.bases().iter().filter_map(|base| class_of(project, &module, base)));
        }
        open = next;
    }
    None
}

fn gives(class: &StmtClassDef, attribute: &str) -> bool {
    field(class, attribute).is_some() || !bindings::assigned_to_self(class, attribute).is_empty()
}

/// What the body of the class says about the attribute: its type, and its value.
fn field<'c>(class: &'c StmtClassDef, attribute: &str) -> Option<(Option<&'c Expr>, Option<&'c Expr>)> {
    let is_it = |target: &Expr| matches!(target, Expr::Name(name) if name.id.as_str() == attribute);
    let mut found = None;
    bindings::own_statements(&class.body, &mut |statement, _| match statement {
        Stmt::AnnAssign(field) if is_it(&field.target) => found = Some((Some(&*field.annotation), field.value.as_deref())),
        Stmt::Assign(assign) if assign.targets.iter().any(is_it) => found = Some((None, Some(&*assign.value))),
        _ => {}
    });
    found
}

struct Objects<'a, 'p> {
    project: &'a Project<'p>,
    deepest: usize,
}

impl Objects<'_, '_> {
    fn deeper(&self) -> Option<Self> {
        Some(Self { project: self.project, deepest: self.deepest.checked_sub(1)? })
    }

    fn class(
        &self,
        module: &Module,
        place: &Place,
        function: Option<&StmtFunctionDef>,
        value: &Expr,
    ) -> Option<(RelPath, String)> {
        let deeper = self.deeper()?;
        match value {
            Expr::Call(call) => {
                let is_super = matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "super");
                if is_super {
                    let Some(Definition::Class(class)) = place.class.as_ref().and_then(|name| module.definition(name)) else {
                        return None;
                    };
                    return class.bases().iter().find_map(|base| class_of(self.project, module, base));
                }
                deeper.made_of(module, value)
            }
            Expr::Await(awaited) => deeper.class(module, place, function, &awaited.value),
            Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls") => Some((place.file.clone(), place.class.clone()?)),
            Expr::Name(name) => {
                let name = name.id.as_str();
                if let Some(function) = function {
                    let local = bindings(&function.body);
                    let mut made = local.iter().filter(|binding| binding.name == name).map(|binding| binding.value);
                    let class = made.find_map(|value| deeper.class(module, place, Some(function), value));
                    if let Some(class) = class.or_else(|| deeper.annotated(module, parameter(function, name)?)) {
                        return Some(class);
                    }
                }
                deeper.at(module, value)
            }
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                if matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str() == "self") {
                    let made = self_attributes(module.statements(), name);
                    if let Some(class) = made.into_iter().find_map(|value| deeper.class(module, place, None, value)) {
                        return Some(class);
                    }
                }
                deeper.at(module, value).or_else(|| {
                    let holder = deeper.class(module, place, function, &attribute.value)?;
                    deeper.of_field(defining(self.project, holder, name)?, name)
                })
            }
            _ => None,
        }
    }

    /// The class of what a module holds under the name that the expression is. Ex) `config.settings`
    fn at(&self, module: &Module, expression: &Expr) -> Option<(RelPath, String)> {
        match self.project.target(module, expression)? {
            Target::Local(name) => self.held(module, &name),
            Target::Project { file, rest } if !rest.is_empty() => {
                let (file, name) = self.project.defined(&file, &rest);
                self.held(&*self.project.module(&file)?, &name)
            }
            _ => None,
        }
    }

    fn held(&self, module: &Module, name: &str) -> Option<(RelPath, String)> {
        let deeper = self.deeper()?;
        let place = Place { file: module.path().clone(), class: None, function: String::new() };
        let all = module.bindings();
        let mut values = all.iter().filter(|binding| binding.name == name).map(|binding| binding.value);
        values.find_map(|value| deeper.class(module, &place, None, value))
    }

    /// The class of the objects that the attribute of a class's objects holds.
    fn of_field(&self, (file, class): (RelPath, String), attribute: &str) -> Option<(RelPath, String)> {
        let module = self.project.module(&file)?;
        let Some(Definition::Class(definition)) = module.definition(&class) else { return None };
        let place = Place { file, class: Some(class), function: String::new() };
        let (annotation, value) = field(definition, attribute).unwrap_or_default();
        let annotated = annotation.and_then(|annotation| self.annotated(&module, annotation));
        annotated.or_else(|| {
            let assigned = bindings::assigned_to_self(definition, attribute).into_iter().map(|(_, value)| value);
            value.into_iter().chain(assigned).find_map(|value| self.class(&module, &place, None, value))
        })
    }

    /// The class that the call makes an object from, or of the object that the function returns.
    fn made_of(&self, module: &Module, value: &Expr) -> Option<(RelPath, String)> {
        let Expr::Call(call) = value else { return None };
        if let Some(class) = class_of(self.project, module, &call.func) {
            return Some(class);
        }
        let (file, name) = match self.project.target(module, &call.func)? {
            Target::Local(name) => (module.path().clone(), name),
            Target::Project { file, rest } => self.project.defined(&file, &rest),
            Target::External(_) => return None,
        };
        let place = named(self.project, file, &name)?;
        let module = self.project.module(&place.file)?;
        // What a class takes from a package makes its own objects. Ex) `Settings.model_validate(…)`
        let Some(function) = definition(&module, &place) else { return Some((place.file, place.class?)) };
        let annotated = function.returns.as_deref().and_then(|annotation| match annotation {
            Expr::Name(name) if name.id.as_str() == "Self" => Some((place.file.clone(), place.class.clone()?)),
            annotation => self.annotated(&module, annotation),
        });
        let deeper = self.deeper()?;
        annotated.or_else(|| {
            let made = |value: &Expr| match value {
                // Ex) `return cls(…)`
                Expr::Call(call) if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "cls") => {
                    Some((place.file.clone(), place.class.clone()?))
                }
                value => deeper.class(&module, &place, Some(function), value),
            };
            bindings::returns(function).into_iter().find_map(made)
        })
    }

    /// The class that an annotation names. Ex) `Settings`, `"Settings"`, `Settings | None`
    fn annotated(&self, module: &Module, annotation: &Expr) -> Option<(RelPath, String)> {
        match annotation {
            Expr::StringLiteral(text) => {
                let name = text.value.to_str();
                matches!(module.definition(name), Some(Definition::Class(_))).then(|| (module.path().clone(), name.to_owned()))
            }
            Expr::BinOp(either) => [&either.left, &either.right].into_iter().find_map(|side| self.annotated(module, side)),
            Expr::Subscript(subscript) => {
                let is_optional = matches!(subscript.value.as_ref(), Expr::Name(name) if name.id.as_str() == "Optional");
                is_optional.then(|| self.annotated(module, &subscript.slice)).flatten()
            }
            Expr::Name(_) | Expr::Attribute(_) => class_of(self.project, module, annotation),
            _ => None,
        }
    }
}

fn parameter<'f>(function: &'f StmtFunctionDef, name: &str) -> Option<&'f Expr> {
    let all = function.parameters.iter_non_variadic_params();
    all.into_iter().find(|parameter| parameter.parameter.name.as_str() == name)?.parameter.annotation.as_deref()
}
