//! Variables of the environment: those without a flag, and those that look like pydock's and are not.

use std::ffi::OsString;

use clap::Command;

use crate::model::nearest;

const PREFIX: &str = "PYDOCK_";

/// Variables without a flag, and what they do.
pub const VARIABLES: &[(&str, &str)] = &[
    ("PYDOCK_DEFAULT_PRESET", "preset for projects where neither a flag nor `pydock.toml` names one"),
    ("PYDOCK_REGISTRY_MIRROR", "mirrors of Docker Hub, separated by commas; empty for none"),
    ("NO_COLOR", "print no colors"),
    ("CLICOLOR_FORCE", "print colors even where the output is not a terminal"),
    ("TERM", "`dumb` prints no colors"),
    ("SOURCE_DATE_EPOCH", "the date that decides whether a Python release has reached its end of life"),
    ("HOME", "where the folders below and the configurations of Docker and pip are, unless other variables name them"),
    ("XDG_CACHE_HOME", "folder of fetched presets and of the answers of package indexes"),
    ("XDG_CONFIG_HOME", "folder of your configuration, `pydock/config.toml`"),
    ("XDG_STATE_HOME", "folder of the files that the last run replaced"),
    ("DOCKER_CONFIG", "folder of Docker's credentials and plugins"),
    ("PIP_INDEX_URL", "the package index that `--online` asks; else `UV_DEFAULT_INDEX` or `UV_INDEX_URL`"),
    ("PIP_EXTRA_INDEX_URL", "more indexes that `--online` asks, separated by spaces"),
    ("HTTPS_PROXY", "proxy of encrypted connections"),
    ("HTTP_PROXY", "proxy of other connections"),
    ("ALL_PROXY", "proxy where neither of the two is set"),
    ("NO_PROXY", "hosts that are contacted without a proxy, separated by commas"),
    ("PIP_CERT", "certificates to trust, as a PEM file; else `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE` or `SSL_CERT_FILE`"),
];

/// Whether the environment has a variable that may stand for a flag.
pub(super) fn any_given() -> bool {
    std::env::vars_os().any(|(name, _)| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
}

/// What is wrong with the first variable that no flag of any verb reads: a typo would be passed over in silence. `None` if there
/// is none.
pub(super) fn unknown(command: &Command, given: impl Iterator<Item = OsString>) -> Option<String> {
    let mut known: Vec<String> = VARIABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    collect(command, &mut known);
    let mut unknown: Vec<String> = given
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .collect();
    unknown.sort();
    let name = unknown.first()?;
    let own = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let flags: Vec<String> = known.iter().filter(|name| name.starts_with(PREFIX)).map(|name| own(name)).collect();
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
