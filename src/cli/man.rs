//! Manual pages, for packagers.

use clap::{Args, CommandFactory};

use super::Cli;
use crate::model::nearest;

/// Print the manual page of pydock, or of one of its commands
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock man > pydock.1
  pydock man preset new > pydock-preset-new.1
  pydock man --list")]
pub struct ManArgs {
    /// The command, such as `init` or `preset new`
    pub verb: Vec<String>,
    /// List the commands that have a page
    #[arg(long, conflicts_with = "verb")]
    pub list: bool,
}

/// A page that there is none of.
#[derive(Debug, thiserror::Error)]
#[error("no command `pydock {0}`")]
pub struct UnknownPage(String);

impl UnknownPage {
    /// The command whose page was probably meant. `None` if no name is alike.
    pub fn nearest(&self) -> Option<String> {
        let names = ManArgs::names();
        nearest(&self.0, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

impl ManArgs {
    /// The page as roff.
    pub fn page(&self) -> Result<String, UnknownPage> {
        let mut root = super::help::laid_out(Cli::command());
        root.build();
        let mut command = &root;
        for name in &self.verb {
            command = command.find_subcommand(name).ok_or_else(|| UnknownPage(self.verb.join(" ")))?;
        }
        let mut page = Vec::new();
        // Only a writer can fail, and a list of bytes does not.
        let _ = clap_mangen::Man::new(command.clone()).render(&mut page);
        Ok(String::from_utf8_lossy(&page).into_owned())
    }

    /// The commands that have a page, one a line. Ex) `preset new`
    pub fn names() -> Vec<String> {
        let mut names = Vec::new();
        collect(&Cli::command(), "", &mut names);
        names
    }
}

fn collect(command: &clap::Command, above: &str, names: &mut Vec<String>) {
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let name = format!("{above}{}", verb.get_name());
        collect(verb, &format!("{name} "), names);
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let names = ManArgs::names();
        assert!(names.contains(&"init".to_owned()) && names.contains(&"preset new".to_owned()), "{names:?}");
        for name in names {
            let page = ManArgs { verb: name.split(' ').map(str::to_owned).collect(), list: false }.page().unwrap();
            let title = format!(".TH pydock-{} 1", name.replace(' ', "-"));
            assert!(page.contains(&title), "{title}\n{page}");
        }
        let unknown = ManArgs { verb: vec!["build".to_owned()], list: false };
        let error = unknown.page().unwrap_err();
        assert_eq!((error.to_string().as_str(), error.nearest()), ("no command `pydock build`", None));
        for (word, near) in [("inti", "init"), ("preset nwe", "preset new"), ("chekc", "check")] {
            assert_eq!(UnknownPage(word.to_owned()).nearest().as_deref(), Some(near), "{word}");
        }
    }
}
