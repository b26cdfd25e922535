//! Another port for a command: a number, or what a variable says when the container starts.

use crate::knowledge::listener_of;
use crate::model::{Command, EnvName, EnvVar, InvalidValue, Port};

/// A start whose port is settled when the container starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRun {
    pub command: Command,
    pub env: Vec<EnvVar>,
}

/// The start with its port out of the variable, and the number where that is not set. `None` if no part of the command
/// says the port.
///
/// A server that reads the variable is left to it. Any other is started by a shell that puts the value in, and is replaced by
/// it, so that signals reach the server.
pub fn from_variable(command: &Command, env: &[EnvVar], port: Port, name: &EnvName) -> Option<AtRun> {
    if let Some(command) = without_port(command, port, name) {
        let variable = EnvVar::new(name.clone(), &port.to_string()).ok()?;
        let others = env.iter().filter(|variable| variable.name != *name).cloned();
        return Some(AtRun { command, env: others.chain([variable]).collect() });
    }
    let value = format!("${{{name}:-{port}}}");
    if let [shell, flag, line] = command.words()
        && shell == "sh"
        && flag == "-c"
    {
        let line = in_line(line, port, &value)?;
        return Some(AtRun { command: Command::of(&["sh", "-c", &line]).ok()?, env: env.to_vec() });
    }
    let (in_env, env): (Vec<EnvVar>, Vec<EnvVar>) =
        env.iter().cloned().partition(|variable| variable.value() == port.to_string() && variable.name != *name);
    let mut is_said = !in_env.is_empty();
    let mut line: Vec<String> = in_env.iter().map(|variable| format!("{}=\"{value}\"", variable.name)).collect();
    line.push("exec".to_owned());
    for (index, word) in command.words().iter().enumerate() {
        line.push(match word.strip_suffix(&port.to_string()) {
            Some(before) if index > 0 && ends_before_port(before) && !before.contains(['"', '$', '`', '\\']) => {
                is_said = true;
                format!("\"{before}{value}\"")
            }
            _ => shlex::try_quote(word).ok()?.into_owned(),
        });
    }
    let command = Command::of(&["sh", "-c", &line.join(" ")]).ok()?;
    is_said.then_some(AtRun { command, env })
}

/// The same by the server's own variable, where no shell can put another one into the command. `None` if the server has none.
pub fn from_own_variable(command: &Command, env: &[EnvVar], port: Port, own: &EnvName) -> Option<AtRun> {
    let variable = EnvVar::new(own.clone(), &port.to_string()).ok()?;
    let says_port = |word: &String| word.strip_suffix(&port.to_string()).is_some_and(ends_before_port);
    let is_said = command.words().iter().skip(1).any(says_port);
    let command = if is_said { without_port(command, port, own)? } else { command.clone() };
    let others = env.iter().filter(|variable| variable.name != *own).cloned();
    Some(AtRun { command, env: others.chain([variable]).collect() })
}

/// The command without the options that say the port, if its program reads the variable and they are all that says it.
fn without_port(command: &Command, port: Port, name: &EnvName) -> Option<Command> {
    let words = command.words();
    let (row, arguments) = listener_of(words)?;
    let reads = row.port_variable.as_ref() == Some(name) && row.is_serving(arguments);
    let flags = reads.then_some(&row.port_flags)?;
    let is_port = |text: &str| text.strip_suffix(&port.to_string()).is_some_and(ends_before_port);
    let mut kept = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        if flags.contains(word) && rest.peek().is_some_and(|value| is_port(value)) {
            rest.next();
        } else if !word.split_once('=').is_some_and(|(flag, value)| flags.iter().any(|known| known == flag) && is_port(value)) {
            kept.push(word.clone());
        }
    }
    let is_flag = |word: &String| flags.iter().any(|flag| word == flag || word.starts_with(&format!("{flag}=")));
    if kept.len() == words.len() || kept.iter().any(is_flag) {
        return None;
    }
    Command::new(kept).ok()
}

/// The shell's line with the number replaced, unless quotes would keep the shell from seeing the variable.
fn in_line(line: &str, port: Port, value: &str) -> Option<String> {
    let number = port.to_string();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let stands_alone = |at: usize| {
        ends_before_port(line[..at].rsplit(' ').next().unwrap_or_default()) && !line[at + number.len()..].starts_with(is_part)
    };
    let (at, _) = line.match_indices(&number).find(|(at, _)| stands_alone(*at))?;
    (!line.contains('\'')).then(|| format!("{}{value}{}", &line[..at], &line[at + number.len()..]))
}

/// Whether a port may follow. Ex) nothing, `0.0.0.0:`, `--port=`
fn ends_before_port(before: &str) -> bool {
    before.is_empty() || before.ends_with([':', '='])
}

/// The command with the port that it binds replaced: `8000`, `…:8000` and `--port=8000` become the other port.
pub fn with_port(command: &Command, from: Port, to: Port) -> Result<Command, InvalidValue> {
    let words = command.words().iter().enumerate();
    // The program itself is not an argument, whatever its name ends with.
    Command::new(words.map(|(index, word)| if index == 0 { word.clone() } else { replace(word, from, to) }).collect())
}

/// The same for variables such as `STREAMLIT_SERVER_PORT=8501`.
pub fn env_with_port(env: &EnvVar, from: Port, to: Port) -> EnvVar {
    let replaced = EnvVar::new(env.name.clone(), &replace(env.value(), from, to));
    replaced.unwrap_or_else(|_| env.clone())
}

fn replace(word: &str, from: Port, to: Port) -> String {
    let from = from.to_string();
    match word.strip_suffix(from.as_str()) {
        Some(rest) if ends_before_port(rest) => format!("{rest}{to}"),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_changes() {
        let port = |number| Port::new(number).unwrap();
        for (given, expected) in [
            ("gunicorn --bind 0.0.0.0:8000 shop:app", "gunicorn --bind 0.0.0.0:9000 shop:app"),
            ("uvicorn shop:app --port 8000", "uvicorn shop:app --port 9000"),
            ("streamlit run app.py --server.port=8000", "streamlit run app.py '--server.port=9000'"),
            ("python app8000 18000", "python app8000 18000"),
        ] {
            let command = with_port(&given.parse().unwrap(), port(8000), port(9000)).unwrap();
            assert_eq!(command, expected.parse().unwrap(), "{given}");
        }
    }

    #[test]
    fn a_variable_says_the_port_when_the_container_starts() {
        for (name, given, env, expected, expected_env) in [
            ("PORT", "gunicorn --bind 0.0.0.0:8000 shop:app", "", "gunicorn shop:app", "PORT=8000"),
            ("PORT", "python -m gunicorn -b=:8000 shop:app", "", "python -m gunicorn shop:app", "PORT=8000"),
            ("PORT", "fastapi run --port 8000 main.py", "", "fastapi run main.py", "PORT=8000"),
            ("UVICORN_PORT", "uvicorn a:b --port 8000", "", "uvicorn a:b", "UVICORN_PORT=8000"),
            ("PORT", "uvicorn a:b --port 8000", "", "sh -c 'exec uvicorn a:b --port \"${PORT:-8000}\"'", ""),
            ("PORT", "hypercorn --bind 0.0.0.0:8000 a:b", "", "sh -c 'exec hypercorn --bind \"0.0.0.0:${PORT:-8000}\" a:b'", ""),
            (
                "PORT",
                "streamlit run app.py",
                "STREAMLIT_SERVER_PORT=8000",
                "sh -c 'STREAMLIT_SERVER_PORT=\"${PORT:-8000}\" exec streamlit run app.py'",
                "",
            ),
            ("PORT", "sh -c 'exec x -p 8000 $A'", "", "sh -c 'exec x -p ${PORT:-8000} $A'", ""),
            // A socket is left, so gunicorn would not look at the variable.
            ("PORT", "gunicorn -b unix:x -b :8000 a:b", "", "sh -c 'exec gunicorn -b unix:x -b \":${PORT:-8000}\" a:b'", ""),
        ] {
            let env: Vec<EnvVar> = env.parse().into_iter().collect();
            let name = EnvName::new(name).unwrap();
            let found = from_variable(&given.parse().unwrap(), &env, Port::new(8000).unwrap(), &name).unwrap();
            assert_eq!(found.command, expected.parse().unwrap(), "{given}");
            assert_eq!(found.env.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), expected_env, "{given}");
        }
        for (own, given, env, expected) in [
            ("UVICORN_PORT", "uvicorn a:b --port 8000 --host 0.0.0.0", "", Some("uvicorn a:b --host 0.0.0.0")),
            ("STREAMLIT_SERVER_PORT", "streamlit run app.py", "STREAMLIT_SERVER_PORT=8000", Some("streamlit run app.py")),
            ("GRADIO_SERVER_PORT", "python app.py", "", Some("python app.py")),
            ("HYPERCORN_PORT", "hypercorn --bind 0.0.0.0:8000 a:b", "", None),
        ] {
            let env: Vec<EnvVar> = env.parse().into_iter().collect();
            let name = EnvName::new(own).unwrap();
            let found = from_own_variable(&given.parse().unwrap(), &env, Port::new(8000).unwrap(), &name);
            let expected = expected
                .map(|command| AtRun { command: command.parse().unwrap(), env: vec![EnvVar::new(name, "8000").unwrap()] });
            assert_eq!(found, expected, "{given}");
        }
        let name = EnvName::new("PORT").unwrap();
        let nothing = from_variable(&"python app.py".parse().unwrap(), &[], Port::new(8000).unwrap(), &name);
        assert_eq!(nothing, None);
    }
}
