//! The quick way to what was typed: one verb, without the flags of the others.

use std::ffi::OsString;

use clap::{Args, Command, FromArgMatches};

use super::{
    CheckArgs, Cli, DetectArgs, ExplainArgs, GraphArgs, InitArgs, LintArgs, RenderArgs, UpdateArgs, WheelsArgs, docker_plugin,
    help, variables,
};

/// The program's own name.
const PROGRAM: &str = "pydock";

impl Cli {
    /// What was typed; `None` if the first word is no verb, or something after it is wrong. Listing the flags of every other verb
    /// takes longer than most runs; an error or help needs them all.
    pub(super) fn read_verb(arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let arguments: Vec<OsString> = arguments.collect();
        let verb = alone(arguments.get(1)?.to_str()?)?;
        // A line break separates the values of a flag.
        let has_lines = arguments.iter().any(|word| word.as_encoded_bytes().contains(&b'\n'));
        if docker_plugin::is_plugin(&arguments) || variables::any_given() || has_lines {
            return None;
        }
        let command = Command::new(PROGRAM).subcommand_required(true).subcommand(verb);
        let matches = help::laid_out(command).try_get_matches_from(arguments).ok()?;
        Self::from_arg_matches(&matches).ok()
    }
}

/// The verb with its own flags.
fn alone(verb: &str) -> Option<Command> {
    let augment = match verb {
        "init" => InitArgs::augment_args,
        "update" => UpdateArgs::augment_args,
        "check" => CheckArgs::augment_args,
        "detect" => DetectArgs::augment_args,
        "render" => RenderArgs::augment_args,
        "wheels" => WheelsArgs::augment_args,
        "explain" => ExplainArgs::augment_args,
        "graph" => GraphArgs::augment_args,
        "lint" => LintArgs::augment_args,
        _ => return None,
    };
    Some(augment(Command::new(verb.to_owned())))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::with_variables;

    #[test]
    fn one_verb_reads_what_all_verbs_read() {
        let check = |arguments: &[&str]| {
            let words = || arguments.iter().map(OsString::from);
            let alone = Cli::read_verb(words())?;
            let all =
                Cli::from_arg_matches(&with_variables(help::laid_out(Cli::command())).try_get_matches_from(words()).unwrap());
            assert_eq!(format!("{:?}", alone.verb), format!("{:?}", all.unwrap().verb), "{arguments:?}");
            Some(())
        };
        for verb in Cli::command().get_subcommands().filter(|verb| alone(verb.get_name()).is_some()) {
            let words: &[&str] =
                if verb.get_name() == "explain" { &["pydock", "explain", "Dockerfile:1"] } else { &["pydock", verb.get_name()] };
            assert!(check(words).is_some(), "{words:?}");
        }
        assert!(check(&["pydock", "init", "--yes", "--port", "9000", "--label", "a=b", "--label", "c=d", "shop"]).is_some());
        assert!(check(&["pydock", "detect", "--json", "--no-test", "--set", "bytecode=none"]).is_some());
        // Errors and help are those of the whole command.
        for words in
            [["pydock", "init", "--prot=1"], ["pydock", "init", "--help"], ["pydock", "--version", ""], ["pydock", "rule", "x"]]
        {
            assert!(Cli::read_verb(words.iter().map(OsString::from)).is_none(), "{words:?}");
        }
        assert!(Cli::read_verb(["docker-pydock", "init", "pydock"].iter().map(OsString::from)).is_none());
    }
}
