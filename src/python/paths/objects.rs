//! What expressions come to that are no text: objects and classes with attributes, tables with keys, lists with elements.

use ruff_python_ast::{Arguments, Expr, ExprCall, Operator};
use ruff_text_size::TextRange;

use super::super::bindings::{bindings, returns};
use super::super::{Module, Target, literal};
use super::tables::{is_reader, is_wrapper};
use super::text::number;
use super::{Each, Found, Function, Object, Paths, Scope, Site};

impl Object<'_> {
    /// What the key or the number stands for. `None` if `each` gives no answer for it.
    pub(super) fn item(self, key: &Expr, depth: usize, each: Each<'_>) -> Option<String> {
        match self {
            Self::Table { module, function, table } => {
                let key = literal::string(key)?;
                let mut items = table.items.iter().rev();
                let item = items.find(|item| item.key.as_ref().and_then(literal::string) == Some(key))?;
                each(module, function, Found::Value(&item.value), depth)
            }
            Self::Keywords { module, function, arguments } => {
                let keyword = arguments.find_keyword(literal::string(key)?)?;
                each(module, function, Found::Value(&keyword.value), depth)
            }
            Self::List { module, function, elements } => each(module, function, Found::Value(elements.get(number(key)?)?), depth),
            _ => None,
        }
    }
}

impl Paths<'_> {
    /// Calls `each` with every object that the expression may come to, until one gives an answer. `None` if none does.
    pub(super) fn objects(
        &self,
        module: &Module,
        function: Function<'_>,
        expression: &Expr,
        depth: usize,
        each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>,
    ) -> Option<String> {
        let depth = self.step(depth)?;
        match expression {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => {
                self.origins(module, function, expression, depth, &mut |module, function, found, depth| match found {
                    Found::Value(value) => self.objects(module, function, value, depth, each),
                    Found::Class(class) => each(Object::Class { module, class, call: None }, depth),
                    Found::Function(_) => None,
                })
            }
            Expr::Dict(table) => each(Object::Table { module, function, table }, depth),
            Expr::List(list) => each(Object::List { module, function, elements: &list.elts }, depth),
            Expr::Tuple(list) => each(Object::List { module, function, elements: &list.elts }, depth),
            Expr::Set(list) => each(Object::List { module, function, elements: &list.elts }, depth),
            Expr::BoolOp(either) => either.values.iter().find_map(|value| self.objects(module, function, value, depth, each)),
            Expr::If(choice) => {
                let body = self.objects(module, function, &choice.body, depth, each);
                body.or_else(|| self.objects(module, function, &choice.orelse, depth, each))
            }
            Expr::BinOp(sum) if matches!(sum.op, Operator::Add | Operator::BitOr) => {
                let left = self.objects(module, function, &sum.left, depth, each);
                left.or_else(|| self.objects(module, function, &sum.right, depth, each))
            }
            Expr::Await(awaited) => self.objects(module, function, &awaited.value, depth, each),
            Expr::Named(named) => self.objects(module, function, &named.value, depth, each),
            Expr::Call(call) => self.made(module, function, call, depth, each),
            _ => None,
        }
    }

    /// What the call makes or gives back.
    fn made(
        &self,
        module: &Module,
        function: Function<'_>,
        call: &ExprCall,
        depth: usize,
        each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>,
    ) -> Option<String> {
        let arguments = &call.arguments;
        let target = self.project.target(module, &call.func);
        if let Some(Target::External(name)) = &target {
            return match name.as_str() {
                // The value of a field, and what a parameter depends on.
                "attr.field" | "attr.ib" | "attrs.field" | "dataclasses.field" | "pydantic.Field" => {
                    if let Some(factory) = arguments.find_keyword("default_factory").or_else(|| arguments.find_keyword("factory"))
                    {
                        return self.called(module, function, &factory.value, &no_arguments(), depth, each);
                    }
                    self.objects(module, function, arguments.find_argument_value("default", 0)?, depth, each)
                }
                "fastapi.Depends" => {
                    self.called(module, function, arguments.find_argument_value("dependency", 0)?, &no_arguments(), depth, each)
                }
                "typing.cast" => self.objects(module, function, arguments.find_positional(1)?, depth, each),
                "types.SimpleNamespace" => each(Object::Keywords { module, function, arguments }, depth),
                name if is_reader(name) => self.read(module, function, arguments.find_positional(0)?, depth, each),
                name if is_wrapper(name) => self.objects(module, function, arguments.find_positional(0)?, depth, each),
                class => {
                    let found = each(Object::External { module, function, class, arguments }, depth);
                    found.or_else(|| if class.starts_with("configparser.") { self.parsed(module, depth, each) } else { None })
                }
            };
        }
        if let Expr::Name(name) = call.func.as_ref()
            && matches!(target, Some(Target::Local(_)))
            && !module.defines(name.id.as_str())
        {
            match name.id.as_str() {
                "dict" if arguments.args.is_empty() => return each(Object::Keywords { module, function, arguments }, depth),
                "list" | "tuple" | "set" | "sorted" | "reversed" | "frozenset" | "dict" => {
                    return self.objects(module, function, arguments.find_positional(0)?, depth, each);
                }
                _ => {}
            }
        }
        // `paths.get("data")` of a table.
        if let Expr::Attribute(attribute) = call.func.as_ref()
            && attribute.attr.as_str() == "get"
            && let Some(key) = arguments.find_positional(0)
        {
            let item = &mut |object: Object<'_>, depth: usize| {
                object.item(key, depth, &mut |module, function, found, depth| match found {
                    Found::Value(value) => self.objects(module, function, value, depth, each),
                    _ => None,
                })
            };
            if let Some(found) = self.objects(module, function, &attribute.value, depth, item) {
                return Some(found);
            }
        }
        self.called(module, function, &call.func, arguments, depth, each)
    }

    /// What a call of the expression with these arguments makes or gives back.
    fn called(
        &self,
        module: &Module,
        function: Function<'_>,
        callee: &Expr,
        arguments: &Arguments,
        depth: usize,
        each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>,
    ) -> Option<String> {
        if let Expr::Lambda(lambda) = callee {
            return self.objects(module, function, &lambda.body, depth, each);
        }
        let site = Site { module, function, arguments };
        self.origins(module, function, callee, depth, &mut |module, _, found, depth| match found {
            Found::Class(class) => each(Object::Class { module, class, call: Some(&site) }, depth),
            Found::Function(definition) => {
                let scope = Some(Scope { definition, call: Some(&site) });
                returns(definition).into_iter().find_map(|value| self.objects(module, scope, value, depth, each))
            }
            Found::Value(_) => None,
        })
    }

    /// Calls `each` with every element of what the expression comes to, or with this part of every element. `None` if none gives
    /// an answer.
    pub(super) fn elements(
        &self,
        module: &Module,
        function: Function<'_>,
        iterated: &Expr,
        depth: usize,
        place: Option<usize>,
        each: Each<'_>,
    ) -> Option<String> {
        let depth = self.step(depth)?;
        if let Expr::Call(call) = iterated {
            if let Expr::Attribute(attribute) = call.func.as_ref() {
                let part = match (attribute.attr.as_str(), place) {
                    ("values", None) | ("items", Some(1)) => 1,
                    ("keys", None) | ("items", Some(0)) => 0,
                    _ => return None,
                };
                return self.objects(module, function, &attribute.value, depth, &mut |object, depth| match object {
                    Object::Table { module, function, table } => table.items.iter().find_map(|item| {
                        let value = if part == 1 { Some(&item.value) } else { item.key.as_ref() };
                        each(module, function, Found::Value(value?), depth)
                    }),
                    Object::Keywords { module, function, arguments } if part == 1 => {
                        let mut values = arguments.keywords.iter();
                        values.find_map(|keyword| each(module, function, Found::Value(&keyword.value), depth))
                    }
                    _ => None,
                });
            }
            // The second of each pair is the element.
            if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "enumerate") {
                let place = place.filter(|place| *place == 1).map(|_| None)?;
                return self.elements(module, function, call.arguments.find_positional(0)?, depth, place, each);
            }
        }
        if let Expr::BinOp(sum) = iterated
            && sum.op == Operator::Add
        {
            let left = self.elements(module, function, &sum.left, depth, place, each);
            return left.or_else(|| self.elements(module, function, &sum.right, depth, place, each));
        }
        self.objects(module, function, iterated, depth, &mut |object, depth| match object {
            Object::List { module, function, elements } => elements.iter().find_map(|element| {
                let part = match (element, place) {
                    (Expr::Starred(inner), _) => return self.elements(module, function, &inner.value, depth, place, each),
                    (whole, None) => whole,
                    (Expr::Tuple(parts), Some(place)) => parts.elts.get(place)?,
                    _ => return None,
                };
                each(module, function, Found::Value(part), depth)
            }),
            Object::Table { module, function, table } if place.is_none() => {
                let mut keys = table.items.iter().filter_map(|item| item.key.as_ref());
                keys.find_map(|key| each(module, function, Found::Value(key), depth))
            }
            // The members of an enumeration.
            Object::Class { module, class, call: None } if place.is_none() => {
                bindings(&class.body).into_iter().find_map(|member| each(module, None, Found::Value(member.value), depth))
            }
            _ => None,
        })
    }
}

/// The arguments of a call that has none.
pub(super) fn no_arguments() -> Arguments {
    Arguments {
        range: TextRange::default(),
        node_index: Default::default(),
        args: Default::default(),
        keywords: Default::default(),
    }
}
