//! What a condition says about variables and about the surroundings that the program runs in.

use ruff_python_ast::{BoolOp, CmpOp, Expr, Number, UnaryOp};

use crate::python::literal;

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
                    // `not all(os.environ.get(name) for name in NAMES)`
                    Some(every @ (Expr::Generator(_) | Expr::ListComp(_))) => vec![every],
                    _ => Vec::new(),
                }
            }
            one @ (Expr::Name(_) | Expr::Call(_) | Expr::Attribute(_)) => vec![one],
            // `not (url := read())`
            Expr::Named(named) => vec![&named.value],
            _ => Vec::new(),
        },
        // `any(not os.environ.get(name) for name in NAMES)`
        Expr::Call(call) if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "any") => {
            let element = |some: &Expr| match some {
                Expr::Generator(some) => missing(&some.elt).len(),
                Expr::ListComp(some) => missing(&some.elt).len(),
                _ => 0,
            };
            call.arguments.args.first().filter(|some| element(some) > 0).into_iter().collect()
        }
        Expr::Compare(compare) => {
            let is_none = matches!(compare.comparators.as_ref(), [one] if one.is_none_literal_expr());
            let left = match compare.left.as_ref() {
                Expr::Named(named) => &named.value,
                left => left,
            };
            if is_none && matches!(compare.ops.as_ref(), [CmpOp::Is | CmpOp::Eq]) { vec![left] } else { Vec::new() }
        }
        Expr::BoolOp(either) if either.op == BoolOp::Or => either.values.iter().flat_map(missing).collect(),
        // `not DEBUG and not X`
        Expr::BoolOp(both) => match open_parts(&both.values).as_slice() {
            [only] => missing(only),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The conditions that are left where a server runs in production.
fn open_parts(values: &[Expr]) -> Vec<&Expr> {
    values.iter().filter(|value| in_production(value) != Some(true)).collect()
}

/// The name that is refused where the condition holds, and the texts that it must not have: what stands in the code and anyone
/// can read. `None` if the condition is of another kind. Ex) `KEY == "change-me"`, `not DEBUG and KEY in ("", "dev")`
pub fn refused(test: &Expr) -> Option<(&str, Vec<&str>)> {
    match test {
        Expr::BoolOp(both) if both.op == BoolOp::And => match open_parts(&both.values).as_slice() {
            [only] => refused(only),
            _ => None,
        },
        Expr::Compare(compare) => {
            let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
            let texts = match (operator, right) {
                (CmpOp::Eq, one) => vec![literal::string(one)?],
                (CmpOp::In, Expr::List(list)) => list.elts.iter().filter_map(literal::string).collect(),
                (CmpOp::In, Expr::Tuple(list)) => list.elts.iter().filter_map(literal::string).collect(),
                (CmpOp::In, Expr::Set(list)) => list.elts.iter().filter_map(literal::string).collect(),
                _ => return None,
            };
            Some((compare.left.as_name_expr()?.id.as_str(), texts))
        }
        _ => None,
    }
}

/// The name that the condition is about, and whether it holds where the name has a value. `None` if it is of another kind.
/// Ex) `X`, `X is not None`; `not X`, `X is None`
pub fn is_set(test: &Expr) -> Option<(&str, bool)> {
    match test {
        Expr::Name(name) => Some((name.id.as_str(), true)),
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => {
            is_set(&operation.operand).map(|(name, is_set)| (name, !is_set))
        }
        Expr::Compare(_) => {
            let (value, is_none) = is_none(test)?;
            Some((value.as_name_expr()?.id.as_str(), !is_none))
        }
        _ => None,
    }
}

/// What is compared with `None`, and whether it is to be it. Ex) `X is None`, `X is not None`
pub fn is_none(test: &Expr) -> Option<(&Expr, bool)> {
    let Expr::Compare(compare) = test else { return None };
    let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
    let is_none = match operator {
        CmpOp::Is | CmpOp::Eq => true,
        CmpOp::IsNot | CmpOp::NotEq => false,
        _ => return None,
    };
    right.is_none_literal_expr().then_some((&compare.left, is_none))
}

/// The conditions of which one is enough. Ex) `A` and `B` of `A or B`
pub fn alternatives(test: &Expr) -> Vec<&Expr> {
    match test {
        Expr::BoolOp(either) if either.op == BoolOp::Or => either.values.iter().collect(),
        one => vec![one],
    }
}

/// The name that a mapping lacks where the condition holds, and the mapping. `None` if it is about something else.
/// Ex) `"X" not in os.environ`
pub fn absent(test: &Expr) -> Option<(&Expr, &Expr)> {
    let (test, operator) = match test {
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => (operation.operand.as_ref(), CmpOp::In),
        test => (test, CmpOp::NotIn),
    };
    let Expr::Compare(compare) = test else { return None };
    match (compare.ops.as_ref(), compare.comparators.as_ref()) {
        ([one], [mapping]) if *one == operator => Some((&compare.left, mapping)),
        _ => None,
    }
}

/// Whether the branch is taken by a server in production without any variable; `None` if the condition is about something else.
/// Ex) `not DEBUG` is, `DEBUG`, `settings.TESTING` and `os.getenv("DEV", "no") == "yes"` are not,
/// `sys.argv[1] != "collectstatic"` is
pub fn in_production(test: &Expr) -> Option<bool> {
    match test {
        Expr::BoolOp(both) if both.op == BoolOp::And => {
            let parts: Vec<Option<bool>> = both.values.iter().map(in_production).collect();
            if parts.contains(&Some(false)) {
                return Some(false);
            }
            return parts.iter().all(|part| *part == Some(true)).then_some(true);
        }
        Expr::Compare(compare) => {
            let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
            return by_arguments(&compare.left, *operator, right).or_else(|| by_default(&compare.left, *operator, right));
        }
        _ => {}
    }
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

/// A comparison of the arguments with the name of a command, which is none that starts a server.
fn by_arguments(left: &Expr, operator: CmpOp, right: &Expr) -> Option<bool> {
    let is_arguments = |expression: &Expr| {
        matches!(expression, Expr::Attribute(attribute) if attribute.attr.as_str() == "argv"
            && matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str() == "sys"))
    };
    match (left, operator, right) {
        (Expr::Subscript(subscript), CmpOp::Eq | CmpOp::NotEq, right) if is_arguments(&subscript.value) => {
            literal::string(right).map(|_| operator == CmpOp::NotEq)
        }
        (left, CmpOp::In | CmpOp::NotIn, right) if is_arguments(right) => literal::string(left).map(|_| operator == CmpOp::NotIn),
        // A program has at least its own name.
        (Expr::Call(call), CmpOp::Gt, Expr::NumberLiteral(number)) => {
            let is_length = matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "len");
            let is_zero = matches!(&number.value, Number::Int(number) if number.as_u8() == Some(0));
            (is_length && is_zero && call.arguments.args.first().is_some_and(is_arguments)).then_some(true)
        }
        _ => None,
    }
}

/// A comparison of a variable that has a default with another text than the default.
fn by_default(left: &Expr, operator: CmpOp, right: &Expr) -> Option<bool> {
    let Expr::Call(call) = left else { return None };
    let reads = match call.func.as_ref() {
        Expr::Attribute(attribute) if attribute.attr.as_str() == "getenv" => true,
        Expr::Attribute(attribute) if attribute.attr.as_str() == "get" => {
            matches!(attribute.value.as_ref(), Expr::Attribute(of) if of.attr.as_str() == "environ")
        }
        _ => false,
    };
    let (default, other) = (call.arguments.find_argument_value("default", 1)?, literal::string(right)?);
    let is_equal = literal::string(default)? == other;
    match operator {
        CmpOp::Eq if reads => Some(is_equal),
        CmpOp::NotEq if reads => Some(!is_equal),
        _ => None,
    }
}

/// `app.config`, `current_app.config`
pub fn is_config(expression: &Expr) -> bool {
    matches!(expression, Expr::Attribute(attribute) if attribute.attr.as_str() == "config")
}
