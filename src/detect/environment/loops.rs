//! Names that code takes one by one from a list, and what it puts around them.
//! Ex) `for name in ("A", "B"): os.environ[f"APP_{name}"]`

use ruff_python_ast::{Comprehension, Expr, InterpolatedStringElement, Operator, StmtFor};

/// A loop around the expression that is read.
#[derive(Debug, Clone, Copy)]
pub struct Loop<'a> {
    target: &'a Expr,
    pub over: &'a Expr,
}

impl<'a> Loop<'a> {
    pub fn of_statement(repeat: &'a StmtFor) -> Self {
        Self { target: &repeat.target, over: &repeat.iter }
    }

    pub fn of_comprehension(generator: &'a Comprehension) -> Self {
        Self { target: &generator.target, over: &generator.iter }
    }

    /// To which part of an element the loop binds the name: `Some(None)` is the whole of it, and `None` says that the loop does
    /// not bind it.
    pub fn column(&self, name: &str) -> Option<Option<usize>> {
        let is_named = |target: &Expr| matches!(target, Expr::Name(own) if own.id.as_str() == name);
        match self.target {
            Expr::Tuple(parts) => parts.elts.iter().position(is_named).map(Some),
            target => is_named(target).then_some(None),
        }
    }
}

/// What stands around a name that is given, and whether it is given in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    before: String,
    after: String,
    upper: bool,
    /// What is put in place of what. Ex) `name.replace("-", "_")`
    replaced: Vec<(String, String)>,
}

impl Shape {
    /// The expression within, and what is made of it. Ex) `name` of `f"APP_{name.upper()}"`
    pub fn of(expression: &Expr) -> (&Expr, Self) {
        Self::parts(expression).unwrap_or((expression, Self::default()))
    }

    fn parts(expression: &Expr) -> Option<(&Expr, Self)> {
        match expression {
            Expr::FString(string) => {
                let (mut within, mut shape) = (None, Self::default());
                for element in string.value.elements() {
                    match (element, within.is_some()) {
                        (InterpolatedStringElement::Literal(text), false) => shape.before.push_str(&text.value),
                        (InterpolatedStringElement::Literal(text), true) => shape.after.push_str(&text.value),
                        (InterpolatedStringElement::Interpolation(part), false) => within = Some(&*part.expression),
                        (InterpolatedStringElement::Interpolation(_), true) => return None,
                    }
                }
                let (within, inner) = Self::of(within?);
                Some((within, shape.around(&inner)))
            }
            Expr::BinOp(both) if both.op == Operator::Add => {
                let (outer, within) = match (both.left.as_ref(), both.right.as_ref()) {
                    (Expr::StringLiteral(before), within) => {
                        (Self { before: before.value.to_str().to_owned(), ..Self::default() }, within)
                    }
                    (within, Expr::StringLiteral(after)) => {
                        (Self { after: after.value.to_str().to_owned(), ..Self::default() }, within)
                    }
                    _ => return None,
                };
                let (within, inner) = Self::of(within);
                Some((within, outer.around(&inner)))
            }
            Expr::Call(call) => match (call.func.as_ref(), call.arguments.args.as_ref()) {
                (Expr::Attribute(method), []) if method.attr.as_str() == "upper" => {
                    let (within, inner) = Self::of(&method.value);
                    Some((within, Self { upper: true, ..Self::default() }.around(&inner)))
                }
                (Expr::Attribute(method), [Expr::StringLiteral(from), Expr::StringLiteral(to)])
                    if method.attr.as_str() == "replace" =>
                {
                    let replaced = vec![(from.value.to_str().to_owned(), to.value.to_str().to_owned())];
                    let (within, inner) = Self::of(&method.value);
                    Some((within, Self { replaced, ..Self::default() }.around(&inner)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// This one around an inner one.
    pub fn around(self, inner: &Self) -> Self {
        Self {
            before: self.before + &inner.before,
            after: format!("{}{}", inner.after, self.after),
            upper: self.upper || inner.upper,
            replaced: inner.replaced.iter().cloned().chain(self.replaced).collect(),
        }
    }

    /// The variable's name for the name that is given.
    pub fn apply(&self, name: &str) -> String {
        let name = if self.upper { name.to_uppercase() } else { name.to_owned() };
        let name = self.replaced.iter().fold(name, |name, (from, to)| name.replace(from, to));
        format!("{}{name}{}", self.before, self.after)
    }

    pub fn is_plain(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}
