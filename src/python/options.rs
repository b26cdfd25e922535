//! Conditions that hold only if the program was given an option.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, UnaryOp};

/// Names that programs give to what they were called with.
const NAMES: &[&str] =
    &["args", "argv", "arguments", "cli_args", "cli_flags", "flags", "namespace", "ns", "options", "opts", "parsed_args"];

/// Whether programs give the name to what they were called with.
pub fn names_options(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether the condition asks for an option that was given. `not args.check` asks for one that was not.
pub fn is_options(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(not) if not.op == UnaryOp::Not => false,
        // One of several is enough, or all must hold.
        Expr::BoolOp(several) => several.values.iter().any(is_options),
        Expr::Compare(compare) if compare.ops.iter().any(|op| op.is_is() || op.is_not_eq()) => false,
        _ => {
            let mut finder = Finder(false);
            finder.visit_expr(test);
            finder.0
        }
    }
}

struct Finder(bool);

impl<'a> Visitor<'a> for Finder {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if names_options(name.id.as_str()) => self.0 = true,
            Expr::Attribute(attribute) if NAMES.contains(&attribute.attr.as_str()) => self.0 = true,
            _ => walk_expr(self, expression),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruff_python_parser::parse_expression;

    #[test]
    fn a_condition_on_an_option_is_told_from_others() {
        for (text, expected) in [
            ("args.check", true),
            ("args.command == 'serve'", true),
            ("self.options.watch", true),
            ("len(sys.argv) > 1", true),
            ("args.a and not args.b", true),
            ("not args.check", false),
            ("args.command is None", false),
            ("sys.platform == 'win32'", false),
            ("settings.debug", false),
        ] {
            assert_eq!(is_options(parse_expression(text).unwrap().expr()), expected, "{text}");
        }
    }
}
