//! `project_files.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// What files and folders at the root of a project are for, by their names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProjectFiles {
    not_run: Vec<String>,
    data: Vec<String>,
    configuring: Vec<String>,
    describing: Vec<Describing>,
}

/// Files of one kind of tool.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Describing {
    what: String,
    names: Vec<String>,
}

/// The table. Names are asked for in lower case.
pub fn project_files() -> &'static ProjectFiles {
    static TABLE: OnceLock<ProjectFiles> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("project_files.toml", table!("project_files")))
}

impl ProjectFiles {
    /// Whether a folder of this name is for something else than running the program.
    pub fn is_not_run(&self, folder: &str) -> bool {
        self.not_run.iter().any(|name| name == folder) || is_of_tests(folder)
    }

    /// Whether frameworks read a folder of this name at run time.
    pub fn is_data(&self, folder: &str) -> bool {
        self.data.iter().any(|name| name == folder)
    }

    /// Whether a program beside the code reads the file, which the code names nowhere.
    pub fn is_configuring(&self, file: &str) -> bool {
        self.configuring.iter().any(|name| super::matches_name(name, file))
    }

    /// The kind of tool that reads the file. `None` if no kind has it. Ex) `builds of frontends`
    pub fn describes(&self, file: &str) -> Option<&str> {
        let found = self.describing.iter().find(|row| row.names.iter().any(|name| super::matches_name(name, file)));
        found.map(|row| row.what.as_str())
    }
}

/// Ex) `integ_tests`, `playwright-tests`
fn is_of_tests(folder: &str) -> bool {
    folder.split(['_', '-', '.']).any(|word| matches!(word, "test" | "tests" | "unittests" | "e2e"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_lower_case() {
        let table = project_files();
        let lists =
            [&table.not_run, &table.data, &table.configuring].into_iter().chain(table.describing.iter().map(|row| &row.names));
        for list in lists {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
            assert!(list.iter().all(|name| *name == name.to_lowercase()), "{list:?}");
        }
    }

    #[test]
    fn files_are_known_by_what_reads_them() {
        for (name, expected) in [
            ("azure.yaml", Some("pipelines, hosts and deployment")),
            ("lefthook.yml", Some("tests and checks")),
            ("webpack.prod.js", Some("builds of frontends")),
            ("tasks.py", Some("development")),
            ("changelog.md", Some("documents, releases and packaging")),
            ("config.yaml", None),
            ("app.py", None),
            ("latest.py", None),
        ] {
            assert_eq!(project_files().describes(name), expected, "{name}");
        }
        for (name, expected) in [("integ_tests", true), ("playwright-tests", true), ("contest", false), ("shop", false)] {
            assert_eq!(project_files().is_not_run(name), expected, "{name}");
        }
    }
}
