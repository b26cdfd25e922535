//! The page that a hand-written Dockerfile's health check asks for.

use crate::dockerfile::{Arguments, Healthcheck, Instruction};
use crate::model::HealthCheck;

/// A page of the program, and the port where the check asks for it, as far as the text says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub port: Option<u16>,
    pub check: HealthCheck,
}

/// What the instruction asks for. `None` if it asks for no page of this machine.
pub fn asked(instruction: &Instruction) -> Option<Asked> {
    match instruction.healthcheck()? {
        Healthcheck::None => None,
        Healthcheck::Command(Arguments::Exec(words)) => of_text(&words.join(" ")),
        Healthcheck::Command(Arguments::Shell(text)) => of_text(&text),
    }
}

fn of_text(text: &str) -> Option<Asked> {
    // Ex) `if [ "$TRANSPORT" = http ]; then curl …; fi`
    if text.split_whitespace().any(|word| word == "if" || word == "case") {
        return None;
    }
    const HOSTS: [&str; 4] = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];
    let rest = text.split_once("http://")?.1;
    let rest = HOSTS.iter().find_map(|host| rest.strip_prefix(host))?;
    let is_end = |c: char| c.is_whitespace() || "'\"`|;)<>\\".contains(c);
    let rest = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let (port, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, "/"),
    };
    let is_port = port.is_empty() || port.starts_with(':');
    // Only with this option is an error of the program one of curl.
    let fails = !text.contains("curl") || text.split_whitespace().any(|word| word == "--fail" || is_short(word));
    let check = HealthCheck::new(path, fails).ok().filter(|_| is_port)?;
    Some(Asked { port: port.strip_prefix(':').and_then(|port| port.parse().ok()), check })
}

/// Ex) `-f`, `-fsS`
fn is_short(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.contains('f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_asks_for_a_page_of_this_machine() {
        for (text, expected) in [
            ("curl -f http://localhost:8000/health || exit 1", Some((Some(8000), "/health", 400))),
            ("curl http://localhost:8000/health", Some((Some(8000), "/health", 500))),
            ("curl -fsS 'http://127.0.0.1:$PORT/ping'", Some((None, "/ping", 400))),
            ("wget -qO- http://localhost/", Some((None, "/", 400))),
            ("wget --spider http://localhost:9000", Some((Some(9000), "/", 400))),
            (
                "python -c \"import urllib.request as r; r.urlopen(f'http://localhost:{port}/metrics')\"",
                Some((None, "/metrics", 400)),
            ),
            ("curl -f http://localhost:8000/$BASE/health", None),
            ("curl -f http://example.org/health", None),
            ("curl -f http://localhost.example.org/health", None),
            ("if [ \"$T\" = http ]; then curl -f http://localhost:8000/health; else pgrep python; fi", None),
            ("pgrep python", None),
        ] {
            let found = of_text(text);
            let found = found.as_ref().and_then(|asked| Some((asked.port, asked.check.path()?, asked.check.unhealthy_from)));
            assert_eq!(found, expected, "{text}");
        }
    }
}
