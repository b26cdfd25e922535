//! `bind-localhost`

use super::{Argument, Confidence, Document, Edit, Findings, StageView, rule, server};
use crate::dockerfile::{Arguments, Instruction, Keyword};
use crate::knowledge::is_shell;
use crate::model::Port;

rule! {
    /// ## What it does
    /// Checks for servers that listen on the container's own loopback address.
    ///
    /// ## Why is this bad
    /// gunicorn, uvicorn and others listen on 127.0.0.1 by default. That address cannot be reached from outside the
    /// container, whatever port is published.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["uvicorn", "shop:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["uvicorn", "shop:app", "--host", "0.0.0.0"]
    /// ```
    "bind-localhost", Error, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(start) = server::start(document) else { return };
    let index = document.instructions().iter().position(|known| std::ptr::eq(known, start.instruction)).unwrap_or_default();
    // A proxy in the same container reaches it, and so does what a function's runtime adds to the image.
    let has_proxy = start.calls.iter().any(|call| matches!(call.program.as_str(), "nginx" | "caddy" | "supervisord"))
        || document.last_stage().is_some_and(|last| document.lineage(last.index).iter().any(has_adapter));
    let is_platform = gives_port(document);
    // Arguments may be added to an entry point when the container starts.
    let is_open_ended = start.has_entrypoint
        && document.last_stage().is_some_and(|last| {
            let is_exec = start.instruction.keyword == Keyword::Entrypoint && start.instruction.arguments.as_exec().is_some();
            is_exec && document.effective(last.index, Keyword::Cmd).is_none()
        });
    for call in start.calls.iter().filter(|_| !has_proxy) {
        let served = server::served(call);
        let Some((row, arguments)) = server::listener(&served).filter(|(row, _)| !row.bind.is_empty()) else { continue };
        let name = &row.name;
        let config = row.config.iter().flat_map(|config| &config.flags);
        let flags: Vec<&str> = row.address_flags.iter().chain(config).map(String::as_str).collect();
        // What is needed to be reached; more belongs to the taste of who wrote the command.
        let add = row.bind.iter().take(2).map(|word| word.replace("{port}", &row.port.map_or(8000, Port::number).to_string()));
        let add = add.collect::<Vec<_>>().join(" ");
        // Arguments from a variable may say anything, and so may a file of settings.
        let is_open = served.arguments.iter().any(|argument| !argument.is_literal && argument.text.contains("$()"));
        let mut variables = row.address_variables.iter().chain(&row.settings_variables);
        let by_variable =
            variables.any(|variable| document.value(index + 1, variable).is_some() || document.value(index, variable).is_some());
        let takes_port = row.address_variables.iter().any(|variable| variable == "PORT");
        let by_file = (takes_port && is_platform)
            || row.config.as_ref().is_some_and(|config| {
                config.files.iter().any(|file| document.context.has(file))
                    || served.arguments.iter().any(|argument| is_glued(&argument.text, &flags))
            });
        let options = served
            .arguments
            .iter()
            .any(|argument| argument.text.starts_with("$") && argument.text.to_uppercase().contains("OPT"));
        // The words of CMD follow those of an ENTRYPOINT in the exec form.
        let is_added = start.has_entrypoint
            && document.last_stage().and_then(|last| document.effective(last.index, Keyword::Cmd)).is_some_and(|cmd| {
                let words = cmd.arguments.as_exec().unwrap_or_default();
                words.iter().any(|word| flags.iter().any(|flag| word.starts_with(*flag)))
            });
        if !row.is_serving(&arguments) || is_open || by_variable || by_file || options || is_added {
            continue;
        }
        let given: Vec<(&Argument, &str)> = served.values(&flags);
        let is_local = |address: &str| address.starts_with("127.") || address.starts_with("localhost") || address == "::1";
        let all_local = !given.is_empty() && given.iter().all(|(_, value)| is_local(value));
        let is_default = given.is_empty() && row.is_local_by_default(&arguments);
        if !all_local && !is_default {
            continue;
        }
        let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
        let finding =
            findings.add(span, format!("`{name}` listens on 127.0.0.1, which cannot be reached from outside the container"));
        finding.confidence(if is_open_ended && !all_local { Confidence::Low } else { Confidence::High });
        finding.help(if all_local { "listen on 0.0.0.0".to_owned() } else { format!("add `{add}`") });
        if all_local {
            let edits: Vec<Edit> =
                given.iter().filter_map(|(_, value)| replace_address(document, start.instruction, value)).collect();
            finding.edits(edits);
        } else if start.calls.len() == 1 {
            finding.edits(append(document, start.instruction, &add).into_iter().collect());
        }
    }
}

/// An extension of AWS Lambda that hands requests on to the server. Ex) `COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter …`
fn has_adapter(stage: &&StageView<'_>) -> bool {
    let copies = stage.of(Keyword::Copy).chain(stage.of(Keyword::Add));
    copies.filter_map(Instruction::copy_paths).any(|paths| paths.destination.starts_with("/opt/extensions"))
}

/// Whether the repository is for a platform that sets `PORT`, by which gunicorn goes.
fn gives_port(document: &Document<'_>) -> bool {
    const FILES: [&str; 8] =
        ["Procfile", "app.json", "app.yaml", "cloudbuild.yaml", "cloudbuild.yml", "heroku.yml", "railway.json", "render.yaml"];
    FILES.iter().any(|file| document.context.has(file))
}

/// A flag and its value in one word, which are two words to whom wrote them. Ex) `"--bind 0.0.0.0:8000"`
fn is_glued(text: &str, flags: &[&str]) -> bool {
    text.split_once(' ').is_some_and(|(flag, _)| flags.contains(&flag))
}

fn replace_address(document: &Document<'_>, instruction: &Instruction, value: &str) -> Option<Edit> {
    let text = document.text.get(instruction.span.clone())?;
    let host = value.split(':').next().filter(|host| !host.is_empty())?;
    let at = instruction.span.start + text.find(value)?;
    Some(Edit::replace(at..at + host.len(), "0.0.0.0"))
}

/// Adds words at the end of the command, in the form that it has.
fn append(document: &Document<'_>, instruction: &Instruction, words: &str) -> Option<Edit> {
    let text = document.text.get(instruction.span.clone())?;
    match &instruction.arguments {
        Arguments::Exec(given) if !given.first().is_some_and(|program| is_shell(program)) => {
            let end = text.rfind(']')?;
            let end = text[..end].trim_end().len();
            let quoted: String = words.split(' ').map(|word| format!(", \"{word}\"")).collect();
            Some(Edit::insert(instruction.span.start + end, quoted))
        }
        Arguments::Exec(_) => None,
        Arguments::Shell(_) => Some(Edit::insert(instruction.span.end, format!(" {words}"))),
    }
}
