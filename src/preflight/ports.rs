//! The port: whether the command, `EXPOSE` and the health check mean the same one.

use std::sync::OnceLock;

use regex::Regex;

use super::build::Build;
use super::command::start_words;
use super::image::Image;
use super::{programs, shell};
use crate::dockerfile::{Arguments, Healthcheck, Instruction};
use crate::knowledge::listener_of;
use crate::lint::{Diagnostic, build as rules};
use crate::model::Location;

pub fn check(build: &mut Build<'_>, image: &Image) {
    let bound = start_words(build, image).and_then(|(words, _)| {
        let (row, arguments) = listener_of(&words)?;
        row.bound_port(arguments, |name| image.env.get(name).cloned().flatten())
    });
    if let Some(port) = bound
        && !image.exposed.is_empty()
        && image.exposed.iter().all(|(exposed, _)| *exposed != port)
        && let Some((exposed, line)) = image.exposed.last().copied()
    {
        let at = Location::line(build.path.clone(), line);
        let message = format!("`EXPOSE {exposed}` is not the port that the command listens on, which is {port}");
        build.report(Diagnostic::at(
            rules::PORT_MISMATCH,
            at,
            message,
            format!("write `EXPOSE {port}`, or let the command listen on {exposed}"),
        ));
    }
    let Some(instruction) = build.instruction(image.health) else { return };
    let Some(Healthcheck::Command(arguments)) = instruction.healthcheck() else { return };
    health(build, image, instruction, &arguments, bound);
}

fn health(build: &mut Build<'_>, image: &Image, instruction: &Instruction, arguments: &Arguments, bound: Option<u16>) {
    let (programs_of, text) = match arguments {
        Arguments::Exec(words) => (words.first().cloned().into_iter().collect::<Vec<_>>(), words.join(" ")),
        Arguments::Shell(text) => {
            let commands = shell::commands(text);
            (commands.first().and_then(|command| command.words.first().cloned()).into_iter().collect(), text.clone())
        }
    };
    let missing =
        programs_of.into_iter().find(|program| matches!(program.as_str(), "curl" | "wget") && !programs::has(image, program));
    if let Some(program) = missing {
        let message = format!("the health check needs `{program}`, which the image does not have, so it never becomes healthy");
        let hint =
            "use Python instead: `CMD [\"python\", \"-c\", \"import urllib.request as r; r.urlopen('http://127.0.0.1:PORT/')\"]`";
        build.report(Diagnostic::at(rules::HEALTH_MISSING_TOOL, build.at(instruction), message, hint));
    }
    static ADDRESS: OnceLock<Option<Regex>> = OnceLock::new();
    let address = ADDRESS.get_or_init(|| Regex::new(r#"(?:localhost|127\.0\.0\.1|0\.0\.0\.0)['"]?\s*[:,]\s*(\d{2,5})\b"#).ok());
    let asked = address.as_ref().and_then(|address| address.captures(&text)?.get(1)?.as_str().parse::<u16>().ok());
    if let (Some(asked), Some(bound)) = (asked, bound)
        && asked != bound
    {
        let message = format!("the health check requests port {asked}, and the command listens on {bound}");
        build.report(Diagnostic::at(&rules::health_port::RULE, build.at(instruction), message, format!("ask port {bound}")));
    }
}
