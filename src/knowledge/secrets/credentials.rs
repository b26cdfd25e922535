//! Passwords and tokens inside of a text: in a URL, of the shape that an issuer gives them, or behind a telling name.

use std::borrow::Cow;
use std::ops::Range;

use super::content::{is_example_text, is_value, tokens};
use crate::model::{holds_secret, url_login};

/// What ends a word of a command, of a document or of a sentence.
const ENDS: &[char] = &[' ', '\t', '\r', '\n', '"', '\'', '`', '<', '>', '\\'];

/// Endings of values that name a file. Ex) `--key server.pem`
const FILES: [&str; 10] = [".cfg", ".crt", ".ini", ".json", ".key", ".pem", ".toml", ".txt", ".yaml", ".yml"];

/// What a text gives away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// The password of a URL.
    Login,
    /// A token of an issuer's shape.
    Token,
    /// The value of a variable or an option. Ex) `API_KEY`, `--password`
    Named(String),
}

/// What the text gives away in a URL or as a token, wherever it stands. `None` if it gives nothing away.
pub fn credential(text: &str) -> Option<Credential> {
    if passwords(text).next().is_some() { Some(Credential::Login) } else { tokens(text).next().map(|_| Credential::Token) }
}

/// Where the first of them is. `None` if there is none.
pub fn credential_at(text: &str) -> Option<usize> {
    passwords(text).chain(tokens(text)).map(|range| range.start).min()
}

/// What a command gives away: a word of it, or the value of an option. `None` if it gives nothing away.
pub fn command_credential(words: &[String]) -> Option<Credential> {
    let named = || words.iter().enumerate().find_map(|(index, word)| named_value(word, words.get(index + 1)));
    // The script of `sh -c`.
    let inside = || words.iter().filter(|word| word.contains(' ')).find_map(|word| assigned(word).next().map(|(name, _)| name));
    words.iter().find_map(|word| credential(word)).or_else(|| named().or_else(inside).map(Credential::Named))
}

/// The text with `***` in the place of each.
pub fn conceal(text: &str) -> Cow<'_, str> {
    if !text.contains("://") && !text.contains(['=', '_', '-', '.', 'A']) {
        return text.into();
    }
    let mut hidden: Vec<Range<usize>> = passwords(text).chain(tokens(text)).collect();
    hidden.extend(assigned(text).map(|(_, range)| range));
    if hidden.is_empty() {
        return text.into();
    }
    hidden.sort_by_key(|range| (range.start, range.end));
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for range in hidden {
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str("***");
        }
        done = done.max(range.end);
    }
    out.push_str(&text[done..]);
    out.into()
}

/// The passwords of URLs.
fn passwords(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(|(at, _)| {
        let rest = &text[at..];
        let url = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
        let (user, password) = url_login(url)?;
        let password = password?;
        let is_reference = password.starts_with(['$', '{', '%', '*']) || password.contains("${");
        // `guest:guest` and `postgres:postgres` are what such a service has by itself.
        let is_real = !password.is_empty() && !is_reference && password != user && !is_example_text(password);
        let start = at + 3 + user.len() + 1;
        is_real.then_some(start..start + password.len())
    })
}

/// The values of `API_KEY=…`, `--api-key=…` and `--api-key …` in a text, with the names.
fn assigned(text: &str) -> impl Iterator<Item = (String, Range<usize>)> {
    let pairs = text.match_indices('=').filter_map(|(at, _)| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let begin =
            text[..at].rfind(|c| !is_name(c)).map_or(0, |found| found + text[found..].chars().next().map_or(1, char::len_utf8));
        let name = secret_name(&text[begin..at])?;
        let range = value_at(text, at + 1)?;
        (!is_kind_of_login(&name, &text[range.clone()])).then_some((name, range))
    });
    let options = text.match_indices("--").filter_map(|(at, _)| {
        let is_first = at == 0 || text[..at].ends_with(ENDS);
        let word = &text[at..];
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
        let name = secret_name(&word[..end]).filter(|_| is_first)?;
        // A sentence about the option has something else behind it than a blank or the next word of a list.
        let range = value_at(text, at + end + gap(&word[end..])?)?;
        let value = &text[range.clone()];
        (!value.starts_with('-') && !is_kind_of_login(&name, value)).then_some((name, range))
    });
    pairs.chain(options)
}

/// How far the next word of a command or of a list is.
fn gap(text: &str) -> Option<usize> {
    let list = text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_prefix(',')).map(str::trim_start);
    let next = text.strip_prefix(' ').or(text.strip_prefix(", ")).or(list.filter(|rest| rest.starts_with(['"', '\''])))?;
    Some(text.len() - next.len())
}

/// The value that begins here, with or without quotes, if it is one that somebody uses.
fn value_at(text: &str, at: usize) -> Option<Range<usize>> {
    let quotes = text[at..].len() - text[at..].trim_start_matches(['"', '\'', '\\']).len();
    let start = at + quotes + default_of(&text[at + quotes..]);
    let end = text[start..].find(ENDS).map_or(text.len(), |length| start + length);
    let value = text[start..end].trim_end_matches([',', ';', ')', ']', '}', '.']);
    is_secret_value(value).then_some(start..start + value.len())
}

/// The name, if the word or it together with the next one gives a secret.
fn named_value(word: &str, next: Option<&String>) -> Option<String> {
    match word.split_once('=') {
        // `--env=API_KEY=…`
        Some((_, rest)) if rest.contains('=') && word.starts_with('-') => named_value(rest, None),
        Some((name, value)) => secret_name(name).filter(|name| is_secret_value(value) && !is_kind_of_login(name, value)),
        None => {
            let name = secret_name(word).filter(|_| word.starts_with("--"))?;
            let is_open = |value: &String| value.starts_with('-') || is_kind_of_login(&name, value);
            let is_given = next.is_some_and(|value| !is_open(value) && is_secret_value(value));
            is_given.then_some(name)
        }
    }
}

/// `API_KEY` and `--api-key`, but neither `key` of Python code nor `--no-auth`.
fn secret_name(word: &str) -> Option<String> {
    const SWITCHES: [&str; 7] = ["allow-", "disable-", "enable-", "no-", "require-", "skip-", "use-"];
    let is_secret = match word.strip_prefix("--") {
        Some(option) => {
            let name = option.replace('-', "_");
            holds_secret(&name) && !SWITCHES.iter().any(|switch| option.replace('_', "-").starts_with(switch))
        }
        None => !word.contains(|c: char| c.is_ascii_lowercase() || c == '-') && holds_secret(word),
    };
    is_secret.then(|| word.to_owned())
}

/// `auth` says either who logs in or which kind of login there is. Ex) `--auth=anonymous`, `PROXY_AUTH=basic`
fn is_kind_of_login(name: &str, value: &str) -> bool {
    const KINDS: [&str; 21] = [
        "anonymous",
        "basic",
        "bearer",
        "cookie",
        "digest",
        "gssapi",
        "header",
        "jwt",
        "kerberos",
        "ldap",
        "local",
        "negotiate",
        "ntlm",
        "oauth",
        "oauth2",
        "oidc",
        "pam-login",
        "saml",
        "session",
        "token",
        "trust",
    ];
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    let word = value.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'']).to_ascii_lowercase();
    last.eq_ignore_ascii_case("auth") && KINDS.contains(&word.as_str())
}

/// Where the value begins that a reference gives in the place of a variable that is not set. Ex) 9 for `${TOKEN:-tide}`
fn default_of(text: &str) -> usize {
    let length = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let default = text.strip_prefix("${").and_then(|rest| rest[length(rest)?..].strip_prefix(":-"));
    default.map_or(0, |default| text.len() - default.len())
}

/// A value that somebody uses: no placeholder, reference, path or name of a file.
fn is_secret_value(value: &str) -> bool {
    let value = value[default_of(value)..].trim_end_matches('}');
    // What a build mounts is named, and no secret itself. Ex) `docker build --secret id=pip,src=pip.conf`
    let is_mount = ["id=", "src=", "type="].iter().any(|begin| value.starts_with(begin));
    let is_path = is_mount || value.starts_with(['/', '.', '*', '…']) || FILES.iter().any(|ending| value.ends_with(ending));
    is_value(value) && !is_path
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ghp_Zq7Rw2Lm9Xc4Vb6Nd1Ks8Tf3Gh5Jp0QyWeRt";

    #[test]
    fn a_secret_is_not_shown_and_the_rest_is() {
        let token = format!("hub --mirror https://{TOKEN}@git.example/x.git");
        for (text, expected) in [
            ("--find-links https://bot:tide42@pkgs.example/x", "--find-links https://bot:***@pkgs.example/x"),
            (token.as_str(), "hub --mirror https://***@git.example/x.git"),
            ("web: API_KEY=q8fZr31 gunicorn app:app", "web: API_KEY=*** gunicorn app:app"),
            ("API_KEY='q8fZr31' gunicorn", "API_KEY='***' gunicorn"),
            (r#"CMD ["python", "--token", "q8fZr31", "-v"]"#, r#"CMD ["python", "--token", "***", "-v"]"#),
            ("[python, --token, q8fZr31, -v]", "[python, --token, ***, -v]"),
            ("python app.py --api-key=q8fZr31", "python app.py --api-key=***"),
            ("--token '${TOKEN:-q8fZr31}' x", "--token '${TOKEN:-***}' x"),
            ("--token ${TOKEN:-}", "--token ${TOKEN:-}"),
            ("[\"--token\",\n  \"q8fZr31\"]", "[\"--token\",\n  \"***\"]"),
            // What gives nothing away.
            ("amqp://guest:guest@broker//", "amqp://guest:guest@broker//"),
            ("https://crew:${TOKEN}@git.example", "https://crew:${TOKEN}@git.example"),
            ("postgres://shop:changeme@db", "postgres://shop:changeme@db"),
            ("git+ssh://git@git.example/a.git", "git+ssh://git@git.example/a.git"),
            ("docker build --secret id=pip_conf,src=$HOME/pip.conf .", "docker build --secret id=pip_conf,src=$HOME/pip.conf ."),
            ("`--token` must be given", "`--token` must be given"),
            ("--key server.pem --no-auth shop:app", "--key server.pem --no-auth shop:app"),
            ("SECRET_KEY=$SECRET SECRET_KEY_FILE=/run/key", "SECRET_KEY=$SECRET SECRET_KEY_FILE=/run/key"),
            ("app.config(secret_key=load_key)", "app.config(secret_key=load_key)"),
            ("é=ü API_KEY=", "é=ü API_KEY="),
            ("serve --auth anonymous PROXY_AUTH=basic", "serve --auth anonymous PROXY_AUTH=basic"),
        ] {
            assert_eq!(conceal(text), expected, "{text}");
        }
    }

    #[test]
    fn a_command_that_gives_a_secret_is_recognised() {
        let named = |name: &str| Some(Credential::Named(name.to_owned()));
        let with_token = format!("hub --mirror={TOKEN}");
        for (command, expected) in [
            ("env API_KEY=q8fZr31 gunicorn app:app", named("API_KEY")),
            ("gunicorn app:app --env API_KEY=q8fZr31", named("API_KEY")),
            ("gunicorn app:app --env=API_KEY=q8fZr31", named("API_KEY")),
            ("python app.py --password q8fZr31", named("--password")),
            ("python app.py --password ${PASSWORD:-q8fZr31}", named("--password")),
            ("sh -c 'API_KEY=q8fZr31 exec gunicorn app:app'", named("API_KEY")),
            ("celery worker -b redis://:tide42@cache/0", Some(Credential::Login)),
            (with_token.as_str(), Some(Credential::Token)),
            ("celery worker -b amqp://guest:guest@broker//", None),
            ("gunicorn --keyfile server.key --no-auth app:app --password", None),
            ("sh -c 'exec gunicorn --bind 0.0.0.0:${PORT}'", None),
            ("dav serve --auth=anonymous", None),
            ("dav serve --auth pam-login", None),
            ("dav serve --auth crew:q8fZr31", named("--auth")),
            ("sh -c 'PROXY_AUTH=basic exec dav serve'", None),
        ] {
            let words = shlex::split(command).unwrap();
            assert_eq!(command_credential(&words), expected, "{command}");
        }
    }
}
