//! Programs that listen or work, and the servers among them that run somebody else's application object.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{EnvName, PackageName, Port, Signal, Version};

use super::{Interface, matches_name};

/// One program of `servers.toml`: how it is told where to listen and what to run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    pub name: String,
    /// What must be declared for the program to be there.
    pub distribution: PackageName,
    /// Other requirements that bring it along. Ex) `fastapi[standard]`
    #[serde(default)]
    pub brought_by: Vec<String>,
    /// More of them, of which not every release does; `*` stands for anything.
    #[serde(default)]
    perhaps_by: Vec<String>,
    /// Its framework, where the row of that does not name the program itself. `None` if the row of the framework names it.
    pub framework: Option<String>,
    /// Files that Python runs in its place. Ex) `manage.py`
    #[serde(default)]
    scripts: Vec<String>,
    /// Words one of which a command has that listens; without them every command does.
    #[serde(default)]
    pub serves: Vec<String>,
    /// Options that carry the port, alone or after an address.
    #[serde(default)]
    pub port_flags: Vec<String>,
    /// Options that say where it listens; without one of them it may be reachable only from inside the container.
    #[serde(default)]
    pub address_flags: Vec<String>,
    /// What to add to a command that has none of those.
    #[serde(default)]
    pub bind: Vec<String>,
    /// Words with which alone it listens inside the container where no option says otherwise.
    #[serde(default)]
    local_with: Vec<String>,
    /// The word that the port may follow. `None` if it follows no word. Ex) `runserver`
    pub port_after: Option<String>,
    /// The variable that it takes the port from where no option says one. `None` if there is none.
    pub port_variable: Option<EnvName>,
    /// Variables that say where it listens.
    #[serde(default)]
    pub address_variables: Vec<String>,
    /// Variables that may hold any option.
    #[serde(default)]
    pub settings_variables: Vec<String>,
    /// Its configuration file, where that can say where it listens. `None` if it has none.
    pub config: Option<ConfigRow>,
    /// Where it listens when nothing says otherwise. `None` if it has no default.
    pub port: Option<Port>,
    #[serde(default = "term")]
    pub stop_signal: Signal,
    pub application: Option<Application>,
    /// Options that change the user it runs as, which only root may do.
    #[serde(default)]
    pub user_flags: Vec<String>,
    /// Words in front of the name of a plug-in that it starts.
    #[serde(default)]
    pub plugin_start: Vec<String>,
    /// Words with which it is made for development.
    #[serde(default)]
    pub development: Vec<DevelopmentRow>,
}

/// How a program is told what to run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    pub by: ApplicationBy,
    /// Options that name it.
    #[serde(default)]
    pub flags: Vec<String>,
    /// A module alone is enough, and its object has a usual name.
    #[serde(default)]
    pub module_alone: bool,
    /// Options without a value.
    #[serde(default)]
    pub switches: Vec<String>,
    /// Options that name the folder of imports; `paths` add more.
    #[serde(default)]
    pub folders: Vec<String>,
    #[serde(default)]
    pub paths: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationBy {
    /// The first word that is no option and no value of one.
    Position,
    /// The first `module:object`, wherever it is.
    Anywhere,
    Option,
    /// The first `.py` behind one of the words with which it serves.
    File,
}

/// A command that is made for development.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentRow {
    pub words: Vec<String>,
    /// Ex) `flask run`
    pub named: String,
    pub instead: String,
}

/// One server of `servers.toml`; what it has in common with other programs is its [`Listener`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerRow {
    pub name: String,
    /// The kind of application that it is installed for where the project declares no server; `tools.toml` has the version.
    /// `None` if it is never added.
    pub added_for: Option<Interface>,
    /// The executable, where it is not called like the row. `None` if it is called like the row.
    pub program: Option<String>,
    pub factory: FactoryStyle,
    /// Functions that start it from a program. Ex) `uvicorn.run`
    #[serde(default)]
    pub runs: Vec<String>,
    /// Libraries without which those functions serve for development alone.
    #[serde(default)]
    pub with_one_of: Vec<PackageName>,
    /// Those functions listen on every address when the program names none.
    #[serde(default)]
    pub binds_all: bool,
    #[serde(default, rename = "command")]
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
    /// Endings of words that name it without an option.
    #[serde(default)]
    pub endings: Vec<String>,
    /// Files that it reads without being told, looked for in the folder where it starts.
    #[serde(default)]
    pub files: Vec<String>,
    /// Keys that hold the address or the port.
    pub keys: Vec<String>,
    /// Keys that hold the address of a socket on which it does not speak HTTP.
    #[serde(default)]
    pub socket_keys: Vec<String>,
}

/// The words that start a server for one kind of application.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRow {
    pub interface: Interface,
    /// The first release that can do it. `None` if every release can.
    pub since: Option<Version>,
    pub words: Vec<String>,
}

/// Words that are added where the version that will be installed takes them, and the project needs them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionRow {
    /// The first release that takes them. `None` if each one does.
    pub since: Option<Version>,
    /// Distributions all of which the project installs.
    #[serde(default)]
    pub installed: Vec<PackageName>,
    /// Distributions none of which it installs.
    #[serde(default)]
    pub absent: Vec<PackageName>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    port_flags: Vec<String>,
    worker_flags: Vec<String>,
    program: Vec<Listener>,
    server: Vec<ServerRow>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("servers.toml", table!("servers")))
}

fn term() -> Signal {
    Signal::Term
}

/// The program of this name, without its folder. `None` if it is not known.
pub fn listener(program: &str) -> Option<&'static Listener> {
    static BY_NAME: OnceLock<BTreeMap<&str, &Listener>> = OnceLock::new();
    let rows = BY_NAME.get_or_init(|| table().program.iter().map(|row| (row.name.as_str(), row)).collect());
    rows.get(program).copied()
}

/// Every program that is known.
pub fn listeners() -> &'static [Listener] {
    &table().program
}

/// The program that a command runs, by its own name, as a module of Python, or as one of its scripts; and its arguments.
/// `None` if it runs none.
pub fn listener_of<W: AsRef<str>>(words: &[W]) -> Option<(&'static Listener, &[W])> {
    let (first, rest) = words.split_first()?;
    let base = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let name = base(first.as_ref());
    let script = |name: &str| table().program.iter().find(|row| row.scripts.iter().any(|script| script == name));
    if let Some(row) = listener(&name).or_else(|| script(&name)) {
        return Some((row, rest));
    }
    let is_python = name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if !is_python {
        return None;
    }
    let start = rest.iter().position(|word| !word.as_ref().starts_with('-') || word.as_ref() == "-m")?;
    let (word, behind) = rest[start..].split_first()?;
    match word.as_ref() {
        "-m" => {
            let (module, behind) = behind.split_first()?;
            let top = module.as_ref().split('.').next().unwrap_or_default();
            let is_of = |row: &&Listener| row.name == top || row.distribution.as_ref() == top;
            Some((table().program.iter().find(is_of)?, behind))
        }
        file => Some((script(&base(file))?, behind)),
    }
}

/// Options of a program that is not known, which carry its port.
pub fn usual_port_flags() -> &'static [String] {
    &table().port_flags
}

/// Options of servers that carry a number of workers.
pub fn worker_flags() -> &'static [String] {
    &table().worker_flags
}

/// The values of the options, in their order: `--port 80`, `--port=80`, `-p80`, `-b :80`.
pub fn option_values<'w, W: AsRef<str>>(words: &'w [W], flags: &[String]) -> Vec<&'w str> {
    let mut found = Vec::new();
    let mut skips = false;
    for (index, word) in words.iter().enumerate() {
        if std::mem::take(&mut skips) {
            continue;
        }
        let word = word.as_ref();
        let value = flags.iter().find_map(|flag| {
            let rest = word.strip_prefix(flag.as_str())?;
            match rest.strip_prefix('=') {
                Some(value) => Some((value, false)),
                None if rest.is_empty() => words.get(index + 1).map(|next| (next.as_ref(), true)),
                None if flag.len() == 2 => Some((rest, false)),
                None => None,
            }
        });
        if let Some((value, is_next)) = value {
            found.push(value);
            skips = is_next;
        }
    }
    found
}

impl Listener {
    /// Whether a command with these arguments listens.
    pub fn is_serving<W: AsRef<str>>(&self, arguments: &[W]) -> bool {
        self.serves.is_empty() || has_word(arguments, &self.serves)
    }

    /// Whether a command that names no address listens only inside the container.
    pub fn is_local_by_default<W: AsRef<str>>(&self, arguments: &[W]) -> bool {
        !self.bind.is_empty() && (self.local_with.is_empty() || has_word(arguments, &self.local_with))
    }

    /// The one port that the arguments name, or that a variable gives where they name none. `None` if there is no such port.
    pub fn bound_port<W: AsRef<str>>(&self, arguments: &[W], variable: impl Fn(&str) -> Option<String>) -> Option<u16> {
        if !self.is_serving(arguments) {
            return None;
        }
        let number = |text: &str| text.rsplit(':').next().and_then(|text| text.parse::<u16>().ok());
        let mut values = option_values(arguments, &self.port_flags);
        if let Some(word) = &self.port_after {
            let behind = arguments.iter().skip_while(|argument| argument.as_ref() != word).skip(1).map(AsRef::as_ref);
            values.extend(behind.filter(|argument| !argument.starts_with('-')).take(1));
        }
        match values.as_slice() {
            [one] => number(one),
            // A file may say it as well, and outweighs the variable.
            [] if self.config.is_none() => number(&variable(self.port_variable.as_ref()?.as_str())?),
            _ => None,
        }
    }

    /// What makes the command one for development, and what to do instead. `None` if it is one for production.
    pub fn development_of<W: AsRef<str>>(&self, arguments: &[W]) -> Option<&DevelopmentRow> {
        self.development.iter().find(|row| has_word(arguments, &row.words))
    }

    /// Whether a requirement brings the program along, or may. Ex) `fastapi[standard]`, `mlflow`
    pub fn may_be_brought_by(&self, requirement: &str) -> bool {
        self.brought_by.iter().any(|known| known == requirement)
            || self.perhaps_by.iter().any(|pattern| matches_name(pattern, requirement))
    }
}

fn has_word<W: AsRef<str>>(arguments: &[W], words: &[String]) -> bool {
    arguments.iter().any(|argument| words.iter().any(|word| word == argument.as_ref()))
}

impl ServerRow {
    pub fn program(&self) -> &str {
        self.program.as_deref().unwrap_or(&self.name)
    }
}

/// A server is a program that listens.
impl Deref for ServerRow {
    type Target = Listener;

    fn deref(&self) -> &Listener {
        match listener(self.program()) {
            Some(row) => row,
            None => panic!("servers.toml has no program `{}`", self.program()),
        }
    }
}

/// The rows that are built in.
pub(super) fn built_in() -> &'static [ServerRow] {
    &table().server
}

#[cfg(test)]
mod tests;
