//! What `pydock init` says of the image before it asks and writes: a line for each thing that a person checks first. The whole
//! list of facts is `pydock detect`, or `init --verbose`.

use super::wrap::wrap;
use super::{Paint, harmless};
use crate::facts::ProjectFacts;
use crate::model::{Base, BuildPlan, Location, Origin, PackageManager, Runtime};
use crate::pipeline::Survey;

/// A terminal of the usual width.
const WIDTH: usize = 80;
/// The labels and the gap behind them.
const INDENT: usize = 10;

const STARTS: &str = "starts";
const STAGES: &str = "stages";
const USER: &str = "user";

/// One line: what it is about, what there is to say, and where that was read.
#[derive(Debug, Clone)]
struct Line {
    label: &'static str,
    text: String,
    /// `None` if it is a default.
    place: Option<String>,
}

/// At most this many rows, so that the question below them is seen together with them.
const MOST: usize = 8;

/// Long lines are wrapped.
pub fn summary(facts: &ProjectFacts, plan: &BuildPlan, paint: Paint) -> String {
    fitted(lines(facts, plan)).iter().map(|line| line.wrapped(paint)).collect::<Vec<_>>().join("\n")
}

/// What is known before a question about the start is answered.
pub fn found(survey: &Survey, paint: Paint) -> String {
    let detected = &survey.detected;
    let line = |label, text: String, at: &Location| {
        let place = (!at.file.is_root()).then(|| at.to_string());
        Line { label, text, place }.wrapped(paint)
    };
    let mut lines = vec![line("project", detected.name.value.to_string(), &detected.name.at)];
    lines.extend(detected.python.chosen.as_ref().map(|python| line("python", python.value.to_string(), &python.at)));
    lines.extend(detected.manager.chosen.as_ref().map(|found| line("installs", found.value.manager.to_string(), &found.at)));
    lines.join("\n")
}

/// The lines in no more than the rows that there are: the user goes to the stages, and what is still too long is cut.
/// `pydock detect` prints everything in full.
fn fitted(mut lines: Vec<Line>) -> Vec<Line> {
    let rows = |lines: &[Line]| lines.iter().map(Line::rows).sum::<usize>();
    if rows(&lines) > MOST
        && let Some(index) = lines.iter().position(|line| line.label == USER)
    {
        let user = lines.remove(index);
        if let Some(stages) = lines.iter_mut().find(|line| line.label == STAGES) {
            stages.text = format!("{}; user {}", stages.text, user.text);
        }
    }
    // What starts is cut last.
    while rows(&lines) > MOST
        && let Some(long) = lines.iter_mut().filter(|line| line.rows() > 1).min_by_key(|line| line.label == STARTS)
    {
        long.cut();
    }
    lines
}

fn lines(facts: &ProjectFacts, plan: &BuildPlan) -> Vec<Line> {
    let mut lines = vec![project(facts)];
    if facts.is_python {
        lines.extend([python(facts), installs(facts)]);
    }
    lines.push(Line::new(STARTS, facts.command.value.to_string(), &facts.command.origin));
    lines.extend(port(facts));
    let stages: Vec<&str> = plan.stages.iter().map(|stage| stage.name.as_str()).collect();
    lines.push(Line::new(STAGES, stages.join(", "), &facts.preset.origin));
    lines.push(Line::new(USER, facts.user.value.to_string(), &facts.user.origin));
    lines.extend(also_runs(facts));
    lines
}

/// The processes that the image can run besides the one that it starts. `None` if it starts the only one.
fn also_runs(facts: &ProjectFacts) -> Option<Line> {
    let others = facts.processes.iter().filter(|process| !process.is_image);
    let named: Vec<&str> = others.map(|process| process.name.as_str()).collect();
    (!named.is_empty()).then(|| Line { label: "also runs", text: named.join(", "), place: None })
}

fn project(facts: &ProjectFacts) -> Line {
    let name = &facts.name.value;
    let text = match facts.framework.value.as_str() {
        _ if !facts.is_python => format!("{name} (preset {})", facts.preset.value),
        "script" => format!("{name} (Python program)"),
        framework => format!("{name} ({framework})"),
    };
    Line::new("project", text, &facts.name.origin)
}

/// Ex) `3.14 (slim, trixie)`
fn python(facts: &ProjectFacts) -> Line {
    let base = match facts.base.value {
        _ if facts.runtime.value != Runtime::Slim => format!("{}, {}", facts.runtime.value.name(), facts.suite.value.name()),
        Base::Alpine => Base::Alpine.name().to_owned(),
        base => format!("{}, {}", base.name(), facts.suite.value.name()),
    };
    Line::new("python", format!("{} ({base})", facts.python.value), &facts.python.origin)
}

/// Ex) `uv, from uv.lock`
fn installs(facts: &ProjectFacts) -> Line {
    let text = match (&facts.manager.value, &facts.manifest.value) {
        (PackageManager::None, _) => "nothing: the project has no dependencies".to_owned(),
        (manager, Some(manifest)) => {
            let tool = facts.installer.value.filter(|_| *manager == PackageManager::Pip);
            format!("{}, from {manifest}", tool.map_or_else(|| manager.to_string(), |tool| tool.to_string()))
        }
        (manager, None) => manager.to_string(),
    };
    // The file's name says where it was found.
    Line { label: "installs", text, place: None }
}

fn port(facts: &ProjectFacts) -> Option<Line> {
    let port = facts.port.value?;
    let health = match &facts.health.value {
        Some(health) => match health.path() {
            Some(path) => format!("health check {path}"),
            None => "health check connects only".to_owned(),
        },
        None => "no health check".to_owned(),
    };
    Some(Line::new("port", format!("{port}, {health}"), &facts.port.origin))
}

impl Line {
    fn new(label: &'static str, text: String, origin: &Origin) -> Self {
        let place = (*origin != Origin::Default).then(|| origin.to_string());
        Self { label, text, place }
    }

    /// How many rows it takes.
    fn rows(&self) -> usize {
        self.wrapped(Paint::NEVER).lines().count()
    }

    /// Takes one row less: the place goes first where it has a row of its own, then the end of the text.
    fn cut(&mut self) {
        let before = self.rows();
        self.place = None;
        let mut words: Vec<&str> = self.text.split(' ').collect();
        while self.rows() >= before && words.len() > 1 {
            words.pop();
            let text = format!("{} \u{2026}", words.join(" "));
            if wrap(&harmless(&text), WIDTH - INDENT).len() < before {
                self.text = text;
                break;
            }
        }
    }

    fn wrapped(&self, paint: Paint) -> String {
        let mut rows = wrap(&harmless(&self.text), WIDTH - INDENT);
        if let Some(place) = &self.place {
            let place = format!("({})", harmless(place));
            let last = rows.last().map_or(0, |row| row.chars().count());
            match rows.last_mut() {
                Some(row) if last + 1 + place.chars().count() <= WIDTH - INDENT => {
                    row.push_str(&format!(" {}", paint.place(&place)));
                }
                _ => rows.push(paint.place(&place)),
            }
        }
        let label = paint.heading(&format!("{:<INDENT$}", self.label));
        format!("{label}{}", rows.join(&format!("\n{:INDENT$}", "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    #[test]
    fn a_long_line_is_wrapped_at_80_columns() {
        let at = Location::line(RelPath::parse("src/shop/api.py").unwrap(), 6);
        let text = "gunicorn shop.api:app --bind 0.0.0.0:8000 --workers 4 --worker-tmp-dir /dev/shm --access-logfile -";
        let line = Line::new("starts", text.to_owned(), &Origin::Detected { at });
        let expected = "starts    gunicorn shop.api:app --bind 0.0.0.0:8000 --workers 4 --worker-tmp-dir\n          /dev/shm --access-logfile - (src/shop/api.py:6)";
        assert_eq!(line.wrapped(Paint::NEVER), expected);
    }

    #[test]
    fn the_lines_fit_eight_rows() {
        let line = |label: &'static str, text: &str| Line::new(label, text.to_owned(), &Origin::Default);
        let short = || ["project", "python", "installs", "port"].map(|label| line(label, "x")).to_vec();
        let long = "gunicorn shop.api:app --bind 0.0.0.0:8000 --workers 4 --worker-tmp-dir /dev/shm ".repeat(4);
        let shown = |lines: Vec<Line>| {
            let text: Vec<String> = fitted(lines).iter().map(|line| line.wrapped(Paint::NEVER)).collect();
            text.join("\n").lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let [mut few, mut many, mut most] = [short(), short(), short()];
        few.extend([line("starts", "gunicorn"), line(STAGES, "base, deps"), line(USER, "10001"), line("also runs", "worker")]);
        assert_eq!(shown(few).len(), 8);
        many.extend([line("starts", &long[..100]), line(STAGES, "base, deps"), line(USER, "10001"), line("also runs", "worker")]);
        let many = shown(many);
        assert_eq!(many[6..], ["stages    base, deps; user 10001", "also runs worker"]);
        most.extend([
            line("starts", &long),
            line(STAGES, "base"),
            line(USER, "10001"),
            line("also runs", &"worker, ".repeat(30)),
        ]);
        let most = shown(most);
        assert!(most.len() <= 8 && most.iter().any(|row| row.ends_with('\u{2026}')), "{}", most.join("\n"));
    }

    #[test]
    fn a_default_has_no_place() {
        let line = Line::new("user", "10001".to_owned(), &Origin::Default);
        assert_eq!(line.wrapped(Paint::NEVER), "user      10001");
    }
}
