//! A Space of Hugging Face: the block at the beginning of `README.md` says which package its host installs besides the
//! requirements, what it starts, and on which Python (<https://huggingface.co/docs/hub/spaces-config-reference>).

use pep508_rs::Requirement;

use super::Procfile;
use super::procfile::ProcessType;
use super::python_hints::{self, PythonHint};
use super::yaml::{at, get, load};
use crate::knowledge::space_kit;
use crate::model::{Location, Note, RelPath, Version};
use crate::tree::ProjectTree;

/// What such a README says.
#[derive(Debug, Clone)]
pub struct Space {
    /// Ex) `gradio==5.9.1`
    pub installs: Requirement,
    /// Its release.
    pub version: Version,
    pub at: Location,
}

/// Reads the README, and adds its start and its Python to what is known. `None` if the README has no such header.
pub(super) fn read(
    tree: &ProjectTree,
    procfile: &mut Option<Procfile>,
    hints: &mut Vec<PythonHint>,
    notes: &mut Vec<Note>,
) -> Option<Space> {
    let path = RelPath::named("README.md");
    let text = tree.text(&path).ok()??;
    let block = text.strip_prefix("---")?.split_once("\n---")?.0;
    // The lines keep their numbers: what is cut off stands on the first one.
    let document = load(block)?;
    let text_of = |key: &str| {
        let node = get(&document, key)?;
        let text = node.data.as_str().map(str::to_owned).or_else(|| Some(node.data.as_floating_point()?.to_string()))?;
        Some((text, at(&path, node)))
    };
    let kit = space_kit(&text_of("sdk")?.0)?;
    let (file, file_at) = text_of("app_file").unwrap_or_else(|| ("app.py".to_owned(), Location::line(path.clone(), 1)));
    let is_there = RelPath::parse(&file).is_ok_and(|file| file.extension() == Some("py") && tree.is_file(&file));
    let known = procfile.iter().flat_map(|file| &file.processes).any(|process| process.name == "web");
    if is_there && !known && !file.contains(|c: char| c.is_whitespace() || "'\"$`;&|".contains(c)) {
        let process = ProcessType { name: "web".to_owned(), command: format!("{} {file}", kit.starts), at: file_at };
        procfile.get_or_insert_with(|| Procfile { processes: Vec::new() }).processes.push(process);
    }
    if let Some((python, at)) = text_of("python_version") {
        hints.extend(python_hints::pin(&python, at, notes));
    }
    let (version, at) = text_of("sdk_version")?;
    let version: Version = version.parse().ok()?;
    Some(Space { installs: format!("{}=={version}", kit.name).parse().ok()?, version, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_of_a_space_says_what_is_installed_started_and_on_which_python() {
        let read = |text: &str| {
            let tree = ProjectTree::in_memory([("README.md", text), ("app.py", "")]);
            let (mut procfile, mut hints) = (None, Vec::new());
            let space = read(&tree, &mut procfile, &mut hints, &mut Vec::new());
            let start = procfile.map(|file| format!("{} {}", file.processes[0].command, file.processes[0].at));
            let installs = space.map(|space| format!("{} {}", space.installs, space.at));
            [installs, start, hints.first().map(|hint| hint.text.clone())].map(|text| text.unwrap_or("-".to_owned())).join(" | ")
        };
        for (text, expected) in [
            (
                "---\ntitle: Tides\nsdk: gradio\nsdk_version: 5.9.1\napp_file: app.py\npython_version: 3.11\n---\n# Tides\n",
                "gradio==5.9.1 README.md:4 | python app.py README.md:5 | 3.11",
            ),
            (
                "---\nsdk: streamlit\nsdk_version: \"1.40.0\"\n---\n",
                "streamlit==1.40.0 README.md:3 | streamlit run app.py README.md:1 | -",
            ),
            ("---\nsdk: gradio\napp_file: gone.py\n---\n", "- | - | -"),
            ("---\nsdk: docker\nsdk_version: 1.0.0\n---\n", "- | - | -"),
            ("# Tides\n\nsdk: gradio\n", "- | - | -"),
            ("---\nsdk: gradio\nsdk_version: x; rm\napp_file: app.py --share\n---\n", "- | - | -"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
