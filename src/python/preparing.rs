//! Code that needs data, models or browsers in the image. Ex) `nltk.download("punkt")`

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{Imports, Reference, SourceFile, calls, literal};
use crate::knowledge::{preparation, preparation_uses, preparation_words};
use crate::model::{Command, RelPath};

/// The steps that the statements show to be needed, each with its place.
pub fn prepared(statements: &[Stmt], imports: &Imports) -> Vec<(Command, TextSize)> {
    let mut found = Vec::new();
    for site in calls(statements) {
        let reference = match imports.reference(&site.call.func) {
            Some(Reference::Imported(path)) => path.path,
            _ => String::new(),
        };
        for row in preparation_uses() {
            let operands = match &row.method {
                Some(method) => {
                    let is_imported = || imports.loaded().any(|path| path.path.split('.').next() == Some(row.imports.as_str()));
                    let is_it = ends_with(&site.call.func, method) && is_imported();
                    is_it.then(|| row.operand.clone()).into_iter().collect()
                }
                None if reference == row.call => {
                    let given = site.call.arguments.find_argument_value(&row.argument, 0);
                    given.map(texts).unwrap_or_default()
                }
                None => Vec::new(),
            };
            let own = preparation_words(&row.program);
            for operand in operands.iter().filter(|operand| row.admits(operand)) {
                let step = preparation(&row.program, &own).and_then(|known| known.step(&[operand.as_str()]));
                found.extend(step.map(|step| (step, site.call.start())));
            }
        }
    }
    found
}

/// The same for code that a shell hands to Python. Ex) `python -c "import nltk; nltk.download('punkt')"`
pub fn prepared_by(text: &str) -> Vec<Command> {
    let source = SourceFile::parse(RelPath::root(), text.to_owned().into());
    let imports = Imports::collect(source.statements());
    prepared(source.statements(), &imports).into_iter().map(|(step, _)| step).collect()
}

/// The text of a literal, or of those in a list.
fn texts(expression: &Expr) -> Vec<String> {
    let all: &[Expr] = match expression {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        one => std::slice::from_ref(one),
    };
    all.iter().filter_map(literal::string).map(str::to_owned).collect()
}

/// Whether the expression is something with these attributes behind it. Ex) `p.chromium.launch` and `chromium.launch`
fn ends_with(expression: &Expr, attributes: &str) -> bool {
    let mut current = expression;
    for name in attributes.rsplit('.') {
        let Expr::Attribute(attribute) = current else { return false };
        if attribute.attr.as_str() != name {
            return false;
        }
        current = &attribute.value;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_on_a_command_line_is_read() {
        let steps = |text: &str| prepared_by(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(steps("import nltk; nltk.download('punkt')"), ["python -m nltk.downloader -d /opt/nltk_data punkt"]);
        assert!(steps("import nltk; nltk.download(").is_empty());
    }
}
