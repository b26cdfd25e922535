//! The table `lint` of `pydock.toml`, or `[tool.pydock.lint]`.
//!
//! ```toml
//! [lint]
//! select = ["default", "apt-pin"]
//! ignore = ["DL3015"]
//! severity = { apt-lists = "warning" }
//! min-confidence = "low"
//! ```

use toml_edit::{Item, TableLike};

use super::{OWN, Reader, SHARED, parse, place, shown, wrong};
use crate::lint::{Confidence, Settings, Severity, UnknownRule};
use crate::model::{Location, RelPath, of_known};
use crate::record::RecordError;
use crate::tree::ProjectTree;

const KEYS: &str = "select, ignore, severity, min-confidence";

/// The lint's settings in a folder, or nothing where no file there has a say.
pub fn lint_settings(tree: &ProjectTree) -> Result<Option<Settings>, RecordError> {
    for (name, is_shared) in [(OWN, false), (SHARED, true)] {
        let file = RelPath::named(name);
        let Some(text) = tree.text(&file)?.filter(|text| text.contains("lint")) else { continue };
        let document = parse(&file, &text)?;
        let table: &dyn TableLike = document.as_table();
        let holder = if is_shared { table.get("tool").and_then(|tool| tool.as_table_like()?.get("pydock")) } else { None };
        let item = match is_shared {
            true => holder.and_then(|pydock| pydock.as_table_like()?.get("lint")),
            false => table.get("lint"),
        };
        if let Some(item) = item {
            return Reader { file: &file, text: &text }.lint(item).map(Some);
        }
    }
    Ok(None)
}

impl Reader<'_> {
    /// Reads the table strictly; the answers of `init` have no part in it.
    pub(super) fn lint(&self, item: &Item) -> Result<Settings, RecordError> {
        let at = place(self.file, self.text, item);
        let table =
            item.as_table_like().ok_or_else(|| wrong(&at, "lint", "a table with select, ignore, severity and min-confidence"))?;
        let mut settings = Settings::default();
        for (key, item) in table.iter() {
            let at = place(self.file, self.text, item);
            match key {
                "select" => words(&at, key, item)?
                    .iter()
                    .try_for_each(|word| settings.select(word))
                    .map_err(|error| refused(&at, &error))?,
                "ignore" => words(&at, key, item)?
                    .iter()
                    .try_for_each(|word| settings.ignore(word))
                    .map_err(|error| refused(&at, &error))?,
                "severity" => self.severities(&at, item, &mut settings)?,
                "min-confidence" => {
                    let said = Confidence::ALL.into_iter().find(|confidence| item.as_str() == Some(confidence.as_str()));
                    settings.set_min_confidence(said.ok_or_else(|| wrong(&at, key, "\"low\", \"medium\" or \"high\""))?);
                }
                _ => {
                    let problem = format!("`lint.{}` is not known", shown(key));
                    return Err(RecordError::invalid(at, problem, of_known("keys", key, KEYS)));
                }
            }
        }
        Ok(settings)
    }

    fn severities(&self, at: &Location, item: &Item, settings: &mut Settings) -> Result<(), RecordError> {
        let expected = "a table of rules, each with \"error\", \"warning\" or \"info\"";
        let table = item.as_table_like().ok_or_else(|| wrong(at, "lint.severity", expected))?;
        for (rule, item) in table.iter() {
            let at = place(self.file, self.text, item);
            let severity = Severity::ALL.into_iter().find(|severity| item.as_str() == Some(severity.as_str()));
            let severity = severity.ok_or_else(|| wrong(&at, rule, "\"error\", \"warning\" or \"info\""))?;
            settings.set_severity(rule, severity).map_err(|error| refused(&at, &error))?;
        }
        Ok(())
    }
}

fn words(at: &Location, key: &str, item: &Item) -> Result<Vec<String>, RecordError> {
    let list = item.as_array().and_then(|list| list.iter().map(|word| word.as_str().map(str::to_owned)).collect());
    list.ok_or_else(|| wrong(at, &format!("lint.{key}"), "a list of rules"))
}

fn refused(at: &Location, error: &UnknownRule) -> RecordError {
    RecordError::invalid(at.clone(), error.to_string(), error.hint())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, text: &str, expected: Result<Option<usize>, &str>) {
        let tree = ProjectTree::in_memory([(file, text)]);
        let found = lint_settings(&tree).map(|settings| settings.map(|settings| settings.rules().count()));
        assert_eq!(found.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{text}");
    }

    #[test]
    fn the_table_is_read_strictly() {
        let own = "pydock.toml";
        check(own, "[lint]\nselect = [\"DL3014\", \"apt-pin\"]\n", Ok(Some(2)));
        check("pyproject.toml", "[tool.pydock.lint]\nselect = [\"apt-pin\"]\nignore = [\"apt-pin\"]\n", Ok(Some(0)));
        check(own, "port = 9000\n", Ok(None));
        check(own, "[lint]\nselect = [\"no\"]\n", Err("pydock.toml:2: unknown rule `no`"));
        check(own, "[lint]\nselct = []\n", Err("pydock.toml:2: `lint.selct` is not known"));
        let wrong =
            "pydock.toml:2: `apt-pin` is not of the kind that the flag takes: expected \"error\", \"warning\" or \"info\"";
        check(own, "[lint]\nseverity = { apt-pin = \"high\" }\n", Err(wrong));
    }
}
