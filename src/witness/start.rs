//! What a container of the image runs: `ENTRYPOINT` and `CMD` together, and a compose service's words in their place.

use super::follow::Follower;
use super::layout::Layout;
use super::supervisor;
use super::told::Told;
use super::{Said, Witness};
use crate::dockerfile::{Arguments, Instruction, Keyword};
use crate::knowledge::{image_facts, is_shell, program_row};
use crate::manifest::{ComposeService, Manifests};
use crate::model::{DOCKERFILE, Location, Note, ProcessKind, RelPath};
use crate::shell::Text;

/// What an image runs where it is only made to be looked at, or to show what it can do.
const IDLE: &[&str] = &["--help", "-h", "--version", "help"];

/// Reads the starts into the witness.
pub fn read(layout: &Layout<'_>, stage: usize, manifests: &Manifests, witness: &mut Witness) {
    let document = layout.document;
    let entrypoint = document.effective(stage, Keyword::Entrypoint);
    let cmd = document.effective(stage, Keyword::Cmd);
    let is_idle = |words: &[&str]| matches!(words, [only] if IDLE.contains(only) || is_shell(only));
    let own = cmd.filter(|cmd| !is_idle(&cmd.words()));
    let mut results = Vec::new();
    let mut image = None;
    let handed_on = own.filter(|own| own.arguments.as_exec().is_some()).map(words_of);
    if let Some(instruction) = own.or(entrypoint) {
        let mut words = entrypoint.map(words_of).unwrap_or_default();
        // The shell form of ENTRYPOINT takes no arguments.
        if entrypoint.is_none_or(|entrypoint| entrypoint.arguments.as_exec().is_some()) {
            words.extend(own.map(words_of).unwrap_or_default());
        }
        let place = own.unwrap_or(instruction);
        let text = document.text.get(place.span.clone()).unwrap_or_default();
        image = Some((words, None, first_line(text), witness.at(place.line)));
    }
    if image.is_none()
        && let Some(told) = of_base(layout, stage, witness)
    {
        witness.starts.push(told);
    }
    let is_whole = own.is_some();
    let services = manifests.compose.iter().filter(|service| is_of(service, &witness.file));
    let services = services.filter_map(|service| joined(service, entrypoint));
    let mut all: Vec<_> = services.collect();
    // What only names the program says less than a service that says what it does.
    let place = if is_whole { 0 } else { all.len() };
    all.splice(place..place, image);
    for (words, service, why, at) in all {
        let follower = Follower { layout, stage, ports: &witness.reading.ports };
        let is_image = service.is_none();
        let entry = words.clone();
        let result = follower.follow(words, service.clone(), why.clone(), at.clone());
        // A script that decides by what it finds in the container runs the words of CMD in the end, if it passes them on.
        // So does a script that the project does not have, as far as that can be told.
        let result =
            result.or_else(|note| match handed_on.clone().filter(|words| is_image && follower.passes_on(&entry, words)) {
                Some(words) => follower.follow(words, service.clone(), why.clone(), at.clone()).map_err(|_| note),
                None => Err(note),
            });
        let result = result.or_else(|note| follower.script_itself(&entry, service, &why, &at).ok_or(note));
        results.push(result);
    }
    let follower = Follower { layout, stage, ports: &witness.reading.ports };
    let expanded = results.into_iter().flat_map(|result| match result {
        Ok(told) => match supervisor::programs(&follower, &told) {
            Some(mut programs) => {
                programs.push(Ok(told));
                programs
            }
            None => beside(&follower, told),
        },
        Err(note) => vec![Err(note)],
    });
    let expanded: Vec<Result<Told, Note>> = expanded.collect();
    for result in expanded {
        match result {
            Ok(told) => witness.starts.push(told),
            Err(note) => witness.refused.push(note),
        }
    }
}

/// What the base image starts, where that is known and the Dockerfile names nothing itself. The port becomes the image's.
fn of_base(layout: &Layout<'_>, stage: usize, witness: &mut Witness) -> Option<Told> {
    const FOLDER: &str = "/app";
    let image = witness.reading.image.as_ref()?;
    let serves = image_facts(&image.value)?.row.serves.as_ref()?;
    let set_in_env = |name: &str| {
        let mut said = witness.reading.env.iter().rev().map(|said| &said.value);
        said.find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let with_object = |module: &str| {
        let object = set_in_env("VARIABLE_NAME").unwrap_or_else(|| "app".to_owned());
        format!("{}:{object}", module.split(':').next().unwrap_or_default())
    };
    let by_name = || Some(with_object(&set_in_env("MODULE_NAME")?));
    let exists = |application: &&String| {
        let module = application.split(':').next().unwrap_or_default().replace('.', "/");
        layout.in_project(stage, &format!("{FOLDER}/{module}.py")).is_some_and(|file| layout.tree.is_file(&file))
    };
    let application = set_in_env("APP_MODULE").or_else(by_name);
    let application = application.or_else(|| serves.applications.iter().find(exists).map(|module| with_object(module)))?;
    let port = set_in_env("PORT").and_then(|text| text.parse().ok()).unwrap_or(serves.port);
    let fill = |word: &String| word.replace("{application}", &application).replace("{port}", &port.to_string());
    let folder = layout.of(stage, FOLDER).or_else(|| layout.above(stage, FOLDER));
    let told = Told {
        words: serves.words.iter().map(fill).collect(),
        folder: folder.filter(|folder| !folder.is_root() && layout.tree.is_folder(folder)),
        env: Vec::new(),
        before: Vec::new(),
        beside: Vec::new(),
        uses_port: false,
        service: None,
        program: None,
        why: format!("FROM {}", image.value),
        at: witness.at(image.line),
    };
    let line = image.line;
    if witness.reading.ports.is_empty() {
        witness.reading.ports.push(Said { value: port.number(), line });
    }
    Some(told)
}

/// The start with the programs that its script leaves running, those that serve first: the last line of a script is a worker at
/// times.
fn beside(follower: &Follower<'_>, told: Told) -> Vec<Result<Told, Note>> {
    let is_worker = |told: &Told| {
        let row = program_row(&told.words);
        row.is_some_and(|row| matches!(row.kind, ProcessKind::Worker | ProcessKind::Scheduler))
    };
    if !is_worker(&told) {
        return vec![Ok(told)];
    }
    let words = |text: &str| ["/bin/sh", "-c", text].map(|word| Text::constant(word.to_owned())).to_vec();
    let programs = told.beside.iter().filter_map(|(text, at)| {
        let text = text.trim_end_matches('&').trim();
        follower.follow(words(text), None, text.to_owned(), at.clone()).ok()
    });
    let mut all: Vec<Told> = std::iter::once(told.clone()).chain(programs).collect();
    all.sort_by_key(is_worker);
    all.into_iter().map(Ok).collect()
}

type Unfollowed = (Vec<Text>, Option<String>, String, Location);

/// A service's `entrypoint` and `command` on top of the image's `ENTRYPOINT`.
fn joined(service: &ComposeService, entrypoint: Option<&Instruction>) -> Option<Unfollowed> {
    let constants = |words: &[String]| words.iter().cloned().map(Text::constant).collect::<Vec<_>>();
    let (words, at) = match (&service.entrypoint, &service.command) {
        (Some((first, at)), rest) => {
            let rest = rest.as_ref().map(|(rest, _)| constants(rest)).unwrap_or_default();
            ([constants(first), rest].concat(), at)
        }
        (None, Some((rest, at))) => ([entrypoint.map(words_of).unwrap_or_default(), constants(rest)].concat(), at),
        (None, None) => return None,
    };
    let written: Vec<&str> =
        service.command.iter().chain(&service.entrypoint).flat_map(|(words, _)| words).map(String::as_str).collect();
    Some((words, Some(service.name.clone()), format!("{}: {}", service.name, written.join(" ")), at.clone()))
}

/// Whether the service runs the image of the Dockerfile.
fn is_of(service: &ComposeService, file: &RelPath) -> bool {
    match &service.dockerfile {
        Some(named) => named == file,
        None => file.as_str() == DOCKERFILE,
    }
}

/// The words of the exec form, or the shell that the shell form is given to.
fn words_of(instruction: &Instruction) -> Vec<Text> {
    match &instruction.arguments {
        Arguments::Exec(words) => words.iter().cloned().map(Text::constant).collect(),
        Arguments::Shell(text) => ["/bin/sh", "-c", text.as_str()].map(|word| Text::constant(word.to_owned())).to_vec(),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches('\\').trim_end().to_owned()
}

impl Witness {
    /// The note of a start that was not followed.
    pub(super) fn refusal(why: &str, at: &Location, reason: &str) -> Note {
        let message = format!("`{why}` is not adopted: {reason}");
        Note::info(message).at(at.clone()).hint("give the command with `--cmd`")
    }
}
