//! The folder that a program keeps its files in, where that is the folder of its code unless an option names another.

use super::options::defined;
use super::survey::Survey;
use crate::knowledge::{Makes, file_writers};
use crate::model::{Command, Note, RelPath, Start};

/// What asks whether a folder can be written to, as Python names it.
const ASKS: &str = "os.W_OK";

/// Gives a program that asks whether it can write to the folder of its data the option for another folder: in an image its own
/// belongs to root. `None` if the program does not ask, or has no such option. Ex) `--datadir=/app/data`
pub fn apart(survey: &Survey<'_>, start: &mut Start, file: &RelPath) -> Option<Note> {
    let module = survey.resolver.project.module(file)?;
    let offset = module.source.text.find(ASKS)?;
    let rows = file_writers().options.iter();
    let is_known =
        |flag: &str| rows.clone().any(|row| row.flag == flag && row.keeps && row.makes == Makes::Folder && row.program.is_none());
    let flag = defined(&module).into_iter().find(|flag| is_known(flag))?;
    let words = start.command.words();
    if words.iter().any(|word| word.starts_with(&flag)) {
        return None;
    }
    let is_taken = RelPath::parse("data").is_ok_and(|folder| survey.evidence.tree.is_folder(&folder));
    let added = format!("{flag}=/app/{}", if is_taken { "var" } else { "data" });
    let message =
        format!("`{added}` is added to the command: without it, the program keeps its files beside its code, which is read-only");
    start.command = Command::new([words, std::slice::from_ref(&added)].concat()).ok()?;
    Some(Note::info(message).at(module.source.location(u32::try_from(offset).ok()?.into())))
}
