//! What code of the project asks of a system that a bare image does not have: a shell, and the list of shared libraries.

use crate::model::Location;
use crate::tree::ProjectTree;

/// The first place of each.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// With the words that show it; `None` if nothing uses a shell. Ex) `os.system`
    pub shell: Option<(&'static str, Location)>,
    pub finds_libraries: Option<Location>,
}

/// Calls that give their argument to `/bin/sh`.
const SHELL: [&str; 5] = ["os.system(", "os.popen(", "subprocess.getoutput(", "create_subprocess_shell(", "shell=True"];

pub fn detect(tree: &ProjectTree) -> Used {
    let mut used = Used::default();
    let is_test = |part: &str| part.starts_with("test") || part == "conftest.py";
    let files = tree.walk().files.iter().filter(|path| path.extension() == Some("py"));
    for path in files.filter(|path| !path.as_str().split('/').any(is_test)) {
        let Some(text) = tree.text(path).ok().flatten() else { continue };
        let place = |offset: usize| Location::at_offset(path.clone(), &text, offset);
        if used.shell.is_none() {
            let found = SHELL.iter().find_map(|call| Some((call.trim_end_matches('('), place(text.find(call)?))));
            used.shell = found;
        }
        if used.finds_libraries.is_none() {
            used.finds_libraries = text.find("find_library(").map(place);
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_found() {
        let tree = ProjectTree::in_memory([
            ("app.py", "import os\n\nos.system('ls')\n"),
            ("sound.py", "from ctypes.util import find_library\nfind_library('ao')\n"),
            ("tests/test_app.py", "subprocess.run('ls', shell=True)\n"),
        ]);
        let used = detect(&tree);
        let shell = used.shell.map(|(what, at)| format!("{what} {at}"));
        assert_eq!(shell.as_deref(), Some("os.system app.py:3"));
        assert_eq!(used.finds_libraries.map(|at| at.to_string()).as_deref(), Some("sound.py:2"));
        assert_eq!(detect(&ProjectTree::in_memory([("app.py", "shell = True\n")])), Used::default());
    }
}
