//! Conditions that a Linux image decides. Ex) `sys.platform == "win32"`, `getattr(sys, "frozen", False)`
//!
//! An image has a Python 3, so that what tells it from Python 2 is decided as well. Ex) `sys.version_info[0] == 2`

use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCompare, Number, Stmt, UnaryOp};

/// No image has an older Python than this one.
const OLDEST: [u64; 2] = [3, 7];

use super::literal;

/// What is known of the plain names of a block that hold such a condition. Ex) `WINDOWS = os.name == "nt"`
#[derive(Debug, Clone, Default)]
pub struct Decided<'a> {
    names: Vec<(&'a str, bool)>,
    /// Names of what the system is called. Ex) `platform = sys.platform`
    systems: Vec<(&'a str, &'static str)>,
    /// Names of `sys.version_info`.
    versions: Vec<&'a str>,
}

impl<'a> Decided<'a> {
    /// Keeps what an assignment decides.
    pub fn note(&mut self, statement: &'a Stmt) {
        if let Stmt::Assign(assign) = statement
            && let [Expr::Name(name)] = assign.targets.as_slice()
        {
            self.names.extend(self.of(&assign.value).map(|value| (name.id.as_str(), value)));
            self.versions.extend(is(&assign.value, "sys", "version_info").then_some(name.id.as_str()));
            self.systems.extend(self.named(&assign.value).map(|system| (name.id.as_str(), system)));
        }
    }

    /// What the interpreter of an image says of its system.
    fn named(&self, expression: &Expr) -> Option<&'static str> {
        match expression {
            Expr::Name(name) => {
                self.systems.iter().rev().find(|(known, _)| *known == name.id.as_str()).map(|(_, system)| *system)
            }
            Expr::Attribute(_) if is(expression, "sys", "platform") => Some("linux"),
            Expr::Attribute(_) if is(expression, "os", "name") => Some("posix"),
            Expr::Call(call) if call.arguments.args.is_empty() && is(&call.func, "platform", "system") => Some("Linux"),
            _ => None,
        }
    }

    /// A comparison of Python's version, or of its first number, with one that is below or above those of all images.
    fn of_version(&self, compare: &ExprCompare) -> Option<bool> {
        let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
        let is_version = |expression: &Expr| {
            let is_named = matches!(expression, Expr::Name(name) if self.versions.contains(&name.id.as_str()));
            is_named || is(expression, "sys", "version_info")
        };
        let is_major = match compare.left.as_ref() {
            left if is_version(left) => false,
            Expr::Subscript(subscript) if is_version(&subscript.value) && number(&subscript.slice) == Some(0) => true,
            Expr::Attribute(attribute) if attribute.attr.as_str() == "major" && is_version(&attribute.value) => true,
            _ => return None,
        };
        let other: Vec<u64> = match right {
            Expr::Tuple(tuple) if !is_major => tuple.elts.iter().map(number).collect::<Option<_>>()?,
            right if is_major => vec![number(right)?],
            _ => return None,
        };
        let major = *other.first()?;
        let (is_below, is_above) =
            if is_major { (major < 3, major > 3) } else { (other.as_slice() <= OLDEST.as_slice(), major > 3) };
        match operator {
            CmpOp::Eq if is_major => Some(major == 3),
            CmpOp::NotEq if is_major => Some(major != 3),
            CmpOp::GtE if is_major && major == 3 => Some(true),
            CmpOp::Lt if is_major && major == 3 => Some(false),
            CmpOp::Gt | CmpOp::GtE if is_below => Some(true),
            CmpOp::Gt | CmpOp::GtE if is_above => Some(false),
            CmpOp::Lt | CmpOp::LtE if is_below => Some(false),
            CmpOp::Lt | CmpOp::LtE if is_above => Some(true),
            _ => None,
        }
    }

    /// Whether the condition holds in an image of Linux; `None` if that is not what it asks.
    pub fn of(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::Name(name) => self.names.iter().rev().find(|(known, _)| *known == name.id.as_str()).map(|(_, value)| *value),
            Expr::Attribute(_) if is(test, "six", "PY3") => Some(true),
            Expr::Attribute(_) if is(test, "six", "PY2") => Some(false),
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => self.of(&operation.operand).map(|value| !value),
            Expr::BoolOp(operation) => {
                // One part is enough to decide against all, or for all.
                let deciding = operation.op == BoolOp::Or;
                let parts: Vec<Option<bool>> = operation.values.iter().map(|value| self.of(value)).collect();
                if parts.contains(&Some(deciding)) {
                    return Some(deciding);
                }
                parts.iter().all(|part| *part == Some(!deciding)).then_some(!deciding)
            }
            Expr::Compare(compare) => {
                let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
                if let Some(value) = self.of_version(compare) {
                    return Some(value);
                }
                let value = self.named(&compare.left)?;
                let of = |expression: &Expr| literal::string(expression).map(|text| text == value);
                match (operator, right) {
                    (CmpOp::Eq, right) => of(right),
                    (CmpOp::NotEq, right) => of(right).map(|same| !same),
                    (CmpOp::In, Expr::Tuple(list)) => Some(list.elts.iter().any(|one| of(one) == Some(true))),
                    (CmpOp::In, Expr::List(list)) => Some(list.elts.iter().any(|one| of(one) == Some(true))),
                    _ => None,
                }
            }
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Attribute(attribute) if matches!(attribute.attr.as_str(), "startswith" | "endswith") => {
                    let value = self.named(&attribute.value)?;
                    let is_start = attribute.attr.as_str() == "startswith";
                    let fits = |part: &str| if is_start { value.starts_with(part) } else { value.ends_with(part) };
                    match call.arguments.args.first()? {
                        Expr::Tuple(parts) => Some(parts.elts.iter().filter_map(literal::string).any(fits)),
                        part => literal::string(part).map(fits),
                    }
                }
                Expr::Name(name) if matches!(name.id.as_str(), "getattr" | "hasattr") => is_frozen(&call.arguments.args),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `getattr(sys, "frozen", False)`: only a program that PyInstaller packs has the attribute.
fn is_frozen(arguments: &[Expr]) -> Option<bool> {
    let [module, name, ..] = arguments else { return None };
    let is_sys = matches!(module, Expr::Name(name) if name.id.as_str() == "sys");
    (is_sys && literal::string(name) == Some("frozen")).then_some(false)
}

fn number(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_u64(),
            _ => None,
        },
        _ => None,
    }
}

/// Ex) `sys` and `platform` of `sys.platform`
fn is(expression: &Expr, module: &str, name: &str) -> bool {
    matches!(expression, Expr::Attribute(attribute) if attribute.attr.as_str() == name
        && matches!(attribute.value.as_ref(), Expr::Name(of) if of.id.as_str() == module))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::python::SourceFile;

    #[test]
    fn a_name_of_the_system_is_followed() {
        let text = "kind = sys.platform\nWIN = kind.endswith('win32')\n";
        let file = SourceFile::parse(RelPath::parse("a.py").unwrap(), text.into());
        let mut decided = Decided::default();
        file.statements().iter().for_each(|statement| decided.note(statement));
        let Stmt::Assign(assign) = &file.statements()[1] else { panic!("an assignment") };
        assert_eq!(decided.of(&assign.targets[0]), Some(false));
    }

    #[test]
    fn a_name_of_the_version_is_followed() {
        let text = "py = sys.version_info\nPY3 = py >= (3, 0)\n";
        let file = SourceFile::parse(RelPath::parse("a.py").unwrap(), text.into());
        let mut decided = Decided::default();
        file.statements().iter().for_each(|statement| decided.note(statement));
        let Stmt::Assign(assign) = &file.statements()[1] else { panic!("an assignment") };
        assert_eq!(decided.of(&assign.targets[0]), Some(true));
    }

    #[test]
    fn an_image_decides_what_asks_for_the_system() {
        for (test, expected) in [
            ("sys.platform == 'win32'", Some(false)),
            ("sys.platform != 'win32'", Some(true)),
            ("sys.platform.startswith('win')", Some(false)),
            ("sys.platform.startswith('linux')", Some(true)),
            ("sys.platform.endswith('win32')", Some(false)),
            ("sys.platform.startswith(('linux', 'linux2'))", Some(true)),
            ("sys.platform in ('win32', 'cygwin')", Some(false)),
            ("os.name == 'nt'", Some(false)),
            ("platform.system() == 'Windows'", Some(false)),
            ("not platform.system() == 'Windows'", Some(true)),
            ("getattr(sys, 'frozen', False)", Some(false)),
            ("hasattr(sys, 'frozen') and other", Some(false)),
            ("os.name == 'posix' or other", Some(true)),
            ("other", None),
            ("sys.version_info >= (3, 9)", None),
            ("sys.version_info >= (3, 0, 0)", Some(true)),
            ("sys.version_info < (3,)", Some(false)),
            ("sys.version_info > (2, 7)", Some(true)),
            ("sys.version_info[0] == 2", Some(false)),
            ("sys.version_info[0] >= 3", Some(true)),
            ("sys.version_info.major < 3", Some(false)),
            ("sys.version_info[1] >= 3", None),
            ("six.PY2", Some(false)),
        ] {
            let file = SourceFile::parse(RelPath::parse("a.py").unwrap(), format!("WIN = {test}\n").into());
            let mut decided = Decided::default();
            let Stmt::Assign(assign) = &file.statements()[0] else { panic!("an assignment") };
            assert_eq!(decided.of(&assign.value), expected, "{test}");
            decided.note(&file.statements()[0]);
            assert_eq!(decided.of(&assign.targets[0]), expected, "{test}");
        }
    }
}
