//! `home_folders.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// Functions that name a folder below the user's home.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeFolders {
    classes: Vec<String>,
    #[serde(rename = "call")]
    calls: Vec<HomeFolder>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeFolder {
    name: String,
    folder: String,
}

impl HomeFolders {
    /// The folder below the home that the function names.
    /// `None` if the row has another function. Ex) `platformdirs.user_data_dir` and `Shop` give `.local/share/shop`
    pub fn of_call(&self, name: &str, argument: Option<&str>) -> Option<String> {
        let index = self.calls.binary_search_by(|row| row.name.as_str().cmp(name)).ok()?;
        let folder = &self.calls[index].folder;
        if !folder.contains("{}") {
            return Some(folder.clone());
        }
        // platformdirs and appdirs leave the name as it is, click writes it in lower case and with dashes.
        let argument = argument?;
        let is_click = name.ends_with("get_app_dir");
        let argument = if is_click { argument.to_lowercase().replace(' ', "-") } else { argument.to_owned() };
        Some(folder.replace("{}", &argument))
    }

    /// As [`Self::of_call`], for an attribute of an object.
    /// `None` if the row has another attribute. Ex) `PlatformDirs("shop").user_data_dir`
    pub fn of_attribute(&self, class: &str, attribute: &str, argument: Option<&str>) -> Option<String> {
        let class = self.classes.iter().find(|known| *known == class)?;
        let module = class.split('.').next().unwrap_or_default();
        self.of_call(&format!("{module}.{attribute}"), argument)
    }
}

pub fn home_folders() -> &'static HomeFolders {
    static TABLE: OnceLock<HomeFolders> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("home_folders.toml", table!("home_folders")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_below_the_home() {
        let table = home_folders();
        assert!(table.calls.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.calls.iter().all(|row| !row.folder.starts_with(['/', '~']) && row.name.contains('.')));
        assert!(table.classes.is_sorted());
    }

    #[test]
    fn a_folder_is_named_after_the_application() {
        let table = home_folders();
        let call = |name, argument| table.of_call(name, argument);
        assert_eq!(call("platformdirs.user_data_dir", Some("Shop")).as_deref(), Some(".local/share/Shop"));
        assert_eq!(call("click.get_app_dir", Some("My Shop")).as_deref(), Some(".config/my-shop"));
        assert_eq!(call("platformdirs.user_data_dir", None), None);
        assert_eq!(call("pathlib.Path.home", None).as_deref(), Some(""));
        assert_eq!(call("pathlib.Path.cwd", None), None);
        let attribute = table.of_attribute("platformdirs.PlatformDirs", "user_cache_path", Some("shop"));
        assert_eq!(attribute.as_deref(), Some(".cache/shop"));
    }
}
