//! How help is laid out: `--help` fits a screen, and `--help-all` has every option.

use clap::{Arg, ArgAction, Command};

use crate::model::FactId;

/// The facts that `--help` shows; the others are in `--help-all` and on the manual page.
const COMMON: [FactId; 9] = [
    FactId::Preset,
    FactId::Python,
    FactId::Base,
    FactId::Manager,
    FactId::Entrypoint,
    FactId::Command,
    FactId::Port,
    FactId::Health,
    FactId::Env,
];

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
pub(super) fn heading(fact: FactId) -> &'static str {
    use FactId as F;
    match fact {
        F::Manager | F::Manifest | F::Member | F::Groups | F::Extras | F::Torch => "Dependencies",
        F::BuildPackages | F::RunPackages => "Dependencies",
        F::Framework | F::Entrypoint | F::Command | F::Process | F::AddServer | F::Port | F::Health => "Start",
        F::Dev | F::Test | F::TestCommand => "Stages",
        F::Sources | F::Writable | F::With => "Files",
        F::Name | F::Preset | F::Python | F::Base | F::Suite | F::Runtime | F::Platforms | F::Installer => "Image",
        F::PortEnv | F::Prepare | F::User | F::Labels | F::Env | F::PinDigests => "Image",
    }
}

pub(super) fn is_common(fact: FactId) -> bool {
    COMMON.contains(&fact)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// What a tall terminal shows, at the usual width.
    const LINES: usize = 60;
    const COLUMNS: usize = 80;

    #[test]
    fn the_help_of_every_command_fits_and_is_complete() {
        let mut command = laid_out(Cli::command().term_width(COLUMNS));
        command.build();
        check(&mut command, "pydock");
    }

    fn check(command: &mut Command, path: &str) {
        let text = command.render_help().to_string();
        assert!(text.lines().count() <= LINES, "{path}: {} lines\n{text}", text.lines().count());
        let names: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= COLUMNS, "{path}: {widest} columns\n{text}");
        // `help` is clap's own.
        let is_own = !command.is_hide_set() && !path.contains(" help");
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
