//! The flags that state a fact.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::help;
use crate::error::Error;
use crate::facts::{Answers, QUESTIONS, Question, SETTINGS, Settings, Takes};
use crate::model::{Fact, FactId, Origin};
use crate::record::Choices;

/// The flags that state a fact, made from the list of questions: what was typed, not yet understood.
#[derive(Debug, Clone, Default)]
pub struct FactArgs {
    /// The text that was given for a fact.
    given: Vec<(FactId, String)>,
    settings: Vec<String>,
    file: Option<PathBuf>,
    allow_builds: bool,
    /// Ask the package index; without it nothing is fetched but digests that are to be pinned.
    pub online: bool,
    /// Take a preset out of the cache.
    pub offline: bool,
    /// The person was asked whether the preset that the project names may be fetched.
    pub consents: bool,
}

impl FactArgs {
    /// Whether a flag states the fact.
    pub fn types(&self, fact: FactId) -> bool {
        self.given.iter().any(|(given, _)| *given == fact)
    }

    /// What was typed, parsed into types: the one door between the two.
    pub fn answers(&self) -> Result<Answers, Error> {
        let mut answers = Answers { allow_builds: self.allow_builds, ..Answers::default() };
        for (fact, text) in &self.given {
            let question = Question::of(*fact);
            question.take(&mut answers, text, Origin::Flag).map_err(|source| Error::Flag { flag: question.flag, source })?;
        }
        for text in &self.settings {
            let setting = text.parse().map_err(|source| Error::Flag { flag: "set", source })?;
            answers.settings.push(Fact::new(setting, Origin::Flag));
        }
        if let Some(file) = &self.file {
            answers.fill(&Choices::answers(file)?)?;
        }
        Settings::parse(&answers.settings).map_err(|source| Error::Flag { flag: "set", source })?;
        Ok(answers)
    }
}

impl Args for FactArgs {
    fn augment_args(command: Command) -> Command {
        let command = QUESTIONS.iter().fold(command, |command, question| match question.takes {
            Takes::One => command.arg(value_arg(question).action(ArgAction::Set)),
            Takes::Many => command.arg(value_arg(question).action(ArgAction::Append)),
            Takes::Switch => command.arg(switch(question, question.flag.to_owned(), true)).arg(switch(
                question,
                format!("no-{}", question.flag),
                false,
            )),
        });
        let command = command.arg(
            Arg::new("allow-builds")
                .long("allow-builds")
                .action(ArgAction::SetTrue)
                .help_heading("Dependencies")
                .hide_short_help(true)
                .help("Allow Alpine even if dependencies must be compiled or cannot be installed"),
        );
        let command = command.arg(Arg::new("online").long("online").action(ArgAction::SetTrue).help_heading("Network").help(
            "Ask the package index about files that no lock lists; `check` and `update` also ask the registry for newer digests",
        ));
        let command = command.arg(
            Arg::new("offline")
                .long("offline")
                .action(ArgAction::SetTrue)
                .conflicts_with("online")
                .help_heading("Network")
                .hide_short_help(true)
                .help("Use the cached copy of a remote preset"),
        );
        let command = command.arg(
            Arg::new("answers")
                .long("answers")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help_heading("Answers")
                .help("Read answers from a TOML file (keys are flag names); flags override it"),
        );
        let keys: Vec<String> = SETTINGS.iter().map(|(key, meaning)| format!("{key} ({meaning})")).collect();
        command.arg(
            Arg::new("set")
                .long("set")
                .value_name("KEY=VALUE")
                .action(ArgAction::Append)
                .help_heading("Answers")
                .help("Another setting; `--help-all` lists the keys")
                .long_help(format!("Setting without its own flag: {}", keys.join("; "))),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn value_arg(question: &'static Question) -> Arg {
    listed(Arg::new(question.id.name()).long(question.flag).value_name(question.value).help(question.help), question)
}

/// Below its heading, and in the short help if it is common.
fn listed(arg: Arg, question: &Question) -> Arg {
    arg.help_heading(help::heading(question.id)).hide_short_help(!help::is_common(question.id))
}

fn switch(question: &'static Question, flag: String, on: bool) -> Arg {
    let help = if on { question.help.to_owned() } else { question.help.replacen("Add a", "Leave out the", 1) };
    let other = if on { format!("no-{}", question.flag) } else { question.flag.to_owned() };
    listed(Arg::new(flag.clone()).long(flag).action(ArgAction::SetTrue).overrides_with(other).help(help), question)
}

impl FromArgMatches for FactArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut facts = Self::default();
        facts.update_from_arg_matches(matches)?;
        Ok(facts)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for question in QUESTIONS {
            let texts: Vec<String> = match question.takes {
                Takes::One => matches.get_one::<String>(question.id.name()).cloned().into_iter().collect(),
                Takes::Many => matches.get_many::<String>(question.id.name()).into_iter().flatten().cloned().collect(),
                Takes::Switch => {
                    let (on, off) = (question.flag, format!("no-{}", question.flag));
                    let typed = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
                    let value = if typed(&off) || (matches.get_flag(&off) && !typed(on)) { "false" } else { "true" };
                    let is_given = matches.get_flag(on) || matches.get_flag(&off);
                    is_given.then(|| value.to_owned()).into_iter().collect()
                }
            };
            self.given.extend(texts.into_iter().map(|text| (question.id, text)));
        }
        self.online |= matches.get_flag("online");
        self.offline |= matches.get_flag("offline");
        self.file = matches.get_one::<PathBuf>("answers").cloned();
        self.allow_builds |= matches.get_flag("allow-builds");
        self.settings.extend(matches.get_many::<String>("set").into_iter().flatten().cloned());
        Ok(())
    }
}
