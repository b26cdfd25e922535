//! `pydock explain` for people: all lines, or one in full.

use super::words;
use crate::explain::{ExplainedFile, ExplainedLine, LineFact};
use crate::report::{Paint, harmless};

/// Every line with its step and its facts, or one line with everything.
pub fn text(files: &[ExplainedFile], only: Option<usize>, paint: Paint) -> String {
    let mut out = String::new();
    for (index, file) in files.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        match only.and_then(|only| file.line(only)) {
            Some(line) => one(file, line, paint, &mut out),
            None => all(file, paint, &mut out),
        }
    }
    out
}

fn all(file: &ExplainedFile, paint: Paint, out: &mut String) {
    out.push_str(&format!("{}: {}\n", paint.heading(&harmless(&file.path)), harmless(&words::writer(file))));
    let width = file.lines.len().to_string().len();
    let mut rest = file.lines.as_slice();
    while let Some(first) = rest.first() {
        let same = |line: &&ExplainedLine| {
            let says_the_same = if first.about.is_some() { line.about == first.about } else { line.does == first.does };
            line.group == first.group && says_the_same
        };
        let count = rest.iter().take_while(same).count();
        let (part, after) = rest.split_at(count);
        rest = after;
        if part.iter().all(|line| line.text.trim().is_empty()) {
            continue;
        }
        out.push('\n');
        for line in part {
            out.push_str(&format!("{:>width$}  {}\n", line.number, paint.place(&harmless(&line.text))));
        }
        let mut say = |text: &str| out.push_str(&format!("{:width$}    {}\n", "", harmless(text)));
        let place = words::place(first);
        match (&first.about, place.is_empty()) {
            (Some(about), false) => say(&format!("{place}: {about}")),
            (Some(about), true) => say(about),
            (None, _) => first.does.iter().for_each(|sentence| say(sentence)),
        }
        if let Some(author) = words::author(first) {
            say(&author);
        }
        let mut facts: Vec<&LineFact> = Vec::new();
        for fact in part.iter().flat_map(|line| &line.facts) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        if !facts.is_empty() {
            let shown = facts.iter().map(|fact| format!("{} {} ({})", fact.id, fact.value, fact.origin));
            say(&format!("from: {}", shown.collect::<Vec<_>>().join(", ")));
        }
        for finding in part.iter().flat_map(|line| &line.findings) {
            say(&format!("found: {finding}"));
        }
    }
}

fn one(file: &ExplainedFile, line: &ExplainedLine, paint: Paint, out: &mut String) {
    let at = format!("{}:{}", file.path, line.number);
    let mut say = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    say(format!("{}  {}", paint.heading(&harmless(&at)), paint.place(&harmless(line.text.trim()))));
    let place = words::place(line);
    let template = line.template.iter().map(|template| format!("template {template}"));
    let whole: Vec<String> = std::iter::once(place).filter(|place| !place.is_empty()).chain(template).collect();
    if !whole.is_empty() {
        say(format!("  {}", harmless(&whole.join(", "))));
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            say(format!("\n{}", paint.heading(title)));
            lines.iter().for_each(|line| say(format!("  {}", harmless(line))));
        }
    };
    section("What for", line.about.iter().cloned().chain(words::author(line)).collect());
    let reason = |reason: &crate::explain::Reason| match &reason.source {
        Some(source) => format!("{} ({source})", reason.text),
        None => reason.text.clone(),
    };
    section("Why", line.reasons.iter().map(reason).collect());
    let reference = line.reference.iter().map(|link| format!("({link})"));
    section("What it does", line.does.iter().cloned().chain(reference).collect());
    let fact = |fact: &LineFact| {
        let why = fact.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("{} {} ({}{why})", fact.id, fact.value, fact.origin)
    };
    section("From these facts", line.facts.iter().map(fact).collect());
    let passed_over = line.passed_over.iter().map(|other| {
        let at = other.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
        format!("{} {} ({at}{})", other.id, other.value, other.why)
    });
    section("Not chosen", passed_over.collect());
    let by_hand = words::by_hand(line).map(str::to_owned);
    let changes = line.changes.iter().map(|change| format!("{}  {}", change.flag, change.help));
    section("How to change it", changes.chain(by_hand).collect());
    section("Found", line.findings.clone());
}
