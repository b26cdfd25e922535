//! The values of flags that are known beforehand, for shells to offer.

use clap::Command;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::facts::SETTINGS;
use crate::knowledge::{Frameworks, python_releases};
use crate::lint::{ALL, Rule};
use crate::model::{Base, PackageManager, Runtime, Suite};
use crate::preset;
use crate::wheel::Machine;

/// The command with the values that are known of each argument.
pub(super) fn offered(command: Command) -> Command {
    let verb = command.get_name().to_owned();
    let command = command.mut_args(|arg| {
        let values = values(&verb, arg.get_id().as_str());
        if values.is_empty() { arg } else { arg.value_parser(PossibleValuesParser::new(values)) }
    });
    command.mut_subcommands(offered)
}

/// Nothing if any text may be a value.
fn values(verb: &str, argument: &str) -> Vec<PossibleValue> {
    match (verb, argument) {
        ("rule", "name") => rules().collect(),
        ("lint", "select" | "ignore") => plain(["default", "all"]).chain(rules()).collect(),
        ("show", "source") | (_, "preset") => presets(),
        (_, "runtime") => plain(Runtime::ALL.map(Runtime::name)).collect(),
        (_, "base") => plain(Base::ALL.map(Base::name)).chain(plain(["auto"])).collect(),
        (_, "suite") => plain(Suite::ALL.map(Suite::name)).collect(),
        (_, "manager") => plain(PackageManager::ALL.map(PackageManager::name)).collect(),
        (_, "torch") => plain(["cpu", "cuda"]).collect(),
        (_, "platforms") => plain(Machine::ALL.map(|machine| machine.to_string())).collect(),
        (_, "python") => plain(python_releases().by_preference().map(|release| release.version.to_string())).collect(),
        (_, "framework") => frameworks(),
        (_, "set") => SETTINGS.iter().map(|(key, meaning)| PossibleValue::new(format!("{key}=")).help(*meaning)).collect(),
        _ => Vec::new(),
    }
}

fn plain<T: Into<clap::builder::Str>>(names: impl IntoIterator<Item = T>) -> impl Iterator<Item = PossibleValue> {
    names.into_iter().map(PossibleValue::new)
}

fn rules() -> impl Iterator<Item = PossibleValue> {
    ALL.iter().map(|rule: &&Rule| PossibleValue::new(rule.name))
}

fn presets() -> Vec<PossibleValue> {
    let presets = preset::built_in().unwrap_or_default();
    presets.into_iter().map(|preset| PossibleValue::new(preset.name).help(preset.description)).collect()
}

fn frameworks() -> Vec<PossibleValue> {
    let frameworks = Frameworks::built_in();
    frameworks.rows().iter().map(|row| PossibleValue::new(row.name.to_string()).help(row.title.clone())).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_value_is_offered_where_it_is_known() {
        let command = offered(Cli::command());
        let offered = |verb: &str, argument: &str| -> Vec<String> {
            let verb = command.find_subcommand(verb).unwrap();
            let argument = verb.get_arguments().find(|arg| arg.get_id() == argument).unwrap();
            argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
        };
        assert_eq!(offered("init", "base"), ["slim", "full", "alpine", "auto"]);
        assert_eq!(offered("render", "suite"), ["bookworm", "trixie"]);
        assert!(offered("update", "preset").contains(&"single-stage".to_owned()));
        assert!(offered("lint", "ignore").contains(&"apt-no-yes".to_owned()));
        assert!(offered("rule", "name").contains(&"root-user".to_owned()));
        assert!(offered("init", "framework").contains(&"fastapi".to_owned()));
        assert!(offered("init", "set").contains(&"uv-version=".to_owned()));
        assert!(offered("init", "port").is_empty());
    }
}
