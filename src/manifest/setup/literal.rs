//! Python values that can be known without running the program.

use std::collections::HashMap;

use ruff_python_ast::{CmpOp, Expr, Operator, Stmt};
use ruff_text_size::{Ranged, TextSize};

/// How far names and sums are followed.
const DEEPEST: usize = 16;

/// A value, with the place of each string in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(String, TextSize),
    List(Vec<Literal>),
    Dict(Vec<(String, Literal)>),
}

impl Literal {
    pub fn text(&self) -> Option<(&str, TextSize)> {
        match self {
            Self::Text(text, at) => Some((text, *at)),
            _ => None,
        }
    }

    /// The strings of a list, or of a text that holds one a line, as setuptools takes both. `None` if it is neither.
    pub fn texts(&self) -> Option<Vec<(&str, TextSize)>> {
        match self {
            Self::Text(text, at) => {
                Some(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| (line, *at)).collect())
            }
            Self::List(items) => items.iter().map(Self::text).collect(),
            Self::Dict(_) => None,
        }
    }
}

/// The names that a module assigns once at its top level.
pub(super) struct Constants<'a>(HashMap<&'a str, Option<&'a Expr>>);

/// The statements that run on Linux, as far as the module asks for the operating system at its top level.
fn on_linux(statements: &[Stmt]) -> Vec<&Stmt> {
    let mut found = Vec::new();
    for statement in statements {
        let otherwise = match statement {
            Stmt::If(branch) if is_windows(&branch.test) => branch.elif_else_clauses.as_slice(),
            _ => &[],
        };
        match otherwise {
            [only] if only.test.is_none() => found.extend(on_linux(&only.body)),
            _ => found.push(statement),
        }
    }
    found
}

/// `sys.platform == "win32"` or `os.name == "nt"`
fn is_windows(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let ([CmpOp::Eq], [Expr::StringLiteral(text)], Expr::Attribute(attribute)) =
        (compare.ops.as_ref(), compare.comparators.as_ref(), compare.left.as_ref())
    else {
        return false;
    };
    matches!((attribute.attr.as_str(), text.value.to_str()), ("platform", "win32") | ("name", "nt"))
}

impl<'a> Constants<'a> {
    pub fn of(statements: &'a [Stmt]) -> Self {
        let mut values: HashMap<&str, Option<&Expr>> = HashMap::new();
        let mut assign = |target: &'a Expr, value: Option<&'a Expr>| {
            if let Expr::Name(name) = target {
                // A second assignment makes the value depend on the flow of the program.
                values.entry(name.id.as_str()).and_modify(|known| *known = None).or_insert(value);
            }
        };
        for statement in on_linux(statements) {
            match statement {
                Stmt::Assign(assignment) => assignment.targets.iter().for_each(|target| assign(target, Some(&assignment.value))),
                Stmt::AnnAssign(assignment) => assign(&assignment.target, assignment.value.as_deref()),
                Stmt::AugAssign(assignment) => assign(&assignment.target, None),
                _ => {}
            }
        }
        Self(values)
    }

    /// The value of an expression; `None` if only running the program would tell.
    pub fn evaluate(&self, expression: &Expr) -> Option<Literal> {
        self.at_depth(expression, 0)
    }

    fn at_depth(&self, expression: &Expr, depth: usize) -> Option<Literal> {
        if depth > DEEPEST {
            return None;
        }
        let list =
            |items: &[Expr]| items.iter().map(|item| self.at_depth(item, depth + 1)).collect::<Option<_>>().map(Literal::List);
        match expression {
            Expr::StringLiteral(text) => Some(Literal::Text(text.value.to_str().to_owned(), text.range().start())),
            Expr::List(items) => list(&items.elts),
            Expr::Tuple(items) => list(&items.elts),
            Expr::Set(items) => list(&items.elts),
            Expr::Name(name) => self.at_depth((*self.0.get(name.id.as_str())?)?, depth + 1),
            Expr::BinOp(sum) if sum.op == Operator::Add => self.sum(&sum.left, &sum.right, depth),
            Expr::Dict(dict) => {
                let member = |item: &ruff_python_ast::DictItem| {
                    let key = self.at_depth(item.key.as_ref()?, depth + 1)?.text()?.0.to_owned();
                    // A member that cannot be known does not make the others unknown.
                    Some((key, self.at_depth(&item.value, depth + 1)))
                };
                let members = dict.items.iter().map(member).collect::<Option<Vec<_>>>()?;
                Some(Literal::Dict(members.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()))
            }
            _ => None,
        }
    }

    fn sum(&self, left: &Expr, right: &Expr, depth: usize) -> Option<Literal> {
        match (self.at_depth(left, depth + 1)?, self.at_depth(right, depth + 1)?) {
            (Literal::List(mut left), Literal::List(right)) => {
                left.extend(right);
                Some(Literal::List(left))
            }
            (Literal::Text(left, at), Literal::Text(right, _)) => Some(Literal::Text(left + &right, at)),
            _ => None,
        }
    }
}
