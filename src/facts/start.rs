//! The start: what a person says, what was taken over, or what was found.

use crate::detect::start::{self, Evidence};
use crate::model::{Command, Confidence, Fact, Finding, Note, Origin, RelPath, RunArguments, Start};

use super::ResolveError;
use super::answers::RuledOut;
use super::resolver::Resolver;

/// What a start that is looked for once more follows from.
#[derive(PartialEq)]
struct Anew {
    manifest: Option<RelPath>,
    member: Option<RelPath>,
    /// The requirements files that were read, each with those that were named beside it.
    requirements: Vec<(RelPath, Vec<RelPath>)>,
}

impl Resolver<'_> {
    /// The start that a person stated, else the detected one.
    pub(super) fn start(self, manifest: Option<&RelPath>, notes: &mut Vec<Note>) -> Result<(Start, Origin), ResolveError> {
        let Self { tree, manifests, frameworks, answers, .. } = self;
        let member = self.member_folder()?;
        let (scope, witness) = (self.scope(member.as_ref()), self.detected.witness.as_ref());
        let evidence = Evidence { tree, manifests, frameworks, manifest, scope, witness };
        // Another file than the detected one may bring another server.
        let chosen = self.detected.manager.chosen.as_ref().and_then(|found| found.value.manifest.as_ref());
        let another = answers.manifest.as_ref().filter(|fact| chosen != Some(&fact.value));
        // Each candidate that is tried asks for it.
        let detect = |_| {
            let read = manifests.requirements.iter().map(|file| (file.path.clone(), file.further.clone())).collect();
            let key = Anew { manifest: manifest.cloned(), member: member.clone(), requirements: read };
            tree.once(key, || start::detect(evidence).ok())
        };
        let mut anew = another.and_then(detect);
        if let (Some(anew), Some(witness)) = (&mut anew, witness) {
            anew.notes.extend(witness.left_out());
        }
        let detection = anew.as_ref().unwrap_or(&self.detected.start);
        let row = match &answers.framework {
            Some(fact) => Some(self.frameworks.get(&fact.value).ok_or_else(|| ResolveError::UnknownFramework {
                given: fact.value.clone(),
                known: self.frameworks.names().collect::<Vec<_>>().join(", "),
            })?),
            None => None,
        };
        if let Some(name) = &answers.process
            && self.command_answer().is_none()
        {
            return Ok((self.start_of_process(&name.value)?, name.origin.clone()));
        }
        let is_ruled_out = |command: &Command| answers.ruled_out.iter().any(|out| out.command == *command);
        let is_adopted_in_vain =
            |fact: &Fact<Command>| matches!(fact.origin, Origin::Adopted { .. }) && is_ruled_out(&fact.value);
        // A start that the project names and that cannot run still says of which kind the program is.
        let is_named_in_vain =
            |found: &&Finding<Start>| found.value.confidence == Confidence::Declared && is_ruled_out(&found.value.command);
        let named = detection.all().find(is_named_in_vain).map(|found| found.value.framework.clone());
        let remaining = (!answers.ruled_out.is_empty()).then(|| detection.without(|found| is_ruled_out(&found.value.command)));
        let detection = remaining.as_ref().unwrap_or(detection);
        if let Some(assumed) = &answers.assumed
            && let Some(found) = detection.all().find(|found| found.value.command == *assumed)
        {
            return Ok((found.value.clone(), Origin::Detected { at: found.at.clone() }));
        }
        if let Some(command) = answers.command.as_ref().filter(|command| !is_adopted_in_vain(command)) {
            // A tool that a person chooses from the candidates still takes its arguments from `docker run`, a server that the
            // image installs for a candidate is installed for the command that was taken over from it, and what an own
            // Dockerfile starts keeps the folder that it runs in.
            let is_same = |found: &&Finding<Start>| found.value.command == command.value;
            let is_tool =
                |start: &Start| command.origin == Origin::Flag && matches!(start.arguments, RunArguments::BehindCommand { .. });
            let is_adopted = matches!(command.origin, Origin::Adopted { .. });
            let keeps_more = |found: &&Finding<Start>| {
                is_tool(&found.value) || found.value.adds_server.is_some() || (is_adopted && found.value.working_dir.is_some())
            };
            if let Some(found) = detection.all().find(is_same).filter(keeps_more) {
                if is_adopted {
                    notes.extend(detection.notes.iter().cloned());
                }
                return Ok((found.value.clone(), command.origin.clone()));
            }
            // What is to be known about a start that was taken over stays true.
            if is_adopted {
                notes.extend(detection.notes.iter().cloned());
            }
            let start = start::from_command(evidence, &command.value);
            return Ok((start, command.origin.clone()));
        }
        if let Some(entrypoint) = &answers.entrypoint {
            let same = |found: &&Finding<Start>| found.value.entrypoint.as_ref() == Some(&entrypoint.value);
            let found = detection.chosen.iter().chain(&detection.others).find(same);
            if let Some(found) = found.filter(|_| row.is_none()) {
                return Ok((found.value.clone(), entrypoint.origin.clone()));
            }
            let framework = row.map(|row| &row.name);
            let (start, remarks) = start::from_entrypoint(evidence, &entrypoint.value, framework);
            notes.extend(remarks.iter().cloned());
            let start = start.ok_or(ResolveError::NoStart { notes: remarks })?;
            return Ok((start, entrypoint.origin.clone()));
        }
        if let Some(row) = row {
            let all = || detection.chosen.iter().chain(&detection.others);
            let Some(found) = all().find(|found| found.value.framework == row.name) else {
                let mut found: Vec<String> = all().map(|found| found.value.framework.to_string()).collect();
                found.dedup();
                return Err(ResolveError::NoSuchFramework { given: row.name.to_string(), found: found.join(", ") });
            };
            return Ok((found.value.clone(), Origin::Detected { at: found.at.clone() }));
        }
        let Some(chosen) = &detection.chosen else {
            if answers.ruled_out.is_empty() {
                return Err(self.nothing_starts(detection.notes.clone()));
            }
            let notes = answers.ruled_out.iter().map(RuledOut::note).chain(detection.notes.iter().cloned()).collect();
            return Err(ResolveError::NoneRuns { notes });
        };
        let is_of_another_kind = chosen.value.confidence != Confidence::Declared
            && named.is_some_and(|named| named.as_str() != "script" && named != chosen.value.framework);
        if detection.is_unsure() || is_of_another_kind {
            let is_certain_below = self.answers.member.is_none() && self.detected.projects.iter().any(|project| project.certain);
            return Err(match is_certain_below {
                true => self.nothing_starts(Vec::new()),
                false => ResolveError::unsure(detection, &answers.ruled_out),
            });
        }
        notes.extend(answers.ruled_out.iter().map(RuledOut::note));
        notes.extend(detection.notes.iter().cloned());
        Ok((chosen.value.clone(), Origin::Detected { at: chosen.at.clone() }))
    }
}
