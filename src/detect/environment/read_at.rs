//! Reads of variables where settings are evaluated expression by expression, by the rows that every other read is found by.

use ruff_python_ast::{Expr, ExprCall, ExprContext};

use super::names_of;
use super::read::wrapped;
use super::site::{is_mapping, of_call, of_subscript};
use crate::model::VariableKind;
use crate::python::{Module, Project, literal};

/// One read of a variable.
#[derive(Debug)]
pub struct ReadAt<'a> {
    pub name: &'a str,
    /// What stands for a missing variable. `None` if there is none.
    pub default: Option<&'a Expr>,
    /// Without the variable and a default this is an error.
    pub raises: bool,
    /// What the text is made into. `None` if it stays a text.
    pub kind: Option<VariableKind>,
    /// A value that the reader takes. `None` if any text will do.
    pub stand_in: Option<String>,
}

/// The read that the expression is. `None` for every other expression, and for a name that is computed.
pub fn read_at<'a>(project: &Project<'_>, module: &Module, expression: &'a Expr) -> Option<ReadAt<'a>> {
    let names = names_of(project);
    let site = match expression {
        Expr::Subscript(subscript) if subscript.ctx == ExprContext::Load => of_subscript(&names, module, None, subscript)?,
        Expr::Call(call) => of_call(&names.of(module, None, &call.func)?, &[], call).pop()?,
        _ => return None,
    };
    let name = match site.name {
        Some(name) => literal::string(name)?,
        None => site.variable?,
    };
    let kind = site.kind.filter(|kind| *kind != VariableKind::Text);
    (!site.guards).then_some(ReadAt { name, default: site.default, raises: site.raises, kind, stand_in: site.stand_in })
}

/// Whether the expression is the mapping of all variables. Ex) `os.environ`
pub fn is_environment(project: &Project<'_>, module: &Module, expression: &Expr) -> bool {
    names_of(project).of(module, None, expression).is_some_and(|named| is_mapping(&named))
}

/// What the function makes of the text that it is given. `None` if it is no function that is known. Ex) `int(…)`
pub fn kind_of_call(call: &ExprCall) -> Option<VariableKind> {
    wrapped(call).and_then(|(_, used)| used.kind)
}
