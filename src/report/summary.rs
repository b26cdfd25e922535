//! What `pydock init` says of the image before it asks and writes: a line for each thing that a person checks first. The whole
//! list of facts is `pydock detect`, or `init --verbose`.

use super::wrap::wrap;
use super::{Paint, harmless};
use crate::facts::ProjectFacts;
use crate::model::{Base, BuildPlan, Origin, PackageManager, Runtime};

/// A terminal of the usual width.
const WIDTH: usize = 80;
/// The labels and the gap behind them.
const INDENT: usize = 10;

/// One line: what it is about, what there is to say, and where that was read.
struct Line {
    label: &'static str,
    text: String,
    /// `None` if it is a default.
    place: Option<String>,
}

/// At most eight lines, longer ones wrapped.
pub fn summary(facts: &ProjectFacts, plan: &BuildPlan, paint: Paint) -> String {
    lines(facts, plan).iter().map(|line| line.wrapped(paint)).collect::<Vec<_>>().join("\n")
}

fn lines(facts: &ProjectFacts, plan: &BuildPlan) -> Vec<Line> {
    let mut lines = vec![project(facts)];
    if facts.is_python {
        lines.extend([python(facts), installs(facts)]);
    }
    lines.push(Line::new("starts", facts.command.value.to_string(), &facts.command.origin));
    lines.extend(port(facts));
    let stages: Vec<&str> = plan.stages.iter().map(|stage| stage.name.as_str()).collect();
    lines.push(Line::new("stages", stages.join(", "), &facts.preset.origin));
    lines.push(Line::new("user", facts.user.value.to_string(), &facts.user.origin));
    lines
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
    use crate::model::{Location, RelPath};

    #[test]
    fn a_long_line_is_wrapped_at_80_columns() {
        let at = Location::line(RelPath::parse("src/shop/api.py").unwrap(), 6);
        let text = "gunicorn shop.api:app --bind 0.0.0.0:8000 --workers 4 --worker-tmp-dir /dev/shm --access-logfile -";
        let line = Line::new("starts", text.to_owned(), &Origin::Detected { at });
        let expected = "starts    gunicorn shop.api:app --bind 0.0.0.0:8000 --workers 4 --worker-tmp-dir\n          /dev/shm --access-logfile - (src/shop/api.py:6)";
        assert_eq!(line.wrapped(Paint::NEVER), expected);
    }

    #[test]
    fn a_default_has_no_place() {
        let line = Line::new("user", "10001".to_owned(), &Origin::Default);
        assert_eq!(line.wrapped(Paint::NEVER), "user      10001");
    }
}
