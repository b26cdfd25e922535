//! Which names of files and folders the texts of a project mention, found in one pass over the texts.

use std::collections::HashMap;
use std::rc::Rc;

use crate::knowledge::project_files;
use crate::model::{RelPath, is_own};
use crate::tree::ProjectTree;

/// Where one name is mentioned.
#[derive(Debug, Default, Clone)]
struct Mention {
    /// The first two files that hold the name as a word: one of them may be the file of that name itself.
    files: Vec<RelPath>,
    /// It stands in quotes, or at the beginning or end of a quoted path.
    is_quoted: bool,
    /// An import statement starts with it.
    is_imported: bool,
}

#[derive(Clone, PartialEq)]
struct Names(Vec<String>);

/// The mentions of the names that were asked for.
#[derive(Debug)]
pub struct Mentions {
    of: HashMap<String, Mention>,
    /// The bytes that names begin with, and zero for an empty name: most words of a text begin otherwise.
    initials: [bool; 256],
    /// Endings of which a text looks for all files. Ex) `yaml` in `glob("*.yaml")`
    globbed: Vec<String>,
}

impl Default for Mentions {
    fn default() -> Self {
        Self { of: HashMap::new(), initials: [false; 256], globbed: Vec::new() }
    }
}

impl Mentions {
    /// Reads the texts that may say what the program needs: Python that runs, start scripts, example settings.
    pub fn read<'n>(tree: &ProjectTree, names: impl IntoIterator<Item = &'n str>) -> Rc<Self> {
        let names = Names(names.into_iter().map(str::to_owned).collect());
        tree.once(names.clone(), || Rc::new(Self::find(tree, names)))
    }

    fn find(tree: &ProjectTree, names: Names) -> Self {
        let mut mentions = Self::default();
        for name in &names.0 {
            mentions.initials[usize::from(name.bytes().next().unwrap_or_default())] = true;
        }
        mentions.of = names.0.into_iter().map(|name| (name, Mention::default())).collect();
        for file in tree.walk().files.iter().filter(|file| is_telling(file)) {
            if let Ok(Some(text)) = tree.text(file)
                && !is_own(&text)
            {
                mentions.add(file, &text);
            }
        }
        mentions
    }

    /// Some text holds the name in quotes, or as the first or last part of a quoted path.
    pub fn is_quoted(&self, name: &str) -> bool {
        self.of.get(name).is_some_and(|mention| mention.is_quoted)
    }

    pub fn is_imported(&self, name: &str) -> bool {
        self.of.get(name).is_some_and(|mention| mention.is_imported)
    }

    /// A text other than the file's own holds the word.
    pub fn is_mentioned_beside(&self, word: &str, file: &RelPath) -> bool {
        self.of.get(word).is_some_and(|mention| mention.files.iter().any(|other| other != file))
    }

    /// A text looks for all files with this ending.
    pub fn looks_for_all(&self, ending: &str) -> bool {
        self.globbed.iter().any(|known| known == ending)
    }

    fn add(&mut self, file: &RelPath, text: &str) {
        let is_settings = !is_python(file) && settings(file);
        let bytes = text.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            if !is_word(bytes[start]) {
                if bytes[start] == b'*' && text[start..].starts_with("*.") {
                    let ending: String = text[start + 2..].chars().take_while(char::is_ascii_alphanumeric).collect();
                    self.globbed.push(ending);
                }
                start += 1;
                continue;
            }
            let end = start + bytes[start..].iter().take_while(|byte| is_word(**byte)).count();
            let before = start.checked_sub(1).map_or(b'\n', |index| bytes[index]);
            let after = bytes.get(end).copied().unwrap_or(b'\n');
            let is_bound = |byte: u8| matches!(byte, b'"' | b'\'' | b'/');
            let is_path = is_bound(before) && is_bound(after) && (before != b'/' || after != b'/');
            let word = text[start..end].trim_matches('.');
            if !self.initials[usize::from(word.bytes().next().unwrap_or_default())] {
                start = end;
                continue;
            }
            let stem = word.split('.').next().unwrap_or(word);
            for (name, is_whole) in [(word, true), (stem, stem == word)] {
                let Some(mention) = self.of.get_mut(name) else { continue };
                if mention.files.len() < 2 && !mention.files.contains(file) {
                    mention.files.push(file.clone());
                }
                mention.is_quoted |= is_whole && (is_path || (is_settings && is_value(before)));
                mention.is_imported |= before == b' ' && is_import(&text[..start]);
            }
            start = end;
        }
    }
}

/// A path in a settings file or a shell script needs no quotes. Ex) `DATA=corpus`
fn is_value(before: u8) -> bool {
    matches!(before, b'=' | b'/' | b'"' | b'\'')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
}

fn is_python(file: &RelPath) -> bool {
    file.extension() == Some("py")
}

/// Whether the text ends in a line that begins an import.
fn is_import(before: &str) -> bool {
    let line = before.rfind('\n').map_or(before, |index| &before[index + 1..]);
    matches!(line.trim_start(), "from " | "import ")
}

/// Python that runs in the image, and at the root what starts or configures it, or describes to people how.
fn is_telling(file: &RelPath) -> bool {
    if is_python(file) {
        let parent = file.parent();
        let is_aside = parent.as_str().split('/').any(|part| project_files().is_not_run(part));
        return !is_aside && project_files().describes(&file.file_name().to_ascii_lowercase()).is_none();
    }
    let name = file.file_name().to_ascii_lowercase();
    file.depth() == 1 && (settings(file) || name.starts_with("readme") || name.contains("compose"))
}

/// Files at the root that set what the program reads, or how it is started.
fn settings(file: &RelPath) -> bool {
    const NAMES: &[&str] = &[".env.example", ".env.sample", ".env.template", ".flaskenv", "procfile"];
    const ENDINGS: &[&str] = &["cfg", "conf", "ini", "yaml", "yml"];
    let name = file.file_name().to_ascii_lowercase();
    let has_ending = file.extension().is_some_and(|ending| ENDINGS.contains(&ending));
    NAMES.contains(&name.as_str()) || (has_ending && !name.starts_with('.') && project_files().describes(&name).is_none())
}
