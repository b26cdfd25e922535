//! Programs that ask a person at a terminal.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;

use crate::model::RelPath;
use crate::python::{Project, Target, calls};
use crate::tree::ProjectTree;

/// Whether the file waits for a line that a person types, by `input()` or `getpass.getpass()`: without a terminal it ends there.
pub fn asks(tree: &ProjectTree, file: &RelPath) -> bool {
    let project = Project::new(tree, Vec::new(), BTreeSet::new());
    let Some(module) = project.module(file) else { return false };
    calls(module.statements()).iter().any(|site| match site.call.func.as_ref() {
        Expr::Name(name) if name.id.as_str() == "input" => module.definition("input").is_none(),
        callee => matches!(project.target(&module, callee), Some(Target::External(name)) if name == "getpass.getpass"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_waits_for_a_line_asks() {
        for (text, expected) in [
            ("while True:\n    name = input('name: ')\n", true),
            ("def main():\n    return input()\n", true),
            ("from getpass import getpass\nsecret = getpass()\n", true),
            ("def input(text):\n    return text\ninput('x')\n", false),
            ("form.input('x')\n", false),
            ("print('no input()')\n", false),
        ] {
            let tree = ProjectTree::in_memory([("main.py", text)]);
            assert_eq!(asks(&tree, &RelPath::named("main.py")), expected, "{text}");
        }
    }
}
