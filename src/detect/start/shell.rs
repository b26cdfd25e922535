//! A command line written for a shell, turned into words wherever no shell is needed.
//!
//! Taken: words with quotes, `NAME=value` before the command, `exec`, `cd folder &&`, `first && last` or `first; last`, and the port
//! variable as `$PORT`, `${PORT}` or `${PORT:-8000}`. Anything else that a shell would act on keeps its shell.

use crate::model::{EnvVar, Port, RelPath};

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub words: Vec<String>,
    pub env: Vec<EnvVar>,
    pub folder: Option<RelPath>,
    /// Commands before the last one, which belong into a release step.
    pub before: Vec<String>,
    /// The port variable stands in the line.
    pub uses_port: bool,
}

/// Reads a line. `port` is what the port variable stands for where the line gives no default of its own.
pub fn read(text: &str, port: Port) -> Option<Line> {
    let mut parts = sequence(text);
    let last = parts.pop()?;
    let mut folder = None;
    let mut before = Vec::new();
    for part in parts {
        match part.strip_prefix("cd ") {
            Some(path) => folder = Some(RelPath::parse(path.trim().trim_matches(['"', '\''])).ok()?),
            None => before.push(part.to_owned()),
        }
    }
    let (last, uses_port) = with_port(last, port);
    let line = |words, env| Line { words, env, folder, before, uses_port };
    let in_shell = |text: &str| vec!["sh".to_owned(), "-c".to_owned(), format!("exec {text}")];
    if needs_shell(&last) {
        return Some(line(in_shell(last.trim_start_matches("exec ")), Vec::new()));
    }
    let mut words = shlex::split(&last)?;
    let assigned = words.iter().take_while(|word| word.parse::<EnvVar>().is_ok()).count();
    let env: Vec<EnvVar> = words.drain(..assigned).filter_map(|word| word.parse().ok()).collect();
    if words.first().is_some_and(|word| word == "exec") {
        words.remove(0);
    }
    // `sh -c "…"` written out: the inner line is what counts.
    if let [shell, flag, inner] = words.as_slice()
        && matches!(shell.as_str(), "sh" | "bash" | "/bin/sh" | "/bin/bash")
        && matches!(flag.as_str(), "-c" | "-lc")
        && env.is_empty()
    {
        return read(inner, port);
    }
    (!words.is_empty()).then(|| line(words, env))
}

/// The commands of the line that run one after the other, `&&` or `;` between them.
fn sequence(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quote = None;
    for (index, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None if c == ';' || (c == '&' && text[index..].starts_with("&&")) => {
                parts.push(text[start..index].trim());
                start = index + if c == ';' { 1 } else { 2 };
            }
            None => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The line with the port variable replaced by a number.
fn with_port(text: &str, port: Port) -> (String, bool) {
    let mut replaced = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(start) = rest.find('$') {
        let (before, variable) = rest.split_at(start);
        replaced.push_str(before);
        let braced = variable.strip_prefix("${PORT").and_then(|tail| {
            let (inside, after) = tail.split_once('}')?;
            let default = inside.trim_start_matches([':', '-']);
            let number = if inside.is_empty() { Some(port) } else { default.parse().ok() };
            Some((number?, after))
        });
        let bare = variable.strip_prefix("$PORT").filter(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        match braced.or(bare.map(|after| (port, after))) {
            Some((number, after)) => {
                replaced.push_str(&number.to_string());
                rest = after;
                found = true;
            }
            None => {
                replaced.push('$');
                rest = &variable[1..];
            }
        }
    }
    replaced.push_str(rest);
    (replaced, found)
}

/// Whether a shell would do more with the line than split it.
fn needs_shell(text: &str) -> bool {
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some('\'') if c == '\'' => quote = None,
            Some('"') if c == '"' => quote = None,
            Some('"') if matches!(c, '$' | '`') => return true,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None if matches!(c, '$' | '`' | '|' | ';' | '&' | '<' | '>' | '*' | '?' | '(' | ')' | '~' | '#' | '\n') => {
                return true;
            }
            None => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &[&str], env: &[&str], before: &[&str], folder: Option<&str>) {
        let line = read(text, Port::new(8000).unwrap()).unwrap();
        assert_eq!(line.words, words);
        assert_eq!(line.env.iter().map(ToString::to_string).collect::<Vec<_>>(), env);
        assert_eq!(line.before, before);
        assert_eq!(line.folder.as_ref().map(RelPath::as_str), folder);
    }

    #[test]
    fn a_shell_is_kept_only_where_it_is_needed() {
        check("gunicorn shop:app --bind 0.0.0.0:$PORT", &["gunicorn", "shop:app", "--bind", "0.0.0.0:8000"], &[], &[], None);
        check("uvicorn a:b --port ${PORT:-5000}", &["uvicorn", "a:b", "--port", "5000"], &[], &[], None);
        check("uvicorn a:b --port \"$PORT\"", &["uvicorn", "a:b", "--port", "8000"], &[], &[], None);
        check("DEBUG=0 exec python main.py", &["python", "main.py"], &["DEBUG=0"], &[], None);
        check("exec gunicorn 'shop:create_app()'", &["gunicorn", "shop:create_app()"], &[], &[], None);
        check("python manage.py migrate && gunicorn a.wsgi", &["gunicorn", "a.wsgi"], &[], &["python manage.py migrate"], None);
        check("flask db upgrade; gunicorn a:b", &["gunicorn", "a:b"], &[], &["flask db upgrade"], None);
        check("cd backend && gunicorn a.wsgi", &["gunicorn", "a.wsgi"], &[], &[], Some("backend"));
        check(
            "python a.py --workers $WEB_CONCURRENCY",
            &["sh", "-c", "exec python a.py --workers $WEB_CONCURRENCY"],
            &[],
            &[],
            None,
        );
        check("python a.py > log.txt", &["sh", "-c", "exec python a.py > log.txt"], &[], &[], None);
        check("sh -c 'gunicorn a:b -b :$PORT'", &["gunicorn", "a:b", "-b", ":8000"], &[], &[], None);
        check("python x.py $PORTAL", &["sh", "-c", "exec python x.py $PORTAL"], &[], &[], None);
        assert_eq!(read("   ", Port::new(1).unwrap()), None);
        assert_eq!(read("cd .. && python x.py", Port::new(1).unwrap()), None);
    }
}
