//! What the names of a function stand for: its variables, its parameters, and what its loops go over.

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::super::Module;
use super::super::bindings::{self, Binding, bindings};
use super::{Each, Found, Function, MOST_CALLS, Paths, STEPS_OF_LOOKUP, Scope, entered};

impl Paths<'_> {
    /// A variable of the function as it is read at the place, the argument of its call, or the default of a parameter. `None` if
    /// `each` gives no answer for it.
    pub(super) fn local(
        &self,
        module: &Module,
        scope: Scope<'_>,
        name: &str,
        at: TextRange,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        let function = scope.definition;
        let bound = if module.binds(function, name) { bindings(&function.body) } else { Vec::new() };
        let named = || bound.iter().filter(|binding| binding.name == name);
        // A value that is made from the name itself, as in `path = join(root, path)`, reads what was bound before it.
        let from_itself = named().any(|binding| binding.value.range().contains_range(at));
        let is_before = |binding: &&Binding<'_>| binding.value.range().end() <= at.start();
        // The last one that was bound counts, and one that stands below, in a loop, only where none is above.
        let above = bound.iter().rev().filter(|binding| binding.name == name).filter(is_before);
        let below = named().filter(|binding| !from_itself && !is_before(binding));
        let mut values = above.chain(below).peekable();
        if values.peek().is_some() {
            return values.find_map(|binding| each(module, Some(scope), Found::Value(binding.value), depth));
        }
        if let Some(found) = self.looped(module, Some(scope), &function.body, name, depth, each) {
            return Some(found);
        }
        let parameters = &function.parameters;
        let all = || parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let Some((position, parameter)) = all().enumerate().find(|(_, parameter)| parameter.parameter.name.as_str() == name)
        else {
            // What the function around it binds.
            let around = function_around(module, function)?;
            return self.local(module, Scope { definition: around, call: None }, name, at, depth, each);
        };
        // The object comes before the arguments of the call.
        let first = all().next().map(|first| first.parameter.name.as_str());
        let is_method = first.is_some_and(|first| matches!(first, "self" | "cls"));
        let position = position.checked_sub(usize::from(is_method))?;
        if let Some(site) = scope.call
            && let Some(argument) = site.arguments.find_argument_value(name, position)
        {
            return each(site.module, site.function, Found::Value(argument), depth);
        }
        if scope.call.is_none()
            && let Some(value) = self.argument(module, function, name, position, depth, each)
        {
            return Some(value);
        }
        let found = match parameter.default.as_deref() {
            Some(default) => each(module, None, Found::Value(default), depth),
            // A command of click has its options as parameters.
            None if !function.decorator_list.is_empty() => self.option(module, name, depth, each),
            None => None,
        };
        found.or_else(|| self.annotated(module, parameter.parameter.annotation.as_deref()?, depth, each))
    }

    /// The class that an annotation names. `None` if `each` gives no answer for it. Ex) `settings: Settings`
    pub(super) fn annotated(&self, module: &Module, annotation: &Expr, depth: usize, each: Each<'_>) -> Option<String> {
        let class = match annotation {
            // Ex) `Annotated[Settings, Depends(settings)]`, `Optional[Settings]`
            Expr::Subscript(subscript) => match subscript.slice.as_ref() {
                Expr::Tuple(parts) => parts.elts.first()?,
                one => one,
            },
            // Ex) `Settings | None`
            Expr::BinOp(either) => &either.left,
            name => name,
        };
        if !matches!(class, Expr::Name(_) | Expr::Attribute(_)) {
            return None;
        }
        let only_class = &mut |module: &Module, function: Function<'_>, found: Found<'_>, depth: usize| match found {
            Found::Class(_) => each(module, function, found, depth),
            _ => None,
        };
        self.origins(module, None, class, depth, only_class)
    }

    /// What the calls of the function give its parameter: of several the one that is asked for.
    fn argument(
        &self,
        module: &Module,
        entered_by: &StmtFunctionDef,
        name: &str,
        position: usize,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        if !self.follows.get() {
            return None;
        }
        self.steps.set(self.steps.get().checked_sub(STEPS_OF_LOOKUP)?);
        let mut found: Vec<String> = Vec::new();
        self.callers.each(self.project, module, entered_by, &mut |caller, around, arguments| {
            if found.len() < MOST_CALLS
                && let Some(argument) = arguments.find_argument_value(name, position)
            {
                let value = each(caller, entered(around), Found::Value(argument), depth);
                found.extend(value.filter(|value| !found.contains(value)));
            }
        });
        self.chosen(found)
    }

    /// What a loop over known elements binds to the name: of several the one that is asked for. `None` if `each` gives no answer
    /// for it.
    pub(super) fn looped(
        &self,
        module: &Module,
        function: Function<'_>,
        statements: &[Stmt],
        name: &str,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        let mut loops = Vec::new();
        bindings::own_statements(statements, &mut |statement, _| {
            if let Stmt::For(repeat) = statement
                && let Some(place) = place_of(&repeat.target, name)
            {
                loops.push((repeat, place));
            }
        });
        loops.into_iter().find_map(|(repeat, place)| {
            let mut found: Vec<String> = Vec::new();
            self.elements(module, function, &repeat.iter, depth, place, &mut |module, function, element, depth| {
                if found.len() < MOST_CALLS {
                    let value = each(module, function, element, depth);
                    found.extend(value.filter(|value| !found.contains(value)));
                }
                None
            });
            self.chosen(found)
        })
    }

    /// Of several values the one that is asked for.
    fn chosen(&self, mut found: Vec<String>) -> Option<String> {
        self.of.set(self.of.get().max(found.len()));
        let last = found.len().checked_sub(1)?;
        Some(found.swap_remove(self.nth.get().min(last)))
    }
}

/// Which part of an element a loop binds to the name: the whole, or the one of a pair.
fn place_of(target: &Expr, name: &str) -> Option<Option<usize>> {
    let is_it = |expression: &Expr| matches!(expression, Expr::Name(own) if own.id.as_str() == name);
    match target {
        Expr::Tuple(parts) => parts.elts.iter().position(is_it).map(Some),
        whole => is_it(whole).then_some(None),
    }
}

/// The function that the function is defined in.
fn function_around<'m>(module: &'m Module, function: &StmtFunctionDef) -> Option<&'m StmtFunctionDef> {
    let holds = |other: &&StmtFunctionDef| other.range() != function.range() && other.range().contains_range(function.range());
    let mut found: Option<&StmtFunctionDef> = None;
    let mut bodies = vec![module.statements()];
    while let Some(body) = bodies.pop() {
        bodies.extend(
            bindings::classes(body)
                .into_iter()
                .filter(|class| class.range().contains_range(function.range()))
                .map(|class| class.body.as_slice()),
        );
        if let Some(next) = bindings::functions(body).into_iter().find(holds) {
            found = Some(next);
            bodies = vec![&next.body];
        }
    }
    found
}
