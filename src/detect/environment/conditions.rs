//! What a condition says about variables and about the surroundings that the program runs in.

use ruff_python_ast::{BoolOp, CmpOp, Expr, UnaryOp};

/// What is missing where the condition holds. Ex) `not X`, `X is None or not Y`
pub fn missing(test: &Expr) -> Vec<&Expr> {
    match test {
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => match operation.operand.as_ref() {
            Expr::BoolOp(both) if both.op == BoolOp::And => both.values.iter().collect(),
            // `not all([A, B])`
            Expr::Call(call) if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "all") => {
                match call.arguments.args.first() {
                    Some(Expr::List(list)) => list.elts.iter().collect(),
                    Some(Expr::Tuple(tuple)) => tuple.elts.iter().collect(),
                    _ => Vec::new(),
                }
            }
            one @ (Expr::Name(_) | Expr::Call(_)) => vec![one],
            _ => Vec::new(),
        },
        Expr::Compare(compare) => {
            let is_none = matches!(compare.comparators.as_ref(), [one] if one.is_none_literal_expr());
            if is_none && matches!(compare.ops.as_ref(), [CmpOp::Is | CmpOp::Eq]) { vec![&compare.left] } else { Vec::new() }
        }
        Expr::BoolOp(either) if either.op == BoolOp::Or => either.values.iter().flat_map(missing).collect(),
        _ => Vec::new(),
    }
}

/// Whether the branch is the one for production; nothing where the condition is about something else.
/// Ex) `not DEBUG` is, `DEBUG` and `settings.TESTING` are not
pub fn in_production(test: &Expr) -> Option<bool> {
    const DEVELOPMENT: [&str; 4] = ["DEBUG", "DEV", "TESTING", "LOCAL"];
    let name = match test {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => return in_production(&operation.operand).map(|is| !is),
        _ => return None,
    };
    let upper = name.to_uppercase();
    let is_development = upper.split('_').any(|part| DEVELOPMENT.contains(&part));
    is_development.then_some(false)
}

/// `app.config`, `current_app.config`
pub fn is_config(expression: &Expr) -> bool {
    matches!(expression, Expr::Attribute(attribute) if attribute.attr.as_str() == "config")
}
