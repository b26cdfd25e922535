//! How help is laid out: `--help` fits a screen, and `--help-all` has every option.

use clap::{Arg, ArgAction, Command};

/// The facts that `--help` shows; the others are in `--help-all` and on the manual page.
const COMMON: [&str; 9] = ["preset", "python", "base", "manager", "entrypoint", "command", "port", "health", "env"];

/// The command, and those below it, with the two flags. Both short and long forms of help are one line an option.
pub(super) fn laid_out(command: Command) -> Command {
    let hides = command.get_arguments().any(Arg::is_hide_short_help_set);
    let flag = |name: &'static str| Arg::new(name).long(name).help_heading(None::<&str>);
    let command = command.disable_help_flag(true).arg(flag("help").short('h').action(ArgAction::HelpShort).help("Print help"));
    let command = match hides {
        true => command.arg(flag("help-all").action(ArgAction::HelpLong).help("Print help with every option")),
        false => command,
    };
    command.mut_subcommands(laid_out)
}

/// The heading that a fact is listed below.
pub(super) fn heading(question: &str) -> &'static str {
    match question {
        "manager" | "manifest" | "member" | "groups" | "extras" | "torch" | "build-packages" | "run-packages" => "Dependencies",
        "framework" | "entrypoint" | "command" | "process" | "add-server" | "port" | "health" => "Start",
        "dev" | "test" | "test-command" => "Stages",
        "sources" | "writable" | "with" => "Files",
        _ => "Image",
    }
}

pub(super) fn is_common(question: &str) -> bool {
    COMMON.contains(&question)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// A terminal of the usual height, twice.
    const LINES: usize = 60;

    #[test]
    fn the_help_of_every_command_fits_and_is_complete() {
        let mut command = laid_out(Cli::command());
        command.build();
        check(&mut command, "pydock");
    }

    fn check(command: &mut Command, path: &str) {
        let text = command.render_help().to_string();
        assert!(text.lines().count() <= LINES, "{path}: {} lines\n{text}", text.lines().count());
        let names: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        // `help` is clap's own; a hidden command and the verbs of a group are described by their parent.
        let is_own = !command.is_hide_set() && path.split(' ').count() <= 2 && !path.ends_with(" help");
        if is_own {
            assert!(text.contains("Exit status: 0"), "{path} has no exit status\n{text}");
            assert!(text.contains("Examples:"), "{path} has no example\n{text}");
        }
        for name in names {
            let verb = command.find_subcommand_mut(&name).expect("it was listed");
            check(verb, &format!("{path} {name}"));
        }
    }

    #[test]
    fn help_all_has_every_option() {
        let mut command = laid_out(Cli::command());
        let init = command.find_subcommand_mut("init").expect("it is a verb");
        let (short, long) = (init.render_help().to_string(), init.render_long_help().to_string());
        assert!(!short.contains("--writable") && short.contains("--port") && short.contains("--help-all"), "{short}");
        assert!(long.contains("--writable") && long.contains("Dependencies:"), "{long}");
    }
}
