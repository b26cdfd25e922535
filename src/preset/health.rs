//! The health check's command.

use super::PresetError;
use super::inputs::Inputs;
use crate::model::Command;

/// Asks the application over HTTP with the standard library alone: slim images have no curl, `urllib` would obey proxy
/// variables, and an open port says nothing about a server that hangs.
///
/// An image without Python has a command of the preset's, which is written where there is something to ask for.
pub fn exec_form(inputs: Inputs<'_>) -> Result<Option<String>, PresetError> {
    let Inputs { facts, preset, values, .. } = inputs;
    let (Some(port), Some(check)) = (facts.port.value, facts.health.value.as_ref()) else { return Ok(None) };
    if let Some(own) = preset.health_command.as_ref().filter(|_| check.path().is_some()) {
        let text = preset.expression(&own.name, values)?;
        let command = text.parse::<Command>().map_err(|error| PresetError::Invalid {
            place: own.place.clone(),
            problem: format!("health-command: {error}"),
            hint: "write one program with its arguments, such as `wget -q -O /dev/null http://127.0.0.1:8080/`".to_owned(),
        })?;
        return Ok(Some(command.exec_form()));
    }
    if !preset.python {
        return Ok(None);
    }
    let (module, port) = match &facts.port_env.value {
        Some(name) => (", os", format!("int(os.environ.get('{name}') or {port})")),
        None => ("", port.to_string()),
    };
    let script = match check.path() {
        Some(path) => format!(
            "import http.client as h{module}; c = h.HTTPConnection('127.0.0.1', {port}, timeout=4); c.request('GET', '{path}'); \
             raise SystemExit(c.getresponse().status >= {})",
            check.unhealthy_from,
        ),
        None => format!("import socket{module}; socket.create_connection(('127.0.0.1', {port}), 4).close()"),
    };
    Ok(Command::of(&["python", "-c", &script]).ok().map(|command| command.exec_form()))
}
