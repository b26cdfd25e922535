//! `outside_files.toml`

use std::sync::LazyLock;

use serde::Deserialize;

/// What names a file that a person writes, and what is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutsideFileNames {
    built_words: Vec<String>,
    given_folders: Vec<String>,
    options: Vec<String>,
    own_endings: Vec<String>,
    sample_words: Vec<String>,
    #[serde(rename = "reader")]
    readers: Vec<FileReader>,
}

/// A function that takes the path of a file first of all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileReader {
    /// Ex) `joblib.load`
    name: String,
    /// The keyword that may hold the path.
    pub argument: String,
}

pub fn outside_file_names() -> &'static OutsideFileNames {
    static TABLE: LazyLock<OutsideFileNames> = LazyLock::new(|| super::embedded("outside_files.toml", table!("outside_files")));
    &TABLE
}

impl OutsideFileNames {
    pub fn reader(&self, name: &str) -> Option<&FileReader> {
        self.readers.iter().find(|row| row.name == name)
    }

    /// The names of the readers' packages, each as often as it has readers.
    pub fn reading_packages(&self) -> impl Iterator<Item = &str> {
        self.readers.iter().map(|row| row.name.split('.').next().unwrap_or_default())
    }

    /// Whether a build makes the module. Ex) `_version`, `orders_pb2`
    pub fn is_built(&self, stem: &str) -> bool {
        stem.split('_').any(|part| self.built_words.iter().any(|word| word == part))
    }

    /// Whether the path lies in a folder that the system or a platform fills.
    pub fn is_given(&self, path: &str) -> bool {
        self.given_folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Whether the word of a command is followed by the path of a configuration.
    pub fn is_option(&self, word: &str) -> bool {
        self.options.iter().any(|option| option == word)
    }

    /// Whether programs keep files with this ending for themselves.
    pub fn is_own(&self, ending: &str) -> bool {
        self.own_endings.iter().any(|own| own == ending)
    }

    /// Whether the part of a file's name says that the file is a sample of another one. It is in lower case.
    pub fn is_sample(&self, part: &str) -> bool {
        self.sample_words.iter().any(|word| word == part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        let names = outside_file_names();
        for list in [&names.built_words, &names.given_folders, &names.options, &names.own_endings, &names.sample_words] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
        assert!(names.readers.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn a_folder_is_given_with_all_below_it() {
        for (path, expected) in [("/etc/bot/bot.conf", true), ("/etcetera/bot.conf", false), ("/conf", false), ("/etc", false)] {
            assert_eq!(outside_file_names().is_given(path), expected, "{path}");
        }
    }
}
