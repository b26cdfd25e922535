//! What a registry asks for with status 401.
//!
//! ```text
//! header     = challenge *("," challenge)
//! challenge  = scheme [parameter *("," parameter)]
//! parameter  = name "=" (token | quoted-string)
//! ```
//!
//! A comma separates both challenges and parameters (RFC 9110, 11.6.1): what stands before a `=` belongs to the challenge
//! before it. Schemes other than `Bearer` and `Basic` are passed over.

use std::collections::BTreeMap;

/// How to come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// With a token of this server.
    Bearer { realm: String, service: Option<String>, scope: Option<String> },
    /// With a user name and a password.
    Basic,
}

impl Challenge {
    /// The best of what the headers offer: tokens go before passwords. `None` if they offer none that is known.
    pub(super) fn read<'h>(headers: impl Iterator<Item = &'h str>) -> Option<Self> {
        let mut basic = None;
        for (scheme, mut parameters) in headers.flat_map(challenges) {
            match scheme.to_ascii_lowercase().as_str() {
                "bearer" => {
                    if let Some(realm) = parameters.remove("realm") {
                        let (service, scope) = (parameters.remove("service"), parameters.remove("scope"));
                        return Some(Self::Bearer { realm, service, scope });
                    }
                }
                "basic" => basic = Some(Self::Basic),
                _ => {}
            }
        }
        basic
    }
}

fn challenges(header: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    for part in split(header) {
        // `Bearer realm="…"` begins a challenge, `service="…"` goes on with it.
        let (scheme, parameter) = match part.split_once(char::is_whitespace) {
            Some((scheme, parameter)) if !scheme.contains('=') => (Some(scheme), parameter),
            None if !part.contains('=') => (Some(part), ""),
            _ => (None, part),
        };
        found.extend(scheme.map(|scheme| (scheme.to_owned(), BTreeMap::new())));
        if let (Some((name, value)), Some((_, parameters))) = (parameter.split_once('='), found.last_mut()) {
            parameters.insert(name.trim().to_ascii_lowercase(), unquoted(value.trim()));
        }
    }
    found
}

/// At the commas that stand in no quotes.
fn split(header: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in header.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&header[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&header[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return value.to_owned() };
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        escaped = c == '\\' && !escaped;
        if !escaped {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read() {
        let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Some(Challenge::Bearer { realm: realm.to_owned(), service: owned(service), scope: owned(scope) })
        };
        for (headers, expected) in [
            (
                vec![
                    r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/python:pull""#,
                ],
                bearer("https://auth.docker.io/token", Some("registry.docker.io"), Some("repository:library/python:pull")),
            ),
            (
                vec![r#"bearer Realm=https://a/t , scope="repository:a:pull,push""#],
                bearer("https://a/t", None, Some("repository:a:pull,push")),
            ),
            (vec![r#"Basic realm="a, b", Bearer realm="https://a/t""#], bearer("https://a/t", None, None)),
            (vec!["Basic realm=\"x\"", "Bearer realm=\"https://a/t\""], bearer("https://a/t", None, None)),
            (vec![r#"Bearer realm="a\"b\\c""#], bearer("a\"b\\c", None, None)),
            (vec!["Negotiate, Basic"], Some(Challenge::Basic)),
            (vec!["Negotiate YWJj==, BASIC realm=x"], Some(Challenge::Basic)),
            (vec!["Bearer service=\"x\""], None),
            (vec!["Digest realm=\"x\", nonce=\"y\""], None),
            (vec!["", ",,", "=", "\"", "Bearer realm=\"unclosed"], bearer("\"unclosed", None, None)),
            (vec![], None),
        ] {
            assert_eq!(Challenge::read(headers.iter().copied()), expected, "{headers:?}");
        }
    }
}
