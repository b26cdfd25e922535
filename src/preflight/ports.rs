//! The port: whether the command, `EXPOSE` and the health check mean the same one.

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
    let asked = asked_port(&text).and_then(|digits| digits.parse::<u16>().ok());
    if let (Some(asked), Some(bound)) = (asked, bound)
        && asked != bound
    {
        let message = format!("the health check requests port {asked}, and the command listens on {bound}");
        build.report(Diagnostic::at(&rules::health_port::RULE, build.at(instruction), message, format!("ask port {bound}")));
    }
}

/// The digits of the first port of this machine that the text names. Ex) `http://localhost:8000/`, `connect(("127.0.0.1", 8000))`
fn asked_port(text: &str) -> Option<&str> {
    const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "0.0.0.0"];
    let mut hosts: Vec<usize> =
        HOSTS.iter().flat_map(|host| text.match_indices(host).map(|(start, host)| start + host.len())).collect();
    hosts.sort_unstable();
    hosts.into_iter().find_map(|end| {
        let rest = &text[end..];
        let rest = rest.strip_prefix(['\'', '"']).unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix([':', ','])?.trim_start();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_word = rest[count..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
        ((2..=5).contains(&count) && !is_word).then(|| &rest[..count])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_asks_a_port_of_this_machine() {
        for (text, expected) in [
            ("curl -f http://localhost:8000/health", Some("8000")),
            ("socket.create_connection(('127.0.0.1', 9000))", Some("9000")),
            ("nc -z 0.0.0.0 : 80", Some("80")),
            ("localhost:8 127.0.0.1:8080", Some("8080")),
            ("localhost:123456", None),
            ("localhost:80a", None),
            ("http://example.org:8000", None),
            ("localhost", None),
        ] {
            assert_eq!(asked_port(text), expected, "{text}");
        }
    }
}
