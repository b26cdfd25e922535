//! The port that the documents publish when they start the project's image. Ex) `docker run -p 8080:80 books`

use super::evidence::Evidence;
use super::ports::{Stated, agreed};
use super::shown::is_page;
use crate::knowledge::services;
use crate::model::{Location, Port};

/// The first port of such a command, if all of them publish the same one. `None` if there is none, or they differ.
pub fn in_documents(evidence: Evidence<'_>) -> Option<Stated> {
    if !evidence.folder().is_root() {
        return None;
    }
    let tree = evidence.tree;
    let name = evidence.project_name().unwrap_or_default();
    let mut found = Vec::new();
    for file in tree.walk().files.iter().filter(|file| is_page(file)) {
        let Ok(Some(text)) = tree.text(file) else { continue };
        for (port, line) in of_text(&text, &name) {
            found.push(Stated { port, at: Location::line(file.clone(), line) });
        }
    }
    agreed(found)
}

/// The first port of each command that runs an image which the text builds, or one that is called like the project, with its
/// line.
fn of_text(text: &str, name: &str) -> Vec<(Port, usize)> {
    if !text.contains("docker run") && !text.contains("podman run") {
        return Vec::new();
    }
    let commands: Vec<(Vec<&str>, usize)> = commands(text);
    let built: Vec<&str> = commands
        .iter()
        .filter(|(words, _)| words.contains(&"build"))
        .flat_map(|(words, _)| words.iter().skip_while(|word| !matches!(**word, "-t" | "--tag")).nth(1).copied())
        .collect();
    let is_own = |word: &str| {
        let image = word.split('@').next().unwrap_or(word);
        let last = image.rsplit('/').next().unwrap_or(image).split(':').next().unwrap_or_default().to_ascii_lowercase();
        let is_namesake = last.len() > 2 && !name.is_empty() && (name.contains(last.as_str()) || last.contains(name));
        !word.starts_with('-') && (built.contains(&word) || is_namesake)
    };
    let is_service = |word: &str| services().iter().any(|service| service.is_image(word));
    let runs = commands.iter().filter(|(words, _)| words.get(1) == Some(&"run"));
    let own = runs.filter(|(words, _)| words[2..].iter().any(|word| is_own(word)) && !words.iter().any(|word| is_service(word)));
    own.filter_map(|(words, line)| Some((published(words)?, *line))).collect()
}

/// The words of each command of Docker or Podman, with the line that it starts on, counted from 1.
fn commands(text: &str) -> Vec<(Vec<&str>, usize)> {
    let mut found: Vec<(Vec<&str>, usize)> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        let start = ["docker ", "podman "].iter().filter_map(|program| line.find(program)).min();
        let start = if is_open { Some(0) } else { start };
        let Some(rest) = start.map(|start| &line[start..]) else { continue };
        let words = rest.split_whitespace().map(|word| word.trim_matches(['`', '"', '\'', '\\'])).filter(|word| !word.is_empty());
        match found.last_mut().filter(|_| is_open) {
            Some((command, _)) => command.extend(words),
            None => found.push((words.collect(), index + 1)),
        }
        is_open = line.trim_end().ends_with('\\');
    }
    found
}

/// The container's port of the first `-p`. Ex) 80 of `-p 127.0.0.1:8080:80/tcp`
fn published(words: &[&str]) -> Option<Port> {
    let values = words.iter().enumerate().filter_map(|(index, word)| match *word {
        "-p" | "--publish" => words.get(index + 1).copied(),
        word => word
            .strip_prefix("--publish=")
            .or_else(|| word.strip_prefix("-p").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))),
    });
    let port = |value: &str| value.strip_suffix("/tcp").unwrap_or(value).rsplit(':').next()?.parse().ok();
    values.into_iter().find_map(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_runs_the_project_publishes_its_port() {
        for (text, expected) in [
            ("    docker run -p 8080:80 books\n", vec![(80, 1)]),
            ("`docker run --publish=127.0.0.1:7000:7000/tcp acme/books:latest`", vec![(7000, 1)]),
            ("docker run -d \\\n  -p 9000:9001 \\\n  -p 5:6 \\\n  ghcr.io/acme/books\n", vec![(9001, 1)]),
            ("docker build -t shelf .\ndocker run -p 5000:5000 shelf\n", vec![(5000, 2)]),
            ("docker run -p 5000:5000 shelf\n", vec![]),
            ("docker run -p 5432:5432 postgres:16 # for books\n", vec![]),
            ("docker run -p $PORT:$PORT books\n", vec![]),
            ("docker run books\n", vec![]),
        ] {
            let found: Vec<_> = of_text(text, "books").into_iter().map(|(port, line)| (port.number(), line)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
