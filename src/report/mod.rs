//! What the user sees: the one room that prints.
//!
//! Results go to standard output, everything said along the way to standard error, so that a result can be piped.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the room that prints")]

mod adopted;
pub mod diff;
mod docker_plugin;
mod drift;
mod env_file;
mod explain;
mod facts;
mod json;
mod lint;
mod next;
mod paint;
mod preflight;
mod preset;
mod processes;
mod progress;
mod rendered_json;
mod rendered_schema;
mod services;
mod status;
mod summary;
mod wheels;
mod wheels_json;
mod wrap;

pub use lint::{LintFormat, Linted};
pub use paint::{Paint, harmless};
pub use progress::Progress;
pub use rendered_schema::rendered_schema;
pub use status::ExitStatus;

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

use crate::adopt::Difference;
use crate::error::Error;
use crate::explain::{ExplainedFile, StageGraph};
use crate::facts::ProjectFacts;
use crate::lint::{Diagnostic, Severity};
use crate::model::{BuildPlan, Change, ChangeKind, ChangeSet, DOCKERFILE, Level, Note, RelPath, RenderedFile};
use crate::pipeline::{Generated, Survey, Wheels};
use crate::preset::Preset;
use crate::record::{ConflictStyle, Drift, Outcome, Updated};
use crate::write::Undone;

/// Lines that are longer than this are hard to read.
const LONGEST_LINE: usize = 100;

/// The width of the terminal that messages go to.
fn columns() -> Option<usize> {
    let term = console::Term::stderr();
    let columns = usize::from(term.size_checked()?.1);
    (term.is_term() && columns > 0).then_some(columns.min(LONGEST_LINE))
}

/// Prints for people, or as JSON.
#[derive(Debug)]
pub struct Report {
    out: Paint,
    err: Paint,
    /// The columns of the terminal that messages go to. `None` if they go elsewhere.
    columns: Option<usize>,
    /// Why the first piece of output that did not arrive did not.
    lost: OnceLock<std::io::Error>,
}

impl Default for Report {
    fn default() -> Self {
        Self::new()
    }
}

impl Report {
    /// Colour is decided for each stream on its own.
    pub fn new() -> Self {
        let variable = |name: &str| std::env::var_os(name);
        Self {
            out: Paint::decide(std::io::stdout().is_terminal(), variable),
            err: Paint::decide(std::io::stderr().is_terminal(), variable),
            columns: columns(),
            lost: OnceLock::new(),
        }
    }

    /// Text that is the result itself. Whether it arrived is asked at the end of the run.
    pub fn result(&self, text: &str) {
        let mut out = std::io::stdout();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            let _ = self.lost.set(error);
        }
    }

    /// The status of the run, after a look at whether its output has arrived. A reader that went away early, such as
    /// `head`, is no error.
    pub fn finished(&self, status: ExitStatus) -> ExitStatus {
        match self.lost.get() {
            Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                self.say(&format!("{}: cannot write the output: {error}", self.err.removed("error")));
                self.hint("the printed output is incomplete: free disk space, or write to another place");
                ExitStatus::CouldNot
            }
            _ => status,
        }
    }

    fn say(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// A message; at a terminal it is broken between words, and its other rows are indented.
    fn sentence(&self, text: &str, indent: usize) {
        match self.columns {
            Some(columns) => self.say(&wrap::indented(text, columns, indent)),
            None => self.say(text),
        }
    }

    pub fn error(&self, error: &Error) -> ExitStatus {
        if let Error::Stopped | Error::Declined = error {
            self.say("Cancelled. No files were changed.");
            return if matches!(error, Error::Declined) { ExitStatus::Done } else { ExitStatus::Interrupted };
        }
        // The error's own advice is the one to follow.
        self.list(error.notes().iter().map(|note| Note { hint: None, ..note.clone() }));
        self.sentence(&format!("{}: {}", self.err.removed("error"), harmless(&error.to_string())), 2);
        if let Some(hint) = error.hint() {
            self.hint(&hint);
        }
        ExitStatus::CouldNot
    }

    pub fn notes(&self, notes: &[Note]) {
        self.list(notes.iter().cloned());
    }

    /// What there is to say about a run; a quiet one has warnings alone.
    pub fn remarks(&self, notes: &[Note], is_quiet: bool) {
        self.list(notes.iter().filter(|note| !is_quiet || note.level == Level::Warning).cloned());
    }

    fn list(&self, notes: impl Iterator<Item = Note>) {
        for note in notes {
            let level = match note.level {
                Level::Info => self.err.heading("note"),
                Level::Warning => self.err.warning("warning"),
            };
            self.entry(&level, &note);
        }
    }

    fn entry(&self, level: &str, note: &Note) {
        // A sentence that names the place already does not need it once more.
        let at = note.at.as_ref().map(ToString::to_string).filter(|at| !note.message.contains(at.as_str()));
        let place = at.map(|at| format!(" ({})", self.err.place(&harmless(&at)))).unwrap_or_default();
        self.sentence(&format!("{level}: {}{place}", harmless(&note.message)), 2);
        if let Some(hint) = &note.hint {
            self.hint(hint);
        }
    }

    fn hint(&self, hint: &str) {
        self.sentence(&format!("  {}: {}", self.err.heading("hint"), harmless(hint)), 8);
    }

    /// The facts that a run goes by, each with its origin.
    pub fn facts(&self, facts: &ProjectFacts) {
        self.say(&facts::table(facts, self.err));
    }

    /// What `pydock init` is about to write.
    pub fn summary(&self, facts: &ProjectFacts, plan: &BuildPlan) {
        self.say(&summary::summary(facts, plan, self.err));
    }

    /// What was found before anything is asked.
    pub fn survey(&self, survey: &Survey) {
        self.say(&summary::found(survey, self.err));
    }

    /// `pydock detect` for people: settled facts where they can be settled, else what was found.
    pub fn detected(&self, survey: &Survey, settled: Result<&ProjectFacts, &Error>) {
        match settled {
            Ok(facts) => {
                self.result(&format!("{}\n", facts::detected(facts, &survey.detected.environment, self.out)));
                self.result(&processes::table(facts, self.out));
                self.result(&services::table(facts, self.out));
                self.result(&facts::others(survey, self.out));
                self.notes(&facts.notes);
            }
            Err(_) => self.result(&format!("{}\n", facts::survey(survey, self.out))),
        }
    }

    /// `pydock detect --json`
    pub fn detected_json(&self, survey: &Survey, settled: Result<&ProjectFacts, &Error>) {
        self.result(&json::detected(survey, settled));
    }

    /// A bar for a number of steps that is known beforehand.
    pub fn progress(&self, what: &'static str, count: usize) -> Progress {
        Progress::new(what, count, std::io::stderr().is_terminal())
    }

    /// `pydock wheels`
    pub fn wheels(&self, found: &Wheels<'_>) {
        self.result(&wheels::text(found, self.out));
    }

    /// `pydock wheels --json`
    pub fn wheels_json(&self, found: &Wheels<'_>, notes: &[Note]) {
        self.result(&wheels_json::document(found, notes));
    }

    pub fn presets(&self, presets: &[Preset]) {
        for (index, preset) in presets.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            let name = self.out.heading(&preset.name);
            let Preset { description, replaces, differs, .. } = preset;
            self.result(&format!("{gap}{name}: {description}\n  replaces: {replaces}\n  differs:  {differs}\n"));
        }
    }

    /// What is done in another way than in the Dockerfile that is there, and why.
    pub fn differences(&self, differences: &[Difference]) {
        if !differences.is_empty() {
            self.sentence(&adopted::text(differences, self.err), 4);
        }
    }

    /// Why nothing was written.
    pub fn broken(&self, rules: &[Note]) {
        self.notes(rules);
        let rule = if rules.len() == 1 { "a rule of its preset is" } else { "rules of its preset are" };
        self.say(&format!("{}: nothing was written: {rule} broken", self.err.removed("error")));
    }

    /// `pydock preset show`
    pub fn preset(&self, preset: &Preset) {
        self.result(&preset::text(preset, self.out));
    }

    /// Commands to go on with.
    pub fn advice(&self, commands: &[String]) {
        self.say(&format!("\n{}", self.err.heading("Next:")));
        for command in commands {
            self.say(&format!("  {}", harmless(command)));
        }
    }

    pub fn dockerfile(&self, files: &[RenderedFile]) {
        if let Some(file) = files.iter().find(|file| file.path.as_str() == DOCKERFILE) {
            self.result(&file.contents);
        }
    }

    /// Every file behind a heading with its name.
    /// All files; of those with a secret only that they are there.
    pub fn files(&self, files: &[RenderedFile], secret: &[RelPath]) {
        for (index, file) in files.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            let hidden = format!("{}\n", diff::HIDDEN);
            let text = if secret.contains(&file.path) { &hidden } else { &file.contents };
            self.result(&format!("{gap}{}\n{text}", self.out.heading(&format!("==> {} <==", file.path))));
        }
    }

    /// `pydock render --json`
    pub fn rendered_json(&self, generated: &Generated, files: &[RenderedFile], explained: &[ExplainedFile]) {
        self.result(&rendered_json::document(generated, files, explained));
    }

    /// What a person is asked to agree to: new files in full, others as the difference.
    pub fn changes(&self, changes: &ChangeSet) {
        self.say(&self.changes_text(changes));
    }

    /// As [`Self::changes`], to be shown in pages.
    pub fn changes_text(&self, changes: &ChangeSet) -> String {
        let mut shown = String::new();
        for change in &changes.changes {
            if change.kind == ChangeKind::Create {
                let text = if change.is_secret { diff::HIDDEN } else { change.after.trim_end() };
                shown.push_str(&format!("\n{}\n{text}\n", self.err.heading(&format!("==> {} <==", change.path))));
            } else {
                shown.push_str(&format!("\n{}\n", diff::unified(change, self.err).trim_end()));
            }
        }
        shown
    }

    pub fn diff(&self, changes: &ChangeSet) {
        for change in &changes.changes {
            self.result(&diff::unified(change, self.out));
            if diff::differs_only_in_line_endings(change) {
                self.say(&format!("{}: `{}` differs in its line endings only", self.err.heading("note"), change.path));
            }
        }
    }

    /// `--dry-run`
    pub fn planned(&self, changes: &ChangeSet) {
        for change in &changes.changes {
            let verb = match change.kind {
                ChangeKind::Create => self.out.added("would create"),
                ChangeKind::Update => self.out.warning("would replace"),
                ChangeKind::Unchanged => "unchanged".to_owned(),
            };
            self.result(&format!("{verb} {}\n", change.path));
        }
    }

    pub fn written(&self, changes: &ChangeSet) {
        self.applied(changes, "replaced", &[]);
    }

    /// As [`Self::written`], for files that were merged.
    pub fn merged(&self, changes: &ChangeSet, files: &[Updated]) {
        self.applied(changes, "updated", files);
    }

    fn applied(&self, changes: &ChangeSet, verb: &str, files: &[Updated]) {
        let kept = |change: &Change| {
            let file = files.iter().find(|file| file.path == change.path && file.outcome == Outcome::Settled);
            match file.map_or(0, |file| file.edits) {
                0 => String::new(),
                1 => " (1 edit of yours kept)".to_owned(),
                several => format!(" ({several} edits of yours kept)"),
            }
        };
        let line = |change: &Change| match change.kind {
            ChangeKind::Create => format!("{} {}", self.err.added("created"), change.path),
            ChangeKind::Update => format!("{} {}{}", self.err.warning(verb), change.path, kept(change)),
            ChangeKind::Unchanged => format!("unchanged {}", change.path),
        };
        if changes.changes.is_empty() {
            self.say("nothing to do: existing files were kept");
        } else if changes.is_unchanged() {
            self.say("already up to date");
        } else {
            changes.changes.iter().for_each(|change| self.say(&line(change)));
        }
    }

    /// How a run that replaced something is taken back.
    pub fn kept(&self, path: &std::path::Path, changes: &ChangeSet, is_kept: bool) {
        if is_kept && changes.updates().next().is_some() {
            let path = shlex::try_quote(&path.display().to_string()).map_or_else(|_| ".".to_owned(), Into::into);
            let command = if path == "." { "pydock undo".to_owned() } else { format!("pydock undo {path}") };
            self.say(&format!("{}: `{}` restores the previous files", self.err.heading("note"), harmless(&command)));
        }
    }

    /// `pydock undo`
    pub fn undone(&self, files: &[Undone]) {
        for file in files {
            self.say(&match file {
                Undone::Restored(path) => format!("{} {}", self.err.added("restored"), harmless(path.as_str())),
                Undone::Removed(path) => format!("{} {}", self.err.warning("removed"), harmless(path.as_str())),
            });
        }
        if files.is_empty() {
            self.say("nothing to undo");
        }
    }

    /// How the files of an update came out, where there is more to say than that they were written.
    pub fn updated(&self, files: &[Updated], style: ConflictStyle) {
        for Updated { path, outcome, edits: _ } in files {
            let sentence = match outcome {
                Outcome::Settled => continue,
                Outcome::StaysDeleted => format!("{path} stays deleted; `--restore` restores it"),
                Outcome::NotFollowed => format!("{path} existed before pydock and is left alone"),
                Outcome::Dropped => format!("{path} is no longer generated: keep it or delete it"),
                Outcome::Conflicts(count) => {
                    let places = if *count == 1 { "one place".to_owned() } else { format!("{count} places") };
                    let done = match style {
                        ConflictStyle::Markers => "resolve the conflict markers",
                        ConflictStyle::Ours => "your lines were kept",
                        ConflictStyle::Theirs => "pydock's lines were taken",
                        ConflictStyle::RejectFiles => "your lines were kept, and pydock's are in the .rej file",
                    };
                    format!("{path} has conflicting changes in {places}: {done}")
                }
            };
            self.say(&format!("{}: {}", self.err.warning("note"), harmless(&sentence)));
        }
    }

    /// `pydock check`
    pub fn drift(&self, drift: &Drift) {
        self.result(&drift::text(drift, self.out));
    }

    /// The same on standard error, where standard output is for a program.
    pub fn drift_beside(&self, drift: &Drift) {
        self.say(drift::text(drift, self.err).trim_end());
    }

    /// `pydock check --build`
    pub fn build(&self, problems: &[Diagnostic]) {
        self.result(&preflight::text(problems, self.out));
    }

    /// `pydock check --json`, with or without what is told of the build.
    pub fn check_json(&self, drift: Option<&Drift>, problems: Option<&[Diagnostic]>) {
        self.result(&preflight::json(drift, problems));
    }

    /// What keeps files from building that were just written.
    pub fn build_problems(&self, problems: &[Diagnostic], is_written: bool) -> ExitStatus {
        for problem in problems {
            let level = match problem.severity {
                Severity::Error => self.err.removed("error"),
                _ => self.err.warning("warning"),
            };
            let note = Note::warning(problem.sentence()).at(problem.at.clone());
            self.entry(&level, &problem.help.iter().fold(note, |note, help| note.hint(help.clone())));
        }
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        if errors == 0 {
            return ExitStatus::Done;
        }
        let above = if errors == 1 { "1 error above".to_owned() } else { format!("{errors} errors above") };
        self.say(&match is_written {
            true => format!("Files written, but the image will not build or run: {above}. `pydock check --build` checks again."),
            false => format!("The image will not build or run: {above}."),
        });
        ExitStatus::Found
    }

    /// `pydock explain`, all lines or one in full.
    pub fn explained(&self, files: &[ExplainedFile], only: Option<usize>) -> String {
        explain::text(files, only, self.out)
    }

    /// `pydock explain --json`
    pub fn explained_json(&self, files: &[ExplainedFile], only: Option<usize>) -> String {
        explain::document(files, only)
    }

    /// `pydock explain --html`
    pub fn explained_page(&self, files: &[ExplainedFile]) -> String {
        explain::page(files)
    }

    /// `pydock graph`
    pub fn mermaid(&self, graph: &StageGraph) -> String {
        explain::mermaid(graph)
    }

    /// `pydock graph --format dot`
    pub fn dot(&self, graph: &StageGraph) -> String {
        explain::dot(graph)
    }

    /// The exact commands that come next.
    pub fn next_commands(&self, path: &std::path::Path, survey: &Survey, generated: &Generated) {
        self.advice(&next::commands(path, survey, generated));
    }
}
