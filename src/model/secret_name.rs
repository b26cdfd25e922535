//! Whether a variable is a secret, told by its name.

/// The words of BuildKit's check `SecretsUsedInArgOrEnv`.
const WORDS: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "passwd", "password", "pword", "secret", "token"];

/// Endings of a part of the name. Ex) `PGPASSWORD`, `SECRETKEY`
const ENDINGS: [&str; 8] = ["apikey", "pass", "passphrase", "passwd", "password", "pwd", "secret", "secretkey"];

/// Last parts of names that say something about a secret and hold none. Ex) `TOKEN_EXPIRE_MINUTES`, `AUTH_URL`
const ABOUT: [&str; 40] = [
    "age",
    "algorithm",
    "attempts",
    "backend",
    "bits",
    "class",
    "count",
    "days",
    "dir",
    "enabled",
    "endpoint",
    "expire",
    "expires",
    "expiry",
    "file",
    "format",
    "header",
    "host",
    "hours",
    "issuer",
    "length",
    "lifetime",
    "limit",
    "location",
    "method",
    "minutes",
    "mode",
    "name",
    "path",
    "port",
    "prefix",
    "provider",
    "seconds",
    "size",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "version",
];

/// Whether the name has a word of secrets in it, as BuildKit judges `ARG` and `ENV`.
pub fn mentions_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut parts = lower.split('_');
    parts.clone().any(|part| WORDS.contains(&part)) && !parts.any(|part| part == "public")
}

/// Whether the value of a variable of this name is a secret. Ex) `SECRET_KEY`, `PGPASSWORD`, but not `TOKEN_URL`
pub fn holds_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let parts: Vec<&str> = lower.split('_').filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    // `auth` alone says which kind of login there is, unless nothing follows.
    let is_word = |part: &&str| (*part != "auth" || *part == last) && WORDS.contains(part);
    let ends = |part: &&str| ENDINGS.iter().any(|ending| part.ends_with(ending)) && !part.ends_with("bypass");
    let speaks = parts.iter().any(|part| is_word(part) || ends(part));
    speaks && !parts.contains(&"public") && !ABOUT.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whether_the_value_is_secret() {
        for (name, mentions, holds) in [
            ("SECRET_KEY", true, true),
            ("DB_PASSWORD", true, true),
            ("token", true, true),
            ("AWS_ACCESS_KEY_ID", true, true),
            ("REDIS_AUTH", true, true),
            ("PGPASSWORD", false, true),
            ("DB_PASS", false, true),
            ("OPENAI_APIKEY", true, true),
            ("SECRET_KEY_BASE", true, true),
            ("AUTH_TYPE", true, false),
            ("TOKEN_URL", true, false),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", true, false),
            ("PASSWORD_MIN_LENGTH", true, false),
            ("PUBLIC_KEY", false, false),
            ("KEYBOARD", false, false),
            ("KEYCLOAK_URL", false, false),
            ("DEBUG", false, false),
            ("", false, false),
        ] {
            assert_eq!((mentions_secret(name), holds_secret(name)), (mentions, holds), "{name}");
        }
    }
}
