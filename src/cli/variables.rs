//! Variables of the environment that look like pydock's and are not.

use std::ffi::OsString;

use clap::Command;

use crate::model::nearest;

const PREFIX: &str = "PYDOCK_";
/// Those without a flag.
const OTHERS: &[&str] = &["PYDOCK_DEFAULT_PRESET", "PYDOCK_REGISTRY_MIRROR"];

/// What is wrong with the first variable that no flag of any verb reads: a typo would be passed over in silence.
pub(super) fn unknown(command: &Command, given: impl Iterator<Item = OsString>) -> Option<String> {
    let mut known: Vec<String> = OTHERS.iter().map(|name| (*name).to_owned()).collect();
    collect(command, &mut known);
    let mut unknown: Vec<String> = given
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .collect();
    unknown.sort();
    let name = unknown.first()?;
    let own = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let flags: Vec<String> = known.iter().map(|name| own(name)).collect();
    let hint = match nearest(&own(name), flags.iter().map(String::as_str)) {
        Some(flag) => format!("did you mean `{PREFIX}{flag}`?"),
        None => "unset it: `PYDOCK_` variables have the names of flags".to_owned(),
    };
    Some(format!("unknown environment variable `{}`\n  hint: {hint}", name.escape_debug()))
}

fn collect(command: &Command, known: &mut Vec<String>) {
    known.extend(command.get_arguments().filter_map(|arg| arg.get_env()?.to_str().map(str::to_owned)));
    command.get_subcommands().for_each(|verb| collect(verb, known));
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::{Cli, with_variables};

    #[test]
    fn a_typo_is_reported_with_the_likely_name() {
        let command = with_variables(Cli::command());
        let check = |names: &[&str]| unknown(&command, names.iter().map(OsString::from));
        assert_eq!(check(&["PATH", "PYDOCK", "PYDOCK_PORT", "PYDOCK_NO_TEST", "PYDOCK_DEFAULT_PRESET"]), None);
        let typo = check(&["PYDOCK_PROT"]).unwrap();
        assert!(
            typo.contains("unknown environment variable `PYDOCK_PROT`") && typo.contains("did you mean `PYDOCK_PORT`?"),
            "{typo}"
        );
        assert!(check(&["PYDOCK_XYZZY"]).unwrap().contains("unset it"));
    }
}
