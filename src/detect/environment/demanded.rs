//! Settings that must have a value, although nothing fails where they are read: the framework stops at the first use of an empty
//! one. Ex) `SECRET_KEY = os.environ.get("SECRET_KEY")`

use ruff_python_ast::{Expr, ExprDict};
use ruff_text_size::Ranged;

use crate::knowledge::environment_readers;
use crate::python::{SourceFile, literal};

/// Whether what the target takes must not be missing. A target that the file sets again has a value for that case.
pub fn demands(source: &SourceFile, target: &Expr) -> bool {
    let name = match target {
        Expr::Name(name) => name.id.as_str(),
        Expr::Subscript(subscript) => literal::string(&subscript.slice).unwrap_or_default(),
        // What an object keeps for itself is no setting of a framework.
        Expr::Attribute(attribute) if !matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str() == "self") => {
            attribute.attr.as_str()
        }
        _ => return false,
    };
    let is_plain = matches!(target, Expr::Name(_));
    let rows = &environment_readers().demanded;
    // Ex) `app.secret_key`
    let is_one = rows.iter().any(|row| row == name || (!is_plain && row.eq_ignore_ascii_case(name)));
    is_one && {
        let spelled = &source.text[target.range()];
        let sets = |line: &str| {
            let rest = line.trim_start().strip_prefix(spelled);
            rest.is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.starts_with([':', '=']) && !rest.starts_with("==")
            })
        };
        source.text.lines().filter(|line| sets(line)).count() == 1
    }
}

/// The keys of the dictionary whose values must not be missing; none if it does not describe a database that is reached over a
/// network. Ex) Django's `DATABASES`
pub fn of_database(dictionary: &ExprDict) -> &'static [String] {
    let row = &environment_readers().database;
    let is_engine = |key: &Expr| literal::string(key) == Some(row.key.as_str());
    let engine = dictionary.items.iter().find(|item| item.key.as_ref().is_some_and(is_engine));
    let engine = engine.and_then(|item| literal::string(&item.value));
    if engine.is_some_and(|engine| !engine.contains(row.unless.as_str())) { &row.demanded } else { &[] }
}
