//! The health check's command.

use crate::facts::ProjectFacts;
use crate::model::Command;

/// Asks the application over HTTP with the standard library alone: slim images have no curl, `urllib` would obey proxy
/// variables, and an open port says nothing about a server that hangs.
pub fn exec_form(facts: &ProjectFacts) -> Option<String> {
    let (port, check) = (facts.port.value?, facts.health.value.as_ref()?);
    let script = format!(
        "import http.client as h; c = h.HTTPConnection('127.0.0.1', {port}, timeout=4); c.request('GET', '{}'); \
         raise SystemExit(c.getresponse().status >= {})",
        check.path(),
        check.ill_from,
    );
    Command::of(&["python", "-c", &script]).ok().map(|command| command.exec_form())
}
