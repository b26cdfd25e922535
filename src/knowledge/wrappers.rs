//! `wrappers.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// A program that starts another one.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrapper {
    pub name: String,
    pub kind: WrapperKind,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    operands: usize,
    #[serde(default)]
    assignments: bool,
    #[serde(default)]
    asks: Vec<String>,
}

/// What a wrapper does to the program that it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrapperKind {
    Plain,
    Init,
    User,
    Root,
    Feeder,
    Manager,
    Agent,
    Platform,
}

/// A command that begins with a wrapper.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrapped {
    pub wrapper: &'static Wrapper,
    /// How many words stand before the program; all of them where there is none.
    pub count: usize,
    /// Variables that the wrapper sets.
    pub assignments: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    shells: Vec<String>,
    user_shells: Vec<String>,
    wrapper: Vec<Wrapper>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("wrappers.toml", table!("wrappers")))
}

impl WrapperKind {
    /// Whether the program is found and runs as it would without the wrapper.
    pub fn is_transparent(self) -> bool {
        matches!(self, Self::Plain | Self::Init | Self::User)
    }

    /// Whether it takes a program of the project's environment.
    pub fn is_runner(self) -> bool {
        matches!(self, Self::Manager | Self::Agent)
    }
}

/// The wrapper that a command begins with, and where the program behind it begins. A word that is not known is `None`.
pub fn wrapped(words: &[Option<&str>]) -> Option<Wrapped> {
    let first = (*words.first()?)?;
    let base = base_name(first);
    let has_words = |wrapper: &&Wrapper| {
        let own = words.get(1..=wrapper.words.len()).unwrap_or_default();
        own.len() == wrapper.words.len() && own.iter().zip(&wrapper.words).all(|(word, own)| *word == Some(own.as_str()))
    };
    let is_named = |wrapper: &&Wrapper| wrapper.name == base || wrapper.name == first.trim_start_matches("./");
    let wrapper = table().wrapper.iter().filter(is_named).find(has_words)?;
    let (mut count, mut left, mut assignments) = (1 + wrapper.words.len(), wrapper.operands, Vec::new());
    while let Some(word) = words.get(count) {
        let Some(word) = word else {
            if left == 0 {
                break;
            }
            left -= 1;
            count += 1;
            continue;
        };
        if *word == "--" {
            count += 1;
            if left == 0 {
                break;
            }
        } else if wrapper.asks.iter().any(|known| known == word) {
            return None;
        } else if word.starts_with('-') && word.len() > 1 {
            count += 1 + usize::from(wrapper.values.iter().any(|known| known == word));
        } else if wrapper.assignments && is_assignment(word) {
            assignments.extend(word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
            count += 1;
        } else if left > 0 {
            left -= 1;
            count += 1;
        } else {
            break;
        }
    }
    Some(Wrapped { wrapper, count: count.min(words.len()), assignments })
}

/// The same for words that are all known. `None` if they wrap nothing.
pub fn wrapped_words<W: AsRef<str>>(words: &[W]) -> Option<Wrapped> {
    wrapped(&words.iter().map(|word| Some(word.as_ref())).collect::<Vec<_>>())
}

pub fn is_wrapper(name: &str) -> bool {
    table().wrapper.iter().any(|wrapper| wrapper.name == name)
}

/// Whether a program of this kind has the name. Ex) `tini` is an init
pub fn is_wrapper_of(name: &str, kind: WrapperKind) -> bool {
    table().wrapper.iter().any(|wrapper| wrapper.name == name && wrapper.kind == kind)
}

/// Whether the program gives the line behind its `-c` to the shell of another user.
pub fn is_user_shell(program: &str) -> bool {
    table().user_shells.iter().any(|name| name == program)
}

/// Whether the program is a POSIX shell, in whatever folder.
pub fn is_shell(program: &str) -> bool {
    let name = base_name(program);
    table().shells.iter().any(|shell| shell == name)
}

/// The script of `sh -c SCRIPT`, with other options of the shell. `None` if it is another command.
pub fn shell_script<W: AsRef<str>>(words: &[W]) -> Option<&str> {
    let (shell, rest) = words.split_first()?;
    let takes_script = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
    let is_option = |word: &&W| word.as_ref().starts_with('-');
    let at = rest.iter().take_while(is_option).position(|word| takes_script(word.as_ref()))?;
    is_shell(shell.as_ref()).then(|| rest.get(at + 1).map(AsRef::as_ref)).flatten()
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_row_leads_to_the_program_behind_it() {
        assert!(table().wrapper.is_sorted_by(|a, b| a.name < b.name));
        assert!(table().shells.is_sorted());
        for wrapper in &table().wrapper {
            let operands = vec!["10"; wrapper.operands];
            let mut words: Vec<&str> = std::iter::once(wrapper.name.as_str()).collect();
            words.extend(wrapper.words.iter().map(String::as_str));
            words.extend(wrapper.values.first().into_iter().flat_map(|flag| [flag.as_str(), "value"]));
            words.extend(operands);
            let before = words.len();
            words.extend(["gunicorn", "-b", ":9000"]);
            assert_eq!(wrapped_words(&words).map(|found| found.count), Some(before), "{words:?}");
        }
    }

    #[test]
    fn wrappers_are_peeled_as_they_are_written() {
        for (line, count) in [
            ("tini -- gunicorn", Some(2)),
            ("/usr/bin/tini -g -- gunicorn", Some(3)),
            ("timeout --signal TERM 30 gunicorn", Some(4)),
            ("timeout -k 5 30 gunicorn", Some(4)),
            ("nice -n 10 gunicorn", Some(3)),
            ("nice -10 gunicorn", Some(2)),
            ("env A=1 B=2 gunicorn", Some(3)),
            ("env -u A gunicorn x=y", Some(3)),
            ("gosu app:app gunicorn", Some(2)),
            ("newrelic-admin run-program gunicorn", Some(2)),
            ("newrelic-admin generate-config x", None),
            ("uv run --no-sync --extra web gunicorn", Some(5)),
            ("uv sync", None),
            ("command -v pip", None),
            ("gunicorn", None),
            ("nice", Some(1)),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(wrapped_words(&words).map(|found| found.count), count, "{line}");
        }
        assert_eq!(wrapped_words(&["env", "A=1", "x"]).unwrap().assignments, [("A".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn a_script_is_what_a_shell_is_given() {
        for (words, script) in [
            (&["sh", "-c", "a && b"][..], Some("a && b")),
            (&["/bin/bash", "-e", "-lc", "a"], Some("a")),
            (&["bash", "-euo", "pipefail", "-c", "a"], None),
            (&["sh", "start.sh"], None),
            (&["python", "-c", "a"], None),
        ] {
            assert_eq!(shell_script(words), script, "{words:?}");
        }
    }
}
