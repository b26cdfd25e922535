//! Functions of the project that read the variable whose name they are given. Ex) `get_bool_from_env("DEBUG", True)`

use ruff_python_ast::{Expr, ParameterWithDefault, Stmt, StmtFunctionDef};

use super::loops::Shape;
use super::read::kind_of_type_name;
use crate::model::{RelPath, VariableKind};
use crate::python::bindings::own_statements;

/// One such function; parameters are given by position and keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    pub file: RelPath,
    pub function: String,
    pub name: (usize, String),
    /// What the function puts around the name.
    pub shape: Shape,
    /// Every argument from there on is a name. Ex) `def env(*names)`
    pub many: bool,
    pub default: Option<(usize, String)>,
    /// Without a default a missing variable is an error.
    pub raises: bool,
    pub kind: Option<VariableKind>,
}

impl Helper {
    /// The helper, where the expression that names the variable is a parameter of the function; `None` otherwise.
    pub fn new(file: &RelPath, function: &StmtFunctionDef, name: &Expr, shape: Shape, raises: bool) -> Option<Self> {
        let (name, many) = match position(function, name) {
            Some(name) => (name, false),
            None => (of_rest(function, name)?, true),
        };
        let is_default = |parameter: &&str| parameter.contains("default") || parameter.contains("fallback");
        let stated = parameters(function).map(|parameter| parameter.parameter.name.as_str()).position(|name| is_default(&name));
        // The second of two parameters is what to take instead.
        let default = stated.or_else(|| (parameters(function).count() >= 2).then_some(usize::from(name.0 == 0)));
        let default = default.filter(|index| if many { stated.is_some() } else { *index != name.0 });
        let default = default
            .and_then(|index| Some((index, parameters(function).nth(index)?.parameter.name.to_string())))
            .filter(|(_, keyword)| !matches!(keyword.as_str(), "cast" | "required" | "type" | "prefix"));
        let annotated = function.returns.as_deref().and_then(|returns| match returns {
            Expr::Name(name) => kind_of_type_name(name.id.as_str()).0,
            Expr::Subscript(_) => Some(VariableKind::List),
            _ => None,
        });
        let of_name = || {
            let parts: Vec<&str> = function.name.as_str().split('_').collect();
            let kinds = [("bool", VariableKind::Boolean), ("int", VariableKind::Integer), ("list", VariableKind::List)];
            kinds.into_iter().find(|(word, _)| parts.contains(word)).map(|(_, kind)| kind)
        };
        Some(Self {
            file: file.clone(),
            function: function.name.to_string(),
            name,
            shape,
            many,
            default,
            raises,
            kind: annotated.filter(|kind| *kind != VariableKind::Text).or_else(of_name),
        })
    }

    /// Whether both read the same variable for the same arguments.
    pub fn reads_the_same(&self, other: &Self) -> bool {
        self.file == other.file && self.function == other.function && self.name == other.name && self.shape == other.shape
    }
}

fn parameters(function: &StmtFunctionDef) -> impl Iterator<Item = &ParameterWithDefault> {
    let parameters = &function.parameters;
    parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs)
}

fn position(function: &StmtFunctionDef, name: &Expr) -> Option<(usize, String)> {
    let Expr::Name(name) = name else { return None };
    let index = parameters(function).position(|parameter| parameter.parameter.name.id == name.id)?;
    Some((index, name.id.to_string()))
}

/// `for name in names: …` in `def env(*names)`.
fn of_rest(function: &StmtFunctionDef, name: &Expr) -> Option<(usize, String)> {
    let (Expr::Name(name), Some(rest)) = (name, &function.parameters.vararg) else { return None };
    let mut found = None;
    own_statements(&function.body, &mut |statement, _| {
        if let Stmt::For(repeat) = statement
            && let (Expr::Name(target), Expr::Name(of)) = (repeat.target.as_ref(), repeat.iter.as_ref())
            && target.id == name.id
            && of.id == rest.name.id
        {
            found = Some((function.parameters.posonlyargs.len() + function.parameters.args.len(), rest.name.to_string()));
        }
    });
    found
}

/// Whether the statements end the program. Ex) `raise ValueError(…)`, `sys.exit(1)`
pub fn has_raise(statements: &[Stmt]) -> bool {
    let mut found = false;
    own_statements(statements, &mut |statement, _| {
        found |= match statement {
            Stmt::Raise(_) => true,
            Stmt::Expr(expression) => match expression.value.as_ref() {
                Expr::Call(call) => match call.func.as_ref() {
                    Expr::Name(name) => matches!(name.id.as_str(), "exit" | "quit"),
                    Expr::Attribute(attribute) => match attribute.attr.as_str() {
                        "exit" | "_exit" => true,
                        // argparse's and optparse's way out.
                        "error" => matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str().ends_with("parser")),
                        _ => false,
                    },
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        };
    });
    found
}
