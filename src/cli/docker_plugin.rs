//! pydock as a plugin of the Docker CLI.
//!
//! Docker starts a plugin as `docker-pydock pydock init`, with its own global flags in front, and before that once as
//! `docker-pydock docker-cli-plugin-metadata`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{Args, Command, Subcommand};

/// The verb that Docker asks every plugin.
pub(super) const METADATA: &str = "docker-cli-plugin-metadata";

/// Make pydock a command of Docker: `docker pydock init`
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock docker-plugin install
  docker pydock init")]
pub struct DockerPluginArgs {
    #[command(subcommand)]
    pub verb: DockerPluginVerb,
}

#[derive(Debug, Subcommand)]
pub enum DockerPluginVerb {
    /// Link this program into Docker's plugin folder, `$DOCKER_CONFIG/cli-plugins` or `~/.docker/cli-plugins`
    #[command(after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock docker-plugin install\n  docker pydock init")]
    Install {
        /// Replace a file that is not a link to pydock
        #[arg(long)]
        force: bool,
    },
    /// Remove the link
    #[command(after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock docker-plugin remove")]
    Remove,
}

/// Whether the first of the words is the name of the plugin.
pub(super) fn is_plugin(arguments: &[OsString]) -> bool {
    arguments.first().and_then(|program| Path::new(program).file_stem()) == Some(OsStr::new("docker-pydock"))
}

/// The command under the name that it was called by, and the arguments that are meant for it.
pub(super) fn called(command: Command, arguments: impl Iterator<Item = OsString>) -> (Command, Vec<OsString>) {
    let mut arguments: Vec<OsString> = arguments.collect();
    let is_plugin = is_plugin(&arguments);
    let Some(own) = arguments.iter().skip(1).position(|word| word == "pydock").filter(|_| is_plugin) else {
        return (command, arguments);
    };
    let is_help = arguments[1..=own].iter().any(|word| word == "help");
    // The program's name, then what follows the plugin's.
    arguments.drain(1..own + 2);
    if is_help {
        arguments.push("--help".into());
    }
    (command.bin_name("docker pydock"), arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockers_words_are_left_out() {
        for (typed, expected) in [
            ("pydock init pydock", "pydock init pydock"),
            ("/usr/bin/docker-pydock pydock init --yes", "/usr/bin/docker-pydock init --yes"),
            ("docker-pydock --context far pydock init", "docker-pydock init"),
            ("docker-pydock pydock init pydock", "docker-pydock init pydock"),
            ("docker-pydock help pydock", "docker-pydock --help"),
            ("docker-pydock docker-cli-plugin-metadata", "docker-pydock docker-cli-plugin-metadata"),
            ("docker-pydock", "docker-pydock"),
        ] {
            let (_, left) = called(Command::new("pydock"), typed.split(' ').map(OsString::from));
            assert_eq!(left.join(OsStr::new(" ")), expected);
        }
    }
}
