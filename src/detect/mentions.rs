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
    /// By the byte that names begin with, and zero for an empty name, a bit for each length that they have: most words of a
    /// text are others.
    lengths: [u64; 256],
    /// Endings of which a text looks for all files. Ex) `yaml` in `glob("*.yaml")`
    globbed: Vec<String>,
}

impl Default for Mentions {
    fn default() -> Self {
        Self { of: HashMap::new(), lengths: [0; 256], globbed: Vec::new() }
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
            mentions.lengths[usize::from(name.bytes().next().unwrap_or_default())] |= length_bit(name);
        }
        mentions.of = names.0.into_iter().map(|name| (name, Mention::default())).collect();
        // Files of one folder stand side by side.
        let mut folder = (RelPath::root(), false);
        for file in &tree.walk().files {
            if !is_python(file) && file.depth() > 1 {
                continue;
            }
            if file.as_str().rsplit_once('/').map_or("", |(folder, _)| folder) != folder.0.as_str() {
                let parent = file.parent();
                let is_aside = parent.as_str().split('/').any(|part| project_files().is_not_run(part));
                folder = (parent, is_aside);
            }
            if is_telling(file, folder.1)
                && let Ok(Some(text)) = tree.text(file)
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
        let is_page = file.file_name().to_ascii_lowercase().starts_with("readme");
        let bytes = text.as_bytes();
        let mut start = 0;
        while let Some(byte) = bytes.get(start) {
            if !IS_WORD[usize::from(*byte)] {
                if *byte == b'*' && bytes.get(start + 1) == Some(&b'.') {
                    let ending: String = text[start + 2..].chars().take_while(char::is_ascii_alphanumeric).collect();
                    self.globbed.push(ending);
                }
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while bytes.get(end).is_some_and(|byte| IS_WORD[usize::from(*byte)]) {
                end += 1;
            }
            // A word that begins with a dot is looked at without it.
            let lengths = self.lengths[usize::from(*byte)];
            if lengths == 0 && *byte != b'.' {
                start = end;
                continue;
            }
            let before = start.checked_sub(1).map_or(b'\n', |index| bytes[index]);
            let after = bytes.get(end).copied().unwrap_or(b'\n');
            let is_bound = |byte: u8| matches!(byte, b'"' | b'\'' | b'/');
            let is_path = is_bound(before) && is_bound(after) && (before != b'/' || after != b'/');
            let word = text[start..end].trim_matches('.');
            let lengths = self.lengths[usize::from(word.bytes().next().unwrap_or_default())];
            let stem = &word[..memchr::memchr(b'.', word.as_bytes()).unwrap_or(word.len())];
            for (name, is_whole) in [(word, true), (stem, stem == word)] {
                if lengths & length_bit(name) == 0 {
                    continue;
                }
                let Some(mention) = self.of.get_mut(name) else { continue };
                if mention.files.len() < 2 && !mention.files.contains(file) {
                    mention.files.push(file.clone());
                }
                // What a page for people links to is for people as well. Ex) `<a href="SECURITY.md">`
                let is_link = is_page && name.ends_with(".md");
                mention.is_quoted |= is_whole && !is_link && (is_path || (is_settings && is_value(before)));
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

/// The bytes of words.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'-' | b'.');
        byte += 1;
    }
    table
};

/// Very long names share a bit.
fn length_bit(name: &str) -> u64 {
    1 << name.len().min(63)
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
fn is_telling(file: &RelPath, is_aside: bool) -> bool {
    if is_python(file) {
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
