//! Programs that are run once for what the application needs and no dependency brings.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::embedded;
use crate::model::{Command, EnvVar, PackageName, Suite, SystemPackage, Version};

/// One such program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// The program, or the module behind `python -m`.
    pub program: String,
    /// Words that its call must hold.
    pub words: Vec<String>,
    /// What it brings. Ex) "browsers"
    pub what: String,
    /// What to do about it where it is not adopted.
    pub hint: String,
    /// The first words of the step; none where it is not adopted.
    #[serde(default)]
    run: Vec<String>,
    #[serde(default)]
    adds: Vec<String>,
    #[serde(default)]
    keeps: Vec<String>,
    #[serde(default)]
    keeps_value: Vec<String>,
    #[serde(default)]
    drops: Vec<String>,
    #[serde(default)]
    drops_value: Vec<String>,
    /// It does nothing without an operand.
    #[serde(default)]
    operands: bool,
    /// One of these must be installed.
    #[serde(default)]
    pub distributions: Vec<PackageName>,
    /// Where the data is.
    #[serde(default)]
    pub env: Vec<String>,
    /// Installed for the step alone.
    #[serde(default)]
    pub packages: Vec<SystemPackage>,
    /// It reads the project's source.
    #[serde(default)]
    pub source: bool,
    /// It loads Django's settings.
    #[serde(default)]
    pub settings: bool,
    /// It starts pip.
    #[serde(default)]
    pub pip: bool,
    /// It leaves lists of packages behind.
    #[serde(default)]
    pub lists: bool,
    #[serde(default)]
    suites: BTreeMap<Suite, Version>,
}

/// Code that shows what has to be prepared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparationUse {
    pub program: String,
    /// The module that the file imports.
    pub imports: String,
    /// A function whose argument is the operand.
    #[serde(default)]
    pub call: String,
    #[serde(default)]
    pub argument: String,
    /// What the argument looks like. `None` if every argument will do.
    pub pattern: Option<String>,
    /// A method that shows the operand. `None` if no method does.
    pub method: Option<String>,
    #[serde(default)]
    pub operand: String,
}

impl PreparationUse {
    /// Whether the argument is something that can be prepared.
    pub fn admits(&self, operand: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| super::matches_name(pattern, operand))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    preparation: Vec<Preparation>,
    r#use: Vec<PreparationUse>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| embedded::<Table>("preparations.toml", table!("preparations")))
}

/// What a call of the program with these words prepares, as far as it is known. `None` if it prepares nothing that is known.
pub fn preparation(program: &str, words: &[&str]) -> Option<&'static Preparation> {
    let mut rows = table().preparation.iter();
    rows.find(|row| row.program == program && row.words.iter().all(|word| words.contains(&word.as_str())))
}

/// What a step prepares that was written by [`Preparation::step`]. `None` if it prepares nothing that is known.
pub fn preparation_of_step(command: &Command) -> Option<&'static Preparation> {
    let starts = |row: &&Preparation| {
        let is_same = |(own, word): (&String, &String)| own == word || (own == "manage.py" && word.ends_with("/manage.py"));
        !row.run.is_empty() && row.run.len() <= command.words().len() && row.run.iter().zip(command.words()).all(is_same)
    };
    table().preparation.iter().find(starts)
}

/// The words that a call of the program must hold.
pub fn preparation_words(program: &str) -> Vec<&'static str> {
    let row = table().preparation.iter().find(|row| row.program == program);
    row.iter().flat_map(|row| &row.words).map(String::as_str).collect()
}

pub fn preparation_uses() -> &'static [PreparationUse] {
    &table().r#use
}

impl Preparation {
    /// The step for a call with these words behind the program; `None` if it cannot be taken over.
    pub fn step(&self, words: &[&str]) -> Option<Command> {
        let (mut flags, mut operands) = (Vec::new(), Vec::new());
        let mut own: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let (flag, value) = word.split_once('=').map_or((*word, None), |(flag, value)| (flag, Some(value)));
            let is_in = |list: &[String]| list.iter().any(|known| known == flag);
            if let Some(index) = own.iter().position(|known| known == word) {
                own.remove(index);
            } else if is_in(&self.keeps) {
                flags.push(flag);
            } else if is_in(&self.keeps_value) || is_in(&self.drops_value) {
                let value = value.or_else(|| rest.next().copied())?;
                if is_in(&self.keeps_value) {
                    flags.extend([flag, value]);
                }
            } else if !is_in(&self.drops) {
                operands.push(*word);
            }
        }
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/+".contains(c));
        let is_whole = operands.iter().all(|operand| !operand.starts_with('-') && is_plain(operand));
        if self.run.is_empty() || !is_whole || !flags.iter().all(|flag| is_plain(flag)) || (self.operands && operands.is_empty())
        {
            return None;
        }
        let own = self.run.iter().chain(&self.adds).map(String::as_str);
        Command::of(&own.chain(flags).chain(operands).collect::<Vec<_>>()).ok()
    }

    /// The words of a step that this version of the distribution knows on the suite.
    pub fn understood(&self, command: &Command, suite: Suite, version: Option<&Version>) -> Vec<String> {
        let is_too_old = self.suites.get(&suite).zip(version).is_some_and(|(since, version)| version < since);
        command.words().iter().filter(|word| !is_too_old || !self.adds.contains(word)).cloned().collect()
    }

    pub fn variables(&self) -> impl Iterator<Item = EnvVar> {
        self.env.iter().filter_map(|text| text.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found_by_their_words() {
        assert!(table().preparation.is_sorted_by(|a, b| a.program < b.program));
        for row in &table().preparation {
            let words: Vec<&str> = row.words.iter().map(String::as_str).chain(["--other"]).collect();
            assert_eq!(preparation(&row.program, &words).map(|found| &found.what), Some(&row.what));
            assert_eq!(row.variables().count(), row.env.len());
            assert_eq!(row.distributions.is_empty(), row.run.is_empty(), "{}", row.program);
        }
        for row in preparation_uses() {
            assert!(table().preparation.iter().any(|known| known.program == row.program && !known.run.is_empty()));
        }
        assert!(preparation("playwright", &["--version"]).is_none());
    }

    #[test]
    fn a_call_becomes_a_step_in_places_of_the_image() {
        for (program, words, expected) in [
            (
                "nltk.downloader",
                "-d /usr/share/nltk_data punkt stopwords",
                Some("python -m nltk.downloader -d /opt/nltk_data punkt stopwords"),
            ),
            ("nltk.downloader", "-q", None),
            ("nltk.downloader", "-u http://x punkt", None),
            ("playwright", "install chromium", Some("playwright install --with-deps chromium")),
            (
                "playwright",
                "install --with-deps --only-shell chromium",
                Some("playwright install --with-deps --only-shell chromium"),
            ),
            ("playwright", "install $BROWSER", None),
            ("spacy", "download en_core_web_sm", Some("python -m spacy download en_core_web_sm")),
            ("spacy", "download en_core_web_sm --direct", None),
            ("manage.py", "compilemessages -l de", Some("python manage.py compilemessages -l de")),
            ("pybabel", "compile -d app/translations", Some("pybabel compile -d app/translations")),
            ("npm", "run build", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            let row = preparation(program, &words).unwrap();
            let step = row.step(&words);
            assert_eq!(step.as_ref().map(ToString::to_string).as_deref(), expected, "{program} {words:?}");
            if let Some(step) = step {
                assert_eq!(preparation_of_step(&step).map(|found| &found.program), Some(&row.program));
            }
        }
    }

    #[test]
    fn an_older_release_does_without_what_it_does_not_know() {
        let row = preparation("playwright", &["install"]).unwrap();
        let step = row.step(&["install", "chromium"]).unwrap();
        for (suite, version, expected) in [
            (Suite::Trixie, Some("1.40.0"), "playwright install chromium"),
            (Suite::Trixie, Some("1.55.0"), "playwright install --with-deps chromium"),
            (Suite::Bookworm, Some("1.40.0"), "playwright install --with-deps chromium"),
            (Suite::Trixie, None, "playwright install --with-deps chromium"),
        ] {
            let version = version.map(|version| version.parse().unwrap());
            assert_eq!(row.understood(&step, suite, version.as_ref()).join(" "), expected);
        }
    }
}
