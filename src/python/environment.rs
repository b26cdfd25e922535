//! Reads of environment variables: in which form, with which default, as which kind of value.

use ruff_python_ast::{Expr, ExprCall, ExprContext};

use super::{Imports, Reference, literal};

/// One read of an environment variable.
#[derive(Debug, Clone, Copy)]
pub struct EnvironmentRead<'a> {
    pub name: &'a str,
    /// `None` if the read fails where the variable is not set.
    pub default: Option<ReadDefault<'a>>,
    pub kind: ReadKind,
}

/// What a read gives where the variable is not set.
#[derive(Debug, Clone, Copy)]
pub enum ReadDefault<'a> {
    /// `os.environ.get("X")`
    Nothing,
    Expression(&'a Expr),
}

/// What the text of the variable is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadKind {
    Text,
    Integer,
    Boolean,
    Json,
    Url,
    DatabaseUrl,
    CacheUrl,
    EmailUrl,
    Path,
}

/// The read that the expression is, if it is one: `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X", "y")`,
/// django-environ's `env.int("X")`, decouple's `config("X", cast=bool)`.
pub fn environment_read<'a>(expression: &'a Expr, imports: &Imports) -> Option<EnvironmentRead<'a>> {
    match expression {
        Expr::Subscript(subscript) if subscript.ctx == ExprContext::Load && is_environ(&subscript.value, imports) => {
            Some(EnvironmentRead { name: literal::string(&subscript.slice)?, default: None, kind: ReadKind::Text })
        }
        Expr::Call(call) => called(call, imports),
        _ => None,
    }
}

/// Whether the expression is `os.environ`.
pub fn is_environ(expression: &Expr, imports: &Imports) -> bool {
    dotted(expression, imports).as_deref() == Some("os.environ")
}

/// The dotted name that the expression stands for. `os` may have come with `from .base import *`, hence unbound names.
fn dotted(expression: &Expr, imports: &Imports) -> Option<String> {
    match imports.reference(expression)? {
        Reference::Imported(path) => Some(path.path),
        Reference::Local(name) => Some(name),
    }
}

fn called<'a>(call: &'a ExprCall, imports: &Imports) -> Option<EnvironmentRead<'a>> {
    let given = call.arguments.find_argument_value("default", 1).map(ReadDefault::Expression);
    if let Some("os.environ.get" | "os.getenv") = dotted(&call.func, imports).as_deref() {
        let name = literal::string_argument(call, "key", 0)?;
        return Some(EnvironmentRead { name, default: given.or(Some(ReadDefault::Nothing)), kind: ReadKind::Text });
    }
    let name = literal::string(call.arguments.find_positional(0)?)?;
    let kind = match call.func.as_ref() {
        Expr::Name(function) if matches!(function.id.as_str(), "env" | "config") => cast(call),
        Expr::Attribute(attribute) if matches!(attribute.value.as_ref(), Expr::Name(of) if of.id.as_str() == "env") => {
            match attribute.attr.as_str() {
                "int" | "float" => ReadKind::Integer,
                "bool" => ReadKind::Boolean,
                "json" | "dict" => ReadKind::Json,
                "url" => ReadKind::Url,
                "db" | "db_url" | "dj_db_url" => ReadKind::DatabaseUrl,
                "cache" | "cache_url" | "dj_cache_url" => ReadKind::CacheUrl,
                "email" | "email_url" | "dj_email_url" => ReadKind::EmailUrl,
                "path" => ReadKind::Path,
                "str" | "list" | "tuple" | "bytes" | "get_value" => ReadKind::Text,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(EnvironmentRead { name, default: given, kind })
}

/// The kind that `cast=` says.
fn cast(call: &ExprCall) -> ReadKind {
    match call.arguments.find_keyword("cast").map(|keyword| &keyword.value) {
        Some(Expr::Name(name)) if matches!(name.id.as_str(), "int" | "float") => ReadKind::Integer,
        Some(Expr::Name(name)) if name.id.as_str() == "bool" => ReadKind::Boolean,
        _ => ReadKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruff_python_parser::parse_module;

    #[test]
    fn a_read_has_a_name_a_default_and_a_kind() {
        for (text, expected) in [
            ("os.environ['X']", Some(("X", "none", ReadKind::Text))),
            ("os.environ.get('X')", Some(("X", "nothing", ReadKind::Text))),
            ("os.getenv('X', 'y')", Some(("X", "given", ReadKind::Text))),
            ("getenv('X')", Some(("X", "nothing", ReadKind::Text))),
            ("env('X')", Some(("X", "none", ReadKind::Text))),
            ("env.int('X', default=1)", Some(("X", "given", ReadKind::Integer))),
            ("env.db('X')", Some(("X", "none", ReadKind::DatabaseUrl))),
            ("config('X', cast=bool)", Some(("X", "none", ReadKind::Boolean))),
            ("config('X', cast=Csv())", Some(("X", "none", ReadKind::Text))),
            ("env.read_env('X')", None),
            ("other('X')", None),
            ("env(name)", None),
        ] {
            let parsed = parse_module(&format!("import os\nfrom os import getenv\n{text}\n")).unwrap();
            let statements = &parsed.syntax().body;
            let imports = Imports::collect(statements);
            let Some(ruff_python_ast::Stmt::Expr(last)) = statements.last() else { unreachable!() };
            let found = environment_read(&last.value, &imports).map(|read| {
                let default = match read.default {
                    None => "none",
                    Some(ReadDefault::Nothing) => "nothing",
                    Some(ReadDefault::Expression(_)) => "given",
                };
                (read.name, default, read.kind)
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
