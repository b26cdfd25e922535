//! Lines of a README, of pages beside it and of scripts that install packages of a system.
//! Ex) `sudo apt install ffmpeg`, `brew install pandoc`
//!
//! Alone they say little: a person's machine has more than the program needs. They decide where the code uses a program and
//! goes on without it.

use std::collections::BTreeSet;

use crate::knowledge::ProgramRow;
use crate::manifest::is_development;
use crate::model::{Location, RelPath, SystemPackage};
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

/// What pages say to install with pip, each with its line. Ex) `discord.py==2.4`
pub fn of_pip(tree: &ProjectTree) -> Vec<(String, Location)> {
    let mut found = Vec::new();
    for path in tree.walk().files.iter().filter(|path| is_page(path)) {
        let Ok(Some(text)) = tree.text(path) else { continue };
        let named = named(&text, &["pip install", "pip3 install"], is_command).into_iter();
        let is_name = |word: &str| !word.contains(['/', '\\', '$']) && !word.starts_with('.') && !word.ends_with(".txt");
        found.extend(named.filter(|(word, _)| is_name(word)).map(|(word, line)| (word, Location::line(path.clone(), line))));
    }
    found
}

/// The file that every line which installs the project's dependencies names, in pages, scripts and workflows, and the first such
/// line. `None` if there is no such line, if they name several files, or if one installs the project itself.
pub fn list_of_all(tree: &ProjectTree) -> Option<(RelPath, Location)> {
    /// Commands that read the project's own metadata.
    const OF_PROJECT: &[&str] = &[
        "hatch ",
        "install -e .",
        "install --editable .",
        "install .",
        "install '.",
        "install \".",
        "pdm install",
        "pipenv install",
        "pipx install",
        "poetry install",
        "uv run",
        "uv sync",
        "uv tool",
        "uvx ",
    ];
    let mut found: Option<(RelPath, Location)> = None;
    let is_workflow = |path: &RelPath| path.as_str().starts_with(".github/workflows/") || path.as_str() == "render.yaml";
    for path in tree.walk().files.iter().filter(|path| is_page(path) || is_script(path) || is_workflow(path)) {
        let Ok(Some(text)) = tree.text(path) else { continue };
        if OF_PROJECT.iter().any(|command| text.contains(command)) {
            return None;
        }
        for (word, line) in named(&text, &["pip install", "pip3 install"], |_| true) {
            let Some(file) = RelPath::parse(word.trim_start_matches("./")).ok().filter(|file| file.extension() == Some("txt"))
            else {
                continue;
            };
            if is_development(&file) || !tree.is_file(&file) {
                continue;
            }
            match &found {
                Some((known, _)) if *known != file => return None,
                Some(_) => {}
                None => found = Some((file, Location::line(path.clone(), line))),
            }
        }
    }
    found
}

/// Whether a line with this in front is a command rather than a sentence. Ex) `$ python3 -m `
fn is_command(before: &str) -> bool {
    const WORDS: &[&str] = &["!", "#", "$", "%", "-m", ">", "py", "python", "python3", "sudo"];
    let before = before.rsplit('`').next().unwrap_or(before);
    before.split_whitespace().all(|word| WORDS.contains(&word))
}

/// The packages that lines of the text install.
fn packages(text: &str) -> Vec<String> {
    named(text, INSTALLERS, |_| true).into_iter().map(|(word, _)| word).collect()
}

/// The words behind the commands, each with its line. A backslash goes on with the next line.
fn named(text: &str, commands: &[&str], is_command: fn(&str) -> bool) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        let start =
            commands.iter().find_map(|command| Some(line.find(command).filter(|at| is_command(&line[..*at]))? + command.len()));
        let Some(rest) = start.map(|start| &line[start..]).or_else(|| goes_on.then_some(line)) else { continue };
        let end = rest.find(['&', '|', ';', '`', '#', '<']).unwrap_or(rest.len());
        goes_on = end == rest.len() && rest.trim_end().ends_with('\\');
        let words = rest[..end].split_whitespace().map(|word| word.trim_matches(['"', '\'', ',', '.', '(', ')', '*']));
        let words = words.filter(|word| !word.is_empty() && !word.starts_with('-'));
        found.extend(words.map(|word| (word.to_owned(), index + 1)));
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
    fn lines_for_pip_name_distributions() {
        for (text, expected) in [
            ("Run `pip install flask rich==13.1` first, then pip install it again", "flask rich==13.1"),
            ("```\n$ python3 -m pip install -U discord.py \\\n  aiohttp>=3 # fast\n```", "discord.py aiohttp>=3"),
            ("sudo pip3 install -r requirements.txt", ""),
            ("pip install . ./tides git+https://example.com/x", ""),
            ("You may pip install it", ""),
        ] {
            let tree = ProjectTree::in_memory([("README.md", text)]);
            let found: Vec<String> = of_pip(&tree).into_iter().map(|(word, _)| word).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_list_that_every_line_installs_is_known() {
        for (page, script, expected) in [
            (
                "Run `pip install -r requirements.txt`",
                "pip install -r ./requirements.txt\n",
                Some("requirements.txt README.md:1"),
            ),
            (
                "pip install -r requirements-dev.txt",
                "set -e\npip install -U -r requirements.txt\n",
                Some("requirements.txt build.sh:2"),
            ),
            ("pip install -r requirements.txt", "pip install -r other.txt\n", None),
            ("pip install -r requirements.txt", "poetry install\n", None),
            ("pip install -e .", "pip install -r requirements.txt\n", None),
            ("pip install -r missing.txt", "", None),
        ] {
            let files = ["requirements.txt", "requirements-dev.txt", "other.txt"].map(|name| (name, "flask"));
            let tree = ProjectTree::in_memory([("README.md", page), ("build.sh", script)].into_iter().chain(files));
            let found = list_of_all(&tree).map(|(file, at)| format!("{file} {at}"));
            assert_eq!(found.as_deref(), expected, "{page}; {script}");
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
