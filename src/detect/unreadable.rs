//! Files that the start leads to and that the image's Python cannot read: the program ends with a `SyntaxError` where it imports one.

use super::reached;
use crate::model::{Note, PythonVersion, Start};
use crate::python::Project;
use crate::tree::ProjectTree;

/// The first such file, the one that is started before all others. `None` if every file can be read.
pub fn detect(tree: &ProjectTree, project: &Project<'_>, start: &Start, python: PythonVersion) -> Option<Note> {
    let reached = reached::follow(tree, project, start).files;
    let mut files: Vec<_> = reached.iter().collect();
    files.sort_by_key(|path| start.file.as_ref() != Some(path));
    files.into_iter().find_map(|path| {
        let module = project.module(path)?;
        let (reason, offset) = module.source.error_on(python)?;
        let message = format!("Python {python} cannot read `{path}`, and the program ends where it imports this file: {reason}");
        let hint = "correct the line, or choose the Python that it is written for with `--python`";
        Some(Note::warning(message).at(module.source.location(offset)).hint(hint))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::start;
    use crate::model::{Command, RelPath};

    /// The place of the file that cannot be read, or nothing.
    #[track_caller]
    fn check(files: &[(&str, &str)], python: (u8, u8), expected: &str) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let command = Command::of(&["python", "main.py"]).unwrap();
        let start = start::program("script", RelPath::parse("main.py").ok(), command);
        let project = reached::project(&tree, &start, None);
        let found = detect(&tree, &project, &start, PythonVersion::new(python.0, python.1));
        let place = found.and_then(|note| Some(note.at?.to_string())).unwrap_or_default();
        assert_eq!(place, expected, "{}", files[0].1);
    }

    #[test]
    fn a_file_that_python_cannot_read_is_named() {
        check(&[("main.py", "import shop\nprint(shop.NAME)\n"), ("shop.py", "NAME = 1\n")], (3, 14), "");
        check(&[("main.py", "import shop\n"), ("shop.py", "NAME = 1\nclass Shop\n    pass\n")], (3, 14), "shop.py:2");
        check(&[("main.py", "print('x'\n"), ("shop.py", "class Shop\n")], (3, 14), "main.py:2");
        // What nothing imports is read by nobody.
        check(&[("main.py", "print(1)\n"), ("shop.py", "class Shop\n")], (3, 14), "");
        let choice = "import sys\nmatch sys.argv:\n    case _:\n        pass\n";
        check(&[("main.py", choice)], (3, 9), "main.py:2");
        check(&[("main.py", choice)], (3, 10), "");
        let without_parentheses = "try:\n    pass\nexcept KeyError, ValueError:\n    pass\n";
        check(&[("main.py", without_parentheses)], (3, 13), "main.py:3");
        check(&[("main.py", without_parentheses)], (3, 14), "");
    }
}
