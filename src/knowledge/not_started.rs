//! Kinds of repositories that hold no program for a container to start, as rows: what tells them, and what to do instead.

use std::sync::LazyLock;

use serde::Deserialize;

/// One kind of `not_started.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotStarted {
    pub name: String,
    /// What the repository is, with its article. Ex) `an Azure Functions app`
    pub title: String,
    pub when: NotStartedWhen,
    /// It also holds where the program imports a sign's module as soon as it runs.
    #[serde(default)]
    pub at_load: bool,
    pub reason: String,
    pub hint: String,
    #[serde(rename = "sign")]
    pub signs: Vec<Sign>,
}

/// What the kind goes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotStartedWhen {
    /// Everything: what looks like an application in a template is none yet.
    Always,
    /// An application that the project declares no server for, and whatever [`Self::NoApplication`] goes before.
    NoServer,
    /// Plain scripts, but no application, command or package.
    NoApplication,
    /// It says what the repository is, where nothing was found to start.
    Nothing,
}

/// What must be there, all of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub file: Option<String>,
    pub contains: Option<String>,
    pub declares: Option<String>,
    pub imports: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    kind: Vec<NotStarted>,
}

/// The rows that are built in.
pub fn not_started() -> &'static [NotStarted] {
    static ROWS: LazyLock<Vec<NotStarted>> =
        LazyLock::new(|| super::embedded::<Table>("not_started.toml", table!("not_started")).kind);
    &ROWS
}

impl Sign {
    /// Whether the sign's pattern means the path.
    pub fn is_file(&self, path: &str) -> bool {
        let Some(pattern) = &self.file else { return false };
        if let Some(folder) = pattern.strip_suffix("/**") {
            return path.split_once('/').is_some_and(|(top, _)| is_name(folder, top));
        }
        let (pattern, path) = match pattern.strip_prefix("**/") {
            Some(name) => (name, path.rsplit('/').next().unwrap_or(path)),
            None => (pattern.as_str(), path),
        };
        let (mut parts, mut names) = (pattern.split('/'), path.split('/'));
        loop {
            match (parts.next(), names.next()) {
                (Some(part), Some(name)) if is_name(part, name) => {}
                (None, None) => return true,
                _ => return false,
            }
        }
    }
}

/// Whether the pattern, with one `*` at most, means the name.
fn is_name(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_each_sign_names_something() {
        let rows = not_started();
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
        for row in rows {
            assert!(!row.signs.is_empty(), "{}", row.name);
            for sign in &row.signs {
                assert!(sign.file.is_some() || sign.imports.is_some(), "{}", row.name);
                assert!(sign.contains.is_none() || sign.file.is_some(), "{}: text of which file?", row.name);
            }
            let texts = [&row.title, &row.reason, &row.hint];
            assert!(texts.iter().all(|text| !text.ends_with('.') && !text.contains('\n')), "{}", row.name);
            assert!(!row.hint.contains("{version}") || row.signs.iter().any(|sign| sign.declares.is_some()), "{}", row.name);
        }
    }

    #[test]
    fn a_pattern_means_paths() {
        for (pattern, path, expected) in [
            ("host.json", "host.json", true),
            ("host.json", "api/host.json", false),
            ("**/host.json", "api/host.json", true),
            ("**/host.json", "host.json", true),
            ("template.y*ml", "template.yaml", true),
            ("template.y*ml", "template.yml", true),
            ("dags/*.py", "dags/tides.py", true),
            ("dags/*.py", "dags/a/tides.py", false),
            ("custom_components/*/manifest.json", "custom_components/tides/manifest.json", true),
            ("{{*/**", "{{ name }}/app.py", true),
            ("{{*/**", "app.py", false),
        ] {
            let sign = Sign { file: Some(pattern.to_owned()), ..Sign::default() };
            assert_eq!(sign.is_file(path), expected, "{pattern} {path}");
        }
    }
}
