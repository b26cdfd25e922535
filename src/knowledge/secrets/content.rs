//! What a text shows of the secrets in it: headers of private keys, tokens of known shape, values of telling keys.

use std::ops::Range;

/// Words in the name of a key whose value is a secret.
const WORDS: &[&str] = &[
    "access_key",
    "accesskey",
    "api_key",
    "apikey",
    "auth_key",
    "client_secret",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "refresh_token",
    "secret",
    "token",
];

/// How tokens of known issuers begin, and how many letters, digits, `_` and `-` follow at least.
///
/// GitHub, GitLab, npm, PyPI, Slack, Stripe, OpenAI, Anthropic, Google, AWS, SendGrid, Hugging Face, DigitalOcean: the
/// prefixes that their documentation gives for secret scanners.
const TOKENS: &[(&str, usize)] = &[
    ("AIza", 35),
    ("AKIA", 16),
    ("ASIA", 16),
    ("SG.", 40),
    ("dop_v1_", 40),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("hf_", 30),
    ("npm_", 36),
    ("pypi-AgEI", 40),
    ("rk_live_", 20),
    ("sk-ant-", 30),
    ("sk-proj-", 30),
    ("sk_live_", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
];

pub fn has_private_key(text: &str) -> bool {
    let mut rest = text;
    while let Some(begin) = rest.find("-----BEGIN ") {
        rest = &rest[begin + 11..];
        let header = rest.split("-----").next().unwrap_or_default();
        if header.len() < 40 && header.contains("PRIVATE KEY") {
            return true;
        }
    }
    text.contains("PuTTY-User-Key-File-")
}

pub fn has_token(text: &str) -> bool {
    tokens(text).next().is_some()
}

/// Where tokens of known shape stand in the text.
pub fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    TOKENS.iter().flat_map(move |(begin, length)| {
        text.match_indices(begin).filter_map(move |(at, _)| {
            let before = text[..at].chars().next_back();
            let body = &text[at + begin.len()..];
            let count = body.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).count();
            let is_token =
                count >= *length && !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !is_example_text(&body[..*length]);
            is_token.then_some(at..at + begin.len() + count)
        })
    })
}

/// `password VALUE` of a netrc file, `_authToken=…` of an npmrc, `"auth": "…"` of Docker.
pub fn has_login(text: &str) -> bool {
    let has_word = |line: &str| {
        let mut words = line.split_whitespace();
        words.by_ref().any(|word| word == "password") && words.next().is_some_and(|value| value != "=" && is_value(value))
    };
    const FIELDS: &[&str] = &["_auth", "_authtoken", "_password", "auth", "npmauthident", "npmauthtoken", "identitytoken"];
    lines(text).any(|line| {
        let field = assignment(line).is_some_and(|(key, value)| {
            let key = key.rsplit(':').next().unwrap_or_default().to_lowercase();
            FIELDS.contains(&key.as_str()) && is_value(value)
        });
        field || has_word(line)
    }) || has_values(text)
}

/// `SECRET_KEY = "…"`, `"api_key": "…"`, or something that is a key or a token by itself.
pub fn has_values(text: &str) -> bool {
    let is_secret = |line: &str| {
        assignment(line).is_some_and(|(key, value)| {
            let key = key.to_lowercase().replace('-', "_");
            WORDS.iter().any(|word| key.contains(word)) && is_value(value)
        })
    };
    has_private_key(text) || has_token(text) || lines(text).any(is_secret)
}

/// Whether a field has a word in the place of its value that people write there to be replaced.
pub fn has_placeholder(text: &str) -> bool {
    let is_filled_in_later =
        |line: &str| assignment(line).is_some_and(|(_, value)| is_example_text(value.trim_matches(['"', '\''])));
    lines(text).any(is_filled_in_later)
}

/// Whether SQL may hold rows of a table: it is no script that only asks for some.
pub fn has_rows(text: &str) -> bool {
    let upper = text.to_uppercase();
    upper.contains("INSERT INTO")
        || upper.contains("FROM STDIN")
        || !upper.split_whitespace().any(|word| word.trim_start_matches('(') == "SELECT")
}

/// The lines that are no comments, and the fields of JSON that is written in one line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let is_json = text.trim_start().starts_with('{');
    let fields = move |line| {
        let separator: &[char] = if is_json { &[',', '{', '}'] } else { &[] };
        str::split(line, separator)
    };
    text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])).flat_map(fields)
}

/// The key and the value of `key = value`, `key: value` or `"key": "value"`, without quotes.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().strip_prefix("export ").unwrap_or(line.trim());
    let (key, value) = match line.split_once('=') {
        Some(pair) => pair,
        None => line.split_once(": ").or_else(|| line.split_once("\":"))?,
    };
    let bare = |text: &'_ str| -> usize { text.len() - text.trim_start_matches(['"', '\'', ' ']).len() };
    let key = key[bare(key)..].trim_end_matches(['"', '\'', ' ', ':']);
    Some((key, value.trim().trim_end_matches([',', ';'])))
}

/// Whether the value is one that somebody uses, and no placeholder, reference or call.
pub(super) fn is_value(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let is_reference = value.starts_with(['$', '<', '{', '[', '(', '%']) || value.contains("${") || value.contains("{{");
    let is_code = value.contains('(') || value.contains("environ") || value.contains("['") || value.contains("[\"");
    let is_word = matches!(value.to_lowercase().as_str(), "" | "true" | "false" | "none" | "null" | "yes" | "no");
    value.len() >= 4 && !is_reference && !is_code && !is_word && !is_example_text(value)
}

/// What people write where a value has to be put.
pub(super) fn is_example_text(value: &str) -> bool {
    const PARTS: &[&str] = &[
        "change",
        "changeme",
        "development",
        "dummy",
        "example",
        "fixme",
        "insecure",
        "placeholder",
        "replace",
        "sample",
        "secret",
        "todo",
        "xxx",
        "your",
    ];
    let lower = value.to_lowercase();
    let is_word_alone =
        matches!(lower.as_str(), "password" | "postgres" | "root" | "admin" | "test" | "token" | "local" | "minioadmin");
    let first = value.chars().next();
    let is_one_character = value.chars().all(|c| Some(c) == first);
    is_word_alone || is_one_character || PARTS.iter().any(|part| lower.contains(part))
}
