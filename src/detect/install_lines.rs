//! Lines of a README, of pages beside it and of scripts that install packages of a system.
//! Ex) `sudo apt install ffmpeg`, `brew install pandoc`
//!
//! Alone they say little: a person's machine has more than the program needs. They decide where the code uses a program and
//! goes on without it.

use std::collections::BTreeSet;

use crate::knowledge::ProgramRow;
use crate::model::{RelPath, SystemPackage};
use crate::tree::ProjectTree;

/// Commands that install packages of a system.
const INSTALLERS: &[&str] = &[
    "apk add",
    "apt install",
    "apt-get install",
    "brew install",
    "dnf install",
    "pacman -S",
    "pkg install",
    "yum install",
    "zypper install",
];

/// The words that such lines name, from the whole project.
struct Named(BTreeSet<String>);

/// Whether a line installs the program, by its own name or by a package's.
pub fn names(tree: &ProjectTree, row: &ProgramRow) -> bool {
    let named = tree.once(Of, || std::rc::Rc::new(read(tree)));
    let of_alpine = row.alpine.as_ref().map(SystemPackage::as_str);
    [Some(row.name.as_str()), Some(row.package.as_str()), of_alpine].into_iter().flatten().any(|name| named.0.contains(name))
}

#[derive(PartialEq)]
struct Of;

fn read(tree: &ProjectTree) -> Named {
    let mut found = BTreeSet::new();
    for path in tree.walk().files.iter().filter(|path| is_page(path) || is_script(path)) {
        let Ok(Some(text)) = tree.text(path) else { continue };
        found.extend(packages(&text));
    }
    Named(found)
}

/// Ex) `README.md`, `docs/install.rst`
fn is_page(path: &RelPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let is_text = matches!(path.extension(), None | Some("md" | "rst" | "txt" | "adoc"));
    let is_about_it =
        name.starts_with("readme") || ["install", "setup", "quickstart", "getting"].iter().any(|word| name.contains(word));
    is_text && is_about_it && path.depth() <= 3
}

/// A script of the repository's root, or of the folders for such.
fn is_script(path: &RelPath) -> bool {
    path.extension() == Some("sh") && path.depth() <= 2
}

/// The packages that lines of the text install. A backslash goes on with the next line.
fn packages(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let start = INSTALLERS.iter().find_map(|command| Some(line.find(command)? + command.len()));
        let Some(rest) = start.map(|start| &line[start..]).or_else(|| goes_on.then_some(line)) else { continue };
        let end = rest.find(['&', '|', ';', '`', '#', '<']).unwrap_or(rest.len());
        goes_on = end == rest.len() && rest.trim_end().ends_with('\\');
        let words = rest[..end].split_whitespace().map(|word| word.trim_matches(['"', '\'', ',', '.', '(', ')', '*']));
        found.extend(words.filter(|word| !word.is_empty() && !word.starts_with('-')).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_install_name_packages() {
        for (text, expected) in [
            ("Run `sudo apt install ffmpeg mediainfo` first.", "ffmpeg mediainfo"),
            ("apt update -y & apt-get install -y git \\\n   ffmpeg \\\n   sox && echo ok\nmore", "git ffmpeg sox"),
            ("brew install pandoc", "pandoc"),
            ("apk add --no-cache graphviz;", "graphviz"),
            ("pip install ffmpeg", ""),
            ("ffmpeg is needed", ""),
        ] {
            assert_eq!(packages(text).into_iter().filter(|word| word != "\\").collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn pages_and_scripts_are_read() {
        for (path, expected) in [
            ("README.md", true),
            ("docs/install.rst", true),
            ("setup.sh", true),
            ("docs/notes.md", false),
            ("a/b/c/setup.sh", false),
        ] {
            let path = RelPath::parse(path).unwrap();
            assert_eq!(is_page(&path) || is_script(&path), expected, "{path}");
        }
    }
}
