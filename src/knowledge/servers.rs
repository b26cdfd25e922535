//! The servers that can run somebody else's application object: gunicorn, uvicorn and their kin.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{EnvName, PackageName, Port, Signal, Version};

use super::Interface;

/// One server of `servers.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerRow {
    pub name: String,
    /// What must be declared for the server to be there.
    pub distribution: PackageName,
    /// Other requirements that bring it along. Ex) `fastapi[standard]`
    #[serde(default)]
    pub brought_by: Vec<String>,
    /// The kind of application that it is installed for where the project declares no server; `tools.toml` has the version.
    pub added_for: Option<Interface>,
    /// The executable, where it is not called like the row.
    pub program: Option<String>,
    pub stop_signal: Signal,
    /// Options that carry the port, alone or after an address.
    pub port_flags: Vec<String>,
    /// Options that say where it listens; without one of them it may be reachable only from inside the container.
    #[serde(default)]
    pub address_flags: Vec<String>,
    /// What to add to a command that has none of those.
    #[serde(default)]
    pub bind: Vec<String>,
    /// Its configuration file, where that can say where it listens.
    pub config: Option<ConfigRow>,
    /// Where it listens when nothing says otherwise.
    pub port: Port,
    /// The variable that it takes the port from where no option says one.
    pub port_variable: Option<EnvName>,
    pub factory: FactoryStyle,
    /// Functions that start it from a program. Ex) `uvicorn.run`
    #[serde(default)]
    pub runs: Vec<String>,
    /// Those functions listen on every address when the program names none.
    #[serde(default)]
    pub binds_all: bool,
    #[serde(rename = "command")]
    pub commands: Vec<CommandRow>,
    #[serde(default, rename = "option")]
    pub options: Vec<OptionRow>,
}

/// A configuration file with a line for the address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigRow {
    /// Options that name the file.
    pub flags: Vec<String>,
    /// Files that it reads without being told, looked for in the folder where it starts.
    #[serde(default)]
    pub files: Vec<String>,
    /// Keys that hold the address or the port.
    pub keys: Vec<String>,
}

/// The words that start a server for one kind of application.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRow {
    pub interface: Interface,
    /// The first release that can do it.
    pub since: Option<Version>,
    pub words: Vec<String>,
}

/// Words that are added only when the version that will be installed is known to take them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionRow {
    pub since: Version,
    pub words: Vec<String>,
}

/// How a server is told that the name is a function that makes the application.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "style", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FactoryStyle {
    /// Ex) `shop:create_app()`
    Call,
    /// The server finds out by itself. Ex) `shop:create_app`
    Name,
    /// A word before the name. Ex) `--factory shop:create_app`
    Flag {
        word: String,
    },
    Unsupported,
}

/// A program that is no server for others' applications, and takes its port from a variable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortReader {
    /// What its command line begins with. Ex) `["fastapi", "run"]`
    pub words: Vec<String>,
    pub port_flags: Vec<String>,
    pub port_variable: EnvName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    server: Vec<ServerRow>,
    reader: Vec<PortReader>,
}

/// The programs that take their port from a variable and run no others' applications.
pub fn port_readers() -> &'static [PortReader] {
    static ROWS: LazyLock<Vec<PortReader>> = LazyLock::new(|| super::embedded::<Table>("servers.toml", TABLE).reader);
    &ROWS
}

const TABLE: &str = include_str!("servers.toml");

impl ServerRow {
    pub fn program(&self) -> &str {
        self.program.as_deref().unwrap_or(&self.name)
    }
}

/// The rows that are built in.
pub(super) fn built_in() -> Vec<ServerRow> {
    super::embedded::<Table>("servers.toml", TABLE).server
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_command_names_the_application_and_the_port() {
        let rows = built_in();
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
        for row in &rows {
            assert!(row.brought_by.is_sorted(), "{}", row.name);
            for command in &row.commands {
                assert_eq!(command.words[0], row.program());
                assert!(command.words.iter().any(|word| word == "{entrypoint}"), "{}", row.name);
                assert!(command.words.iter().any(|word| word.contains("{port}")), "{}", row.name);
            }
        }
    }
}
