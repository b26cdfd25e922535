//! The frameworks: how each is recognised, and how it is started.
//!
//! One file of `frameworks/` is one framework; its stem is the name that `--framework` takes.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{EnvName, EnvVar, Framework, HealthCheck, PackageName, Port, Signal};

use super::servers::{self, FactoryStyle, ServerRow};

/// Every framework and server that pydock knows.
#[derive(Debug, Clone)]
pub struct Frameworks {
    rows: Vec<FrameworkRow>,
    servers: &'static [ServerRow],
    /// The place of the row of each constructor, found when one is asked for first.
    constructors: OnceLock<HashMap<String, (usize, Interface)>>,
}

/// A file beside the project, and the key in it that holds the port.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortFile {
    pub path: String,
    pub key: String,
}

/// One file of `frameworks/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkRow {
    #[serde(skip, default = "unnamed")]
    pub name: Framework,
    pub title: String,
    pub kind: Kind,
    /// Any one of these, declared, makes the framework a dependency of the project.
    pub distributions: Vec<PackageName>,
    /// How the names of distributions begin that extend the framework and depend on it. Ex) `flask-`
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Top-level modules; a file that imports none of them is not read for this framework.
    pub imports: Vec<String>,
    /// Callables that make the application, by the interface that the application then speaks.
    #[serde(default)]
    pub constructors: BTreeMap<Interface, Vec<String>>,
    /// Modules whose mere use at the top of a file makes the file the application.
    #[serde(default)]
    pub page_modules: Vec<String>,
    /// The page that the framework looks for when it is given none. `None` if it looks for none.
    pub default_page: Option<String>,
    /// What else shows that a file is an application of the framework.
    #[serde(default)]
    pub marks: Marks,
    /// Files that are not Python and that the framework runs.
    #[serde(default, rename = "page")]
    pub pages: Vec<PageFile>,
    /// Its configuration, where that can say the port. `None` if no file does. Ex) `.streamlit/config.toml`
    pub port_file: Option<PortFile>,
    /// Requirements of which one must be declared, where the framework alone cannot start. Ex) `dagster-webserver`
    #[serde(default)]
    pub needs: Vec<String>,
    /// The variable by which its own command is given the application. `None` if there is none. Ex) `FLASK_APP`
    pub variable: Option<EnvName>,
    /// Folders that it writes to beside the project, as seen from where it runs.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Files that it keeps there.
    #[serde(default)]
    pub writes_files: Vec<String>,
    /// Names of classes that configure the framework and are given to it in place of an object.
    #[serde(default)]
    pub settings_classes: Vec<String>,
    /// The attribute of the application object that speaks WSGI. `None` if the object itself does. Ex) dash's `server`
    pub wsgi_attribute: Option<String>,
    /// Rows of `servers.toml`, best first.
    pub servers: Vec<String>,
    /// Where it listens unless the code says otherwise; `None` if nothing listens.
    pub port: Option<Port>,
    pub health: Option<RowHealth>,
    #[serde(default, deserialize_with = "env")]
    pub env: Vec<EnvVar>,
    pub own: Option<OwnCommand>,
    #[serde(default, rename = "addition")]
    pub additions: Vec<Addition>,
    pub script: Option<ScriptStart>,
}

/// What kind of program a framework makes, the one that a container is most likely meant for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Answers HTTP.
    Web,
    /// Answers HTTP with pages for a person.
    Ui,
    /// Answers another protocol.
    Service,
    /// Takes jobs from a queue.
    Worker,
    /// Talks to a chat service.
    Bot,
    /// A command that a person calls.
    Cli,
    Script,
}

/// What an application object speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interface {
    /// PEP 3333
    Wsgi,
    Asgi,
    /// `aiohttp.web.Application`, which gunicorn runs with aiohttp's own worker.
    Aiohttp,
    /// Something that only the framework itself can run.
    None,
}

/// The page that tells whether the application is well, where its routes show none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowHealth {
    pub path: String,
    /// The framework itself answers there.
    pub known: bool,
}

/// The framework's own command line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCommand {
    pub words: Vec<String>,
    /// The framework says that this is not for production.
    #[serde(default)]
    pub development: bool,
    pub stop_signal: Signal,
    #[serde(default = "by_name")]
    pub factory: FactoryStyle,
    /// The file beside which the command must be run. `None` if it runs anywhere. Ex) `scrapy.cfg`
    pub beside: Option<String>,
}

/// What shows that a file is an application, where no constructor does.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Decorators by their qualified names, or the modules that they come from. Ex) `kopf.on`
    #[serde(default)]
    pub decorators: Vec<String>,
    /// Classes of which the file derives one. Ex) `locust.HttpUser`
    #[serde(default)]
    pub base_classes: Vec<String>,
    /// Functions that running the file calls. Ex) `bokeh.plotting.curdoc`
    #[serde(default)]
    pub functions: Vec<String>,
    /// Methods, of whatever object, that running the file calls. Ex) `servable`
    #[serde(default)]
    pub methods: Vec<String>,
    /// Methods whose result is the application object. Ex) `make_wsgi_app`
    #[serde(default)]
    pub makers: Vec<String>,
    /// Constructors that give the application first, and something more. Ex) `app, rt = fast_app()`
    #[serde(default)]
    pub unpacked: Vec<String>,
    /// What the application speaks where it was found by a mark; only the framework's own command can run it by default.
    /// `None` if it has no object.
    pub interface: Option<Interface>,
    /// The object is the framework's module itself, under the name that the file imports it by. Ex) mesop's `me`
    #[serde(default)]
    pub object_is_module: bool,
    /// The attribute of the class that holds the name it is started by.
    /// `None` if it has no name of its own. Ex) `name` of a spider
    pub label: Option<String>,
}

/// A file that the framework runs and that is not Python. Ex) `production.ini`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// The whole name, or `*` and the ending.
    pub name: String,
    /// Text that it must hold.
    #[serde(default)]
    pub contains: String,
    /// Keys that hold the address or the port, in files of `key = value` lines.
    #[serde(default)]
    pub port_keys: Vec<String>,
}

/// Words that a command of the framework needs in a container.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// The command has one of these words.
    pub with: Vec<String>,
    /// It has none of these options.
    pub without: Vec<String>,
    pub words: Vec<String>,
}

/// How a program starts the framework by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptStart {
    /// Ex) `aiohttp.web.run_app`
    #[serde(default)]
    pub functions: Vec<String>,
    /// Methods of the application object. Ex) `run`
    #[serde(default)]
    pub methods: Vec<String>,
    /// Keywords that no other method of the name takes: a call with one is known, whatever its object is. Ex) `server_port`
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Decorators that give a function those methods. Ex) `prefect.flow`
    #[serde(default)]
    pub decorators: Vec<String>,
    /// Keys of a settings dictionary that hold the address and the port. Ex) `server.socket_host`
    #[serde(default)]
    pub settings: Vec<String>,
    /// Where those listen when the code names no port. `None` if the code names it always.
    pub port: Option<Port>,
    /// They listen on every address when the code names none.
    #[serde(default)]
    pub binds_all: bool,
    /// The framework says that what they start is not for production.
    #[serde(default)]
    pub development: bool,
    /// A variable of the row's `env` decides where they listen, whatever the code names.
    #[serde(default)]
    pub address_by_env: bool,
    /// This is how the framework is meant to be started, a declared server or not.
    #[serde(default)]
    pub preferred: bool,
    /// What they start serves in a thread beside the program's work, on a port that the call always names: any other server of the
    /// file is what the program is for.
    #[serde(default)]
    pub beside: bool,
    /// The constructor of the object takes the address and the port where the call does not. Ex) `FastMCP("tides", port=9000)`
    #[serde(default)]
    pub constructed: bool,
    /// Values of `transport=` that listen on a port; where the list is not empty, any other value does not.
    #[serde(default)]
    pub http_transports: Vec<String>,
    pub stop_signal: Signal,
}

fn unnamed() -> Framework {
    Framework(String::new())
}

fn by_name() -> FactoryStyle {
    FactoryStyle::Name
}

fn env<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<EnvVar>, D::Error> {
    let lines = Vec::<String>::deserialize(deserializer)?;
    lines.iter().map(|line| line.parse().map_err(serde::de::Error::custom)).collect()
}

impl Frameworks {
    /// The rows that are built in, best kind first and then by name.
    pub fn built_in() -> Self {
        let rows: BTreeMap<String, FrameworkRow> = super::embedded("frameworks", table!("frameworks"));
        let rows = rows.into_iter().map(|(stem, row)| FrameworkRow { name: Framework(stem), ..row });
        let mut rows: Vec<FrameworkRow> = rows.collect();
        rows.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        Self { rows, servers: servers::built_in(), constructors: OnceLock::new() }
    }

    pub fn rows(&self) -> &[FrameworkRow] {
        &self.rows
    }

    pub fn servers(&self) -> &[ServerRow] {
        self.servers
    }

    pub fn get(&self, name: &str) -> Option<&FrameworkRow> {
        self.rows.iter().find(|row| row.name.as_str() == name)
    }

    pub fn server(&self, name: &str) -> Option<&ServerRow> {
        self.servers.iter().find(|row| row.name == name)
    }

    /// The framework that a qualified callable belongs to, and what the object speaks.
    /// `None` if it belongs to none. Ex) `fastapi.FastAPI`
    pub fn constructor(&self, qualified: &str) -> Option<(&FrameworkRow, Interface)> {
        let constructors = self.constructors.get_or_init(|| {
            let mut places = HashMap::new();
            for (place, row) in self.rows.iter().enumerate() {
                for (interface, names) in &row.constructors {
                    for name in names {
                        places.entry(name.clone()).or_insert((place, *interface));
                    }
                }
            }
            places
        });
        constructors.get(qualified).map(|(place, interface)| (&self.rows[*place], *interface))
    }

    /// The names that a person may type, for an error message.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.name.as_str())
    }
}

impl Marks {
    pub fn is_empty(&self) -> bool {
        self.names().next().is_none() && self.methods.is_empty() && self.makers.is_empty()
    }

    /// The qualified names among the marks.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.decorators.iter().chain(&self.base_classes).chain(&self.functions)
    }
}

impl PageFile {
    pub fn is_called(&self, file_name: &str) -> bool {
        match self.name.strip_prefix('*') {
            Some(ending) => file_name.ends_with(ending),
            None => self.name == file_name,
        }
    }
}

impl FrameworkRow {
    /// Top-level modules of which any import makes a file worth reading: what the marks name is no name of theirs.
    pub fn marking_modules(&self) -> impl Iterator<Item = &String> {
        self.imports.iter().filter(|_| !self.marks.methods.is_empty() || !self.marks.makers.is_empty())
    }

    /// Every qualified name by which an import shows that the file has to do with the framework.
    pub fn qualified_names(&self) -> impl Iterator<Item = &String> {
        let script = self.script.iter().flat_map(|script| script.functions.iter().chain(&script.decorators));
        let imports = self.imports.iter().filter(|_| !self.settings_classes.is_empty());
        self.constructors.values().flatten().chain(&self.page_modules).chain(script).chain(imports).chain(self.marks.names())
    }

    /// The interface of the objects that this framework makes, the first where it knows two.
    pub fn interface(&self) -> Interface {
        self.constructors.keys().next().copied().unwrap_or(Interface::None)
    }

    /// Whether the dotted name of a module or callable belongs to the framework's modules.
    pub fn is_imported_as(&self, path: &str) -> bool {
        self.imports.iter().any(|top| path == top || path.strip_prefix(top.as_str()).is_some_and(|rest| rest.starts_with('.')))
    }

    /// The health check where nothing is known about the routes. `None` if it has none.
    pub fn health(&self) -> Option<HealthCheck> {
        self.health.as_ref().and_then(|health| HealthCheck::new(&health.path, health.known).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a test may read the disk")]
    fn every_file_of_the_folder_is_a_row_that_names_only_what_exists() {
        let frameworks = Frameworks::built_in();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/knowledge/frameworks");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), frameworks.rows().len(), "rebuild: a row was added");
        for row in frameworks.rows() {
            for server in &row.servers {
                assert!(frameworks.server(server).is_some(), "{}: no server `{server}`", row.name);
            }
            for names in row.constructors.values().chain([&row.imports]) {
                assert!(names.is_sorted() || names.len() < 3, "{}: {names:?} is not sorted", row.name);
            }
            let words = row.own.iter().flat_map(|own| &own.words);
            for word in words.filter(|word| word.contains('{')) {
                let known = ["{entrypoint}", "{module}", "{object}", "{file}", "{manage}", "{port}", "{label}"];
                assert!(known.iter().any(|name| word.contains(name)), "{}: {word}", row.name);
            }
            let health = row.health.as_ref().map(|health| HealthCheck::new(&health.path, health.known));
            assert!(health.is_none_or(|health| health.is_ok()), "{}", row.name);
            assert!(
                !row.constructors.is_empty()
                    || !row.page_modules.is_empty()
                    || !row.settings_classes.is_empty()
                    || !row.marks.is_empty()
                    || !row.pages.is_empty()
                    || row.script.as_ref().is_some_and(|script| !script.functions.is_empty())
                    || matches!(row.kind, Kind::Cli | Kind::Script),
                "{} cannot be found",
                row.name
            );
        }
    }

    #[test]
    fn a_callable_belongs_to_one_framework_at_most() {
        let frameworks = Frameworks::built_in();
        let mut seen = std::collections::BTreeSet::new();
        for name in frameworks.rows().iter().flat_map(|row| row.constructors.values()).flatten() {
            assert!(seen.insert(name), "{name} is claimed twice");
        }
        let (row, interface) = frameworks.constructor("falcon.asgi.App").unwrap();
        assert_eq!((row.name.as_str(), interface), ("falcon", Interface::Asgi));
    }
}
