//! What reads environment variables: functions, classes and settings of the standard library and of packages.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{EnvName, VariableKind};

/// The rows of `environment_readers.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentReaders {
    /// Variables that are no matter of the application's configuration.
    pub ignored: Vec<String>,
    /// Names of files that list variables.
    pub examples: Vec<String>,
    /// Settings that must have a value, wherever it comes from.
    pub demanded: Vec<String>,
    pub database: DatabaseDictionary,
    /// Text of programs that load the file `.env` themselves.
    pub file_loaders: Vec<String>,
    /// The variable in which hosts say the port.
    pub port: EnvName,
    /// Files of hosts that may speak of it.
    pub hosts: Vec<String>,
    pub mappings: Vec<String>,
    /// Calls that take a variable's name as `envvar`.
    pub options: Vec<String>,
    #[serde(rename = "function")]
    pub functions: Vec<ReadingFunction>,
    #[serde(rename = "client")]
    pub clients: Vec<Client>,
    #[serde(rename = "method")]
    pub methods: Vec<AnyMethod>,
    #[serde(rename = "configuration")]
    pub configurations: Vec<PrefixedConfiguration>,
    #[serde(rename = "class")]
    pub classes: Vec<ReadingClass>,
    pub prefixed: Vec<PrefixedObject>,
    pub settings: Vec<SettingsClass>,
    #[serde(rename = "type")]
    pub types: Vec<VariableType>,
    #[serde(rename = "demand")]
    pub demands: Vec<Demand>,
}

/// A call that takes no `None`, so that a variable that is not set stops the program there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// The package that the file imports.
    pub library: String,
    /// The last name of what is called: a function, a class, or a method of some object.
    pub call: String,
    pub argument: String,
    pub position: usize,
    /// An empty text is no error.
    #[serde(default)]
    pub takes_empty: bool,
}

/// A function that is called with the variable's name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingFunction {
    pub name: String,
    /// The keyword that may hold the variable's name. `None` if it has no keyword.
    pub argument: Option<String>,
    #[serde(default)]
    pub position: usize,
    pub variable: Option<String>,
    pub default: Option<usize>,
    pub cast: Option<usize>,
    #[serde(default)]
    pub raises: bool,
    pub kind: Option<VariableKind>,
    /// A value that the reader takes, for a build step that only loads the settings. `None` if it takes any value.
    pub stand_in: Option<String>,
}

/// A class of a library that takes a secret from a variable of its own, and stops where there is neither that nor an argument.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    pub name: String,
    pub variable: EnvName,
    /// Keywords with which it is given another way.
    pub unless: Vec<String>,
    /// The place of the first of them among the arguments. `None` if it is given by keyword only.
    pub position: Option<usize>,
}

/// A method of whatever object; a missing variable is an error unless the keyword says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyMethod {
    pub name: String,
    pub argument: String,
    pub unless: String,
    pub kind: Option<VariableKind>,
}

/// A method that fills a configuration from variables with a prefix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixedConfiguration {
    pub method: String,
    /// The argument that says the prefix, first of all.
    pub argument: String,
    pub prefix: String,
}

/// A class whose instances read; a missing variable is an error where no default is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingClass {
    pub name: String,
    /// Other names of the class, and classes that are made from it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Instances that the package exports.
    #[serde(default)]
    pub instances: Vec<String>,
    /// How the instance itself is called. `None` if it cannot be called.
    pub call: Option<ReadingCall>,
    #[serde(default)]
    pub methods: Vec<ReadingMethod>,
    /// The keywords of the constructor are variables with their casts and defaults.
    #[serde(default)]
    pub schema: bool,
    /// The method that opens a block in which every name has a prefix. `None` if there is none.
    pub prefixed: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingCall {
    pub default: usize,
    pub cast: Option<usize>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingMethod {
    pub name: String,
    pub default: usize,
    pub cast: Option<usize>,
    pub kind: Option<VariableKind>,
    pub variable: Option<String>,
    pub stand_in: Option<String>,
}

/// An object whose attributes are variables with a prefix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixedObject {
    pub name: String,
    /// The keyword of the constructor that says the prefix.
    pub keyword: String,
    pub prefix: String,
}

/// A base class whose annotated fields are variables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsClass {
    pub name: String,
    #[serde(default)]
    pub optional_is_none: bool,
}

/// A type that a variable's text is made into.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableType {
    pub name: String,
    pub kind: VariableKind,
    pub stand_in: Option<String>,
}

impl EnvironmentReaders {
    pub fn function(&self, name: &str) -> Option<&ReadingFunction> {
        self.functions.iter().find(|row| row.name == name)
    }

    /// Whether the call takes a variable's name and a default, in this order. Ex) `os.environ.get`, `os.getenv`
    pub fn takes_default(&self, name: &str) -> bool {
        let is_mapping = |name: &str| self.mappings.iter().any(|mapping| mapping == name);
        name.strip_suffix(".get").is_some_and(is_mapping)
            || self.function(name).is_some_and(|row| row.position == 0 && row.default == Some(1))
    }

    pub fn client(&self, name: &str) -> Option<&Client> {
        self.clients.iter().find(|row| row.name == name)
    }

    pub fn class(&self, name: &str) -> Option<&ReadingClass> {
        self.classes.iter().find(|row| row.name == name || row.aliases.iter().any(|alias| alias == name))
    }

    /// Whether objects of the class, or the mapping that the function makes, read variables.
    pub fn is_reader(&self, name: &str) -> bool {
        self.class(name).is_some()
            || self.mappings.iter().any(|mapping| mapping == name)
            || self.prefixed.iter().any(|row| row.name == name)
    }

    pub fn settings_class(&self, name: &str) -> Option<&SettingsClass> {
        self.settings.iter().find(|row| row.name == name)
    }

    pub fn variable_type(&self, name: &str) -> Option<&VariableType> {
        let last = name.rsplit('.').next().unwrap_or(name);
        self.types.iter().find(|row| row.name == last)
    }
}

/// The rows that are built in.
pub fn environment_readers() -> &'static EnvironmentReaders {
    static ROWS: LazyLock<EnvironmentReaders> =
        LazyLock::new(|| super::embedded("environment_readers.toml", table!("environment_readers")));
    &ROWS
}

/// A dictionary that describes a database.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseDictionary {
    /// The key that says which kind of database it is.
    pub key: String,
    /// Part of its text for a database in a file.
    pub unless: String,
    /// The keys whose values must not be missing.
    pub demanded: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_unique() {
        let rows = environment_readers();
        for list in
            [&rows.demanded, &rows.ignored, &rows.examples, &rows.file_loaders, &rows.hosts, &rows.mappings, &rows.options]
        {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
        assert!(rows.functions.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.clients.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.classes.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.prefixed.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.settings.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.types.is_sorted_by(|a, b| a.name < b.name));
        let key = |row: &Demand| (row.library.clone(), row.call.clone(), row.argument.clone());
        assert!(rows.demands.is_sorted_by(|a, b| key(a) < key(b)));
        for class in &rows.classes {
            assert!(class.methods.is_sorted_by(|a, b| a.name < b.name), "{}", class.name);
        }
    }
}
