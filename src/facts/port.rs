//! Another port for a command.

use crate::model::{Command, EnvVar, InvalidValue, Port};

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
        Some(rest) if rest.is_empty() || rest.ends_with([':', '=']) => format!("{rest}{to}"),
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
}
