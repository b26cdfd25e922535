//! `processes.toml`: what programs are for, and what shows that an application has one.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{EnvName, Framework, PackageName, ProcessKind, ProcessName, Signal};

/// What is known about a program that is run with certain words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessRow {
    pub words: Vec<String>,
    pub kind: ProcessKind,
    #[serde(default = "usual_signal")]
    pub signal: Signal,
    /// Seconds that it may take to end.
    #[serde(default = "usual_grace")]
    pub grace: u16,
    /// The words of a command that fails while it is unwell.
    #[serde(default)]
    pub health: Vec<String>,
    /// Options that name the application.
    #[serde(default)]
    pub app: Vec<String>,
    /// Options with which the health command would ask another process.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Variables that the program itself reads, with the service whose URL each holds.
    #[serde(default)]
    pub variables: BTreeMap<EnvName, String>,
    /// Where it is written.
    pub source: String,
}

/// A process that the project has without writing its command down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownRow {
    pub name: ProcessName,
    /// Distributions of which one is installed.
    pub with: Vec<PackageName>,
    #[serde(default)]
    pub without: Vec<PackageName>,
    #[serde(default)]
    pub setting: Vec<String>,
    #[serde(default)]
    pub string: Vec<String>,
    #[serde(default)]
    pub method: Vec<String>,
    #[serde(default)]
    pub call: Vec<String>,
    pub file: Option<String>,
    /// A declared distribution of `with` is the sign: it is for nothing but this process.
    #[serde(default)]
    pub declared: bool,
    /// A method that only a command of the project calls, and not its start.
    /// `None` if a row of another kind says what it runs. Ex) `create_all`
    pub made: Option<String>,
    /// The framework whose application `{app}` is. `None` if every framework is meant.
    pub of: Option<String>,
    /// The command is run in the folder of `file`.
    #[serde(default)]
    pub folder: bool,
    pub words: Vec<String>,
    /// Variables of the command. Ex) `FLASK_APP={web}`
    #[serde(default)]
    pub env: Vec<String>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    program: Vec<ProcessRow>,
    shown: Vec<ShownRow>,
    schedulers: Schedulers,
    names: Names,
    reloaders: Reloaders,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    scheduler: Vec<String>,
    release: Vec<String>,
    web: Vec<String>,
    worker: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reloaders {
    programs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schedulers {
    frameworks: Vec<String>,
}

/// Docker waits this long by itself.
pub const USUAL_GRACE: u16 = 10;

fn usual_grace() -> u16 {
    USUAL_GRACE
}

fn usual_signal() -> Signal {
    Signal::Term
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("processes.toml", table!("processes")))
}

/// The row of a command, whose words begin with the program. `python x/manage.py migrate` begins with `manage.py` here.
/// `None` if it has none.
pub fn program_row(words: &[String]) -> Option<&'static ProcessRow> {
    let is_script = |word: &String| matches!(word.rsplit('/').next(), Some("django-admin" | "django-admin.py" | "manage.py"));
    let start = words.iter().take(2).position(is_script).unwrap_or(0);
    // `django-admin` runs the same commands as the script of a project.
    let program = words.get(start)?.rsplit('/').next()?;
    let program = if program.starts_with("django-admin") { "manage.py" } else { program };
    let rest = &words[start + 1..];
    let has = |row: &&ProcessRow| {
        let mut rest = rest.iter();
        row.words[0] == program && row.words[1..].iter().all(|wanted| rest.any(|word| word == wanted))
    };
    // The longer row says more.
    table().program.iter().filter(has).max_by_key(|row| row.words.len())
}

pub fn shown_processes() -> &'static [ShownRow] {
    &table().shown
}

/// Whether the framework's own program keeps the time.
pub fn is_scheduler(framework: &Framework) -> bool {
    table().schedulers.frameworks.iter().any(|name| name == framework.as_str())
}

/// What a part of the name says. `None` if it says nothing. Ex) `celery-beat`
pub fn kind_of_name(name: &str) -> Option<ProcessKind> {
    let Names { scheduler, release, web, worker } = &table().names;
    let lists = [
        (scheduler, ProcessKind::Scheduler),
        (release, ProcessKind::Release),
        (web, ProcessKind::Web),
        (worker, ProcessKind::Worker),
    ];
    let name = name.to_ascii_lowercase();
    let has = |list: &Vec<String>| name.split(['-', '_', '.']).any(|part| list.iter().any(|known| known == part));
    lists.into_iter().find(|(list, _)| has(list)).map(|(_, kind)| kind)
}

/// Whether the program only starts another one anew at every change of the sources.
pub fn is_reloader(program: &str) -> bool {
    table().reloaders.programs.iter().any(|known| known == program)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Frameworks, services};

    #[test]
    fn rows_are_sorted_unique_and_complete() {
        let table = table();
        assert!(table.program.is_sorted_by(|a, b| a.words < b.words));
        for row in &table.program {
            assert!(!row.source.is_empty() && row.grace > 0, "{:?}", row.words);
            assert!(row.variables.values().all(|of| services().iter().any(|service| service.name == *of)), "{:?}", row.words);
            assert_eq!(row.health.iter().any(|word| word.contains("{app}")), !row.app.is_empty(), "{:?}", row.words);
        }
        for row in &table.shown {
            let signs = [&row.setting, &row.string, &row.method, &row.call];
            let has_sign = signs.iter().any(|list| !list.is_empty());
            let has_other = row.file.is_some() || row.declared || row.made.is_some();
            assert!(has_sign != has_other, "{:?} needs one kind of sign", row.words);
            assert!(!row.with.is_empty() && !row.source.is_empty());
            assert_eq!(row.of.is_some(), row.words.iter().any(|word| word == "{app}"), "{:?}", row.words);
            let words: Vec<String> = row.words.iter().map(|word| word.replace("{manage}", "manage.py")).collect();
            assert!(program_row(&words).is_some() || row.made.is_some(), "no row says what {words:?} is for");
        }
        let frameworks = Frameworks::built_in();
        for name in &table.schedulers.frameworks {
            assert!(frameworks.get(name).is_some(), "{name}");
        }
    }

    /// What a framework of workers starts by its own command is a worker here, too.
    #[test]
    fn the_own_command_of_every_worker_is_a_row() {
        use crate::knowledge::Kind;
        let frameworks = Frameworks::built_in();
        const NO_QUEUE: &[&str] = &["kopf", "locust", "luigi", "prefect", "ray-serve", "scrapy"];
        let workers = frameworks.rows().iter().filter(|row| row.kind == Kind::Worker && !NO_QUEUE.contains(&row.name.as_str()));
        for (row, own) in workers.filter_map(|row| Some((row, row.own.as_ref()?))) {
            let found = program_row(&own.words).unwrap_or_else(|| panic!("{} has no row", row.name));
            assert_eq!((found.kind, found.signal), (ProcessKind::Worker, own.stop_signal), "{}", row.name);
        }
    }

    #[test]
    fn a_command_is_of_the_row_with_most_of_its_words() {
        let kind = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            program_row(&words).map(|row| row.kind.as_str())
        };
        for (text, expected) in [
            ("celery -A shop worker -l info -B", Some("worker")),
            ("celery -A shop beat", Some("scheduler")),
            ("/venv/bin/celery --app shop flower", Some("web")),
            ("python manage.py migrate --noinput", Some("release")),
            ("python shop/manage.py rqworker high", Some("worker")),
            ("manage.py procrastinate worker", Some("worker")),
            ("flask --app shop db upgrade", Some("release")),
            ("celery -A shop purge", None),
            ("python worker.py", None),
            ("gunicorn shop:app", None),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
