//! Which preset a run goes by.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::facts::{Answers, QUESTIONS, Question};
use crate::model::Origin;
use crate::pipeline::Survey;
use crate::preset::Shelf;
use crate::record::UserDefaults;

/// What an organisation sets for all of its projects.
const ORGANISATION: &str = "PYDOCK_DEFAULT_PRESET";

/// Takes the preset that was typed or recorded, else the person's usual one, else the organisation's.
pub fn choose(survey: &mut Survey, answers: &mut Answers) -> Result<(), Error> {
    if answers.preset.is_none()
        && let Some((source, by)) = usual()?
    {
        question().take(answers, &source, Origin::Configured { by })?;
    }
    let Some(source) = answers.preset.as_ref().map(|fact| fact.value.clone()) else { return Ok(()) };
    let root = survey.tree.root().map_or_else(|| PathBuf::from("."), Path::to_owned);
    let preset = Shelf::new(&root).load(&source)?;
    survey.take(preset, &super::date())
}

/// The preset for every project, and who says so.
fn usual() -> Result<Option<(String, String)>, Error> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config"))).map(|path| path.join("pydock"));
    if let Some(config) = config
        && let Some(preset) = UserDefaults::read(&config)?.preset
    {
        return Ok(Some((preset, config.join(UserDefaults::FILE).display().to_string())));
    }
    let organisation = std::env::var(ORGANISATION).ok().filter(|source| !source.is_empty());
    Ok(organisation.map(|source| (source, ORGANISATION.to_owned())))
}

fn question() -> &'static Question {
    QUESTIONS.iter().find(|question| question.id == "preset").expect("the list has the preset")
}
